/**
 * The article and its frame: shows, lays out, measures and scrolls the article, and saves how far it was read. Boxes
 * are in pixels of the frame; positions are code points.
 */

import { tick, untrack } from "svelte";
import { MediaQuery } from "svelte/reactivity";
import { Pieces } from "../anchor/cursor";
import { Painter } from "../anchor/paint";
import { ArticleText, isWithin, type Span } from "../anchor/text";
import type { ArticleDetail, ArticleView } from "../api/contract";
import { drawn, idle } from "../components/idle";
import type { Host } from "../host/host";
import type { ArticleList } from "../library/list.svelte";
import type { SettingsStore } from "../app/settings.svelte";
import { around } from "./ahead";
import { codeParts } from "./code";
import { isRightToLeft, showArticle, showImages } from "./frame";
import { type Motion, Paged, Scrolled, type Where } from "./motion.svelte";
import { isPlaced, type Reader } from "./reader.svelte";
import { rehearsal } from "./rehearsal";
import { sheetText } from "./sheet";

/** Milliseconds after the last scroll event until the reading position is saved. */
const SAVE_AFTER = 150;

/** Step in pixels of the scroll position at which `inView` is updated. */
const LOOK_STEP = 600;

/** The text that is laid out, with its article: all of it, or the part around the view. */
interface Laid {
  article: string;
  text: ArticleText;
  /** The part that is laid out; null for all of it. */
  part: Span | null;
}

export class ArticlePage {
  /** Elements of the view, bound by the template. */
  frame = $state<HTMLIFrameElement>();
  scroller = $state<HTMLElement>();
  /** The heading and whatever else is shown above the article. */
  lead = $state<HTMLElement>();
  /** The frame's document. It shows one article after the other, since loading a document for each takes longer. */
  inner = $state.raw<Document | null>(null);
  text = $state.raw<ArticleText | null>(null);
  motion = $state.raw<Motion | null>(null);
  /** The headings of the article, if it has more than one. */
  headings = $state.raw<HTMLElement[]>([]);
  /** Incremented with each change of layout in the frame. */
  layout = $state(0);
  /** The part of the page in view and a little more, in pixels of the scroller. */
  inView = $state.raw({ top: 0, bottom: 2000 });
  painter: Painter | null = null;
  pieces: Pieces | null = null;
  /** The code point that is being read. */
  readAt = 0;
  /** `true` if there is no room for a margin. The notes are then in a sheet. */
  readonly narrow = new MediaQuery("max-width: 760px");

  /** The article that is shown; before the first one, the rehearsal. */
  readonly detail: ArticleDetail | null;
  /** `true` in paged mode. */
  readonly paged: boolean;
  /** The pages; null unless in paged mode. */
  readonly pages: Paged | null;
  /** What is laid out of the current article; null if nothing is yet. */
  readonly placed: Laid | null;
  /** The text once all of it is laid out. Whatever is shown around it waits for that. */
  readonly whole: ArticleText | null;

  /** The style sheet that leaves out, for a frame, what is not in view. */
  #ahead: CSSStyleSheet | null = null;
  #sheet: CSSStyleSheet | null = null;
  /** The text of `#sheet`. */
  #sheetText = "";
  /** Id of the version in the frame, and the language it was laid out in. */
  #shown = "";
  /** The result of the last measurement. */
  #sized = "";
  #laid = $state.raw<Laid | null>(null);
  /** The rehearsal, shown invisibly before the first article. */
  #rehearsed = $state.raw<ArticleDetail | null>(null);
  #rehearsals = 0;
  #remember: ReturnType<typeof setTimeout> | undefined;
  /** How far an article was read, until saved. */
  #unsaved: { id: string | null; progress: number; position: number } | null = null;
  readonly #onLeave: (() => void)[] = [];
  readonly #onTurn: (() => void)[] = [];

  constructor(
    private readonly host: Host,
    private readonly settings: SettingsStore,
    private readonly reader: Reader,
    private readonly list: ArticleList,
  ) {
    this.detail = $derived(reader.detail ?? this.#rehearsed);
    this.paged = $derived(settings.current.paged);
    this.pages = $derived(this.motion instanceof Paged ? this.motion : null);
    this.placed = $derived(this.#laid && this.#laid.article === this.article?.id ? this.#laid : null);
    this.whole = $derived(this.placed && !this.placed.part ? this.placed.text : null);
  }

  /** `true` if an article is open. */
  get open(): boolean {
    return this.reader.detail !== null;
  }

  get article(): ArticleView | undefined {
    return this.detail?.article;
  }

  /** The article's language, a BCP 47 tag. */
  get language(): string | null {
    return this.article?.language ?? null;
  }

  get rtl(): boolean {
    return isRightToLeft(this.language);
  }

  /** Registers a callback for when another article or version replaces this one. */
  onLeave(run: () => void): void {
    this.#onLeave.push(run);
  }

  /** Registers a callback for when the page is turned. */
  onTurn(run: () => void): void {
    this.#onTurn.push(run);
  }

  /** Creates the effects that follow the open article and the settings. Must be called while the view is created.
   * `themes` returns the number of theme changes. */
  follow(themes: () => number): void {
    // A new version is another text; all other changes only affect what is painted.
    $effect(() => {
      const { inner, detail } = this;
      if (!inner || !detail) {
        if (this.#shown) untrack(() => this.#leave());
        return;
      }
      if (this.#shown === inLanguage(detail)) {
        // Images that were missing may have arrived.
        showImages(inner.body, this.host, detail.version);
        return;
      }
      untrack(() => this.#show(inner, detail));
    });
    // The engine shows the first article faster if it has shown one before.
    $effect(() => {
      const first = this.list.browsed.at(0);
      if (!this.inner || !first || this.open || this.#rehearsals > 0) return;
      this.#rehearsals += 1;
      void idle().then(async () => {
        this.#rehearsed = rehearsal(first);
        await drawn();
        await drawn();
        this.#rehearsed = null;
      });
    });
    $effect(() => {
      void themes();
      const css = sheetText(this.settings.current);
      if (!this.inner || !this.#sheet || css === this.#sheetText) return;
      this.#sheetText = css;
      this.#sheet.replaceSync(css);
      void tick().then(this.remeasure);
    });
    // Paged, or one long page to scroll. The words in view stay in view.
    $effect(() => {
      const { text, frame, scroller, paged, rtl } = this;
      if (!text || !frame || !scroller) {
        this.motion = null;
        return;
      }
      const made = paged ? new Paged(frame, rtl, () => this.lead?.offsetHeight ?? 0, () => this.#moved()) : new Scrolled(scroller, frame, rtl);
      untrack(() => {
        this.motion = made;
        if (!paged && !this.whole) this.#showAhead(text);
        this.measure(true);
        made.here = 0;
        if (this.readAt > 0) made.reveal(text.range({ start: this.readAt, end: this.readAt + 1 })?.getBoundingClientRect() ?? new DOMRect(), "start");
        if (!this.#ahead) this.#layDown(text);
      });
      return () => made instanceof Paged && made.end();
    });
  }

  /** Called when the frame's document is loaded. Returns the document, or null if there is none. */
  framed(): Document | null {
    const view = this.frame?.contentWindow as (Window & typeof globalThis) | null;
    const document = this.frame?.contentDocument;
    if (!this.frame || !this.scroller || !view || !document) return null;
    this.#sheet = new view.CSSStyleSheet();
    this.#ahead = null;
    this.#sheetText = "";
    document.adoptedStyleSheets = [this.#sheet];
    // Images change the layout when they are loaded.
    document.addEventListener("load", this.remeasure, { capture: true });
    document.addEventListener("wheel", this.wheel);
    new view.ResizeObserver(() => this.measure()).observe(document.body);
    document.fonts.addEventListener("loadingdone", this.remeasure);
    this.#shown = "";
    this.inner = document;
    return document;
  }

  /** Clears everything that belongs to the previous article. If `next` is the same article in another version, its
   * notes stay where they are. */
  #leave(next: string | null = null): void {
    this.#shown = "";
    this.text = null;
    if (this.#laid?.article !== next || this.#laid?.part) this.#laid = null;
    this.showRest();
    this.painter = null;
    this.pieces = null;
    this.headings = [];
    for (const run of this.#onLeave) run();
    const { inner } = this;
    inner?.getSelection()?.removeAllRanges();
    inner?.defaultView?.CSS.highlights?.clear();
    inner?.body.replaceChildren();
  }

  #show(document: Document, detail: ArticleDetail): void {
    const { article, version } = detail;
    this.#leave(article.id);
    this.#shown = inLanguage(detail);
    showArticle(document, this.host, version, article.language);
    const shown = new ArticleText(document.body, version.divided);
    const all = [...document.querySelectorAll<HTMLElement>("h1, h2, h3, h4, h5, h6")].filter((h) => h.textContent?.trim());
    this.headings = all.length > 1 ? all : [];
    this.painter = new Painter(shown);
    void this.#colourCode(shown, this.painter);
    this.pieces = new Pieces(shown, article.language ?? undefined);
    this.readAt = Math.min(article.position, shown.length - 1);
    this.painter.setView(this.readAt, this.readAt);
    this.text = shown;
  }

  /** Colours code listings when the colours are known. Until then they are plain. */
  async #colourCode(text: ArticleText, painter: Painter): Promise<void> {
    const parts = await codeParts(text);
    if (this.text === text) painter.code(parts);
  }

  /** Lays out what will be in view, and the rest once that is drawn. Must not query anything that forces the whole
   * article to be laid out first. */
  #showAhead(shown: ArticleText): void {
    const { size, line_height, width } = this.settings.current;
    const height = size * line_height;
    const view = around(shown, shown.units.toUtf16(this.readAt), { lines: window.innerHeight / height, letters: width, height });
    const document = shown.root.ownerDocument;
    const frame = document.defaultView as (Window & typeof globalThis) | null;
    if (!view || !frame || this.#ahead) return;
    this.#ahead = new frame.CSSStyleSheet();
    this.#ahead.replaceSync(view.css);
    document.adoptedStyleSheets.push(this.#ahead);
    const startOf = (block: number) => shown.point(shown.root.children[block] ?? shown.root, block < shown.root.children.length ? 0 : shown.root.childNodes.length);
    const part = { start: startOf(view.first), end: startOf(view.end) };
    void drawn().then(async () => {
      // First the notes beside the part, then the rest of the article.
      if (this.text === shown && this.#ahead && !this.narrow.current && this.reader.highlights.filter(isPlaced).some((h) => isWithin(h, part))) {
        this.#layDown(shown, part);
        await drawn();
      }
      if (this.text === shown) this.showRest();
    });
  }

  /** Lays out the whole article, if only the part in view was laid out. */
  showRest(): void {
    const { inner, text, motion } = this;
    if (!this.#ahead || !inner) return;
    if (text && motion) motion.anchor = this.readAt > 0 ? text.range({ start: this.readAt, end: this.readAt + 1 }) : null;
    inner.adoptedStyleSheets = inner.adoptedStyleSheets.filter((sheet) => sheet !== this.#ahead);
    this.#ahead = null;
    if (!text) return;
    this.measure(true);
    this.painter?.again();
    this.#layDown(text);
  }

  #layDown(text: ArticleText, part: Span | null = null): void {
    if (this.article) this.#laid = { article: this.article.id, text, part };
  }

  /** Svelte action that measures again when the element changes its size. */
  readonly watchSize = (element: HTMLElement) => {
    const observer = new ResizeObserver(() => this.measure());
    observer.observe(element);
    return { destroy: () => observer.disconnect() };
  };

  /** Makes the frame as tall as its article, which scrolls with the page; in paged mode as tall as the view. */
  measure(anew = false): void {
    const { frame, scroller, lead, paged } = this;
    const body = frame?.contentDocument?.body;
    if (!frame || !scroller || !body || !this.detail) return;
    const column = frame.parentElement?.getBoundingClientRect().width ?? 0;
    // Pages begin at whole pixels.
    frame.style.width = paged ? `${Math.floor(column) + 24}px` : "";
    frame.style.height = `${paged ? Math.max(160, scroller.clientHeight - 84) : Math.ceil(body.getBoundingClientRect().height)}px`;
    const now = [frame.offsetTop, frame.offsetLeft, frame.offsetWidth, frame.offsetHeight, scroller.clientHeight, lead?.offsetHeight, this.#shown, paged].join(" ");
    if (now === this.#sized && !anew) return;
    this.#sized = now;
    this.motion?.measured();
    this.#readViewport();
    this.layout += 1;
  }

  /** Measures again after letters or images have changed: positions may differ though the sizes do not. */
  readonly remeasure = (): void => this.measure(true);

  readonly wheel = (event: WheelEvent): void => {
    if (this.pages && !event.ctrlKey && !(event.target as Element).closest?.("aside, pre, table")) this.pages.wheel(event);
  };

  readonly scrolled = (): void => {
    if (this.pages) return;
    if (this.#ahead) this.#readViewport();
    else this.#moved();
  };

  /** Updates what is in view. */
  #readViewport(): void {
    const { text, motion, scroller } = this;
    if (text && motion && !this.#ahead) {
      const { last } = motion;
      this.painter?.setView(this.readAt, Math.max(this.readAt, text.at(last.x, last.y) ?? 0));
    }
    if (!scroller || this.pages) return;
    const top = Math.floor(scroller.scrollTop / LOOK_STEP) * LOOK_STEP;
    const bottom = top + scroller.clientHeight + LOOK_STEP;
    if (top !== this.inView.top || bottom !== this.inView.bottom) this.inView = { top, bottom };
  }

  /** Called when the view has moved. */
  #moved(): void {
    const { text, motion } = this;
    if (!text || !motion || this.#ahead) return;
    const { first, progress } = motion;
    this.readAt = first ? (text.at(first.x, first.y) ?? this.readAt) : 0;
    this.#readViewport();
    motion.anchor = this.readAt > 0 ? text.range({ start: this.readAt, end: Math.min(this.readAt + 1, text.length) }) : null;
    if (this.pages) {
      for (const run of this.#onTurn) run();
      this.layout += 1;
    }
    if (this.#unsaved && this.#unsaved.id !== this.reader.id) void this.savePlace();
    this.#unsaved = { id: this.reader.id, progress, position: this.readAt };
    clearTimeout(this.#remember);
    this.#remember = setTimeout(() => void this.savePlace(), SAVE_AFTER);
  }

  /** Saves how far the article was read, if that is not saved yet. */
  savePlace(): Promise<void> | undefined {
    clearTimeout(this.#remember);
    const unsaved = this.#unsaved;
    this.#unsaved = null;
    return unsaved ? this.reader.setPosition(unsaved.id, unsaved.progress, unsaved.position) : undefined;
  }

  /** Scrolls a passage into view. */
  reveal(span: Span, where: Where): void {
    const range = this.text?.range(span);
    if (range) this.revealBox(range, where);
  }

  /** Scrolls an element or a range into view. */
  revealBox(what: Element | Range, where: Where): void {
    this.showRest();
    this.motion?.reveal(what.getBoundingClientRect(), where);
  }

  /** The first code point in view. */
  get firstInView(): number {
    const first = this.motion?.first;
    return (first && this.text?.at(first.x, first.y)) ?? 0;
  }

  /** The code point under the pointer; null outside the text. Scrolls while something is dragged near an edge. */
  pointUnder(at: PointerEvent): number | null {
    const { text, frame } = this;
    if (!text || !frame) return null;
    this.motion?.nudge(at.clientY);
    const box = frame.getBoundingClientRect();
    return text.at(at.clientX - box.left, at.clientY - box.top);
  }

  /** The span of an element's words. */
  spanOf(element: Element): Span | null {
    const range = element.ownerDocument.createRange();
    range.selectNodeContents(element);
    return this.text?.span(range) ?? null;
  }
}

/** Identifies a version in a language: another language has other hyphenation, other quotation marks and another
 * direction. */
function inLanguage({ article, version }: ArticleDetail): string {
  return `${version.id} ${article.language ?? ""}`;
}
