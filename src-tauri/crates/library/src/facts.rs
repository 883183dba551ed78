//! Metadata of an article: shown with its origin, corrected by a person.

use commonplace_core::{ArticleId, Field, Origin, Published};
use serde_json::Value;

use crate::{Error, Library, Refusal};

/// One metadata field of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The field.
    pub field: Field,
    /// The value found in the page; empty if none. Names and keywords are separated by semicolons.
    pub found: String,
    /// Where in the page the value was found.
    pub origin: Option<Origin>,
    /// The person's correction.
    pub corrected: Option<String>,
}

impl Library {
    /// The metadata of an article, one [`Fact`] for each field.
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

    /// Corrects metadata of an article. The value of a field is one line as a person writes it,
    /// empty for none; `None` removes the correction.
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
            let value = value.as_deref().map(|text| parse_field(field, text.trim())).transpose()?;
            if field == Field::Authors {
                // The byline names the authors, so it is always corrected together with them.
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

/// Formats the value of a field on one line.
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

/// Parses the value of a field as a person writes it.
fn parse_field(field: Field, text: &str) -> Result<Value, Error> {
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
            let date: Published = text.parse().map_err(|_| Error::Refused(Refusal::Date))?;
            Value::String(date.to_string())
        }
        Field::Url => Value::String(
            commonplace_capture::canonical_url(text)
                .ok_or_else(|| Error::Refused(Refusal::Address))?,
        ),
        Field::Doi => {
            let doi = text.find("10.").map(|at| text[at..].trim());
            Value::String(
                doi.filter(|d| d.contains('/'))
                    .ok_or_else(|| Error::Refused(Refusal::Doi))?
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
