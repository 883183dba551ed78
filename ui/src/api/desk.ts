// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** Puts text on the clipboard. */
export type CopyText = {
  /** The text. */
  text: string,
  /** Whether the text is Markdown; it is then also put on the clipboard as HTML. */
  markdown: boolean,
};

/** An address to open in the default browser. */
export type OpenUrl = {
  /** An http, https or mailto address. */
  url: string,
};

/** Prints what the window shows. */
export type PrintAs = {
  /** `true` writes a PDF file that the person chooses; `false` prints on a printer. */
  pdf: boolean,
};

/** The file that was written by printing or saving. */
export type Printed = {
  /** Path of the file; null if none was written. */
  path: string | null,
};

/** An image of a version to save as a file. */
export type SaveImage = {
  /** The version. */
  version: string,
  /** The image's key. */
  key: string,
  /** Suggested file name, without extension. */
  name: string,
};

/** Makes the native menus dark or light. */
export type SetDark = {
  /** `true` for dark, `false` for light, `null` to follow the desktop. */
  dark: boolean | null,
};
