// What a network sees of a drawing, layer by layer: maps of a convolution, hidden units, templates. Pointing at one, or
// moving to it with the arrow keys, shows where it looks and what it multiplies.

(window.polymnist ??= {}).looking = (() => {
  "use strict";

  const GAP = 4;
  const ZOOMS = { 28: 2, 14: 3, 7: 5, 1: 14 }; // how large a value of a map is shown, by the map's side
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const { most, paint, paintImage, themed } = polymnist.maps;
  const { best, decimal, fill } = polymnist.words;

  let place = null; // the part of the page
  let words = {};
  let colours = null; // of the theme
  let found = null; // what is shown: what a network read, with the network
  let rows = []; // what is shown of it, and the canvas of each
  let pointed = null; // the row, the map in it, and the value in that
  let room = 0; // how wide the rows may be

  const find = (selector) => place.querySelector(selector);

  function start(element, texts) {
    place = element;
    words = texts;
    colours = themed(place);
    new MutationObserver(() => {
      colours = themed(place);
      draw();
    }).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    new ResizeObserver(([{ contentRect }]) => {
      if (!contentRect.width || contentRect.width === room) return;
      room = contentRect.width;
      draw();
    }).observe(find(".looking-rows"));
  }

  // Show what a network makes of an image: what it read, with the network; nothing hides it.
  function show(answer) {
    place.hidden &&= !answer;
    find(".looking-view").hidden = !answer;
    if (!answer) return;
    const isOther = found?.network !== answer.network;
    found = answer;
    const next = rowsOf(answer);
    rows = isOther ? next : next.map((row, at) => ({ ...rows[at], ...row }));
    if (isOther) build();
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
    const { kernel, bias } = layers[first];
    const units = bias.data.length;
    const { height, width } = seen;
    if (layers[first + 1].kind === "relu") {
      return [{ kind: "hidden", layer: first + 1, values: { height, width, channels: units, data: kernel.data } }];
    }
    const data = kernel.data.map((weight, at) => weight * seen.data[Math.floor(at / units)]);
    return [{ kind: "template", layer: first, values: { height, width, channels: units, data } }];
  }

  const isSigned = ({ kind }) => kind === "hidden" || kind === "template";

  function build() {
    pointed = null;
    find(".looking-rows").replaceChildren(
      ...rows.map((row) => {
        const title = document.createElement("p");
        const { channels, height } = row.values;
        title.textContent = fill(words[`row_${row.kind}`], { count: channels, side: height });
        row.canvas = document.createElement("canvas");
        row.canvas.tabIndex = 0;
        row.canvas.setAttribute("role", "application");
        row.canvas.setAttribute("aria-label", `${title.textContent} ${words.keys}`);
        listen(row.canvas, rows.indexOf(row));
        const section = document.createElement("div");
        section.append(title, row.canvas);
        return section;
      }),
    );
    room = find(".looking-rows").clientWidth;
  }

  function listen(canvas, row) {
    const first = () => ({ row, map: 0, ...largest(row, 0) });
    canvas.addEventListener("pointermove", (event) => at(row, event));
    canvas.addEventListener("pointerdown", (event) => at(row, event));
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible") && pointed?.row !== row) point(first(), true);
    });
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const from = pointed?.row === row ? pointed : first();
      const { values, columns } = rows[row];
      const bound = (value, count) => Math.min(Math.max(0, value), count - 1);
      if (event.shiftKey) {
        const [x, y] = [bound(from.x + move[0], values.width), bound(from.y + move[1], values.height)];
        point({ ...from, x, y }, true);
      } else {
        const map = bound(from.map + move[0] + move[1] * columns, values.channels);
        point({ row, map, ...largest(row, map) }, true);
      }
    });
  }

  // Where a map is largest.
  function largest(row, map) {
    const { width, channels, data } = rows[row].values;
    let top = map;
    for (let each = map; each < data.length; each += channels) if (data[each] > data[top]) top = each;
    const cell = Math.floor(top / channels);
    return { x: cell % width, y: Math.floor(cell / width) };
  }

  function at(row, event) {
    const { values, zoom, columns } = rows[row];
    const area = event.currentTarget.getBoundingClientRect();
    const pitch = [values.width * zoom + GAP, values.height * zoom + GAP];
    const [left, top] = [event.clientX - area.left, event.clientY - area.top];
    const column = Math.floor(left / pitch[0]);
    const map = Math.floor(top / pitch[1]) * columns + column;
    const [x, y] = [Math.floor((left % pitch[0]) / zoom), Math.floor((top % pitch[1]) / zoom)];
    if (left < 0 || top < 0 || column >= columns) return;
    if (map < values.channels && x < values.width && y < values.height) point({ row, map, x, y });
  }

  function point(to, byKeyboard = false) {
    if (pointed && Object.keys(to).every((key) => to[key] === pointed[key])) return;
    const before = pointed;
    pointed = to;
    for (const row of new Set([before?.row, to.row])) if (row !== undefined) outline(rows[row], row);
    find(".looking-told").ariaLive = byKeyboard ? "polite" : "off";
    explain();
  }

  // ---------------------------------------------------------------- drawing

  function draw() {
    if (!found) return;
    rows.forEach(drawRow);
    paintImage(find(".looking-seen canvas"), found.seen);
    find(".looking-told").ariaLive = "off";
    explain();
  }

  // Draw the maps of a row once; what is pointed at is outlined on a copy.
  function drawRow(row, at) {
    const { kind, layer, values } = row;
    row.zoom = ZOOMS[values.width] ?? 2;
    const [wide, tall] = [values.width * row.zoom + GAP, values.height * row.zoom + GAP];
    row.columns = Math.max(1, Math.min(values.channels, Math.floor((room + GAP) / wide)));
    row.drawn ??= document.createElement("canvas");
    row.drawn.width = row.columns * wide - GAP;
    row.drawn.height = Math.ceil(values.channels / row.columns) * tall - GAP;
    const context = row.drawn.getContext("2d");
    context.imageSmoothingEnabled = false;
    const table = colours.tables[isSigned(row) ? "signed" : "plain"];
    const one = document.createElement("canvas");
    const shades = { largest: most(values.data) };
    for (let map = 0; map < values.channels; map++) {
      paint(one, values, table, { map, ...shades });
      const isOff = kind === "hidden" && !(found.outputs[layer].data[map] > 0);
      context.globalAlpha = isOff ? 0.3 : 1;
      const [left, top] = [(map % row.columns) * wide, Math.floor(map / row.columns) * tall];
      context.drawImage(one, left, top, values.width * row.zoom, values.height * row.zoom);
    }
    outline(row, at);
  }

  function outline(row, at) {
    const { canvas, drawn, kind, values, zoom, columns } = row;
    Object.assign(canvas, { width: drawn.width, height: drawn.height });
    const context = canvas.getContext("2d");
    context.drawImage(drawn, 0, 0);
    const around = (map, colour) => {
      const [wide, tall] = [values.width * zoom, values.height * zoom];
      const [left, top] = [(map % columns) * (wide + GAP), Math.floor(map / columns) * (tall + GAP)];
      context.strokeStyle = `rgb(${colour})`;
      context.lineWidth = 2;
      context.strokeRect(left + 1, top + 1, wide - 2, tall - 2);
    };
    if (kind === "template") around(best(found.probabilities), colours.pro);
    if (pointed?.row === at) around(pointed.map, colours.ink);
  }

  // ---------------------------------------------------------------- where it looks, and what it multiplies

  function explain() {
    find(".looking-products").hidden = true;
    find(".looking-box").hidden = true;
    const text = pointed ? told() : words.look_hint;
    if (find(".looking-told").textContent !== text) find(".looking-told").textContent = text;
  }

  // Say what is pointed at, and show it.
  function told() {
    const { kind, layer, values } = rows[pointed.row];
    const value = values.data[(pointed.y * values.width + pointed.x) * values.channels + pointed.map];
    const facts = { map: pointed.map + 1, count: values.channels, value: decimal(value) };
    if (kind === "relu" || kind === "max_pooling") box(layer);
    if (kind === "relu") Object.assign(facts, multiply(layer));
    if (kind === "max_pooling") facts.cells = found.network.layers[layer].size ** 2;
    if (kind === "hidden") Object.assign(facts, unit(layer));
    if (kind === "template") Object.assign(facts, { digit: pointed.map, sum: decimal(sumOf(values, pointed.map)) });
    return fill(words[`told_${facts.as ?? kind}`], facts);
  }

  function sumOf({ channels, data }, map) {
    let sum = 0;
    for (let each = map; each < data.length; each += channels) sum += data[each];
    return sum;
  }

  // A hidden unit: what it says of this image and, where digits follow at once, which one it speaks for most.
  function unit(layer) {
    const active = found.outputs[layer].data[pointed.map];
    const next = found.network.layers[layer + 1];
    const facts = { value: decimal(active) };
    if (found.network.layers[layer + 2]?.kind !== "softmax") return { ...facts, as: "units" };
    const digits = next.kernel.shape.at(-1);
    const weights = next.kernel.data.subarray(digits * pointed.map, digits * (pointed.map + 1));
    return { ...facts, digit: best(weights), as: active > 0 ? "hidden" : "idle" };
  }

  // Outline the part of the image that a value depends on.
  function box(layer) {
    const from = [pointed.x, pointed.y];
    const to = [pointed.x, pointed.y];
    for (const { kind, size, kernel } of found.network.layers.slice(0, layer + 1).reverse()) {
      for (const axis of [0, 1]) {
        if (kind === "max_pooling") {
          from[axis] *= size;
          to[axis] = to[axis] * size + size - 1;
        } else if (kind === "convolution") {
          const reach = kernel.shape[1 - axis] >> 1;
          from[axis] -= reach;
          to[axis] += reach;
        }
      }
    }
    const shape = find(".looking-box");
    shape.hidden = false;
    [["left", "width", found.seen.width], ["top", "height", found.seen.height]].forEach(([start, length, side], axis) => {
      const [first, last] = [Math.max(0, from[axis]), Math.min(side - 1, to[axis])];
      shape.style[start] = `${(100 * first) / side}%`;
      shape.style[length] = `${(100 * (last - first + 1)) / side}%`;
    });
  }

  // Show what a filter multiplies at the place pointed at: of the maps below it, the one that counts most.
  function multiply(layer) {
    const { kernel, bias } = found.network.layers[layer - 1];
    const below = layer > 1 ? found.outputs[layer - 2] : found.seen;
    const parts = Array.from({ length: kernel.shape[2] }, (_, channel) => productsOf(kernel, below, channel));
    const first = parts.reduce((top, each) => (Math.abs(each.sum) > Math.abs(top.sum) ? each : top));
    const [height, width] = kernel.shape;
    const products = find(".looking-products");
    products.hidden = false;
    [first.patch, first.filter, first.product].forEach((data, at) => {
      const canvas = products.querySelectorAll("canvas")[at];
      const square = { height, width, channels: 1, data };
      if (!at && layer === 1) paintImage(canvas, square); // as it stands in the image
      else paint(canvas, square, colours.tables[at ? "signed" : "plain"]);
    });
    return {
      from: first.channel + 1,
      channels: parts.length,
      as: parts.length > 1 ? "relu" : "single",
      below: layer > 1 ? words.input_map : words.input_band,
      part: decimal(first.sum),
      sum: decimal(parts.reduce((total, { sum }) => total + sum, 0)),
      bias: decimal(bias.data[pointed.map]),
    };
  }

  function productsOf(kernel, below, channel) {
    const [tall, wide, channels, filters] = kernel.shape;
    const [patch, filter] = [new Float32Array(tall * wide), new Float32Array(tall * wide)];
    for (let cell = 0; cell < tall * wide; cell++) {
      const y = pointed.y + Math.floor(cell / wide) - (tall >> 1);
      const x = pointed.x + (cell % wide) - (wide >> 1);
      const isInside = y >= 0 && x >= 0 && y < below.height && x < below.width;
      patch[cell] = isInside ? below.data[(y * below.width + x) * channels + channel] : 0;
      filter[cell] = kernel.data[(cell * channels + channel) * filters + pointed.map];
    }
    const product = patch.map((each, cell) => each * filter[cell]);
    return { channel, patch, filter, product, sum: product.reduce((total, each) => total + each) };
  }

  return { start, show };
})();
