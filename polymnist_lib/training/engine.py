"""What takes a model through an epoch: Keras' own steps, one by one, on whatever backend it runs.

`engine_tensorflow` and `engine_jax` do the same in less time where the backend is theirs.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from polymnist_lib.models.predict import PREDICTION_BATCH
from polymnist_lib.training.batches import Block


def loss(label_smoothing: float = 0.0) -> Callable[[Any, Any], Any]:
    """Make the loss: the cross-entropy of labels of which a share is spread over all classes.

    Parameters
    ----------
    label_smoothing : float
        That share, 0..1.

    Returns
    -------
    function
        Of labels ``(n,)`` and probabilities ``(n, 10)``; it returns each image's loss ``(n,)``.
    """
    cross_entropy = keras.losses.sparse_categorical_crossentropy
    if not label_smoothing:
        return cross_entropy

    def smoothed(labels: Any, probabilities: Any) -> Any:
        logarithms = ops.log(ops.maximum(probabilities, keras.config.epsilon()))
        spread = -ops.mean(logarithms, axis=-1)
        of_label = cross_entropy(labels, probabilities)
        return (1 - label_smoothing) * of_label + label_smoothing * spread

    return smoothed


class Engine:
    """Fits one model, epoch by epoch.

    Parameters
    ----------
    model : keras.Model
        From preprocessed images ``(n, 28, 28, channels)`` to probabilities ``(n, 10)``. It is
        changed.
    optimizer : keras.optimizers.Optimizer
        New, or with what it learnt of this model's gradients.
    label_smoothing : float
        As for `loss`.
    """

    #: The layers that a model is built of to be fitted here.
    layers: Any = keras.layers

    def __init__(
        self,
        model: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        *,
        label_smoothing: float = 0.0,
    ) -> None:
        self.model = model
        self.optimizer = optimizer
        self.loss = loss(label_smoothing)
        optimizer.build(model.trainable_variables)
        model.compile(optimizer=optimizer, loss=self.loss, metrics=["accuracy"])

    @staticmethod
    def accelerator() -> dict[str, str]:
        """Name the device that computes where it is not the processor, as ``accelerator``."""
        return {}

    @staticmethod
    def full_precision() -> AbstractContextManager[Any]:
        """Have models predict with all bits of a float32, where the backend can be told to."""
        return nullcontext()

    @staticmethod
    def seed(seed: int) -> None:
        """Decide the weights, and the dropout, of the models that are built from now on."""
        keras.utils.set_random_seed(seed)

    def restart(self, model: keras.Model, optimizer: keras.optimizers.Optimizer) -> None:
        """Take over the state of a new model and a new optimiser, both built as the first were."""
        optimizer.build(model.trainable_variables)
        self._take([*model.variables, *optimizer.variables])

    def state(self) -> list[NDArray[Any]]:
        """Return all that epochs change.

        Returns
        -------
        list of ndarray
            The variables of the model, among them those of batch normalisation and what dropout
            draws from, and then of the optimiser, among them the averages of the weights. PyTorch's
            dropout draws from a generator of PyTorch's own, which is not among them.
        """
        return [ops.convert_to_numpy(each) for each in self._all_variables()]

    def restore(self, state: Sequence[NDArray[Any]]) -> None:
        """Go back to where an engine of the same model and optimiser was.

        Parameters
        ----------
        state : sequence of ndarray
            As `state` returned it.

        Raises
        ------
        ValueError
            If it is the state of another model or optimiser. Nothing is changed then.
        """
        if [each.shape for each in state] != [each.shape for each in self.state()]:
            raise ValueError(
                f"This is no state of {self.model.name} with {self.optimizer.name}: the shapes of "
                "its arrays are those of another model or optimiser."
            )
        self._take(state)

    def _all_variables(self) -> list[Any]:
        """List the variables of the model and of the optimiser."""
        return [*self.model.variables, *self.optimizer.variables]

    def _take(self, values: Sequence[Any]) -> None:
        """Set the variables."""
        for variable, value in zip(self._all_variables(), values, strict=True):
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
