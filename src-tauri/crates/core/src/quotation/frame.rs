//! A text as tokens: words, punctuation, and each quotation as one token.

use std::ops::Range;

use super::marks::QuotedSegment;
use super::pack::{self, Class, Pack};

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A word, including the apostrophes, full stops and hyphens inside it.
    Word,
    /// A comma or a semicolon, also of other scripts.
    Comma,
    /// A colon.
    Colon,
    /// A dash between words.
    Dash,
    /// A mark that ends a sentence.
    Stop,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A quoted segment, by its number.
    Quote(usize),
    /// Anything else.
    Other,
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Byte offset of the token's start. A word's range excludes its possessive ending.
    pub start: usize,
    /// Byte offset of the token's end.
    pub end: usize,
    /// The token's kind.
    pub kind: TokenKind,
    /// The classes that a word can have.
    pub class: Class,
    /// `true` if a word starts with a capital, or is in a script without capitals.
    pub capital: bool,
    /// `true` for a possessive: "Trump’s".
    pub possessive: bool,
}

impl Token {
    /// Whether a word can have any of the classes in `class`.
    pub(super) fn has_class(&self, class: Class) -> bool {
        self.class.intersects(class)
    }

    /// Whether the token is a word.
    pub(super) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }
}

/// A text, its tokens, its paragraphs and its sentences.
pub(super) struct TokenisedText<'a> {
    /// The text.
    pub text: &'a str,
    /// The word lists of its language.
    pub pack: &'a Pack,
    /// The quoted segments.
    pub segments: &'a [QuotedSegment],
    /// The tokens in text order.
    pub tokens: Vec<Token>,
    /// The tokens of each line that has any.
    pub paragraphs: Vec<Range<usize>>,
    /// The tokens of each sentence. Every token is in one sentence.
    pub sentences: Vec<Range<usize>>,
    /// The sentence each token is in.
    pub sentence_of: Vec<usize>,
    /// The token of each segment; `usize::MAX` for a segment inside another.
    pub token_of: Vec<usize>,
}

/// Maximum number of tokens in a sentence; longer ones are split. Nobody writes longer ones, and the work
/// within a sentence is not linear.
const SENTENCE: usize = 250;

/// Whether a word is a name with a lower-case article: "al-Rashid", "d’Arcy".
fn is_name_with_article(word: &str) -> bool {
    word.split_once(['-', '’', '\'']).is_some_and(|(article, name)| {
        (1..=3).contains(&article.len())
            && article.bytes().all(|b| b.is_ascii_lowercase())
            && name.starts_with(char::is_uppercase)
    })
}

/// The length in bytes of a speaker's name at the start of a quotation, as in a script: "WALLACE: Will she".
/// 0 if there is none.
fn script_name(inside: &str) -> usize {
    let Some(colon) = inside.bytes().take(40).position(|b| b == b':') else { return 0 };
    let name = &inside[..colon];
    let capital = |c: char| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '\'' | '’');
    let is_name =
        name.chars().all(capital) && name.chars().filter(|c| c.is_uppercase()).count() > 2;
    if is_name { colon + 1 } else { 0 }
}

/// The attribution within a quotation, as set in French and Spanish: "Il faut agir vite, prévient Paul
/// Girard. L’eau monte." Byte range in `quoted`, from the comma to before the next punctuation mark.
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
            if pack.class(verb).intersects(pack::CUE) {
                cued = true;
                speaks = verb.len() < word.len();
                break;
            }
            if !pack.class(verb).intersects(pack::AUXILIARY) {
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

impl<'a> TokenisedText<'a> {
    /// Splits a text into tokens, paragraphs and sentences.
    pub(super) fn new(text: &'a str, pack: &'a Pack, segments: &'a [QuotedSegment]) -> Self {
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
                            frame.push(start..start + words.start, TokenKind::Quote(next));
                            frame.words(start + words.start..start + words.end);
                            frame.push(start + words.end..end, TokenKind::Quote(next));
                        }
                        _ => frame.push(start..end, TokenKind::Quote(next)),
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

    /// The text of a token; empty if there is no such token.
    pub(super) fn word(&self, token: usize) -> &'a str {
        self.tokens.get(token).map_or("", |t| &self.text[t.start..t.end])
    }

    /// The text from the first to the last of some tokens, including everything between.
    pub(super) fn words_of_tokens(&self, tokens: &Range<usize>) -> &'a str {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if first.start <= last.end => {
                &self.text[first.start..last.end]
            }
            _ => "",
        }
    }

    /// Whether the tokens from `at` on are the words of `phrase`, which are in lower case.
    pub(super) fn has(&self, at: usize, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(i, word)| self.word(at + i).to_lowercase() == **word)
    }

    /// The number of the paragraph that a token is in.
    pub(super) fn paragraph_of(&self, token: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end <= token)
    }

    fn push(&mut self, bytes: Range<usize>, kind: TokenKind) {
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
                    self.push(at..end, TokenKind::Dash);
                    continue;
                }
                let spaced = text[..at].ends_with(char::is_whitespace);
                let kind = match c {
                    ',' | '、' | '，' | '،' | ';' | '；' => TokenKind::Comma,
                    ':' | '：' => TokenKind::Colon,
                    '—' | '–' | '―' | '‒' | '─' => TokenKind::Dash,
                    '-' if spaced => TokenKind::Dash,
                    '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' => TokenKind::Stop,
                    '(' | '[' | '（' | '【' => TokenKind::Open,
                    ')' | ']' | '）' | '】' => TokenKind::Close,
                    _ => TokenKind::Other,
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

    /// The words in one run of letters: splits off an elided word before ("l’eau") and a pronoun after
    /// ("dit-il").
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
            self.pack.class(&last).intersects(pack::MALE.union(pack::FEMALE).union(pack::PLURAL))
                && hyphen > 0
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
        // The full stop of an abbreviation belongs to it.
        let pointed = chars.peek().is_some_and(|&(_, c)| c == '.') && end < limit;
        let single = lower.chars().count() == 1 && capital;
        if pointed
            && (single
                || lower.contains('.')
                || self.pack.class(&lower).intersects(pack::ABBREVIATION))
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
        // A letter with a full stop is an initial and has no class. "Del." is a title and "del" is not, so
        // the form with the stop is looked up first.
        let whole = text[start..end].to_lowercase();
        let class = match (pointed && single, whole == lower) {
            (true, _) => Class::default(),
            (_, true) => self.pack.class(&lower),
            _ => Some(self.pack.class(&whole))
                .filter(|c| *c != Class::default())
                .unwrap_or_else(|| self.pack.class(&lower)),
        };
        self.tokens.push(Token { start, end, kind: TokenKind::Word, class, capital, possessive });
    }

    /// Removes the nicknames within names from token `first` on, so that a name is one run of words: `Maria
    /// “Mimi” Alvarez`, `Robert 'Bob' Stone`, `Dwayne (The Rock) Miller`. The text from the name's first
    /// token to its last still contains them.
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
            if let TokenKind::Quote(number) = token.kind {
                self.token_of[number] = usize::MAX;
            }
        }
        for token in kept {
            if let TokenKind::Quote(number) = token.kind {
                // A quotation around an incise is two tokens; the first one counts.
                self.token_of[number] = self.token_of[number].min(self.tokens.len());
            }
            self.tokens.push(token);
        }
    }

    /// Whether a token can be the name that a nickname follows.
    fn is_first_name(&self, at: usize) -> bool {
        let token = self.tokens[at];
        self.is_name(at)
            && !token.possessive
            && !token.has_class(pack::CUE.union(pack::ORGANISATION))
    }

    /// One past the nickname that starts at token `at`; `None` if there is none, or no name follows it.
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
            TokenKind::Quote(number) => quoted(number).then_some(at + 1)?,
            // Jean-Luc (“JL”) Picard
            TokenKind::Open if matches!(kind(at + 1), Some(TokenKind::Quote(n)) if quoted(n)) => {
                (kind(at + 2)? == TokenKind::Close).then_some(at + 3)?
            }
            TokenKind::Open => {
                let close = (at + 2..at + 5)
                    .find(|&i| self.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Close))?;
                let party = self.text[..self.tokens[close].start].ends_with('.')
                    || self.word(at + 1).contains('-');
                ((at + 1..close).all(capital) && !party).then_some(close + 1)?
            }
            TokenKind::Other if is_mark(at) && capital(at + 1) => {
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

    /// Whether a sentence ends after token `i`, which is not the last of its paragraph.
    fn ends_sentence(&self, i: usize, paragraph: &Range<usize>) -> bool {
        let token = self.tokens[i];
        let next = self.tokens[i + 1];
        let starts = match next.kind {
            TokenKind::Word => {
                next.capital || self.text[next.start..].starts_with(|c: char| c.is_numeric())
            }
            TokenKind::Quote(_) => true,
            _ => false,
        };
        match token.kind {
            TokenKind::Stop => {
                // Otherwise a closing mark or bracket follows, which belongs to the same sentence.
                starts
            }
            TokenKind::Close => {
                i > paragraph.start && self.tokens[i - 1].kind == TokenKind::Stop && starts
            }
            TokenKind::Quote(number) => {
                let inside = self.text[self.segments[number].inside.clone()].trim_end();
                let end = inside.chars().next_back().unwrap_or(' ');
                if !starts || !matches!(end, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
                    return false;
                }
                if !self.segments[number].closed {
                    return true;
                }
                if matches!(next.kind, TokenKind::Quote(_)) {
                    return true;
                }
                // “Never!” Smith said. A name and its verb after a quotation belong to its sentence. After a
                // full stop that is rare, and not so if another quotation follows the verb.
                !self.is_reporting(i + 1, paragraph.end, end == '.')
            }
            _ => false,
        }
    }

    /// Whether a short subject with its reporting verb follows, and little after it. `strictly` is set after
    /// a full stop.
    fn is_reporting(&self, from: usize, end: usize, strictly: bool) -> bool {
        // "“…” The gulls agreed." is a separate sentence.
        if strictly
            && self.tokens[from].has_class(pack::DETERMINER)
            && !self.tokens[from].has_class(pack::MALE.union(pack::FEMALE))
        {
            return false;
        }
        let mut words = 0;
        for i in from..end.min(from + 12) {
            let token = self.tokens[i];
            match token.kind {
                TokenKind::Word
                    if token.has_class(pack::CUE.union(pack::WEAK_CUE))
                        && (words > 0 || !strictly) =>
                {
                    let after = self.tokens.get(i + 1).filter(|_| i + 1 < end);
                    return match after.map(|t| t.kind) {
                        None | Some(TokenKind::Stop) => true,
                        // After a full stop, “Smith said, “…”” starts another sentence.
                        Some(TokenKind::Comma) => {
                            let quoted = self.tokens[..end]
                                .get(i + 2)
                                .is_some_and(|t| matches!(t.kind, TokenKind::Quote(_)));
                            !(strictly && quoted)
                        }
                        Some(TokenKind::Word) => {
                            !strictly
                                && token.has_class(pack::CUE)
                                && !self.tokens[i + 1].has_class(pack::SUBORDINATOR)
                        }
                        _ => false,
                    };
                }
                TokenKind::Word
                    if !token.capital
                        && !token.has_class(
                            pack::ADVERB.union(pack::AUXILIARY).union(pack::DETERMINER),
                        )
                        && strictly
                        && words > 3 =>
                {
                    return false;
                }
                TokenKind::Word => words += 1,
                TokenKind::Comma if words > 0 && !strictly => {}
                _ => return false,
            }
        }
        false
    }
}
