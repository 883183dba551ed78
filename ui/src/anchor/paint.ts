/** Paints highlights with the CSS Custom Highlight API: the article's DOM stays as it is. */

import type { ArticleText, Span } from "./text";

/** A highlight as it is painted. */
export interface Painted {
  id: string;
  span: Span;
  colour: string;
}

/** How many overlapping highlights are told apart by the depth of their line. */
export const LAYERS = 3;

/** Draws the highlights of one article. */
export class Painter {
  readonly #text: ArticleText;
  readonly #view: Window & typeof globalThis;
  readonly #names = new Set<string>();

  constructor(text: ArticleText) {
    this.#text = text;
    this.#view = text.root.ownerDocument.defaultView as Window & typeof globalThis;
  }

  /** Whether this engine can paint at all. */
  get works(): boolean {
    return "highlights" in this.#view.CSS;
  }

  /** Shows these highlights and no others; `active` stands out. */
  paint(highlights: Painted[], active: string | null): void {
    const groups = new Map<string, Range[]>();
    const layers = assignLayers(highlights);
    for (const highlight of highlights) {
      const range = this.#text.range(highlight.span);
      if (!range) continue;
      const layer = layers.get(highlight.id) ?? 0;
      const add = (name: string) => groups.set(name, [...(groups.get(name) ?? []), range]);
      add(`mark-${highlight.colour}-${layer}`);
      if (highlight.id === active) add("mark-active");
    }
    this.#set("mark-", groups);
  }

  /** Shows where the reading cursor is; null takes it away. */
  cursor(span: Span | null): void {
    const range = span && this.#text.range(span);
    this.#set("cursor", new Map(range ? [["cursor", [range]]] : []));
  }

  #set(prefix: string, groups: Map<string, Range[]>): void {
    if (!this.works) return;
    const registry = this.#view.CSS.highlights;
    for (const name of this.#names) {
      if (name.startsWith(prefix) && !groups.has(name)) {
        registry.delete(name);
        this.#names.delete(name);
      }
    }
    for (const [name, ranges] of groups) {
      const highlight = new this.#view.Highlight(...ranges);
      highlight.priority = name === "mark-active" ? 10 : Number(name.split("-")[2] ?? 0);
      registry.set(name, highlight);
      this.#names.add(name);
    }
  }
}

/** Gives each highlight the first layer that none of those it overlaps has. */
export function assignLayers(highlights: Painted[]): Map<string, number> {
  const layers = new Map<string, number>();
  const open: Painted[] = [];
  const inOrder = highlights.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  for (const highlight of inOrder) {
    const overlapping = open.filter((o) => o.span.end > highlight.span.start);
    open.splice(0, open.length, ...overlapping, highlight);
    const taken = new Set(overlapping.map((o) => layers.get(o.id)));
    let layer = 0;
    while (taken.has(layer) && layer < LAYERS - 1) layer += 1;
    layers.set(highlight.id, layer);
  }
  return layers;
}

/** The highlights under a code point, the shortest first. */
export function under<T extends { span: Span }>(highlights: T[], point: number): T[] {
  return highlights
    .filter((h) => h.span.start <= point && point < h.span.end)
    .toSorted((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
}
