//! Quotations of an article, their evidence, their echoes in other articles, and the quotes of a draft.

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
use crate::{Checked, Echo, Evidence, Found, Library, QuoteVerdict, Verified, Word};

received! {
    /// Says who said a quotation.
    CorrectSpeaker {
        /// The article.
        article: Id<ArticleId>,
        /// Where the quotation stands in the version that is shown: first code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// Who said it.
        name: String,
    }
    /// A passage of an article.
    Passage {
        /// The article.
        article: Id<ArticleId>,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
    }
    /// A draft, to be checked.
    VerifyDraft {
        /// Markdown.
        markdown: String,
    }
}

sent! {
    /// The quotations of an article.
    QuotesView {
        /// The version that positions count in.
        version: String,
        /// In the order of its text.
        quotes: Vec<QuoteView>,
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
        /// What the captures say.
        verdict: Word<QuoteVerdict>,
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
        /// How its words stand in the other.
        likeness: Word<Likeness>,
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
        /// How the words are reported.
        kind: Word<QuotationKind>,
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
