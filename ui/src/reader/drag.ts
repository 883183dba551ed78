/** Dragging with a pointer that passes over the article's frame. */

export interface Drag {
  /** Called as the pointer moves, with its position in the window. */
  move: (at: PointerEvent) => void;
  /** Called when the pointer is released; with null if the drag was cancelled. */
  end: (at: PointerEvent | null) => void;
}

/** Follows a pointer pressed on an element until it is released. Escape cancels the drag. */
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
  // Otherwise the frame would receive the pointer's events.
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
