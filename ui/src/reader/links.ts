/** Links in notes to articles and highlights of the library. Typing `[[` offers targets. */

import type { Host } from "../host/host";

/** A target that a link may lead to. */
export interface LinkTarget {
  kind: "article" | "highlight";
  id: string;
  /** The title of an article, or the words of a highlight. */
  words: string;
}

const MOST = 8;

/** The query of a link being written: the text after the last `[[` at the end of `before`; null if there is none. */
export function linkQuery(before: string): string | null {
  return /\[\[([^[\]\n]{0,80})$/.exec(before)?.[1] ?? null;
}

/** A link as it is written in a note: Markdown with a permanent address. */
export function linkTo(target: LinkTarget): string {
  const words = target.words.replaceAll(/\s+/g, " ").trim().replaceAll(/[[\]\\]/g, "\\$&");
  return `[${target.kind === "highlight" ? `“${words}”` : words}](commonplace://${target.kind}/${target.id})`;
}

/** The targets that match a query, the best first; the newest articles if the query is empty. */
export async function linkTargets(host: Host, query: string): Promise<LinkTarget[]> {
  const title = (a: { title: string; opening: string }) => a.title || a.opening.trim().slice(0, 60);
  if (!query.trim()) {
    const { rows } = await host.call("articles.list", { scope: "all", tag: null, project: null, sort: "saved", descending: true, offset: 0, limit: MOST });
    return rows.map((a) => ({ kind: "article", id: a.id, words: title(a) }));
  }
  const { hits } = await host.call("search", { query, offset: 0, limit: MOST });
  const targets = hits.flatMap((hit): LinkTarget[] => [
    { kind: "article", id: hit.article.id, words: title(hit.article) },
    ...hit.highlights.flatMap(({ highlight, excerpt }): LinkTarget[] => (highlight ? [{ kind: "highlight", id: highlight, words: excerpt.text }] : [])),
  ]);
  return targets.slice(0, MOST);
}
