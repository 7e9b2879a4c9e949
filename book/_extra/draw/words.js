// What the scripts of this folder say, and how they write numbers.

(window.polymnist ??= {}).words = (() => {
  "use strict";

  const lang = document.documentElement.lang;
  const one = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const share = new Intl.NumberFormat(lang, { style: "percent", ...one });
  const signs = new Intl.NumberFormat(lang, { ...one, signDisplay: "exceptZero" });
  const decimals = new Intl.NumberFormat(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const minus = (text) => text.replace("-", "\u2212");

  return {
    fill: (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]),
    percent: (value) => share.format(value),
    signed: (value) => minus(signs.format(value)),
    decimal: (value) => minus(decimals.format(value)),
    best: (probabilities) => probabilities.indexOf(Math.max(...probabilities)),
    named: (answer, none) => (answer < 10 ? answer : none), // the eleventh, where there is one, is no digit
  };
})();
