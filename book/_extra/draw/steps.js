// One of some images, step by step through a network, which is loaded once the reader comes near.

(() => {
  "use strict";

  const board = document.querySelector(".board-steps");
  const find = (selector) => board.querySelector(selector);
  const words = JSON.parse(board.dataset.words);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const { model, title } = board.dataset;

  async function show() {
    const input = find("input:checked");
    const status = find(".board-status");
    if (!board.dataset.state) status.textContent = fill(words.loading, { model: title });
    try {
      const network = await polymnist.network.get(model);
      const found = await network.read(pixels(input.parentElement.querySelector("img")));
      if (!input.checked) return; // another was chosen meanwhile
      status.textContent = "";
      polymnist.looking.show({ network, ...found });
      const best = found.probabilities.indexOf(Math.max(...found.probabilities));
      find(".looking-why").textContent = fill(words.answer, {
        model: title,
        digit: best,
        share: percent.format(found.probabilities[best]),
      });
      board.dataset.state = "ready";
    } catch (error) {
      status.textContent = fill(words.failed, { model: title });
      board.dataset.state = "failed";
      console.error(error);
    }
  }

  const percent = new Intl.NumberFormat(document.documentElement.lang, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });

  function pixels(image) {
    const { SIDE } = polymnist.frame;
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
