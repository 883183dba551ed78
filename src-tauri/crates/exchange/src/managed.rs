//! The parts of an exported file that are the reader's own, and what he made of them in the file: notes and
//! tags, which come back into the library.
//!
//! A file is written with marks around them, which are kept with what was written and never reach the file:
//! Unicode noncharacters, which no text has.

use commonplace_core::merge;

const OPEN: char = '\u{FDD0}';
const NAMED: char = '\u{FDD1}';
const CLOSE: char = '\u{FDD2}';

/// A part of the reader's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The note of a highlight, by its id.
    Note(String),
    /// A note on the article, by its id.
    ArticleNote(String),
    /// The tags of a highlight, by its id.
    Tags(String),
    /// The tags among the properties: those of the article and of its highlights.
    Properties,
}

impl Part {
    fn name(&self) -> (&'static str, &str) {
        match self {
            Self::Note(id) => ("note", id),
            Self::ArticleNote(id) => ("article-note", id),
            Self::Tags(id) => ("tags", id),
            Self::Properties => ("properties", ""),
        }
    }

    fn named(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(' ')?;
        let id = id.to_owned();
        match kind {
            "note" => Some(Self::Note(id)),
            "article-note" => Some(Self::ArticleNote(id)),
            "tags" => Some(Self::Tags(id)),
            _ => None,
        }
    }

    /// `text` with the marks of this part.
    pub(crate) fn mark(&self, text: &str) -> String {
        let (kind, id) = self.name();
        format!("{OPEN}{kind} {id}{NAMED}{}{CLOSE}", bare(text))
    }
}

/// A text without marks, as it stands in the file.
#[must_use]
pub fn bare(marked: &str) -> String {
    let mut out = String::with_capacity(marked.len());
    let mut naming = false;
    for c in marked.chars() {
        match c {
            OPEN => naming = true,
            NAMED => naming = false,
            CLOSE => {}
            c if !naming => out.push(c),
            _ => {}
        }
    }
    out
}

/// What a person made of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Which.
    pub part: Part,
    /// What was written there.
    pub before: String,
    /// What stands there now; empty where it was taken out.
    pub now: String,
}

/// The parts that a person changed in a file: `marked` was written, with its marks, and `theirs` stands
/// there now. A part whose lines cannot be told from others any more is none of them.
#[must_use]
pub fn edited(marked: &str, theirs: &str) -> Vec<Edited> {
    let base = bare(marked);
    let theirs = theirs.replace("\r\n", "\n");
    let parts = parts(marked);
    let places: Vec<_> = parts.iter().map(|(_, lines, _)| lines.clone()).collect();
    let lines: Vec<&str> = theirs.lines().collect();
    let mut out = Vec::new();
    // Who took the properties out took no tags off.
    if let (Some(before), Some(now)) = (tag_list(&base), tag_list(&theirs))
        && before != now
    {
        out.push(Edited { part: Part::Properties, before, now });
    }
    for ((part, _, before), place) in parts.into_iter().zip(merge::follow(&base, &theirs, &places))
    {
        let Some(now) = place.and_then(|place| lines.get(place)) else { continue };
        let now = now.join("\n").trim().to_owned();
        let now = match part {
            // Only what is a tag is one.
            Part::Tags(_) => tags(&now).join(" "),
            _ => now,
        };
        let was = match part {
            Part::Tags(_) => tags(&before).join(" "),
            _ => before.trim().to_owned(),
        };
        if now != was {
            out.push(Edited { part, before: was, now });
        }
    }
    out
}

/// The tags among the properties of a file, in one line; `None` where it has no properties.
fn tag_list(text: &str) -> Option<String> {
    crate::merge::list(text, "tags").map(|tags| tags.join(" "))
}

/// The tags in a line, without their mark.
fn tags(line: &str) -> Vec<&str> {
    line.split_whitespace()
        .filter_map(|word| word.strip_prefix('#'))
        .filter(|tag| !tag.is_empty() && !tag.starts_with('#'))
        .collect()
}

/// Each part with the lines it stands on, in the text without marks, and its words.
fn parts(marked: &str) -> Vec<(Part, std::ops::Range<usize>, String)> {
    let mut out = Vec::new();
    let mut line = 0;
    let mut rest = marked;
    while let Some(at) = rest.find(OPEN) {
        line += rest[..at].matches('\n').count();
        rest = &rest[at + OPEN.len_utf8()..];
        let (Some(named), Some(close)) = (rest.find(NAMED), rest.find(CLOSE)) else { break };
        if named > close {
            continue;
        }
        let words = &rest[named + NAMED.len_utf8()..close];
        let more = words.matches('\n').count();
        if let Some(part) = Part::named(&rest[..named]) {
            out.push((part, line..line + more + 1, words.to_owned()));
        }
        line += more;
        rest = &rest[close + CLOSE.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> String {
        let note = Part::Note("1".into()).mark("**One**\n\nmore");
        let tags = Part::Tags("1".into()).mark("sea ports");
        let own = Part::ArticleNote("2".into()).mark("Read twice.");
        format!(
            "# T\n\n{own}\n\n> Words\n\n^1\n\n{note}\n\n*yellow* {}\n",
            tags.replace("sea ports", "#sea #ports")
        )
    }

    fn changes(theirs: &str) -> Vec<(Part, String)> {
        edited(&written(), theirs).into_iter().map(|e| (e.part, e.now)).collect()
    }

    #[test]
    fn what_a_person_made_of_a_note_is_told_from_what_else_he_wrote() {
        let file = bare(&written());
        assert!(
            file.contains("\n*yellow* #sea #ports\n") && file.contains("\nRead twice.\n"),
            "{file}"
        );
        let note = |text: &str| (Part::Note("1".into()), text.to_owned());
        assert_eq!(
            changes(&file.replace("**One**\n\nmore", "**One**, and two\n\nmore\nand more")),
            [note("**One**, and two\n\nmore\nand more")]
        );
        assert_eq!(
            changes(&file.replace("**One**\n\nmore\n\n", "").replace('\n', "\r\n")),
            [note("")]
        );
        // A paragraph of his own is no part of a note, and a note that went with its quote is not emptied.
        assert_eq!(changes(&file.replace("# T\n", "# T\n\nMine.\n")), []);
        assert_eq!(changes("# T\n\nRead twice.\n"), []);
        assert_eq!(
            changes(&file.replace("Read twice.", "Read once.")),
            [(Part::ArticleNote("2".into()), "Read once.".to_owned())]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_read(marked in "[\u{FDD0}-\u{FDD2}a \n#note]{0,40}", theirs in "[a \r\n#]{0,20}") {
            let _ = edited(&marked, &theirs);
            proptest::prop_assert!(!bare(&marked).contains(CLOSE));
        }
    }
}
