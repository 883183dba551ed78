/** Creates and changes highlights in the article, by selection, pointer and keys, and says which are painted. */

import { tick } from "svelte";
import type { End, Step } from "../anchor/cursor";
import { type Painted, under } from "../anchor/paint";
import { joined, within, without } from "../anchor/parts";
import { isWithin, type Span } from "../anchor/text";
import { Colour } from "../api/contract";
import { t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { SettingsStore } from "../app/settings.svelte";
import type { ArticlePage } from "./article-page.svelte";
import { follow as followPointer } from "./drag";
import { keptImage } from "./frame";
import type { Hover } from "./hover.svelte";
import { isPlaced, type Reader } from "./reader.svelte";
import type { ReadingCursor } from "./reading-cursor.svelte";
import type { Selecting } from "./selecting.svelte";

export class Marking {
  /** What the pointer is over; null until the frame is loaded. */
  hover = $state.raw<Hover | null>(null);
  /** The active highlight's span while one of its ends is dragged, until the change is saved. */
  resized = $state.raw<Span | null>(null);
  /** The passage that a quote is dragged over, or that is previewed as a place for it. */
  target = $state.raw<Span | null>(null);
  /** The highlight that the tags of the open popover go to; it is created with the first tag. */
  tagged = $state.raw<{ made: Promise<string | null>; tags: string[] } | null>(null);
  /** The highlights of words that have a place in the text. */
  readonly painted: (Painted & { span: Span })[];
  /** The span of the active highlight, including a dragged end. */
  readonly activeSpan: Span | null;
  readonly activeParts: Span[];
  /** The parts of the active highlight plus the selection; null if the selection cannot be added. */
  readonly added: Span[] | null;
  /** The parts of the active highlight minus the selection; null if the selection cannot be left out. */
  readonly cutOut: Span[] | null;
  #lastHit: { point: number; index: number } | null = null;

  constructor(
    private readonly page: ArticlePage,
    private readonly selecting: Selecting,
    private readonly cursor: ReadingCursor,
    private readonly reader: Reader,
    private readonly settings: SettingsStore,
    private readonly notices: Notices,
  ) {
    this.painted = $derived(
      (page.detail?.highlights ?? [])
        .filter(isPlaced)
        .filter((h) => h.image === null)
        .map((h) => ({ id: h.id, span: { start: h.start, end: h.end }, parts: h.parts, colour: h.colour, underlined: h.style === "underlined" })),
    );
    const active = $derived(this.painted.find((p) => p.id === reader.active));
    this.activeSpan = $derived(this.resized ?? active?.span ?? null);
    this.activeParts = $derived(this.resized && active ? within(this.resized, active.parts) : (active?.parts ?? []));
    this.added = $derived.by(() => {
      const { selection } = reader;
      return active && selection && !active.parts.some((p) => isWithin(selection, p)) ? joined(active.parts, selection) : null;
    });
    this.cutOut = $derived.by(() => {
      const { selection } = reader;
      const part = selection && active?.parts.find((p) => isWithin(selection, p));
      if (!active || !part || !selection) return null;
      const left = without(active.parts, selection);
      return left.length > 0 ? left : null;
    });
    page.onLeave(() => this.hover?.clear());
    page.onTurn(() => {
      if (this.hover) this.hover.block = null;
    });
    selecting.onNone(() => (this.tagged = null));
  }

  /** Creates the effects that paint the highlights and scroll to the active one. Must be called while the view is
   * created. */
  follow(): void {
    $effect(() => {
      if (this.page.text) this.page.painter?.paint(this.resized ? this.painted.map((p) => (p.id === this.reader.active ? { ...p, parts: this.activeParts } : p)) : this.painted);
    });
    $effect(() => {
      if (this.page.text) this.page.painter?.active(this.activeParts);
    });
    $effect(() => {
      const active = this.reader.highlights.find((h) => h.id === this.reader.active);
      if (!active || !this.page.text) return;
      const image = active.image === null ? null : keptImage(this.page.frame?.contentDocument, active.image);
      if (image) void tick().then(() => this.page.revealBox(image, "center"));
      else if (isPlaced(active)) void tick().then(() => this.page.reveal({ start: active.start, end: active.end }, "center"));
    });
  }

  /** Leaves the selection out of the active highlight if `out` is true; otherwise adds it. */
  cut(out: boolean): void {
    const parts = out ? this.cutOut : this.added;
    const id = this.reader.active;
    if (!parts || !id) return;
    this.selecting.popover = null;
    this.selecting.clear();
    void this.reader.reattach(id, parts);
  }

  /** `true` if there is a selection or a sentence to highlight. */
  get canMark(): boolean {
    return this.reader.selection !== null || this.#sentenceHere() !== null;
  }

  /** Highlights the selection, or the sentence under the cursor or pointer. Without a selection, a colour recolours
   * the active highlight. */
  mark(colour?: Colour): void {
    if (!colour || this.reader.selection) void this.highlight(colour ?? Colour[0]);
    else if (this.reader.active) {
      void this.reader.recolour(this.reader.active, colour);
      this.notices.announce(t("said.recoloured", { colour: this.settings.colourName(colour) }));
    }
  }

  /** Creates a highlight and makes it active. Returns its id, or null if there was nothing to highlight. */
  async highlight(colour: Colour, tags: string[] = [], span = this.reader.selection ?? this.#sentenceHere()): Promise<string | null> {
    if (!span) return null;
    this.selecting.popover = null;
    const made = await this.reader.highlight(span, colour, this.settings.current.underline, tags);
    if (made) {
      this.selecting.clear();
      this.selecting.held = null;
      this.reader.active = made;
      this.notices.announce(t("said.highlighted", { colour: this.settings.colourName(colour) }));
    }
    return made;
  }

  /** Opens the note of the active highlight, or of a new highlight. */
  note(): void {
    if (this.reader.active && !this.reader.selection && !this.cursor.on) this.reader.editing = this.reader.active;
    else void this.markWithNote();
  }

  async markWithNote(): Promise<void> {
    const made = await this.highlight(Colour[0]);
    if (made) this.reader.editing = made;
  }

  /** Toggles the active highlight between underlined and marked. Without an active highlight, toggles the style of
   * new ones. */
  underline(): void {
    const active = this.reader.highlights.find((h) => h.id === this.reader.active);
    if (active && !this.reader.selection) {
      void this.reader.restyle(active.id, active.style !== "underlined");
      this.notices.announce(t(active.style === "underlined" ? "said.marked" : "said.underlined"));
    } else void this.settings.set({ underline: !this.settings.current.underline });
  }

  /** Highlights the selection with a tag. Further tags go to the same highlight while the field stays open. */
  async tagSelection(tag: string): Promise<void> {
    const span = this.reader.selection;
    const before = this.tagged;
    if (!before && span) {
      this.tagged = { made: this.reader.highlight(span, Colour[0], this.settings.current.underline, [tag]), tags: [tag] };
      return;
    }
    if (!before) return;
    this.tagged = { ...before, tags: [...before.tags, tag] };
    const made = await before.made;
    if (made) await this.reader.tag(made, tag, true);
  }

  /** Called when the field for tags is left. Makes the created highlight active. */
  async endTagging(): Promise<void> {
    const made = await this.tagged?.made;
    this.tagged = null;
    this.selecting.popover = null;
    if (!made) return;
    this.selecting.clear();
    this.reader.active = made;
  }

  /** Highlights the whole table, listing, quotation or paragraph under the cursor or pointer, or the image under the
   * pointer. */
  markBlock(): void {
    const pointer = this.hover?.at;
    const image = !this.cursor.on && pointer && this.page.frame?.contentDocument?.elementFromPoint(pointer.x, pointer.y)?.closest("img[data-key]");
    if (image) this.markWhole(image);
    else void this.highlight(Colour[0], [], this.#blockHere());
  }

  /** Highlights a whole table or listing, or an image. */
  markWhole(element: Element): void {
    const key = (element as HTMLElement).dataset["key"];
    if (key) void this.reader.highlightImage(key, Colour[0]);
    else void this.highlight(Colour[0], [], this.page.spanOf(element));
    if (this.hover) this.hover.block = null;
  }

  /** The sentence under the reading cursor, or under the pointer if the cursor is off. */
  #sentenceHere(): Span | null {
    const { pieces, text } = this.page;
    if (this.cursor.on) return this.cursor.at && (pieces?.at("sentence", this.cursor.at.start) ?? null);
    const pointer = this.hover?.at;
    const point = pointer && text?.at(pointer.x, pointer.y);
    const sentence = typeof point === "number" ? pieces?.at("sentence", point) : null;
    return sentence && pointer && this.#touches(sentence, pointer) ? sentence : null;
  }

  /** The table, listing, quotation, list item or paragraph under the reading cursor, or under the pointer. */
  #blockHere(): Span | null {
    const { frame, text } = this.page;
    const [inner, pointer] = [frame?.contentDocument, this.hover?.at];
    const at = this.cursor.on ? this.cursor.at && text?.range(this.cursor.at)?.startContainer.parentElement : pointer && inner?.elementFromPoint(pointer.x, pointer.y);
    const block = at?.closest("pre, table, blockquote, figcaption, li, dd, p, h1, h2, h3, h4, h5, h6");
    return block ? this.page.spanOf(block) : null;
  }

  /** The highlights at a position in the frame, the shortest first. */
  hitAt(x: number, y: number) {
    const point = this.page.text?.at(x, y) ?? null;
    return point === null ? [] : under(this.painted, point).filter((p) => p.parts.some((part) => this.#touches(part, { x, y })));
  }

  #touches(span: Span, at: { x: number; y: number }): boolean {
    const rects = [...(this.page.text?.range(span)?.getClientRects() ?? [])];
    return rects.some((r) => at.x >= r.left - 2 && at.x <= r.right + 2 && at.y >= r.top - 3 && at.y <= r.bottom + 6);
  }

  /** Makes the highlight at a position in the frame active. If there is none, no highlight is active. */
  activateAt({ clientX: x, clientY: y }: MouseEvent): void {
    const point = this.page.text?.at(x, y) ?? null;
    const found = this.hitAt(x, y);
    if (found.length === 0 || point === null) {
      this.reader.active = null;
      this.#lastHit = null;
      return;
    }
    // Where several highlights overlap, another click selects the next one.
    const again = this.#lastHit !== null && Math.abs(this.#lastHit.point - point) <= 2 && found.some((f) => f.id === this.reader.active);
    const index = again && this.#lastHit ? (this.#lastHit.index + 1) % found.length : 0;
    this.#lastHit = { point, index };
    this.reader.active = found[index]?.id ?? null;
  }

  /** The code point at which a dragged end is dropped: snapped to the boundary of a word unless `exact`. */
  readonly edgeAt = (at: PointerEvent, which: End, exact: boolean): number | null => {
    const point = this.page.pointUnder(at);
    return exact || point === null ? point : (this.page.pieces?.edge(point, which) ?? point);
  };

  readonly stepEnd = (span: Span, which: End, forward: boolean, step: Step = "word"): Span => this.page.pieces?.moveEnd(span, which, forward, step) ?? span;

  async resize(span: Span): Promise<void> {
    if (!this.reader.active) return;
    this.resized = span;
    await this.reader.reattach(this.reader.active, this.activeParts);
    // Another resize may have begun meanwhile.
    if (this.resized === span) this.resized = null;
  }

  /** Moves an end of the active highlight by a word, a sentence or a paragraph. */
  stretch(which: End, forward: boolean, step: Step): void {
    if (this.activeSpan) void this.resize(this.stepEnd(this.activeSpan, which, forward, step));
  }

  /** Attaches a quote to the sentence it is dropped on, or to the selection if it is dropped there. */
  readonly dragQuote = (event: PointerEvent, id: string): void => {
    if (!this.page.frame) return;
    followPointer(event, this.page.frame, {
      move: (at) => {
        const point = this.page.pointUnder(at);
        const chosen = this.reader.selection;
        if (point === null) this.target = null;
        else this.target = chosen && chosen.start <= point && point < chosen.end ? chosen : (this.page.pieces?.at("sentence", point) ?? null);
      },
      end: (at) => {
        if (at && this.target) void this.reader.reattach(id, [this.target]);
        this.target = null;
      },
    });
  };

  /** Previews a passage that a quote may be attached to; null removes the preview. */
  readonly preview = (span: Span | null): void => {
    this.target = span;
    if (span) this.page.reveal(span, "center");
  };
}
