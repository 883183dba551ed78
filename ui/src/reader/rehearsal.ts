/** Before the first article is opened, one is, unseen and for a moment: then its letters, its lines and its buttons are no longer the first. */

import type { ArticleDetail, ArticleView } from "../api/contract";

/** An article of the list as if it were open, with as much of its text as the list shows. */
export function rehearsal(article: ArticleView): ArticleDetail {
  const { body } = document.implementation.createHTMLDocument("");
  for (const kind of ["h2", "p"]) body.appendChild(document.createElement(kind)).textContent = article.opening;
  return {
    article: { ...article, position: 0 },
    version: { id: "rehearsal", html: body.innerHTML, rendition: "article", sha256: "", url: null, captured: article.saved, method: "", images: [] },
    versions: 1,
    text: body.textContent ?? "",
    highlights: [],
    notes: [],
    waiting: null,
  };
}
