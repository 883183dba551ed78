/** Widths of the columns beside the article, in CSS pixels. Stored on this machine, not in the library. */

import { innerWidth } from "svelte/reactivity/window";

const KEPT = "columns";
/** Width left to the article with its margin, in CSS pixels. The list is narrowed to its minimum before the article
 * gets less. */
const ARTICLE = 640;

/** Default, minimum and maximum width of a column, in CSS pixels. */
export const NAV = { usual: 196, least: 160, most: 360 };
export const LIST = { usual: 324, least: 260, most: 560 };

interface Widths {
  nav: number;
  list: number;
}

function kept(): Widths {
  const usual = { nav: NAV.usual, list: LIST.usual };
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    if (typeof read !== "object" || read === null) return usual;
    const { nav, list } = read as Partial<Record<keyof Widths, unknown>>;
    const within = (value: unknown, { usual: otherwise, least, most }: typeof NAV) => (typeof value === "number" && value >= least && value <= most ? value : otherwise);
    return { nav: within(nav, NAV), list: within(list, LIST) };
  } catch {
    return usual;
  }
}

export class Columns {
  nav = $state(NAV.usual);
  #list = $state(LIST.usual);

  constructor() {
    ({ nav: this.nav, list: this.#list } = kept());
  }

  /** The list's width as chosen, reduced if the window is too narrow for it. */
  get list(): number {
    return Math.min(this.#list, Math.max(LIST.least, (innerWidth.current ?? Infinity) - this.nav - ARTICLE));
  }

  set(column: keyof Widths, width: number): void {
    if (column === "nav") this.nav = width;
    else this.#list = width;
    try {
      localStorage.setItem(KEPT, JSON.stringify({ nav: this.nav, list: this.#list }));
    } catch {
      // Without storage the width is lost when the window closes.
    }
  }
}
