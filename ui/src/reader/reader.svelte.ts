/** The open article: its highlights, notes and reading position. */

import type { AnnotationView, ArticleDetail, AttributionView, Colour, CreateHighlight, HighlightView, NoteView, TranslationView } from "../api/contract";
import { gaps, whole } from "../anchor/parts";
import type { Span } from "../anchor/text";
import { CallError, type Host } from "../host/host";

/** A highlight that has a place in the text. */
type Placed = HighlightView & { start: number; end: number };

/** The key of the draft of a highlight's translation. */
function translationOf(id: string): string {
  return `translation:${id}`;
}

/** `true` if a highlight needs a decision: its passage is uncertain, was edited, or is gone. */
export function isUnsettled(highlight: HighlightView): boolean {
  return !highlight.settled && (highlight.state !== "anchored" || highlight.kind === "changed");
}

/** `true` if a highlight has a place in the text. */
export function isPlaced(highlight: HighlightView): highlight is Placed {
  return highlight.start !== null && highlight.end !== null;
}

/** The words of a highlight, as they are quoted. */
export function quoteOf(highlight: HighlightView): string {
  return highlight.quote ?? highlight.exact;
}

/** Compares by position in the text; highlights without a place come last, the oldest first. */
function inReadingOrder(a: HighlightView, b: HighlightView): number {
  return (a.start ?? Infinity) - (b.start ?? Infinity) || a.created - b.created;
}

/** Keeps the objects of unchanged highlights, so that only changed ones are rendered anew. */
function kept(before: HighlightView[], now: HighlightView[]): HighlightView[] {
  const known = new Map(before.map((h) => [h.id, h]));
  return now.map((highlight) => {
    const old = known.get(highlight.id);
    return old && JSON.stringify(old) === JSON.stringify(highlight) ? old : highlight;
  });
}

export class Reader {
  detail = $state.raw<ArticleDetail | null>(null);
  /** Annotations of other articles whose notes link to this one. */
  links = $state.raw<AnnotationView[]>([]);
  /** Id of the active highlight, which is emphasised and has its note open. */
  active = $state<string | null>(null);
  /** What is being edited: the id of a highlight or note, or "article" for a new note on the article. */
  editing = $state<string | null>(null);
  /** Id of the highlight whose field for tags is open. */
  tagging = $state<string | null>(null);
  /** Unsaved text, by the key of what it belongs to. Kept until it is saved or given up. */
  drafts = $state<Record<string, string>>({});
  /** Timers that store drafts in the library, by key. With them, a crash loses only the last moment's words. */
  readonly #writing = new Map<string, ReturnType<typeof setTimeout>>();
  /** Keys of the drafts that are stored in the library. */
  readonly #kept = new Set<string>();
  /** The selected span. */
  selection = $state.raw<Span | null>(null);
  readonly translationKey = translationOf;
  loading = $state(false);
  /** Numbers of the latest request for the open article and for its annotations. An answer to an earlier request is
   * out of date, whichever answer comes first. */
  #articleAsked = 0;
  #annotationsAsked = 0;

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
    /** Called when a highlight or note has changed, since lists of annotations show it too. `tags`: `true` if tags
     * may have been added or removed. */
    private readonly changed: (tags?: boolean) => void,
    /** Called when an article was opened; with null when the article was closed. */
    private readonly opened: (id: string | null) => void = () => {},
  ) {}

  get id(): string | null {
    return this.detail?.article.id ?? null;
  }

  get highlights(): HighlightView[] {
    return this.detail?.highlights ?? [];
  }

  get notes(): NoteView[] {
    return this.detail?.notes ?? [];
  }

  /** Restores the text that was not saved when the app ended. */
  async restore(): Promise<void> {
    const { drafts } = await this.host.call("drafts", {});
    for (const { key, body } of drafts) {
      this.#kept.add(key);
      this.drafts[key] = body;
    }
  }

  /** Stores unsaved text as a draft, 300 ms after the last key. */
  write(key: string, body: string): void {
    clearTimeout(this.#writing.get(key));
    const keep = async () => {
      this.#writing.delete(key);
      try {
        await this.host.call("draft.set", { key, body });
        this.#kept.add(key);
      } catch {
        // The text is still on the screen; saving it will report the failure.
      }
    };
    this.#writing.set(key, setTimeout(() => void keep(), 300));
  }

  /** Removes the draft of text that was saved or given up. */
  discard(key: string): void {
    this.#written(key);
  }

  #written(key: string): void {
    clearTimeout(this.#writing.get(key));
    this.#writing.delete(key);
    delete this.drafts[key];
    if (this.#kept.delete(key)) void this.host.call("draft.set", { key, body: "" }).catch(() => this.#kept.add(key));
  }

  async open(id: string): Promise<void> {
    this.loading = true;
    await this.attempt(async () => {
      const detail = await this.host.call("article.open", { id });
      if (this.id !== id) {
        this.active = null;
        this.editing = null;
        this.selection = null;
        this.links = [];
      }
      this.detail = detail;
      this.opened(id);
      // The app may have ended after saving a note and before removing its draft.
      for (const { id: key, note, translation } of detail.highlights) {
        if (key in this.drafts && this.drafts[key] === (note ?? "")) this.#written(key);
        if (translation && this.drafts[translationOf(key)] === translation.words) this.#written(translationOf(key));
      }
    });
    this.loading = false;
  }

  close(): void {
    if (this.detail) this.opened(null);
    this.detail = null;
    this.active = null;
    this.editing = null;
    this.selection = null;
  }

  /** Finds the annotations that link to the open article. Failures are not reported. */
  async findLinks(): Promise<void> {
    const id = this.id;
    if (!id) return;
    try {
      const { rows } = await this.host.call("article.linked_from", { id });
      if (this.id === id) this.links = rows;
    } catch {
      // The links found before are still shown.
    }
  }

  /** Loads the open article again, since it may have changed elsewhere. */
  async refresh(): Promise<void> {
    const id = this.id;
    if (!id) return;
    const mine = (this.#articleAsked += 1);
    const annotations = (this.#annotationsAsked += 1);
    try {
      const detail = await this.host.call("article.open", { id });
      if (this.id !== id || mine !== this.#articleAsked) return;
      const newer = annotations !== this.#annotationsAsked;
      this.detail = newer ? { ...detail, highlights: this.highlights, notes: this.notes } : { ...detail, highlights: kept(this.highlights, detail.highlights) };
    } catch (thrown) {
      if (CallError.from(thrown).code === "not_found") this.close();
    }
  }

  /** Replaces a highlight by the version that the library has returned. */
  #put(highlight: HighlightView): void {
    this.#annotationsAsked += 1;
    const { detail } = this;
    if (!detail) return;
    const others = detail.highlights.filter((h) => h.id !== highlight.id);
    this.detail = { ...detail, highlights: [...others, highlight].toSorted(inReadingOrder) };
  }

  /** Sets an article's numbers of highlights and notes. */
  count(id: string, highlights: number, notes: number): void {
    const { detail } = this;
    if (detail?.article.id === id) this.detail = { ...detail, article: { ...detail.article, highlights, notes } };
  }

  /** Highlights a span. Returns the id of the new highlight, or null if it could not be saved. */
  async highlight(span: Span, colour: Colour, underline: boolean, tags: string[] = [], attribution: AttributionView | null = null): Promise<string | null> {
    const detail = this.detail;
    if (!detail) return null;
    let made: string | null = null;
    await this.attempt(async () => {
      const args: CreateHighlight = { article: detail.article.id, version: detail.version.id, start: span.start, end: span.end, colour, style: underline ? "underlined" : "marked", attribution, note: null, tags };
      const highlight = await this.host.call("highlight.create", args);
      made = highlight.id;
      if (this.id === detail.article.id) this.#put(highlight);
      this.changed(tags.length > 0);
    });
    return made;
  }

  /** Highlights the image with this key. */
  async highlightImage(key: string, colour: Colour): Promise<void> {
    const detail = this.detail;
    if (!detail) return;
    await this.attempt(async () => {
      const highlight = await this.host.call("highlight.create_image", { article: detail.article.id, version: detail.version.id, key, colour });
      if (this.id !== detail.article.id) return;
      this.#put(highlight);
      this.active = highlight.id;
      this.changed();
    });
  }

  async recolour(id: string, colour: Colour): Promise<void> {
    await this.edit(() => this.host.call("highlight.set_colour", { id, colour }));
  }

  /** Sets the speaker of a highlight's words; null removes the speaker. */
  async attribute(id: string, attribution: AttributionView | null): Promise<boolean> {
    return this.edit(() => this.host.call("highlight.attribute", { id, attribution }));
  }

  /** Sets the translation of a highlight's words; null removes the translation. */
  async translate(id: string, translation: TranslationView | null): Promise<void> {
    if (await this.edit(() => this.host.call("highlight.translate", { id, translation }))) this.#written(translationOf(id));
  }

  /** `true` while a translation of the highlight is being written. */
  translating(id: string): boolean {
    return translationOf(id) in this.drafts;
  }

  /** Underlines a highlight, or marks it. */
  async restyle(id: string, underline: boolean): Promise<void> {
    await this.edit(() => this.host.call("highlight.set_style", { id, style: underline ? "underlined" : "marked" }));
  }

  /** Attaches a highlight to a passage of the version that is shown. Words between the parts are left out. */
  async reattach(id: string, parts: Span[]): Promise<void> {
    const version = this.detail?.version.id;
    const span = whole(parts);
    if (version && span) await this.edit(() => this.host.call("highlight.reattach", { id, version, ...span, left_out: gaps(parts) }));
  }

  /** Accepts the words at a highlight's place in this version as the words of the highlight. */
  async accept(id: string): Promise<void> {
    const highlight = this.highlights.find((h) => h.id === id);
    if (highlight && isPlaced(highlight) && isUnsettled(highlight)) await this.reattach(id, highlight.parts);
  }

  /** Keeps a highlight's words although this version differs; with `on` false, asks about them again. */
  async settle(id: string, on: boolean): Promise<void> {
    const version = this.detail?.version.id;
    if (version) await this.edit(() => this.host.call("highlight.settle", { id, version, on }));
  }

  /** The highlights that need a decision, in the order of the text. */
  get unsettled(): HighlightView[] {
    return this.highlights.filter(isUnsettled);
  }

  /** Makes the next highlight that needs a decision active. */
  nextUnsettled(): void {
    const all = this.unsettled;
    const at = all.findIndex((h) => h.id === this.active);
    this.active = all[(at + 1) % all.length]?.id ?? this.active;
  }

  async tag(id: string, tag: string, on: boolean): Promise<void> {
    await this.edit(() => this.host.call("highlight.tag", { id, tag, on }), true);
  }

  async deleteHighlight(id: string): Promise<boolean> {
    return this.attempt(async () => {
      await this.host.call("highlight.delete", { id });
      this.#annotationsAsked += 1;
      if (this.detail) this.detail = { ...this.detail, highlights: this.highlights.filter((h) => h.id !== id) };
      if (this.active === id) this.active = null;
      this.changed(true);
    });
  }

  /** Saves the note of a highlight. A note that cannot be saved stays as a draft. */
  async setNote(id: string, body: string): Promise<void> {
    const shown = this.highlights.find((h) => h.id === id);
    if ((shown?.note ?? "") === body && (shown || body === "")) {
      this.#written(id);
      return;
    }
    this.drafts[id] = body;
    if (await this.edit(() => this.host.call("highlight.set_note", { id, body }))) this.#written(id);
  }

  /** Saves a note on the article; `id` is null for a new note. */
  async setArticleNote(article: string | null, id: string | null, body: string): Promise<void> {
    if (!article) return;
    const key = id ?? `article:${article}`;
    if (this.id === article && (this.notes.find((n) => n.id === id)?.body ?? "") === body) {
      this.#written(key);
      return;
    }
    this.drafts[key] = body;
    const done = await this.attempt(async () => {
      const { note } = await this.host.call("note.set", { article, id, body });
      this.#annotationsAsked += 1;
      if (this.detail && this.id === article) {
        const others = this.notes.filter((n) => n.id !== (note?.id ?? id));
        this.detail = { ...this.detail, notes: (note ? [...others, note] : others).toSorted((a, b) => a.created - b.created) };
      }
      this.changed();
    });
    if (done) this.#written(key);
  }

  /** Saves how far an article has been read. Failures are not reported. */
  async setPosition(id: string | null, progress: number, position: number): Promise<void> {
    if (!id) return;
    try {
      await this.host.call("article.set_position", { id, progress, position });
    } catch {
      // The next scroll event tries again.
    }
  }

  /** Changes a highlight by a call that returns the changed highlight. */
  private async edit(call: () => Promise<HighlightView>, tags = false): Promise<boolean> {
    return this.attempt(async () => {
      this.#put(await call());
      this.changed(tags);
    });
  }

  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.fail(CallError.from(thrown));
      return false;
    }
  }
}
