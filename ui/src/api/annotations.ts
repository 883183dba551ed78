// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { AttributionView, TranslationView } from "./highlights";
import type { AnnotationGroup, AnnotationKind, AnnotationSort, AnnotationType, Colour } from "./words";

/** Conditions on annotations; a field that is null sets no condition. */
export type AnnotationFilterView = {
  /** Only annotations in this project, directly or through their article. */
  project: string | null,
  /** Only annotations with this tag, on themselves or on their article. */
  tag: string | null,
  /** Only highlights of this colour. */
  colour: Colour | null,
  /** Only highlights attributed to this speaker. */
  speaker: string | null,
  /** Only annotations on articles of this publication. */
  site: string | null,
  /** Only annotations made at or after this time. */
  from: number | null,
  /** Only annotations made before this time. */
  until: number | null,
  /** Words that an annotation must contain. */
  query: string,
  /** All annotations, only highlights, only notes on articles, or only those with a note. */
  kind: AnnotationKind,
};

/** The ids of all annotations that match a filter. */
export type AnnotationIds = {
  /** Which annotations. */
  filter: AnnotationFilterView,
  /** The sort key. */
  sort: AnnotationSort,
  /** `true` sorts in descending order. */
  descending: boolean,
};

/** A page of annotations. */
export type AnnotationPage = {
  /** The rows, in order. */
  rows: Array<AnnotationView>,
  /** Number of matching annotations on all pages. */
  total: number,
};

/** A highlight or a note on an article, in a list across articles. */
export type AnnotationView = {
  /** Whether it is a highlight or a note. */
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
  /** The quoted words, with […] for those left out; empty for a note. */
  quote: string,
  /** Whether an image is highlighted; the words are then its description. */
  image: boolean,
  /** Who said the words. */
  attribution: AttributionView | null,
  /** Translation of the words. */
  translation: TranslationView | null,
  /** Its colour; null for a note. */
  colour: Colour | null,
  /** The note, in Markdown. */
  note: string | null,
  /** The note, sanitised HTML. */
  note_html: string | null,
  /** Its tags. */
  tags: Array<string>,
  /** The projects it is in, directly or through its article. */
  projects: Array<string>,
  /** When it was made. */
  created: number,
  /** The tag or project it is grouped under; null if none. */
  group: string | null,
};

/** A selection of annotations. */
export type AnnotationsSelected = {
  /** Highlights. */
  highlights: Array<string>,
  /** Notes on articles. */
  notes: Array<string>,
};

/** An unsaved text. */
export type Draft = {
  /** What the text belongs to, such as a highlight, a note or an article; chosen by the interface. */
  key: string,
  /** The text in Markdown; empty once it is saved or discarded. */
  body: string,
};

/** Drafts: all unsaved texts. */
export type DraftsView = {
  /** The drafts, one for each key. */
  drafts: Array<Draft>,
};

/** A page of annotations. */
export type ListAnnotations = {
  /** Which annotations. */
  filter: AnnotationFilterView,
  /** What the annotations are grouped by. */
  group: AnnotationGroup,
  /** The sort key. */
  sort: AnnotationSort,
  /** `true` sorts in descending order. */
  descending: boolean,
  /** How many rows to skip. */
  offset: number,
  /** Maximum number of rows; 500 at most. */
  limit: number,
};

/** A rendered note. */
export type NoteHtml = {
  /** Sanitised HTML. */
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
  /** The note as sanitised HTML. */
  html: string,
  /** When it was made. */
  created: number,
};

/** A note to render as HTML. */
export type RenderNote = {
  /** Markdown. */
  body: string,
};

/** Sets a note on an article; an empty body deletes it. */
export type SetArticleNote = {
  /** The article. */
  article: string,
  /** The note; null creates a note. */
  id: string | null,
  /** Markdown. */
  body: string,
};

/** Sets the colour of highlights. */
export type SetColours = {
  /** The highlights. */
  highlights: Array<string>,
  /** The colour. */
  colour: Colour,
};

/** Publications and speakers that a filter can choose from. */
export type SitesView = {
  /** The publications of annotated articles. */
  sites: Array<string>,
  /** Speakers of highlighted words. */
  speakers: Array<string>,
};

/** Adds a tag to highlights or removes it. */
export type TagHighlights = {
  /** The highlights. */
  highlights: Array<string>,
  /** The tag. */
  tag: string,
  /** `true` adds the tag, `false` removes it. */
  on: boolean,
};
