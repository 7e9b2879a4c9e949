// From the ink of one digit to an image such as the data's, and to what a network reads of it.
//
// The first part is polymnist_lib/reading/photos/frame.py, function by function; the second is `preprocess`
// of polymnist_lib/models/preprocess.py, whose values are as layers.js takes them. A test holds both equal, the 28 x 28 pixels of a drawing exactly.
//
// Ink is { height, width, data }, with data a Uint8Array of rows, 1 where there is ink; once it is
// shrunk, data is a Float32Array that says how much of each pixel is ink.

(window.polymnist ??= {}).frame = (() => {
  "use strict";

  const SIDE = 28;
  const BOX = 20;
  const THINNEST = 2.2;
  const PAPER = 255;
  const INK = 0;
  const THRESHOLD = 128;
  const GREY_WEIGHTS = [9798, 19235, 3735];
  const GREY_SHIFT = 15;
  const BLUR_KERNEL = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];
  const PREPROCESSINGS = {
    reference: { colour: false, blur: true },
    grey: { colour: false, blur: false },
    blurred_colour: { colour: true, blur: true },
    colour: { colour: true, blur: false },
  };

  // Bring the ink of a digit into the frame of the data; null if there is no ink.
  function frame(ink) {
    const cropped = crop(ink);
    return cropped && centre(shrink(thicken(cropped)));
  }

  // Cut away the paper around the ink; null if there is no ink.
  function crop({ height, width, data }) {
    let [top, bottom, left, right] = [height, -1, width, -1];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        if (data[row * width + column]) {
          top = Math.min(top, row);
          bottom = row;
          left = Math.min(left, column);
          right = Math.max(right, column);
        }
      }
    }
    if (bottom < 0) return null;
    const cut = blank(bottom - top + 1, right - left + 1);
    for (let row = 0; row < cut.height; row++) {
      const start = (top + row) * width + left;
      cut.data.set(data.subarray(start, start + cut.width), row * cut.width);
    }
    return cut;
  }

  // Estimate how wide the line is that drew a digit: four times the mean distance of its points
  // from its border.
  function lineWidth(ink) {
    const around = pad(ink, 1);
    const distance = distances(around);
    let sum = 0;
    let count = 0;
    for (let place = 0; place < distance.length; place++) {
      if (around.data[place]) {
        sum += distance[place];
        count++;
      }
    }
    return 4 * (sum / count - 0.5);
  }

  // Widen a line that would fade when the digit is brought to the size of the data.
  function thicken(ink) {
    const missing = ((THINNEST * Math.max(ink.height, ink.width)) / BOX - lineWidth(ink)) / 2;
    if (missing <= 0) return ink;
    const paper = pad(ink, Math.ceil(missing));
    for (let place = 0; place < paper.data.length; place++) paper.data[place] ^= 1;
    const near = (distance) => Math.round(distance ** 2) <= missing ** 2;
    return crop({ ...paper, data: Uint8Array.from(distances(paper), near) });
  }

  // Scale a digit so that its longer side fills the box: each pixel the mean of what it covers.
  function shrink({ height, width, data }) {
    const longer = Math.max(height, width);
    const [rows, columns] = [height, width].map((side) =>
      Math.max(1, Math.floor((BOX * side) / longer + 0.5)),
    );
    const lines = averages(Float64Array.from(data), height, width, rows);
    const means = transposed(
      averages(transposed(lines, rows, width), width, rows, columns),
      columns,
      rows,
    );
    return { height: rows, width: columns, data: Float32Array.from(means) };
  }

  // Put a digit into the frame, its centre of mass as near to the middle as whole pixels allow.
  function centre({ height, width, data }) {
    let [mass, rows, columns] = [0, 0, 0];
    data.forEach((share, place) => {
      mass += share;
      rows += share * Math.floor(place / width);
      columns += share * (place % width);
    });
    const start = (sum, side) =>
      Math.min(Math.max(0, Math.floor(SIDE / 2 - sum / mass + 1e-6)), SIDE - side);
    const [top, left] = [start(rows, height), start(columns, width)];
    const framed = { height: SIDE, width: SIDE, data: new Float32Array(SIDE * SIDE) };
    for (let row = 0; row < height; row++) {
      const line = data.subarray(row * width, (row + 1) * width);
      framed.data.set(line, (top + row) * SIDE + left);
    }
    return framed;
  }

  // Lay a framed digit over even paper, in shades: a Uint8Array of 28 x 28 x 3. Over a ground of that size it is laid as
  // polymnist_lib/sources/compose.py does it: 255 minus the ground where it is ink, the ground elsewhere.
  function compose(framed, ground = null) {
    const image = new Uint8Array(3 * framed.data.length);
    framed.data.forEach((share, place) => {
      const paper = Math.floor(PAPER + (INK - PAPER) * share + 0.5);
      const isInk = Math.floor(255 * share + 0.5) > THRESHOLD;
      for (let band = 3 * place; band < 3 * place + 3; band++) {
        image[band] = !ground ? paper : isInk ? 255 - ground[band] : ground[band];
      }
    });
    return image;
  }

  // Preprocess an image of 28 x 28 x 3 the way a saved model does it itself.
  function preprocess(image, name) {
    const chosen = PREPROCESSINGS[name];
    const channels = chosen.colour ? 3 : 1;
    const levels = chosen.colour ? image : grey(image);
    const values = Float32Array.from(levels, (level) => level / 255);
    const data = chosen.blur ? blur(values, channels) : values;
    return { height: SIDE, width: SIDE, channels, data };
  }

  function grey(image) {
    return Uint8Array.from({ length: image.length / 3 }, (_, place) => {
      const luma = GREY_WEIGHTS.reduce((sum, each, band) => sum + each * image[3 * place + band], 0);
      return (luma + 2 ** (GREY_SHIFT - 1)) >> GREY_SHIFT;
    });
  }

  // Blur along rows and columns, the image mirrored at its borders.
  function blur(values, channels) {
    const mirrored = (place) =>
      place < 0 ? -place : place >= SIDE ? 2 * (SIDE - 1) - place : place;
    const along = (from, address) =>
      from.map((_, place) => {
        const channel = place % channels;
        const column = Math.floor(place / channels) % SIDE;
        const row = Math.floor(place / channels / SIDE);
        return BLUR_KERNEL.reduce(
          (sum, weight, tap) => sum + weight * from[address(row, column, tap - 2) + channel],
          0,
        );
      });
    const index = (row, column) => (row * SIDE + column) * channels;
    const across = along(values, (row, column, step) => index(row, mirrored(column + step)));
    return along(across, (row, column, step) => index(mirrored(row + step), column));
  }

  function blank(height, width) {
    return { height, width, data: new Uint8Array(height * width) };
  }

  function pad(ink, margin) {
    const padded = blank(ink.height + 2 * margin, ink.width + 2 * margin);
    for (let row = 0; row < ink.height; row++) {
      const line = ink.data.subarray(row * ink.width, (row + 1) * ink.width);
      padded.data.set(line, (row + margin) * padded.width + margin);
    }
    return padded;
  }

  // The distance of each pixel from the nearest 0, float32; all in whole numbers up to the root.
  // After Meijster, Roerdink and Hesselink, "A general algorithm for computing distance transforms
  // in linear time", 2000.
  function distances({ height, width, data }) {
    const far = height + width;
    const inColumn = new Int32Array(height * width);
    for (let column = 0; column < width; column++) {
      let distance = far;
      for (let row = 0; row < height; row++) {
        const place = row * width + column;
        distance = data[place] ? Math.min(distance + 1, far) : 0;
        inColumn[place] = distance;
      }
      for (let row = height - 1, below = far; row >= 0; row--) {
        const place = row * width + column;
        below = data[place] ? below + 1 : 0;
        inColumn[place] = Math.min(inColumn[place], below);
      }
    }
    const result = new Float32Array(height * width);
    const nearest = new Int32Array(width); // columns whose parabolas are lowest, left to right …
    const from = new Int32Array(width); // … and from which column on each of them is
    for (let row = 0; row < height; row++) {
      const heights = inColumn.subarray(row * width, (row + 1) * width);
      const squared = (column, other) => (column - other) ** 2 + heights[other] ** 2;
      let last = 0;
      nearest[0] = 0;
      from[0] = 0;
      for (let column = 1; column < width; column++) {
        while (last >= 0 && squared(from[last], nearest[last]) > squared(from[last], column)) {
          last--;
        }
        if (last < 0) {
          last = 0;
          nearest[0] = column;
        } else {
          const other = nearest[last];
          const gap = column ** 2 - other ** 2 + heights[column] ** 2 - heights[other] ** 2;
          const start = 1 + Math.floor(gap / (2 * (column - other)));
          if (start < width) {
            last++;
            nearest[last] = column;
            from[last] = start;
          }
        }
      }
      for (let column = width - 1; column >= 0; column--) {
        result[row * width + column] = Math.sqrt(squared(column, nearest[last]));
        if (column === from[last]) last--;
      }
    }
    return result;
  }

  // Average rows in equal shares, those on a border by how much of them belongs to either. The
  // order of the additions is Python's, so that a half is a half in both.
  function averages(values, height, width, count) {
    const sums = new Float64Array((height + 1) * width);
    for (let place = 0; place < values.length; place++) {
      sums[place + width] = sums[place] + values[place];
    }
    const step = height / count;
    const edges = Float64Array.from({ length: count + 1 }, (_, each) => each * step);
    edges[count] = height;
    const reached = (edge, column) => {
      const whole = Math.min(Math.floor(edge), height - 1);
      const place = whole * width + column;
      return sums[place] + (edge - whole) * values[place];
    };
    const result = new Float64Array(count * width);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < width; column++) {
        const share = reached(edges[row + 1], column) - reached(edges[row], column);
        result[row * width + column] = share / (edges[1] - edges[0]);
      }
    }
    return result;
  }

  function transposed(values, height, width) {
    return values.map((_, place) => values[(place % height) * width + Math.floor(place / height)]);
  }

  return { SIDE, blank, frame, compose, preprocess };
})();
