// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { AnnotationView } from "./annotations";
import type { PieceKind } from "./words";

/** Adds a heading or a text to an outline. */
export type AddPiece = {
  /** The project. */
  project: string,
  /** Heading or text. */
  kind: PieceKind,
  /** Level of a heading, 1 to 3. */
  depth: number,
  /** The text in Markdown, or the words of a heading. */
  body: string,
  /** The piece to insert it before; null appends it. */
  before: string | null,
};

/** Adds quotes to an outline. */
export type AddQuotes = {
  /** The project. */
  project: string,
  /** The highlights. */
  highlights: Array<string>,
  /** The piece to insert them before; null appends them. */
  before: string | null,
};

/** Rewrites a heading or a text of an outline. */
export type EditPiece = {
  /** The piece. */
  id: string,
  /** Level of a heading, 1 to 3. */
  depth: number,
  /** The text in Markdown, or the words of a heading. */
  body: string,
};

/** Adds articles and highlights to a project or removes them. */
export type Gather = {
  /** The project. */
  id: string,
  /** Articles. */
  articles: Array<string>,
  /** Highlights. */
  highlights: Array<string>,
  /** `true` adds them, `false` removes them. */
  on: boolean,
};

/** Moves a piece within its outline. */
export type MovePiece = {
  /** The piece. */
  id: string,
  /** The piece to move it before; null moves it to the end. */
  before: string | null,
};

/** A new project. */
export type NewProject = {
  /** Its name. */
  name: string,
};

/** A piece of an outline. */
export type OnePiece = {
  /** Its id. */
  id: string,
};

/** A project. */
export type OneProject = {
  /** Its id. */
  id: string,
};

/** The outline of a project. */
export type OutlineView = {
  /** The pieces, in order. */
  pieces: Array<PieceView>,
};

/** A piece of an outline. */
export type PieceView = {
  /** Its id. */
  id: string,
  /** Heading, text or quote. */
  kind: PieceKind,
  /** Level of a heading, 1 to 3. */
  depth: number,
  /** The text in Markdown, or the words of a heading. */
  body: string,
  /** A text as sanitised HTML; null for other kinds. */
  html: string | null,
  /** The highlight of a quote; null for other kinds. */
  quote: AnnotationView | null,
};

/** A project. */
export type ProjectView = {
  /** Its id. */
  id: string,
  /** Its name. */
  name: string,
  /** Number of articles in it. */
  articles: number,
  /** Number of pieces in its outline. */
  pieces: number,
};

/** Renames a project. */
export type RenameProject = {
  /** The project. */
  id: string,
  /** The new name. */
  name: string,
};
