//! What the engine knows of a language: one file of word lists in `packs/`, and nothing in code.
//!
//! A pack consists of lines `key: words`; a list may continue on indented lines; `#` starts a comment; the
//! words of a phrase are joined by `_`. See [`KEYS`] for the keys.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The classes that a word can have, as a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u64);

impl Class {
    /// Whether the two sets have a class in common.
    pub(super) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The union of both sets.
    pub(super) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        classes!(@ 0; $($(#[$doc])* $name = $key,)*);
        /// The keys of a pack that list words, and the class of the words in each list.
        const KEYS: &[(&str, Class)] = &[$(($key, $name)),*];
    };
    (@ $bit:expr; $(#[$doc:meta])* $name:ident = $key:literal, $($rest:tt)*) => {
        $(#[$doc])*
        pub(super) const $name: Class = Class(1 << ($bit));
        classes!(@ $bit + 1; $($rest)*);
    };
    (@ $bit:expr;) => {};
}

classes! {
    /// A verb that reports speech.
    CUE = "cues",
    /// A verb that can report speech, but often does not.
    WEAK_CUE = "weak-cues",
    /// A participle of a [`CUE`] verb, which has no subject of its own.
    PARTICIPLE = "participles",
    /// A participle of a [`WEAK_CUE`] verb, which has no subject of its own.
    WEAK_PARTICIPLE = "weak-participles",
    /// A noun for something said.
    CUE_NOUN = "cue-nouns",
    /// A pronoun for a man.
    MALE = "male-pronouns",
    /// A pronoun for a woman.
    FEMALE = "female-pronouns",
    /// A plural pronoun.
    PLURAL = "plural-pronouns",
    /// Any other pronoun.
    OTHER_PRONOUN = "other-pronouns",
    /// A relative pronoun.
    RELATIVE = "relatives",
    /// An article, a number, a quantity.
    DETERMINER = "determiners",
    /// An article that a subject cannot have: accusative, dative.
    OBJECT = "object-determiners",
    /// A possessive pronoun.
    POSSESSIVE = "possessives",
    /// A masculine possessive.
    MALE_OWN = "male-possessives",
    /// A feminine possessive.
    FEMALE_OWN = "female-possessives",
    /// A preposition that attaches a noun to the one before: "of".
    GENITIVE = "genitives",
    /// A preposition that names an agent or author: "by".
    AGENT = "agents",
    /// A preposition.
    PREPOSITION = "prepositions",
    /// A preposition contracted with an article: "beim", "zum".
    WITH_ARTICLE = "prepositions-with-article",
    /// A verb whose object is the person quoted: "Die Zeitung zitiert Keller mit den Worten".
    CITING = "citing-verbs",
    /// A coordinating conjunction.
    CONJUNCTION = "conjunctions",
    /// A word that starts a subordinate clause.
    SUBORDINATOR = "subordinators",
    /// An auxiliary verb.
    AUXILIARY = "auxiliaries",
    /// A verb form that marks reported speech: "sei", "habe".
    REPORTED = "reported-forms",
    /// A mark of an infinitive.
    INFINITIVE = "infinitive-marks",
    /// An adverb that can come between a subject and its verb.
    ADVERB = "adverbs",
    /// A day, a month, a time.
    TIME = "times",
    /// A verb that does not report speech.
    VERB = "verbs",
    /// A title for men.
    MALE_TITLE = "male-titles",
    /// A title for women.
    FEMALE_TITLE = "female-titles",
    /// Any other title or office.
    TITLE = "titles",
    /// A word inside a name that may be in lower case.
    NAME_PARTICLE = "name-particles",
    /// A suffix after a name.
    NAME_SUFFIX = "name-suffixes",
    /// A word that occurs in the names of organisations, places and the like.
    ORGANISATION = "organisations",
    /// A man's first name.
    MALE_NAME = "male-names",
    /// A woman's first name.
    FEMALE_NAME = "female-names",
    /// A word whose full stop does not end a sentence.
    ABBREVIATION = "abbreviations",
}

/// Where a language puts the subject of a reporting verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Before the verb; after the verb only if a quotation comes first.
    SubjectVerb,
    /// On either side of the verb: the verb is second, or the order is free.
    VerbSecond,
    /// Before particles, in a script without spaces.
    Unspaced,
}

/// The word lists of a language.
#[derive(Debug)]
pub(super) struct Pack {
    /// The BCP 47 primary language tag.
    pub tag: &'static str,
    /// Where its subjects are.
    pub order: Order,
    /// `true` if its nouns are capitalised, so that a capital does not mark a name.
    pub capital_nouns: bool,
    /// `true` if the speaker can be named within the quotation marks.
    pub incises: bool,
    words: HashMap<&'static str, Class>,
    /// Phrases that precede the person quoted ("according to"), split into words.
    pub sources: Vec<Vec<&'static str>>,
    /// The same for phrases that follow the person quoted.
    pub postposed: Vec<Vec<&'static str>>,
    /// Phrases before a quotation that make the subject of the sentence its speaker: "mit den Worten".
    pub introductions: Vec<Vec<&'static str>>,
    /// Endings of adjectives for places.
    pub demonym_endings: Vec<&'static str>,
    /// Endings of offices and titles.
    pub title_endings: Vec<&'static str>,
    /// Endings of words that are not names: verbs, in a language that inflects them.
    pub verb_endings: Vec<&'static str>,
    /// Endings of adverbs between a subject and its verb.
    pub adverb_endings: Vec<&'static str>,
    /// Endings of participles that introduce a sentence.
    pub participle_endings: Vec<&'static str>,
    /// Words that are elided with an apostrophe before the next word, and split off from it: "l’eau".
    pub elisions: Vec<&'static str>,
    /// Other lists, by key, for scripts without spaces.
    pub lists: HashMap<&'static str, Vec<&'static str>>,
}

impl Pack {
    /// The classes that `word`, in lower case, can have.
    pub(super) fn class(&self, word: &str) -> Class {
        let of = |words: &HashMap<&str, Class>| words.get(word).copied().unwrap_or_default();
        of(&self.words).union(of(&FIRST_NAMES))
    }

    /// The list of `key`; empty if the pack has none.
    pub(super) fn list(&self, key: &str) -> &[&'static str] {
        self.lists.get(key).map_or(&[], Vec::as_slice)
    }

    fn parse(text: &'static str) -> Self {
        let mut pack = Self {
            tag: "",
            order: Order::SubjectVerb,
            capital_nouns: false,
            incises: false,
            words: HashMap::new(),
            sources: Vec::new(),
            postposed: Vec::new(),
            introductions: Vec::new(),
            demonym_endings: Vec::new(),
            title_endings: Vec::new(),
            verb_endings: Vec::new(),
            adverb_endings: Vec::new(),
            participle_endings: Vec::new(),
            elisions: Vec::new(),
            lists: HashMap::new(),
        };
        let mut key = "";
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let words = match line.split_once(':') {
                Some((name, words)) if !line.starts_with(' ') => {
                    key = name;
                    words
                }
                _ => line,
            };
            for word in words.split_whitespace() {
                pack.add(key, word);
            }
        }
        pack
    }

    fn add(&mut self, key: &'static str, word: &'static str) {
        let phrase = || word.split('_').collect::<Vec<_>>();
        match key {
            "tag" => self.tag = word,
            "order" => {
                self.order = match word {
                    "unspaced" => Order::Unspaced,
                    "verb-second" => Order::VerbSecond,
                    _ => Order::SubjectVerb,
                }
            }
            "capital-nouns" => self.capital_nouns = word == "yes",
            "incises" => self.incises = word == "yes",
            "sources" if self.order != Order::Unspaced => self.sources.push(phrase()),
            "postposed-sources" => self.postposed.push(phrase()),
            "introductions" => self.introductions.push(phrase()),
            "demonym-endings" => self.demonym_endings.push(word),
            "title-endings" => self.title_endings.push(word),
            "adverb-endings" => self.adverb_endings.push(word),
            "participle-endings" => self.participle_endings.push(word),
            "elisions" => self.elisions.push(word),
            "verb-endings" => self.verb_endings.push(word),
            _ => {
                match KEYS.iter().find(|(name, _)| *name == key && self.order != Order::Unspaced) {
                    Some(&(_, class)) => {
                        let known = self.words.entry(word).or_default();
                        *known = known.union(class);
                    }
                    None => self.lists.entry(key).or_default().push(word),
                }
            }
        }
    }
}

/// Every pack. The first is used for a text whose language is not recognised.
pub(super) static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    [
        include_str!("packs/en.txt"),
        include_str!("packs/de.txt"),
        include_str!("packs/fr.txt"),
        include_str!("packs/es.txt"),
        include_str!("packs/zh.txt"),
        include_str!("packs/ja.txt"),
        include_str!("packs/it.txt"),
        include_str!("packs/pt.txt"),
        include_str!("packs/nl.txt"),
        include_str!("packs/sv.txt"),
        include_str!("packs/pl.txt"),
        include_str!("packs/ru.txt"),
    ]
    .into_iter()
    .map(Pack::parse)
    .collect()
});

/// First names with the gender of their bearers, the same for every language.
static FIRST_NAMES: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut names = Pack::parse(include_str!("packs/names.txt")).words;
    for (name, class) in Pack::parse(include_str!("packs/first-names.txt")).words {
        names.entry(name).or_insert(class);
    }
    names
});

/// The pack for a text: that of its stated language, or else the one whose function words are the most
/// frequent among the text's first 4,000 characters.
pub(super) fn pack_for(text: &str, language: Option<&str>) -> &'static Pack {
    let packs: &'static [Pack] = &PACKS;
    let primary =
        language.map(|tag| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase());
    if let Some(pack) = primary.and_then(|tag| packs.iter().find(|pack| pack.tag == tag)) {
        return pack;
    }
    guess(text, packs)
}

fn guess<'a>(text: &str, packs: &'a [Pack]) -> &'a Pack {
    let head: String = text.chars().take(4_000).collect::<String>().to_lowercase();
    let (mut han, mut kana, mut letters) = (0_u32, 0_u32, 1_u32);
    for c in head.chars() {
        match c {
            '\u{3040}'..='\u{30FF}' => kana += 1,
            '\u{4E00}'..='\u{9FFF}' => han += 1,
            c if c.is_alphabetic() => letters += 1,
            _ => {}
        }
    }
    if (han + kana) * 2 > letters {
        let tag = if kana * 10 > han { "ja" } else { "zh" };
        return packs.iter().find(|pack| pack.tag == tag).unwrap_or(&packs[0]);
    }
    let small = DETERMINER
        .union(PREPOSITION)
        .union(CONJUNCTION)
        .union(SUBORDINATOR)
        .union(AUXILIARY)
        .union(CUE)
        .union(POSSESSIVE);
    let count = |pack: &Pack| {
        let words = head.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
        words.filter(|word| pack.class(word).intersects(small)).count()
    };
    let best = packs.iter().map(|pack| (count(pack), pack)).rev().max_by_key(|(n, _)| *n);
    best.map_or(&packs[0], |(_, pack)| pack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_a_language() {
        for pack in PACKS.iter() {
            assert!(!pack.tag.is_empty());
            for key in pack.lists.keys() {
                assert_eq!(pack.order, Order::Unspaced, "{}: no such key: {key}", pack.tag);
            }
        }
    }
}
