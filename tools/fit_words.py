"""Fit what tells numbers from text, and print the weights for `reading/photos/words.py`.

To be run when another network is shipped: it reads pages by the hands that the steps were
developed on, which takes minutes. Run again with those weights, it prints the slope and the
constant for `reading/reader.py` that say how sure a reader is of several digits.

Pages count by the root of their words, so that a page of print does not outweigh all others; to
them come digits that stand alone among others, as in a list.
"""

from collections import Counter

import numpy as np
from sklearn.linear_model import LogisticRegression

from polymnist_lib.reading import photos, shipped, trials
from polymnist_lib.reading.photos import pages, words
from polymnist_lib.reading.reader import PLATT

COUNT, SEED = 30, 101

# The digits in a list count as much as this share of all numbers; they are taken from these kinds.
LISTED, KINDS = 0.15, ("row", "shadow", "flash", "two_rows")


def main() -> None:
    """Read, fit, print."""
    reader = shipped.reader()
    strokes, labels = trials.handwriting(developed=True)
    measured, is_number, page_of, listed = [], [], [], []
    odds, right = [], []
    for kind in pages.KINDS:
        for place, page in enumerate(pages.pages(kind, strokes, labels, count=COUNT, seed=SEED)):
            written = photos.prepare(page.picture)
            for number in reader.answer([written])[0].numbers:
                if len(number.readings) > 1:
                    odds.append(before_platt(number.confidence))
                    right.append(any(number.text in row for row in page.rows))
            for row, path in zip(*reader.paths([written])[0], strict=True):
                for word in words.divided(path, row.height):
                    found = words.features(word, row.height)
                    if found is None:
                        continue
                    number = holds(word, page.boxes, written.scale)
                    measured.append(found)
                    is_number.append(number)
                    page_of.append((kind, place))
                    if number and kind in KINDS:
                        digits = (step for step in word if step[2])
                        listed += [words.features([step], row.height) for step in digits]
    others = Counter(page_of)
    several = [float(others[each] > 1) for each in page_of] + [1.0] * len(listed)
    weights = np.array([others[each] ** -0.5 for each in page_of])
    truth = np.array(is_number)
    each = LISTED * weights[truth].sum() / len(listed)
    model = LogisticRegression(C=10, max_iter=5000).fit(
        np.column_stack([[*measured, *listed], several]),
        np.append(truth, np.ones(len(listed), bool)),
        sample_weight=np.append(weights, np.full(len(listed), each)),
    )
    fitted = np.append(model.coef_[0], model.intercept_).round(2)
    print(f"WEIGHTS = {tuple(fitted.tolist())}")
    model = LogisticRegression(C=100).fit(np.array(odds)[:, None], right)
    print(f"PLATT = ({model.coef_[0, 0]:.2f}, {model.intercept_[0]:.2f})")


def before_platt(confidence: float) -> float:
    """Return the log odds that a reader puts right."""
    slope, constant = PLATT
    return float((np.log(confidence / (1 - confidence)) - constant) / slope)


def holds(word: words.Word, boxes: list[tuple[int, int, int, int]], scale: float) -> bool:
    """Tell whether the middle of a digit's box lies in a word."""
    left, top = min(each.left for each, *_ in word), min(each.top for each, *_ in word)
    right, bottom = max(each.right for each, *_ in word), max(each.bottom for each, *_ in word)
    return any(
        left <= (x + wide / 2) * scale <= right and top <= (y + high / 2) * scale <= bottom
        for x, y, wide, high in boxes
    )


if __name__ == "__main__":
    main()
