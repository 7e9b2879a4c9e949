// Arrays of numbers as pictures, in the colours of the theme.
//
// Values are those of layers.js: { height, width, channels, data }.

(window.polymnist ??= {}).maps = (() => {
  "use strict";

  // The colours that a part of the page gives: of no value, of the largest, of what speaks for a digit and against it.
  function themed(place) {
    const style = getComputedStyle(place);
    const names = ["paper", "ink", "for", "against"];
    const levels = (name) => style.getPropertyValue(`--looking-${name}`).trim().split(/\s+/).map(Number);
    return Object.fromEntries(names.map((name) => [name, levels(name)]));
  }

  const most = (data) => data.reduce((found, each) => Math.max(found, Math.abs(each)), 0);

  // What gives a value its colour, as a share of the largest; for and against, if it has a sign.
  function shade(colours, largest, signed = false) {
    return (value) => {
      const share = Math.min(1, Math.abs(value) / (largest || 1));
      const full = !signed ? colours.ink : value < 0 ? colours.against : colours.for;
      return colours.paper.map((level, band) => level + share * (full[band] - level));
    };
  }

  // Paint one map of several.
  function paint(canvas, { height, width, channels, data }, colour, map = 0) {
    pixels(canvas, height, width, (cell) => colour(data[cell * channels + map]));
  }

  // Paint an image as a network sees it, in grey or in colour.
  function paintImage(canvas, { height, width, channels, data }) {
    pixels(canvas, height, width, (cell) =>
      [0, 1, 2].map((band) => 255 * data[cell * channels + (band % channels)]),
    );
  }

  function pixels(canvas, height, width, levels) {
    Object.assign(canvas, { width, height });
    const image = new ImageData(width, height);
    for (let cell = 0; cell < width * height; cell++) image.data.set([...levels(cell), 255], 4 * cell);
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  return { themed, most, shade, paint, paintImage };
})();
