"""Strips of noise along the edges of a picture: what a scanner or a program left there."""

import cv2
import numpy as np

from polymnist_lib.reading.photos.lines import Mask

# A strip is at most this share of the picture's shorter side deep, and is of things that begin
# within so many pixels of an edge.
_DEEP, _NEAR = 0.1, 2

# There is ink along so much of the edge, and lines parallel to it cross that so many times, as far
# from it as so many pixels at least. Beside it something is so many times as tall as it is deep.
_ALONG, _TIMES, _SHALLOW = 0.35, 4, 3
_TALLER = 2.0


def find(found: Mask) -> Mask:
    """Find the strips along the edges of a picture.

    Parameters
    ----------
    found : ndarray of shape (h, w), bool
        Where ink is, or what is as dark.

    Returns
    -------
    ndarray of shape (h, w), bool
        What is found in such strips; nothing where all of it is.
    """
    _, things, boxes, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8))
    left, top, width, height = boxes[:, : cv2.CC_STAT_AREA].T
    right, bottom = found.shape[1] - left - width, found.shape[0] - top - height
    thin = np.minimum.reduce([left, top, right, bottom]) < _NEAR
    deepest = int(_DEEP * min(found.shape))
    thin[things[deepest : len(things) - deepest, deepest : things.shape[1] - deepest]] = False
    thin[0] = False  # the paper
    others = height[1:][~thin[1:]]
    strips = np.zeros_like(found)
    if not thin.any() or not len(others):
        return strips
    for turns in range(4):
        side = np.rot90(thin[things], turns)[:deepest]
        crossed = np.count_nonzero(np.diff(side.astype(np.int8), axis=1, prepend=0) == 1, axis=1)
        deep = _NEAR - 1 + int(np.argmin(np.append(crossed[_NEAR - 1 :] >= _TIMES, False)))
        along = float(side[:deep].any(axis=0).mean())
        if deep >= _SHALLOW and along >= _ALONG and others.max() > _TALLER * deep:
            np.rot90(strips, turns)[:deep] = np.rot90(found, turns)[:deep]
    return strips
