/** A long list of which only the rows in view are in the document. Rows may have any height. */

import { untrack } from "svelte";
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from "@tanstack/virtual-core";

export class Rows {
  #version = $state(0);
  readonly #virtual: Virtualizer<HTMLElement, HTMLElement>;

  /** `height` is the height of a row in pixels: an estimate, or exact if `fixed`. */
  constructor(
    private readonly scroller: () => HTMLElement | undefined,
    private readonly count: () => number,
    height: number,
    private readonly fixed = false,
  ) {
    this.#virtual = new Virtualizer<HTMLElement, HTMLElement>({
      count: count(),
      getScrollElement: () => scroller() ?? null,
      estimateSize: () => height,
      overscan: 6,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.#changed(),
    });
    $effect(() => this.#virtual._didMount());
    $effect(() => {
      void this.scroller();
      this.#virtual.setOptions({ ...this.#virtual.options, count: this.count() });
      this.#virtual._willUpdate();
      this.#changed();
    });
  }

  /** Called when the rows in view have changed. Untracked, so that an effect that scrolls does not depend on the rows
   * it brings into view. */
  #changed(): void {
    untrack(() => (this.#version += 1));
  }

  /** The rows in view, and six more on either side. */
  get items(): VirtualItem[] {
    void this.#version;
    return this.#virtual.getVirtualItems();
  }

  /** Height of the whole list, in pixels. */
  get height(): number {
    void this.#version;
    return this.#virtual.getTotalSize();
  }

  /** Scrolls as far as needed to show a row. */
  reveal(index: number): void {
    this.#virtual.scrollToIndex(index, { align: "auto" });
  }

  /** Measures a row. The row's element carries its index as `data-index`. */
  measured = (row: HTMLElement): void => {
    if (!this.fixed) this.#virtual.measureElement(row);
  };
}
