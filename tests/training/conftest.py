"""What several tests of training train on."""

import numpy as np
import pytest

from polymnist_lib import sources
from polymnist_lib.digits import Split, split


@pytest.fixture(scope="module")
def parts():
    """A few of the embedded digits."""
    whole = split(sources.load())
    few = [part.take(np.arange(200)) for part in (whole.train, whole.validation, whole.test)]
    return Split(*few, data="few")
