/** The list of articles: those of a scope, or the results of a search. */

import type { ArticleView, HitView, Scope, Settings, Sort, StatusView } from "../api/contract";
import { type Page, PagedList } from "../components/paged-list.svelte";
import { CallError, type Host } from "../host/host";

/** Number of search results fetched at once. Each result is cut from its article's text. */
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
  /** Number of articles whose quotations have yet to be found, if the search is for a person's words. */
  unread = $state(0);
  /** The articles of the scope, tag or project. */
  readonly browsed: PagedList<ArticleView>;
  /** The results of the search. */
  readonly results: PagedList<HitView>;
  /** Number of the latest search. Answers to earlier searches are ignored. */
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

  /** The list that is shown. */
  get #shown(): PagedList<ArticleView> | PagedList<HitView> {
    return this.isSearch ? this.results : this.browsed;
  }

  /** `true` once anything has been loaded. */
  get ready(): boolean {
    return this.browsed.ready;
  }

  /** Index of the focused row. */
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

  /** The row of an article, if it is loaded. */
  rowOf(id: string): ArticleView | undefined {
    const place = this.#shown.placeOf(id);
    return place === null ? undefined : this.at(place);
  }

  /** The ids of the articles an action applies to: the selected ones, or else the focused one. */
  get targets(): string[] {
    return this.#shown.targets;
  }

  applySettings(settings: Settings): void {
    this.sort = settings.sort;
    this.descending = settings.descending;
  }

  async show(scope: Scope, tag: string | null = null, project: string | null = null): Promise<void> {
    this.#stopSearching();
    Object.assign(this, { scope, tag, project });
    this.browsed.empty();
    await this.reload();
  }

  /** Reloads the counts and the rows in view. The current rows stay until the new ones arrive. */
  async reload(): Promise<void> {
    try {
      this.status = await this.host.call("library.status", {});
      await this.browsed.reload();
      if (this.isSearch) await this.#search();
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  /** Sets an article's numbers of highlights and notes. `by` is the change in the library's number of annotations. */
  count(id: string, highlights: number, notes: number, by: number): void {
    if (this.status && by !== 0) this.status = { ...this.status, annotations: this.status.annotations + by };
    this.browsed.update(id, (row) => ({ ...row, highlights, notes }));
    this.results.update(id, (hit) => ({ ...hit, article: { ...hit.article, highlights, notes } }));
  }

  /** Reloads only the status, whose counts include the number of articles of each tag. */
  async reloadStatus(): Promise<void> {
    try {
      this.status = await this.host.call("library.status", {});
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  /** Searches. An empty query ends the search. */
  async search(query: string): Promise<void> {
    if (query === this.query) return this.isSearch ? this.#search() : undefined;
    if (query.trim() === "") {
      this.#stopSearching();
      this.browsed.focus = 0;
      return;
    }
    // Rows selected in the browsed list are no longer visible.
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
      // A search for a person's words also finds quotations in articles that have not been searched for them yet:
      // repeat it until none is left.
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

  /** Selects the focused article, or deselects it. */
  toggleFocused(): void {
    if (this.focused) this.toggle(this.focused.id);
  }

  /** Selects the loaded rows from the focused row to `index`. */
  selectTo(index: number): void {
    this.#shown.selectTo(index);
  }

  /** Selects everything in the list, loaded or not; of search results, only the loaded ones. */
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
