/** Paints highlights with the CSS Custom Highlight API, which changes neither the article's words nor its
 * elements. */

import type { ArticleText, Span } from "./text";

/** A highlight as it is painted. */
export interface Painted {
  id: string;
  /** The parts of the passage, in order. There are several if the highlight leaves words out. */
  parts: Span[];
  colour: string;
  /** `true`: drawn as a line below the words, without a tint. */
  underlined: boolean;
}

/** Number of layers in which overlapping highlights are told apart by the depth of their line. Any further ones share
 * the last layer. */
export const LAYERS = 3;

/** Code points before and after those in view that are painted too. */
const AROUND = 20_000;

/** A painted range and the span it was made for. */
interface Drawn {
  span: Span;
  range: Range;
}

/** Draws the highlights of one article. The engine tests every registered range for each line it draws, so only
 * highlights near the viewport get a range: a book may have a thousand. */
export class Painter {
  readonly #text: ArticleText;
  readonly #view: Window & typeof globalThis;
  /** The painted ranges, by highlight name (kind, colour and layer) and by id of the part, so that only what changes
   * is updated. */
  readonly #drawn = new Map<string, Map<string, Drawn>>();
  /** All spans to be painted, near the viewport or not. A higher rank is painted over a lower one. */
  readonly #wanted = new Map<string, { spans: Map<string, Span>; rank: number }>();
  /** The code points in view, with `AROUND` on either side. Only spans that overlap them get a range. */
  #near: Span = { start: -AROUND, end: AROUND };

  /** Formulas with the span of their words. Collected when the first highlight is painted. */
  #formulas: { node: HTMLElement | MathMLElement; span: Span }[] | null = null;

  constructor(text: ArticleText) {
    this.#text = text;
    this.#view = text.root.ownerDocument.defaultView as Window & typeof globalThis;
  }

  /** `true` if the engine supports the CSS Custom Highlight API. */
  get works(): boolean {
    return "highlights" in this.#view.CSS;
  }

  /** Sets the code points in view. Redraws only if an end has moved by half of `AROUND` or more. */
  setView(from: number, to: number): void {
    const near = { start: from - AROUND, end: to + AROUND };
    if (Math.abs(near.start - this.#near.start) < AROUND / 2 && Math.abs(near.end - this.#near.end) < AROUND / 2) return;
    this.#near = near;
    for (const [name, { spans, rank }] of this.#wanted) this.#draw(name, spans, rank);
  }

  /** Paints everything anew. WebKit keeps a wrong position for a range made before its block was laid out. */
  again(): void {
    if (!this.works) return;
    for (const name of this.#drawn.keys()) this.#view.CSS.highlights.delete(name);
    this.#drawn.clear();
    for (const [name, { spans, rank }] of [...this.#wanted].toSorted(([, a], [, b]) => a.rank - b.rank)) this.#draw(name, spans, rank);
  }

  /** Paints these highlights and removes all others. */
  paint(highlights: Painted[]): void {
    const layers = assignLayers(highlights);
    const wanted = new Map<string, Map<string, Span>>();
    for (const { id, parts, colour, underlined } of highlights) {
      const name = `${underlined ? "line" : "mark"}-${colour}-${layers.get(id) ?? 0}`;
      const group = wanted.get(name) ?? new Map<string, Span>();
      for (const [i, part] of parts.entries()) group.set(`${id} ${i}`, part);
      wanted.set(name, group);
    }
    for (const name of this.#wanted.keys()) {
      if (/^(mark|line)-/.test(name) && !wanted.has(name)) this.#draw(name, new Map());
    }
    for (const [name, group] of wanted) this.#draw(name, group, Number(name.split("-")[2] ?? 0));
    if (!this.#view.navigator.userAgent.includes("Chrome")) this.#markFormulas(highlights);
  }

  /** Sets an attribute on highlighted formulas, which the style sheet colours: WebKit paints no ranges inside
   * MathML. */
  #markFormulas(highlights: Painted[]): void {
    if (highlights.length === 0 && !this.#formulas) return;
    this.#formulas ??= [...this.#text.root.querySelectorAll("math")].flatMap((node) => {
      const range = this.#view.document.createRange();
      range.selectNodeContents(node);
      const span = this.#text.span(range);
      return span ? [{ node, span }] : [];
    });
    for (const { node, span } of this.#formulas) {
      const over = highlights.find(({ parts }) => parts.some((part) => part.start <= span.start && part.end >= span.end));
      if (over) node.dataset["marked"] = `${over.underlined ? "line" : "mark"}-${over.colour}`;
      else delete node.dataset["marked"];
    }
  }

  /** Emphasises the parts of the active highlight; an empty list removes the emphasis. */
  active(parts: Span[]): void {
    this.#draw("active", new Map(parts.map((part, i) => [`${i}`, part])), LAYERS);
  }

  /** Shows where the reading cursor is; null removes it. */
  cursor(span: Span | null): void {
    this.#draw("cursor", new Map(span ? [["cursor", span]] : []), LAYERS + 1);
  }

  /** Colours the parts of code listings, by their kind, below everything else. */
  code(parts: Map<string, Span[]>): void {
    for (const [kind, spans] of parts) this.#draw(`code-${kind}`, new Map(spans.map((span) => [`${span.start}`, span])), -1);
  }

  /** Shows the matches of a search in the text, with the current match emphasised. */
  found(spans: Span[], here: Span | null): void {
    this.#draw("found", new Map(spans.map((span) => [`${span.start}`, span])), LAYERS + 2);
    this.#draw("found-here", new Map(here ? [["here", here]] : []), LAYERS + 3);
  }

  #draw(name: string, spans: Map<string, Span>, rank = 0): void {
    if (!this.works) return;
    if (spans.size > 0) this.#wanted.set(name, { spans, rank });
    else this.#wanted.delete(name);
    const wanted = new Map([...spans].filter(([, span]) => span.end > this.#near.start && span.start < this.#near.end));
    const registry = this.#view.CSS.highlights;
    const drawn = this.#drawn.get(name) ?? new Map<string, Drawn>();
    let highlight = registry.get(name);
    for (const [id, { span, range }] of drawn) {
      const now = wanted.get(id);
      if (now && now.start === span.start && now.end === span.end) continue;
      highlight?.delete(range);
      drawn.delete(id);
    }
    for (const [id, span] of wanted) {
      const range = drawn.has(id) ? null : this.#text.range(span);
      if (!range) continue;
      if (!highlight) {
        highlight = new this.#view.Highlight();
        registry.set(name, highlight);
        this.#restack(rank);
      }
      highlight.add(range);
      drawn.set(id, { span, range });
    }
    if (drawn.size === 0) {
      registry.delete(name);
      this.#drawn.delete(name);
    } else {
      this.#drawn.set(name, drawn);
    }
  }

  /** Registers again, in order of rank, everything that is painted over `rank`. Of equal priority, what was
   * registered later is painted over the others. Setting priorities instead crashes WebKit 2.50 when they are not in
   * the order of registration. */
  #restack(rank: number): void {
    const registry = this.#view.CSS.highlights;
    const above = [...this.#wanted].filter(([, wanted]) => wanted.rank > rank).toSorted(([, a], [, b]) => a.rank - b.rank);
    for (const [name] of above) {
      const highlight = registry.get(name);
      if (!highlight) continue;
      registry.delete(name);
      registry.set(name, highlight);
    }
  }
}

/** Assigns each highlight the lowest layer that no overlapping highlight uses, or the last layer if all are taken. */
export function assignLayers(highlights: Painted[]): Map<string, number> {
  const layers = new Map<string, number>();
  const inOrder = highlights.map((h) => ({ id: h.id, start: h.parts[0]?.start ?? 0, end: h.parts.at(-1)?.end ?? 0 })).toSorted((a, b) => a.start - b.start || b.end - a.end);
  const open: typeof inOrder = [];
  for (const highlight of inOrder) {
    const overlapping = open.filter((o) => o.end > highlight.start);
    open.splice(0, open.length, ...overlapping, highlight);
    const taken = new Set(overlapping.map((o) => layers.get(o.id)));
    let layer = 0;
    while (taken.has(layer) && layer < LAYERS - 1) layer += 1;
    layers.set(highlight.id, layer);
  }
  return layers;
}

/** The highlights that contain a code point, the shortest first. */
export function under<T extends { parts: Span[] }>(highlights: T[], point: number): T[] {
  const length = (h: T) => h.parts.reduce((sum, part) => sum + part.end - part.start, 0);
  return highlights.filter((h) => h.parts.some((part) => part.start <= point && point < part.end)).toSorted((a, b) => length(a) - length(b));
}
