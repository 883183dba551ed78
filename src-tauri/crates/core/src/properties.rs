//! The properties at the top of a Markdown file: YAML front matter between two lines of dashes, or Logseq's
//! `key:: value`. Read line by line, so that lines nobody changed are written back as they were.
//!
//! The one reader of front matter: for clipped files, for imports and for the files of the vault.

/// How the properties of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `key: value`, between two lines of dashes.
    Yaml,
    /// `key:: value`, as the first lines.
    Logseq,
}

/// The form of a file's properties, their lines, and the rest of the file; `None` without properties. Line ends
/// must be `\n`.
#[must_use]
pub fn split(text: &str) -> Option<(Form, &str, &str)> {
    if let Some((inside, body)) = split_front_matter(text) {
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

/// The lines of YAML front matter, and the rest of the file; `None` without front matter. Line ends must be `\n`;
/// the closing line of dashes may be the end of the file.
#[must_use]
pub fn split_front_matter(text: &str) -> Option<(&str, &str)> {
    const FENCE: &str = "---\n";
    let inside = text.strip_prefix(FENCE)?;
    if let Some(body) = inside.strip_prefix(FENCE) {
        return Some(("", body));
    }
    match inside.find("\n---\n") {
        Some(end) => Some((&inside[..=end], &inside[end + 1 + FENCE.len()..])),
        None => inside
            .strip_suffix("---")
            .filter(|lines| lines.ends_with('\n'))
            .map(|lines| (lines, "")),
    }
}

/// A property with the lines it is written on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property<'a> {
    form: Form,
    /// Its name; empty for lines before the first property, such as a comment.
    pub key: &'a str,
    /// Its lines, without their line ends.
    pub lines: Vec<&'a str>,
}

/// The value of a property, without quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A single value; the words of several lines are joined by spaces.
    One(String),
    /// A list, one item a line or on one line.
    List(Vec<String>),
}

impl Value {
    /// The items of a list; a single value is read as a list separated by commas.
    #[must_use]
    pub fn into_list(self) -> Vec<String> {
        match self {
            Self::List(values) => values,
            Self::One(value) => split_list(&value),
        }
    }
}

/// The properties in `lines`, as [`split`] returns them, in order.
#[must_use]
pub fn parse(form: Form, lines: &str) -> Vec<Property<'_>> {
    let mut out: Vec<Property<'_>> = Vec::new();
    if form == Form::Logseq {
        let pairs = lines.lines().filter_map(|line| Some((line.split_once("::")?.0, line)));
        return pairs.map(|(key, line)| Property { form, key, lines: vec![line] }).collect();
    }
    for line in lines.lines() {
        let key = line
            .split_once(':')
            .map(|(key, _)| key)
            .filter(|key| !key.is_empty() && !key.starts_with([' ', '\t', '-', '#', '"', '\'']));
        match (key, out.last_mut()) {
            (Some(key), _) => out.push(Property { form, key, lines: vec![line] }),
            (None, Some(last)) => last.lines.push(line),
            // Lines before the first property, such as a comment.
            (None, None) => out.push(Property { form, key: "", lines: vec![line] }),
        }
    }
    out
}

impl Property<'_> {
    /// The value, without quotes.
    #[must_use]
    pub fn value(&self) -> Value {
        let first = self
            .lines
            .first()
            .map_or("", |line| line[self.key.len()..].trim_start_matches(':'))
            .trim();
        if self.form == Form::Logseq {
            if !LISTS.contains(&self.key) {
                return Value::One(first.to_owned());
            }
            let unlinked = |item: &str| {
                item.trim().trim_start_matches('#').trim_matches(['[', ']']).to_owned()
            };
            return Value::List(
                first.split(',').map(unlinked).filter(|item| !item.is_empty()).collect(),
            );
        }
        let items =
            self.lines.iter().skip(1).map(|line| line.trim()).filter(|line| !line.is_empty());
        if first.is_empty() {
            return Value::List(items.map(|line| unquoted(line.trim_start_matches('-'))).collect());
        }
        match first.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            // With more lines after it, the brackets are part of a single value.
            Some(list) if !list.starts_with('[') && self.lines.len() == 1 => {
                Value::List(split_list(list))
            }
            _ => Value::One(unquoted(
                &std::iter::once(first).chain(items).collect::<Vec<_>>().join(" "),
            )),
        }
    }
}

/// Logseq properties that are lists.
const LISTS: [&str; 3] = ["tags", "author", "alias"];

/// The items of a list on one line. A comma inside quotes does not separate items.
fn split_list(list: &str) -> Vec<String> {
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
    out.iter().map(|item| unquoted(item)).filter(|item| !item.is_empty()).collect()
}

/// A YAML scalar without its quotes.
fn unquoted(value: &str) -> String {
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
    fn front_matter_ends_at_a_line_of_three_dashes_or_at_the_end() {
        assert_eq!(split_front_matter("---\na: 1\n---\nb"), Some(("a: 1\n", "b")));
        assert_eq!(split_front_matter("---\na: 1\n---"), Some(("a: 1\n", "")));
        assert_eq!(split_front_matter("---\n---\nb"), Some(("", "b")));
        assert_eq!(split_front_matter("---\na: 1\n----\nb"), None);
        assert_eq!(split_front_matter("---\na: 1---"), None);
    }

    #[test]
    fn a_list_is_read_in_each_of_its_forms() {
        let list = |lines: &str| parse(Form::Yaml, lines).remove(0).value();
        let sea = Value::List(vec!["sea".into(), "a, b".into()]);
        assert_eq!(list("tags:\n  - sea\n  - 'a, b'\n"), sea);
        assert_eq!(list("tags: [sea, \"a, b\"]\n"), sea);
        assert_eq!(list("tags: sea, 'a, b'\n").into_list(), ["sea", "a, b"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_split_and_parsed_without_losing_a_line(text in "(---\n|[a-c]: ?[x\"'\\[,-]?\n|  - y\n|z\n|[a-c]:: [x,]{0,3}\n|---){0,9}") {
            if let Some((form, lines, _)) = split(&text) {
                let properties = parse(form, lines);
                let again: Vec<&str> = properties.iter().flat_map(|p| p.lines.iter().copied()).collect();
                proptest::prop_assert_eq!(again, lines.lines().collect::<Vec<_>>());
                properties.iter().for_each(|property| drop(property.value()));
            }
        }
    }
}
