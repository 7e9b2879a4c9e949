"""What takes a model through an epoch on JAX: Keras' arithmetic, a block of batches a call.

Keras takes its variables out and puts them back at every step, which costs a GPU many times what
the step of a small network does. Here the steps of a block are one compiled loop.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

import jax
import keras
import numpy as np
from jax import numpy as jnp
from numpy.typing import NDArray

from polymnist_lib.models.predict import PREDICTION_BATCH
from polymnist_lib.training.batches import Block, filled
from polymnist_lib.training.engine import Engine

# Values of the weights, of the other variables of a model, and of its optimiser's.
_State = tuple[list[Any], list[Any], list[Any]]


class JaxEngine(Engine):
    """As `Engine`, which describes its methods."""

    def __init__(
        self,
        model: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        *,
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(model, optimizer, label_smoothing=label_smoothing)
        self._variables = (
            model.trainable_variables,
            model.non_trainable_variables,
            optimizer.variables,
        )
        self._steps = jax.jit(self._all_steps, donate_argnums=0)
        self._judge = jax.jit(
            lambda weights, others, images, labels: self._judged(
                weights, others, images, labels, training=False
            )[1][0]
        )

    @staticmethod
    def accelerator() -> dict[str, str]:
        """Name the GPU, if there is one, as ``accelerator``."""
        device = jax.devices()[0]
        return {} if device.platform == "cpu" else {"accelerator": device.device_kind}

    @staticmethod
    def full_precision() -> AbstractContextManager[Any]:
        """Have GPUs multiply with all bits; the default of 10 bits serves to train."""
        return jax.default_matmul_precision("float32")

    def fit_epoch(self, blocks: Iterable[Block]) -> tuple[float, float]:
        """Make a step for each batch, once."""
        totals = jnp.zeros(2)
        count = 0
        for images, labels in blocks:
            steps = len(labels)
            count += labels.size
            images, labels = filled((images, labels))
            state, sums = self._steps(self._state(), images, labels.astype(np.int32), steps)
            for variables, values in zip(self._variables, state, strict=True):
                for variable, value in zip(variables, values, strict=True):
                    variable.assign(value)
            totals += sums
        loss, accuracy = np.asarray(totals) / count
        return float(loss), float(accuracy)

    def evaluate(
        self, images: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> tuple[float, float]:
        """Return loss and accuracy of images that are not fitted."""
        totals = jnp.zeros(2)
        weights, others, _ = self._state()
        for start in range(0, len(images), PREDICTION_BATCH):
            batch = slice(start, start + PREDICTION_BATCH)
            totals += self._judge(weights, others, images[batch], labels[batch].astype(np.int32))
        loss, accuracy = np.asarray(totals) / len(images)
        return float(loss), float(accuracy)

    def _state(self) -> _State:
        """Take the values out of the variables."""
        weights, others, optimizer = (
            [variable.value for variable in variables] for variables in self._variables
        )
        return weights, others, optimizer

    def _all_steps(self, state: _State, images: Any, labels: Any, steps: Any) -> tuple[_State, Any]:
        """Step through the first batches of a block; return the sums over them, as `_judged` has.

        Each batch is judged before its step.
        """
        judged = jax.value_and_grad(self._judged, has_aux=True)

        def step(index: Any, carried: tuple[_State, Any]) -> tuple[_State, Any]:
            (weights, others, optimizer), totals = carried
            (_, (sums, others)), gradients = judged(
                weights, others, images[index], labels[index], training=True
            )
            weights, optimizer = self.optimizer.stateless_apply(optimizer, gradients, weights)
            return (weights, others, optimizer), totals + sums

        state, totals = jax.lax.fori_loop(0, steps, step, (state, jnp.zeros(2)))
        return state, totals

    def _judged(
        self, weights: list[Any], others: list[Any], images: Any, labels: Any, *, training: bool
    ) -> tuple[Any, tuple[Any, list[Any]]]:
        """Return the loss; with it the sums of the losses and of the right answers, and the state.

        The state is that of dropout and of batch normalisation.
        """
        probabilities, others, losses = self.model.stateless_call(
            weights, others, images, training=training, return_losses=True
        )
        of_images = self.loss(labels, probabilities) + sum(losses)  # of regularisers
        right = jnp.argmax(probabilities, axis=1) == labels
        return of_images.mean(), (jnp.stack([of_images.sum(), right.sum()]), others)
