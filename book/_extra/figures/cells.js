// Confusion matrices in which a cell that is pointed at, tapped or focused shows its images.

(() => {
  "use strict";

  const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function start(piece) {
    const picture = document.getElementById(piece.dataset.figure).querySelector("img");
    const grid = piece.querySelector(".cells-grid");
    const panel = piece.querySelector(".cells-panel");
    const text = panel.querySelector("p");
    const images = panel.querySelector(".cells-images");
    const rows = [...grid.children].map((row) => [...row.children]);
    const hint = text.textContent;
    const most = Number(piece.dataset.most);

    function show(cell) {
      clear();
      cell.classList.add("is-shown");
      panel.classList.add("is-open");
      const row = rows.findIndex((cells) => cells.includes(cell));
      const count = Number(cell.dataset.images);
      text.textContent = cell.ariaLabel + (count > most ? panel.dataset.more : "");
      images.ariaLabel = cell.ariaLabel;
      images.hidden = !count;
      images.style.setProperty("--row", rows[row].indexOf(cell));
      for (let column = 0; column < Math.min(count, most); column++) {
        const image = document.createElement("span");
        image.style.backgroundImage = `url("${piece.dataset.files}/${row}.png")`;
        image.style.setProperty("--column", column);
        images.append(image);
      }
    }

    function clear() {
      grid.querySelector(".is-shown")?.classList.remove("is-shown");
      text.textContent = hint;
      images.replaceChildren();
      images.hidden = true;
    }

    function move(event, cell) {
      const row = rows.findIndex((cells) => cells.includes(cell));
      const column = rows[row].indexOf(cell);
      if (event.key in MOVES) {
        const [down, right] = MOVES[event.key];
        return rows[row + down]?.[column + right];
      }
      const line = event.ctrlKey ? rows.at(event.key === "Home" ? 0 : -1) : rows[row];
      return { Home: line.at(0), End: line.at(-1) }[event.key];
    }

    const cellOf = (event) => event.target.closest("[role=gridcell]");

    grid.addEventListener("focusin", (event) => {
      grid.querySelector("[tabindex='0']").tabIndex = -1;
      event.target.tabIndex = 0;
      show(event.target);
    });
    // Not when the page is scrolled below a mouse that rests, as to look at the images.
    grid.addEventListener("pointermove", (event) => {
      const cell = cellOf(event);
      if (event.pointerType === "mouse" && cell && !cell.classList.contains("is-shown")) show(cell);
    });
    grid.addEventListener("click", (event) => {
      const cell = cellOf(event);
      if (cell) show(cell);
    });
    grid.addEventListener("keydown", (event) => {
      if (event.altKey || event.metaKey) return; // the browser's, such as the way back
      if (event.key === "Enter" || event.key === " ") show(event.target);
      const next = move(event, event.target);
      if (next) next.focus();
      // At the border the page does not scroll either.
      if (next || event.key in MOVES || event.key === " ") event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") clear();
    });

    images.style.setProperty("--most", most);
    const frame = document.createElement("div");
    frame.className = "cells-frame";
    picture.replaceWith(frame);
    frame.append(picture, grid);
    frame.after(panel);
    piece.remove();
  }

  document.querySelectorAll(".cells").forEach(start);
})();
