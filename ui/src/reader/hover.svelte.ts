/** What the pointer is over in an article: a highlight, the mark of a footnote, or a table, listing or image.
 * Coordinates are pixels of the frame, or of the page that contains the frame. */

import { type Anchor, placeAt } from "../components/float";
import { noteOf } from "./footnotes";

/** Milliseconds: how long the pointer must rest on a mark until its footnote opens (`REST`), and how long it may be
 * away before the footnote closes (`AWAY`). */
const [REST, AWAY] = [250, 350];

/** A footnote that is open beside its mark. */
export interface OpenNote {
  note: HTMLElement;
  /** The mark of the footnote. */
  anchor: Anchor;
}

export class Hover {
  /** Position of the pointer in the frame. */
  at: { x: number; y: number } | null = null;
  /** Id of the highlight under the pointer, in the text or the margin. */
  highlight = $state<string | null>(null);
  footnote = $state.raw<OpenNote | null>(null);
  /** The table, listing or image under the pointer, and the position of its corner, where its button is shown. */
  block = $state.raw<{ element: Element; top: number; right: number } | null>(null);
  #note: ReturnType<typeof setTimeout> | undefined;
  #block: ReturnType<typeof setTimeout> | undefined;
  #looking = false;

  constructor(
    private readonly frame: HTMLIFrameElement,
    /** Returns the id of the highlight at a position in the frame. */
    private readonly highlightAt: (x: number, y: number) => string | null,
    /** Returns `true` while words are being selected. */
    private readonly selecting: () => boolean,
  ) {
    const document = frame.contentDocument;
    document?.addEventListener("pointerover", (event) => this.#over(event));
    document?.addEventListener("pointermove", (event) => this.#moved(event));
    document?.documentElement.addEventListener("pointerleave", () => this.#left());
  }

  /** Clears everything, because another article is shown. */
  clear(): void {
    this.stayAtNote();
    this.stayAtBlock();
    this.at = this.highlight = this.footnote = this.block = null;
  }

  /** Cancels the opening or closing of a footnote. */
  stayAtNote(): void {
    clearTimeout(this.#note);
  }

  /** Cancels the removal of a block's button. */
  stayAtBlock(): void {
    clearTimeout(this.#block);
  }

  open(mark: Element, note: HTMLElement): void {
    clearTimeout(this.#note);
    const { frame } = this;
    // The mark is in the frame's document, whose coordinates begin at the frame.
    const rect = () => {
      const [box, here] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
      return new DOMRect(here.left + box.left, here.top + box.top, box.width, box.height);
    };
    this.footnote = { note, anchor: placeAt(rect, frame) };
  }

  /** Closes the footnote after `AWAY`, unless the pointer reaches it before. */
  leaveNote(): void {
    clearTimeout(this.#note);
    if (this.footnote) this.#note = setTimeout(() => (this.footnote = null), AWAY);
  }

  #over(event: PointerEvent): void {
    if (event.pointerType !== "mouse" || this.selecting()) return;
    const on = event.target as Element;
    this.#overBlock(on.closest?.("pre, table, img[data-key]") ?? null);
    const mark = on.closest?.("a");
    const note = mark && noteOf(mark);
    clearTimeout(this.#note);
    if (mark && note) this.#note = setTimeout(() => this.open(mark, note), REST);
    else this.leaveNote();
  }

  #overBlock(element: Element | null): void {
    clearTimeout(this.#block);
    const { frame } = this;
    const box = element?.getBoundingClientRect();
    this.block = element && box ? { element, top: frame.offsetTop + Math.max(0, box.top) + 4, right: frame.offsetLeft + Math.min(box.right, frame.clientWidth - 12) } : null;
  }

  /** Looks for a highlight under the pointer at most once per animation frame. */
  #moved({ x, y, buttons }: PointerEvent): void {
    this.at = { x, y };
    if (this.#looking || buttons !== 0) return;
    this.#looking = true;
    requestAnimationFrame(() => {
      this.#looking = false;
      this.highlight = this.at && this.highlightAt(this.at.x, this.at.y);
    });
  }

  #left(): void {
    this.at = this.highlight = null;
    // Delayed, since the pointer may be on its way to the button.
    this.#block = setTimeout(() => (this.block = null), 300);
    this.leaveNote();
  }
}
