"""A stage of the work in a process of its own, so that its memory is measured apart.

``python child.py STAGE JSON`` prints the seconds that the stage took, and the GiB of memory that it
needed at most beyond what the process held before.
"""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path


def measure(stage: str, **settings: object) -> tuple[float, float]:
    """Run a stage in a process of its own and return its seconds and GiB of memory."""
    words = [sys.executable, __file__, stage, json.dumps(settings)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"The stage {stage!r} failed:\n{done.stderr}")
    seconds, gibibytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, gibibytes


def decode(folder: str) -> Callable[[], object]:
    """Decode a folder of PNG files, or find them decoded."""
    from polymnist_lib import sources

    return lambda: sources.load("kaggle", folder=folder)


def preprocess(count: int) -> Callable[[], object]:
    """Preprocess raw images."""
    from polymnist_lib.models.preprocess import preprocess

    images = _noise(count)
    _touch_memory(count)
    return lambda: preprocess(images)


def train(count: int, model: str) -> Callable[[], object]:
    """Train for an epoch with augmentation, in batches of 128, compilation left out."""
    import keras

    from polymnist_lib.models import builders
    from polymnist_lib.models.preprocess import preprocess
    from polymnist_lib.training import batches
    from polymnist_lib.training.engine_tensorflow import TensorFlowEngine
    from polymnist_lib.training.recipes import Recipe

    engine = TensorFlowEngine(
        builders.build(model, TensorFlowEngine.layers), keras.optimizers.Adam(1e-3)
    )
    recipe = Recipe(model, augmentation="all", epochs=1, batch_size=128)
    raw = _noise(count)
    labels = _labels(count)
    _touch_memory(count)
    engine.compile({recipe.batch_size, count % recipe.batch_size} - {0})
    return lambda: engine.fit_epoch(batches.blocks(preprocess(raw), labels, recipe))


def evaluate(count: int, model: str) -> Callable[[], object]:
    """Predict raw images with a model's own preprocessing."""
    from polymnist_lib.models import builders, predict

    whole = builders.with_preprocessing(builders.build(model))
    images = _noise(count)
    predict.probabilities(whole, images[:1024])
    return lambda: predict.probabilities(whole, images)


STAGES = {each.__name__: each for each in (decode, preprocess, train, evaluate)}


def main(stage: str, settings: str) -> None:
    """Run a stage and print what it took."""
    run = STAGES[stage](**json.loads(settings))
    peak = _Peak()
    start = time.perf_counter()
    with peak:
        kept = run()
    seconds = time.perf_counter() - start
    del kept
    print(json.dumps([seconds, peak.gibibytes]))


class _Peak:
    """The greatest memory of this process and its children while it is entered, beyond before."""

    def __enter__(self) -> "_Peak":
        self._before = self._greatest = _resident()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self._greatest = max(self._greatest, _resident())

    @property
    def gibibytes(self) -> float:
        return (self._greatest - self._before) / 2**30


def _resident() -> int:
    """Return the bytes of memory that this process and its children hold, pages of files left out.

    The system can take pages of files back whenever it needs them.
    """
    total = 0
    for process in [os.getpid(), *_children(os.getpid())]:
        try:
            _, resident, shared, *_ = Path(f"/proc/{process}/statm").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += (int(resident) - int(shared)) * resource.getpagesize()
    return total


def _children(process: int) -> list[int]:
    """List the processes that a process has started, and theirs."""
    try:
        tasks = Path(f"/proc/{process}/task").iterdir()
        started = [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [*started, *(each for child in started for each in _children(child))]


def _noise(count: int) -> object:
    """Make raw images without reading any: their content changes no duration."""
    import numpy as np

    return np.random.default_rng(0).integers(0, 256, (count, 28, 28, 3), dtype=np.uint8)


def _touch_memory(count: int) -> None:
    """Take as much memory as preprocessed images need, and give it back.

    A virtual machine that is given memory by its host for the first time waits for each page,
    longer than the work on it takes. That would be measured for the largest sizes alone.
    """
    import numpy as np

    np.ones((count, 28, 28, 1), np.float32)


def _labels(count: int) -> object:
    """Make labels."""
    import numpy as np

    return np.arange(count) % 10


if __name__ == "__main__":
    main(*sys.argv[1:])
