// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { Failure } from "./failure";
import type { CaptureMethod, Change, LineChange, OmitReason, RecheckOutcome, Rendition, Reread, VersionOrigin } from "./words";

/** A page as it was captured. */
export type CapturedView = {
  /** Its source. */
  text: string,
  /** What it is. */
  media_type: string,
  /** Its SHA-256. */
  sha256: string,
  /** How large it is. */
  bytes: number,
};

/** Two versions of one article. */
export type CompareVersions = {
  /** The one. */
  old: string,
  /** The other. */
  new: string,
};

/** Two versions of an article, line by line. */
export type CompareView = {
  /** In the order of the new text; what was removed, where it was. */
  lines: Array<DiffLine>,
};

/** A line of one of two versions, or of both. */
export type DiffLine = {
  /** What became of it. */
  change: LineChange,
  /** Its words. */
  pieces: Array<DiffPiece>,
  /** For one that moved, where its other end is among the lines. */
  pair: number | null,
};

/** A run of words that two wordings share or do not. */
export type DiffPiece = {
  /** What became of them. */
  change: Change,
  /** The words. */
  text: string,
};

/** A page as it was captured, passage by passage. */
export type PageView = {
  /** Clean HTML; passage N stands in an element whose id is `clip-passage-N`. */
  html: string,
  /** For each passage, why it is not in the article; null if it is. */
  why: Array<OmitReason | null>,
};

/** The article that the reader picks out of its page. */
export type PickArticle = {
  /** The article. */
  id: string,
  /** The passages it is made of, by their number. */
  passages: Array<number>,
};

/** Articles to look up again. */
export type RecheckArticles = {
  /** The articles. */
  ids: Array<string>,
  /** Whether they may come from the reader's own network. */
  allow_private: boolean,
};

/** An article that was looked up again. */
export type RecheckedView = {
  /** The article. */
  id: string,
  /** Its title. */
  title: string,
  /** What became of it. */
  outcome: RecheckOutcome,
  /** Of one that changed, how many of its highlights have their words. */
  kept: number,
  /** How many have edited words. */
  changed: number,
  /** How many are to be checked. */
  check: number,
  /** How many are orphans. */
  orphans: number,
  /** Why it failed. */
  error: Failure | null,
};

/** What became of an article that was read anew. */
export type RereadView = {
  /** What became of it. */
  outcome: Reread,
};

/** An article and one of its versions. */
export type ShowVersion = {
  /** The article. */
  id: string,
  /** The version. */
  version: string,
};

/** A version among those of its article. */
export type VersionInfoView = {
  /** Its id. */
  id: string,
  /** When it was made. */
  made: number,
  /** When what it was made from was captured. */
  captured: number,
  /** How the capture was made. */
  method: CaptureMethod,
  /** The address that answered. */
  url: string | null,
  /** SHA-256 of its capture. */
  sha256: string,
  /** How much of the page it shows. */
  rendition: Rendition,
  /** How it came to be. */
  origin: VersionOrigin,
  /** How many highlights were made on it. */
  highlights: number,
  /** Whether it is the one that is shown. */
  shown: boolean,
};

/** The versions of an article. */
export type VersionsView = {
  /** The newest first. */
  versions: Array<VersionInfoView>,
};
