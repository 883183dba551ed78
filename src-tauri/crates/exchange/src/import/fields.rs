//! Access to the fields of a record under any of several names; case, spaces and underscores in
//! names are ignored.

use commonplace_core::{ArticleState, Colour, Metadata, Millis, TextQuote};
use serde_json::{Map, Value};

use super::bounds::NAMES;
use super::{Item, when};
use crate::w3c::Annotation;

/// A record.
pub(super) struct Fields<'a>(Vec<(String, &'a Value)>);

impl<'a> Fields<'a> {
    pub(super) fn new(record: &'a Map<String, Value>) -> Self {
        Self(record.iter().map(|(name, value)| (normalise_name(name), value)).collect())
    }

    /// The first of these fields that is present and not null.
    pub(super) fn get(&self, names: &[&str]) -> Option<&'a Value> {
        names.iter().find_map(|name| {
            let of = |(known, value): &&(String, &Value)| known == name && !value.is_null();
            self.0.iter().find(of).map(|(_, value)| *value)
        })
    }

    /// The first of these fields that contains text.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(&[name]).and_then(text_of))
    }

    pub(super) fn time(&self, names: &[&str]) -> Option<Millis> {
        names.iter().find_map(|name| self.get(&[name]).and_then(time_of))
    }

    pub(super) fn flag(&self, names: &[&str]) -> bool {
        self.get(names).is_some_and(truth)
    }

    pub(super) fn list(&self, names: &[&str], separators: &[char]) -> Vec<String> {
        self.get(names).map(|value| list_of(value, separators)).unwrap_or_default()
    }
}

/// A field name normalised for comparison: letters and digits in lower case.
pub(super) fn normalise_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A string, trimmed, or a number as text; `None` if it is empty.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn time_of(value: &Value) -> Option<Millis> {
    match value {
        Value::String(text) => when::parse(text),
        Value::Number(number) => when::number_of(number.as_f64()?),
        _ => None,
    }
}

fn truth(value: &Value) -> bool {
    match value {
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64().is_some_and(|n| n != 0.0),
        Value::String(text) => {
            matches!(text.trim().to_lowercase().as_str(), "true" | "1" | "yes" | "y" | "x")
        }
        _ => false,
    }
}

/// Parses a list of names: an array of names or of objects with a name, a list of JSON or Python in
/// a string, or names between separators.
pub(super) fn list_of(value: &Value, separators: &[char]) -> Vec<String> {
    let name = |value: &Value| {
        text_of(value).or_else(|| text_of(value.get("name").or_else(|| value.get("title"))?))
    };
    match value {
        Value::Array(values) => values.iter().filter_map(name).take(NAMES).collect(),
        Value::String(text) => {
            let text = text.trim();
            if let Ok(Value::Array(values)) = serde_json::from_str(text) {
                return values.iter().filter_map(name).take(NAMES).collect();
            }
            if let Some(inside) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
                return python_list(inside);
            }
            let parts = text.split(separators).map(str::trim).filter(|part| !part.is_empty());
            parts.take(NAMES).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Parses the items of a Python list: `'a', "b's"`.
fn python_list(inside: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = inside.chars();
    while out.len() < NAMES
        && let Some(quote) = chars.by_ref().find(|c| matches!(c, '\'' | '"'))
    {
        let mut item = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => item.extend(chars.next()),
                c if c == quote => break,
                c => item.push(c),
            }
        }
        out.push(item);
    }
    out.retain(|item| !item.trim().is_empty());
    out
}

/// Reads the fields that most formats have, under any of their names.
pub(super) fn item(fields: &Fields<'_>, separators: &[char]) -> Item {
    let mut tags = fields.list(&["tags", "documenttags", "labels", "keywords"], separators);
    tags.extend(fields.text(&["folder", "collection", "list"]).as_deref().and_then(folder));
    let note = fields.text(&["note", "notes", "documentnote"]);
    Item {
        metadata: Metadata {
            url: fields
                .text(&["url", "link", "address", "href", "sourceurl", "givenurl", "uri"])
                .filter(|url| !url.starts_with("commonplace:")),
            title: fields
                .text(&["title", "booktitle", "documenttitle", "name"])
                .unwrap_or_default(),
            authors: authors(fields.get(&[
                "author",
                "bookauthor",
                "authors",
                "creator",
                "publishedby",
            ])),
            site: fields.text(&["publisher", "site", "publication", "sitename", "domainname"]),
            description: fields.text(&["excerpt", "description", "summary", "abstract"]),
            language: fields.text(&["language", "lang"]).filter(|l| l.len() <= 35),
            published: fields
                .text(&["publishedat", "published", "publisheddate", "publicationdate"])
                .and_then(|t| when::published(&t)),
            ..Metadata::default()
        },
        saved: fields.time(&[
            "timeadded",
            "savedat",
            "saveddate",
            "createdat",
            "created",
            "dateadded",
            "timestamp",
            "added",
            "lastinteractiondate",
            "date",
        ]),
        notes: note.into_iter().collect(),
        tags,
        ..Item::default()
    }
}

/// Parses author names: a list, or a text with semicolons or "and" between them.
pub(super) fn authors(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(value @ Value::Array(_)) => list_of(value, &[]),
        Some(Value::String(text)) if text.contains(';') => {
            list_of(&Value::String(text.clone()), &[';'])
        }
        Some(Value::String(text)) => {
            let names = text.split(" and ").map(|name| given_name_first(name.trim()));
            names.filter(|n| !n.is_empty()).take(NAMES).collect()
        }
        _ => Vec::new(),
    }
}

/// Turns `Writer, A.` into `A. Writer`.
pub(super) fn given_name_first(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given))
            if !given.contains(',') && !family.trim().is_empty() && !given.trim().is_empty() =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.trim().to_owned(),
    }
}

/// Names of folders that programs create themselves, in lower case.
const ROOTS: &[&str] = &[
    "unsorted",
    "unread",
    "bookmarks",
    "bookmarks bar",
    "bookmarks toolbar",
    "bookmarks menu",
    "other bookmarks",
    "mobile bookmarks",
    "favorites bar",
    "favourites",
    "favorites",
    "imported",
    "unorganized",
    "lesezeichen",
    "lesezeichenleiste",
    "lesezeichen-symbolleiste",
    "weitere lesezeichen",
    "barre de favoris",
    "barre personnelle",
    "autres favoris",
    "书签栏",
    "其他书签",
    "ブックマーク バー",
];

/// Turns a folder's path into a tag, without the folders that programs create themselves.
pub(super) fn folder(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').map(str::trim).filter(|p| !p.is_empty()).collect();
    let is_root = |part: &&&str| ROOTS.contains(&part.to_lowercase().as_str());
    let below = &parts[parts.iter().take_while(is_root).count()..];
    // A tag has at most 100 characters; the last folders of the path are kept.
    let mut length = 0;
    let fits = |part: &&&str| {
        length += part.chars().count() + usize::from(length > 0);
        length <= 100
    };
    let last = below.iter().rev().take_while(fits).count().max(1);
    Some(below[below.len().saturating_sub(last)..].join("/")).filter(|name| !name.is_empty())
}

/// The article state that a program's word means.
pub(super) fn state(word: &str) -> Option<ArticleState> {
    Some(match normalise_name(word).as_str() {
        "archive" | "archived" | "read" | "readarchive" | "finished" | "done" => {
            ArticleState::Archive
        }
        "unread" | "later" | "shortlist" | "active" | "queue" | "saved" | "succeeded" => {
            ArticleState::Later
        }
        "new" | "inbox" => ArticleState::Inbox,
        _ => return None,
    })
}

/// A highlight with these words; `None` if they are empty.
pub(super) fn highlight(words: &str) -> Option<Annotation> {
    let exact = words.trim();
    (!exact.is_empty()).then(|| Annotation {
        quote: TextQuote { exact: exact.to_owned(), ..TextQuote::default() },
        ..Annotation::default()
    })
}

/// The highlight colour for a name, or the one nearest to `#rrggbb`.
pub(super) fn colour(text: &str) -> Option<Colour> {
    let name = text.trim().to_lowercase();
    let alias = match name.as_str() {
        "pink" => "magenta",
        "gray" => "grey",
        "violet" => "purple",
        "cyan" | "teal" => "blue",
        other => other,
    };
    if let Some(colour) = Colour::from_name(alias) {
        return Some(colour);
    }
    let hex = name.strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    Some(Colour::nearest([part(0)?, part(2)?, part(4)?]))
}

/// Converts HTML to Markdown. Text without tags is returned as it is; if the elements are nested
/// more than 200 deep, only the words are kept.
pub(super) fn markdown_of(html: &str) -> String {
    if !html.contains('<') {
        html.trim().to_owned()
    } else if crate::tokens::depth(html) > 200 {
        html_words(html)
    } else {
        crate::to_markdown(html)
    }
}

/// The words of HTML, without tags.
pub(super) fn html_words(html: &str) -> String {
    let mut words = String::new();
    crate::tokens::tokens(html, &mut |token| {
        if let crate::tokens::HtmlToken::Text(text) = token {
            words.push_str(text);
        } else if !words.ends_with(char::is_whitespace) && !words.is_empty() {
            words.push(' ');
        }
    });
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a line of Markdown, without syntax.
pub(super) fn markdown_words(markdown: &str) -> String {
    use pulldown_cmark::{Event, Parser};
    let mut words = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}
