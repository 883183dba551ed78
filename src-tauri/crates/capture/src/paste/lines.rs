//! Properties of a line of pasted text.

use super::words;

/// Whether a line ends like a sentence, or like the introduction of a list.
pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', '」', '』', '）', '“', ' ']);
    line.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', ':', '：', ';', '；'])
}

/// Whether no word starts with a lower-case letter, except particles. Words that start with a digit
/// or with a letter without case are accepted.
pub(super) fn looks_like_name(line: &str) -> bool {
    line.split_whitespace().all(|w| {
        let first = w.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| !c.is_lowercase()) || words::is_particle(w)
    })
}
