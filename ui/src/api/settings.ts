// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { CitationForm, FileOf, Font, Marks, Preset, Sort, Theme } from "./words";

/** What is open in the window: shown again after a restart. */
export type Session = {
  /** The article. */
  article: string | null,
};

/** The settings of a person. Each has a default; an unknown value falls back to it. */
export type Settings = {
  /** `system`, or a BCP 47 tag of a language that the interface has. */
  language: string,
  /** The colours of the interface. */
  theme: Theme,
  /** The typeface of articles. */
  font: Font,
  /** Pixels. */
  size: number,
  /** As a multiple of the size. */
  line_height: number,
  /** Characters a line. */
  width: number,
  /** Whether an article is read from page to page, not down one long page. */
  paged: boolean,
  /** How fast articles are read aloud, as a multiple of the voice's own pace. */
  speech_rate: number,
  /** The voice that reads aloud, as the system names it; empty for one of the article's language. */
  voice: string,
  /** How the list is sorted. */
  sort: Sort,
  /** Whether the list runs from the greatest to the least. */
  descending: boolean,
  /** Whether single keys are shortcuts. */
  single_keys: boolean,
  /** The keys of commands that the reader changed, by the command's id: none, or some, each as the window writes it (`Ctrl+K`, `g i`). */
  keys: { [key in string]: Array<string> },
  /** Whether new highlights are underlined, not marked. */
  underline: boolean,
  /** Whether exported files carry the article's text. */
  export_text: boolean,
  /** The form in which a copied quote names its source; null for a line with a link. */
  citation_style: CitationForm | null,
  /** The template of exported files. */
  export_preset: Preset,
  /** The reader's own template, Jinja; kept while a preset is used. */
  export_template: string,
  /** What has a file of its own in an export. */
  export_files: FileOf,
  /** Whether images lie beside exported files; else they are linked where they are on the web. */
  export_images: boolean,
  /** How highlighted words stand out in an exported text. */
  export_marks: Marks,
  /** What the colours mean to the reader, in the order of their keys; empty for the colour's name. */
  colour_names: Array<string>,
};
