//! Long work as front ends see it: what is done, how far it is, what came of it.

use std::collections::BTreeMap;

use commonplace_capture::FetchStage;
use commonplace_core::{ArticleId, Rendition, names};
use commonplace_exchange::import::{ImportSource, SkipReason};

use crate::Failure;

/// Of each reason, so many entries are named.
const NAMED: usize = 20;

names! {
    /// What a job does.
    Work {
        /// It takes a page in.
        Clip = "clip",
        /// It looks articles up again.
        Recheck = "recheck",
        /// It finds out what an import would do.
        Look = "look",
        /// It takes in what another program exported.
        Import = "import",
        /// It writes the whole library into an archive.
        Archive = "archive",
    }
}

names! {
    /// What a job is doing.
    Stage {
        /// It connects to the server of the page.
        Connecting = "connecting",
        /// The page is downloaded.
        Downloading = "downloading",
        /// The page is parsed, and its article found.
        Reading = "reading",
        /// The images of the page are downloaded.
        Images = "images",
        /// An article is compared with its page.
        Rechecking = "rechecking",
        /// What an import would do is found out.
        Look = "look",
        /// Files are imported.
        Import = "import",
        /// The library is written into an archive.
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
    /// What is said while it is done in one piece.
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

/// How a job stands.
#[derive(Debug, Clone)]
pub enum JobState {
    /// It is at work; counts are bytes, images or articles.
    Running {
        /// What is being done.
        stage: Stage,
        /// Done so far.
        done: u64,
        /// Of how many, if known.
        total: Option<u64>,
    },
    /// It is done.
    Done(Outcome),
    /// These articles were looked up again, before the end or the reader stopped it.
    Rechecked(Vec<Rechecked>),
    /// This came of an import, or would come of it.
    Imported(Box<Imported>),
    /// The archive is there.
    Archived {
        /// Where.
        path: String,
        /// How many things of a damaged library are not in it.
        lost: u32,
    },
    /// It failed.
    Failed(Failure),
    /// The reader stopped it.
    Cancelled,
}

/// A job as front ends see it.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: u64,
    /// What it does.
    pub work: Work,
    /// What it works on: the address being clipped, or the title of the current article.
    pub subject: String,
    /// How it stands.
    pub state: JobState,
}

names! {
    /// What became of a clip.
    ClipOutcome {
        /// There is a new article.
        Created = "created",
        /// The article was there; it has a new version.
        VersionAdded = "version_added",
        /// The article was there; nothing was changed.
        Exists = "exists",
    }
}

/// What became of a clip, and of which article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new article.
    Created(ArticleId, Rendition),
    /// The article was there; it has a new version.
    VersionAdded(ArticleId, Rendition),
    /// The article was there; nothing was changed.
    Exists(ArticleId),
}

impl Outcome {
    /// What became of the clip.
    #[must_use]
    pub fn kind(self) -> ClipOutcome {
        match self {
            Self::Created(..) => ClipOutcome::Created,
            Self::VersionAdded(..) => ClipOutcome::VersionAdded,
            Self::Exists(_) => ClipOutcome::Exists,
        }
    }

    /// How much of the page the version that was stored shows; `None` if nothing was stored.
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

/// What became of an article that was looked up again at its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recheck {
    /// The text is the same; nothing was stored.
    Unchanged,
    /// Its text changed and a new version was stored. The counts are of its highlights, by where their
    /// words are now.
    Changed {
        /// Its words are there.
        kept: usize,
        /// Its words were edited.
        changed: usize,
        /// There is only a candidate.
        check: usize,
        /// Its words are gone.
        orphans: usize,
    },
    /// It was not fetched from the web, so there is nothing to look up.
    NotFetched,
}

names! {
    /// What became of an article that was compared with its page again.
    RecheckOutcome {
        /// The page has the text it had.
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
    /// Which.
    pub article: ArticleId,
    /// Its title; may be empty.
    pub title: String,
    /// What came of it.
    pub result: Result<Recheck, Failure>,
}

impl Rechecked {
    /// What came of it, without the counts.
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

/// What became of an import, or would become of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// What it was exported from, and how many entries of each.
    pub kinds: BTreeMap<ImportSource, u32>,
    /// Articles that are new.
    pub new: u32,
    /// Articles that were there, and had something added.
    pub updated: u32,
    /// Articles that were there, with all that the export has of them.
    pub duplicate: u32,
    /// Entries about an article that an entry before them was about.
    pub repeated: u32,
    /// Entries that are none, by the reason.
    pub skipped: BTreeMap<SkipReason, Skipped>,
    /// New highlights whose words stand in their article.
    pub anchored: u32,
    /// New highlights that wait for their article, or for a version of it that has their words.
    pub waiting: u32,
    /// Highlights that were there.
    pub known: u32,
    /// New notes, on highlights and on articles.
    pub notes: u32,
    /// Articles whose page is to be fetched.
    pub to_fetch: u32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// Entries that were passed over for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// How many.
    pub count: u32,
    /// The first of them.
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

    /// How many entries were passed over.
    #[must_use]
    pub fn passed_over(&self) -> u32 {
        self.skipped.values().map(|s| s.count).sum()
    }
}
