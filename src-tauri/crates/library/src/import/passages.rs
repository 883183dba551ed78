//! Compares words of an export with words that the library has: whether they are the same passage
//! or the same note, and where they occur.

use commonplace_core::{AnchorState, Metadata, Placed, TagName, TextPosition, TextQuote};

/// The position of a placed quote if it is certain.
pub(super) fn certain_place(placed: &Placed) -> Option<TextPosition> {
    match placed {
        Placed::At(anchor) if anchor.state() == AnchorState::Anchored => anchor.position(),
        _ => None,
    }
}

/// The valid tag names; invalid ones are left out, so that the article is still imported.
pub(super) fn names(tags: &[String]) -> Vec<TagName> {
    tags.iter().filter_map(|tag| TagName::new(tag).ok()).collect()
}

/// Whether two quotes mark the same passage: they have the same words, and their contexts agree as
/// far as both have one.
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

/// The known note with the new one appended; `None` if the new one adds nothing.
pub(super) fn with_note(known: Option<&str>, new: Option<&str>) -> Option<String> {
    let new = new.filter(|new| !new.is_empty())?;
    match known {
        Some(known) if known.contains(new) => None,
        Some(known) => Some(format!("{known}\n\n{new}")),
        None => Some(new.to_owned()),
    }
}

/// Words normalised for comparison: letters and digits in lower case.
pub(super) fn same_words(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Merges metadata of two sources; `first` takes precedence.
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

/// Finds texts one after the other in a text that contains them in this order. White space is
/// ignored.
pub(super) struct Walk<'t> {
    rest: &'t str,
    at: u32,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text, at: 0 }
    }

    /// Position of the next text. `None` if it has no words, or does not come next in the text.
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
                // Without this check, a text that is missing would be searched for in all the
                // following ones.
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
