// The language switch leads to the place where the reader is: sections, figures and tables have
// the same labels in both languages. Without this script it leads to the top of the same page.
"use strict";

{
  const LABELS = ":is([id^='sec-'], [id^='fig-'], [id^='tab-'])";

  const top = (element) => element.getBoundingClientRect().top;

  // The label that the address names, or the one of the section that it names, while it shows;
  // else the last label above the upper third of the window, and none at the top of the page.
  const place = () => {
    const named = document.querySelector(`article ${LABELS}:target, article :target > ${LABELS}`);
    if (named && top(named) >= 0 && top(named) < innerHeight) return named.id;
    const line = Math.min(scrollY, innerHeight / 3);
    const labels = [...document.querySelectorAll(`article ${LABELS}`)];
    return labels.findLast((label) => top(label) < line)?.id ?? "";
  };

  // Before any button of a mouse opens the link, and when a key does.
  for (const event of ["pointerdown", "click"]) {
    document.addEventListener(event, ({ target }) => {
      const link = target.closest("a.language-switch");
      if (link) link.hash = place();
    });
  }
}
