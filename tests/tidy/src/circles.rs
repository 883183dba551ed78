//! Finds cycles among Rust modules: of the modules in one folder, each with everything in it, none may need
//! another that needs it. A module and its parent count as one, and may use each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::File;

/// The path of a module from its crate's root; empty for the root.
type Path = Vec<String>;

/// A crate's modules, and the names that they re-export from modules below them.
struct Modules<'a> {
    code: BTreeMap<Path, &'a str>,
    passed_on: BTreeMap<(Path, String), Path>,
}

/// One line for each cycle.
pub(crate) fn circles(files: &[File]) -> Vec<String> {
    let mut crates: BTreeMap<&str, BTreeMap<Path, &str>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with("src-tauri/")) {
        let Some((root, inside)) = file.path.split_once("/src/") else { continue };
        let Some(inside) = inside.strip_suffix(".rs") else { continue };
        let is_test = inside.split('/').any(|part| part == "tests");
        if !is_test {
            let names = inside.split('/').filter(|name| !matches!(*name, "lib" | "main" | "mod"));
            let code = file.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            crates.entry(root).or_default().insert(names.map(str::to_owned).collect(), code);
        }
    }
    let mut out = Vec::new();
    for (root, code) in crates {
        let mut modules = Modules { code, passed_on: BTreeMap::new() };
        modules.passed_on = modules.names_passed_on();
        for (folder, needs) in modules.needs() {
            let all = needs.keys().cloned().collect::<Vec<_>>();
            let mut told = BTreeSet::new();
            for name in all {
                let circle = circle(&needs, &name);
                if !circle.is_empty()
                    && told.insert(circle.iter().cloned().collect::<BTreeSet<_>>())
                {
                    out.push(format!("{root} {}: {}", folder.join("::"), circle.join(" → ")));
                }
            }
        }
    }
    out
}

impl Modules<'_> {
    /// For each folder, the modules in it by name, and which of the others each one needs.
    fn needs(&self) -> BTreeMap<Path, BTreeMap<String, BTreeSet<String>>> {
        let mut out: BTreeMap<Path, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for (from, code) in &self.code {
            for path in paths(code) {
                let Some(to) = self.module_of(from, &path) else { continue };
                let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if let (Some(user), Some(used)) = (from.get(common), to.get(common)) {
                    let folder = out.entry(from[..common].to_vec()).or_default();
                    folder.entry(user.clone()).or_default().insert(used.clone());
                }
            }
        }
        out
    }

    /// The module that a path refers to from the module `from`, followed through re-exported names.
    fn module_of(&self, from: &Path, path: &[String]) -> Option<Path> {
        let mut at = from.clone();
        let mut rest = path.iter();
        match rest.next()?.as_str() {
            "crate" => at.clear(),
            "super" => {
                at.pop()?;
            }
            _ => {}
        }
        for name in rest {
            if name == "super" {
                at.pop()?;
                continue;
            }
            at.push(name.clone());
            if !self.code.contains_key(&at) {
                at.pop();
                return Some(
                    self.passed_on.get(&(at.clone(), name.clone())).cloned().unwrap_or(at),
                );
            }
        }
        Some(at)
    }

    /// The names that modules re-export with `pub use module::Name`.
    fn names_passed_on(&self) -> BTreeMap<(Path, String), Path> {
        let mut out = BTreeMap::new();
        for (module, code) in &self.code {
            for at in ["pub use ", "pub(crate) use ", "pub(super) use "]
                .iter()
                .flat_map(|word| code.match_indices(word).map(|(at, word)| at + word.len()))
            {
                let mut found = Vec::new();
                parse_use_tree(&code[at..], &mut Vec::new(), &mut found);
                for path in found {
                    let Some((name, inside)) = path.split_last() else { continue };
                    let to: Path = module.iter().chain(inside).cloned().collect();
                    if self.code.contains_key(&to) {
                        out.insert((module.clone(), name.clone()), to);
                    }
                }
            }
        }
        out
    }
}

/// The paths in code that begin with `crate::` or `super::`. Those in braces are listed separately.
fn paths(code: &str) -> Vec<Vec<String>> {
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut out = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let is_inside = code[..at]
                .ends_with(|c: char| c == ':' || c == '$' || c == '_' || c.is_alphanumeric());
            if !is_inside {
                parse_use_tree(&code[at..], &mut Vec::new(), &mut out);
            }
        }
    }
    out
}

/// Parses one tree of a `use` at the beginning of `text`, after the names `before`. Returns the rest of the
/// text.
fn parse_use_tree<'a>(
    text: &'a str,
    before: &mut Vec<String>,
    out: &mut Vec<Vec<String>>,
) -> &'a str {
    let mut rest = text.trim_start();
    let depth = before.len();
    loop {
        if let Some(inside) = rest.strip_prefix('{') {
            rest = inside.trim_start();
            while !rest.is_empty() && !rest.starts_with('}') {
                let after = parse_use_tree(rest, before, out).trim_start();
                // Anything that is not a path ends the list: the braces did not belong to a `use`.
                if after.len() == rest.len() {
                    break;
                }
                rest = after.strip_prefix(',').unwrap_or(after).trim_start();
            }
            rest = rest.strip_prefix('}').unwrap_or(rest);
            break;
        }
        let end = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
        before.extend((end > 0).then(|| rest[..end].to_owned()));
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(more) if end > 0 => rest = more.trim_start(),
            _ => {
                out.push(before.clone());
                break;
            }
        }
    }
    before.truncate(depth);
    // `as` another name.
    match rest.trim_start().strip_prefix("as ") {
        Some(alias) => {
            alias.trim_start().trim_start_matches(|c: char| c == '_' || c.is_alphanumeric())
        }
        None => rest,
    }
}

/// The shortest cycle from a module back to itself; empty if there is none.
fn circle(needs: &BTreeMap<String, BTreeSet<String>>, start: &str) -> Vec<String> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in way.last().and_then(|last| needs.get(last)).into_iter().flatten() {
                let with = || way.iter().chain([next]).cloned().collect::<Vec<_>>();
                if next == start {
                    return with();
                }
                if seen.insert(next.clone()) {
                    longer.push(with());
                }
            }
        }
        ways = longer;
    }
    Vec::new()
}
