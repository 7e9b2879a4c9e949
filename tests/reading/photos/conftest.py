"""A digit as ink, which tests put on all kinds of paper."""

import cv2
import numpy as np
import pytest


@pytest.fixture
def five():
    """How much of each point of 300 x 300 a pen covers that wrote a 5, 0 to 1."""
    large = np.zeros((1200, 1200), np.uint8)
    corners = [[760, 280], [480, 280], [450, 560], [640, 520], [760, 640], [720, 840], [440, 880]]
    cv2.polylines(large, [np.array(corners)], isClosed=False, color=255, thickness=72)
    return cv2.resize(large, (300, 300), interpolation=cv2.INTER_AREA) / 255


@pytest.fixture
def on():
    """Write with ink on paper: a function of grey levels and of what the pen covers of them."""

    def write(paper, covered, ink=40.0):
        grey = np.clip(paper + (ink - paper) * covered, 0, 255)
        return np.repeat(np.rint(grey).astype(np.uint8)[..., None], 3, axis=2)

    return write
