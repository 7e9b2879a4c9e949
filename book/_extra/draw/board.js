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
  const { frame, grounds, words: written } = polymnist;
  const { fill, percent } = written;
  const { SIDE } = frame;
  const ink = frame.blank(sheet.height, sheet.width);
  let strokes = []; // never changed, only replaced, so that what was can come back
  let earlier = [];
  let current = null; // the stroke that is being drawn
  let picture = null; // what lies under the sheet; none is paper
  let laid = "paper"; // its name
  let own = null; // the reader's picture
  let layings = 0;
  let corner = [0, 0]; // of the crop, in the picture
  let waiting = 0;
  let speaking = 0;
  let explaining = 0;
  let asking = false;
  const messages = new Map();
  let changes = 0;

  const chosen = (name) => find(`input[name="board-${name}"]:checked`)?.value;

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

  // Lay what is chosen under the sheet; if it cannot be loaded, what was there stays.
  async function lay() {
    const name = chosen("ground");
    const mine = ++layings;
    if (name === laid) {
      board.dataset.ground = laid; // what was chosen meanwhile is no longer waited for
      return;
    }
    board.dataset.ground = "loading";
    let found = null;
    try {
      if (name === "own") found = own;
      else if (name !== "paper") found = await grounds.get(name);
    } catch (error) {
      console.error(error);
    }
    if (mine !== layings) return; // another was chosen meanwhile
    if (!found && name !== "paper") {
      stay(fill(words.failed, { model: words.photographs[name] }));
      return;
    }
    tell("", "ground");
    under(name, found);
  }

  // Tell why nothing else lies under the sheet than before.
  function stay(reason) {
    tell(reason, "ground");
    find(`input[name="board-ground"][value="${laid}"]`).checked = true;
    board.dataset.ground = laid;
  }

  function under(name, found) {
    laid = name;
    picture = found;
    for (const part of all(".board-map, .board-elsewhere")) part.hidden = !found;
    if (found && map) {
      Object.assign(map, { width: found.width, height: found.height });
      map.getContext("2d").putImageData(found, 0, 0);
    }
    board.dataset.ground = name;
    if (found) move([(found.width - SIDE) / 2, (found.height - SIDE) / 2]);
    else changed();
  }

  // Lay a picture of the reader's own, which can be chosen from then on.
  async function bring() {
    const mine = ++layings;
    try {
      const found = await grounds.own(file.files[0]);
      if (mine !== layings) return;
      own = found;
    } catch (error) {
      console.error(error);
      if (mine === layings) stay(words.unreadable);
      return;
    }
    tell("", "ground");
    const choice = find('input[value="own"]');
    choice.closest("label").hidden = false;
    choice.checked = true;
    under("own", own);
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
    try {
      const framed = frame.frame(ink);
      const image = framed && frame.compose(framed, ground);
      const answers = await polymnist.readers.answer(image);
      const found = answers[chosen("reader")] ?? (looking ? null : Object.values(answers)[0]);
      if (looking) look(found, { image, framed });
      if (found) speak(fill(words.answer, { ...said(found), model: found.title }));
      else if (!framed) speak(words.blank);
    } catch (error) {
      console.error(error);
    } finally {
      asking = false;
    }
    if (asked === changes) board.dataset.answered = asked;
    else waiting ||= requestAnimationFrame(update);
  }

  function said({ probabilities }) {
    const digit = written.best(probabilities);
    return { digit: written.named(digit, words.none), share: percent(probabilities[digit]) };
  }

  // Show what the chosen network sees and, once the drawing rests, say why it answers so.
  function look(found, drawn) {
    clearTimeout(explaining);
    explaining = 0;
    const why = find(".looking-why");
    if (!found || why.dataset.reader !== found.network.name) why.textContent = "";
    polymnist.looking.show(found);
    for (const part of all(".looking-switches")) part.hidden = part.dataset.reader !== chosen("reader");
    if (!found) return;
    find(".looking-title").textContent = fill(words.looking, { model: found.title });
    find(".looking-facts").textContent = found.facts;
    const mine = setTimeout(async () => {
      const reason = await polymnist.why.sentence(found, drawn, words);
      if (explaining !== mine) return; // it has been drawn on meanwhile
      why.textContent = reason;
      why.dataset.reader = found.network.name;
    }, PAUSE);
    explaining = mine;
  }

  // What is being loaded, or could not be, stands on the page until it is; each thing has its own sentence.
  function tell(text, about) {
    if (text) messages.set(about, text);
    else messages.delete(about);
    find(".board-message").textContent = [...messages.values()].join(" ");
  }

  // What networks answer is on their cards: this is for those who do not see them, once the drawing rests.
  function speak(text) {
    clearTimeout(speaking);
    speaking = setTimeout(() => (find(".board-status").textContent = text), QUIET);
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
      find(".board-status").textContent = current ? words.down : words.up;
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
    const { width, height } = picture;
    move([width, height].map((side) => Math.floor(Math.random() * (side - SIDE + 1))));
  });
  for (const input of all('input[name="board-ground"]')) input.addEventListener("change", lay);
  find(".board-bring")?.addEventListener("click", () => {
    file.value = ""; // so that the same one can be chosen again
    file.click();
  });
  file?.addEventListener("change", () => file.files.length && bring());
  performance.mark("board-scripts");
  board.hidden = false;
  if (looking) polymnist.looking.start(looking, words);

  function load() {
    polymnist.readers.start(board, { changed, tell, words });
    lay();
  }

  // On the front page, nothing is loaded before the reader comes near.
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    load();
  }).observe(board);
})();
