//! The properties at the top of a file: YAML between two lines of dashes, or Logseq's `key:: value`. Line by line, so
//! that what nobody changed stays as it was written.

/// How the properties of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `key: value`, between two lines of dashes.
    Yaml,
    /// `key:: value`, as the first lines.
    Logseq,
}

/// The properties of a file: how they are written, their lines, and what stands behind them.
pub(crate) fn head(text: &str) -> Option<(Form, &str, &str)> {
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
pub(crate) struct Entry<'a> {
    pub(crate) form: Form,
    pub(crate) key: &'a str,
    pub(crate) lines: Vec<&'a str>,
}

/// What a property says, however it is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    One(String),
    List(Vec<String>),
}

pub(crate) fn entries(form: Form, front: &str) -> Vec<Entry<'_>> {
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
    pub(crate) fn value(&self) -> Value {
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
pub(crate) fn listed(form: Form, key: &str, items: Vec<&String>) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_read_whatever_the_line_ends() {
        assert_eq!(
            property("\u{FEFF}---\r\nid: \"0190\"\r\n---\r\n", "id").as_deref(),
            Some("0190")
        );
        assert_eq!(property("---\nid: 0190\n", "id"), None);
    }

    #[test]
    fn tags_are_read_from_properties_of_logseq_too() {
        let theirs = "title:: A\ntags:: #sea, [[my own]]\nrating:: 5\n\n- Body.\n";
        assert_eq!(list(theirs, "tags"), Some(vec!["sea".into(), "my own".into()]));
        assert_eq!(list("- id:: 1\n", "tags"), None);
        assert_eq!(list("title:: A\nA line.\ntags:: sea\n", "tags"), None);
        assert_eq!(list("title:: A\n🌱.stage:: x\ntags:: sea\n", "tags"), Some(vec!["sea".into()]));
    }

    proptest::proptest! {
        #[test]
        fn any_head_of_a_file_is_read(text in "(---\r?\n|[a-c]: ?[x\"'\\[,-]?\n|  - y\n|z\n|[a-c]:: [x,]{0,3}\n){0,9}") {
            let _ = (property(&text, "a"), list(&text, "a"), id_of(&text), front_matter(&text));
        }
    }
}
