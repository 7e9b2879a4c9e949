// One of some images, step by step through a network, which is loaded once the reader comes near.

(() => {
  "use strict";

  const board = document.querySelector(".board-steps");
  const find = (selector) => board.querySelector(selector);
  const words = JSON.parse(board.dataset.words);
  const { best, fill, named, percent } = polymnist.words;
  const { model, name: title } = board.dataset;

  async function show() {
    const input = find("input:checked");
    if (!board.dataset.state) find(".board-message").textContent = fill(words.loading, { model: title });
    try {
      const network = await polymnist.network.get(model);
      const found = await network.read(await pixels(input.parentElement.querySelector("img")));
      if (!input.checked) return; // another was chosen meanwhile
      find(".board-message").textContent = "";
      polymnist.looking.show({ network, ...found });
      const digit = best(found.probabilities);
      const answer = { model: title, digit: named(digit, words.none), share: percent(found.probabilities[digit]) };
      find(".looking-why").textContent = find(".board-status").textContent = fill(words.answer, answer);
      board.dataset.state = "ready";
    } catch (error) {
      find(".board-message").textContent = fill(words.failed, { model: title });
      board.dataset.state = "failed";
      console.error(error);
    }
  }

  async function pixels(image) {
    const { SIDE } = polymnist.frame;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, SIDE, SIDE);
    return context.getImageData(0, 0, SIDE, SIDE).data.filter((_, place) => place % 4 < 3);
  }

  polymnist.looking.start(find(".looking"), words);
  for (const input of board.querySelectorAll("input")) input.addEventListener("change", show);
  board.hidden = false;
  new IntersectionObserver((entries, observer) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    show();
  }).observe(board);
})();
