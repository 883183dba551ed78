//! Search, and saved searches.

use commonplace_core::SearchId;
use commonplace_core::search::{Excerpt, Query};
use commonplace_store as store;
use commonplace_store::{AnnotationSort, Group, SearchRow};
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
    /// Another name for a saved search.
    RenameSearch {
        /// The search.
        id: Id<SearchId>,
        /// The name.
        name: String,
    }
    /// A search to be kept.
    SaveSearch {
        /// Its name.
        name: String,
        /// What is searched.
        query: SavedQuery,
    }
    /// A page of what is found.
    Search {
        /// What the reader typed.
        query: String,
        /// How many to pass over.
        offset: u32,
        /// How many to give; 100 at most.
        limit: u32,
    }
}

sent! {
    /// A search that is kept.
    SearchView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// What is searched.
        query: SavedQuery,
    }
    /// A page of what is found.
    SearchPage {
        /// Articles, the best first.
        hits: Vec<HitView>,
        /// How many there are in all.
        total: u32,
        /// Where somebody's words are asked for: articles whose quotations are still to be read.
        left: u32,
    }
    /// An article that matches, and where.
    HitView {
        /// The article.
        article: ArticleView,
        /// Where its title matches: code points.
        title: Vec<(u32, u32)>,
        /// Around the first match in its text.
        text: Option<ExcerptView>,
        /// Around matches in its highlights.
        highlights: Vec<PlacedExcerpt>,
        /// Around matches in its notes.
        notes: Vec<PlacedExcerpt>,
        /// What those who are asked for said in it.
        said: Vec<SaidExcerpt>,
    }
    /// What somebody said, with its matches.
    SaidExcerpt {
        /// Where it stands: its first code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// Who said it.
        name: String,
        /// The words.
        excerpt: ExcerptView,
    }
    /// A piece of text with its matches.
    ExcerptView {
        /// The text.
        text: String,
        /// What matched: ranges of code points.
        matches: Vec<(u32, u32)>,
    }
    /// A piece of text of a highlight or a note.
    PlacedExcerpt {
        /// The highlight; null for a note on the article.
        highlight: Option<String>,
        /// The piece.
        excerpt: ExcerptView,
    }
}

/// What a search that is kept asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum SavedQuery {
    /// Articles by words.
    Articles {
        /// What was typed.
        query: String,
    },
    /// Annotations by a filter.
    Annotations {
        /// Which.
        filter: AnnotationFilterView,
        /// By what they are put together.
        group: Word<Group>,
        /// In which order.
        sort: Word<AnnotationSort>,
        /// The greatest first.
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

/// The saved searches; one that this version cannot read is ignored.
pub(super) fn saved_searches(library: &Library) -> Result<Vec<SearchView>, crate::Error> {
    let view = |row: SearchRow| {
        let query = serde_json::from_str(&row.query).ok()?;
        Some(SearchView { id: row.id.to_string(), name: row.name, query })
    };
    Ok(library.store.saved_searches()?.into_iter().filter_map(view).collect())
}
