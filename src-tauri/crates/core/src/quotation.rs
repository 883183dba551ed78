//! Quotations in an article: where they are, who said them, and in what role.
//!
//! Pure and without a model: marks are matched ([`marks`]), the words around them are read as clauses
//! ([`clause`]) with a language's word lists ([`pack`]), and the possible speakers are scored ([`speakers`]).
//! Names are followed through the article ([`people`]). Linear in the text.

mod clause;
mod frame;
mod marks;
mod pack;
mod people;
mod phrase;
mod speakers;
mod unspaced;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use crate::TextPosition;
use crate::names;
use frame::{TokenKind, TokenisedText};
use people::People;
use speakers::{Choice, SpeakerCandidate, Speakers};

/// Minimum confidence at which a speaker is taken to be right without asking a person. Measured on news in
/// English, see `cargo xtask bench quotes`.
pub const CONFIDENT: f32 = 0.9;

/// The version of this engine. Raised with each change that finds other quotations or speakers; stored
/// results of older versions are then computed again.
pub const ENGINE: u32 = 3;

/// Maximum confidence of a detected speaker. Only a correction has 1.
const MOST: f32 = 0.99;

/// Minimum confidence of a further speaker to be offered: beside a first one that is sure, and beside one
/// that is not.
const ALTERNATIVES: (f32, f32) = (0.05, 0.02);

/// Maximum confidence for a pronoun or name that fits two people, so that a person is asked.
const AMBIGUOUS: f32 = 0.75;

/// Minimum confidence of the first speaker; below it, a quotation has no speakers.
const LEAST: f32 = 0.35;

/// A passage of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The position, in code points.
    pub position: TextPosition,
    /// The words there.
    pub text: String,
}

/// A possible speaker of a quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The words of the text that name the speaker: "he", "Qian", "a senior official".
    pub mention: Passage,
    /// `true` if the mention is a pronoun, which names nobody by itself.
    pub pronoun: bool,
    /// The person's full name, if the article has it, or the name given in a correction.
    pub name: Option<String>,
    /// The person's role, as the article says it.
    pub role: Option<String>,
    /// The organisation the person stands for.
    pub affiliation: Option<String>,
    /// The words that introduce the quotation: "said", "according to".
    pub cue: Option<Passage>,
    /// The confidence that this is the speaker, from 0 to 1.
    pub confidence: f32,
}

names! {
    /// How a quotation's words are reported.
    QuotationKind {
        /// Whole sentences, as they were said.
        Direct = "direct",
        /// Words within a sentence of the author.
        Mixed = "mixed",
    }
}

/// Words in an article that somebody is reported to have said.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// The position of the words without their quotation marks, in code points.
    pub position: TextPosition,
    /// How the words are reported.
    pub kind: QuotationKind,
    /// The possible speakers, the most likely first, at most three; empty for a title or a borrowed word.
    pub speakers: Vec<Speaker>,
}

/// A person's correction of who said a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The quotation's words.
    pub words: String,
    /// The name that was found for it, if the correction is for every quotation of that name.
    pub found: Option<String>,
    /// The name of who said it.
    pub name: String,
}

/// The quotations of `text`, in text order. `language` is the BCP 47 tag of its language; if it is `None` or
/// not known, the language is guessed.
#[must_use]
pub fn quotations(text: &str, language: Option<&str>) -> Vec<Quotation> {
    corrected(text, language, &[])
}

/// The same, with corrections: of who said one quotation, which also settles whom the pronouns and the
/// quotations after it mean; or of a name that several quotations have.
#[must_use]
pub fn corrected(text: &str, language: Option<&str>, corrections: &[Correction]) -> Vec<Quotation> {
    let segments = marks::segments(text);
    if !segments.iter().any(marks::QuotedSegment::is_long) {
        return Vec::new();
    }
    let pack = pack::pack_for(text, language);
    if pack.order == pack::Order::Unspaced {
        return without_spaces(text, &segments, pack, corrections);
    }
    // If the text is read with another language's words, no speaker is sure.
    let foreign = language.is_some_and(|tag| !tag.to_ascii_lowercase().starts_with(pack.tag));
    let frame = TokenisedText::new(text, pack, &segments);
    let (choices, reporting) = Speakers::choose(&frame);
    let mut people = People::new(&frame, reporting);
    let mut points = Points::new(text);
    let mut spoke: Vec<(usize, usize)> = Vec::new();
    // The person of each mention that a correction settled. Further quotations with this mention have the
    // same person.
    let mut by_hand: HashMap<usize, usize> = HashMap::new();
    let mut found = Vec::new();
    for (number, choice) in choices.iter().enumerate() {
        let segment = &segments[number];
        if !segment.is_long() {
            continue;
        }
        let Some(position) = points.position(&segment.inside) else { continue };
        let confidences = confidences(choice);
        let said = &text[segment.inside.clone()];
        let own = corrections.iter().find(|c| c.words == said && c.found.is_none());
        let mut speakers = Vec::new();
        let likely = confidences.first().is_some_and(|&first| first >= LEAST);
        let sure = confidences.first().is_some_and(|&first| first >= CONFIDENT);
        let least = if sure { ALTERNATIVES.0 } else { ALTERNATIVES.1 };
        for (candidate, confidence) in
            choice.candidates.iter().zip(confidences).take(3).filter(|_| likely)
        {
            let first = speakers.is_empty();
            if !first && confidence < least {
                break;
            }
            let mut confidence = if foreign { confidence.min(AMBIGUOUS) } else { confidence };
            let person = match (own.filter(|_| first), by_hand.get(&candidate.phrase.start)) {
                (Some(own), _) => {
                    let person = people.person_named(&own.name);
                    by_hand.insert(candidate.phrase.start, person);
                    Some(person)
                }
                (None, Some(person)) => Some(*person),
                (None, None) => people.resolve(&candidate.phrase, &spoke).map(|found| {
                    if !found.sure {
                        confidence = confidence.min(AMBIGUOUS);
                    }
                    found.person
                }),
            };
            if first && let Some(person) = person {
                spoke.push((candidate.phrase.start, person));
            }
            let mut one = speaker(&frame, &mut points, candidate, confidence);
            if let Some(one) = &mut one {
                one.name = people.name(&candidate.phrase, person);
                one.pronoun = people.is_pronoun(&candidate.phrase);
                if own.is_some() && first {
                    one.confidence = 1.0;
                }
                let person = person.map(|p| people.person(p));
                one.role = person.and_then(|p| p.role.clone());
                one.affiliation = person.and_then(|p| p.affiliation.clone());
            }
            speakers.extend(one);
        }
        // The title of a work, or the name of an organisation, is not a quotation.
        if speakers.is_empty() && choice.title > 2.0 {
            continue;
        }
        let kind = if choice.direct { QuotationKind::Direct } else { QuotationKind::Mixed };
        speakers = renamed(speakers, own, position, corrections);
        found.push(Quotation { position, kind, speakers });
    }
    found
}

/// Applies corrections to the names of speakers. If no speaker was found, the corrected name takes the place
/// of a mention.
fn renamed(
    mut speakers: Vec<Speaker>,
    own: Option<&Correction>,
    position: TextPosition,
    corrections: &[Correction],
) -> Vec<Speaker> {
    if let (true, Some(own)) = (speakers.is_empty(), own) {
        speakers.push(Speaker {
            mention: Passage { position, text: own.name.clone() },
            pronoun: false,
            name: Some(own.name.clone()),
            role: None,
            affiliation: None,
            cue: None,
            confidence: 1.0,
        });
    }
    for (place, speaker) in speakers.iter_mut().enumerate() {
        let known = speaker.name.as_ref().unwrap_or(&speaker.mention.text);
        let new = corrections.iter().find(|c| c.found.as_ref() == Some(known));
        if let Some(new) = new {
            speaker.name = Some(new.name.clone());
            if place == 0 {
                speaker.confidence = 1.0;
            }
        }
    }
    speakers
}

/// The ranges between quotation marks in `text`, without the marks: bytes, in text order, each with its
/// number of words.
#[must_use]
pub fn quoted(text: &str) -> Vec<(Range<usize>, usize)> {
    marks::segments(text).into_iter().map(|segment| (segment.inside, segment.words)).collect()
}

/// As [`corrected`], for a script without spaces.
fn without_spaces(
    text: &str,
    segments: &[marks::QuotedSegment],
    pack: &pack::Pack,
    corrections: &[Correction],
) -> Vec<Quotation> {
    let mut points = Points::new(text);
    let mut found = Vec::new();
    let words = |segment: &marks::QuotedSegment| &text[segment.inside.clone()];
    let by_hand = |segment: &marks::QuotedSegment| {
        corrections.iter().find(|c| c.found.is_none() && c.words == words(segment))
    };
    let named: Vec<Option<&str>> = segments.iter().map(|s| by_hand(s).map(|c| &*c.name)).collect();
    for (segment, said) in segments.iter().zip(unspaced::choose(text, segments, &named, pack)) {
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
                pronoun: one.pronoun,
                name: one.name,
                role: None,
                affiliation: None,
                cue,
                confidence: one.confidence,
            });
        }
        let own = by_hand(segment);
        speakers = renamed(speakers, own, position, corrections);
        let ends = text[..segment.inside.end].ends_with(['。', '！', '？', '.', '!', '?', '，']);
        let kind = if ends { QuotationKind::Direct } else { QuotationKind::Mixed };
        found.push(Quotation { position, kind, speakers });
    }
    found
}

fn speaker(
    frame: &TokenisedText<'_>,
    points: &mut Points<'_>,
    candidate: &SpeakerCandidate,
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
        tokens[cue].is_word()
            || tokens[cue].kind == TokenKind::Colon
            || tokens[cue].kind == TokenKind::Dash
    });
    let cue = cue.and_then(|cue| passage(tokens[cue].start..tokens[cue].end));
    Some(Speaker {
        mention: passage(bytes)?,
        pronoun: false,
        name: None,
        role: None,
        affiliation: None,
        cue,
        confidence,
    })
}

/// The confidence of each candidate: a softmax over the scores, with a constant for "none of them".
fn confidences(choice: &Choice) -> Vec<f32> {
    let none = 1.0 + choice.title;
    let top = choice.candidates.first().map_or(none, |c| c.score.max(none));
    let weight = |score: f32| ((score - top) * 1.2).exp();
    let sum: f32 = choice.candidates.iter().map(|c| weight(c.score)).sum::<f32>() + weight(none);
    choice.candidates.iter().map(|c| (weight(c.score) / sum).min(MOST)).collect()
}

/// Converts byte offsets to code points. Cheap for offsets that are near each other.
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
