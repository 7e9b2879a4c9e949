// The networks that read a drawing: a card for each, with its answer and what it gives each digit.

(window.polymnist ??= {}).readers = (() => {
  "use strict";

  const networks = new Map(); // those that are loaded, by their files
  let cards = [];
  let page = null; // what the board lends: what to do when one is there, how to say and write something

  const input = (card) => card.querySelector("input");
  const titleOf = (card) => card.querySelector(".board-name").textContent;

  function start(board, lent) {
    page = lent;
    cards = [...board.querySelectorAll(".board-reader")];
    for (const card of cards) {
      input(card).addEventListener("change", () => load(card));
      if (!("late" in card.dataset) || input(card).checked) load(card);
    }
    // One that sees the image otherwise takes the place of the one of its name.
    board.querySelector(".looking-switches")?.addEventListener("change", ({ currentTarget, target }) => {
      const card = cards.find((each) => input(each).value === currentTarget.dataset.reader);
      card.dataset.file = target.value;
      load(card);
    });
  }

  async function load(card) {
    const { file } = card.dataset;
    if (!networks.has(file)) {
      card.dataset.state = "loading";
      const title = titleOf(card);
      page.say(page.fill(page.words.loading, { model: title }));
      try {
        networks.set(file, await polymnist.network.get(file));
      } catch (error) {
        page.say(page.fill(page.words.failed, { model: title }));
        console.error(error);
      }
      if (card.dataset.file !== file) return; // another was chosen meanwhile
    }
    card.dataset.state = networks.has(file) ? "ready" : "failed";
    if (cards.every((each) => each.dataset.state !== "loading")) performance.mark("board-ready");
    page.changed();
  }

  // Have all that are loaded read an image, in the order of the page; null blanks their cards. What is resolved is, by
  // the reader's name, what each says, with its title, its facts and the network.
  async function answer(image) {
    const answers = {};
    for (const card of cards) {
      const network = networks.get(card.dataset.file);
      const found = image && network ? await network.read(image) : null;
      show(card, found?.probabilities);
      if (!found) continue;
      answers[input(card).value] = { title: titleOf(card), facts: card.dataset.facts, network, ...found };
    }
    return answers;
  }

  function show(card, probabilities) {
    const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    card.querySelector(".board-digit").textContent = probabilities ? best : "–";
    card.querySelector(".board-share").textContent = probabilities ? page.percent.format(probabilities[best]) : "";
    [...card.querySelectorAll(".board-bars span")].forEach((bar, digit) => {
      const share = probabilities?.[digit] ?? 0;
      bar.dataset.probability = share;
      bar.classList.toggle("is-answer", digit === best);
      bar.style.setProperty("--share", share);
    });
  }

  return { start, answer };
})();
