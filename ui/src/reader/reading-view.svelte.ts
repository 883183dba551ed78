/** The reading view: the article in its frame, with a controller for each kind of action. */

import type { Copying } from "../exports/copying";
import type { Host } from "../host/host";
import { isTyping, keyName } from "../components/keyboard";
import type { ArticleList } from "../library/list.svelte";
import type { Notices } from "../app/notices.svelte";
import type { Quotes } from "../quotes/quotes.svelte";
import type { SettingsStore } from "../app/settings.svelte";
import { ArticlePage } from "./article-page.svelte";
import { Hover } from "./hover.svelte";
import { Marking } from "./marking.svelte";
import { Navigating } from "./navigating.svelte";
import { QuoteWalk } from "./quote-walk.svelte";
import type { Reader } from "./reader.svelte";
import { ReadingAloud } from "./reading-aloud.svelte";
import { ReadingCursor } from "./reading-cursor.svelte";
import { Selecting } from "./selecting.svelte";

/** What a right click in the article was on. */
export interface InArticle {
  selection: boolean;
  highlight: string | null;
  /** An address outside the article. */
  link: string | null;
  /** The key of an image. */
  image: string | null;
  /** Enlarges the image to the window. */
  enlarge: (() => void) | null;
  markImage: (() => void) | null;
}

export interface ReadingNeeds {
  host: Host;
  notices: Notices;
  settings: SettingsStore;
  list: ArticleList;
  reader: Reader;
  quotes: Quotes;
  copying: Copying;
  /** Called when words begin to be dragged out of the article, and when the drag ends. */
  dragging: (on: boolean) => void;
  /** Searches the library for words. */
  search: (words: string) => void;
}

export class ReadingView {
  readonly page: ArticlePage;
  readonly selecting: Selecting;
  readonly cursor: ReadingCursor;
  readonly marking: Marking;
  readonly navigating: Navigating;
  readonly aloud: ReadingAloud;
  readonly walk: QuoteWalk;

  constructor(private readonly needs: ReadingNeeds) {
    const { host, notices, settings, list, reader, quotes, copying, dragging, search } = needs;
    this.page = new ArticlePage(host, settings, reader, list);
    this.selecting = new Selecting(this.page, reader, copying, dragging, search);
    this.cursor = new ReadingCursor(this.page, this.selecting, reader, notices);
    this.marking = new Marking(this.page, this.selecting, this.cursor, reader, settings, notices);
    this.navigating = new Navigating(this.page, this.cursor, this.marking, reader, host, notices);
    this.aloud = new ReadingAloud(this.page, this.cursor, reader, settings, notices);
    this.walk = new QuoteWalk(this.page, quotes, reader, settings, notices, this.closeCards);
    this.page.onTurn(this.closeCards);
  }

  /** Creates the effects of all controllers. Must be called while the view is created. `themes` returns the number of
   * theme changes. */
  follow(themes: () => number): void {
    this.page.follow(themes);
    this.marking.follow();
    this.cursor.follow();
    this.walk.follow();
    this.aloud.follow();
    // One passage at a time is emphasised in the text.
    $effect(() => {
      const passage = this.marking.target ?? this.aloud.voice?.at ?? this.needs.quotes.shown ?? (this.cursor.on ? this.cursor.at : null);
      if (this.page.text) this.page.painter?.cursor(passage);
    });
  }

  /** Called when the frame's document is loaded; adds the listeners. Returns the document, or null if there is
   * none. */
  framed(): Document | null {
    const document = this.page.framed();
    const { frame } = this.page;
    if (!document || !frame) return null;
    document.addEventListener("pointerdown", this.closeCards);
    this.selecting.listen(document);
    this.marking.hover = new Hover(frame, (x, y) => this.marking.hitAt(x, y)[0]?.id ?? null, () => this.needs.reader.selection !== null);
    document.addEventListener("click", this.navigating.press);
    return document;
  }

  /** Closes what is open beside the text. */
  readonly closeCards = (): void => {
    this.selecting.popover = null;
    if (this.marking.hover) this.marking.hover.footnote = null;
  };

  /** Finds what a right click was on, and its position in the window; null if the frame is gone. */
  context(event: MouseEvent): { found: InArticle; x: number; y: number } | null {
    event.preventDefault();
    const here = this.page.frame?.getBoundingClientRect();
    const target = event.target as Element;
    const link = target.closest?.("a")?.getAttribute("href") ?? null;
    const image = target.closest?.<HTMLImageElement>("img[data-key]") ?? null;
    if (!here) return null;
    // A press outside the selection has cleared it; `selectionchange` fires only after this event.
    this.selecting.changed();
    this.selecting.popover = null;
    const found: InArticle = {
      selection: this.needs.reader.selection !== null,
      highlight: this.marking.hitAt(event.clientX, event.clientY)[0]?.id ?? null,
      link: link?.startsWith("#") ? null : link,
      image: image?.dataset["key"] ?? null,
      // An image that could not be kept has nothing to show.
      enlarge: image?.hasAttribute("src") ? () => (this.navigating.large = image) : null,
      markImage: image && (() => this.marking.markWhole(image)),
    };
    return { found, x: here.left + event.clientX, y: here.top + event.clientY };
  }

  /** Handles the keys of the article. Returns `true` if the key was handled. */
  key(event: KeyboardEvent): boolean {
    if (!this.page.open || isTyping(event.target)) return false;
    const name = keyName(event);
    if (name === "Escape") return this.#escape();
    return this.walk.key(name) || this.navigating.key(event);
  }

  /** Closes or clears what was opened last. Returns `true` if there was anything. */
  #escape(): boolean {
    const { hover } = this.marking;
    const { quotes, reader } = this.needs;
    if (hover?.footnote) hover.footnote = null;
    else if (this.selecting.drop()) return true;
    else if (quotes.shown) quotes.clearCurrent();
    else if (this.aloud.voice?.at) this.aloud.voice.stop();
    else if (this.cursor.on) this.cursor.on = false;
    else if (reader.active) reader.active = null;
    else return false;
    return true;
  }
}
