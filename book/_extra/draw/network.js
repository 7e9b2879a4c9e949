// Runs a network that the library wrote as a script, with TensorFlow.js on WebAssembly.
//
// Scripts are added to the page, never fetched: a page that was opened from a disk may not fetch.

(window.polymnist ??= {}).network = (() => {
  "use strict";

  const FOLDER = new URL(".", document.currentScript.src).href;

  function load(path) {
    return once(path, () => new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = FOLDER + path;
      script.onload = resolve;
      script.onerror = () => {
        script.remove();
        reject(new Error(`${path} could not be loaded`));
      };
      document.head.append(script);
    }));
  }

  async function start() {
    await load("tfjs/tf-core.es2017.min.js");
    await load("tfjs/tf-backend-wasm.es2017.min.js");
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    await load(simd ? "tfjs/wasm-simd.js" : "tfjs/wasm.js");
    // Threads would need a program of their own, and headers that few hosts send.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    const program = `data:application/wasm;base64,${polymnist.wasm}`;
    const names = ["", "-simd", "-threaded-simd"].map((kind) => `tfjs-backend-wasm${kind}.wasm`);
    tf.wasm.setWasmPaths(Object.fromEntries(names.map((name) => [name, program])));
    if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly could not be started");
    delete polymnist.wasm;
  }

  const promises = new Map();

  // Do something once; what failed is tried again the next time.
  function once(name, work) {
    if (!promises.has(name)) {
      const promise = work();
      promise.catch(() => promises.delete(name));
      promises.set(name, promise);
    }
    return promises.get(name);
  }

  // Load a network by its name. What is resolved takes an image of 28 x 28 x 3, a Uint8Array, and
  // returns what the network sees of it, preprocessed, and ten probabilities.
  function get(name) {
    return once(name, async () => {
      await Promise.all([load(`models/${name}.js`), once("", start)]);
      const read = prepare(polymnist.networks[name]);
      read(new Uint8Array(3 * polymnist.frame.SIDE ** 2)); // the first run is the slowest
      return read;
    });
  }

  function prepare({ preprocessing, temperature, layers }) {
    const { SIDE, preprocess } = polymnist.frame;
    const steps = layers.map(({ kind, size, weights }) => {
      const tensors = Object.entries(weights).map(([name, { shape, data }]) => [
        name,
        tf.tensor(floats(data), shape),
      ]);
      return (values) => STEPS[kind](values, { size, ...Object.fromEntries(tensors) });
    });
    return (image) => {
      const seen = preprocess(image, preprocessing);
      const probabilities = tf.tidy(() => {
        const start = tf.tensor(seen.values, [1, SIDE, SIDE, seen.channels]);
        return steps.reduce((values, step) => step(values), start).dataSync();
      });
      return { seen, probabilities: tempered(probabilities, temperature) };
    };
  }

  // As polymnist_lib/reading/reader.py does it: what a softmax gives if its logits are divided.
  function tempered(probabilities, temperature) {
    const powers = probabilities.map((each) => each ** (1 / temperature));
    const sum = powers.reduce((total, each) => total + each);
    return powers.map((each) => each / sum);
  }

  // The kinds of polymnist_lib/models/networks.py.
  const STEPS = {
    convolution: (x, { kernel, bias }) =>
      tf.fused.conv2d({ x, filter: kernel, bias, strides: 1, pad: "same" }),
    dense: (x, { kernel, bias }) => tf.fused.matMul({ a: x, b: kernel, bias }),
    flatten: (x) => tf.reshape(x, [1, -1]),
    global_average: (x) => tf.mean(x, [1, 2]),
    max_pooling: (x, { size }) => tf.maxPool(x, size, size, "valid"),
    relu: (x) => tf.relu(x),
    scale: (x, { scale, shift }) => tf.add(tf.mul(x, scale), shift),
    softmax: (x) => tf.softmax(x),
  };

  // Little-endian, as the library writes them and as every machine with WebAssembly has them.
  function floats(base64) {
    const text = atob(base64);
    const bytes = Uint8Array.from({ length: text.length }, (_, place) => text.charCodeAt(place));
    return new Float32Array(bytes.buffer);
  }

  return { get };
})();
