//! A library as documents that anybody can read, and back: each article with all that hangs on it, and what
//! stands beside the articles. Rows go in by the names of their columns, so a column that is added later goes
//! in by itself; rows are told of by ids and names, never by their place in the file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use commonplace_core::ArticleId;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::captures::{article_of_url, get_blob, hex, put_blob};
use crate::{Error, ImportId, Lost, Store, undo};

/// A table in a document: its name there, its name here, and which of its rows belong to the article ?1.
struct Table(&'static str, &'static str, &'static str);

/// What hangs on an article; what refers to another stands behind it.
const OF_ARTICLE: [Table; 12] = [
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

/// What stands beside the articles.
const OF_LIBRARY: [Table; 8] = [
    Table("projects", "project", "?1 IS NULL"),
    Table("project_articles", "project_article", "?1 IS NULL"),
    Table("project_highlights", "project_highlight", "?1 IS NULL"),
    Table("outlines", "piece", "?1 IS NULL"),
    Table("searches", "saved_search", "?1 IS NULL"),
    Table("people", "alias", "?1 IS NULL"),
    Table("settings", "setting", "?1 IS NULL AND key <> 'vault'"),
    Table("drafts", "draft", "?1 IS NULL"),
];

/// Columns that refer to a row: the table, and by which column it is told there.
const REFERENCES: [(&str, &str, &str); 7] = [
    ("article", "article", "id"),
    ("version", "version", "id"),
    ("settled", "version", "id"),
    ("capture", "capture", "id"),
    ("highlight", "highlight", "id"),
    ("project", "project", "id"),
    ("tag", "tag", "name"),
];

/// Columns that hold JSON.
const JSON: [&str; 8] =
    ["authors", "redirects", "headers", "metadata", "value", "section", "gaps", "query"];

/// A piece of a library.
#[derive(Debug)]
pub enum Document {
    /// What stands beside the articles.
    Library(Value),
    /// An article with all that hangs on it.
    Article(ArticleId, Value),
    /// What was captured, or an image: its SHA-256 in hex, its media type, its bytes.
    Bytes(String, String, Vec<u8>),
}

/// Whether an error says that what is read is damaged.
fn is_damage(err: &Error) -> bool {
    match err {
        Error::Corrupt | Error::Unreadable(_) => true,
        // A bad place of the disk.
        Error::Sqlite(err) => err.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure),
        _ => false,
    }
}

/// The articles by their place in the file, and whether that is all. Of a damaged file, those that the table or its
/// index of ids still shows, from either end.
fn articles(c: &Connection) -> Result<(BTreeMap<i64, ArticleId>, bool), Error> {
    let mut all = BTreeMap::new();
    let ways = [
        "SELECT rowid, id FROM article WHERE trashed_ms IS NOT 0",
        "SELECT rowid, id FROM article",
        "SELECT rowid, id FROM article NOT INDEXED ORDER BY rowid",
        "SELECT rowid, id FROM article NOT INDEXED ORDER BY rowid DESC",
    ];
    for (n, sql) in ways.iter().enumerate() {
        let found = (|| -> Result<(), Error> {
            let mut statement = c.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                all.insert(row.get(0)?, ArticleId(row.get(1)?));
            }
            Ok(())
        })();
        match found {
            Ok(()) if n == 0 => return Ok((all, true)),
            Err(err) if !is_damage(&err) => return Err(err),
            _ => {}
        }
    }
    Ok((all, false))
}

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
    /// Gives a library piece by piece, as it stands at one moment: first what stands beside the articles,
    /// then the articles with their number, then bytes. Of a damaged file, what can be read, and how much
    /// cannot.
    ///
    /// # Errors
    ///
    /// What SQLite says, but for damage.
    pub fn documents(
        &self,
        each: &mut dyn FnMut(Document) -> ControlFlow<()>,
    ) -> Result<Lost, Error> {
        self.read(|c| {
            let mut lost = Lost::default();
            let mut tables = Tables::new(c);
            let mut beside = Map::new();
            for table in &OF_LIBRARY {
                let (rows, whole) = tables.readable(table, None)?;
                lost.parts += u32::from(!whole);
                beside.insert(table.0.to_owned(), rows);
            }
            if each(Document::Library(Value::Object(beside))).is_break() {
                return Ok(lost);
            }
            // The hashes that the articles name. (An image that was never fetched has none.)
            let mut told: BTreeMap<String, String> = BTreeMap::new();
            let (articles, whole) = articles(c)?;
            for (rowid, id) in articles {
                let (document, damaged) = tables.article_readable(rowid)?;
                if document["article"]["trashed_ms"] == 0 {
                    continue;
                }
                if document["article"].is_null() {
                    lost.articles += 1;
                    continue;
                }
                lost.parts += damaged;
                for row in
                    ["captures", "images"].iter().filter_map(|name| document[name].as_array())
                {
                    for row in row {
                        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
                        told.entry(text("sha256")).or_insert_with(|| text("media_type"));
                    }
                }
                if each(Document::Article(id, document)).is_break() {
                    return Ok(lost);
                }
            }
            lost.parts += u32::from(!whole);
            told.remove("");
            for (sha256, media_type) in told {
                match get_blob(c, &unhex(&sha256)) {
                    // The file's pages have no sums: a byte that changed is seen only here.
                    Ok(bytes) if hex(&Sha256::digest(&bytes)) == sha256 => {
                        if each(Document::Bytes(sha256, media_type, bytes)).is_break() {
                            break;
                        }
                    }
                    Ok(_) | Err(Error::Sqlite(rusqlite::Error::QueryReturnedNoRows)) => {
                        lost.bytes += 1;
                    }
                    Err(err) if is_damage(&err) => lost.bytes += 1,
                    Err(err) => return Err(err),
                }
            }
            Ok(lost)
        })
    }

    /// How many articles [`Self::documents`] gives.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn documented(&self) -> Result<u32, Error> {
        self.read(|c| {
            Ok(c.query_row("SELECT count(*) FROM article WHERE trashed_ms IS NOT 0", [], |r| {
                r.get(0)
            })?)
        })
    }

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

/// The columns of tables, as they are asked for.
struct Tables<'c> {
    c: &'c Connection,
    columns: HashMap<&'static str, Vec<String>>,
}

impl<'c> Tables<'c> {
    fn new(c: &'c Connection) -> Self {
        Self { c, columns: HashMap::new() }
    }

    fn columns(&mut self, table: &'static str) -> Result<Vec<String>, Error> {
        if let Some(columns) = self.columns.get(table) {
            return Ok(columns.clone());
        }
        let mut statement = self.c.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
        let columns: Vec<String> =
            statement.query_map([table], |r| r.get(0))?.collect::<Result<_, _>>()?;
        self.columns.insert(table, columns.clone());
        Ok(columns)
    }

    /// An article with all that hangs on it.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where not all of it can be read.
    fn article(&mut self, rowid: i64) -> Result<Value, Error> {
        match self.article_readable(rowid)? {
            (document, 0) => Ok(document),
            _ => Err(Error::Corrupt),
        }
    }

    /// What can be read of an article, and how many of its tables are not whole. Its own row counts as well.
    fn article_readable(&mut self, rowid: i64) -> Result<(Value, u32), Error> {
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

    /// The rows of a table that can be read, and whether that is all.
    fn readable(&mut self, table: &Table, article: Option<i64>) -> Result<(Value, bool), Error> {
        let mut rows = Vec::new();
        let read = self.each_row(table, article, "", &mut |row| rows.push(row));
        match read {
            Ok(()) => return Ok((Value::Array(rows), true)),
            Err(err) if !is_damage(&err) => return Err(err),
            Err(_) => {}
        }
        // From the other end, up to where the damage is.
        let mut last = Vec::new();
        match self.each_row(table, article, " DESC", &mut |row| last.push(row)) {
            Err(err) if !is_damage(&err) => return Err(err),
            _ => {}
        }
        let new: Vec<Value> = last.into_iter().rev().filter(|row| !rows.contains(row)).collect();
        rows.extend(new);
        Ok((Value::Array(rows), false))
    }

    /// The rows of a table, each an object by the names of its columns.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where not all of them can be read.
    fn rows(&mut self, table: &Table, article: Option<i64>) -> Result<Value, Error> {
        match self.readable(table, article)? {
            (rows, true) => Ok(rows),
            _ => Err(Error::Corrupt),
        }
    }

    /// Gives the rows of a table one by one, in their order or (`" DESC"`) against it.
    fn each_row(
        &mut self,
        table: &Table,
        article: Option<i64>,
        direction: &str,
        each: &mut dyn FnMut(Value),
    ) -> Result<(), Error> {
        let Table(_, name, of) = table;
        let columns = self.columns(name)?;
        let has_rowid = columns.iter().any(|column| column == "rowid");
        // An article's own rows need not say whose they are, and rows are told of by no number.
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
                let value = told_as(column, row.get_ref(at)?);
                if !value.is_null() {
                    object.insert((*column).clone(), value);
                }
            }
            each(Value::Object(object));
        }
        Ok(())
    }

    /// Puts a row in that is not there; what cannot be one is passed over.
    fn put(
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
                            self.know_tag(column, value)?;
                        }
                        kept_as(column, value)
                    }
                    None => continue,
                },
            };
            names.push(format!(r#""{column}""#));
            let at = values.len() + 1;
            let refers = reference(table, column).filter(|_| !matches!(value, Sql::Integer(_)));
            places.push(match refers {
                // Of another article, it is none of this.
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
            // What SQLite does not pass over by itself: a value of another kind, a row of nowhere.
            Err(err)
                if err.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
            {
                Ok(())
            }
            done => Ok(done.map(drop)?),
        }
    }

    fn know_tag(&self, column: &str, value: &Value) -> Result<(), Error> {
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

/// What a column refers to: a table, and the column it is told by there.
fn reference(table: &str, column: &str) -> Option<(&'static str, &'static str)> {
    let (_, to, by) = REFERENCES.iter().find(|(name, ..)| *name == column)?;
    // The key of a table of its own.
    (table != *to).then_some((to, by))
}

/// A value as it stands in a document.
fn told_as(column: &str, value: ValueRef<'_>) -> Value {
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

/// A document's value as it is kept.
fn kept_as(column: &str, value: &Value) -> Sql {
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

fn unhex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables that are made from others, or are about this machine.
    const LEFT_OUT: [&str; 18] = [
        "announced",
        // Of this one file.
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
        "index_work",
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
