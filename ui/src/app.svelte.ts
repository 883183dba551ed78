/** The app as a whole: its rooms, its settings, what is open, and what a command does. */

import { tick } from "svelte";
import { type AnnotationView, type CitationForm, Colour, type EventView, type ExportView, type Failure, type Given, type HandedView, type ImportView, type ProjectView, type RecheckOutcome, type RecheckedView, type SavedQuery, type Scope, type SearchView, type Settings } from "./api/contract";
import { Clips, type Into } from "./clip/clips.svelte";
import { areExported, type Draft, draftFile, draftHanded, type Dropped, mayBeFiles, type Placed, together } from "./clip/files";
import { idle } from "./components/idle";
import type { MenuAt } from "./components/menu";
import { Toasts } from "./components/toasts.svelte";
import { CallError, listen, type Host } from "./host/host";
import { Annotations, NO_FILTER } from "./gather/annotations.svelte";
import { Outline } from "./gather/outline.svelte";
import { Imports } from "./imports/imports.svelte";
import { ArticleList } from "./library/list.svelte";
import { explain, listed, plural, t, type Key } from "./messages/messages";
import type { Span } from "./anchor/text";
import { People, type Tab } from "./quotes/people.svelte";
import { Quotes } from "./quotes/quotes.svelte";
import { Reader } from "./reader/reader.svelte";
import { Trail } from "./reader/trail";
import { countsOfHighlights } from "./versions/rechecked";

export type DialogName = "add" | "palette" | "shortcuts" | "settings" | "details" | "tag" | "gather" | "delete" | "captured" | "left_out" | "versions" | "rechecked" | "appearance" | "elsewhere" | "verify" | "template" | "import" | "fetching";

/** What the window shows beside the article: articles, annotations, the outline of a project, or who is quoted. */
export type Room = "articles" | "annotations" | "outline" | "people";

/** A name that is asked for. */
export interface Naming {
  /** What for. */
  title: string;
  /** What the field says while it is empty. */
  label: string;
  name: string;
  save: (name: string) => Promise<void>;
  /** Takes away what is named. */
  remove?: () => Promise<void>;
  /** What the button for that says. */
  removes?: string;
}

/** What a command asks of the view that shows the article. */
export interface ReaderView {
  /** Moves an end of the active highlight by a word, a sentence or a paragraph. */
  stretch(which: "start" | "end", forward: boolean, step: "word" | "sentence" | "paragraph"): void;
  /** Whether there are words that a highlight may be made of. */
  canMark(): boolean;
  /** Highlights the selection, or the sentence at hand; a colour goes to the highlight at hand too. */
  mark(colour?: string): void;
  /** Begins the note of the highlight at hand, or of a new one. */
  note(): void;
  /** Copies the selection as a quotation. */
  copySelection(): void;
  /** Leaves the selection out of the active highlight, or adds it. */
  cut(out: boolean): void;
  /** Highlights the table, listing, quotation or paragraph at hand as a whole. */
  markBlock(): void;
  /** Draws the active highlight as a line, or marks it; the next ones, where none is. */
  underline(): void;
  /** Goes to the next quotation, or back, and says whose it is. */
  walkQuotes(forward: boolean): Promise<void>;
  /** Reads aloud from what is selected or in view; waits, and goes on. */
  readAloud(): void;
  /** Saves how far the article was read, if that is not saved yet. */
  savePlace(): Promise<void> | undefined;
  /** Selects the whole article. */
  selectAll(): void;
  /** Copies the selected words as they are. */
  copyWords(): void;
  /** Searches the library for the selected words. */
  searchSelection(): void;
  /** To the sentence after, or before, while it is read aloud. */
  skip(forward: boolean): void;
  /** Reads faster by steps, or slower. */
  pace(by: number): void;
  /** Opens the outline, or closes it. */
  showOutline(): void;
  /** Looks for words in the article; the next place, or the one before. */
  findInText(forward: boolean | null): void;
}

/** What a right click in the article was on. */
export interface InArticle {
  selection: boolean;
  highlight: string | null;
  /** An address outside the article. */
  link: string | null;
  /** The key of an image. */
  image: string | null;
  /** Shows an image as large as the window. */
  enlarge: (() => void) | null;
  markImage: (() => void) | null;
}

export const DEFAULTS: Settings = {
  language: "system",
  theme: "system",
  font: "serif",
  size: 18,
  line_height: 1.6,
  width: 66,
  paged: false,
  speech_rate: 1,
  voice: "",
  sort: "saved",
  descending: true,
  single_keys: true,
  keys: {},
  underline: false,
  export_text: true,
  citation_style: null,
  export_preset: "obsidian",
  export_template: "",
  export_files: "article",
  export_images: false,
  export_marks: "none",
  colour_names: [],
};

export class App {
  settings = $state.raw<Settings>(DEFAULTS);
  dialog = $state<DialogName | null>(null);
  /** The articles the question about deleting is about. */
  deleting = $state.raw<string[]>([]);
  /** Why there is no library to show. */
  broken = $state.raw<CallError | null>(null);
  /** What is so wrong with the library that it stays on the screen. */
  alarm = $state<string | null>(null);
  /** Whether keys move the reading cursor. */
  cursorOn = $state(false);
  /** Whether the article has the window to itself. */
  focused = $state(false);
  /** Articles that were looked up again, to be shown. */
  rechecked = $state.raw<RecheckedView[]>([]);
  /** What a screen reader says next: of what is done without a word on the screen. */
  said = $state("");
  /** What the window does when nothing is dragged over it any more. */
  dragEnded: (() => void) | null = null;
  /** The project or tag at a place of the window. */
  intoAt: ((x: number, y: number) => Into | null) | null = null;
  /** What only the view that shows the article can do. */
  view: ReaderView | null = null;
  room = $state<Room>("articles");
  /** The words that are looked for elsewhere. */
  passage = $state.raw<({ article: string } & Span) | null>(null);
  /** The draft that is to be checked; null where one is still to be chosen. */
  draft = $state.raw<Draft | null>(null);
  /** Whether words of the app itself are dragged: they are for other programs, and are not clipped when dropped here. */
  dragsWords = false;
  /** The menu that a right click opened. */
  menu = $state.raw<MenuAt | null>(null);
  /** Articles that were open before this one, and after it: for going back and forward. */
  readonly trail = new Trail();
  /** The words that are looked for on the page as it was captured. */
  sought = $state.raw<string | null>(null);
  /** The name that is asked for. */
  naming = $state.raw<Naming | null>(null);
  readonly toasts = new Toasts();
  readonly list: ArticleList;
  readonly annotations: Annotations;
  readonly outline: Outline;
  readonly reader: Reader;
  readonly quotes: Quotes;
  readonly people: People;
  readonly clips: Clips;
  readonly imports: Imports;

  constructor(readonly host: Host) {
    const fail = (error: CallError) => this.fail(error);
    this.list = new ArticleList(host, fail);
    this.annotations = new Annotations(host, fail);
    this.outline = new Outline(host, fail, () => void this.#reloadLists());
    this.reader = new Reader(host, fail, () => void this.#reloadLists(), (id) => {
      if (id) this.trail.visit(id);
      void this.#remember(id);
    });
    this.quotes = new Quotes(host, fail);
    this.people = new People(host, fail);
    this.clips = new Clips(host, fail, (outcome, into) => void this.#arrived(outcome.article, outcome.outcome, into), (list) => this.#lookedUp(list), (view) => this.#imported(view), (path, lost) => this.toasts.show(lost > 0 ? t("toast.library_archived_damaged", { path, count: lost }) : t("toast.library_archived", { path })), () => void this.refresh());
    this.imports = new Imports(host);
  }

  async start(signal: AbortSignal): Promise<void> {
    try {
      this.settings = await this.host.call("settings.get", {});
    } catch (thrown) {
      this.broken = CallError.from(thrown);
      return;
    }
    this.list.use(this.settings);
    await this.attempt(() => this.reader.restore());
    await this.list.show("inbox");
    if (this.list.total === 0 && (this.list.status?.counts.all ?? 0) > 0) await this.list.show("all");
    await this.#resume();
    void listen(this.host, (event) => this.#hear(event), signal);
    signal.addEventListener("abort", () => (this.#stopped = true));
    void this.#readQuotations();
  }

  /** Opens what was open when the window was closed, or when its page had to be loaded again. */
  async #resume(): Promise<void> {
    const again = location.hash === "#again";
    await this.attempt(async () => {
      const { article } = await this.host.call("session.get", {});
      if (!article) return;
      this.list.focusOn(article);
      await this.reader.open(article);
    });
    this.#resumed = true;
    if (!again) return;
    history.replaceState(null, "", location.pathname);
    this.toasts.show(t("toast.again"));
  }

  #resumed = false;

  /** Remembers what is open, for the next start. */
  async #remember(article: string | null): Promise<void> {
    try {
      if (this.#resumed) await this.host.call("session.set", { article });
    } catch {
      // A library that cannot be written to begins with its list.
    }
  }

  #reading = false;
  #unread = false;
  #stopped = false;

  /** Reads the quotations of articles that were not read yet, a little at a time, while nothing else is to be done. */
  async #readQuotations(): Promise<void> {
    this.#unread = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#unread && !this.#stopped) {
        this.#unread = false;
        await idle();
        while ((await this.host.call("quotes.read", {})).left > 0 && !this.#stopped) await idle();
        if (this.reader.id) await this.quotes.count(this.reader.id);
      }
    } catch {
      // Whoever looks for what is missing is told why.
    } finally {
      this.#reading = false;
    }
  }

  fail(error: CallError): void {
    // It stays on the screen.
    if (error.code === "detached") {
      this.alarm = error.subject ? t("alarm.detached", { path: error.subject }) : t("alarm.detached_unsaved");
      return;
    }
    this.toasts.show(explain(error), null, true);
  }

  /** Tells who does not see the screen what was done; the same again is heard again. */
  say(text: string): void {
    this.said = text === this.said ? `${text}\u00a0` : text;
  }

  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    this.settings = { ...before, ...change };
    try {
      await this.host.call("settings.set", this.settings);
    } catch (thrown) {
      this.settings = before;
      this.fail(CallError.from(thrown));
    }
  }

  /** What the reader calls a colour. */
  colourName(colour: Colour): string {
    const index = Colour.findIndex((c) => c === colour);
    return this.settings.colour_names[index] || t(`colour.${colour}`);
  }

  /** Shows articles: of a place, with a tag, or in a project. */
  async show(scope: Scope, tag: string | null = null, project: string | null = null): Promise<void> {
    this.room = "articles";
    await this.list.show(scope, tag, project);
  }

  /** Closes the window, once what is not saved yet is. */
  async quit(): Promise<void> {
    await this.attempt(async () => {
      await this.view?.savePlace();
      await this.host.quit();
    });
  }

  /** Shows the annotations of the whole library, or those that are asked for. */
  async showAnnotations(asked: Extract<SavedQuery, { of: "annotations" }> | null = null): Promise<void> {
    this.room = "annotations";
    this.reader.close();
    await this.annotations.show(asked ?? { filter: NO_FILTER });
  }

  /** The project that is shown. */
  get project(): ProjectView | null {
    const id = { articles: this.list.isSearch ? null : this.list.project, annotations: this.annotations.filter.project, outline: this.outline.project, people: null }[this.room];
    return this.list.status?.projects.find((p) => p.id === id) ?? null;
  }

  /** Opens a project at its articles; at its annotations if it has highlights and no article. */
  async openProject(id: string): Promise<void> {
    const project = this.list.status?.projects.find((each) => each.id === id);
    if (project?.articles !== 0) return this.showProject(id);
    const from = this.room;
    await this.annotations.show({ filter: { ...NO_FILTER, project: id } });
    if (this.room !== from) return; // The reader went elsewhere meanwhile.
    if (this.annotations.total === 0) return this.showProject(id);
    this.room = "annotations";
    this.reader.close();
  }

  async showProject(id: string, room: Room = "articles"): Promise<void> {
    if (room === "articles") return this.show("all", null, id);
    this.room = room;
    if (room === "outline") {
      this.reader.close();
      await this.outline.show(id);
    }
    await this.annotations.show({ filter: { ...NO_FILTER, project: id } });
  }

  /** Runs a search that is kept. */
  async showSearch({ query }: SearchView): Promise<void> {
    if (query.of === "annotations") return this.showAnnotations(query);
    await this.show("all");
    await this.list.search(query.query);
  }

  /** Opens the article of an annotation, at the annotation. */
  async openAnnotation(row: AnnotationView | undefined = this.annotations.focused): Promise<void> {
    if (!row) return;
    if (this.reader.id !== row.article) await this.reader.open(row.article);
    if (row.kind === "highlight" && this.reader.id === row.article) this.reader.active = row.id;
  }

  /** Opens an article at a passage: one of its quotations, or any. Where another version has it, the versions are shown. */
  async openPassage(article: string, { start, end }: Span, version: string | null = null): Promise<void> {
    this.quotes.wanted = { article, start, end };
    if (this.reader.id === article) this.quotes.goToWanted(article);
    else await this.reader.open(article);
    const shown = this.reader.detail;
    if (!version || shown?.article.id !== article || shown.version.id === version) return;
    this.quotes.wanted = null;
    this.quotes.leave();
    this.toasts.show(t("toast.other_version"));
    await this.showVersions(article);
  }

  /** Shows who is quoted; what was said otherwise elsewhere. */
  async showPeople(tab: Tab = "people"): Promise<void> {
    this.room = "people";
    this.people.tab = tab;
    this.people.reading = false;
    this.reader.close();
    await tick();
    document.getElementById(tab === "people" ? "search" : "people-tab-altered")?.focus();
  }

  /** Searches what somebody said. */
  async searchSpeaker(name: string): Promise<void> {
    await this.show("all");
    await this.list.search(`speaker:"${name.replace(/["“”„«»「」]/g, " ")}" `);
    await tick();
    document.getElementById("search")?.focus();
  }

  /** The words that can be looked for elsewhere: the quotation at hand, what is selected, or the highlight at hand. */
  get seekable(): ({ article: string } & Span) | null {
    const article = this.reader.id;
    const active = this.reader.highlights.find((h) => h.id === this.reader.active && h.image === null);
    const at = active && active.start !== null && active.end !== null ? { start: active.start, end: active.end } : null;
    const span = this.quotes.span ?? this.reader.selection ?? at;
    return article && span ? { article, start: span.start, end: span.end } : null;
  }

  /** Looks for the words at hand in what is quoted elsewhere. */
  askElsewhere(span: Span | null = null): void {
    this.passage = span && this.reader.id ? { article: this.reader.id, ...span } : this.seekable;
    if (this.passage) this.dialog = "elsewhere";
  }

  /** Checks the quotes of a draft; asks for one where none is given. */
  verify(draft: Draft | null = null): void {
    this.draft = draft;
    this.dialog = "verify";
  }

  /** Shows the page as it was captured, at these words. */
  showCaptured(words: string): void {
    this.sought = words;
    this.dialog = "captured";
  }

  askNewProject(): void {
    this.naming = {
      title: t("project.new"),
      label: t("project.name"),
      name: "",
      save: async (name) => {
        const { id } = await this.host.call("project.create", { name });
        await this.list.reload();
        await this.showProject(id);
      },
    };
  }

  askRenameProject({ id, name }: ProjectView): void {
    this.naming = {
      title: t("project.edit"),
      label: t("project.name"),
      name,
      save: (name) => this.#done(() => this.host.call("project.rename", { id, name }), t("toast.renamed")),
      remove: async () => {
        await this.attempt(async () => {
          const shown = this.project?.id === id;
          await this.#done(() => this.host.call("project.delete", { id }), t("toast.project_deleted", { name }));
          if (shown) await this.show("all");
        });
      },
      removes: t("project.delete"),
    };
  }

  askRenameTag(tag: string): void {
    const shown = this.list.tag === tag;
    this.naming = {
      title: t("tag.edit"),
      label: t("tag.label"),
      name: tag,
      save: async (name) => {
        await this.#done(() => this.host.call("tag.rename", { tag, name }), t("toast.renamed"));
        if (shown) await this.show("all", name);
      },
      remove: () =>
        this.attempt(async () => {
          await this.#done(() => this.host.call("tag.delete", { tag }), t("toast.tag_deleted", { name: tag }));
          if (shown) await this.show("all");
        }),
      removes: t("tag.delete"),
    };
  }

  /** Asks under what name to keep the search that is shown. */
  askSaveSearch(): void {
    const query: SavedQuery = this.room === "annotations" ? this.annotations.asked : { of: "articles", query: this.list.query.trim() };
    this.naming = {
      title: t("command.save_search"),
      label: t("search.name"),
      name: query.of === "articles" ? query.query : query.filter.query,
      save: (name) => this.#done(() => this.host.call("search.save", { name, query }), t("toast.search_saved")),
    };
  }

  askRenameSearch({ id, name }: SearchView): void {
    this.naming = {
      title: t("search.edit"),
      label: t("search.name"),
      name,
      save: (name) => this.#done(() => this.host.call("search.rename", { id, name }), t("toast.renamed")),
      remove: () => this.attempt(() => this.#done(() => this.host.call("search.delete", { id }), t("toast.search_deleted"))),
      removes: t("search.delete"),
    };
  }

  /** Puts what is at hand into a project: a new one where there is none of that name. */
  async gather(project: string | null, name: string): Promise<void> {
    const highlights = this.annotating ? this.annotations.targets.highlights : [];
    const articles = this.annotating ? [] : this.targets();
    if (highlights.length + articles.length === 0) return;
    await this.attempt(async () => {
      const id = project ?? (await this.host.call("project.create", { name })).id;
      await this.#done(() => this.host.call("project.gather", { id, articles, highlights, on: true }), t("toast.gathered", { name }));
      this.annotations.clear();
      this.list.clear();
    });
  }

  /** Takes what is at hand out of the project that is shown. */
  async letGo(): Promise<void> {
    const project = this.project;
    if (!project) return;
    const highlights = this.annotating ? this.annotations.targets.highlights : [];
    const articles = this.annotating ? [] : this.targets();
    await this.attempt(async () => {
      const before = this.annotations.total;
      const annotating = this.annotating;
      await this.#done(() => this.host.call("project.gather", { id: project.id, articles, highlights, on: false }), t("toast.let_go", { name: project.name }));
      // A highlight whose article is in the project is in it with the article.
      this.annotations.clear();
      this.list.clear();
      if (annotating && this.annotations.total === before) this.toasts.show(t("toast.with_article"));
    });
  }

  /** Puts the highlights at hand into the outline of the project that is shown. */
  async quoteInOutline(): Promise<void> {
    const project = this.project;
    const { highlights } = this.annotations.targets;
    if (!project || highlights.length === 0) return;
    await this.attempt(() => this.#done(() => this.host.call("outline.quote", { project: project.id, highlights, before: null }), plural("toast.quoted", highlights.length)));
    this.annotations.clear();
  }

  /** Whether keys and commands are about annotations in a list. */
  get annotating(): boolean {
    return this.room === "annotations" && this.annotations.length > 0 && (this.reader.active === null || this.annotations.selected.size > 0);
  }

  async recolourAnnotations(colour: Colour): Promise<void> {
    const { highlights } = this.annotations.targets;
    if (highlights.length === 0) return;
    await this.attempt(() => this.#done(() => this.host.call("annotations.set_colour", { highlights, colour }), plural("toast.recoloured", highlights.length)));
  }

  async deleteAnnotations(): Promise<void> {
    const { highlights, notes } = this.annotations.targets;
    const count = highlights.length + notes.length;
    if (count === 0) return;
    await this.attempt(async () => {
      await this.#done(() => this.host.call("annotations.delete", { highlights, notes }), plural("toast.annotations_deleted", count));
      this.annotations.clear();
    });
  }

  /** What a document of annotations is called. */
  get #documentTitle(): string {
    return this.project?.name ?? t("annotations.label");
  }

  async copyAnnotations(): Promise<void> {
    const { highlights, notes } = this.annotations.targets;
    await this.copy(() => this.host.call("annotations.markdown", { title: this.#documentTitle, highlights, notes }));
  }

  async exportAnnotations(choose = false): Promise<void> {
    const { highlights, notes } = this.annotations.targets;
    if (highlights.length + notes.length > 0) await this.#export(() => this.host.call("annotations.export", { title: this.#documentTitle, highlights, notes, choose }));
  }

  async copyOutline(): Promise<void> {
    const id = this.outline.project;
    if (id) await this.copy(() => this.host.call("outline.markdown", { id }));
  }

  async exportOutline(choose = false): Promise<void> {
    const id = this.outline.project;
    if (id) await this.#export(() => this.host.call("outline.export", { id, choose }));
  }

  async removePiece(id: string): Promise<boolean> {
    const done = await this.outline.remove(id);
    if (done) this.#offerUndo(t("toast.piece_removed"));
    return done;
  }

  async openFocused(): Promise<void> {
    if (this.room === "people") {
      this.people.reading = true;
      return;
    }
    if (this.room !== "articles") return this.openAnnotation();
    const article = this.list.focused;
    if (!article) return;
    this.list.selected = new Set();
    await this.reader.open(article.id);
    // Who opens it by a key reads it by keys.
    await tick();
    document.querySelector<HTMLElement>(".scroller")?.focus({ preventScroll: true });
  }

  async setState(state: "inbox" | "later" | "archive"): Promise<void> {
    const ids = this.targets();
    await this.#act(ids, () => this.host.call("articles.set_state", { ids, state }), {
      inbox: t("toast.inbox"),
      later: t("toast.later"),
      archive: t("toast.archived"),
    }[state]);
  }

  async favourite(): Promise<void> {
    const ids = this.targets();
    const first = this.reader.id === ids[0] ? this.reader.detail?.article : this.list.focused;
    await this.#act(ids, () => this.host.call("articles.set_favourite", { ids, on: !first?.favourite }), null);
  }

  async trash(): Promise<void> {
    const ids = this.targets();
    if (this.inTrash) {
      this.askDelete();
      return;
    }
    await this.#act(ids, () => this.host.call("articles.trash", { ids }), plural("toast.trashed", ids.length), true);
  }

  async restore(): Promise<void> {
    const ids = this.targets();
    await this.#act(ids, () => this.host.call("articles.restore", { ids }), t("toast.restored"));
  }

  async deleteForGood(): Promise<void> {
    const ids = this.deleting;
    this.dialog = null;
    await this.attempt(async () => {
      await this.host.call("articles.delete_for_good", { ids });
      this.#left(ids);
      await this.list.reload();
      this.toasts.show(t("toast.deleted"));
    });
  }

  /** Gives what is at hand a tag. */
  async tag(tag: string, on = true): Promise<void> {
    if (this.annotating) {
      const { highlights } = this.annotations.targets;
      if (highlights.length === 0) return;
      await this.attempt(() => this.#done(() => this.host.call("annotations.tag", { highlights, tag, on }), t("toast.tagged", { tag })));
      return;
    }
    await this.tagArticles(this.targets(), tag, on);
  }

  async tagArticles(ids: string[], tag: string, on: boolean): Promise<void> {
    await this.#act(ids, () => this.host.call("articles.tag", { ids, tag, on }), on ? t("toast.tagged", { tag }) : null);
  }

  async undo(redo = false): Promise<void> {
    await this.attempt(async () => {
      const done = await this.host.call(redo ? "history.redo" : "history.undo", {});
      this.toasts.withdraw();
      if (!done.label) {
        this.toasts.show(t(redo ? "toast.nothing_to_redo" : "toast.nothing_to_undo"));
        return;
      }
      this.toasts.show(t(redo ? "toast.redone" : "toast.undone", { what: t(`history.${done.label}`) }));
      await this.refresh();
      if (this.reader.id && done.label === "correct_speaker") await this.quotes.reload(this.reader.id);
      if (this.room === "people") await this.people.load();
    });
  }

  async export(everything: boolean, choose = false): Promise<void> {
    const ids = everything ? null : this.targets();
    await this.#export(() => this.host.call("export.folder", { ids, choose }));
  }

  /** Writes the highlights of everything, or the articles, as a list for another program. */
  async exportList(kind: "csv" | "readwise" | "bookmarks" | "html" | "epub", ids: string[] | null = null): Promise<void> {
    await this.#export(() => this.host.call("export.list", { ids, kind, choose: false }));
  }

  #tellBoth(files: string[]): void {
    if (files.length > 0) this.toasts.show(plural("toast.both", files.length, { name: files[0] ?? "" }));
  }

  async #export(call: () => Promise<ExportView>): Promise<void> {
    await this.attempt(async () => {
      const report = await call();
      if (!report.folder) return;
      const counts = (["created", "updated", "merged", "removed", "unchanged"] as const).filter((kind) => report[kind] > 0);
      const what = counts.map((kind) => t(`toast.exported.${kind}`, { count: report[kind] }));
      if (report.taken > 0) what.push(plural("toast.taken", report.taken));
      const { folder } = report;
      const shown = () => this.host.call("desk.show_exported", {}).catch(() => this.toasts.show(t("toast.no_file_manager", { folder })));
      const open = { label: t("toast.open_folder"), run: () => void shown() };
      this.toasts.show(t("toast.exported", { folder: report.folder, what: what.length > 0 ? listed(what) : t("toast.exported.nothing") }), this.host.choosesFiles ? open : null);
      this.#tellBoth(report.both);
      if (report.beside.length > 0) this.toasts.show(plural("toast.beside", report.beside.length, { name: report.beside[0] ?? "" }));
    });
  }

  /** Reads the page that the open article was captured from again, with the extractor of today. */
  async reextract(): Promise<void> {
    const id = this.reader.id;
    if (!id) return;
    await this.attempt(async () => {
      const { outcome } = await this.host.call("article.reextract", { id });
      await this.refresh();
      this.toasts.show(t(`toast.reread.${outcome}`));
    });
  }

  /** Fetches articles again and says what changed in them since. */
  async recheck(ids = this.targets()): Promise<void> {
    await this.clips.recheck(ids);
  }

  #lookedUp(list: RecheckedView[]): void {
    const [one] = list;
    if (!one) return;
    if (list.length > 1) {
      const count = (outcome: RecheckOutcome) => list.filter((r) => r.outcome === outcome).length;
      const said = t("rechecked.summary", { unchanged: count("unchanged"), changed: count("changed"), failed: count("failed"), not_fetched: count("not_fetched") });
      this.rechecked = list.filter((r) => r.outcome === "changed" || r.outcome === "failed");
      this.toasts.show(said, this.rechecked.length > 0 ? { label: t("toast.rechecked.list"), run: () => (this.dialog = "rechecked") } : null);
    } else if (one.error) {
      this.fail(CallError.from(one.error));
    } else if (one.outcome === "changed") {
      const what = countsOfHighlights(one);
      const said = what.length > 0 ? t("toast.rechecked.quotes", { what: listed(what) }) : t("toast.rechecked.changed");
      this.toasts.show(said, { label: t("toast.rechecked.show"), run: () => void this.showVersions(one.id) });
    } else if (one.outcome !== "failed") {
      this.toasts.show(t(`toast.rechecked.${one.outcome}`));
    }
  }

  /** Takes in what was dropped or pasted: a draft, pages, or what another program exported. */
  async take(files: Placed[], into: Into | null = null): Promise<void> {
    const [first] = files;
    // A draft is checked; what quotes nobody becomes an article.
    if (!into && files.length === 1 && first && isDraft(first.file.name)) return this.verify(draftFile(first.file, this.clips));
    await this.attempt(async () => {
      if (!(await areExported(files))) return this.clips.files(together(files), into);
      this.dialog = "import";
      await this.imports.look(files);
    });
  }

  /** Takes in what was dropped or pasted, whatever it is. */
  async receive(what: Dropped, how: "dropped" | "pasted", into: Into | null = null): Promise<void> {
    if (what.files) return this.take(await what.files, into);
    // WebKitGTK hands over no files, and does not say that it was some: the window knows.
    if (this.host.choosesFiles && (how === "dropped" || mayBeFiles(what))) {
      let handed: HandedView | null = null;
      const asked = await this.succeeds(async () => void (handed = await this.host.given(how)));
      if (!asked) return;
      if (handed) return this.attempt(() => this.#takeHanded(handed as unknown as HandedView, how, into));
    }
    const { link, text, html } = what;
    if (link) await this.clips.add(link, null, into);
    else if (text.trim() || html) await this.clips.add(text, html, into);
  }

  /** Takes in files that were given to the window. */
  async takeGiven(how: Given, into: Into | null = null): Promise<void> {
    await this.attempt(async () => {
      const handed = await this.host.given(how, t("add.files"));
      if (handed) await this.#takeHanded(handed, how, into);
    });
  }

  async #takeHanded(handed: HandedView, how: Given, into: Into | null): Promise<void> {
    const dropped = how === "dropped" || how === "pasted";
    if (handed.exported) {
      this.dialog = "import";
      await this.imports.lookHanded(handed);
    } else if (dropped && !into && handed.pages.length === 1 && isDraft(handed.pages[0] ?? "")) {
      this.verify(draftHanded(handed, this.host, this.clips));
    } else if (handed.pages.length === 0) {
      this.toasts.show(t("drop.no_pages"), null, true);
    } else {
      await this.clips.handed(handed, into);
    }
  }

  /** Puts articles that were dropped on a project or a tag there. */
  async putInto(into: Into, articles: string[], highlights: string[] = []): Promise<void> {
    await this.attempt(async () => {
      if (into.kind === "project") {
        await this.#done(() => this.host.call("project.gather", { id: into.id, articles, highlights, on: true }), t("toast.gathered", { name: into.name }));
      } else {
        const { name: tag } = into;
        if (articles.length > 0) await this.#done(() => this.host.call("articles.tag", { ids: articles, tag, on: true }), t("toast.tagged", { tag }));
        if (highlights.length > 0) await this.#done(() => this.host.call("annotations.tag", { highlights, tag, on: true }), t("toast.tagged", { tag }));
      }
    });
  }

  /** Opens the article that was open before this one, or after it. */
  async goBack(forward = false): Promise<void> {
    const id = this.trail.step(forward);
    if (id) await this.reader.open(id);
  }

  #imported(view: ImportView): void {
    const articles = view.new + view.updated;
    const what = [articles > 0 ? plural("toast.imported.articles", articles) : "", view.anchored + view.waiting > 0 ? plural("toast.imported.highlights", view.anchored + view.waiting) : ""].filter(Boolean);
    const said = what.length === 0 ? t("import.nothing") : t(view.stopped ? "toast.imported.stopped" : "toast.imported", { what: listed(what) });
    this.toasts.show(said, what.length > 0 ? { label: t("toast.undo"), run: () => this.undo() } : null);
    void this.#reloadLists();
    if (articles > 0 && this.room === "articles" && !this.list.isSearch && this.list.scope === "inbox" && this.reader.id === null) void this.list.show("all");
  }

  /** Puts the whole library into an archive, in a folder of the reader's. */
  async archive(): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("library.archive", { choose: false });
    });
  }

  /** Stops the fetching of imported articles' pages, or lets it go on. */
  async pauseFetching(on: boolean): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("fetching.pause", { on });
      await this.#reloadLists();
    });
  }

  /** Tries pages again that could not be had: of one article, or all. */
  async fetchAgain(id: string | null): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("fetching.again", { id });
      await this.refresh();
    });
  }

  /** Tries a page again that could not be had; what is on the reader's own network is asked for by name. */
  async fetchPage(id: string, url: string | null, error: Failure): Promise<void> {
    if (error.code === "private_address" && url) await this.clips.url(url);
    else await this.fetchAgain(id);
  }

  /** Opens an article with its versions compared. */
  async showVersions(id: string): Promise<void> {
    if (this.reader.id !== id) await this.reader.open(id);
    if (this.reader.id === id) this.dialog = "versions";
  }

  /** Follows a link of a note: to an article or a highlight of the library, or out of it. */
  async follow(url: string): Promise<void> {
    const [, kind, id] = /^(?:#clip-commonplace-|commonplace:\/\/)(article|highlight)[-/]([0-9a-f-]{36})$/.exec(url) ?? [];
    await this.attempt(async () => {
      if (!kind || !id) {
        await this.host.openUrl(url);
        return;
      }
      const article = kind === "article" ? id : (await this.host.call("highlight.article", { id })).article;
      if (this.reader.id !== article) await this.reader.open(article);
      if (kind === "highlight" && this.reader.id === article) this.reader.active = id;
    });
  }

  /** Copies Markdown, with its HTML beside it for programs that take that. */
  async copy(markdown: () => Promise<{ markdown: string }>): Promise<void> {
    await this.attempt(async () => this.copyText((await markdown()).markdown, { markdown: true }));
  }

  /** Copies references to what is at hand: formatted, or for other programs. */
  async cite(form: CitationForm): Promise<void> {
    // A highlight at hand is quoted in it.
    const active = this.room === "articles" && this.list.selected.size > 0 ? null : this.reader.active;
    const quoted = this.room === "annotations" ? this.annotations.targets.highlights : active ? [active] : [];
    const ids = this.targets();
    const call = quoted.length > 0 ? () => this.host.call("highlights.cite", { ids: quoted, form }) : ids.length > 0 ? () => this.host.call("articles.cite", { ids, form }) : null;
    if (!call) return;
    // What is for other programs is no Markdown.
    const markdown = !["bibtex", "ris", "csl-json"].includes(form);
    await this.attempt(async () => this.copyText((await call()).markdown, { markdown }));
  }

  async copyText(text: string, { markdown = false, said = t("toast.copied") }: { markdown?: boolean; said?: string | undefined } = {}): Promise<void> {
    await this.attempt(async () => {
      await this.host.copy(text, markdown);
      this.toasts.show(said);
    });
  }

  /** Saves an image of the open article as a file. */
  async saveImage(key: string): Promise<void> {
    const shown = this.reader.detail;
    if (!shown) return;
    await this.attempt(async () => {
      const { path } = await this.host.call("desk.save_image", { version: shown.version.id, key, name: shown.article.title || t("list.untitled") });
      if (path) this.toasts.show(t("toast.pdf", { path }));
    });
  }

  /** Writes what is shown as a PDF. */
  async savePdf(): Promise<void> {
    await this.attempt(async () => {
      const path = await this.host.print(true);
      if (path) this.toasts.show(t("toast.pdf", { path }));
    });
  }

  /** Copies a highlight as a quotation. What may not go out can be copied by who made it, and is said to be so. */
  async copyHighlight(id: string): Promise<void> {
    const standing = this.reader.highlights.find((h) => h.id === id)?.attribution?.standing ?? "";
    const withheld = standing === "off_record" || standing === "needs_permission";
    await this.attempt(async () => {
      const { markdown } = await this.host.call("highlight.markdown", { id });
      await this.copyText(markdown, { markdown: true, said: withheld ? t("toast.copied_withheld", { standing: t(`standing.${standing}`) }) : undefined });
    });
  }

  async deleteHighlight(id: string): Promise<void> {
    if (await this.reader.deleteHighlight(id)) {
      this.#offerUndo(t("toast.highlight_deleted"));
    }
  }

  #offerUndo(said: string): void {
    this.toasts.show(said, { label: t("toast.undo"), run: () => void this.undo() });
  }

  /** Does something that can be undone, and says so; what goes wrong is thrown. */
  async #done(call: () => Promise<unknown>, said: string): Promise<void> {
    await call();
    await this.refresh();
    this.#offerUndo(said);
  }

  /** Reads again what is shown. */
  async refresh(): Promise<void> {
    await Promise.all([this.#reloadLists(), this.reader.refresh(), this.room === "outline" ? this.outline.reload() : null]);
  }

  async #reloadLists(): Promise<void> {
    await Promise.all([this.list.reload(), this.room === "annotations" || this.room === "outline" ? this.annotations.reload() : null]);
  }

  async attempt(work: () => Promise<void>): Promise<void> {
    await this.succeeds(work);
  }

  /** Whether it went well; if not, the reader is told. */
  async succeeds(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.fail(CallError.from(thrown));
      return false;
    }
  }

  /** What an action on articles is about: those selected, the one that is open, or the one at hand. */
  targets(): string[] {
    const open = this.reader.detail?.article;
    if (this.room !== "articles") return open ? [open.id] : [];
    if (this.list.selected.size > 0) return [...this.list.selected];
    // In the trash, an open article that is not in it is not meant.
    const meant = open && (!this.inTrash || open.trashed !== null);
    return meant ? [open.id] : this.list.targets;
  }

  get inTrash(): boolean {
    return this.room === "articles" && this.list.scope === "trash" && !this.list.isSearch;
  }

  /** Asks before anything is deleted for good; what is asked about is what is deleted. */
  askDelete(): void {
    this.deleting = this.targets();
    if (this.deleting.length > 0) this.dialog = "delete";
  }

  async #act(ids: string[], call: () => Promise<unknown>, said: string | null, leaves = false): Promise<void> {
    if (ids.length === 0) return;
    await this.attempt(async () => {
      await call();
      if (leaves) this.#left(ids);
      this.list.selected = new Set();
      await this.refresh();
      if (said) this.#offerUndo(said);
    });
  }

  #left(ids: string[]): void {
    if (this.reader.id && ids.includes(this.reader.id)) this.reader.close();
  }

  async #arrived(id: string, outcome: string, into: Into | null): Promise<void> {
    if (into) return this.putInto(into, [id]);
    if (this.room !== "articles") await this.refresh();
    else if (this.list.scope !== "inbox" && this.list.scope !== "all") await this.list.show("inbox");
    else await this.list.reload();
    // Whoever is in the middle of something is not taken away from it.
    if (this.dialog || this.naming || this.clips.question || this.reader.editing || this.reader.selection) {
      this.toasts.show(t("toast.arrived"), { label: t("exists.open"), run: () => void this.reader.open(id) });
      return;
    }
    this.list.focusOn(id);
    await this.reader.open(id);
    void this.#readQuotations();
    const title = this.reader.detail?.article.title || t("list.untitled");
    const key: Key = outcome === "version_added" ? "toast.version_added" : "toast.added";
    this.toasts.show(t(key, { title }));
  }

  #hear(event: EventView): void {
    if (event.kind === "job") {
      if (event.work === "look") this.imports.hear(event);
      else this.clips.hear(event);
    } else if (event.kind === "open") {
      const follow = () => void this.follow(event.link);
      // Whoever is in the middle of something is not taken away from it.
      if (this.dialog || this.naming || this.clips.question) this.toasts.show(t("toast.asked"), { label: t("exists.open"), run: follow });
      else follow();
    } else if (event.kind === "drag_ended") {
      this.dragEnded?.();
    } else if (event.kind === "dropped") {
      this.dragEnded?.();
      void this.takeGiven("dropped", this.intoAt?.(event.x, event.y) ?? null);
    } else if (event.kind === "detached") {
      this.alarm = event.saved ? t("alarm.detached", { path: event.saved }) : t("alarm.detached_unsaved");
    } else if (event.kind === "log_set_aside") {
      this.alarm = t("alarm.log_set_aside", { path: event.path });
    } else if (event.kind === "vault") {
      if (event.failure) this.fail(CallError.from(event.failure));
      this.#tellBoth(event.both);
    } else {
      void this.#reloadLists();
      void this.#readQuotations();
      if (event.kind === "library_changed" && this.room === "outline") void this.outline.reload();
      if (event.kind === "library_changed" || event.id === this.reader.id) void this.reader.refresh();
    }
  }
}

/** Whether a file may be a draft, whose quotes are checked. */
function isDraft(name: string): boolean {
  return /\.(md|markdown)$/i.test(name);
}
