//! Detects the type of bytes and texts, by their content first.

use commonplace_core::names;
use serde::{Deserialize, Serialize};

use crate::page::Source;

names! {
    /// What a file is that cannot be clipped.
    #[derive(Serialize, Deserialize)]
    FileKind {
        /// A picture.
        Picture = "picture",
        /// A video.
        Video = "video",
        /// A sound.
        Sound = "sound",
        /// A picture or a sound: RIFF.
        PictureOrSound = "picture_or_sound",
        /// An archive.
        Archive = "archive",
        /// A compressed file.
        Compressed = "compressed",
        /// A program.
        Program = "program",
        /// A database.
        Database = "database",
        /// An Office document of the old binary format.
        Office = "office",
        /// Other bytes that are not text.
        Binary = "binary",
        /// Bytes that should be an image and are not.
        NotAnImage = "not_an_image",
        /// A PDF.
        Pdf = "pdf",
        /// An e-book.
        Epub = "epub",
    }
}

impl FileKind {
    /// The kind in English, with its article.
    pub(crate) fn in_english(self) -> &'static str {
        match self {
            Self::Picture => "a picture",
            Self::Video => "a video",
            Self::Sound => "a sound",
            Self::PictureOrSound => "a picture or a sound",
            Self::Archive => "an archive",
            Self::Compressed => "a compressed file",
            Self::Program => "a program",
            Self::Database => "a database",
            Self::Office => "an Office document",
            Self::Binary => "a binary file",
            Self::NotAnImage => "not an image",
            Self::Pdf => "a PDF",
            Self::Epub => "an e-book (EPUB)",
        }
    }
}

/// The format of bytes that this version cannot read but a later one may; `None` for others.
pub(crate) fn unread_kind(bytes: &[u8]) -> Option<FileKind> {
    let head = &bytes[..bytes.len().min(1_024)];
    let has = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
    if has(b"%PDF-") && !has(b"<html") {
        Some(FileKind::Pdf)
    } else if bytes.starts_with(b"PK") && has(b"application/epub+zip") {
        Some(FileKind::Epub)
    } else {
        None
    }
}

/// The kind of bytes that are not text; `None` for text.
pub(crate) fn binary_kind(bytes: &[u8]) -> Option<FileKind> {
    let kinds: &[(&[u8], FileKind)] = &[
        (b"\x89PNG", FileKind::Picture),
        (b"\xFF\xD8\xFF", FileKind::Picture),
        (b"GIF8", FileKind::Picture),
        (b"PK\x03\x04", FileKind::Archive),
        (b"\x1F\x8B", FileKind::Compressed),
        (b"\x7FELF", FileKind::Program),
        (b"MZ\x90", FileKind::Program),
        (b"SQLite format 3", FileKind::Database),
        (b"\xD0\xCF\x11\xE0", FileKind::Office),
        (b"ID3", FileKind::Sound),
        (b"OggS", FileKind::Sound),
        (b"RIFF", FileKind::PictureOrSound),
    ];
    if let Some((_, kind)) = kinds.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*kind);
    }
    if encoding_rs::Encoding::for_bom(bytes).is_some() {
        return None;
    }
    let head = &bytes[..bytes.len().min(8_192)];
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    (head.contains(&0) && control * 20 > head.len() || control * 5 > head.len())
        .then_some(FileKind::Binary)
}

/// The media type of a text, by its content first.
pub(crate) fn media_type(source: &Source<'_>, text: &str) -> &'static str {
    let head: String = text
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .chars()
        .take(2_000)
        .collect::<String>()
        .to_ascii_lowercase();
    let opens = |tags: &[&str]| tags.iter().any(|t| head.starts_with(t));
    if opens(&[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<!--",
        "<?xml",
        "<meta",
        "<article",
        "<div",
        "<p>",
        "<p ",
        "<h1",
    ]) {
        return "text/html";
    }
    let name = source.name.unwrap_or_default().to_ascii_lowercase();
    match source.media_type {
        Some("text/html" | "application/xhtml+xml") => return "text/html",
        Some("text/markdown" | "text/x-markdown") => return "text/markdown",
        _ => {}
    }
    if name.ends_with(".html") || name.ends_with(".htm") || name.ends_with(".xhtml") {
        "text/html"
    } else if name.ends_with(".md") || name.ends_with(".markdown") {
        "text/markdown"
    } else if source.media_type.is_none()
        && name.is_empty()
        && ["</p>", "</div>", "</a>", "<br>"].iter().any(|t| head.contains(t))
    {
        "text/html"
    } else {
        "text/plain"
    }
}

/// Whether a text is Markdown: it has at least two kinds of syntax that are rare in plain text.
pub(crate) fn is_markdown(text: &str) -> bool {
    let lines = || text.lines().take(400);
    let heading = |l: &str| {
        let hashes = l.bytes().take_while(|b| *b == b'#').count();
        (1..=6).contains(&hashes) && l[hashes..].starts_with(' ') && l.len() > hashes + 2
    };
    let rule =
        |l: &str| l.contains("--") && l.contains('|') && l.chars().all(|c| "|-: ".contains(c));
    let front = commonplace_core::properties::split_front_matter(text)
        .is_some_and(|(lines, _)| lines.contains(": "));
    let marks = [
        lines().any(heading),
        lines().filter(|l| l.trim_start().starts_with("```")).count() >= 2,
        lines().any(|l| l.contains("](http") || l.contains("](/") || l.contains("][")),
        lines().any(|l| l.matches("**").count() >= 2),
        lines().any(rule),
        lines().filter(|l| l.starts_with("> ")).count() >= 2,
        lines().filter(|l| l.starts_with("- ") || l.starts_with("* ")).count() >= 2,
        lines().any(|l| l.starts_with("[^") && l.contains("]: ")),
        lines().any(|l| l.starts_with("- [ ] ") || l.starts_with("- [x] ")),
    ];
    front || marks.iter().filter(|m| **m).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_told_by_its_marks() {
        for text in [
            "# Ferries\n\nA [board](https://e.example) of seven.",
            "---\ntitle: Ferries\n---\nWords.",
            "- one\n- **two**",
            "| a | b |\n|---|---|\n| 1 | **2** |",
        ] {
            assert!(is_markdown(text), "{text}");
        }
        for text in [
            "Ferries\n\n- one\n- two",
            "#1 of the list\nwords",
            "> quoted\n> in a mail\n\nand an answer",
            "He said ** and nothing else.",
        ] {
            assert!(!is_markdown(text), "{text}");
        }
    }
}
