// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { FetchingView } from "./import";
import type { ProjectView } from "./projects";
import type { SearchView } from "./search";

/** Number of articles of each kind. */
export type CountsView = {
  /** All except those in the trash. */
  all: number,
  /** In the inbox. */
  inbox: number,
  /** To be read later. */
  later: number,
  /** In the archive. */
  archive: number,
  /** Favourites. */
  favourite: number,
  /** In the trash. */
  trash: number,
};

/** Facts for a report of a fault. */
export type DiagnosticsView = {
  /** Version, system, size of the library and the last warnings, in lines. */
  text: string,
};

/** A summary of the library. */
export type StatusView = {
  /** Path of its file. */
  path: string,
  /** Whether it is open read-only. */
  read_only: boolean,
  /** Number of articles of each kind. */
  counts: CountsView,
  /** Number of annotations. */
  annotations: number,
  /** Its tags. */
  tags: Array<TagView>,
  /** Its projects. */
  projects: Array<ProjectView>,
  /** Saved searches. */
  searches: Array<SearchView>,
  /** Progress of fetching the pages of imported articles. */
  fetching: FetchingView,
};

/** A tag. */
export type TagView = {
  /** Its name. */
  name: string,
  /** Number of articles with this tag. */
  articles: number,
};
