// From strokes to a bitmap of two levels. Nothing is smoothed at the edges, so that the picture on
// the sheet, the PNG that it is saved as and what is framed are the same pixels.
//
// A stroke is { radius, points }, with points [[x, y], …] in pixels of the sheet.

(window.polymnist ??= {}).strokes = (() => {
  "use strict";

  // Ink every pixel whose centre is within the pen's radius of a segment.
  function paintSegment(ink, radius, [fromX, fromY], [toX, toY]) {
    const [alongX, alongY] = [toX - fromX, toY - fromY];
    const squared = alongX ** 2 + alongY ** 2;
    const bounds = (from, to, side) => [
      Math.max(0, Math.floor(Math.min(from, to) - radius)),
      Math.min(side - 1, Math.ceil(Math.max(from, to) + radius)),
    ];
    const [top, bottom] = bounds(fromY, toY, ink.height);
    const [left, right] = bounds(fromX, toX, ink.width);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const [x, y] = [column + 0.5 - fromX, row + 0.5 - fromY];
        const share = squared && Math.min(1, Math.max(0, (x * alongX + y * alongY) / squared));
        if ((x - share * alongX) ** 2 + (y - share * alongY) ** 2 <= radius ** 2) {
          ink.data[row * ink.width + column] = 1;
        }
      }
    }
  }

  // Ink a stroke from one of its points on: a dot where it has no other.
  function paint(ink, { radius, points }, start = 0) {
    if (points.length === 1) paintSegment(ink, radius, points[0], points[0]);
    for (let place = Math.max(1, start); place < points.length; place++) {
      paintSegment(ink, radius, points[place - 1], points[place]);
    }
  }

  return { paint };
})();
