/**
 * Placing what opens beside something: a popover, a menu, a list of suggestions. It is seen whole, on any side and at
 * any width: it goes to the other side where there is no room, along the edge, and scrolls in itself if it must.
 */

import { autoUpdate, computePosition, flip, offset, type Placement, shift, size, type VirtualElement } from "@floating-ui/dom";

/** What something floats beside: an element, or a place that is no element, such as a selection. */
export type Anchor = Element | VirtualElement;

export interface Float {
  anchor: Anchor | null | undefined;
  /** Where it stands if there is room. */
  placement: Placement;
  /** Pixels between it and the anchor. */
  gap?: number;
  /** Stays where it is in the window while the page scrolls; else it scrolls along. */
  fixed?: boolean;
}

/** Pixels that are left free at each edge. */
const EDGE = 8;

/** Less height than this is not asked of it: it stands over the anchor rather. */
const LOWEST = 120;

/** A place of the window that is no element; `inside` says what it scrolls with. */
export function placeAt(rect: () => DOMRect, inside?: Element): Anchor {
  return { getBoundingClientRect: rect, ...(inside && { contextElement: inside }) };
}

/** To be used on the element that floats, which is positioned by its style sheet or by this. */
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
