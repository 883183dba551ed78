//! Quotations with their speakers, and verification of a draft's quotes against the captures.

use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;

use commonplace_core::search::Query;
use commonplace_core::{
    ArticleId, Attribution, Finder, HighlightId, Metadata, Millis, Standing, TextPosition, Verdict,
    VersionId, diff, names, quotation, text, verify,
};
use commonplace_exchange::import::{self, ImportFiles, ImportSource};
use commonplace_exchange::{Quoted, book, quotes, to_markdown};
use commonplace_store::{CaptureRow, VersionInfo};

use crate::{Error, Library, Refusal};

/// Maximum number of articles searched for a quote, the likeliest first.
const CANDIDATES: u32 = 12;
/// Maximum number of words of a quote used in the search query; the longest are taken.
const SEARCHED: usize = 8;

/// Evidence for a quote: the capture that contains it, and its position.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The article.
    pub article: ArticleId,
    /// The article's metadata.
    pub metadata: Metadata,
    /// The version that the position refers to.
    pub version: VersionId,
    /// SHA-256 of the capture's bytes, in hexadecimal.
    pub sha256: String,
    /// When it was captured.
    pub captured: Millis,
    /// The article's address, or else the one that the capture was served from.
    pub url: Option<String>,
    /// Position of the words in the version's text, in code points.
    pub position: TextPosition,
}

/// A quotation of an article, with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundQuote {
    /// Its words.
    pub words: String,
    /// How it is reported, and its possible speakers.
    pub quotation: quotation::Quotation,
    /// The evidence for it.
    pub evidence: Evidence,
}

names! {
    /// Verdict on a quote of a draft.
    QuoteVerdict {
        /// A capture contains it word for word.
        Verbatim = "verbatim",
        /// A capture contains it with other words.
        Altered = "altered",
        /// No capture contains anything similar.
        NotFound = "not_found",
    }
}

/// Result of verifying a quote of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Checked {
    /// This capture contains it word for word.
    Verbatim(Box<Evidence>),
    /// This capture contains it with other words.
    Altered {
        /// The capture and the position of its words.
        evidence: Box<Evidence>,
        /// The capture's words.
        words: String,
    },
    /// No capture contains anything similar.
    NotFound,
}

impl Checked {
    /// The verdict, without its evidence.
    #[must_use]
    pub fn verdict(&self) -> QuoteVerdict {
        match self {
            Self::Verbatim(_) => QuoteVerdict::Verbatim,
            Self::Altered { .. } => QuoteVerdict::Altered,
            Self::NotFound => QuoteVerdict::NotFound,
        }
    }
}

/// A quote of a draft, and the result of verifying it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Its words.
    pub quote: String,
    /// Line of the draft where it begins, counted from 1.
    pub line: usize,
    /// The result.
    pub checked: Checked,
}

impl Verified {
    /// Word diff from the capture's words to the draft's; empty unless the quote is altered.
    #[must_use]
    pub fn difference(&self) -> Vec<diff::DiffPiece<'_>> {
        match &self.checked {
            Checked::Altered { words, .. } => diff::diff_words(words, &self.quote),
            _ => Vec::new(),
        }
    }
}

impl Library {
    /// The quotations in the version of an article that is shown, in the order of its text.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn quotations(&self, article: ArticleId) -> Result<Vec<FoundQuote>, Error> {
        Ok(self.quotations_of(article)?.1)
    }

    /// As [`Self::quotations`], with the id of that version.
    pub(crate) fn quotations_of(
        &self,
        article: ArticleId,
    ) -> Result<(VersionId, Vec<FoundQuote>), Error> {
        let metadata = self.store.article(article)?.metadata;
        let version = self.shown(article)?;
        let corrections = self.store.speaker_corrections(article)?;
        let found = version.quotations(metadata.language.as_deref(), corrections);
        let proven = |quotation: quotation::Quotation| {
            let evidence =
                evidence(article, &metadata, version.id, &version.capture, quotation.position);
            FoundQuote {
                words: text::slice(&version.text, quotation.position)
                    .unwrap_or_default()
                    .to_owned(),
                quotation,
                evidence,
            }
        };
        Ok((version.id, found.iter().cloned().map(proven).collect()))
    }

    /// The attribution of the words at `position` of the version shown, if they are within a
    /// quotation whose speaker is sure. `position` may include the quotation marks.
    pub(crate) fn sure_attribution(
        &self,
        article: ArticleId,
        position: TextPosition,
    ) -> Result<Option<Attribution>, Error> {
        // One quotation mark, and the space inside it in French.
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
            // A pronoun with an unknown referent names nobody.
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

    /// For each given quotation of an article, the address that leads to its words, or `None` if
    /// the article has no address. Takes all quotations at once, so that the text is read from the
    /// library only once.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn links(
        &self,
        article: ArticleId,
        found: &[FoundQuote],
    ) -> Result<Vec<Option<String>>, Error> {
        let text = self.store.version(article)?.text;
        let link = |one: &FoundQuote| {
            let Evidence { metadata, position, .. } = &one.evidence;
            crate::export::leading_to(metadata.clone(), &text, *position).url
        };
        Ok(found.iter().map(link).collect())
    }

    /// Evidence for a passage of the version shown.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn evidence(&self, article: ArticleId, position: TextPosition) -> Result<Evidence, Error> {
        let version = self.store.version(article)?;
        let metadata = self.store.article(article)?.metadata;
        Ok(evidence(article, &metadata, version.id, &version.capture, position))
    }

    /// Evidence for a highlight: the capture it was made on, and its position there.
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

    /// The address that leads to the words of the evidence, or `None` if the article has no
    /// address.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn link(&self, to: &Evidence) -> Result<Option<String>, Error> {
        let text = self.store.version_text(to.version)?;
        Ok(crate::export::leading_to(to.metadata.clone(), &text, to.position).url)
    }

    /// Sets the speaker of the quotation at `position`. The name also replaces the name found
    /// wherever the article uses it, unless a pronoun stood for the speaker: then only the
    /// pronoun's referent, and the quotations that depend on it, are corrected.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if there is no quotation at the position, or the name is empty or too
    /// long; [`Error::Store`].
    pub fn correct_speaker(
        &self,
        article: ArticleId,
        position: TextPosition,
        name: &str,
        now: Millis,
    ) -> Result<(), Error> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > 200 {
            return Err(Error::Refused(Refusal::Name));
        }
        let before = self.quotations(article)?;
        let Some(one) = before.iter().find(|f| f.quotation.position == position) else {
            return Err(Error::Refused(Refusal::NoQuotation));
        };
        let first = one.quotation.speakers.first();
        let known = |f: &FoundQuote| {
            f.quotation
                .speakers
                .first()
                .map(|s| s.name.clone().unwrap_or_else(|| s.mention.text.clone()))
        };
        let everywhere = first.is_some_and(|s| !s.pronoun)
            && first.is_some_and(|s| s.mention.position != position);
        // Uses the name found without any correction, so that a later correction replaces this one.
        let version = self.store.version(article)?;
        let language = self.store.article(article)?.metadata.language;
        let bare = quotation::quotations(&version.text, language.as_deref()).into_iter();
        let bare =
            bare.filter(|q| q.position == position).find_map(|q| q.speakers.into_iter().next());
        let found = bare.filter(|_| everywhere).map(|s| s.name.unwrap_or(s.mention.text));
        // Also updates highlights of the renamed speaker's quotations.
        let meant: Vec<&FoundQuote> = match &found {
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

    /// Verifies the quotes of a Markdown text against the captures of the library. Results are in
    /// the order of the text.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn verify(&self, markdown: &str) -> Result<Vec<Verified>, Error> {
        self.verify_quotes(quotes(markdown))
    }

    /// Verifies the quotes of a file: Markdown, an HTML page, an EPUB book, a table or list of
    /// highlights, or annotations. A quote that is not on a line has its number in the file as its
    /// line.
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
        // First pass: articles with all longer words of a quote. Second pass, for quotes not found
        // yet: articles with most of them.
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
            // Reads each article once for all quotes that it may contain.
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

    /// The texts of all versions of an article, the version shown first.
    fn sources(&self, article: ArticleId) -> Result<Vec<QuoteSource>, Error> {
        let mut versions = self.store.versions(article)?;
        versions.sort_by_key(|info| !info.shown);
        let source = |info: VersionInfo| {
            let text = self.store.version_text(info.id)?;
            Ok(QuoteSource { version: info.id, capture: info.capture, text })
        };
        versions.into_iter().map(source).collect()
    }
}

/// The quotes of a file, by its content.
fn quotes_of_file(name: &str, bytes: Vec<u8>) -> Vec<Quoted> {
    if bytes.starts_with(b"PK\x03\x04") {
        let pages = book::pages_of_epub(&bytes).into_iter();
        return pages.flat_map(|page| quotes_of_page(&page)).collect();
    }
    let text = commonplace_capture::decode(&bytes, None).0;
    let start: String = text.trim_start_matches('\u{FEFF}').trim_start().chars().take(15).collect();
    let lower = start.to_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return quotes_of_page(&text);
    }
    let markdown = || quotes(&text);
    // A list of highlights is parsed by the importers; anything else is read as a draft.
    let is_list = start.starts_with(['[', '{']) || !name.to_lowercase().ends_with(".md");
    let Ok(given) = ImportFiles::from_memory(vec![(name.to_owned(), bytes)]) else {
        return markdown();
    };
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

/// The text of a version, to verify quotes against.
struct QuoteSource {
    version: VersionId,
    capture: CaptureRow,
    text: String,
}

impl QuoteSource {
    /// Position of a quote or of the most similar words, and their likeness if they are not the
    /// same.
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
