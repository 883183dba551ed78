//! Finds names and noun phrases, from the words' classes alone.

use std::ops::Range;

use super::frame::{TokenKind, TokenisedText};
use super::pack::{
    ADVERB, AUXILIARY, CONJUNCTION, CUE, CUE_NOUN, Class, DETERMINER, FEMALE, GENITIVE, MALE,
    NAME_PARTICLE, NAME_SUFFIX, OTHER_PRONOUN, PARTICIPLE, PLURAL, POSSESSIVE, PREPOSITION,
    RELATIVE, SUBORDINATOR, TIME, VERB, WEAK_CUE, WEAK_PARTICIPLE,
};

/// Any pronoun.
pub(super) const PRONOUN: Class = MALE.union(FEMALE).union(PLURAL).union(OTHER_PRONOUN);
/// Any form of a reporting verb.
pub(super) const ANY_CUE: Class = CUE.union(WEAK_CUE).union(PARTICIPLE).union(WEAK_PARTICIPLE);
pub(super) const FUNCTION: Class =
    PREPOSITION.union(CONJUNCTION).union(SUBORDINATOR).union(AUXILIARY).union(RELATIVE);

impl TokenisedText<'_> {
    pub(super) fn is_word(&self, i: usize, class: Class) -> bool {
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

    pub(super) fn starts_sentence(&self, i: usize) -> bool {
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
}
