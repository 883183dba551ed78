/**
 * A long list of which only the pages near the view are held: the loaded rows, the focused row and the selected
 * rows. `VirtualList.svelte` draws the list.
 */

/** A page of rows, and the number of rows in the whole list. */
export interface Page<Row> {
  rows: Row[];
  total: number;
}

interface Options<Row> {
  /** Fetches at most `limit` rows from the index `offset` on. */
  load: (offset: number, limit: number) => Promise<Page<Row>>;
  /** A key that identifies a row, whatever its index. */
  keyOf: (row: Row) => string;
  fail: (thrown: unknown) => void;
  /** Number of rows in a page. */
  size?: number;
}

/** A page that is this many pages or more away from the page fetched last is evicted, and fetched again when it comes
 * into view. */
const KEPT = 8;

export class PagedList<Row> {
  /** The loaded rows, by index. */
  rows = $state.raw(new Map<number, Row>());
  total = $state(0);
  /** Index of the focused row. */
  focus = $state(0);
  /** The keys of the selected rows. */
  selected = $state.raw(new Set<string>());
  /** `true` once anything has been loaded. */
  ready = $state(false);

  readonly keyOf: (row: Row) => string;
  readonly #load: Options<Row>["load"];
  readonly #fail: Options<Row>["fail"];
  readonly #size: number;
  #generation = 0;
  /** Numbers of the pages that are loaded or being loaded. */
  #asked = new Set<number>();
  /** Indices of the first and last row in view. */
  #view: [number, number] = [0, 0];

  constructor({ load, keyOf, fail, size = 100 }: Options<Row>) {
    this.keyOf = keyOf;
    this.#load = load;
    this.#fail = fail;
    this.#size = size;
  }

  at(index: number): Row | undefined {
    return this.rows.get(index);
  }

  get focused(): Row | undefined {
    return this.at(this.focus);
  }

  /** Loads another list from its beginning, with nothing selected. @throws what `load` throws */
  async begin(): Promise<void> {
    this.focus = 0;
    this.#view = [0, 0];
    this.clear();
    await this.reload();
  }

  /** Reloads the rows in view and the focused row. The current rows stay until the new ones arrive. @throws what
   * `load` throws */
  async reload(): Promise<void> {
    const generation = (this.#generation += 1);
    const [first, last] = this.#view;
    const pages = new Set([this.#pageOf(this.focus)]);
    for (let page = this.#pageOf(first); page <= this.#pageOf(last); page += 1) pages.add(page);
    this.#asked = new Set(pages);
    const loaded = await Promise.all([...pages].map(async (page) => ({ page, ...(await this.#load(page * this.#size, this.#size)) })));
    if (generation !== this.#generation) return;
    this.rows = new Map(loaded.flatMap(({ page, rows }) => this.#placed(page, rows)));
    this.total = loaded[0]?.total ?? 0;
    this.focus = Math.max(0, Math.min(this.focus, this.total - 1));
    this.ready = true;
  }

  /** Makes the list empty. */
  empty(): void {
    this.#generation += 1;
    this.#asked.clear();
    this.rows = new Map();
    this.total = this.focus = 0;
    this.#view = [0, 0];
    this.ready = false;
    this.clear();
  }

  /** Loads the rows from `first` to `last`, which are in view, unless they are loaded or being loaded. */
  need(first: number, last: number): void {
    this.#view = [Math.max(0, first), Math.max(0, last)];
    for (let page = this.#pageOf(this.#view[0]); page <= this.#pageOf(this.#view[1]); page += 1) {
      if (!this.#asked.has(page) && page * this.#size < this.total) void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    try {
      const { rows, total } = await this.#load(page * this.#size, this.#size);
      if (generation !== this.#generation) return;
      const near = (other: number) => Math.abs(other - page) < KEPT;
      // Evicted rows are fetched again when needed.
      for (const known of this.#asked) if (!near(known)) this.#asked.delete(known);
      this.rows = new Map([...[...this.rows].filter(([place]) => near(this.#pageOf(place))), ...this.#placed(page, rows)]);
      this.total = total;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#asked.delete(page);
      this.#fail(thrown);
    }
  }

  #placed(page: number, rows: Row[]): [number, Row][] {
    return rows.map((row, at) => [page * this.#size + at, row]);
  }

  #pageOf(place: number): number {
    return Math.floor(place / this.#size);
  }

  /** Changes a row if it is loaded. */
  update(key: string, change: (row: Row) => Row): void {
    const place = this.placeOf(key);
    const row = place === null ? undefined : this.rows.get(place);
    if (place !== null && row !== undefined) this.rows = new Map(this.rows).set(place, change(row));
  }

  move(by: number): void {
    this.focus = Math.max(0, Math.min(this.total - 1, this.focus + by));
  }

  /** The index of a row; null if it is not loaded. */
  placeOf(key: string): number | null {
    for (const [place, row] of this.rows) if (this.keyOf(row) === key) return place;
    return null;
  }

  focusOn(key: string): void {
    this.focus = this.placeOf(key) ?? this.focus;
  }

  isSelected(row: Row): boolean {
    return this.selected.has(this.keyOf(row));
  }

  toggle(row: Row | undefined = this.focused): void {
    if (!row) return;
    const selected = new Set(this.selected);
    if (!selected.delete(this.keyOf(row))) selected.add(this.keyOf(row));
    this.selected = selected;
  }

  /** Selects the loaded rows from the focused row to `index`. */
  selectTo(index: number): void {
    const [from, to] = [Math.min(this.focus, index), Math.max(this.focus, index)];
    const between = [...this.rows].filter(([place]) => place >= from && place <= to);
    this.selected = new Set([...this.selected, ...between.map(([, row]) => this.keyOf(row))]);
    this.focus = index;
  }

  clear(): void {
    if (this.selected.size > 0) this.selected = new Set();
  }

  /** The keys of the rows an action applies to: the selected rows, or else the focused row. Selected rows are in the
   * order of the list if all of them are loaded. */
  get targets(): string[] {
    if (this.selected.size === 0) return this.focused ? [this.keyOf(this.focused)] : [];
    const place = new Map([...this.rows].map(([at, row]) => [this.keyOf(row), at]));
    const keys = [...this.selected];
    return keys.every((key) => place.has(key)) ? keys.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)) : keys;
  }
}
