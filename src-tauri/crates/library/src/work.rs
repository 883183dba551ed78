//! Jobs as front ends see them: kind of work, progress and result.

use std::collections::BTreeMap;

use commonplace_capture::FetchStage;
use commonplace_core::{ArticleId, Rendition, names};
use commonplace_exchange::import::{ImportSource, SkipReason};

use crate::Failure;

/// Maximum number of skipped entries named for each reason.
const NAMED: usize = 20;

names! {
    /// Kinds of job.
    Work {
        /// Clips a page.
        Clip = "clip",
        /// Compares articles with their pages again.
        Recheck = "recheck",
        /// Finds out what an import would do.
        Look = "look",
        /// Imports another program's export.
        Import = "import",
        /// Writes the whole library into an archive.
        Archive = "archive",
    }
}

names! {
    /// Stages of a job.
    Stage {
        /// Connecting to the page's server.
        Connecting = "connecting",
        /// Downloading the page.
        Downloading = "downloading",
        /// Parsing the page and extracting its article.
        Reading = "reading",
        /// Downloading the page's images.
        Images = "images",
        /// Comparing an article with its page.
        Rechecking = "rechecking",
        /// Finding out what an import would do.
        Look = "look",
        /// Importing files.
        Import = "import",
        /// Writing the library into an archive.
        Archive = "archive",
    }
}

impl From<FetchStage> for Stage {
    fn from(stage: FetchStage) -> Self {
        match stage {
            FetchStage::Connecting => Self::Connecting,
            FetchStage::Downloading => Self::Downloading,
            FetchStage::Images => Self::Images,
        }
    }
}

impl Work {
    /// The stage of work that runs as a single one.
    pub(crate) fn stage(self) -> Stage {
        match self {
            Self::Clip => Stage::Reading,
            Self::Recheck => Stage::Rechecking,
            Self::Look => Stage::Look,
            Self::Import => Stage::Import,
            Self::Archive => Stage::Archive,
        }
    }
}

/// State of a job.
#[derive(Debug, Clone)]
pub enum JobState {
    /// It is running; counts are bytes, images or articles.
    Running {
        /// The current stage.
        stage: Stage,
        /// Amount done so far.
        done: u64,
        /// Total amount, if known.
        total: Option<u64>,
    },
    /// A clip finished.
    Done(Outcome),
    /// These articles were compared with their pages, until the end or until a person stopped the
    /// job.
    Rechecked(Vec<Rechecked>),
    /// An import or a dry run finished.
    Imported(Box<Imported>),
    /// The archive was written.
    Archived {
        /// Its path.
        path: String,
        /// Number of items of a damaged library that are missing from it.
        lost: u32,
    },
    /// It failed.
    Failed(Failure),
    /// A person stopped it.
    Cancelled,
}

/// A job as front ends see it.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: u64,
    /// The kind of work.
    pub work: Work,
    /// What it works on: the address being clipped, or the title of the current article.
    pub subject: String,
    /// Its state.
    pub state: JobState,
}

names! {
    /// Result of a clip.
    ClipOutcome {
        /// A new article was added.
        Created = "created",
        /// The library had the article; it got a new version.
        VersionAdded = "version_added",
        /// The library had the article; nothing was changed.
        Exists = "exists",
    }
}

/// Result of a clip, with its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new article was added.
    Created(ArticleId, Rendition),
    /// The library had the article; it got a new version.
    VersionAdded(ArticleId, Rendition),
    /// The library had the article; nothing was changed.
    Exists(ArticleId),
}

impl Outcome {
    /// The result without its article.
    #[must_use]
    pub fn kind(self) -> ClipOutcome {
        match self {
            Self::Created(..) => ClipOutcome::Created,
            Self::VersionAdded(..) => ClipOutcome::VersionAdded,
            Self::Exists(_) => ClipOutcome::Exists,
        }
    }

    /// How much of the page the new version contains; `None` if no version was stored.
    #[must_use]
    pub fn rendition(self) -> Option<Rendition> {
        match self {
            Self::Created(_, rendition) | Self::VersionAdded(_, rendition) => Some(rendition),
            Self::Exists(_) => None,
        }
    }

    /// The article.
    #[must_use]
    pub fn article(self) -> ArticleId {
        match self {
            Self::Created(id, _) | Self::VersionAdded(id, _) | Self::Exists(id) => id,
        }
    }
}

/// Result of comparing an article with its page again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recheck {
    /// The page has the same text; nothing was stored.
    Unchanged,
    /// The page has another text; a new version was stored. The counts are numbers of highlights,
    /// by what became of their words.
    Changed {
        /// The words are unchanged.
        kept: usize,
        /// The words were edited.
        changed: usize,
        /// There is only a candidate, which has to be checked.
        check: usize,
        /// The words are gone.
        orphans: usize,
    },
    /// The article was not fetched from the web, so it has no page to compare with.
    NotFetched,
}

names! {
    /// Result of comparing an article with its page again, without counts.
    RecheckOutcome {
        /// The page has the same text.
        Unchanged = "unchanged",
        /// The page has another text; the article has a new version.
        Changed = "changed",
        /// The article was not fetched from the web.
        NotFetched = "not_fetched",
        /// The page could not be fetched.
        Failed = "failed",
    }
}

/// An article that was compared with its page again.
#[derive(Debug, Clone)]
pub struct Rechecked {
    /// The article.
    pub article: ArticleId,
    /// Its title; may be empty.
    pub title: String,
    /// The result.
    pub result: Result<Recheck, Failure>,
}

impl Rechecked {
    /// The result without its counts.
    #[must_use]
    pub fn outcome(&self) -> RecheckOutcome {
        match &self.result {
            Ok(Recheck::Unchanged) => RecheckOutcome::Unchanged,
            Ok(Recheck::Changed { .. }) => RecheckOutcome::Changed,
            Ok(Recheck::NotFetched) => RecheckOutcome::NotFetched,
            Err(_) => RecheckOutcome::Failed,
        }
    }
}

/// Result of an import or of a dry run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Number of entries by source.
    pub kinds: BTreeMap<ImportSource, u32>,
    /// Number of new articles.
    pub new: u32,
    /// Number of articles in the library that something was added to.
    pub updated: u32,
    /// Number of articles in the library that already had everything in the export.
    pub duplicate: u32,
    /// Number of entries about the same article as an earlier entry.
    pub repeated: u32,
    /// Entries skipped, by reason.
    pub skipped: BTreeMap<SkipReason, Skipped>,
    /// Number of new highlights whose words were found in their article.
    pub anchored: u32,
    /// Number of new highlights that wait for their article's page, or for a version that has their
    /// words.
    pub waiting: u32,
    /// Number of highlights that the library already had.
    pub known: u32,
    /// Number of new notes, on highlights and on articles.
    pub notes: u32,
    /// Number of articles whose page will be fetched.
    pub to_fetch: u32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// Entries that were skipped for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Number of entries.
    pub count: u32,
    /// Examples: the first 20 of them, each truncated to 200 characters.
    pub what: Vec<String>,
}

impl Imported {
    pub(crate) fn skip(&mut self, what: String, why: SkipReason) {
        let skipped = self.skipped.entry(why).or_default();
        skipped.count += 1;
        if skipped.what.len() < NAMED {
            skipped.what.push(what.chars().take(200).collect());
        }
    }

    /// Total number of skipped entries.
    #[must_use]
    pub fn passed_over(&self) -> u32 {
        self.skipped.values().map(|s| s.count).sum()
    }
}
