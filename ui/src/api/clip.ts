// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { Given } from "./context";
import type { ClipOutcome, Rendition } from "./words";

/** Clips a file. */
export type ClipFile = {
  /** Its name. */
  name: string,
  /** What it holds. */
  base64: string,
  /** Files that were saved with it. */
  parts: Array<FilePart>,
  /** Clip anew what is there. */
  new_version: boolean,
};

/** Clips a page that was handed over. */
export type ClipHanded = {
  /** The hand-over. */
  upload: number,
  /** Its place among the pages. */
  index: number,
  /** Whether an article that is there already gets a new version. */
  new_version: boolean,
};

/** Clips what the clipboard held. */
export type ClipPaste = {
  /** The HTML in it. */
  html: string | null,
  /** The text in it. */
  text: string,
  /** Where it was copied from. */
  url: string | null,
  /** Clip anew what is there. */
  new_version: boolean,
};

/** Clips a page by its address. */
export type ClipUrl = {
  /** The address. */
  url: string,
  /** Clip anew what is there. */
  new_version: boolean,
  /** It may lie on the reader's own network. */
  allow_private: boolean,
};

/** A draft that was handed over. */
export type DraftText = {
  /** What its file is called. */
  name: string,
  /** Its text. */
  text: string,
};

/** A file that was saved with a page. */
export type FilePart = {
  /** As the page names it: `page_files/1.png`. */
  path: string,
  /** What it holds. */
  base64: string,
};

/** Asks for files that were given to the window. */
export type GivenFiles = {
  /** How they were given. */
  how: Given,
  /** What stands above the dialog, if one is shown. */
  title: string,
};

/** Files that were given to the window. */
export type HandedView = {
  /** The hand-over. */
  upload: number,
  /** The pages in it, in folders too, as they are called. */
  pages: Array<string>,
  /** Whether it is what another program exported, not pages to be read. */
  exported: boolean,
};

/** Files that were given to the window; null if the reader chose none. */
export type MaybeHanded = {
  /** The files. */
  handed: HandedView | null,
};

/** What became of a clip. */
export type OutcomeView = {
  /** What became of it. */
  outcome: ClipOutcome,
  /** The article. */
  article: string,
  /** How much of the page the new version shows; null if no version was stored. */
  rendition: Rendition | null,
};
