// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** Something new. */
export type Created = {
  /** Its id. */
  id: string,
};

/** An id of a job. */
export type JobId = {
  /** The job. */
  job: number,
};

/** No arguments, or no reply. */
export type Nothing = Record<string, never>;

/** An article. */
export type OneArticle = {
  /** Its id. */
  id: string,
};

/** A highlight. */
export type OneHighlight = {
  /** Its id. */
  id: string,
};

/** A page of a list. */
export type PageOf = {
  /** How many rows to skip. */
  offset: number,
  /** Maximum number of rows; 500 at most. */
  limit: number,
};

/** Files that are handed over to be imported. */
export type UploadId = {
  /** Its id. */
  upload: number,
};
