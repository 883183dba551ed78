// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { CitationForm, ListFormat, Preset, TemplateField, TemplateFilter } from "./words";

/** Annotations as one document. */
export type AnnotationsDocument = {
  /** Its title. */
  title: string,
  /** The highlights. */
  highlights: Array<string>,
  /** The notes on articles. */
  notes: Array<string>,
};

/** An archive of the whole library. */
export type ArchiveLibrary = {
  /** Whether its folder is to be chosen anew. */
  choose: boolean,
};

/** References to articles. */
export type CiteArticles = {
  /** The articles, in the order of their references. */
  ids: Array<string>,
  /** The form. */
  form: CitationForm,
};

/** References to the articles of highlights, which are quoted. */
export type CiteHighlights = {
  /** The highlights, in the order of their references. */
  ids: Array<string>,
  /** The form. */
  form: CitationForm,
};

/** Annotations as one document in the reader's folder. */
export type ExportAnnotations = {
  /** Its title. */
  title: string,
  /** The highlights. */
  highlights: Array<string>,
  /** The notes on articles. */
  notes: Array<string>,
  /** Ask for the folder even if one was chosen before. */
  choose: boolean,
};

/** An export into the reader's folder. */
export type ExportFolder = {
  /** The articles; null for all. */
  ids: Array<string> | null,
  /** Ask for the folder even if one was chosen before. */
  choose: boolean,
};

/** A list for another program, into the folder of exports. */
export type ExportList = {
  /** The articles; null for all. */
  ids: Array<string> | null,
  /** Which. */
  kind: ListFormat,
  /** Whether to ask for the folder again. */
  choose: boolean,
};

/** A project's outline in the reader's folder. */
export type ExportOutline = {
  /** The project. */
  id: string,
  /** Ask for the folder even if one was chosen before. */
  choose: boolean,
};

/** What an export did. */
export type ExportView = {
  /** The folder; null if none was chosen. */
  folder: string | null,
  /** Files that are new. */
  created: number,
  /** Files brought up to date. */
  updated: number,
  /** Files that were as they should be. */
  unchanged: number,
  /** Notes and tags that a person changed in the files, and that are so in the library now. */
  taken: number,
  /** Files that a person has written in, brought up to date around that. */
  merged: number,
  /** Of those, the ones where both had changed the same lines, and both stand now. */
  both: Array<string>,
  /** Files put beside one that a person has changed. */
  beside: Array<string>,
  /** Files of what is in the library no more, taken away. */
  removed: number,
};

/** Markdown. */
export type MarkdownView = {
  /** The text. */
  markdown: string,
};

/** A template of ours. */
export type PresetView = {
  /** Its name. */
  name: Preset,
  /** It. */
  source: string,
};

/** An article as a template would write it. */
export type PreviewTemplate = {
  /** The article. */
  id: string,
  /** The preset, or `own` for the template that follows. */
  preset: Preset,
  /** The reader's own template. */
  template: string,
};

/** A passage of the version that is shown. */
export type QuotePassage = {
  /** The article. */
  id: string,
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
};

/** What templates are made of. */
export type TemplatesView = {
  /** Ours. */
  presets: Array<PresetView>,
  /** The fields that a template can name. */
  fields: Array<TemplateField>,
  /** The filters that it has besides Jinja's. */
  filters: Array<TemplateFilter>,
};
