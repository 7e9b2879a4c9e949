// A sentence that says why a network answers as it does, worked out from what it saw.

(window.polymnist ??= {}).why = (() => {
  "use strict";

  const { best, fill, named, signed } = polymnist.words;

  // Resolve what is said of a network's answer to an image, in which `framed` is the ink.
  async function sentence({ network, seen, outputs, probabilities }, { image, framed }, words) {
    const told = [];
    const kinds = network.layers.map(({ kind }) => kind);
    const dense = kinds.indexOf("dense");
    const digit = best(probabilities);
    if (!kinds.includes("convolution") && kinds[dense + 1] === "relu") {
      const values = outputs[dense + 1].data;
      const active = values.filter((each) => each > 0).length;
      told.push(fill(active ? words.why_active : words.why_none, { count: values.length, active }));
    } else if (!kinds.includes("convolution")) {
      const [stroke, ground] = parts(network.layers[dense], seen, framed, digit).map(signed);
      told.push(fill(words.why_parts, { digit, stroke, ground }));
    }
    const negative = await network.read(image.map((level) => 255 - level));
    told.push(fill(words.why_negative, { digit: named(best(negative.probabilities), words.none) }));
    return told.join(" ");
  }

  // What the stroke and what the rest add to a digit's score, less what they add to the digits on average.
  function parts({ kernel }, seen, framed, digit) {
    const sums = [0, 0];
    const digits = kernel.shape.at(-1);
    seen.data.forEach((value, place) => {
      const weights = kernel.data.subarray(place * digits, (place + 1) * digits);
      const mean = weights.reduce((sum, each) => sum + each) / digits;
      const isStroke = framed.data[Math.floor(place / seen.channels)] > 0.5;
      sums[isStroke ? 0 : 1] += value * (weights[digit] - mean);
    });
    return sums;
  }

  return { sentence };
})();
