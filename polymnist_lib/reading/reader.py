"""Reading the handwritten digits of any picture, and saying how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from polymnist_lib.digits import CLASSES, SIDE
from polymnist_lib.models.networks import Network
from polymnist_lib.reading import calibration, photos
from polymnist_lib.reading.photos import Written, cells, graph, words
from polymnist_lib.reading.photos.graph import Place, Row, Step

# An answer is sure if its probability is at least this.
SURE = 0.8

# All ink of a picture is taken for one digit if it is one with this probability at least.
_SURELY = 0.9

# What a network says of candidates, by their places in a row.
Answers = dict[tuple[Place, Place], NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network reads in one place of a picture.

    Attributes
    ----------
    box : (left, top, width, height)
        Where, in pixels of the picture.
    probabilities : ndarray of shape (10,), float32
        Of each digit; what is missing from 1 is that there is none.
    """

    box: tuple[int, int, int, int]
    probabilities: NDArray[np.float32] = field(repr=False)

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """Its probability."""
        return float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        """Whether the probability is high enough to rely on it."""
        return self.confidence >= SURE


@dataclass(frozen=True, eq=False)
class Number:
    """Digits that stand together in a row.

    Attributes
    ----------
    readings : tuple of Reading
        The digits, from left to right; at least one.
    """

    readings: tuple[Reading, ...]

    @property
    def text(self) -> str:
        """The digits, such as ``"1905"``."""
        return "".join(str(each.digit) for each in self.readings)

    @property
    def confidence(self) -> float:
        """The probability that this is a number and all of its digits are right.

        Of a single digit it is that digit's. Of several, whether they are a number is common to
        them, and known from that which is most surely a digit; else each is right as if
        independently. That is too sure of itself, and `put_right` says what it comes to.
        """
        if len(self.readings) == 1:
            return self.readings[0].confidence
        is_number = max(float(each.probabilities.sum()) for each in self.readings)
        right = is_number * np.prod([each.confidence / is_number for each in self.readings])
        return calibration.put_right(float(right))

    @property
    def sure(self) -> bool:
        """Whether that is high enough to rely on it."""
        return self.confidence >= SURE

    @property
    def doubtful(self) -> int:
        """The place of the digit that is most in doubt, from 0."""
        return int(np.argmin([each.confidence for each in self.readings]))

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width and height, in pixels of the picture."""
        left, top, width, height = np.array([each.box for each in self.readings]).T
        right, bottom = (left + width).max(), (top + height).max()
        return int(left.min()), int(top.min()), int(right - left.min()), int(bottom - top.min())


@dataclass(frozen=True, eq=False)
class Answer:
    """What a reader says of a picture.

    Attributes
    ----------
    written : Written
        What is written in it, its rows cut where that may be needed.
    paths : tuple of tuple of Step
        The best path through each row.
    """

    written: Written = field(repr=False)
    paths: tuple[tuple[Step, ...], ...] = field(repr=False)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers, row by row."""
        box, sides = self.written.box, self.written.sides or [()] * len(self.paths)
        return tuple(
            Number(tuple(Reading(box(part), said[:CLASSES]) for part, said in each))
            for row, path, at in zip(self.written.rows, self.paths, sides, strict=True)
            for number in graph.numbers(path, row.height)
            for each in cells.divided(number, at)
        )

    @property
    def rows(self) -> list[str]:
        """The digits of each row that has some, such as ``["12345", "67890"]``."""
        read = (
            "".join(str(int(said[:CLASSES].argmax())) for _, said, is_digit in path if is_digit)
            for path in self.paths
        )
        return [each for each in read if each]

    @property
    def readings(self) -> list[Reading]:
        """The digits of all numbers, in the order in which they are read."""
        return [each for number in self.numbers for each in number.readings]

    @property
    def left_out(self) -> list[tuple[int, int, int, int]]:
        """Left, top, width and height of what is no digit, in pixels of the picture."""
        return [
            self.written.box(part)
            for path in self.paths
            for part, _, is_digit in path
            if not is_digit
        ]


@dataclass(frozen=True, eq=False)
class Reader:
    """A network that reads pictures of any kind.

    Attributes
    ----------
    network : Network
        One that reads raw images of the data; better one that may say that there is no digit.
    temperature : float
        What `calibration.fit_temperature` found for pictures that were prepared as here.
    """

    network: Network
    temperature: float = 1.0

    def read(self, picture: NDArray[np.uint8], *, one: bool = False) -> Answer:
        """Read a picture.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8
            Red, green and blue, as `polymnist_lib.reading.photos.decode.read` returns.
        one : bool
            Whether all ink is that of one digit; else what belongs together is found.

        Returns
        -------
        Answer
            Without numbers where no digit was found; `written` is `Prepared`, with all steps.
        """
        return self.answer([photos.prepare(picture, one=one)])[0]

    def read_one(self, picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Read a picture of one digit.

        Returns
        -------
        image : ndarray of shape (28, 28, 3), uint8
            What the network sees; white where no ink was found.
        probabilities : ndarray of shape (10,), float32
            Of each digit, as it is one; all alike where no ink was found.
        """
        answer = self.read(picture, one=True)
        if not answer.paths:
            blank = np.full((SIDE, SIDE, 3), 255, np.uint8)
            return blank, np.full(CLASSES, 1 / CLASSES, np.float32)
        ((part, said, _),) = answer.paths[0]
        return photos.image(part), said

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Predict framed images, calibrated; as `Network.probabilities`."""
        return calibration.tempered(self.network.probabilities(images), self.temperature)

    def answer(self, written: Sequence[Written]) -> list[Answer]:
        """Read pictures that were prepared already, all of them together.

        Returns
        -------
        list of Answer
            Where what is `other` of a picture is read instead, it is that answer's `written`.
        """
        answers = self._answered(written)
        turned = [(place, each.other) for place, each in enumerate(written) if each.other]
        others = self._answered([other for _, other in turned])
        for (place, _), other in zip(turned, others, strict=True):
            if self._is_better(other, answers[place]):
                answers[place] = other
        return answers

    def _answered(self, written: Sequence[Written]) -> list[Answer]:
        """Read pictures as their ink was found."""
        answers = []
        for each, (rows, paths) in zip(written, self.paths(written), strict=True):
            told = words.told(rows, paths)
            answer = Answer(replace(each, rows=rows), tuple(map(tuple, told)))
            answers.append(self._as_one(answer) or answer)
        return answers

    def paths(self, written: Sequence[Written]) -> list[tuple[list[Row], list[list[Step]]]]:
        """Find the best path through each row, before numbers are told from text.

        Returns
        -------
        list of (list of Row, list of list of Step)
            Of each picture its rows, cut where that may be needed, and their paths.
        """
        rows = [row for each in written for row in each.rows]
        known: list[Answers] = [{} for _ in rows]
        self._ask(rows, known)
        rows = [row.cut(answers) for row, answers in zip(rows, known, strict=True)]
        self._ask(rows, known)
        read = iter([(row, row.read(said)) for row, said in zip(rows, known, strict=True)])
        some = [list(islice(read, len(each.rows))) for each in written]
        return [([row for row, _ in each], [path for _, path in each]) for each in some]

    def _as_one(self, answer: Answer) -> Answer | None:
        """Read all ink as one digit where it is surely one, and nothing is sure otherwise."""
        whole = answer.written.whole
        if whole is None or any(each.sure for each in answer.numbers):
            return None
        ((places, part),) = whole.candidates().items()
        (said,) = self.probabilities(photos.image(part)[None])
        if said[:CLASSES].max() < _SURELY:
            return None
        written = replace(answer.written, rows=[whole], sides=())
        return Answer(written, (tuple(whole.read({places: said})),))

    def _is_better(self, other: Answer, answer: Answer) -> bool:
        """Tell whether paper is read as ink: if what is sure then is larger than all that was read.

        The hole of a 0 may be a sure 1. Where all ink is one digit, it is if that is more probable.
        """
        if any(row.one for row in other.written.rows):
            return self._is_digit(other) > self._is_digit(answer)
        sure = [each for each in other.numbers if each.sure]
        return _area(sure) > _area(answer.numbers)

    def _is_digit(self, answer: Answer) -> float:
        """Tell how probably the ink that is taken for one digit is one."""
        images = [photos.image(part) for path in answer.paths for part, *_ in path]
        if not images:
            return 0.0
        return float(self.probabilities(np.stack(images))[:, :CLASSES].sum(axis=1).max())

    def _ask(self, rows: Sequence[Row], known: Sequence[Answers]) -> None:
        """Have the network say what it does of the candidates that are not known yet."""
        asked = [
            (answers, places, part)
            for row, answers in zip(rows, known, strict=True)
            for places, part in row.candidates().items()
            if places not in answers
        ]
        if not asked:
            return
        said = self.probabilities(np.stack([photos.image(part) for *_, part in asked]))
        for (answers, places, _), each in zip(asked, said, strict=True):
            answers[places] = each


def _area(numbers: Iterable[Number]) -> int:
    """Return how much of a picture numbers take up, in its pixels."""
    return sum(each.box[2] * each.box[3] for each in numbers)
