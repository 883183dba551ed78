/** The theme in force. */

import type { Theme } from "../api/contract";

/** The theme for a choice, where the system is dark or light, and asks for more contrast or does not. */
export function themeFor(choice: Theme, dark: boolean, contrast: boolean): string {
  if (choice === "contrast" || (choice === "system" && contrast)) return dark ? "contrast-dark" : "contrast";
  if (choice === "system") return dark ? "dark" : "light";
  return choice;
}

/** Whether a choice is a dark theme wherever it is made; `null` if it follows the system. */
export function isDark(choice: Theme): boolean | null {
  return choice === "system" || choice === "contrast" ? null : choice === "dark" || choice === "black";
}

/** Follows the reader's choice, and the system where he made none; tells `changed` after each change. */
export function followTheme(choice: () => Theme, changed: () => void): { apply: () => void } {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  let printing = false;
  const apply = () => {
    // Paper is white.
    const theme = printing ? "light" : themeFor(choice(), dark.matches, contrast.matches);
    if (document.documentElement.dataset["theme"] !== theme) {
      document.documentElement.dataset["theme"] = theme;
      changed();
    }
  };
  dark.addEventListener("change", apply);
  contrast.addEventListener("change", apply);
  for (const [event, on] of [["beforeprint", true], ["afterprint", false]] as const) {
    window.addEventListener(event, () => {
      printing = on;
      apply();
    });
  }
  return { apply };
}
