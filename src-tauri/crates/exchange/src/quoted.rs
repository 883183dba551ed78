//! Finds the quotes in a draft: block quotes, and text between quotation marks.

use std::ops::Range;

use commonplace_core::quotation;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Minimum number of words of an inline quotation that counts as a quote. A shorter one may be a
/// term.
const WORDS: usize = 5;

/// A quote in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Its words, without Markdown.
    pub words: String,
    /// The line where it begins, counted from 1.
    pub line: usize,
}

/// The quotes of a Markdown text, in order: each paragraph of a block quote except the line that
/// names the source, and every quotation of at least five words between quotation marks. Code,
/// front matter and HTML are ignored.
#[must_use]
pub fn quotes(markdown: &str) -> Vec<Quoted> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_GFM;
    let mut found = Vec::new();
    let mut block = Block::default();
    let (mut depth, mut silent) = (0_usize, 0_usize);
    let lines = Lines::line_starts(markdown);
    for (event, at) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                block.close(depth, &lines, &mut found);
                depth += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                block.close(depth, &lines, &mut found);
                depth = depth.saturating_sub(1);
            }
            Event::Start(
                Tag::CodeBlock(_) | Tag::MetadataBlock(_) | Tag::HtmlBlock | Tag::Image { .. },
            ) => silent += 1,
            Event::End(
                TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock | TagEnd::Image,
            ) => {
                silent = silent.saturating_sub(1);
            }
            // The syntax of marks is not part of the words.
            Event::Text(text) if silent == 0 && text.contains("==") => {
                block.push(&text.replace("==", ""), &at);
            }
            Event::Text(text) if silent == 0 => block.push(&text, &at),
            Event::SoftBreak | Event::HardBreak if silent == 0 => block.push(" ", &at),
            // Code is not speech, but separates the words around it.
            Event::Code(_) if silent == 0 => block.push("\u{FFFC}", &at),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell)
            | Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) => {
                block.close(depth, &lines, &mut found);
            }
            _ => {}
        }
    }
    block.close(depth, &lines, &mut found);
    found
}

/// The text of a paragraph, with the position in the file of each of its pieces.
#[derive(Default)]
struct Block {
    text: String,
    pieces: Vec<(usize, usize)>,
}

impl Block {
    fn push(&mut self, text: &str, at: &Range<usize>) {
        self.pieces.push((self.text.len(), at.start));
        self.text.push_str(text);
    }

    /// Position in the file of a byte of the text.
    fn place_of(&self, byte: usize) -> usize {
        let piece = self.pieces.partition_point(|(at, _)| *at <= byte).saturating_sub(1);
        self.pieces.get(piece).map_or(0, |(_, place)| *place)
    }

    fn close(&mut self, depth: usize, lines: &Lines, found: &mut Vec<Quoted>) {
        let block = std::mem::take(self);
        let text = block.text.trim();
        if text.is_empty() {
            return;
        }
        if depth > 0 {
            if !is_source(text) {
                found.push(Quoted {
                    words: without_marks(text).to_owned(),
                    line: lines.of_byte(block.place_of(0)),
                });
            }
            return;
        }
        for (at, words) in quotation::quoted(&block.text) {
            let quote = &block.text[at.clone()];
            if words >= WORDS && !quote.contains('\u{FFFC}') {
                found.push(Quoted {
                    words: quote.to_owned(),
                    line: lines.of_byte(block.place_of(at.start)),
                });
            }
        }
    }
}

/// Whether a paragraph of a block quote names the source or is the head of a callout.
fn is_source(text: &str) -> bool {
    text.starts_with(['—', '–', '―'])
        || text.starts_with("--")
        || text.starts_with("[!")
        || text.starts_with('^')
}

/// Removes quotation marks around a whole block quote.
fn without_marks(text: &str) -> &str {
    let whole = quotation::quoted(text);
    match whole.first() {
        Some((at, _)) if whole.len() == 1 && at.start <= 4 && text.len() - at.end <= 4 => {
            &text[at.clone()]
        }
        _ => text,
    }
}

/// Byte offsets where the lines of a file start.
struct Lines(Vec<usize>);

impl Lines {
    fn line_starts(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    fn of_byte(&self, byte: usize) -> usize {
        self.0.partition_point(|start| *start <= byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(markdown: &str) -> Vec<(usize, String)> {
        quotes(markdown).into_iter().map(|q| (q.line, q.words)).collect()
    }

    #[test]
    fn block_quotes_and_long_inline_quotations() {
        let draft = "---\ntitle: \"a title of five words here\"\n---\n\n# A draft\n\nShe said “we know the *tides* better than you” and \"no\".\n\n> First paragraph\n> goes on.\n>\n> — [Source](https://example.org)\n\n```\nlet a = \"one two three four five six\";\n```\n\n- He: \"one two three four five\"\n";
        assert_eq!(
            of(draft),
            [
                (7, "we know the tides better than you".to_owned()),
                (9, "First paragraph goes on.".to_owned()),
                (18, "one two three four five".to_owned()),
            ]
        );
    }

    #[test]
    fn marks_around_a_block_quote_are_none_of_it() {
        assert_eq!(of("> “One two three.”"), [(1, "One two three.".to_owned())]);
        assert_eq!(
            of("> He said “one two three” to us."),
            [(1, "He said “one two three” to us.".to_owned())]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([>#`\"“” \n\\-a-c0-9\\[\\]!*_]|钱){0,80}") {
            for quote in quotes(&text) {
                proptest::prop_assert!(quote.line >= 1 && quote.line <= text.matches('\n').count() + 1);
            }
        }
    }
}
