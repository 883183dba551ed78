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
  /** Ask for the folder even if one was chosen before. */
  choose: boolean,
};

/** References to articles. */
export type CiteArticles = {
  /** The articles, in the order of their references. */
  ids: Array<string>,
  /** The citation form. */
  form: CitationForm,
};

/** References to the articles of highlights, each with the quoted words. */
export type CiteHighlights = {
  /** The highlights, in the order of their references. */
  ids: Array<string>,
  /** The citation form. */
  form: CitationForm,
};

/** Exports annotations as one document into the export folder. */
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

/** Exports articles into the export folder. */
export type ExportFolder = {
  /** The articles; null means all that are not in the trash. */
  ids: Array<string> | null,
  /** Ask for the folder even if one was chosen before. */
  choose: boolean,
};

/** Exports a list for another program into the export folder. */
export type ExportList = {
  /** The articles; null means all that are not in the trash. */
  ids: Array<string> | null,
  /** The format. */
  kind: ListFormat,
  /** Ask for the folder even if one was chosen before. */
  choose: boolean,
};

/** Exports a project's outline into the export folder. */
export type ExportOutline = {
  /** The project. */
  id: string,
  /** Ask for the folder even if one was chosen before. */
  choose: boolean,
};

/** Counts and files of an export. */
export type ExportView = {
  /** The folder; null if none was chosen. */
  folder: string | null,
  /** Number of files created. */
  created: number,
  /** Number of files updated. */
  updated: number,
  /** Number of files that were up to date already. */
  unchanged: number,
  /** Number of notes and tags edited in the files and saved to the library. */
  taken: number,
  /** Number of files with edits of a person, which were kept when the file was updated. */
  merged: number,
  /** Of the merged files, those where the person and the library had changed the same lines; both wordings are in them. */
  both: Array<string>,
  /** Files written beside a file that a person had changed. */
  beside: Array<string>,
  /** Number of files deleted because their content is no longer in the library. */
  removed: number,
};

/** Markdown. */
export type MarkdownView = {
  /** The text. */
  markdown: string,
};

/** A built-in template. */
export type PresetView = {
  /** Its name. */
  name: Preset,
  /** Its source. */
  source: string,
};

/** Previews an article as a template renders it. */
export type PreviewTemplate = {
  /** The article. */
  id: string,
  /** The preset, or `own` to use `template`. */
  preset: Preset,
  /** The person's own template. */
  template: string,
};

/** A passage of the version shown. */
export type QuotePassage = {
  /** The article. */
  id: string,
  /** First code point. */
  start: number,
  /** End, exclusive, in code points. */
  end: number,
};

/** What templates can use. */
export type TemplatesView = {
  /** The built-in templates. */
  presets: Array<PresetView>,
  /** Fields that a template can name. */
  fields: Array<TemplateField>,
  /** Filters available in addition to Jinja's. */
  filters: Array<TemplateFilter>,
};
