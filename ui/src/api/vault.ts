// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

import type { Failure } from "./failure";

/** State of the folder that is kept up to date. */
export type VaultView = {
  /** Its path; null if no folder is set. */
  folder: string | null,
  /** Number of files still to be written. */
  due: number,
  /** Why the folder cannot be written; null if it can. */
  failure: Failure | null,
};
