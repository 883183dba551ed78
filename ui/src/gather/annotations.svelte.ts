/** The annotations of the whole library: which, in what order, which are selected. */

import type { AnnotationFilterView, AnnotationSort, AnnotationType, AnnotationView, AnnotationsSelected, Group, SavedQuery } from "../api/contract";
import { CallError, type Host } from "../host/host";

/** Rows fetched at once. */
const PAGE = 60;
/** Pages kept to either side of the one that came last. */
const KEPT = 6;

export const NO_FILTER: AnnotationFilterView = { project: null, tag: null, colour: null, speaker: null, site: null, from: null, until: null, query: "", kind: "all" };

type Asked = Extract<SavedQuery, { of: "annotations" }>;

export class Annotations {
  filter = $state.raw<AnnotationFilterView>(NO_FILTER);
  group = $state<Group>("none");
  sort = $state<AnnotationSort>("created");
  descending = $state(true);
  total = $state(0);
  /** Rows by their place in the list. */
  rows = $state.raw(new Map<number, AnnotationView>());
  /** The row with the keyboard's attention. */
  focus = $state(0);
  /** What is selected, and what it is. */
  selected = $state.raw(new Map<string, AnnotationView["kind"]>());
  sites = $state.raw<string[]>([]);
  speakers = $state.raw<string[]>([]);
  /** Whether anything has been loaded yet. */
  ready = $state(false);

  #generation = 0;
  #asked = new Set<number>();

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {}

  get length(): number {
    return this.total;
  }

  get focused(): AnnotationView | undefined {
    return this.rows.get(this.focus);
  }

  /** Whether anything but a project is asked about: a project is a place, not a filter. */
  get isFiltered(): boolean {
    return Object.entries(this.filter).some(([name, value]) => name !== "project" && value !== NO_FILTER[name as keyof AnnotationFilterView]);
  }

  /** What this view asks for, to be kept. */
  get asked(): Asked {
    const { filter, group, sort, descending } = this;
    return { of: "annotations", filter, group, sort, descending };
  }

  /** What an action is about: what is selected, or the one at hand. */
  get targets(): AnnotationsSelected {
    const meant = this.selected.size > 0 ? this.selected : new Map(this.focused ? [[this.focused.id, this.focused.kind]] : []);
    // In the order of the list, not of the selecting; of very many, the order they came in is that.
    const place = new Map([...this.rows].map(([index, row]) => [row.id, index]));
    const ordered = [...meant].every(([id]) => place.has(id)) ? [...meant].sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0)) : [...meant];
    const ids = (kind: AnnotationType) => ordered.filter(([, k]) => k === kind).map(([id]) => id);
    return { highlights: ids("highlight"), notes: ids("note") };
  }

  async show(asked: Partial<Asked>): Promise<void> {
    const { filter = this.filter, group = this.group, sort = this.sort, descending = this.descending } = asked;
    Object.assign(this, { filter: { ...NO_FILTER, ...filter }, group, sort, descending });
    this.focus = 0;
    this.selected = new Map();
    await this.reload();
  }

  /** Asks for something else about the same. */
  async narrow(change: Partial<AnnotationFilterView>): Promise<void> {
    await this.show({ filter: { ...this.filter, ...change } });
  }

  /** Reads the rows in view again; those that are there stay until the new ones come. */
  async reload(): Promise<void> {
    this.#generation += 1;
    this.#asked.clear();
    try {
      const sites = this.host.call("annotations.sites", {});
      await this.#load(Math.floor(this.focus / PAGE), true);
      this.focus = Math.max(0, Math.min(this.focus, this.total - 1));
      ({ sites: this.sites, speakers: this.speakers } = await sites);
      this.ready = true;
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
    const { filter, group, sort, descending } = this;
    const reply = await this.host.call("annotations.list", { filter, group, sort, descending, offset: page * PAGE, limit: PAGE });
    if (generation !== this.#generation) return;
    const kept = fresh ? [] : [...this.rows].filter(([i]) => Math.abs(Math.floor(i / PAGE) - page) < KEPT);
    for (const known of this.#asked) if (Math.abs(known - page) >= KEPT) this.#asked.delete(known);
    this.rows = new Map([...kept, ...reply.rows.map((row, i): [number, AnnotationView] => [page * PAGE + i, row])]);
    this.total = reply.total;
  }

  move(by: number): void {
    this.focus = Math.max(0, Math.min(this.total - 1, this.focus + by));
  }

  toggle(row: AnnotationView | undefined = this.focused): void {
    if (!row) return;
    const selected = new Map(this.selected);
    if (!selected.delete(row.id)) selected.set(row.id, row.kind);
    this.selected = selected;
  }

  /** Selects from the row at hand to another one. */
  selectTo(index: number): void {
    const [from, to] = [Math.min(this.focus, index), Math.max(this.focus, index)];
    const between = [...this.rows].filter(([i]) => i >= from && i <= to);
    this.selected = new Map([...this.selected, ...between.map(([, row]): [string, AnnotationType] => [row.id, row.kind])]);
    this.focus = index;
  }

  async selectAll(): Promise<void> {
    const { filter, sort, descending } = this;
    try {
      const all = await this.host.call("annotations.ids", { filter, sort, descending });
      this.selected = new Map([...all.highlights.map((id): [string, AnnotationType] => [id, "highlight"]), ...all.notes.map((id): [string, AnnotationType] => [id, "note"])]);
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  clear(): void {
    this.selected = new Map();
  }
}
