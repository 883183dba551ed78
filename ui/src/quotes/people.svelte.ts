/** Everybody who is quoted in the library, what each said, and what was said otherwise elsewhere. */

import type { AlteredView, PersonSaidView, PersonView, SaidView } from "../api/contract";
import { CallError, type Host } from "../host/host";

/** So many are listed, and so many words of each at a time. */
const MOST = 200;

export type Tab = "people" | "altered";

/** What tells something that was said from everything else. */
export const saidKey = (one: SaidView): string => `${one.article} ${one.start}`;
/** The same for two. */
export const pairKey = (pair: AlteredView): string => `${saidKey(pair.one)} ${saidKey(pair.other)}`;

export class People {
  tab = $state<Tab>("people");
  typed = $state("");
  list = $state.raw<PersonView[] | null>(null);
  total = $state(0);
  /** Articles that were not read yet. */
  left = $state(0);
  chosen = $state<string | null>(null);
  said = $state.raw<PersonSaidView | null>(null);
  /** Whether what was said in one publication stands together. */
  bySite = $state(false);
  /** Where there is room for one of them only: whether it is the person, not the list. */
  reading = $state(false);
  pairs = $state.raw<AlteredView[] | null>(null);
  pairsTotal = $state(0);
  #loads = 0;

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {}

  get query(): string {
    return this.typed.trim();
  }

  /** Reads what is shown, and on while articles are left; what is known is shown meanwhile. */
  async load(): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    const { tab, query } = this;
    await this.attempt(async () => {
      do {
        if (tab === "people") {
          const page = await this.host.call("people.list", { query, offset: 0, limit: MOST });
          if (load !== this.#loads) return;
          [this.list, this.total, this.left] = [page.people, page.total, page.left];
          const known = this.chosen !== null && page.people.some((p) => p.name === this.chosen);
          await this.choose(known ? this.chosen : (page.people[0]?.name ?? null), this.reading && known);
        } else {
          const page = await this.host.call("quotes.altered", { offset: 0, limit: MOST });
          if (load !== this.#loads) return;
          [this.pairs, this.pairsTotal, this.left] = [page.pairs, page.total, page.left];
        }
      } while (load === this.#loads && this.left > 0);
    });
  }

  /** Stops reading on: nobody looks. */
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

  /** The next part of what somebody said, who said much. */
  async more(): Promise<void> {
    const shown = this.said;
    if (!shown) return;
    await this.attempt(async () => {
      const next = await this.host.call("people.said", { name: shown.name, by_site: this.bySite, offset: shown.said.length, limit: MOST });
      if (this.said !== shown) return;
      // What was read meanwhile moves the rest: none stands there twice.
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

  /** To the next person, or the one before. */
  move(by: number): void {
    const list = this.list ?? [];
    const at = list.findIndex((p) => p.name === this.chosen);
    const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (this.tab === "people" && next && next.name !== this.chosen) void this.choose(next.name, false);
  }

  /** Says that the one who is chosen is somebody else's other name. */
  async merge(whose: string): Promise<void> {
    const from = this.chosen;
    const into = whose.trim();
    if (!from || !into) return;
    await this.attempt(async () => {
      await this.host.call("people.merge", { from, into });
      await this.load();
      const merged = this.list?.find((p) => p.name.toLowerCase() === into.toLowerCase());
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
