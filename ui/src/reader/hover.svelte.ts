/** What the pointer is on in an article: a highlight, the mark of a footnote, a table or listing. Pixels of the frame, and of the page it stands on. */

import { type Anchor, placeAt } from "../components/float";
import { noteOf } from "./footnotes";

/** How long the pointer rests on a mark until its note opens, and how long it may be away until it closes: milliseconds. */
const [REST, AWAY] = [250, 350];

/** A footnote that is open beside its mark. */
export interface OpenNote {
  note: HTMLElement;
  /** Its mark. */
  anchor: Anchor;
}

export class Hover {
  /** Where the pointer is, in the frame. */
  at: { x: number; y: number } | null = null;
  /** The highlight under it, in the text or the margin. */
  highlight = $state<string | null>(null);
  footnote = $state.raw<OpenNote | null>(null);
  /** The table, listing or image under it, and the corner of it where its button stands. */
  block = $state.raw<{ element: Element; top: number; right: number } | null>(null);
  #note: ReturnType<typeof setTimeout> | undefined;
  #block: ReturnType<typeof setTimeout> | undefined;
  #looking = false;

  constructor(
    private readonly frame: HTMLIFrameElement,
    /** The highlight at a place of the frame. */
    private readonly highlightAt: (x: number, y: number) => string | null,
    /** Whether words are being selected. */
    private readonly selecting: () => boolean,
  ) {
    const document = frame.contentDocument;
    document?.addEventListener("pointerover", (event) => this.#over(event));
    document?.addEventListener("pointermove", (event) => this.#moved(event));
    document?.documentElement.addEventListener("pointerleave", () => this.#left());
  }

  /** Another article is shown. */
  clear(): void {
    this.stayAtNote();
    this.stayAtBlock();
    this.at = this.highlight = this.footnote = this.block = null;
  }

  /** A footnote that was about to open or close does not. */
  stayAtNote(): void {
    clearTimeout(this.#note);
  }

  /** The button of a block that was about to go does not. */
  stayAtBlock(): void {
    clearTimeout(this.#block);
  }

  open(mark: Element, note: HTMLElement): void {
    clearTimeout(this.#note);
    const { frame } = this;
    // The mark is in a document of its own, whose places begin at the frame's.
    const rect = () => {
      const [box, here] = [mark.getBoundingClientRect(), frame.getBoundingClientRect()];
      return new DOMRect(here.left + box.left, here.top + box.top, box.width, box.height);
    };
    this.footnote = { note, anchor: placeAt(rect, frame) };
  }

  /** The footnote closes, unless the pointer comes to it meanwhile. */
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

  /** A highlight under it is looked for once a frame. */
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
    // Unless it goes to the button.
    this.#block = setTimeout(() => (this.block = null), 300);
    this.leaveNote();
  }
}
