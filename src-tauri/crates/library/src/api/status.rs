//! A summary of the library, as the side bar shows it.

use commonplace_store::{
    self as store, AnnotationFilter, AnnotationGroup, AnnotationSort, PageRange,
};

use super::context::Context;
use super::import::FetchingView;
use super::projects::ProjectView;
use super::search::{self, SearchView};
use super::wire::{Nothing, sent};

sent! {
    /// A summary of the library.
    StatusView {
        /// Path of its file.
        path: String,
        /// Whether it is open read-only.
        read_only: bool,
        /// Number of articles of each kind.
        counts: CountsView,
        /// Number of annotations.
        annotations: u32,
        /// Its tags.
        tags: Vec<TagView>,
        /// Its projects.
        projects: Vec<ProjectView>,
        /// Saved searches.
        searches: Vec<SearchView>,
        /// Progress of fetching the pages of imported articles.
        fetching: FetchingView,
    }
    /// Number of articles of each kind.
    CountsView {
        /// All except those in the trash.
        all: u32,
        /// In the inbox.
        inbox: u32,
        /// To be read later.
        later: u32,
        /// In the archive.
        archive: u32,
        /// Favourites.
        favourite: u32,
        /// In the trash.
        trash: u32,
    }
    /// A tag.
    TagView {
        /// Its name.
        name: String,
        /// Number of articles with this tag.
        articles: u32,
    }
}

sent! {
    /// Facts for a report of a fault.
    DiagnosticsView {
        /// Version, system, size of the library and the last warnings, in lines.
        text: String,
    }
}

pub(super) fn diagnostics(c: &Context<'_>, _: Nothing) -> Result<DiagnosticsView, crate::Error> {
    Ok(DiagnosticsView { text: c.library.diagnostics()? })
}

pub(super) fn status(c: &Context<'_>, _: Nothing) -> Result<StatusView, crate::Error> {
    let store = &c.library.store;
    Ok(StatusView {
        path: store.path().display().to_string(),
        read_only: store.is_read_only(),
        counts: store.counts()?.into(),
        annotations: store
            .annotations(
                &AnnotationFilter::default(),
                AnnotationGroup::None,
                AnnotationSort::Created,
                true,
                PageRange { offset: 0, limit: 0 },
            )?
            .1,
        tags: store.tags()?.into_iter().map(Into::into).collect(),
        projects: store.projects()?.into_iter().map(Into::into).collect(),
        searches: search::saved_searches(c.library)?,
        fetching: FetchingView::new(store.fetching()?, c.library.fetching_paused()),
    })
}

impl From<store::Counts> for CountsView {
    fn from(c: store::Counts) -> Self {
        Self {
            all: c.all,
            inbox: c.inbox,
            later: c.later,
            archive: c.archive,
            favourite: c.favourite,
            trash: c.trash,
        }
    }
}

impl From<store::TagRow> for TagView {
    fn from(t: store::TagRow) -> Self {
        Self { name: t.name, articles: t.articles }
    }
}
