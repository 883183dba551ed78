//! Tests the rules of `ARCHITECTURE.md` that the compiler does not enforce: what may import what, and what
//! must stay absent. A rule is a function from files to violations, so that each rule can be shown to fail on
//! a planted violation.

mod circles;

use std::path::Path;

/// A file of the project.
#[derive(Debug, Clone)]
pub struct File {
    /// The path from the project's root, with forward slashes.
    pub path: String,
    /// The content.
    pub text: String,
}

/// A rule and the function that checks it.
pub struct Rule {
    /// What has to be true.
    pub says: &'static str,
    /// Returns the violations, one line each.
    pub check: fn(&[File]) -> Vec<String>,
}

/// Reads the files of the project that the rules look at.
///
/// # Errors
///
/// Errors of the file system.
pub fn files(root: &Path) -> std::io::Result<Vec<File>> {
    let mut out = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(
                    name.as_str(),
                    "target" | "node_modules" | "dist" | ".git" | "gen" | "results"
                ) {
                    open.push(path);
                }
            } else if [".rs", ".ts", ".svelte", ".toml", ".json", ".sql", ".css"]
                .iter()
                .any(|e| name.ends_with(e))
                && name != "package-lock.json"
            {
                let path_text =
                    path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                out.push(File { path: path_text, text: std::fs::read_to_string(&path)? });
            }
        }
    }
    Ok(out)
}

const CRATES: &str = "src-tauri/crates/";

/// For each of our crates, the crates that it may depend on.
const EDGES: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("capture", &["core"]),
    ("store", &["core"]),
    ("exchange", &["core"]),
    ("library", &["core", "capture", "store", "exchange"]),
    ("server", &["library"]),
    ("cli", &["library", "server"]),
    ("xtask", &[]),
];

/// Dependencies that only one manifest may name.
const ONLY_IN: &[(&str, &str)] = &[
    ("tauri", "src-tauri/Cargo.toml"),
    ("rusqlite", "src-tauri/crates/store/Cargo.toml"),
    ("reqwest", "src-tauri/crates/capture/Cargo.toml"),
    ("axum", "src-tauri/crates/server/Cargo.toml"),
    ("ammonia", "src-tauri/crates/capture/Cargo.toml"),
];

/// Folders of the interface that are screens, which must not import each other.
const SCREENS: &[&str] =
    &["library", "reader", "search", "settings", "clip", "commands", "versions", "gather"];

/// Every rule, in the order of `PLANTED`.
pub const RULES: &[Rule] = &[
    Rule { says: "a crate depends only on those below it", check: crate_dependencies },
    Rule { says: "each outside power has one crate", check: single_owner_dependencies },
    Rule { says: "the use cases know nothing of the contract", check: contract },
    Rule { says: "Rust modules do not need each other in a circle", check: circles::circles },
    Rule { says: "the core does no I/O, reads no clock, holds no serde type", check: pure_core },
    Rule { says: "only host/tauri.ts knows Tauri", check: tauri_in_one_file },
    Rule {
        says: "screens do not run each other's code; components know no screen",
        check: screens,
    },
    Rule {
        says: "anchor/ holds no framework, api/ imports nothing but its own files",
        check: plain_rooms,
    },
    Rule { says: "HTML is put into the app's document in one file only", check: raw_html },
    Rule { says: "SQL is never built from values", check: sql },
    Rule { says: "nothing but SQLite opens the library's files", check: library_files },
    Rule { says: "no sentence stands in a component", check: sentences },
    Rule { says: "folders are named after things", check: names },
    Rule { says: "the window may do one thing, under a strict policy", check: capabilities },
];

/// When a process closes a file descriptor of the library, SQLite loses its locks in the whole process
/// (`store/src/sharing.rs`). Therefore the store opens files in two modules only, and GTK's file dialogs,
/// which open the files that they list, must not run in our process.
fn library_files(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for file in files {
        let name = file.path.strip_prefix("src-tauri/crates/store/src/").unwrap_or_default();
        let opens = ["File::open(", "File::create(", "OpenOptions", "fs::read(", "fs::copy("];
        let code = file.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        if !name.is_empty()
            && !matches!(name, "durable.rs" | "sharing.rs")
            && let Some(call) = opens.iter().find(|call| code.contains(**call))
        {
            out.push(format!("{} has {call}", file.path));
        }
        if file.path == "src-tauri/Cargo.toml"
            && file.text.lines().any(|line| {
                line.starts_with("tauri-plugin-dialog")
                    && (!line.contains("default-features = false") || line.contains("gtk3"))
            })
        {
            out.push("tauri-plugin-dialog shows GTK's file dialogs in our process".to_owned());
        }
        if file.path.starts_with("src-tauri/src/")
            && ["FileChooserDialog", "FileChooserNative"].iter().any(|n| file.text.contains(n))
        {
            out.push(format!("{} shows a file dialog in our process", file.path));
        }
    }
    out
}

/// The dependencies named in a manifest, without dev-dependencies.
fn dependencies(file: &File) -> Vec<String> {
    let mut in_section = false;
    let mut out = Vec::new();
    for line in file.text.lines() {
        if line.starts_with('[') {
            in_section = matches!(line, "[dependencies]" | "[build-dependencies]");
        } else if in_section
            && let Some(name) =
                line.split(['=', '.', ' ']).next().filter(|n| !n.is_empty() && !n.starts_with('#'))
        {
            out.push(name.to_owned());
        }
    }
    out
}

fn crate_dependencies(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for file in
        files.iter().filter(|f| f.path.starts_with(CRATES) && f.path.ends_with("/Cargo.toml"))
    {
        let name = file.path.trim_start_matches(CRATES).trim_end_matches("/Cargo.toml");
        let Some((_, allowed)) = EDGES.iter().find(|(n, _)| *n == name) else {
            out.push(format!("{}: a crate that the rule does not know", file.path));
            continue;
        };
        for dependency in dependencies(file) {
            if let Some(ours) = dependency.strip_prefix("commonplace-")
                && !allowed.contains(&ours)
            {
                out.push(format!("{name} depends on {ours}"));
            }
        }
    }
    out
}

fn single_owner_dependencies(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    // The empty window, which the app is compared with, needs Tauri too.
    let measured = |f: &&File| f.path != "tests/benches/empty-window/Cargo.toml";
    for file in files
        .iter()
        .filter(|f| f.path.ends_with("Cargo.toml") && f.path != "Cargo.toml")
        .filter(measured)
    {
        for dependency in dependencies(file) {
            for (power, place) in ONLY_IN {
                if (dependency == *power || dependency.starts_with(&format!("{power}-")))
                    && file.path != *place
                {
                    out.push(format!("{} names {dependency}", file.path));
                }
            }
            if matches!(dependency.as_str(), "ureq" | "hyper" | "isahc" | "curl" | "attohttpc") {
                out.push(format!("{} names a second HTTP client: {dependency}", file.path));
            }
        }
    }
    out
}

/// Wire types are made from the results of the use cases, and only in `library::api`.
fn contract(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for file in files {
        let Some(path) = file.path.strip_prefix("src-tauri/crates/library/src/") else { continue };
        let code = file.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let named = ["crate::api", "api::", "super::api"].iter().any(|name| {
            code.match_indices(name).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '/')
            })
        });
        if named && path != "api.rs" && !path.starts_with("api/") {
            out.push(file.path.clone());
        }
    }
    out
}

fn pure_core(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for file in files.iter().filter(|f| f.path.starts_with("src-tauri/crates/core/")) {
        if file.path.ends_with("Cargo.toml") {
            out.extend(
                dependencies(file)
                    .into_iter()
                    .filter(|d| {
                        matches!(d.as_str(), "serde" | "serde_json" | "tokio" | "rand" | "jiff")
                    })
                    .map(|d| format!("core names {d}")),
            );
        }
        for forbidden in [
            "std::fs",
            "std::net",
            "std::io",
            "std::env",
            "std::time",
            "std::process",
            "SystemTime",
            "Instant::now",
            "async fn",
            "serde::",
        ] {
            if file.text.contains(forbidden) {
                out.push(format!("{}: {forbidden}", file.path));
            }
        }
    }
    out
}

/// The paths that a TypeScript or Svelte file imports.
fn imports(file: &File) -> Vec<&str> {
    file.text
        .match_indices("from \"")
        .chain(file.text.match_indices("import \""))
        .chain(file.text.match_indices("import(\""))
        .filter_map(|(at, mark)| file.text[at + mark.len()..].split('"').next())
        .collect()
}

fn ui(files: &[File]) -> impl Iterator<Item = (&File, &str)> {
    files
        .iter()
        .filter(|f| !f.path.ends_with(".json"))
        .filter_map(|f| f.path.strip_prefix("ui/src/").map(|p| (f, p)))
}

fn tauri_in_one_file(files: &[File]) -> Vec<String> {
    ui(files)
        .filter(|(f, path)| {
            *path != "host/tauri.ts"
                && (imports(f).iter().any(|i| i.starts_with("@tauri-apps"))
                    || f.text.contains("__TAURI"))
        })
        .map(|(f, _)| f.path.clone())
        .collect()
}

/// The imports of a file that exist at run time. A type import is no dependency of the code: the classes that
/// `ui/src/app/app.svelte.ts` passes on may come from another folder.
fn run_imports(file: &File) -> Vec<&str> {
    let types: Vec<&str> = file
        .text
        .match_indices("import type {")
        .filter_map(|(at, _)| file.text[at..].split_once("from \"")?.1.split('"').next())
        .collect();
    let mut named = types;
    imports(file)
        .into_iter()
        .filter(|import| match named.iter().position(|name| name == import) {
            Some(at) => {
                named.swap_remove(at);
                false
            }
            None => true,
        })
        .collect()
}

fn screens(files: &[File]) -> Vec<String> {
    // What a screen shares with the others, by file and not by folder.
    const SHARED: &[&str] = &["commands/keys", "search/Results.svelte"];
    let mut out = Vec::new();
    for (file, path) in ui(files) {
        let Some((room, _)) = path.split_once('/') else { continue };
        for import in run_imports(file).iter().filter_map(|i| i.strip_prefix("../")) {
            let target = import.split('/').next().unwrap_or_default();
            let shared = SHARED.contains(&import);
            if SCREENS.contains(&room) && SCREENS.contains(&target) && !shared {
                out.push(format!("{} imports {import}", file.path));
            }
            if matches!(room, "components" | "anchor" | "host" | "messages")
                && (SCREENS.contains(&target) || target == "app")
            {
                out.push(format!("{} imports {import}", file.path));
            }
        }
    }
    out
}

fn plain_rooms(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for (file, path) in ui(files) {
        let found = imports(file);
        if path.starts_with("anchor/")
            && (path.contains(".svelte")
                || found.iter().any(|i| *i == "svelte" || i.starts_with("../")))
        {
            out.push(format!("{} is not plain", file.path));
        }
        if path.starts_with("api/") && found.iter().any(|i| !i.starts_with("./")) {
            out.push(format!("{} imports something", file.path));
        }
    }
    out
}

fn raw_html(files: &[File]) -> Vec<String> {
    ui(files)
        .filter(|(_, path)| {
            !matches!(*path, "components/Prose.svelte" | "reader/frame.ts")
                && !path.ends_with(".test.ts")
        })
        .filter(|(f, _)| {
            [
                "{@html",
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "srcdoc=\"",
            ]
            .iter()
            .any(|s| f.text.contains(s))
        })
        .map(|(f, _)| f.path.clone())
        .collect()
}

fn sql(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for file in files.iter().filter(|f| f.path.starts_with("src-tauri/crates/store/src/")) {
        for (n, line) in file.text.lines().enumerate() {
            // A quoted value inside a format string. Column and table names are our own.
            if line.contains("format!") && (line.contains("= '{}'") || line.contains("LIKE '{")) {
                out.push(format!("{}:{}", file.path, n + 1));
            }
        }
    }
    out
}

fn sentences(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    for (file, _) in ui(files).filter(|(_, path)| path.ends_with(".svelte")) {
        let markup = file.text.rsplit("</script>").next().unwrap_or_default();
        let markup = markup.split("<style>").next().unwrap_or_default();
        for name in ["aria-label=\"", "placeholder=\"", "title=\""] {
            for (at, mark) in markup.match_indices(name) {
                let value = markup[at + mark.len()..].split('"').next().unwrap_or_default();
                if !value.contains('{') && value.chars().any(char::is_alphabetic) {
                    out.push(format!("{}: {mark}{value}", file.path));
                }
            }
        }
    }
    out
}

fn names(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|f| {
            f.path.split('/').any(|part| {
                matches!(
                    part.split('.').next().unwrap_or_default(),
                    "utils"
                        | "util"
                        | "helpers"
                        | "helper"
                        | "common"
                        | "manager"
                        | "service"
                        | "misc"
                )
            })
        })
        .map(|f| f.path.clone())
        .collect()
}

fn capabilities(files: &[File]) -> Vec<String> {
    let mut out = Vec::new();
    let text = |path: &str| {
        files
            .iter()
            .find(|f| f.path == path)
            .map(|f| f.text.replace([' ', '\n'], ""))
            .unwrap_or_default()
    };
    let capability = text("src-tauri/capabilities/main.json");
    if !capability.contains("\"permissions\":[\"allow-call\"]")
        || !capability.contains("\"windows\":[\"main\"]")
    {
        out.push("capabilities/main.json grants more than one call to one window".into());
    }
    if files.iter().filter(|f| f.path.starts_with("src-tauri/capabilities/")).count() != 1 {
        out.push("there is a second capability".into());
    }
    let config = text("src-tauri/tauri.conf.json");
    for wanted in [
        "\"withGlobalTauri\":false",
        "\"freezePrototype\":true",
        "default-src'none'",
        "script-src'self'",
        "frame-src'none'",
        "\"capabilities\":[\"main\"]",
    ] {
        if !config.contains(wanted) {
            out.push(format!("tauri.conf.json lacks {wanted}"));
        }
    }
    for forbidden in
        ["unsafe-inline", "unsafe-eval", "\"assetProtocol\"", "\"remote\"", "\"devtools\":true"]
    {
        if config.contains(forbidden) {
            out.push(format!("tauri.conf.json has {forbidden}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> std::io::Result<Vec<File>> {
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
    }

    #[test]
    fn the_house_is_tidy() -> std::io::Result<()> {
        let files = project()?;
        assert!(files.len() > 100, "the rules look at the project");
        let broken: Vec<String> = RULES
            .iter()
            .flat_map(|r| (r.check)(&files).into_iter().map(move |c| format!("{}: {c}", r.says)))
            .collect();
        assert_eq!(broken, Vec::<String>::new());
        Ok(())
    }

    /// A violation of each rule, in the order of `RULES`: a file to add, or text to append to one.
    const PLANTED: &[(&str, &str)] = &[
        (
            "src-tauri/crates/core/Cargo.toml",
            "\n[dependencies]\ncommonplace-store.workspace = true\n",
        ),
        ("src-tauri/crates/library/Cargo.toml", "\n[dependencies]\nrusqlite.workspace = true\n"),
        ("src-tauri/crates/library/src/clip.rs", "\nuse crate::api::ArticleView;\n"),
        // `captures` needs `rows`. Through a name that the crate re-exports, `rows` then needs `captures`.
        ("src-tauri/crates/store/src/rows.rs", "\nuse crate::NewCapture;\n"),
        ("src-tauri/crates/core/src/id.rs", "\nfn now() { std::time::SystemTime::now(); }\n"),
        ("ui/src/library/list.svelte.ts", "\nimport { invoke } from \"@tauri-apps/api/core\";\n"),
        ("ui/src/reader/layout.ts", "\nimport { shortDate } from \"../library/dates\";\n"),
        ("ui/src/anchor/units.ts", "\nimport { tick } from \"svelte\";\n"),
        ("ui/src/library/Row.svelte", "\n{@html article.title}\n"),
        (
            "src-tauri/crates/store/src/settings.rs",
            "\nlet sql = format!(\"SELECT 1 WHERE key = '{}'\", key);\n",
        ),
        (
            "src-tauri/crates/store/src/settings.rs",
            "\nfn is_there(path: &std::path::Path) -> bool { std::fs::File::open(path).is_ok() }\n",
        ),
        ("ui/src/planted/Planted.svelte", "<button aria-label=\"Close\"></button>"),
        ("ui/src/utils/strings.ts", "export {};"),
        ("src-tauri/capabilities/second.json", "{}"),
    ];

    #[test]
    fn each_rule_sees_a_planted_violation() -> std::io::Result<()> {
        let clean = project()?;
        assert_eq!(PLANTED.len(), RULES.len());
        for (rule, (path, text)) in RULES.iter().zip(PLANTED) {
            let mut files = clean.clone();
            match files.iter_mut().find(|f| f.path == *path) {
                Some(file) => file.text.push_str(text),
                None => files.push(File { path: (*path).into(), text: (*text).into() }),
            }
            assert!(!(rule.check)(&files).is_empty(), "{}: not seen in {path}", rule.says);
        }
        Ok(())
    }
}
