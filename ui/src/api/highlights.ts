// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { DiffPiece } from "./versions";
import type { AnchorKind, AnchorState, Colour, Standing, Style } from "./words";

/** The article that something hangs on. */
export type ArticleRef = {
  /** Its id. */
  article: string,
};

/** Says who said a highlight's words. */
export type Attribute = {
  /** The highlight. */
  id: string,
  /** Who; null for nobody. */
  attribution: AttributionView | null,
};

/** Who said the words of a highlight. */
export type AttributionView = {
  /** The name, or what stands for it. */
  speaker: string,
  /** In what capacity. */
  role: string | null,
  /** Whom for. */
  affiliation: string | null,
  /** The words that say that it was said. */
  cue: string | null,
  /** From 0 to 1, how sure that was when it was found; null if the reader says so. */
  confidence: number | null,
  /** What may be done with the words. */
  standing: Standing,
};

/** A place that a highlight may be attached to. */
export type CandidateView = {
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
  /** What stands there. */
  words: string,
};

/** Places that a highlight may be attached to. */
export type CandidatesView = {
  /** The likeliest first. */
  candidates: Array<CandidateView>,
};

/** A new highlight. */
export type CreateHighlight = {
  /** The article. */
  article: string,
  /** The version that was shown. */
  version: string,
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
  /** Its colour. */
  colour: Colour,
  /** How it is drawn. */
  style: Style,
  /** Who said the words. */
  attribution: AttributionView | null,
  /** Its note, Markdown. */
  note: string | null,
  /** Its tags. */
  tags: Array<string>,
};

/** An image that is highlighted. */
export type CreateImageHighlight = {
  /** The article. */
  article: string,
  /** The version that was shown. */
  version: string,
  /** The image's key. */
  key: string,
  /** Its colour. */
  colour: Colour,
};

/** A highlight, and where it stands. */
export type HighlightView = {
  /** Its id. */
  id: string,
  /** Its words, all of them. */
  exact: string,
  /** The key of the image that is meant; null where its words are. */
  image: string | null,
  /** As they are quoted, […] where some are left out; null where none are. */
  quote: string | null,
  /** The headings it stood under when it was marked, the highest first. */
  section: Array<string>,
  /** Whether it has a place in the text. */
  state: AnchorState,
  /** How its words stand there; null for an orphan. */
  kind: AnchorKind | null,
  /** From its words to those that stand there now; empty where they are the same. */
  diff: Array<DiffPiece>,
  /** Whether the reader has seen that this version says something else, and kept its words. */
  settled: boolean,
  /** First code point; null for an orphan. */
  start: number | null,
  /** One past the last. */
  end: number | null,
  /** What of it is quoted, in the text that is shown: one passage, or more where words are left out. Empty for an orphan. */
  parts: Array<SpanView>,
  /** Its colour. */
  colour: Colour,
  /** How it is drawn. */
  style: Style,
  /** Who said its words. */
  attribution: AttributionView | null,
  /** They in another language. */
  translation: TranslationView | null,
  /** Its note, Markdown. */
  note: string | null,
  /** Its note, to be shown. */
  note_html: string | null,
  /** Its tags. */
  tags: Array<string>,
  /** When it was made. */
  created: number,
};

/** Another passage of the version that is shown. */
export type Reattach = {
  /** The highlight. */
  id: string,
  /** The version. */
  version: string,
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
  /** What of it is left out when it is quoted. */
  left_out: Array<SpanView>,
};

/** Another colour for a highlight. */
export type SetColour = {
  /** The highlight. */
  id: string,
  /** The colour. */
  colour: Colour,
};

/** A note on a highlight; empty to delete it. */
export type SetNote = {
  /** The highlight. */
  id: string,
  /** Markdown. */
  body: string,
};

/** Another way to draw a highlight. */
export type SetStyle = {
  /** The highlight. */
  id: string,
  /** The other way. */
  style: Style,
};

/** A highlight whose words are kept. */
export type Settle = {
  /** The highlight. */
  id: string,
  /** The version that says something else. */
  version: string,
  /** Kept, or asked about again. */
  on: boolean,
};

/** A passage of a text. */
export type SpanView = {
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
};

/** A tag on a highlight. */
export type TagHighlight = {
  /** The highlight. */
  id: string,
  /** The tag. */
  tag: string,
  /** On, or off. */
  on: boolean,
};

/** Puts a translation beside a highlight's words. */
export type Translate = {
  /** The highlight. */
  id: string,
  /** The translation; null takes it away. */
  translation: TranslationView | null,
};

/** The words of a highlight in another language. */
export type TranslationView = {
  /** The words. */
  words: string,
  /** Who put them so. */
  translator: string | null,
};
