// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { Failure } from "./failure";

/** The folder that is kept up to date. */
export type VaultView = {
  /** Its path; null where none is kept. */
  folder: string | null,
  /** Files that are still to be written. */
  due: number,
  /** Why it cannot be written, if it cannot. */
  failure: Failure | null,
};
