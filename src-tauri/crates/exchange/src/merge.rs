//! A file of ours that a person has written in, brought up to date: properties one by one, the rest by
//! lines.

use commonplace_core::merge::{Merged, lines};

/// Merges what was written (`base`), what would be written now (`new`) and what a person made of it
/// (`theirs`); see [`lines`]. Of a property that both changed, lists take in what either added and leave
/// out what either took away, and of single values the person's stays. Line ends are the person's.
pub(crate) fn file(base: &str, new: &str, theirs: &str) -> Merged {
    let windows = theirs.contains("\r\n");
    let plain = if windows { theirs.replace("\r\n", "\n") } else { theirs.to_owned() };
    let mut merged = match (head(base), head(new), head(&plain)) {
        (Some(b), Some(n), Some(t)) if b.0 == n.0 && n.0 == t.0 => {
            let properties = properties(t.0, b.1, n.1, t.1);
            let body = lines(b.2, n.2, t.2);
            let fence = if t.0 == Form::Yaml { "---\n" } else { "" };
            Merged {
                text: format!("{fence}{}{fence}{}", properties.text, body.text),
                both: properties.both + body.both,
            }
        }
        _ => lines(base, new, &plain),
    };
    if windows {
        merged.text = merged.text.replace('\n', "\r\n");
    }
    merged
}

/// What a person wrote in a file that was written as `base` and is `theirs` now: his properties, and his
/// lines; `None` if that is nothing.
pub(crate) fn without(base: &str, theirs: &str) -> Option<String> {
    let plain = theirs.replace("\r\n", "\n");
    let (form, written, text) = head(base).unwrap_or((Form::Yaml, "", base));
    let (is, found, body) = head(&plain).unwrap_or((form, "", &plain));
    let kept =
        if is == form { properties(form, written, "", found).text } else { found.to_owned() };
    let own = lines(text, "", body).text;
    let own = own.trim_start_matches('\n');
    match (kept.trim().is_empty(), own.trim().is_empty()) {
        (true, true) => None,
        (true, false) => Some(own.to_owned()),
        (false, _) => {
            let fence = if is == Form::Yaml { "---\n" } else { "" };
            let apart = if own.trim().is_empty() { "" } else { "\n" };
            Some(format!("{fence}{kept}{fence}{apart}{own}"))
        }
    }
}

/// How the properties of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `key: value`, between two lines of dashes.
    Yaml,
    /// `key:: value`, as the first lines.
    Logseq,
}

/// The properties of a file: how they are written, their lines, and what stands behind them.
fn head(text: &str) -> Option<(Form, &str, &str)> {
    if let Some((inside, body)) = front(text) {
        return Some((Form::Yaml, inside, body));
    }
    let is_property = |line: &&str| {
        line.split_once("::").is_some_and(|(key, value)| {
            (value.starts_with(' ') || value.trim().is_empty())
                && !key.is_empty()
                && !key.starts_with('-')
                && !key.contains(char::is_whitespace)
        })
    };
    let end: usize = text.split_inclusive('\n').take_while(is_property).map(str::len).sum();
    (end > 0).then(|| (Form::Logseq, &text[..end], &text[end..]))
}

/// The lines of the front matter, and what stands behind it.
pub(crate) fn front(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix("---\n")?;
    let end = if inside.starts_with("---\n") { 0 } else { inside.find("\n---\n")? + 1 };
    Some((&inside[..end], &inside[end + "---\n".len()..]))
}

/// The properties of a file, and what stands behind them. Line ends must be `\n`.
pub(crate) fn front_matter(text: &str) -> (serde_json::Map<String, serde_json::Value>, &str) {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let Some((inside, body)) = front(text) else { return (serde_json::Map::new(), text) };
    let value = |entry: &Entry<'_>| match entry.value() {
        Value::One(one) => one.into(),
        Value::List(list) => list.into(),
    };
    let all = entries(Form::Yaml, inside).into_iter().filter(|entry| !entry.key.is_empty());
    (all.map(|entry| (entry.key.trim().to_owned(), value(&entry))).collect(), body)
}

/// The id that a file has among its properties: front matter, or Logseq's.
pub(crate) fn id_of(text: &str) -> Option<String> {
    let logseq = || {
        let lines = text.lines().take(40).map(|line| line.trim_start_matches(['-', ' ']));
        let mut ids = lines.filter_map(|line| line.strip_prefix("commonplace-id::"));
        ids.next().map(|id| id.trim().to_owned())
    };
    property(text, "id").or_else(logseq)
}

/// The value of a property in the front matter of a file, if it is a single one.
fn property(text: &str, key: &str) -> Option<String> {
    let plain = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    let (inside, _) = front(&plain)?;
    let found = entries(Form::Yaml, inside).into_iter().find(|entry| entry.key == key)?;
    match found.value() {
        Value::One(value) => Some(value),
        Value::List(_) => None,
    }
}

/// The values of a property of a file, none if it is not there; `None` where there are no properties, or no
/// list.
pub(crate) fn list(text: &str, key: &str) -> Option<Vec<String>> {
    let plain = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    let (form, inside, _) = head(&plain)?;
    let Some(entry) = entries(form, inside).into_iter().find(|entry| entry.key == key) else {
        // Where the properties do not stand at the head of a page, nothing is said.
        let elsewhere = |line: &str| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with("::"))
        };
        let astray = form == Form::Logseq && plain.lines().take(40).any(elsewhere);
        return (!astray).then(Vec::new);
    };
    // What is no list any more, such as one with the marks of a conflict, says nothing.
    if entry
        .lines
        .iter()
        .skip(1)
        .any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('-'))
    {
        return None;
    }
    Some(match entry.value() {
        Value::List(values) => values,
        Value::One(value) => flow(&value),
    })
}

/// A property with the lines it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry<'a> {
    form: Form,
    key: &'a str,
    lines: Vec<&'a str>,
}

/// What a property says, however it is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    One(String),
    List(Vec<String>),
}

fn entries(form: Form, front: &str) -> Vec<Entry<'_>> {
    let mut out: Vec<Entry<'_>> = Vec::new();
    if form == Form::Logseq {
        let pairs = front.lines().filter_map(|line| Some((line.split_once("::")?.0, line)));
        return pairs.map(|(key, line)| Entry { form, key, lines: vec![line] }).collect();
    }
    for line in front.lines() {
        let key = line
            .split_once(':')
            .map(|(key, _)| key)
            .filter(|key| !key.is_empty() && !key.starts_with([' ', '\t', '-', '#', '"', '\'']));
        match (key, out.last_mut()) {
            (Some(key), _) => out.push(Entry { form, key, lines: vec![line] }),
            (None, Some(last)) => last.lines.push(line),
            // A comment before anything else is one of nothing.
            (None, None) => out.push(Entry { form, key: "", lines: vec![line] }),
        }
    }
    out
}

impl Entry<'_> {
    fn value(&self) -> Value {
        let first = self
            .lines
            .first()
            .map_or("", |line| line[self.key.len()..].trim_start_matches(':'))
            .trim();
        if self.form == Form::Logseq {
            if !LISTS.contains(&self.key) {
                return Value::One(first.to_owned());
            }
            let bare = |item: &str| {
                item.trim().trim_start_matches('#').trim_matches(['[', ']']).to_owned()
            };
            return Value::List(
                first.split(',').map(bare).filter(|item| !item.is_empty()).collect(),
            );
        }
        let items =
            self.lines.iter().skip(1).map(|line| line.trim()).filter(|line| !line.is_empty());
        if first.is_empty() {
            return Value::List(items.map(|line| bare(line.trim_start_matches('-'))).collect());
        }
        match first.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            // Lines behind it are not of the list: then it is one value, as it stands.
            Some(list) if !list.starts_with('[') && self.lines.len() == 1 => {
                Value::List(flow(list))
            }
            _ => {
                Value::One(bare(&std::iter::once(first).chain(items).collect::<Vec<_>>().join(" ")))
            }
        }
    }
}

/// Properties of Logseq's that are lists.
const LISTS: [&str; 3] = ["tags", "author", "alias"];

/// A list as a property, in lines.
fn listed(form: Form, key: &str, items: Vec<&String>) -> Vec<String> {
    if form == Form::Logseq {
        let page = |item: &&String| {
            let plain = key != "author" && !item.contains([' ', ',']);
            if plain { (*item).clone() } else { format!("[[{item}]]") }
        };
        return vec![format!("{key}:: {}", items.iter().map(page).collect::<Vec<_>>().join(", "))];
    }
    let items = items.into_iter().map(|item| format!("  - {}", crate::escape::yaml(item)));
    std::iter::once(format!("{key}:")).chain(items).collect()
}

/// The items of a list on one line; a comma between quotes parts none.
fn flow(list: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quote = None;
    for c in list.chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (',', None) => {
                out.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out.iter().map(|item| bare(item)).filter(|item| !item.is_empty()).collect()
}

/// A value without its quotes.
fn bare(value: &str) -> String {
    let value = value.trim();
    if let Some(inside) = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
        return inside.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    let single = value.strip_prefix('\'').and_then(|v| v.strip_suffix('\''));
    single.map_or_else(|| value.to_owned(), |inside| inside.replace("''", "'"))
}

fn properties(form: Form, base: &str, new: &str, theirs: &str) -> Merged {
    let [base, new, theirs] = [base, new, theirs].map(|lines| entries(form, lines));
    fn of<'e, 'a>(list: &'e [Entry<'a>], key: &str) -> Option<&'e Entry<'a>> {
        list.iter().find(|entry| entry.key == key)
    }
    let mut out: Vec<String> = Vec::new();
    let mut both = 0;
    for entry in &theirs {
        let (was, now) = (of(&base, entry.key), of(&new, entry.key));
        let as_it_was = was.is_some_and(|was| was.value() == entry.value());
        match now {
            // What is no property of ours, or was changed and is none any more, is the person's.
            None if as_it_was => {}
            None => out.extend(entry.lines.iter().map(|&line| line.to_owned())),
            Some(now) if was.is_some_and(|was| was.value() == now.value()) => {
                out.extend(entry.lines.iter().map(|&line| line.to_owned()));
            }
            Some(now) if as_it_was => out.extend(now.lines.iter().map(|&line| line.to_owned())),
            Some(now) => match (was.map(Entry::value), now.value(), entry.value()) {
                (was, Value::List(now), Value::List(mine)) => {
                    let was = match was {
                        Some(Value::List(was)) => was,
                        _ => Vec::new(),
                    };
                    // However a tag is written, it is the same.
                    let has = |list: &[String], item: &String| {
                        let key = |word: &str| match entry.key {
                            "tags" => crate::managed::tag_key(word),
                            _ => word.to_owned(),
                        };
                        list.iter().any(|other| key(other) == key(item))
                    };
                    let gone = |item: &&String| has(&was, item) && !has(&now, item);
                    let added = now.iter().filter(|item| !has(&was, item) && !has(&mine, item));
                    let items = mine.iter().filter(|item| !gone(item)).chain(added).collect();
                    out.extend(listed(form, entry.key, items));
                }
                (_, now, mine) => {
                    out.extend(entry.lines.iter().map(|&line| line.to_owned()));
                    both += usize::from(now != mine);
                }
            },
        }
    }
    // What is new; what the person took out stays out.
    for now in &new {
        if of(&theirs, now.key).is_none() && of(&base, now.key).is_none() {
            out.extend(now.lines.iter().map(|&line| line.to_owned()));
        }
    }
    let text = out.iter().map(|line| format!("{line}\n")).collect();
    Merged { text, both }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str =
        "---\ntitle: \"A: one\"\ntags:\n  - \"sea\"\n  - \"ports\"\nid: \"0190\"\n---\n\nBody.\n";

    #[test]
    fn properties_are_merged_one_by_one() {
        // The vault wrote them anew in its own way, took a tag out, put one in, and one of its own.
        let theirs = "---\ntitle: 'A: one'\ntags:\n  - sea\n  - mine\nrating: 5\nid: 0190\n---\n\nBody.\n\nMine.\n";
        let new = "---\ntitle: \"A: two\"\ntags:\n  - \"sea\"\n  - \"ports\"\n  - \"new\"\nsite: \"Coast\"\nid: \"0190\"\n---\n\nBody, edited.\n";
        let merged = file(BASE, new, theirs);
        assert_eq!(
            merged.text,
            "---\ntitle: \"A: two\"\ntags:\n  - \"sea\"\n  - \"mine\"\n  - \"new\"\nrating: 5\nid: 0190\nsite: \"Coast\"\n---\n\nBody, edited.\n\nMine.\n"
        );
        assert_eq!(merged.both, 0);
        // A title that both changed is the person's, and is told of.
        let theirs = BASE.replace("A: one", "Mine");
        let merged = file(BASE, new, &theirs);
        assert!(merged.text.contains("title: \"Mine\"") && merged.both == 1, "{}", merged.text);
    }

    #[test]
    fn line_ends_and_a_file_without_properties_are_the_persons() {
        let theirs = BASE.replace('\n', "\r\n");
        assert_eq!(file(BASE, BASE, &theirs).text, theirs);
        assert_eq!(file(BASE, &BASE.replace("Body", "New"), "Body.\n").text, "New.\n");
        assert_eq!(
            property("\u{FEFF}---\r\nid: \"0190\"\r\n---\r\n", "id").as_deref(),
            Some("0190")
        );
        assert_eq!(property("---\nid: 0190\n", "id"), None);
    }

    #[test]
    fn what_a_person_wrote_is_left_where_ours_goes() {
        let base = "---\ntitle: \"A\"\ntags:\n  - \"sea\"\nid: \"0190\"\n---\n\n> Words\n\nNote.\n";
        assert_eq!(without(base, base), None);
        // The vault wrote them anew in its own way.
        assert_eq!(without(base, &base.replace('"', "")), None);
        let rated = base.replace("id:", "rating: 5\nid:");
        assert_eq!(without(base, &rated).as_deref(), Some("---\nrating: 5\n---\n"));
        let mine = format!("{rated}\nMine.\n");
        assert_eq!(without(base, &mine).as_deref(), Some("---\nrating: 5\n---\n\nMine.\n"));
        assert_eq!(without(base, &format!("{base}\nMine.\n")).as_deref(), Some("Mine.\n"));
        assert_eq!(without("> Words\n", "> Words\nMine.\n").as_deref(), Some("Mine.\n"));
    }

    #[test]
    fn properties_of_logseq_are_merged_one_by_one_too() {
        let base = "title:: A\nauthor:: [[Ana Liang]]\ntags:: sea, ports\ncommonplace-id:: 0190\n\n- Body.\n";
        let theirs =
            base.replace("tags:: sea, ports", "tags:: #sea, [[my own]]\nrating:: 5") + "- Mine.\n";
        let new = base.replace("title:: A", "title:: B").replace("sea, ports", "sea, ports, new");
        let merged = file(base, &new, &theirs);
        assert_eq!(
            merged.text,
            "title:: B\nauthor:: [[Ana Liang]]\ntags:: sea, [[my own]], new\nrating:: 5\ncommonplace-id:: 0190\n\n- Body.\n- Mine.\n"
        );
        assert_eq!(merged.both, 0);
        assert_eq!(list(&theirs, "tags"), Some(vec!["sea".into(), "my own".into()]));
        assert_eq!(list("- id:: 1\n", "tags"), None);
        assert_eq!(list("title:: A\nA line.\ntags:: sea\n", "tags"), None);
        assert_eq!(list("title:: A\n🌱.stage:: x\ntags:: sea\n", "tags"), Some(vec!["sea".into()]));
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_merged(base in "(---\n|[a-c]: ?[x\"'\\[,-]?\n|  - y\n|z\n){0,9}", new in "(---\n|[a-c]: ?[x\"'\\[,-]?\n|  - y\n|z\n){0,9}",
            theirs in "(---\r?\n|[a-cM]: ?[x\"'\\[,-]?\n|  - y\n|zM\n|[a-c]:: [xM,]{0,3}\n){0,9}") {
            let merged = file(&base, &new, &theirs);
            let count = |text: &str| text.matches('M').count();
            proptest::prop_assert!(count(&merged.text) >= count(&theirs), "{:?}", merged.text);
            let _ = property(&theirs, "a");
        }
    }
}
