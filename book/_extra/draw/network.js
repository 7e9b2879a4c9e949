// Networks that the library wrote as scripts, and a worker that runs them beside the page where the browser has one.
//
// Scripts are added to the page, never fetched: a page that was opened from a disk may not fetch. For the same reason
// the worker is made of the text of layers.js.

(window.polymnist ??= {}).network = (() => {
  "use strict";

  const FOLDER = new URL(".", document.currentScript.src).href;
  const { decode, run } = polymnist.layers();
  const RARER = 16;
  const promises = new Map();
  const waiting = new Map(); // what the worker was asked and has not answered
  let worker = null; // none before a network is loaded; false where there can be none
  let asked = 0;

  // Load a script of this folder.
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

  // Do something once; what failed is tried again the next time.
  function once(name, work) {
    if (!promises.has(name)) {
      const promise = work();
      promise.catch(() => promises.delete(name));
      promises.set(name, promise);
    }
    return promises.get(name);
  }

  // Load a network by its name. What is resolved has its preprocessing, its layers, and `read`, which takes an image
  // of 28 x 28 x 3, a Uint8Array, and resolves what the network sees of it, what each layer makes of that, and the
  // probabilities.
  function get(name) {
    return once(name, async () => {
      await load(`models/${name}.js`);
      worker ??= start();
      const { preprocessing, temperature, layers: described } = polymnist.networks[name];
      delete polymnist.networks[name]; // it was text, and long
      const layers = decode(described);
      if (worker) worker.postMessage({ name, layers });
      const read = async (image) => {
        const seen = polymnist.frame.preprocess(image, preprocessing);
        const outputs = await answer(name, layers, seen);
        return { seen, outputs, probabilities: tempered(outputs.at(-1).data, temperature) };
      };
      return { name, preprocessing, layers, read };
    });
  }

  function answer(name, layers, seen) {
    if (!worker) return run(layers, seen);
    return new Promise((resolve, reject) => {
      const here = () => new Promise((done) => done(run(layers, seen))).then(resolve, reject);
      waiting.set(++asked, { resolve, here });
      worker.postMessage({ id: asked, name, seen });
    });
  }

  // As polymnist_lib/reading/reader.py does it: what a softmax gives if its logits are divided, and that there is no
  // digit is so much rarer than in training.
  function tempered(probabilities, temperature) {
    const powers = probabilities.map((each, answer) => each ** (1 / temperature) / (answer < 10 ? 1 : RARER));
    const sum = powers.reduce((total, each) => total + each);
    return powers.map((each) => each / sum);
  }

  // ---------------------------------------------------------------- the worker

  function start() {
    const text = `(${serve})((${polymnist.layers})().run);`;
    let started;
    try {
      started = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    } catch {
      return false; // the browser has none, or not for such pages
    }
    started.onmessage = ({ data: { id, outputs } }) => {
      waiting.get(id)?.resolve(outputs);
      waiting.delete(id);
    };
    // Where it may not start, or stops, the page itself answers, and what was asked already.
    started.onerror = (event) => {
      event.preventDefault();
      started.terminate();
      worker = false;
      for (const { here } of waiting.values()) here();
      waiting.clear();
    };
    return started;
  }

  function serve(run) {
    const known = new Map();
    self.onmessage = ({ data: { id, name, layers, seen } }) => {
      if (layers) {
        known.set(name, layers);
        return;
      }
      const outputs = run(known.get(name), seen);
      self.postMessage({ id, outputs }, [...new Set(outputs.map(({ data }) => data.buffer))]);
    };
  }

  return { get, load };
})();
