/** The style sheet of an article's frame: `frame.css`, the settings, and the colours of highlights. */

import { Colour, type Font, type Settings } from "../api/contract";
import { LAYERS } from "../anchor/paint";
import type { Kind } from "./code";
import frameCss from "./frame.css?raw";

const FONTS: Record<Font, string> = {
  serif: "var(--font-serif)",
  sans: "var(--font-ui)",
  legible: '"Atkinson Hyperlegible", var(--font-ui)',
};

const SHARED = ["--font-ui", "--font-serif", "--paper", "--ink", "--soft", "--line", "--accent", ...Colour.map((c) => `--${c}`)];

/** The style sheet for these settings, with the colours of the current theme. */
export function sheetText(settings: Settings): string {
  const theme = getComputedStyle(document.documentElement);
  const tokens = SHARED.map((name) => `${name}: ${theme.getPropertyValue(name)};`).join("");
  const own = `--size: ${settings.size}px; --line-height: ${settings.line_height}; --font: ${FONTS[settings.font]};`;
  return `${fontFaces()}\n:root { ${tokens} ${own} color-scheme: ${theme.colorScheme}; }\n${frameCss}\n${marks(theme)}`;
}

/** A line below the words. WebKit supports only the longhand properties. */
const line = (width: number, colour: string, depth: number) =>
  `text-decoration-line: underline; text-decoration-color: ${colour}; text-decoration-thickness: ${width}px; text-underline-offset: ${depth}px; text-decoration-skip-ink: none;`;

/** Highlights: a tint with a line below, whose depth tells overlapping highlights apart; or only a thicker line. */
function marks(theme: CSSStyleDeclaration): string {
  const dark = theme.colorScheme === "dark";
  const rules: string[] = [];
  for (const colour of Colour) {
    const value = theme.getPropertyValue(`--${colour}`).trim();
    rules.push(
      `math[data-marked="mark-${colour}"] { background-color: color-mix(in srgb, ${value} ${dark ? 30 : 38}%, transparent); box-shadow: 0 2px ${value}; }`,
      `math[data-marked="line-${colour}"] { box-shadow: 0 3px ${value}; }`,
    );
    for (let layer = 0; layer < LAYERS; layer += 1) {
      rules.push(
        `::highlight(mark-${colour}-${layer}) { background-color: color-mix(in srgb, ${value} ${dark ? 30 : 38}%, transparent);` +
          ` ${line(2, value, 2 + layer * 4)} }`,
        `::highlight(line-${colour}-${layer}) { ${line(3, value, 3 + layer * 4)} }`,
      );
    }
  }
  const accent = theme.getPropertyValue("--accent");
  // High-contrast themes do not colour code: the colours would be hard to tell from the ink.
  const plain = document.documentElement.dataset["theme"]?.startsWith("contrast");
  const tint = (colour: string) => `color-mix(in srgb, ${theme.getPropertyValue(`--${colour}`)} ${dark ? 72 : 52}%, ${theme.getPropertyValue("--ink")})`;
  const parts: Record<Kind, string> = { keyword: accent, name: tint("blue"), string: tint("green"), number: tint("purple"), comment: theme.getPropertyValue("--faint") };
  for (const [kind, colour] of Object.entries(parts)) {
    if (!plain) rules.push(`::highlight(code-${kind}) { color: ${colour}; }`);
  }
  rules.push(`::highlight(active) { background-color: color-mix(in srgb, ${theme.getPropertyValue("--ink")} 14%, transparent); }`);
  rules.push(`::highlight(found) { background-color: color-mix(in srgb, ${accent} 22%, transparent); }`);
  rules.push(`::highlight(found-here) { background-color: ${accent}; color: ${theme.getPropertyValue("--on-accent")}; }`);
  rules.push(`::highlight(cursor) { background-color: color-mix(in srgb, ${accent} 16%, transparent); ${line(2, accent, 3)} }`);
  return rules.join("\n");
}

/** The app's own fonts, for use in the frame's document. */
function fontFaces(): string {
  const faces: string[] = [];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSFontFaceRule) {
        const base = sheet.href ?? location.href;
        faces.push(rule.cssText.replace(/url\("?([^")]+)"?\)/g, (_, path: string) => `url("${new URL(path, base).href}")`));
      }
    }
  }
  return faces.join("\n");
}
