/** The comparison of two versions of a text, with unchanged stretches folded. */

import type { DiffLine, DiffPiece } from "../api/contract";

/** A line that is shown, with its index, or a fold of lines. */
export type Row = { at: number; line: DiffLine } | { from: number; to: number };

/** The rows to show. One unchanged line stays around each change. Folds whose first line is in `open` are not
 * folded. */
export function fold(lines: DiffLine[], open: ReadonlySet<number>): Row[] {
  const rows: Row[] = [];
  const push = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) {
      const line = lines[at];
      if (line) rows.push({ at, line });
    }
  };
  let at = 0;
  while (at < lines.length) {
    if (lines[at]?.change !== "same") {
      push(at, at + 1);
      at += 1;
      continue;
    }
    let end = at;
    while (lines[end]?.change === "same") end += 1;
    const from = at === 0 ? 0 : at + 1;
    const to = end === lines.length ? end : end - 1;
    if (to - from > 1 && !open.has(from)) {
      push(at, from);
      rows.push({ from, to });
      push(to, end);
    } else {
      push(at, end);
    }
    at = end;
  }
  return rows;
}

/** The words of a line in the old or the new version; null if that version does not have the line. */
export function side(line: DiffLine, which: "old" | "new"): DiffPiece[] | null {
  const here = which === "old" ? ["same", "edited", "removed", "moved_away"] : ["same", "edited", "added", "moved_here"];
  if (!here.includes(line.change)) return null;
  return line.pieces.filter((piece) => piece.change !== (which === "old" ? "added" : "removed"));
}

/** Indices of the changed lines. A line that replaces the one before it belongs to the same change. */
export function changes(lines: DiffLine[]): number[] {
  const replaces = (at: number) => lines[at]?.change === "added" && lines[at - 1]?.change === "removed";
  return lines.flatMap((line, at) => (line.change !== "same" && !replaces(at) ? [at] : []));
}
