//! The tables of a library in an archive: which tables are written, and how a row is written and read.

use std::collections::HashMap;

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::Error;
use crate::blobs::{hex, unhex};

/// A table in a document: its name there, its name in the library, and the SQL condition for the rows of the
/// article `?1`.
pub(super) struct Table(pub(super) &'static str, pub(super) &'static str, pub(super) &'static str);

/// The tables of an article. A table comes after those it refers to.
pub(super) const OF_ARTICLE: [Table; 12] = [
    Table("captures", "capture", "article = ?1"),
    Table("versions", "version", "article = ?1"),
    Table("images", "asset", "version IN (SELECT rowid FROM version WHERE article = ?1)"),
    Table("highlights", "highlight", "article = ?1"),
    Table("notes", "note", "article = ?1"),
    Table("tags", "article_tag", "article = ?1"),
    Table(
        "highlight_tags",
        "highlight_tag",
        "highlight IN (SELECT rowid FROM highlight WHERE article = ?1)",
    ),
    Table("corrections", "correction", "article = ?1"),
    Table("speaker_corrections", "speaker_correction", "article = ?1"),
    Table("citekeys", "citekey", "article = ?1"),
    Table("imported", "imported", "article = ?1"),
    Table("fetching", "fetching", "article = ?1"),
];

/// The tables of what belongs to no article.
pub(super) const OF_LIBRARY: [Table; 8] = [
    Table("projects", "project", "?1 IS NULL"),
    Table("project_articles", "project_article", "?1 IS NULL"),
    Table("project_highlights", "project_highlight", "?1 IS NULL"),
    Table("outlines", "piece", "?1 IS NULL"),
    Table("searches", "saved_search", "?1 IS NULL"),
    Table("people", "alias", "?1 IS NULL"),
    Table("settings", "setting", "?1 IS NULL AND key <> 'vault'"),
    Table("drafts", "draft", "?1 IS NULL"),
];

/// Columns that hold a row id: the column, the table it refers to, and the column of that table that
/// identifies the row in a document.
pub(super) const REFERENCES: [(&str, &str, &str); 7] = [
    ("article", "article", "id"),
    ("version", "version", "id"),
    ("settled", "version", "id"),
    ("capture", "capture", "id"),
    ("highlight", "highlight", "id"),
    ("project", "project", "id"),
    ("tag", "tag", "name"),
];

/// Columns that hold JSON.
pub(super) const JSON: [&str; 8] =
    ["authors", "redirects", "headers", "metadata", "value", "section", "gaps", "query"];

/// Whether an error means that the library is damaged.
pub(super) fn is_damage(err: &Error) -> bool {
    match err {
        Error::Corrupt | Error::Unreadable(_) => true,
        // The disk cannot read a block.
        Error::Sqlite(err) => err.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure),
        _ => false,
    }
}

/// Reads and writes rows of tables, and caches the names of their columns.
pub(super) struct Tables<'c> {
    c: &'c Connection,
    columns: HashMap<&'static str, Vec<String>>,
}

impl<'c> Tables<'c> {
    pub(super) fn new(c: &'c Connection) -> Self {
        Self { c, columns: HashMap::new() }
    }

    pub(super) fn columns(&mut self, table: &'static str) -> Result<Vec<String>, Error> {
        if let Some(columns) = self.columns.get(table) {
            return Ok(columns.clone());
        }
        let mut statement = self.c.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
        let columns: Vec<String> =
            statement.query_map([table], |r| r.get(0))?.collect::<Result<_, _>>()?;
        self.columns.insert(table, columns.clone());
        Ok(columns)
    }

    /// The document of an article: its row, and the rows of [`OF_ARTICLE`].
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if some of it cannot be read.
    pub(super) fn article(&mut self, rowid: i64) -> Result<Value, Error> {
        match self.article_readable(rowid)? {
            (document, 0) => Ok(document),
            _ => Err(Error::Corrupt),
        }
    }

    /// The readable part of an article's document, and the number of its tables with rows missing. The
    /// article's own row counts as a table.
    pub(super) fn article_readable(&mut self, rowid: i64) -> Result<(Value, u32), Error> {
        let mut document = Map::new();
        let mut damaged = 0;
        let about = Table("article", "article", "rowid = ?1");
        let (rows, whole) = self.readable(&about, Some(rowid))?;
        damaged += u32::from(!whole);
        document.insert("article".to_owned(), rows[0].clone());
        for table in &OF_ARTICLE {
            let (rows, whole) = self.readable(table, Some(rowid))?;
            damaged += u32::from(!whole);
            document.insert(table.0.to_owned(), rows);
        }
        Ok((Value::Object(document), damaged))
    }

    /// The readable rows of a table, and whether these are all of its rows.
    pub(super) fn readable(
        &mut self,
        table: &Table,
        article: Option<i64>,
    ) -> Result<(Value, bool), Error> {
        let mut rows = Vec::new();
        let read = self.each_row(table, article, "", &mut |row| rows.push(row));
        match read {
            Ok(()) => return Ok((Value::Array(rows), true)),
            Err(err) if !is_damage(&err) => return Err(err),
            Err(_) => {}
        }
        // Read from the other end, up to the damage.
        let mut last = Vec::new();
        match self.each_row(table, article, " DESC", &mut |row| last.push(row)) {
            Err(err) if !is_damage(&err) => return Err(err),
            _ => {}
        }
        let new: Vec<Value> = last.into_iter().rev().filter(|row| !rows.contains(row)).collect();
        rows.extend(new);
        Ok((Value::Array(rows), false))
    }

    /// The rows of a table, each an object keyed by the names of its columns.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] if some of them cannot be read.
    pub(super) fn rows(&mut self, table: &Table, article: Option<i64>) -> Result<Value, Error> {
        match self.readable(table, article)? {
            (rows, true) => Ok(rows),
            _ => Err(Error::Corrupt),
        }
    }

    /// Passes the rows of a table to `each`. They are ordered by their row id if the table has a `rowid`
    /// column; with `" DESC"` as `direction`, in descending order.
    pub(super) fn each_row(
        &mut self,
        table: &Table,
        article: Option<i64>,
        direction: &str,
        each: &mut dyn FnMut(Value),
    ) -> Result<(), Error> {
        let Table(_, name, of) = table;
        let columns = self.columns(name)?;
        let has_rowid = columns.iter().any(|column| column == "rowid");
        // The rows in an article's document do not repeat the article. Row ids are never exported.
        let told = |column: &&String| {
            let of_article = column.as_str() == "article" && article.is_some();
            !of_article && !matches!(column.as_str(), "rowid" | "import")
        };
        let columns: Vec<&String> = columns.iter().filter(told).collect();
        let selected: Vec<String> = columns
            .iter()
            .map(|column| match reference(name, column) {
                Some((table, by)) => {
                    format!(r#"(SELECT {by} FROM {table} WHERE rowid = t."{column}")"#)
                }
                None => format!(r#"t."{column}""#),
            })
            .collect();
        let order = match has_rowid {
            true => format!(" ORDER BY rowid{direction}"),
            false => String::new(),
        };
        let sql = format!("SELECT {} FROM {name} t WHERE {of}{order}", selected.join(", "));
        let mut statement = self.c.prepare_cached(&sql)?;
        let mut found = statement.query([article])?;
        while let Some(row) = found.next()? {
            let mut object = Map::new();
            for (at, column) in columns.iter().enumerate() {
                let value = to_json(column, row.get_ref(at)?);
                if !value.is_null() {
                    object.insert((*column).clone(), value);
                }
            }
            each(Value::Object(object));
        }
        Ok(())
    }

    /// Inserts a row unless it exists. A row that violates a constraint is ignored. `extra` has values of
    /// columns that take precedence over those of the row.
    pub(super) fn insert_row(
        &mut self,
        table: &'static str,
        row: &Map<String, Value>,
        extra: &[(&str, Sql)],
    ) -> Result<(), Error> {
        let columns = self.columns(table)?;
        let (mut names, mut places, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let article =
            extra.iter().find(|(name, _)| *name == "article").map(|(_, value)| value.clone());
        for column in &columns {
            let given =
                extra.iter().find(|(name, _)| name == column).map(|(_, value)| value.clone());
            let value = match given {
                Some(value) => value,
                None if column == "rowid" => continue,
                None => match row.get(column) {
                    Some(value) => {
                        if table == "article_tag" || table == "highlight_tag" {
                            self.insert_tag(column, value)?;
                        }
                        to_sql(column, value)
                    }
                    None => continue,
                },
            };
            names.push(format!(r#""{column}""#));
            let at = values.len() + 1;
            let refers = reference(table, column).filter(|_| !matches!(value, Sql::Integer(_)));
            places.push(match refers {
                // Resolves only rows of the same article.
                Some((to @ ("version" | "capture" | "highlight"), by)) if article.is_some() => {
                    values.push(value);
                    values.push(article.clone().unwrap_or(Sql::Null));
                    format!("(SELECT rowid FROM {to} WHERE {by} = ?{at} AND article = ?{})", at + 1)
                }
                Some((to, by)) => {
                    values.push(value);
                    format!("(SELECT rowid FROM {to} WHERE {by} = ?{at})")
                }
                None => {
                    values.push(value);
                    format!("?{at}")
                }
            });
        }
        let sql = format!(
            "INSERT OR IGNORE INTO {table} ({}) VALUES ({})",
            names.join(", "),
            places.join(", ")
        );
        match self.c.prepare_cached(&sql)?.execute(params_from_iter(values)) {
            // Violations that `OR IGNORE` does not ignore: a value of the wrong type, a reference to a row
            // that does not exist.
            Err(err)
                if err.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
            {
                Ok(())
            }
            done => Ok(done.map(drop)?),
        }
    }

    pub(super) fn insert_tag(&self, column: &str, value: &Value) -> Result<(), Error> {
        if let (true, Some(name)) = (column == "tag", value.as_str())
            && commonplace_core::TagName::new(name).is_ok()
        {
            self.c
                .prepare_cached("INSERT OR IGNORE INTO tag (name) VALUES (?1)")?
                .execute([name])?;
        }
        Ok(())
    }
}

/// The table that a column refers to, and the column that identifies its rows in a document. `None` if the
/// column is no reference.
fn reference(table: &str, column: &str) -> Option<(&'static str, &'static str)> {
    let (_, to, by) = REFERENCES.iter().find(|(name, ..)| *name == column)?;
    // A column named like its own table is a key of that table.
    (table != *to).then_some((to, by))
}

/// The value of a column as it is written to a document.
pub(super) fn to_json(column: &str, value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => n.into(),
        ValueRef::Real(x) => x.into(),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let json = JSON.contains(&column).then(|| serde_json::from_str(&text).ok()).flatten();
            json.unwrap_or_else(|| text.into_owned().into())
        }
        ValueRef::Blob(bytes) => match Uuid::from_slice(bytes) {
            Ok(id) if column != "hash" => id.to_string().into(),
            _ => hex(bytes).into(),
        },
    }
}

/// The value of a document as it is stored in a column; the opposite of [`to_json`].
pub(super) fn to_sql(column: &str, value: &Value) -> Sql {
    match value {
        _ if JSON.contains(&column) => Sql::Text(value.to_string()),
        Value::Null => Sql::Null,
        Value::Bool(on) => Sql::Integer((*on).into()),
        Value::Number(n) => match n.as_i64() {
            Some(n) if column != "progress" && column != "confidence" => Sql::Integer(n),
            _ => n.as_f64().map_or(Sql::Null, Sql::Real),
        },
        Value::String(text) => match column {
            "sha256" | "hash" => Sql::Blob(unhex(text)),
            "id" | "version" | "settled" | "capture" | "highlight" | "project" | "article" => {
                text.parse::<Uuid>().map_or(Sql::Null, |id| Sql::Blob(id.as_bytes().to_vec()))
            }
            _ => Sql::Text(text.clone()),
        },
        other => Sql::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    /// Tables that are derived from others or describe this machine.
    const LEFT_OUT: [&str; 17] = [
        "announced",
        // It is about the log of this file.
        "log_base",
        "altered",
        "article",
        "blob",
        "export_due",
        "export_due_project",
        "exported",
        "exported_outline",
        "exported_part",
        "import",
        "print",
        "quotation",
        "quotations_read",
        "quoted",
        "tag",
        "sqlite_sequence",
    ];

    #[test]
    fn every_table_is_in_an_archive_or_is_named_as_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("library.db")).unwrap();
        let tables: Vec<String> = store
            .read(|c| {
                let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'";
                Ok(c.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
            })
            .unwrap();
        let known = |name: &String| {
            LEFT_OUT.contains(&name.as_str())
                || OF_ARTICLE.iter().chain(&OF_LIBRARY).any(|table| table.1 == name)
        };
        let new: Vec<&String> = tables.iter().filter(|name| !known(name)).collect();
        assert_eq!(new, [] as [&String; 0], "these are in no document");
    }
}
