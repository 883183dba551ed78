//! The people of an article: their full names, and whom a surname or a pronoun means.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::frame::{TokenKind, TokenisedText};
use super::pack::{
    ADVERB, AUXILIARY, CONJUNCTION, CUE, DETERMINER, FEMALE, FEMALE_NAME, FEMALE_OWN, FEMALE_TITLE,
    MALE, MALE_NAME, MALE_OWN, MALE_TITLE, NAME_PARTICLE, NAME_SUFFIX, ORGANISATION, PARTICIPLE,
    POSSESSIVE, PREPOSITION, RELATIVE, SUBORDINATOR, TIME, TITLE, VERB, WEAK_CUE, WEAK_PARTICIPLE,
};
use super::phrase::PRONOUN;

/// Somebody's gender, as far as the text shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    /// Referred to as "he".
    Male,
    /// Referred to as "she".
    Female,
}

/// Somebody whose name is in the article.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// First name to last name, without titles.
    pub name: String,
    /// The first name, in lower case.
    first: String,
    last: String,
    /// `None` if it is not known.
    pub gender: Option<Gender>,
    /// `true` if something shows that this is a person: a known first name, a title, or that they say
    /// something.
    certain: bool,
    /// The token of the first mention by full name.
    at: usize,
    /// The token of the last mention by full name, among the mentions processed so far.
    named: Option<usize>,
    /// The person's role, as the article says it: "vice-minister of the State Internet Information Office of
    /// China".
    pub role: Option<String>,
    /// The organisation they stand for: "State Internet Information Office of China".
    pub affiliation: Option<String>,
}

/// A name at a place in the text: its tokens and the person.
#[derive(Debug, Clone)]
struct Mention {
    tokens: Range<usize>,
    person: usize,
    /// `false` for a surname or a first name that several people in the article have.
    sure: bool,
}

/// The gender that a name or a title shows; `None` if it is used for both, or for neither.
fn gender_of(male: bool, female: bool) -> Option<Gender> {
    match (male, female) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// The person that a mention refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    /// The number of the person.
    pub person: usize,
    /// `false` for a pronoun or a name that fits somebody else nearly as well.
    pub sure: bool,
}

impl Mention {
    fn reference(&self) -> Reference {
        Reference { person: self.person, sure: self.sure }
    }
}

/// A word of a name, folded for comparison.
fn folded(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

/// Added to the score, in `antecedent`, of the subject of the sentence before a pronoun in the same
/// paragraph.
const NEXT_TO: f32 = 2.4;
/// Minimum difference in score between the two best people for a pronoun to be sure.
const MARGIN: f32 = 1.0;

/// The people of an article.
pub(super) struct People<'a> {
    frame: &'a TokenisedText<'a>,
    persons: Vec<Person>,
    by_last: HashMap<String, Vec<usize>>,
    by_first: HashMap<String, Vec<usize>>,
    mentions: Vec<Mention>,
    /// The first tokens of the mentions that say something.
    reporting: HashSet<usize>,
}

impl<'a> People<'a> {
    /// Collects the people of an article. `reporting` has the first tokens of the mentions that say
    /// something.
    pub(super) fn new(frame: &'a TokenisedText<'a>, reporting: HashSet<usize>) -> Self {
        let mut people = Self {
            frame,
            persons: Vec::new(),
            by_last: HashMap::new(),
            by_first: HashMap::new(),
            mentions: Vec::new(),
            reporting,
        };
        let runs = people.runs();
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        // Full names are collected first: a surname may precede its full name, as in headlines.
        for run in &runs {
            if let Some(person) = people.parse_full_name(run) {
                let key = (person.first.clone(), person.last.clone());
                let at = *known.entry(key).or_insert_with(|| {
                    let number = people.persons.len();
                    people.by_last.entry(person.last.clone()).or_default().push(number);
                    people.by_first.entry(person.first.clone()).or_default().push(number);
                    people.persons.push(person.clone());
                    number
                });
                let entry = &mut people.persons[at];
                entry.gender = entry.gender.or(person.gender);
                entry.certain |= person.certain;
            }
        }
        people.add_first_names(&runs);
        for run in runs {
            if let Some(Reference { person, sure }) = people.resolve_run(&run) {
                if let Some(gender) = people.titled(&run) {
                    people.persons[person].gender = Some(gender);
                }
                if run.len() > 1 {
                    people.persons[person].named = Some(run.start);
                }
                if people.persons[person].role.is_none()
                    && let Some((role, affiliation)) = people.role(&run)
                {
                    people.persons[person].role = Some(role);
                    people.persons[person].affiliation = affiliation;
                }
                people.mentions.push(Mention { tokens: run, person, sure });
            }
        }
        people
    }

    /// Adds people who are only called by a first name from the packs, and who say or do something: "Anna
    /// looked in the drawer."
    fn add_first_names(&mut self, runs: &[Range<usize>]) {
        let frame = self.frame;
        for run in runs.iter().filter(|run| run.len() == 1 && frame.is_known_name(run.start)) {
            let reports = self.reporting.contains(&run.start);
            let sentence = &frame.sentences[frame.sentence_of[run.start]];
            let acts = || {
                let subject = frame.first_phrase(sentence.start, sentence.end);
                // "His brother Karl had left."
                let ends = |phrase: &Range<usize>| {
                    phrase.end == run.end && (phrase.start..run.start).all(|at| !frame.is_name(at))
                };
                subject.is_some_and(|phrase| ends(&phrase)) && !frame.tokens[run.start].possessive
            };
            if self.resolve_run(run).is_some() || !(reports || acts()) {
                continue;
            }
            let token = frame.tokens[run.start];
            let word = folded(frame.word(run.start));
            self.by_first.entry(word.clone()).or_default().push(self.persons.len());
            self.persons.push(Person {
                name: frame.word(run.start).to_owned(),
                first: word.clone(),
                last: word,
                gender: gender_of(token.has_class(MALE_NAME), token.has_class(FEMALE_NAME)),
                certain: true,
                at: run.start,
                named: None,
                role: None,
                affiliation: None,
            });
        }
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
            while i < frame.tokens.len()
                && frame.sentence_of[i] == sentence
                && !frame.tokens[i - 1].possessive
            {
                let particle = frame.tokens[i].is_word()
                    && frame.tokens[i].has_class(NAME_PARTICLE)
                    && frame.tokens.get(i + 1).is_some_and(|t| t.capital);
                if !(frame.is_name(i) || particle) {
                    break;
                }
                i += 1;
            }
            runs.push(start..i);
        }
        runs
    }

    /// A run without the titles before it and the suffixes after it.
    fn strip_titles(&self, run: &Range<usize>) -> Range<usize> {
        let frame = self.frame;
        let titles = TITLE.union(MALE_TITLE).union(FEMALE_TITLE);
        let firsts = MALE_NAME.union(FEMALE_NAME);
        let first = run.start;
        let mut end = run.end;
        while end > first + 1 && frame.tokens[end - 1].has_class(NAME_SUFFIX) {
            end -= 1;
        }
        let office = |i: usize| {
            let word = frame.word(i).to_lowercase();
            frame.tokens[i].has_class(titles) && !(frame.tokens[i].has_class(firsts) && i == first)
                || frame.pack.title_endings.iter().any(|ending| word.ends_with(ending))
        };
        let mut start =
            (first..end.saturating_sub(1)).rfind(|&i| office(i)).map_or(first, |i| i + 1);
        // "Vermont Governor", "State John Kerry": words before a first name are dropped.
        if end - start > 2 {
            for i in start + 1..end - 1 {
                let place = frame.tokens[start].has_class(ORGANISATION)
                    || frame.ends(start, &frame.pack.demonym_endings);
                let opens = frame.sentences[frame.sentence_of[start]].start == start;
                if frame.tokens[i].has_class(firsts)
                    && !frame.tokens[start].has_class(firsts)
                    && (place || opens)
                {
                    start = i;
                    break;
                }
            }
        }
        start..end
    }

    /// The person that a run names in full; `None` if it is not a full name.
    fn parse_full_name(&self, run: &Range<usize>) -> Option<Person> {
        let frame = self.frame;
        let bare = self.strip_titles(run);
        if bare.len() < 2 || bare.len() > 5 {
            return None;
        }
        let firsts = MALE_NAME.union(FEMALE_NAME);
        let known = frame.tokens[bare.start].has_class(firsts);
        let titled = bare.start > run.start;
        if bare
            .clone()
            .any(|i| frame.tokens[i].has_class(ORGANISATION) && !(known && i == bare.start))
            && !known
        {
            return None;
        }
        let name = frame.words_of_tokens(&bare).to_owned();
        let gender = self.titled(run).or_else(|| {
            let token = frame.tokens[bare.start];
            gender_of(token.has_class(MALE_NAME), token.has_class(FEMALE_NAME))
        });
        Some(Person {
            name,
            first: folded(frame.word(bare.start)),
            last: folded(frame.word(bare.end - 1)),
            gender,
            certain: known || titled || self.reporting.contains(&run.start),
            at: bare.start,
            named: None,
            role: None,
            affiliation: None,
        })
    }

    fn titled(&self, run: &Range<usize>) -> Option<Gender> {
        let first = self.frame.tokens[run.start];
        gender_of(first.has_class(MALE_TITLE), first.has_class(FEMALE_TITLE))
    }

    /// The person that a run means.
    fn resolve_run(&self, run: &Range<usize>) -> Option<Reference> {
        let frame = self.frame;
        let bare = self.strip_titles(run);
        let last = folded(frame.word(bare.end - 1));
        let first = folded(frame.word(bare.start));
        let gender = self.titled(run);
        let fits = |person: &Person| {
            gender.is_none() || person.gender.is_none() || person.gender == gender
        };
        let of = |index: &HashMap<String, Vec<usize>>, key: &str| {
            index.get(key).cloned().unwrap_or_default()
        };
        let mut matching = of(&self.by_last, &last);
        if bare.len() >= 2 {
            matching.retain(|&p| self.persons[p].first == first);
        } else {
            matching.retain(|&p| fits(&self.persons[p]));
            if matching.is_empty() && bare.start == run.start {
                matching = of(&self.by_first, &first);
                matching.retain(|&p| self.persons[p].certain && fits(&self.persons[p]));
            }
        }
        // Of several people, the one last named in full before the run, or else the first one named after it.
        if matching.iter().any(|&p| self.persons[p].certain) {
            matching.retain(|&p| self.persons[p].certain);
        }
        let before =
            matching.iter().copied().filter_map(|p| self.persons[p].named.map(|at| (at, p))).max();
        let sure = matching.len() == 1;
        before
            .map(|(_, person)| person)
            .or_else(|| matching.into_iter().min_by_key(|&p| self.persons[p].at))
            .map(|person| Reference { person, sure })
    }

    /// The person that the mention at `phrase` means. `speakers` has the first token of each earlier mention
    /// that spoke, with the person it meant, the latest last.
    pub(super) fn resolve(
        &self,
        phrase: &Range<usize>,
        speakers: &[(usize, usize)],
    ) -> Option<Reference> {
        let frame = self.frame;
        let first = frame.tokens.get(phrase.start)?;
        if first.is_word()
            && first.has_class(PRONOUN)
            && phrase.len() == 1
            && !frame.is_name(phrase.start)
            || first.has_class(POSSESSIVE) && phrase.len() == 1
        {
            let gender = if first.has_class(MALE.union(MALE_OWN)) {
                Gender::Male
            } else if first.has_class(FEMALE.union(FEMALE_OWN)) {
                Gender::Female
            } else {
                return None;
            };
            return self.antecedent(phrase.start, gender, speakers);
        }
        // The last name before the phrase's first comma or preposition.
        let mut end = phrase.start;
        while end < phrase.end
            && frame.tokens[end].is_word()
            && (!frame.tokens[end].has_class(PREPOSITION) || frame.is_name(end))
        {
            end += 1;
        }
        let mention =
            self.mentions[..self.mentions.partition_point(|m| m.tokens.start < end)].last();
        let Some(mention) = mention.filter(|m| m.tokens.end > phrase.start) else {
            // "the mayor, Anna Keller, said"
            let comma = frame.tokens.get(phrase.end).is_some_and(|t| t.kind == TokenKind::Comma);
            let person_named = self
                .mentions
                .get(self.mentions.partition_point(|m| m.tokens.start <= phrase.end))?;
            let closed = frame.tokens.get(person_named.tokens.end).is_none_or(|t| {
                matches!(
                    t.kind,
                    TokenKind::Comma | TokenKind::Stop | TokenKind::Quote(_) | TokenKind::Dash
                )
            });
            return (comma && closed && person_named.tokens.start == phrase.end + 1)
                .then_some(person_named.reference());
        };
        // "Trump’s spokesman" is not Trump.
        (mention.tokens.end >= end).then_some(mention.reference())
    }

    /// The person that a pronoun at token `at` means: the one with the highest score.
    fn antecedent(
        &self,
        at: usize,
        gender: Gender,
        speakers: &[(usize, usize)],
    ) -> Option<Reference> {
        let frame = self.frame;
        let sentence = frame.sentence_of[at];
        let paragraph = frame.paragraph_of(at);
        let distance = |token: usize| {
            let apart = sentence.saturating_sub(frame.sentence_of[token]);
            f32::from(u16::try_from(apart.min(200)).unwrap_or(200))
        };
        // The highest score of each person. There are few enough for a linear search.
        let mut scores: Vec<(usize, f32)> = Vec::new();
        let mut score_of =
            |person: usize, score: f32| match scores.iter_mut().find(|(known, _)| *known == person)
            {
                Some((_, most)) => *most = most.max(score),
                None => scores.push((person, score)),
            };
        let until = self.mentions.partition_point(|m| m.tokens.start < at);
        for mention in self.mentions[..until].iter().rev().take(40) {
            let person = &self.persons[mention.person];
            if person.gender.is_some_and(|g| g != gender) {
                continue;
            }
            let within = &frame.sentences[frame.sentence_of[mention.tokens.start]];
            let apart = distance(mention.tokens.start);
            let mut score = -0.7 * apart;
            let subject = frame
                .first_phrase(within.start, within.end)
                .is_some_and(|p| p.start < mention.tokens.end && mention.tokens.start < p.end);
            if subject {
                score += 1.2;
                // "Anna looked up. “…,” she said."
                if apart <= 1.0 && frame.paragraph_of(mention.tokens.start) == paragraph {
                    score += NEXT_TO;
                }
            }
            if frame.tokens[mention.tokens.end - 1].possessive {
                score -= 0.5;
            }
            if person.gender.is_none() {
                score -= 0.3;
            }
            if !person.certain {
                score -= 1.3;
            }
            if self.reporting.contains(&mention.tokens.start) {
                score += 1.2;
            }
            if speakers.iter().rev().take(8).any(|&(token, _)| mention.tokens.contains(&token)) {
                score += 1.5;
            }
            score_of(mention.person, score);
        }
        // The latest speakers, however they were mentioned.
        for &(token, person) in speakers.iter().rev().take(3) {
            if self.persons[person].gender.is_none_or(|g| g == gender) && token <= at {
                score_of(person, 1.6 - 0.7 * distance(token));
            }
        }
        // Of equal scores, the first one added, which is the nearest.
        let best = scores.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let rival = scores.iter().filter(|(person, _)| *person != best.0).map(|(_, score)| *score);
        let sure = rival.fold(f32::MIN, f32::max) < best.1 - MARGIN;
        Some(Reference { person: best.0, sure })
    }

    /// The role next to a name, and the organisation in it.
    fn role(&self, run: &Range<usize>) -> Option<(String, Option<String>)> {
        let role = self.role_behind(run.end).or_else(|| self.role_before(run))?;
        let frame = self.frame;
        let link = role
            .clone()
            .skip(1)
            .find(|&i| frame.tokens[i].has_class(PREPOSITION) && !frame.is_name(i));
        let body = link.map(|link| {
            let start = (link + 1..role.end)
                .find(|&i| !frame.tokens[i].has_class(DETERMINER))
                .unwrap_or(link + 1);
            frame.words_of_tokens(&(start..role.end)).to_owned()
        });
        Some((
            frame.words_of_tokens(&role).to_owned(),
            body.filter(|body| body.starts_with(char::is_uppercase)),
        ))
    }

    /// The role after a name: "Qian, vice-minister of …, said".
    fn role_behind(&self, end: usize) -> Option<Range<usize>> {
        let frame = self.frame;
        let sentence = frame.sentences[frame.sentence_of[end - 1]].end;
        let mut start = end;
        // An age and a constituency come first: "Smith, 42, a baker", "Smith (D-Mo.), a senator".
        loop {
            let comma = frame
                .tokens
                .get(start)
                .filter(|t| t.kind == TokenKind::Comma && start + 1 < sentence)?;
            let first = frame.tokens[start + 1];
            let numeric =
                first.is_word() && frame.text[first.start..].starts_with(|c: char| c.is_numeric());
            if !numeric || frame.tokens.get(start + 2).is_none_or(|t| t.kind != comma.kind) {
                break;
            }
            start += 2;
        }
        start += 1;
        let mut stop = start;
        let ends = RELATIVE.union(AUXILIARY).union(CUE).union(WEAK_CUE).union(VERB).union(PRONOUN);
        while stop < sentence && stop < start + 16 {
            let token = frame.tokens[stop];
            let noun = token.has_class(DETERMINER)
                || stop > start && frame.tokens[stop - 1].has_class(DETERMINER);
            if !token.is_word()
                || token.has_class(ends)
                    && !token.has_class(PREPOSITION)
                    && !noun
                    && !frame.is_name(stop)
            {
                break;
            }
            stop += 1;
        }
        // The role has to end at a mark or a relative pronoun, so that a list of names is not taken for one.
        let closed = frame.tokens[..sentence].get(stop).is_none_or(|t| {
            matches!(
                t.kind,
                TokenKind::Comma | TokenKind::Stop | TokenKind::Quote(_) | TokenKind::Dash
            ) || t.has_class(RELATIVE)
        });
        while start < stop && frame.tokens[start].has_class(DETERMINER) {
            start += 1;
        }
        while start < stop && frame.tokens[stop - 1].has_class(CONJUNCTION) {
            stop -= 1;
        }
        let first = *frame.tokens.get(start).filter(|_| start < stop && closed)?;
        let aside = PREPOSITION
            .union(SUBORDINATOR)
            .union(CONJUNCTION)
            .union(ADVERB)
            .union(TIME)
            .union(PARTICIPLE)
            .union(WEAK_PARTICIPLE);
        let common = (start..stop).any(|i| {
            !frame.tokens[i].capital
                && !frame.tokens[i].has_class(
                    PREPOSITION.union(NAME_PARTICLE).union(DETERMINER).union(CONJUNCTION),
                )
        }) || first.has_class(TITLE);
        let verb = !first.capital
            && (frame.ends(start, &frame.pack.participle_endings)
                || frame.ends(start, &frame.pack.verb_endings)
                    && !frame.tokens[start + 1].is_word());
        (common && !first.has_class(aside) && !verb).then_some(start..stop)
    }

    /// The role before a name: "campaign manager Robby Mook", "South Korean President Park Geun-hye".
    fn role_before(&self, run: &Range<usize>) -> Option<Range<usize>> {
        let frame = self.frame;
        let bare = self.strip_titles(run);
        let from = frame.sentences[frame.sentence_of[run.start]].start;
        let phrase = frame.name_ending(run.end - 1, from)?;
        let mut start = phrase.start;
        while start < bare.start
            && frame.tokens[start].has_class(DETERMINER.union(MALE_TITLE).union(FEMALE_TITLE))
            && !frame.tokens[start].has_class(TITLE)
        {
            start += 1;
        }
        // The word before the name has to be an office; the words before that may be any.
        let last = bare.start.checked_sub(1)?;
        let spokes = TITLE.union(MALE_TITLE).union(FEMALE_TITLE);
        let office = frame.tokens[last].has_class(spokes)
            && !(last == run.start && frame.tokens[last].has_class(MALE_TITLE.union(FEMALE_TITLE)))
            || frame
                .pack
                .title_endings
                .iter()
                .any(|e| frame.word(last).to_lowercase().ends_with(e));
        let owned = frame.tokens[bare.start.saturating_sub(1)].possessive
            || (start..bare.start).any(|i| frame.tokens[i].has_class(POSSESSIVE));
        (office && !owned && start < bare.start && bare.start - start < 9)
            .then_some(start..bare.start)
    }

    /// The name of whom the mention at `phrase` means: the full name, or as much of it as is known.
    pub(super) fn name(&self, phrase: &Range<usize>, person: Option<usize>) -> Option<String> {
        if let Some(person) = person {
            return Some(self.persons[person].name.clone());
        }
        let frame = self.frame;
        let mut end = phrase.start;
        while end < phrase.end
            && frame.tokens[end].is_word()
            && (!frame.tokens[end].has_class(PREPOSITION) || frame.is_name(end))
        {
            end += 1;
        }
        let start = (phrase.start..end)
            .rev()
            .take_while(|&i| frame.is_name(i) || frame.tokens[i].has_class(NAME_PARTICLE))
            .last()?;
        let bare = self.strip_titles(&(start..end));
        let start = bare.clone().find(|&i| frame.is_name(i))?;
        Some(frame.words_of_tokens(&(start..bare.end)).to_owned())
    }

    /// The number of the person of this name, who is added if not known.
    pub(super) fn person_named(&mut self, name: &str) -> usize {
        if let Some(known) = self.persons.iter().position(|p| p.name == name) {
            return known;
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        self.persons.push(Person {
            name: name.to_owned(),
            first: folded(words.first().copied().unwrap_or(name)),
            last: folded(words.last().copied().unwrap_or(name)),
            gender: None,
            certain: true,
            at: usize::MAX,
            named: None,
            role: None,
            affiliation: None,
        });
        self.persons.len() - 1
    }

    /// Whether a phrase is a pronoun.
    pub(super) fn is_pronoun(&self, phrase: &Range<usize>) -> bool {
        let first = self.frame.tokens.get(phrase.start);
        phrase.len() == 1
            && first.is_some_and(|t| t.is_word() && t.has_class(PRONOUN.union(POSSESSIVE)))
            && !self.frame.is_name(phrase.start)
    }

    /// The person with this number.
    pub(super) fn person(&self, number: usize) -> &Person {
        &self.persons[number]
    }
}
