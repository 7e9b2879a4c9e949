"""``polymnist predict``: the digits of any pictures."""

import argparse
import errno
import json
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any

from polymnist_lib.cli import options, pictures
from polymnist_lib.models import networks
from polymnist_lib.reading import shipped
from polymnist_lib.reading.photos import Written, formats, prepare
from polymnist_lib.reading.reader import Answer, Reader, Reading

# Pictures that are read together, if no step of them is kept, and threads that prepare the next
# ones meanwhile.
_TOGETHER = 32
_THREADS = 2

# What people are told at most: nothing read off a picture is certain.
_SUREST = 0.99


def add(families: Any) -> None:
    """Add ``predict``."""
    predict = families.add_parser(
        "predict",
        help="read the handwritten digits of pictures",
        description=f"Read the digits of pictures: {formats.LISTED}, of any size, dark on light or "
        "light on dark. A picture that cannot be read is reported, and the others are still read.",
    )
    predict.add_argument(
        "files",
        nargs="+",
        type=pictures.named,
        metavar="FILE",
        help="a picture, a folder of pictures (in order of name, without hidden files, folders in "
        "it and what --explain wrote), or - for a picture on standard input",
    )
    predict.add_argument(
        "--json",
        action="store_true",
        help="print a JSON object for each digit; boxes are left, top, width and height",
    )
    predict.add_argument(
        "--one", action="store_true", help="take everything written as one digit, not several"
    )
    predict.add_argument(
        "--explain",
        type=options.path,
        metavar="DIR",
        help="write a picture of the steps behind each answer",
    )
    predict.add_argument(
        "--model",
        type=options.path,
        metavar="FILE",
        help="a model.keras that this library saved, whose confidence is not calibrated; the one "
        "that comes with it by default",
    )
    predict.set_defaults(run=read)


def read(arguments: argparse.Namespace) -> int:
    """Print what each picture says, and return 1 if one could not be read, or not explained."""
    reader = Reader(networks.read(arguments.model)) if arguments.model else shipped.reader()
    failed = 0
    if arguments.explain:
        place = arguments.explain.resolve()
        if any(pictures.is_folder(each) and each.resolve() == place for each in arguments.files):
            raise ValueError(
                f"--explain would write into {arguments.explain}, whose pictures are read: "
                "name another folder."
            )
        try:
            arguments.explain.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise ValueError(
                f"--explain writes into a folder, and {arguments.explain} is a file: name another."
            ) from error
    with ThreadPoolExecutor(_THREADS) as threads:
        try:
            for number, (file, found) in enumerate(_read(reader, arguments, threads)):
                failed += not _told(number, file, found, arguments)
        finally:  # whoever interrupts waits for no picture but those in work
            threads.shutdown(cancel_futures=True)
    return 1 if failed else 0


def _told(number: int, file: Path, found: Answer | str, arguments: argparse.Namespace) -> bool:
    """Print what a picture says, and draw its steps; return whether all went well."""
    if isinstance(found, str):
        sys.stdout.flush()
        print(f"polymnist: {found}", file=sys.stderr)
        return False
    for line in _as_json(file, found) if arguments.json else _as_text(file, found):
        print(line)
    if arguments.explain:
        # Files of one name can come from several folders.
        steps = arguments.explain / f"{number + 1:03d}_{file.stem}.png"
        try:
            _explain(steps, found)
        except OSError as error:
            sys.stdout.flush()
            print(f"polymnist: {steps}: {error.strerror or error}", file=sys.stderr)
            return False
    return True


def _read(
    reader: Reader, arguments: argparse.Namespace, threads: ThreadPoolExecutor
) -> Iterator[tuple[Path, Answer | str]]:
    """Read pictures, many together; of one that cannot be read, say why."""

    def opened(file: Path) -> Written | str:
        try:
            picture = pictures.read(file)
        except ValueError as error:
            return str(error)
        except OSError as error:
            return f"{file}: {error.strerror or error}"
        try:
            prepared = prepare(picture, one=arguments.one)
        except ValueError as error:
            return f"{file}: {error}"
        except MemoryError:
            return f"{file}: takes more memory than there is. Save the picture smaller."
        return prepared if arguments.explain else prepared.bare()

    files, remarks = pictures.listed(arguments.files)
    for remark in remarks:
        print(f"polymnist: {remark}", file=sys.stderr)
    together = 1 if arguments.explain else _TOGETHER
    parts = [files[start : start + together] for start in range(0, len(files), together)]
    waiting = deque([threads.map(opened, parts[0])])
    for part, following in zip_longest(parts, parts[1:]):
        if following:
            waiting.append(threads.map(opened, following))
        found = list(waiting.popleft())
        whole = [each for each in found if not isinstance(each, str)]
        answers = iter(reader.answer(whole))
        for file, each in zip(part, found, strict=True):
            yield file, each if isinstance(each, str) else next(answers)


def _as_text(file: Path, answer: Answer) -> Iterator[str]:
    """Write a line a number, for people."""
    for number in answer.numbers:
        line = f"{file}: {number.text} ({min(number.confidence, _SUREST):.0%}"
        if not number.sure:
            which = f"digit {number.doubtful + 1} may be" if len(number.readings) > 1 else "or"
            line += f", not sure: {which} {_else(number.readings[number.doubtful])}"
        line += ")"
        if len(answer.numbers) > 1:
            left, top, width, height = number.box
            line += f" at {left},{top}, {width} x {height}"
        yield line
    if not answer.numbers:
        yield f"{file}: no digit found"
    if answer.left_out:
        count = len(answer.left_out)
        yield f"{file}: left out {count} {'shapes that are' if count > 1 else 'shape that is'} none"


def _else(reading: Reading) -> str:
    """Say what else than the most probable digit there may be: another, or none."""
    second = int(reading.probabilities.argsort()[-2])
    none = 1 - float(reading.probabilities.sum())
    if none > reading.probabilities[second]:
        return f"none, {none:.0%}"
    return f"{second}, {reading.probabilities[second]:.0%}"


def _as_json(file: Path, answer: Answer) -> Iterator[str]:
    """Write a line a digit, for programs; where there is none, one whose digit is null."""
    told: dict[str, Any] = {"file": str(file), "digit": None, "confidence": None}
    told |= {"probabilities": None, "box": None, "number": None}
    told["left_out"] = [list(box) for box in answer.left_out]
    if not answer.numbers:
        yield json.dumps(told)
    for index, number in enumerate(answer.numbers):
        whole = {"index": index, "text": number.text, "confidence": round(number.confidence, 6)}
        for place, each in enumerate(number.readings):
            told |= {"digit": each.digit, "confidence": round(each.confidence, 6)}
            told["probabilities"] = [round(float(share), 6) for share in each.probabilities]
            yield json.dumps({**told, "box": list(each.box), "number": {**whole, "place": place}})


def _explain(target: Path, answer: Answer) -> None:
    """Write a picture of the steps, in the place of an earlier one, but of no other file."""
    if target.is_file() and target.stat().st_size and not pictures.explains(target):
        raise FileExistsError(
            errno.EEXIST, "not overwritten, since --explain did not write it. Name another folder."
        )
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    from polymnist_lib import i18n, plotting

    i18n.set_language("en")  # as all that the command says
    plotting.use_style()
    figure = plotting.reading(answer)
    try:
        figure.savefig(target, dpi=150, metadata={"Software": pictures.EXPLAINED})
    finally:
        pyplot.close(figure)
