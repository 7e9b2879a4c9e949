// Arrays of numbers as pictures, in the colours of the theme.
//
// Values are those of layers.js: { height, width, channels, data }.

(window.polymnist ??= {}).maps = (() => {
  "use strict";

  const STEPS = 255; // from no value to the largest

  const most = (data) => data.reduce((found, each) => Math.max(found, Math.abs(each)), 0);

  // The colours that a part of the page gives: of no value, of the largest, of what speaks for a digit and against it;
  // and those of all values, from the largest against to the largest, without a sign and with one.
  function themed(place) {
    const style = getComputedStyle(place);
    const levels = (name) => style.getPropertyValue(`--looking-${name}`).trim().split(/\s+/).map(Number);
    const [paper, ink, pro, against] = ["paper", "ink", "for", "against"].map(levels);
    const table = (full) =>
      Array.from({ length: 2 * STEPS + 1 }, (_, step) => {
        const share = Math.abs(step - STEPS) / STEPS;
        const to = step < STEPS ? against : full;
        return paper.map((level, band) => Math.round(level + share * (to[band] - level)));
      });
    return { ink, pro, tables: { plain: table(ink), signed: table(pro) } };
  }

  // Paint one map of several: its largest value is the theme's, if none is given.
  function paint(canvas, { height, width, channels, data }, table, { map = 0, largest = most(data) } = {}) {
    const scale = STEPS / (largest || 1);
    pixels(canvas, height, width, (cell) => {
      const step = Math.round(data[cell * channels + map] * scale) + STEPS;
      return table[Math.min(2 * STEPS, Math.max(0, step))];
    });
  }

  // Paint an image as a network sees it, in grey or in colour.
  function paintImage(canvas, { height, width, channels, data }) {
    const levels = [0, 0, 0];
    pixels(canvas, height, width, (cell) => {
      for (let band = 0; band < 3; band++) levels[band] = 255 * data[cell * channels + (band % channels)];
      return levels;
    });
  }

  function pixels(canvas, height, width, colour) {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const image = new ImageData(width, height);
    for (let cell = 0; cell < width * height; cell++) {
      const levels = colour(cell);
      image.data[4 * cell] = levels[0];
      image.data[4 * cell + 1] = levels[1];
      image.data[4 * cell + 2] = levels[2];
      image.data[4 * cell + 3] = 255;
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  return { themed, most, paint, paintImage };
})();
