/** Closes a panel when the person turns to something else. */

/** Calls `close` when something beside the panel and its button is pressed, or when the window loses the focus (also
 * to a frame). */
export function away(panel: HTMLElement, close: () => void): { destroy: () => void } {
  const pressed = (event: Event) => {
    if (!panel.parentElement?.contains(event.target as Node)) close();
  };
  window.addEventListener("pointerdown", pressed);
  window.addEventListener("blur", close);
  return {
    destroy: () => {
      window.removeEventListener("pointerdown", pressed);
      window.removeEventListener("blur", close);
    },
  };
}
