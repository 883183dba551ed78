//! Projects, their outlines, and saved searches.

use commonplace_core::{
    ArticleId, HighlightId, Millis, Name, OutlinePiece, PieceId, ProjectId, SearchId,
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::highlights::rowids;
use crate::rows::article_rowid;
use crate::{EditLabel, Error, Store};

/// A project, with the size of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// Number of articles in it that are not in the trash.
    pub articles: u32,
    /// Number of pieces in its outline.
    pub pieces: u32,
}

/// A piece of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceRow {
    /// Its id.
    pub id: PieceId,
    /// Its content.
    pub piece: OutlinePiece,
}

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// Its id.
    pub id: SearchId,
    /// Its name.
    pub name: String,
    /// The query, as JSON.
    pub query: String,
}

/// An article of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// The article.
    pub article: ArticleId,
    /// Its highlights that are in the project, if the article itself is not; otherwise `None`.
    pub only: Option<Vec<HighlightId>>,
}

/// Articles that are in a project, directly or with a highlight.
pub(crate) const GATHERED: &str = "(SELECT project, article FROM project_article UNION SELECT x.project, h.article FROM project_highlight x JOIN highlight h ON h.rowid = x.highlight)";

impl Store {
    /// All projects, by name.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn projects(&self) -> Result<Vec<ProjectRow>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT p.id, p.name,
                   (SELECT count(*) FROM project_article x JOIN article a ON a.rowid = x.article WHERE x.project = p.rowid AND a.trashed_ms IS NULL),
                   (SELECT count(*) FROM piece q WHERE q.project = p.rowid)
                 FROM project p ORDER BY p.name",
            )?;
            let rows = statement.query_map([], |r| {
                Ok(ProjectRow { id: ProjectId(r.get(0)?), name: r.get(1)?, articles: r.get(2)?, pieces: r.get(3)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Names of the projects that an article itself is in, in order.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn projects_of(&self, article: ArticleId) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT p.name FROM project p JOIN project_article x ON x.project = p.rowid JOIN article a ON a.rowid = x.article WHERE a.id = ?1 ORDER BY p.name",
            )?;
            let rows = statement.query_map([article.0], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The articles of a project, in the order they were added to the library.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn gathered(&self, project: ProjectId) -> Result<Vec<Gathered>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(&format!(
                "SELECT a.id, a.rowid, EXISTS (SELECT 1 FROM project_article x WHERE x.project = p.rowid AND x.article = a.rowid)
                 FROM project p JOIN {GATHERED} g ON g.project = p.rowid JOIN article a ON a.rowid = g.article
                 WHERE p.id = ?1 AND a.trashed_ms IS NULL AND a.version IS NOT NULL ORDER BY a.rowid"
            ))?;
            let mut highlights = c.prepare_cached(
                "SELECT h.id FROM project_highlight x JOIN project p ON p.rowid = x.project JOIN highlight h ON h.rowid = x.highlight WHERE p.id = ?1 AND h.article = ?2",
            )?;
            let mut out = Vec::new();
            let mut rows = statement.query([project.0])?;
            while let Some(r) = rows.next()? {
                let (id, rowid, whole): (_, i64, bool) = (r.get(0)?, r.get(1)?, r.get(2)?);
                let only = (!whole)
                    .then(|| highlights.query_map(params![project.0, rowid], |r| Ok(HighlightId(r.get(0)?)))?.collect::<Result<_, _>>())
                    .transpose()?;
                out.push(Gathered { article: ArticleId(id), only });
            }
            Ok(out)
        })
    }

    /// The projects that an article is in, directly or with a highlight.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn gathered_in(&self, article: ArticleId) -> Result<Vec<ProjectId>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT p.id FROM project p JOIN article a ON a.id = ?1 WHERE EXISTS (SELECT 1 FROM project_article x WHERE x.project = p.rowid AND x.article = a.rowid)
                   OR EXISTS (SELECT 1 FROM highlight h JOIN project_highlight x ON x.highlight = h.rowid WHERE h.article = a.rowid AND x.project = p.rowid) ORDER BY p.name",
            )?;
            let rows = statement.query_map([article.0], |r| Ok(ProjectId(r.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Creates a project. Can be undone.
    ///
    /// # Errors
    ///
    /// [`Error::NameTaken`], [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or an
    /// SQLite error; the same for every method below that writes.
    pub fn create_project(&self, id: ProjectId, name: Name, now: Millis) -> Result<(), Error> {
        self.edit(EditLabel::CreateProject, move |c| {
            let sql = "INSERT INTO project (id, name, created_ms) VALUES (?1, ?2, ?3)";
            named(&name, c.execute(sql, params![id.0, name.as_str(), now]))
        })
    }

    /// Renames a project.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn rename_project(&self, id: ProjectId, name: Name) -> Result<(), Error> {
        self.edit(EditLabel::RenameProject, move |c| {
            let sql = "UPDATE project SET name = ?2 WHERE rowid = ?1";
            named(&name, c.execute(sql, params![project_rowid(c, id)?, name.as_str()]))
        })
    }

    /// Deletes a project with its outline; its articles and highlights stay in the library.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn delete_project(&self, id: ProjectId) -> Result<(), Error> {
        self.edit(EditLabel::DeleteProject, move |c| {
            c.execute("DELETE FROM project WHERE rowid = ?1", [project_rowid(c, id)?])?;
            Ok(())
        })
    }

    /// Adds articles and highlights to a project or removes them. A highlight whose article is in
    /// the project stays in it.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn gather(
        &self,
        id: ProjectId,
        articles: Vec<ArticleId>,
        highlights: Vec<HighlightId>,
        on: bool,
    ) -> Result<(), Error> {
        self.edit(if on { EditLabel::Gather } else { EditLabel::LetGo }, move |c| {
            let project = project_rowid(c, id)?;
            let sql = |table: &str, column: &str| match on {
                true => {
                    format!("INSERT OR IGNORE INTO {table} (project, {column}) VALUES (?1, ?2)")
                }
                false => format!("DELETE FROM {table} WHERE project = ?1 AND {column} = ?2"),
            };
            let mut statement = c.prepare_cached(&sql("project_article", "article"))?;
            for id in articles {
                statement.execute([project, article_rowid(c, id)?])?;
            }
            let mut statement = c.prepare_cached(&sql("project_highlight", "highlight"))?;
            for id in highlights {
                statement.execute([project, rowids(c, id)?.0])?;
            }
            Ok(())
        })
    }

    /// The outline of a project, in its order.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn outline(&self, id: ProjectId) -> Result<Vec<PieceRow>, Error> {
        self.read(|c| {
            let project = project_rowid(c, id)?;
            let mut statement = c.prepare_cached(
                "SELECT q.id, q.kind, q.depth, q.body, h.id FROM piece q LEFT JOIN highlight h ON h.rowid = q.highlight
                 WHERE q.project = ?1 ORDER BY q.place, q.rowid",
            )?;
            let rows = statement.query_map([project], |r| {
                let piece = match r.get_ref(1)?.as_str()? {
                    "heading" => OutlinePiece::Heading(r.get(2)?, r.get(3)?),
                    "quote" => OutlinePiece::Quote(HighlightId(r.get(4)?)),
                    _ => OutlinePiece::Text(r.get(3)?),
                };
                Ok(PieceRow { id: PieceId(r.get(0)?), piece })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Inserts pieces into an outline, before the piece `before` or at the end. A quoted highlight
    /// is also added to the project.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn add_pieces(
        &self,
        project: ProjectId,
        pieces: Vec<PieceRow>,
        before: Option<PieceId>,
    ) -> Result<(), Error> {
        self.edit(EditLabel::AddPiece, move |c| {
            let project = project_rowid(c, project)?;
            let mut order = order(c, project)?;
            let at = place(c, &order, before)?;
            let mut added = Vec::new();
            for new in pieces {
                let (kind, depth, body, highlight) = match &new.piece {
                    OutlinePiece::Heading(depth, body) => ("heading", *depth, body.as_str(), None),
                    OutlinePiece::Text(body) => ("text", 1, body.as_str(), None),
                    OutlinePiece::Quote(id) => ("quote", 1, "", Some(rowids(c, *id)?.0)),
                };
                c.execute(
                    "INSERT INTO piece (id, project, place, kind, depth, body, highlight) VALUES (?1, ?2, -1, ?3, ?4, ?5, ?6)",
                    params![new.id.0, project, kind, depth.clamp(1, OutlinePiece::DEEPEST), body, highlight],
                )?;
                added.push(c.last_insert_rowid());
                if let Some(highlight) = highlight {
                    c.execute("INSERT OR IGNORE INTO project_highlight (project, highlight) VALUES (?1, ?2)", [project, highlight])?;
                }
            }
            order.splice(at..at, added);
            renumber(c, &order)
        })
    }

    /// Rewrites a heading or a text of an outline.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn edit_piece(&self, id: PieceId, depth: u8, body: String) -> Result<(), Error> {
        self.edit(EditLabel::EditPiece, move |c| {
            let (rowid, _) = piece_rowid(c, id)?;
            c.execute(
                "UPDATE piece SET depth = ?2, body = ?3 WHERE rowid = ?1 AND kind <> 'quote'",
                params![rowid, depth.clamp(1, OutlinePiece::DEEPEST), body],
            )?;
            Ok(())
        })
    }

    /// Moves a piece of an outline before another one, or to the end.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn move_piece(&self, id: PieceId, before: Option<PieceId>) -> Result<(), Error> {
        self.edit(EditLabel::MovePiece, move |c| {
            if before == Some(id) {
                return Ok(());
            }
            let (rowid, project) = piece_rowid(c, id)?;
            let mut order = order(c, project)?;
            order.retain(|r| *r != rowid);
            let at = place(c, &order, before)?;
            order.insert(at, rowid);
            renumber(c, &order)
        })
    }

    /// Removes a piece from its outline; the highlight of a quote stays.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn remove_piece(&self, id: PieceId) -> Result<(), Error> {
        self.edit(EditLabel::RemovePiece, move |c| {
            c.execute("DELETE FROM piece WHERE rowid = ?1", [piece_rowid(c, id)?.0])?;
            Ok(())
        })
    }

    /// The saved searches, by name.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn saved_searches(&self) -> Result<Vec<SearchRow>, Error> {
        self.read(|c| {
            let mut statement =
                c.prepare_cached("SELECT id, name, query FROM saved_search ORDER BY name")?;
            let rows = statement.query_map([], |r| {
                Ok(SearchRow { id: SearchId(r.get(0)?), name: r.get(1)?, query: r.get(2)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Saves a search under a name; `query` is JSON.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn save_search(
        &self,
        id: SearchId,
        name: Name,
        query: String,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit(EditLabel::SaveSearch, move |c| {
            let sql =
                "INSERT INTO saved_search (id, name, query, created_ms) VALUES (?1, ?2, ?3, ?4)";
            named(&name, c.execute(sql, params![id.0, name.as_str(), query, now]))
        })
    }

    /// Renames a saved search.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn rename_search(&self, id: SearchId, name: Name) -> Result<(), Error> {
        self.edit(EditLabel::RenameSearch, move |c| {
            let sql = "UPDATE saved_search SET name = ?2 WHERE id = ?1";
            named(&name, c.execute(sql, params![id.0, name.as_str()]))
        })
    }

    /// Deletes a saved search.
    ///
    /// # Errors
    ///
    /// As [`Self::create_project`].
    pub fn delete_search(&self, id: SearchId) -> Result<(), Error> {
        self.edit(EditLabel::DeleteSearch, move |c| {
            c.execute("DELETE FROM saved_search WHERE id = ?1", [id.0])?;
            Ok(())
        })
    }
}

/// Turns a violated unique constraint into [`Error::NameTaken`].
fn named(name: &Name, done: rusqlite::Result<usize>) -> Result<(), Error> {
    match done {
        Ok(_) => Ok(()),
        Err(err) if err.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Err(Error::NameTaken(name.as_str().to_owned()))
        }
        Err(err) => Err(err.into()),
    }
}

fn project_rowid(c: &Connection, id: ProjectId) -> Result<i64, Error> {
    c.query_row("SELECT rowid FROM project WHERE id = ?1", [id.0], |r| r.get(0))
        .optional()?
        .ok_or_else(|| Error::NotFound { kind: "project", id: id.to_string() })
}

/// The row ids of a piece and of its project.
fn piece_rowid(c: &Connection, id: PieceId) -> Result<(i64, i64), Error> {
    let sql = "SELECT rowid, project FROM piece WHERE id = ?1";
    c.query_row(sql, [id.0], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?
        .ok_or_else(|| Error::NotFound { kind: "piece", id: id.to_string() })
}

/// The row ids of an outline's pieces, in order.
fn order(c: &Connection, project: i64) -> Result<Vec<i64>, Error> {
    let sql = "SELECT rowid FROM piece WHERE project = ?1 ORDER BY place, rowid";
    let mut statement = c.prepare_cached(sql)?;
    let rows = statement.query_map([project], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Index of `before` in an outline; the end if it is `None` or not in this outline.
fn place(c: &Connection, order: &[i64], before: Option<PieceId>) -> Result<usize, Error> {
    let Some(before) = before else { return Ok(order.len()) };
    let (rowid, _) = piece_rowid(c, before)?;
    Ok(order.iter().position(|r| *r == rowid).unwrap_or(order.len()))
}

fn renumber(c: &Connection, order: &[i64]) -> Result<(), Error> {
    let sql = "UPDATE piece SET place = ?2 WHERE rowid = ?1 AND place <> ?2";
    let mut statement = c.prepare_cached(sql)?;
    for (place, rowid) in (0_i64..).zip(order) {
        statement.execute([*rowid, place])?;
    }
    Ok(())
}
