//! Articles: lists, states, tags, the trash, one article for reading, and its metadata.

use commonplace_core::{ArticleId, ArticleState, Field, Millis, Origin, ProjectId, Rendition};
use commonplace_store as store;
use commonplace_store::{ArticleFilter, Scope, Sort};

use super::annotations::{self, AnnotationPage, NoteView};
use super::context::Context;
use super::highlights::HighlightView;
use super::import::WaitingView;
use super::wire::{Id, Nothing, OneArticle, bare, number, page_of, received, sent, tag_name};
use crate::{Fact, Word};

received! {
    /// A page of a list of articles.
    ListArticles {
        /// Which articles.
        scope: Word<Scope>,
        /// Only those with this tag.
        tag: Option<String>,
        /// Only those in this project.
        #[serde(default)]
        project: Option<Id<ProjectId>>,
        /// The sort key.
        sort: Word<Sort>,
        /// `true` sorts in descending order.
        descending: bool,
        /// How many rows to skip.
        offset: u32,
        /// Maximum number of rows; 500 at most.
        limit: u32,
    }
    /// The ids of all articles of a list.
    ListIds {
        /// Which articles.
        scope: Word<Scope>,
        /// Only those with this tag.
        tag: Option<String>,
        /// Only those in this project.
        project: Option<Id<ProjectId>>,
    }
    /// Renames a tag.
    RenameTag {
        /// The tag.
        tag: String,
        /// The new name. If another tag has it, the two become one.
        name: String,
    }
    /// A tag.
    OneTag {
        /// Its name.
        tag: String,
    }
    /// Articles.
    Articles {
        /// Their ids.
        ids: Vec<Id<ArticleId>>,
    }
    /// Moves articles to the inbox, to "later" or to the archive.
    SetState {
        /// Their ids.
        ids: Vec<Id<ArticleId>>,
        /// The new state.
        state: Word<ArticleState>,
    }
    /// Marks articles as favourites or removes the mark.
    SetFavourite {
        /// Their ids.
        ids: Vec<Id<ArticleId>>,
        /// `true` marks them, `false` removes the mark.
        on: bool,
    }
    /// Adds a tag to articles or removes it.
    TagArticles {
        /// Their ids.
        ids: Vec<Id<ArticleId>>,
        /// The tag.
        tag: String,
        /// `true` adds the tag, `false` removes it.
        on: bool,
    }
    /// Corrects the metadata of an article.
    Correct {
        /// The article.
        id: Id<ArticleId>,
        /// Only the fields that change.
        fields: Vec<Correction>,
    }
    /// A correction of one metadata field.
    Correction {
        /// The field.
        field: Word<Field>,
        /// The value; names and keywords are separated by semicolons. An empty text means that the
        /// article has none. Null removes the correction.
        value: Option<String>,
    }
    /// Saves the reading position of an article.
    SetPosition {
        /// The article.
        id: Id<ArticleId>,
        /// Fraction read, from 0 to 1.
        progress: f64,
        /// Offset of the first visible code point.
        position: u32,
    }
}

sent! {
    /// Ids of articles.
    IdsView {
        /// The ids.
        ids: Vec<String>,
    }
    /// A page of a list of articles.
    ArticlePage {
        /// Its rows.
        rows: Vec<ArticleView>,
        /// Number of articles on all pages.
        total: u32,
    }
    /// An article as lists show it.
    ArticleView {
        /// Its id.
        id: String,
        /// Its title; may be empty.
        title: String,
        /// Its authors.
        authors: Vec<String>,
        /// The byline.
        byline: Option<String>,
        /// Its publication.
        site: Option<String>,
        /// Publication date in ISO 8601, as precise as it is known.
        published: Option<String>,
        /// The place it was written from.
        dateline: Option<String>,
        /// BCP 47 language tag.
        language: Option<String>,
        /// A summary of it.
        description: Option<String>,
        /// Its address.
        url: Option<String>,
        /// Inbox, later or archive.
        state: Word<ArticleState>,
        /// Whether it is a favourite.
        favourite: bool,
        /// When it was moved to the trash; null if it is not there.
        #[ts(type = "number | null")]
        trashed: Option<Millis>,
        /// When it was saved.
        #[ts(type = "number")]
        saved: Millis,
        /// Fraction read, from 0 to 1.
        progress: f64,
        /// Offset of the first code point that was visible.
        position: u32,
        /// Number of words.
        words: u32,
        /// Number of highlights.
        highlights: u32,
        /// Number of notes.
        notes: u32,
        /// Its tags.
        tags: Vec<String>,
        /// Its first words, if it has no title.
        opening: String,
    }
    /// Everything that the reading view shows of an article.
    ArticleDetail {
        /// The article.
        article: ArticleView,
        /// The version shown.
        version: VersionView,
        /// Number of versions.
        versions: u32,
        /// Highlights in reading order, orphans last.
        highlights: Vec<HighlightView>,
        /// Notes on the article as a whole.
        notes: Vec<NoteView>,
        /// State of fetching the page, for an article that was imported without it; otherwise null.
        waiting: Option<WaitingView>,
    }
    /// The metadata of an article.
    FactsView {
        /// One entry for each field.
        facts: Vec<FactView>,
    }
    /// One metadata field of an article.
    FactView {
        /// The field.
        field: Word<Field>,
        /// The value found in the page; empty if none. Names and keywords are separated by
        /// semicolons.
        found: String,
        /// Where in the page the value was found.
        origin: Option<Word<Origin>>,
        /// The person's correction.
        corrected: Option<String>,
    }
    /// A version as shown for reading.
    VersionView {
        /// Its id.
        id: String,
        /// Sanitised HTML.
        html: String,
        /// Whether soft hyphens were inserted into its words because the engine does not hyphenate
        /// the language itself. They are not part of the text.
        divided: bool,
        /// How much of the page this version contains.
        rendition: Word<Rendition>,
        /// Keys of the stored images.
        images: Vec<String>,
    }
}

pub(super) fn list(c: &Context<'_>, args: ListArticles) -> Result<ArticlePage, crate::Error> {
    let filter = articles_in(args.scope, args.tag, args.project);
    let page = page_of(args.offset, args.limit, 500);
    let rows = c.library.store.articles(&filter, args.sort.0, args.descending, page)?;
    let total = c.library.store.count_articles(&filter)?;
    Ok(ArticlePage { rows: rows.into_iter().map(Into::into).collect(), total })
}

pub(super) fn ids(c: &Context<'_>, args: ListIds) -> Result<IdsView, crate::Error> {
    let filter = articles_in(args.scope, args.tag, args.project);
    let ids = c.library.store.article_ids(&filter)?;
    Ok(IdsView { ids: ids.iter().map(ToString::to_string).collect() })
}

pub(super) fn set_state(c: &Context<'_>, args: SetState) -> Result<Nothing, crate::Error> {
    c.library.store.set_state(bare(args.ids), args.state.0)?;
    Ok(Nothing {})
}

pub(super) fn set_favourite(c: &Context<'_>, args: SetFavourite) -> Result<Nothing, crate::Error> {
    c.library.store.set_favourite(bare(args.ids), args.on)?;
    Ok(Nothing {})
}

pub(super) fn tag(c: &Context<'_>, args: TagArticles) -> Result<Nothing, crate::Error> {
    c.library.store.tag_articles(bare(args.ids), tag_name(&args.tag)?, args.on)?;
    Ok(Nothing {})
}

pub(super) fn rename_tag(c: &Context<'_>, args: RenameTag) -> Result<Nothing, crate::Error> {
    c.library.store.rename_tag(tag_name(&args.tag)?, tag_name(&args.name)?)?;
    c.library.vault_changed()?;
    Ok(Nothing {})
}

pub(super) fn delete_tag(c: &Context<'_>, args: OneTag) -> Result<Nothing, crate::Error> {
    c.library.store.delete_tag(tag_name(&args.tag)?)?;
    c.library.vault_changed()?;
    Ok(Nothing {})
}

pub(super) fn trash(c: &Context<'_>, args: Articles) -> Result<Nothing, crate::Error> {
    c.library.store.trash(bare(args.ids), c.now)?;
    Ok(Nothing {})
}

pub(super) fn restore(c: &Context<'_>, args: Articles) -> Result<Nothing, crate::Error> {
    c.library.store.restore(bare(args.ids))?;
    Ok(Nothing {})
}

pub(super) fn delete_for_good(c: &Context<'_>, args: Articles) -> Result<Nothing, crate::Error> {
    c.library.store.delete_for_good(bare(args.ids))?;
    Ok(Nothing {})
}

pub(super) fn open(c: &Context<'_>, args: OneArticle) -> Result<ArticleDetail, crate::Error> {
    let mut detail = c.library.detail(args.id.0)?;
    // This HTML is read on a screen, so soft hyphens may be inserted.
    let language = detail.article.language.as_deref();
    if let Some(html) = commonplace_capture::add_soft_hyphens(&detail.version.html, language) {
        detail.version.html = html;
        detail.version.divided = true;
    }
    Ok(detail)
}

pub(super) fn linked_from(
    c: &Context<'_>,
    args: OneArticle,
) -> Result<AnnotationPage, crate::Error> {
    let rows: Vec<_> = c.library.store.linking_to(args.id.0)?.into_iter().map(Into::into).collect();
    Ok(AnnotationPage { total: number(rows.len()), rows })
}

pub(super) fn facts(c: &Context<'_>, args: OneArticle) -> Result<FactsView, crate::Error> {
    let view = |fact: Fact| FactView {
        field: fact.field.into(),
        found: fact.found,
        origin: fact.origin.map(Word),
        corrected: fact.corrected,
    };
    Ok(FactsView { facts: c.library.facts(args.id.0)?.into_iter().map(view).collect() })
}

pub(super) fn correct(c: &Context<'_>, args: Correct) -> Result<Nothing, crate::Error> {
    let fields = args.fields.into_iter().map(|one| (one.field.0, one.value));
    c.library.correct(args.id.0, fields.collect())?;
    Ok(Nothing {})
}

pub(super) fn set_position(c: &Context<'_>, args: SetPosition) -> Result<Nothing, crate::Error> {
    c.library.store.set_position(args.id.0, args.progress, args.position, c.now)?;
    Ok(Nothing {})
}

impl From<store::ArticleRow> for ArticleView {
    fn from(a: store::ArticleRow) -> Self {
        let m = a.metadata;
        Self {
            id: a.id.to_string(),
            title: m.title,
            authors: m.authors,
            byline: m.byline,
            site: m.site,
            published: m.published.map(|p| p.to_string()),
            dateline: m.dateline,
            language: m.language,
            description: m.description,
            url: m.url,
            state: a.state.into(),
            favourite: a.favourite,
            trashed: a.trashed,
            saved: a.saved,
            progress: a.progress,
            position: a.position,
            words: a.words,
            highlights: a.highlights,
            notes: a.notes,
            tags: a.tags,
            opening: a.opening,
        }
    }
}

impl VersionView {
    fn new(version: &store::VersionRow, images: Vec<String>) -> Self {
        Self {
            id: version.id.to_string(),
            html: version.html.clone(),
            divided: false,
            rendition: version.rendition.into(),
            images,
        }
    }
}

impl crate::Library {
    /// Returns everything that the reading view shows of an article.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Store`].
    pub fn detail(&self, id: ArticleId) -> Result<ArticleDetail, crate::Error> {
        let article = self.store.article(id)?;
        let shown = self.shown(id)?;
        let (highlights, notes) = annotations::of_version(self, id, &shown)?;
        Ok(ArticleDetail {
            article: article.into(),
            versions: self.store.version_count(id)?,
            highlights,
            notes,
            version: VersionView::new(&shown, self.store.asset_keys(id)?),
            waiting: self.store.waiting(id)?.map(Into::into),
        })
    }
}

fn articles_in(
    scope: Word<Scope>,
    tag: Option<String>,
    project: Option<Id<ProjectId>>,
) -> ArticleFilter {
    ArticleFilter { scope: scope.0, tag, project: project.map(|id| id.0) }
}
