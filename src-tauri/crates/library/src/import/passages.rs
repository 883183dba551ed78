//! Words of an export laid beside those that are known: whether they are the same passage, the same note, and
//! where they stand.

use commonplace_core::{AnchorState, Metadata, Placed, TagName, TextPosition, TextQuote};

/// The one place that words certainly mean.
pub(super) fn at_home(placed: &Placed) -> Option<TextPosition> {
    match placed {
        Placed::At(anchor) if anchor.state() == AnchorState::Anchored => anchor.position(),
        _ => None,
    }
}

/// Tags that are some; what is none is left out rather than the article.
pub(super) fn names(tags: &[String]) -> Vec<TagName> {
    tags.iter().filter_map(|tag| TagName::new(tag).ok()).collect()
}

/// Whether two quotes mark the same passage: the same words, and nothing else around them as far as both
/// know what stands there.
pub(super) fn same_passage(a: &TextQuote, b: &TextQuote) -> bool {
    if same_words(&a.exact) != same_words(&b.exact) {
        return false;
    }
    let (before, after) = (
        (same_words(&a.prefix), same_words(&b.prefix)),
        (same_words(&a.suffix), same_words(&b.suffix)),
    );
    (before.0.ends_with(&before.1) || before.1.ends_with(&before.0))
        && (after.0.starts_with(&after.1) || after.1.starts_with(&after.0))
}

/// A note with another one behind it; `None` if that one says nothing new.
pub(super) fn with_note(known: Option<&str>, new: Option<&str>) -> Option<String> {
    let new = new.filter(|new| !new.is_empty())?;
    match known {
        Some(known) if known.contains(new) => None,
        Some(known) => Some(format!("{known}\n\n{new}")),
        None => Some(new.to_owned()),
    }
}

/// Words as they are compared: letters and digits, lower case.
pub(super) fn same_words(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What is known, of two sources: the first one's word counts.
pub(super) fn merged(first: Metadata, second: Metadata) -> Metadata {
    let or = |a: Vec<String>, b: Vec<String>| if a.is_empty() { b } else { a };
    Metadata {
        title: if first.title.is_empty() { second.title } else { first.title },
        authors: or(first.authors, second.authors),
        byline: first.byline.or(second.byline),
        site: first.site.or(second.site),
        published: first.published.or(second.published),
        dateline: first.dateline.or(second.dateline),
        language: first.language.or(second.language),
        description: first.description.or(second.description),
        url: first.url.or(second.url),
        image: first.image.or(second.image),
        doi: first.doi.or(second.doi),
        section: first.section.or(second.section),
        ..second
    }
}

/// Finds texts one after the other in a text that has them in this order, white space aside.
pub(super) struct Walk<'t> {
    rest: &'t str,
    at: u32,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text, at: 0 }
    }

    /// Where the next text stands; `None` if it has no words.
    pub(super) fn pass(&mut self, words: &str) -> Option<TextPosition> {
        let mut wanted = words.chars().filter(|c| !c.is_whitespace() && !c.is_control()).peekable();
        wanted.peek()?;
        let (mut start, mut end) = (None, self.at);
        let (mut rest, mut at) = (self.rest.chars(), self.at);
        for c in wanted {
            loop {
                let next = rest.next()?;
                at += 1;
                if next == c {
                    break;
                }
                // Words that are not there would be looked for through all of the others.
                if !next.is_whitespace() {
                    return None;
                }
            }
            start.get_or_insert(at - 1);
            end = at;
        }
        (self.rest, self.at) = (rest.as_str(), at);
        TextPosition::new(start?, end).ok()
    }
}
