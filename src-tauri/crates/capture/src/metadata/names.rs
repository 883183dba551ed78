//! Recognises names of persons, and splits lines of names.

use super::plain::unescape;
use crate::paste;

/// Splits a line of names.
pub(super) fn split_names(line: &str) -> Vec<String> {
    paste::names(&unescape(line))
}

/// Whether a text may be a name: not an address, an account or a placeholder.
pub(super) fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let count = name.chars().count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let account = !name.contains(' ')
        && (name.chars().any(|c| c.is_ascii_digit())
            || lower.contains("www.")
            || lower.contains('_'));
    (2..=80).contains(&count)
        && letters * 2 > count
        && !account
        && !is_company(&lower)
        && !lower.starts_with("http")
        && !name.contains(['@', '{', '<', '='])
        && !paste::has_date_words(name)
        && !matches!(
            lower.as_str(),
            "undefined"
                | "null"
                | "none"
                | "admin"
                | "administrator"
                | "author"
                | "authors"
                | "unknown"
                | "anonymous"
                | "user"
                | "guest"
                | "root"
                | "editor"
                | "webmaster"
                | "by"
                | "staff"
                | "default"
                | "wordpress"
                | "n/a"
        )
}

/// Whether a name is a company's, judged by its legal form.
fn is_company(lower: &str) -> bool {
    let forms =
        ["inc", "ltd", "llc", "gmbh", "corporation", "corp", "plc", "co", "ag", "bv", "pty"];
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.skip(1).any(|word| forms.contains(&word))
}

/// Turns "Family, Given" from a citation into "Given Family".
pub(super) fn given_name_first(name: &str) -> String {
    name.split_once(", ")
        .map_or_else(|| name.to_owned(), |(family, given)| format!("{given} {family}"))
}
