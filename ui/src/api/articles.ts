// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { NoteView } from "./annotations";
import type { HighlightView } from "./highlights";
import type { WaitingView } from "./import";
import type { ArticleState, Field, Origin, Rendition, Scope, Sort } from "./words";

/** Everything that the reading view shows of an article. */
export type ArticleDetail = {
  /** The article. */
  article: ArticleView,
  /** The version shown. */
  version: VersionView,
  /** Number of versions. */
  versions: number,
  /** Highlights in reading order, orphans last. */
  highlights: Array<HighlightView>,
  /** Notes on the article as a whole. */
  notes: Array<NoteView>,
  /** State of fetching the page, for an article that was imported without it; otherwise null. */
  waiting: WaitingView | null,
};

/** A page of a list of articles. */
export type ArticlePage = {
  /** Its rows. */
  rows: Array<ArticleView>,
  /** Number of articles on all pages. */
  total: number,
};

/** An article as lists show it. */
export type ArticleView = {
  /** Its id. */
  id: string,
  /** Its title; may be empty. */
  title: string,
  /** Its authors. */
  authors: Array<string>,
  /** The byline. */
  byline: string | null,
  /** Its publication. */
  site: string | null,
  /** Publication date in ISO 8601, as precise as it is known. */
  published: string | null,
  /** The place it was written from. */
  dateline: string | null,
  /** BCP 47 language tag. */
  language: string | null,
  /** A summary of it. */
  description: string | null,
  /** Its address. */
  url: string | null,
  /** Inbox, later or archive. */
  state: ArticleState,
  /** Whether it is a favourite. */
  favourite: boolean,
  /** When it was moved to the trash; null if it is not there. */
  trashed: number | null,
  /** When it was saved. */
  saved: number,
  /** Fraction read, from 0 to 1. */
  progress: number,
  /** Offset of the first code point that was visible. */
  position: number,
  /** Number of words. */
  words: number,
  /** Number of highlights. */
  highlights: number,
  /** Number of notes. */
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

/** Corrects the metadata of an article. */
export type Correct = {
  /** The article. */
  id: string,
  /** Only the fields that change. */
  fields: Array<Correction>,
};

/** A correction of one metadata field. */
export type Correction = {
  /** The field. */
  field: Field,
  /** The value; names and keywords are separated by semicolons. An empty text means that the article has none. Null removes the correction. */
  value: string | null,
};

/** One metadata field of an article. */
export type FactView = {
  /** The field. */
  field: Field,
  /** The value found in the page; empty if none. Names and keywords are separated by semicolons. */
  found: string,
  /** Where in the page the value was found. */
  origin: Origin | null,
  /** The person's correction. */
  corrected: string | null,
};

/** The metadata of an article. */
export type FactsView = {
  /** One entry for each field. */
  facts: Array<FactView>,
};

/** Ids of articles. */
export type IdsView = {
  /** The ids. */
  ids: Array<string>,
};

/** A page of a list of articles. */
export type ListArticles = {
  /** Which articles. */
  scope: Scope,
  /** Only those with this tag. */
  tag: string | null,
  /** Only those in this project. */
  project: string | null,
  /** The sort key. */
  sort: Sort,
  /** `true` sorts in descending order. */
  descending: boolean,
  /** How many rows to skip. */
  offset: number,
  /** Maximum number of rows; 500 at most. */
  limit: number,
};

/** The ids of all articles of a list. */
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

/** Renames a tag. */
export type RenameTag = {
  /** The tag. */
  tag: string,
  /** The new name. If another tag has it, the two become one. */
  name: string,
};

/** Marks articles as favourites or removes the mark. */
export type SetFavourite = {
  /** Their ids. */
  ids: Array<string>,
  /** `true` marks them, `false` removes the mark. */
  on: boolean,
};

/** Saves the reading position of an article. */
export type SetPosition = {
  /** The article. */
  id: string,
  /** Fraction read, from 0 to 1. */
  progress: number,
  /** Offset of the first visible code point. */
  position: number,
};

/** Moves articles to the inbox, to "later" or to the archive. */
export type SetState = {
  /** Their ids. */
  ids: Array<string>,
  /** The new state. */
  state: ArticleState,
};

/** Adds a tag to articles or removes it. */
export type TagArticles = {
  /** Their ids. */
  ids: Array<string>,
  /** The tag. */
  tag: string,
  /** `true` adds the tag, `false` removes it. */
  on: boolean,
};

/** A version as shown for reading. */
export type VersionView = {
  /** Its id. */
  id: string,
  /** Sanitised HTML. */
  html: string,
  /** Whether soft hyphens were inserted into its words because the engine does not hyphenate the language itself. They are not part of the text. */
  divided: boolean,
  /** How much of the page this version contains. */
  rendition: Rendition,
  /** Keys of the stored images. */
  images: Array<string>,
};
