// The sheet that the reader draws on, and what a network says of the drawing.

(() => {
  "use strict";

  const RADII = { thin: 2, medium: 9, thick: 18 };
  const STEP = 8; // pixels of the sheet that an arrow key moves the pen
  const FINE_STEP = 2;
  const QUIET = 700; // milliseconds without a change after which the answer is spoken

  const board = document.querySelector(".board");
  const find = (selector) => board.querySelector(selector);
  const all = (selector) => [...board.querySelectorAll(selector)];
  const words = JSON.parse(board.dataset.words);
  const sheet = find(".board-sheet canvas");
  const paper = sheet.getContext("2d");
  const tip = find(".board-tip");
  const bars = all(".board-bars li");
  const { frame } = polymnist;
  const ink = frame.blank(sheet.height, sheet.width);
  const percent = new Intl.NumberFormat(document.documentElement.lang, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });

  let strokes = []; // never changed, only replaced, so that what was can come back
  let earlier = [];
  let current = null; // the stroke that is being drawn
  let read = null; // the network, once it is loaded
  let waiting = 0;
  let speaking = 0;

  // ---------------------------------------------------------------- strokes

  const chosen = (name) => find(`input[name="${name}"]:checked`);

  function begin(point) {
    current = { radius: RADII[chosen("board-pen").value], points: [point] };
    remember([...strokes, current]);
    polymnist.strokes.paint(ink, current);
    changed();
  }

  function extend(point) {
    current.points.push(point);
    polymnist.strokes.paint(ink, current, current.points.length - 1);
    changed();
  }

  function remember(next) {
    earlier.push(strokes);
    strokes = next;
  }

  function repaint() {
    current = null;
    ink.data.fill(0);
    for (const stroke of strokes) polymnist.strokes.paint(ink, stroke);
    changed();
  }

  function undo() {
    if (!earlier.length) return;
    strokes = earlier.pop();
    repaint();
  }

  function clear() {
    if (!strokes.length) return;
    remember([]);
    repaint();
  }

  function save() {
    const link = document.createElement("a");
    link.href = sheet.toDataURL("image/png");
    link.download = words.file;
    link.click();
  }

  // ---------------------------------------------------------------- what is shown

  function changed() {
    waiting ||= requestAnimationFrame(update);
  }

  function update() {
    waiting = 0;
    show(sheet, ink.data, (isInk) => (isInk ? 0 : 255));
    find(".board-undo").disabled = !earlier.length;
    find(".board-clear").disabled = find(".board-save").disabled = !strokes.length;
    const framed = frame.frame(ink);
    board.classList.toggle("is-blank", !framed);
    const found = framed && read ? read(frame.compose(framed)) : null;
    const seen = found?.seen ?? { channels: 1, values: new Float32Array(frame.SIDE ** 2).fill(1) };
    show(find(".board-seen"), seen.values, (value) => 255 * value, seen.channels);
    const best = found ? found.probabilities.indexOf(Math.max(...found.probabilities)) : -1;
    bars.forEach((bar, digit) => {
      const share = found?.probabilities[digit] ?? 0;
      bar.dataset.probability = share;
      bar.classList.toggle("is-answer", digit === best);
      bar.style.setProperty("--share", share);
      bar.querySelector(".board-share").textContent = found ? percent.format(share) : "–";
    });
    if (!read) return; // what is being loaded, or could not be, has been said
    const share = found && percent.format(found.probabilities[best]);
    say(found ? fill(words.answer, { model: modelName(), digit: best, share }) : words.blank, QUIET);
  }

  // Show grey levels, or red, green and blue, pixel by pixel.
  function show(canvas, values, level, channels = 1) {
    const picture = new ImageData(canvas.width, canvas.height);
    for (let place = 0; place < picture.data.length; place += 4) {
      for (let band = 0; band < 3; band++) {
        picture.data[place + band] = level(values[(place / 4) * channels + (band % channels)]);
      }
      picture.data[place + 3] = 255;
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
  }

  function say(text, delay = 0) {
    const speak = () => (find(".board-status").textContent = text);
    clearTimeout(speaking);
    if (delay) speaking = setTimeout(speak, delay);
    else speak();
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const modelName = () => chosen("board-model").dataset.name;

  // ---------------------------------------------------------------- networks

  async function choose() {
    const { value } = chosen("board-model");
    read = null;
    board.dataset.state = "loading";
    say(fill(words.loading, { model: modelName() }));
    try {
      const found = await polymnist.network.get(value);
      if (chosen("board-model").value !== value) return; // another was chosen meanwhile
      read = found;
      board.dataset.state = value;
      performance.mark("board-ready");
      changed();
    } catch (error) {
      if (chosen("board-model").value !== value) return;
      board.dataset.state = "failed";
      say(fill(words.failed, { model: modelName() }));
      changed();
      console.error(error);
    }
  }

  // ---------------------------------------------------------------- mouse, pen, finger

  let pointer = null; // the one that is drawing

  function place(event) {
    const area = sheet.getBoundingClientRect();
    return [
      ((event.clientX - area.left) * sheet.width) / area.width,
      ((event.clientY - area.top) * sheet.height) / area.height,
    ];
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    sheet.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    tip.hidden = true;
    begin(place(event));
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!current || event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? []; // all that there were since the last one
    for (const each of events.length ? events : [event]) extend(place(each));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(name, (event) => {
      if (event.pointerId === pointer) current = pointer = null;
    });
  }

  // ---------------------------------------------------------------- keyboard

  let pen = [sheet.width / 2, sheet.height / 2];

  function showTip() {
    tip.hidden = false;
    tip.style.left = `${(100 * pen[0]) / sheet.width}%`;
    tip.style.top = `${(100 * pen[1]) / sheet.height}%`;
    tip.classList.toggle("is-down", Boolean(current));
  }

  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key]) {
      const step = event.shiftKey ? FINE_STEP : STEP;
      const within = (value, side) => Math.min(side, Math.max(0, value));
      pen = [
        within(pen[0] + step * MOVES[event.key][0], sheet.width),
        within(pen[1] + step * MOVES[event.key][1], sheet.height),
      ];
      if (current) extend(pen);
    } else if (event.key === " ") {
      if (current) current = null;
      else begin(pen);
      say(current ? words.down : words.up);
      changed(); // so that the answer is said after it
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
    } else {
      return;
    }
    event.preventDefault();
    showTip();
  });
  sheet.addEventListener("focus", () => {
    if (sheet.matches(":focus-visible")) showTip();
  });
  sheet.addEventListener("blur", () => {
    current = null;
    tip.hidden = true;
  });
  board.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
      event.preventDefault();
      undo();
    }
  });

  // ---------------------------------------------------------------- the rest

  find(".board-undo").addEventListener("click", undo);
  find(".board-clear").addEventListener("click", clear);
  find(".board-save").addEventListener("click", save);
  for (const input of all('input[name="board-model"]')) input.addEventListener("change", choose);
  performance.mark("board-scripts");
  board.hidden = false;
  changed();
  choose();
})();
