//! Generates the TypeScript of the contract: a file for each module of [`super`], and
//! `contract.ts`, which maps the calls to their types and exports the other files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

const NOT_BY_HAND: &str = "// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.\n";

#[derive(Default)]
struct File {
    declarations: BTreeMap<String, String>,
    /// Names of types declared in other files, by file.
    imports: BTreeMap<String, BTreeSet<String>>,
}

/// Collects the declarations of types and of the types they refer to.
pub(super) struct Declarations {
    config: Config,
    files: BTreeMap<String, File>,
    calls: String,
    seen: BTreeSet<String>,
    /// File of the type whose parts are being visited; `None` for the types that a call names.
    within: Option<String>,
}

impl Declarations {
    pub(super) fn new() -> Self {
        Self {
            config: Config::default(),
            files: BTreeMap::new(),
            calls: String::new(),
            seen: BTreeSet::new(),
            within: None,
        }
    }

    /// Adds a call with the types of its arguments and its reply.
    pub(super) fn call<A: TS + 'static, R: TS + 'static>(&mut self, name: &str) {
        self.add::<A>();
        self.add::<R>();
        let (args, reply) = (A::name(&self.config), R::name(&self.config));
        // Writing to a string never fails.
        let _ = writeln!(self.calls, "  {name:?}: {{ args: {args}; reply: {reply} }};");
    }

    /// Adds a type that no call names directly.
    pub(super) fn declare<T: TS + 'static>(&mut self) {
        self.within = Some(file_of::<T>());
        self.add::<T>();
        self.within = None;
    }

    fn add<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            // A built-in type or a container: only the types it contains have declarations.
            T::visit_generics(self);
            return;
        }
        let name = T::ident(&self.config);
        let file = file_of::<T>();
        let importing = self.within.clone().unwrap_or_else(|| "contract".to_owned());
        if importing != file {
            let imports = &mut self.files.entry(importing).or_default().imports;
            imports.entry(file.clone()).or_default().insert(name.clone());
        }
        if self.seen.insert(name.clone()) {
            let text = format!("{}export {}\n", docs::<T>(), tidy(&T::decl(&self.config)));
            self.files.entry(file.clone()).or_default().declarations.insert(name, text);
            let outer = self.within.replace(file);
            T::visit_dependencies(self);
            self.within = outer;
        }
    }

    /// File contents, keyed by file name without `.ts`.
    pub(super) fn finish(mut self) -> BTreeMap<String, String> {
        let contract = self.files.remove("contract").unwrap_or_default();
        let mut out = BTreeMap::new();
        let mut main = format!("{NOT_BY_HAND}\n{}", imports(&contract));
        for file in self.files.keys() {
            let _ = writeln!(main, "export * from \"./{file}\";");
        }
        let _ = write!(
            main,
            "\n/** Every call, with its arguments and its reply. */\nexport interface Calls {{\n{}}}\n",
            self.calls
        );
        out.insert("contract".to_owned(), main);
        for (name, file) in self.files {
            let declarations: Vec<String> = file.declarations.values().cloned().collect();
            let imports = imports(&file);
            out.insert(name, format!("{NOT_BY_HAND}\n{imports}{}", declarations.join("\n")));
        }
        out
    }
}

fn imports(file: &File) -> String {
    let mut out = String::new();
    for (from, names) in &file.imports {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let _ = writeln!(out, "import type {{ {} }} from \"./{from}\";", names.join(", "));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

/// Name of the file for a type: the module in its path, `words` for `word`.
fn file_of<T: ?Sized>() -> String {
    let path = std::any::type_name::<T>().split('<').next().unwrap_or_default();
    let module = path.rsplit("::").nth(1).unwrap_or_default();
    if module == "word" { "words".to_owned() } else { module.to_owned() }
}

fn docs<T: TS + ?Sized>() -> String {
    let docs = T::docs().unwrap_or_default();
    let lines: Vec<&str> =
        docs.lines().map(|line| line.trim().trim_start_matches(['*', '/']).trim()).collect();
    comment(lines.join(" ").trim(), "")
}

fn comment(text: &str, indent: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{indent}/** {text} */\n") }
}

/// Formats a declaration of `ts-rs`: one field on a line, with its comment on one line before it.
fn tidy(declaration: &str) -> String {
    let mut out = String::new();
    let mut doc: Option<Vec<&str>> = None;
    for line in declaration.lines() {
        let line = line.trim();
        match &mut doc {
            None if line == "/**" => doc = Some(Vec::new()),
            Some(lines) if line == "*/" => {
                out.push_str(&comment(lines.join(" ").trim(), "  "));
                doc = None;
            }
            Some(lines) => lines.push(line.trim_start_matches('*').trim()),
            None => {
                let (field, end) = match line.strip_suffix("};") {
                    Some(field) if !out.is_empty() && field.trim_end().ends_with(',') => {
                        (field.trim_end(), "};")
                    }
                    _ => (line, ""),
                };
                if !field.is_empty() {
                    let top = out.is_empty() || field.starts_with("export ");
                    let indent = if top { "" } else { "  " };
                    let _ = writeln!(out, "{indent}{}", field.replace(", };", " };"));
                }
                if !end.is_empty() {
                    let _ = writeln!(out, "{end}");
                }
            }
        }
    }
    // One member of a union on a line.
    out.trim_end().replace(" | { \"", "\n  | { \"")
}
