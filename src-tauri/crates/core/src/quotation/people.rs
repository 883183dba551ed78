//! The people of an article: their names in full, and who a surname or a pronoun means.

use std::collections::HashMap;
use std::ops::Range;

use super::clause::PRONOUN;
use super::frame::Frame;
use super::pack::{
    FEMALE, FEMALE_NAME, FEMALE_TITLE, MALE, MALE_NAME, MALE_TITLE, NAME_PARTICLE, NAME_SUFFIX, ORGANISATION,
    TITLE,
};

/// Whether somebody is a man or a woman, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
}

/// Somebody whose full name stands in the article.
#[derive(Debug, Clone)]
pub struct Person {
    /// First name to last name, without titles.
    pub name: String,
    /// In lower case.
    first: String,
    last: String,
    /// If it is known.
    pub gender: Option<Gender>,
    /// Whether something says that it is a person: a known first name, a title.
    certain: bool,
    /// The token it was first named at.
    at: usize,
}

/// A name as it stands somewhere: which tokens, and whose it is.
#[derive(Debug, Clone)]
struct Mention {
    tokens: Range<usize>,
    person: usize,
}

/// All of them.
pub struct People<'a> {
    frame: &'a Frame<'a>,
    persons: Vec<Person>,
    mentions: Vec<Mention>,
}

impl<'a> People<'a> {
    /// Of an article.
    pub fn new(frame: &'a Frame<'a>) -> Self {
        let mut people = Self { frame, persons: Vec::new(), mentions: Vec::new() };
        let runs = people.runs();
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        // Full names first: a surname may stand before its full name, as headlines do.
        for run in &runs {
            if let Some(person) = people.full(run) {
                let key = (person.first.clone(), person.last.clone());
                let at = *known.entry(key).or_insert_with(|| {
                    people.persons.push(person.clone());
                    people.persons.len() - 1
                });
                let entry = &mut people.persons[at];
                entry.gender = entry.gender.or(person.gender);
                entry.certain |= person.certain;
            }
        }
        for run in runs {
            if let Some(person) = people.whose(&run) {
                if let Some(gender) = people.titled(&run) {
                    people.persons[person].gender = Some(gender);
                }
                people.mentions.push(Mention { tokens: run, person });
            }
        }
        people
    }

    /// Every run of capitalised words that can be a name.
    fn runs(&self) -> Vec<Range<usize>> {
        let frame = self.frame;
        let mut runs = Vec::new();
        let mut i = 0;
        while i < frame.tokens.len() {
            if !frame.is_name(i) {
                i += 1;
                continue;
            }
            let start = i;
            let sentence = frame.sentence_of[i];
            i += 1;
            while i < frame.tokens.len() && frame.sentence_of[i] == sentence && !frame.tokens[i - 1].possessive {
                let particle = frame.tokens[i].is_word() && frame.tokens[i].is(NAME_PARTICLE) && frame.tokens.get(i + 1).is_some_and(|t| t.capital);
                if !(frame.is_name(i) || particle) {
                    break;
                }
                i += 1;
            }
            runs.push(start..i);
        }
        runs
    }

    /// A run without titles before it and suffixes behind it.
    fn bare(&self, run: &Range<usize>) -> Range<usize> {
        let frame = self.frame;
        let titles = TITLE.and(MALE_TITLE).and(FEMALE_TITLE);
        let firsts = MALE_NAME.and(FEMALE_NAME);
        let mut start = run.start;
        let mut end = run.end;
        while end > start + 1 && frame.tokens[end - 1].is(NAME_SUFFIX) {
            end -= 1;
        }
        for i in start..end.saturating_sub(1) {
            let word = frame.word(i).to_lowercase();
            let office = frame.tokens[i].is(titles) && !(frame.tokens[i].is(firsts) && i == start) || frame.pack.title_endings.iter().any(|ending| word.ends_with(ending));
            if office {
                start = i + 1;
            }
        }
        // "Vermont Governor", "State John Kerry": what stands before a first name.
        if end - start > 2 {
            for i in start + 1..end - 1 {
                let place = frame.tokens[start].is(ORGANISATION) || ["an", "ese", "ish"].iter().any(|e| frame.word(start).ends_with(e));
                if frame.tokens[i].is(firsts) && !frame.tokens[start].is(firsts) && place {
                    start = i;
                    break;
                }
            }
        }
        start..end
    }

    /// The person that a run names in full.
    fn full(&self, run: &Range<usize>) -> Option<Person> {
        let frame = self.frame;
        let bare = self.bare(run);
        if bare.len() < 2 || bare.len() > 5 {
            return None;
        }
        let firsts = MALE_NAME.and(FEMALE_NAME);
        let known = frame.tokens[bare.start].is(firsts);
        let titled = bare.start > run.start;
        if bare.clone().any(|i| frame.tokens[i].is(ORGANISATION) && !(known && i == bare.start)) && !known {
            return None;
        }
        let name = frame.words_of(&bare).to_owned();
        let gender = self.titled(run).or_else(|| {
            let token = frame.tokens[bare.start];
            match (token.is(MALE_NAME), token.is(FEMALE_NAME)) {
                (true, false) => Some(Gender::Male),
                (false, true) => Some(Gender::Female),
                _ => None,
            }
        });
        Some(Person {
            name,
            first: frame.word(bare.start).to_lowercase(),
            last: frame.word(bare.end - 1).to_lowercase(),
            gender,
            certain: known || titled,
            at: bare.start,
        })
    }

    fn titled(&self, run: &Range<usize>) -> Option<Gender> {
        let first = self.frame.tokens[run.start];
        match (first.is(MALE_TITLE), first.is(FEMALE_TITLE)) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        }
    }

    /// The person that a run of names means.
    fn whose(&self, run: &Range<usize>) -> Option<usize> {
        let frame = self.frame;
        let bare = self.bare(run);
        let last = frame.word(bare.end - 1).to_lowercase();
        let first = frame.word(bare.start).to_lowercase();
        let gender = self.titled(run);
        let fits = |person: &Person| gender.is_none() || person.gender.is_none() || person.gender == gender;
        let matching: Vec<usize> = if bare.len() >= 2 {
            (0..self.persons.len()).filter(|&p| self.persons[p].first == first && self.persons[p].last == last).collect()
        } else {
            let by_last: Vec<usize> = (0..self.persons.len()).filter(|&p| self.persons[p].last == last && fits(&self.persons[p])).collect();
            if by_last.is_empty() {
                (0..self.persons.len()).filter(|&p| self.persons[p].first == first && fits(&self.persons[p])).collect()
            } else {
                by_last
            }
        };
        // Of several the one named in full last, before; or else the first behind.
        let certain = matching.iter().any(|&p| self.persons[p].certain);
        let matching: Vec<usize> = matching.into_iter().filter(|&p| !certain || self.persons[p].certain).collect();
        if matching.len() > 1 {
            let named = |p: usize| {
                self.mentions.iter().rev().find(|m| m.person == p && m.tokens.len() > 1).map(|m| m.tokens.start)
            };
            let before = matching.iter().copied().filter_map(|p| named(p).map(|at| (at, p))).max();
            if let Some((_, person)) = before {
                return Some(person);
            }
        }
        matching.into_iter().min_by_key(|&p| self.persons[p].at)
    }

    /// The full name of who is meant by the mention at `phrase`. `speakers` are the mentions that
    /// spoke before, with whom they meant, latest last.
    pub fn resolve(&self, phrase: &Range<usize>, speakers: &[(usize, usize)]) -> Option<usize> {
        let frame = self.frame;
        let first = frame.tokens.get(phrase.start)?;
        if first.is_word() && first.is(PRONOUN) && phrase.len() == 1 && !frame.is_name(phrase.start) || first.is(super::pack::POSSESSIVE) && phrase.len() == 1 {
            let word = frame.word(phrase.start).to_lowercase();
            let gender = if first.is(MALE) || word == "his" {
                Gender::Male
            } else if first.is(FEMALE) || word == "her" {
                Gender::Female
            } else {
                return None;
            };
            return self.antecedent(phrase.start, gender, speakers);
        }
        // The last name before the phrase's first comma or preposition.
        let mut end = phrase.start;
        while end < phrase.end && frame.tokens[end].is_word() && !(frame.tokens[end].is(super::pack::PREPOSITION) && !frame.is_name(end)) {
            end += 1;
        }
        let mention = self.mentions.iter().rfind(|m| m.tokens.start < end && m.tokens.end > phrase.start)?;
        // "Trump’s spokesman" is not Trump.
        (mention.tokens.end >= end).then_some(mention.person)
    }

    fn antecedent(&self, at: usize, gender: Gender, speakers: &[(usize, usize)]) -> Option<usize> {
        let frame = self.frame;
        let sentence = frame.sentence_of[at];
        let mut best: Option<(f32, usize)> = None;
        let until = self.mentions.partition_point(|m| m.tokens.start < at);
        for mention in self.mentions[..until].iter().rev().take(40) {
            let person = &self.persons[mention.person];
            if person.gender.is_some_and(|g| g != gender) {
                continue;
            }
            let apart = sentence - frame.sentence_of[mention.tokens.start];
            let within = &frame.sentences[frame.sentence_of[mention.tokens.start]];
            let apart = f32::from(u16::try_from(apart.min(200)).unwrap_or(200));
            let mut score = -0.7 * apart;
            let subject = frame.first_phrase(within.start, within.end).is_some_and(|p| p.start < mention.tokens.end && mention.tokens.start < p.end);
            if subject {
                score += 1.2;
            }
            if frame.tokens[mention.tokens.end - 1].possessive {
                score -= 0.5;
            }
            if person.gender.is_none() {
                score -= 0.8;
            }
            if !person.certain {
                score -= 0.8;
            }
            if speakers.iter().any(|&(token, _)| mention.tokens.contains(&token)) {
                score += 1.5;
            }
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, mention.person));
            }
        }
        // Who spoke last, by whatever word.
        for &(token, person) in speakers.iter().rev().take(3) {
            if self.persons[person].gender.is_some_and(|g| g != gender) || token > at {
                continue;
            }
            let apart = sentence.saturating_sub(frame.sentence_of[token]);
            let score = 1.6 - 0.7 * f32::from(u16::try_from(apart.min(200)).unwrap_or(200));
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, person));
            }
        }
        best.map(|(_, person)| person)
    }

    /// The name of who is meant by the mention at `phrase`: the full one, or as much as is known.
    pub fn name(&self, phrase: &Range<usize>, person: Option<usize>) -> Option<String> {
        if let Some(person) = person {
            return Some(self.persons[person].name.clone());
        }
        let frame = self.frame;
        let mut end = phrase.start;
        while end < phrase.end && frame.tokens[end].is_word() && !(frame.tokens[end].is(super::pack::PREPOSITION) && !frame.is_name(end)) {
            end += 1;
        }
        let start = (phrase.start..end).rev().take_while(|&i| frame.is_name(i) || frame.tokens[i].is(NAME_PARTICLE)).last()?;
        let bare = self.bare(&(start..end));
        let start = bare.clone().find(|&i| frame.is_name(i))?;
        Some(frame.words_of(&(start..bare.end)).to_owned())
    }

}
