/** The list of articles: which, in what order, which are selected. Holds only the pages in view. */

import type { ArticleView, HitView, Scope, Settings, Sort, StatusView } from "../api/contract";
import { CallError, type Host } from "../host/host";

/** Rows fetched at once. */
const PAGE = 100;
/** Pages kept; the others are fetched again when they come into view. */
const KEPT = 8;

export class ArticleList {
  status = $state.raw<StatusView | null>(null);
  scope = $state<Scope>("inbox");
  tag = $state<string | null>(null);
  project = $state<string | null>(null);
  sort = $state<Sort>("saved");
  descending = $state(true);
  total = $state(0);
  /** Rows by their place in the list. */
  rows = $state.raw(new Map<number, ArticleView>());
  /** The row with the keyboard's attention. */
  focus = $state(0);
  selected = $state.raw(new Set<string>());
  /** Whether anything has been loaded yet. */
  ready = $state(false);

  query = $state("");
  hits = $state.raw<HitView[]>([]);
  found = $state(0);
  searching = $state(false);

  #generation = 0;
  #asked = new Set<number>();
  #searches = 0;

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {}

  get isSearch(): boolean {
    return this.query.trim() !== "";
  }

  /** How many rows there are to move through. */
  get length(): number {
    return this.isSearch ? this.hits.length : this.total;
  }

  at(index: number): ArticleView | undefined {
    return this.isSearch ? this.hits[index]?.article : this.rows.get(index);
  }

  get focused(): ArticleView | undefined {
    return this.at(this.focus);
  }

  /** The row of an article, of those that are there. */
  rowOf(id: string): ArticleView | undefined {
    if (this.isSearch) return this.hits.find((hit) => hit.article.id === id)?.article;
    return [...this.rows.values()].find((row) => row.id === id);
  }

  /** The article at hand is selected, or not. */
  toggleFocused(): void {
    if (this.focused) this.toggle(this.focused.id);
  }

  /** What an action is about: the selected articles, or the one at hand. */
  get targets(): string[] {
    if (this.selected.size > 0) return [...this.selected];
    const focused = this.focused;
    return focused ? [focused.id] : [];
  }

  use(settings: Settings): void {
    this.sort = settings.sort;
    this.descending = settings.descending;
  }

  async show(scope: Scope, tag: string | null = null, project: string | null = null): Promise<void> {
    this.#searches += 1;
    this.unread = 0;
    this.scope = scope;
    this.tag = tag;
    this.project = project;
    this.query = "";
    this.focus = 0;
    this.selected = new Set();
    this.ready = false;
    await this.reload();
  }

  /** Reads counts and the rows in view again; the rows that are there stay until the new ones come. */
  async reload(): Promise<void> {
    this.#generation += 1;
    this.#asked.clear();
    const first = Math.floor(this.focus / PAGE);
    try {
      this.status = await this.host.call("library.status", {});
      await this.#load(first, true);
      this.focus = Math.max(0, Math.min(this.focus, this.total - 1));
      this.ready = true;
      if (this.isSearch) await this.search(this.query);
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  /** Makes sure that the rows from `first` to `last` are there, or coming. */
  need(first: number, last: number): void {
    for (let page = Math.floor(Math.max(0, first) / PAGE); page <= Math.floor(Math.max(0, last) / PAGE); page += 1) {
      if (!this.#asked.has(page) && page * PAGE < this.total) {
        void this.#load(page, false).catch((thrown: unknown) => this.fail(CallError.from(thrown)));
      }
    }
  }

  async #load(page: number, fresh: boolean): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    const { scope, tag, project, sort, descending } = this;
    const reply = await this.host.call("articles.list", { scope, tag, project, sort, descending, offset: page * PAGE, limit: PAGE });
    if (generation !== this.#generation) return;
    const kept = fresh ? [] : [...this.rows].filter(([i]) => Math.abs(Math.floor(i / PAGE) - page) < KEPT);
    // Rows that are not kept are asked for again.
    for (const known of this.#asked) if (Math.abs(known - page) >= KEPT) this.#asked.delete(known);
    this.rows = new Map([...kept, ...reply.rows.map((row, i): [number, ArticleView] => [page * PAGE + i, row])]);
    this.total = reply.total;
  }

  /** Articles whose quotations are still to be read, where somebody's words are asked for. */
  unread = $state(0);

  async search(query: string, more = false): Promise<void> {
    // What was selected among other rows is no longer seen.
    if (query !== this.query) this.selected = new Set();
    this.query = query;
    this.#searches += 1;
    const search = this.#searches;
    if (!this.isSearch) {
      this.hits = [];
      this.found = this.unread = 0;
      this.focus = 0;
      return;
    }
    this.searching = true;
    const current = () => search === this.#searches;
    try {
      const page = await this.host.call("search", { query, offset: more ? this.hits.length : 0, limit: 30 });
      // A later search has overtaken this one.
      if (!current()) return;
      this.hits = more ? [...this.hits, ...page.hits] : page.hits;
      this.found = page.total;
      this.unread = page.left;
      if (!more) this.focus = 0;
      this.searching = false;
      // Where somebody's words are asked for, articles that were not read yet are read meanwhile.
      while (this.unread > 0) {
        const next = await this.host.call("search", { query, offset: 0, limit: Math.min(100, Math.max(30, this.hits.length)) });
        if (!current()) return;
        const at = this.hits[this.focus]?.article.id;
        this.hits = [...next.hits, ...this.hits.slice(next.hits.length)];
        this.focus = Math.max(0, this.hits.findIndex((hit) => hit.article.id === at));
        this.found = next.total;
        this.unread = next.left;
      }
    } catch (thrown) {
      if (current()) this.unread = 0;
      this.fail(CallError.from(thrown));
    } finally {
      if (current()) this.searching = false;
    }
  }

  move(by: number): void {
    this.focus = Math.max(0, Math.min(this.length - 1, this.focus + by));
  }

  focusOn(id: string): void {
    if (this.isSearch) this.focus = Math.max(0, this.hits.findIndex((hit) => hit.article.id === id));
    else for (const [index, row] of this.rows) if (row.id === id) this.focus = index;
  }

  toggle(id: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.selected = selected;
  }

  /** Selects from the row at hand to another one. */
  selectTo(index: number): void {
    const selected = new Set(this.selected);
    for (let i = Math.min(this.focus, index); i <= Math.max(this.focus, index); i += 1) {
      const row = this.at(i);
      if (row) selected.add(row.id);
    }
    this.selected = selected;
    this.focus = index;
  }

  /** Selects all that the list has, shown or not; of a search, what is shown. */
  async selectAll(): Promise<void> {
    const { scope, tag, project } = this;
    try {
      const ids = this.isSearch ? this.hits.map((h) => h.article.id) : (await this.host.call("articles.ids", { scope, tag, project })).ids;
      this.selected = new Set(ids);
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  clear(): void {
    this.selected = new Set();
  }
}
