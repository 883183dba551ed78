//! Updates a file of the app that a person has edited: merges properties one by one, and the rest
//! by lines.

use commonplace_core::merge::{Merged, merge_lines};
use commonplace_core::properties::{Form, Property, Value, parse, split};

use crate::properties::list_lines;

/// Merges three texts: the one exported (`base`), the one to export now (`new`) and the person's
/// file (`theirs`); see [`merge_lines`]. If both sides changed a property: a list gets the additions and
/// loses the removals of both; of a single value, the person's is kept. Line ends are the person's.
pub(crate) fn merge_file(base: &str, new: &str, theirs: &str) -> Merged {
    let windows = theirs.contains("\r\n");
    let plain = if windows { theirs.replace("\r\n", "\n") } else { theirs.to_owned() };
    let mut merged = match (split(base), split(new), split(&plain)) {
        (Some(b), Some(n), Some(t)) if b.0 == n.0 && n.0 == t.0 => {
            let properties = properties(t.0, b.1, n.1, t.1);
            let body = merge_lines(b.2, n.2, t.2);
            let fence = if t.0 == Form::Yaml { "---\n" } else { "" };
            Merged {
                text: format!("{fence}{}{fence}{}", properties.text, body.text),
                both: properties.both + body.both,
            }
        }
        _ => merge_lines(base, new, &plain),
    };
    if windows {
        merged.text = merged.text.replace('\n', "\r\n");
    }
    merged
}

/// The properties and lines that a person added to a file exported as `base`; `theirs` is its text
/// now. `None` if there are none.
pub(crate) fn own_additions(base: &str, theirs: &str) -> Option<String> {
    let plain = theirs.replace("\r\n", "\n");
    let (form, written, text) = split(base).unwrap_or((Form::Yaml, "", base));
    let (is, found, body) = split(&plain).unwrap_or((form, "", &plain));
    let kept =
        if is == form { properties(form, written, "", found).text } else { found.to_owned() };
    let own = merge_lines(text, "", body).text;
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

fn properties(form: Form, base: &str, new: &str, theirs: &str) -> Merged {
    let [base, new, theirs] = [base, new, theirs].map(|lines| parse(form, lines));
    fn of<'e, 'a>(list: &'e [Property<'a>], key: &str) -> Option<&'e Property<'a>> {
        list.iter().find(|entry| entry.key == key)
    }
    let mut out: Vec<String> = Vec::new();
    let mut both = 0;
    for entry in &theirs {
        let (was, now) = (of(&base, entry.key), of(&new, entry.key));
        let as_it_was = was.is_some_and(|was| was.value() == entry.value());
        match now {
            // A property that is the person's own, or that the person changed and the app no longer
            // has, is kept.
            None if as_it_was => {}
            None => out.extend(entry.lines.iter().map(|&line| line.to_owned())),
            Some(now) if was.is_some_and(|was| was.value() == now.value()) => {
                out.extend(entry.lines.iter().map(|&line| line.to_owned()));
            }
            Some(now) if as_it_was => out.extend(now.lines.iter().map(|&line| line.to_owned())),
            Some(now) => match (was.map(Property::value), now.value(), entry.value()) {
                (was, Value::List(now), Value::List(mine)) => {
                    let was = match was {
                        Some(Value::List(was)) => was,
                        _ => Vec::new(),
                    };
                    // Tags are compared regardless of how they are written.
                    let has = |list: &[String], item: &String| {
                        let key = |word: &str| match entry.key {
                            "tags" => crate::escape::tag_key(word),
                            _ => word.to_owned(),
                        };
                        list.iter().any(|other| key(other) == key(item))
                    };
                    let gone = |item: &&String| has(&was, item) && !has(&now, item);
                    let added = now.iter().filter(|item| !has(&was, item) && !has(&mine, item));
                    let items = mine.iter().filter(|item| !gone(item)).chain(added).collect();
                    out.extend(list_lines(form, entry.key, items));
                }
                (_, now, mine) => {
                    out.extend(entry.lines.iter().map(|&line| line.to_owned()));
                    both += usize::from(now != mine);
                }
            },
        }
    }
    // Properties that are new are added; those that the person removed are not.
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
        // Obsidian rewrote the properties in its own form; the person removed a tag and added a tag
        // and a property.
        let theirs = "---\ntitle: 'A: one'\ntags:\n  - sea\n  - mine\nrating: 5\nid: 0190\n---\n\nBody.\n\nMine.\n";
        let new = "---\ntitle: \"A: two\"\ntags:\n  - \"sea\"\n  - \"ports\"\n  - \"new\"\nsite: \"Coast\"\nid: \"0190\"\n---\n\nBody, edited.\n";
        let merged = merge_file(BASE, new, theirs);
        assert_eq!(
            merged.text,
            "---\ntitle: \"A: two\"\ntags:\n  - \"sea\"\n  - \"mine\"\n  - \"new\"\nrating: 5\nid: 0190\nsite: \"Coast\"\n---\n\nBody, edited.\n\nMine.\n"
        );
        assert_eq!(merged.both, 0);
        // If both sides changed the title, the person's is kept and counted.
        let theirs = BASE.replace("A: one", "Mine");
        let merged = merge_file(BASE, new, &theirs);
        assert!(merged.text.contains("title: \"Mine\"") && merged.both == 1, "{}", merged.text);
    }

    #[test]
    fn line_ends_and_a_file_without_properties_are_the_persons() {
        let theirs = BASE.replace('\n', "\r\n");
        assert_eq!(merge_file(BASE, BASE, &theirs).text, theirs);
        assert_eq!(merge_file(BASE, &BASE.replace("Body", "New"), "Body.\n").text, "New.\n");
    }

    #[test]
    fn what_a_person_wrote_is_left_where_ours_goes() {
        let base = "---\ntitle: \"A\"\ntags:\n  - \"sea\"\nid: \"0190\"\n---\n\n> Words\n\nNote.\n";
        assert_eq!(own_additions(base, base), None);
        // Obsidian rewrote the properties in its own form.
        assert_eq!(own_additions(base, &base.replace('"', "")), None);
        let rated = base.replace("id:", "rating: 5\nid:");
        assert_eq!(own_additions(base, &rated).as_deref(), Some("---\nrating: 5\n---\n"));
        let mine = format!("{rated}\nMine.\n");
        assert_eq!(own_additions(base, &mine).as_deref(), Some("---\nrating: 5\n---\n\nMine.\n"));
        assert_eq!(own_additions(base, &format!("{base}\nMine.\n")).as_deref(), Some("Mine.\n"));
        assert_eq!(own_additions("> Words\n", "> Words\nMine.\n").as_deref(), Some("Mine.\n"));
    }

    #[test]
    fn properties_of_logseq_are_merged_one_by_one_too() {
        let base = "title:: A\nauthor:: [[Ana Liang]]\ntags:: sea, ports\ncommonplace-id:: 0190\n\n- Body.\n";
        let theirs =
            base.replace("tags:: sea, ports", "tags:: #sea, [[my own]]\nrating:: 5") + "- Mine.\n";
        let new = base.replace("title:: A", "title:: B").replace("sea, ports", "sea, ports, new");
        let merged = merge_file(base, &new, &theirs);
        assert_eq!(
            merged.text,
            "title:: B\nauthor:: [[Ana Liang]]\ntags:: sea, [[my own]], new\nrating:: 5\ncommonplace-id:: 0190\n\n- Body.\n- Mine.\n"
        );
        assert_eq!(merged.both, 0);
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_merged(base in "(---\n|[a-c]: ?[x\"'\\[,-]?\n|  - y\n|z\n){0,9}", new in "(---\n|[a-c]: ?[x\"'\\[,-]?\n|  - y\n|z\n){0,9}",
            theirs in "(---\r?\n|[a-cM]: ?[x\"'\\[,-]?\n|  - y\n|zM\n|[a-c]:: [xM,]{0,3}\n){0,9}") {
            let merged = merge_file(&base, &new, &theirs);
            let count = |text: &str| text.matches('M').count();
            proptest::prop_assert!(count(&merged.text) >= count(&theirs), "{:?}", merged.text);
        }
    }
}
