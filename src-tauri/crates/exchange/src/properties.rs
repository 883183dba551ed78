//! The properties of files that we write and import: which a file has, and lists as they are written.

use commonplace_core::properties::{Form, Property, Value, parse, split, split_front_matter};

/// All YAML properties of a file as JSON, and the rest of the file. Line ends must be `\n`.
pub(crate) fn front_matter(text: &str) -> (serde_json::Map<String, serde_json::Value>, &str) {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let Some((lines, body)) = split_front_matter(text) else {
        return (serde_json::Map::new(), text);
    };
    let value = |property: &Property<'_>| match property.value() {
        Value::One(one) => one.into(),
        Value::List(list) => list.into(),
    };
    let all = parse(Form::Yaml, lines).into_iter().filter(|property| !property.key.is_empty());
    (all.map(|property| (property.key.trim().to_owned(), value(&property))).collect(), body)
}

/// The Commonplace id in the properties of a file: `id` in front matter, `commonplace-id` in Logseq's first 40 lines.
pub(crate) fn id_of(text: &str) -> Option<String> {
    let logseq = || {
        let lines = text.lines().take(40).map(|line| line.trim_start_matches(['-', ' ']));
        let mut ids = lines.filter_map(|line| line.strip_prefix("commonplace-id::"));
        ids.next().map(|id| id.trim().to_owned())
    };
    property(text, "id").or_else(logseq)
}

/// The value of a property in the front matter of a file; `None` for a list.
fn property(text: &str, key: &str) -> Option<String> {
    let plain = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    let (inside, _) = split_front_matter(&plain)?;
    let found = parse(Form::Yaml, inside).into_iter().find(|entry| entry.key == key)?;
    match found.value() {
        Value::One(value) => Some(value),
        Value::List(_) => None,
    }
}

/// The values of a list property of a file; empty if the file does not have the property. `None` if the file has no
/// properties, or the property is no list any more.
pub(crate) fn list(text: &str, key: &str) -> Option<Vec<String>> {
    let plain = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    let (form, inside, _) = split(&plain)?;
    let Some(entry) = parse(form, inside).into_iter().find(|entry| entry.key == key) else {
        // Logseq properties further down are not read, so nothing is known of this one.
        let elsewhere = |line: &str| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with("::"))
        };
        let astray = form == Form::Logseq && plain.lines().take(40).any(elsewhere);
        return (!astray).then(Vec::new);
    };
    // A list with other lines in it, such as the markers of a merge conflict, is not understood.
    if entry
        .lines
        .iter()
        .skip(1)
        .any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('-'))
    {
        return None;
    }
    Some(entry.value().into_list())
}

/// The lines of a list property.
pub(crate) fn list_lines(form: Form, key: &str, items: Vec<&String>) -> Vec<String> {
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
