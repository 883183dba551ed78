/** Makes many buttons one Tab stop: arrow keys move among them, Home and End go to the first and last. */

import type { Action } from "svelte/action";

export const roving: Action<HTMLElement, { across: boolean }> = (container, { across }) => {
  const items = () => [...container.querySelectorAll<HTMLElement>("button:not(:disabled), a[href]")].filter((item) => item.offsetParent !== null);

  /** Sets the item that Tab goes to: the one focused last, else the current one (`aria-current`), else the first. */
  function settle(at?: HTMLElement) {
    const all = items();
    const stop = at ?? all.find((item) => item.tabIndex === 0 && item.dataset["stop"]) ?? all.find((item) => item.ariaCurrent) ?? all[0];
    for (const item of all) {
      const tab = item === stop ? 0 : -1;
      if (item.tabIndex !== tab) item.tabIndex = tab;
      if (item === stop && at) item.dataset["stop"] = "";
      else if (item !== stop) delete item.dataset["stop"];
    }
  }

  function key(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const all = items();
    const here = all.indexOf(event.target as HTMLElement);
    if (here < 0) return;
    const forward = across ? (getComputedStyle(container).direction === "rtl" ? "ArrowLeft" : "ArrowRight") : "ArrowDown";
    const back = across ? (forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft") : "ArrowUp";
    const to = { [forward]: here + 1, [back]: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    all[(to + all.length) % all.length]?.focus();
  }

  const focused = (event: FocusEvent) => {
    if (items().includes(event.target as HTMLElement)) settle(event.target as HTMLElement);
  };
  const observer = new MutationObserver(() => settle());
  observer.observe(container, { childList: true, subtree: true });
  container.addEventListener("keydown", key);
  container.addEventListener("focusin", focused);
  settle();
  return {
    destroy() {
      observer.disconnect();
      container.removeEventListener("keydown", key);
      container.removeEventListener("focusin", focused);
    },
  };
};
