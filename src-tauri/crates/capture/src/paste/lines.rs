//! What a line of pasted text looks like.

use super::words;

/// Whether it ends as a sentence does, or before a list.
pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', '」', '』', '）', '“', ' ']);
    line.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', ':', '：', ';', '；'])
}

/// Whether every word of it begins with a capital, but for little ones; or it has no capitals.
pub(super) fn looks_like_name(line: &str) -> bool {
    line.split_whitespace().all(|w| {
        let first = w.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| !c.is_lowercase()) || words::is_particle(w)
    })
}
