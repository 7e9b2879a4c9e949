// The layers of polymnist_lib/models/networks.py on typed arrays, every value of each at hand.
//
// `polymnist.layers()` returns them. It uses nothing outside itself, so that a worker can be made of its text.
//
// Values are { height, width, channels, data }, with data a Float32Array: rows first, channels last. What is flat is
// one pixel high and wide.

(window.polymnist ??= {}).layers = () => {
  "use strict";

  // Layers as a page is given them, to layers that `run` takes. Numbers are base64: of little-endian float32 or, where
  // there is a scale for each of the last axis, of whole numbers of 16 bits.
  function decode(described) {
    return described.map(({ kind, size, weights }) => {
      const layer = { kind, size };
      for (const [name, { shape, scale, data }] of Object.entries(weights)) {
        const values = scale ? scaled(bytes(Int16Array, data), scale) : bytes(Float32Array, data);
        layer[name] = { shape, data: values };
      }
      if (layer.kernel) layer.rows = byFilter(layer.kernel);
      return layer;
    });
  }

  function bytes(Type, base64) {
    const text = atob(base64);
    return new Type(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
  }

  function scaled(whole, scale) {
    return Float32Array.from(whole, (each, place) => each * scale[place % scale.length]);
  }

  // What each filter multiplies, in one piece; of filters that make no four, zeros.
  function byFilter({ shape, data }) {
    const filters = shape.at(-1);
    const size = data.length / filters;
    const rows = new Float32Array(4 * Math.ceil(filters / 4) * size);
    for (let filter = 0; filter < filters; filter++) {
      for (let place = 0; place < size; place++) {
        rows[filter * size + place] = data[place * filters + filter];
      }
    }
    return rows;
  }

  // What each layer makes of an image that was preprocessed, in order; the last makes the probabilities.
  function run(layers, seen) {
    let values = seen;
    return layers.map((layer) => (values = STEPS[layer.kind](values, layer)));
  }

  const STEPS = { convolution, dense, flatten, global_average, max_pooling, relu, scale, softmax };

  // Every filter at every place, zeros around the image. Two places and four filters at a time: what they multiply is
  // read once for all of them.
  function convolution(values, { kernel, bias, rows }) {
    const [tall, wide, channels, filters] = kernel.shape;
    const { height, width } = values;
    const padded = pad(values, tall >> 1, wide >> 1);
    const stride = (width + wide - 1) * channels;
    const line = wide * channels;
    const size = tall * line;
    const many = rows.length / size; // as many filters as `byFilter` made
    const result = new Float32Array(height * width * many);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x += 2) {
        const first = y * stride + x * channels;
        const second = x + 1 < width ? first + channels : first;
        for (let filter = 0; filter < filters; filter += 4) {
          let [a0, a1, a2, a3] = [0, 0, 0, 0];
          let [b0, b1, b2, b3] = [0, 0, 0, 0];
          for (let row = 0; row < tall; row++) {
            const from = first + row * stride;
            const beside = second + row * stride;
            const k0 = filter * size + row * line;
            const k1 = k0 + size;
            const k2 = k1 + size;
            const k3 = k2 + size;
            for (let place = 0; place < line; place++) {
              const a = padded[from + place];
              const b = padded[beside + place];
              const w0 = rows[k0 + place];
              const w1 = rows[k1 + place];
              const w2 = rows[k2 + place];
              const w3 = rows[k3 + place];
              a0 += a * w0;
              a1 += a * w1;
              a2 += a * w2;
              a3 += a * w3;
              b0 += b * w0;
              b1 += b * w1;
              b2 += b * w2;
              b3 += b * w3;
            }
          }
          const to = (y * width + x) * many + filter;
          result[to] = a0;
          result[to + 1] = a1;
          result[to + 2] = a2;
          result[to + 3] = a3;
          if (x + 1 === width) continue;
          result[to + many] = b0;
          result[to + many + 1] = b1;
          result[to + many + 2] = b2;
          result[to + many + 3] = b3;
        }
      }
    }
    return { height, width, channels: filters, data: added(result, many, bias.data) };
  }

  // Sums of some filters, each with its bias; what belongs to no filter is left out.
  function added(sums, many, bias) {
    const result = new Float32Array((sums.length / many) * bias.length);
    for (let cell = 0; cell < sums.length / many; cell++) {
      for (let filter = 0; filter < bias.length; filter++) {
        result[cell * bias.length + filter] = sums[cell * many + filter] + bias[filter];
      }
    }
    return result;
  }

  function pad({ height, width, channels, data }, up, left) {
    const padded = new Float32Array((height + 2 * up) * (width + 2 * left) * channels);
    for (let row = 0; row < height; row++) {
      const line = data.subarray(row * width * channels, (row + 1) * width * channels);
      padded.set(line, ((row + up) * (width + 2 * left) + left) * channels);
    }
    return padded;
  }

  function flat(data) {
    return { height: 1, width: 1, channels: data.length, data };
  }

  function flatten({ data }) {
    return flat(data);
  }

  function dense({ data }, { rows, bias }) {
    return flat(
      bias.data.map((added, unit) => {
        let sum = added;
        for (let place = 0; place < data.length; place++) {
          sum += data[place] * rows[unit * data.length + place];
        }
        return sum;
      }),
    );
  }

  function global_average({ height, width, channels, data }) {
    const sums = new Float32Array(channels);
    data.forEach((each, place) => (sums[place % channels] += each));
    return flat(sums.map((each) => each / (height * width)));
  }

  // The largest of each square; what fills no square at the far borders is left out.
  function max_pooling({ height, width, channels, data }, { size }) {
    const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
    const result = new Float32Array(rows * columns * channels).fill(-Infinity);
    for (let y = 0; y < rows * size; y++) {
      for (let x = 0; x < columns * size; x++) {
        const from = (y * width + x) * channels;
        const to = (Math.floor(y / size) * columns + Math.floor(x / size)) * channels;
        for (let channel = 0; channel < channels; channel++) {
          result[to + channel] = Math.max(result[to + channel], data[from + channel]);
        }
      }
    }
    return { height: rows, width: columns, channels, data: result };
  }

  function relu(values) {
    return { ...values, data: values.data.map((each) => (each > 0 ? each : 0)) };
  }

  function scale(values, layer) {
    const [by, shift] = [layer.scale.data, layer.shift.data];
    const data = values.data.map(
      (each, place) => each * by[place % by.length] + shift[place % by.length],
    );
    return { ...values, data };
  }

  function softmax({ data }) {
    const largest = Math.max(...data);
    const powers = Float64Array.from(data, (each) => Math.exp(each - largest));
    const sum = powers.reduce((total, each) => total + each);
    return flat(Float32Array.from(powers, (each) => each / sum));
  }

  return { decode, run };
};
