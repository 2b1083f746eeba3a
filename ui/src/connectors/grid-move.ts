/** Arrow keys over things that lie in rows: where the focus goes. No DOM, so that it can be tested. */

export interface Box {
  left: number;
  top: number;
  width: number;
}

/** The index to move to, or undefined when the key does not move or there is nothing that way. */
export function moveInGrid(
  boxes: readonly Box[],
  from: number,
  key: string,
  rtl = false,
): number | undefined {
  const forward = rtl ? "ArrowLeft" : "ArrowRight";
  const backward = rtl ? "ArrowRight" : "ArrowLeft";
  const last = boxes.length - 1;
  if (key === forward) return Math.min(from + 1, last);
  if (key === backward) return Math.max(from - 1, 0);
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "ArrowDown") return nearestInRow(boxes, from, 1);
  if (key === "ArrowUp") return nearestInRow(boxes, from, -1);
  return undefined;
}

function nearestInRow(boxes: readonly Box[], from: number, direction: 1 | -1): number | undefined {
  const start = boxes[from];
  if (!start) return undefined;
  const beyond = boxes.filter((box) => (box.top - start.top) * direction > 1);
  if (beyond.length === 0) return undefined;
  const rowTop = direction === 1 ? Math.min(...tops(beyond)) : Math.max(...tops(beyond));
  const row = beyond.filter((box) => Math.abs(box.top - rowTop) <= 1);
  const distance = (box: Box) => Math.abs(middle(box) - middle(start));
  const nearest = row.reduce((best, box) => (distance(box) < distance(best) ? box : best));
  return boxes.indexOf(nearest);
}

const tops = (boxes: readonly Box[]) => boxes.map((box) => box.top);
const middle = (box: Box) => box.left + box.width / 2;
