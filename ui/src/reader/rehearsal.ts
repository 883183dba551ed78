/** Before the first article is opened, one is, unseen and for a moment: then its letters, its lines and its buttons are no longer the first. */

import type { ArticleDetail, ArticleView } from "../api/contract";

/** An article of the list as if it were open, with as much of its text as the list shows. */
export function rehearsal(article: ArticleView): ArticleDetail {
  const words = article.opening.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return {
    article: { ...article, position: 0 },
    version: { id: "rehearsal", html: `<h2>${words}</h2><p>${words}</p>`, divided: false, rendition: "article", sha256: "", url: null, captured: article.saved, method: "", images: [] },
    versions: 1,
    text: article.opening.repeat(2),
    highlights: [],
    notes: [],
    waiting: null,
  };
}
