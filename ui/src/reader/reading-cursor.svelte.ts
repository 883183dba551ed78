/** The reading cursor: keys move it over words, sentences and paragraphs, and extend it to a selection. */

import { untrack } from "svelte";
import type { Step } from "../anchor/cursor";
import type { Span } from "../anchor/text";
import type { Notices } from "../app/notices.svelte";
import type { ArticlePage } from "./article-page.svelte";
import type { Reader } from "./reader.svelte";
import type { Selecting } from "./selecting.svelte";

export class ReadingCursor {
  /** `true` if keys move the cursor. */
  on = $state(false);
  /** The piece of text under the cursor. */
  at = $state.raw<Span | null>(null);

  constructor(
    private readonly page: ArticlePage,
    private readonly selecting: Selecting,
    private readonly reader: Reader,
    private readonly notices: Notices,
  ) {
    page.onLeave(() => {
      this.at = null;
      this.on = false;
    });
  }

  /** Creates the effect that puts the cursor on the first word in view when it is switched on. Must be called while
   * the view is created. */
  follow(): void {
    $effect(() => {
      if (!this.on) this.at = null;
      else if (!this.at && this.page.text) {
        untrack(() => this.#start());
        if (document.activeElement !== this.page.frame) this.page.scroller?.focus({ preventScroll: true });
      }
    });
  }

  /** Puts the cursor on the first word in view. */
  #start(): void {
    const { text, frame, motion, rtl, pieces } = this.page;
    if (!text || !frame) return;
    const { x, y } = motion?.first ?? { x: rtl ? frame.clientWidth - 20 : 20, y: 8 };
    this.at = pieces?.at("word", text.at(x, y + 8) ?? 0) ?? null;
  }

  /** Moves the cursor by one piece, or extends the selection by one piece. */
  move(step: Step, forward: boolean, extend: boolean): void {
    const { text, pieces } = this.page;
    if (!text) return;
    if (!this.at) {
      this.on = true;
      this.#start();
      return;
    }
    const next = pieces?.next(step, this.at.start, forward);
    if (!next) return;
    if (extend) {
      const held = (this.selecting.held ??= step === "word" ? this.at : (pieces?.at(step, this.at.start) ?? this.at));
      // The first step by sentence or paragraph selects the current piece; further steps extend the selection.
      const target = step !== "word" && !this.reader.selection ? held : next;
      this.at = target;
      this.selecting.extend({ start: Math.min(held.start, target.start), end: Math.max(held.end, target.end) });
    } else {
      this.selecting.held = null;
      this.selecting.clear();
      this.at = next;
    }
    this.page.reveal(this.at, "nearest");
    this.notices.announce(text.slice(this.reader.selection ?? this.at));
  }
}
