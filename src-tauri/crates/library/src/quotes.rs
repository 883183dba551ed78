//! Quotations with their speakers, and quotes of a draft checked against the captures.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use commonplace_core::search::Query;
use commonplace_core::{
    ArticleId, Attribution, Finder, HighlightId, Metadata, Millis, Standing, TextPosition, Verdict,
    VersionId, diff, names, quotation, text, verify,
};
use commonplace_exchange::import::{self, Given, ImportSource};
use commonplace_exchange::{Quoted, book, quotes, to_markdown};
use commonplace_store::{CaptureRow, VersionInfo};

use crate::{Error, Library};

/// So many articles are looked through for a quote, the likeliest first.
const CANDIDATES: u32 = 12;
/// So many words of a quote are searched for, the longest.
const SEARCHED: usize = 8;

/// What proves a quote: the capture it stands in, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The article.
    pub article: ArticleId,
    /// What is known about it.
    pub metadata: Metadata,
    /// The version whose text the positions count in.
    pub version: VersionId,
    /// SHA-256 of the capture's bytes, in hexadecimal.
    pub sha256: String,
    /// When it was captured.
    pub captured: Millis,
    /// The address that answered, or the article's own.
    pub url: Option<String>,
    /// Where the words stand in the version's text, in code points.
    pub position: TextPosition,
}

/// A quotation of an article, with what proves it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its words.
    pub words: String,
    /// How it is reported, and who can have said it.
    pub quotation: quotation::Quotation,
    /// What proves it.
    pub evidence: Evidence,
}

names! {
    /// What the captures say to a quote of a draft.
    QuoteVerdict {
        /// It stands in a capture, to the word.
        Verbatim = "verbatim",
        /// A capture has other words.
        Altered = "altered",
        /// No capture has anything like it.
        NotFound = "not_found",
    }
}

/// What became of a quote of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Checked {
    /// It stands in this capture to the word.
    Verbatim(Box<Evidence>),
    /// This capture has other words.
    Altered {
        /// What proves them.
        evidence: Box<Evidence>,
        /// Them.
        words: String,
    },
    /// No capture has anything like it.
    NotFound,
}

impl Checked {
    /// What the captures say.
    #[must_use]
    pub fn verdict(&self) -> QuoteVerdict {
        match self {
            Self::Verbatim(_) => QuoteVerdict::Verbatim,
            Self::Altered { .. } => QuoteVerdict::Altered,
            Self::NotFound => QuoteVerdict::NotFound,
        }
    }
}

/// A quote of a draft, and what the library says to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Its words.
    pub quote: String,
    /// The line of the draft it begins on, from 1.
    pub line: usize,
    /// What became of it.
    pub checked: Checked,
}

impl Verified {
    /// What was altered: from the capture's words to the draft's.
    #[must_use]
    pub fn difference(&self) -> Vec<diff::Piece<'_>> {
        match &self.checked {
            Checked::Altered { words, .. } => diff::words(words, &self.quote),
            _ => Vec::new(),
        }
    }
}

impl Library {
    /// The quotations of the version of an article that is shown, in the order of its text.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn quotations(&self, article: ArticleId) -> Result<Vec<Found>, Error> {
        Ok(self.quotations_of(article)?.1)
    }

    /// The same, with the version they are of.
    pub(crate) fn quotations_of(
        &self,
        article: ArticleId,
    ) -> Result<(VersionId, Vec<Found>), Error> {
        let metadata = self.store.article(article)?.metadata;
        let version = self.shown(article)?;
        let corrections = self.store.speaker_corrections(article)?;
        let found = version.quotations(metadata.language.as_deref(), corrections);
        let proven = |quotation: quotation::Quotation| {
            let evidence =
                evidence(article, &metadata, version.id, &version.capture, quotation.position);
            Found {
                words: text::slice(&version.text, quotation.position)
                    .unwrap_or_default()
                    .to_owned(),
                quotation,
                evidence,
            }
        };
        Ok((version.id, found.iter().cloned().map(proven).collect()))
    }

    /// Who said the words at `position` of the version that is shown, if they are a quotation, or a
    /// part of one, whose speaker is sure. The quotation marks may be part of the position.
    pub(crate) fn sure_attribution(
        &self,
        article: ArticleId,
        position: TextPosition,
    ) -> Result<Option<Attribution>, Error> {
        // A mark, and the blank that French has within it.
        const MARKS: u32 = 2;
        let language = self.store.article(article)?.metadata.language;
        let corrections = self.store.speaker_corrections(article)?;
        let found = self.shown(article)?.quotations(language.as_deref(), corrections);
        let around = found.iter().find(|quotation| {
            let quoted = quotation.position;
            quoted.start() <= position.start() + MARKS
                && position.end() <= quoted.end() + MARKS
                && quoted.start() < position.end()
                && position.start() < quoted.end()
        });
        let speaker = around
            .and_then(|quotation| quotation.speakers.first().cloned())
            .filter(|speaker| speaker.confidence >= quotation::CONFIDENT)
            // A pronoun whose person is unknown names nobody.
            .filter(|speaker| !speaker.pronoun || speaker.name.is_some());
        Ok(speaker.map(|speaker| Attribution {
            speaker: speaker.name.unwrap_or(speaker.mention.text),
            role: speaker.role,
            affiliation: speaker.affiliation,
            cue: speaker.cue.map(|cue| cue.text),
            confidence: Some(speaker.confidence).filter(|sure| *sure < 1.0),
            standing: Standing::default(),
        }))
    }

    /// The address that leads to the words of each of an article's quotations, where it has one.
    /// Found for all of them at once: the text is gone through for each.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn links(&self, article: ArticleId, found: &[Found]) -> Result<Vec<Option<String>>, Error> {
        let text = self.store.version(article)?.text;
        let link = |one: &Found| {
            let Evidence { metadata, position, .. } = &one.evidence;
            crate::export::leading_to(metadata.clone(), &text, *position).url
        };
        Ok(found.iter().map(link).collect())
    }

    /// What proves a passage of the version of an article that is shown.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn evidence(&self, article: ArticleId, position: TextPosition) -> Result<Evidence, Error> {
        let version = self.store.version(article)?;
        let metadata = self.store.article(article)?.metadata;
        Ok(evidence(article, &metadata, version.id, &version.capture, position))
    }

    /// What proves a highlight: the capture it was made on, and where it stands there.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn highlight_evidence(&self, id: HighlightId) -> Result<Evidence, Error> {
        let highlight = self.store.highlight(id)?;
        let metadata = self.store.article(highlight.article)?.metadata;
        let versions = self.store.versions(highlight.article)?.into_iter();
        let of = versions.into_iter().find(|info| info.id == highlight.version);
        let lost = || commonplace_store::Error::NotFound {
            kind: "version",
            id: highlight.version.to_string(),
        };
        let of = of.ok_or_else(lost)?;
        let at = highlight.selectors.position;
        Ok(evidence(highlight.article, &metadata, of.id, &of.capture, at))
    }

    /// The address that leads to what is proved, where it has one.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn link(&self, to: &Evidence) -> Result<Option<String>, Error> {
        let text = self.store.version_text(to.version)?;
        Ok(crate::export::leading_to(to.metadata.clone(), &text, to.position).url)
    }

    /// Says who said the quotation at `position`. Its name is right wherever it was found, unless a
    /// pronoun stood for it: then it is who the pronoun means, and what hangs on it.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a place where no quotation is, or an empty name; [`Error::Store`].
    pub fn correct_speaker(
        &self,
        article: ArticleId,
        position: TextPosition,
        name: &str,
        now: Millis,
    ) -> Result<(), Error> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 200 {
            return Err(Error::Invalid("a name has 1 to 200 characters".into()));
        }
        let before = self.quotations(article)?;
        let Some(one) = before.iter().find(|f| f.quotation.position == position) else {
            return Err(Error::Invalid("there is no quotation at this place".into()));
        };
        let first = one.quotation.speakers.first();
        let known = |f: &Found| {
            f.quotation
                .speakers
                .first()
                .map(|s| s.name.clone().unwrap_or_else(|| s.mention.text.clone()))
        };
        let everywhere = first.is_some_and(|s| !s.pronoun)
            && first.is_some_and(|s| s.mention.position != position);
        // By the name it has before any correction, so that the next one takes its place.
        let version = self.store.version(article)?;
        let language = self.store.article(article)?.metadata.language;
        let bare = quotation::quotations(&version.text, language.as_deref()).into_iter();
        let bare =
            bare.filter(|q| q.position == position).find_map(|q| q.speakers.into_iter().next());
        let found = bare.filter(|_| everywhere).map(|s| s.name.unwrap_or(s.mention.text));
        // Highlights of what is renamed say so, too.
        let meant: Vec<&Found> = match &found {
            Some(_) => before.iter().filter(|f| known(f) == known(one)).collect(),
            None => vec![one],
        };
        let highlights = self.store.highlights(article)?.into_iter();
        let marked = highlights.filter(|h| {
            h.attribution.is_some()
                && meant.iter().any(|f| h.selectors.quote.exact.contains(&*f.words))
        });
        let correction = quotation::Correction { words: one.words.clone(), found, name };
        self.store.correct_speaker(article, correction, marked.map(|h| h.id).collect(), now)?;
        Ok(())
    }

    /// Checks the quotes of a Markdown text against the captures of the library, in its order.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn verify(&self, markdown: &str) -> Result<Vec<Verified>, Error> {
        self.verify_quotes(quotes(markdown))
    }

    /// Checks the quotes of a file, of whatever kind holds quotes: Markdown, a page, a book (EPUB), a table or a
    /// list of highlights, annotations. The line of a quote that stands on none is its number.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn verify_file(&self, name: &str, bytes: Vec<u8>) -> Result<Vec<Verified>, Error> {
        self.verify_quotes(quotes_of_file(name, bytes))
    }

    fn verify_quotes(&self, quotes: Vec<Quoted>) -> Result<Vec<Verified>, Error> {
        let mut closest: Vec<(f32, Checked)> = vec![(-1.0, Checked::NotFound); quotes.len()];
        let mut seen: HashSet<(ArticleId, usize)> = HashSet::new();
        // The articles with all of a quote's longer words, and for what is left those with most.
        for expression in [Query::fts5, Query::fts5_any] {
            let mut asked: BTreeMap<ArticleId, Vec<usize>> = BTreeMap::new();
            for (n, quote) in quotes.iter().enumerate() {
                if matches!(closest[n].1, Checked::Verbatim(_)) {
                    continue;
                }
                let fts = expression(&Query::longest_words(&quote.words, SEARCHED));
                for article in self.store.articles_with(&fts, CANDIDATES)? {
                    if seen.insert((article, n)) {
                        asked.entry(article).or_default().push(n);
                    }
                }
            }
            // An article is read once for all the quotes that it may hold.
            for (article, asking) in asked {
                let metadata = self.store.article(article)?.metadata;
                for source in self.sources(article)? {
                    let finder = Finder::new(&source.text);
                    for &n in &asking {
                        let Some((at, likeness)) = source.says(&quotes[n].words, &finder) else {
                            continue;
                        };
                        if likeness.is_some_and(|l| l <= closest[n].0)
                            || matches!(closest[n].1, Checked::Verbatim(_))
                        {
                            continue;
                        }
                        let proof = Box::new(evidence(
                            article,
                            &metadata,
                            source.version,
                            &source.capture,
                            at,
                        ));
                        closest[n] = match likeness {
                            None => (2.0, Checked::Verbatim(proof)),
                            Some(likeness) => {
                                let words =
                                    text::slice(&source.text, at).unwrap_or_default().to_owned();
                                (likeness, Checked::Altered { evidence: proof, words })
                            }
                        };
                    }
                }
            }
        }
        let verified = quotes.into_iter().zip(closest);
        Ok(verified
            .map(|(quote, (_, checked))| Verified { quote: quote.words, line: quote.line, checked })
            .collect())
    }

    /// The texts of every version of an article, the one shown first.
    fn sources(&self, article: ArticleId) -> Result<Vec<Source>, Error> {
        let mut versions = self.store.versions(article)?;
        versions.sort_by_key(|info| !info.shown);
        let source = |info: VersionInfo| {
            let text = self.store.version_text(info.id)?;
            Ok(Source { version: info.id, capture: info.capture, text })
        };
        versions.into_iter().map(source).collect()
    }
}

/// The quotes of a file, by what it holds.
fn quotes_of_file(name: &str, bytes: Vec<u8>) -> Vec<Quoted> {
    if bytes.starts_with(b"PK\x03\x04") {
        let pages = book::pages(&bytes).into_iter();
        return pages.flat_map(|page| quotes_of_page(&page)).collect();
    }
    let text = commonplace_capture::decode(&bytes, None).0;
    let start: String = text.trim_start_matches('\u{FEFF}').trim_start().chars().take(15).collect();
    let lower = start.to_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return quotes_of_page(&text);
    }
    let markdown = || quotes(&text);
    // What other programs read as highlights, these are; anything else is a draft.
    let is_list = start.starts_with(['[', '{']) || !name.to_lowercase().ends_with(".md");
    let Ok(given) = Given::of(vec![(name.to_owned(), bytes)]) else { return markdown() };
    let mut marked = Vec::new();
    if is_list {
        let _ = import::read(&given, &mut |found| {
            if let import::Found::Item(ImportSource::Markdown | ImportSource::Page, _) = found {
                return ControlFlow::Break(());
            }
            if let import::Found::Item(_, item) = found {
                marked.extend(item.highlights.into_iter().map(|mark| mark.quote.exact));
            }
            ControlFlow::Continue(())
        });
    }
    if marked.is_empty() {
        return markdown();
    }
    let quoted = |(n, words): (usize, String)| Quoted { words, line: n + 1 };
    marked.into_iter().enumerate().map(quoted).collect()
}

fn quotes_of_page(html: &str) -> Vec<Quoted> {
    let html = book::without_references(html);
    quotes(&to_markdown(&commonplace_capture::clean(&html).html))
}

/// A text that quotes are checked against.
struct Source {
    version: VersionId,
    capture: CaptureRow,
    text: String,
}

impl Source {
    /// Where a quote or what is like it stands, and how like it is if it is not the same.
    fn says(&self, quote: &str, finder: &Finder<'_>) -> Option<(TextPosition, Option<f32>)> {
        match verify(quote, &self.text, finder) {
            Verdict::Verbatim(at) => {
                let (first, last) = at.first().zip(at.last())?;
                Some((TextPosition::new(first.start(), last.end()).ok()?, None))
            }
            Verdict::Altered(at, likeness) => Some((at, Some(likeness))),
            Verdict::Missing => None,
        }
    }
}

fn evidence(
    article: ArticleId,
    metadata: &Metadata,
    version: VersionId,
    capture: &CaptureRow,
    position: TextPosition,
) -> Evidence {
    Evidence {
        article,
        metadata: metadata.clone(),
        version,
        sha256: capture.sha256.clone(),
        captured: capture.taken,
        url: metadata.url.clone().or_else(|| capture.url.clone()),
        position,
    }
}
