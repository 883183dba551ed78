/** Colours code listings: highlight.js finds the parts, which are painted over the text. The DOM is not changed. */

import type { ArticleText, Span } from "../anchor/text";

/** The kinds of parts, with the names that highlight.js has for each. */
export const KINDS = {
  keyword: ["keyword", "selector-tag", "meta", "operator"],
  name: ["title", "section", "name", "type", "built_in", "class", "attr", "attribute", "property", "selector-class", "selector-id"],
  string: ["string", "regexp", "addition", "symbol", "link"],
  number: ["number", "literal", "variable", "template-variable"],
  comment: ["comment", "quote", "doctag", "deletion"],
} as const;
export type Kind = keyof typeof KINDS;

/** Listings longer than `LONGEST` UTF-16 units are left plain, and so are those after the first `MOST`. */
const LONGEST = 12_000;
const MOST = 100;
/** Maximum time spent on an article's listings, in milliseconds. The remaining ones are left plain. */
const PATIENCE = 400;

interface Token {
  type: string;
  value?: string;
  children?: Token[];
  properties?: { className?: unknown };
}

/** The parts of an article's listings, by kind. A listing whose language is missing or unknown has none. */
export async function codeParts(text: ArticleText): Promise<Map<Kind, Span[]>> {
  const parts = new Map<Kind, Span[]>();
  const listings = [...text.root.querySelectorAll("pre")].slice(0, MOST).flatMap((pre) => {
    const language = /(?:^|\s)lang(?:uage)?-(\S+)/.exec([pre, ...pre.querySelectorAll("code")].map((e) => e.className).join(" "))?.[1];
    const code = text.plain(pre.textContent ?? "");
    return language && code.trim() && code.length <= LONGEST ? [{ pre, language: language.toLowerCase(), code }] : [];
  });
  if (listings.length === 0) return parts;
  const { common, createLowlight } = await import("lowlight");
  const lowlight = createLowlight(common);
  let spent = 0;
  for (const { pre, language, code } of listings) {
    if (!lowlight.registered(language) || spent > PATIENCE) continue;
    // Lets the window respond between two listings.
    await new Promise((resolve) => setTimeout(resolve));
    const began = performance.now();
    const start = text.units.toUtf16(text.point(pre, 0));
    let offset = 0;
    const walk = (token: Token, kind: Kind | null): void => {
      if (token.type === "text") {
        const end = offset + (token.value ?? "").length;
        if (kind) {
          const span = { start: text.units.toCodePoints(start + offset), end: text.units.toCodePoints(start + end) };
          parts.set(kind, [...(parts.get(kind) ?? []), span]);
        }
        offset = end;
        return;
      }
      const own = kindOf(token) ?? kind;
      for (const child of token.children ?? []) walk(child, own);
    };
    walk(lowlight.highlight(language, code) as Token, null);
    spent += performance.now() - began;
  }
  return parts;
}

function kindOf(token: Token): Kind | null {
  const names = Array.isArray(token.properties?.className) ? token.properties.className.map((n) => String(n).replace(/^hljs-/, "")) : [];
  const found = (Object.keys(KINDS) as Kind[]).find((kind) => KINDS[kind].some((name) => names.includes(name)));
  return found ?? null;
}
