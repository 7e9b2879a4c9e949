// The networks that read a drawing: a card for each, with its answer and what it gives each digit.

(window.polymnist ??= {}).readers = (() => {
  "use strict";

  const networks = new Map(); // those that are loaded, by name
  let cards = [];
  let page = null; // what the board lends: what to do when one is there, how to say and write something

  const input = (card) => card.querySelector("input");
  const titleOf = (card) => card.querySelector(".board-name").textContent;

  function start(board, lent) {
    page = lent;
    cards = [...board.querySelectorAll(".board-reader")];
    for (const card of cards) {
      input(card).addEventListener("change", () => (networks.has(input(card).value) ? page.changed() : load(card)));
      if (!("late" in card.dataset) || input(card).checked) load(card);
    }
  }

  async function load(card) {
    const { value } = input(card);
    card.dataset.state = "loading";
    const title = titleOf(card);
    page.say(page.fill(page.words.loading, { model: title }));
    try {
      networks.set(value, await polymnist.network.get(value));
      card.dataset.state = "ready";
      if (cards.every((each) => each.dataset.state !== "loading")) performance.mark("board-ready");
      page.changed();
    } catch (error) {
      card.dataset.state = "failed";
      page.say(page.fill(page.words.failed, { model: title }));
      page.changed(); // what another one sees is not what was asked for
      console.error(error);
    }
  }

  // Have all that are loaded read an image, in the order of the page; null blanks their cards. What is resolved is, by
  // name, what each says, with its title and the network.
  async function answer(image) {
    const answers = {};
    for (const card of cards) {
      const network = networks.get(input(card).value);
      const found = image && network ? await network.read(image) : null;
      show(card, found?.probabilities);
      if (found) answers[network.name] = { title: titleOf(card), facts: card.dataset.facts, network, ...found };
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
