// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { AnnotationView } from "./annotations";
import type { PieceKind } from "./words";

/** A heading or a text for an outline. */
export type AddPiece = {
  /** The project. */
  project: string,
  /** A heading or a text. */
  kind: PieceKind,
  /** Of a heading: 1 to 3. */
  depth: number,
  /** Markdown; of a heading, its words. */
  body: string,
  /** The piece it is put before; null for the end. */
  before: string | null,
};

/** Quotes for an outline. */
export type AddQuotes = {
  /** The project. */
  project: string,
  /** The highlights. */
  highlights: Array<string>,
  /** The piece they are put before; null for the end. */
  before: string | null,
};

/** A heading or a text of an outline, written anew. */
export type EditPiece = {
  /** The piece. */
  id: string,
  /** Of a heading: 1 to 3. */
  depth: number,
  /** Markdown; of a heading, its words. */
  body: string,
};

/** What a project gathers, or lets go. */
export type Gather = {
  /** The project. */
  id: string,
  /** Articles. */
  articles: Array<string>,
  /** Highlights. */
  highlights: Array<string>,
  /** In, or out. */
  on: boolean,
};

/** Another place in the outline. */
export type MovePiece = {
  /** The piece. */
  id: string,
  /** The piece it is put before; null for the end. */
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
  /** In order. */
  pieces: Array<PieceView>,
};

/** A piece of an outline. */
export type PieceView = {
  /** Its id. */
  id: string,
  /** What it is. */
  kind: PieceKind,
  /** Of a heading: 1 to 3. */
  depth: number,
  /** Markdown; of a heading, its words. */
  body: string,
  /** The text, sanitised HTML. */
  html: string | null,
  /** The quote. */
  quote: AnnotationView | null,
};

/** A project. */
export type ProjectView = {
  /** Its id. */
  id: string,
  /** Its name. */
  name: string,
  /** How many articles are in it. */
  articles: number,
  /** How many pieces its outline has. */
  pieces: number,
};

/** Another name for a project. */
export type RenameProject = {
  /** The project. */
  id: string,
  /** The name. */
  name: string,
};
