// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { AttributionView, TranslationView } from "./highlights";
import type { AnnotationKind, AnnotationSort, AnnotationType, Colour, Group } from "./words";

/** Which annotations; what is null is not asked about. */
export type AnnotationFilterView = {
  /** In this project, themselves or with their article. */
  project: string | null,
  /** With this tag, themselves or their article. */
  tag: string | null,
  /** Highlights of this colour. */
  colour: Colour | null,
  /** Highlights of words that this one said. */
  speaker: string | null,
  /** On articles of this publication. */
  site: string | null,
  /** Made at this time or later. */
  from: number | null,
  /** Made before this time. */
  until: number | null,
  /** Words that stand in them. */
  query: string,
  /** Of which kind. */
  kind: AnnotationKind,
};

/** All annotations that a filter lets through. */
export type AnnotationIds = {
  /** Which. */
  filter: AnnotationFilterView,
  /** In which order. */
  sort: AnnotationSort,
  /** The greatest first. */
  descending: boolean,
};

/** A page of annotations. */
export type AnnotationPage = {
  /** In order. */
  rows: Array<AnnotationView>,
  /** How many there are in all. */
  total: number,
};

/** A highlight or a note on an article, among others. */
export type AnnotationView = {
  /** Which of the two. */
  kind: AnnotationType,
  /** Its id. */
  id: string,
  /** Its article. */
  article: string,
  /** The article's title; may be empty. */
  title: string,
  /** Its publication. */
  site: string | null,
  /** When it was published. */
  published: string | null,
  /** The words, with […] where some are left out; empty for a note. */
  quote: string,
  /** Whether an image is meant: the words are what it shows. */
  image: boolean,
  /** Who said the words. */
  attribution: AttributionView | null,
  /** The words in another language. */
  translation: TranslationView | null,
  /** Its colour; null for a note. */
  colour: Colour | null,
  /** The note, Markdown. */
  note: string | null,
  /** The note, sanitised HTML. */
  note_html: string | null,
  /** Its tags. */
  tags: Array<string>,
  /** The projects it is in, itself or with its article. */
  projects: Array<string>,
  /** When it was made. */
  created: number,
  /** The tag or project it is grouped under. */
  group: string | null,
};

/** Annotations that something is done with. */
export type AnnotationsSelected = {
  /** Highlights. */
  highlights: Array<string>,
  /** Notes on articles. */
  notes: Array<string>,
};

/** What is being written and not saved yet. */
export type Draft = {
  /** What it belongs to: a highlight, a note, an article. */
  key: string,
  /** Markdown; empty once it is saved, or given up. */
  body: string,
};

/** All that is being written and not saved yet. */
export type DraftsView = {
  /** A text each. */
  drafts: Array<Draft>,
};

/** A page of annotations. */
export type ListAnnotations = {
  /** Which. */
  filter: AnnotationFilterView,
  /** By what they are put together. */
  group: Group,
  /** In which order. */
  sort: AnnotationSort,
  /** The greatest first. */
  descending: boolean,
  /** How many to pass over. */
  offset: number,
  /** How many to give; 500 at most. */
  limit: number,
};

/** A note, to be shown. */
export type NoteHtml = {
  /** Clean HTML. */
  html: string,
};

/** A note on an article as it was saved; null if it was empty, which deletes it. */
export type NoteSet = {
  /** The note. */
  note: NoteView | null,
};

/** A note on an article. */
export type NoteView = {
  /** Its id. */
  id: string,
  /** Markdown. */
  body: string,
  /** To be shown. */
  html: string,
  /** When it was made. */
  created: number,
};

/** A note to be shown. */
export type RenderNote = {
  /** Markdown. */
  body: string,
};

/** A note on an article; empty to delete it. */
export type SetArticleNote = {
  /** The article. */
  article: string,
  /** The note; null for a new one. */
  id: string | null,
  /** Markdown. */
  body: string,
};

/** Another colour for highlights. */
export type SetColours = {
  /** The highlights. */
  highlights: Array<string>,
  /** The colour. */
  colour: Colour,
};

/** Publications and people, to choose from. */
export type SitesView = {
  /** The publications that annotated articles are of. */
  sites: Array<string>,
  /** Those whose words are highlighted. */
  speakers: Array<string>,
};

/** A tag on highlights. */
export type TagHighlights = {
  /** The highlights. */
  highlights: Array<string>,
  /** The tag. */
  tag: string,
  /** On, or off. */
  on: boolean,
};
