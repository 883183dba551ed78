/** A panel that goes when the attention does. */

/** Calls `close` when something beside the panel and its button is pressed, or the window (or a frame) takes the attention. */
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
