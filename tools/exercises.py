"""Run the change of every exercise in its chapter, and keep what comes out for the answers.

Fails if an exercise does not give what its answer says.
"""

import os
import sys
import time
from pathlib import Path

from polymnist_lib.report import exercises

# As the book's kernels have, whose runs are read back where they are: with another number of
# threads sums are rounded otherwise, and after some epochs that shows.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TQDM_DISABLE", "1")


def main() -> int:
    """Run them all, one after another."""
    folder = Path(__file__).resolve().parents[1] / "book"
    os.chdir(folder)  # where chapters run
    listed = exercises.listed(folder)
    # Chapters show what is measured, so that they run each exercise needs its place in the file.
    measured = {each.name: (0.0, 0.0) for each in listed} | exercises.known(folder)
    exercises.write(measured, listed, folder)
    wrong = []
    for each in listed:
        began = time.monotonic()
        before, after = measured[each.name] = exercises.measure(each, folder)
        verdict = "as its answer says" if each.holds(before, after) else "NOT as its answer says"
        wrong += [] if each.holds(before, after) else [each.name]
        print(
            f"{each.name}: {before:.4g} -> {after:.4g} ({each.outcome}), {verdict}; "
            f"{time.monotonic() - began:.0f} s",
            flush=True,
        )
    exercises.write(measured, listed, folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
