//! Dates as people write them on pages: found in a line of text, in a dozen languages.
//!
//! A time zone is kept only if the text names one. A date that two countries read differently (`03/04/2026`) is
//! ignored unless the language decides how to read it.

mod words;

use std::ops::Range;

use commonplace_core::Published;

use words::{MONTHS, ZONES};

#[derive(Debug, Clone, PartialEq)]
enum TokenKind {
    Number { value: u32, digits: usize },
    Word(String),
    Symbol(char),
}

#[derive(Debug, Clone)]
struct Token {
    kind: TokenKind,
    span: Range<usize>,
}

/// The first date in `text`, with its time and zone if they are beside it, and its range in bytes. `language` (a
/// BCP 47 tag) decides which of two numbers is the day.
#[must_use]
pub fn find_date(text: &str, language: Option<&str>) -> Option<(Published, Range<usize>)> {
    if !text.chars().any(|c| digit_value(c).is_some()) {
        return None;
    }
    let tokens = tokenize(text);
    for at in 0..tokens.len() {
        let Some((date, mut end)) = date_at(&tokens, at, language) else { continue };
        let mut start = at;
        let mut found = date;
        if let Some((time, after)) = time_near(&tokens, end) {
            found = date.with_time(time.0, time.1).unwrap_or(date);
            end = after;
            if let Some((offset, after)) = zone_at(&tokens, end, text) {
                found = found.with_offset(offset).unwrap_or(found);
                end = after;
            }
        } else if let Some((time, zone, before)) = time_before(&tokens, at, text) {
            found = date.with_time(time.0, time.1).unwrap_or(date);
            found = zone.and_then(|z| found.with_offset(z)).unwrap_or(found);
            start = before;
        }
        return Some((found, tokens[start].span.start..tokens[end - 1].span.end));
    }
    None
}

fn tokenize(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let digit = |c: char| digit_value(c);
        if digit(c).is_some() {
            let (mut value, mut digits, mut end) = (0_u32, 0, at);
            let mut next = Some((at, c));
            while let Some((i, c)) = next {
                let Some(d) = digit(c) else { break };
                value = value.saturating_mul(10).saturating_add(d);
                digits += 1;
                end = i + c.len_utf8();
                if i != at {
                    chars.next();
                }
                next = chars.peek().copied();
            }
            out.push(Token { kind: TokenKind::Number { value, digits }, span: at..end });
        } else if c.is_alphabetic() {
            let mut word: String = c.to_lowercase().collect();
            let mut end = at + c.len_utf8();
            let ideograph = commonplace_core::text::is_cjk(c) || matches!(c, '년' | '월' | '일');
            while !ideograph && let Some(&(i, c)) = chars.peek() {
                if !c.is_alphabetic() || commonplace_core::text::is_cjk(c) {
                    break;
                }
                word.extend(c.to_lowercase());
                end = i + c.len_utf8();
                chars.next();
            }
            out.push(Token { kind: TokenKind::Word(word), span: at..end });
        } else if !c.is_whitespace() {
            out.push(Token { kind: TokenKind::Symbol(c), span: at..at + c.len_utf8() });
        }
    }
    out
}

/// The value of an ASCII, full-width, Arabic-Indic or Persian digit.
fn digit_value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(c as u32 - '０' as u32),
        '٠'..='٩' => Some(c as u32 - '٠' as u32),
        '۰'..='۹' => Some(c as u32 - '۰' as u32),
        _ => None,
    }
}

/// Matches patterns of tokens. Each method moves past the tokens that it matches; if they do not match, it
/// returns `None` and does not move.
struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Cursor<'_> {
    fn number(&mut self, max_digits: usize) -> Option<u32> {
        match self.tokens.get(self.at)?.kind {
            TokenKind::Number { value, digits } if digits <= max_digits => {
                self.at += 1;
                Some(value)
            }
            _ => None,
        }
    }

    fn year(&mut self) -> Option<u16> {
        match self.tokens.get(self.at)?.kind {
            TokenKind::Number { value, digits: 4 } if (1000..2200).contains(&value) => {
                self.at += 1;
                u16::try_from(value).ok()
            }
            _ => None,
        }
    }

    fn symbol(&mut self, allowed: &[char]) -> Option<char> {
        match self.tokens.get(self.at)?.kind {
            TokenKind::Symbol(c) if allowed.contains(&c) => {
                self.at += 1;
                Some(c)
            }
            _ => None,
        }
    }

    fn word(&mut self, allowed: &[&str]) -> Option<()> {
        match &self.tokens.get(self.at)?.kind {
            TokenKind::Word(word) if allowed.contains(&word.as_str()) => {
                self.at += 1;
                Some(())
            }
            _ => None,
        }
    }

    fn month(&mut self) -> Option<u8> {
        let TokenKind::Word(first) = &self.tokens.get(self.at)?.kind else { return None };
        // Some Arabic months are two words.
        if let Some(Token { kind: TokenKind::Word(second), .. }) = self.tokens.get(self.at + 1) {
            let both = format!("{first} {second}");
            if let Some(month) = month_of(&both) {
                self.at += 2;
                return Some(month);
            }
        }
        let month = month_of(first)?;
        self.at += 1;
        Some(month)
    }
}

fn month_of(word: &str) -> Option<u8> {
    MONTHS
        .iter()
        .find_map(|names| names.iter().position(|n| *n == word))
        .and_then(|index| u8::try_from(index + 1).ok())
}

fn date_at(tokens: &[Token], at: usize, language: Option<&str>) -> Option<(Published, usize)> {
    let small = |n: u32| u8::try_from(n).ok();
    let cursor = || Cursor { tokens, at };
    let build = |y, m, d, end| Published::date(y, m, d).map(|date| (date, end));

    // 2011年12月9日, 2011년 12월 9일
    let mut c = cursor();
    if let Some(year) = c.year() {
        if c.word(&["年", "년"]).is_some() {
            let month = c.number(2)?;
            c.word(&["月", "월"])?;
            let day = c.number(2)?;
            c.word(&["日", "일", "号"])?;
            return build(year, small(month)?, small(day)?, c.at);
        }
        // 2011-12-09, 2011/12/9, 2011.12.09
        let separator = c.symbol(&['-', '/', '.'])?;
        let month = c.number(2)?;
        c.symbol(&[separator])?;
        let day = c.number(2)?;
        return build(year, small(month)?, small(day)?, c.at);
    }
    // December 9, 2011
    let mut c = cursor();
    if let Some(month) = c.month() {
        c.symbol(&['.']);
        let day = c.number(2)?;
        c.word(&["st", "nd", "rd", "th"]);
        c.symbol(&[',', '.']);
        let year = c.year()?;
        return build(year, month, small(day)?, c.at);
    }
    let mut c = cursor();
    let day = c.number(2)?;
    // 9. Dezember 2011, 9 de diciembre de 2011, 9th of December, 2011
    let mut named = Cursor { tokens, at: c.at };
    named.symbol(&['.', 'º', 'ª']);
    named.word(&["st", "nd", "rd", "th", "er", "o"]);
    named.symbol(&['-']);
    named.word(&["de", "of"]);
    if let Some(month) = named.month() {
        named.symbol(&['.', ',', '-', '،']);
        named.word(&["de", "del"]);
        let year = named.year()?;
        return build(year, month, small(day)?, named.at);
    }
    // 9.12.2011, 09/12/2011
    let separator = c.symbol(&['.', '/', '-'])?;
    let second = c.number(2)?;
    c.symbol(&[separator])?;
    let year = c.year()?;
    let (first, second) = (small(day)?, small(second)?);
    let (day, month) = match (first > 12, second > 12, separator) {
        (true, false, _) => (first, second),
        (false, true, _) => (second, first),
        (_, _, '.') => (first, second),
        _ if first == second => (first, second),
        _ if language.is_some_and(|l| !l.starts_with("en")) => (first, second),
        _ if language == Some("en-US") => (second, first),
        _ if language.is_some_and(|l| l.starts_with("en-")) => (first, second),
        _ => return None,
    };
    build(year, month, day, c.at)
}

/// The time of day at token `at`: hour and minute, and the index of the token after it.
fn time_at(tokens: &[Token], at: usize) -> Option<((u8, u8), usize)> {
    let mut c = Cursor { tokens, at };
    let mut afternoon = None;
    // In 下午3:05, the half of the day comes first.
    for (first, second, late) in
        [("上", "午", false), ("下", "午", true), ("午", "前", false), ("午", "後", true)]
    {
        let before = c.at;
        if c.word(&[first]).is_some() && c.word(&[second]).is_some() {
            afternoon = Some(late);
        } else {
            c.at = before;
        }
    }
    let hour = c.number(2)?;
    let minute = if c.symbol(&[':', '：']).is_some() || c.word(&["h", "时", "時", "시"]).is_some()
    {
        match c.tokens.get(c.at)?.kind {
            TokenKind::Number { value, digits: 2 } => {
                c.at += 1;
                c.word(&["分", "분"]);
                value
            }
            _ => return None,
        }
    } else {
        // 11.05 Uhr; 9 am
        let mut clock = Cursor { tokens, at: c.at };
        if clock.symbol(&['.']).is_some() {
            let minute = clock.number(2)?;
            // A point alone is ambiguous: a word that belongs to a time must follow.
            let named = match tokens.get(clock.at).map(|t| &t.kind) {
                Some(TokenKind::Word(w)) => {
                    matches!(w.as_str(), "uhr" | "am" | "pm" | "bst" | "ist")
                        || ZONES.iter().any(|(z, _)| z == w)
                }
                _ => false,
            };
            if !named {
                return None;
            }
            c.at = clock.at;
            minute
        } else {
            match &tokens.get(c.at)?.kind {
                TokenKind::Word(w) if matches!(w.as_str(), "am" | "pm") => 0,
                TokenKind::Word(w) if w == "uhr" => 0,
                _ => return None,
            }
        }
    };
    // Seconds, and their fraction.
    if c.symbol(&[':', '：']).is_some() {
        c.number(2)?;
        if c.symbol(&['.']).is_some() {
            c.number(9)?;
        }
    }
    c.word(&["uhr"]);
    let mut half = Cursor { tokens, at: c.at };
    if half.word(&["am", "vorm"]).is_some() {
        afternoon = Some(false);
        c.at = half.at;
    } else if half.word(&["pm"]).is_some() {
        afternoon = Some(true);
        c.at = half.at;
    } else {
        let letter = match half.tokens.get(half.at).map(|t| &t.kind) {
            Some(TokenKind::Word(w)) if w == "a" => Some(false),
            Some(TokenKind::Word(w)) if w == "p" => Some(true),
            _ => None,
        };
        if let Some(late) = letter {
            half.at += 1;
            if half.symbol(&['.']).is_some() && half.word(&["m"]).is_some() {
                half.symbol(&['.']);
                afternoon = Some(late);
                c.at = half.at;
            }
        }
    }
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    (hour < 24 && minute < 60)
        .then_some(((u8::try_from(hour).ok()?, u8::try_from(minute).ok()?), c.at))
}

/// The time that follows a date that ends before token `at`, after at most five separators or linking words.
/// Returns as [`time_at`].
fn time_near(tokens: &[Token], at: usize) -> Option<((u8, u8), usize)> {
    const LINKS: &[&str] =
        &["t", "at", "um", "à", "a", "las", "alle", "ore", "às", "om", "в", "kl", "の", "الساعة"];
    const DAYS: &[&str] = &[
        "星", "期", "周", "月", "火", "水", "木", "金", "土", "日", "一", "二", "三", "四", "五",
        "六",
    ];
    let mut c = Cursor { tokens, at };
    for _ in 0..6 {
        if let Some(found) = time_at(tokens, c.at) {
            return Some(found);
        }
        if c.symbol(&[',', '-', '|', '–', '—', '·', '•', '،', '(', ')', '（', '）', '.', '/', '@'])
            .is_none()
            && c.word(LINKS).is_none()
            && c.word(DAYS).is_none()
        {
            return None;
        }
    }
    None
}

/// The time before a date that starts at token `date`, as in `11:05 GMT, 9 December 2011`: hour and minute,
/// zone, and the index of its first token.
fn time_before(
    tokens: &[Token],
    date: usize,
    text: &str,
) -> Option<((u8, u8), Option<i16>, usize)> {
    for start in date.saturating_sub(9)..date {
        let Some((time, end)) = time_at(tokens, start) else { continue };
        let zone = zone_at(tokens, end, text);
        let mut c = Cursor { tokens, at: zone.map_or(end, |(_, end)| end) };
        while c.at < date
            && (c.symbol(&[',', '-', '|', '–', '—', '·', '،']).is_some()
                || c.word(&["on", "am", "le", "el", "del", "il", "et", "bst", "cst"]).is_some())
        {
        }
        if c.at == date {
            return Some((time, zone.map(|(z, _)| z), start));
        }
    }
    None
}

/// The time zone at token `at`, in minutes east of UTC, and the index of the token after it.
fn zone_at(tokens: &[Token], at: usize, text: &str) -> Option<(i16, usize)> {
    let mut c = Cursor { tokens, at };
    let bracket = c.symbol(&['(', '（']).is_some();
    let named = match &tokens.get(c.at)?.kind {
        TokenKind::Word(word) => Some(ZONES.iter().find(|(name, _)| name == word)?.1),
        _ => None,
    };
    if named.is_some() {
        c.at += 1;
    }
    let mut offset = named;
    if matches!(named, None | Some(0)) {
        let touching =
            c.at > 0 && tokens.get(c.at).is_some_and(|t| tokens[c.at - 1].span.end == t.span.start);
        let sign = match tokens.get(c.at).map(|t| &t.kind) {
            Some(TokenKind::Symbol('+')) => Some(1),
            // A dash is a minus only if it directly follows the time.
            Some(TokenKind::Symbol('-' | '−')) if touching => Some(-1),
            _ => None,
        };
        if let (Some(sign), Some(Token { kind: TokenKind::Number { value, digits }, span })) =
            (sign, tokens.get(c.at + 1))
        {
            let (value, digits, end) = (*value, *digits, span.end);
            let minutes = match digits {
                1 | 2 => {
                    let mut minutes = value * 60;
                    c.at += 2;
                    if text.get(end..).is_some_and(|t| t.starts_with(':'))
                        && let Some(Token { kind: TokenKind::Number { value, digits: 2 }, .. }) =
                            tokens.get(c.at + 1)
                    {
                        minutes += value;
                        c.at += 2;
                    }
                    minutes
                }
                4 => {
                    c.at += 2;
                    value / 100 * 60 + value % 100
                }
                _ => return offset.map(|o| (o, c.at)),
            };
            offset = i16::try_from(minutes).ok().map(|m| m * sign);
        }
    }
    if bracket {
        c.symbol(&[')', '）']);
    }
    offset.map(|o| (o, c.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, language, expected) in [
            ("Updated: 2014-03-07 08:15", None, "2014-03-07T08:15"),
            ("March 7, 2014 at 8:15 p.m. EST", None, "2014-03-07T20:15-05:00"),
            ("Fri 7 Mar 2014 08.15 Uhr", None, "2014-03-07T08:15"),
            ("Stand: 7. März 2014, 08:15 Uhr", None, "2014-03-07T08:15"),
            ("Publié le 7 mars 2014 à 08h15", None, "2014-03-07T08:15"),
            ("7 de marzo de 2014 - 08:15", None, "2014-03-07T08:15"),
            ("发布时间：2014年3月7日 08:15", None, "2014-03-07T08:15"),
            ("2014年3月7日 下午3时05分", None, "2014-03-07T15:05"),
            ("٧ مارس ٢٠١٤", None, "2014-03-07"),
            ("8:15 GMT, 7 March 2014", None, "2014-03-07T08:15Z"),
            ("2014-03-07T08:15:30.123+08:00", None, "2014-03-07T08:15+08:00"),
            ("07.03.2014", None, "2014-03-07"),
            ("07/03/2014", Some("fr"), "2014-03-07"),
            ("25/03/2014", None, "2014-03-25"),
            ("September 1st, 2020 | 9 am", None, "2020-09-01T09:00"),
            ("Tue 4 Jun 2024 14.30 BST", None, "2024-06-04T14:30"),
            ("5. Feb. 2021 - 20 Kommentare", Some("de"), "2021-02-05"),
        ] {
            let got = find_date(text, language).map(|(date, _)| date.to_string());
            assert_eq!(got.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_two_dates_is_left() {
        for text in ["07/03/2014", "in 2014", "version 10.2.3", "2014-13-01", "May we?", ""] {
            assert_eq!(find_date(text, None), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_through(text in "[0-9年月日:./ apmMarch,T+()-]{0,40}") {
            if let Some((_, span)) = find_date(&text, None) {
                proptest::prop_assert!(text.get(span).is_some());
            }
        }
    }
}
