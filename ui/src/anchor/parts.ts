/** A passage of which words may be left out: the parts of it that are quoted, in order. */

import type { Span } from "./text";

/** From where to where it goes. */
export function whole(parts: Span[]): Span | null {
  const [first, last] = [parts[0], parts.at(-1)];
  return first && last ? { start: first.start, end: last.end } : null;
}

/** What is left out between its parts. */
export function gaps(parts: Span[]): Span[] {
  return parts.slice(1).map((part, i) => ({ start: parts[i]?.end ?? part.start, end: part.start }));
}

/** With a span more. */
export function joined(parts: Span[], span: Span): Span[] {
  const out: Span[] = [];
  for (const part of [...parts, span].toSorted((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last && part.start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, part.end) };
    else out.push({ start: part.start, end: part.end });
  }
  return out;
}

/** Without a span. */
export function without(parts: Span[], span: Span): Span[] {
  return parts.flatMap((part) => {
    const before = { start: part.start, end: Math.min(part.end, span.start) };
    const behind = { start: Math.max(part.start, span.end), end: part.end };
    return [before, behind].filter((piece) => piece.start < piece.end);
  });
}

/** The same words left out of a passage whose ends have moved. */
export function within(span: Span, parts: Span[]): Span[] {
  return gaps(parts).reduce(without, [span]);
}
