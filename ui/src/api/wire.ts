// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** Reply of a call that creates something. */
export type Created = {
  /** Its id. */
  id: string,
};

/** The id of a job. */
export type JobId = {
  /** The job. */
  job: number,
};

/** Empty arguments, or an empty reply. */
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

/** The id of an upload. */
export type UploadId = {
  /** Its id. */
  upload: number,
};
