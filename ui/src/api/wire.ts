// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** Something new. */
export type Created = {
  /** Its id. */
  id: string,
};

/** No arguments, or no reply. */
export type Nothing = Record<string, never>;

/** A page of a list. */
export type PageOf = {
  /** How many rows to skip. */
  offset: number,
  /** Maximum number of rows; 500 at most. */
  limit: number,
};
