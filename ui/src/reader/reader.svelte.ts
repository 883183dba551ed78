/** The article that is open: what is read, marked and noted. */

import type { AnnotationView, ArticleDetail, AttributionView, Colour, CreateHighlight, HighlightView, NoteView, TranslationView } from "../api/contract";
import { gaps, whole } from "../anchor/parts";
import type { Span } from "../anchor/text";
import { CallError, type Host } from "../host/host";

/** A highlight that has a place in the text. */
type Placed = HighlightView & { start: number; end: number };

/** What the translation of a highlight is called while it is written. */
function translationOf(id: string): string {
  return `translation:${id}`;
}

/** Whether a highlight waits for a word of the reader: its passage may be another, was edited, or is gone. */
export function isUnsettled(highlight: HighlightView): boolean {
  return !highlight.settled && (highlight.state !== "anchored" || highlight.kind === "changed");
}

/** Whether a highlight has a place in the text. */
export function isPlaced(highlight: HighlightView): highlight is Placed {
  return highlight.start !== null && highlight.end !== null;
}

/** A highlight's words as they are quoted. */
export function quoteOf(highlight: HighlightView): string {
  return highlight.quote ?? highlight.exact;
}

/** In the order of the text; those without a place last, as they were made. */
function inReadingOrder(a: HighlightView, b: HighlightView): number {
  return (a.start ?? Infinity) - (b.start ?? Infinity) || a.created - b.created;
}

/** What is as it was stays the same object, so that of many highlights only what changed is drawn anew. */
function kept(before: HighlightView[], now: HighlightView[]): HighlightView[] {
  const known = new Map(before.map((h) => [h.id, h]));
  return now.map((highlight) => {
    const old = known.get(highlight.id);
    return old && JSON.stringify(old) === JSON.stringify(highlight) ? old : highlight;
  });
}

export class Reader {
  detail = $state.raw<ArticleDetail | null>(null);
  /** The annotations of other articles whose notes lead to this one. */
  links = $state.raw<AnnotationView[]>([]);
  /** The highlight at hand: drawn stronger, its note open. */
  active = $state<string | null>(null);
  /** The highlight or note that is being written: its id, or "article" for a new note on the article. */
  editing = $state<string | null>(null);
  /** The highlight whose field for tags is open. */
  tagging = $state<string | null>(null);
  /** Text that could not be saved, by what it belongs to. Kept until it could. */
  drafts = $state<Record<string, string>>({});
  /** What is being written, until it is kept in the library: a crash loses no more than a moment's words. */
  readonly #writing = new Map<string, ReturnType<typeof setTimeout>>();
  /** What of it the library has. */
  readonly #kept = new Set<string>();
  /** What is selected. */
  selection = $state.raw<Span | null>(null);
  readonly translationKey = translationOf;
  loading = $state(false);
  /** Count the questions about the open article and about its annotations: the answer to one that was asked before
   * another is out of date, whichever comes first. */
  #articleAsked = 0;
  #annotationsAsked = 0;

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
    /** A highlight or a note changed: lists of annotations show it too. `tags`: tags may have come or gone. */
    private readonly changed: (tags?: boolean) => void,
    /** An article was opened, or none is open any more. */
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

  /** Brings back what was being written when the app ended without saving it. */
  async restore(): Promise<void> {
    const { drafts } = await this.host.call("drafts", {});
    for (const { key, body } of drafts) {
      this.#kept.add(key);
      this.drafts[key] = body;
    }
  }

  /** Keeps what is being written, a moment after the last key. */
  write(key: string, body: string): void {
    clearTimeout(this.#writing.get(key));
    const keep = async () => {
      this.#writing.delete(key);
      try {
        await this.host.call("draft.set", { key, body });
        this.#kept.add(key);
      } catch {
        // It is still on the screen; saving it says what is wrong.
      }
    };
    this.#writing.set(key, setTimeout(() => void keep(), 300));
  }

  /** What was written is saved, or given up. */
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
      // The app may have ended between saving a note and forgetting its draft.
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

  /** Looks for what leads to the open article. Not worth an error to the reader. */
  async findLinks(): Promise<void> {
    const id = this.id;
    if (!id) return;
    try {
      const { rows } = await this.host.call("article.linked_from", { id });
      if (this.id === id) this.links = rows;
    } catch {
      // What was found before is still there.
    }
  }

  /** Reads the open article again; it may have changed elsewhere. */
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

  /** Puts a highlight as the library has it now in the place of what was shown of it. */
  #put(highlight: HighlightView): void {
    this.#annotationsAsked += 1;
    const { detail } = this;
    if (!detail) return;
    const others = detail.highlights.filter((h) => h.id !== highlight.id);
    this.detail = { ...detail, highlights: [...others, highlight].toSorted(inReadingOrder) };
  }

  /** How many annotations an article has now. */
  count(id: string, highlights: number, notes: number): void {
    const { detail } = this;
    if (detail?.article.id === id) this.detail = { ...detail, article: { ...detail.article, highlights, notes } };
  }

  /** Marks a span; gives the new highlight's id, or null if it could not be saved. */
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

  /** Highlights an image, by its key. */
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

  /** Says who said a highlight's words; null for nobody. */
  async attribute(id: string, attribution: AttributionView | null): Promise<boolean> {
    return this.edit(() => this.host.call("highlight.attribute", { id, attribution }));
  }

  /** Puts a translation beside a highlight's words; null takes it away. */
  async translate(id: string, translation: TranslationView | null): Promise<void> {
    if (await this.edit(() => this.host.call("highlight.translate", { id, translation }))) this.#written(translationOf(id));
  }

  /** Whether a translation of a highlight is being written. */
  translating(id: string): boolean {
    return translationOf(id) in this.drafts;
  }

  /** Draws a highlight as a line, or marks it. */
  async restyle(id: string, underline: boolean): Promise<void> {
    await this.edit(() => this.host.call("highlight.set_style", { id, style: underline ? "underlined" : "marked" }));
  }

  /** Attaches a highlight to a passage of the version that is shown; what lies between its parts is left out. */
  async reattach(id: string, parts: Span[]): Promise<void> {
    const version = this.detail?.version.id;
    const span = whole(parts);
    if (version && span) await this.edit(() => this.host.call("highlight.reattach", { id, version, ...span, left_out: gaps(parts) }));
  }

  /** Takes what stands at a highlight's place now for its words. */
  async accept(id: string): Promise<void> {
    const highlight = this.highlights.find((h) => h.id === id);
    if (highlight && isPlaced(highlight) && isUnsettled(highlight)) await this.reattach(id, highlight.parts);
  }

  /** Keeps a highlight's words though this version says something else; or asks about them again. */
  async settle(id: string, on: boolean): Promise<void> {
    const version = this.detail?.version.id;
    if (version) await this.edit(() => this.host.call("highlight.settle", { id, version, on }));
  }

  /** The highlights that wait for a word of the reader, in the order of the text. */
  get unsettled(): HighlightView[] {
    return this.highlights.filter(isUnsettled);
  }

  /** Goes to the next highlight that waits for a word of the reader. */
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

  /** Saves the note of a highlight. What cannot be saved stays as a draft. */
  async setNote(id: string, body: string): Promise<void> {
    const shown = this.highlights.find((h) => h.id === id);
    if ((shown?.note ?? "") === body && (shown || body === "")) {
      this.#written(id);
      return;
    }
    this.drafts[id] = body;
    if (await this.edit(() => this.host.call("highlight.set_note", { id, body }))) this.#written(id);
  }

  /** Saves a note on the article; `id` is null for a new one. */
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

  /** Remembers how far an article has been read. Not worth an error to the reader. */
  async setPosition(id: string | null, progress: number, position: number): Promise<void> {
    if (!id) return;
    try {
      await this.host.call("article.set_position", { id, progress, position });
    } catch {
      // The next scroll tries again.
    }
  }

  /** Changes a highlight; the library answers with what it is now. */
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
