//! What goes over the wire: counterparts of the core's types, made to be sent. One list of plain
//! declarations, long because the contract is one.

use std::collections::BTreeMap;

use commonplace_core::quotation::{CONFIDENT, Speaker};
use commonplace_core::search::Excerpt;
use commonplace_core::{
    Anchor, AnchorKind, Attribution, Millis, Standing, Style, Translation, diff,
};
use commonplace_store as store;
use serde::{Deserialize, Serialize};
use ts_rs::{Config, TS, TypeVisitor};

use crate::{
    Checked, Echo, Evidence, Fetching, Found, Imported, Job, JobState, Outcome, Recheck, Rechecked,
    Report, VaultState, Verified,
};

/// A struct that is sent.
macro_rules! sent {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, TS)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
    )*};
}

/// A struct that is received; unknown fields are refused.
macro_rules! received {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Deserialize, TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
    )*};
}

/// Files that are handed over to be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UploadId {
    /// Its id.
    #[ts(type = "number")]
    pub upload: u64,
}

/// What is open in the window: shown again after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The article.
    pub article: Option<String>,
}

/// Asks for files that were given to the window.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GivenFiles {
    /// How they were given.
    pub how: super::Given,
    /// What stands above the dialog, if one is shown.
    pub title: String,
}

/// Files that were given to the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HandedView {
    /// The hand-over.
    #[ts(type = "number")]
    pub upload: u64,
    /// The pages in it, in folders too, as they are called.
    pub pages: Vec<String>,
    /// Whether it is what another program exported, not pages to be read.
    pub exported: bool,
}

impl From<crate::Handed> for HandedView {
    fn from(handed: crate::Handed) -> Self {
        Self { upload: handed.upload, pages: handed.pages, exported: handed.exported }
    }
}

/// Files that were given to the window; null if the reader chose none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MaybeHanded {
    /// The files.
    pub handed: Option<HandedView>,
}

/// Clips a page that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ClipHanded {
    /// The hand-over.
    #[ts(type = "number")]
    pub upload: u64,
    /// Its place among the pages.
    pub index: u32,
    /// Whether an article that is there already gets a new version.
    pub new_version: bool,
}

/// A draft that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DraftText {
    /// What its file is called.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Puts text on the clipboard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CopyText {
    /// The text.
    pub text: String,
    /// Whether it is Markdown: its HTML is then put beside it.
    pub markdown: bool,
}

/// Makes the menus that the desktop draws dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetDark {
    /// `null`: as the desktop is.
    pub dark: Option<bool>,
}

/// Prints what the window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PrintAs {
    /// Into a PDF file that is asked for, not on a printer.
    pub pdf: bool,
}

/// An image of a version, to be saved as a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaveImage {
    /// The version.
    pub version: String,
    /// The image's key.
    pub key: String,
    /// What the file is called if nothing else is chosen, without its ending.
    pub name: String,
}

/// What was printed, or saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Printed {
    /// The PDF that was written.
    pub path: Option<String>,
}

/// No arguments, or no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// Which articles a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScopeView {
    /// All but the trash.
    All,
    /// Not sorted yet.
    Inbox,
    /// To be read.
    Later,
    /// Done with.
    Archive,
    /// Favourites.
    Favourite,
    /// The trash.
    Trash,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SortView {
    /// When it was saved.
    Saved,
    /// By title.
    Title,
    /// By publication.
    Site,
    /// By date of publication.
    Published,
    /// By how far it has been read.
    Progress,
}

/// Which annotations; what is null is not asked about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnnotationFilterView {
    /// In this project, themselves or with their article.
    pub project: Option<String>,
    /// With this tag, themselves or their article.
    pub tag: Option<String>,
    /// Highlights of this colour.
    pub colour: Option<String>,
    /// Highlights of words that this one said.
    pub speaker: Option<String>,
    /// On articles of this publication.
    pub site: Option<String>,
    /// Made at this time or later.
    #[ts(type = "number | null")]
    pub from: Option<Millis>,
    /// Made before this time.
    #[ts(type = "number | null")]
    pub until: Option<Millis>,
    /// Words that stand in them.
    pub query: String,
    /// Of which kind.
    pub kind: KindView,
}

/// A kind of annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KindView {
    /// All.
    #[default]
    All,
    /// Highlights with a note, and notes on articles.
    Noted,
    /// Highlights.
    Highlights,
    /// Notes on articles.
    Notes,
}

/// Who said the words of a highlight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AttributionView {
    /// The name, or what stands for it.
    pub speaker: String,
    /// In what capacity.
    pub role: Option<String>,
    /// Whom for.
    pub affiliation: Option<String>,
    /// The words that say that it was said.
    pub cue: Option<String>,
    /// From 0 to 1, how sure that was when it was found; null if the reader says so.
    pub confidence: Option<f32>,
    /// on_record, background, off_record or needs_permission.
    pub standing: String,
}

impl From<Attribution> for AttributionView {
    fn from(a: Attribution) -> Self {
        Self {
            speaker: a.speaker,
            role: a.role,
            affiliation: a.affiliation,
            cue: a.cue,
            confidence: a.confidence,
            standing: a.standing.name().to_owned(),
        }
    }
}

impl TryFrom<AttributionView> for Attribution {
    type Error = crate::Error;

    fn try_from(view: AttributionView) -> Result<Self, crate::Error> {
        let clean = |text: String| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let invalid = |what: String| crate::Error::Invalid(what);
        let speaker = clean(view.speaker).filter(|s| s.chars().count() <= 200);
        Ok(Self {
            speaker: speaker
                .ok_or_else(|| invalid("a speaker has a name of 1 to 200 characters".into()))?,
            role: view.role.and_then(clean),
            affiliation: view.affiliation.and_then(clean),
            cue: view.cue.and_then(clean),
            confidence: view.confidence.map(|c| c.clamp(0.0, 1.0)),
            standing: Standing::from_name(&view.standing)
                .ok_or_else(|| invalid(format!("not a standing: {:?}", view.standing)))?,
        })
    }
}

/// The words of a highlight in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TranslationView {
    /// The words.
    pub words: String,
    /// Who put them so.
    pub translator: Option<String>,
}

impl From<Translation> for TranslationView {
    fn from(t: Translation) -> Self {
        Self { words: t.words, translator: t.translator }
    }
}

impl TryFrom<TranslationView> for Translation {
    type Error = crate::Error;

    fn try_from(view: TranslationView) -> Result<Self, crate::Error> {
        let clean = |text: String| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let words = clean(view.words).filter(|w| w.chars().count() <= Self::MOST);
        let invalid = format!("a translation has 1 to {} characters", Self::MOST);
        Ok(Self {
            words: words.ok_or(crate::Error::Invalid(invalid))?,
            translator: view.translator.and_then(clean),
        })
    }
}

/// By what annotations are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GroupView {
    /// By nothing.
    #[default]
    None,
    /// By article.
    Article,
    /// By project.
    Project,
    /// By tag.
    Tag,
    /// By colour.
    Colour,
    /// By publication.
    Site,
    /// By who said the words.
    Speaker,
}

/// In which order annotations stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AnnotationSortView {
    /// When they were made.
    #[default]
    Created,
    /// When they were last changed.
    Updated,
    /// By the title of their article.
    Title,
}

/// Annotations that something is done with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnnotationsSelected {
    /// Highlights.
    pub highlights: Vec<String>,
    /// Notes on articles.
    pub notes: Vec<String>,
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
        group: GroupView,
        /// In which order.
        sort: AnnotationSortView,
        /// The greatest first.
        descending: bool,
    },
}

/// What is being written and not saved yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it belongs to: a highlight, a note, an article.
    pub key: String,
    /// Markdown; empty once it is saved, or given up.
    pub body: String,
}

/// A passage of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SpanView {
    /// First code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

fn marked() -> String {
    Style::Marked.name().to_owned()
}

/// An id of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct JobId {
    /// The job.
    #[ts(type = "number")]
    pub job: u64,
}

received! {
    /// Two versions of one article.
    CompareVersions {
        /// The one.
        old: String,
        /// The other.
        new: String,
    }
    /// An article and one of its versions.
    ShowVersion {
        /// The article.
        id: String,
        /// The version.
        version: String,
    }
    /// A highlight whose words are kept.
    Settle {
        /// The highlight.
        id: String,
        /// The version that says something else.
        version: String,
        /// Kept, or asked about again.
        on: bool,
    }
    /// Articles to look up again.
    RecheckArticles {
        /// The articles.
        ids: Vec<String>,
        /// Whether they may come from the reader's own network.
        allow_private: bool,
    }
    /// A piece of a file that is to be imported.
    ImportPart {
        /// What an earlier piece was answered with; null for the first.
        #[ts(type = "number | null")]
        upload: Option<u64>,
        /// The file's path, from the folder that was chosen; its name, if none was.
        path: String,
        /// Bytes that go behind those before; base64.
        base64: String,
    }
    /// An import of files that were handed over.
    StartImport {
        /// The files.
        #[ts(type = "number")]
        upload: u64,
        /// Only to find out what it would do.
        dry_run: bool,
    }
    /// An archive of the whole library.
    ArchiveLibrary {
        /// Whether its folder is to be chosen anew.
        choose: bool,
    }
    /// Something that is on or off.
    Switch {
        /// Whether it is on.
        on: bool,
    }
    /// One article, or all.
    OneOrAll {
        /// The article; null for all.
        id: Option<String>,
    }
    /// From which event on.
    NextEvents {
        /// The number of the next event; null to begin with what comes.
        #[ts(type = "number | null")]
        from: Option<u64>,
    }
    /// A page of a list.
    ListArticles {
        /// Which articles.
        scope: ScopeView,
        /// Only those with this tag.
        tag: Option<String>,
        /// Only those in this project.
        #[serde(default)]
        project: Option<String>,
        /// In which order.
        sort: SortView,
        /// The greatest first.
        descending: bool,
        /// How many to pass over.
        offset: u32,
        /// How many to give; 500 at most.
        limit: u32,
    }
    /// All articles of a list.
    ListIds {
        /// Which articles.
        scope: ScopeView,
        /// Only those with this tag.
        tag: Option<String>,
        /// Only those in this project.
        project: Option<String>,
    }
    /// A page of annotations.
    ListAnnotations {
        /// Which.
        filter: AnnotationFilterView,
        /// By what they are put together.
        group: GroupView,
        /// In which order.
        sort: AnnotationSortView,
        /// The greatest first.
        descending: bool,
        /// How many to pass over.
        offset: u32,
        /// How many to give; 500 at most.
        limit: u32,
    }
    /// All annotations that a filter lets through.
    AnnotationIds {
        /// Which.
        filter: AnnotationFilterView,
        /// In which order.
        sort: AnnotationSortView,
        /// The greatest first.
        descending: bool,
    }
    /// Another colour for highlights.
    SetColours {
        /// The highlights.
        highlights: Vec<String>,
        /// The colour.
        colour: String,
    }
    /// A tag on highlights.
    TagHighlights {
        /// The highlights.
        highlights: Vec<String>,
        /// The tag.
        tag: String,
        /// On, or off.
        on: bool,
    }
    /// Annotations as one document.
    AnnotationsDocument {
        /// Its title.
        title: String,
        /// The highlights.
        highlights: Vec<String>,
        /// The notes on articles.
        notes: Vec<String>,
    }
    /// Annotations as one document in the reader's folder.
    ExportAnnotations {
        /// Its title.
        title: String,
        /// The highlights.
        highlights: Vec<String>,
        /// The notes on articles.
        notes: Vec<String>,
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
    /// A new project.
    NewProject {
        /// Its name.
        name: String,
    }
    /// A project, or a search that is kept.
    OneNamed {
        /// Its id.
        id: String,
    }
    /// Another name for a tag.
    RenameTag {
        /// The tag.
        tag: String,
        /// The name; of another tag, if both are to become one.
        name: String,
    }
    /// A tag.
    OneTag {
        /// Its name.
        tag: String,
    }
    /// Another name for a project, or for a search that is kept.
    Rename {
        /// Its id.
        id: String,
        /// The name.
        name: String,
    }
    /// What a project gathers, or lets go.
    Gather {
        /// The project.
        id: String,
        /// Articles.
        articles: Vec<String>,
        /// Highlights.
        highlights: Vec<String>,
        /// In, or out.
        on: bool,
    }
    /// A heading or a text for an outline.
    AddPiece {
        /// The project.
        project: String,
        /// heading or text.
        kind: String,
        /// Of a heading: 1 to 3.
        depth: u8,
        /// Markdown; of a heading, its words.
        body: String,
        /// The piece it is put before; null for the end.
        before: Option<String>,
    }
    /// Quotes for an outline.
    AddQuotes {
        /// The project.
        project: String,
        /// The highlights.
        highlights: Vec<String>,
        /// The piece they are put before; null for the end.
        before: Option<String>,
    }
    /// A heading or a text of an outline, written anew.
    EditPiece {
        /// The piece.
        id: String,
        /// Of a heading: 1 to 3.
        depth: u8,
        /// Markdown; of a heading, its words.
        body: String,
    }
    /// Another place in the outline.
    MovePiece {
        /// The piece.
        id: String,
        /// The piece it is put before; null for the end.
        before: Option<String>,
    }
    /// A piece of an outline.
    OnePiece {
        /// Its id.
        id: String,
    }
    /// A project's outline in the reader's folder.
    ExportOutline {
        /// The project.
        id: String,
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
    /// A search to be kept.
    SaveSearch {
        /// Its name.
        name: String,
        /// What is searched.
        query: SavedQuery,
    }
    /// Articles.
    Articles {
        /// Their ids.
        ids: Vec<String>,
    }
    /// An article.
    OneArticle {
        /// Its id.
        id: String,
    }
    /// A highlight.
    OneHighlight {
        /// Its id.
        id: String,
    }
    /// Files articles.
    SetState {
        /// Their ids.
        ids: Vec<String>,
        /// inbox, later or archive.
        state: String,
    }
    /// Favourites, or not.
    SetFavourite {
        /// Their ids.
        ids: Vec<String>,
        /// Whether they are.
        on: bool,
    }
    /// A tag on articles.
    TagArticles {
        /// Their ids.
        ids: Vec<String>,
        /// The tag.
        tag: String,
        /// On, or off.
        on: bool,
    }
    /// Corrects what is known; what is null stays, an empty text takes away.
    Correct {
        /// The article.
        id: String,
        /// Only the fields that change.
        fields: Vec<Correction>,
    }
    /// What the reader says of a field.
    Correction {
        /// Its name: `title`, `authors`, `published` …
        field: String,
        /// What it is; names and keywords are separated by semicolons; empty for nothing. Null
        /// takes a correction back.
        value: Option<String>,
    }
    /// The article that the reader picks out of its page.
    PickArticle {
        /// The article.
        id: String,
        /// The passages it is made of, by their number.
        passages: Vec<u32>,
    }
    /// How far an article was read.
    SetPosition {
        /// The article.
        id: String,
        /// 0 to 1.
        progress: f64,
        /// The first code point in view.
        position: u32,
    }
    /// A passage of the version that is shown.
    QuotePassage {
        /// The article.
        id: String,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
    }
    /// Clips a page by its address.
    ClipUrl {
        /// The address.
        url: String,
        /// Clip anew what is there.
        new_version: bool,
        /// It may lie on the reader's own network.
        allow_private: bool,
    }
    /// Clips what the clipboard held.
    ClipPaste {
        /// The HTML in it.
        html: Option<String>,
        /// The text in it.
        text: String,
        /// Where it was copied from.
        url: Option<String>,
        /// Clip anew what is there.
        new_version: bool,
    }
    /// Clips a file.
    ClipFile {
        /// Its name.
        name: String,
        /// What it holds.
        base64: String,
        /// Files that were saved with it.
        parts: Vec<FilePart>,
        /// Clip anew what is there.
        new_version: bool,
    }
    /// A file that was saved with a page.
    FilePart {
        /// As the page names it: `page_files/1.png`.
        path: String,
        /// What it holds.
        base64: String,
    }
    /// A new highlight.
    CreateHighlight {
        /// The article.
        article: String,
        /// The version that was shown.
        version: String,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// Its colour.
        colour: String,
        /// marked or underlined.
        #[serde(default = "marked")]
        style: String,
        /// Who said the words.
        #[serde(default)]
        attribution: Option<AttributionView>,
        /// Its note, Markdown.
        note: Option<String>,
        /// Its tags.
        tags: Vec<String>,
    }
    /// Says who said a highlight's words.
    Attribute {
        /// The highlight.
        id: String,
        /// Who; null for nobody.
        attribution: Option<AttributionView>,
    }
    /// Puts a translation beside a highlight's words.
    Translate {
        /// The highlight.
        id: String,
        /// The translation; null takes it away.
        translation: Option<TranslationView>,
    }
    /// Says who said a quotation.
    CorrectSpeaker {
        /// The article.
        article: String,
        /// Where the quotation stands in the version that is shown: first code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// Who said it.
        name: String,
    }
    /// Which people.
    ListPeople {
        /// Words that stand in their names; empty for all.
        query: String,
        /// How many to pass over.
        offset: u32,
        /// How many, at most 500.
        limit: u32,
    }
    /// Somebody, or one of the names of somebody.
    OnePerson {
        /// The name.
        name: String,
    }
    /// What somebody said, a page of it.
    PersonSaid {
        /// The name.
        name: String,
        /// The words in one publication together, not all in the order of time.
        #[serde(default)]
        by_site: bool,
        /// How many to pass over.
        offset: u32,
        /// How many, at most 500.
        limit: u32,
    }
    /// A passage of an article.
    Passage {
        /// The article.
        article: String,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
    }
    /// A list for another program, into the folder of exports.
    ExportList {
        /// The articles; null for all.
        ids: Option<Vec<String>>,
        /// csv, readwise or bookmarks.
        kind: String,
        /// Whether to ask for the folder again.
        choose: bool,
    }
    /// References to articles, or to those of highlights, which are quoted.
    Cite {
        /// The articles or highlights, in the order of their references.
        ids: Vec<String>,
        /// apa, mla, chicago, ieee, gb7714, csl-json, bibtex, ris or pandoc.
        form: String,
    }
    /// An article as a template would write it.
    PreviewTemplate {
        /// The article.
        id: String,
        /// The preset; `own` for the template that follows.
        preset: String,
        /// The reader's own template.
        template: String,
    }
    /// A draft, to be checked.
    VerifyDraft {
        /// Markdown.
        markdown: String,
    }
    /// A page of a list.
    PageOf {
        /// How many to pass over.
        offset: u32,
        /// How many, at most 500.
        limit: u32,
    }
    /// Two names of one person.
    MergePeople {
        /// The name that is another's.
        from: String,
        /// Whose it is.
        into: String,
    }
    /// An image that is highlighted.
    CreateImageHighlight {
        /// The article.
        article: String,
        /// The version that was shown.
        version: String,
        /// The image's key.
        key: String,
        /// Its colour.
        colour: String,
    }
    /// Another passage of the version that is shown.
    Reattach {
        /// The highlight.
        id: String,
        /// The version.
        version: String,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// What of it is left out when it is quoted.
        #[serde(default)]
        left_out: Vec<SpanView>,
    }
    /// Another way to draw a highlight.
    SetStyle {
        /// The highlight.
        id: String,
        /// marked or underlined.
        style: String,
    }
    /// A note on a highlight; empty to delete it.
    SetNote {
        /// The highlight.
        id: String,
        /// Markdown.
        body: String,
    }
    /// A note on an article; empty to delete it.
    SetArticleNote {
        /// The article.
        article: String,
        /// The note; null for a new one.
        id: Option<String>,
        /// Markdown.
        body: String,
    }
    /// A note to be shown.
    RenderNote {
        /// Markdown.
        body: String,
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
    /// An export into the reader's folder.
    ExportFolder {
        /// The articles; null for all.
        ids: Option<Vec<String>>,
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
    /// An address for the reader's browser.
    OpenUrl {
        /// http, https or mailto.
        url: String,
    }
}

sent! {
    /// The library at a glance.
    StatusView {
        /// Its file.
        path: String,
        /// Whether it can only be read.
        read_only: bool,
        /// How many articles of each kind.
        counts: CountsView,
        /// How many annotations.
        annotations: u32,
        /// Its tags.
        tags: Vec<TagView>,
        /// Its projects.
        projects: Vec<ProjectView>,
        /// Searches that are kept.
        searches: Vec<SearchView>,
        /// Pages of imported articles that are still to come.
        fetching: FetchingView,
    }
    /// A project.
    ProjectView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// How many articles are in it.
        articles: u32,
        /// How many pieces its outline has.
        pieces: u32,
    }
    /// A search that is kept.
    SearchView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// What is searched.
        query: SavedQuery,
    }
    /// Ids of articles.
    IdsView {
        /// The ids.
        ids: Vec<String>,
    }
    /// A page of annotations.
    AnnotationPage {
        /// In order.
        rows: Vec<AnnotationView>,
        /// How many there are in all.
        total: u32,
    }
    /// A highlight or a note on an article, among others.
    AnnotationView {
        /// highlight or note.
        kind: String,
        /// Its id.
        id: String,
        /// Its article.
        article: String,
        /// The article's title; may be empty.
        title: String,
        /// Its publication.
        site: Option<String>,
        /// When it was published.
        published: Option<String>,
        /// The words, with […] where some are left out; empty for a note.
        quote: String,
        /// Whether an image is meant: the words are what it shows.
        image: bool,
        /// Who said the words.
        attribution: Option<AttributionView>,
        /// The words in another language.
        translation: Option<TranslationView>,
        /// Its colour; null for a note.
        colour: Option<String>,
        /// The note, Markdown.
        note: Option<String>,
        /// The note, sanitised HTML.
        note_html: Option<String>,
        /// Its tags.
        tags: Vec<String>,
        /// The projects it is in, itself or with its article.
        projects: Vec<String>,
        /// When it was made.
        #[ts(type = "number")]
        created: Millis,
        /// The tag or project it is grouped under.
        group: Option<String>,
    }
    /// Publications and people, to choose from.
    SitesView {
        /// The publications that annotated articles are of.
        sites: Vec<String>,
        /// Those whose words are highlighted.
        speakers: Vec<String>,
    }
    /// The outline of a project.
    OutlineView {
        /// In order.
        pieces: Vec<PieceView>,
    }
    /// A piece of an outline.
    PieceView {
        /// Its id.
        id: String,
        /// heading, text or quote.
        kind: String,
        /// Of a heading: 1 to 3.
        depth: u8,
        /// Markdown; of a heading, its words.
        body: String,
        /// The text, sanitised HTML.
        html: Option<String>,
        /// The quote.
        quote: Option<AnnotationView>,
    }
    /// How many articles of each kind.
    CountsView {
        /// All but the trash.
        all: u32,
        /// In the inbox.
        inbox: u32,
        /// To be read.
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
        /// How many articles carry it.
        articles: u32,
    }
    /// Events, and where to go on.
    EventsView {
        /// What happened.
        events: Vec<Event>,
        /// The number of the next.
        #[ts(type = "number")]
        next: u64,
    }
    /// A page of a list.
    ArticlePage {
        /// Its rows.
        rows: Vec<ArticleView>,
        /// How many there are in all.
        total: u32,
    }
    /// An article as a list shows it.
    ArticleView {
        /// Its id.
        id: String,
        /// Its title; may be empty.
        title: String,
        /// Its authors.
        authors: Vec<String>,
        /// The line about them.
        byline: Option<String>,
        /// Its publication.
        site: Option<String>,
        /// When it was published, ISO 8601 as far as it is known.
        published: Option<String>,
        /// Where it was sent from.
        dateline: Option<String>,
        /// BCP 47.
        language: Option<String>,
        /// What it is about.
        description: Option<String>,
        /// Its address.
        url: Option<String>,
        /// inbox, later or archive.
        state: String,
        /// Whether it is a favourite.
        favourite: bool,
        /// Since when it is in the trash.
        #[ts(type = "number | null")]
        trashed: Option<Millis>,
        /// When it was saved.
        #[ts(type = "number")]
        saved: Millis,
        /// How far it was read, 0 to 1.
        progress: f64,
        /// The first code point that was in view.
        position: u32,
        /// How many words it has.
        words: u32,
        /// How many highlights.
        highlights: u32,
        /// How many notes.
        notes: u32,
        /// Its tags.
        tags: Vec<String>,
        /// Its first words, if it has no title.
        opening: String,
    }
    /// All of an article that the reading view shows.
    ArticleDetail {
        /// The article.
        article: ArticleView,
        /// The version shown.
        version: VersionView,
        /// How many versions there are.
        versions: u32,
        /// Its text, which positions count in.
        text: String,
        /// In reading order, orphans last.
        highlights: Vec<HighlightView>,
        /// On the article as a whole.
        notes: Vec<NoteView>,
        /// Of an article that was imported without its page: how it stands with that.
        waiting: Option<WaitingView>,
    }
    /// What the reader made on an article.
    AnnotationsView {
        /// The version that is shown, which positions count in.
        version: String,
        /// In reading order, orphans last.
        highlights: Vec<HighlightView>,
        /// On the article as a whole.
        notes: Vec<NoteView>,
    }
    /// What is known about an article.
    FactsView {
        /// A field each.
        facts: Vec<FactView>,
    }
    /// A field of what is known about an article.
    FactView {
        /// Its name.
        field: String,
        /// What the page says; empty if nothing. Names and keywords are separated by semicolons.
        found: String,
        /// Where it says so: `json_ld`, `open_graph`, `visible` …
        origin: Option<String>,
        /// What the reader wrote instead.
        corrected: Option<String>,
    }
    /// A version as it is shown.
    VersionView {
        /// Its id.
        id: String,
        /// Clean HTML.
        html: String,
        /// Whether soft hyphens were put into its words, in a language whose words the engine is not to divide: they
        /// are no part of the text.
        divided: bool,
        /// article, whole_page, text_only or empty.
        rendition: String,
        /// SHA-256 of its capture.
        sha256: String,
        /// The address that answered.
        url: Option<String>,
        /// When it was captured.
        #[ts(type = "number")]
        captured: Millis,
        /// fetch, paste, file or sample.
        method: String,
        /// Keys of the images that are there.
        images: Vec<String>,
    }
    /// A run of words that two wordings share or do not.
    DiffPiece {
        /// same, removed or added.
        change: String,
        /// The words.
        text: String,
    }
    /// A highlight, and where it stands.
    HighlightView {
        /// Its id.
        id: String,
        /// Its words, all of them.
        exact: String,
        /// The key of the image that is meant; null where its words are.
        image: Option<String>,
        /// As they are quoted, […] where some are left out; null where none are.
        quote: Option<String>,
        /// The headings it stood under when it was marked, the highest first.
        section: Vec<String>,
        /// anchored, check or orphan.
        state: String,
        /// exact, moved or changed: how its words stand there; null for an orphan.
        kind: Option<String>,
        /// From its words to those that stand there now; empty where they are the same.
        diff: Vec<DiffPiece>,
        /// Whether the reader has seen that this version says something else, and kept its words.
        settled: bool,
        /// First code point; null for an orphan.
        start: Option<u32>,
        /// One past the last.
        end: Option<u32>,
        /// What of it is quoted, in the text that is shown: one passage, or more where words are left
        /// out. Empty for an orphan.
        parts: Vec<SpanView>,
        /// Its colour.
        colour: String,
        /// marked or underlined.
        style: String,
        /// Who said its words.
        attribution: Option<AttributionView>,
        /// They in another language.
        translation: Option<TranslationView>,
        /// Its note, Markdown.
        note: Option<String>,
        /// Its note, to be shown.
        note_html: Option<String>,
        /// Its tags.
        tags: Vec<String>,
        /// When it was made.
        #[ts(type = "number")]
        created: Millis,
    }
    /// The quotations of an article.
    QuotesView {
        /// The version that positions count in.
        version: String,
        /// In the order of its text.
        quotes: Vec<QuoteView>,
    }
    /// Those who are quoted.
    PeopleView {
        /// The most quoted first.
        people: Vec<PersonView>,
        /// How many there are.
        total: u32,
        /// How many articles were not read for this yet: ask again.
        left: u32,
    }
    /// Somebody who is quoted.
    PersonView {
        /// The name.
        name: String,
        /// How many quotations there are.
        quotations: u32,
    }
    /// What somebody said.
    PersonSaidView {
        /// The name.
        name: String,
        /// Other names of the same person.
        aliases: Vec<String>,
        /// How many quotations there are.
        total: u32,
        /// In the order of time.
        said: Vec<SaidView>,
    }
    /// Something that somebody said, and where.
    SaidView {
        /// The article.
        article: String,
        /// Its title; may be empty.
        title: String,
        /// Its publication.
        site: Option<String>,
        /// When it was published.
        published: Option<String>,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// The words.
        words: String,
        /// The name it was found under, if there is one.
        name: Option<String>,
        /// In what capacity.
        role: Option<String>,
        /// Whether it is sure that this one said it.
        sure: bool,
    }
    /// What proves words: the capture they stand in, and where.
    EvidenceView {
        /// The article.
        article: String,
        /// Its title; may be empty.
        title: String,
        /// Its publication.
        site: Option<String>,
        /// The version that the place counts in.
        version: String,
        /// SHA-256 of the capture, in hexadecimal.
        sha256: String,
        /// When it was captured.
        #[ts(type = "number")]
        captured: Millis,
        /// The address of the article, or the one that answered.
        url: Option<String>,
        /// The address that leads to the words, where that was asked for and there is one.
        link: Option<String>,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
    }
    /// What templates are made of.
    TemplatesView {
        /// Ours.
        presets: Vec<PresetView>,
        /// The fields that a template can name.
        fields: Vec<String>,
        /// The filters that it has besides Jinja's.
        filters: Vec<String>,
    }
    /// A template of ours.
    PresetView {
        /// Its name.
        name: String,
        /// It.
        source: String,
    }
    /// The folder that is kept up to date.
    VaultView {
        /// Its path; null where none is kept.
        folder: Option<String>,
        /// Files that are still to be written.
        due: u32,
        /// Why it cannot be written, if it cannot.
        failure: Option<super::Error>,
    }
    /// The quotes of a draft.
    VerifiedView {
        /// In the order of the draft.
        quotes: Vec<VerifiedQuote>,
    }
    /// A quote of a draft, and what the captures say to it.
    VerifiedQuote {
        /// Its words.
        quote: String,
        /// The line of the draft it begins on, from 1.
        line: u32,
        /// verbatim, altered or not_found.
        verdict: String,
        /// The capture that has it, or is like it.
        evidence: Option<EvidenceView>,
        /// From the capture's words to the draft's; empty unless it is altered.
        diff: Vec<DiffPiece>,
    }
    /// How much is left.
    LeftView {
        /// Articles whose quotations are still to be read.
        left: u32,
    }
    /// Where the quotations of an article stand in others.
    EchoesView {
        /// Those that do.
        quotations: Vec<EchoCount>,
    }
    /// How often a quotation stands in other articles.
    EchoCount {
        /// Its first code point.
        start: u32,
        /// To the word, or in part.
        same: u32,
        /// With other words.
        altered: u32,
    }
    /// Words, and who else has them.
    ElsewhereView {
        /// The words.
        words: String,
        /// Quotations of other articles, altered ones first.
        echoes: Vec<EchoView>,
        /// Articles whose quotations are still to be read.
        left: u32,
    }
    /// A quotation of another article that has the same words, to the word or not.
    EchoView {
        /// same, part or altered.
        likeness: String,
        /// It, and where.
        said: SaidView,
        /// From the words that were asked about to these.
        diff: Vec<DiffPiece>,
    }
    /// Quotations of which one has altered the other's words.
    AlteredPage {
        /// The pairs, the latest first.
        pairs: Vec<AlteredView>,
        /// How many there are.
        total: u32,
        /// Articles whose quotations are still to be read.
        left: u32,
    }
    /// Two quotations of which one has altered the other's words.
    AlteredView {
        /// The one.
        one: SaidView,
        /// The other.
        other: SaidView,
        /// From the one to the other.
        diff: Vec<DiffPiece>,
    }
    /// Words that somebody is reported to have said.
    QuoteView {
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// direct or mixed.
        kind: String,
        /// Whether its first speaker is right so likely that nobody need look.
        sure: bool,
        /// Who may have said it, likeliest first, at most three.
        speakers: Vec<SpeakerView>,
    }
    /// Somebody who may have said a quotation.
    SpeakerView {
        /// The words of the text that name who speaks.
        mention: String,
        /// The full name, where it is known.
        name: Option<String>,
        /// In what capacity.
        role: Option<String>,
        /// Whom for.
        affiliation: Option<String>,
        /// The words that say that it was said.
        cue: Option<String>,
        /// From 0 to 1.
        confidence: f32,
    }
    /// A note on an article.
    NoteView {
        /// Its id.
        id: String,
        /// Markdown.
        body: String,
        /// To be shown.
        html: String,
        /// When it was made.
        #[ts(type = "number")]
        created: Millis,
    }
    /// All that is being written and not saved yet.
    DraftsView {
        /// A text each.
        drafts: Vec<Draft>,
    }
    /// A note, to be shown.
    NoteHtml {
        /// Clean HTML.
        html: String,
    }
    /// A page as it was captured.
    CapturedView {
        /// Its source.
        text: String,
        /// What it is.
        media_type: String,
        /// Its SHA-256.
        sha256: String,
        /// How large it is.
        #[ts(type = "number")]
        bytes: u64,
    }
    /// A page as it was captured, passage by passage.
    PageView {
        /// Clean HTML; passage N stands in an element whose id is `clip-passage-N`.
        html: String,
        /// For each passage, why it is not in the article: `newsletter`, `elsewhere` …; null if it is.
        why: Vec<Option<String>>,
    }
    /// What became of an article that was read anew.
    RereadView {
        /// changed, same or by_hand.
        outcome: String,
    }
    /// Markdown.
    MarkdownView {
        /// The text.
        markdown: String,
    }
    /// Something new.
    Created {
        /// Its id.
        id: String,
    }
    /// What became of a clip.
    OutcomeView {
        /// created, version_added or exists.
        outcome: String,
        /// The article.
        article: String,
        /// article, whole_page, text_only or empty; null if nothing was read.
        rendition: Option<String>,
    }
    /// A job.
    JobView {
        /// Its id.
        #[ts(type = "number")]
        id: u64,
        /// What it does: clip, recheck, look (what an import would do), import or archive.
        work: String,
        /// What it works on.
        subject: String,
        /// running, done, failed or cancelled.
        state: String,
        /// connecting, downloading, reading, images, rechecking, look, import or archive.
        stage: Option<String>,
        /// Done so far.
        #[ts(type = "number")]
        done: u64,
        /// Of how many.
        #[ts(type = "number | null")]
        total: Option<u64>,
        /// What came of it.
        outcome: Option<OutcomeView>,
        /// The articles that were looked up again.
        rechecked: Vec<RecheckedView>,
        /// What came of an import, or would come of it.
        imported: Option<ImportView>,
        /// Where the archive is.
        archived: Option<String>,
        /// How many things of a damaged library are not in it.
        lost: u32,
        /// Why it failed.
        error: Option<super::Error>,
    }
    /// What became of an import, or would become of it.
    ImportView {
        /// What was read, the most frequent first.
        kinds: Vec<ImportKindView>,
        /// Articles that are new.
        new: u32,
        /// Articles that were there, and had something added.
        updated: u32,
        /// Articles that were there with all that the export has of them, or lie in the trash.
        duplicate: u32,
        /// Entries about an article that an entry before them was about.
        repeated: u32,
        /// Entries that were passed over, by the reason.
        skipped: Vec<ImportSkippedView>,
        /// New highlights whose words stand in their article.
        anchored: u32,
        /// New highlights that wait for their article's page.
        waiting: u32,
        /// Highlights that were there.
        known: u32,
        /// New notes, on highlights and on articles.
        notes: u32,
        /// Articles whose page is to be fetched.
        to_fetch: u32,
        /// Whether it was stopped before its end.
        stopped: bool,
    }
    /// Entries of one program in an import.
    ImportKindView {
        /// pocket, readwise …
        name: String,
        /// What the program is called.
        title: String,
        /// How many entries.
        count: u32,
    }
    /// Entries that an import passed over for one reason.
    ImportSkippedView {
        /// nothing, other_address, bookmark, feed, unreadable, unknown_file, too_large, too_new or not_opened.
        why: String,
        /// How many.
        count: u32,
        /// The first of them: titles, addresses or files.
        what: Vec<String>,
    }
    /// A job that was begun; null if the reader thought better of it.
    MaybeJob {
        /// The job.
        #[ts(type = "number | null")]
        job: Option<u64>,
    }
    /// How the fetching of imported articles' pages stands.
    FetchingView {
        /// Pages that are still to come.
        left: u32,
        /// Pages that could not be had.
        failed: u32,
        /// Whether the reader stopped it.
        paused: bool,
    }
    /// A page that could not be had.
    FetchFailureView {
        /// The article it is for.
        article: String,
        /// Its address.
        url: String,
        /// Why.
        error: super::Error,
    }
    /// Pages that could not be had.
    FetchFailuresView {
        /// A thousand of them, at most.
        failures: Vec<FetchFailureView>,
    }
    /// An article's page that is still to come.
    WaitingView {
        /// Whether it will be tried again by itself.
        due: bool,
        /// Why it could not be had the last time.
        error: Option<super::Error>,
    }
    /// An article that was looked up again.
    RecheckedView {
        /// The article.
        id: String,
        /// Its title.
        title: String,
        /// unchanged, changed, not_fetched or failed.
        outcome: String,
        /// Of one that changed, how many of its highlights have their words.
        kept: u32,
        /// How many have edited words.
        changed: u32,
        /// How many are to be checked.
        check: u32,
        /// How many are orphans.
        orphans: u32,
        /// Why it failed.
        error: Option<super::Error>,
    }
    /// The versions of an article.
    VersionsView {
        /// The newest first.
        versions: Vec<VersionInfoView>,
    }
    /// A version among those of its article.
    VersionInfoView {
        /// Its id.
        id: String,
        /// When it was made.
        #[ts(type = "number")]
        made: Millis,
        /// When what it was made from was captured.
        #[ts(type = "number")]
        captured: Millis,
        /// fetch, paste, file or sample.
        method: String,
        /// The address that answered.
        url: Option<String>,
        /// SHA-256 of its capture.
        sha256: String,
        /// article, whole_page, text_only or empty.
        rendition: String,
        /// How it came to be: captured, reextracted or picked.
        origin: String,
        /// How many highlights were made on it.
        highlights: u32,
        /// Whether it is the one that is shown.
        shown: bool,
    }
    /// Two versions of an article, line by line.
    CompareView {
        /// In the order of the new text; what was removed, where it was.
        lines: Vec<DiffLine>,
    }
    /// A line of one of two versions, or of both.
    DiffLine {
        /// same, edited, removed, added, moved_away or moved_here.
        change: String,
        /// Its words.
        pieces: Vec<DiffPiece>,
        /// For one that moved, where its other end is among the lines.
        pair: Option<u32>,
    }
    /// Places that a highlight may be attached to.
    CandidatesView {
        /// The likeliest first.
        candidates: Vec<CandidateView>,
    }
    /// A place that a highlight may be attached to.
    CandidateView {
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// What stands there.
        words: String,
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
    /// The article that something hangs on.
    ArticleRef {
        /// Its id.
        article: String,
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
    /// What was undone or done again.
    HistoryView {
        /// Its name; null if there was nothing.
        label: Option<String>,
        /// Whether there is more to undo.
        can_undo: bool,
        /// Whether there is something to do again.
        can_redo: bool,
    }
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct ExportView {
    /// The folder; null if none was chosen.
    pub folder: Option<String>,
    /// Files that are new.
    pub created: u32,
    /// Files brought up to date.
    pub updated: u32,
    /// Files that were as they should be.
    pub unchanged: u32,
    /// Notes and tags that a person changed in the files, and that are so in the library now.
    pub taken: u32,
    /// Files that a person has written in, brought up to date around that.
    pub merged: u32,
    /// Of those, the ones where both had changed the same lines, and both stand now.
    pub both: Vec<String>,
    /// Files put beside one that a person has changed.
    pub beside: Vec<String>,
    /// Files of what is in the library no more, taken away.
    pub removed: u32,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Another process changed the library.
    LibraryChanged,
    /// An article is new, or its images have come.
    ArticleChanged {
        /// The article.
        id: String,
    },
    /// A job has gone on.
    Job(Box<JobView>),
    /// A link to something in the library was followed outside the window.
    Open {
        /// `commonplace://article/ID` or `commonplace://highlight/ID`.
        link: String,
    },
    /// The library's files were moved, deleted or replaced while they were open; nothing is saved any more.
    Detached {
        /// Where everything up to then was saved; `None` if that failed.
        saved: Option<String>,
    },
    /// Files were dropped, and the web view has not told.
    Dropped {
        /// Where, in pixels of the page.
        x: i32,
        /// Where, in pixels of the page.
        y: i32,
    },
    /// Nothing is dragged over the window any more.
    DragEnded,
    /// A log was found that belongs to another state of the library's file. It was not used.
    LogSetAside {
        /// Where it lies now.
        path: String,
    },
    /// The folder that is kept up to date was written, and something is to be told.
    Vault {
        /// Files in which a person and the library had changed the same lines, and both stand now.
        both: Vec<String>,
        /// Why it cannot be written, if it cannot.
        failure: Option<super::Error>,
    },
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

impl From<store::AnnotationRow> for AnnotationView {
    fn from(a: store::AnnotationRow) -> Self {
        let html = |note: &str| commonplace_capture::render_note(note).html;
        let view = Self {
            kind: "note".to_owned(),
            id: String::new(),
            article: a.article.to_string(),
            title: a.title,
            site: a.site,
            published: a.published.map(|p| p.to_string()),
            quote: String::new(),
            image: false,
            attribution: None,
            translation: None,
            colour: None,
            note: None,
            note_html: None,
            tags: Vec::new(),
            projects: a.projects,
            created: 0,
            group: a.group,
        };
        match a.annotation {
            store::Annotation::Highlight(h) => Self {
                kind: "highlight".to_owned(),
                id: h.id.to_string(),
                quote: h.quoted(),
                image: h.image.is_some(),
                attribution: h.attribution.map(Into::into),
                translation: h.translation.map(Into::into),
                colour: Some(h.colour.name().to_owned()),
                note_html: h.note.as_deref().map(html),
                note: h.note,
                tags: h.tags,
                created: h.created,
                ..view
            },
            store::Annotation::Note(n) => Self {
                id: n.id.to_string(),
                note_html: Some(html(&n.body)),
                note: Some(n.body),
                created: n.created,
                ..view
            },
        }
    }
}

impl From<store::ProjectRow> for ProjectView {
    fn from(p: store::ProjectRow) -> Self {
        Self { id: p.id.to_string(), name: p.name, articles: p.articles, pieces: p.pieces }
    }
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
            state: a.state.name().to_owned(),
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
    pub(crate) fn new(v: store::VersionRow, images: Vec<String>) -> Self {
        Self {
            id: v.id.to_string(),
            html: v.html,
            divided: false,
            rendition: v.rendition.name().to_owned(),
            sha256: v.capture.sha256,
            url: v.capture.url,
            captured: v.capture.taken,
            method: v.capture.method.name().to_owned(),
            images,
        }
    }
}

impl From<store::PersonRow> for PersonView {
    fn from(p: store::PersonRow) -> Self {
        Self { name: p.name, quotations: p.quotations }
    }
}

impl From<store::SaidRow> for SaidView {
    fn from(s: store::SaidRow) -> Self {
        let store::FoundQuotation { position, words, name, role, sure } = s.quotation;
        Self {
            article: s.article.to_string(),
            title: s.title,
            site: s.site,
            published: s.published,
            start: position.start(),
            end: position.end(),
            words,
            name,
            role,
            sure,
        }
    }
}

impl EvidenceView {
    pub(crate) fn new(evidence: Evidence, link: Option<String>) -> Self {
        Self {
            article: evidence.article.to_string(),
            title: evidence.metadata.title,
            site: evidence.metadata.site,
            version: evidence.version.to_string(),
            sha256: evidence.sha256,
            captured: evidence.captured,
            url: evidence.url,
            link,
            start: evidence.position.start(),
            end: evidence.position.end(),
        }
    }
}

impl From<Verified> for VerifiedQuote {
    fn from(verified: Verified) -> Self {
        let diff = verified.difference().into_iter().map(Into::into).collect();
        let verdict = verified.checked.name().to_owned();
        let evidence = match verified.checked {
            Checked::Verbatim(evidence) | Checked::Altered { evidence, .. } => Some(evidence),
            Checked::NotFound => None,
        };
        Self {
            quote: verified.quote,
            line: u32::try_from(verified.line).unwrap_or(u32::MAX),
            verdict,
            evidence: evidence.map(|e| EvidenceView::new(*e, None)),
            diff,
        }
    }
}

impl EchoView {
    pub(crate) fn new(words: &str, echo: Echo) -> Self {
        Self {
            likeness: echo.likeness.name().to_owned(),
            diff: diff::words(words, &echo.said.quotation.words)
                .into_iter()
                .map(Into::into)
                .collect(),
            said: echo.said.into(),
        }
    }
}

impl From<(store::SaidRow, store::SaidRow)> for AlteredView {
    fn from((one, other): (store::SaidRow, store::SaidRow)) -> Self {
        let diff = diff::words(&one.quotation.words, &other.quotation.words);
        Self {
            diff: diff.into_iter().map(Into::into).collect(),
            one: one.into(),
            other: other.into(),
        }
    }
}

impl From<Found> for QuoteView {
    fn from(found: Found) -> Self {
        let speakers = found.quotation.speakers;
        Self {
            start: found.evidence.position.start(),
            end: found.evidence.position.end(),
            kind: found.quotation.kind.name().to_owned(),
            sure: speakers.first().is_some_and(|s| s.confidence >= CONFIDENT),
            speakers: speakers.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Speaker> for SpeakerView {
    fn from(speaker: Speaker) -> Self {
        Self {
            mention: speaker.mention.text,
            name: speaker.name,
            role: speaker.role,
            affiliation: speaker.affiliation,
            cue: speaker.cue.map(|c| c.text),
            confidence: speaker.confidence,
        }
    }
}

impl HighlightView {
    pub(crate) fn new(
        row: store::HighlightRow,
        anchor: Anchor,
        version: &store::VersionRow,
    ) -> Self {
        let at = anchor.position();
        let changed = anchor.kind() == Some(AnchorKind::Changed);
        let exact = &row.selectors.quote.exact;
        let now = at.and_then(|at| commonplace_core::text::slice(&version.text, at));
        let diff = now.filter(|_| changed).map(|now| diff::words(exact, now)).unwrap_or_default();
        let parts = match (at, now) {
            (Some(at), Some(now)) if row.image.is_none() => row.gaps.carried(exact, now).parts(at),
            _ => Vec::new(),
        };
        let span =
            |at: commonplace_core::TextPosition| SpanView { start: at.start(), end: at.end() };
        let diff = diff.into_iter().map(Into::into).collect();
        let settled = row.settled == Some(version.id);
        Self {
            id: row.id.to_string(),
            quote: (!row.gaps.is_empty() || row.image.is_some()).then(|| row.quoted()),
            image: row.image.as_ref().map(|image| image.key.clone()),
            exact: row.selectors.quote.exact,
            section: row.section,
            state: anchor.state().name().to_owned(),
            kind: anchor.kind().map(|kind| kind.name().to_owned()),
            diff,
            settled,
            start: at.map(commonplace_core::TextPosition::start),
            end: at.map(commonplace_core::TextPosition::end),
            attribution: row.attribution.map(Into::into),
            translation: row.translation.map(Into::into),
            parts: parts.into_iter().map(span).collect(),
            colour: row.colour.name().to_owned(),
            style: row.style.name().to_owned(),
            note_html: row.note.as_deref().map(|n| commonplace_capture::render_note(n).html),
            note: row.note,
            tags: row.tags,
            created: row.created,
        }
    }
}

impl From<diff::Piece<'_>> for DiffPiece {
    fn from(p: diff::Piece<'_>) -> Self {
        Self { change: p.change.name().to_owned(), text: p.text.to_owned() }
    }
}

impl From<diff::Line<'_>> for DiffLine {
    fn from(line: diff::Line<'_>) -> Self {
        Self {
            change: line.change.name().to_owned(),
            pieces: line.pieces.into_iter().map(Into::into).collect(),
            pair: line.pair.and_then(|at| u32::try_from(at).ok()),
        }
    }
}

impl RecheckedView {
    pub(crate) fn new(rechecked: Rechecked, title: String) -> Self {
        let outcome = rechecked.outcome.as_ref();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (kept, changed, check, orphans) = match outcome {
            Ok(Recheck::Changed { kept, changed, check, orphans }) => {
                (number(*kept), number(*changed), number(*check), number(*orphans))
            }
            _ => (0, 0, 0, 0),
        };
        Self {
            id: rechecked.article.to_string(),
            title,
            outcome: outcome.map_or("failed", |o| o.name()).to_owned(),
            kept,
            changed,
            check,
            orphans,
            error: rechecked.outcome.err().map(Into::into),
        }
    }
}

impl From<store::NoteRow> for NoteView {
    fn from(n: store::NoteRow) -> Self {
        Self {
            id: n.id.to_string(),
            html: commonplace_capture::render_note(&n.body).html,
            body: n.body,
            created: n.created,
        }
    }
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

impl From<&Imported> for ImportView {
    fn from(all: &Imported) -> Self {
        let kind = |(kind, count): (&crate::Kind, &u32)| ImportKindView {
            name: kind.name().to_owned(),
            title: kind.title().to_owned(),
            count: *count,
        };
        let mut kinds: Vec<ImportKindView> = all.kinds.iter().map(kind).collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
        let skipped = all.skipped.iter().map(|(why, skipped)| ImportSkippedView {
            why: why.name().to_owned(),
            count: skipped.count,
            what: skipped.what.clone(),
        });
        Self {
            kinds,
            new: all.new,
            updated: all.updated,
            duplicate: all.duplicate,
            repeated: all.repeated,
            skipped: skipped.collect(),
            anchored: all.anchored,
            waiting: all.waiting,
            known: all.known,
            notes: all.notes,
            to_fetch: all.to_fetch,
            stopped: all.stopped,
        }
    }
}

impl From<store::Waiting> for WaitingView {
    fn from(waiting: store::Waiting) -> Self {
        Self { due: waiting.due, error: waiting.failure.as_deref().map(crate::fetching::failure) }
    }
}

impl FetchingView {
    pub(crate) fn new(fetching: Fetching, paused: bool) -> Self {
        Self { left: fetching.left, failed: fetching.failed, paused }
    }
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> Self {
        let (name, rendition) = match outcome {
            Outcome::Created(_, r) => ("created", Some(r)),
            Outcome::VersionAdded(_, r) => ("version_added", Some(r)),
            Outcome::Exists(_) => ("exists", None),
        };
        Self {
            outcome: name.to_owned(),
            article: outcome.article().to_string(),
            rendition: rendition.map(|r| r.name().to_owned()),
        }
    }
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        let mut view = Self {
            id: job.id,
            work: job.work.name().to_owned(),
            subject: job.subject,
            state: "running".into(),
            stage: None,
            done: 0,
            total: None,
            outcome: None,
            rechecked: Vec::new(),
            imported: None,
            archived: None,
            lost: 0,
            error: None,
        };
        match job.state {
            JobState::Running { stage, done, total } => {
                (view.stage, view.done, view.total) = (Some(stage.to_owned()), done, total);
            }
            JobState::Done(outcome) => {
                (view.state, view.outcome) = ("done".into(), Some(outcome.into()))
            }
            JobState::Archived { path, lost } => {
                (view.state, view.archived, view.lost) = ("done".into(), Some(path), lost);
            }
            JobState::Imported(imported) => {
                (view.state, view.imported) = ("done".into(), Some(*imported));
            }
            JobState::Rechecked(list) => (view.state, view.rechecked) = ("done".into(), list),
            JobState::Failed(err) => (view.state, view.error) = ("failed".into(), Some(err)),
            JobState::Cancelled => view.state = "cancelled".into(),
        }
        view
    }
}

impl From<Option<store::Undone>> for HistoryView {
    fn from(undone: Option<store::Undone>) -> Self {
        undone.map_or(Self { label: None, can_undo: false, can_redo: false }, |u| Self {
            label: Some(u.label.to_owned()),
            can_undo: u.can_undo,
            can_redo: u.can_redo,
        })
    }
}

impl From<Option<VaultState>> for VaultView {
    fn from(vault: Option<VaultState>) -> Self {
        match vault {
            Some(v) => Self {
                folder: Some(v.folder.to_string_lossy().into_owned()),
                due: v.due,
                failure: v.failure,
            },
            None => Self { folder: None, due: 0, failure: None },
        }
    }
}

impl From<Report> for ExportView {
    fn from(r: Report) -> Self {
        Self {
            folder: Some(r.folder),
            created: r.created,
            updated: r.updated,
            unchanged: r.unchanged,
            taken: r.taken,
            merged: r.merged,
            both: r.both,
            beside: r.beside,
            removed: r.removed,
        }
    }
}

/// Collects the TypeScript of types and of what they are made of.
pub(super) struct Declarations<'a> {
    config: &'a Config,
    found: BTreeMap<String, String>,
}

impl<'a> Declarations<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        Self { config, found: BTreeMap::new() }
    }

    pub(super) fn add<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            // A built-in or a container: only what it holds has a declaration.
            T::visit_dependencies(self);
            T::visit_generics(self);
            return;
        }
        let name = T::ident(self.config);
        if !self.found.contains_key(&name) {
            self.found.insert(name, format!("export {}\n", T::decl(self.config)));
            T::visit_dependencies(self);
        }
    }

    pub(super) fn finish(self, calls: &str) -> String {
        let mut out = String::from(
            "// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.\n\n",
        );
        for declaration in self.found.values() {
            out.push_str(declaration);
            out.push('\n');
        }
        out.push_str(calls);
        out
    }
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}
