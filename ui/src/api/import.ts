// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { Failure } from "./failure";
import type { ImportSource, SkipReason } from "./words";

/** A page that could not be had. */
export type FetchFailureView = {
  /** The article it is for. */
  article: string,
  /** Its address. */
  url: string,
  /** Why. */
  error: Failure,
};

/** Pages that could not be had. */
export type FetchFailuresView = {
  /** A thousand of them, at most. */
  failures: Array<FetchFailureView>,
};

/** How the fetching of imported articles' pages stands. */
export type FetchingView = {
  /** Pages that are still to come. */
  left: number,
  /** Pages that could not be had. */
  failed: number,
  /** Whether the reader stopped it. */
  paused: boolean,
};

/** Entries of one program in an import. */
export type ImportKindView = {
  /** Which program. */
  name: ImportSource,
  /** What the program is called. */
  title: string,
  /** How many entries. */
  count: number,
};

/** A piece of a file that is to be imported. */
export type ImportPart = {
  /** What an earlier piece was answered with; null for the first. */
  upload: number | null,
  /** The file's path, from the folder that was chosen; its name, if none was. */
  path: string,
  /** Bytes that go behind those before; base64. */
  base64: string,
};

/** Entries that an import passed over for one reason. */
export type ImportSkippedView = {
  /** Why. */
  why: SkipReason,
  /** How many. */
  count: number,
  /** The first of them: titles, addresses or files. */
  what: Array<string>,
};

/** What became of an import, or would become of it. */
export type ImportView = {
  /** What was read, the most frequent first. */
  kinds: Array<ImportKindView>,
  /** Articles that are new. */
  new: number,
  /** Articles that were there, and had something added. */
  updated: number,
  /** Articles that were there with all that the export has of them, or lie in the trash. */
  duplicate: number,
  /** Entries about an article that an entry before them was about. */
  repeated: number,
  /** Entries that were passed over, by the reason. */
  skipped: Array<ImportSkippedView>,
  /** New highlights whose words stand in their article. */
  anchored: number,
  /** New highlights that wait for their article's page. */
  waiting: number,
  /** Highlights that were there. */
  known: number,
  /** New notes, on highlights and on articles. */
  notes: number,
  /** Articles whose page is to be fetched. */
  to_fetch: number,
  /** Whether it was stopped before its end. */
  stopped: boolean,
};

/** One article, or all. */
export type OneOrAll = {
  /** The article; null for all. */
  id: string | null,
};

/** An import of files that were handed over. */
export type StartImport = {
  /** The files. */
  upload: number,
  /** Only to find out what it would do. */
  dry_run: boolean,
};

/** Something that is on or off. */
export type Switch = {
  /** Whether it is on. */
  on: boolean,
};

/** An article's page that is still to come. */
export type WaitingView = {
  /** Whether it will be tried again by itself. */
  due: boolean,
  /** Why it could not be had the last time. */
  error: Failure | null,
};
