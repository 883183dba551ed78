/** The people quoted in the library, what each said, and the quotations that were altered elsewhere. */

import type { AlteredView, PersonSaidView, PersonView, SaidView } from "../api/contract";
import { PagedList } from "../components/paged-list.svelte";
import { CallError, type Host } from "../host/host";

/** Maximum number of people, quotations or pairs fetched at once. */
const MOST = 200;

export type Tab = "people" | "altered";

/** A key that identifies a quotation. */
export const saidKey = (one: SaidView): string => `${one.article} ${one.start}`;
/** A key that identifies a pair of quotations. */
export const pairKey = (pair: AlteredView): string => `${saidKey(pair.one)} ${saidKey(pair.other)}`;

export class People {
  tab = $state<Tab>("people");
  typed = $state("");
  readonly list: PagedList<PersonView>;
  /** Number of articles whose quotations have yet to be found. */
  left = $state(0);
  chosen = $state<string | null>(null);
  said = $state.raw<PersonSaidView | null>(null);
  /** `true` if a person's quotations are grouped by publication. */
  bySite = $state(false);
  /** If there is room for only one of them: `true` shows the person, `false` the list. */
  reading = $state(false);
  pairs = $state.raw<AlteredView[] | null>(null);
  pairsTotal = $state(0);
  #loads = 0;

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {
    this.list = new PagedList({
      load: async (offset, limit) => {
        const { people, total, left } = await host.call("people.list", { query: this.query, offset, limit });
        this.left = left;
        return { rows: people, total };
      },
      keyOf: (person) => person.name,
      fail: (thrown) => fail(CallError.from(thrown)),
      size: MOST,
    });
  }

  get query(): string {
    return this.typed.trim();
  }

  /** Loads what is shown, and again while quotations have yet to be found in some articles. What is known is shown
   * meanwhile. */
  async load(): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    const { tab } = this;
    await this.attempt(async () => {
      do {
        if (tab === "people") {
          await this.list.reload();
          if (load !== this.#loads) return;
          const place = this.chosen === null ? null : this.list.placeOf(this.chosen);
          this.list.focus = place ?? 0;
          await this.choose(this.list.focused?.name ?? null, this.reading && place !== null);
        } else {
          const page = await this.host.call("quotes.altered", { offset: 0, limit: MOST });
          if (load !== this.#loads) return;
          [this.pairs, this.pairsTotal, this.left] = [page.pairs, page.total, page.left];
        }
      } while (load === this.#loads && this.left > 0);
    });
  }

  /** Stops `load` from repeating, because the room was left. */
  leave(): void {
    this.#loads += 1;
  }

  async choose(name: string | null, reading = true): Promise<void> {
    this.chosen = name;
    this.reading = reading && name !== null;
    if (name === null) {
      this.said = null;
      return;
    }
    const by_site = this.bySite;
    await this.attempt(async () => {
      const answer = await this.host.call("people.said", { name, by_site, offset: 0, limit: MOST });
      if (this.chosen === name && this.bySite === by_site) this.said = answer;
    });
  }

  async order(bySite: boolean): Promise<void> {
    this.bySite = bySite;
    await this.choose(this.chosen, this.reading);
  }

  /** Loads the next page of the chosen person's quotations. */
  async more(): Promise<void> {
    const shown = this.said;
    if (!shown) return;
    await this.attempt(async () => {
      const next = await this.host.call("people.said", { name: shown.name, by_site: this.bySite, offset: shown.said.length, limit: MOST });
      if (this.said !== shown) return;
      // Quotations found meanwhile shift the others, so those already listed are skipped.
      const known = new Set(shown.said.map(saidKey));
      this.said = { ...next, said: [...shown.said, ...next.said.filter((one) => !known.has(saidKey(one)))] };
    });
  }

  async morePairs(): Promise<void> {
    const shown = this.pairs ?? [];
    await this.attempt(async () => {
      const next = await this.host.call("quotes.altered", { offset: shown.length, limit: MOST });
      if (this.pairs !== shown) return;
      const known = new Set(shown.map(pairKey));
      this.pairs = [...shown, ...next.pairs.filter((pair) => !known.has(pairKey(pair)))];
    });
  }

  /** Moves the choice by `by` people in the list. */
  move(by: number): void {
    if (this.tab !== "people") return;
    this.list.move(by);
    const next = this.list.focused;
    if (next && next.name !== this.chosen) void this.choose(next.name, false);
  }

  /** Records that the chosen person's name is another name of the person `whose`. */
  async merge(whose: string): Promise<void> {
    const from = this.chosen;
    const into = whose.trim();
    if (!from || !into) return;
    await this.attempt(async () => {
      await this.host.call("people.merge", { from, into });
      await this.load();
      const merged = [...this.list.rows.values()].find((person) => person.name.toLowerCase() === into.toLowerCase());
      if (merged) await this.choose(merged.name, this.reading);
    });
  }

  async split(name: string): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("people.split", { name });
      await this.load();
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }
}
