"""What the original report claimed."""

from collections.abc import Mapping

# Accuracies that the original report printed, measured on images that it had trained on.
ORIGINAL: Mapping[str, float] = {
    "cnn1": 0.8812,
    "cnn2": 0.8832,
    "mlp1": 0.5568,
    "mlp2": 0.6817,
    "linear": 0.3986,
    "linear_augmented": 0.3448,
}

# Drawings of its authors: how many it read, of how many.
ORIGINAL_DRAWINGS = (2, 5)


def claimed(model: str) -> float:
    """Return the accuracy that the original report claims of a model, NaN where it claims none."""
    return ORIGINAL.get(model, float("nan"))
