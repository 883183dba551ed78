//! Finds edits that a person made to notes and tags in an exported file, so that they can be saved
//! to the library.
//!
//! In the text that is exported, notes and tags are enclosed in marks. The marks are stored with
//! the text but never written to the file. They are Unicode noncharacters, which do not occur in
//! texts.

use commonplace_core::merge;

const OPEN: char = '\u{FDD0}';
const NAMED: char = '\u{FDD1}';
const CLOSE: char = '\u{FDD2}';
/// Maximum length of a part's name, in bytes.
const LONGEST: usize = 60;

/// A part of a file that a person may edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The note of a highlight, by its id.
    Note(String),
    /// A note on the article, by its id.
    ArticleNote(String),
    /// The tags of a highlight, by its id.
    Tags(String),
}

impl Part {
    fn name(&self) -> (&'static str, &str) {
        match self {
            Self::Note(id) => ("note", id),
            Self::ArticleNote(id) => ("article-note", id),
            Self::Tags(id) => ("tags", id),
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

    /// `text` enclosed in the marks of this part.
    pub(crate) fn mark(&self, text: &str) -> String {
        let (kind, id) = self.name();
        format!("{OPEN}{kind} {id}{NAMED}{}{CLOSE}", strip_marks(text))
    }
}

/// Removes the marks from a text, as for the file.
#[must_use]
pub fn strip_marks(marked: &str) -> String {
    let mut out = String::with_capacity(marked.len());
    let mut rest = marked;
    while let Some(at) = rest.find([OPEN, NAMED, CLOSE]) {
        out.push_str(&rest[..at]);
        let mark = rest[at..].chars().next();
        rest = &rest[at + OPEN.len_utf8()..];
        // A mark that a template truncated hides no text.
        let name = rest.find(NAMED).filter(|&end| end < LONGEST && !rest[..end].contains('\n'));
        if let (Some(OPEN), Some(end)) = (mark, name) {
            rest = &rest[end + NAMED.len_utf8()..];
        }
    }
    out.push_str(rest);
    out
}

/// Removes the characters used as marks from foreign text.
pub(crate) fn unmarked(text: &str) -> String {
    text.replace([OPEN, NAMED, CLOSE], "")
}

/// A part that a person edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The part.
    pub part: Part,
    /// The text that was exported.
    pub before: String,
    /// The text now. A part that was removed is not reported, because it may have been moved
    /// elsewhere.
    pub now: String,
}

/// The parts that a person edited in a file. `marked` is the text that was exported, with marks;
/// `theirs` is the file's text now. A part whose lines cannot be identified any more is left out.
#[must_use]
pub fn edited_parts(marked: &str, theirs: &str) -> Vec<Edited> {
    let base = strip_marks(marked);
    let theirs = theirs.replace("\r\n", "\n");
    let parts = parts(marked);
    let places: Vec<_> = parts.iter().map(|part| part.lines.clone()).collect();
    let [olds, lines] = [&base, &theirs].map(|text| text.lines().collect::<Vec<_>>());
    let mut out = Vec::new();
    for (written, place) in parts.into_iter().zip(merge::track_places(&base, &theirs, &places)) {
        let old = olds.get(written.lines.clone()).unwrap_or_default();
        let Some(new) = place.and_then(|place| lines.get(place)) else { continue };
        if old == new {
            continue;
        }
        let (before, now) = match written.part {
            // Only words with a `#` are tags, whatever else is in the line.
            Part::Tags(_) => (tags(&old.join(" ")).join(" "), tags(&new.join(" ")).join(" ")),
            _ => match (written.within(old), written.within(new)) {
                (Some(before), Some(now)) => (before, now),
                _ => continue,
            },
        };
        // Text that is missing may have been cut to be moved, or the file may not be synced
        // completely yet.
        let cut = now.is_empty() || before.starts_with(&now) && theirs.trim_end().ends_with(&now);
        if now != before && !cut {
            out.push(Edited { part: written.part, before, now });
        }
    }
    out
}

/// The tags in a file's properties; `None` if it has no properties or no list of tags.
#[must_use]
pub fn property_tags(text: &str) -> Option<Vec<String>> {
    crate::properties::list(text, "tags")
}

/// The tags in a line, without `#`.
fn tags(line: &str) -> Vec<&str> {
    line.split_whitespace()
        .filter_map(|word| word.strip_prefix('#'))
        .filter(|tag| !tag.is_empty() && !tag.starts_with('#'))
        .collect()
}

/// A part of the exported text.
struct WrittenPart {
    part: Part,
    /// Its lines in the text without marks.
    lines: std::ops::Range<usize>,
    /// The text before it on its first line, and after it on its last.
    around: (String, String),
}

impl WrittenPart {
    /// The part's text on these lines: without the text around it, and without the indentation that
    /// the text before it causes on later lines. `None` if the text around it was changed.
    fn within(&self, lines: &[&str]) -> Option<String> {
        let (before, behind) = &self.around;
        let all = lines.join("\n");
        if all.trim().is_empty() {
            return Some(String::new());
        }
        let words = all.strip_prefix(before.as_str())?.strip_suffix(behind.as_str())?;
        let indent = format!("\n{}", " ".repeat(before.chars().count()));
        let words = if before.is_empty() { words.to_owned() } else { words.replace(&indent, "\n") };
        Some(normalise_note(&words))
    }
}

/// A note normalised for comparison: trimmed, and with blank lines empty.
#[must_use]
pub fn normalise_note(note: &str) -> String {
    let blank = |line: &str| line.trim().is_empty();
    let lines: Vec<&str> = note.lines().map(|line| if blank(line) { "" } else { line }).collect();
    lines.join("\n").trim().to_owned()
}

fn parts(marked: &str) -> Vec<WrittenPart> {
    let mut out = Vec::new();
    let mut line = 0;
    let mut rest = marked;
    let mut before = String::new();
    while let Some(at) = rest.find(OPEN) {
        line += rest[..at].matches('\n').count();
        match rest[..at].rfind('\n') {
            Some(start) => before = strip_marks(&rest[start + 1..at]),
            None => before.push_str(&strip_marks(&rest[..at])),
        }
        rest = &rest[at + OPEN.len_utf8()..];
        let (Some(named), Some(close)) = (rest.find(NAMED), rest.find(CLOSE)) else { break };
        if named > close {
            continue;
        }
        let words = &rest[named + NAMED.len_utf8()..close];
        let part = Part::named(&rest[..named]);
        let more = words.matches('\n').count();
        rest = &rest[close + CLOSE.len_utf8()..];
        let behind = strip_marks(rest.split('\n').next().unwrap_or_default());
        if let Some(part) = part {
            let around = (before.clone(), behind);
            out.push(WrittenPart { part, lines: line..line + more + 1, around });
        }
        match words.rfind('\n') {
            Some(start) => before = strip_marks(&words[start + 1..]),
            None => before.push_str(&strip_marks(words)),
        }
        line += more;
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
        edited_parts(&written(), theirs).into_iter().map(|e| (e.part, e.now)).collect()
    }

    #[test]
    fn what_a_person_made_of_a_note_is_told_from_what_else_he_wrote() {
        let file = strip_marks(&written());
        assert!(
            file.contains("\n*yellow* #sea #ports\n") && file.contains("\nRead twice.\n"),
            "{file}"
        );
        let note = |text: &str| (Part::Note("1".into()), text.to_owned());
        assert_eq!(
            changes(&file.replace("**One**\n\nmore", "**One**, and two\n\nmore\nand more")),
            [note("**One**, and two\n\nmore\nand more")]
        );
        // Text that was cut may be pasted elsewhere, so it does not count as removed.
        let cut = file.replace("**One**\n\nmore\n\n", "").replace('\n', "\r\n");
        assert_eq!(changes(&cut), []);
        // An added paragraph is not part of a note, and a note removed with its quote is not
        // emptied.
        assert_eq!(changes(&file.replace("# T\n", "# T\n\nMine.\n")), []);
        assert_eq!(changes("# T\n\nRead twice.\n"), []);
        assert_eq!(
            changes(&file.replace("Read twice.", "Read once.")),
            [(Part::ArticleNote("2".into()), "Read once.".to_owned())]
        );
    }

    #[test]
    fn what_a_template_writes_around_a_note_is_no_part_of_it() {
        let note = Part::Note("1".into()).mark("One\n\nmore").replace('\n', "\n    ");
        let tags = Part::Tags("1".into()).mark("#sea");
        let marked = format!("- > Words\n  - {note}\n  - #clip {tags} end\n");
        let file = strip_marks(&marked);
        assert_eq!(file, "- > Words\n  - One\n    \n    more\n  - #clip #sea end\n");
        let changes = |theirs: &str| -> Vec<(Part, String)> {
            edited_parts(&marked, theirs).into_iter().map(|e| (e.part, e.now)).collect()
        };
        assert_eq!(changes(&format!("{file}\nMine.\n")), []);
        assert_eq!(
            changes(&file.replace("more", "more\n    and more")),
            [(Part::Note("1".into()), "One\n\nmore\nand more".to_owned())]
        );
        // As an outliner saves it, with blank lines empty.
        assert_eq!(
            edited_parts(&marked, &file.replace("One\n    \n", "Two\n\n")),
            [Edited {
                part: Part::Note("1".into()),
                before: "One\n\nmore".into(),
                now: "Two\n\nmore".into()
            }]
        );
        assert_eq!(changes(&file.replace("  - One", "  * One")), []);
        assert_eq!(
            changes(&file.replace("#sea", "#sea #new")),
            [(Part::Tags("1".into()), "clip sea new".to_owned())]
        );
    }

    #[test]
    fn what_has_not_come_over_yet_is_no_edit() {
        let marked = format!("# T\n\n{}\n", Part::Note("1".into()).mark("My long note"));
        assert_eq!(edited_parts(&marked, "# T\n\nMy lo"), []);
        assert_eq!(edited_parts(&marked, "# T\n\nMy long note\n- Mine\n"), []);
        // A truncated mark hides nothing, and foreign text has no marks.
        assert_eq!(strip_marks(&format!("{OPEN}note 1\nall the rest")), "note 1\nall the rest");
    }

    proptest::proptest! {
        #[test]
        fn any_file_is_read(marked in "[\u{FDD0}-\u{FDD2}a \n#note]{0,40}", theirs in "[a \r\n#]{0,20}") {
            let _ = edited_parts(&marked, &theirs);
            proptest::prop_assert!(!strip_marks(&marked).contains(CLOSE));
        }
    }
}
