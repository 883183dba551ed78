// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { FetchingView } from "./import";
import type { ProjectView } from "./projects";
import type { SearchView } from "./search";

/** How many articles of each kind. */
export type CountsView = {
  /** All but the trash. */
  all: number,
  /** In the inbox. */
  inbox: number,
  /** To be read. */
  later: number,
  /** In the archive. */
  archive: number,
  /** Favourites. */
  favourite: number,
  /** In the trash. */
  trash: number,
};

/** The library at a glance. */
export type StatusView = {
  /** Its file. */
  path: string,
  /** Whether it can only be read. */
  read_only: boolean,
  /** How many articles of each kind. */
  counts: CountsView,
  /** How many annotations. */
  annotations: number,
  /** Its tags. */
  tags: Array<TagView>,
  /** Its projects. */
  projects: Array<ProjectView>,
  /** Searches that are kept. */
  searches: Array<SearchView>,
  /** Pages of imported articles that are still to come. */
  fetching: FetchingView,
};

/** A tag. */
export type TagView = {
  /** Its name. */
  name: string,
  /** How many articles carry it. */
  articles: number,
};
