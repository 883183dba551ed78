//! Datelines: the place a dispatch was sent from: `WASHINGTON -`, `Berlin (dpa) –`, `新华社北京12月9日电`.

use commonplace_core::text::is_cjk;

use crate::date;

/// Chinese agencies, and words for "this paper", that precede a place.
const SENDERS: &[&str] = &[
    "新华社",
    "中新社",
    "中新网",
    "新华网",
    "人民网",
    "央视网",
    "本报",
    "本网",
    "中央社",
    "路透社",
    "法新社",
    "美联社",
];

/// The place at the start of `paragraph`, which is not changed.
pub(super) fn find(paragraph: &str) -> Option<String> {
    let head: String = paragraph.trim_start().chars().take(90).collect();
    chinese(&head)
        .or_else(|| bracketed(&head))
        .or_else(|| dashed(&head))
        .filter(|place| !place.is_empty())
}

/// The agency in brackets after the place: `PARIS (AFP) –`, `LISBON, March 7 (Reuters) -`.
pub(super) fn agency(paragraph: &str) -> Option<String> {
    let head: String = paragraph.trim_start().chars().take(60).collect();
    let (before, after) = head.split_once('(')?;
    let (name, rest) = after.split_once(')')?;
    let dash = rest.trim_start().starts_with(['-', '–', '—']);
    let place = before.split([',', '/']).next().unwrap_or_default().trim();
    let capitals = place.chars().any(char::is_uppercase) && super::lines::looks_like_name(place);
    let known = super::words::names_publication(name) && name.chars().count() <= 24;
    (dash && capitals && known).then(|| name.trim().to_owned())
}

fn chinese(head: &str) -> Option<String> {
    let head = head.trim_start_matches(['（', '(', '【']);
    let sender = SENDERS.iter().find(|s| head.starts_with(**s))?;
    let rest = &head[sender.len()..];
    let place: String =
        rest.chars().take_while(|c| is_cjk(*c) && !"电讯记者月日".contains(*c)).collect();
    let after = &rest[place.len()..];
    let dated = after.starts_with(|c: char| c.is_ascii_digit()) || after.starts_with(['电', '讯']);
    (dated && (1..=10).contains(&place.chars().count())).then_some(place)
}

/// The place in brackets: `【北京=山田太郎】`, `［東京　９日　ロイター］`.
fn bracketed(head: &str) -> Option<String> {
    let inner = head.strip_prefix(['【', '［', '['])?.split(['】', '］', ']']).next()?;
    let place = inner.split(['=', '＝', ' ', '　', '・']).next()?;
    let place = ["共同", "時事", "ロイター", "AFP"]
        .iter()
        .fold(place, |p, agency| p.strip_suffix(agency).unwrap_or(p));
    let plain = !place.chars().any(|c| c.is_ascii_digit());
    ((1..=12).contains(&place.chars().count())
        && plain
        && inner.chars().count() <= 24
        && inner != place)
        .then(|| place.to_owned())
}

/// The place before a dash: in capitals, or with an agency in brackets.
fn dashed(head: &str) -> Option<String> {
    let (at, separator) =
        [" - ", " – ", " — ", " -- ", " --", "– ", "— ", "—", ".- ", ".— ", " ـ ", "-- "]
            .iter()
            .filter_map(|s| head.find(s).map(|at| (at, *s)))
            .min_by_key(|(at, s)| (*at, std::cmp::Reverse(s.len())))?;
    let after = head[at + separator.len()..].trim_start();
    let mut place = head[..at].trim();
    let mut agency = false;
    if let Some(open) = place.find(['(', '（'])
        && place.ends_with([')', '）'])
    {
        agency = place[open..].chars().count() <= 24;
        place = place[..open].trim();
    }
    // In `BEIJING, Dec 9` the day is not part of the place.
    let kept: Vec<&str> = place
        .split(',')
        .map(str::trim)
        .enumerate()
        .take_while(|(i, part)| {
            *i == 0
                || !part.chars().any(|c| c.is_ascii_digit())
                    && date::find_date(part, None).is_none()
        })
        .map(|(_, part)| part)
        .collect();
    let place = kept.join(", ");
    let words: Vec<&str> = place.split_whitespace().collect();
    if words.is_empty()
        || words.len() > 6
        || place.chars().any(|c| c.is_ascii_digit() || "\"“”?!:;".contains(c))
    {
        return None;
    }
    let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).collect::<Vec<_>>();
    let first = letters(kept.first()?);
    let capitals = first.len() >= 2 && first.iter().all(|c| c.is_uppercase());
    let caseless = first.iter().all(|c| !c.is_lowercase() && !c.is_uppercase()) && words.len() <= 3;
    let named = words.len() <= 3
        && super::lines::looks_like_name(&place)
        && after.chars().next().is_some_and(|c| c.is_uppercase() || "\"“„«".contains(c))
        && separator.contains(['—', '–']);
    (capitals || (agency && super::lines::looks_like_name(&place)) || caseless || named)
        .then_some(place)
}
