/**
 * Places a popover, a menu or a list of suggestions beside an anchor so that all of it is visible: it flips to the
 * other side if there is no room, shifts along the edge, and scrolls in itself if it must.
 */

import { autoUpdate, computePosition, flip, offset, type Placement, shift, size, type VirtualElement } from "@floating-ui/dom";

/** What an element floats beside: an element, or a position that is no element, such as a selection. */
export type Anchor = Element | VirtualElement;

export interface Float {
  anchor: Anchor | null | undefined;
  /** The preferred placement, used if there is room. */
  placement: Placement;
  /** Pixels between the element and its anchor. */
  gap?: number;
  /** `true`: stays in its place in the window while the page scrolls. `false`: scrolls with the page. */
  fixed?: boolean;
}

/** Pixels kept free at each edge of the window. */
const EDGE = 8;

/** Minimum width and height in pixels that are left to the element. If there is less room, it covers the anchor. */
const LOWEST = 120;

/** An anchor that is a position, not an element. `inside` is the element it scrolls with. */
export function placeAt(rect: () => DOMRect, inside?: Element): Anchor {
  return { getBoundingClientRect: rect, ...(inside && { contextElement: inside }) };
}

/** Svelte action for the floating element. Without an anchor, the style sheet positions the element. */
export function float(element: HTMLElement, options: Float) {
  let stop = () => {};
  const begin = ({ anchor, placement, gap = 6, fixed = false }: Float) => {
    stop();
    stop = () => {};
    if (!anchor) return;
    const strategy = fixed ? "fixed" : "absolute";
    const room = size({
      padding: EDGE,
      apply: ({ availableHeight, availableWidth, elements }) => {
        elements.floating.style.maxHeight = `${Math.max(LOWEST, availableHeight)}px`;
        elements.floating.style.maxWidth = `min(var(--widest, 100vw), ${Math.max(LOWEST, availableWidth)}px)`;
      },
    });
    const place = async () => {
      const { x, y } = await computePosition(anchor, element, { strategy, placement, middleware: [offset(gap), flip({ padding: EDGE, fallbackAxisSideDirection: "end" }), shift({ padding: EDGE, crossAxis: true }), room] });
      Object.assign(element.style, { position: strategy, left: `${x}px`, top: `${y}px`, right: "auto", bottom: "auto" });
    };
    stop = autoUpdate(anchor, element, () => void place());
  };
  begin(options);
  return { update: begin, destroy: () => stop() };
}
