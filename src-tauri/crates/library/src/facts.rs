//! What is known about an article: shown with where it came from, corrected by the reader.

use commonplace_core::{ArticleId, Field, Origin, Published};
use serde_json::Value;

use crate::{Error, Library};

/// A field of what is known about an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which.
    pub field: Field,
    /// What the page says; empty if nothing. Names and keywords are separated by semicolons.
    pub found: String,
    /// Where the page says so.
    pub origin: Option<Origin>,
    /// What a person wrote instead.
    pub corrected: Option<String>,
}

impl Library {
    /// What is known about an article, a field each.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn facts(&self, id: ArticleId) -> Result<Vec<Fact>, Error> {
        let facts = self.store.facts(id)?.into_iter().map(|fact| Fact {
            field: fact.field,
            found: shown(&fact.found),
            origin: fact.origin,
            corrected: fact.corrected.as_ref().map(shown),
        });
        Ok(facts.collect())
    }

    /// Corrects what is known about an article. Of each field: its value, one line as a person writes it, empty for
    /// none; or `None` to take a correction back.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a value that the field cannot have, [`Error::Store`].
    pub fn correct(
        &self,
        id: ArticleId,
        corrections: Vec<(Field, Option<String>)>,
    ) -> Result<(), Error> {
        let mut fields = Vec::new();
        for (field, value) in corrections {
            let value = value.as_deref().map(|text| read(field, text.trim())).transpose()?;
            if field == Field::Authors {
                // The line about the authors is theirs: nobody corrects one without the other.
                let byline = value.as_ref().map(|names| match shown(names).replace("; ", ", ") {
                    byline if byline.is_empty() => Value::Null,
                    byline => Value::String(byline),
                });
                fields.push((Field::Byline, byline));
            }
            fields.push((field, value));
        }
        Ok(self.store.correct(id, fields)?)
    }
}

/// The value of a field in one line.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
        }
        Value::Bool(true) => "yes".to_owned(),
        _ => String::new(),
    }
}

/// The value of a field as a reader writes it.
fn read(field: Field, text: &str) -> Result<Value, Error> {
    if text.is_empty() {
        return Ok(match field {
            Field::Title => Value::String(String::new()),
            Field::Authors | Field::Keywords => Value::Array(Vec::new()),
            Field::Paywalled => Value::Bool(false),
            _ => Value::Null,
        });
    }
    Ok(match field {
        Field::Authors | Field::Keywords => {
            text.split(';').map(str::trim).filter(|item| !item.is_empty()).collect()
        }
        Field::Published | Field::Modified => {
            let date: Published = text.parse().map_err(|err| Error::Invalid(format!("{err}")))?;
            Value::String(date.to_string())
        }
        Field::Url => Value::String(
            commonplace_capture::canonical_url(text)
                .ok_or_else(|| Error::Invalid(format!("not a web address: {text:?}")))?,
        ),
        Field::Doi => {
            let doi = text.find("10.").map(|at| text[at..].trim());
            Value::String(
                doi.filter(|d| d.contains('/'))
                    .ok_or_else(|| Error::Invalid(format!("not a DOI (10.…/…): {text:?}")))?
                    .to_owned(),
            )
        }
        Field::Paywalled => Value::Bool(true),
        Field::Title
        | Field::Byline
        | Field::Site
        | Field::Language
        | Field::Description
        | Field::Image
        | Field::Section
        | Field::Licence
        | Field::Arxiv
        | Field::Pubmed => Value::String(text.to_owned()),
    })
}
