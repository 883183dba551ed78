//! Publication dates that are only in a page's scripts, in its head or in its address.

use commonplace_core::Published;
use dom_query::Document;

use crate::date;

pub(super) fn parse_date(text: &str, language: Option<&str>) -> Option<Published> {
    let stated = text.trim().parse().ok().filter(|date: &Published| date.has_day());
    stated.map(without_midnight).or_else(|| date::find_date(text, language).map(|(d, _)| d))
}

/// Removes the time of a date if it is midnight, because software writes midnight for a date
/// without a time.
fn without_midnight(date: Published) -> Published {
    let midnight = date.time() == Some((0, 0));
    date.day().parse().ok().filter(|_| midnight).unwrap_or(date)
}

pub(super) const PUBLISHED_KEYS: &[&str] = &[
    "datePublished",
    "publishedAt",
    "published_at",
    "publishedDate",
    "published_date",
    "publishDate",
    "publish_date",
    "published_on",
    "publishedOn",
    "date_published",
    "first_published_at",
    "pubDate",
];

/// A date in the page's scripts, if all of them give the same day.
pub(super) fn script_date(document: &Document, keys: &[&str]) -> Option<Published> {
    let mut found: Option<Published> = None;
    for script in document.select("script").iter() {
        let text = script.text();
        for key in keys {
            for (at, _) in text.match_indices(key).take(20) {
                let rest = &text[at + key.len()..];
                let rest = rest.trim_start_matches(['"', '\\', ' ', ':']);
                let Some(day) = rest.get(..10) else { continue };
                let value: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '+'))
                    .take(32)
                    .collect();
                let whole =
                    |text: &str| text.parse().ok().filter(|date: &Published| date.has_day());
                let Some(date) = whole(&value).or_else(|| whole(day)).map(without_midnight) else {
                    continue;
                };
                match found {
                    // Scripts may list other articles too; then the dates differ.
                    Some(other) if other.day() != date.day() => return None,
                    Some(_) => {}
                    None => found = Some(date),
                }
            }
        }
    }
    found
}

/// The first `time` element in the head of an article.
pub(super) fn head_time(document: &Document) -> Option<Published> {
    let times = document.select("article header time[datetime], main header time[datetime], article time[datetime], main time[datetime], header time[datetime]");
    // A visible date would have been found already if it were the article's.
    let relative = |text: &str| text.chars().filter(char::is_ascii_digit).count() <= 2;
    times
        .iter()
        .next()
        .filter(|t| relative(&t.text()))
        .and_then(|t| parse_date(&t.attr("datetime")?, None))
}

/// The date in an address like `/2025/12/20/…`.
pub(super) fn address_date(url: &str) -> Option<Published> {
    let parsed = url::Url::parse(url).ok()?;
    let parts: Vec<&str> = parsed.path_segments()?.collect();
    parts.windows(3).find_map(|w| {
        let [year, month, day] = w else { return None };
        let number =
            |t: &str, digits: usize| (t.len() <= digits).then(|| t.parse::<u16>().ok()).flatten();
        let year = number(year, 4).filter(|y| (1990..2200).contains(y))?;
        let (month, day) = (number(month, 2)?, number(day, 2)?);
        Published::date(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    })
}
