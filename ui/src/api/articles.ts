// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { NoteView } from "./annotations";
import type { HighlightView } from "./highlights";
import type { WaitingView } from "./import";
import type { ArticleState, Field, Origin, Rendition, Scope, Sort } from "./words";

/** All of an article that the reading view shows. */
export type ArticleDetail = {
  /** The article. */
  article: ArticleView,
  /** The version shown. */
  version: VersionView,
  /** How many versions there are. */
  versions: number,
  /** In reading order, orphans last. */
  highlights: Array<HighlightView>,
  /** On the article as a whole. */
  notes: Array<NoteView>,
  /** Of an article that was imported without its page: how it stands with that. */
  waiting: WaitingView | null,
};

/** A page of a list. */
export type ArticlePage = {
  /** Its rows. */
  rows: Array<ArticleView>,
  /** How many there are in all. */
  total: number,
};

/** An article as a list shows it. */
export type ArticleView = {
  /** Its id. */
  id: string,
  /** Its title; may be empty. */
  title: string,
  /** Its authors. */
  authors: Array<string>,
  /** The line about them. */
  byline: string | null,
  /** Its publication. */
  site: string | null,
  /** When it was published, ISO 8601 as far as it is known. */
  published: string | null,
  /** Where it was sent from. */
  dateline: string | null,
  /** BCP 47. */
  language: string | null,
  /** What it is about. */
  description: string | null,
  /** Its address. */
  url: string | null,
  /** Where it stands in the work of its reader. */
  state: ArticleState,
  /** Whether it is a favourite. */
  favourite: boolean,
  /** Since when it is in the trash. */
  trashed: number | null,
  /** When it was saved. */
  saved: number,
  /** How far it was read, 0 to 1. */
  progress: number,
  /** The first code point that was in view. */
  position: number,
  /** How many words it has. */
  words: number,
  /** How many highlights. */
  highlights: number,
  /** How many notes. */
  notes: number,
  /** Its tags. */
  tags: Array<string>,
  /** Its first words, if it has no title. */
  opening: string,
};

/** Articles. */
export type Articles = {
  /** Their ids. */
  ids: Array<string>,
};

/** Corrects what is known; what is null stays, an empty text takes away. */
export type Correct = {
  /** The article. */
  id: string,
  /** Only the fields that change. */
  fields: Array<Correction>,
};

/** What the reader says of a field. */
export type Correction = {
  /** Which. */
  field: Field,
  /** What it is; names and keywords are separated by semicolons; empty for nothing. Null takes a correction back. */
  value: string | null,
};

/** A field of what is known about an article. */
export type FactView = {
  /** Its name. */
  field: Field,
  /** What the page says; empty if nothing. Names and keywords are separated by semicolons. */
  found: string,
  /** Where the page says so. */
  origin: Origin | null,
  /** What the reader wrote instead. */
  corrected: string | null,
};

/** What is known about an article. */
export type FactsView = {
  /** A field each. */
  facts: Array<FactView>,
};

/** Ids of articles. */
export type IdsView = {
  /** The ids. */
  ids: Array<string>,
};

/** A page of a list. */
export type ListArticles = {
  /** Which articles. */
  scope: Scope,
  /** Only those with this tag. */
  tag: string | null,
  /** Only those in this project. */
  project: string | null,
  /** In which order. */
  sort: Sort,
  /** The greatest first. */
  descending: boolean,
  /** How many to pass over. */
  offset: number,
  /** How many to give; 500 at most. */
  limit: number,
};

/** All articles of a list. */
export type ListIds = {
  /** Which articles. */
  scope: Scope,
  /** Only those with this tag. */
  tag: string | null,
  /** Only those in this project. */
  project: string | null,
};

/** A tag. */
export type OneTag = {
  /** Its name. */
  tag: string,
};

/** Another name for a tag. */
export type RenameTag = {
  /** The tag. */
  tag: string,
  /** The name; of another tag, if both are to become one. */
  name: string,
};

/** Favourites, or not. */
export type SetFavourite = {
  /** Their ids. */
  ids: Array<string>,
  /** Whether they are. */
  on: boolean,
};

/** How far an article was read. */
export type SetPosition = {
  /** The article. */
  id: string,
  /** 0 to 1. */
  progress: number,
  /** The first code point in view. */
  position: number,
};

/** Files articles. */
export type SetState = {
  /** Their ids. */
  ids: Array<string>,
  /** Where they go. */
  state: ArticleState,
};

/** A tag on articles. */
export type TagArticles = {
  /** Their ids. */
  ids: Array<string>,
  /** The tag. */
  tag: string,
  /** On, or off. */
  on: boolean,
};

/** A version as it is shown. */
export type VersionView = {
  /** Its id. */
  id: string,
  /** Clean HTML. */
  html: string,
  /** Whether soft hyphens were put into its words, in a language whose words the engine is not to divide: they are no part of the text. */
  divided: boolean,
  /** How much of the page it shows. */
  rendition: Rendition,
  /** Keys of the images that are there. */
  images: Array<string>,
};
