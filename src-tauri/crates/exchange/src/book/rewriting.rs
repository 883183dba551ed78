//! Clean HTML written again for a file: with marks in it, with images at their new addresses, and as XML if wished.

use std::collections::HashSet;
use std::fmt::Write as _;

use commonplace_core::Colour;
use html5ever::tokenizer::Tag;

use crate::escape::html as escaped;
use crate::markdown::Words;
use crate::tokens::{Piece, attribute, tokens};

/// A highlight as it is read elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// Its id.
    pub id: String,
    /// Its parts, code points of the text; none of one whose words are gone.
    pub parts: Vec<(u32, u32)>,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is underlined.
    pub underlined: bool,
    /// Its words.
    pub words: Words,
    /// Its note, clean HTML.
    pub note: Option<String>,
    /// Its tags, and what its colour means.
    pub tags: Vec<String>,
}

impl Mark {
    /// Whether there is something to say of it beside its place in the text.
    pub(super) fn is_told(&self) -> bool {
        self.note.is_some()
            || self.parts.is_empty()
            || !self.tags.is_empty()
            || self.words.speaker.is_some()
            || self.words.translation.is_some()
    }
}

/// How a link from a highlight to its note begins.
pub(super) const REFERENCE: &str = "<a class=\"ref\"";

/// How elements are written.
pub(super) struct Form {
    /// As XML.
    pub(super) xml: bool,
    /// Before each id, where several articles are in one file.
    pub(super) prefix: String,
}

/// How fragments begin that stand for links to something in the library.
const OWN: &str = "clip-commonplace-";

/// Elements that have no end.
const VOID: &str = "br hr img col wbr";

/// Clean HTML written anew: with marks in it, with images where they are now, and as XML if wished.
pub(super) fn rewritten(
    html: &str,
    marks: &[(&Mark, Option<usize>)],
    form: &Form,
    source: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut ids = HashSet::new();
    tokens(html, &mut |piece| {
        if let Piece::Start(tag) = piece {
            ids.extend(attribute(tag, "id").filter(|id| !id.contains(char::is_whitespace)));
        }
    });
    let mut writer = Rewriter {
        out: String::with_capacity(html.len()),
        at: 0,
        marks,
        form,
        begun: HashSet::new(),
        used: HashSet::new(),
        ids,
        after_pre: false,
        links: 0,
        formulas: 0,
        later: String::new(),
        readings: Vec::new(),
    };
    tokens(html, &mut |piece| match piece {
        Piece::Start(tag) => writer.start(tag, source),
        Piece::End(tag) => {
            writer.end(&tag.name);
        }
        Piece::Text(text) => writer.text(text),
    });
    writer.out
}

fn is_void(name: &str) -> bool {
    VOID.split(' ').any(|void| void == name)
}

struct Rewriter<'a> {
    out: String,
    /// Code points of the text so far.
    at: u32,
    marks: &'a [(&'a Mark, Option<usize>)],
    form: &'a Form,
    /// Marks that have their id.
    begun: HashSet<&'a str>,
    /// Ids that stand somewhere already.
    used: HashSet<String>,
    /// Ids there are.
    ids: HashSet<String>,
    after_pre: bool,
    /// Links and formulas that are open: no other link may stand in one, and no mark in the other.
    links: u32,
    formulas: u32,
    /// What is written behind the link that is open.
    later: String,
    /// The readings of the characters that are open, the outermost first.
    readings: Vec<Option<String>>,
}

impl<'a> Rewriter<'a> {
    fn end(&mut self, name: &str) {
        self.after_pre = false;
        if is_void(name) {
            return;
        }
        if name == "ruby" {
            let tag = match self.readings.pop().flatten() {
                Some(reading) => {
                    let _ = write!(self.out, "<rt>{}</rt>", escaped(&reading));
                    "ruby"
                }
                None => "span",
            };
            let _ = write!(self.out, "</{tag}>");
            return;
        }
        let _ = write!(self.out, "</{}>", renamed(name));
        match name {
            "a" => {
                self.links = self.links.saturating_sub(1);
                self.out.push_str(&std::mem::take(&mut self.later));
            }
            "math" => self.formulas = self.formulas.saturating_sub(1),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, source: &dyn Fn(&str) -> Option<String>) {
        let name = &*tag.name;
        self.after_pre = name == "pre";
        self.links += u32::from(name == "a");
        self.formulas += u32::from(name == "math");
        let mut attributes = String::new();
        let reading = attribute(tag, "title").filter(|t| name == "ruby" && !t.trim().is_empty());
        for one in &tag.attrs {
            let (key, mut value) = (&*one.name.local, one.value.to_string());
            match key {
                "title" if reading.is_some() => continue,
                "src" => match source(&value) {
                    Some(address) => value = address,
                    None => {
                        // A picture that is not there says what it showed.
                        self.shown(tag);
                        return;
                    }
                },
                "id" if !self.ids.contains(&value) || !self.used.insert(value.clone()) => continue,
                "id" => value = format!("{}{value}", self.form.prefix),
                "href" => match value.strip_prefix('#') {
                    // To something in the library, in a note; of a book, no reader follows it.
                    Some(id) if id.starts_with(OWN) && !self.form.xml => {
                        let place = id[OWN.len()..].replacen('-', "/", 1);
                        value = format!("commonplace://{place}");
                    }
                    Some(id) if self.ids.contains(id) => {
                        value = format!("#{}{id}", self.form.prefix)
                    }
                    Some(_) => continue,
                    None if ["http://", "https://", "mailto:"]
                        .iter()
                        .any(|scheme| value.starts_with(scheme)) =>
                    {
                        value = as_uri(&value);
                    }
                    None => continue,
                },
                // What a page says here need not be what a book may say.
                "cite" | "datetime" if self.form.xml => continue,
                "width" | "height" if name == "img" && !is_number(&value) => continue,
                "start" | "value" | "colspan" | "rowspan" | "span" if !is_number(&value) => {
                    continue;
                }
                "dir" if !matches!(value.as_str(), "ltr" | "rtl" | "auto") => continue,
                "lang"
                    if value.is_empty()
                        || !value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') =>
                {
                    continue;
                }
                "lang" if self.form.xml => {
                    let _ = write!(attributes, " xml:lang=\"{}\"", escaped(&value));
                }
                _ => {}
            }
            let _ = write!(attributes, " {key}=\"{}\"", escaped(&value));
        }
        if name == "img" && !tag.attrs.iter().any(|a| &*a.name.local == "src") {
            self.shown(tag);
            return;
        }
        if name == "img" && !tag.attrs.iter().any(|a| &*a.name.local == "alt") {
            attributes.push_str(" alt=\"\"");
        }
        if name == "math" && self.form.xml {
            attributes.push_str(" xmlns=\"http://www.w3.org/1998/Math/MathML\"");
        }
        if name == "ruby" {
            let tag = if reading.is_some() { "ruby" } else { "span" };
            let _ = write!(self.out, "<{tag}{attributes}>");
            self.readings.push(reading);
            return;
        }
        let end = if self.form.xml && is_void(name) { "/" } else { "" };
        let _ = write!(self.out, "<{}{attributes}{end}>", renamed(name));
    }

    /// What an image shows, apart from the words behind it.
    fn shown(&mut self, image: &Tag) {
        if let Some(alt) = attribute(image, "alt") {
            let _ = write!(self.out, "{} ", escaped(alt.trim()));
        }
    }

    fn text(&mut self, text: &str) {
        let mut text = text;
        if std::mem::take(&mut self.after_pre)
            && let Some(rest) = text.strip_prefix('\n')
        {
            // It is none of the text, but keeps one behind it that is.
            self.out.push('\n');
            text = rest;
        }
        let length = commonplace_core::text::len(text);
        let (from, to) = (self.at, self.at + length);
        let mut cuts: Vec<u32> = vec![from, to];
        for (mark, _) in self.marks {
            let ends = mark.parts.iter().flat_map(|(start, end)| [*start, *end]);
            cuts.extend(ends.filter(|at| (from..to).contains(at)));
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut rest = text.chars();
        for pair in cuts.windows(2) {
            let [start, end] = [pair[0], pair[1]];
            let words: String = rest.by_ref().take((end - start) as usize).collect();
            self.piece(&words, start, end);
        }
        self.at = to;
    }

    /// A piece of text that is all in the same marks.
    fn piece(&mut self, words: &str, start: u32, end: u32) {
        let over = |mark: &Mark| mark.parts.iter().any(|(from, to)| *from <= start && end <= *to);
        let marks: Vec<(&'a Mark, Option<usize>)> =
            self.marks.iter().filter(|(mark, _)| over(mark)).copied().collect();
        // White space between blocks is no place for a mark.
        let Some((last, _)) =
            marks.last().filter(|_| !words.trim().is_empty() && self.formulas == 0)
        else {
            self.out.push_str(&escaped(words));
            return;
        };
        let style = if last.underlined { " underlined" } else { "" };
        let begins = marks.iter().find(|(mark, _)| self.begun.insert(mark.id.as_str()));
        let id = begins
            .map(|(mark, _)| format!(" id=\"{}h-{}\"", self.form.prefix, escaped(&mark.id)))
            .unwrap_or_default();
        let _ = write!(
            self.out,
            "<mark class=\"{}{style}\"{id}>{}</mark>",
            last.colour.name(),
            escaped(words)
        );
        for (mark, number) in &marks {
            let ends = mark.parts.last().is_some_and(|(_, to)| *to == end);
            if let (true, Some(n)) = (ends, number) {
                let (p, kind) =
                    (&self.form.prefix, if self.form.xml { " epub:type=\"noteref\"" } else { "" });
                // No link stands in another.
                let out = if self.links > 0 { &mut self.later } else { &mut self.out };
                let _ = write!(out, "{REFERENCE}{kind} id=\"{p}r-{n}\" href=\"#{p}n-{n}\">{n}</a>");
            }
        }
    }
}

/// A page has one `main`, and it is not an article's.
fn renamed(name: &str) -> &str {
    if name == "main" { "div" } else { name }
}

/// An address with what RFC 3986 has no place for escaped: browsers take it as it is, checkers of books do not.
fn as_uri(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '{' | '}' | '|' | '^' | '`' | '\\' | '"' | '<' | '>' | ' ' => {
                let _ = write!(out, "%{:02X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

fn is_number(value: &str) -> bool {
    !value.is_empty() && value.len() < 6 && value.bytes().all(|byte| byte.is_ascii_digit())
}
