/** A long list of which only what is in view is in the document; rows may be of any height. */

import { untrack } from "svelte";
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from "@tanstack/virtual-core";

export class Rows {
  #version = $state(0);
  readonly #virtual: Virtualizer<HTMLElement, HTMLElement>;

  /** `height` is how high a row is, in pixels: about, or exactly if all are of one height (`fixed`). */
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

  /** Other rows are in view. An effect that scrolls does not hang on what it brings into view. */
  #changed(): void {
    untrack(() => (this.#version += 1));
  }

  /** What is in view, and a little more. */
  get items(): VirtualItem[] {
    void this.#version;
    return this.#virtual.getVirtualItems();
  }

  /** Of the whole list, in pixels. */
  get height(): number {
    void this.#version;
    return this.#virtual.getTotalSize();
  }

  /** Scrolls so far that a row is seen. */
  reveal(index: number): void {
    this.#virtual.scrollToIndex(index, { align: "auto" });
  }

  /** To be used on each row, which carries its number as `data-index`. */
  measured = (row: HTMLElement): void => {
    if (!this.fixed) this.#virtual.measureElement(row);
  };
}
