// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { Failure } from "./failure";
import type { CaptureMethod, Change, LineChange, OmitReason, RecheckOutcome, Rendition, Reread, VersionOrigin } from "./words";

/** A page as it was captured. */
export type CapturedView = {
  /** Its source as text. */
  text: string,
  /** Its media type. */
  media_type: string,
  /** SHA-256 of its bytes, in hexadecimal. */
  sha256: string,
  /** Its size in bytes. */
  bytes: number,
};

/** Two versions of one article. */
export type CompareVersions = {
  /** The older version. */
  old: string,
  /** The newer version. */
  new: string,
};

/** Line diff of two versions of an article. */
export type CompareView = {
  /** The lines in the order of the new text; removed lines are at their old place. */
  lines: Array<DiffLine>,
};

/** A line of a diff, from one of the two versions or from both. */
export type DiffLine = {
  /** Whether it was kept, edited, added, removed or moved. */
  change: LineChange,
  /** Its words. */
  pieces: Array<DiffPiece>,
  /** Index in `lines` of the other end of a moved line; null for other lines. */
  pair: number | null,
};

/** A run of words in a word diff. */
export type DiffPiece = {
  /** Whether the words are in both wordings, or were added or removed. */
  change: Change,
  /** The words. */
  text: string,
};

/** A page as it was captured, passage by passage. */
export type PageView = {
  /** Sanitised HTML; passage N is in an element with the id `clip-passage-N`. */
  html: string,
  /** For each passage, why it was left out of the article; null if it is in it. */
  why: Array<OmitReason | null>,
};

/** Sets the passages of the captured page that make up the article. */
export type PickArticle = {
  /** The article. */
  id: string,
  /** Numbers of the passages. */
  passages: Array<number>,
};

/** Compares articles with their pages as they are now. */
export type RecheckArticles = {
  /** The articles. */
  ids: Array<string>,
  /** Allow addresses on a private network. */
  allow_private: boolean,
};

/** The result of comparing an article with its page as it is now. */
export type RecheckedView = {
  /** The article. */
  id: string,
  /** Its title. */
  title: string,
  /** The result. */
  outcome: RecheckOutcome,
  /** If the article changed, the number of highlights whose words are unchanged. */
  kept: number,
  /** Number of highlights whose words were edited. */
  changed: number,
  /** Number of highlights to be checked. */
  check: number,
  /** Number of orphans. */
  orphans: number,
  /** Why the comparison failed; null if it did not. */
  error: Failure | null,
};

/** The result of re-extracting an article. */
export type RereadView = {
  /** The result. */
  outcome: Reread,
};

/** An article and one of its versions. */
export type ShowVersion = {
  /** The article. */
  id: string,
  /** The version. */
  version: string,
};

/** A version, as listed among those of its article. */
export type VersionInfoView = {
  /** Its id. */
  id: string,
  /** When it was made. */
  made: number,
  /** When its capture was made. */
  captured: number,
  /** How the page was captured. */
  method: CaptureMethod,
  /** The address that the page was served from. */
  url: string | null,
  /** SHA-256 of its capture, in hexadecimal. */
  sha256: string,
  /** How much of the page it contains. */
  rendition: Rendition,
  /** How it was made. */
  origin: VersionOrigin,
  /** Number of highlights made on it. */
  highlights: number,
  /** Whether it is the version shown. */
  shown: boolean,
};

/** The versions of an article. */
export type VersionsView = {
  /** The versions, the newest first. */
  versions: Array<VersionInfoView>,
};
