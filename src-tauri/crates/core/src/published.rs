//! When an article was published, as precisely as its page says.

use std::fmt;
use std::str::FromStr;

/// A text that is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a date: {0:?} (write 2026, 2026-07, 2026-07-01 or 2026-07-01T09:30, with +02:00 or Z if the zone is known)"
)]
pub struct InvalidPublished(pub String);

/// A year, perhaps with its month and day, perhaps with a local wall time and its offset from UTC.
///
/// Nothing is made up: if a page gives no zone, none is kept, and a reference with only a year has no day.
/// Displayed and parsed as ISO 8601: `2011`, `2011-12`, `2011-12-09`, `2011-12-09T11:05`,
/// `2011-12-09T11:05+08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Published {
    year: u16,
    /// Set if the day is.
    month: Option<u8>,
    day: Option<u8>,
    /// Hour and minute of the wall clock; `None` if they are not known.
    time: Option<(u8, u8)>,
    /// Minutes east of UTC; `None` if the zone is not known.
    offset: Option<i16>,
}

impl Published {
    /// A date; `None` if there is no such day.
    #[must_use]
    pub fn date(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self {
            year,
            month: Some(month),
            day: Some(day),
            time: None,
            offset: None,
        })
    }

    /// A year, or a month of it; `None` if the year or the month does not exist.
    #[must_use]
    pub fn without_day(year: u16, month: Option<u8>) -> Option<Self> {
        let is_month = month.is_none_or(|month| (1..=12).contains(&month));
        ((1..=9999).contains(&year) && is_month).then_some(Self {
            year,
            month,
            day: None,
            time: None,
            offset: None,
        })
    }

    /// Whether the day is known.
    #[must_use]
    pub fn has_day(self) -> bool {
        self.day.is_some()
    }

    /// The same day at a wall time; `None` if there is no such time, or the day is not known.
    #[must_use]
    pub fn with_time(self, hour: u8, minute: u8) -> Option<Self> {
        (hour < 24 && minute < 60 && self.has_day())
            .then_some(Self { time: Some((hour, minute)), ..self })
    }

    /// The same time with its offset from UTC in minutes; `None` if the offset is 24 hours or more, or no
    /// time is known.
    #[must_use]
    pub fn with_offset(self, offset: i16) -> Option<Self> {
        (offset.abs() < 24 * 60 && self.time.is_some())
            .then_some(Self { offset: Some(offset), ..self })
    }

    /// The date without its time, as much of it as is known: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    #[must_use]
    pub fn day(self) -> String {
        let parts = [self.month, self.day].into_iter().flatten();
        parts.fold(format!("{:04}", self.year), |date, part| format!("{date}-{part:02}"))
    }

    /// Hour and minute of the wall clock; `None` if they are not known.
    #[must_use]
    pub fn time(self) -> Option<(u8, u8)> {
        self.time
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.day())?;
        if let Some((hour, minute)) = self.time {
            write!(f, "T{hour:02}:{minute:02}")?;
        }
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(o) => {
                let sign = if o < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", o.abs() / 60, o.abs() % 60)
            }
        }
    }
}

impl FromStr for Published {
    type Err = InvalidPublished;

    /// Parses ISO 8601: a year, a month or a date, then optionally `T` or a space and a time, then optionally
    /// a zone (`Z`, `+08:00`, `+0800`, `+08`). Seconds and their fractions are accepted and dropped.
    fn from_str(text: &str) -> Result<Self, InvalidPublished> {
        parse(text.trim()).ok_or_else(|| InvalidPublished(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Published> {
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())
            .flatten()
    };
    let small = |part: &str| number(part, 2).and_then(|n| u8::try_from(n).ok());
    if !text.is_ascii() {
        return None;
    }
    if text.len() < 10 {
        return match text.split_once('-') {
            None => Published::without_day(number(text, 4)?, None),
            Some((year, month)) => Published::without_day(number(year, 4)?, Some(small(month)?)),
        };
    }
    let (day, rest) = text.split_at_checked(10)?;
    let mut parts = day.split('-');
    let date =
        Published::date(number(parts.next()?, 4)?, small(parts.next()?)?, small(parts.next()?)?)?;
    if parts.next().is_some() {
        return None;
    }
    if rest.is_empty() {
        return Some(date);
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let (clock, zone) = match rest.find(['Z', 'z', '+', '-', ' ']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let mut parts = clock.split(':');
    let timed = date.with_time(small(parts.next()?)?, small(parts.next()?)?)?;
    match zone.trim() {
        "" => Some(timed),
        "Z" | "z" | "UTC" | "GMT" => timed.with_offset(0),
        zone => {
            let (sign, digits) = match zone.split_at_checked(1)? {
                ("+", digits) => (1, digits.replace(':', "")),
                ("-", digits) => (-1, digits.replace(':', "")),
                _ => return None,
            };
            let (hours, minutes) = match digits.len() {
                2 => (small(&digits)?, 0),
                4 => (small(&digits[..2])?, small(&digits[2..])?),
                _ => return None,
            };
            timed.with_offset(sign * (i16::from(hours) * 60 + i16::from(minutes)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_shown_again() {
        for (text, shown) in [
            ("2011-12-09", "2011-12-09"),
            ("2011-12-09 11:05", "2011-12-09T11:05"),
            ("2011-12-09T11:05:33.123Z", "2011-12-09T11:05Z"),
            ("2011-12-09T11:05:33+0800", "2011-12-09T11:05+08:00"),
            ("2024-02-29T23:59-05", "2024-02-29T23:59-05:00"),
            ("2011", "2011"),
            ("2011-12", "2011-12"),
        ] {
            assert_eq!(text.parse::<Published>().map(|p| p.to_string()), Ok(shown.to_owned()));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "11",
            "2011-13",
            "2011-13-01",
            "2023-02-29",
            "2011-12-09T25:00",
            "11/12/2011",
            "２０１１-12-09",
        ] {
            assert!(text.parse::<Published>().is_err(), "{text}");
        }
    }
}
