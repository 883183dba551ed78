//! Parses times in the forms that exports use. A time without a zone is taken as UTC, so that
//! imports give the same result everywhere.

use commonplace_core::{Millis, Published};
use jiff::civil::{Date, DateTime, Time};

/// Parses Unix seconds or milliseconds (above 10¹¹), many variants of ISO 8601, RFC 2822,
/// Evernote's form, and dates in words.
pub(super) fn parse(text: &str) -> Option<Millis> {
    let text = text.trim();
    // No time is longer than that.
    if text.len() > 200 {
        return None;
    }
    if let Ok(number) = text.parse::<f64>() {
        return number_of(number);
    }
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(time.as_millisecond());
    }
    if let Ok(time) = jiff::fmt::rfc2822::parse(text) {
        return Some(time.timestamp().as_millisecond());
    }
    for format in [
        "%Y-%m-%dT%H:%M:%S%.f%z",
        "%Y-%m-%d %H:%M:%S%.f%z",
        "%Y-%m-%dT%H:%M:%S%.f%:z",
        "%Y-%m-%d %H:%M:%S%.f%:z",
        "%Y-%m-%d %H:%M:%S%.f %z",
        "%Y-%m-%d %H:%M%:z",
    ] {
        if let Ok(time) = jiff::Timestamp::strptime(format, text) {
            return Some(time.as_millisecond());
        }
    }
    let plain = text.strip_suffix(" UTC").or_else(|| text.strip_suffix('Z')).unwrap_or(text);
    for format in [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M",
        "%Y%m%dT%H%M%S",
    ] {
        if let Ok(time) = DateTime::strptime(format, plain) {
            return millis(time);
        }
    }
    if let Ok(date) = Date::strptime("%Y-%m-%d", plain) {
        return millis(date.to_datetime(Time::midnight()));
    }
    spoken(text)
}

/// Converts seconds or milliseconds since 1970; `None` if out of range.
pub(super) fn number_of(number: f64) -> Option<Millis> {
    let ms = if number.abs() > 1e11 { number } else { number * 1_000.0 };
    // At most the year 9999; programs write 0 for "never".
    #[allow(clippy::cast_possible_truncation, reason = "checked")]
    (ms > 0.0 && ms < 2.5e14).then_some(ms as Millis)
}

/// Parses a publication date, as precise as it is given: ISO 8601, or a time as in [`parse`].
pub(super) fn published(text: &str) -> Option<Published> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        // A short number is not a time.
        let ms = parse(text).filter(|_| text.len() > 7)?;
        let time = jiff::Timestamp::from_millisecond(ms).ok()?;
        jiff::tz::Offset::UTC.to_datetime(time).date().to_string().parse().ok()
    })
}

/// A publication date, as precise as it is valid: an impossible day or month is dropped.
pub(super) fn as_known(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Published> {
    let day = month.zip(day).and_then(|(month, day)| Published::date(year, month, day));
    day.or_else(|| Published::without_day(year, month))
        .or_else(|| Published::without_day(year, None))
}

fn millis(time: DateTime) -> Option<Millis> {
    Some(jiff::tz::Offset::UTC.to_timestamp(time).ok()?.as_millisecond())
}

/// Starts of month names, in lower case, in the languages of Kindle's markets.
const MONTHS: &[(&str, i8)] = &[
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("jän", 1),
    ("ян", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("фев", 2),
    ("mar", 3),
    ("mär", 3),
    ("maa", 3),
    ("мар", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("апр", 4),
    ("may", 5),
    ("mai", 5),
    ("mei", 5),
    ("mag", 5),
    ("мая", 5),
    ("май", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("июн", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("июл", 7),
    ("aug", 8),
    ("ago", 8),
    ("aoû", 8),
    ("авг", 8),
    ("sep", 9),
    ("set", 9),
    ("сен", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("окт", 10),
    ("nov", 11),
    ("ноя", 11),
    ("dec", 12),
    ("déc", 12),
    ("dez", 12),
    ("dic", 12),
    ("des", 12),
    ("дек", 12),
];

/// The number of a month, by its name in one of the languages of [`MONTHS`].
pub(super) fn month(name: &str) -> Option<u8> {
    let lower = name.trim().to_lowercase();
    let begins = MONTHS.iter().filter(|(start, _)| lower.starts_with(start));
    let longest = begins.max_by_key(|(start, _)| start.len());
    longest.and_then(|(_, number)| u8::try_from(*number).ok())
}

/// A time of day: hours, minutes, seconds.
type Clock = (i8, i8, i8);

/// Finds the time of day in a date in words, in lower case, and its range in bytes: "3:19:56 pm",
/// "4.46 uhr", "上午09时11分28秒". "am" only counts directly after the time: "am Montag, 12:42:15" is
/// German.
fn clock(lower: &str) -> Option<(Clock, std::ops::Range<usize>)> {
    let number = |at: usize| -> Option<(i8, usize)> {
        let digits = lower[at..].bytes().take_while(u8::is_ascii_digit).count();
        (1..=2)
            .contains(&digits)
            .then(|| (lower[at..at + digits].parse().ok(), at + digits))
            .and_then(|(value, end)| Some((value?, end)))
    };
    let mark = |at: usize, marks: &[char]| {
        lower[at..].chars().next().filter(|c| marks.contains(c)).map(|c| at + c.len_utf8())
    };
    let starts = lower.char_indices().filter(|&(at, c)| {
        let before = lower[..at].chars().next_back().unwrap_or(' ');
        // An offset from UTC is not a time of day, nor is a part of a longer number.
        c.is_ascii_digit()
            && !before.is_ascii_digit()
            && !matches!(before, '+' | '-' | '.' | ':' | '/')
    });
    for (start, _) in starts {
        let Some((hour, end)) = number(start) else { continue };
        let Some(next) = mark(end, &[':', '.', '时', '時', '点', '點', '시']) else {
            continue;
        };
        let dotted = lower[end..].starts_with('.');
        let blanks = lower[next..].len() - lower[next..].trim_start().len();
        let Some((minute, end)) = number(next + blanks) else { continue };
        let second = mark(end, &[':', '.', '分', '분']).and_then(|at| {
            let blanks = lower[at..].len() - lower[at..].trim_start().len();
            number(at + blanks)
        });
        let (second, end) = second.unwrap_or((0, end));
        // "18.12.2022" is a day. Numbers with dots are a time only together with "um" or "Uhr".
        if dotted
            && !lower[end..].trim_start().starts_with("uhr")
            && !lower[..start].trim_end().ends_with(" um")
        {
            continue;
        }
        let behind =
            lower[end..].trim_start_matches(|c: char| c.is_whitespace() || c == '秒' || c == '초');
        let says = |words: &[&str]| {
            words.iter().any(|word| {
                behind
                    .strip_prefix(word)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            })
        };
        let has = |words: &[&str]| words.iter().any(|word| lower[..start].contains(word));
        let pm = says(&["pm", "p.m.", "p. m."]) || has(&["下午", "午後", "오후"]);
        let am = says(&["am", "a.m.", "a. m."]) || has(&["上午", "午前", "오전"]);
        let hour = match hour {
            12 if am => 0,
            h @ 1..12 if pm => h + 12,
            h => h,
        };
        return Some(((hour, minute, second), start..end));
    }
    None
}

/// The offset from UTC in a date in words, in milliseconds: "GMT+07:29", "UTC-5".
fn offset(lower: &str) -> Option<Millis> {
    let at = lower.find("gmt").or_else(|| lower.find("utc"))? + 3;
    let rest = &lower[at..];
    let sign = match rest.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let mut parts = rest[rest.chars().next()?.len_utf8()..]
        .split(|c: char| !c.is_ascii_digit())
        .map_while(|part| part.parse::<Millis>().ok());
    let hours = parts.next().filter(|hours| *hours <= 14)?;
    let minutes = parts.next().filter(|minutes| *minutes < 60).unwrap_or(0);
    Some(sign * (hours * 60 + minutes) * 60_000)
}

/// Parses a date in words: "Sunday, December 18, 2022 3:19:56 PM", "Thursday, 4 June 2020
/// 12:18:46", "2024年1月1日星期一 下午3:02:01", "3. Mai 2016 um 4.46 Uhr GMT+07:29".
fn spoken(text: &str) -> Option<Millis> {
    let lower = text.to_lowercase();
    let (time, place) =
        clock(&lower).map_or(((0, 0, 0), None), |(time, place)| (time, Some(place)));
    // The time and its zone are removed before the day is parsed.
    let mut day = lower.clone();
    if let Some(place) = place {
        let zone = lower[place.end..].find("gmt").or_else(|| lower[place.end..].find("utc"));
        let end = zone.map_or(place.end, |at| {
            let from = place.end + at;
            from + lower[from..].find(char::is_whitespace).unwrap_or(lower.len() - from)
        });
        day.replace_range(place.start..end, " ");
    }
    let words: Vec<&str> =
        day.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|w| !w.is_empty()).collect();
    let (year, month, day) = east_asian(&day).or_else(|| {
        let numbers: Vec<i16> = words
            .iter()
            .filter_map(|w| w.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok())
            .collect();
        let year = numbers.iter().copied().find(|n| (1990..2100).contains(n))?;
        let month = words
            .iter()
            .skip_while(|w| w.contains(':'))
            .filter(|w| w.starts_with(char::is_alphabetic))
            .find_map(|w| {
                // Some weekdays start like a month ("mardi").
                let weekday = matches!(*w, "mardi" | "martes" | "martedì" | "maandag");
                month(w).filter(|_| !weekday)
            })?;
        let day = numbers.iter().copied().find(|n| (1..=31).contains(n))?;
        Some((year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
    })?;
    let (hour, minute, second) = time;
    let local = millis(DateTime::new(year, month, day, hour, minute, second, 0).ok()?)?;
    Some(local - offset(&lower).unwrap_or(0))
}

fn east_asian(text: &str) -> Option<(i16, i8, i8)> {
    let before = |mark: &[char], text: &str| -> Option<(i16, usize)> {
        let at = text.find(mark)?;
        let digits = text[..at].trim_end();
        let from = digits
            .rfind(|c: char| !c.is_ascii_digit())
            .map_or(0, |i| i + digits[i..].chars().next().map_or(1, char::len_utf8));
        Some((
            digits[from..].parse().ok()?,
            at + text[at..].chars().next().map_or(1, char::len_utf8),
        ))
    };
    let (year, end) = before(&['年', '년'], text)?;
    let (month, next) = before(&['月', '월'], &text[end..])?;
    let (day, _) = before(&['日', '일'], &text[end + next..])?;
    Some((year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_many_hands_are_read() {
        let day = |text: &str| {
            parse(text)
                .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
                .map(|t| t.to_string())
        };
        for (text, time) in [
            ("1718000000", "2024-06-10T06:13:20Z"),
            ("1718000000000", "2024-06-10T06:13:20Z"),
            ("2024-09-08T11:55:58+0200", "2024-09-08T09:55:58Z"),
            ("2026-07-17 14:00:25+00:00", "2026-07-17T14:00:25Z"),
            ("2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05.123Z"),
            ("20240101T101500Z", "2024-01-01T10:15:00Z"),
            ("2026-07-02 10:00:00", "2026-07-02T10:00:00Z"),
            ("2024-10-29", "2024-10-29T00:00:00Z"),
            ("Added on Sunday, December 18, 2022 3:19:56 PM", "2022-12-18T15:19:56Z"),
            ("Added on Monday, 19 December 2022 12:09:59", "2022-12-19T12:09:59Z"),
            ("Adicionado: segunda-feira, 1 de janeiro de 2024 10:00:00", "2024-01-01T10:00:00Z"),
            ("Ajouté le mardi 3 mars 2020 08:01:02", "2020-03-03T08:01:02Z"),
            ("Hinzugefügt am Dienstag, 5. März 2019 21:15:00", "2019-03-05T21:15:00Z"),
            ("添加于 2024年1月2日星期二 下午3:02:01", "2024-01-02T15:02:01Z"),
            ("作成日: 2023年12月31日日曜日 23:59:01", "2023-12-31T23:59:01Z"),
            ("Hinzugefügt am Montag, 5. März 2019 12:42:15", "2019-03-05T12:42:15Z"),
            ("Hinzugefügt am Dienstag, 3. Mai 2016 um 4.46 Uhr GMT+07:29", "2016-05-02T21:17:00Z"),
            ("添加于 2016年5月3日星期二 上午09时11分28秒 GMT+08:00", "2016-05-03T01:11:28Z"),
            ("添加于 2016年5月3日星期二 上午12时11分28秒", "2016-05-03T00:11:28Z"),
            ("Añadido el viernes, 3 de mayo de 2024 4:05:06 p. m.", "2024-05-03T16:05:06Z"),
            ("Added on Monday, May 2, 2016 12:42:15 AM", "2016-05-02T00:42:15Z"),
            ("추가됨: 2016년 5월 3일 화요일 오후 9:11:28", "2016-05-03T21:11:28Z"),
            ("Am 18.12.2022 Dezember um 21.15 Uhr", "2022-12-18T21:15:00Z"),
        ] {
            assert_eq!(day(text).as_deref(), Some(time), "{text}");
        }
        for text in ["", "0", "never", "2024-13-45", "20180306T91108 AMZ"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_time_or_none(text in "\\PC{0,40}") {
            let _ = (parse(&text), published(&text));
        }
    }
}
