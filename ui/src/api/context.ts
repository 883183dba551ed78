// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** How files were given to the window. */
export type InputSource = "dropped" | "pasted" | "files" | "folder" | "draft";
