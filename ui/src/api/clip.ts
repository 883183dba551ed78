// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { InputSource } from "./context";
import type { ClipOutcome, Rendition } from "./words";

/** Clips a file. */
export type ClipFile = {
  /** Its name. */
  name: string,
  /** Its content in base64. */
  base64: string,
  /** Files that were saved with it. */
  parts: Array<FilePart>,
  /** Clip again even if the library has it, as a new version. */
  new_version: boolean,
};

/** Clips a page of an upload. */
export type ClipHanded = {
  /** Id of the upload. */
  upload: number,
  /** Index among the upload's pages. */
  index: number,
  /** Whether an article that the library already has gets a new version. */
  new_version: boolean,
};

/** Clips the content of the clipboard. */
export type ClipPaste = {
  /** HTML on the clipboard. */
  html: string | null,
  /** Plain text on the clipboard. */
  text: string,
  /** Address it was copied from. */
  url: string | null,
  /** Clip again even if the library has it, as a new version. */
  new_version: boolean,
};

/** Clips a page by its address. */
export type ClipUrl = {
  /** The address. */
  url: string,
  /** Clip again even if the library has the page, as a new version. */
  new_version: boolean,
  /** Allow addresses on a private network. */
  allow_private: boolean,
};

/** A draft from an upload. */
export type DraftText = {
  /** Its file name. */
  name: string,
  /** Its text. */
  text: string,
};

/** A file that was saved with a page. */
export type FilePart = {
  /** Its path as the page refers to it: `page_files/1.png`. */
  path: string,
  /** Its content in base64. */
  base64: string,
};

/** Requests files that were given to the window. */
export type GivenFiles = {
  /** How they were given. */
  how: InputSource,
  /** Title of the file dialog, if one is shown. */
  title: string,
};

/** Files that were given to the window. */
export type HandedView = {
  /** Id of the upload. */
  upload: number,
  /** Names of the pages in it, including those in folders. */
  pages: Array<string>,
  /** Whether the files are another program's export, not pages to read. */
  exported: boolean,
};

/** Files that were given to the window; null if none were chosen. */
export type MaybeHanded = {
  /** The files. */
  handed: HandedView | null,
};

/** The result of a clip. */
export type OutcomeView = {
  /** What happened. */
  outcome: ClipOutcome,
  /** The article. */
  article: string,
  /** How much of the page the new version contains; null if no version was stored. */
  rendition: Rendition | null,
};
