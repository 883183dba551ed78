//! Metadata of an article: as extracted, and as corrected by a person.

use commonplace_core::{ArticleId, Field, Metadata, Origin};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::rows::{article_rowid, strings};
use crate::{EditLabel, Error, Store};

/// A field of an article's metadata. Values are JSON: a string, a list of strings, `true`, null.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The field.
    pub field: Field,
    /// The value in the version shown; null if none was found.
    pub found: Value,
    /// Where in the page it was found.
    pub origin: Option<Origin>,
    /// The person's correction.
    pub corrected: Option<Value>,
}

/// Fields that lists show, sort or search by; each has a column of the same name in `article`.
const COLUMNS: &[Field] = &[
    Field::Title,
    Field::Authors,
    Field::Byline,
    Field::Site,
    Field::Published,
    Field::Language,
    Field::Url,
    Field::Description,
];

impl Store {
    /// All metadata fields of an article, including those without a value.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn facts(&self, id: ArticleId) -> Result<Vec<Fact>, Error> {
        self.read(|c| {
            let rowid = article_rowid(c, id)?;
            let found = extracted(c, rowid)?;
            let corrections = corrections(c, rowid)?;
            let fact = |&field: &Field| Fact {
                field,
                found: found.get(field.name()).cloned().unwrap_or_default(),
                origin: found["origins"][field.name()].as_str().and_then(Origin::from_name),
                corrected: corrections.iter().find(|(f, _)| *f == field).map(|(_, v)| v.clone()),
            };
            Ok(Field::ALL.iter().map(fact).collect())
        })
    }

    /// Whether the version shown was extracted with exactly this metadata.
    ///
    /// # Errors
    ///
    /// As [`Self::facts`].
    pub fn has_metadata(&self, id: ArticleId, metadata: &Metadata) -> Result<bool, Error> {
        self.read(|c| Ok(extracted(c, article_rowid(c, id)?)? == to_json(metadata)))
    }

    /// Corrects metadata of an article; later versions do not change a correction. `None` removes
    /// the correction.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn correct(&self, id: ArticleId, fields: Vec<(Field, Option<Value>)>) -> Result<(), Error> {
        self.edit(EditLabel::EditDetails, move |c| {
            let rowid = article_rowid(c, id)?;
            for (field, value) in fields {
                match &value {
                    Some(value) => c.execute(
                        "INSERT INTO correction (article, field, value) VALUES (?1, ?2, ?3)
                         ON CONFLICT (article, field) DO UPDATE SET value = excluded.value",
                        params![rowid, field.name(), value.to_string()],
                    )?,
                    None => c.execute(
                        "DELETE FROM correction WHERE article = ?1 AND field = ?2",
                        params![rowid, field.name()],
                    )?,
                };
                if !COLUMNS.contains(&field) {
                    continue;
                }
                let value = match value {
                    Some(value) => value,
                    None => extracted(c, rowid)?.get(field.name()).cloned().unwrap_or_default(),
                };
                set_column(c, rowid, field, value)?;
            }
            Ok(())
        })
    }
}

/// Copies the metadata of the version shown into the article's columns, except corrected fields.
pub(crate) fn copy_shown_metadata(c: &Connection, article: i64) -> Result<(), Error> {
    let (found, corrections) = (extracted(c, article)?, corrections(c, article)?);
    for field in COLUMNS {
        if corrections.iter().all(|(corrected, _)| corrected != field) {
            let value = found.get(field.name()).cloned().unwrap_or_default();
            set_column(c, article, *field, value)?;
        }
    }
    Ok(())
}

fn set_column(c: &Connection, article: i64, field: Field, value: Value) -> Result<(), Error> {
    let stored = match value {
        Value::String(text) => Some(text),
        Value::Null if field == Field::Title => Some(String::new()),
        Value::Null => None,
        other => Some(other.to_string()),
    };
    let sql = format!("UPDATE article SET {} = ?2 WHERE rowid = ?1", field.name());
    c.execute(&sql, params![article, stored])?;
    Ok(())
}

/// The metadata extracted with the version shown.
fn extracted(c: &Connection, article: i64) -> Result<Value, Error> {
    let json: Option<String> = c
        .query_row(
            "SELECT v.metadata FROM article a JOIN version v ON v.rowid = a.version WHERE a.rowid = ?1",
            [article],
            |r| r.get(0),
        )
        .optional()?;
    json.map_or(Ok(Value::Null), |json| parse(&json))
}

fn corrections(c: &Connection, article: i64) -> Result<Vec<(Field, Value)>, Error> {
    let mut statement =
        c.prepare_cached("SELECT field, value FROM correction WHERE article = ?1")?;
    let rows =
        statement.query_map([article], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
    let mut out = Vec::new();
    for row in rows {
        let (field, value) = row?;
        // A field of a later version of the program is ignored.
        if let Some(field) = Field::from_name(&field) {
            out.push((field, parse(&value)?));
        }
    }
    Ok(out)
}

fn parse(json: &str) -> Result<Value, Error> {
    serde_json::from_str(json).map_err(|err| Error::Unreadable(err.to_string()))
}

/// Extracted metadata, as stored with its version.
pub(crate) fn to_json(m: &Metadata) -> Value {
    serde_json::json!({
        "title": m.title, "authors": m.authors, "byline": m.byline, "site": m.site,
        "published": m.published.map(|p| p.to_string()), "dateline": m.dateline,
        "language": m.language, "description": m.description, "url": m.url,
        "modified": m.modified.map(|p| p.to_string()), "image": m.image, "section": m.section,
        "keywords": m.keywords, "licence": m.licence, "doi": m.doi, "arxiv": m.arxiv,
        "pubmed": m.pubmed, "paywalled": m.paywalled,
        "origins": m.origins.iter().map(|(f, o)| (f.name().to_owned(), o.name().into())).collect::<serde_json::Map<_, Value>>(),
    })
}

/// Applies a person's corrections to extracted metadata, for the fields that have a column.
pub(crate) fn corrected(c: &Connection, article: i64, mut m: Metadata) -> Result<Metadata, Error> {
    for (field, value) in corrections(c, article)? {
        let text = value.as_str().map(str::to_owned);
        match field {
            Field::Title => m.title = text.unwrap_or_default(),
            Field::Authors => m.authors = strings(&value),
            Field::Byline => m.byline = text,
            Field::Site => m.site = text,
            Field::Published => m.published = text.and_then(|t| t.parse().ok()),
            Field::Language => m.language = text,
            Field::Url => m.url = text,
            Field::Description => m.description = text,
            // These are corrected in `facts`, where they are shown.
            Field::Modified
            | Field::Image
            | Field::Section
            | Field::Keywords
            | Field::Licence
            | Field::Doi
            | Field::Arxiv
            | Field::Pubmed
            | Field::Paywalled => {}
        }
    }
    Ok(m)
}
