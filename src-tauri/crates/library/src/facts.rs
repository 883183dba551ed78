//! What is known about an article: shown with where it came from, corrected by the reader.

use commonplace_core::{ArticleId, Field, Published};
use serde_json::Value;

use crate::api::{Correction, FactView, FactsView};
use crate::{Error, Library};

impl Library {
    /// What is known about an article, a field each.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn facts(&self, id: ArticleId) -> Result<FactsView, Error> {
        let facts = self.store.facts(id)?.into_iter().map(|fact| FactView {
            field: fact.field.name().to_owned(),
            found: shown(&fact.found),
            origin: fact.origin.map(|o| o.name().to_owned()),
            corrected: fact.corrected.as_ref().map(shown),
        });
        Ok(FactsView { facts: facts.collect() })
    }

    /// Takes the reader's word for what is known about an article.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a field or a value that is none, [`Error::Store`].
    pub fn correct(&self, id: ArticleId, corrections: &[Correction]) -> Result<(), Error> {
        let mut fields = Vec::new();
        for Correction { field, value } in corrections {
            let field = Field::from_name(field)
                .ok_or_else(|| Error::Invalid(format!("not a field: {field:?}")))?;
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
