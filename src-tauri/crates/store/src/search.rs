//! Full-text search over articles, highlights and notes, best article first.

use std::collections::HashSet;

use commonplace_core::search::{Excerpt, Query, excerpt};
use commonplace_core::{ArticleId, HighlightId};
use rusqlite::types::Value as Sql;
use rusqlite::{params, params_from_iter};
use serde_json::Value;

use crate::articles::{ArticleRow, PageRange};
use crate::people::{SaidRow, names_with};
use crate::{Error, Store};

/// Approximate length of an excerpt, in code points.
const EXCERPT: usize = 180;
/// Maximum number of highlights, and of notes, shown for one article.
const PER_ARTICLE: usize = 3;

/// An article that matches, and its matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: ArticleRow,
    /// Excerpt around the first match in its text; `None` if the text does not match.
    pub text: Option<Excerpt>,
    /// Matches in its title: ranges of code points.
    pub title: Vec<(u32, u32)>,
    /// Highlights that match, by their words, their translation or their speaker.
    pub highlights: Vec<(HighlightId, Excerpt)>,
    /// Notes that match, on the article or on its highlights.
    pub notes: Vec<(Option<HighlightId>, Excerpt)>,
    /// Quotations of the speakers that the query names; those that match its words come first.
    pub said: Vec<(SaidRow, Excerpt)>,
}

const MATCHES: &str = "
    SELECT rowid AS article, bm25(article_fts, 12.0, 4.0, 2.0, 1.0) AS rank FROM article_fts WHERE article_fts MATCH ?1
    UNION ALL SELECT h.article, 1.5 * bm25(highlight_fts) FROM highlight_fts JOIN highlight h ON h.rowid = highlight_fts.rowid WHERE highlight_fts MATCH ?1
    UNION ALL SELECT n.article, 1.5 * bm25(note_fts) FROM note_fts JOIN note n ON n.rowid = note_fts.rowid WHERE note_fts MATCH ?1";

impl Store {
    /// A page of the articles that match `query`, the best first, and their total number. If the
    /// query only names speakers, the most recently published first. Articles in the trash are not
    /// found.
    ///
    /// # Errors
    ///
    /// SQLite errors; no query is invalid.
    pub fn search(&self, query: &Query, page: PageRange) -> Result<(Vec<Hit>, u32), Error> {
        if query.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let (ids, total, names) = self.read(|c| {
            let (mut from, order) = if query.is_wordless() {
                ("(SELECT rowid AS article FROM article) m".to_owned(), "coalesce(a.published, '') DESC")
            } else {
                (format!("({MATCHES}) m"), "min(m.rank)")
            };
            from.push_str(" JOIN article a ON a.rowid = m.article WHERE a.trashed_ms IS NULL");
            let mut values = vec![Sql::Text(query.fts5())];
            let mut all_names = HashSet::new();
            for speaker in query.speakers() {
                let names = names_with(c, speaker)?;
                all_names.extend(names.iter().map(|name| name.to_lowercase()));
                values.push(Sql::Text(Value::from(names).to_string()));
                let names = format!("(SELECT value FROM json_each(?{}))", values.len());
                from.push_str(&format!(
                    " AND a.rowid IN (SELECT article FROM quotation WHERE name COLLATE NOCASE IN {names} AND name IS NOT NULL
                       UNION SELECT article FROM highlight WHERE speaker COLLATE NOCASE IN {names} AND speaker IS NOT NULL)"
                ));
            }
            let total = format!("SELECT count(DISTINCT m.article) FROM {from} AND ?1 IS NOT NULL");
            let total: u32 =
                c.prepare_cached(&total)?.query_row(params_from_iter(&values), |r| r.get(0))?;
            let ids = format!(
                "SELECT a.id FROM {from} AND ?1 IS NOT NULL GROUP BY m.article ORDER BY {order}, a.rowid DESC LIMIT {} OFFSET {}",
                page.limit, page.offset
            );
            let mut statement = c.prepare_cached(&ids)?;
            let ids = statement.query_map(params_from_iter(&values), |r| Ok(ArticleId(r.get(0)?)))?;
            Ok((ids.collect::<Result<Vec<_>, _>>()?, total, all_names))
        })?;
        let hits =
            ids.into_iter().map(|id| self.hit(id, query, &names)).collect::<Result<_, _>>()?;
        Ok((hits, total))
    }

    /// The articles whose title or text match an FTS5 expression, the best first; none for an empty
    /// expression.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn articles_with(&self, fts: &str, limit: u32) -> Result<Vec<ArticleId>, Error> {
        if fts.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT a.id FROM article_fts JOIN article a ON a.rowid = article_fts.rowid
                 WHERE article_fts MATCH ?1 AND a.trashed_ms IS NULL ORDER BY rank LIMIT ?2",
            )?;
            let rows = statement.query_map(params![fts, limit], |r| Ok(ArticleId(r.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The excerpts of an article that matches. `names` are the names of the speakers in the query,
    /// in lower case.
    fn hit(&self, id: ArticleId, query: &Query, names: &HashSet<String>) -> Result<Hit, Error> {
        let article = self.article(id)?;
        let text = self.version(id)?.text;
        let around = excerpt(&text, query, EXCERPT);
        let matching =
            |text: &str| Some(excerpt(text, query, EXCERPT)).filter(|e| !e.matches.is_empty());
        let rows = self.highlights(id)?;
        let highlights = rows
            .iter()
            .filter_map(|h| {
                let exact = &h.selectors.quote.exact;
                let translated = || matching(&h.translation.as_ref()?.words);
                // Also shows highlights that are attributed to a speaker only by a person.
                let said = || {
                    let speaker = &h.attribution.as_ref()?.speaker;
                    let asked = names.contains(&speaker.to_lowercase());
                    asked.then(|| excerpt(exact, query, EXCERPT))
                };
                Some((h.id, matching(exact).or_else(translated).or_else(said)?))
            })
            .take(PER_ARTICLE)
            .collect();
        let mut notes: Vec<_> = rows
            .iter()
            .filter_map(|h| Some((Some(h.id), matching(h.note.as_deref()?)?)))
            .take(PER_ARTICLE)
            .collect();
        notes.extend(
            self.article_notes(id)?
                .iter()
                .filter_map(|n| Some((None, matching(&n.body)?)))
                .take(PER_ARTICLE),
        );
        let mut said = Vec::new();
        if !names.is_empty() {
            let meant = |one: &SaidRow| {
                one.quotation.name.as_ref().is_some_and(|name| names.contains(&name.to_lowercase()))
            };
            said.extend(self.kept_quotations(id)?.into_iter().filter(meant).map(|one| {
                let around = excerpt(&one.quotation.words, query, EXCERPT);
                (one, around)
            }));
            said.sort_by_key(|(_, around)| around.matches.is_empty());
            said.truncate(PER_ARTICLE);
        }
        let title = &article.metadata.title;
        let units = |byte: usize| commonplace_core::text::code_point_of(title, byte);
        let title_matches =
            query.matches(title).into_iter().map(|(a, b)| (units(a), units(b))).collect();
        Ok(Hit {
            text: Some(around).filter(|e| !e.matches.is_empty()),
            title: title_matches,
            highlights,
            notes,
            said,
            article,
        })
    }
}
