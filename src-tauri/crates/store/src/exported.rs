//! Records which files were written, to distinguish edits of a person from what the app wrote.

use commonplace_core::{ArticleId, FileOf, ProjectId};
use rusqlite::{OptionalExtension, params};

use crate::projects::GATHERED;
use crate::{Error, Store};
use commonplace_core::AnnotationId;

/// Something that is exported to a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportedId {
    /// An article.
    Article(ArticleId),
    /// A highlight of an article, or a note on it.
    Part(ArticleId, AnnotationId),
    /// The articles, highlights and notes of a project.
    Project(ProjectId),
    /// The outline of a project.
    Outline(ProjectId),
}

/// A file that was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedRow {
    /// Its path within the folder, with `/` between names.
    pub name: String,
    /// SHA-256 of its text.
    pub sha256: Vec<u8>,
    /// Stamp of the file's state when it was written; see `exchange::folder::stamp`. `None` if the
    /// file is missing.
    pub seen: Option<String>,
    /// SHA-256 hashes of earlier texts, 32 bytes each, the latest first.
    pub former: Vec<u8>,
    /// The tags in the file's properties when it was written; `None` if it had no properties.
    pub tags: Option<Vec<String>>,
}

/// A text that was about to be written to a file but was not recorded as written: the program was
/// stopped in between, or another process is writing it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// SHA-256 of the file's text.
    pub sha256: Vec<u8>,
    /// The text to be written, with its marks, as in [`Store::exported_text`].
    pub text: String,
}

/// Maximum number of hashes of earlier texts kept for a file.
const FORMER: usize = 24;

/// Something whose files are rewritten when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DueId {
    /// An article: its file, or those of its parts.
    Article(ArticleId),
    /// The file of a project.
    Project(ProjectId),
}

impl ExportedId {
    /// The table, the SQL condition for its row (`?2` is the id), and the id.
    fn place(self) -> (&'static str, &'static str, [u8; 16]) {
        match self {
            Self::Article(id) => (
                "exported",
                "article = (SELECT rowid FROM article WHERE id = ?2)",
                *id.0.as_bytes(),
            ),
            Self::Outline(id) => (
                "exported_outline",
                "project = (SELECT rowid FROM project WHERE id = ?2)",
                *id.0.as_bytes(),
            ),
            Self::Part(_, AnnotationId::Highlight(id)) => {
                ("exported_part", "part = ?2", *id.0.as_bytes())
            }
            Self::Part(_, AnnotationId::Note(id)) => {
                ("exported_part", "part = ?2", *id.0.as_bytes())
            }
            Self::Project(id) => ("exported_part", "part = ?2", *id.0.as_bytes()),
        }
    }

    /// Parts of an INSERT: the columns that identify the row (`?1` the folder, `?2` its id, `?9`
    /// the id of its owner), the SELECT that fills them, the conflict target, and the id of the
    /// owner.
    fn insert(self) -> (&'static str, &'static str, &'static str, [u8; 16]) {
        match self {
            Self::Article(id) => (
                "folder, article",
                "?1, x.rowid, {} FROM article x",
                "folder, article",
                *id.0.as_bytes(),
            ),
            Self::Outline(id) => (
                "folder, project",
                "?1, x.rowid, {} FROM project x",
                "folder, project",
                *id.0.as_bytes(),
            ),
            Self::Part(id, _) => (
                "folder, part, article",
                "?1, ?2, x.rowid, {} FROM article x",
                "folder, part",
                *id.0.as_bytes(),
            ),
            Self::Project(id) => {
                ("folder, part", "?1, ?2, {} FROM project x", "folder, part", *id.0.as_bytes())
            }
        }
    }
}

const ROW: &str = "name, sha256, seen, former, tags";

fn row(r: &rusqlite::Row<'_>) -> rusqlite::Result<ExportedRow> {
    let tags: Option<String> = r.get("tags")?;
    Ok(ExportedRow {
        name: r.get("name")?,
        sha256: r.get("sha256")?,
        seen: r.get("seen")?,
        former: r.get::<_, Option<Vec<u8>>>("former")?.unwrap_or_default(),
        tags: tags.and_then(|json| serde_json::from_str(&json).ok()),
    })
}

impl Store {
    /// The file that something was exported to in a folder.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn exported(&self, folder: &str, of: ExportedId) -> Result<Option<ExportedRow>, Error> {
        let (table, which, id) = of.place();
        self.read(|c| {
            let sql = format!("SELECT {ROW} FROM {table} WHERE folder = ?1 AND {which}");
            Ok(c.prepare_cached(&sql)?.query_row(params![folder, id], row).optional()?)
        })
    }

    /// The text that was written to it; `None` if it was not stored.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn exported_text(&self, folder: &str, of: ExportedId) -> Result<Option<String>, Error> {
        let (table, which, id) = of.place();
        let packed: Option<Option<Vec<u8>>> = self.read(|c| {
            let sql = format!("SELECT text FROM {table} WHERE folder = ?1 AND {which}");
            Ok(c.prepare_cached(&sql)?.query_row(params![folder, id], |r| r.get(0)).optional()?)
        })?;
        let unpacked = packed.flatten().and_then(|bytes| zstd::decode_all(bytes.as_slice()).ok());
        Ok(unpacked.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// Records a text that is about to be written to a file. [`Self::set_exported`] removes the
    /// record.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn announce(
        &self,
        folder: String,
        of: ExportedId,
        announced: Announced,
    ) -> Result<(), Error> {
        let (table, _, id) = of.place();
        let text = zstd::encode_all(announced.text.as_bytes(), 3).unwrap_or_default();
        self.write(move |c| {
            c.prepare_cached(
                "INSERT INTO announced (folder, kind, id, sha256, text) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (folder, kind, id, sha256) DO UPDATE SET text = excluded.text",
            )?
            .execute(params![folder, table, id, announced.sha256, text])?;
            Ok(())
        })
    }

    /// Texts that were about to be written to a file and were not recorded as written.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn announced(&self, folder: &str, of: ExportedId) -> Result<Vec<Announced>, Error> {
        let (table, _, id) = of.place();
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT sha256, text FROM announced WHERE folder = ?1 AND kind = ?2 AND id = ?3",
            )?;
            let rows = statement.query_map(params![folder, table, id], |r| {
                let packed: Vec<u8> = r.get(1)?;
                let text = zstd::decode_all(packed.as_slice()).unwrap_or_default();
                let text = String::from_utf8(text).unwrap_or_default();
                Ok(Announced { sha256: r.get(0)?, text })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Ids of the parts of an article that have a file in a folder.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn exported_parts(
        &self,
        folder: &str,
        article: ArticleId,
    ) -> Result<Vec<uuid::Uuid>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT part FROM exported_part WHERE folder = ?1 AND article = (SELECT rowid FROM article WHERE id = ?2)",
            )?;
            let rows = statement.query_map(params![folder, article.0], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Ids of the projects that have a file in a folder, and whether each project still exists.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn exported_projects(&self, folder: &str) -> Result<Vec<(ProjectId, bool)>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT part, EXISTS (SELECT 1 FROM project p WHERE p.id = part) FROM exported_part WHERE folder = ?1 AND article IS NULL",
            )?;
            let rows = statement.query_map([folder], |r| Ok((ProjectId(r.get(0)?), r.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Removes the records of files that are gone.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn forget_exported(&self, folder: String, files: Vec<ExportedId>) -> Result<(), Error> {
        self.write(move |c| {
            for of in files {
                let (table, which, id) = of.place();
                c.prepare_cached(&format!("DELETE FROM {table} WHERE folder = ?1 AND {which}"))?
                    .execute(params![folder, id])?;
                c.prepare_cached(
                    "DELETE FROM announced WHERE folder = ?1 AND kind = ?2 AND id = ?3",
                )?
                .execute(params![folder, table, id])?;
            }
            Ok(())
        })
    }

    /// Records what was written to files, with the texts. The hashes of texts written or announced
    /// before, by this process or another, are kept: a file that equals one of them was not edited
    /// by a person.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error. Files of items that have been
    /// deleted meanwhile are ignored.
    pub fn set_exported(
        &self,
        folder: String,
        files: Vec<(ExportedId, ExportedRow, String)>,
    ) -> Result<(), Error> {
        let packed = files
            .into_iter()
            .map(|(of, row, text)| (of, row, zstd::encode_all(text.as_bytes(), 3).ok()));
        let packed: Vec<_> = packed.collect();
        self.write(move |c| {
            for (of, mut row, text) in packed {
                let (table, which, id) = of.place();
                let known = c
                    .prepare_cached(&format!(
                        "SELECT sha256, former FROM {table} WHERE folder = ?1 AND {which}"
                    ))?
                    .query_row(params![folder, id], |r| {
                        Ok([r.get(0)?, r.get::<_, Option<Vec<u8>>>(1)?.unwrap_or_default()])
                    })
                    .optional()?
                    .unwrap_or_default();
                let announced: Vec<Vec<u8>> = c
                    .prepare_cached(
                        "DELETE FROM announced WHERE folder = ?1 AND kind = ?2 AND id = ?3 RETURNING sha256",
                    )?
                    .query_map(params![folder, table, id], |r| r.get(0))?
                    .collect::<Result<_, _>>()?;
                let mut former: Vec<&[u8]> = Vec::new();
                let all = [&row.former, &known[0], &known[1]].into_iter().chain(&announced);
                for hash in all.flat_map(|hashes| hashes.chunks(32)) {
                    if hash != row.sha256 && !former.contains(&hash) && former.len() < FORMER {
                        former.push(hash);
                    }
                }
                row.former = former.concat();
                let (columns, from, key, owner) = of.insert();
                let from = from.replace("{}", "?3, ?4, ?5, ?6, ?7, ?8");
                c.prepare_cached(&format!(
                    "INSERT INTO {table} ({columns}, name, sha256, text, seen, former, tags) SELECT {from} WHERE x.id = ?9 AND ?2 = ?2
                     ON CONFLICT ({key}) DO UPDATE SET name = excluded.name, sha256 = excluded.sha256, text = excluded.text, seen = excluded.seen, former = excluded.former, tags = excluded.tags"
                ))?
                .execute(params![
                    folder, id, row.name, row.sha256, text, row.seen, row.former,
                    row.tags.map(|tags| serde_json::Value::from(tags).to_string()), owner
                ])?;
            }
            Ok(())
        })
    }

    /// Records that files were not found, neither at their place nor elsewhere in the folder.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn mark_missing(&self, folder: String, files: Vec<ExportedId>) -> Result<(), Error> {
        self.write(move |c| {
            for of in files {
                let (table, which, id) = of.place();
                c.prepare_cached(&format!(
                    "UPDATE {table} SET seen = NULL WHERE folder = ?1 AND {which}"
                ))?
                .execute(params![folder, id])?;
            }
            Ok(())
        })
    }

    /// For articles that are in a project, marks the project as due instead of the article.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn hand_to_projects(&self) -> Result<(), Error> {
        let any: bool = self.read(|c| {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM export_due WHERE article IN (SELECT article FROM {GATHERED}))");
            let due = c.prepare_cached("SELECT EXISTS (SELECT 1 FROM export_due)")?.query_row([], |r| r.get(0))?;
            Ok(due && c.prepare_cached(&sql)?.query_row([], |r| r.get(0))?)
        })?;
        if !any {
            return Ok(());
        }
        self.write(|c| {
            c.execute(
                &format!("INSERT INTO export_due_project SELECT DISTINCT g.project, random() FROM {GATHERED} g JOIN export_due d ON d.article = g.article WHERE true ON CONFLICT (project) DO UPDATE SET stamp = random()"),
                [],
            )?;
            c.execute(&format!("DELETE FROM export_due WHERE article IN (SELECT article FROM {GATHERED})"), [])?;
            Ok(())
        })
    }

    /// What is outside the trash and has to be rewritten, at most `most` items after the first
    /// `skip`, each with its stamp. Includes projects only if each project has a file of its own.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn due(&self, files: FileOf, most: u32, skip: u32) -> Result<Vec<(DueId, i64)>, Error> {
        // Articles in a project were replaced by their project; see `hand_to_projects`.
        let (projects, own) = match files {
            FileOf::Project => {
                ("", format!(" AND d.article NOT IN (SELECT article FROM {GATHERED})"))
            }
            _ => (" AND false", String::new()),
        };
        self.read(|c| {
            let mut statement = c.prepare_cached(&format!(
                "SELECT 0 AS kind, a.id, d.stamp, d.article AS place FROM export_due d JOIN article a ON a.rowid = d.article
                 WHERE a.trashed_ms IS NULL AND a.version IS NOT NULL{own}
                 UNION ALL SELECT 1, p.id, d.stamp, d.project FROM export_due_project d JOIN project p ON p.rowid = d.project WHERE true{projects}
                 ORDER BY kind, place LIMIT ?1 OFFSET ?2"
            ))?;
            let rows = statement.query_map([most, skip], |r| {
                let id = if r.get(0)? { DueId::Project(ProjectId(r.get(1)?)) } else { DueId::Article(ArticleId(r.get(1)?)) };
                Ok((id, r.get(2)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The files of a folder that are kept up to date, for the given kind of file: owner, name, and
    /// stamp of the file's state.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn exported_files(
        &self,
        folder: &str,
        files: FileOf,
    ) -> Result<Vec<(DueId, String, Option<String>)>, Error> {
        let articles = "SELECT 0, a.id, e.name, e.seen FROM exported e JOIN article a ON a.rowid = e.article WHERE e.folder = ?1 AND a.trashed_ms IS NULL";
        let sql = match files {
            FileOf::Article => articles.to_owned(),
            FileOf::Highlight => "SELECT 0, a.id, e.name, e.seen FROM exported_part e JOIN article a ON a.rowid = e.article WHERE e.folder = ?1 AND a.trashed_ms IS NULL".to_owned(),
            FileOf::Project => format!(
                "{articles} AND e.article NOT IN (SELECT article FROM {GATHERED})
                 UNION ALL SELECT 1, p.id, e.name, e.seen FROM exported_part e JOIN project p ON p.id = e.part WHERE e.folder = ?1 AND e.article IS NULL"
            ),
        };
        self.read(|c| {
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map([folder], |r| {
                let id = if r.get(0)? {
                    DueId::Project(ProjectId(r.get(1)?))
                } else {
                    DueId::Article(ArticleId(r.get(1)?))
                };
                Ok((id, r.get(2)?, r.get(3)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Marks items as due, so that their files are checked.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn make_due(&self, ids: Vec<DueId>) -> Result<(), Error> {
        self.write(move |c| {
            for id in ids {
                let (what, id) = id.place();
                let table = if what == "article" { "export_due" } else { "export_due_project" };
                c.prepare_cached(&format!(
                    "INSERT INTO {table} SELECT rowid, random() FROM {what} WHERE id = ?1 ON CONFLICT ({what}) DO UPDATE SET stamp = random()"
                ))?
                .execute([id])?;
            }
            Ok(())
        })
    }

    /// Number of due items.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn count_due(&self, files: FileOf) -> Result<u32, Error> {
        let projects = u32::from(files == FileOf::Project);
        self.read(|c| {
            let sql = "SELECT (SELECT count(*) FROM export_due d JOIN article a ON a.rowid = d.article WHERE a.trashed_ms IS NULL AND a.version IS NOT NULL)
                 + ?1 * (SELECT count(*) FROM export_due_project)";
            Ok(c.prepare_cached(sql)?.query_row([projects], |r| r.get(0))?)
        })
    }

    /// Marks items as written. An item that has changed since its stamp was read stays due.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn mark_written(&self, done: Vec<(DueId, i64)>) -> Result<(), Error> {
        self.write(move |c| {
            for (id, stamp) in done {
                let (what, id) = id.place();
                let table = if what == "article" { "export_due" } else { "export_due_project" };
                c.prepare_cached(&format!(
                    "DELETE FROM {table} WHERE {what} = (SELECT rowid FROM {what} WHERE id = ?1) AND stamp = ?2"
                ))?
                .execute(params![id, stamp])?;
            }
            Ok(())
        })
    }

    /// Marks every article and every project as due.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn mark_all_due(&self) -> Result<(), Error> {
        self.write(|c| {
            c.execute(
                "INSERT INTO export_due SELECT rowid, random() FROM article WHERE true ON CONFLICT (article) DO UPDATE SET stamp = random()",
                [],
            )?;
            c.execute(
                "INSERT INTO export_due_project SELECT rowid, random() FROM project WHERE true ON CONFLICT (project) DO UPDATE SET stamp = random()",
                [],
            )?;
            Ok(())
        })
    }

    /// Marks nothing as due.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn clear_due(&self) -> Result<(), Error> {
        self.write(|c| {
            c.execute("DELETE FROM export_due", [])?;
            c.execute("DELETE FROM export_due_project", [])?;
            Ok(())
        })
    }
}

impl DueId {
    /// The table and the id.
    fn place(self) -> (&'static str, [u8; 16]) {
        match self {
            Self::Article(id) => ("article", *id.0.as_bytes()),
            Self::Project(id) => ("project", *id.0.as_bytes()),
        }
    }
}
