//! Quotations of an article, their evidence, their echoes in other articles, and the verification
//! of a draft's quotes.

use commonplace_core::echo::Likeness;
use commonplace_core::quotation::{CONFIDENT, QuotationKind, Speaker};
use commonplace_core::{ArticleId, Millis, TextPosition, diff};
use commonplace_store as store;

use super::context::Context;
use super::people::SaidView;
use super::versions::DiffPiece;
use super::wire::{
    Id, Nothing, OneArticle, OneHighlight, PageOf, page_of, position, received, sent,
};
use crate::{Checked, Echo, Evidence, FoundQuote, Library, QuoteVerdict, Verified, Word};

received! {
    /// Sets the speaker of a quotation.
    CorrectSpeaker {
        /// The article.
        article: Id<ArticleId>,
        /// Start of the quotation in the version shown, in code points.
        start: u32,
        /// End, exclusive.
        end: u32,
        /// The speaker's name.
        name: String,
    }
    /// A passage of an article.
    Passage {
        /// The article.
        article: Id<ArticleId>,
        /// Offset of its first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
    }
    /// A draft to verify.
    VerifyDraft {
        /// Markdown.
        markdown: String,
    }
}

sent! {
    /// The quotations of an article.
    QuotesView {
        /// The version that the positions refer to.
        version: String,
        /// The quotations, in the order of the text.
        quotes: Vec<QuoteView>,
    }
    /// Evidence for words: the capture that contains them, and their position.
    EvidenceView {
        /// The article.
        article: String,
        /// Its title; may be empty.
        title: String,
        /// Its publication.
        site: Option<String>,
        /// The version that the positions refer to.
        version: String,
        /// SHA-256 of the capture, in hexadecimal.
        sha256: String,
        /// When it was captured.
        #[ts(type = "number")]
        captured: Millis,
        /// The article's address, or else the one that the capture was served from.
        url: Option<String>,
        /// Address of the words within the page, if it was requested and exists.
        link: Option<String>,
        /// Offset of the first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
    }
    /// The quotes of a draft, verified.
    VerifiedView {
        /// The quotes, in the order of the draft.
        quotes: Vec<VerifiedQuote>,
    }
    /// A quote of a draft and its verdict.
    VerifiedQuote {
        /// Its words.
        quote: String,
        /// Line of the draft where it begins, counted from 1.
        line: u32,
        /// The verdict.
        verdict: Word<QuoteVerdict>,
        /// The capture that contains the words, or the most similar ones; null if there is none.
        evidence: Option<EvidenceView>,
        /// Word diff from the capture's words to the draft's; empty unless the quote is altered.
        diff: Vec<DiffPiece>,
    }
    /// Work left to do.
    LeftView {
        /// Number of articles whose quotations have not been found yet.
        left: u32,
    }
    /// Quotations of an article that occur in other articles.
    EchoesView {
        /// The quotations with at least one echo.
        quotations: Vec<EchoCount>,
    }
    /// Number of other articles that have the words of a quotation.
    EchoCount {
        /// Offset of the quotation's first code point.
        start: u32,
        /// Number of articles with the same words, whole or in part.
        same: u32,
        /// Number of articles with altered words.
        altered: u32,
    }
    /// Words, and their echoes in other articles.
    ElsewhereView {
        /// The words.
        words: String,
        /// Quotations of other articles, altered ones first.
        echoes: Vec<EchoView>,
        /// Number of articles whose quotations have not been found yet.
        left: u32,
    }
    /// A quotation of another article with the same or altered words.
    EchoView {
        /// How its words relate to those asked about.
        likeness: Word<Likeness>,
        /// The quotation and its source.
        said: SaidView,
        /// Word diff from the words asked about to these.
        diff: Vec<DiffPiece>,
    }
    /// A page of pairs of quotations of which one alters the other's words.
    AlteredPage {
        /// The pairs, the latest first.
        pairs: Vec<AlteredView>,
        /// Number of pairs on all pages.
        total: u32,
        /// Number of articles whose quotations have not been found yet.
        left: u32,
    }
    /// Two quotations of which one alters the other's words.
    AlteredView {
        /// The first quotation.
        one: SaidView,
        /// The second quotation.
        other: SaidView,
        /// Word diff from the first to the second.
        diff: Vec<DiffPiece>,
    }
    /// A quotation of an article, with its possible speakers.
    QuoteView {
        /// Offset of its first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
        /// How the words are reported.
        kind: Word<QuotationKind>,
        /// Whether the first speaker's confidence is at least `CONFIDENT`, so that nobody has to
        /// check it.
        sure: bool,
        /// Possible speakers, the likeliest first, at most three.
        speakers: Vec<SpeakerView>,
    }
    /// A possible speaker of a quotation.
    SpeakerView {
        /// The words of the text that name the speaker.
        mention: String,
        /// The full name, if known.
        name: Option<String>,
        /// The speaker's role.
        role: Option<String>,
        /// The organisation that the speaker belongs to.
        affiliation: Option<String>,
        /// The cue: the words that report the speech.
        cue: Option<String>,
        /// Confidence, from 0 to 1.
        confidence: f32,
    }
}

pub(super) fn list(c: &Context<'_>, args: OneArticle) -> Result<QuotesView, crate::Error> {
    quotes_of(c.library, args.id.0)
}

pub(super) fn correct(c: &Context<'_>, args: CorrectSpeaker) -> Result<QuotesView, crate::Error> {
    let article = args.article.0;
    let position = position(args.start, args.end)?;
    c.library.correct_speaker(article, position, &args.name, c.now)?;
    quotes_of(c.library, article)
}

pub(super) fn evidence(c: &Context<'_>, args: Passage) -> Result<EvidenceView, crate::Error> {
    let position = position(args.start, args.end)?;
    let evidence = c.library.evidence(args.article.0, position)?;
    let link = c.library.link(&evidence)?;
    Ok(EvidenceView::new(evidence, link))
}

pub(super) fn highlight_evidence(
    c: &Context<'_>,
    args: OneHighlight,
) -> Result<EvidenceView, crate::Error> {
    let evidence = c.library.highlight_evidence(args.id.0)?;
    let link = c.library.link(&evidence)?;
    Ok(EvidenceView::new(evidence, link))
}

pub(super) fn verify(c: &Context<'_>, args: VerifyDraft) -> Result<VerifiedView, crate::Error> {
    Ok(VerifiedView {
        quotes: c.library.verify(&args.markdown)?.into_iter().map(Into::into).collect(),
    })
}

pub(super) fn read(c: &Context<'_>, _: Nothing) -> Result<LeftView, crate::Error> {
    Ok(LeftView { left: c.library.read_quotations()? })
}

pub(super) fn echoes(c: &Context<'_>, args: OneArticle) -> Result<EchoesView, crate::Error> {
    let count = |(at, same, altered): (TextPosition, u32, u32)| EchoCount {
        start: at.start(),
        same,
        altered,
    };
    Ok(EchoesView { quotations: c.library.echoes(args.id.0)?.into_iter().map(count).collect() })
}

pub(super) fn elsewhere(c: &Context<'_>, args: Passage) -> Result<ElsewhereView, crate::Error> {
    let position = position(args.start, args.end)?;
    let left = c.library.read_quotations()?;
    let (words, echoes) = c.library.elsewhere(args.article.0, position)?;
    let echoes = echoes.into_iter().map(|echo| EchoView::new(&words, echo)).collect();
    Ok(ElsewhereView { words, echoes, left })
}

pub(super) fn altered(c: &Context<'_>, args: PageOf) -> Result<AlteredPage, crate::Error> {
    let left = c.library.read_quotations()?;
    let page = page_of(args.offset, args.limit, 500);
    let (pairs, total) = c.library.store.altered(page)?;
    Ok(AlteredPage { pairs: pairs.into_iter().map(Into::into).collect(), total, left })
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
        let verdict = verified.checked.verdict().into();
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
            likeness: echo.likeness.into(),
            diff: diff::diff_words(words, &echo.said.quotation.words)
                .into_iter()
                .map(Into::into)
                .collect(),
            said: echo.said.into(),
        }
    }
}

impl From<(store::SaidRow, store::SaidRow)> for AlteredView {
    fn from((one, other): (store::SaidRow, store::SaidRow)) -> Self {
        let diff = diff::diff_words(&one.quotation.words, &other.quotation.words);
        Self {
            diff: diff.into_iter().map(Into::into).collect(),
            one: one.into(),
            other: other.into(),
        }
    }
}

impl From<FoundQuote> for QuoteView {
    fn from(found: FoundQuote) -> Self {
        let speakers = found.quotation.speakers;
        Self {
            start: found.evidence.position.start(),
            end: found.evidence.position.end(),
            kind: found.quotation.kind.into(),
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

fn quotes_of(library: &Library, article: ArticleId) -> Result<QuotesView, crate::Error> {
    let version = library.store.version(article)?.id;
    let quotes = library.quotations(article)?.into_iter().map(Into::into).collect();
    Ok(QuotesView { version: version.to_string(), quotes })
}
