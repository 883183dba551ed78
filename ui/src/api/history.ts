// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { EditLabel } from "./words";

/** What was undone or done again. */
export type HistoryView = {
  /** Its name; null if there was nothing. */
  label: EditLabel | null,
  /** Whether there is more to undo. */
  can_undo: boolean,
  /** Whether there is something to do again. */
  can_redo: boolean,
};
