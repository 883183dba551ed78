//! JSON-LD of a page: finds the object that describes its article, and resolves references.

use std::collections::HashMap;

use dom_query::Document;
use serde_json::{Map, Value};

use super::plain::{squash, unescape};

/// Maximum number of objects examined; a page has a few dozen.
const MAX_OBJECTS: usize = 2_000;

/// The JSON-LD of a page.
#[derive(Default)]
pub(crate) struct LinkedData {
    /// The object of its article, or the most similar one.
    main: Map<String, Value>,
    /// Objects that others refer to, by id.
    by_id: HashMap<String, Map<String, Value>>,
}

/// A person or an organisation.
pub(super) struct Agent {
    pub(super) name: String,
    pub(super) is_person: bool,
}

impl LinkedData {
    pub(crate) fn parse(document: &Document) -> Self {
        let mut out = Self::default();
        let mut best = 0;
        let mut seen = 0;
        for script in document.select("script[type*='ld+json']").iter() {
            let Some(value) = parse(&script.text()) else { continue };
            let mut open = vec![value];
            while let Some(value) = open.pop() {
                seen += 1;
                if seen > MAX_OBJECTS {
                    return out;
                }
                match value {
                    Value::Array(items) => open.extend(items.into_iter().rev()),
                    Value::Object(mut object) => {
                        open.extend(object.remove("@graph"));
                        open.extend(
                            ["mainEntity", "mainEntityOfPage"].iter().filter_map(|key| {
                                object.get(*key).filter(|v| v.is_object()).cloned()
                            }),
                        );
                        if let Some(id) = object.get("@id").and_then(Value::as_str)
                            && object.contains_key("@type")
                        {
                            out.by_id.entry(id.to_owned()).or_insert_with(|| object.clone());
                        }
                        let rank = rank(&object);
                        if rank > best {
                            best = rank;
                            out.main = object;
                        }
                    }
                    _ => {}
                }
            }
        }
        out
    }

    /// The text of a field; if the field is an object, that of its `name` or `url`.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        let value = self.main.get(field)?;
        let text = match self.follow(value) {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Array(items) => return items.iter().find_map(|v| self.name_of(v)),
            other => return self.name_of(&other),
        };
        Some(squash(&unescape(&text))).filter(|t| !t.is_empty())
    }

    /// The article's own text, as HTML or lines; `None` if it is only a teaser.
    pub(crate) fn body(&self) -> Option<String> {
        let body = unescape(self.main.get("articleBody").and_then(Value::as_str)?);
        (commonplace_core::text::word_count(&body) >= 60).then_some(body)
    }

    /// The texts of a field that is a list, or a text with commas.
    pub(super) fn list(&self, field: &str) -> Vec<String> {
        match self.main.get(field) {
            Some(Value::Array(items)) => items.iter().filter_map(|v| self.name_of(v)).collect(),
            Some(Value::String(text)) => {
                text.split(',').map(squash).filter(|t| !t.is_empty()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a field is `false`.
    pub(super) fn denies(&self, field: &str) -> bool {
        match self.main.get(field) {
            Some(Value::Bool(value)) => !value,
            Some(Value::String(value)) => value.eq_ignore_ascii_case("false"),
            _ => false,
        }
    }

    /// The authors.
    pub(super) fn authors(&self) -> Vec<Agent> {
        let entries = ["author", "creator"].iter().find_map(|f| self.main.get(*f));
        let entries = match entries {
            Some(Value::Array(entries)) => entries.iter().collect(),
            Some(entry) => vec![entry],
            None => Vec::new(),
        };
        entries
            .into_iter()
            .filter_map(|entry| {
                let object = self.follow(entry);
                let kind = object.get("@type").and_then(Value::as_str).unwrap_or_default();
                Some(Agent {
                    name: self.name_of(&object)?,
                    is_person: !kind.ends_with("Organization") && kind != "Corporation",
                })
            })
            .collect()
    }

    fn name_of(&self, value: &Value) -> Option<String> {
        let text = match self.follow(value) {
            Value::String(text) => text,
            Value::Object(object) => {
                ["name", "url", "@value"].iter().find_map(|key| match object.get(*key)? {
                    Value::String(text) => Some(text.clone()),
                    Value::Array(items) => items.first().and_then(Value::as_str).map(str::to_owned),
                    _ => None,
                })?
            }
            _ => return None,
        };
        Some(squash(&unescape(&text))).filter(|t| !t.is_empty())
    }

    /// Resolves a reference `{"@id": …}`.
    fn follow(&self, value: &Value) -> Value {
        let referred =
            value.as_object().filter(|o| !o.contains_key("name") && !o.contains_key("@value"));
        let id = referred.and_then(|o| o.get("@id")).and_then(Value::as_str);
        match id.and_then(|id| self.by_id.get(id)) {
            Some(object) => Value::Object(object.clone()),
            None => value.clone(),
        }
    }
}

/// Score of an object as the article of its page; 0 if it is not an article.
fn rank(object: &Map<String, Value>) -> u32 {
    let is = |test: &dyn Fn(&str) -> bool| match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|k| k.as_str().is_some_and(test)),
        Some(Value::String(kind)) => test(kind),
        _ => false,
    };
    let kind = if is(&|k| k.ends_with("Article") || k.ends_with("Posting") || k == "Report") {
        100
    } else if is(&|k| {
        matches!(
            k,
            "PodcastEpisode" | "Recipe" | "HowTo" | "Review" | "Course" | "Book" | "VideoObject"
        )
    }) {
        20
    } else if is(&|k| k.ends_with("Page")) {
        10
    } else {
        return 0;
    };
    let has = |field: &str| u32::from(object.contains_key(field));
    kind + 2 * has("headline") + 2 * has("datePublished") + has("author") + has("articleBody")
}

/// Parses JSON leniently: within comments, with raw line breaks in strings, with trailing commas.
fn parse(text: &str) -> Option<Value> {
    let text = text
        .trim()
        .trim_start_matches("<!--")
        .trim_end_matches("-->")
        .trim()
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim()
        .trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut mended = String::with_capacity(text.len());
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c }).peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => {
                mended.push(c);
                mended.extend(chars.next());
                continue;
            }
            '"' => quoted = !quoted,
            ',' if !quoted => {
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
                if matches!(chars.peek(), Some('}' | ']') | None) {
                    continue;
                }
            }
            _ => {}
        }
        mended.push(c);
    }
    serde_json::from_str(&mended).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed_and_loose_json_is_read() {
        let page = Document::from(
            "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"WebPage\",\"@id\":\"#p\"},{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Ana\n Liang\"},
            {\"@type\":\"BlogPosting\",\"headline\":\"Ferries\",\"author\":{\"@id\":\"#a\"},},]}</script>",
        );
        let data = LinkedData::parse(&page);
        assert_eq!(data.text("headline").as_deref(), Some("Ferries"));
        assert_eq!(data.authors().first().map(|a| a.name.as_str()), Some("Ana Liang"));
    }

    #[test]
    fn a_reference_to_itself_ends() {
        let page = Document::from(
            "<script type=application/ld+json>{\"@type\":\"Article\",\"@id\":\"#a\",\"author\":{\"@id\":\"#a\"}}</script>",
        );
        assert!(LinkedData::parse(&page).authors().is_empty());
    }
}
