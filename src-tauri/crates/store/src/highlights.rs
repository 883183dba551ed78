//! Highlights, the notes on them, and the notes on articles.

use commonplace_core::quotation::Correction;
use commonplace_core::{
    ArticleId, Attribution, Colour, Gaps, HighlightId, Millis, NoteId, Selectors, Standing, Style,
    TagName, TextPosition, TextQuote, Translation, VersionId, text,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use crate::rows::{article_rowid, strings};
use crate::tags::tag_rowid;
use crate::{EditLabel, Error, Store};
use commonplace_core::AnnotationId;

/// A highlighted image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighlightedImage {
    /// Key of the image in the version's HTML.
    pub key: String,
    /// Description of the image: its alternative text, otherwise its caption; may be empty.
    pub shows: String,
}

/// A highlight with its note and tags.
#[derive(Debug, Clone, PartialEq)]
pub struct HighlightRow {
    /// Id of the highlight.
    pub id: HighlightId,
    /// Id of its article.
    pub article: ArticleId,
    /// The version that the selectors refer to.
    pub version: VersionId,
    /// The passage in that version.
    pub selectors: Selectors,
    /// The image, if an image is highlighted: then the selectors are of the words beside it.
    pub image: Option<HighlightedImage>,
    /// Parts of the passage that are left out when it is quoted.
    pub gaps: Gaps,
    /// The headings above the passage in that version, the highest level first.
    pub section: Vec<String>,
    /// Its colour.
    pub colour: Colour,
    /// How it is drawn.
    pub style: Style,
    /// Who said the words, if that is known.
    pub attribution: Option<Attribution>,
    /// A translation of the words.
    pub translation: Option<Translation>,
    /// The note on it, as Markdown.
    pub note: Option<String>,
    /// Its tags, in alphabetical order.
    pub tags: Vec<String>,
    /// A version in which the words differ, and for which a person decided to keep the highlight's
    /// own words.
    pub settled: Option<VersionId>,
    /// Time it was made.
    pub created: Millis,
    /// Time at which the highlight or its note was last changed.
    pub updated: Millis,
}

impl HighlightRow {
    /// Whether the highlight must not be exported: its words are off the record, or not permitted
    /// yet.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        self.attribution.as_ref().is_some_and(Attribution::is_withheld)
    }

    /// The words as they are quoted, with […] for each gap. For an image, its description.
    #[must_use]
    pub fn quoted(&self) -> String {
        if let Some(image) = &self.image {
            return image.shows.clone();
        }
        self.gaps.quoted(&self.selectors.quote.exact).into_owned()
    }
}

/// A note on an article as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Id of the note.
    pub id: NoteId,
    /// The note, as Markdown.
    pub body: String,
    /// Time it was made.
    pub created: Millis,
    /// Time it was last changed.
    pub updated: Millis,
}

/// The columns and tables, as SQL after SELECT, that [`highlight_row`] reads a [`HighlightRow`] from.
/// The aliases are `h` (highlight), `a` (article), `v` (version) and `n` (note).
pub(crate) const HIGHLIGHT: &str = r#"h.id, a.id, v.id, h.exact, h.prefix, h.suffix, h."start", h."end", h.colour, n.body,
    (SELECT json_group_array(name) FROM (SELECT t.name FROM highlight_tag x JOIN tag t ON t.rowid = x.tag WHERE x.highlight = h.rowid ORDER BY t.name)),
    h.created_ms, max(h.updated_ms, coalesce(n.updated_ms, 0)), (SELECT s.id FROM version s WHERE s.rowid = h.settled), h.section, h.gaps, h.style, h.image, h.shows,
    h.speaker, h.role, h.affiliation, h.cue, h.confidence, h.standing, h.translation, h.translator
    FROM highlight h JOIN article a ON a.rowid = h.article JOIN version v ON v.rowid = h.version LEFT JOIN note n ON n.highlight = h.rowid"#;

pub(crate) fn highlight_row(r: &Row<'_>) -> rusqlite::Result<HighlightRow> {
    let (start, end): (u32, u32) = (r.get(6)?, r.get(7)?);
    let position = TextPosition::new(start, end).map_err(|err| {
        rusqlite::Error::FromSqlConversionFailure(6, rusqlite::types::Type::Integer, Box::new(err))
    })?;
    let tags: String = r.get(10)?;
    let section: Option<String> = r.get(14)?;
    let list =
        |json: &str| serde_json::from_str::<Value>(json).map(|v| strings(&v)).unwrap_or_default();
    let exact: String = r.get(3)?;
    let gaps: Option<String> = r.get(15)?;
    let gaps = gaps.as_deref().map(|json| gaps_of(json, &exact)).unwrap_or_default();
    Ok(HighlightRow {
        id: HighlightId(r.get(0)?),
        article: ArticleId(r.get(1)?),
        version: VersionId(r.get(2)?),
        selectors: Selectors {
            quote: TextQuote { exact, prefix: r.get(4)?, suffix: r.get(5)? },
            position,
        },
        image: r
            .get::<_, Option<String>>(17)?
            .map(|key| {
                Ok::<_, rusqlite::Error>(HighlightedImage {
                    key,
                    shows: r.get::<_, Option<String>>(18)?.unwrap_or_default(),
                })
            })
            .transpose()?,
        gaps,
        attribution: attribution_row(r, 19)?,
        translation: match r.get(25)? {
            Some(words) => Some(Translation { words, translator: r.get(26)? }),
            None => None,
        },
        style: Style::from_name(r.get_ref(16)?.as_str()?).unwrap_or(Style::Marked),
        colour: Colour::from_name(r.get_ref(8)?.as_str()?).unwrap_or(Colour::Yellow),
        note: r.get(9)?,
        tags: list(&tags),
        section: section.as_deref().map(list).unwrap_or_default(),
        settled: r.get::<_, Option<_>>(13)?.map(VersionId),
        created: r.get(11)?,
        updated: r.get(12)?,
    })
}

fn attribution_row(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Attribution>> {
    let Some(speaker) = r.get(at)? else { return Ok(None) };
    #[allow(clippy::cast_possible_truncation, reason = "a share of one")]
    let confidence = r.get::<_, Option<f64>>(at + 4)?.map(|c| c as f32);
    Ok(Some(Attribution {
        speaker,
        role: r.get(at + 1)?,
        affiliation: r.get(at + 2)?,
        cue: r.get(at + 3)?,
        confidence,
        standing: Standing::from_name(r.get_ref(at + 5)?.as_str()?).unwrap_or_default(),
    }))
}

/// Sets or clears who said a highlight's words.
fn put_attribution(
    c: &Connection,
    rowid: i64,
    attribution: Option<&Attribution>,
) -> Result<(), Error> {
    let a = attribution.cloned().unwrap_or_default();
    c.execute(
        "UPDATE highlight SET speaker = ?2, role = ?3, affiliation = ?4, cue = ?5, confidence = ?6, standing = ?7 WHERE rowid = ?1",
        params![
            rowid, Some(a.speaker).filter(|s| !s.is_empty()), a.role, a.affiliation, a.cue,
            a.confidence.map(f64::from), a.standing.name()
        ],
    )?;
    Ok(())
}

/// Sets or clears the translation of a highlight's words.
fn put_translation(
    c: &Connection,
    rowid: i64,
    translation: Option<&Translation>,
) -> Result<(), Error> {
    c.execute(
        "UPDATE highlight SET translation = ?2, translator = ?3 WHERE rowid = ?1",
        params![
            rowid,
            translation.map(|t| &t.words),
            translation.and_then(|t| t.translator.as_ref())
        ],
    )?;
    Ok(())
}

/// The gaps as JSON, `[[start, end], …]`. `None` if there are none.
pub(crate) fn gaps_json(gaps: &Gaps) -> Option<String> {
    let pairs: Vec<Value> = gaps.iter().map(|g| vec![g.start(), g.end()].into()).collect();
    (!pairs.is_empty()).then(|| Value::from(pairs).to_string())
}

fn gaps_of(json: &str, exact: &str) -> Gaps {
    let pairs: Vec<(u32, u32)> = serde_json::from_str(json).unwrap_or_default();
    let gaps = pairs.into_iter().filter_map(|(start, end)| TextPosition::new(start, end).ok());
    Gaps::stored(gaps.collect(), text::len(exact))
}

impl Store {
    /// The highlights of an article, ordered by position, each in the version its selectors refer to.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn highlights(&self, article: ArticleId) -> Result<Vec<HighlightRow>, Error> {
        let sql =
            format!(r#"SELECT {HIGHLIGHT} WHERE a.id = ?1 ORDER BY h."start", h."end", h.rowid"#);
        self.read(|c| {
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map([article.0], highlight_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// A highlight by its id.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn highlight(&self, id: HighlightId) -> Result<HighlightRow, Error> {
        let sql = format!("SELECT {HIGHLIGHT} WHERE h.id = ?1");
        self.read(|c| {
            c.prepare_cached(&sql)?
                .query_row([id.0], highlight_row)
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "highlight", id: id.to_string() })
        })
    }

    /// Number of highlights of an article, and number of notes on the article and its highlights.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn annotation_counts(&self, article: ArticleId) -> Result<(u32, u32), Error> {
        self.read(|c| {
            let article = article_rowid(c, article)?;
            let count = |sql| c.prepare_cached(sql)?.query_row([article], |r| r.get(0));
            Ok((
                count("SELECT count(*) FROM highlight WHERE article = ?1")?,
                count("SELECT count(*) FROM note WHERE article = ?1")?,
            ))
        })
    }

    /// Adds a highlight with its note and tags, as one edit that can be undone. `note` is the id of
    /// the note.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error.
    pub fn add_highlight(
        &self,
        new: HighlightRow,
        note: Option<NoteId>,
        tags: Vec<TagName>,
    ) -> Result<(), Error> {
        self.edit(EditLabel::Highlight, move |c| {
            let article = article_rowid(c, new.article)?;
            put_highlight(c, article, &new, note, &tags)
        })
    }

    /// Sets who said a highlight's words; `None` removes the attribution.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn attribute(
        &self,
        id: HighlightId,
        attribution: Option<Attribution>,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit(EditLabel::Attribute, move |c| {
            let (rowid, _) = rowids(c, id)?;
            put_attribution(c, rowid, attribution.as_ref())?;
            c.execute(
                "UPDATE highlight SET updated_ms = ?2 WHERE rowid = ?1",
                params![rowid, now],
            )?;
            Ok(())
        })
    }

    /// Sets the translation of a highlight's words; `None` removes it.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn translate(
        &self,
        id: HighlightId,
        translation: Option<Translation>,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit(EditLabel::Translate, move |c| {
            let (rowid, _) = rowids(c, id)?;
            put_translation(c, rowid, translation.as_ref())?;
            c.execute(
                "UPDATE highlight SET updated_ms = ?2 WHERE rowid = ?1",
                params![rowid, now],
            )?;
            Ok(())
        })
    }

    /// A person's corrections of who said what in an article, oldest first.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn speaker_corrections(&self, article: ArticleId) -> Result<Vec<Correction>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT s.words, s.found, s.name FROM speaker_correction s JOIN article a ON a.rowid = s.article
                 WHERE a.id = ?1 ORDER BY s.rowid",
            )?;
            let rows = statement.query_map([article.0], |r| {
                Ok(Correction { words: r.get(0)?, found: r.get(1)?, name: r.get(2)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Corrects who said a quotation. A correction for a found name replaces the other corrections
    /// for this name in the article. `highlights` are the highlights of its words: they get the new
    /// name as their speaker, without role, affiliation and confidence.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn correct_speaker(
        &self,
        article: ArticleId,
        new: Correction,
        highlights: Vec<HighlightId>,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit(EditLabel::CorrectSpeaker, move |c| {
            let article = article_rowid(c, article)?;
            c.execute(
                "DELETE FROM speaker_correction WHERE article = ?1 AND found = ?2 AND words <> ?3",
                params![article, new.found, new.words],
            )?;
            c.execute(
                "INSERT INTO speaker_correction (article, words, found, name) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (article, words) DO UPDATE SET found = excluded.found, name = excluded.name",
                params![article, new.words, new.found, new.name],
            )?;
            for id in &highlights {
                let (rowid, _) = rowids(c, *id)?;
                c.execute(
                    "UPDATE highlight SET speaker = ?2, role = NULL, affiliation = NULL, confidence = NULL, updated_ms = ?3 WHERE rowid = ?1",
                    params![rowid, new.name, now],
                )?;
            }
            Ok(())
        })
    }

    /// Sets how a highlight is drawn.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn set_style(&self, id: HighlightId, style: Style, now: Millis) -> Result<(), Error> {
        self.edit(EditLabel::Restyle, move |c| {
            let (rowid, _) = rowids(c, id)?;
            c.execute(
                "UPDATE highlight SET style = ?2, updated_ms = ?3 WHERE rowid = ?1",
                params![rowid, style.name(), now],
            )?;
            Ok(())
        })
    }

    /// Attaches a highlight to another passage, of any version of its article, or moves its ends. A
    /// highlight of an image becomes a highlight of words.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn reattach(
        &self,
        id: HighlightId,
        version: VersionId,
        selectors: Selectors,
        gaps: Gaps,
        section: Vec<String>,
        now: Millis,
    ) -> Result<(), Error> {
        let same = |before: &HighlightRow| {
            let (was, at) = (before.selectors.position, selectors.position);
            before.version == version && was.start() < at.end() && at.start() < was.end()
        };
        let before = self.highlight(id)?;
        let label = match same(&before) {
            // Gaps are counted from the start of the passage, so all of them differ when the start
            // moves.
            true if before.gaps.iter().count() != gaps.iter().count()
                || (before.selectors.position == selectors.position && before.gaps != gaps) =>
            {
                EditLabel::LeaveOut
            }
            true => EditLabel::Resize,
            false => EditLabel::Reattach,
        };
        self.edit(label, move |c| {
            let (rowid, article) = rowids(c, id)?;
            let version = version_rowid(c, version, article)?;
            let (quote, at) = (&selectors.quote, selectors.position);
            c.execute(
                r#"UPDATE highlight SET version = ?2, exact = ?3, prefix = ?4, suffix = ?5,
                   "start" = ?6, "end" = ?7, settled = NULL, updated_ms = ?8,
                   section = ?9, gaps = ?10, image = NULL, shows = NULL WHERE rowid = ?1"#,
                params![
                    rowid,
                    version,
                    quote.exact,
                    quote.prefix,
                    quote.suffix,
                    at.start(),
                    at.end(),
                    now,
                    Value::from(section).to_string(),
                    gaps_json(&gaps)
                ],
            )?;
            Ok(())
        })
    }

    /// With `on`, records that the highlight keeps its words although they differ in `version`.
    /// Otherwise removes the record, so that the difference is reported again.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn keep_wording(&self, id: HighlightId, version: VersionId, on: bool) -> Result<(), Error> {
        self.edit(EditLabel::Settle, move |c| {
            let (rowid, article) = rowids(c, id)?;
            let version = version_rowid(c, version, article)?;
            let settled = on.then_some(version);
            c.execute(
                "UPDATE highlight SET settled = ?2 WHERE rowid = ?1",
                params![rowid, settled],
            )?;
            Ok(())
        })
    }

    /// Sets the note on a highlight; an empty note is deleted. `note` is the id of the note if it is
    /// new.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn set_highlight_note(
        &self,
        id: HighlightId,
        note: NoteId,
        body: String,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit(EditLabel::EditNote, move |c| {
            let (highlight, article) = rowids(c, id)?;
            if body.trim().is_empty() {
                c.execute("DELETE FROM note WHERE highlight = ?1", [highlight])?;
            } else {
                put_note(c, note, article, highlight, &body, now)?;
            }
            Ok(())
        })
    }

    /// Changes the text of a note from `from` to `to`. Returns `false` and changes nothing if its
    /// text is not `from`, for instance because it was changed meanwhile.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn change_note(
        &self,
        of: AnnotationId,
        from: String,
        to: String,
        now: Millis,
    ) -> Result<bool, Error> {
        let (which, id) = match of {
            AnnotationId::Highlight(id) => {
                ("highlight = (SELECT rowid FROM highlight WHERE id = ?1)", id.0)
            }
            AnnotationId::Note(id) => ("id = ?1", id.0),
        };
        self.edit(EditLabel::EditNote, move |c| {
            let sql =
                format!("UPDATE note SET body = ?3, updated_ms = ?4 WHERE {which} AND body = ?2");
            Ok(c.execute(&sql, params![id, from, to, now])? > 0)
        })
    }

    /// The notes on an article as a whole, oldest first.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn article_notes(&self, article: ArticleId) -> Result<Vec<NoteRow>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT n.id, n.body, n.created_ms, n.updated_ms FROM note n JOIN article a ON a.rowid = n.article
                 WHERE a.id = ?1 AND n.highlight IS NULL ORDER BY n.rowid",
            )?;
            let rows = statement.query_map([article.0], |r| {
                Ok(NoteRow { id: NoteId(r.get(0)?), body: r.get(1)?, created: r.get(2)?, updated: r.get(3)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Changes the note on an article with the id `note`, or creates it. An empty note is deleted.
    ///
    /// # Errors
    ///
    /// As [`Self::add_highlight`].
    pub fn set_article_note(
        &self,
        article: ArticleId,
        note: NoteId,
        body: String,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit(EditLabel::EditNote, move |c| {
            let article = article_rowid(c, article)?;
            if body.trim().is_empty() {
                c.execute("DELETE FROM note WHERE id = ?1 AND article = ?2", params![note.0, article])?;
                return Ok(());
            }
            c.execute(
                "INSERT INTO note (id, article, body, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?4)
                 ON CONFLICT (id) DO UPDATE SET body = excluded.body, updated_ms = excluded.updated_ms",
                params![note.0, article, body, now],
            )?;
            Ok(())
        })
    }
}

/// Stores a highlight with its note and tags. `article` is a row id.
pub(crate) fn put_highlight(
    c: &Connection,
    article: i64,
    new: &HighlightRow,
    note: Option<NoteId>,
    tags: &[TagName],
) -> Result<(), Error> {
    let version = version_rowid(c, new.version, article)?;
    let s = &new.selectors;
    c.execute(
        r#"INSERT INTO highlight (id, article, version, exact, prefix, suffix, "start", "end", colour, created_ms, updated_ms, section, gaps, style, image, shows)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14, ?15)"#,
        params![
            new.id.0, article, version, s.quote.exact, s.quote.prefix, s.quote.suffix, s.position.start(), s.position.end(),
            new.colour.name(), new.created, Value::from(new.section.clone()).to_string(),
            gaps_json(&new.gaps), new.style.name(), new.image.as_ref().map(|i| &i.key), new.image.as_ref().map(|i| &i.shows)
        ],
    )?;
    let highlight = c.last_insert_rowid();
    if new.attribution.is_some() {
        put_attribution(c, highlight, new.attribution.as_ref())?;
    }
    if new.translation.is_some() {
        put_translation(c, highlight, new.translation.as_ref())?;
    }
    if let (Some(id), Some(body)) = (note, &new.note) {
        put_note(c, id, article, highlight, body, new.created)?;
    }
    put_tags(c, highlight, tags)
}

/// Adds tags to a highlight, by its row id.
pub(crate) fn put_tags(c: &Connection, highlight: i64, tags: &[TagName]) -> Result<(), Error> {
    let mut statement =
        c.prepare_cached("INSERT OR IGNORE INTO highlight_tag (highlight, tag) VALUES (?1, ?2)")?;
    for tag in tags {
        statement.execute([highlight, tag_rowid(c, tag)?])?;
    }
    Ok(())
}

pub(crate) fn version_rowid(
    c: &Connection,
    version: VersionId,
    article: i64,
) -> Result<i64, Error> {
    let sql = "SELECT rowid FROM version WHERE id = ?1 AND article = ?2";
    c.query_row(sql, params![version.0, article], |r| r.get(0))
        .optional()?
        .ok_or_else(|| Error::NotFound { kind: "version", id: version.to_string() })
}

/// The row ids of a highlight and of its article.
pub(crate) fn rowids(c: &Connection, id: HighlightId) -> Result<(i64, i64), Error> {
    c.query_row("SELECT rowid, article FROM highlight WHERE id = ?1", [id.0], |r| {
        Ok((r.get(0)?, r.get(1)?))
    })
    .optional()?
    .ok_or_else(|| Error::NotFound { kind: "highlight", id: id.to_string() })
}

pub(crate) fn put_note(
    c: &Connection,
    id: NoteId,
    article: i64,
    highlight: i64,
    body: &str,
    now: Millis,
) -> Result<(), Error> {
    c.execute(
        "INSERT INTO note (id, article, highlight, body, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
         ON CONFLICT (highlight) DO UPDATE SET body = excluded.body, updated_ms = excluded.updated_ms",
        params![id.0, article, highlight, body, now],
    )?;
    Ok(())
}
