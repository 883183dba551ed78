/** The current theme. */

import type { Theme } from "../api/contract";

/** The theme for a setting, depending on whether the system is dark and asks for more contrast. */
export function themeFor(choice: Theme, dark: boolean, contrast: boolean): string {
  if (choice === "contrast" || (choice === "system" && contrast)) return dark ? "contrast-dark" : "contrast";
  if (choice === "system") return dark ? "dark" : "light";
  return choice;
}

/** `true` or `false` if a setting is always dark or always light; `null` if that depends on the system. */
export function isDark(choice: Theme): boolean | null {
  return choice === "system" || choice === "contrast" ? null : choice === "dark" || choice === "black";
}

/** Applies the theme of the setting or of the system, and calls `changed` after each change. */
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
