//! Helpers for reading tables: the row id of an article, a list from JSON.

use commonplace_core::ArticleId;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::Error;

/// The row id of an article.
///
/// # Errors
///
/// [`Error::NotFound`] if there is no such article.
pub(crate) fn article_rowid(c: &Connection, id: ArticleId) -> Result<i64, Error> {
    c.query_row("SELECT rowid FROM article WHERE id = ?1", [id.0], |r| r.get(0))
        .optional()?
        .ok_or_else(|| Error::NotFound { kind: "article", id: id.to_string() })
}

/// The strings of a JSON list; empty if the value is not a list.
pub(crate) fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .map(|a| a.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default()
}

pub(crate) fn for_each(
    c: &Connection,
    ids: &[ArticleId],
    sql: &str,
    value: impl rusqlite::ToSql,
) -> Result<(), Error> {
    let mut statement = c.prepare_cached(sql)?;
    for id in ids {
        article_rowid(c, *id)?;
        statement.execute(params![id.0, value])?;
    }
    Ok(())
}
