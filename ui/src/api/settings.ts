// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { CitationForm, FileOf, Font, LogLevel, Marks, Preset, Sort, Theme } from "./words";

/** What is open in the window, restored after a restart. */
export type Session = {
  /** The open article; null if none. */
  article: string | null,
};

/** All settings. Each has a default, which also replaces a stored value that cannot be parsed. */
export type Settings = {
  /** `system`, or the BCP 47 tag of one of the interface's languages. */
  language: string,
  /** Colour scheme of the interface. */
  theme: Theme,
  /** The typeface of articles. */
  font: Font,
  /** Font size in pixels. */
  size: number,
  /** Line height as a multiple of the font size. */
  line_height: number,
  /** Line width in characters. */
  width: number,
  /** `true` shows articles page by page, `false` as one scrolling page. */
  paged: boolean,
  /** Speed of reading aloud, as a multiple of the voice's normal speed. */
  speech_rate: number,
  /** System name of the voice that reads aloud; empty for one that matches the article's language. */
  voice: string,
  /** Sort key of the article list. */
  sort: Sort,
  /** Whether the article list is sorted in descending order. */
  descending: boolean,
  /** Whether single keys without a modifier are shortcuts. */
  single_keys: boolean,
  /** Changed shortcuts of commands, by command id: a list of keys, possibly empty, as the window writes them (`Ctrl+K`, `g i`). */
  keys: { [key in string]: Array<string> },
  /** Whether new highlights are underlined instead of marked. */
  underline: boolean,
  /** Whether exported files contain the article's text. */
  export_text: boolean,
  /** Citation form of copied quotes; null for a line with a link. */
  citation_style: CitationForm | null,
  /** Template preset of exported files. */
  export_preset: Preset,
  /** The person's own Jinja template; kept while a preset is used. */
  export_template: string,
  /** What gets a file of its own in an export. */
  export_files: FileOf,
  /** Whether images are stored beside exported files; otherwise they link to their web addresses. */
  export_images: boolean,
  /** How highlighted words are marked in an exported text. */
  export_marks: Marks,
  /** The meaning of each colour to the person, in the order of the colours' keys; empty for the colour's name. */
  colour_names: Array<string>,
  /** The least severe events that are logged, unless the environment says otherwise. */
  log_level: LogLevel,
};
