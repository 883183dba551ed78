/** How the view moves through an article: scrolling one long page, or turning pages. Boxes are in pixels of the
 * frame. */

import pagedCss from "./paged.css?raw";

/** Distance in pixels from the top of the view to the line that counts as being read. */
const LINE = 80;

export type Where = "start" | "center" | "nearest";

export interface Motion {
  /** The current position, in a unit of the implementation's own. Set it to go back to a position. */
  here: number;
  /** Scrolls a box into view. */
  reveal(box: DOMRect, where: Where): void;
  /** Moves by a screenful. */
  turn(forward: boolean): void;
  /** Moves by a small step. */
  step(forward: boolean): void;
  /** Goes to the beginning or the end. */
  toEnd(forward: boolean): void;
  /** Scrolls if something is dragged near an edge of the view. `y` is in pixels of the window. */
  nudge(y: number): void;
  /** The share of the article that has been seen, from 0 to 1. */
  readonly progress: number;
  /** A point on the first line in view; null if the beginning of the article is in view. */
  readonly first: { x: number; y: number } | null;
  /** A point on the last line in view, or at the end of the article. */
  readonly last: { x: number; y: number };
  /** The text that is being read. It keeps its position in the view when the article is laid out anew. */
  anchor: Range | null;
  /** Called after the article was laid out anew. */
  measured(): void;
}

/** One long page: the frame is as tall as the article, and `scroller` scrolls. */
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
    // A few pixels into the line, not between two lines.
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

  /** Distance in pixels from the top of the view to the top of the frame. */
  get #below(): number {
    return this.frame.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }
}

/** Pages: the frame is as tall as the view, and the article flows through columns, one of which is visible. */
export class Paged implements Motion {
  /** Index of the page in view. */
  page = $state(0);
  pages = $state(1);
  anchor: Range | null = null;
  readonly #sheet: CSSStyleSheet;
  readonly #root: HTMLElement;
  #turned = 0;

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly rtl: boolean,
    /** Height of the heading on the first page, in pixels. */
    private readonly lead: () => number,
    /** Called when another page is in view. */
    private readonly changed: () => void,
  ) {
    const document = frame.contentDocument as Document;
    const view = frame.contentWindow as Window & typeof globalThis;
    this.#root = document.documentElement;
    this.#sheet = new view.CSSStyleSheet();
    document.adoptedStyleSheets.push(this.#sheet);
    // Undoes small shifts of the columns, such as by a selection at an edge.
    document.addEventListener("scroll", this.#show);
  }

  /** Restores the frame to one long page. */
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
    // Of a box that begins on one page and ends on the next, either page will do.
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
    // While something is dragged, pages are turned by keys.
  }

  /** Turns the page by the wheel: one push, one page. */
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
    // Makes the last page as wide as the others.
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
