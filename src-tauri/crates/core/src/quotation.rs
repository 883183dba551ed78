//! Quotations in an article: where they stand, who said them, in what capacity.
//!
//! Pure and without a model: marks are matched ([`marks`]), the words around them are read with
//! a language's lists ([`pack`]) as clauses ([`clause`]), and those who can have spoken are weighed
//! ([`speakers`]). Names are followed through the article ([`people`]). Linear in the text.

mod clause;
mod frame;
mod marks;
mod pack;
mod people;
mod speakers;
mod unspaced;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::TextPosition;
use frame::{Frame, Kind};
use people::People;
use speakers::{Candidate, Choice, Speakers};

/// From here on a speaker is taken to be right without being asked about. Measured on news in
/// English, see `cargo xtask bench quotes`.
pub const CONFIDENT: f32 = 0.9;

/// A speaker who is less sure than this is none.
const LEAST: f32 = 0.35;

/// A passage of the text with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands, in code points.
    pub position: TextPosition,
    /// What stands there.
    pub text: String,
}

/// Somebody who can have said a quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The words of the text that name who speaks: "he", "Qian", "a senior official".
    pub mention: Passage,
    /// The person's full name, where the article has it.
    pub name: Option<String>,
    /// In what capacity, as the article says it.
    pub role: Option<String>,
    /// Whom for.
    pub affiliation: Option<String>,
    /// The words that say that it was said.
    pub cue: Option<Passage>,
    /// From 0 to 1: how sure this is.
    pub confidence: f32,
}

/// How the words are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotationKind {
    /// Whole sentences, as they were said.
    Direct,
    /// Words within a sentence of the writer.
    Mixed,
}

impl QuotationKind {
    /// The word it is stored and sent as.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
        }
    }
}

/// Words in an article that somebody is reported to have said.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// The words, without their marks, in code points.
    pub position: TextPosition,
    /// How they are reported.
    pub kind: QuotationKind,
    /// Who can have said them, likeliest first, at most three; none for a title or a borrowed word.
    pub speakers: Vec<Speaker>,
}

/// The quotations of `text`, in its order. `language` is the BCP 47 tag it is said to be in; with
/// none it is guessed.
#[must_use]
pub fn quotations(text: &str, language: Option<&str>) -> Vec<Quotation> {
    let segments = marks::segments(text);
    if !segments.iter().any(marks::Segment::is_long) {
        return Vec::new();
    }
    let pack = pack::pack_for(text, language);
    if pack.order == pack::Order::Unspaced {
        return without_spaces(text, &segments, pack);
    }
    let frame = Frame::new(text, pack, &segments);
    let (choices, reporting) = Speakers::choose(&frame);
    let people = People::new(&frame, reporting);
    let mut points = Points::new(text);
    let mut spoke: Vec<(usize, usize)> = Vec::new();
    let mut found = Vec::new();
    for (number, choice) in choices.iter().enumerate() {
        let segment = &segments[number];
        if !segment.is_long() {
            continue;
        }
        let Some(position) = points.position(&segment.inside) else { continue };
        let confidences = confidences(choice);
        let mut speakers = Vec::new();
        let likely = confidences.first().is_some_and(|&first| first >= LEAST);
        for (candidate, confidence) in
            choice.candidates.iter().zip(confidences).take(3).filter(|_| likely)
        {
            let person = people.resolve(&candidate.phrase, &spoke);
            if speakers.is_empty()
                && let Some(person) = person
            {
                spoke.push((candidate.phrase.start, person));
            }
            let mut one = speaker(&frame, &mut points, candidate, confidence);
            if let Some(one) = &mut one {
                one.name = people.name(&candidate.phrase, person);
                let person = person.map(|p| people.person(p));
                one.role = person.and_then(|p| p.role.clone());
                one.affiliation = person.and_then(|p| p.affiliation.clone());
            }
            speakers.extend(one);
        }
        // The title of a work, the name of a body.
        if speakers.is_empty() && choice.title > 2.0 && !pack.capital_nouns {
            continue;
        }
        let kind = if choice.direct { QuotationKind::Direct } else { QuotationKind::Mixed };
        found.push(Quotation { position, kind, speakers });
    }
    found
}

/// What stands between quotation marks in `text`, without them: bytes, in order, with how many words.
#[must_use]
pub fn quoted(text: &str) -> Vec<(Range<usize>, usize)> {
    marks::segments(text).into_iter().map(|segment| (segment.inside, segment.words)).collect()
}

/// The same for a script without spaces.
fn without_spaces(text: &str, segments: &[marks::Segment], pack: &pack::Pack) -> Vec<Quotation> {
    let mut points = Points::new(text);
    let mut found = Vec::new();
    for (segment, said) in segments.iter().zip(unspaced::choose(text, segments, pack)) {
        if !segment.is_long() {
            continue;
        }
        let Some(position) = points.position(&segment.inside) else { continue };
        let mut passage = |bytes: Range<usize>| {
            let words = text[bytes.clone()].to_owned();
            points.position(&bytes).map(|position| Passage { position, text: words })
        };
        let mut speakers = Vec::new();
        for one in said.into_iter().take(3) {
            let cue = one.cue.and_then(&mut passage);
            let Some(mention) = passage(one.mention) else { continue };
            speakers.push(Speaker {
                mention,
                name: one.name,
                role: None,
                affiliation: None,
                cue,
                confidence: one.confidence,
            });
        }
        let ends = text[..segment.inside.end].ends_with(['。', '！', '？', '.', '!', '?', '，']);
        let kind = if ends { QuotationKind::Direct } else { QuotationKind::Mixed };
        found.push(Quotation { position, kind, speakers });
    }
    found
}

fn speaker(
    frame: &Frame<'_>,
    points: &mut Points<'_>,
    candidate: &Candidate,
    confidence: f32,
) -> Option<Speaker> {
    let tokens = &frame.tokens;
    let bytes =
        tokens.get(candidate.phrase.start)?.start..tokens.get(candidate.phrase.end - 1)?.end;
    let mut passage = |bytes: Range<usize>| {
        let text = frame.text[bytes.clone()].to_owned();
        points.position(&bytes).map(|position| Passage { position, text })
    };
    let cue = candidate.cue.filter(|&cue| {
        tokens[cue].is_word() || tokens[cue].kind == Kind::Colon || tokens[cue].kind == Kind::Dash
    });
    let cue = cue.and_then(|cue| passage(tokens[cue].start..tokens[cue].end));
    Some(Speaker {
        mention: passage(bytes)?,
        name: None,
        role: None,
        affiliation: None,
        cue,
        confidence,
    })
}

/// A softmax over the scores, with a constant for "none of them".
fn confidences(choice: &Choice) -> Vec<f32> {
    let none = 1.0 + choice.title;
    let top = choice.candidates.first().map_or(none, |c| c.score.max(none));
    let weight = |score: f32| ((score - top) * 1.2).exp();
    let sum: f32 = choice.candidates.iter().map(|c| weight(c.score)).sum::<f32>() + weight(none);
    choice.candidates.iter().map(|c| weight(c.score) / sum).collect()
}

/// Bytes to code points, in one pass for places asked for near each other.
struct Points<'a> {
    text: &'a str,
    byte: usize,
    point: u32,
}

impl<'a> Points<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    fn at(&mut self, byte: usize) -> u32 {
        if byte >= self.byte {
            self.point += crate::text::len(&self.text[self.byte..byte]);
        } else {
            self.point -= crate::text::len(&self.text[byte..self.byte]);
        }
        self.byte = byte;
        self.point
    }

    fn position(&mut self, bytes: &Range<usize>) -> Option<TextPosition> {
        let start = self.at(bytes.start);
        TextPosition::new(start, self.at(bytes.end)).ok()
    }
}
