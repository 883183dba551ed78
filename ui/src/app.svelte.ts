/** The app as a whole: its rooms, its settings, what is open, and what a command does. */

import type { Event, RecheckedView, Settings } from "./api/contract";
import { Clips } from "./clip/clips.svelte";
import { Toasts } from "./components/toasts.svelte";
import { CallError, listen, type Host } from "./host/host";
import { ArticleList } from "./library/list.svelte";
import { explain, named, plural, t, type Key } from "./messages/messages";
import { Reader } from "./reader/reader.svelte";
import { COLOURS } from "./reader/sheet";

export type DialogName = "add" | "palette" | "shortcuts" | "settings" | "details" | "tag" | "delete" | "captured" | "left_out" | "versions" | "rechecked" | "appearance";

/** What a command asks of the view that shows the article. */
export interface ReaderView {
  /** Moves an end of the active highlight by a word, a sentence or a paragraph. */
  stretch(which: "start" | "end", forward: boolean, step: "word" | "sentence" | "paragraph"): void;
  /** Leaves the selection out of the active highlight, or adds it. */
  cut(out: boolean): void;
  /** Highlights the table, listing, quotation or paragraph at hand as a whole. */
  markBlock(): void;
  /** Draws the active highlight as a line, or marks it; the next ones, where none is. */
  underline(): void;
  /** Opens the outline, or closes it. */
  showOutline(): void;
  /** Looks for words in the article; the next place, or the one before. */
  findInText(forward: boolean | null): void;
}

export const DEFAULTS: Settings = {
  theme: "system",
  font: "serif",
  size: 18,
  line_height: 1.6,
  width: 66,
  paged: false,
  sort: "saved",
  descending: true,
  single_keys: true,
  underline: false,
  export_text: true,
  colour_names: [],
};

export class App {
  settings = $state.raw<Settings>(DEFAULTS);
  dialog = $state<DialogName | null>(null);
  /** The articles the question about deleting is about. */
  deleting = $state.raw<string[]>([]);
  /** Why there is no library to show. */
  broken = $state.raw<CallError | null>(null);
  /** Whether keys move the reading cursor. */
  cursorOn = $state(false);
  /** Whether the article has the window to itself. */
  focused = $state(false);
  /** Articles that were looked up again, to be shown. */
  rechecked = $state.raw<RecheckedView[]>([]);
  /** What only the view that shows the article can do. */
  view: ReaderView | null = null;
  readonly toasts = new Toasts();
  readonly list: ArticleList;
  readonly reader: Reader;
  readonly clips: Clips;

  constructor(readonly host: Host) {
    const fail = (error: CallError) => this.fail(error);
    this.list = new ArticleList(host, fail);
    this.reader = new Reader(host, fail, () => void this.list.reload());
    this.clips = new Clips(host, fail, (outcome) => void this.#arrived(outcome.article, outcome.outcome), (list) => this.#lookedUp(list));
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
    void listen(this.host, (event) => this.#hear(event), signal);
  }

  fail(error: CallError): void {
    this.toasts.show(explain(error), null, true);
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
  colourName(colour: string): string {
    const index = COLOURS.findIndex((c) => c === colour);
    return this.settings.colour_names[index] || named("colour", colour);
  }

  async openFocused(): Promise<void> {
    const article = this.list.focused;
    if (!article) return;
    this.list.selected = new Set();
    await this.reader.open(article.id);
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

  async tagArticles(tag: string, on = true): Promise<void> {
    const ids = this.targets();
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
      this.toasts.show(t(redo ? "toast.redone" : "toast.undone", { what: named("history", done.label) }));
      await Promise.all([this.list.reload(), this.reader.refresh()]);
    });
  }

  async export(everything: boolean, choose = false): Promise<void> {
    const ids = everything ? null : this.targets();
    await this.attempt(async () => {
      const report = await this.host.call("export.folder", { ids, choose });
      if (!report.folder) return;
      const counts = (["created", "updated", "unchanged"] as const).filter((kind) => report[kind] > 0);
      const what = counts.map((kind) => t(`toast.exported.${kind}`, { count: report[kind].toLocaleString() })).join(", ");
      this.toasts.show(t("toast.exported", { folder: report.folder, what: what || t("toast.exported.nothing") }));
      if (report.beside.length > 0) this.toasts.show(plural("toast.beside", report.beside.length, { name: report.beside[0] ?? "" }));
    });
  }

  /** Reads the page that the open article was captured from again, with the extractor of today. */
  async reextract(): Promise<void> {
    const id = this.reader.id;
    if (!id) return;
    await this.attempt(async () => {
      const { outcome } = await this.host.call("article.reextract", { id });
      await Promise.all([this.list.reload(), this.reader.refresh()]);
      this.toasts.show(named("toast.reread", outcome));
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
      const count = (outcome: string) => list.filter((r) => r.outcome === outcome).length.toLocaleString();
      const said = t("rechecked.summary", { unchanged: count("unchanged"), changed: count("changed"), failed: count("failed"), not_fetched: count("not_fetched") });
      this.rechecked = list.filter((r) => r.outcome === "changed" || r.outcome === "failed");
      this.toasts.show(said, this.rechecked.length > 0 ? { label: t("toast.rechecked.list"), run: () => (this.dialog = "rechecked") } : null);
    } else if (one.error) {
      this.fail(CallError.from(one.error));
    } else if (one.outcome === "changed") {
      const kinds = { kept: one.kept, edited: one.changed, check: one.check, orphans: one.orphans };
      const what = Object.entries(kinds).filter(([, count]) => count > 0).map(([kind, count]) => t(`toast.rechecked.${kind}` as Key, { count }));
      const said = what.length > 0 ? t("toast.rechecked.quotes", { what: what.join(", ") }) : t("toast.rechecked.changed");
      this.toasts.show(said, { label: t("toast.rechecked.show"), run: () => void this.showVersions(one.id) });
    } else {
      this.toasts.show(named("toast.rechecked", one.outcome));
    }
  }

  /** Opens an article with its versions compared. */
  async showVersions(id: string): Promise<void> {
    if (this.reader.id !== id) await this.reader.open(id);
    if (this.reader.id === id) this.dialog = "versions";
  }

  /** Follows a link of a note: to an article or a highlight of the library, or out of it. */
  async follow(url: string): Promise<void> {
    const [, kind, id] = /^#clip-commonplace-(article|highlight)-([0-9a-f-]{36})$/.exec(url) ?? [];
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

  async copy(markdown: () => Promise<{ markdown: string }>): Promise<void> {
    await this.attempt(async () => {
      await copyText((await markdown()).markdown);
      this.toasts.show(t("toast.copied"));
    });
  }

  async deleteHighlight(id: string): Promise<void> {
    if (await this.reader.deleteHighlight(id)) {
      this.toasts.show(t("toast.highlight_deleted"), { label: t("toast.undo"), run: () => void this.undo() });
    }
  }

  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  /** What an action on articles is about: those selected, the one that is open, or the one at hand. */
  targets(): string[] {
    if (this.list.selected.size > 0) return [...this.list.selected];
    const open = this.reader.detail?.article;
    // In the trash, an open article that is not in it is not meant.
    const meant = open && (!this.inTrash || open.trashed !== null);
    return meant ? [open.id] : this.list.targets;
  }

  get inTrash(): boolean {
    return this.list.scope === "trash" && !this.list.isSearch;
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
      await Promise.all([this.list.reload(), this.reader.refresh()]);
      if (said) this.toasts.show(said, { label: t("toast.undo"), run: () => void this.undo() });
    });
  }

  #left(ids: string[]): void {
    if (this.reader.id && ids.includes(this.reader.id)) this.reader.close();
  }

  async #arrived(id: string, outcome: string): Promise<void> {
    if (this.list.scope !== "inbox" && this.list.scope !== "all") await this.list.show("inbox");
    else await this.list.reload();
    // Whoever is in the middle of something is not taken away from it.
    if (this.dialog || this.clips.question || this.reader.editing || this.reader.selection) {
      this.toasts.show(t("toast.arrived"), { label: t("exists.open"), run: () => void this.reader.open(id) });
      return;
    }
    this.list.focusOn(id);
    await this.reader.open(id);
    const title = this.reader.detail?.article.title || t("list.untitled");
    const key: Key = outcome === "version_added" ? "toast.version_added" : "toast.added";
    this.toasts.show(t(key, { title }));
  }

  #hear(event: Event): void {
    if (event.kind === "job") {
      this.clips.hear(event);
    } else {
      void this.list.reload();
      if (event.kind === "library_changed" || event.id === this.reader.id) void this.reader.refresh();
    }
  }
}

/** Puts text on the clipboard, also where a window has no permission for the newer way. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden-label";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new CallError("not_here", "the clipboard cannot be written to");
  }
}
