//! Search, and saved searches.

use commonplace_core::SearchId;
use commonplace_core::search::{Excerpt, Query};
use commonplace_store as store;
use commonplace_store::{AnnotationGroup, AnnotationSort, SearchRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::annotations::AnnotationFilterView;
use super::articles::ArticleView;
use super::context::Context;
use super::projects::name;
use super::wire::{Created, Id, Nothing, page_of, received, sent};
use crate::{Library, Word, new_uuid};

received! {
    /// A saved search.
    OneSearch {
        /// Its id.
        id: Id<SearchId>,
    }
    /// Renames a saved search.
    RenameSearch {
        /// The search.
        id: Id<SearchId>,
        /// The new name.
        name: String,
    }
    /// Saves a search.
    SaveSearch {
        /// Its name.
        name: String,
        /// The query.
        query: SavedQuery,
    }
    /// A page of search results.
    Search {
        /// The query as typed.
        query: String,
        /// How many results to skip.
        offset: u32,
        /// Maximum number of results; 100 at most.
        limit: u32,
    }
}

sent! {
    /// A saved search.
    SearchView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// The query.
        query: SavedQuery,
    }
    /// A page of search results.
    SearchPage {
        /// Matching articles, the best first.
        hits: Vec<HitView>,
        /// Number of matching articles on all pages.
        total: u32,
        /// Number of articles whose quotations have not been found yet; 0 unless the query names a
        /// speaker.
        left: u32,
    }
    /// An article that matches, and its matches.
    HitView {
        /// The article.
        article: ArticleView,
        /// Matches in its title: ranges of code points.
        title: Vec<(u32, u32)>,
        /// Excerpt around the first match in its text.
        text: Option<ExcerptView>,
        /// Excerpts around matches in its highlights.
        highlights: Vec<PlacedExcerpt>,
        /// Excerpts around matches in its notes.
        notes: Vec<PlacedExcerpt>,
        /// Quotations in it of the speakers that the query names.
        said: Vec<SaidExcerpt>,
    }
    /// A quotation with its matches.
    SaidExcerpt {
        /// Offset of its first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
        /// The speaker.
        name: String,
        /// The words.
        excerpt: ExcerptView,
    }
    /// A piece of text with its matches.
    ExcerptView {
        /// The text.
        text: String,
        /// The matches: ranges of code points.
        matches: Vec<(u32, u32)>,
    }
    /// An excerpt of a highlight or a note.
    PlacedExcerpt {
        /// The highlight; null for a note on the article.
        highlight: Option<String>,
        /// The excerpt.
        excerpt: ExcerptView,
    }
}

/// The query of a saved search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum SavedQuery {
    /// Searches articles by words.
    Articles {
        /// The query as typed.
        query: String,
    },
    /// Filters annotations.
    Annotations {
        /// The filter.
        filter: AnnotationFilterView,
        /// What the annotations are grouped by.
        group: Word<AnnotationGroup>,
        /// The sort key.
        sort: Word<AnnotationSort>,
        /// `true` sorts in descending order.
        descending: bool,
    },
}

pub(super) fn save(c: &Context<'_>, args: SaveSearch) -> Result<Created, crate::Error> {
    let id = SearchId(new_uuid(c.now));
    let query =
        serde_json::to_string(&args.query).map_err(|err| crate::Error::Invalid(err.to_string()))?;
    c.library.store.save_search(id, name(&args.name)?, query, c.now)?;
    Ok(Created { id: id.to_string() })
}

pub(super) fn rename(c: &Context<'_>, args: RenameSearch) -> Result<Nothing, crate::Error> {
    c.library.store.rename_search(args.id.0, name(&args.name)?)?;
    Ok(Nothing {})
}

pub(super) fn delete(c: &Context<'_>, args: OneSearch) -> Result<Nothing, crate::Error> {
    c.library.store.delete_search(args.id.0)?;
    Ok(Nothing {})
}

pub(super) fn search(c: &Context<'_>, args: Search) -> Result<SearchPage, crate::Error> {
    let page = page_of(args.offset, args.limit, 100);
    let query = Query::parse(&args.query);
    let left = if query.speakers().is_empty() { 0 } else { c.library.read_quotations()? };
    let (hits, total) = c.library.store.search(&query, page)?;
    Ok(SearchPage { hits: hits.into_iter().map(Into::into).collect(), total, left })
}

impl From<Excerpt> for ExcerptView {
    fn from(e: Excerpt) -> Self {
        Self { text: e.text, matches: e.matches }
    }
}

impl From<store::Hit> for HitView {
    fn from(h: store::Hit) -> Self {
        let said = |(one, e): (store::SaidRow, Excerpt)| SaidExcerpt {
            start: one.quotation.position.start(),
            end: one.quotation.position.end(),
            name: one.quotation.name.unwrap_or_default(),
            excerpt: e.into(),
        };
        Self {
            said: h.said.into_iter().map(said).collect(),
            article: h.article.into(),
            title: h.title,
            text: h.text.map(Into::into),
            highlights: h
                .highlights
                .into_iter()
                .map(|(id, e)| PlacedExcerpt { highlight: Some(id.to_string()), excerpt: e.into() })
                .collect(),
            notes: h
                .notes
                .into_iter()
                .map(|(id, e)| PlacedExcerpt {
                    highlight: id.map(|i| i.to_string()),
                    excerpt: e.into(),
                })
                .collect(),
        }
    }
}

/// The saved searches. Those that this version cannot parse are left out.
pub(super) fn saved_searches(library: &Library) -> Result<Vec<SearchView>, crate::Error> {
    let view = |row: SearchRow| {
        let query = serde_json::from_str(&row.query).ok()?;
        Some(SearchView { id: row.id.to_string(), name: row.name, query })
    };
    Ok(library.store.saved_searches()?.into_iter().filter_map(view).collect())
}
