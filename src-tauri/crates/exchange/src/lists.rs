//! Highlights and articles as lists for other programs: CSV for spreadsheets, CSV for Readwise's
//! import, and bookmarks for browsers.

use commonplace_core::{Link, Metadata, Millis};

use crate::escape;

/// A highlight in a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// The article's id.
    pub article: String,
    /// The words; for an image, its description.
    pub quote: String,
    /// Its note, in Markdown.
    pub note: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its colour's name.
    pub colour: String,
    /// The speaker, if they may be named.
    pub speaker: Option<String>,
    /// Translation of the words.
    pub translation: Option<String>,
    /// The article's metadata; its address leads to the words.
    pub metadata: Metadata,
    /// Offset of the first code point in the version that the highlight was made on.
    pub start: u32,
    /// Time when it was made, in ISO 8601, UTC.
    pub created: String,
    /// SHA-256 of the capture, in hexadecimal.
    pub sha256: String,
}

/// An article as a bookmark.
#[derive(Debug, Clone)]
pub struct Bookmark {
    /// Its address.
    pub url: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its description.
    pub description: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was saved.
    pub saved: Millis,
}

/// CSV of all properties of each highlight, with a header row (RFC 4180). Items of a list are
/// separated by semicolons.
#[must_use]
pub fn csv(rows: &[Row]) -> String {
    let head = [
        "quote",
        "note",
        "tags",
        "colour",
        "speaker",
        "translation",
        "title",
        "authors",
        "site",
        "published",
        "url",
        "start",
        "created",
        "sha256",
        "highlight",
        "article",
        "link",
    ];
    table(&head, rows, |row| {
        let m = &row.metadata;
        vec![
            row.quote.clone(),
            row.note.clone().unwrap_or_default(),
            row.tags.join("; "),
            row.colour.clone(),
            row.speaker.clone().unwrap_or_default(),
            row.translation.clone().unwrap_or_default(),
            m.title.clone(),
            m.authors.join("; "),
            m.site.clone().unwrap_or_default(),
            m.published.map(|p| p.to_string()).unwrap_or_default(),
            m.url.clone().unwrap_or_default(),
            row.start.to_string(),
            row.created.clone(),
            row.sha256.clone(),
            row.id.clone(),
            row.article.clone(),
            Link::to_highlight(&row.id),
        ]
    })
}

/// CSV with the columns that Readwise imports. It has no column for tags, so they are written at
/// the start of the note as `.tag`, which Readwise parses.
#[must_use]
pub fn readwise(rows: &[Row]) -> String {
    let head = ["Highlight", "Title", "Author", "URL", "Note", "Location", "Date"];
    table(&head, rows, |row| {
        let m = &row.metadata;
        let tags = row.tags.iter().map(|tag| format!(".{}", crate::escape::tag(tag)));
        let note = tags.chain(row.note.clone()).collect::<Vec<_>>().join(" ");
        vec![
            row.quote.clone(),
            m.title.clone(),
            m.authors.join(", "),
            m.url.clone().unwrap_or_default(),
            note,
            row.start.to_string(),
            row.created.clone(),
        ]
    })
}

/// Escapes a cell that a spreadsheet would take for a formula: puts an apostrophe before the sign
/// that starts it, as OWASP advises ("CSV Injection"). Spreadsheets do not show it; [`from_cell`]
/// removes it.
#[must_use]
pub fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        // An apostrophe that [`from_cell`] would remove.
        Some('\'') if from_cell(text) != text => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// Removes the escape of [`cell`].
#[must_use]
pub fn from_cell(cell: &str) -> &str {
    let inner = cell.strip_prefix('\'').unwrap_or(cell);
    let begins = inner.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    if begins { inner } else { cell }
}

fn table(head: &[&str], rows: &[Row], cells: impl Fn(&Row) -> Vec<String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory with as many cells as columns cannot fail.
    let _ = writer.write_record(head);
    for row in rows {
        let _ = writer.write_record(cells(row).iter().map(|text| cell(text)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// Bookmarks in the browsers' file format (Netscape's).
#[must_use]
pub fn bookmarks(all: &[Bookmark]) -> String {
    let mut out = String::from(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n",
    );
    // An entry is one line.
    let html = |text: &str| escape::html(&text.replace(char::is_control, " "));
    for one in all {
        let title = if one.title.is_empty() { &one.url } else { &one.title };
        let tags = match one.tags.is_empty() {
            true => String::new(),
            false => format!(" TAGS=\"{}\"", html(&one.tags.join(","))),
        };
        let (url, saved) = (html(&one.url), one.saved / 1_000);
        out.push_str(&format!(
            "    <DT><A HREF=\"{url}\" ADD_DATE=\"{saved}\"{tags}>{}</A>\n",
            html(title)
        ));
        if let Some(description) = one.description.as_deref().filter(|d| !d.is_empty()) {
            out.push_str(&format!("    <DD>{}\n", html(description)));
        }
    }
    out.push_str("</DL><p>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            id: "1".into(),
            article: "2".into(),
            quote: "We \"know\",\nthe tides".into(),
            note: Some("=1+1".into()),
            tags: vec!["harbour towns".into(), "sea".into()],
            colour: "yellow".into(),
            speaker: None,
            translation: None,
            metadata: Metadata {
                title: "Ferries".into(),
                authors: vec!["Ana Liang".into()],
                ..Metadata::default()
            },
            start: 12,
            created: "2026-01-02T03:04:05Z".into(),
            sha256: "ab".into(),
        }
    }

    #[test]
    fn a_list_is_read_back_as_it_was() {
        for (file, note) in
            [(csv(&[row()]), "=1+1"), (readwise(&[row()]), ".harbour_towns .sea =1+1")]
        {
            let mut reader = csv::Reader::from_reader(file.as_bytes());
            let head = reader.headers().cloned().unwrap_or_default();
            let cells = reader.records().next().and_then(Result::ok).unwrap_or_default();
            let cell = |names: [&str; 2]| {
                let at = head.iter().position(|name| names.contains(&name));
                from_cell(at.and_then(|at| cells.get(at)).unwrap_or_default()).to_owned()
            };
            assert!(!cells.iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])), "{file}");
            assert_eq!(cell(["quote", "Highlight"]), row().quote);
            assert_eq!(cell(["note", "Note"]), note);
            assert_eq!(head.len(), cells.len());
        }
    }

    #[test]
    fn a_cell_is_no_formula_and_is_read_back() {
        for text in ["=1+1", "+49 30", "-", "@x", "'", "'=1", "''-", "it's", "a=b", ""] {
            let written = cell(text);
            assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']), "{written}");
            assert_eq!(from_cell(&written), text);
        }
    }

    #[test]
    fn bookmarks_are_harmless_whatever_they_hold() {
        let one = Bookmark {
            url: "https://e.example/?a=1&b=\"".into(),
            title: "<script>x</script>".into(),
            description: Some("a\nb".into()),
            tags: vec!["sea".into()],
            saved: 1_718_000_000_123,
        };
        let file = bookmarks(&[one]);
        assert!(file.contains("<DT><A HREF=\"https://e.example/?a=1&amp;b=&quot;\" ADD_DATE=\"1718000000\" TAGS=\"sea\">&lt;script&gt;x&lt;/script&gt;</A>\n    <DD>a b\n"), "{file}");
    }
}
