//! A text as the frame around its quotations: words, points, and each quotation as one token.

use std::ops::Range;

use super::marks::Segment;
use super::pack::{self, Class, Pack};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, with the apostrophes, points and hyphens inside it.
    Word,
    /// A comma, also of other scripts.
    Comma,
    /// A colon.
    Colon,
    /// A dash that stands between words.
    Dash,
    /// What ends a sentence.
    Stop,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A segment between quotation marks, by its number.
    Quote(usize),
    /// Anything else.
    Other,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Bytes of the text; of a word without its possessive ending.
    pub start: usize,
    /// See `start`.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// What a word can be.
    pub class: Class,
    /// Whether a word starts with a capital (or is of a script that has none).
    pub capital: bool,
    /// Whether a word is a possessive: "Trump’s".
    pub possessive: bool,
}

impl Token {
    /// Whether it is a word that can be any of `class`.
    pub(super) fn is(&self, class: Class) -> bool {
        self.class.is(class)
    }

    /// Whether it is a word.
    pub(super) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// A text, its tokens, and where its paragraphs and sentences are.
pub(super) struct Frame<'a> {
    /// The text.
    pub text: &'a str,
    /// What is known of its language.
    pub pack: &'a Pack,
    /// What stands between marks.
    pub segments: &'a [Segment],
    /// In the order of the text.
    pub tokens: Vec<Token>,
    /// Tokens of each line that has any.
    pub paragraphs: Vec<Range<usize>>,
    /// Tokens of each sentence; every token is in one.
    pub sentences: Vec<Range<usize>>,
    /// The sentence each token is in.
    pub sentence_of: Vec<usize>,
    /// The token of each segment; `usize::MAX` for one inside another.
    pub token_of: Vec<usize>,
}

/// A sentence of more tokens is cut: no writer's, and everything within one is looked at together.
const SENTENCE: usize = 250;

/// Whether a word is a name behind a small article: "al-Rashid", "d’Arcy".
fn is_name_with_article(word: &str) -> bool {
    word.split_once(['-', '’', '\'']).is_some_and(|(article, name)| {
        (1..=3).contains(&article.len())
            && article.bytes().all(|b| b.is_ascii_lowercase())
            && name.starts_with(char::is_uppercase)
    })
}

/// How many bytes at the start of a quotation are the speaker of a script: "WALLACE: Will she".
fn script_name(inside: &str) -> usize {
    let Some(colon) = inside.bytes().take(40).position(|b| b == b':') else { return 0 };
    let name = &inside[..colon];
    let capital = |c: char| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '\'' | '’');
    let is_name =
        name.chars().all(capital) && name.chars().filter(|c| c.is_uppercase()).count() > 2;
    if is_name { colon + 1 } else { 0 }
}

/// The words within a quotation that say whose it is, as French and Spanish set them: "Il faut
/// agir vite, prévient Paul Girard. L’eau monte." Bytes, from the comma to before the next mark.
fn incise(quoted: &str, pack: &Pack) -> Option<Range<usize>> {
    if !pack.incises {
        return None;
    }
    for (comma, _) in quoted.match_indices(", ").take(16) {
        let rest = &quoted[comma + 2..];
        let end = rest
            .char_indices()
            .find(|&(i, c)| matches!(c, ',' | '.' | '!' | '?' | ';') || i > 90)
            .map_or(rest.len(), |(i, _)| i);
        let mut words = rest[..end].split([' ', '\u{A0}']).flat_map(|w| w.split(['’', '\'']));
        // "a expliqué Paul", "s’est réjoui Paul", "dit-il"
        let mut speaks = false;
        let mut cued = false;
        for word in words.by_ref().take(4) {
            let verb = word.split('-').next().unwrap_or(word);
            if pack.class(verb).is(pack::CUE) {
                cued = true;
                speaks = verb.len() < word.len();
                break;
            }
            if !pack.class(verb).is(pack::AUXILIARY) {
                break;
            }
        }
        speaks = speaks || cued && words.take(4).any(|w| w.starts_with(char::is_uppercase));
        if cued && speaks {
            return Some(comma..comma + 2 + end);
        }
    }
    None
}

impl<'a> Frame<'a> {
    /// Takes a text apart.
    pub(super) fn new(text: &'a str, pack: &'a Pack, segments: &'a [Segment]) -> Self {
        let mut frame = Self {
            text,
            pack,
            segments,
            tokens: Vec::new(),
            paragraphs: Vec::new(),
            sentences: Vec::new(),
            sentence_of: Vec::new(),
            token_of: vec![usize::MAX; segments.len()],
        };
        let mut next = 0;
        let mut start = 0;
        for line in text.split('\n') {
            let end = start + line.len();
            let first = frame.tokens.len();
            let mut at = start;
            while at < end {
                while next < segments.len() && segments[next].outside.start < at {
                    next += 1;
                }
                let until = segments.get(next).map_or(end, |s| s.outside.start.min(end));
                frame.words(at..until);
                at = until;
                if at < end {
                    let inside = segments[next].inside.clone();
                    let named = script_name(&text[inside.clone()]);
                    frame.words(inside.start..inside.start + named);
                    frame.token_of[next] = frame.tokens.len();
                    let start =
                        if named > 0 { inside.start + named } else { segments[next].outside.start };
                    let end = segments[next].outside.end;
                    match incise(&text[start..inside.end], pack) {
                        Some(words) if start <= inside.end => {
                            frame.push(start..start + words.start, Kind::Quote(next));
                            frame.words(start + words.start..start + words.end);
                            frame.push(start + words.end..end, Kind::Quote(next));
                        }
                        _ => frame.push(start..end, Kind::Quote(next)),
                    }
                    at = segments[next].outside.end;
                    next += 1;
                }
            }
            frame.drop_nicknames(first);
            if frame.tokens.len() > first {
                frame.paragraphs.push(first..frame.tokens.len());
                frame.split(first..frame.tokens.len());
            }
            start = end + 1;
        }
        frame
    }

    /// The words of a token.
    pub(super) fn word(&self, token: usize) -> &'a str {
        self.tokens.get(token).map_or("", |t| &self.text[t.start..t.end])
    }

    /// The text from one token to before another.
    pub(super) fn words_of(&self, tokens: &Range<usize>) -> &'a str {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if first.start <= last.end => {
                &self.text[first.start..last.end]
            }
            _ => "",
        }
    }

    /// Whether the tokens from `at` are `phrase`.
    pub(super) fn has(&self, at: usize, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(i, word)| self.word(at + i).to_lowercase() == **word)
    }

    /// The paragraph that a token is in, by number.
    pub(super) fn paragraph_of(&self, token: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end <= token)
    }

    fn push(&mut self, bytes: Range<usize>, kind: Kind) {
        self.tokens.push(Token {
            start: bytes.start,
            end: bytes.end,
            kind,
            class: Class::default(),
            capital: false,
            possessive: false,
        });
    }

    fn words(&mut self, bytes: Range<usize>) {
        let text = self.text;
        let mut chars =
            text[bytes.clone()].char_indices().map(|(i, c)| (bytes.start + i, c)).peekable();
        while let Some((at, c)) = chars.next() {
            if c.is_whitespace() {
                continue;
            }
            if !c.is_alphanumeric() && c != '_' {
                let end = at + c.len_utf8();
                // Two hyphens are a dash.
                if c == '-' && chars.peek().is_some_and(|&(_, n)| n == '-') {
                    while chars.next_if(|&(_, n)| n == '-').is_some() {}
                    self.push(at..end, Kind::Dash);
                    continue;
                }
                let spaced = text[..at].ends_with(char::is_whitespace);
                let kind = match c {
                    ',' | '、' | '，' | '،' | ';' | '；' => Kind::Comma,
                    ':' | '：' => Kind::Colon,
                    '—' | '–' | '―' | '‒' | '─' => Kind::Dash,
                    '-' if spaced => Kind::Dash,
                    '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' => Kind::Stop,
                    '(' | '[' | '（' | '【' => Kind::Open,
                    ')' | ']' | '）' | '】' => Kind::Close,
                    _ => Kind::Other,
                };
                self.push(at..end, kind);
                continue;
            }
            let mut end = at + c.len_utf8();
            while let Some(&(i, c)) = chars.peek() {
                let next = text[i + c.len_utf8()..bytes.end].chars().next().unwrap_or(' ');
                let joins = matches!(c, '\'' | '’' | '.' | '-' | '‐' | '·' | '&')
                    && next.is_alphanumeric()
                    || matches!(c, '/' | ',')
                        && next.is_numeric()
                        && text[..i].ends_with(char::is_numeric);
                if !(c.is_alphanumeric()
                    || joins
                    || c == '_'
                    || matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}'))
                {
                    break;
                }
                end = i + c.len_utf8();
                chars.next();
            }
            self.parts(at..end, &mut chars, bytes.end);
        }
    }

    /// The words in one run of letters: an elided one before ("l’eau"), a pronoun behind ("dit-il").
    fn parts(
        &mut self,
        bytes: Range<usize>,
        chars: &mut std::iter::Peekable<impl Iterator<Item = (usize, char)>>,
        limit: usize,
    ) {
        let text = self.text;
        let Range { mut start, mut end } = bytes;
        if let Some(mark) = text[start..end].find(['\'', '’']) {
            let word = text[start..start + mark].to_lowercase();
            if self.pack.elisions.contains(&&*word) {
                self.word_token(start..start + mark, &mut std::iter::empty().peekable(), limit);
                start += mark + text[start + mark..].chars().next().map_or(1, char::len_utf8);
            }
        }
        let pronoun = text[start..end].rfind('-').filter(|&hyphen| {
            let last = text[start + hyphen + 1..end].to_lowercase();
            self.pack.class(&last).is(pack::MALE.and(pack::FEMALE).and(pack::PLURAL)) && hyphen > 0
        });
        if let Some(hyphen) = pronoun {
            let verb = text[start..start + hyphen].strip_suffix("-t").map_or(hyphen, str::len);
            self.word_token(start..start + verb, &mut std::iter::empty().peekable(), limit);
            start += hyphen + 1;
        }
        end = end.max(start);
        self.word_token(start..end, chars, limit);
    }

    fn word_token(
        &mut self,
        bytes: Range<usize>,
        chars: &mut std::iter::Peekable<impl Iterator<Item = (usize, char)>>,
        limit: usize,
    ) {
        let text = self.text;
        let Range { start, mut end } = bytes;
        let capital = text[start..].starts_with(|c: char| !c.is_lowercase() && !c.is_numeric())
            || is_name_with_article(&text[start..end]);
        let mut possessive = false;
        for ending in ["'s", "’s", "'S", "’S"] {
            if text[start..end].ends_with(ending) && end - start > ending.len() {
                end -= ending.len();
                possessive = true;
            }
        }
        if !possessive && text[..end].ends_with(['s', 'z', 'x']) {
            let mark = chars.peek().is_some_and(|&(_, c)| matches!(c, '\'' | '’'));
            if mark && capital {
                chars.next();
                possessive = true;
            }
        }
        let lower = text[start..end].to_lowercase();
        // The point of an abbreviation belongs to it.
        let pointed = chars.peek().is_some_and(|&(_, c)| c == '.') && end < limit;
        let single = lower.chars().count() == 1 && capital;
        if pointed
            && (single || lower.contains('.') || self.pack.class(&lower).is(pack::ABBREVIATION))
        {
            end += 1;
            chars.next();
            for ending in ["'s", "’s"] {
                if text[end..limit].starts_with(ending) {
                    possessive = true;
                    chars.next();
                    chars.next();
                }
            }
        }
        // A letter with a point is an initial and no word; "Del." is a title where "del" is none.
        let whole = text[start..end].to_lowercase();
        let class = match (pointed && single, whole == lower) {
            (true, _) => Class::default(),
            (_, true) => self.pack.class(&lower),
            _ => Some(self.pack.class(&whole))
                .filter(|c| *c != Class::default())
                .unwrap_or_else(|| self.pack.class(&lower)),
        };
        self.tokens.push(Token { start, end, kind: Kind::Word, class, capital, possessive });
    }

    /// Removes the nicknames within names from token `first` on, so that a name is one run of
    /// words: `Maria “Mimi” Alvarez`, `Robert 'Bob' Stone`, `Dwayne (The Rock) Miller`. The text
    /// from the name's first token to its last still holds them.
    fn drop_nicknames(&mut self, first: usize) {
        let mut kept = Vec::new();
        let mut at = first;
        while at < self.tokens.len() {
            kept.push(self.tokens[at]);
            let end = self.nickname(at + 1).filter(|_| self.is_first_name(at));
            at = end.unwrap_or(at + 1);
        }
        if kept.len() == self.tokens.len() - first {
            return;
        }
        for token in self.tokens.drain(first..) {
            if let Kind::Quote(number) = token.kind {
                self.token_of[number] = usize::MAX;
            }
        }
        for token in kept {
            if let Kind::Quote(number) = token.kind {
                // A quotation around an incise is two tokens; the first one counts.
                self.token_of[number] = self.token_of[number].min(self.tokens.len());
            }
            self.tokens.push(token);
        }
    }

    /// Whether a token can be the name that a nickname stands behind.
    fn is_first_name(&self, at: usize) -> bool {
        let token = self.tokens[at];
        self.is_name(at) && !token.possessive && !token.is(pack::CUE.and(pack::ORGANISATION))
    }

    /// Where the nickname that starts at a token ends, if a name goes on behind it.
    fn nickname(&self, at: usize) -> Option<usize> {
        let capital = |i: usize| self.tokens.get(i).is_some_and(|t| t.is_word() && t.capital);
        let is_mark = |i: usize| {
            let mark = |t: &Token| matches!(self.text.get(t.start..t.end), Some("'" | "‘" | "’"));
            self.tokens.get(i).is_some_and(mark)
        };
        let quoted = |number: usize| {
            let segment = &self.segments[number];
            let inside = &self.text[segment.inside.clone()];
            let short = !segment.is_long() && segment.words > 0 && segment.closed;
            short
                && inside.starts_with(char::is_uppercase)
                && inside.ends_with(char::is_alphanumeric)
        };
        let kind = |at: usize| self.tokens.get(at).map(|token| token.kind);
        let end = match kind(at)? {
            Kind::Quote(number) => quoted(number).then_some(at + 1)?,
            // Jean-Luc (“JL”) Picard
            Kind::Open if matches!(kind(at + 1), Some(Kind::Quote(n)) if quoted(n)) => {
                (kind(at + 2)? == Kind::Close).then_some(at + 3)?
            }
            Kind::Open => {
                let close = (at + 2..at + 5)
                    .find(|&i| self.tokens.get(i).is_some_and(|t| t.kind == Kind::Close))?;
                let party = self.text[..self.tokens[close].start].ends_with('.')
                    || self.word(at + 1).contains('-');
                ((at + 1..close).all(capital) && !party).then_some(close + 1)?
            }
            Kind::Other if is_mark(at) && capital(at + 1) => {
                (at + 2..at + 4).find(|&i| is_mark(i)).map(|i| i + 1)?
            }
            _ => return None,
        };
        let beside = self.tokens[at].start > self.tokens[at - 1].end;
        (beside && self.tokens.get(end).is_some() && self.is_name(end)).then_some(end)
    }

    /// Splits a paragraph into sentences.
    fn split(&mut self, paragraph: Range<usize>) {
        let mut first = paragraph.start;
        for i in paragraph.clone() {
            self.sentence_of.push(self.sentences.len());
            if i + 1 == paragraph.end
                || i + 1 - first >= SENTENCE
                || self.ends_sentence(i, &paragraph)
            {
                self.sentences.push(first..i + 1);
                first = i + 1;
            }
        }
    }

    /// Whether a sentence ends behind token `i`, which is not its paragraph's last.
    fn ends_sentence(&self, i: usize, paragraph: &Range<usize>) -> bool {
        let token = self.tokens[i];
        let next = self.tokens[i + 1];
        let starts = match next.kind {
            Kind::Word => {
                next.capital || self.text[next.start..].starts_with(|c: char| c.is_numeric())
            }
            Kind::Quote(_) => true,
            _ => false,
        };
        match token.kind {
            Kind::Stop => {
                // A mark or a bracket behind the point belongs to the sentence it closes.
                starts
            }
            Kind::Close => i > paragraph.start && self.tokens[i - 1].kind == Kind::Stop && starts,
            Kind::Quote(number) => {
                let inside = self.text[self.segments[number].inside.clone()].trim_end();
                let end = inside.chars().next_back().unwrap_or(' ');
                if !starts || !matches!(end, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
                    return false;
                }
                if !self.segments[number].closed {
                    return true;
                }
                if matches!(next.kind, Kind::Quote(_)) {
                    return true;
                }
                // “Never!” Smith said. A name and its verb behind a quotation go with it; behind
                // a full point that is rare, and another quotation behind the verb speaks against.
                !self.is_reporting(i + 1, paragraph.end, end == '.')
            }
            _ => false,
        }
    }

    /// Whether what follows is a short subject and its reporting verb, and then little.
    fn is_reporting(&self, from: usize, end: usize, strictly: bool) -> bool {
        // "“…” The gulls agreed." is a sentence of its own.
        if strictly
            && self.tokens[from].is(pack::DETERMINER)
            && !self.tokens[from].is(pack::MALE.and(pack::FEMALE))
        {
            return false;
        }
        let mut words = 0;
        for i in from..end.min(from + 12) {
            let token = self.tokens[i];
            match token.kind {
                Kind::Word
                    if token.is(pack::CUE.and(pack::WEAK_CUE)) && (words > 0 || !strictly) =>
                {
                    let after = self.tokens.get(i + 1).filter(|_| i + 1 < end);
                    return match after.map(|t| t.kind) {
                        None | Some(Kind::Stop) => true,
                        // Behind a full point “Smith said, “…”” starts another sentence.
                        Some(Kind::Comma) => {
                            let quoted = self.tokens[..end]
                                .get(i + 2)
                                .is_some_and(|t| matches!(t.kind, Kind::Quote(_)));
                            !(strictly && quoted)
                        }
                        Some(Kind::Word) => {
                            !strictly
                                && token.is(pack::CUE)
                                && !self.tokens[i + 1].is(pack::SUBORDINATOR)
                        }
                        _ => false,
                    };
                }
                Kind::Word
                    if !token.capital
                        && !token.is(pack::ADVERB.and(pack::AUXILIARY).and(pack::DETERMINER))
                        && strictly
                        && words > 3 =>
                {
                    return false;
                }
                Kind::Word => words += 1,
                Kind::Comma if words > 0 && !strictly => {}
                _ => return false,
            }
        }
        false
    }
}
