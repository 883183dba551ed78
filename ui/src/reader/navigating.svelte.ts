/** Moving through the article: links, footnotes, headings, finding words, and the keys for all of these. */

import type { Host } from "../host/host";
import { isTyping, keyName } from "../components/keyboard";
import type { Notices } from "../app/notices.svelte";
import type { ArticlePage } from "./article-page.svelte";
import { find, noteOf } from "./footnotes";
import type { Marking } from "./marking.svelte";
import type { Reader } from "./reader.svelte";
import type { ReadingCursor } from "./reading-cursor.svelte";

/** The field for finding words. */
export interface Finder {
  focus(): void;
  next(forward: boolean): void;
}

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

export class Navigating {
  /** `true` while the field for finding words is open. */
  finding = $state(false);
  finder = $state.raw<Finder>();
  /** `true` while the headings are listed. */
  outline = $state(false);
  /** The position before a link within the article was followed, in the motion's unit. */
  cameFrom = $state<number | null>(null);
  /** The image that is enlarged to the window. */
  large = $state.raw<HTMLImageElement | null>(null);

  constructor(
    private readonly page: ArticlePage,
    private readonly cursor: ReadingCursor,
    private readonly marking: Marking,
    private readonly reader: Reader,
    private readonly host: Host,
    private readonly notices: Notices,
  ) {
    page.onLeave(() => {
      this.cameFrom = null;
      this.finding = false;
      this.outline = false;
    });
  }

  /** Handles a click in the article: on a link, an image or a highlight. */
  readonly press = (event: MouseEvent): void => {
    const target = event.target as Element;
    const link = target.closest?.("a");
    if (link) {
      event.preventDefault();
      this.#followLink(link);
      return;
    }
    if (!this.page.text || this.reader.selection) return;
    const pressed = target.closest?.<HTMLImageElement>("img[data-key]") ?? null;
    const image = pressed && this.reader.highlights.find((h) => h.image === pressed.dataset["key"]);
    if (image) this.reader.active = image.id;
    else if (pressed?.complete && pressed.naturalWidth > 0) this.large = pressed;
    else this.marking.activateAt(event);
  };

  #followLink(link: HTMLAnchorElement): void {
    const url = link.getAttribute("href") ?? "";
    const note = noteOf(link);
    if (note) {
      this.marking.hover?.open(link, note);
    } else if (url.startsWith("#")) {
      const document = this.page.frame?.contentDocument;
      const target = document && find(document, url);
      if (target) this.jump(target);
    } else if (url) {
      this.openUrl(url);
    }
  }

  /** Opens an address outside the library. */
  openUrl(url: string): void {
    void this.notices.attempt(() => this.host.openUrl(url));
  }

  /** Goes to an element of the article and remembers the position before it, for going back. */
  readonly jump = (target: HTMLElement): void => {
    this.cameFrom = this.page.motion?.here ?? null;
    if (this.marking.hover) this.marking.hover.footnote = null;
    this.page.revealBox(target, "start");
    // After a jump from a list the article gets the focus, for reading on.
    if (document.activeElement !== this.page.frame) this.page.scroller?.focus({ preventScroll: true });
  };

  /** Goes back to where a link was followed. */
  goBack(): void {
    if (this.cameFrom !== null && this.page.motion) this.page.motion.here = this.cameFrom;
    this.cameFrom = null;
  }

  /** The last heading above the line one third down the view. */
  readonly headingHere = (): HTMLElement | null => {
    const { frame, scroller, text, rtl, headings } = this.page;
    if (!frame || !scroller || !text) return null;
    const view = scroller.getBoundingClientRect();
    const line = view.top + view.height / 3 - frame.getBoundingClientRect().top;
    const point = line > 0 ? text.at(rtl ? frame.clientWidth - 20 : 20, line) : 0;
    return headings.findLast((heading) => text.point(heading, 0) <= (point ?? 0)) ?? null;
  };

  /** Opens or closes the list of headings. */
  showOutline(): void {
    this.outline = !this.outline && this.page.headings.length > 0;
  }

  /** Opens the field for finding words. If it is open, focuses it (null) or goes to the next or previous match. */
  findInText(forward: boolean | null): void {
    if (!this.page.text) return;
    if (!this.finding) this.finding = true;
    else if (forward === null) this.finder?.focus();
    else this.finder?.next(forward);
  }

  endFinding(): void {
    this.finding = false;
    this.page.scroller?.focus();
  }

  /** Handles the keys that move through the article. Returns `true` if the key was handled. */
  key(event: KeyboardEvent): boolean {
    if (!this.page.open || isTyping(event.target)) return false;
    const name = keyName(event);
    const { scroller, pages } = this.page;
    const inside = event.view !== window || (scroller?.closest(".reader-pane")?.contains(event.target as Node) ?? false) || document.activeElement === document.body;
    if (name === "Alt+ArrowLeft" && this.cameFrom !== null) {
      this.goBack();
      return true;
    }
    if (event.altKey) return false;
    // These keys work from the list too, as in a mail program.
    if (this.#scrollKey(name)) return true;
    if (!inside && !(pages && /^Arrow(Left|Right)$/.test(name))) return false;
    return ARROWS.has(event.key) && this.#arrow(event);
  }

  #arrow(event: KeyboardEvent): boolean {
    const { pages, rtl, motion } = this.page;
    const control = event.ctrlKey || event.metaKey;
    const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const forward = sideways ? (event.key === "ArrowRight") !== rtl : event.key === "ArrowDown";
    const turns = pages && !this.cursor.on && !control && !event.shiftKey;
    if (!turns && sideways) this.cursor.move(control ? "sentence" : "word", forward, event.shiftKey);
    else if (this.cursor.on) this.cursor.move(control ? "paragraph" : "sentence", forward, event.shiftKey);
    else if (!sideways && document.activeElement?.closest(".list-pane")) return false;
    else motion?.step(forward);
    return true;
  }

  #scrollKey(name: string): boolean {
    const { motion } = this.page;
    if (name === " " || name === "PageDown") motion?.turn(true);
    else if (name === "Shift+ " || name === "PageUp") motion?.turn(false);
    else if (name === "End" || name === "Home") motion?.toEnd(name === "End");
    else return false;
    return true;
  }
}
