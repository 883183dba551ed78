/** How one moves through an article: down one long page, or from page to page. Boxes are the frame's, in pixels. */

import pagedCss from "./paged.css?raw";

/** How far below the top of what is in view the line that is read now begins: pixels. */
const LINE = 80;

export type Where = "start" | "center" | "nearest";

export interface Motion {
  /** Where one is, in a measure of its own: to come back to. */
  here: number;
  /** Brings a box into view. */
  reveal(box: DOMRect, where: Where): void;
  /** Goes on by a screenful, or back. */
  turn(forward: boolean): void;
  /** Goes on by a little, or back. */
  step(forward: boolean): void;
  /** Goes to the beginning, or the end. */
  toEnd(forward: boolean): void;
  /** Moves on while the pointer holds something near an edge of what is in view. */
  nudge(y: number): void;
  /** How much of the article has been seen: 0 to 1. */
  readonly progress: number;
  /** A place on the first line in view; null where the article begins below it. */
  readonly first: { x: number; y: number } | null;
  /** A place on the last line in view, or at the end of the article. */
  readonly last: { x: number; y: number };
  /** What is read now: it stays where it is when the article is laid out anew. */
  anchor: Range | null;
  /** The article has been laid out anew. */
  measured(): void;
}

/** One long page: the frame is as tall as its article, and `scroller` moves. */
export class Scrolled implements Motion {
  #anchor: Range | null = null;
  #top = 0;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly frame: HTMLIFrameElement,
    private readonly rtl: boolean,
  ) {}

  get here(): number {
    return this.scroller.scrollTop;
  }

  set here(top: number) {
    this.scroller.scrollTop = top;
  }

  reveal(box: DOMRect, where: Where): void {
    const { scroller } = this;
    const top = this.#below + box.top + scroller.scrollTop;
    const inView = top > scroller.scrollTop + 72 && top + box.height < scroller.scrollTop + scroller.clientHeight - 48;
    if (where !== "start" && inView) return;
    scroller.scrollTop = where === "start" ? top - LINE : top - scroller.clientHeight / 3;
  }

  turn(forward: boolean): void {
    const page = this.scroller.clientHeight * 0.88;
    this.scroller.scrollBy({ top: forward ? page : -page });
  }

  step(forward: boolean): void {
    this.scroller.scrollBy({ top: forward ? 64 : -64 });
  }

  toEnd(forward: boolean): void {
    this.here = forward ? this.scroller.scrollHeight : 0;
  }

  nudge(y: number): void {
    const EDGE = 48;
    const box = this.scroller.getBoundingClientRect();
    if (y < box.top + EDGE) this.scroller.scrollBy(0, -24);
    else if (y > box.bottom - EDGE) this.scroller.scrollBy(0, 24);
  }

  get progress(): number {
    const height = this.frame.offsetHeight;
    return height > 0 ? Math.max(0, Math.min(1, (this.scroller.clientHeight - this.#below) / height)) : 1;
  }

  get first(): { x: number; y: number } | null {
    // A little into the line, not between two.
    const y = LINE + 4 - this.#below;
    return y <= 0 ? null : { x: this.rtl ? this.frame.clientWidth - 20 : 20, y: Math.min(y, this.frame.offsetHeight - 2) };
  }

  get last(): { x: number; y: number } {
    const y = Math.min(this.scroller.clientHeight - this.#below, this.frame.offsetHeight) - 6;
    return { x: this.rtl ? 20 : this.frame.clientWidth - 20, y };
  }

  get anchor(): Range | null {
    return this.#anchor;
  }

  set anchor(range: Range | null) {
    this.#anchor = range;
    this.#top = range?.getBoundingClientRect().top ?? 0;
  }

  measured(): void {
    if (!this.#anchor) return;
    const top = this.#anchor.getBoundingClientRect().top;
    const moved = top - this.#top;
    this.#top = top;
    if (Math.abs(moved) >= 1) this.scroller.scrollTop += moved;
  }

  /** How far below the top of what is in view the frame begins. */
  get #below(): number {
    return this.frame.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }
}

/** Pages: the frame is as tall as what is in view, its article runs on in columns, one of which is seen. */
export class Paged implements Motion {
  /** The page in view; the first is 0. */
  page = $state(0);
  pages = $state(1);
  anchor: Range | null = null;
  readonly #sheet: CSSStyleSheet;
  readonly #root: HTMLElement;
  #turned = 0;

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly rtl: boolean,
    /** How much of the first page is taken: pixels. */
    private readonly lead: () => number,
    /** Another page is in view. */
    private readonly changed: () => void,
  ) {
    const document = frame.contentDocument as Document;
    const view = frame.contentWindow as Window & typeof globalThis;
    this.#root = document.documentElement;
    this.#sheet = new view.CSSStyleSheet();
    document.adoptedStyleSheets.push(this.#sheet);
    // What moves the columns a little, such as a selection at an edge, is undone.
    document.addEventListener("scroll", this.#show);
  }

  /** Gives the frame back to one long page. */
  end(): void {
    const document = this.frame.contentDocument;
    document?.removeEventListener("scroll", this.#show);
    if (document) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    this.#root.scrollLeft = 0;
    this.page = 0;
    this.pages = 1;
  }

  get here(): number {
    return this.page;
  }

  set here(page: number) {
    const wanted = Math.max(0, Math.min(this.pages - 1, page));
    const same = wanted === this.page;
    this.page = wanted;
    this.#show();
    if (!same) this.changed();
  }

  reveal(box: DOMRect, where: Where): void {
    const away = Math.floor((this.rtl ? this.#width - box.right : box.left) / this.#width);
    const into = this.rtl ? box.left < this.#width && box.right > 0 : box.right > 0 && box.left < this.#width;
    // Of what begins on one page and ends on the next, either will do.
    if (where !== "start" && into) return;
    this.here = this.page + away;
  }

  turn(forward: boolean): void {
    this.here = this.page + (forward ? 1 : -1);
  }

  step(forward: boolean): void {
    this.turn(forward);
  }

  toEnd(forward: boolean): void {
    this.here = forward ? this.pages - 1 : 0;
  }

  nudge(): void {
    // A page is turned by keys while something is dragged.
  }

  /** Turns a page by the wheel: one push, one page. */
  wheel(event: WheelEvent): void {
    const by = Math.abs(event.deltaY) > Math.abs(event.deltaX) ? event.deltaY : this.rtl ? -event.deltaX : event.deltaX;
    if (Math.abs(by) < 4 || event.timeStamp - this.#turned < 220) return;
    this.#turned = event.timeStamp;
    this.turn(by > 0);
  }

  get progress(): number {
    return (this.page + 1) / this.pages;
  }

  get first(): { x: number; y: number } | null {
    const lead = this.page === 0 ? this.lead() : 0;
    return this.page === 0 ? null : { x: this.rtl ? this.#width - 20 : 20, y: lead + 12 };
  }

  get last(): { x: number; y: number } {
    return { x: this.rtl ? 20 : this.#width - 20, y: this.frame.clientHeight - 6 };
  }

  measured(): void {
    const lead = Math.min(this.lead(), this.frame.clientHeight);
    const css = (pages: number) => `${pagedCss} body::before { height: ${lead}px; } html::after { width: ${pages * this.#width}px; }`;
    this.#sheet.replaceSync(css(0));
    this.pages = Math.max(1, Math.ceil((this.#root.scrollWidth - 1) / this.#width));
    // The last page is as wide as the others.
    this.#sheet.replaceSync(css(this.pages));
    this.page = Math.min(this.page, this.pages - 1);
    this.#show();
    if (this.anchor) this.reveal(this.anchor.getBoundingClientRect(), "start");
  }

  readonly #show = (): void => {
    const left = this.page * this.#width * (this.rtl ? -1 : 1);
    if (this.#root.scrollLeft !== left) this.#root.scrollLeft = left;
    if (this.#root.scrollTop !== 0) this.#root.scrollTop = 0;
  };

  get #width(): number {
    return this.frame.clientWidth || 1;
  }
}
