/** The list of articles: all of a scope, or what a search found. */

import type { ArticleView, HitView, Scope, Settings, Sort, StatusView } from "../api/contract";
import { type Page, PagedList } from "../components/paged-list.svelte";
import { CallError, type Host } from "../host/host";

/** Results fetched at once: each is read from the text. */
const RESULTS = 30;

export class ArticleList {
  status = $state.raw<StatusView | null>(null);
  scope = $state<Scope>("inbox");
  tag = $state<string | null>(null);
  project = $state<string | null>(null);
  sort = $state<Sort>("saved");
  descending = $state(true);
  query = $state("");
  searching = $state(false);
  /** Articles whose quotations are still to be read, where somebody's words are asked for. */
  unread = $state(0);
  /** The articles of the scope. */
  readonly browsed: PagedList<ArticleView>;
  /** What the search found. */
  readonly results: PagedList<HitView>;
  /** Counts searches: the answer to one that another has overtaken is dropped. */
  #searches = 0;

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {
    const failed = (thrown: unknown) => fail(CallError.from(thrown));
    this.browsed = new PagedList({ load: (offset, limit) => this.#browse(offset, limit), keyOf: (row) => row.id, fail: failed });
    this.results = new PagedList({ load: (offset, limit) => this.#find(offset, limit), keyOf: (hit) => hit.article.id, fail: failed, size: RESULTS });
  }

  async #browse(offset: number, limit: number): Promise<Page<ArticleView>> {
    const { scope, tag, project, sort, descending } = this;
    return this.host.call("articles.list", { scope, tag, project, sort, descending, offset, limit });
  }

  async #find(offset: number, limit: number): Promise<Page<HitView>> {
    const { hits, total, left } = await this.host.call("search", { query: this.query, offset, limit });
    this.unread = left;
    return { rows: hits, total };
  }

  get isSearch(): boolean {
    return this.query.trim() !== "";
  }

  /** What is shown. */
  get #shown(): PagedList<ArticleView> | PagedList<HitView> {
    return this.isSearch ? this.results : this.browsed;
  }

  /** Whether anything has been loaded yet. */
  get ready(): boolean {
    return this.browsed.ready;
  }

  /** The place of the row with the keyboard's attention. */
  get focus(): number {
    return this.#shown.focus;
  }

  set focus(place: number) {
    this.#shown.focus = place;
  }

  /** The ids of the selected articles. */
  get selected(): Set<string> {
    return this.#shown.selected;
  }

  set selected(ids: Set<string>) {
    this.#shown.selected = ids;
  }

  at(index: number): ArticleView | undefined {
    return this.isSearch ? this.results.at(index)?.article : this.browsed.at(index);
  }

  get focused(): ArticleView | undefined {
    return this.at(this.focus);
  }

  /** The row of an article, of those that are there. */
  rowOf(id: string): ArticleView | undefined {
    const place = this.#shown.placeOf(id);
    return place === null ? undefined : this.at(place);
  }

  /** What an action is about: the selected articles, or the one at hand. */
  get targets(): string[] {
    return this.#shown.targets;
  }

  use(settings: Settings): void {
    this.sort = settings.sort;
    this.descending = settings.descending;
  }

  async show(scope: Scope, tag: string | null = null, project: string | null = null): Promise<void> {
    this.#stopSearching();
    Object.assign(this, { scope, tag, project });
    this.browsed.empty();
    await this.reload();
  }

  /** Reads counts and the rows in view again; the rows that are there stay until the new ones come. */
  async reload(): Promise<void> {
    try {
      this.status = await this.host.call("library.status", {});
      await this.browsed.reload();
      if (this.isSearch) await this.#search();
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  /** How many annotations an article has now, and how many more there are in the library. */
  count(id: string, highlights: number, notes: number, by: number): void {
    if (this.status && by !== 0) this.status = { ...this.status, annotations: this.status.annotations + by };
    this.browsed.update(id, (row) => ({ ...row, highlights, notes }));
    this.results.update(id, (hit) => ({ ...hit, article: { ...hit.article, highlights, notes } }));
  }

  /** Reads the counts alone: tags are known by how many articles carry them. */
  async reloadStatus(): Promise<void> {
    try {
      this.status = await this.host.call("library.status", {});
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  /** Searches; nothing ends the search. */
  async search(query: string): Promise<void> {
    if (query === this.query) return this.isSearch ? this.#search() : undefined;
    if (query.trim() === "") {
      this.#stopSearching();
      this.browsed.focus = 0;
      return;
    }
    // What was selected among other rows is no longer seen.
    this.browsed.clear();
    this.query = query;
    this.results.clear();
    this.results.focus = 0;
    this.results.need(0, 0);
    await this.#search();
  }

  #stopSearching(): void {
    this.#searches += 1;
    this.query = "";
    this.unread = 0;
    this.searching = false;
    this.results.empty();
  }

  async #search(): Promise<void> {
    const search = (this.#searches += 1);
    const overtaken = () => search !== this.#searches;
    this.searching = true;
    try {
      await this.results.reload();
      if (overtaken()) return;
      this.searching = false;
      // Where somebody's words are asked for, articles that were not read yet are read meanwhile.
      while (this.unread > 0) {
        const at = this.focused?.id;
        await this.results.reload();
        if (overtaken()) return;
        if (at) this.results.focusOn(at);
      }
    } catch (thrown) {
      if (overtaken()) return;
      this.unread = 0;
      this.fail(CallError.from(thrown));
    } finally {
      if (!overtaken()) this.searching = false;
    }
  }

  move(by: number): void {
    this.#shown.move(by);
  }

  focusOn(id: string): void {
    this.#shown.focusOn(id);
  }

  toggle(id: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.selected = selected;
  }

  /** The article at hand is selected, or not. */
  toggleFocused(): void {
    if (this.focused) this.toggle(this.focused.id);
  }

  /** Selects from the row at hand to another one. */
  selectTo(index: number): void {
    this.#shown.selectTo(index);
  }

  /** Selects all that the list has, shown or not; of a search, what was read of it. */
  async selectAll(): Promise<void> {
    const { scope, tag, project } = this;
    try {
      const ids = this.isSearch ? [...this.results.rows.values()].map((hit) => hit.article.id) : (await this.host.call("articles.ids", { scope, tag, project })).ids;
      this.selected = new Set(ids);
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  clear(): void {
    this.#shown.clear();
  }
}
