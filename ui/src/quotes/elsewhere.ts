/** Finds where words of the open article are quoted in other articles. */

import type { Span } from "../anchor/text";
import type { Dialogs } from "../app/dialogs.svelte";
import type { Reader } from "../reader/reader.svelte";
import type { Quotes } from "./quotes.svelte";

export class Elsewhere {
  constructor(
    private readonly reader: Reader,
    private readonly quotes: Quotes,
    private readonly dialogs: Dialogs,
  ) {}

  /** The passage to look for: the current quotation, the selection, or the active highlight. */
  get seekable(): ({ article: string } & Span) | null {
    const article = this.reader.id;
    const active = this.reader.highlights.find((h) => h.id === this.reader.active && h.image === null);
    const at = active && active.start !== null && active.end !== null ? { start: active.start, end: active.end } : null;
    const span = this.quotes.span ?? this.reader.selection ?? at;
    return article && span ? { article, start: span.start, end: span.end } : null;
  }

  /** Looks for a passage of the open article, or for `seekable` without one. */
  findCopies(span: Span | null = null): void {
    const passage = span && this.reader.id ? { article: this.reader.id, ...span } : this.seekable;
    if (passage) this.dialogs.open = { name: "elsewhere", passage };
  }
}
