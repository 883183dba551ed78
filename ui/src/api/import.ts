// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { Failure } from "./failure";
import type { ImportSource, SkipReason } from "./words";

/** A page that could not be fetched. */
export type FetchFailureView = {
  /** The article it is for. */
  article: string,
  /** Its address. */
  url: string,
  /** Why it failed. */
  error: Failure,
};

/** Pages that could not be fetched. */
export type FetchFailuresView = {
  /** The failures, at most 1,000. */
  failures: Array<FetchFailureView>,
};

/** Progress of fetching the pages of imported articles. */
export type FetchingView = {
  /** Number of pages still to be fetched. */
  left: number,
  /** Number of pages that could not be fetched. */
  failed: number,
  /** Whether a person paused the fetching. */
  paused: boolean,
};

/** Number of entries of one program in an import. */
export type ImportKindView = {
  /** The program. */
  name: ImportSource,
  /** The program's name as shown to a person. */
  title: string,
  /** Number of entries. */
  count: number,
};

/** A piece of a file to import. */
export type ImportPart = {
  /** The upload id that the first piece's call returned; null for the first piece. */
  upload: number | null,
  /** The file's path relative to the chosen folder, or its name if no folder was chosen. */
  path: string,
  /** Bytes to append to the file, in base64. */
  base64: string,
};

/** Entries that an import skipped for one reason. */
export type ImportSkippedView = {
  /** The reason. */
  why: SkipReason,
  /** Number of entries. */
  count: number,
  /** Examples, the first ones skipped: titles, addresses or files. */
  what: Array<string>,
};

/** The result of an import or of a dry run. */
export type ImportView = {
  /** Entries read by source, the most frequent first. */
  kinds: Array<ImportKindView>,
  /** Number of new articles. */
  new: number,
  /** Number of articles in the library that something was added to. */
  updated: number,
  /** Number of articles that already had everything in the export, or are in the trash. */
  duplicate: number,
  /** Number of entries about the same article as an earlier entry. */
  repeated: number,
  /** Entries skipped, by reason. */
  skipped: Array<ImportSkippedView>,
  /** Number of new highlights whose words were found in their article. */
  anchored: number,
  /** Number of new highlights that wait for their article's page. */
  waiting: number,
  /** Number of highlights that the library already had. */
  known: number,
  /** Number of new notes, on highlights and on articles. */
  notes: number,
  /** Number of articles whose page will be fetched. */
  to_fetch: number,
  /** Whether the import was stopped before its end. */
  stopped: boolean,
};

/** One article, or all articles. */
export type OneOrAll = {
  /** The article; null for all. */
  id: string | null,
};

/** Imports an upload. */
export type StartImport = {
  /** Id of the upload. */
  upload: number,
  /** `true` only reports what the import would do. */
  dry_run: boolean,
};

/** A switch. */
export type Switch = {
  /** Whether it is on. */
  on: boolean,
};

/** State of an article whose page has not been fetched yet. */
export type WaitingView = {
  /** Whether the fetch will be retried automatically. */
  due: boolean,
  /** Why the last attempt failed; null if there was none. */
  error: Failure | null,
};
