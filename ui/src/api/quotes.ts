// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { SaidView } from "./people";
import type { DiffPiece } from "./versions";
import type { Likeness, QuotationKind, QuoteVerdict } from "./words";

/** Quotations of which one has altered the other's words. */
export type AlteredPage = {
  /** The pairs, the latest first. */
  pairs: Array<AlteredView>,
  /** How many there are. */
  total: number,
  /** Articles whose quotations are still to be read. */
  left: number,
};

/** Two quotations of which one has altered the other's words. */
export type AlteredView = {
  /** The one. */
  one: SaidView,
  /** The other. */
  other: SaidView,
  /** From the one to the other. */
  diff: Array<DiffPiece>,
};

/** Says who said a quotation. */
export type CorrectSpeaker = {
  /** The article. */
  article: string,
  /** Where the quotation stands in the version that is shown: first code point. */
  start: number,
  /** One past the last. */
  end: number,
  /** Who said it. */
  name: string,
};

/** How often a quotation stands in other articles. */
export type EchoCount = {
  /** Its first code point. */
  start: number,
  /** To the word, or in part. */
  same: number,
  /** With other words. */
  altered: number,
};

/** A quotation of another article that has the same words, to the word or not. */
export type EchoView = {
  /** How its words stand in the other. */
  likeness: Likeness,
  /** It, and where. */
  said: SaidView,
  /** From the words that were asked about to these. */
  diff: Array<DiffPiece>,
};

/** Where the quotations of an article stand in others. */
export type EchoesView = {
  /** Those that do. */
  quotations: Array<EchoCount>,
};

/** Words, and who else has them. */
export type ElsewhereView = {
  /** The words. */
  words: string,
  /** Quotations of other articles, altered ones first. */
  echoes: Array<EchoView>,
  /** Articles whose quotations are still to be read. */
  left: number,
};

/** What proves words: the capture they stand in, and where. */
export type EvidenceView = {
  /** The article. */
  article: string,
  /** Its title; may be empty. */
  title: string,
  /** Its publication. */
  site: string | null,
  /** The version that the place counts in. */
  version: string,
  /** SHA-256 of the capture, in hexadecimal. */
  sha256: string,
  /** When it was captured. */
  captured: number,
  /** The address of the article, or the one that answered. */
  url: string | null,
  /** The address that leads to the words, where that was asked for and there is one. */
  link: string | null,
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
};

/** How much is left. */
export type LeftView = {
  /** Articles whose quotations are still to be read. */
  left: number,
};

/** A passage of an article. */
export type Passage = {
  /** The article. */
  article: string,
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
};

/** Words that somebody is reported to have said. */
export type QuoteView = {
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
  /** How the words are reported. */
  kind: QuotationKind,
  /** Whether its first speaker is right so likely that nobody need look. */
  sure: boolean,
  /** Who may have said it, likeliest first, at most three. */
  speakers: Array<SpeakerView>,
};

/** The quotations of an article. */
export type QuotesView = {
  /** The version that positions count in. */
  version: string,
  /** In the order of its text. */
  quotes: Array<QuoteView>,
};

/** Somebody who may have said a quotation. */
export type SpeakerView = {
  /** The words of the text that name who speaks. */
  mention: string,
  /** The full name, where it is known. */
  name: string | null,
  /** In what capacity. */
  role: string | null,
  /** Whom for. */
  affiliation: string | null,
  /** The words that say that it was said. */
  cue: string | null,
  /** From 0 to 1. */
  confidence: number,
};

/** A quote of a draft, and what the captures say to it. */
export type VerifiedQuote = {
  /** Its words. */
  quote: string,
  /** The line of the draft it begins on, from 1. */
  line: number,
  /** What the captures say. */
  verdict: QuoteVerdict,
  /** The capture that has it, or is like it. */
  evidence: EvidenceView | null,
  /** From the capture's words to the draft's; empty unless it is altered. */
  diff: Array<DiffPiece>,
};

/** The quotes of a draft. */
export type VerifiedView = {
  /** In the order of the draft. */
  quotes: Array<VerifiedQuote>,
};

/** A draft, to be checked. */
export type VerifyDraft = {
  /** Markdown. */
  markdown: string,
};
