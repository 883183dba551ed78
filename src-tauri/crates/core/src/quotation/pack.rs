//! What the engine knows of a language: a file each in `packs/`, and nothing of it in code.
//!
//! A pack is lines of `key: words`, a list going on over indented lines; `#` starts a comment;
//! the words of a phrase are joined by `_`. [`KEYS`] are the keys there are.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word can be, as a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u64);

impl Class {
    /// Whether it is any of `other`.
    pub(super) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        classes!(@ 0; $($(#[$doc])* $name = $key,)*);
        /// The keys of a pack that hold words, with what they make of them.
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
    /// A verb that may.
    WEAK_CUE = "weak-cues",
    /// A form of the first without a subject of its own.
    PARTICIPLE = "participles",
    /// A form of the second without a subject of its own.
    WEAK_PARTICIPLE = "weak-participles",
    /// A noun for what is said.
    CUE_NOUN = "cue-nouns",
    /// A pronoun for a man.
    MALE = "male-pronouns",
    /// A pronoun for a woman.
    FEMALE = "female-pronouns",
    /// A pronoun for several.
    PLURAL = "plural-pronouns",
    /// Any other pronoun.
    OTHER_PRONOUN = "other-pronouns",
    /// A relative pronoun.
    RELATIVE = "relatives",
    /// An article, a number, a quantity.
    DETERMINER = "determiners",
    /// An article that no subject has: accusative, dative.
    OBJECT = "object-determiners",
    /// A possessive pronoun.
    POSSESSIVE = "possessives",
    /// The possessive of a man.
    MALE_OWN = "male-possessives",
    /// The possessive of a woman.
    FEMALE_OWN = "female-possessives",
    /// A preposition that makes a noun a part of the one before: "of".
    GENITIVE = "genitives",
    /// A preposition that names who does or wrote something: "by".
    AGENT = "agents",
    /// A preposition.
    PREPOSITION = "prepositions",
    /// A preposition with the article in it: "beim", "zum".
    WITH_ARTICLE = "prepositions-with-article",
    /// A verb whose object is cited: "Die Zeitung zitiert Keller mit den Worten".
    CITING = "citing-verbs",
    /// What joins clauses of one rank.
    CONJUNCTION = "conjunctions",
    /// What starts a clause within another.
    SUBORDINATOR = "subordinators",
    /// A verb that stands with verbs.
    AUXILIARY = "auxiliaries",
    /// A form of a verb that says that somebody else's words are reported: "sei", "habe".
    REPORTED = "reported-forms",
    /// What marks an infinitive.
    INFINITIVE = "infinitive-marks",
    /// An adverb that may stand between a subject and its verb.
    ADVERB = "adverbs",
    /// A day, a month, a time.
    TIME = "times",
    /// A verb that reports nothing.
    VERB = "verbs",
    /// A title of men.
    MALE_TITLE = "male-titles",
    /// A title of women.
    FEMALE_TITLE = "female-titles",
    /// Any other title or office.
    TITLE = "titles",
    /// A word inside a name that may be small.
    NAME_PARTICLE = "name-particles",
    /// What may follow a name.
    NAME_SUFFIX = "name-suffixes",
    /// A word in the names of what is no person.
    ORGANISATION = "organisations",
    /// A first name of men.
    MALE_NAME = "male-names",
    /// A first name of women.
    FEMALE_NAME = "female-names",
    /// What ends with a point that ends no sentence.
    ABBREVIATION = "abbreviations",
}

/// Where a language has its subject when the verb reports speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Before the verb; after it only behind a quotation.
    SubjectVerb,
    /// Whichever stands beside the verb: the verb is second, or the order is free.
    VerbSecond,
    /// In a script without spaces, before particles.
    Unspaced,
}

/// A language.
#[derive(Debug)]
pub(super) struct Pack {
    /// Its BCP 47 language.
    pub tag: &'static str,
    /// Where its subjects stand.
    pub order: Order,
    /// Whether its nouns are capitalised, so that a capital makes no name.
    pub capital_nouns: bool,
    /// Whether the one who speaks is named within the marks.
    pub incises: bool,
    words: HashMap<&'static str, Class>,
    /// Phrases that name who is cited, as their words.
    pub sources: Vec<Vec<&'static str>>,
    /// The same that stand behind the one who is cited.
    pub postposed: Vec<Vec<&'static str>>,
    /// Phrases before a quotation that say that the sentence's subject says it: "mit den Worten".
    pub introductions: Vec<Vec<&'static str>>,
    /// What the adjective of a place may end with.
    pub demonym_endings: Vec<&'static str>,
    /// What an office or a title may end with.
    pub title_endings: Vec<&'static str>,
    /// What a word that is no name may end with: verbs, in a language that inflects them.
    pub verb_endings: Vec<&'static str>,
    /// What an adverb between a subject and its verb may end with.
    pub adverb_endings: Vec<&'static str>,
    /// What a participle that introduces a sentence may end with.
    pub participle_endings: Vec<&'static str>,
    /// Words that lean on the next one with an apostrophe, which is theirs no more: "l’eau".
    pub elisions: Vec<&'static str>,
    /// Lists for scripts without spaces, by their keys.
    pub lists: HashMap<&'static str, Vec<&'static str>>,
}

impl Pack {
    /// What `word`, in lower case, can be.
    pub(super) fn class(&self, word: &str) -> Class {
        let of = |words: &HashMap<&str, Class>| words.get(word).copied().unwrap_or_default();
        of(&self.words).and(of(&FIRST_NAMES))
    }

    /// The list of `key`; empty for a pack that has none.
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
                        *known = known.and(class);
                    }
                    None => self.lists.entry(key).or_default().push(word),
                }
            }
        }
    }
}

/// Every pack; the first is what a text in no known language is read with.
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

/// First names and whether men or women have them, the same for every language.
static FIRST_NAMES: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut names = Pack::parse(include_str!("packs/names.txt")).words;
    for (name, class) in Pack::parse(include_str!("packs/first-names.txt")).words {
        names.entry(name).or_insert(class);
    }
    names
});

/// The pack for a text: of the language it is said to be in, or else the one whose small words
/// are most of its first ones.
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
        .and(PREPOSITION)
        .and(CONJUNCTION)
        .and(SUBORDINATOR)
        .and(AUXILIARY)
        .and(CUE)
        .and(POSSESSIVE);
    let count = |pack: &Pack| {
        let words = head.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
        words.filter(|word| pack.class(word).is(small)).count()
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
