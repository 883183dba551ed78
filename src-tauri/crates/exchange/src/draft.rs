//! Drafts: quotes and text in order, as one Markdown document whose quotes are cited in footnotes.

use commonplace_core::{ELLIPSIS, Link, Metadata};

use crate::escape;
use crate::markdown::{Words, citation};

/// A piece of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftPiece {
    /// A heading, with its level below the title, from 1.
    Heading(u8, String),
    /// Text that the person wrote, in Markdown.
    Text(String),
    /// A quote from an article.
    Quote(Box<Quote>),
}

/// A quote with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The words.
    pub words: Words,
    /// The article's metadata; its address leads to the passage.
    pub metadata: Metadata,
    /// The day it was captured, `YYYY-MM-DD`.
    pub captured: String,
    /// SHA-256 of the capture, in hexadecimal.
    pub sha256: String,
    /// Link to the highlight.
    pub link: Link,
}

/// Renders the document. Equal pieces give equal bytes.
#[must_use]
pub fn draft(title: &str, pieces: &[DraftPiece]) -> String {
    let mut out = format!("# {}\n", escape::inline(title));
    // Footnote labels that the draft's own text uses are avoided.
    let own = pieces.iter().any(|p| matches!(p, DraftPiece::Text(text) if text.contains("[^")));
    let mut notes: Vec<String> = Vec::new();
    for piece in pieces {
        match piece {
            DraftPiece::Heading(depth, words) => {
                let marks = "#".repeat(usize::from(*depth).clamp(1, 5) + 1);
                out.push_str(&format!("\n{marks} {}\n", escape::inline(&words.replace('\n', " "))));
            }
            DraftPiece::Text(text) if text.trim().is_empty() => {}
            DraftPiece::Text(text) => out.push_str(&format!("\n{}\n", text.trim())),
            DraftPiece::Quote(quote) => {
                let source = quote_source(quote);
                let at = notes.iter().position(|n| *n == source).unwrap_or_else(|| {
                    notes.push(source);
                    notes.len() - 1
                });
                let words = &quote.words;
                let block = words.block(&reference(own, at), words.said_by().as_deref());
                out.push_str(&format!("\n{block}\n"));
                if let Some(translation) = words.translated() {
                    out.push_str(&format!("\n{translation}\n"));
                }
            }
        }
    }
    if !notes.is_empty() {
        out.push('\n');
    }
    for (at, note) in notes.iter().enumerate() {
        out.push_str(&format!("{}: {note}\n", reference(own, at)));
    }
    out
}

fn reference(own: bool, at: usize) -> String {
    format!("[^{}{}]", if own { "quote-" } else { "" }, at + 1)
}

fn quote_source(quote: &Quote) -> String {
    let cited = citation(&quote.metadata);
    let cited = if cited.is_empty() { ELLIPSIS.trim().to_owned() } else { cited };
    format!("{cited}. {} · `sha256:{}` · [↗]({})", quote.captured, quote.sha256, quote.link)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(words: &str, url: &str) -> DraftPiece {
        let metadata = Metadata {
            title: "Ferries".into(),
            authors: vec!["Ana Liang".into()],
            site: Some("Coast Daily".into()),
            published: "2014-03-07".parse().ok(),
            url: Some(url.into()),
            ..Metadata::default()
        };
        let (captured, sha256) = ("2026-01-02".to_owned(), "ab12".to_owned());
        DraftPiece::Quote(Box::new(Quote {
            words: Words { quote: words.into(), ..Words::default() },
            metadata,
            captured,
            sha256,
            link: "commonplace://highlight/00000000-0000-0000-0000-000000000000"
                .parse()
                .unwrap_or_else(|err| panic!("{err}")),
        }))
    }

    #[test]
    fn quotes_are_cited_in_footnotes_each_source_once() {
        let pieces = [
            DraftPiece::Heading(1, "Who *decides*?".into()),
            DraftPiece::Text("The captain says:\n".into()),
            quote("We know the tides.", "https://e.example/a#1"),
            DraftPiece::Heading(2, "Later".into()),
            quote("And\nthe piers.", "https://e.example/a#2"),
            quote("We know the tides.", "https://e.example/a#1"),
        ];
        let expected = "# Ports\n\n## Who \\*decides\\*?\n\nThe captain says:\n\n> We know the tides.[^1]\n\n### Later\n\n> And\n>\n> the piers.[^2]\n\n> We know the tides.[^1]\n
[^1]: Ana Liang, [Ferries](<https://e.example/a#1>), *Coast Daily*, 2014-03-07. 2026-01-02 · `sha256:ab12` · [↗](commonplace://highlight/00000000-0000-0000-0000-000000000000)
[^2]: Ana Liang, [Ferries](<https://e.example/a#2>), *Coast Daily*, 2014-03-07. 2026-01-02 · `sha256:ab12` · [↗](commonplace://highlight/00000000-0000-0000-0000-000000000000)\n";
        assert_eq!(draft("Ports", &pieces), expected);
    }

    #[test]
    fn footnotes_of_ones_own_keep_their_labels() {
        let pieces = [
            DraftPiece::Text("So.[^1]\n\n[^1]: Me.".into()),
            quote("Words.", "https://e.example/a"),
        ];
        let text = draft("Ports", &pieces);
        assert!(text.contains("> Words.[^quote-1]") && text.contains("\n[^1]: Me."), "{text}");
    }
}
