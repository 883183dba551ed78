//! HTML piece by piece, without a tree.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A piece of HTML as it is read.
pub(crate) enum Piece<'a> {
    Start(&'a Tag),
    End(&'a Tag),
    Text(&'a str),
}

/// Hands pieces on as they come.
pub(crate) struct Sink<F>(pub(crate) RefCell<F>);

impl<F: FnMut(Piece<'_>)> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut each = self.0.borrow_mut();
        match &token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => each(Piece::Start(tag)),
            Token::TagToken(tag) => each(Piece::End(tag)),
            Token::CharacterTokens(text) => each(Piece::Text(text)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The tags and words of HTML, in order; entities resolved, scripts not told apart.
pub(crate) fn tokens(html: &str, each: &mut dyn FnMut(Piece<'_>)) {
    let tokenizer = Tokenizer::new(
        Sink(RefCell::new(|piece: Piece<'_>| each(piece))),
        TokenizerOpts::default(),
    );
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

pub(crate) fn attribute(tag: &Tag, name: &str) -> Option<String> {
    // The tokenizer gives names in lower case.
    let found = tag.attrs.iter().find(|a| &*a.name.local == name)?;
    Some(found.value.to_string()).filter(|value| !value.trim().is_empty())
}
