//! BibTeX and BibLaTeX, as written by Better BibTeX. A damaged entry does not affect the others.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;

use biblatex::{Bibliography, ChunksExt as _, Entry, Person};
use commonplace_core::{ArticleState, Metadata, Published};

use crate::cite;

use super::bounds::DEEPEST;
use super::{
    Each, Found, ImportFiles, ImportSource, Item, Reading, Record, SkipReason, emit_item, when,
    zotero,
};

/// Maximum size of an entry, and of an expanded abbreviation, in bytes. The time to parse an entry
/// grows with the square of its braces.
const MOST: usize = 64 << 10;
/// Maximum size of an entry with its abbreviations expanded, in bytes.
const MOST_WRITTEN_OUT: usize = 1 << 20;
/// Abbreviations (`@string`). One whose expansion is too long is ignored, because a few lines of
/// nested abbreviations would expand to gigabytes.
#[derive(Default)]
struct Strings {
    /// All abbreviations, in the order of the file.
    all: Vec<Abbreviation>,
    /// Index of the last abbreviation with a name, by the name in lower case.
    places: HashMap<String, usize>,
    /// Total size of all, in bytes.
    bytes: usize,
}

struct Abbreviation {
    source: String,
    /// Size in bytes when expanded.
    length: usize,
    /// Indexes of the abbreviations it uses.
    uses: Vec<usize>,
}

impl Strings {
    fn add(&mut self, one: &str) {
        let inner = one.find(['{', '(']).map_or("", |at| &one[at + 1..]);
        let Some((name, value)) = inner.split_once('=') else { return };
        let uses: Vec<usize> = self.in_text(value).collect();
        let written_out = |&at: &usize| self.all.get(at).map_or(0, |used| used.length);
        let length = uses.iter().map(written_out).fold(value.len(), usize::saturating_add);
        if length <= MOST && self.bytes + one.len() <= MOST {
            self.bytes += one.len();
            self.places.insert(name.trim().to_ascii_lowercase(), self.all.len());
            self.all.push(Abbreviation { source: one.to_owned(), length, uses });
        }
    }

    /// The abbreviations whose names occur in a text, once for each occurrence.
    fn in_text(&self, text: &str) -> impl Iterator<Item = usize> {
        let word = |c: char| c.is_alphanumeric() || "_-:.+/".contains(c);
        let words = text.split(move |c| !word(c)).filter(|w| !w.is_empty());
        words.filter_map(|w| self.places.get(&w.to_ascii_lowercase()).copied())
    }

    /// Upper limit of an entry's size with its abbreviations expanded, in bytes.
    fn written_out(&self, entry: &str) -> usize {
        self.in_text(entry).fold(entry.len(), |sum, at| {
            sum.saturating_add(self.all.get(at).map_or(0, |used| used.length))
        })
    }

    /// Source of the abbreviations that an entry uses, directly or through others.
    fn source(&self, entry: &str) -> String {
        let mut wanted: Vec<usize> = self.in_text(entry).collect();
        let mut used = BTreeSet::new();
        while let Some(at) = wanted.pop() {
            if used.insert(at) {
                wanted.extend(self.all.get(at).into_iter().flat_map(|one| &one.uses));
            }
        }
        used.into_iter().filter_map(|at| self.all.get(at)).map(|one| one.source.as_str()).collect()
    }
}

/// Commands that only format text; biblatex leaves them in its output.
const LOOKS: &[&str] = &[
    "emph",
    "textit",
    "textbf",
    "textsc",
    "textrm",
    "textsf",
    "texttt",
    "textup",
    "textsl",
    "textnormal",
    "mkbibemph",
    "mkbibbold",
    "mkbibitalic",
    "underline",
    "mbox",
    "uppercase",
    "textsuperscript",
    "textsubscript",
];

/// Removes the commands of [`LOOKS`] from an entry: `\emph{Mare}` becomes `{Mare}`.
fn without_looks(entry: &str) -> String {
    let mut out = String::with_capacity(entry.len());
    let mut rest = entry;
    while let Some(at) = rest.find('\\') {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let name = found[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        if LOOKS.contains(&&found[1..=name]) && found[1 + name..].starts_with('{') {
            rest = &found[1 + name..];
        } else {
            // Copied with the character it escapes: in `\\emph`, the command is a line break and
            // `emph` is a word.
            let end = 1 + found[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&found[..end]);
            rest = &found[end..];
        }
    }
    out + rest
}

/// Maximum depth of the braces in an entry.
fn depth(entry: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for byte in entry.bytes() {
        match byte {
            b'{' => now += 1,
            b'}' => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

/// Whether a file, in lower case, starts like BibTeX: with an entry and its brace, possibly after
/// comments.
pub(super) fn is_bibtex(lower: &str) -> bool {
    lower
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.is_empty() && !line.starts_with('%'))
        .take(1)
        .any(|line| {
            let Some(rest) = line.strip_prefix('@') else { return false };
            let name =
                rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            name > 1 && rest[name..].trim_start().starts_with(['{', '('])
        })
}

pub(super) fn read(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    given.stream(entry, &mut |reader, budget| {
        let mut lines = BufReader::new(reader).lines();
        // Abbreviations that later entries may use.
        let mut strings = Strings::default();
        let mut one = String::new();
        loop {
            let line = lines.next().transpose()?;
            let begins = line.as_ref().is_none_or(|line| line.starts_with('@'));
            if begins && !one.trim().is_empty() {
                budget.renew();
                let lower = one.get(..8).unwrap_or(&one).to_ascii_lowercase();
                if lower.starts_with("@string") {
                    strings.add(&one);
                } else if lower.starts_with('@')
                    && !lower.starts_with("@comment")
                    && !lower.starts_with("@preamb")
                    && entries(&strings, &one, each).is_break()
                {
                    return Ok(ControlFlow::Break(()));
                }
                one.clear();
            }
            match line {
                Some(line) => {
                    one.push_str(&line);
                    one.push('\n');
                }
                None => return Ok(ControlFlow::Continue(())),
            }
        }
    })?
}

fn entries(strings: &Strings, one: &str, each: Each<'_>) -> ControlFlow<()> {
    if one.len() > MOST || depth(one) > DEEPEST || strings.written_out(one) > MOST_WRITTEN_OUT {
        let what = one.lines().next().unwrap_or_default().trim().chars().take(200).collect();
        return each(Found::Skipped { what, why: SkipReason::TooLarge });
    }
    let plain = without_looks(one);
    let (parsed, source) = match Bibliography::parse(&plain) {
        Ok(parsed) => (Ok(parsed), plain),
        Err(_) => {
            let source = strings.source(&plain) + &plain;
            (Bibliography::parse(&source), source)
        }
    };
    let Ok(parsed) = parsed else {
        let what = one.lines().next().unwrap_or_default().trim().to_owned();
        return each(Found::Skipped { what, why: SkipReason::Unreadable });
    };
    for entry in parsed.iter() {
        let mut item = item(entry, &source);
        item.record = Record::text(one.trim());
        emit_item(ImportSource::Bibtex, item, each)?;
    }
    ControlFlow::Continue(())
}

fn item(entry: &Entry, source: &str) -> Item {
    let text = |names: &[&str]| {
        names.iter().find_map(|name| {
            let words = entry.get(name)?.format_verbatim();
            Some(words.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|w| !w.is_empty())
        })
    };
    let person = |p: &Person| {
        let family = [p.prefix.trim(), p.name.trim()]
            .iter()
            .filter(|s| !s.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        let name = [p.given_name.trim(), &family]
            .iter()
            .filter(|s| !s.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        if p.suffix.trim().is_empty() { name } else { format!("{name}, {}", p.suffix.trim()) }
    };
    // "and others" only says that there are more names.
    let named = |p: &&Person| !(p.name == "others" && p.given_name.trim().is_empty());
    let people = |list: Result<Vec<Person>, biblatex::RetrievalError>| -> Vec<String> {
        let named = list.iter().flatten().filter(named);
        named.map(person).collect()
    };
    let mut authors = people(entry.author());
    if authors.is_empty() {
        authors = entry
            .editors()
            .ok()
            .and_then(|all| all.into_iter().next())
            .map(|(editors, _)| people(Ok(editors)))
            .unwrap_or_default();
    }
    let doi = verbatim(entry, "doi", source);
    let keywords = text(&["keywords", "keyword"]).unwrap_or_default();
    Item {
        own_id: entry.key.clone(),
        citekey: cite::valid_citekey(&entry.key),
        saved: text(&["urldate", "date-added", "timestamp"]).and_then(|t| when::parse(&t)),
        state: Some(ArticleState::Archive),
        tags: keywords
            .split([',', ';'])
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
            .collect(),
        notes: text(&["annotation", "annote"]).into_iter().collect(),
        metadata: Metadata {
            title: match (text(&["title"]), text(&["subtitle"])) {
                (Some(title), Some(sub)) => format!("{title}: {sub}"),
                (title, _) => title.unwrap_or_default(),
            },
            authors,
            site: text(&[
                "journaltitle",
                "journal",
                "booktitle",
                "maintitle",
                "publisher",
                "organization",
                "institution",
                "howpublished",
            ])
            .filter(|site| !site.contains("://")),
            published: published(&text),
            language: text(&["langid", "language"]).and_then(|l| language(&l)),
            description: text(&["abstract"]),
            url: verbatim(entry, "url", source)
                .or_else(|| text(&["howpublished"]).filter(|h| h.starts_with("http")))
                .or_else(|| zotero::doi_url(doi.clone())),
            doi,
            ..Metadata::default()
        },
        ..Item::default()
    }
}

/// A field with an address, from the source: biblatex would turn two hyphens in it into a dash.
fn verbatim(entry: &Entry, name: &str, source: &str) -> Option<String> {
    let chunks = entry.get(name)?;
    let start = chunks.iter().map(|chunk| chunk.span.start).min()?;
    let end = chunks.iter().map(|chunk| chunk.span.end).max()?;
    let mut out = String::new();
    let mut rest = source.get(start..end)?.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek().is_some_and(|next| "_%&#$~{}".contains(*next)) => {
                out.extend(rest.next())
            }
            '{' | '}' | '"' => {}
            c => out.push(c),
        }
    }
    let out = out.trim().trim_start_matches("\\url").trim().to_owned();
    Some(out).filter(|out| !out.is_empty())
}

/// The publication date, from one field or from three, as precise as they are. biblatex's own date
/// parser is not used, because it panics on a long number.
fn published(text: &dyn Fn(&[&str]) -> Option<String>) -> Option<Published> {
    let date = text(&["date"]);
    let date = date.as_deref().map(|date| date.split('/').next().unwrap_or(date).trim());
    if let Some(day) = date.and_then(when::published) {
        return Some(day);
    }
    let mut parts = date.into_iter().flat_map(|date| date.split('-')).map(str::to_owned);
    let mut part = |names: &[&str]| parts.next().or_else(|| text(names));
    let year = part(&["year"])?;
    let year: u16 = year.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    let month = part(&["month"]).unwrap_or_default();
    let month = month.trim().parse().ok().or_else(|| when::month(&month));
    let day = part(&["day"]).and_then(|day| day.trim().parse().ok());
    when::as_known(year, month, day)
}

/// Converts babel's language names to BCP 47 tags.
fn language(name: &str) -> Option<String> {
    let tag = match name.to_lowercase().as_str() {
        "english" | "american" | "usenglish" => "en",
        "british" | "ukenglish" => "en-GB",
        "german" | "ngerman" => "de",
        "french" => "fr",
        "spanish" => "es",
        "italian" => "it",
        "portuguese" => "pt",
        "brazilian" => "pt-BR",
        "dutch" => "nl",
        "russian" => "ru",
        "chinese" => "zh",
        "japanese" => "ja",
        "arabic" => "ar",
        other if other.len() <= 5 && other.chars().all(|c| c.is_ascii_alphabetic() || c == '-') => {
            return Some(name.to_owned());
        }
        _ => return None,
    };
    Some(tag.to_owned())
}
