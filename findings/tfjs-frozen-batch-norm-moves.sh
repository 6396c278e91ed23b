#!/usr/bin/env bash
# TensorFlow.js: in fit(), a batch normalization with trainable = false takes the batch's own mean and variance and
# moves its stored ones, though all its numbers are counted as non-trainable. In Keras the same layer, frozen, uses
# its stored statistics and leaves them alone. So a network from Keras, frozen but for a new head and trained in the
# browser, changes in the part that was to stay: here at a learning rate of 0, where predict() ends at other numbers
# than it began with, and the losses of fit() belong to neither.
#
# Known of it when this was written: Keras had this up to TensorFlow 1 (keras#7085, keras#9965) and changed it for
# TensorFlow 2; that TensorFlow.js still has it was not found.
# What to write instead: predict() the frozen part's features once, and fit() a network of the head alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check keras==3.15.1 jax==0.10.2 numpy==2.3.4

cat > "$folder/ask.cjs" <<'JAVASCRIPT'
const tf = require('@tensorflow/tfjs');

const rounded = (values) => Array.from(values, (value) => value.toFixed(3)).join(' ');

(async () => {
  await tf.setBackend('cpu');
  console.log('tfjs', tf.version.tfjs);
  const net = tf.sequential();
  net.add(tf.layers.batchNormalization({inputShape: [2], momentum: 0.9}));
  net.add(tf.layers.dense({units: 1, kernelInitializer: 'ones'}));
  const [norm] = net.layers;
  norm.trainable = false;
  net.compile({optimizer: tf.train.sgd(0), loss: 'meanSquaredError'});
  const x = tf.tensor2d([[0, 10], [2, 14]]);
  const y = tf.tensor2d([[0], [0]]);
  const show = (text) => {
    const [mean, variance] = norm.getWeights().slice(2);
    console.log(`${text}: mean ${rounded(mean.dataSync())}, variance ${rounded(variance.dataSync())}, `
      + `predict ${rounded(net.predict(x).dataSync())}`);
  };
  const count = (weights) => weights.reduce((sum, weight) => sum + weight.shape.reduce((a, b) => a * b, 1), 0);
  console.log('trainable', count(net.trainableWeights), 'non-trainable', count(net.nonTrainableWeights));
  show('before');
  const history = await net.fit(x, y, {epochs: 10, verbose: 0});
  console.log('losses of fit, rate 0:', rounded(history.history.loss.slice(0, 2)));
  show('after 10 steps');
})();
JAVASCRIPT

cat > "$folder/ask.py" <<'PYTHON'
import keras
import numpy as np
from keras import layers

print("keras", keras.__version__)
net = keras.Sequential([keras.Input((2,)), layers.BatchNormalization(momentum=0.9),
                        layers.Dense(1, kernel_initializer="ones")])
norm = net.layers[0]
norm.trainable = False
net.compile(keras.optimizers.SGD(0.0), "mse")
x, y = np.float32([[0, 10], [2, 14]]), np.zeros((2, 1), "float32")


def rounded(values):
    return " ".join(f"{value:.3f}" for value in np.ravel(values))


def show(text):
    mean, variance = norm.get_weights()[2:]
    print(f"{text}: mean {rounded(mean)}, variance {rounded(variance)}, predict {rounded(net.predict(x, verbose=0))}")


show("before")
history = net.fit(x, y, epochs=10, verbose=0).history["loss"]
print("losses of fit, rate 0:", rounded(history[:2]))
show("after 10 steps")
PYTHON

cat > "$folder/seen" <<'SEEN'
tfjs 4.22.0
trainable 3 non-trainable 8
before: mean 0.000 0.000, variance 1.000 1.000, predict 9.995 15.992
losses of fit, rate 0: 3.998 3.998
after 10 steps: mean 0.651 7.816, variance 1.000 2.954, predict 0.620 4.946
keras 3.15.1
before: mean 0.000 0.000, variance 1.000 1.000, predict 9.995 15.992
losses of fit, rate 0: 177.822 177.822
after 10 steps: mean 0.000 0.000, variance 1.000 1.000, predict 9.995 15.992
SEEN
{
    node "$folder/ask.cjs" 2> /dev/null
    KERAS_BACKEND=jax "$folder/venv/bin/python" -W ignore "$folder/ask.py"
} | tee "$folder/now"
diff "$folder/seen" "$folder/now" && echo "as seen on 2026-11-30"
