// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { OutcomeView } from "./clip";
import type { Failure } from "./failure";
import type { ImportView } from "./import";
import type { RecheckedView } from "./versions";
import type { JobStatus, Stage, Work } from "./words";

/** Something that happened. */
export type EventView = { "kind": "library_changed" }
  | { "kind": "article_changed",
  /** The article. */
  id: string, }
  | { "kind": "counted",
  /** The article. */
  id: string,
  /** How many highlights it has. */
  highlights: number,
  /** How many notes. */
  notes: number,
  /** How many more annotations there are in the library than before. */
  by: number, }
  | { "kind": "job" } & JobView
  | { "kind": "open",
  /** `commonplace://article/ID` or `commonplace://highlight/ID`. */
  link: string, }
  | { "kind": "detached",
  /** Where everything up to then was saved; `None` if that failed. */
  saved: string | null, }
  | { "kind": "dropped",
  /** Where, in pixels of the page. */
  x: number,
  /** Where, in pixels of the page. */
  y: number, }
  | { "kind": "drag_ended" }
  | { "kind": "log_set_aside",
  /** Where it lies now. */
  path: string, }
  | { "kind": "vault",
  /** Files in which a person and the library had changed the same lines, and both stand now. */
  both: Array<string>,
  /** Why it cannot be written, if it cannot. */
  failure: Failure | null,
};

/** Events, and where to go on. */
export type EventsView = {
  /** What happened. */
  events: Array<EventView>,
  /** The number of the next. */
  next: number,
};

/** A job. */
export type JobView = {
  /** Its id. */
  id: number,
  /** What it does. */
  work: Work,
  /** What it works on. */
  subject: string,
  /** How it stands. */
  state: JobStatus,
  /** What it is doing; null if it is not running. */
  stage: Stage | null,
  /** Done so far. */
  done: number,
  /** Of how many. */
  total: number | null,
  /** What came of it. */
  outcome: OutcomeView | null,
  /** The articles that were looked up again. */
  rechecked: Array<RecheckedView>,
  /** What came of an import, or would come of it. */
  imported: ImportView | null,
  /** Where the archive is. */
  archived: string | null,
  /** How many things of a damaged library are not in it. */
  lost: number,
  /** Why it failed. */
  error: Failure | null,
};

/** A job that was begun; null if the reader thought better of it. */
export type MaybeJob = {
  /** The job. */
  job: number | null,
};

/** From which event on. */
export type NextEvents = {
  /** The number of the next event; null to begin with what comes. */
  from: number | null,
};
