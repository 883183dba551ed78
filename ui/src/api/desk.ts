// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** Puts text on the clipboard. */
export type CopyText = {
  /** The text. */
  text: string,
  /** Whether it is Markdown: its HTML is then put beside it. */
  markdown: boolean,
};

/** An address for the reader's browser. */
export type OpenUrl = {
  /** http, https or mailto. */
  url: string,
};

/** Prints what the window shows. */
export type PrintAs = {
  /** Into a PDF file that is asked for, not on a printer. */
  pdf: boolean,
};

/** What was printed, or saved. */
export type Printed = {
  /** The PDF that was written. */
  path: string | null,
};

/** An image of a version, to be saved as a file. */
export type SaveImage = {
  /** The version. */
  version: string,
  /** The image's key. */
  key: string,
  /** What the file is called if nothing else is chosen, without its ending. */
  name: string,
};

/** Makes the menus that the desktop draws dark or light. */
export type SetDark = {
  /** `null`: as the desktop is. */
  dark: boolean | null,
};
