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

use std::collections::HashMap;
use std::ops::Range;

use crate::TextPosition;
use crate::names;
use frame::{Frame, Kind};
use people::People;
use speakers::{Candidate, Choice, Speakers};

/// From here on a speaker is taken to be right without being asked about. Measured on news in
/// English, see `cargo xtask bench quotes`.
pub const CONFIDENT: f32 = 0.9;

/// Grows with each change that finds other quotations or speakers: what was kept is read again.
pub const ENGINE: u32 = 3;

/// No machine is surer than this; the reader is.
const MOST: f32 = 0.99;

/// Another speaker who is less sure than this is not offered: beside a sure one, and beside one who is not.
const ALTERNATIVES: (f32, f32) = (0.05, 0.02);

/// The most for a pronoun that fits two people: the reader is asked.
const AMBIGUOUS: f32 = 0.75;

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
    /// Whether the mention is a pronoun, which names nobody by itself.
    pub pronoun: bool,
    /// The person's full name, where the article has it; or the reader's word for who it is.
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

names! {
    /// How the words are reported.
    QuotationKind {
        /// Whole sentences, as they were said.
        Direct = "direct",
        /// Words within a sentence of the writer.
        Mixed = "mixed",
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

/// The reader's word for who said a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The quotation's words.
    pub words: String,
    /// The name it was found under, if every quotation of that name is meant.
    pub found: Option<String>,
    /// Who said it.
    pub name: String,
}

/// The quotations of `text`, in its order. `language` is the BCP 47 tag it is said to be in; with
/// none it is guessed.
#[must_use]
pub fn quotations(text: &str, language: Option<&str>) -> Vec<Quotation> {
    corrected(text, language, &[])
}

/// The same, with what the reader corrected: who said one quotation, and so who the pronouns and
/// the quotations behind it mean; or what a name is that several have.
#[must_use]
pub fn corrected(text: &str, language: Option<&str>, corrections: &[Correction]) -> Vec<Quotation> {
    let segments = marks::segments(text);
    if !segments.iter().any(marks::Segment::is_long) {
        return Vec::new();
    }
    let pack = pack::pack_for(text, language);
    if pack.order == pack::Order::Unspaced {
        return without_spaces(text, &segments, pack, corrections);
    }
    // Read with another language's words nobody is sure.
    let foreign = language.is_some_and(|tag| !tag.to_ascii_lowercase().starts_with(pack.tag));
    let frame = Frame::new(text, pack, &segments);
    let (choices, reporting) = Speakers::choose(&frame);
    let mut people = People::new(&frame, reporting);
    let mut points = Points::new(text);
    let mut spoke: Vec<(usize, usize)> = Vec::new();
    // Mentions whose person the reader named: what hangs on them too has that name.
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
                    let person = people.named(&own.name);
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
        // The title of a work, the name of a body.
        if speakers.is_empty() && choice.title > 2.0 {
            continue;
        }
        let kind = if choice.direct { QuotationKind::Direct } else { QuotationKind::Mixed };
        speakers = renamed(speakers, own, position, corrections);
        found.push(Quotation { position, kind, speakers });
    }
    found
}

/// Speakers under the names the reader gave them. Where nobody was found, the reader's word stands
/// for a mention.
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

/// What stands between quotation marks in `text`, without them: bytes, in order, with how many words.
#[must_use]
pub fn quoted(text: &str) -> Vec<(Range<usize>, usize)> {
    marks::segments(text).into_iter().map(|segment| (segment.inside, segment.words)).collect()
}

/// The same for a script without spaces.
fn without_spaces(
    text: &str,
    segments: &[marks::Segment],
    pack: &pack::Pack,
    corrections: &[Correction],
) -> Vec<Quotation> {
    let mut points = Points::new(text);
    let mut found = Vec::new();
    let words = |segment: &marks::Segment| &text[segment.inside.clone()];
    let by_hand = |segment: &marks::Segment| {
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
        pronoun: false,
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
    choice.candidates.iter().map(|c| (weight(c.score) / sum).min(MOST)).collect()
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
