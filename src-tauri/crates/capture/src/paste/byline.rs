//! Bylines: `By Jane Doe and John Roe (The Paper)`, `Von …`, `Par …`, `作者：…`, `بقلم …`.

use super::words;

/// The content of a byline.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Byline {
    /// The line without "By" and without the publication.
    pub(super) line: String,
    pub(super) authors: Vec<String>,
    pub(super) site: Option<String>,
}

/// Starts of bylines, in lower case. One that ends with a letter must be followed by a space.
const OPENERS: &[&str] = &[
    "by",
    "written by",
    "story by",
    "text by",
    "words by",
    "reported by",
    "author:",
    "authors:",
    "reporter:",
    "byline:",
    "von",
    "text:",
    "autor:",
    "autorin:",
    "autoren:",
    "par",
    "auteur :",
    "auteur:",
    "propos recueillis par",
    "por",
    "texto:",
    "di",
    "door",
    "verfasst von",
    "geschrieben von",
    "écrit par",
    "escrito por",
    "geschreven door",
    "scritto da",
    "av",
    "af",
    "автор:",
    "текст:",
    "作者：",
    "作者:",
    "作者 ",
    "记者：",
    "记者:",
    "记者 ",
    "本报记者",
    "記者：",
    "文/",
    "文／",
    "文｜",
    "文|",
    "文：",
    "文:",
    "撰文：",
    "撰文/",
    "撰文",
    "采写：",
    "采写/",
    "執筆：",
    "執筆:",
    "取材・文：",
    "取材・文＝",
    "取材・文=",
    "著者：",
    "著者:",
    "بقلم:",
    "بقلم :",
    "بقلم",
    "كتب:",
    "كتب",
    "كتبت",
    "الكاتب:",
    "إعداد:",
    "מאת:",
    "מאת",
];

/// Parses a byline; `None` if `segment` is not one.
pub(super) fn parse(segment: &str) -> Option<Byline> {
    let segment = segment.trim();
    let lower = segment.to_lowercase();
    let opener = OPENERS.iter().filter(|o| lower.starts_with(**o)).max_by_key(|o| o.len())?;
    // Lower-casing can change the length in bytes, but not for the ASCII openers.
    let rest = segment.get(opener.len()..)?;
    let ends_in_letter = opener.ends_with(char::is_alphanumeric) && opener.is_ascii();
    if ends_in_letter && !rest.starts_with([' ', ':', '\u{A0}']) {
        return None;
    }
    let rest = rest.trim_start_matches([':', '：', ' ', '\u{A0}']).trim();
    let (line, site) = without_site(rest);
    let authors = names(&line);
    let plausible = !authors.is_empty()
        && authors.len() <= 12
        && authors.iter().all(|a| {
            a.chars().count() <= 60
                && a.split_whitespace().count() <= 6
                && super::lines::looks_like_name(a)
        });
    (plausible && !line.ends_with(['!', '?', '。'])).then_some(Byline { line, authors, site })
}

/// Removes `(The Paper)` from the end and returns it separately.
fn without_site(line: &str) -> (String, Option<String>) {
    if let Some(open) = line.rfind(['(', '（']) {
        let inner = line[open..].trim_matches(['(', ')', '（', '）', ' ']);
        if !inner.is_empty()
            && inner.chars().count() <= 60
            && line.trim_end().ends_with([')', '）'])
        {
            return (line[..open].trim().trim_end_matches(',').to_owned(), Some(inner.to_owned()));
        }
    }
    (line.trim().trim_end_matches(',').to_owned(), None)
}

/// The names in a byline, without roles and places.
pub(crate) fn names(line: &str) -> Vec<String> {
    let mut text = line.split_whitespace().collect::<Vec<_>>().join(" ");
    for opener in ["By ", "by ", "BY ", "By: ", "Von ", "Par ", "Por "] {
        if let Some(rest) = text.strip_prefix(opener) {
            text = rest.to_owned();
        }
    }
    let (text, _) = without_site(&text);
    if words::names_institution(&text) {
        return vec![text];
    }
    let cjk = text.chars().any(commonplace_core::text::is_cjk);
    let mut parts: Vec<String> = vec![text];
    let separators: &[&str] = &[
        " and ", " AND ", " und ", " et ", " y ", " e ", " en ", " & ", ", ", "; ", "，", "、",
        "；", " / ", " with ", " mit ", " avec ", " con ", " و", "／",
    ];
    for separator in separators {
        parts = parts.iter().flat_map(|p| p.split(separator)).map(str::to_owned).collect();
    }
    if cjk {
        parts =
            parts.iter().flat_map(|p| p.split([' ', '　', '/', '·'])).map(str::to_owned).collect();
    }
    let mut out: Vec<String> = Vec::new();
    for part in parts {
        let part = part.split(" in ").next().unwrap_or_default();
        let part = part.split(" for ").next().unwrap_or_default();
        let part = part.trim().trim_matches(['.', ',', '|', '-', '–', '—', ':', '：']).trim();
        let part = part.strip_prefix("and ").unwrap_or(part);
        if part.is_empty()
            || words::is_role(part)
            || part.contains('@')
            || out.iter().any(|o| o == part)
        {
            continue;
        }
        // A publication after a name is where the text appeared, not an author.
        if !out.is_empty() && words::names_publication(part) {
            continue;
        }
        out.push(without_repetition(part).to_owned());
    }
    out
}

/// A name that was repeated directly, only once.
fn without_repetition(name: &str) -> &str {
    let half = name.len() / 2;
    match (name.get(..half), name.get(half..)) {
        (Some(first), Some(second)) if !first.is_empty() && first.trim() == second.trim() => {
            first.trim()
        }
        _ => name,
    }
}
