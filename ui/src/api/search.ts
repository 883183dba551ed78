// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { AnnotationFilterView } from "./annotations";
import type { ArticleView } from "./articles";
import type { AnnotationGroup, AnnotationSort } from "./words";

/** A piece of text with its matches. */
export type ExcerptView = {
  /** The text. */
  text: string,
  /** The matches: ranges of code points. */
  matches: Array<[number, number]>,
};

/** An article that matches, and its matches. */
export type HitView = {
  /** The article. */
  article: ArticleView,
  /** Matches in its title: ranges of code points. */
  title: Array<[number, number]>,
  /** Excerpt around the first match in its text. */
  text: ExcerptView | null,
  /** Excerpts around matches in its highlights. */
  highlights: Array<PlacedExcerpt>,
  /** Excerpts around matches in its notes. */
  notes: Array<PlacedExcerpt>,
  /** Quotations in it of the speakers that the query names. */
  said: Array<SaidExcerpt>,
};

/** A saved search. */
export type OneSearch = {
  /** Its id. */
  id: string,
};

/** An excerpt of a highlight or a note. */
export type PlacedExcerpt = {
  /** The highlight; null for a note on the article. */
  highlight: string | null,
  /** The excerpt. */
  excerpt: ExcerptView,
};

/** Renames a saved search. */
export type RenameSearch = {
  /** The search. */
  id: string,
  /** The new name. */
  name: string,
};

/** A quotation with its matches. */
export type SaidExcerpt = {
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
  /** The speaker. */
  name: string,
  /** The words. */
  excerpt: ExcerptView,
};

/** Saves a search. */
export type SaveSearch = {
  /** Its name. */
  name: string,
  /** The query. */
  query: SavedQuery,
};

/** The query of a saved search. */
export type SavedQuery = { "of": "articles",
  /** The query as typed. */
  query: string, }
  | { "of": "annotations",
  /** The filter. */
  filter: AnnotationFilterView,
  /** What the annotations are grouped by. */
  group: AnnotationGroup,
  /** The sort key. */
  sort: AnnotationSort,
  /** `true` sorts in descending order. */
  descending: boolean,
};

/** A page of search results. */
export type Search = {
  /** The query as typed. */
  query: string,
  /** How many results to skip. */
  offset: number,
  /** Maximum number of results; 100 at most. */
  limit: number,
};

/** A page of search results. */
export type SearchPage = {
  /** Matching articles, the best first. */
  hits: Array<HitView>,
  /** Number of matching articles on all pages. */
  total: number,
  /** Number of articles whose quotations have not been found yet; 0 unless the query names a speaker. */
  left: number,
};

/** A saved search. */
export type SearchView = {
  /** Its id. */
  id: string,
  /** Its name. */
  name: string,
  /** The query. */
  query: SavedQuery,
};
