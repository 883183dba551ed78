/** Articles that are dragged onto a project or a tag; other programs get a link. */

import type { ArticleView } from "../api/contract";

const ARTICLES = "application/x-commonplace-articles";

/** Takes articles along; `article` is the one under the pointer. */
export function dragArticles(event: DragEvent, article: ArticleView, articles: string[]): void {
  const data = event.dataTransfer;
  if (!data) return;
  data.setData(ARTICLES, JSON.stringify(articles));
  data.setData("text/plain", article.url ? `[${article.title}](${article.url})` : article.title);
  data.effectAllowed = "copy";
}

/** The ids of the articles that are dragged: empty while the drag is under way, when only its kind is known. Null if it is of something else. */
export function articlesIn(data: DataTransfer | null): string[] | null {
  if (!data?.types.includes(ARTICLES)) return null;
  try {
    const ids: unknown = JSON.parse(data.getData(ARTICLES) || "[]");
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}
