/** A rehearsal: before the first article is opened, an article is shown invisibly for a moment. The engine's first
 * letters, lines, notes and buttons are slow, and with the rehearsal they are done before a person opens an
 * article. */

import type { ArticleDetail, ArticleView, HighlightView } from "../api/contract";

/** Minimum number of letters in a paragraph: enough for lines with hyphenated words. */
const LETTERS = 500;

/** An article of the list as if it were open and had notes: what the list knows of it, repeated. */
export function rehearsal(article: ArticleView): ArticleDetail {
  const known = article.title.trim() || article.opening.trim();
  const words = `${known} `.repeat(Math.ceil(LETTERS / (known.length + 1)));
  const html = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const marks = [0, 1, 2].map((at): HighlightView => ({
    id: `rehearsal ${at}`,
    exact: known,
    image: null,
    quote: null,
    section: [],
    state: "anchored",
    kind: "exact",
    diff: [],
    settled: false,
    start: at,
    end: at + 1,
    parts: [{ start: at, end: at + 1 }],
    colour: "yellow",
    style: "marked",
    attribution: null,
    translation: null,
    note: at === 0 ? known : null,
    note_html: at === 0 ? `<p>${html}</p>` : null,
    tags: at === 1 ? [known] : [],
    created: article.saved,
  }));
  return {
    article: { ...article, position: 0 },
    version: { id: "rehearsal", html: `<p>${html}</p><h2>${html}</h2><p><b>${html}</b><em>${html}</em></p>`, divided: false, rendition: "article", images: [] },
    versions: 1,
    highlights: marks,
    notes: [],
    waiting: null,
  };
}
