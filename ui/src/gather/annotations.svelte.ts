/** The annotations of the whole library: filter, order and selection. */

import type { AnnotationFilterView, AnnotationSort, AnnotationView, AnnotationsSelected, AnnotationGroup, SavedQuery } from "../api/contract";
import { PagedList } from "../components/paged-list.svelte";
import { CallError, type Host } from "../host/host";

/** Number of rows fetched at once. */
const PAGE = 60;

export const NO_FILTER: AnnotationFilterView = { project: null, tag: null, colour: null, speaker: null, site: null, from: null, until: null, query: "", kind: "all" };

type Asked = Extract<SavedQuery, { of: "annotations" }>;

/** Prefix of the list key of a note on an article. The key of a highlight is its id. */
const NOTE = "note ";

export class Annotations {
  filter = $state.raw<AnnotationFilterView>(NO_FILTER);
  group = $state<AnnotationGroup>("none");
  sort = $state<AnnotationSort>("created");
  descending = $state(true);
  sites = $state.raw<string[]>([]);
  speakers = $state.raw<string[]>([]);
  readonly list: PagedList<AnnotationView>;

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {
    this.list = new PagedList({
      load: (offset, limit) => {
        const { filter, group, sort, descending } = this;
        return host.call("annotations.list", { filter, group, sort, descending, offset, limit });
      },
      keyOf: (row) => (row.kind === "note" ? NOTE + row.id : row.id),
      fail: (thrown) => fail(CallError.from(thrown)),
      size: PAGE,
    });
  }

  get total(): number {
    return this.list.total;
  }

  get focused(): AnnotationView | undefined {
    return this.list.focused;
  }

  /** `true` if anything but the project is filtered. A project is a place, not a filter. */
  get isFiltered(): boolean {
    return Object.entries(this.filter).some(([name, value]) => name !== "project" && value !== NO_FILTER[name as keyof AnnotationFilterView]);
  }

  /** The query of this list, to be saved as a search. */
  get asked(): Asked {
    const { filter, group, sort, descending } = this;
    return { of: "annotations", filter, group, sort, descending };
  }

  /** The annotations an action applies to: the selected ones, or else the focused one. */
  get targets(): AnnotationsSelected {
    const keys = this.list.targets;
    return { highlights: keys.filter((key) => !key.startsWith(NOTE)), notes: keys.filter((key) => key.startsWith(NOTE)).map((key) => key.slice(NOTE.length)) };
  }

  async show(asked: Partial<Asked>): Promise<void> {
    const { filter = this.filter, group = this.group, sort = this.sort, descending = this.descending } = asked;
    Object.assign(this, { filter: { ...NO_FILTER, ...filter }, group, sort, descending });
    await this.#read(() => this.list.begin());
  }

  /** Changes a part of the filter. */
  async narrow(change: Partial<AnnotationFilterView>): Promise<void> {
    await this.show({ filter: { ...this.filter, ...change } });
  }

  /** Reloads the rows in view. The current rows stay until the new ones arrive. */
  async reload(): Promise<void> {
    await this.#read(() => this.list.reload());
  }

  async #read(rows: () => Promise<void>): Promise<void> {
    try {
      const sites = this.host.call("annotations.sites", {});
      await rows();
      ({ sites: this.sites, speakers: this.speakers } = await sites);
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  move(by: number): void {
    this.list.move(by);
  }

  /** Selects everything the filter matches, loaded or not. */
  async selectAll(): Promise<void> {
    const { filter, sort, descending } = this;
    try {
      const { highlights, notes } = await this.host.call("annotations.ids", { filter, sort, descending });
      this.list.selected = new Set([...highlights, ...notes.map((id) => NOTE + id)]);
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  clear(): void {
    this.list.clear();
  }
}
