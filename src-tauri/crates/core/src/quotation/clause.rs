//! Finds noun phrases and the subjects of verbs, from the words' classes alone.
//!
//! There is no parser: a subject is searched from its verb outwards, past adverbs, appositions between
//! commas, relative clauses and verbs joined by "and". The result is the whole phrase; its head is the last
//! word before a preposition or a comma.

use std::ops::Range;

use super::frame::{TokenKind, TokenisedText};
use super::pack::{
    ADVERB, AUXILIARY, CONJUNCTION, CUE, CUE_NOUN, Class, DETERMINER, FEMALE, GENITIVE, INFINITIVE,
    MALE, NAME_PARTICLE, NAME_SUFFIX, OBJECT, OTHER_PRONOUN, Order, PARTICIPLE, PLURAL, POSSESSIVE,
    PREPOSITION, RELATIVE, SUBORDINATOR, TIME, VERB, WEAK_CUE, WEAK_PARTICIPLE,
};

/// Any pronoun.
pub(super) const PRONOUN: Class = MALE.union(FEMALE).union(PLURAL).union(OTHER_PRONOUN);
/// Any form of a reporting verb.
pub(super) const ANY_CUE: Class = CUE.union(WEAK_CUE).union(PARTICIPLE).union(WEAK_PARTICIPLE);
const FUNCTION: Class =
    PREPOSITION.union(CONJUNCTION).union(SUBORDINATOR).union(AUXILIARY).union(RELATIVE);

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
    fn is_word(&self, i: usize, class: Class) -> bool {
        self.tokens[i].is_word() && self.tokens[i].has_class(class)
    }

    /// Whether a token can be part of a name: a capitalised word that is not a function word, pronoun, adverb
    /// or the like, which may have its capital only from the start of a sentence.
    pub(super) fn is_name(&self, i: usize) -> bool {
        let token = self.tokens[i];
        if !token.is_word() || !token.capital {
            return false;
        }
        let small =
            FUNCTION.union(PRONOUN).union(DETERMINER).union(POSSESSIVE).union(ADVERB).union(TIME);
        if token.has_class(small) {
            // "Will", "May" and "March" are names too, if another capitalised word follows.
            let named = token.has_class(super::pack::MALE_NAME.union(super::pack::FEMALE_NAME));
            return named
                && self
                    .tokens
                    .get(i + 1)
                    .is_some_and(|t| t.is_word() && t.capital && !t.has_class(FUNCTION));
        }
        true
    }

    /// Whether a token is a first name in the packs' lists.
    pub(super) fn is_known_name(&self, i: usize) -> bool {
        self.tokens[i].capital
            && self.is_word(i, super::pack::MALE_NAME.union(super::pack::FEMALE_NAME))
    }

    /// Whether a word ends with one of `endings`.
    pub(super) fn ends(&self, i: usize, endings: &[&str]) -> bool {
        let word = self.word(i);
        endings.iter().any(|ending| word.ends_with(ending))
    }

    fn starts_sentence(&self, i: usize) -> bool {
        let sentence = &self.sentences[self.sentence_of[i]];
        i == sentence.start
            || matches!(self.tokens[i - 1].kind, TokenKind::Quote(_) | TokenKind::Colon)
    }

    /// The phrase that ends with token `i` and starts at `from` or later; `None` if no phrase ends there.
    pub(super) fn phrase_ending(&self, i: usize, from: usize) -> Option<Range<usize>> {
        let mut end = i + 1;
        let mut at = i;
        // "Marcia Price (D-Newport News)"
        if self.tokens[at].kind == TokenKind::Close {
            while at > from && self.tokens[at].kind != TokenKind::Open {
                at -= 1;
            }
            if at == from || self.tokens[at].kind != TokenKind::Open {
                return None;
            }
            at -= 1;
            end = at + 1;
        }
        if !self.tokens[at].is_word()
            || self.is_word(at, CONJUNCTION.union(SUBORDINATOR))
                && !self.tokens[at].has_class(PRONOUN)
        {
            return None;
        }
        if self.is_word(at, PRONOUN) && !self.tokens[at].has_class(TIME) {
            let plain = at == from || !self.is_word(at - 1, DETERMINER.union(POSSESSIVE));
            if plain {
                return Some(at..at + 1);
            }
        }
        let mut start = at;
        if self.is_name(at) || self.is_word(at, NAME_SUFFIX) {
            while start > from {
                let before = start - 1;
                let part = self.is_name(before) && !self.tokens[before].possessive
                    || self.is_word(before, NAME_PARTICLE)
                        && before > from
                        && self.is_name(before - 1)
                    || self.tokens[before].kind == TokenKind::Comma
                        && self.is_word(start, NAME_SUFFIX);
                if !part
                    || (self.starts_sentence(before)
                        && self.is_word(before, ADVERB.union(FUNCTION)))
                {
                    break;
                }
                start = before;
            }
        }
        // Includes what precedes the noun, back to its article.
        let mut probe = start;
        let mut steps = 0;
        while probe > from && steps < 7 {
            let before = probe - 1;
            let token = self.tokens[before];
            if !token.is_word() {
                break;
            }
            if token.has_class(POSSESSIVE)
                || token.has_class(DETERMINER) && !token.has_class(SUBORDINATOR.union(RELATIVE))
                || token.has_class(DETERMINER) && steps == 0
            {
                start = before;
                if before > from && self.is_word(before - 1, DETERMINER) {
                    start = before - 1;
                }
                break;
            }
            if token.possessive {
                start = before;
                while start > from
                    && (self.is_name(start - 1) && !self.tokens[start - 1].possessive
                        || self.is_word(start - 1, DETERMINER.union(POSSESSIVE)))
                {
                    start -= 1;
                }
                break;
            }
            let stops = FUNCTION.union(PRONOUN).union(VERB).union(TIME);
            if token.has_class(stops) || (token.has_class(ANY_CUE) && !token.has_class(CUE_NOUN)) {
                // A plural or a noun without an article: the phrase starts after the word that ends the
                // search.
                if !self.is_name(at) {
                    start = probe;
                }
                break;
            }
            probe = before;
            steps += 1;
            if !self.is_name(at) && probe == from {
                start = probe;
            }
        }
        if start > from
            && !self.is_name(at)
            && start == at
            && probe < at
            && !self.tokens[probe].has_class(FUNCTION)
        {
            start = probe;
        }
        // The phrase that this one is part of: "a spokesman for the campaign", "Smith and Jones".
        if start > from + 1 {
            let link = start - 1;
            let joins = self.is_word(link, PREPOSITION)
                && !self.tokens[link].has_class(AUXILIARY)
                && !self.starts_sentence(link)
                && self.tokens[link - 1].is_word()
                && !self.is_word(link - 1, FUNCTION.union(ADVERB).union(VERB))
                && !self.ends(link - 1, &self.pack.verb_endings)
                && (!self.is_word(link - 1, ANY_CUE) || self.tokens[link - 1].has_class(CUE_NOUN));
            let pair = self.is_word(link, CONJUNCTION)
                && self.is_name(link - 1)
                && self.is_name(start)
                && !self.starts_sentence(link);
            if (joins || pair)
                && let Some(outer) = self.phrase_ending(link - 1, from)
            {
                return Some(outer.start..end);
            }
        }
        Some(start..end)
    }

    /// The name that ends with token `i`, or else the noun with its article.
    pub(super) fn name_ending(&self, i: usize, from: usize) -> Option<Range<usize>> {
        let mut phrase = self.phrase_ending(i, from)?;
        if let Some(link) = phrase
            .clone()
            .rev()
            .find(|&k| self.is_word(k, PREPOSITION.union(CONJUNCTION)) && !self.is_name(k))
        {
            phrase.start = link + 1;
        }
        Some(phrase)
    }

    /// The phrase that starts with token `i` and ends at `to` or earlier; `None` if no phrase starts there.
    pub(super) fn phrase_starting(&self, i: usize, to: usize) -> Option<Range<usize>> {
        let mut at = i;
        while at < to && self.is_word(at, ADVERB) && !self.is_name(at) {
            at += 1;
        }
        if at >= to || !self.tokens[at].is_word() {
            return None;
        }
        let first = self.tokens[at];
        // "Her colleague Ruth Ames": a pronoun that is also a possessive, before a noun.
        let owns = first.has_class(POSSESSIVE)
            && at + 1 < to
            && self.tokens[at + 1].is_word()
            && !self.is_word(at + 1, FUNCTION.union(VERB).union(ADVERB).union(TIME).union(PRONOUN))
            && (!self.is_word(at + 1, ANY_CUE) || self.is_word(at + 1, CUE_NOUN));
        if first.has_class(PRONOUN) && !first.has_class(DETERMINER) && !owns && !self.is_name(at) {
            return Some(at..at + 1);
        }
        let start = at;
        let mut named = false;
        while at < to {
            let token = self.tokens[at];
            if !token.is_word() {
                break;
            }
            let is_name = self.is_name(at) && !token.has_class(CUE.union(TIME))
                || self.is_name(at) && at == start;
            let particle = token.has_class(NAME_PARTICLE)
                && at + 1 < to
                && self.is_name(at + 1)
                && (named || at == start);
            if is_name || particle || token.has_class(NAME_SUFFIX) && named {
                named = !token.possessive;
                at += 1;
                continue;
            }
            if token.has_class(DETERMINER.union(POSSESSIVE))
                && !named
                && (at == start || self.is_word(at - 1, DETERMINER))
            {
                at += 1;
                continue;
            }
            // A word after an article is not a verb.
            let before = self.tokens[at.saturating_sub(1)];
            let noun_like = at > start
                && (token.has_class(CUE_NOUN)
                    && !before.has_class(PRONOUN.union(AUXILIARY).union(CUE))
                    || before.has_class(DETERMINER.union(POSSESSIVE))
                    || before.possessive);
            let stops =
                FUNCTION.union(PRONOUN).union(DETERMINER).union(TIME).union(VERB).union(ADVERB);
            if token.has_class(stops) || (token.has_class(ANY_CUE) && !noun_like) {
                break;
            }
            if named {
                // "Clinton spokesman Brian Fallon": a word between two names of one phrase.
                let next = (at + 1..to.min(at + 4)).find(|&i| {
                    !self.tokens[i].is_word()
                        || self.is_name(i)
                        || self.is_word(i, FUNCTION.union(ANY_CUE).union(VERB).union(PRONOUN))
                });
                let verb =
                    self.pack.verb_endings.iter().any(|ending| self.word(at).ends_with(ending));
                let goes_on =
                    next.is_some_and(|i| self.is_name(i)) && !verb && !self.pack.capital_nouns;
                if !goes_on {
                    break;
                }
                named = false;
                at += 1;
                continue;
            }
            let word = self.word(at);
            if at > start + 1 && self.pack.verb_endings.iter().any(|ending| word.ends_with(ending))
            {
                break;
            }
            at += 1;
        }
        // In a language with capitalised nouns, a phrase has a capitalised word or a number.
        if self.pack.capital_nouns
            && !(start..at).any(|i| {
                self.tokens[i].capital && (i > start || !first.has_class(DETERMINER))
                    || self.text[self.tokens[i].start..].starts_with(|c: char| c.is_numeric())
            })
        {
            return None;
        }
        // A lone article is not a phrase.
        if at == start
            || (at == start + 1 && first.has_class(DETERMINER) && !first.has_class(PRONOUN))
            || first.has_class(PREPOSITION) && !first.has_class(DETERMINER) && !self.is_name(start)
        {
            return None;
        }
        // "one of the dead", "members of the board"
        if at + 1 < to
            && self.is_word(at, GENITIVE)
            && let Some(rest) = self.phrase_starting(at + 1, to)
        {
            return Some(start..rest.end);
        }
        Some(start..at)
    }

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
