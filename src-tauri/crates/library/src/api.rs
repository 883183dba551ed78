//! The wire contract: every call, declared once. The window's command, the HTTP route and the
//! TypeScript types follow from the list below.
//!
//! Positions are Unicode code points, times Unix milliseconds UTC, ids UUIDs in text. A request
//! with a field that is not known is refused.

mod error;
mod settings;
mod types;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use commonplace_core::search::Query;
use commonplace_core::{
    ArticleId, ArticleState, CitationForm, Colour, HighlightId, Name, NoteId, Piece, PieceId,
    ProjectId, SearchId, Style, TagName, TextPosition,
};
use commonplace_exchange::template;
use commonplace_store::{
    AnnotationFilter, AnnotationId, AnnotationKind, AnnotationSort, ArticleFilter, Group, Page,
    PieceRow, Scope, SearchRow, Sort,
};
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

pub use error::{Error, ErrorCode};
pub use settings::Settings;
pub use types::*;

use crate::annotate::NewHighlight;
use crate::clip::{Clip, Input};
use crate::{Library, Millis, new_uuid};

/// What only some front ends can do: choose a folder, open a browser, fill the screen.
pub trait Desk: Send + Sync {
    /// Lets the reader choose the folder that exports go to; `None` if he thought better of it.
    /// Unless `again` is set, one that was chosen before is given without asking.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is nothing to choose with.
    fn export_folder(&self, again: bool) -> Result<Option<std::path::PathBuf>, crate::Error>;

    /// Opens an address in the reader's browser. It has been checked: http, https or mailto.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no browser.
    fn open_url(&self, url: &str) -> Result<(), crate::Error>;

    /// Shows the folder that was exported to last in the desktop's file manager.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where nothing was exported yet, or no file manager answers.
    fn show_exported(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("showing a folder; there is no window"))
    }

    /// Makes the menus that the desktop draws dark or light; `None`: as the desktop is.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where the window does not answer. Without one there is nothing to do.
    fn set_dark(&self, _dark: Option<bool>) -> Result<(), crate::Error> {
        Ok(())
    }

    /// Gives the window the whole screen, or takes it back.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn full_screen(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("filling the screen; there is no window"))
    }

    /// Closes the window.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn quit(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("closing the window; there is no window"))
    }

    /// Prints what the window shows, when the reader has chosen on what; or writes it as a PDF to the file the
    /// reader chooses, which is answered.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn print(&self, _pdf: bool) -> Result<Option<std::path::PathBuf>, crate::Error> {
        Err(crate::Error::NotHere("printing; there is no window"))
    }

    /// Lets the reader choose where a file is saved, called `name` if nothing else; `None` if the dialog was
    /// cancelled.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is nothing to choose with.
    fn save_as(&self, _name: &str) -> Result<Option<std::path::PathBuf>, crate::Error> {
        Err(crate::Error::NotHere("choosing a file; there is no window"))
    }

    /// Puts text on the clipboard, with HTML beside it where there is some.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no clipboard.
    fn copy(&self, _text: String, _html: Option<String>) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("copying; there is no window"))
    }

    /// Returns the files and folders the reader just dropped, pasted or chose. `title` is the title of the file
    /// dialog. Returns `None` when nothing was given or the dialog was cancelled. A page cannot name a path.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn given(
        &self,
        _how: Given,
        _title: &str,
    ) -> Result<Option<Vec<std::path::PathBuf>>, crate::Error> {
        Err(crate::Error::NotHere("choosing files; there is no window"))
    }
}

/// How files were given to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// Dropped on it, a moment ago.
    Dropped,
    /// Copied in a file manager, and pasted.
    Pasted,
    /// Files chosen in a dialog.
    Files,
    /// A folder chosen in a dialog.
    Folder,
    /// One draft chosen in a dialog.
    Draft,
}

/// What a call is answered with: the library, the front end's abilities, the time.
struct Context<'a> {
    library: &'a Arc<Library>,
    desk: &'a dyn Desk,
    now: Millis,
}

/// Declares the calls: the request, its dispatch, and its line in the TypeScript map.
macro_rules! calls {
    ($($name:literal $variant:ident($args:ty) -> $reply:ty = $run:expr;)*) => {
        /// A call with its arguments.
        #[derive(Debug, Deserialize)]
        #[serde(tag = "call", content = "args")]
        pub enum Request {
            $(#[doc = concat!("`", $name, "`")] #[serde(rename = $name)] $variant($args),)*
        }

        /// Answers one call.
        ///
        /// # Errors
        ///
        /// What went wrong, as front ends see it.
        pub fn dispatch(library: &Arc<Library>, desk: &dyn Desk, request: Request, now: Millis) -> Result<Value, Error> {
            let context = Context { library, desk, now };
            match request {
                $(Request::$variant(args) => {
                    let run: fn(&Context<'_>, $args) -> Result<$reply, crate::Error> = $run;
                    let reply = run(&context, args)?;
                    serde_json::to_value(reply).map_err(|err| crate::Error::Invalid(err.to_string()).into())
                })*
            }
        }

        /// The TypeScript of the whole contract.
        #[must_use]
        pub fn typescript() -> String {
            let config = ts_rs::Config::default();
            let mut types = types::Declarations::new(&config);
            let mut map = String::from("export interface Calls {\n");
            $(
                types.add::<$args>();
                types.add::<$reply>();
                map.push_str(&format!("  {:?}: {{ args: {}; reply: {} }};\n", $name, <$args>::name(&config), <$reply as TS>::name(&config)));
            )*
            types.add::<Error>();
            map.push_str("}\n");
            types.finish(&map)
        }
    };
}

calls! {
    "library.status" Status(Nothing) -> StatusView = |c, _| {
        let store = &c.library.store;
        Ok(StatusView {
            path: store.path().display().to_string(),
            read_only: store.is_read_only(),
            counts: store.counts()?.into(),
            annotations: store.annotations(&AnnotationFilter::default(), Group::None, AnnotationSort::Created, true, Page { offset: 0, limit: 0 })?.1,
            tags: store.tags()?.into_iter().map(Into::into).collect(),
            projects: store.projects()?.into_iter().map(Into::into).collect(),
            searches: c.library.searches()?,
            fetching: FetchingView::new(store.fetching()?, c.library.fetching_paused()),
        })
    };
    "events.next" NextEvents(NextEvents) -> EventsView = |c, args| {
        let (events, next) = c.library.events.next(args.from, Duration::from_secs(20));
        Ok(EventsView { events, next })
    };
    "session.get" GetSession(Nothing) -> Session = |c, _| {
        // Settings are JSON.
        let stored = c.library.store.setting("open_article")?;
        let article = stored.and_then(|json| serde_json::from_str::<String>(&json).ok());
        let article = article.and_then(|id| id.parse().ok());
        // One that was deleted meanwhile is not opened.
        let article = article.filter(|id| c.library.store.article(*id).is_ok_and(|a| a.trashed.is_none()));
        Ok(Session { article: article.map(|id: ArticleId| id.to_string()) })
    };
    "session.set" SetSession(Session) -> Nothing = |c, args| {
        match args.article.as_deref().map(id).transpose()? {
            Some(id) => c.library.store.set_setting("open_article", &Value::from(id.to_string()).to_string())?,
            None => c.library.store.forget_setting("open_article")?,
        }
        Ok(Nothing {})
    };
    "settings.get" GetSettings(Nothing) -> Settings = |c, _| settings::read(c.library);
    "settings.set" SetSettings(Settings) -> Nothing = |c, args| settings::write(c.library, &args);

    "articles.list" ListArticles(ListArticles) -> ArticlePage = |c, args| {
        let filter = articles_in(args.scope, args.tag, args.project.as_deref())?;
        let page = Page { offset: args.offset, limit: args.limit.min(500) };
        let rows = c.library.store.articles(&filter, sort(args.sort), args.descending, page)?;
        let total = c.library.store.count_articles(&filter)?;
        Ok(ArticlePage { rows: rows.into_iter().map(Into::into).collect(), total })
    };
    "articles.ids" ListIds(ListIds) -> IdsView = |c, args| {
        let filter = articles_in(args.scope, args.tag, args.project.as_deref())?;
        let ids = c.library.store.article_ids(&filter)?;
        Ok(IdsView { ids: ids.iter().map(ToString::to_string).collect() })
    };
    "articles.set_state" SetState(SetState) -> Nothing = |c, args| {
        let state = ArticleState::from_name(&args.state).ok_or_else(|| invalid("state", &args.state))?;
        c.library.store.set_state(articles(&args.ids)?, state)?;
        Ok(Nothing {})
    };
    "articles.set_favourite" SetFavourite(SetFavourite) -> Nothing = |c, args| {
        c.library.store.set_favourite(articles(&args.ids)?, args.on)?;
        Ok(Nothing {})
    };
    "articles.tag" TagArticles(TagArticles) -> Nothing = |c, args| {
        c.library.store.tag_articles(articles(&args.ids)?, tag(&args.tag)?, args.on)?;
        Ok(Nothing {})
    };
    "tag.rename" RenameTag(RenameTag) -> Nothing = |c, args| {
        c.library.store.rename_tag(tag(&args.tag)?, tag(&args.name)?)?;
        c.library.vault_changed()?;
        Ok(Nothing {})
    };
    "tag.delete" DeleteTag(OneTag) -> Nothing = |c, args| {
        c.library.store.delete_tag(tag(&args.tag)?)?;
        c.library.vault_changed()?;
        Ok(Nothing {})
    };
    "articles.trash" Trash(Articles) -> Nothing = |c, args| {
        c.library.store.trash(articles(&args.ids)?, c.now)?;
        Ok(Nothing {})
    };
    "articles.restore" Restore(Articles) -> Nothing = |c, args| {
        c.library.store.restore(articles(&args.ids)?)?;
        Ok(Nothing {})
    };
    "articles.delete_for_good" Delete(Articles) -> Nothing = |c, args| {
        c.library.store.delete_for_good(articles(&args.ids)?)?;
        Ok(Nothing {})
    };
    "article.open" OpenArticle(OneArticle) -> ArticleDetail = |c, args| c.library.opened(id(&args.id)?);
    "article.annotations" Annotations(OneArticle) -> AnnotationsView = |c, args| {
        let id = id(&args.id)?;
        let version = c.library.store.version(id)?;
        let (highlights, notes) = c.library.annotations(id, &version)?;
        Ok(AnnotationsView { version: version.id.to_string(), highlights, notes })
    };
    "article.linked_from" LinkedFrom(OneArticle) -> AnnotationPage = |c, args| {
        let rows: Vec<_> = c.library.store.linking_to(id(&args.id)?)?.into_iter().map(Into::into).collect();
        Ok(AnnotationPage { total: u32::try_from(rows.len()).unwrap_or(u32::MAX), rows })
    };
    "article.facts" GetFacts(OneArticle) -> FactsView = |c, args| c.library.facts(id(&args.id)?);
    "article.correct" Correct(Correct) -> Nothing = |c, args| {
        c.library.correct(id(&args.id)?, &args.fields)?;
        Ok(Nothing {})
    };
    "article.set_position" SetPosition(SetPosition) -> Nothing = |c, args| {
        c.library.store.set_position(id(&args.id)?, args.progress, args.position, c.now)?;
        Ok(Nothing {})
    };
    "article.captured" Captured(OneArticle) -> CapturedView = |c, args| c.library.captured(id(&args.id)?);
    "article.page" InspectPage(OneArticle) -> PageView = |c, args| {
        let page = c.library.inspect(id(&args.id)?)?;
        let why = page.why.into_iter().map(|w| w.map(|reason| reason.name().to_owned()));
        Ok(PageView { html: page.html, why: why.collect() })
    };
    "article.pick" Pick(PickArticle) -> Nothing = |c, args| {
        let passages: Vec<usize> = args.passages.iter().map(|&p| p as usize).collect();
        c.library.pick(id(&args.id)?, &passages, c.now)?;
        Ok(Nothing {})
    };
    "article.reextract" Reextract(OneArticle) -> RereadView = |c, args| {
        let outcome = c.library.reextract(id(&args.id)?, c.now, &|_, _, _| {})?;
        Ok(RereadView { outcome: outcome.name().to_owned() })
    };
    "article.versions" Versions(OneArticle) -> VersionsView = |c, args| c.library.versions(id(&args.id)?);
    "article.compare" Compare(CompareVersions) -> CompareView = |c, args| {
        let old = c.library.store.version_text(version(&args.old)?)?;
        let new = c.library.store.version_text(version(&args.new)?)?;
        let lines = commonplace_core::diff::lines(&old, &new);
        Ok(CompareView { lines: lines.into_iter().map(Into::into).collect() })
    };
    "article.show_version" Show(ShowVersion) -> Nothing = |c, args| {
        c.library.store.show_version(id(&args.id)?, version(&args.version)?)?;
        Ok(Nothing {})
    };
    "articles.recheck" Recheck(RecheckArticles) -> JobId = |c, args| {
        Ok(JobId { job: c.library.start_recheck(articles(&args.ids)?, args.allow_private, c.now) })
    };
    "article.quote" QuotePassage(QuotePassage) -> MarkdownView = |c, args| {
        let position = TextPosition::new(args.start, args.end).map_err(|err| crate::Error::Invalid(err.to_string()))?;
        Ok(MarkdownView { markdown: c.library.quote_passage(id(&args.id)?, position)? })
    };
    "article.markdown" ArticleMarkdown(OneArticle) -> MarkdownView = |c, args| {
        Ok(MarkdownView { markdown: c.library.markdown(id(&args.id)?, &c.library.shape()?)? })
    };

    "clip.url" ClipUrl(ClipUrl) -> JobId = |c, args| {
        let clip = Clip::default().new_version(args.new_version).allow_private(args.allow_private);
        Ok(JobId { job: c.library.start_clip(Input::Url(args.url), clip, c.now) })
    };
    "clip.paste" ClipPaste(ClipPaste) -> OutcomeView = |c, args| {
        let input = Input::Paste { html: args.html, text: args.text, url: args.url };
        Ok(c.library.clip_then_images(input, Clip::default().new_version(args.new_version), c.now)?.into())
    };
    "clip.file" ClipFile(ClipFile) -> OutcomeView = |c, args| {
        let bytes = decode(&args.base64)?;
        let parts = args.parts.into_iter().map(|p| Ok((p.path, decode(&p.base64)?)));
        let beside = parts.collect::<Result<_, crate::Error>>()?;
        let input = Input::File { name: args.name, bytes, beside, url: None };
        Ok(c.library.clip_then_images(input, Clip::default().new_version(args.new_version), c.now)?.into())
    };
    "import.part" ImportPart(ImportPart) -> UploadId = |c, args| {
        Ok(UploadId { upload: c.library.upload(args.upload, &args.path, &decode(&args.base64)?)? })
    };
    "files.given" GivenFiles(GivenFiles) -> MaybeHanded = |c, args| {
        let paths = c.desk.given(args.how, &args.title)?;
        let handed = paths.map(|paths| c.library.hand_over(paths)).transpose()?;
        Ok(MaybeHanded { handed: handed.map(Into::into) })
    };
    "files.clip" ClipHanded(ClipHanded) -> OutcomeView = |c, args| {
        let input = c.library.handed_page(args.upload, args.index as usize)?;
        Ok(c.library.clip_then_images(input, Clip::default().new_version(args.new_version), c.now)?.into())
    };
    "files.text" HandedText(UploadId) -> DraftText = |c, args| {
        let (name, text) = c.library.handed_text(args.upload)?;
        Ok(DraftText { name, text })
    };
    "import.start" StartImport(StartImport) -> JobId = |c, args| {
        Ok(JobId { job: c.library.start_import(args.upload, args.dry_run, c.now)? })
    };
    "import.drop" DropUpload(UploadId) -> Nothing = |c, args| {
        c.library.drop_upload(args.upload);
        Ok(Nothing {})
    };
    "library.archive" Archive(ArchiveLibrary) -> MaybeJob = |c, args| {
        let folder = c.desk.export_folder(args.choose)?;
        Ok(MaybeJob { job: folder.map(|folder| c.library.start_archive(&folder, c.now)) })
    };
    "fetching.pause" PauseFetching(Switch) -> Nothing = |c, args| {
        c.library.pause_fetching(args.on)?;
        Ok(Nothing {})
    };
    "fetching.again" FetchAgain(OneOrAll) -> Nothing = |c, args| {
        c.library.fetch_again(args.id.as_deref().map(id).transpose()?, c.now)?;
        Ok(Nothing {})
    };
    "fetching.failures" FetchFailures(Nothing) -> FetchFailuresView = |c, _| {
        let view = |(article, url, error): (ArticleId, String, Error)| FetchFailureView { article: article.to_string(), url, error };
        Ok(FetchFailuresView { failures: c.library.fetch_failures()?.into_iter().map(view).collect() })
    };
    "job.cancel" CancelJob(JobId) -> Nothing = |c, args| {
        c.library.cancel_job(args.job);
        Ok(Nothing {})
    };

    "highlight.create" CreateHighlight(CreateHighlight) -> Created = |c, args| {
        let position = TextPosition::new(args.start, args.end).map_err(|err| crate::Error::Invalid(err.to_string()))?;
        let new = NewHighlight {
            colour: colour(&args.colour)?,
            style: style(&args.style)?,
            left_out: Vec::new(),
            attribution: args.attribution.map(TryInto::try_into).transpose()?,
            translation: None,
            note: args.note,
            tags: args.tags,
        };
        let made = c.library.highlight(id(&args.article)?, version(&args.version)?, position, new, c.now)?;
        Ok(Created { id: made.to_string() })
    };
    "highlight.attribute" Attribute(Attribute) -> Nothing = |c, args| {
        let attribution = args.attribution.map(TryInto::try_into).transpose()?;
        c.library.store.attribute(highlight(&args.id)?, attribution, c.now)?;
        Ok(Nothing {})
    };
    "highlight.translate" Translate(Translate) -> Nothing = |c, args| {
        let translation = args.translation.map(TryInto::try_into).transpose()?;
        c.library.store.translate(highlight(&args.id)?, translation, c.now)?;
        Ok(Nothing {})
    };
    "quotes.list" ListQuotes(OneArticle) -> QuotesView = |c, args| c.library.quotes_view(id(&args.id)?);
    "quotes.correct" CorrectSpeaker(CorrectSpeaker) -> QuotesView = |c, args| {
        let article = id(&args.article)?;
        let position = TextPosition::new(args.start, args.end).map_err(|err| crate::Error::Invalid(err.to_string()))?;
        c.library.correct_speaker(article, position, &args.name, c.now)?;
        c.library.quotes_view(article)
    };
    "quotes.evidence" QuoteEvidence(Passage) -> EvidenceView = |c, args| {
        let position = TextPosition::new(args.start, args.end).map_err(|err| crate::Error::Invalid(err.to_string()))?;
        let evidence = c.library.evidence(id(&args.article)?, position)?;
        let link = c.library.link(&evidence)?;
        Ok(EvidenceView::new(evidence, link))
    };
    "highlight.evidence" HighlightEvidence(OneHighlight) -> EvidenceView = |c, args| {
        let evidence = c.library.highlight_evidence(highlight(&args.id)?)?;
        let link = c.library.link(&evidence)?;
        Ok(EvidenceView::new(evidence, link))
    };
    "draft.verify" Verify(VerifyDraft) -> VerifiedView = |c, args| {
        Ok(VerifiedView { quotes: c.library.verify(&args.markdown)?.into_iter().map(Into::into).collect() })
    };
    "quotes.read" ReadQuotes(Nothing) -> LeftView = |c, _| Ok(LeftView { left: c.library.read_quotations()? });
    "quotes.echoes" Echoes(OneArticle) -> EchoesView = |c, args| {
        let count = |(at, same, altered): (TextPosition, u32, u32)| EchoCount { start: at.start(), same, altered };
        Ok(EchoesView { quotations: c.library.echoes(id(&args.id)?)?.into_iter().map(count).collect() })
    };
    "quotes.elsewhere" Elsewhere(Passage) -> ElsewhereView = |c, args| {
        let position = TextPosition::new(args.start, args.end).map_err(|err| crate::Error::Invalid(err.to_string()))?;
        let left = c.library.read_quotations()?;
        let (words, echoes) = c.library.elsewhere(id(&args.article)?, position)?;
        let echoes = echoes.into_iter().map(|echo| EchoView::new(&words, echo)).collect();
        Ok(ElsewhereView { words, echoes, left })
    };
    "quotes.altered" Altered(PageOf) -> AlteredPage = |c, args| {
        let left = c.library.read_quotations()?;
        let page = Page { offset: args.offset, limit: args.limit.min(500) };
        let (pairs, total) = c.library.store.altered(page)?;
        Ok(AlteredPage { pairs: pairs.into_iter().map(Into::into).collect(), total, left })
    };
    "people.list" ListPeople(ListPeople) -> PeopleView = |c, args| {
        let left = c.library.read_quotations()?;
        let page = Page { offset: args.offset, limit: args.limit.min(500) };
        let (people, total) = c.library.store.people(args.query.trim(), page)?;
        Ok(PeopleView { people: people.into_iter().map(Into::into).collect(), total, left })
    };
    "people.said" PersonSaid(PersonSaid) -> PersonSaidView = |c, args| {
        let page = Page { offset: args.offset, limit: args.limit.min(500) };
        let (said, total) = c.library.store.said_by(&args.name, args.by_site, page)?;
        let aliases = c.library.store.aliases(&args.name)?;
        Ok(PersonSaidView { name: args.name, aliases, total, said: said.into_iter().map(Into::into).collect() })
    };
    "people.merge" MergePeople(MergePeople) -> Nothing = |c, args| {
        c.library.store.merge_people(args.from, args.into)?;
        Ok(Nothing {})
    };
    "people.split" SplitPerson(OnePerson) -> Nothing = |c, args| {
        c.library.store.split_person(args.name)?;
        Ok(Nothing {})
    };
    "highlight.create_image" CreateImageHighlight(CreateImageHighlight) -> Created = |c, args| {
        let new = NewHighlight { colour: colour(&args.colour)?, ..NewHighlight::default() };
        let made = c.library.highlight_image(id(&args.article)?, version(&args.version)?, &args.key, new, c.now)?;
        Ok(Created { id: made.to_string() })
    };
    "highlight.reattach" Reattach(Reattach) -> Nothing = |c, args| {
        let position = TextPosition::new(args.start, args.end).map_err(|err| crate::Error::Invalid(err.to_string()))?;
        let left_out: Vec<TextPosition> = args.left_out.iter().filter_map(|s| TextPosition::new(s.start, s.end).ok()).collect();
        c.library.reattach(highlight(&args.id)?, version(&args.version)?, position, &left_out, c.now)?;
        Ok(Nothing {})
    };
    "highlight.settle" SettleHighlight(Settle) -> Nothing = |c, args| {
        c.library.store.settle(highlight(&args.id)?, version(&args.version)?, args.on)?;
        Ok(Nothing {})
    };
    "highlight.candidates" Candidates(OneHighlight) -> CandidatesView = |c, args| {
        let found = c.library.candidates(highlight(&args.id)?)?.into_iter();
        let view = |(at, words): (TextPosition, String)| CandidateView { start: at.start(), end: at.end(), words };
        Ok(CandidatesView { candidates: found.map(view).collect() })
    };
    "highlight.set_style" SetStyle(SetStyle) -> Nothing = |c, args| {
        c.library.store.set_style(highlight(&args.id)?, style(&args.style)?, c.now)?;
        Ok(Nothing {})
    };
    "highlight.set_note" SetNote(SetNote) -> Nothing = |c, args| {
        c.library.set_note(highlight(&args.id)?, args.body, c.now)?;
        Ok(Nothing {})
    };
    "highlight.article" ArticleOf(OneHighlight) -> ArticleRef = |c, args| {
        let row = c.library.store.highlight(highlight(&args.id)?)?;
        Ok(ArticleRef { article: row.article.to_string() })
    };
    "highlight.markdown" HighlightMarkdown(OneHighlight) -> MarkdownView = |c, args| {
        Ok(MarkdownView { markdown: c.library.quote(highlight(&args.id)?)? })
    };
    "annotations.list" ListAnnotations(ListAnnotations) -> AnnotationPage = |c, args| {
        let page = Page { offset: args.offset, limit: args.limit.min(500) };
        let (group, sort) = (group(args.group), annotation_sort(args.sort));
        let (rows, total) = c.library.store.annotations(&annotations_in(&args.filter)?, group, sort, args.descending, page)?;
        Ok(AnnotationPage { rows: rows.into_iter().map(Into::into).collect(), total })
    };
    "annotations.ids" AnnotationIds(AnnotationIds) -> AnnotationsSelected = |c, args| {
        let found = c.library.store.annotation_ids(&annotations_in(&args.filter)?, annotation_sort(args.sort), args.descending)?;
        let mut selected = AnnotationsSelected::default();
        for id in found {
            match id {
                AnnotationId::Highlight(id) => selected.highlights.push(id.to_string()),
                AnnotationId::Note(id) => selected.notes.push(id.to_string()),
            }
        }
        Ok(selected)
    };
    "annotations.sites" AnnotatedSites(Nothing) -> SitesView = |c, _| {
        Ok(SitesView { sites: c.library.store.annotated_sites()?, speakers: c.library.store.speakers()? })
    };
    "annotations.set_colour" SetColours(SetColours) -> Nothing = |c, args| {
        c.library.store.set_colour(highlights(&args.highlights)?, colour(&args.colour)?, c.now)?;
        Ok(Nothing {})
    };
    "annotations.tag" TagHighlights(TagHighlights) -> Nothing = |c, args| {
        c.library.store.tag_highlights(highlights(&args.highlights)?, tag(&args.tag)?, args.on)?;
        Ok(Nothing {})
    };
    "annotations.delete" DeleteAnnotations(AnnotationsSelected) -> Nothing = |c, args| {
        c.library.store.delete_annotations(annotations(&args.highlights, &args.notes)?)?;
        Ok(Nothing {})
    };
    "annotations.markdown" AnnotationsMarkdown(AnnotationsDocument) -> MarkdownView = |c, args| {
        let ids = annotations(&args.highlights, &args.notes)?;
        Ok(MarkdownView { markdown: c.library.annotations_markdown(&args.title, &ids)? })
    };
    "annotations.export" ExportAnnotations(ExportAnnotations) -> ExportView = |c, args| {
        let ids = annotations(&args.highlights, &args.notes)?;
        let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
        Ok(c.library.export_annotations(&args.title, &ids, &folder)?.into())
    };

    "project.create" CreateProject(NewProject) -> Created = |c, args| {
        let id = ProjectId(new_uuid(c.now));
        c.library.store.create_project(id, name(&args.name)?, c.now)?;
        Ok(Created { id: id.to_string() })
    };
    "project.rename" RenameProject(Rename) -> Nothing = |c, args| {
        c.library.store.rename_project(project(&args.id)?, name(&args.name)?)?;
        Ok(Nothing {})
    };
    "project.delete" DeleteProject(OneNamed) -> Nothing = |c, args| {
        c.library.store.delete_project(project(&args.id)?)?;
        Ok(Nothing {})
    };
    "project.gather" GatherInto(Gather) -> Nothing = |c, args| {
        let (articles, highlights) = (articles(&args.articles)?, highlights(&args.highlights)?);
        c.library.store.gather(project(&args.id)?, articles, highlights, args.on)?;
        Ok(Nothing {})
    };
    "outline.get" GetOutline(OneNamed) -> OutlineView = |c, args| c.library.outline_view(project(&args.id)?);
    "outline.add" AddToOutline(AddPiece) -> Created = |c, args| {
        let new = match args.kind.as_str() {
            "heading" => Piece::Heading(args.depth, args.body),
            "text" => Piece::Text(args.body),
            other => return Err(invalid("piece", other)),
        };
        let id = PieceId(new_uuid(c.now));
        let before = args.before.as_deref().map(piece).transpose()?;
        c.library.store.add_pieces(project(&args.project)?, vec![PieceRow { id, piece: new }], before)?;
        Ok(Created { id: id.to_string() })
    };
    "outline.quote" QuoteInOutline(AddQuotes) -> Nothing = |c, args| {
        let pieces = c.library.quotes(highlights(&args.highlights)?, c.now);
        let before = args.before.as_deref().map(piece).transpose()?;
        c.library.store.add_pieces(project(&args.project)?, pieces, before)?;
        Ok(Nothing {})
    };
    "outline.edit" EditOutline(EditPiece) -> Nothing = |c, args| {
        c.library.store.edit_piece(piece(&args.id)?, args.depth, args.body)?;
        Ok(Nothing {})
    };
    "outline.move" MoveInOutline(MovePiece) -> Nothing = |c, args| {
        let before = args.before.as_deref().map(piece).transpose()?;
        c.library.store.move_piece(piece(&args.id)?, before)?;
        Ok(Nothing {})
    };
    "outline.remove" RemoveFromOutline(OnePiece) -> Nothing = |c, args| {
        c.library.store.remove_piece(piece(&args.id)?)?;
        Ok(Nothing {})
    };
    "outline.markdown" OutlineMarkdown(OneNamed) -> MarkdownView = |c, args| {
        Ok(MarkdownView { markdown: c.library.outline_markdown(project(&args.id)?)? })
    };
    "outline.export" ExportOutlines(ExportOutline) -> ExportView = |c, args| {
        let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
        Ok(c.library.export_outline(project(&args.id)?, &folder)?.into())
    };
    "search.save" KeepSearch(SaveSearch) -> Created = |c, args| {
        let id = SearchId(new_uuid(c.now));
        let query = serde_json::to_string(&args.query).map_err(|err| crate::Error::Invalid(err.to_string()))?;
        c.library.store.save_search(id, name(&args.name)?, query, c.now)?;
        Ok(Created { id: id.to_string() })
    };
    "search.rename" RenameSearch(Rename) -> Nothing = |c, args| {
        c.library.store.rename_search(search(&args.id)?, name(&args.name)?)?;
        Ok(Nothing {})
    };
    "search.delete" DeleteSearch(OneNamed) -> Nothing = |c, args| {
        c.library.store.delete_search(search(&args.id)?)?;
        Ok(Nothing {})
    };
    "note.set" SetArticleNote(SetArticleNote) -> Created = |c, args| {
        let note = match &args.id {
            Some(text) => text.parse().map_err(|err: commonplace_core::InvalidId| crate::Error::Invalid(err.to_string()))?,
            None => NoteId(new_uuid(c.now)),
        };
        c.library.store.set_article_note(id(&args.article)?, note, args.body, c.now)?;
        Ok(Created { id: note.to_string() })
    };
    "drafts" Drafts(Nothing) -> DraftsView = |c, _| {
        let drafts = c.library.store.drafts()?.into_iter();
        Ok(DraftsView { drafts: drafts.map(|(key, body)| Draft { key, body }).collect() })
    };
    "draft.set" SetDraft(Draft) -> Nothing = |c, args| {
        if args.key.chars().count() > 100 {
            return Err(invalid("draft's key", &args.key));
        }
        c.library.store.set_draft(args.key, args.body)?;
        Ok(Nothing {})
    };
    "note.render" RenderNote(RenderNote) -> NoteHtml = |_, args| {
        Ok(NoteHtml { html: commonplace_capture::render_note(&args.body).html })
    };

    "search" Search(Search) -> SearchPage = |c, args| {
        let page = Page { offset: args.offset, limit: args.limit.min(100) };
        let query = Query::parse(&args.query);
        let left = if query.speakers().is_empty() { 0 } else { c.library.read_quotations()? };
        let (hits, total) = c.library.store.search(&query, page)?;
        Ok(SearchPage { hits: hits.into_iter().map(Into::into).collect(), total, left })
    };
    "export.folder" ExportFolder(ExportFolder) -> ExportView = |c, args| {
        let ids = match &args.ids {
            Some(ids) => articles(ids)?,
            None => c.library.all_articles()?,
        };
        let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
        Ok(c.library.export(&ids, &folder, &c.library.shape()?, c.now, &|_| {})?.into())
    };
    "export.list" ExportAsList(ExportList) -> ExportView = |c, args| {
        let ids = match &args.ids {
            Some(ids) => articles(ids)?,
            None => c.library.all_articles()?,
        };
        let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
        Ok(c.library.export_list(&ids, &args.kind, &folder, c.now)?.into())
    };
    "articles.cite" CiteArticles(Cite) -> MarkdownView = |c, args| {
        let form = CitationForm::from_name(&args.form).ok_or_else(|| invalid("form of a reference", &args.form))?;
        Ok(MarkdownView { markdown: c.library.cite(&articles(&args.ids)?, &[], form)? })
    };
    "highlights.cite" CiteHighlights(Cite) -> MarkdownView = |c, args| {
        let form = CitationForm::from_name(&args.form).ok_or_else(|| invalid("form of a reference", &args.form))?;
        Ok(MarkdownView { markdown: c.library.cite_highlights(&highlights(&args.ids)?, form)? })
    };
    "template.all" Templates(Nothing) -> TemplatesView = |_, _| {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let preset = |p: &template::Preset| PresetView { name: p.name.to_owned(), source: p.source.to_owned() };
        Ok(TemplatesView {
            presets: template::PRESETS.iter().map(preset).collect(),
            fields: names(&template::FIELDS),
            filters: names(&template::FILTERS),
        })
    };
    "template.preview" PreviewTemplate(PreviewTemplate) -> MarkdownView = |c, args| {
        let shape = c.library.shape()?.with_template(&args.preset, &args.template)?;
        Ok(MarkdownView { markdown: c.library.preview(id(&args.id)?, &shape)? })
    };
    "vault.get" Vault(Nothing) -> VaultView = |c, _| Ok(c.library.vault()?.into());
    "vault.choose" ChooseVault(Nothing) -> VaultView = |c, _| {
        if let Some(folder) = c.desk.export_folder(true)? {
            c.library.set_vault(Some(&folder))?;
        }
        Ok(c.library.vault()?.into())
    };
    "vault.stop" StopVault(Nothing) -> VaultView = |c, _| {
        c.library.set_vault(None)?;
        Ok(c.library.vault()?.into())
    };
    "history.undo" Undo(Nothing) -> HistoryView = |c, _| Ok(c.library.store.undo()?.into());
    "history.redo" Redo(Nothing) -> HistoryView = |c, _| Ok(c.library.store.redo()?.into());
    "desk.open_url" OpenUrl(OpenUrl) -> Nothing = |c, args| {
        let ok = ["http://", "https://", "mailto:"].iter().any(|s| args.url.to_ascii_lowercase().starts_with(s));
        if !ok {
            return Err(crate::Error::Invalid("only web and mail addresses are opened".into()));
        }
        c.desk.open_url(&args.url)?;
        Ok(Nothing {})
    };
    "desk.quit" Quit(Nothing) -> Nothing = |c, _| {
        c.desk.quit()?;
        Ok(Nothing {})
    };
    "desk.copy" Copy(CopyText) -> Nothing = |c, args| {
        let html = args.markdown.then(|| commonplace_capture::render_note(&args.text).html);
        c.desk.copy(args.text, html)?;
        Ok(Nothing {})
    };
    "desk.show_exported" ShowExported(Nothing) -> Nothing = |c, _| {
        c.desk.show_exported()?;
        Ok(Nothing {})
    };
    "desk.set_dark" SetDark(SetDark) -> Nothing = |c, args| {
        c.desk.set_dark(args.dark)?;
        Ok(Nothing {})
    };
    "desk.full_screen" FullScreen(Nothing) -> Nothing = |c, _| {
        c.desk.full_screen()?;
        Ok(Nothing {})
    };
    "desk.save_image" SaveImage(SaveImage) -> Printed = |c, args| {
        let found = c.library.asset(&args.version, &args.key)?;
        let (bytes, media_type) = found.ok_or_else(|| crate::Error::Invalid("this picture was not kept".into()))?;
        let ending = match media_type.as_str() {
            "image/jpeg" => "jpg",
            "image/svg+xml" => "svg",
            "image/x-icon" => "ico",
            other => other.strip_prefix("image/").unwrap_or("img"),
        };
        let name = format!("{}.{ending}", commonplace_exchange::name::safe(&args.name));
        let path = c.desk.save_as(&name)?;
        if let Some(path) = &path {
            std::fs::write(path, bytes).map_err(|source| {
                commonplace_exchange::folder::Error::Write { path: path.clone(), source }
            }).map_err(crate::Error::from)?;
        }
        Ok(Printed { path: path.map(|path| path.display().to_string()) })
    };
    "desk.print" Print(PrintAs) -> Printed = |c, args| {
        let path = c.desk.print(args.pdf)?;
        Ok(Printed { path: path.map(|path| path.display().to_string()) })
    };
}

impl Library {
    /// All of an article that the reading view shows.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Store`].
    pub fn detail(&self, id: ArticleId) -> Result<ArticleDetail, crate::Error> {
        let article = self.store.article(id)?;
        let version = self.store.version(id)?;
        let (highlights, notes) = self.annotations(id, &version)?;
        Ok(ArticleDetail {
            article: article.into(),
            versions: self.store.version_count(id)?,
            highlights,
            notes,
            text: version.text.clone(),
            version: VersionView::new(version, self.store.asset_keys(id)?),
            waiting: self.store.waiting(id)?.map(Into::into),
        })
    }

    /// The same to be read on a screen: its words may be divided.
    fn opened(&self, id: ArticleId) -> Result<ArticleDetail, crate::Error> {
        let mut detail = self.detail(id)?;
        let language = detail.article.language.as_deref();
        if let Some(html) = commonplace_capture::divide(&detail.version.html, language) {
            detail.version.html = html;
            detail.version.divided = true;
        }
        Ok(detail)
    }

    fn annotations(
        &self,
        id: ArticleId,
        version: &commonplace_store::VersionRow,
    ) -> Result<(Vec<HighlightView>, Vec<NoteView>), crate::Error> {
        let anchored = self.anchored(id, version.id, &version.text)?.into_iter();
        let highlights = anchored.map(|(row, anchor)| HighlightView::new(row, anchor, version));
        let notes = self.store.article_notes(id)?.into_iter().map(Into::into);
        Ok((highlights.collect(), notes.collect()))
    }

    fn quotes_view(&self, article: ArticleId) -> Result<QuotesView, crate::Error> {
        let version = self.store.version(article)?.id;
        let quotes = self.quotations(article)?.into_iter().map(Into::into).collect();
        Ok(QuotesView { version: version.to_string(), quotes })
    }

    /// The searches that are kept; one that this version cannot read is passed over.
    fn searches(&self) -> Result<Vec<SearchView>, crate::Error> {
        let view = |row: SearchRow| {
            let query = serde_json::from_str(&row.query).ok()?;
            Some(SearchView { id: row.id.to_string(), name: row.name, query })
        };
        Ok(self.store.saved_searches()?.into_iter().filter_map(view).collect())
    }

    fn outline_view(&self, id: ProjectId) -> Result<OutlineView, crate::Error> {
        let mut pieces = Vec::new();
        for row in self.store.outline(id)? {
            let view = PieceView {
                id: row.id.to_string(),
                kind: "text".to_owned(),
                depth: 1,
                body: String::new(),
                html: None,
                quote: None,
            };
            pieces.push(match row.piece {
                Piece::Heading(depth, body) => {
                    PieceView { kind: "heading".to_owned(), depth, body, ..view }
                }
                Piece::Text(body) => {
                    let html = commonplace_capture::render_note(&body).html;
                    PieceView { html: Some(html), body, ..view }
                }
                Piece::Quote(id) => {
                    let quote = self.store.annotation(AnnotationId::Highlight(id))?;
                    PieceView { kind: "quote".to_owned(), quote: Some(quote.into()), ..view }
                }
            });
        }
        Ok(OutlineView { pieces })
    }

    fn versions(&self, id: ArticleId) -> Result<VersionsView, crate::Error> {
        let mut rows = self.store.versions(id)?;
        // What an export said is no version of the page.
        rows.retain(|row| row.shown || row.extractor != commonplace_core::RECORD);
        rows.reverse();
        let mut seen = std::collections::HashSet::new();
        let mut versions: Vec<VersionInfoView> = Vec::new();
        for row in rows {
            let origin =
                match (commonplace_capture::is_picked(&row.extractor), seen.insert(row.capture.id))
                {
                    (true, _) => "picked",
                    (false, true) => "captured",
                    (false, false) => "reextracted",
                };
            versions.push(VersionInfoView {
                id: row.id.to_string(),
                made: row.made,
                captured: row.capture.taken,
                method: row.capture.method.name().to_owned(),
                url: row.capture.url,
                sha256: row.capture.sha256,
                rendition: row.rendition.name().to_owned(),
                origin: origin.to_owned(),
                highlights: row.highlights,
                shown: row.shown,
            });
        }
        versions.reverse();
        Ok(VersionsView { versions })
    }

    /// The page as it was captured, as text: the source of a page, the words of a paste.
    fn captured(&self, id: ArticleId) -> Result<CapturedView, crate::Error> {
        let version = self.store.version(id)?;
        let bytes = self.store.capture_bytes(version.capture.id)?;
        let (text, _) = commonplace_capture::decode(&bytes, None);
        Ok(CapturedView {
            text,
            media_type: version.capture.media_type,
            sha256: version.capture.sha256,
            bytes: bytes.len() as u64,
        })
    }
}

fn decode(base64: &str) -> Result<Vec<u8>, crate::Error> {
    let engine = base64::engine::general_purpose::STANDARD;
    engine.decode(base64).map_err(|err| crate::Error::Invalid(format!("not base64: {err}")))
}

fn invalid(what: &str, given: &str) -> crate::Error {
    crate::Error::Invalid(format!("not a {what}: {given:?}"))
}

fn id(text: &str) -> Result<ArticleId, crate::Error> {
    text.parse().map_err(|_| invalid("article id", text))
}

fn version(text: &str) -> Result<commonplace_core::VersionId, crate::Error> {
    text.parse().map_err(|_| invalid("version id", text))
}

fn articles(ids: &[String]) -> Result<Vec<ArticleId>, crate::Error> {
    ids.iter().map(|i| id(i)).collect()
}

fn highlight(text: &str) -> Result<commonplace_core::HighlightId, crate::Error> {
    text.parse().map_err(|_| invalid("highlight id", text))
}

fn highlights(ids: &[String]) -> Result<Vec<HighlightId>, crate::Error> {
    ids.iter().map(|i| highlight(i)).collect()
}

fn annotations(
    highlighted: &[String],
    notes: &[String],
) -> Result<Vec<AnnotationId>, crate::Error> {
    let note = |text: &String| text.parse().map_err(|_| invalid("note id", text));
    let notes = notes.iter().map(note).collect::<Result<_, _>>()?;
    Ok(crate::gather::ids(highlights(highlighted)?, notes))
}

fn project(text: &str) -> Result<ProjectId, crate::Error> {
    text.parse().map_err(|_| invalid("project id", text))
}

fn piece(text: &str) -> Result<PieceId, crate::Error> {
    text.parse().map_err(|_| invalid("piece id", text))
}

fn search(text: &str) -> Result<SearchId, crate::Error> {
    text.parse().map_err(|_| invalid("search id", text))
}

fn name(name: &str) -> Result<Name, crate::Error> {
    Name::new(name).map_err(|err| crate::Error::Invalid(err.to_string()))
}

fn articles_in(
    scope: ScopeView,
    tag: Option<String>,
    of: Option<&str>,
) -> Result<ArticleFilter, crate::Error> {
    Ok(ArticleFilter { scope: self::scope(scope), tag, project: of.map(project).transpose()? })
}

fn annotations_in(filter: &AnnotationFilterView) -> Result<AnnotationFilter, crate::Error> {
    Ok(AnnotationFilter {
        project: filter.project.as_deref().map(project).transpose()?,
        tag: filter.tag.clone(),
        colour: filter.colour.as_deref().map(colour).transpose()?,
        site: filter.site.clone(),
        speaker: filter.speaker.clone(),
        from: filter.from,
        until: filter.until,
        query: Query::parse(&filter.query),
        kind: match filter.kind {
            KindView::All => AnnotationKind::All,
            KindView::Noted => AnnotationKind::Noted,
            KindView::Highlights => AnnotationKind::Highlights,
            KindView::Notes => AnnotationKind::Notes,
        },
    })
}

fn group(group: GroupView) -> Group {
    match group {
        GroupView::None => Group::None,
        GroupView::Article => Group::Article,
        GroupView::Project => Group::Project,
        GroupView::Tag => Group::Tag,
        GroupView::Colour => Group::Colour,
        GroupView::Site => Group::Site,
        GroupView::Speaker => Group::Speaker,
    }
}

fn annotation_sort(sort: AnnotationSortView) -> AnnotationSort {
    match sort {
        AnnotationSortView::Created => AnnotationSort::Created,
        AnnotationSortView::Updated => AnnotationSort::Updated,
        AnnotationSortView::Title => AnnotationSort::Title,
    }
}

fn colour(name: &str) -> Result<Colour, crate::Error> {
    Colour::from_name(name).ok_or_else(|| invalid("colour", name))
}

fn style(name: &str) -> Result<Style, crate::Error> {
    Style::from_name(name).ok_or_else(|| invalid("style", name))
}

fn tag(name: &str) -> Result<TagName, crate::Error> {
    TagName::new(name).map_err(|err| crate::Error::Invalid(err.to_string()))
}

fn scope(scope: ScopeView) -> Scope {
    match scope {
        ScopeView::All => Scope::All,
        ScopeView::Inbox => Scope::State(ArticleState::Inbox),
        ScopeView::Later => Scope::State(ArticleState::Later),
        ScopeView::Archive => Scope::State(ArticleState::Archive),
        ScopeView::Favourite => Scope::Favourite,
        ScopeView::Trash => Scope::Trash,
    }
}

fn sort(sort: SortView) -> Sort {
    match sort {
        SortView::Saved => Sort::Saved,
        SortView::Title => Sort::Title,
        SortView::Site => Sort::Site,
        SortView::Published => Sort::Published,
        SortView::Progress => Sort::Progress,
    }
}

#[cfg(test)]
mod tests {
    /// The committed TypeScript is the contract's. Run with `UPDATE_BINDINGS=1` to write it anew.
    #[test]
    fn the_typescript_types_are_those_of_the_contract() -> std::io::Result<()> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../ui/src/api/contract.ts");
        let now = super::typescript();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
            std::fs::write(&path, &now)?;
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == now, "ui/src/api/contract.ts is stale: run `cargo xtask bindings`");
        Ok(())
    }
}
