/** The theme in force. */

/** Follows the reader's choice, and the system where he made none; tells `changed` after each change. */
export function followTheme(choice: () => string, changed: () => void): { apply: () => void } {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const wanted = choice();
    const theme = wanted === "system" ? (system.matches ? "dark" : "light") : wanted;
    if (document.documentElement.dataset["theme"] !== theme) {
      document.documentElement.dataset["theme"] = theme;
      changed();
    }
  };
  system.addEventListener("change", apply);
  return { apply };
}
