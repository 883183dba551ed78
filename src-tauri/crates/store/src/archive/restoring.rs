//! An archive read back: what the library does not have yet, and how that goes in.

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

/// What an article's document has that the library has not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// The article it is about, if that is there.
    pub there: Option<ArticleId>,
    /// Whether that lies in the trash.
    pub trashed: bool,
    /// Highlights.
    pub highlights: u32,
    /// Notes, on highlights and on the article.
    pub notes: u32,
    /// All of it: captures, versions, tags …
    pub rows: u32,
}

impl Store {
    /// What a document of an article has that the library has not; what `import` brought of other articles
    /// aside.
    ///
    /// # Errors
    ///
    /// What SQLite says.
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
                // What an export says of a row that is there is not looked at: the reader may have changed it.
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
                    // It is not looked up what is there already.
                    "fetching" | "imported" | "citekeys" if found.is_some() => continue,
                    _ => {}
                }
                out.rows += new;
            }
            Ok(out)
        })
    }

    /// Whether something stands beside the articles in a document that does not here.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn is_new_beside(&self, document: &Value) -> Result<bool, Error> {
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

    /// Takes in documents of articles: new articles, or what those that are there have not. With each go the
    /// bytes of its captures and images, by their SHA-256 in hex; a capture without its bytes is not taken
    /// in, nor what hangs on it.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or what SQLite says.
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

    /// Takes in what stands beside articles that are there; settings and drafts of the library stay.
    ///
    /// # Errors
    ///
    /// As [`Self::restore_articles`].
    pub fn restore_beside(&self, import: ImportId, document: Value) -> Result<(), Error> {
        let writer = self.writer()?;
        writer.import(import.0, move |c| {
            undo::go_on(c, true)?;
            let mut tables = Tables::new(c);
            // A project of that name is that project.
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
                    tables.put(table.1, &row, &[])?;
                }
            }
            Ok(())
        })
    }
}

/// The article that a document is about, by its id or its address, unless another of this import has that: its rowid, its id, and whether it lies in the trash.
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
    undo::go_on(c, known.is_some())?;
    for bytes in bytes.values() {
        put_blob(c, bytes)?;
    }
    let rowid = match known {
        Some((rowid, ..)) => rowid,
        None => {
            let Value::Object(mut row) = document["article"].clone() else { return Ok(()) };
            // The one that is shown is not there yet.
            row.remove("version");
            // What was taken back in an import of before makes room.
            let id = row.get("id").and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
            c.execute("DELETE FROM article WHERE id = ?1 AND trashed_ms = 0", [id])?;
            tables.put("article", &row, &[("import", Sql::Integer(import))])?;
            let sql = "SELECT rowid FROM article WHERE id = ?1";
            let Some(rowid) = c.query_row(sql, [id], |r| r.get(0)).optional()? else {
                return Ok(());
            };
            rowid
        }
    };
    for Table(name, table, _) in &OF_ARTICLE {
        // How an article that is there is fetched, and what it was imported from, is its own.
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
                // Bytes that did not come are not there, and what hangs on them neither.
                if *name == "captures" {
                    continue;
                }
                let mut row = row.clone();
                row.remove("sha256");
                tables.put(table, &row, &extra)?;
                continue;
            }
            tables.put(table, row, &extra)?;
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
        // An article without a version is none.
        c.execute("DELETE FROM article WHERE rowid = ?1 AND version IS NULL", [rowid])?;
    }
    Ok(())
}

fn is_kept(c: &Connection, sha256: &str) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT 1 FROM blob WHERE sha256 = ?1)";
    Ok(c.prepare_cached(sql)?.query_row([unhex(sha256)], |r| r.get(0))?)
}
