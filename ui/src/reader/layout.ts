/** Positions of the notes in the margin: beside their passages, moved only as far as needed to avoid overlaps. */

export interface Placed {
  id: string;
  /** The preferred top, in pixels from the top of the page. */
  wanted: number;
  height: number;
}

/**
 * The tops of the notes, in order and without overlaps. The note `pinned` gets its preferred top; notes above it
 * move up if needed, notes below it down.
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

/** Height in pixels of the range in which notes are counted. */
const CLOSE = 260;
/** Maximum number of notes in that range that are shown whole. */
const MOST = 4;

/** Ids of the notes that are crowded: those in a range of `CLOSE` pixels that has more than `MOST` notes. */
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
