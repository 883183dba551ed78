//! Finds the possible speakers of a quotation, and scores each.
//!
//! Each of these gives a candidate: every verb of saying in the sentence, "according to", `Name:`, `― Name`,
//! a noun for something said with its owner, the neighbouring sentences, and the speaker of the quotation
//! before. The scores are set by hand, in the manner of log-odds. The confidence is a softmax over the
//! candidates.

use std::collections::HashSet;
use std::ops::Range;

use super::clause::{ANY_CUE, Bond, PRONOUN, Subject};
use super::frame::{Frame, Kind};
use super::pack::{
    ADVERB, AGENT, AUXILIARY, CITING, CONJUNCTION, CUE, CUE_NOUN, DETERMINER, FEMALE, GENITIVE,
    MALE, NAME_PARTICLE, PARTICIPLE, POSSESSIVE, PREPOSITION, RELATIVE, REPORTED, SUBORDINATOR,
    TIME, VERB, WEAK_CUE, WEAK_PARTICIPLE, WITH_ARTICLE,
};

/// A possible speaker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
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
    pub candidates: Vec<Candidate>,
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
    frame: &'a Frame<'a>,
    /// The verbs of saying of each sentence, in order.
    verbs: Vec<Vec<Verb>>,
    /// The results for the segments processed so far.
    choices: Vec<Choice>,
}

impl<'a> Speakers<'a> {
    /// The result for every segment of `frame`, by number; and the first tokens of the subjects of all verbs
    /// of saying, whether or not they have a quotation.
    pub(super) fn choose(frame: &'a Frame<'a>) -> (Vec<Choice>, HashSet<usize>) {
        let verbs = frame.sentences.iter().map(|s| verbs_of(frame, s)).collect();
        let mut speakers = Self { frame, verbs, choices: Vec::with_capacity(frame.segments.len()) };
        for number in 0..frame.segments.len() {
            let choice = speakers.choice(number);
            speakers.choices.push(choice);
        }
        let strong =
            speakers.verbs.iter().flatten().filter(|(verb, _)| frame.tokens[*verb].is(CUE));
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
        let bare = ANY_CUE.and(ADVERB).and(AUXILIARY).and(TIME).and(CONJUNCTION);
        let alone = sentence.clone().all(|i| {
            !frame.tokens[i].is_word() || frame.tokens[i].is(bare) && !frame.tokens[i].is(PRONOUN)
        });
        let mut found = Vec::new();
        self.verbs_beside(at, number_of_sentence, &mut found);
        self.sources(at, &sentence, &mut found);
        self.colon(at, &sentence, &mut found);
        self.dash(at, &mut found);
        self.beside(at, &sentence, &mut found);
        self.unknown_verb(at, &sentence, &mut found);
        self.nouns(at, &sentence, &mut found);
        self.introduced(at, &sentence, &mut found);
        let reported = self.is_reported(number_of_sentence, &sentence);
        if !alone && let Some(phrase) = frame.first_phrase(sentence.start, at) {
            // "The film “…”": here the segment is a name.
            let score = if phrase.end == at { 0.3 } else { 0.8 };
            found.push(Candidate { phrase, cue: None, score });
        }
        self.sentences_beside(number, at, alone || reported, &mut found);
        let direct = alone || self.is_direct(at, &sentence, &found);
        let title = if alone { 0.0 } else { self.title(number, at) };
        found.retain(|candidate| can_speak(frame, candidate));
        Choice { candidates: best(frame, found), direct, title }
    }

    /// Whether the forms of a sentence's verbs alone show that it continues reported speech: "Die
    /// Arbeitsämter müssten ihnen „beherzt ein Angebot machen“."
    fn is_reported(&self, number: usize, sentence: &Range<usize>) -> bool {
        let says = |(verb, _): &Verb| self.frame.tokens[*verb].is(CUE);
        sentence.clone().any(|i| self.frame.tokens[i].is(REPORTED))
            && !self.verbs[number].iter().any(says)
    }

    /// Adds the subject of a sentence with an introduction: "Keller versuchte mit den Worten zu beruhigen:
    /// „…“"
    fn introduced(&self, at: usize, sentence: &Range<usize>, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        for i in sentence.start..at {
            let phrase = frame.pack.introductions.iter().find(|phrase| frame.has(i, phrase));
            let Some(end) = phrase.map(|phrase| i + phrase.len()).filter(|&end| end <= at) else {
                continue;
            };
            if self.gap(end, at) > 3.0 {
                continue;
            }
            let cited = (sentence.start..i).any(|k| frame.tokens[k].is(CITING));
            if cited
                && i > sentence.start
                && let Some(phrase) = frame.phrase_ending(i - 1, sentence.start)
                && (sentence.start..phrase.start).any(|k| frame.tokens[k].is(CITING))
            {
                found.push(Candidate { phrase, cue: Some(end - 1), score: 6.5 });
            } else if let Some(phrase) = frame.first_phrase(sentence.start, i) {
                found.push(Candidate { phrase, cue: Some(end - 1), score: 3.2 });
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
        let clause = VERB.and(AUXILIARY).and(CUE).and(PRONOUN).and(REPORTED);
        let verb = |word: &str| {
            word.starts_with(char::is_lowercase)
                && frame.pack.class(word).is(clause)
                && !frame.pack.class(word).is(DETERMINER.and(PREPOSITION))
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
                return token.kind == Kind::Open;
            }
            if token.is(DETERMINER.and(WITH_ARTICLE)) {
                return true;
            }
            if token.capital {
                return before + 1 == at && !token.is(CUE_NOUN.and(PRONOUN).and(SUBORDINATOR));
            }
            let small = PREPOSITION.and(CONJUNCTION).and(SUBORDINATOR).and(ADVERB).and(AUXILIARY);
            if token.is(small.and(ANY_CUE).and(VERB).and(PRONOUN)) {
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
            before.is_word() && before.is(DETERMINER) || before.kind == Kind::Open
        };
        let cased = if cased { if ends { 0.8 } else { 2.2 } } else { 0.0 };
        cased + if beside && !ends { 0.6 } else { 0.0 }
    }

    /// Whether the quotation is reported as a sentence: it is capitalised, starts the sentence or follows a
    /// colon or comma, and has a cue near it.
    fn is_direct(&self, at: usize, sentence: &Range<usize>, found: &[Candidate]) -> bool {
        let Kind::Quote(number) = self.frame.tokens[at].kind else { return false };
        let inside = &self.frame.text[self.frame.segments[number].inside.clone()];
        let capital = inside.starts_with(|c: char| !c.is_lowercase());
        let opens = at == sentence.start
            || matches!(self.frame.tokens[at - 1].kind, Kind::Colon | Kind::Comma);
        let beside = found.iter().filter_map(|c| c.cue).any(|cue| cue.abs_diff(at) < 8);
        capital && opens && beside
    }

    /// Adds the subjects of the verbs of saying in the quotation's own sentence.
    fn verbs_beside(&self, at: usize, sentence: usize, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        for (verb, subject) in &self.verbs[sentence] {
            let class = frame.tokens[*verb];
            let strength = if class.is(CUE) {
                2.0
            } else if class.is(PARTICIPLE) {
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
                let own = frame.tokens[at + 1..block]
                    .iter()
                    .any(|t| t.is_word() && t.is(CONJUNCTION.and(SUBORDINATOR)) && !t.is(ADVERB));
                near + related - 1.0 * quotes - if own { 2.0 } else { 0.0 }
            } else {
                let block = if subject.bond == Bond::Behind { phrase.end } else { *verb + 1 };
                let gap = self.gap(block, at);
                let that = (block..at).any(|i| frame.tokens[i].is(SUBORDINATOR));
                let near = if gap == 0.0 || gap <= 1.0 && that {
                    2.5
                } else {
                    (2.2 - 0.07 * gap).max(0.0)
                };
                let colon = frame.tokens[at - 1].kind == Kind::Colon && gap == 0.0;
                let spoken =
                    gap == 0.0 && matches!(frame.tokens[at - 1].kind, Kind::Colon | Kind::Comma);
                let nested = if spoken || !self.is_nested(*verb, subject, sentence) {
                    0.0
                } else if class.is(CUE.and(PARTICIPLE)) && !class.is(CUE_NOUN) {
                    1.2
                } else {
                    2.2
                };
                near + if colon { 0.6 } else { 0.0 } - 0.1 * self.quotes(block, at) - nested
            };
            found.push(Candidate {
                phrase: phrase.clone(),
                cue: Some(*verb),
                score: strength + bond + place,
            });
        }
    }

    /// Whether a verb is in what another verb reports: "Lynch said she recalled …".
    fn is_nested(&self, verb: usize, subject: &Subject, sentence: usize) -> bool {
        let frame = self.frame;
        self.verbs[sentence].iter().any(|(outer, _)| {
            *outer < subject.phrase.start
                && subject.phrase.start < verb
                && frame.tokens[*outer].is(CUE.and(PARTICIPLE))
                && !frame.tokens[*outer..subject.phrase.start]
                    .iter()
                    .any(|t| matches!(t.kind, Kind::Quote(_)) || t.is_word() && t.is(CONJUNCTION))
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
            .filter(|&i| matches!(self.frame.tokens[i].kind, Kind::Quote(_)))
            .count();
        f32::from(u16::try_from(quotes).unwrap_or(u16::MAX))
    }

    /// Adds sources: "according to Keller", "Keller zufolge".
    fn sources(&self, at: usize, sentence: &Range<usize>, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        for i in sentence.clone() {
            for phrase in frame.pack.sources.iter().filter(|phrase| frame.has(i, phrase)) {
                let from = i + phrase.len();
                if let Some(named) = frame.phrase_starting(from, sentence.end) {
                    let gap = if i > at { self.gap(at + 1, i) } else { self.gap(named.end, at) };
                    let near = if gap == 0.0 { 2.6 } else { (1.5 - 0.08 * gap).max(0.0) };
                    found.push(Candidate { phrase: named, cue: Some(i), score: 1.9 + near });
                }
            }
            // "den Berichten zufolge"
            let behind = frame.pack.postposed.iter().any(|phrase| frame.has(i, phrase));
            if behind
                && i > sentence.start
                && let Some(named) = frame.phrase_ending(i - 1, sentence.start)
            {
                let gap = if i > at { self.gap(at + 1, named.start) } else { self.gap(i + 1, at) };
                found.push(Candidate { phrase: named, cue: Some(i), score: 3.0 - 0.08 * gap });
            }
        }
    }

    /// Adds the label of a line: `Keller: "…"`.
    fn colon(&self, at: usize, sentence: &Range<usize>, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        if at > sentence.start + 1
            && frame.tokens[at - 1].kind == Kind::Colon
            && let Some(phrase) = frame.phrase_ending(at - 2, sentence.start)
            && phrase.start == sentence.start
            && phrase.len() < 7
        {
            found.push(Candidate { phrase, cue: Some(at - 1), score: 3.6 });
        }
    }

    /// Adds the signature of a quotation: `"…" ― Keller`, also on the line below.
    fn dash(&self, at: usize, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        let paragraph = frame.paragraph_of(at);
        let end = frame.paragraphs[paragraph].end;
        let mut dash = at + 1;
        while dash < end && matches!(frame.tokens[dash].kind, Kind::Stop | Kind::Comma) {
            dash += 1;
        }
        let own = frame.paragraphs[paragraph].end;
        let end = if dash == own {
            frame.paragraphs.get(paragraph + 1).map_or(own, |p| p.end)
        } else {
            own
        };
        // The signature of the last quotation on a line is also that of the others on it.
        if frame.tokens.get(dash).is_none_or(|t| t.kind != Kind::Dash) {
            let signed = (dash..own).rev().take(8).find(|&i| frame.tokens[i].kind == Kind::Dash);
            if let Some(signed) =
                signed.filter(|&i| matches!(frame.tokens[i - 1].kind, Kind::Quote(_)))
            {
                dash = signed;
            }
        }
        if dash + 1 < end && frame.tokens[dash].kind == Kind::Dash && frame.is_name(dash + 1) {
            let verbs = (dash + 1..end.min(dash + 8))
                .any(|i| frame.tokens[i].is(ANY_CUE.and(AUXILIARY)) && !frame.is_name(i));
            if let Some(phrase) = frame.phrase_starting(dash + 1, end).filter(|_| !verbs) {
                let phrase = self.signature(phrase, end);
                found.push(Candidate { phrase, cue: Some(dash), score: 5.0 });
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
                && !frame.tokens[i].is(NAME_PARTICLE)
        };
        if phrase.len() > 1 || !goes_on(phrase.end) || frame.is_known_name(phrase.start) {
            return phrase;
        }
        let stop = (phrase.end..end).find(|&i| !frame.tokens[i].is_word()).unwrap_or(end);
        phrase.start..stop
    }

    /// Adds the names directly before and after: `Keller -- "…"` and `"…" by Keller`.
    fn beside(&self, at: usize, sentence: &Range<usize>, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        if at > sentence.start + 1
            && frame.tokens[at - 1].kind == Kind::Dash
            && frame.is_name(at - 2)
            && let Some(phrase) = frame.phrase_ending(at - 2, sentence.start)
        {
            found.push(Candidate { phrase, cue: Some(at - 1), score: 2.4 });
        }
        if at + 2 < sentence.end
            && frame.tokens[at + 1].is(AGENT)
            && frame.is_name(at + 2)
            && let Some(phrase) = frame.phrase_starting(at + 2, sentence.end)
        {
            found.push(Candidate { phrase, cue: Some(at + 1), score: 3.0 });
        }
    }

    /// Adds the subject of an unknown verb: `"…," Keller deadpanned.` and `« … », tempère Keller.` A verb
    /// after a quotation and its comma is a verb of saying, even if the pack does not list it.
    fn unknown_verb(&self, at: usize, sentence: &Range<usize>, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        let mut from = at + 1;
        while from < sentence.end && frame.tokens[from].kind == Kind::Comma {
            from += 1;
        }
        // German has a comma between a quotation and its verb. "Die „…“ gewann die Wahl" has none, so the
        // verb does not report.
        if frame.pack.capital_nouns && from == at + 1 {
            return;
        }
        let function = PREPOSITION
            .and(CONJUNCTION)
            .and(SUBORDINATOR)
            .and(DETERMINER)
            .and(PRONOUN)
            .and(RELATIVE);
        let verb = |i: usize| {
            let token = frame.tokens[i];
            token.is_word()
                && !token.capital
                && !token.is(function.and(ADVERB).and(AUXILIARY).and(ANY_CUE))
        };
        let closed = |i: usize| {
            i >= sentence.end
                || matches!(frame.tokens[i].kind, Kind::Stop | Kind::Comma | Kind::Dash)
        };
        let speaks = |phrase: &Range<usize>| {
            let first = frame.tokens[phrase.start];
            phrase.clone().any(|i| frame.is_name(i))
                || first.is(MALE.and(FEMALE))
                || first.is(DETERMINER)
        };
        // The verb before its subject.
        let mut at_verb = from;
        while at_verb + 1 < sentence.end
            && frame.tokens[at_verb].is(AUXILIARY.and(ADVERB).and(PRONOUN))
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
            found.push(Candidate { phrase, cue: Some(at_verb), score: 3.0 });
            return;
        }
        if from < sentence.end
            && let Some(phrase) = frame.phrase_starting(from, sentence.end)
            && phrase.start == from
            && phrase.end < sentence.end
            && verb(phrase.end)
            && closed(phrase.end + 1)
            && frame.tokens[from].kind == Kind::Word
            && speaks(&phrase)
        {
            let cue = phrase.end;
            found.push(Candidate { phrase, cue: Some(cue), score: 3.0 });
        }
    }

    /// Adds owners and authors of something said: "Keller’s claim that", "a statement by Keller".
    fn nouns(&self, at: usize, sentence: &Range<usize>, found: &mut Vec<Candidate>) {
        let frame = self.frame;
        for i in sentence.start..at {
            let token = frame.tokens[i];
            if !token.is_word() || !token.is(CUE_NOUN) {
                continue;
            }
            let near = (1.6 - 0.12 * self.gap(i + 1, at)).max(0.0);
            let owner = (sentence.start..i)
                .rev()
                .take(4)
                .find(|&k| frame.tokens[k].possessive || frame.is_own(k));
            if let Some(owner) = owner {
                let phrase = if frame.tokens[owner].is(POSSESSIVE) {
                    Some(owner..owner + 1)
                } else {
                    frame.name_ending(owner, sentence.start)
                };
                if let Some(phrase) = phrase {
                    found.push(Candidate { phrase, cue: Some(i), score: 1.2 + near });
                }
            } else if i + 1 < at
                && frame.tokens[i + 1].is(AGENT)
                && let Some(phrase) = frame.phrase_starting(i + 2, at)
            {
                found.push(Candidate { phrase, cue: Some(i), score: 1.4 + near });
            }
        }
    }

    /// Adds candidates from the sentences and paragraphs before and after.
    fn sentences_beside(&self, number: usize, at: usize, alone: bool, found: &mut Vec<Candidate>) {
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
            found.push(Candidate {
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
            let colon = frame.tokens[last].kind == Kind::Colon;
            if same || alone {
                for (verb, subject) in &self.verbs[sentence - 1] {
                    let strong = frame.tokens[*verb].is(CUE.and(PARTICIPLE));
                    let mut score = if same { 1.7 } else { 0.6 } + if strong { 0.5 } else { 0.0 };
                    if colon {
                        score = 4.0 + if *verb + 1 == last { 0.5 } else { 0.0 };
                    }
                    found.push(Candidate {
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
                    found.push(Candidate { phrase, cue: None, score: base + score });
                }
            }
        }
        // The sentence after, in the same paragraph.
        if let Some(behind) = frame.sentences.get(sentence + 1)
            && frame.paragraph_of(behind.start) == paragraph
        {
            for (verb, subject) in &self.verbs[sentence + 1] {
                let near = if *verb < behind.start + 6 { 0.6 } else { 0.0 };
                let quoted = if matches!(frame.tokens[behind.start].kind, Kind::Quote(_)) {
                    0.8
                } else {
                    0.0
                };
                let strong = if frame.tokens[*verb].is(CUE.and(PARTICIPLE)) { 0.4 } else { 0.0 };
                found.push(Candidate {
                    phrase: subject.phrase.clone(),
                    cue: Some(*verb),
                    score: base + 0.9 + near + strong + quoted,
                });
            }
        }
    }
}

impl Frame<'_> {
    /// Whether a token is a possessive: "his", "her", "their".
    fn is_own(&self, i: usize) -> bool {
        self.tokens[i].is_word() && self.tokens[i].is(POSSESSIVE)
    }
}

/// The verbs of saying in a sentence that have a subject, with their subjects.
fn verbs_of(frame: &Frame<'_>, sentence: &Range<usize>) -> Vec<Verb> {
    let mut verbs: Vec<Verb> = Vec::new();
    for i in sentence.clone() {
        let token = frame.tokens[i];
        if !token.is_word() || !token.is(ANY_CUE) || token.capital && i > sentence.start {
            continue;
        }
        if token.is(CUE_NOUN) && i > sentence.start {
            let before = frame.tokens[i - 1];
            let linked =
                before.is(PREPOSITION) && !before.is(PRONOUN.and(AUXILIARY).and(SUBORDINATOR));
            if before.is_word() && linked {
                continue;
            }
        }
        // A word after an article or an owner is not a verb.
        if i > sentence.start && !token.is(PARTICIPLE.and(WEAK_PARTICIPLE)) {
            let before = frame.tokens[i - 1];
            let article = before.is(DETERMINER)
                && (!before.is(PRONOUN) || token.is(CUE_NOUN) && !before.is(RELATIVE));
            let owned = before.is(POSSESSIVE) || before.possessive && !before.is(PRONOUN);
            // "made the following comment"
            let described = token.is(CUE_NOUN)
                && i > sentence.start + 1
                && frame.ends(i - 1, &frame.pack.participle_endings)
                && frame.tokens[i - 2].is(DETERMINER);
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
                    Kind::Comma | Kind::Quote(_) | Kind::Stop
                );
            let helps = frame.tokens[before].is(AUXILIARY) && !frame.tokens[before].is(PRONOUN);
            subject.bond == Bond::Before && helps && !follows
        };
        if let Some(subject) = frame.subject(i, &verbs).filter(|s| !asked(s)) {
            verbs.push((i, subject));
        }
        // "described by critics as"
        if i + 2 < sentence.end
            && token.is(WEAK_CUE.and(CUE))
            && frame.tokens[i + 1].is(AGENT)
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
fn can_speak(frame: &Frame<'_>, candidate: &Candidate) -> bool {
    let mut phrase = candidate.phrase.clone();
    let named = phrase.clone().any(|i| frame.is_name(i))
        || frame.tokens[phrase.start].is(PRONOUN) && phrase.len() == 1;
    match candidate.cue {
        _ if named => true,
        None => {
            frame.tokens[phrase.start].is(DETERMINER)
                && !phrase.any(|i| frame.tokens[i].is(GENITIVE))
        }
        Some(_) => true,
    }
}

/// Sorts the candidates, best first, and keeps the best one of overlapping phrases.
fn best(frame: &Frame<'_>, mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in found {
        let known = kept.iter().any(|k| {
            k.phrase.start < candidate.phrase.end && candidate.phrase.start < k.phrase.end
        });
        if !known && !frame.words_of(&candidate.phrase).is_empty() {
            kept.push(candidate);
        }
    }
    kept
}
