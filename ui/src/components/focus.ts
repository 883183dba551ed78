/** Keeps the keyboard focus: when the focused element is removed, the nearest focusable element gets the focus. */

const FOCUSABLE = 'button:not(:disabled):not([tabindex="-1"]), a[href], input, select, textarea, [tabindex="0"]';

/** Watches `root` until `signal` is aborted. `home` returns the element that gets the focus if nothing is left
 * nearby. */
export function keepFocus(root: HTMLElement, home: () => HTMLElement | null, signal: AbortSignal): void {
  /** The element that had the focus and its ancestors below `root`, the innermost first. */
  let path: HTMLElement[] = [];
  let index = 0;

  root.addEventListener(
    "focusin",
    (event) => {
      path = [];
      for (let at = event.target as HTMLElement | null; at && at !== root; at = at.parentElement) path.push(at);
      const [item, parent] = path;
      index = item && parent ? [...parent.querySelectorAll(FOCUSABLE)].indexOf(item) : 0;
    },
    { signal },
  );
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body || path.length === 0 || path[0]?.isConnected) return;
    const around = path.find((element) => element.isConnected);
    // Only a control hands the focus to a neighbour; a pane has no neighbour of its kind.
    const near = path[0]?.matches("button, a, input, select, textarea") && around?.closest("[role=toolbar], header, li, section, nav, aside, [role=group]");
    path = [];
    if (document.querySelector("dialog[open]")) return;
    const choices = near && root.contains(near) ? [...near.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((item) => item.offsetParent !== null) : [];
    (choices[Math.max(0, Math.min(index, choices.length - 1))] ?? home())?.focus({ preventScroll: true });
  });
  observer.observe(root, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
}
