//! Finds the subjects of verbs, from the words' classes alone.
//!
//! There is no parser: a subject is searched from its verb outwards, past adverbs, appositions between
//! commas, relative clauses and verbs joined by "and". The result is the whole phrase; its head is the last
//! word before a preposition or a comma.

use std::ops::Range;

use super::frame::{TokenKind, TokenisedText};
use super::pack::{
    ADVERB, AUXILIARY, CONJUNCTION, CUE, CUE_NOUN, DETERMINER, INFINITIVE, MALE, NAME_PARTICLE,
    OBJECT, Order, PARTICIPLE, PREPOSITION, RELATIVE, SUBORDINATOR, TIME, VERB, WEAK_CUE,
    WEAK_PARTICIPLE,
};
use super::phrase::{ANY_CUE, FUNCTION, PRONOUN};

/// How a subject is connected to its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    /// Directly before the verb.
    Before,
    /// Directly after the verb: "said Keller".
    Behind,
    /// Before the verb, with an apposition or a parenthesis between.
    Across,
    /// The antecedent of a relative clause: "Keller, who said".
    Relative,
    /// The subject of the verbs or the clause before the verb: "laughed and said", "…, saying".
    Shared,
}

/// The subject of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subject {
    /// The tokens of its phrase.
    pub phrase: Range<usize>,
    /// How the subject is connected to its verb.
    pub bond: Bond,
}

impl TokenisedText<'_> {
    /// The subject of the verb at `cue`, within its sentence. `known` are the subjects of the verbs before
    /// it, in order.
    pub(super) fn subject(&self, cue: usize, known: &[(usize, Subject)]) -> Option<Subject> {
        let from = self.sentences[self.sentence_of[cue]].start;
        let to = self.sentences[self.sentence_of[cue]].end;
        let participle = self.is_word(cue, PARTICIPLE.union(WEAK_PARTICIPLE));
        // "hat erklärt": the finite form and the participle are the same word, and an auxiliary before it
        // tells which it is.
        let helped = || {
            let clause = (from..cue).rev().take_while(|&k| {
                !matches!(
                    self.tokens[k].kind,
                    TokenKind::Comma | TokenKind::Quote(_) | TokenKind::Colon
                )
            });
            self.pack.order == Order::VerbSecond
                && clause
                    .into_iter()
                    .any(|k| self.is_word(k, AUXILIARY) && !self.tokens[k].has_class(PRONOUN))
        };
        let bare = participle && (!self.tokens[cue].has_class(CUE.union(WEAK_CUE)) || helped());
        let mut i = cue;
        let mut auxiliary = false;
        let mut infinitive = false;
        while i > from {
            let token = self.tokens[i - 1];
            let passes = token.is_word()
                && token.has_class(ADVERB.union(AUXILIARY))
                && (!token.has_class(PRONOUN) || token.has_class(AUXILIARY))
                && !self.is_name(i - 1);
            let adverb =
                token.is_word() && !token.capital && self.ends(i - 1, &self.pack.adverb_endings);
            if !(passes || adverb) {
                break;
            }
            auxiliary |= token.has_class(AUXILIARY);
            infinitive |= token.has_class(INFINITIVE);
            i -= 1;
        }
        let behind = || -> Option<Subject> {
            let mut at = cue + 1;
            while at < to
                && self.is_word(at, ADVERB.union(AUXILIARY))
                && !self.is_name(at)
                && !self.tokens[at].has_class(PRONOUN.union(DETERMINER))
            {
                at += 1;
            }
            if at >= to
                || !self.tokens[at].is_word()
                || self.is_word(at, SUBORDINATOR)
                    && !self.is_name(at)
                    && self.is_word(at, CONJUNCTION.union(DETERMINER))
                || self.is_word(at, TIME.union(FUNCTION))
                    && !self.is_name(at)
                    && !self.tokens[at].has_class(DETERMINER)
            {
                return None;
            }
            if self.is_word(at, OBJECT) && !self.is_name(at) {
                return None;
            }
            let phrase = self.phrase_starting(at, to)?;
            Some(Subject { phrase, bond: Bond::Behind })
        };
        let shared = || self.shared(cue, from, known);
        if self.pack.order == Order::VerbSecond && !bare {
            // "sagte Keller", "Am Montag sagte Keller"; "Keller sagte" if no subject follows the verb.
            let governed = |i: usize| {
                self.phrase_ending(i, from)
                    .is_some_and(|p| p.start > from && self.is_word(p.start - 1, PREPOSITION))
            };
            // A comma before the verb closes an apposition, unless it follows a quotation or the sentence
            // starts with an introduction.
            let introduced = self.is_word(from, PREPOSITION.union(SUBORDINATOR).union(ADVERB))
                || !self.tokens[from].is_word();
            let aside = i > from + 1
                && matches!(self.tokens[i - 1].kind, TokenKind::Comma | TokenKind::Dash)
                && !matches!(self.tokens[i - 2].kind, TokenKind::Quote(_))
                && !introduced;
            // "Die Klage, über die entschieden wird, nannte er": a pronoun of this form is never an object.
            let pronoun =
                cue + 1 < to && self.is_word(cue + 1, MALE) && !self.is_word(cue + 1, OBJECT);
            // "Der englischen Zeitung sagte Keller": "der" before an adjective in "-en" is the feminine
            // dative.
            let oblique = i >= from + 3
                && self.word(from).eq_ignore_ascii_case("der")
                && self.pack.capital_nouns
                && !self.tokens[from + 1].capital
                && self.ends(from + 1, &["en"]);
            let inverted = i == from
                || pronoun
                || oblique
                || !self.tokens[i - 1].is_word()
                    && !aside
                    && self.tokens[i - 1].kind != TokenKind::Close
                || self.is_word(i - 1, TIME.union(ADVERB))
                || governed(i - 1);
            if inverted && let Some(subject) = behind() {
                return Some(subject);
            }
        }
        if bare {
            // "Trump saying", with nothing between: the name is the participle's own subject.
            if i > from
                && i == cue
                && self.is_name(i - 1)
                && !self.tokens[i - 1].possessive
                && !self.pack.capital_nouns
            {
                let own = self.phrase_ending(i - 1, from)?;
                return Some(Subject { phrase: own, bond: Bond::Shared });
            }
            return shared();
        }
        if i == from {
            return behind();
        }
        let before = self.tokens[i - 1];
        // "called on the police to say": the subject of the earlier verb is the speaker.
        if infinitive && let Some(subject) = shared() {
            return Some(subject);
        }
        let related = before.has_class(RELATIVE)
            && (!before.has_class(DETERMINER)
                || i >= from + 2
                    && (self.tokens[i - 2].kind == TokenKind::Comma
                        || self.tokens[i - 2].is_word()
                            && !self.is_word(
                                i - 2,
                                FUNCTION.union(ANY_CUE).union(VERB).union(PRONOUN),
                            )));
        match before.kind {
            TokenKind::Word if before.has_class(CONJUNCTION) => {
                self.joined(i - 1, from).or_else(shared)
            }
            TokenKind::Word if related => {
                let mut at = i - 1;
                while at > from
                    && (self.tokens[at - 1].kind == TokenKind::Comma
                        || self.is_word(at - 1, PREPOSITION))
                {
                    at -= 1;
                }
                if at == from {
                    return None;
                }
                let phrase = self.phrase_ending(at - 1, from)?;
                Some(Subject { phrase, bond: Bond::Relative })
            }
            TokenKind::Word if before.has_class(SUBORDINATOR) && !before.has_class(PRONOUN) => {
                shared()
            }
            TokenKind::Word if before.has_class(PREPOSITION) && !self.is_name(i - 1) => shared(),
            TokenKind::Word => {
                // "on Monday" between the subject and its verb.
                let mut at = i - 1;
                while at > from
                    && (self.is_word(at, TIME)
                        || self.tokens[at].start < self.tokens[at].end
                            && self.word(at).starts_with(|c: char| c.is_numeric()))
                    && !self.is_name(at)
                {
                    at -= 1;
                    if self.is_word(at, PREPOSITION.union(DETERMINER)) && at > from {
                        at -= 1;
                    }
                }
                if self.tokens[at].kind == TokenKind::Comma {
                    return self.across(at, from);
                }
                if let Some(phrase) = self.phrase_ending(at, from) {
                    return Some(Subject { phrase, bond: Bond::Before });
                }
                shared()
            }
            TokenKind::Quote(_) => {
                let one = behind();
                if one.is_some() || auxiliary {
                    one.or_else(shared)
                } else {
                    self.beside_quote(i - 1, from).or_else(shared)
                }
            }
            TokenKind::Comma | TokenKind::Dash => {
                // After a quotation the subject follows the verb: "…, said Keller".
                let quoted =
                    i >= from + 2 && matches!(self.tokens[i - 2].kind, TokenKind::Quote(_));
                if quoted {
                    return behind().or_else(shared);
                }
                self.across(i - 1, from).or_else(behind)
            }
            TokenKind::Close => {
                let mut at = i - 1;
                while at > from && self.tokens[at].kind != TokenKind::Open {
                    at -= 1;
                }
                if at == from {
                    return None;
                }
                let phrase = self.phrase_ending(at - 1, from)?;
                Some(Subject { phrase, bond: Bond::Before })
            }
            _ => behind(),
        }
    }

    /// `Scott’s niece, state Del. Marcia "Cia" Price, shouted`: the subject of a verb after a name with a
    /// quoted nickname.
    fn beside_quote(&self, quote: usize, from: usize) -> Option<Subject> {
        if quote == from || !self.is_name(quote - 1) {
            return None;
        }
        let phrase = self.phrase_ending(quote - 1, from)?;
        Some(Subject { phrase, bond: Bond::Across })
    }

    /// "…, I laughed and said": the subject at the start of the clause that the conjunction continues.
    fn joined(&self, conjunction: usize, from: usize) -> Option<Subject> {
        let mut start = conjunction;
        while start > from
            && !matches!(
                self.tokens[start - 1].kind,
                TokenKind::Comma | TokenKind::Dash | TokenKind::Quote(_) | TokenKind::Colon
            )
        {
            start -= 1;
        }
        if start == from
            || !(self.is_word(start, PRONOUN) && !self.is_word(start, RELATIVE.union(DETERMINER))
                || self.is_name(start))
        {
            return None;
        }
        let phrase = self.phrase_starting(start, conjunction)?;
        let verb = phrase.end < conjunction && self.tokens[phrase.end].is_word();
        verb.then_some(Subject { phrase, bond: Bond::Shared })
    }

    /// The subject before the comma at `comma`, skipping what is set off by commas.
    fn across(&self, comma: usize, from: usize) -> Option<Subject> {
        let mut end = comma;
        for _ in 0..6 {
            if end == from {
                return None;
            }
            let mut start = end;
            while start > from
                && !matches!(
                    self.tokens[start - 1].kind,
                    TokenKind::Comma | TokenKind::Dash | TokenKind::Quote(_) | TokenKind::Colon
                )
            {
                start -= 1;
            }
            if start == end {
                return None;
            }
            let edge = start == from
                || !matches!(self.tokens[start - 1].kind, TokenKind::Comma | TokenKind::Dash);
            let first = self.tokens[start];
            let aside = first.is_word()
                && (!first.capital
                    || first.has_class(
                        PREPOSITION
                            .union(DETERMINER)
                            .union(RELATIVE)
                            .union(TIME)
                            .union(SUBORDINATOR),
                    )
                    || self.text[first.start..].starts_with(|c: char| c.is_numeric())
                    || end - start <= 2 && self.word(start).contains(['-', '.'])
                    || first.has_class(super::pack::TITLE) && end - start > 2);
            // "Zhang Yesui, Chinese ambassador to …, said": a noun after a name says who they are.
            let described = !edge
                && start > from + 1
                && self.is_name(start - 2)
                && (start..end).any(|i| {
                    self.is_word(i, PREPOSITION)
                        || self.tokens[i].is_word()
                            && !self.tokens[i].capital
                            && !self.is_word(i, NAME_PARTICLE.union(ADVERB))
                });
            if edge || !(aside || described) {
                let phrase = self.phrase_ending(end - 1, start)?;
                // "…, announced in October, said Keller"
                if phrase.clone().all(|i| self.is_word(i, TIME) && !self.is_known_name(i)) {
                    return None;
                }
                return Some(Subject { phrase, bond: Bond::Across });
            }
            end = start - 1;
        }
        None
    }

    /// The subject that a verb without one shares: that of the last finite verb before `cue`, or else the
    /// first phrase of the sentence.
    fn shared(&self, cue: usize, from: usize, known: &[(usize, Subject)]) -> Option<Subject> {
        let last = known.iter().rev().find(|(verb, subject)| {
            *verb >= from
                && *verb < cue
                && subject.bond != Bond::Relative
                && !self.is_word(*verb, CUE_NOUN)
        });
        // A clause between that verb and `cue` may have a subject of its own.
        if let Some((verb, subject)) = last {
            let between = *verb + 1..cue;
            let own = between.clone().find(|&i| self.is_word(i, SUBORDINATOR));
            if own.is_none() || self.tokens[cue].has_class(CUE.union(PARTICIPLE)) {
                return Some(Subject { phrase: subject.phrase.clone(), bond: Bond::Shared });
            }
        }
        let phrase = self.first_phrase(from, cue)?;
        Some(Subject { phrase, bond: Bond::Shared })
    }

    /// The first phrase of a sentence that can be a subject.
    pub(super) fn first_phrase(&self, from: usize, to: usize) -> Option<Range<usize>> {
        // "Steuern: Die Partei will …": a label before a colon is not a subject.
        let label = (from + 1..to.min(from + 5)).find(|&i| self.tokens[i].kind == TokenKind::Colon);
        let labelled = label.filter(|&colon| {
            colon + 1 < to
                && self.tokens[colon + 1].is_word()
                && (from..colon).all(|i| self.tokens[i].is_word())
        });
        let mut at = labelled.map_or(from, |colon| colon + 1);
        let mut tries = 0;
        while at < to && tries < 12 {
            tries += 1;
            let token = self.tokens[at];
            match token.kind {
                TokenKind::Word
                    if token.has_class(CONJUNCTION.union(ADVERB))
                        && !self.is_name(at)
                        && !token.has_class(PRONOUN) =>
                {
                    at += 1
                }
                TokenKind::Word
                    if token.has_class(PREPOSITION.union(SUBORDINATOR))
                        && !token.has_class(DETERMINER.union(PRONOUN))
                        || self.ends(at, &self.pack.participle_endings) && at == from =>
                {
                    // An introduction ends with its comma; in a verb-second language, with its phrase.
                    let comma = (at + 1..to).find(|&i| self.tokens[i].kind == TokenKind::Comma);
                    let phrase_only =
                        self.pack.order == Order::VerbSecond && !token.has_class(SUBORDINATOR);
                    match comma.filter(|_| !phrase_only) {
                        Some(comma) => at = comma + 1,
                        None => {
                            let inner = self.phrase_starting(at + 1, to)?;
                            at = inner.end.max(at + 1);
                        }
                    }
                }
                TokenKind::Word if self.is_word(at, TIME) && !self.is_name(at) => at += 1,
                TokenKind::Word if self.is_word(at, OBJECT) => {
                    at = self.phrase_starting(at, to).map_or(at + 1, |p| p.end);
                }
                TokenKind::Word => match self.phrase_starting(at, to) {
                    Some(phrase) => return Some(phrase),
                    None => at += 1,
                },
                _ => at += 1,
            }
        }
        None
    }
}
