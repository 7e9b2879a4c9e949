// The sheet that the reader draws on, what lies under it, and what networks say of the drawing.

(() => {
  "use strict";

  const RADII = { thin: 2, medium: 9, thick: 18 };
  const STEP = 8; // pixels of the sheet that an arrow key moves the pen, or of a photograph, the crop
  const FINE_STEP = 2;
  const QUIET = 700; // milliseconds without a change after which the answer is spoken
  const PAUSE = 150; // and after which its reason is looked for

  const board = document.querySelector(".board");
  const find = (selector) => board.querySelector(selector);
  const all = (selector) => [...board.querySelectorAll(selector)];
  const words = JSON.parse(board.dataset.words);
  const sheet = find(".board-sheet canvas");
  const tip = find(".board-tip");
  const map = find(".board-map canvas"); // a light board has none, nor the next two
  const file = find(".board-file");
  const looking = find(".looking");
  const { frame, grounds } = polymnist;
  const { SIDE } = frame;
  const ink = frame.blank(sheet.height, sheet.width);
  const percent = new Intl.NumberFormat(document.documentElement.lang, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const signed = new Intl.NumberFormat(document.documentElement.lang, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const number = (value) => signed.format(value).replace("-", "\u2212");

  let strokes = []; // never changed, only replaced, so that what was can come back
  let earlier = [];
  let current = null; // the stroke that is being drawn
  let picture = null; // what lies under the sheet; none is paper
  let corner = [0, 0]; // of the crop, in the picture
  let waiting = 0;
  let speaking = 0;
  let explaining = 0;
  let asking = false;
  let changes = 0;

  const chosen = (name) => find(`input[name="board-${name}"]:checked`)?.value;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // ---------------------------------------------------------------- strokes

  function begin(point) {
    current = { radius: RADII[chosen("pen") ?? "medium"], points: [point] };
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

  // ---------------------------------------------------------------- what lies under the sheet

  async function lay() {
    const name = chosen("ground");
    for (const part of all(".board-map, .board-elsewhere")) part.hidden = name === "paper";
    board.dataset.ground = "loading";
    try {
      const laid = await under(name);
      if (chosen("ground") !== name) return; // another was chosen meanwhile
      picture = laid;
      board.dataset.ground = name;
      if (picture && map) {
        Object.assign(map, { width: picture.width, height: picture.height });
        map.getContext("2d").putImageData(picture, 0, 0);
      }
      if (picture) move([(picture.width - SIDE) / 2, (picture.height - SIDE) / 2]);
      else changed();
    } catch (error) {
      if (chosen("ground") !== name) return;
      board.dataset.ground = "failed";
      say(name === "own" ? words.unreadable : fill(words.failed, { model: words[name] }));
      console.error(error);
    }
  }

  function under(name) {
    if (name === "paper") return null;
    if (name !== "own") return grounds.get(name);
    return file.files.length ? grounds.own(file.files[0]) : picture;
  }

  function move(to) {
    corner = grounds.within(picture, to);
    if (map) frameCrop(find(".board-crop").style);
    changed();
  }

  function frameCrop(style) {
    ["left", "top"].forEach((side, axis) => {
      const length = [picture.width, picture.height][axis];
      style[side] = `${(100 * corner[axis]) / length}%`;
      style[["width", "height"][axis]] = `${(100 * SIDE) / length}%`;
    });
  }

  // ---------------------------------------------------------------- what is shown

  function changed() {
    changes++;
    waiting ||= requestAnimationFrame(update);
  }

  function update() {
    waiting = 0;
    const ground = picture && grounds.crop(picture, corner);
    show(ground);
    find(".board-undo").disabled = !earlier.length;
    for (const button of all(".board-clear, .board-save")) button.disabled = !strokes.length;
    ask(ground);
  }

  // Show the ground, a pixel of it as large as it is on the sheet, and where there is ink, its negative.
  function show(ground) {
    const shown = new ImageData(sheet.width, sheet.height);
    const enlarged = sheet.width / SIDE;
    for (let place = 0; place < ink.data.length; place++) {
      const row = Math.floor(Math.floor(place / sheet.width) / enlarged);
      const from = 3 * (row * SIDE + Math.floor((place % sheet.width) / enlarged));
      for (let band = 0; band < 3; band++) {
        const level = ground ? ground[from + band] : 255;
        shown.data[4 * place + band] = ink.data[place] ? 255 - level : level;
      }
      shown.data[4 * place + 3] = 255;
    }
    sheet.getContext("2d").putImageData(shown, 0, 0);
  }

  // Have the networks read what is drawn. While they do, it may change; then they read it again.
  async function ask(ground) {
    if (asking) return;
    asking = true;
    const asked = changes;
    const framed = frame.frame(ink);
    const image = framed && frame.compose(framed, ground);
    const answers = await polymnist.readers.answer(image);
    asking = false;
    board.classList.toggle("is-blank", !framed);
    if (looking) look(answers[chosen("reader")], { image, framed });
    speak(framed, answers);
    if (asked === changes) board.dataset.answered = asked;
    else if (!waiting) waiting = requestAnimationFrame(update);
  }

  // Show what the chosen network sees and, once the drawing rests, say why it answers so.
  function look(found, drawn) {
    polymnist.looking.show(found);
    if (!found) return;
    find(".looking-title").textContent = fill(words.looking, { model: found.title });
    find(".looking-facts").textContent = found.facts;
    for (const part of all(".looking-switches")) part.hidden = part.dataset.reader !== chosen("reader");
    const why = find(".looking-why");
    if (why.dataset.reader !== found.network.name) why.textContent = "";
    clearTimeout(explaining);
    const mine = (explaining = setTimeout(async () => {
      const reason = await polymnist.why.sentence(found, drawn, { words, fill, number });
      if (explaining !== mine) return; // it has been drawn on meanwhile
      why.textContent = reason;
      why.dataset.reader = found.network.name;
    }, PAUSE));
  }

  function speak(framed, answers) {
    if (framed && !answers[chosen("reader")]) return; // that it is being loaded, or could not be, has been said
    const told = Object.values(answers).map(({ title, probabilities }) => {
      const share = Math.max(...probabilities);
      return fill(words.answer, { model: title, digit: probabilities.indexOf(share), share: percent.format(share) });
    });
    say(framed ? `${told.join("; ")}.` : words.blank, QUIET);
  }

  // What networks answer is on their cards: the text is for those who do not see them.
  function say(text, delay = 0) {
    const aloud = () => {
      find(".board-status").textContent = text;
      find(".board-status").classList.toggle("is-answer", delay > 0);
    };
    clearTimeout(speaking);
    if (delay) speaking = setTimeout(aloud, delay);
    else aloud();
  }

  // ---------------------------------------------------------------- mouse, pen, finger

  let pointer = null; // the one that is drawing

  function place(event, surface) {
    const area = surface.getBoundingClientRect();
    return [
      ((event.clientX - area.left) * surface.width) / area.width,
      ((event.clientY - area.top) * surface.height) / area.height,
    ];
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button) return;
    sheet.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    tip.hidden = true;
    begin(place(event, sheet));
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!current || event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? []; // all that there were since the last one
    for (const each of events.length ? events : [event]) extend(place(each, sheet));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    sheet.addEventListener(name, (event) => {
      if (event.pointerId === pointer) current = pointer = null;
    });
  }
  map?.addEventListener("pointerdown", (event) => {
    if (event.isPrimary && !event.button) map.setPointerCapture(event.pointerId);
  });
  for (const name of ["pointerdown", "pointermove"]) {
    map?.addEventListener(name, (event) => {
      if (!picture || !map.hasPointerCapture(event.pointerId)) return;
      move(place(event, map).map((middle) => middle - SIDE / 2));
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

  // Where an arrow key moves a point to; null for other keys.
  function moved(event, point) {
    if (event.ctrlKey || event.metaKey || event.altKey || !MOVES[event.key]) return null;
    event.preventDefault();
    const step = event.shiftKey ? FINE_STEP : STEP;
    return point.map((each, axis) => each + step * MOVES[event.key][axis]);
  }

  sheet.addEventListener("keydown", (event) => {
    const to = moved(event, pen);
    if (to) {
      pen = to.map((each, axis) => Math.min([sheet.width, sheet.height][axis], Math.max(0, each)));
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
  map?.addEventListener("keydown", (event) => {
    const to = picture && moved(event, corner);
    if (to) move(to);
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
  find(".board-save")?.addEventListener("click", save);
  find(".board-elsewhere").addEventListener("click", () => {
    if (picture) move([Math.random() * picture.width, Math.random() * picture.height]);
  });
  for (const input of all('input[name="board-ground"]')) {
    input.addEventListener("change", () => (input.value === "own" ? file.click() : lay()));
  }
  file?.addEventListener("change", lay);
  if (looking) polymnist.looking.start(looking, words);
  polymnist.readers.start(board, { changed, say, fill, words, percent });
  performance.mark("board-scripts");
  board.hidden = false;
  lay();
})();
