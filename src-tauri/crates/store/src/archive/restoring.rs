//! Reads an archive back: finds what the library does not have yet, and adds it.

use std::collections::{HashMap, HashSet};

use commonplace_core::ArticleId;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use uuid::Uuid;

use super::tables::{OF_ARTICLE, OF_LIBRARY, Table, Tables};
use crate::blobs::{put_blob, unhex};
use crate::captures::article_of_url;
use crate::{Error, ImportId, Store, undo};

/// What an article's document has that the library does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// The article that the document is about, if the library has it.
    pub there: Option<ArticleId>,
    /// `true` if that article is in the trash.
    pub trashed: bool,
    /// Number of highlights.
    pub highlights: u32,
    /// Number of notes, on highlights and on the article.
    pub notes: u32,
    /// Number of rows of all tables: captures, versions, tags and so on, including highlights and notes.
    pub rows: u32,
}

impl Store {
    /// Counts what an article's document has that the library does not have. An article that `import` brought is
    /// found by its id only, not by its address.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn missing(&self, document: &Value, import: Option<ImportId>) -> Result<Missing, Error> {
        self.read(|c| {
            let mut out = Missing::default();
            let found = known_article(c, document, import.map(|import| import.0))?;
            out.there = found.map(|(_, id, _)| id);
            out.trashed = found.is_some_and(|(.., trashed)| trashed);
            let mut tables = Tables::new(c);
            let there = found.map(|(rowid, ..)| tables.article(rowid)).transpose()?;
            for Table(name, ..) in &OF_ARTICLE {
                let rows = |value: &Value| value[name].as_array().cloned().unwrap_or_default();
                // Rows that exist are not compared any further: a person may have changed them since.
                let told_by = match *name {
                    "corrections" => "field",
                    "speaker_corrections" => "words",
                    _ => "id",
                };
                let key = |row: &Value| match row.get(told_by) {
                    Some(id) => id.to_string(),
                    None => row.to_string(),
                };
                let known: HashSet<String> =
                    there.iter().flat_map(rows).map(|row| key(&row)).collect();
                let new = rows(document).iter().filter(|row| !known.contains(&key(row))).count();
                let new = u32::try_from(new).unwrap_or(u32::MAX);
                match *name {
                    "highlights" => out.highlights = new,
                    "notes" => out.notes = new,
                    // These are not counted for an article that exists.
                    "fetching" | "imported" | "citekeys" if found.is_some() => continue,
                    _ => {}
                }
                out.rows += new;
            }
            Ok(out)
        })
    }

    /// Whether a document of what belongs to no article has a row that the library does not have. Rows with a name
    /// are compared by their name, without regard to case.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn has_new_library_rows(&self, document: &Value) -> Result<bool, Error> {
        self.read(|c| {
            let mut tables = Tables::new(c);
            for table in &OF_LIBRARY {
                let there = tables.rows(table, None)?;
                let key = |row: &Value| match (
                    row.get("name").or_else(|| row.get("key")),
                    row.get("id").or_else(|| row.get("key")),
                ) {
                    (Some(name), Some(_)) => name.to_string().to_lowercase(),
                    (_, Some(id)) => id.to_string(),
                    _ => row.to_string(),
                };
                let known: HashSet<String> =
                    there.as_array().into_iter().flatten().map(key).collect();
                if document[table.0]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|row| !known.contains(&key(row)))
                {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Adds the documents of articles: new articles, and the missing rows of existing ones. With each document come
    /// the bytes of its captures and images, by their SHA-256 in hexadecimal. A capture whose bytes are neither there
    /// nor in the library is left out, with everything that refers to it.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error.
    pub fn restore_articles(
        &self,
        import: ImportId,
        documents: Vec<(Value, HashMap<String, Vec<u8>>)>,
    ) -> Result<(), Error> {
        let writer = self.writer()?;
        writer.import(import.0, move |c| {
            documents
                .iter()
                .try_for_each(|(document, bytes)| put_article(c, import.0, document, bytes))
        })
    }

    /// Adds the rows of a document of what belongs to no article. Existing rows, such as settings and drafts, are
    /// kept. The articles that its rows refer to must be added before.
    ///
    /// # Errors
    ///
    /// As [`Self::restore_articles`].
    pub fn restore_library_rows(&self, import: ImportId, document: Value) -> Result<(), Error> {
        let writer = self.writer()?;
        writer.import(import.0, move |c| {
            undo::set_recording(c, true)?;
            let mut tables = Tables::new(c);
            // A project of the same name counts as the same project, whatever its id.
            let mut known: HashMap<String, Value> = HashMap::new();
            for row in document["projects"].as_array().into_iter().flatten() {
                let name = row["name"].as_str().unwrap_or_default();
                let there: Option<Uuid> = c
                    .query_row("SELECT id FROM project WHERE name = ?1", [name], |r| r.get(0))
                    .optional()?;
                if let (Some(id), Some(there)) = (row["id"].as_str(), there) {
                    known.insert(id.to_owned(), there.to_string().into());
                }
            }
            for table in &OF_LIBRARY {
                for row in document[table.0].as_array().into_iter().flatten() {
                    let Value::Object(mut row) = row.clone() else { continue };
                    let project =
                        row.get("project").and_then(Value::as_str).and_then(|id| known.get(id));
                    if let Some(project) = project.cloned() {
                        row.insert("project".to_owned(), project);
                    }
                    if table.0 == "settings" && row.get("key").is_some_and(|key| key == "vault") {
                        continue;
                    }
                    tables.insert_row(table.1, &row, &[])?;
                }
            }
            Ok(())
        })
    }
}

/// The article that a document is about, found by its id or its address: its row id, its id, and whether it is in the
/// trash. An article that `import` brought is not found by its address.
fn known_article(
    c: &Connection,
    document: &Value,
    import: Option<i64>,
) -> Result<Option<(i64, ArticleId, bool)>, Error> {
    let about = &document["article"];
    let row =
        |r: &Row<'_>| Ok((r.get(0)?, ArticleId(r.get(1)?), r.get::<_, Option<i64>>(2)?.is_some()));
    let id = about["id"].as_str().and_then(|id| id.parse::<Uuid>().ok());
    let by_id = "SELECT rowid, id, trashed_ms FROM article WHERE id = ?1 AND trashed_ms IS NOT 0";
    if let Some(found) = c.prepare_cached(by_id)?.query_row([id], row).optional()? {
        return Ok(Some(found));
    }
    let Some(url) = about["url"].as_str() else { return Ok(None) };
    article_of_url(c, url, import)
}

fn put_article(
    c: &Connection,
    import: i64,
    document: &Value,
    bytes: &HashMap<String, Vec<u8>>,
) -> Result<(), Error> {
    let mut tables = Tables::new(c);
    let known = known_article(c, document, Some(import))?;
    undo::set_recording(c, known.is_some())?;
    for bytes in bytes.values() {
        put_blob(c, bytes)?;
    }
    let rowid = match known {
        Some((rowid, ..)) => rowid,
        None => {
            let Value::Object(mut row) = document["article"].clone() else { return Ok(()) };
            // The version that is shown does not exist yet; it is set below.
            row.remove("version");
            // An article with this id that an undone import had made is removed first.
            let id = row.get("id").and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
            c.execute("DELETE FROM article WHERE id = ?1 AND trashed_ms = 0", [id])?;
            tables.insert_row("article", &row, &[("import", Sql::Integer(import))])?;
            let sql = "SELECT rowid FROM article WHERE id = ?1";
            let Some(rowid) = c.query_row(sql, [id], |r| r.get(0)).optional()? else {
                return Ok(());
            };
            rowid
        }
    };
    for Table(name, table, _) in &OF_ARTICLE {
        // An existing article keeps its own fetches and import entries.
        if known.is_some() && matches!(*name, "fetching" | "imported") {
            continue;
        }
        for row in document[*name].as_array().into_iter().flatten() {
            let Value::Object(row) = row else { continue };
            let mut extra = vec![("article", Sql::Integer(rowid))];
            if *name == "imported" {
                extra.push(("import", Sql::Integer(import)));
            }
            if let Some(sha256) = row.get("sha256").and_then(Value::as_str)
                && !is_kept(c, sha256)?
            {
                // The bytes are missing. A capture is left out, with everything that refers to it; an image is stored
                // without its bytes.
                if *name == "captures" {
                    continue;
                }
                let mut row = row.clone();
                row.remove("sha256");
                tables.insert_row(table, &row, &extra)?;
                continue;
            }
            tables.insert_row(table, row, &extra)?;
        }
    }
    if known.is_none() {
        let shown = document["article"]["version"].as_str().and_then(|id| id.parse::<Uuid>().ok());
        c.execute(
            "UPDATE article SET version = coalesce(
               (SELECT rowid FROM version WHERE id = ?2 AND article = ?1),
               (SELECT max(rowid) FROM version WHERE article = ?1)) WHERE rowid = ?1",
            params![rowid, shown],
        )?;
        // An article must have a version.
        c.execute("DELETE FROM article WHERE rowid = ?1 AND version IS NULL", [rowid])?;
    }
    Ok(())
}

fn is_kept(c: &Connection, sha256: &str) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM blob WHERE sha256 = ?1)";
    Ok(c.prepare_cached(sql)?.query_row([unhex(sha256)], |r| r.get(0))?)
}
