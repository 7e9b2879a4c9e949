"""What takes a model through an epoch on TensorFlow: Keras' arithmetic, in less time.

Three things differ from Keras' own loop, each for speed alone; ``benchmarks/README.md`` says what
each is worth.

- All batches of a block are stepped through inside one graph. Keras fetches every batch anew, which
  takes longer than a step of a multilayer perceptron.
- Models without a convolution are compiled by XLA, whose convolutions are slow on CPUs.
- Dropout draws a random byte a unit instead of four, and batch normalisation is one kernel.
"""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from polymnist_lib.batches import Block
from polymnist_lib.digits import SIDE
from polymnist_lib.engine import LOSS, Engine
from polymnist_lib.predict import PREDICTION_BATCH


class Dropout(keras.layers.Dropout):
    """Dropout by random bytes: exact for rates that are whole 256ths; others go Keras' way."""

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Drop units while training."""
        dropped, rest = divmod(256 * self.rate, 1)
        if not training or rest or not dropped:
            return super().call(inputs, training=training)
        units = tf.size(inputs)
        seed = tf.cast(self.seed_generator.next(), tf.int32)
        words = tf.random.stateless_uniform([units // 4 + 1], seed, None, None, tf.int32)
        random = tf.reshape(tf.bitcast(words, tf.uint8), [-1])[:units]
        kept = tf.reshape(random >= int(dropped), tf.shape(inputs))
        return inputs * (tf.cast(kept, inputs.dtype) / (1 - self.rate))


class BatchNormalization(keras.layers.BatchNormalization):
    """Batch normalisation of the last axis of four in one kernel."""

    def call(self, inputs: Any, training: bool = False, mask: Any = None) -> Any:
        """Normalise by the batch while training, and note its moments."""
        if not training:
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


class TensorFlowEngine(Engine):
    """As `Engine`, which describes its methods.

    Parameters
    ----------
    model, optimizer
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
        jit_compile: bool | None = None,
    ) -> None:
        super().__init__(model, optimizer)
        self._loss = keras.losses.get(LOSS)
        if jit_compile is None:
            jit_compile = not any(isinstance(each, keras.layers.Conv2D) for each in model.layers)
        self._steps = tf.function(self._all_steps, jit_compile=jit_compile)
        self._lengths: dict[int, int] = {}
        self._answers = tf.function(
            lambda images: model(images, training=False),
            input_signature=[tf.TensorSpec([None, SIDE, SIDE, 1], tf.float32)],
        )

    def fit_epoch(self, blocks: Iterable[Block]) -> tuple[float, float]:
        """Make a step for each batch, once."""
        totals = np.zeros(2)
        count = 0
        for images, labels in blocks:
            count += labels.size
            steps = tf.constant(len(labels))
            totals += self._steps(*self._filled_up(images, labels.astype(np.int32)), steps).numpy()
        loss, accuracy = totals / count
        return float(loss), float(accuracy)

    def evaluate(
        self, images: NDArray[np.float32], labels: NDArray[np.int64]
    ) -> tuple[float, float]:
        """Return loss and accuracy of images that are not fitted."""
        batches = range(PREDICTION_BATCH, len(images), PREDICTION_BATCH)
        answers = np.concatenate(
            [self._answers(each).numpy() for each in np.split(images, batches)]
        )
        accuracy = np.mean(answers.argmax(axis=1) == labels)
        return float(np.mean(self._loss(labels, answers))), float(accuracy)

    def _filled_up(self, *arrays: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        """Make a block as long as the longest so far of its batch size, so that one graph serves.

        The batches that fill it up are not reached.
        """
        length, batch_size = arrays[-1].shape
        self._lengths[batch_size] = max(length, self._lengths.get(batch_size, 0))
        missing = self._lengths[batch_size] - length
        if not missing:
            return arrays
        return tuple(np.concatenate([each, each[:1].repeat(missing, axis=0)]) for each in arrays)

    def _all_steps(self, images: Any, labels: Any, count: Any) -> Any:
        """Step through a block; return the sums of the losses and of the right answers."""
        totals = tf.zeros(2)
        for index in tf.range(count):
            totals += self._one_step(images[index], labels[index])
        return totals

    def _one_step(self, images: Any, labels: Any) -> Any:
        """Make one step; return the sum of the batch's losses and of its right answers before."""
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            probabilities = self.model(images, training=True)
            losses = self._loss(labels, probabilities)
            loss = tf.reduce_mean(losses)
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        right = tf.argmax(probabilities, axis=1, output_type=labels.dtype) == labels
        return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(tf.cast(right, tf.float32))])
