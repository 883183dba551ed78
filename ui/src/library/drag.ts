/** Data of drags of articles onto a project or a tag; other programs receive a link. */

import type { ArticleView } from "../api/contract";

const ARTICLES = "application/x-commonplace-articles";

/** Sets the data of a drag of articles; `article` is the one under the pointer. */
export function dragArticles(event: DragEvent, article: ArticleView, articles: string[]): void {
  const data = event.dataTransfer;
  if (!data) return;
  data.setData(ARTICLES, JSON.stringify(articles));
  data.setData("text/plain", article.url ? `[${article.title}](${article.url})` : article.title);
  data.effectAllowed = "copy";
}

/** The ids of the dragged articles. Empty during the drag, when only the type of its data is known. Null if the drag
 * is of something else. */
export function articlesIn(data: DataTransfer | null): string[] | null {
  if (!data?.types.includes(ARTICLES)) return null;
  try {
    const ids: unknown = JSON.parse(data.getData(ARTICLES) || "[]");
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}
