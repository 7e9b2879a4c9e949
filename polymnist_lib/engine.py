"""What takes a model through an epoch: Keras' own steps, one by one, on whatever backend it runs.

`polymnist_lib.engine_tensorflow` does the same in less time where the backend is TensorFlow.
"""

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from polymnist_lib.batches import Block
from polymnist_lib.predict import PREDICTION_BATCH

LOSS = "sparse_categorical_crossentropy"


class Engine:
    """Fits one model, epoch by epoch.

    Parameters
    ----------
    model : keras.Model
        From preprocessed images ``(n, 28, 28, 1)`` to probabilities ``(n, 10)``. It is changed.
    optimizer : keras.optimizers.Optimizer
        New, or with what it learnt of this model's gradients.
    """

    #: The layers that a model is built of to be fitted here.
    layers: Any = keras.layers

    def __init__(self, model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
        self.model = model
        self.optimizer = optimizer
        optimizer.build(model.trainable_variables)
        model.compile(optimizer=optimizer, loss=LOSS, metrics=["accuracy"])

    def restart(self, model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
        """Take over the state of a new model and a new optimiser, both built as the first were."""
        optimizer.build(model.trainable_variables)
        for mine, new in ((self.model, model), (self.optimizer, optimizer)):
            for variable, value in zip(mine.variables, new.variables, strict=True):
                variable.assign(value)

    def compile(self, batch_sizes: Iterable[int]) -> None:
        """Compile what can be compiled ahead for batches of these sizes: here, nothing."""

    def fit_epoch(self, blocks: Iterable[Block]) -> tuple[float, float]:
        """Make a step for each batch, once.

        Parameters
        ----------
        blocks : iterable of Block
            The batches of the epoch, in order.

        Returns
        -------
        loss, accuracy : float
            Of the training images as they were fitted, each batch before its step.
        """
        totals = np.zeros(2)
        count = 0
        for block in blocks:
            for images, labels in zip(*block, strict=True):
                totals += len(labels) * np.array(self.model.train_on_batch(images, labels))
                count += len(labels)
        loss, accuracy = totals / count
        return float(loss), float(accuracy)

    def evaluate(
        self, images: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> tuple[float, float]:
        """Return loss and accuracy of images that are not fitted."""
        loss, accuracy = self.model.evaluate(images, labels, batch_size=PREDICTION_BATCH, verbose=0)
        return loss, accuracy
