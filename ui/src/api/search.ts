// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { AnnotationFilterView } from "./annotations";
import type { ArticleView } from "./articles";
import type { AnnotationSort, Group } from "./words";

/** A piece of text with its matches. */
export type ExcerptView = {
  /** The text. */
  text: string,
  /** What matched: ranges of code points. */
  matches: Array<[number, number]>,
};

/** An article that matches, and where. */
export type HitView = {
  /** The article. */
  article: ArticleView,
  /** Where its title matches: code points. */
  title: Array<[number, number]>,
  /** Around the first match in its text. */
  text: ExcerptView | null,
  /** Around matches in its highlights. */
  highlights: Array<PlacedExcerpt>,
  /** Around matches in its notes. */
  notes: Array<PlacedExcerpt>,
  /** What those who are asked for said in it. */
  said: Array<SaidExcerpt>,
};

/** A saved search. */
export type OneSearch = {
  /** Its id. */
  id: string,
};

/** A piece of text of a highlight or a note. */
export type PlacedExcerpt = {
  /** The highlight; null for a note on the article. */
  highlight: string | null,
  /** The piece. */
  excerpt: ExcerptView,
};

/** Another name for a saved search. */
export type RenameSearch = {
  /** The search. */
  id: string,
  /** The name. */
  name: string,
};

/** What somebody said, with its matches. */
export type SaidExcerpt = {
  /** Where it stands: its first code point. */
  start: number,
  /** One past the last. */
  end: number,
  /** Who said it. */
  name: string,
  /** The words. */
  excerpt: ExcerptView,
};

/** A search to be kept. */
export type SaveSearch = {
  /** Its name. */
  name: string,
  /** What is searched. */
  query: SavedQuery,
};

/** What a search that is kept asks for. */
export type SavedQuery = { "of": "articles",
  /** What was typed. */
  query: string, }
  | { "of": "annotations",
  /** Which. */
  filter: AnnotationFilterView,
  /** By what they are put together. */
  group: Group,
  /** In which order. */
  sort: AnnotationSort,
  /** The greatest first. */
  descending: boolean,
};

/** A page of what is found. */
export type Search = {
  /** What the reader typed. */
  query: string,
  /** How many to pass over. */
  offset: number,
  /** How many to give; 100 at most. */
  limit: number,
};

/** A page of what is found. */
export type SearchPage = {
  /** Articles, the best first. */
  hits: Array<HitView>,
  /** How many there are in all. */
  total: number,
  /** Where somebody's words are asked for: articles whose quotations are still to be read. */
  left: number,
};

/** A search that is kept. */
export type SearchView = {
  /** Its id. */
  id: string,
  /** Its name. */
  name: string,
  /** What is searched. */
  query: SavedQuery,
};
