// What a network sees of a drawing, layer by layer: maps of a convolution, hidden units, templates. Pointing at one, or
// moving to it with the arrow keys, shows where it looks and what it multiplies.

(window.polymnist ??= {}).looking = (() => {
  "use strict";

  const GAP = 4;
  const ZOOMS = { 28: 2, 14: 3, 7: 5, 1: 14 }; // how large a value of a map is shown, by the map's side
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  let place = null; // the part of the page
  let words = {};
  let number = null;
  let colours = null; // of the theme: paper, ink, for, against
  let current = null; // what was shown last
  let pointed = null; // the row, the map in it, and the value in that

  const { most, paint, paintImage, shade } = polymnist.maps;
  const find = (selector) => place.querySelector(selector);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function start(element, texts) {
    place = element;
    words = texts;
    const digits = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 2 });
    number = { format: (value) => digits.format(value).replace("-", "\u2212") };
    new MutationObserver(() => current && draw()).observe(document.documentElement, {
      attributeFilter: ["data-theme"],
    });
    addEventListener("resize", () => current && draw());
  }

  // Show what a network makes of an image: `found` is what it read, with the network; nothing hides it.
  function show(found) {
    place.hidden = !found;
    const before = current?.found.network;
    current = found ? { found, rows: rowsOf(found) } : null;
    if (!found) return;
    if (before !== found.network) build();
    draw();
  }

  // ---------------------------------------------------------------- rows

  // What is shown of a network, in order. Each row has maps: `values` of { height, width, channels, data }.
  function rowsOf({ network: { layers }, seen, outputs }) {
    if (layers.some(({ kind }) => kind === "convolution")) {
      return layers.flatMap(({ kind }, layer) => {
        const values = outputs[layer];
        if (kind !== "relu" && kind !== "max_pooling") return [];
        return [{ kind: values.height > 1 ? kind : "units", layer, values }];
      });
    }
    const first = layers.findIndex(({ kind }) => kind === "dense");
    const units = layers[first].bias.data.length;
    const hidden = layers.length - 1 > first + 1;
    const data = layers[first].kernel.data.map(
      (weight, at) => weight * (hidden ? 1 : seen.data[Math.floor(at / units)]),
    );
    const values = { height: seen.height, width: seen.width, channels: units, data };
    return [{ kind: hidden ? "hidden" : "template", layer: hidden ? first + 1 : first, values, signed: true }];
  }

  function build() {
    pointed = null;
    find(".looking-rows").replaceChildren(
      ...current.rows.map(({ kind, values: { channels, height } }, row) => {
        const title = document.createElement("p");
        title.textContent = fill(words[`row_${kind}`], { count: channels, side: height });
        const canvas = document.createElement("canvas");
        canvas.tabIndex = 0;
        canvas.setAttribute("role", "application");
        canvas.setAttribute("aria-label", `${title.textContent} ${words.keys}`);
        listen(canvas, row);
        const section = document.createElement("div");
        section.append(title, canvas);
        return section;
      }),
    );
  }

  function listen(canvas, row) {
    canvas.addEventListener("pointermove", (event) => at(row, event));
    canvas.addEventListener("pointerdown", (event) => at(row, event));
    canvas.addEventListener("focus", () => {
      if (pointed?.row !== row) point({ row, map: 0, ...largest(row, 0) });
    });
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey || !pointed) return;
      event.preventDefault();
      const { values } = current.rows[row];
      const bound = (value, count) => Math.min(Math.max(0, value), count - 1);
      if (event.shiftKey) {
        const [x, y] = [bound(pointed.x + move[0], values.width), bound(pointed.y + move[1], values.height)];
        point({ ...pointed, x, y });
      } else {
        const map = bound(pointed.map + move[0] + move[1] * layout(row).columns, values.channels);
        point({ row, map, ...largest(row, map) });
      }
    });
  }

  // Where a map is largest.
  function largest(row, map) {
    const { width, channels, data } = current.rows[row].values;
    let best = map;
    for (let each = map; each < data.length; each += channels) if (data[each] > data[best]) best = each;
    const cell = Math.floor(best / channels);
    return { x: cell % width, y: Math.floor(cell / width) };
  }

  function at(row, event) {
    const { values } = current.rows[row];
    const { zoom, columns } = layout(row);
    const area = event.currentTarget.getBoundingClientRect();
    const pitch = [values.width * zoom + GAP, values.height * zoom + GAP];
    const [left, top] = [event.clientX - area.left, event.clientY - area.top];
    const map = Math.floor(top / pitch[1]) * columns + Math.floor(left / pitch[0]);
    const [x, y] = [Math.floor((left % pitch[0]) / zoom), Math.floor((top % pitch[1]) / zoom)];
    if (left < 0 || top < 0 || Math.floor(left / pitch[0]) >= columns) return;
    if (map < values.channels && x < values.width && y < values.height) point({ row, map, x, y });
  }

  function point(to) {
    pointed = to;
    draw();
  }

  // ---------------------------------------------------------------- drawing

  function layout(row) {
    const { width, channels } = current.rows[row].values;
    const zoom = ZOOMS[width] ?? 2;
    const room = find(".looking-rows").clientWidth;
    const columns = Math.max(1, Math.min(channels, Math.floor((room + GAP) / (width * zoom + GAP))));
    return { zoom, columns };
  }

  function draw() {
    colours = polymnist.maps.themed(place);
    [...find(".looking-rows").querySelectorAll("canvas")].forEach(drawRow);
    const { seen } = current.found;
    paintImage(find(".looking-seen canvas"), seen);
    explain();
  }

  function drawRow(canvas, row) {
    const { kind, layer, values, signed } = current.rows[row];
    const { zoom, columns } = layout(row);
    const [wide, tall] = [values.width * zoom + GAP, values.height * zoom + GAP];
    canvas.width = columns * wide - GAP;
    canvas.height = Math.ceil(values.channels / columns) * tall - GAP;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    const one = document.createElement("canvas");
    const colour = shade(colours, most(values.data), signed);
    const best = kind === "template" ? answer() : -1;
    for (let map = 0; map < values.channels; map++) {
      paint(one, values, colour, map);
      const [left, top] = [(map % columns) * wide, Math.floor(map / columns) * tall];
      const idle = kind === "hidden" && !(current.found.outputs[layer].data[map] > 0);
      context.globalAlpha = idle ? 0.2 : 1;
      context.drawImage(one, left, top, values.width * zoom, values.height * zoom);
      context.globalAlpha = 1;
      if (map === best || (pointed?.row === row && pointed.map === map)) {
        context.strokeStyle = `rgb(${map === best ? colours.for : colours.ink})`;
        context.lineWidth = 2;
        context.strokeRect(left + 1, top + 1, values.width * zoom - 2, values.height * zoom - 2);
      }
    }
  }

  const answer = () => current.found.probabilities.indexOf(Math.max(...current.found.probabilities));

  // ---------------------------------------------------------------- where it looks, and what it multiplies

  function explain() {
    const products = find(".looking-products");
    products.hidden = true;
    find(".looking-box").hidden = true;
    find(".looking-told").textContent = pointed ? told(products) : words.look_hint;
  }

  // Say what is pointed at, and show it.
  function told(products) {
    const { kind, layer, values } = current.rows[pointed.row];
    const value = values.data[(pointed.y * values.width + pointed.x) * values.channels + pointed.map];
    const facts = { map: pointed.map + 1, count: values.channels, value: number.format(value) };
    products.hidden = kind !== "relu";
    if (kind === "relu" || kind === "max_pooling") box(layer);
    if (kind === "relu") Object.assign(facts, multiply(layer, products));
    if (kind === "hidden") Object.assign(facts, unit(layer));
    if (kind === "template") Object.assign(facts, { digit: pointed.map, sum: number.format(sumOf(values, pointed.map)) });
    return fill(words[`told_${facts.as ?? kind}`], facts);
  }

  function sumOf({ channels, data }, map) {
    let sum = 0;
    for (let each = map; each < data.length; each += channels) sum += data[each];
    return sum;
  }

  // A hidden unit: what it says of this image, and which digit it speaks for most.
  function unit(layer) {
    const { found } = current;
    const active = found.outputs[layer].data[pointed.map];
    const { kernel } = found.network.layers[layer + 1];
    const digits = [...kernel.data.subarray(10 * pointed.map, 10 * pointed.map + 10)];
    const digit = digits.indexOf(Math.max(...digits));
    return { value: number.format(active), digit, as: active > 0 ? "hidden" : "idle" };
  }

  // Outline the part of the image that a value depends on.
  function box(layer) {
    let [left, right, top, bottom] = [pointed.x, pointed.x, pointed.y, pointed.y];
    for (const { kind, size, kernel } of current.found.network.layers.slice(0, layer + 1).reverse()) {
      if (kind === "max_pooling") {
        [left, top] = [left * size, top * size];
        [right, bottom] = [right * size + size - 1, bottom * size + size - 1];
      } else if (kind === "convolution") {
        const [tall, wide] = kernel.shape;
        [left, right] = [left - (wide >> 1), right + (wide >> 1)];
        [top, bottom] = [top - (tall >> 1), bottom + (tall >> 1)];
      }
    }
    const { seen } = current.found;
    const share = (pixels, side) => `${(100 * pixels) / side}%`;
    const [from, to] = [[left, top].map((each) => Math.max(0, each)), [right, bottom].map((each, axis) => Math.min(each, [seen.width, seen.height][axis] - 1))];
    Object.assign(find(".looking-box"), { hidden: false });
    Object.assign(find(".looking-box").style, {
      left: share(from[0], seen.width),
      top: share(from[1], seen.height),
      width: share(to[0] - from[0] + 1, seen.width),
      height: share(to[1] - from[1] + 1, seen.height),
    });
  }

  // Show what a filter multiplies at the place pointed at: of the maps below it, the one that counts most.
  function multiply(layer, products) {
    const { network, seen, outputs } = current.found;
    const { kernel, bias } = network.layers[layer - 1];
    const below = layer > 1 ? outputs[layer - 2] : seen;
    const [tall, wide, channels, filters] = kernel.shape;
    const parts = Array.from({ length: channels }, (_, channel) => {
      const [patch, filter] = [new Float32Array(tall * wide), new Float32Array(tall * wide)];
      for (let cell = 0; cell < tall * wide; cell++) {
        const [y, x] = [pointed.y + Math.floor(cell / wide) - (tall >> 1), pointed.x + (cell % wide) - (wide >> 1)];
        const inside = y >= 0 && x >= 0 && y < below.height && x < below.width;
        patch[cell] = inside ? below.data[(y * below.width + x) * channels + channel] : 0;
        filter[cell] = kernel.data[(cell * channels + channel) * filters + pointed.map];
      }
      const product = patch.map((each, cell) => each * filter[cell]);
      return { channel, patch, filter, product, sum: product.reduce((total, each) => total + each) };
    });
    const first = parts.reduce((best, each) => (Math.abs(each.sum) > Math.abs(best.sum) ? each : best));
    const square = (data) => ({ height: tall, width: wide, channels: 1, data });
    const [under, of, makes] = products.querySelectorAll("canvas");
    paint(under, square(first.patch), shade(colours, most(first.patch)));
    paint(of, square(first.filter), shade(colours, most(first.filter), true));
    paint(makes, square(first.product), shade(colours, most(first.product), true));
    return {
      from: first.channel + 1,
      channels,
      as: channels > 1 ? "relu" : "single",
      part: number.format(first.sum),
      sum: number.format(parts.reduce((total, { sum }) => total + sum, 0)),
      bias: number.format(bias.data[pointed.map]),
    };
  }

  return { start, show };
})();
