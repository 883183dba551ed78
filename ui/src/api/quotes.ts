// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { SaidView } from "./people";
import type { DiffPiece } from "./versions";
import type { Likeness, QuotationKind, QuoteVerdict } from "./words";

/** A page of pairs of quotations of which one alters the other's words. */
export type AlteredPage = {
  /** The pairs, the latest first. */
  pairs: Array<AlteredView>,
  /** Number of pairs on all pages. */
  total: number,
  /** Number of articles whose quotations have not been found yet. */
  left: number,
};

/** Two quotations of which one alters the other's words. */
export type AlteredView = {
  /** The first quotation. */
  one: SaidView,
  /** The second quotation. */
  other: SaidView,
  /** Word diff from the first to the second. */
  diff: Array<DiffPiece>,
};

/** Sets the speaker of a quotation. */
export type CorrectSpeaker = {
  /** The article. */
  article: string,
  /** Start of the quotation in the version shown, in code points. */
  start: number,
  /** End, exclusive. */
  end: number,
  /** The speaker's name. */
  name: string,
};

/** Number of other articles that have the words of a quotation. */
export type EchoCount = {
  /** Offset of the quotation's first code point. */
  start: number,
  /** Number of articles with the same words, whole or in part. */
  same: number,
  /** Number of articles with altered words. */
  altered: number,
};

/** A quotation of another article with the same or altered words. */
export type EchoView = {
  /** How its words relate to those asked about. */
  likeness: Likeness,
  /** The quotation and its source. */
  said: SaidView,
  /** Word diff from the words asked about to these. */
  diff: Array<DiffPiece>,
};

/** Quotations of an article that occur in other articles. */
export type EchoesView = {
  /** The quotations with at least one echo. */
  quotations: Array<EchoCount>,
};

/** Words, and their echoes in other articles. */
export type ElsewhereView = {
  /** The words. */
  words: string,
  /** Quotations of other articles, altered ones first. */
  echoes: Array<EchoView>,
  /** Number of articles whose quotations have not been found yet. */
  left: number,
};

/** Evidence for words: the capture that contains them, and their position. */
export type EvidenceView = {
  /** The article. */
  article: string,
  /** Its title; may be empty. */
  title: string,
  /** Its publication. */
  site: string | null,
  /** The version that the positions refer to. */
  version: string,
  /** SHA-256 of the capture, in hexadecimal. */
  sha256: string,
  /** When it was captured. */
  captured: number,
  /** The article's address, or else the one that the capture was served from. */
  url: string | null,
  /** Address of the words within the page, if it was requested and exists. */
  link: string | null,
  /** Offset of the first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
};

/** Work left to do. */
export type LeftView = {
  /** Number of articles whose quotations have not been found yet. */
  left: number,
};

/** A passage of an article. */
export type Passage = {
  /** The article. */
  article: string,
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
};

/** A quotation of an article, with its possible speakers. */
export type QuoteView = {
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
  /** How the words are reported. */
  kind: QuotationKind,
  /** Whether the first speaker's confidence is at least `CONFIDENT`, so that nobody has to check it. */
  sure: boolean,
  /** Possible speakers, the likeliest first, at most three. */
  speakers: Array<SpeakerView>,
};

/** The quotations of an article. */
export type QuotesView = {
  /** The version that the positions refer to. */
  version: string,
  /** The quotations, in the order of the text. */
  quotes: Array<QuoteView>,
};

/** A possible speaker of a quotation. */
export type SpeakerView = {
  /** The words of the text that name the speaker. */
  mention: string,
  /** The full name, if known. */
  name: string | null,
  /** The speaker's role. */
  role: string | null,
  /** The organisation that the speaker belongs to. */
  affiliation: string | null,
  /** The cue: the words that report the speech. */
  cue: string | null,
  /** Confidence, from 0 to 1. */
  confidence: number,
};

/** A quote of a draft and its verdict. */
export type VerifiedQuote = {
  /** Its words. */
  quote: string,
  /** Line of the draft where it begins, counted from 1. */
  line: number,
  /** The verdict. */
  verdict: QuoteVerdict,
  /** The capture that contains the words, or the most similar ones; null if there is none. */
  evidence: EvidenceView | null,
  /** Word diff from the capture's words to the draft's; empty unless the quote is altered. */
  diff: Array<DiffPiece>,
};

/** The quotes of a draft, verified. */
export type VerifiedView = {
  /** The quotes, in the order of the draft. */
  quotes: Array<VerifiedQuote>,
};

/** A draft to verify. */
export type VerifyDraft = {
  /** Markdown. */
  markdown: string,
};
