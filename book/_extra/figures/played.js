// Figures over epochs, covered from an epoch on, which a slider chooses and a button moves.

(() => {
  "use strict";

  const PAUSE = 150; // milliseconds an epoch

  function start(piece) {
    const picture = document.getElementById(piece.dataset.figure).querySelector("img");
    const panels = JSON.parse(piece.dataset.panels);
    const words = JSON.parse(piece.dataset.words);
    const [button, slider, told] = piece.children;
    const last = Number(slider.max);
    let playing = 0;

    const veils = panels.map(([, top, , height]) => {
      const veil = document.createElement("span");
      veil.className = "played-veil";
      Object.assign(veil.style, { top: `${100 * top}%`, height: `${100 * height}%` });
      return veil;
    });

    // Cover what comes after an epoch: half-way to the next one, so that its point is seen.
    function show() {
      const epoch = Number(slider.value);
      veils.forEach((veil, place) => {
        const [left, , width, , first, end] = panels[place];
        const share = epoch === last ? 1 : first + ((end - first) * (epoch - 0.5)) / (last - 1);
        veil.style.left = `${100 * (left + share * width)}%`;
        veil.style.width = `${100 * (1 - share) * width}%`;
      });
      told.textContent = slider.ariaValueText = words.epoch.replace("{epoch}", epoch);
    }

    function stop() {
      clearInterval(playing);
      playing = 0;
      button.textContent = words.play;
    }

    function play() {
      if (playing) {
        stop();
        return;
      }
      if (Number(slider.value) === last) slider.value = 1;
      button.textContent = words.pause;
      show();
      playing = setInterval(() => {
        slider.value = Number(slider.value) + 1;
        show();
        if (Number(slider.value) === last) stop();
      }, PAUSE);
    }

    button.addEventListener("click", play);
    slider.addEventListener("input", () => {
      stop();
      show();
    });
    const frame = document.createElement("div");
    frame.className = "played-frame";
    frame.style.cssText = piece.style.cssText;
    picture.replaceWith(frame);
    frame.append(picture, ...veils);
    frame.after(piece);
    piece.hidden = false;
    show();
  }

  document.querySelectorAll(".played").forEach(start);
})();
