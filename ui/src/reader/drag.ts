/** Dragging with a pointer that goes over the article's frame. */

export interface Drag {
  /** Where the pointer is, in the window. */
  move: (at: PointerEvent) => void;
  /** It was let go; or the drag was given up. */
  end: (at: PointerEvent | null) => void;
}

/** Follows a pointer that went down on an element until it is let go; Escape gives up. */
export function follow(down: PointerEvent, frame: HTMLElement, drag: Drag): void {
  const handle = down.currentTarget as HTMLElement;
  const stop = new AbortController();
  const { signal } = stop;
  const end = (at: PointerEvent | null) => {
    stop.abort();
    frame.style.pointerEvents = "";
    drag.end(at);
  };
  down.preventDefault();
  handle.setPointerCapture(down.pointerId);
  // The frame would take the pointer for itself.
  frame.style.pointerEvents = "none";
  handle.addEventListener("pointermove", drag.move, { signal });
  handle.addEventListener("pointerup", end, { signal });
  handle.addEventListener("pointercancel", () => end(null), { signal });
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(null);
  };
  window.addEventListener("keydown", key, { capture: true, signal });
}
