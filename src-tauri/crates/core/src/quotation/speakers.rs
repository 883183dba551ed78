//! Finds the possible speakers of a quotation, and scores each.
//!
//! Each of these gives a candidate: every verb of saying in the sentence, "according to", `Name:`, `― Name`,
//! a noun for something said with its owner, the neighbouring sentences, and the speaker of the quotation
//! before. The scores are set by hand, in the manner of log-odds. The confidence is a softmax over the
//! candidates.

mod sources;

use std::collections::HashSet;
use std::ops::Range;

use super::clause::{Bond, Subject};
use super::frame::{TokenKind, TokenisedText};
use super::pack::{
    ADVERB, AGENT, AUXILIARY, CITING, CONJUNCTION, CUE, CUE_NOUN, DETERMINER, GENITIVE, PARTICIPLE,
    POSSESSIVE, PREPOSITION, RELATIVE, REPORTED, SUBORDINATOR, TIME, VERB, WEAK_CUE,
    WEAK_PARTICIPLE, WITH_ARTICLE,
};
use super::phrase::{ANY_CUE, PRONOUN};

/// A possible speaker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SpeakerCandidate {
    /// The tokens of the mention.
    pub phrase: Range<usize>,
    /// The token that shows that this is the speaker, if there is one.
    pub cue: Option<usize>,
    /// The score; only differences between scores have a meaning.
    pub score: f32,
}

/// The result for a segment.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    /// The candidates, best first, with at most one for overlapping phrases.
    pub candidates: Vec<SpeakerCandidate>,
    /// `true` if the quotation is a sentence of its own, or reported as one.
    pub direct: bool,
    /// The score for the segment being a title or a name instead of a quotation.
    pub title: f32,
}

/// How many segments back the previous speaker is searched for, at most.
const NEAR: usize = 8;

/// A verb of saying, as its token, with its subject.
type Verb = (usize, Subject);

/// Finds who said what in a text.
pub(super) struct Speakers<'a> {
    frame: &'a TokenisedText<'a>,
    /// The verbs of saying of each sentence, in order.
    verbs: Vec<Vec<Verb>>,
    /// The results for the segments processed so far.
    choices: Vec<Choice>,
}

impl<'a> Speakers<'a> {
    /// The result for every segment of `frame`, by number; and the first tokens of the subjects of all verbs
    /// of saying, whether or not they have a quotation.
    pub(super) fn choose(frame: &'a TokenisedText<'a>) -> (Vec<Choice>, HashSet<usize>) {
        let verbs = frame.sentences.iter().map(|s| verbs_of(frame, s)).collect();
        let mut speakers = Self { frame, verbs, choices: Vec::with_capacity(frame.segments.len()) };
        for number in 0..frame.segments.len() {
            let choice = speakers.choice(number);
            speakers.choices.push(choice);
        }
        let strong =
            speakers.verbs.iter().flatten().filter(|(verb, _)| frame.tokens[*verb].has_class(CUE));
        let reporting = strong.map(|(_, subject)| subject.phrase.start).collect();
        (speakers.choices, reporting)
    }

    fn choice(&self, number: usize) -> Choice {
        let frame = self.frame;
        let at = frame.token_of[number];
        if at == usize::MAX {
            return Choice::default();
        }
        let number_of_sentence = frame.sentence_of[at];
        let sentence = frame.sentences[number_of_sentence].clone();
        // `true` if nothing else in the sentence can be the speaker: it has no other words, or only a verb
        // ("…», aseguró.").
        let bare = ANY_CUE.union(ADVERB).union(AUXILIARY).union(TIME).union(CONJUNCTION);
        let alone = sentence.clone().all(|i| {
            !frame.tokens[i].is_word()
                || frame.tokens[i].has_class(bare) && !frame.tokens[i].has_class(PRONOUN)
        });
        let mut found = Vec::new();
        self.add_verbs(at, number_of_sentence, &mut found);
        self.add_named_sources(at, &sentence, &mut found);
        self.add_label(at, &sentence, &mut found);
        self.add_signature(at, &mut found);
        self.add_adjacent_names(at, &sentence, &mut found);
        self.add_unknown_verbs(at, &sentence, &mut found);
        self.add_nouns_of_speech(at, &sentence, &mut found);
        self.introduced(at, &sentence, &mut found);
        let reported = self.is_reported(number_of_sentence, &sentence);
        if !alone && let Some(phrase) = frame.first_phrase(sentence.start, at) {
            // "The film “…”": here the segment is a name.
            let score = if phrase.end == at { 0.3 } else { 0.8 };
            found.push(SpeakerCandidate { phrase, cue: None, score });
        }
        self.add_neighbouring_sentences(number, at, alone || reported, &mut found);
        let direct = alone || self.is_direct(at, &sentence, &found);
        let title = if alone { 0.0 } else { self.title(number, at) };
        found.retain(|candidate| can_speak(frame, candidate));
        Choice { candidates: best(frame, found), direct, title }
    }

    /// Whether the forms of a sentence's verbs alone show that it continues reported speech: "Die
    /// Arbeitsämter müssten ihnen „beherzt ein Angebot machen“."
    fn is_reported(&self, number: usize, sentence: &Range<usize>) -> bool {
        let says = |(verb, _): &Verb| self.frame.tokens[*verb].has_class(CUE);
        sentence.clone().any(|i| self.frame.tokens[i].has_class(REPORTED))
            && !self.verbs[number].iter().any(says)
    }

    /// Adds the subject of a sentence with an introduction: "Keller versuchte mit den Worten zu beruhigen:
    /// „…“"
    fn introduced(&self, at: usize, sentence: &Range<usize>, found: &mut Vec<SpeakerCandidate>) {
        let frame = self.frame;
        for i in sentence.start..at {
            let phrase = frame.pack.introductions.iter().find(|phrase| frame.has(i, phrase));
            let Some(end) = phrase.map(|phrase| i + phrase.len()).filter(|&end| end <= at) else {
                continue;
            };
            if self.gap(end, at) > 3.0 {
                continue;
            }
            let cited = (sentence.start..i).any(|k| frame.tokens[k].has_class(CITING));
            if cited
                && i > sentence.start
                && let Some(phrase) = frame.phrase_ending(i - 1, sentence.start)
                && (sentence.start..phrase.start).any(|k| frame.tokens[k].has_class(CITING))
            {
                found.push(SpeakerCandidate { phrase, cue: Some(end - 1), score: 6.5 });
            } else if let Some(phrase) = frame.first_phrase(sentence.start, i) {
                found.push(SpeakerCandidate { phrase, cue: Some(end - 1), score: 3.2 });
            }
        }
    }

    /// Whether a segment is used as a name, in a language with capitalised nouns: after a noun or an article
    /// ("die Bewegung „…“", "die regierende „…“"), and without a verb, a pronoun or final punctuation of its
    /// own.
    fn is_named(&self, number: usize, at: usize) -> bool {
        let frame = self.frame;
        let segment = &frame.segments[number];
        let inside = &frame.text[segment.inside.clone()];
        let clause = VERB.union(AUXILIARY).union(CUE).union(PRONOUN).union(REPORTED);
        let verb = |word: &str| {
            word.starts_with(char::is_lowercase)
                && frame.pack.class(word).intersects(clause)
                && !frame.pack.class(word).intersects(DETERMINER.union(PREPOSITION))
        };
        let mut words = inside.split(|c: char| !c.is_alphanumeric());
        if segment.words > 9
            || inside.starts_with(char::is_lowercase)
            || inside.ends_with(['.', '!', '?', ',', '…'])
            || words.any(verb)
        {
            return false;
        }
        let sentence = &frame.sentences[frame.sentence_of[at]];
        let mut before = at;
        // Allows an attribute between the article and the name.
        while before > sentence.start && before + 2 > at {
            before -= 1;
            let token = frame.tokens[before];
            if !token.is_word() {
                return token.kind == TokenKind::Open;
            }
            if token.has_class(DETERMINER.union(WITH_ARTICLE)) {
                return true;
            }
            if token.capital {
                return before + 1 == at
                    && !token.has_class(CUE_NOUN.union(PRONOUN).union(SUBORDINATOR));
            }
            let small =
                PREPOSITION.union(CONJUNCTION).union(SUBORDINATOR).union(ADVERB).union(AUXILIARY);
            if token.has_class(small.union(ANY_CUE).union(VERB).union(PRONOUN)) {
                return false;
            }
        }
        false
    }

    /// The score for a segment being the title of a work or the name of an organisation: every longer word is
    /// capitalised, and a determiner or an opening bracket precedes it.
    fn title(&self, number: usize, at: usize) -> f32 {
        let frame = self.frame;
        if frame.pack.capital_nouns {
            return if self.is_named(number, at) { 2.4 } else { 0.0 };
        }
        let inside = &frame.text[frame.segments[number].inside.clone()];
        let long = inside
            .split_whitespace()
            .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 3);
        let (mut capitals, mut all) = (0, 0);
        for word in long {
            all += 1;
            capitals += usize::from(
                word.trim_start_matches(|c: char| !c.is_alphanumeric())
                    .starts_with(|c: char| c.is_uppercase()),
            );
        }
        let cased = all > 0 && capitals == all && inside.starts_with(|c: char| !c.is_lowercase());
        let ends = inside.ends_with(['.', '!', '?', ',']);
        let beside = at > 0 && {
            let before = frame.tokens[at - 1];
            before.is_word() && before.has_class(DETERMINER) || before.kind == TokenKind::Open
        };
        let cased = if cased { if ends { 0.8 } else { 2.2 } } else { 0.0 };
        cased + if beside && !ends { 0.6 } else { 0.0 }
    }

    /// Whether the quotation is reported as a sentence: it is capitalised, starts the sentence or follows a
    /// colon or comma, and has a cue near it.
    fn is_direct(&self, at: usize, sentence: &Range<usize>, found: &[SpeakerCandidate]) -> bool {
        let TokenKind::Quote(number) = self.frame.tokens[at].kind else { return false };
        let inside = &self.frame.text[self.frame.segments[number].inside.clone()];
        let capital = inside.starts_with(|c: char| !c.is_lowercase());
        let opens = at == sentence.start
            || matches!(self.frame.tokens[at - 1].kind, TokenKind::Colon | TokenKind::Comma);
        let beside = found.iter().filter_map(|c| c.cue).any(|cue| cue.abs_diff(at) < 8);
        capital && opens && beside
    }

    /// Whether a verb is in what another verb reports: "Lynch said she recalled …".
    fn is_nested(&self, verb: usize, subject: &Subject, sentence: usize) -> bool {
        let frame = self.frame;
        self.verbs[sentence].iter().any(|(outer, _)| {
            *outer < subject.phrase.start
                && subject.phrase.start < verb
                && frame.tokens[*outer].has_class(CUE.union(PARTICIPLE))
                && !frame.tokens[*outer..subject.phrase.start].iter().any(|t| {
                    matches!(t.kind, TokenKind::Quote(_)) || t.is_word() && t.has_class(CONJUNCTION)
                })
        })
    }

    /// The number of words between two tokens.
    fn gap(&self, from: usize, to: usize) -> f32 {
        let words = (from..to.max(from)).filter(|&i| self.frame.tokens[i].is_word()).count();
        f32::from(u16::try_from(words).unwrap_or(u16::MAX))
    }

    /// The number of quotations between two tokens.
    fn quotes(&self, from: usize, to: usize) -> f32 {
        let quotes = (from..to.max(from))
            .filter(|&i| matches!(self.frame.tokens[i].kind, TokenKind::Quote(_)))
            .count();
        f32::from(u16::try_from(quotes).unwrap_or(u16::MAX))
    }
}

impl TokenisedText<'_> {
    /// Whether a token is a possessive: "his", "her", "their".
    fn is_own(&self, i: usize) -> bool {
        self.tokens[i].is_word() && self.tokens[i].has_class(POSSESSIVE)
    }
}

/// The verbs of saying in a sentence that have a subject, with their subjects.
fn verbs_of(frame: &TokenisedText<'_>, sentence: &Range<usize>) -> Vec<Verb> {
    let mut verbs: Vec<Verb> = Vec::new();
    for i in sentence.clone() {
        let token = frame.tokens[i];
        if !token.is_word() || !token.has_class(ANY_CUE) || token.capital && i > sentence.start {
            continue;
        }
        if token.has_class(CUE_NOUN) && i > sentence.start {
            let before = frame.tokens[i - 1];
            let linked = before.has_class(PREPOSITION)
                && !before.has_class(PRONOUN.union(AUXILIARY).union(SUBORDINATOR));
            if before.is_word() && linked {
                continue;
            }
        }
        // A word after an article or an owner is not a verb.
        if i > sentence.start && !token.has_class(PARTICIPLE.union(WEAK_PARTICIPLE)) {
            let before = frame.tokens[i - 1];
            let article = before.has_class(DETERMINER)
                && (!before.has_class(PRONOUN)
                    || token.has_class(CUE_NOUN) && !before.has_class(RELATIVE));
            let owned =
                before.has_class(POSSESSIVE) || before.possessive && !before.has_class(PRONOUN);
            // "made the following comment"
            let described = token.has_class(CUE_NOUN)
                && i > sentence.start + 1
                && frame.ends(i - 1, &frame.pack.participle_endings)
                && frame.tokens[i - 2].has_class(DETERMINER);
            if before.is_word() && (article || owned || described) {
                continue;
            }
        }
        // "did you read": a question reports nothing.
        let asked = |subject: &Subject| {
            let Some(before) = subject.phrase.start.checked_sub(1).filter(|&k| k >= sentence.start)
            else {
                return false;
            };
            // "…», a-t-il assuré" is not a question.
            let follows = before > sentence.start
                && matches!(
                    frame.tokens[before - 1].kind,
                    TokenKind::Comma | TokenKind::Quote(_) | TokenKind::Stop
                );
            let helps = frame.tokens[before].has_class(AUXILIARY)
                && !frame.tokens[before].has_class(PRONOUN);
            subject.bond == Bond::Before && helps && !follows
        };
        if let Some(subject) = frame.subject(i, &verbs).filter(|s| !asked(s)) {
            verbs.push((i, subject));
        }
        // "described by critics as"
        if i + 2 < sentence.end
            && token.has_class(WEAK_CUE.union(CUE))
            && frame.tokens[i + 1].has_class(AGENT)
            && let Some(phrase) = frame.phrase_starting(i + 2, sentence.end)
        {
            verbs.retain(|(verb, _)| *verb != i);
            verbs.push((i, Subject { phrase, bond: Bond::Before }));
        }
    }
    verbs
}

/// Whether a candidate's phrase can be a person. Without a cue it must be a name, a pronoun, or a phrase with
/// a determiner and without a genitive: not "the formulation of a policy", and not a lone small word such as
/// "important".
fn can_speak(frame: &TokenisedText<'_>, candidate: &SpeakerCandidate) -> bool {
    let mut phrase = candidate.phrase.clone();
    let named = phrase.clone().any(|i| frame.is_name(i))
        || frame.tokens[phrase.start].has_class(PRONOUN) && phrase.len() == 1;
    match candidate.cue {
        _ if named => true,
        None => {
            frame.tokens[phrase.start].has_class(DETERMINER)
                && !phrase.any(|i| frame.tokens[i].has_class(GENITIVE))
        }
        Some(_) => true,
    }
}

/// Sorts the candidates, best first, and keeps the best one of overlapping phrases.
fn best(frame: &TokenisedText<'_>, mut found: Vec<SpeakerCandidate>) -> Vec<SpeakerCandidate> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<SpeakerCandidate> = Vec::new();
    for candidate in found {
        let known = kept.iter().any(|k| {
            k.phrase.start < candidate.phrase.end && candidate.phrase.start < k.phrase.end
        });
        if !known && !frame.words_of_tokens(&candidate.phrase).is_empty() {
            kept.push(candidate);
        }
    }
    kept
}
