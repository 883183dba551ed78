//! The wire contract: every call, declared once. The window's command, the HTTP route and the
//! TypeScript types follow from the list below. Each call is implemented in the module that the
//! list names.
//!
//! Positions are Unicode code points, times are Unix milliseconds UTC, ids are UUIDs as text. A
//! request with an unknown field is rejected.

mod annotations;
mod articles;
mod clip;
mod context;
mod desk;
mod export;
mod highlights;
mod history;
mod import;
mod jobs;
mod people;
mod projects;
mod quotes;
mod search;
mod settings;
mod status;
mod typescript;
mod vault;
mod versions;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;

use commonplace_capture::{FileKind, UrlProblem};
use commonplace_exchange::template::TemplateProblem;
use serde::Deserialize;
use serde_json::Value;

pub use annotations::*;
pub use articles::*;
pub use clip::*;
pub use context::{Desk, InputSource};
pub use desk::*;
pub use export::*;
pub use highlights::*;
pub use history::*;
pub use import::*;
pub use jobs::*;
pub use people::*;
pub use projects::*;
pub use quotes::*;
pub use search::*;
pub use settings::*;
pub use status::*;
pub use vault::*;
pub use versions::*;
pub use wire::{Created, Id, JobId, Nothing, OneArticle, OneHighlight, PageOf, UploadId};

use context::Context;

pub use crate::{ErrorCode, Failure, Settings};
use crate::{Library, Millis, Refusal, Word, WriteProblem};

/// Runs a call and logs its name, its duration and the code of its error.
fn logged(call: &str, run: impl FnOnce() -> Result<Value, crate::Error>) -> Result<Value, Failure> {
    let begun = std::time::Instant::now();
    let reply = run().map_err(Failure::logged);
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &reply {
        Ok(_) => tracing::debug!(call, ms, "done"),
        Err(failure) => tracing::info!(call, ms, code = ?failure.code, "refused"),
    }
    reply
}

/// Declares the calls: the request enum, its dispatch, and the TypeScript map entry of each call.
macro_rules! calls {
    ($($name:literal $variant:ident($args:ty) -> $reply:ty = $run:path;)*) => {
        /// A call with its arguments.
        #[derive(Debug, Deserialize)]
        #[serde(tag = "call", content = "args")]
        pub enum Request {
            $(#[doc = concat!("`", $name, "`")] #[serde(rename = $name)] $variant($args),)*
        }

        /// Runs one call and returns its reply as JSON.
        ///
        /// # Errors
        ///
        /// The [`Failure`] that front ends receive.
        pub fn dispatch(library: &Arc<Library>, desk: &dyn Desk, request: Request, now: Millis) -> Result<Value, Failure> {
            let context = Context { library, desk, now };
            match request {
                $(Request::$variant(args) => logged($name, || {
                    let reply: $reply = $run(&context, args)?;
                    serde_json::to_value(reply).map_err(|err| crate::Error::Invalid(err.to_string()))
                }),)*
            }
        }

        /// The TypeScript of the whole contract: file contents, keyed by file name without `.ts`.
        #[must_use]
        pub fn typescript() -> BTreeMap<String, String> {
            let mut types = typescript::Declarations::new();
            $(types.call::<$args, $reply>($name);)*
            types.declare::<Failure>();
            types.declare::<Word<FileKind>>();
            types.declare::<Word<UrlProblem>>();
            types.declare::<Word<Refusal>>();
            types.declare::<Word<WriteProblem>>();
            types.declare::<Word<TemplateProblem>>();
            types.finish()
        }
    };
}

calls! {
    "library.status" Status(Nothing) -> StatusView = status::status;
    "library.diagnostics" Diagnostics(Nothing) -> DiagnosticsView = status::diagnostics;
    "events.next" NextEvents(NextEvents) -> EventsView = jobs::next_events;
    "session.get" GetSession(Nothing) -> Session = settings::session;
    "session.set" SetSession(Session) -> Nothing = settings::set_session;
    "settings.get" GetSettings(Nothing) -> Settings = settings::get;
    "settings.set" SetSettings(Settings) -> Nothing = settings::set;
    "articles.list" ListArticles(ListArticles) -> ArticlePage = articles::list;
    "articles.ids" ListIds(ListIds) -> IdsView = articles::ids;
    "articles.set_state" SetState(SetState) -> Nothing = articles::set_state;
    "articles.set_favourite" SetFavourite(SetFavourite) -> Nothing = articles::set_favourite;
    "articles.tag" TagArticles(TagArticles) -> Nothing = articles::tag;
    "tag.rename" RenameTag(RenameTag) -> Nothing = articles::rename_tag;
    "tag.delete" DeleteTag(OneTag) -> Nothing = articles::delete_tag;
    "articles.trash" Trash(Articles) -> Nothing = articles::trash;
    "articles.restore" Restore(Articles) -> Nothing = articles::restore;
    "articles.delete_for_good" Delete(Articles) -> Nothing = articles::delete_for_good;
    "article.open" OpenArticle(OneArticle) -> ArticleDetail = articles::open;
    "article.linked_from" LinkedFrom(OneArticle) -> AnnotationPage = articles::linked_from;
    "article.facts" GetFacts(OneArticle) -> FactsView = articles::facts;
    "article.correct" Correct(Correct) -> Nothing = articles::correct;
    "article.set_position" SetPosition(SetPosition) -> Nothing = articles::set_position;
    "article.captured" Captured(OneArticle) -> CapturedView = versions::captured;
    "article.page" InspectPage(OneArticle) -> PageView = versions::inspect;
    "article.pick" Pick(PickArticle) -> Nothing = versions::pick;
    "article.reextract" Reextract(OneArticle) -> RereadView = versions::reextract;
    "article.versions" Versions(OneArticle) -> VersionsView = versions::versions;
    "article.compare" Compare(CompareVersions) -> CompareView = versions::compare;
    "article.show_version" Show(ShowVersion) -> Nothing = versions::show_version;
    "articles.recheck" Recheck(RecheckArticles) -> JobId = versions::recheck;
    "article.quote" QuotePassage(QuotePassage) -> MarkdownView = export::quote_passage;
    "article.markdown" ArticleMarkdown(OneArticle) -> MarkdownView = export::article_markdown;
    "clip.url" ClipUrl(ClipUrl) -> JobId = clip::url;
    "clip.paste" ClipPaste(ClipPaste) -> OutcomeView = clip::paste;
    "clip.file" ClipFile(ClipFile) -> OutcomeView = clip::file;
    "import.part" ImportPart(ImportPart) -> UploadId = import::part;
    "files.given" GivenFiles(GivenFiles) -> MaybeHanded = clip::given_files;
    "files.clip" ClipHanded(ClipHanded) -> OutcomeView = clip::given_page;
    "files.text" HandedText(UploadId) -> DraftText = clip::given_text;
    "import.start" StartImport(StartImport) -> JobId = import::start;
    "import.drop" DropUpload(UploadId) -> Nothing = import::drop_upload;
    "library.archive" Archive(ArchiveLibrary) -> MaybeJob = export::archive;
    "fetching.pause" PauseFetching(Switch) -> Nothing = import::pause_fetching;
    "fetching.again" FetchAgain(OneOrAll) -> Nothing = import::fetch_again;
    "fetching.failures" FetchFailures(Nothing) -> FetchFailuresView = import::fetch_failures;
    "job.cancel" CancelJob(JobId) -> Nothing = jobs::cancel;
    "highlight.create" CreateHighlight(CreateHighlight) -> HighlightView = highlights::create_highlight;
    "highlight.attribute" Attribute(Attribute) -> HighlightView = highlights::attribute;
    "highlight.translate" Translate(Translate) -> HighlightView = highlights::translate;
    "quotes.list" ListQuotes(OneArticle) -> QuotesView = quotes::list;
    "quotes.correct" CorrectSpeaker(CorrectSpeaker) -> QuotesView = quotes::correct;
    "quotes.evidence" QuoteEvidence(Passage) -> EvidenceView = quotes::evidence;
    "highlight.evidence" HighlightEvidence(OneHighlight) -> EvidenceView = quotes::highlight_evidence;
    "draft.verify" Verify(VerifyDraft) -> VerifiedView = quotes::verify;
    "quotes.read" ReadQuotes(Nothing) -> LeftView = quotes::read;
    "quotes.echoes" Echoes(OneArticle) -> EchoesView = quotes::echoes;
    "quotes.elsewhere" Elsewhere(Passage) -> ElsewhereView = quotes::elsewhere;
    "quotes.altered" Altered(PageOf) -> AlteredPage = quotes::altered;
    "people.list" ListPeople(ListPeople) -> PeopleView = people::people;
    "people.said" PersonSaid(PersonSaid) -> PersonSaidView = people::said;
    "people.merge" MergePeople(MergePeople) -> Nothing = people::merge_people;
    "people.split" SplitPerson(OnePerson) -> Nothing = people::split_person;
    "highlight.create_image" CreateImageHighlight(CreateImageHighlight) -> HighlightView = highlights::create_image_highlight;
    "highlight.reattach" Reattach(Reattach) -> HighlightView = highlights::reattach;
    "highlight.settle" SettleHighlight(Settle) -> HighlightView = highlights::keep_wording;
    "highlight.candidates" Candidates(OneHighlight) -> CandidatesView = highlights::candidates;
    "highlight.set_colour" SetHighlightColour(SetColour) -> HighlightView = highlights::set_colour;
    "highlight.tag" TagOneHighlight(TagHighlight) -> HighlightView = highlights::tag;
    "highlight.delete" DeleteHighlight(OneHighlight) -> Nothing = highlights::delete;
    "highlight.set_style" SetStyle(SetStyle) -> HighlightView = highlights::set_style;
    "highlight.set_note" SetNote(SetNote) -> HighlightView = highlights::set_note;
    "highlight.article" ArticleOf(OneHighlight) -> ArticleRef = highlights::article_of_highlight;
    "highlight.markdown" HighlightMarkdown(OneHighlight) -> MarkdownView = export::highlight_markdown;
    "annotations.list" ListAnnotations(ListAnnotations) -> AnnotationPage = annotations::list;
    "annotations.ids" AnnotationIds(AnnotationIds) -> AnnotationsSelected = annotations::ids;
    "annotations.sites" AnnotatedSites(Nothing) -> SitesView = annotations::sites_and_speakers;
    "annotations.set_colour" SetColours(SetColours) -> Nothing = annotations::set_colour;
    "annotations.tag" TagHighlights(TagHighlights) -> Nothing = annotations::tag;
    "annotations.delete" DeleteAnnotations(AnnotationsSelected) -> Nothing = annotations::delete;
    "annotations.markdown" AnnotationsMarkdown(AnnotationsDocument) -> MarkdownView = export::annotations_markdown;
    "annotations.export" ExportAnnotations(ExportAnnotations) -> ExportView = export::export_annotations;
    "project.create" CreateProject(NewProject) -> Created = projects::create;
    "project.rename" RenameProject(RenameProject) -> Nothing = projects::rename;
    "project.delete" DeleteProject(OneProject) -> Nothing = projects::delete;
    "project.gather" GatherInto(Gather) -> Nothing = projects::gather;
    "outline.get" GetOutline(OneProject) -> OutlineView = projects::outline;
    "outline.add" AddToOutline(AddPiece) -> Created = projects::add_piece;
    "outline.quote" QuoteInOutline(AddQuotes) -> Nothing = projects::add_quotes;
    "outline.edit" EditOutline(EditPiece) -> Nothing = projects::edit_piece;
    "outline.move" MoveInOutline(MovePiece) -> Nothing = projects::move_piece;
    "outline.remove" RemoveFromOutline(OnePiece) -> Nothing = projects::remove_piece;
    "outline.markdown" OutlineMarkdown(OneProject) -> MarkdownView = export::outline_markdown;
    "outline.export" ExportOutlines(ExportOutline) -> ExportView = export::export_outline;
    "search.save" KeepSearch(SaveSearch) -> Created = search::save;
    "search.rename" RenameSearch(RenameSearch) -> Nothing = search::rename;
    "search.delete" DeleteSearch(OneSearch) -> Nothing = search::delete;
    "note.set" SetArticleNote(SetArticleNote) -> NoteSet = annotations::set_note_on_article;
    "drafts" Drafts(Nothing) -> DraftsView = annotations::drafts;
    "draft.set" SetDraft(Draft) -> Nothing = annotations::set_draft;
    "note.render" RenderNote(RenderNote) -> NoteHtml = annotations::render_note;
    "search" Search(Search) -> SearchPage = search::search;
    "export.folder" ExportFolder(ExportFolder) -> ExportView = export::folder;
    "export.list" ExportAsList(ExportList) -> ExportView = export::list;
    "articles.cite" CiteArticles(CiteArticles) -> MarkdownView = export::cite_articles;
    "highlights.cite" CiteHighlights(CiteHighlights) -> MarkdownView = export::cite_highlights;
    "template.all" Templates(Nothing) -> TemplatesView = export::templates;
    "template.preview" PreviewTemplate(PreviewTemplate) -> MarkdownView = export::preview_template;
    "vault.get" Vault(Nothing) -> VaultView = vault::get;
    "vault.choose" ChooseVault(Nothing) -> VaultView = vault::choose;
    "vault.stop" StopVault(Nothing) -> VaultView = vault::stop;
    "history.undo" Undo(Nothing) -> HistoryView = history::undo;
    "history.redo" Redo(Nothing) -> HistoryView = history::redo;
    "desk.open_url" OpenUrl(OpenUrl) -> Nothing = desk::open_url;
    "desk.quit" Quit(Nothing) -> Nothing = desk::quit;
    "desk.copy" Copy(CopyText) -> Nothing = desk::copy;
    "desk.show_exported" ShowExported(Nothing) -> Nothing = desk::show_exported;
    "desk.set_dark" SetDark(SetDark) -> Nothing = desk::set_dark;
    "desk.full_screen" FullScreen(Nothing) -> Nothing = desk::full_screen;
    "desk.save_image" SaveImage(SaveImage) -> Printed = desk::save_image;
    "desk.print" Print(PrintAs) -> Printed = desk::print;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    /// Checks that the committed TypeScript matches the contract. Run with `UPDATE_BINDINGS=1` to
    /// rewrite it.
    #[test]
    fn the_typescript_types_are_those_of_the_contract() -> std::io::Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/api");
        let files = super::typescript();
        let committed = || -> std::io::Result<BTreeMap<String, String>> {
            let mut found = BTreeMap::new();
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(path)?);
            }
            Ok(found)
        };
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::create_dir_all(&folder)?;
            for name in committed()?.keys().filter(|name| !files.contains_key(*name)) {
                std::fs::remove_file(folder.join(format!("{name}.ts")))?;
            }
            for (name, text) in &files {
                std::fs::write(folder.join(format!("{name}.ts")), text)?;
            }
        }
        assert!(committed()? == files, "ui/src/api is stale: run `cargo xtask bindings`");
        Ok(())
    }

    /// Names of fields that may be text, because a person, a page or the system wrote their
    /// content.
    const FREE_TEXT: &[&str] = &[
        "affiliation",
        "aliases",
        "archived",
        "article",
        "articles",
        "authors",
        "base64",
        "before",
        "beside",
        "body",
        "both",
        "byline",
        "colour_names",
        "corrected",
        "cue",
        "dateline",
        "description",
        "exact",
        "export_template",
        "folder",
        "found",
        "from",
        "group",
        "highlight",
        "highlights",
        "html",
        "id",
        "ids",
        "image",
        "images",
        "into",
        "key",
        "keys",
        "language",
        "link",
        "markdown",
        "media_type",
        "mention",
        "message",
        "name",
        "new",
        "note",
        "note_html",
        "notes",
        "old",
        "opening",
        "pages",
        "path",
        "project",
        "projects",
        "published",
        "query",
        "quote",
        "role",
        "saved",
        "section",
        "sha256",
        "site",
        "sites",
        "source",
        "speaker",
        "speakers",
        "subject",
        "tag",
        "tags",
        "template",
        "text",
        "title",
        "translator",
        "url",
        "value",
        "version",
        "voice",
        "what",
        "words",
    ];

    /// A field with a fixed set of values is an enum, not text.
    #[test]
    fn no_field_of_text_is_one_of_a_few_words() {
        let mut fields = BTreeMap::new();
        for (file, text) in super::typescript() {
            for line in text.lines() {
                let field = line.trim().split_once(": ");
                if let Some((name, kind)) = field
                    && name.chars().all(|c| c.is_alphanumeric() || c == '_')
                    && kind.contains("string")
                {
                    fields.insert(name.to_owned(), file.clone());
                }
            }
        }
        assert!(fields.len() > 50, "the fields were found: {fields:?}");
        fields.retain(|name, _| !FREE_TEXT.contains(&name.as_str()));
        assert!(fields.is_empty(), "an enum, or named among FREE_TEXT: {fields:?}");
    }
}
