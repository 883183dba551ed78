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
  /** Number of its highlights. */
  highlights: number,
  /** Number of its notes. */
  notes: number,
  /** Change in the number of annotations in the library; negative if there are fewer. */
  by: number, }
  | { "kind": "job" } & JobView
  | { "kind": "open",
  /** `commonplace://article/ID` or `commonplace://highlight/ID`. */
  link: string, }
  | { "kind": "detached",
  /** Path of the copy with everything up to that moment; `None` if saving it failed. */
  saved: string | null, }
  | { "kind": "dropped",
  /** Horizontal position in pixels of the page. */
  x: number,
  /** Vertical position in pixels of the page. */
  y: number, }
  | { "kind": "drag_ended" }
  | { "kind": "log_set_aside",
  /** Its path now. */
  path: string, }
  | { "kind": "vault",
  /** Files in which a person and the library had changed the same lines; they contain both wordings now. */
  both: Array<string>,
  /** Why the folder cannot be written; null if it can. */
  failure: Failure | null,
};

/** Events, and the number to continue from. */
export type EventsView = {
  /** The events, oldest first. */
  events: Array<EventView>,
  /** The number to pass as `from` in the next call. */
  next: number,
};

/** A job. */
export type JobView = {
  /** Its id. */
  id: number,
  /** The kind of work. */
  work: Work,
  /** What it works on: an address or a file name. */
  subject: string,
  /** Its state. */
  state: JobStatus,
  /** The current stage; null if it is not running. */
  stage: Stage | null,
  /** Amount done so far. */
  done: number,
  /** Total amount; null if unknown. */
  total: number | null,
  /** Result of a clip. */
  outcome: OutcomeView | null,
  /** Articles compared with their page again. */
  rechecked: Array<RecheckedView>,
  /** Result of an import or of a dry run. */
  imported: ImportView | null,
  /** Path of the archive. */
  archived: string | null,
  /** Number of items of a damaged library that are missing from the archive. */
  lost: number,
  /** Why it failed. */
  error: Failure | null,
};

/** A job that was started; null if the dialog before it was cancelled. */
export type MaybeJob = {
  /** The job. */
  job: number | null,
};

/** Waits for events. */
export type NextEvents = {
  /** The number of the first event wanted; null starts with the next event. */
  from: number | null,
};
