// Paper is white, and nothing on it unfolds: a page that shows by night is printed by day, code
// and figures included, and what is folded is printed too.
"use strict";

{
  const page = document.documentElement.dataset;
  let theme;
  let folded = [];

  addEventListener("beforeprint", () => {
    theme = page.theme;
    page.theme = "light";
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    page.theme = theme;
    for (const each of folded) each.open = false;
  });
}
