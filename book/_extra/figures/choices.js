// Figures of several pictures: a choice above the figure puts another one in its place.

(() => {
  "use strict";

  function start(choices) {
    const figure = document.getElementById(choices.dataset.figure);
    const picture = figure.querySelector("img");
    const own = { src: picture.src, alt: picture.alt };

    choices.addEventListener("change", async ({ target }) => {
      const next = new Image();
      next.src = target.value || own.src;
      await next.decode().catch(() => {}); // so that the page does not jump while it is loaded
      if (!target.checked) return; // another was chosen meanwhile
      picture.src = next.src;
      picture.alt = target.dataset.alt ?? own.alt;
    });
    figure.prepend(choices);
    choices.hidden = false;
  }

  document.querySelectorAll(".choices[hidden]").forEach(start);
})();
