/** A passage that may leave words out is a list of parts: the spans that are quoted, in order. */

import type { Span } from "./text";

/** The span from the start of the first part to the end of the last; null if there are no parts. */
export function whole(parts: Span[]): Span | null {
  const [first, last] = [parts[0], parts.at(-1)];
  return first && last ? { start: first.start, end: last.end } : null;
}

/** The spans between the parts, which are left out. */
export function gaps(parts: Span[]): Span[] {
  return parts.slice(1).map((part, i) => ({ start: parts[i]?.end ?? part.start, end: part.start }));
}

/** Adds a span to the parts. Parts that overlap or touch are merged. */
export function joined(parts: Span[], span: Span): Span[] {
  const out: Span[] = [];
  for (const part of [...parts, span].toSorted((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last && part.start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, part.end) };
    else out.push({ start: part.start, end: part.end });
  }
  return out;
}

/** Removes a span from the parts. */
export function without(parts: Span[], span: Span): Span[] {
  return parts.flatMap((part) => {
    const before = { start: part.start, end: Math.min(part.end, span.start) };
    const behind = { start: Math.max(part.start, span.end), end: part.end };
    return [before, behind].filter((piece) => piece.start < piece.end);
  });
}

/** The parts of `span` when the gaps of `parts` are left out of it. For a passage whose ends have moved. */
export function within(span: Span, parts: Span[]): Span[] {
  return gaps(parts).reduce(without, [span]);
}
