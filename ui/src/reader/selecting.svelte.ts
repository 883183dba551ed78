/** The selection in the article: what is offered for it, and how it is copied or dragged out. */

import type { Span } from "../anchor/text";
import type { Copying } from "../exports/copying";
import { areWords } from "../components/dragged";
import { type Anchor, placeAt } from "../components/float";
import type { ArticlePage } from "./article-page.svelte";
import type { Reader } from "./reader.svelte";

export class Selecting {
  /** The anchor of the popover: the selection, if something is offered for it. */
  popover = $state.raw<Anchor | null>(null);
  /** The piece where a selection by keys began. */
  held: Span | null = null;
  readonly #onNone: (() => void)[] = [];

  constructor(
    private readonly page: ArticlePage,
    private readonly reader: Reader,
    private readonly copying: Copying,
    /** Called when words begin to be dragged out of the article, and when the drag ends. */
    private readonly dragging: (on: boolean) => void,
    /** Searches the library for words. */
    private readonly search: (words: string) => void,
  ) {
    page.onLeave(() => (this.popover = null));
  }

  /** Adds listeners to the frame's document. */
  listen(document: Document): void {
    document.addEventListener("selectionchange", this.changed);
    // A right click has a menu of its own.
    document.addEventListener("pointerup", (event) => event.button === 0 && setTimeout(() => this.offer()));
    document.addEventListener("copy", (event) => this.#carry(event, event.clipboardData));
    document.addEventListener("dragstart", (event) => {
      this.dragging(areWords(event));
      this.#carry(event, event.dataTransfer);
    });
    document.addEventListener("dragend", () => this.dragging(false));
  }

  /** Registers a callback for when nothing is selected any more. */
  onNone(run: () => void): void {
    this.#onNone.push(run);
  }

  get current(): Selection | null {
    return this.page.frame?.contentDocument?.getSelection() ?? null;
  }

  /** Clears the selection. */
  clear(): void {
    this.current?.removeAllRanges();
  }

  readonly changed = (): void => {
    const { text } = this.page;
    const now = this.current;
    this.reader.selection = text && now && !now.isCollapsed && now.rangeCount > 0 ? text.span(now.getRangeAt(0)) : null;
    if (this.reader.selection) return;
    this.popover = null;
    for (const run of this.#onNone) run();
  };

  /** Copied or dragged text has no inserted soft hyphens, and formulas are part of their line: the engine would put
   * each of their signs on a line of its own. */
  #carry(event: Event, data: DataTransfer | null): void {
    const { text } = this.page;
    const selected = this.current;
    const other = event.type === "dragstart" && (event.target as Partial<Element> | null)?.closest?.("img, a");
    if (!text || !data || !selected || selected.isCollapsed || other) return;
    const copy = document.createElement("div");
    for (let n = 0; n < selected.rangeCount; n += 1) copy.append(document.importNode(selected.getRangeAt(n).cloneContents(), true));
    const formulas = copy.querySelector("math") !== null;
    if (!text.divided && !formulas) return;
    const span = formulas ? text.span(selected.getRangeAt(0)) : null;
    data.setData("text/plain", span ? text.slice(span) : text.plain(selected.toString()));
    data.setData("text/html", new XMLSerializer().serializeToString(text.plainCopy(copy)));
    if (event.type === "copy") event.preventDefault();
  }

  /** Offers, beside the selection, what can be done with it. */
  offer(): void {
    const { text, frame } = this.page;
    const span = this.reader.selection;
    const range = span && text?.range(span);
    this.popover = range && frame ? placeAt(() => onScreen(range, frame), frame) : null;
  }

  /** Extends the selection over `span`, as a drag would. */
  extend(span: Span): void {
    const range = this.page.text?.range(span);
    if (range) this.current?.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    this.reader.selection = span;
    this.offer();
  }

  /** Selects the whole article. */
  all(): void {
    const body = this.page.frame?.contentDocument?.body;
    if (!body) return;
    this.page.showRest();
    this.page.frame?.focus();
    this.current?.selectAllChildren(body);
  }

  /** Copies the selected words as they are. */
  copyWords(): void {
    const words = this.current?.toString();
    if (words) void this.copying.text(this.page.text?.plain(words) ?? words);
  }

  /** Copies the selection as a quotation. */
  copyQuote(): void {
    const span = this.reader.selection;
    if (span && this.reader.id) void this.copying.passage(this.reader.id, span);
    this.popover = null;
  }

  /** Searches the library for the selected words. */
  searchWords(): void {
    const words = this.reader.selection && this.page.text?.slice(this.reader.selection).trim();
    if (words) this.search(`"${words.replace(/["“”„]/g, " ").slice(0, 200)}"`);
  }

  /** Clears the selection and closes its popover. Returns `true` if there was either. */
  drop(): boolean {
    if (!this.popover && !this.reader.selection) return false;
    this.popover = null;
    this.held = null;
    this.clear();
    this.reader.selection = null;
    return true;
  }
}

/** The box of a range of the frame's document, in pixels of the window. */
function onScreen(range: Range, frame: HTMLElement): DOMRect {
  const [box, here] = [range.getBoundingClientRect(), frame.getBoundingClientRect()];
  return new DOMRect(here.left + box.left, here.top + box.top, box.width, box.height);
}
