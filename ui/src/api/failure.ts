// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** Error codes that a front end may act on. */
export type ErrorCode = "invalid" | "refused" | "not_found" | "empty" | "too_large" | "not_text" | "not_yet" | "too_heavy" | "no_text" | "cannot_read" | "partly" | "broken_zip" | "bad_url" | "private_address" | "private_redirect" | "unreachable" | "http_status" | "too_many_redirects" | "timeout" | "cancelled" | "quote_not_found" | "quote_ambiguous" | "not_a_library" | "library_too_new" | "cannot_open" | "read_only" | "name_taken" | "disk_full" | "busy" | "corrupt" | "detached" | "undo_conflict" | "cannot_write" | "template" | "not_here" | "internal";

/** An error as front ends receive it, and as the library stores it for a page that could not be fetched. */
export type Failure = {
  /** The code to act on. */
  code: ErrorCode,
  /** Parameter of the message; see the code. */
  subject: string | null,
  /** English message, for logs and the command line. */
  message: string,
};
