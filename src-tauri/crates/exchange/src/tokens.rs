//! Reads HTML token by token, without a tree.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A token of HTML.
pub(crate) enum HtmlToken<'a> {
    Start(&'a Tag),
    End(&'a Tag),
    Text(&'a str),
}

/// Passes tokens to a callback.
pub(crate) struct Sink<F>(pub(crate) RefCell<F>);

impl<F: FnMut(HtmlToken<'_>)> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut each = self.0.borrow_mut();
        match &token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => each(HtmlToken::Start(tag)),
            Token::TagToken(tag) => each(HtmlToken::End(tag)),
            Token::CharacterTokens(text) => each(HtmlToken::Text(text)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Calls `each` with the tags and texts of HTML, in order. Entities are resolved; scripts are read
/// like other content.
pub(crate) fn tokens(html: &str, each: &mut dyn FnMut(HtmlToken<'_>)) {
    let tokenizer = Tokenizer::new(
        Sink(RefCell::new(|piece: HtmlToken<'_>| each(piece))),
        TokenizerOpts::default(),
    );
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&Attributes::default().bounded(html)));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

/// Maximum number of attributes of a tag that are read.
const MOST: usize = 500;

/// Removes the attributes of a tag after the first [`MOST`], because the tokenizer compares each
/// attribute with all before it. A text may be passed in several parts.
#[derive(Default)]
pub(crate) struct Attributes {
    within: Within,
    /// Number of attributes of the current tag so far.
    count: usize,
}

/// Position of a character within HTML.
#[derive(Default, Clone, Copy, PartialEq)]
enum Within {
    #[default]
    Text,
    /// After `<`.
    Open,
    /// In the name of a tag or an attribute.
    Name,
    /// Between attributes.
    Between,
    /// After `=`.
    Equals,
    /// In a value that ends with this quotation mark.
    Quoted(char),
    /// In a value without quotation marks.
    Bare,
}

impl Attributes {
    pub(crate) fn bounded<'t>(&mut self, html: &'t str) -> Cow<'t, str> {
        let mut out: Option<String> = None;
        for (at, c) in html.char_indices() {
            let was = self.within;
            self.within = was.then(c);
            if self.within == Within::Text {
                self.count = 0;
            }
            self.count += usize::from(was == Within::Between && self.within == Within::Name);
            if self.count > MOST {
                out.get_or_insert_with(|| html[..at].to_owned());
            } else if let Some(out) = &mut out {
                out.push(c);
            }
        }
        out.map_or(Cow::Borrowed(html), Cow::Owned)
    }
}

impl Within {
    /// The state after this character.
    fn then(self, c: char) -> Self {
        match (self, c) {
            (Self::Quoted(mark), c) => {
                if c == mark {
                    Self::Between
                } else {
                    self
                }
            }
            (Self::Text | Self::Open, '<') => Self::Open,
            (Self::Text, _) => Self::Text,
            (Self::Open, c) => {
                if c.is_ascii_alphabetic() || c == '/' {
                    Self::Name
                } else {
                    Self::Text
                }
            }
            (_, '>') => Self::Text,
            (Self::Equals, '"' | '\'') => Self::Quoted(c),
            (Self::Equals, c) if c.is_ascii_whitespace() => Self::Equals,
            (Self::Equals, _) => Self::Bare,
            (Self::Bare, c) if !c.is_ascii_whitespace() => Self::Bare,
            (Self::Name | Self::Between, '=') => Self::Equals,
            (_, c) if c.is_ascii_whitespace() || c == '/' => Self::Between,
            _ => Self::Name,
        }
    }
}

/// Elements without an end tag.
const VOID: [&str; 6] = ["br", "col", "hr", "img", "input", "wbr"];

/// Maximum nesting depth of the elements in HTML. An unclosed element counts until the end.
pub(crate) fn depth(html: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    tokens(html, &mut |piece| match piece {
        HtmlToken::Start(tag) if !(tag.self_closing || VOID.contains(&tag.name.as_ref())) => {
            now += 1;
            most = most.max(now);
        }
        HtmlToken::End(_) => now = now.saturating_sub(1),
        _ => {}
    });
    most
}

pub(crate) fn attribute(tag: &Tag, name: &str) -> Option<String> {
    // The tokenizer returns names in lower case.
    let found = tag.attrs.iter().find(|a| &*a.name.local == name)?;
    Some(found.value.to_string()).filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_no_more_attributes_than_are_read() {
        let many: String = (0..MOST).map(|n| format!(" a{n}=b")).collect();
        let html = format!("a < b<a{many} href='https://x.example/a b' c>Quay</a>");
        let short = format!("a < b<a{many} >Quay</a>");
        assert_eq!(Attributes::default().bounded(&html), short);
        // The result is the same if the text is passed in parts.
        let mut parts = Attributes::default();
        let cut = html.len() / 2;
        let both = [parts.bounded(&html[..cut]), parts.bounded(&html[cut..])].concat();
        assert_eq!(both, short);
        let title = format!("<a title=\"{}\" href=/{}>", "a b ".repeat(MOST), "a/".repeat(MOST));
        assert_eq!(Attributes::default().bounded(&title), title);
    }
}
