/** Where margin notes stand: beside their passage, moved aside only as far as they must be. */

export interface Placed {
  id: string;
  /** Where it would like to stand, in pixels from the top. */
  wanted: number;
  height: number;
}

/**
 * The tops of notes that do not overlap, in order. The one named `pinned` stands where it wants; those
 * above it move up if need be, those below it down.
 */
export function place(notes: Placed[], gap: number, pinned: string | null): Map<string, number> {
  const tops = new Map<string, number>();
  const inOrder = notes.toSorted((a, b) => a.wanted - b.wanted);
  const pin = inOrder.findIndex((n) => n.id === pinned);
  let floor = Number.NEGATIVE_INFINITY;
  inOrder.forEach((note, i) => {
    const top = i === pin ? note.wanted : Math.max(note.wanted, floor);
    tops.set(note.id, top);
    floor = top + note.height + gap;
  });
  let ceiling = inOrder[pin]?.wanted ?? Number.POSITIVE_INFINITY;
  for (const note of inOrder.slice(0, Math.max(pin, 0)).toReversed()) {
    const top = Math.min(tops.get(note.id) ?? 0, ceiling - gap - note.height);
    tops.set(note.id, top);
    ceiling = top;
  }
  return tops;
}

/** Of this many pixels … */
const CLOSE = 260;
/** … no more than so many notes are shown whole. */
const MOST = 4;

/** The notes that stand where there are many, by where they would like to stand. */
export function crowded(notes: { id: string; wanted: number }[]): Set<string> {
  const inOrder = notes.toSorted((a, b) => a.wanted - b.wanted);
  const out = new Set<string>();
  let from = 0;
  for (const [to, note] of inOrder.entries()) {
    while (note.wanted - (inOrder[from]?.wanted ?? 0) > CLOSE) from += 1;
    if (to - from + 1 > MOST) for (const one of inOrder.slice(from, to + 1)) out.add(one.id);
  }
  return out;
}
