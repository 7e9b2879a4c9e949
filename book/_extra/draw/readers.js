// The networks that read a drawing: a card for each, with its answer and what it gives each digit.

(window.polymnist ??= {}).readers = (() => {
  "use strict";

  const { best, fill, named, percent } = polymnist.words;
  const networks = new Map(); // those that are loaded, by their files
  let cards = [];
  let page = null; // what the board lends: what to do when one is there, what to say, how to tell of a fault

  const input = (card) => card.querySelector("input");
  const titleOf = (card) => card.querySelector(".board-name").textContent;
  const factsOf = ({ dataset: { file, facts } }) =>
    document.querySelector(`.looking-switches [value="${file}"]`)?.dataset.facts ?? facts;

  function start(board, lent) {
    page = lent;
    cards = [...board.querySelectorAll(".board-reader")];
    for (const card of cards) {
      input(card).addEventListener("change", () => load(card));
      if (!("late" in card.dataset) || input(card).checked) load(card);
    }
    // One that sees the image otherwise takes the place of the one of its name; if it cannot be loaded, that stays.
    const switches = board.querySelector(".looking-switches");
    switches?.addEventListener("change", async ({ target }) => {
      const card = cards.find((each) => input(each).value === switches.dataset.reader);
      const before = card.dataset.file;
      card.dataset.file = target.value;
      await load(card);
      if (networks.has(target.value) || card.dataset.file !== target.value) return;
      card.dataset.file = before;
      card.dataset.state = "ready";
      switches.querySelector(`[value="${before}"]`).checked = true;
    });
  }

  async function load(card) {
    const { file } = card.dataset;
    if (!networks.has(file)) {
      const title = titleOf(card);
      card.dataset.state = "loading";
      page.tell(fill(page.words.loading, { model: title }), file);
      try {
        networks.set(file, await polymnist.network.get(file));
        page.tell("", file);
      } catch (error) {
        page.tell(fill(page.words.failed, { model: title }), file);
        console.error(error);
      }
      if (card.dataset.file !== file) return; // another was chosen meanwhile
    }
    card.dataset.state = networks.has(file) ? "ready" : "failed";
    if (cards.every((each) => each.dataset.state !== "loading")) performance.mark("board-ready");
    page.changed();
  }

  // Have all that are loaded read an image; null blanks their cards. What is resolved is, by the reader's name, what
  // each says, with its title, its facts and the network.
  async function answer(image) {
    const answers = {};
    const read = async (card) => {
      const network = networks.get(card.dataset.file);
      const found = image && network ? await network.read(image) : null;
      show(card, found?.probabilities);
      if (!found) return;
      answers[input(card).value] = { title: titleOf(card), facts: factsOf(card), network, ...found };
    };
    await Promise.all(cards.map(read));
    return answers;
  }

  function show(card, probabilities) {
    const digit = probabilities ? best(probabilities) : -1;
    card.querySelector(".board-digit").textContent = probabilities ? named(digit, "–") : "–";
    card.querySelector(".board-share").textContent = probabilities ? percent(probabilities[digit]) : "";
    [...card.querySelectorAll(".board-bars span")].forEach((bar, place) => {
      const share = probabilities?.[place] ?? 0;
      bar.dataset.probability = share;
      bar.classList.toggle("is-answer", place === digit);
      bar.style.setProperty("--share", share);
    });
  }

  return { start, answer };
})();
