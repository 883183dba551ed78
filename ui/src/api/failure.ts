// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** What a front end may act on. */
export type ErrorCode = "invalid" | "not_found" | "empty" | "too_large" | "not_text" | "not_yet" | "too_heavy" | "no_text" | "cannot_read" | "partly" | "broken_zip" | "bad_url" | "private_address" | "private_redirect" | "unreachable" | "http_status" | "too_many_redirects" | "timeout" | "cancelled" | "quote_not_found" | "quote_ambiguous" | "not_a_library" | "library_too_new" | "cannot_open" | "read_only" | "name_taken" | "disk_full" | "busy" | "corrupt" | "detached" | "undo_conflict" | "cannot_write" | "template" | "not_here" | "internal";

/** What went wrong, as front ends see it and as the library stores it of a page that could not be fetched. */
export type Failure = {
  /** What to decide on. */
  code: ErrorCode,
  /** What the sentence is about; see the code. */
  subject: string | null,
  /** In English, for logs and the command line. */
  message: string,
};
