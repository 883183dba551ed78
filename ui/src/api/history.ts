// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { EditLabel } from "./words";

/** The edit that was undone or redone. */
export type HistoryView = {
  /** Its name; null if there was nothing to undo or redo. */
  label: EditLabel | null,
  /** Whether there is more to undo. */
  can_undo: boolean,
  /** Whether there is something to redo. */
  can_redo: boolean,
};
