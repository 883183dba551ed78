//! Gathers the candidates for the speaker of a quotation: from verbs of speaking, labels, signatures and names.

use std::ops::Range;

use super::super::clause::Bond;
use super::super::frame::TokenKind;
use super::super::pack::{
    ADVERB, AGENT, AUXILIARY, CONJUNCTION, CUE, CUE_NOUN, DETERMINER, FEMALE, MALE, NAME_PARTICLE,
    PARTICIPLE, POSSESSIVE, PREPOSITION, RELATIVE, SUBORDINATOR,
};
use super::super::phrase::{ANY_CUE, PRONOUN};
use super::{NEAR, SpeakerCandidate, Speakers};

impl<'a> Speakers<'a> {
    /// Adds the subjects of the verbs of saying in the quotation's own sentence.
    pub(super) fn add_verbs(&self, at: usize, sentence: usize, found: &mut Vec<SpeakerCandidate>) {
        let frame = self.frame;
        for (verb, subject) in &self.verbs[sentence] {
            let class = frame.tokens[*verb];
            let strength = if class.has_class(CUE) {
                2.0
            } else if class.has_class(PARTICIPLE) {
                1.8
            } else {
                0.6
            };
            let bond = match subject.bond {
                Bond::Before | Bond::Behind => 0.6,
                Bond::Across => 0.5,
                Bond::Relative => -0.3,
                Bond::Shared => 0.2,
            };
            let phrase = &subject.phrase;
            if phrase.contains(&at) {
                continue;
            }
            let place = if *verb > at {
                let block = if phrase.start > at { phrase.start.min(*verb) } else { *verb };
                let gap = self.gap(at + 1, block);
                let quotes = self.quotes(at + 1, block);
                let near = if gap == 0.0 { 3.0 } else { (1.6 - 0.15 * gap).max(-1.0) };
                let related = if subject.bond == Bond::Relative { -1.5 } else { 0.0 };
                // "…, but she said": a clause of its own.
                let own = frame.tokens[at + 1..block].iter().any(|t| {
                    t.is_word()
                        && t.has_class(CONJUNCTION.union(SUBORDINATOR))
                        && !t.has_class(ADVERB)
                });
                near + related - 1.0 * quotes - if own { 2.0 } else { 0.0 }
            } else {
                let block = if subject.bond == Bond::Behind { phrase.end } else { *verb + 1 };
                let gap = self.gap(block, at);
                let that = (block..at).any(|i| frame.tokens[i].has_class(SUBORDINATOR));
                let near = if gap == 0.0 || gap <= 1.0 && that {
                    2.5
                } else {
                    (2.2 - 0.07 * gap).max(0.0)
                };
                let colon = frame.tokens[at - 1].kind == TokenKind::Colon && gap == 0.0;
                let spoken = gap == 0.0
                    && matches!(frame.tokens[at - 1].kind, TokenKind::Colon | TokenKind::Comma);
                let nested = if spoken || !self.is_nested(*verb, subject, sentence) {
                    0.0
                } else if class.has_class(CUE.union(PARTICIPLE)) && !class.has_class(CUE_NOUN) {
                    1.2
                } else {
                    2.2
                };
                near + if colon { 0.6 } else { 0.0 } - 0.1 * self.quotes(block, at) - nested
            };
            found.push(SpeakerCandidate {
                phrase: phrase.clone(),
                cue: Some(*verb),
                score: strength + bond + place,
            });
        }
    }

    /// Adds sources: "according to Keller", "Keller zufolge".
    pub(super) fn add_named_sources(
        &self,
        at: usize,
        sentence: &Range<usize>,
        found: &mut Vec<SpeakerCandidate>,
    ) {
        let frame = self.frame;
        for i in sentence.clone() {
            for phrase in frame.pack.sources.iter().filter(|phrase| frame.has(i, phrase)) {
                let from = i + phrase.len();
                if let Some(named) = frame.phrase_starting(from, sentence.end) {
                    let gap = if i > at { self.gap(at + 1, i) } else { self.gap(named.end, at) };
                    let near = if gap == 0.0 { 2.6 } else { (1.5 - 0.08 * gap).max(0.0) };
                    found.push(SpeakerCandidate { phrase: named, cue: Some(i), score: 1.9 + near });
                }
            }
            // "den Berichten zufolge"
            let behind = frame.pack.postposed.iter().any(|phrase| frame.has(i, phrase));
            if behind
                && i > sentence.start
                && let Some(named) = frame.phrase_ending(i - 1, sentence.start)
            {
                let gap = if i > at { self.gap(at + 1, named.start) } else { self.gap(i + 1, at) };
                found.push(SpeakerCandidate {
                    phrase: named,
                    cue: Some(i),
                    score: 3.0 - 0.08 * gap,
                });
            }
        }
    }

    /// Adds the label of a line: `Keller: "…"`.
    pub(super) fn add_label(
        &self,
        at: usize,
        sentence: &Range<usize>,
        found: &mut Vec<SpeakerCandidate>,
    ) {
        let frame = self.frame;
        if at > sentence.start + 1
            && frame.tokens[at - 1].kind == TokenKind::Colon
            && let Some(phrase) = frame.phrase_ending(at - 2, sentence.start)
            && phrase.start == sentence.start
            && phrase.len() < 7
        {
            found.push(SpeakerCandidate { phrase, cue: Some(at - 1), score: 3.6 });
        }
    }

    /// Adds the signature of a quotation: `"…" ― Keller`, also on the line below.
    pub(super) fn add_signature(&self, at: usize, found: &mut Vec<SpeakerCandidate>) {
        let frame = self.frame;
        let paragraph = frame.paragraph_of(at);
        let end = frame.paragraphs[paragraph].end;
        let mut dash = at + 1;
        while dash < end && matches!(frame.tokens[dash].kind, TokenKind::Stop | TokenKind::Comma) {
            dash += 1;
        }
        let own = frame.paragraphs[paragraph].end;
        let end = if dash == own {
            frame.paragraphs.get(paragraph + 1).map_or(own, |p| p.end)
        } else {
            own
        };
        // The signature of the last quotation on a line is also that of the others on it.
        if frame.tokens.get(dash).is_none_or(|t| t.kind != TokenKind::Dash) {
            let signed =
                (dash..own).rev().take(8).find(|&i| frame.tokens[i].kind == TokenKind::Dash);
            if let Some(signed) =
                signed.filter(|&i| matches!(frame.tokens[i - 1].kind, TokenKind::Quote(_)))
            {
                dash = signed;
            }
        }
        if dash + 1 < end && frame.tokens[dash].kind == TokenKind::Dash && frame.is_name(dash + 1) {
            let verbs = (dash + 1..end.min(dash + 8))
                .any(|i| frame.tokens[i].has_class(ANY_CUE.union(AUXILIARY)) && !frame.is_name(i));
            if let Some(phrase) = frame.phrase_starting(dash + 1, end).filter(|_| !verbs) {
                let phrase = self.signature(phrase, end);
                found.push(SpeakerCandidate { phrase, cue: Some(dash), score: 5.0 });
            }
        }
    }

    /// The whole of a signature: "Keller", but also "Software engineer at a shipyard", where the capital
    /// starts a description and not a name.
    fn signature(&self, phrase: Range<usize>, end: usize) -> Range<usize> {
        let frame = self.frame;
        let goes_on = |i: usize| {
            i < end
                && frame.tokens[i].is_word()
                && !frame.tokens[i].capital
                && !frame.tokens[i].has_class(NAME_PARTICLE)
        };
        if phrase.len() > 1 || !goes_on(phrase.end) || frame.is_known_name(phrase.start) {
            return phrase;
        }
        let stop = (phrase.end..end).find(|&i| !frame.tokens[i].is_word()).unwrap_or(end);
        phrase.start..stop
    }

    /// Adds the names directly before and after: `Keller -- "…"` and `"…" by Keller`.
    pub(super) fn add_adjacent_names(
        &self,
        at: usize,
        sentence: &Range<usize>,
        found: &mut Vec<SpeakerCandidate>,
    ) {
        let frame = self.frame;
        if at > sentence.start + 1
            && frame.tokens[at - 1].kind == TokenKind::Dash
            && frame.is_name(at - 2)
            && let Some(phrase) = frame.phrase_ending(at - 2, sentence.start)
        {
            found.push(SpeakerCandidate { phrase, cue: Some(at - 1), score: 2.4 });
        }
        if at + 2 < sentence.end
            && frame.tokens[at + 1].has_class(AGENT)
            && frame.is_name(at + 2)
            && let Some(phrase) = frame.phrase_starting(at + 2, sentence.end)
        {
            found.push(SpeakerCandidate { phrase, cue: Some(at + 1), score: 3.0 });
        }
    }

    /// Adds the subject of an unknown verb: `"…," Keller deadpanned.` and `« … », tempère Keller.` A verb
    /// after a quotation and its comma is a verb of saying, even if the pack does not list it.
    pub(super) fn add_unknown_verbs(
        &self,
        at: usize,
        sentence: &Range<usize>,
        found: &mut Vec<SpeakerCandidate>,
    ) {
        let frame = self.frame;
        let mut from = at + 1;
        while from < sentence.end && frame.tokens[from].kind == TokenKind::Comma {
            from += 1;
        }
        // German has a comma between a quotation and its verb. "Die „…“ gewann die Wahl" has none, so the
        // verb does not report.
        if frame.pack.capital_nouns && from == at + 1 {
            return;
        }
        let function = PREPOSITION
            .union(CONJUNCTION)
            .union(SUBORDINATOR)
            .union(DETERMINER)
            .union(PRONOUN)
            .union(RELATIVE);
        let verb = |i: usize| {
            let token = frame.tokens[i];
            token.is_word()
                && !token.capital
                && !token.has_class(function.union(ADVERB).union(AUXILIARY).union(ANY_CUE))
        };
        let closed = |i: usize| {
            i >= sentence.end
                || matches!(
                    frame.tokens[i].kind,
                    TokenKind::Stop | TokenKind::Comma | TokenKind::Dash
                )
        };
        let speaks = |phrase: &Range<usize>| {
            let first = frame.tokens[phrase.start];
            phrase.clone().any(|i| frame.is_name(i))
                || first.has_class(MALE.union(FEMALE))
                || first.has_class(DETERMINER)
        };
        // The verb before its subject.
        let mut at_verb = from;
        while at_verb + 1 < sentence.end
            && frame.tokens[at_verb].has_class(AUXILIARY.union(ADVERB).union(PRONOUN))
            && at_verb < from + 3
            && !frame.tokens[at_verb].capital
        {
            at_verb += 1;
        }
        if at_verb + 1 < sentence.end
            && verb(at_verb)
            && let Some(phrase) = frame.phrase_starting(at_verb + 1, sentence.end)
            && phrase.start == at_verb + 1
            && closed(phrase.end)
            && speaks(&phrase)
        {
            found.push(SpeakerCandidate { phrase, cue: Some(at_verb), score: 3.0 });
            return;
        }
        if from < sentence.end
            && let Some(phrase) = frame.phrase_starting(from, sentence.end)
            && phrase.start == from
            && phrase.end < sentence.end
            && verb(phrase.end)
            && closed(phrase.end + 1)
            && frame.tokens[from].kind == TokenKind::Word
            && speaks(&phrase)
        {
            let cue = phrase.end;
            found.push(SpeakerCandidate { phrase, cue: Some(cue), score: 3.0 });
        }
    }

    /// Adds owners and authors of something said: "Keller’s claim that", "a statement by Keller".
    pub(super) fn add_nouns_of_speech(
        &self,
        at: usize,
        sentence: &Range<usize>,
        found: &mut Vec<SpeakerCandidate>,
    ) {
        let frame = self.frame;
        for i in sentence.start..at {
            let token = frame.tokens[i];
            if !token.is_word() || !token.has_class(CUE_NOUN) {
                continue;
            }
            let near = (1.6 - 0.12 * self.gap(i + 1, at)).max(0.0);
            let owner = (sentence.start..i)
                .rev()
                .take(4)
                .find(|&k| frame.tokens[k].possessive || frame.is_own(k));
            if let Some(owner) = owner {
                let phrase = if frame.tokens[owner].has_class(POSSESSIVE) {
                    Some(owner..owner + 1)
                } else {
                    frame.name_ending(owner, sentence.start)
                };
                if let Some(phrase) = phrase {
                    found.push(SpeakerCandidate { phrase, cue: Some(i), score: 1.2 + near });
                }
            } else if i + 1 < at
                && frame.tokens[i + 1].has_class(AGENT)
                && let Some(phrase) = frame.phrase_starting(i + 2, at)
            {
                found.push(SpeakerCandidate { phrase, cue: Some(i), score: 1.4 + near });
            }
        }
    }

    /// Adds candidates from the sentences and paragraphs before and after.
    pub(super) fn add_neighbouring_sentences(
        &self,
        number: usize,
        at: usize,
        alone: bool,
        found: &mut Vec<SpeakerCandidate>,
    ) {
        let frame = self.frame;
        let sentence = frame.sentence_of[at];
        let paragraph = frame.paragraph_of(at);
        let base = if alone { 0.0 } else { -2.2 };
        // The nearest earlier quotation that has a speaker.
        let previous = (number.saturating_sub(NEAR)..number).rev().find(|&n| {
            // A borrowed word counts only if a verb gives it a speaker.
            let said = self.choices[n].candidates.first();
            said.is_some_and(|c| frame.segments[n].is_long() || c.cue.is_some() && c.score > 4.0)
        });
        if let Some(previous) = previous {
            let before = frame.token_of[previous];
            let said = &self.choices[previous].candidates[0];
            let apart = f32::from(
                u8::try_from((sentence - frame.sentence_of[before]).min(20)).unwrap_or(20),
            );
            let paragraphs = paragraph - frame.paragraph_of(before);
            let certain = said.score.clamp(0.0, 5.0) * 0.2 - 0.6;
            let score = match paragraphs {
                0 => 3.4 - 0.5 * (apart - 1.0).max(0.0),
                1 if !frame.segments[previous].closed => 5.0,
                1 => 2.6 - 0.3 * (apart - 1.0).max(0.0),
                2 => 0.8,
                _ => -0.5,
            };
            found.push(SpeakerCandidate {
                phrase: said.phrase.clone(),
                cue: None,
                score: base + score + certain,
            });
        }
        // The sentence before, in the same paragraph or at the end of the one above.
        if sentence > 0 {
            let before = &frame.sentences[sentence - 1];
            let same = frame.paragraph_of(before.start) == paragraph;
            let last = before.end - 1;
            let colon = frame.tokens[last].kind == TokenKind::Colon;
            if same || alone {
                for (verb, subject) in &self.verbs[sentence - 1] {
                    let strong = frame.tokens[*verb].has_class(CUE.union(PARTICIPLE));
                    let mut score = if same { 1.7 } else { 0.6 } + if strong { 0.5 } else { 0.0 };
                    if colon {
                        score = 4.0 + if *verb + 1 == last { 0.5 } else { 0.0 };
                    }
                    found.push(SpeakerCandidate {
                        phrase: subject.phrase.clone(),
                        cue: Some(*verb),
                        score: base + score,
                    });
                }
                if let Some(phrase) = frame.first_phrase(before.start, before.end) {
                    let score = if colon {
                        3.4
                    } else if same {
                        1.2
                    } else {
                        0.4
                    };
                    found.push(SpeakerCandidate { phrase, cue: None, score: base + score });
                }
            }
        }
        // The sentence after, in the same paragraph.
        if let Some(behind) = frame.sentences.get(sentence + 1)
            && frame.paragraph_of(behind.start) == paragraph
        {
            for (verb, subject) in &self.verbs[sentence + 1] {
                let near = if *verb < behind.start + 6 { 0.6 } else { 0.0 };
                let quoted = if matches!(frame.tokens[behind.start].kind, TokenKind::Quote(_)) {
                    0.8
                } else {
                    0.0
                };
                let strong =
                    if frame.tokens[*verb].has_class(CUE.union(PARTICIPLE)) { 0.4 } else { 0.0 };
                found.push(SpeakerCandidate {
                    phrase: subject.phrase.clone(),
                    cue: Some(*verb),
                    score: base + 0.9 + near + strong + quoted,
                });
            }
        }
    }
}
