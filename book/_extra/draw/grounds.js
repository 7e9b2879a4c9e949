// What is drawn over: even paper, or as many pixels of a photograph as an image of the data has.
//
// A picture is { width, height, data }, with data the red, green, blue and opacity of each pixel.

(window.polymnist ??= {}).grounds = (() => {
  "use strict";

  const LONGEST = 400; // pixels of a reader's own picture; those of the data have 451 to 640

  // Load one of the photographs of the data, to the last bit.
  async function get(name) {
    await polymnist.network.load(`photographs/${name}.js`);
    const image = new Image();
    image.src = polymnist.photographs[name];
    await image.decode();
    return pixels(image, image.naturalWidth, image.naturalHeight);
  }

  // Read a picture of the reader's own, as large as those of the data. It goes nowhere.
  async function own(file) {
    const { SIDE } = polymnist.frame;
    const image = await createImageBitmap(file);
    const sides = [image.width, image.height];
    const share = Math.max(SIDE / Math.min(...sides), Math.min(1, LONGEST / Math.max(...sides)));
    const found = pixels(image, ...sides.map((side) => Math.round(side * share)));
    image.close();
    return found;
  }

  function pixels(image, width, height) {
    const context = surface(width, height);
    context.fillStyle = "#fff"; // behind what is transparent
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }

  function surface(width, height) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    return canvas.getContext("2d", { willReadFrequently: true });
  }

  // Cut out what is drawn over, from its upper left corner: a Uint8Array of 28 x 28 x 3.
  function crop({ width, data }, [left, top]) {
    const { SIDE } = polymnist.frame;
    const cut = new Uint8Array(3 * SIDE * SIDE);
    for (let place = 0; place < SIDE * SIDE; place++) {
      const from = (top + Math.floor(place / SIDE)) * width + left + (place % SIDE);
      cut.set(data.subarray(4 * from, 4 * from + 3), 3 * place);
    }
    return cut;
  }

  // Return the nearest corner that leaves the crop inside of a picture.
  function within({ width, height }, corner) {
    const { SIDE } = polymnist.frame;
    return corner.map((place, axis) =>
      Math.min(Math.max(0, Math.round(place)), [width, height][axis] - SIDE),
    );
  }

  return { get, own, crop, within };
})();
