"""What takes a model through an epoch on TensorFlow: Keras' arithmetic, in less time.

Four things differ from Keras' own loop, each for speed alone; ``benchmarks/README.md`` says what
each is worth.

- All batches of a block are stepped through inside one graph. Keras fetches every batch anew, which
  takes longer than a step of a multilayer perceptron.
- Models without a convolution are compiled by XLA, whose convolutions are slow on CPUs.
- Dropout draws a random byte a unit instead of four, so it drops other units with the same
  probability, and batch normalisation is one kernel.
- Adam is one kernel a variable; what it remembers stays in Keras' optimiser.
"""

import random
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from polymnist_lib.models.predict import PREDICTION_BATCH
from polymnist_lib.training.batches import Block, filled
from polymnist_lib.training.engine import Engine


class Dropout(keras.layers.Dropout):
    """Dropout by random bytes, where the rate is a whole number of 256ths; else Keras' own."""

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Drop units while training."""
        dropped = 256 * self.rate
        if not training or dropped not in range(1, 256) or self.noise_shape is not None:
            return super().call(inputs, training=training)
        units = tf.size(inputs)
        seed = tf.cast(self.seed_generator.next(), tf.int32)
        words = tf.random.stateless_uniform([units // 4 + 1], seed, None, None, tf.int32)
        drawn = tf.reshape(tf.bitcast(words, tf.uint8), [-1])[:units]
        kept = tf.reshape(drawn >= int(dropped), tf.shape(inputs))
        return inputs * (tf.cast(kept, inputs.dtype) / (1 - self.rate))


class BatchNormalization(keras.layers.BatchNormalization):
    """Batch normalisation in one kernel, where it is the usual one of images; else Keras' own."""

    def call(self, inputs: Any, training: bool = False, mask: Any = None) -> Any:
        """Normalise by the batch while training, and note its moments."""
        usual = len(inputs.shape) == 4 and self.axis in (-1, 3) and self.scale and self.center
        if not (training and self.trainable and usual) or self.renorm or mask is not None:
            return super().call(inputs, training=training, mask=mask)
        outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=self.gamma,
            offset=self.beta,
            mean=tf.constant([]),
            variance=tf.constant([]),
            epsilon=self.epsilon,
        )
        count = tf.cast(tf.size(inputs) / inputs.shape[-1], tf.float32)
        variance *= (count - 1) / count  # the kernel divides by one less, Keras does not
        for moving, batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(self.momentum * moving + (1 - self.momentum) * batch)
        return outputs


def _adam_step(optimizer: Any) -> Callable[[Any, Any, Any], None]:
    """Make the ``update_step`` of Keras' Adam, in one kernel instead of a dozen operations."""

    def update_step(gradient: Any, variable: Any, learning_rate: Any) -> None:
        step = tf.cast(optimizer.iterations + 1, variable.dtype)
        index = optimizer._get_variable_index(variable)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=optimizer._momentums[index].value.handle,
            v=optimizer._velocities[index].value.handle,
            beta1_power=optimizer.beta_1**step,
            beta2_power=optimizer.beta_2**step,
            lr=learning_rate,
            beta1=optimizer.beta_1,
            beta2=optimizer.beta_2,
            epsilon=optimizer.epsilon,
            grad=gradient,
        )

    return update_step


class TensorFlowEngine(Engine):
    """As `Engine`, which describes its methods.

    Parameters
    ----------
    model, optimizer, label_smoothing
        As for `Engine`.
    jit_compile : bool, optional
        Whether XLA compiles the steps; if not given, where the model has no convolution.
    """

    layers = SimpleNamespace(
        **{**vars(keras.layers), "Dropout": Dropout, "BatchNormalization": BatchNormalization}
    )

    def __init__(
        self,
        model: keras.Model,
        optimizer: keras.optimizers.Optimizer,
        *,
        label_smoothing: float = 0.0,
        jit_compile: bool | None = None,
    ) -> None:
        super().__init__(model, optimizer, label_smoothing=label_smoothing)
        if isinstance(optimizer, keras.optimizers.Adam) and not optimizer.amsgrad:
            optimizer.update_step = _adam_step(optimizer)
        self._image = model.input_shape[1:]
        if jit_compile is None:
            jit_compile = not any(isinstance(each, keras.layers.Conv2D) for each in model.layers)
        self._steps = tf.function(self._all_steps, jit_compile=jit_compile)
        self._judge = tf.function(
            lambda images, labels: self._judged(images, labels, training=False)[1],
            input_signature=[
                tf.TensorSpec([None, *self._image], tf.float32),
                tf.TensorSpec([None], tf.int32),
            ],
        )

    @staticmethod
    def accelerator() -> dict[str, str]:
        """Name the GPU, if there is one, as ``accelerator``."""
        found = tf.config.list_physical_devices("GPU")
        details = [tf.config.experimental.get_device_details(each) for each in found[:1]]
        return {"accelerator": details[0]["device_name"]} if details else {}

    @staticmethod
    def seed(seed: int) -> None:
        """Decide the weights, and the dropout, of the models that are built from now on.

        Keras draws both from Python's generator. To seed TensorFlow's too, which nothing here asks,
        makes it prepare all compiled steps again: a quarter of a second for CNN 1.
        """
        random.seed(seed)

    def compile(self, batch_sizes: Iterable[int]) -> None:
        """Trace and compile for batches of these sizes; no step is made."""
        for batch_size in batch_sizes:
            no_batch = np.empty((0, batch_size, *self._image), np.float32)
            self._step_through(no_batch, np.empty((0, batch_size), np.int64))
        self._judge(np.zeros((1, *self._image), np.float32), np.zeros(1, np.int32))

    def fit_epoch(self, blocks: Iterable[Block]) -> tuple[float, float]:
        """Make a step for each batch, once."""
        totals = np.zeros(2)
        count = 0
        for images, labels in blocks:
            totals += self._step_through(images, labels)
            count += labels.size
        loss, accuracy = totals / count
        return float(loss), float(accuracy)

    def evaluate(
        self, images: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> tuple[float, float]:
        """Return loss and accuracy of images that are not fitted."""
        totals = np.zeros(2)
        for start in range(0, len(images), PREDICTION_BATCH):
            batch = slice(start, start + PREDICTION_BATCH)
            totals += self._judge(images[batch], labels[batch].astype(np.int32)).numpy()
        loss, accuracy = totals / len(images)
        return float(loss), float(accuracy)

    def _step_through(
        self, images: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Make the steps of a block; return the sums of the losses and of the right answers."""
        block = filled((images, labels))
        return self._steps(block[0], block[1].astype(np.int32), tf.constant(len(labels))).numpy()

    def _all_steps(self, images: Any, labels: Any, steps: Any) -> Any:
        """Step through the first batches of a block.

        XLA would compile ``for index in tf.range(steps)`` anew for each number of steps.
        """
        totals, index = tf.zeros(2), tf.constant(0)
        while index < steps:
            totals += self._one_step(images[index], labels[index])
            index += 1
        return totals

    def _one_step(self, images: Any, labels: Any) -> Any:
        """Make one step; return what the batch's sums were before it."""
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            losses, sums = self._judged(images, labels, training=True)
            loss = tf.reduce_mean(losses)
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return sums

    def _judged(self, images: Any, labels: Any, *, training: bool) -> tuple[Any, Any]:
        """Return each image's loss, and the sums of the losses and of the right answers."""
        probabilities = self.model(images, training=training)
        losses = self.loss(labels, probabilities) + sum(self.model.losses)  # of regularisers
        right = tf.argmax(probabilities, axis=1, output_type=labels.dtype) == labels
        return losses, tf.stack([tf.reduce_sum(losses), tf.reduce_sum(tf.cast(right, tf.float32))])
