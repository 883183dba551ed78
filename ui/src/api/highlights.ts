// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { DiffPiece } from "./versions";
import type { AnchorKind, AnchorState, Colour, Standing, Style } from "./words";

/** The article of a highlight. */
export type ArticleRef = {
  /** Its id. */
  article: string,
};

/** Sets the speaker of a highlight's words. */
export type Attribute = {
  /** The highlight. */
  id: string,
  /** The speaker; null removes the attribution. */
  attribution: AttributionView | null,
};

/** Who said the words of a highlight. */
export type AttributionView = {
  /** The speaker's name, or the words that stand for it. */
  speaker: string,
  /** The speaker's role. */
  role: string | null,
  /** The organisation that the speaker belongs to. */
  affiliation: string | null,
  /** The cue: the words that report the speech. */
  cue: string | null,
  /** Confidence when the speaker was found, from 0 to 1; null if a person named the speaker. */
  confidence: number | null,
  /** Whether and how the words may be used. */
  standing: Standing,
};

/** A passage that a highlight may be attached to. */
export type CandidateView = {
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
  /** Its words. */
  words: string,
};

/** Passages that a highlight may be attached to. */
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
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
  /** Its colour. */
  colour: Colour,
  /** How it is drawn. */
  style: Style,
  /** Who said the words. */
  attribution: AttributionView | null,
  /** Its note, in Markdown. */
  note: string | null,
  /** Its tags. */
  tags: Array<string>,
};

/** Creates a highlight of an image. */
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

/** A highlight, and its place in the version shown. */
export type HighlightView = {
  /** Its id. */
  id: string,
  /** All words of its passage, those left out included. */
  exact: string,
  /** The key of the highlighted image; null if words are highlighted. */
  image: string | null,
  /** The quotation: the words with […] for those left out, or the image's description. Null if it equals `exact`. */
  quote: string | null,
  /** The headings above it when it was marked, the highest first. */
  section: Array<string>,
  /** Whether it is anchored in the version shown, to be checked, or an orphan. */
  state: AnchorState,
  /** How its words match the version shown; null for an orphan. */
  kind: AnchorKind | null,
  /** Word diff from its words to those in the version shown; empty if they are the same. */
  diff: Array<DiffPiece>,
  /** Whether the person has seen that this version has other words, and kept the highlight's. */
  settled: boolean,
  /** Offset of its first code point; null for an orphan. */
  start: number | null,
  /** End offset, exclusive; null for an orphan. */
  end: number | null,
  /** The quoted spans in the version shown: one, or several if words are left out. Empty for an orphan and for an image. */
  parts: Array<SpanView>,
  /** Its colour. */
  colour: Colour,
  /** How it is drawn. */
  style: Style,
  /** Who said its words. */
  attribution: AttributionView | null,
  /** Translation of its words. */
  translation: TranslationView | null,
  /** Its note, in Markdown. */
  note: string | null,
  /** Its note as sanitised HTML. */
  note_html: string | null,
  /** Its tags. */
  tags: Array<string>,
  /** When it was made. */
  created: number,
};

/** Attaches a highlight to another passage of the version shown. */
export type Reattach = {
  /** The highlight. */
  id: string,
  /** The version. */
  version: string,
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
  /** Spans of the passage that are left out when it is quoted. */
  left_out: Array<SpanView>,
};

/** Sets the colour of a highlight. */
export type SetColour = {
  /** The highlight. */
  id: string,
  /** The colour. */
  colour: Colour,
};

/** Sets the note of a highlight; an empty body deletes it. */
export type SetNote = {
  /** The highlight. */
  id: string,
  /** Markdown. */
  body: string,
};

/** Sets how a highlight is drawn. */
export type SetStyle = {
  /** The highlight. */
  id: string,
  /** The new style. */
  style: Style,
};

/** Records that a highlight keeps its words although a version has others. */
export type Settle = {
  /** The highlight. */
  id: string,
  /** The version whose wording differs. */
  version: string,
  /** `true` keeps the words; `false` asks about the difference again. */
  on: boolean,
};

/** A passage of a text. */
export type SpanView = {
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
};

/** Adds a tag to a highlight or removes it. */
export type TagHighlight = {
  /** The highlight. */
  id: string,
  /** The tag. */
  tag: string,
  /** `true` adds the tag, `false` removes it. */
  on: boolean,
};

/** Sets the translation of a highlight's words. */
export type Translate = {
  /** The highlight. */
  id: string,
  /** The translation; null removes it. */
  translation: TranslationView | null,
};

/** The words of a highlight in another language. */
export type TranslationView = {
  /** The words. */
  words: string,
  /** The translator. */
  translator: string | null,
};
