//! Rewrites clean HTML for an export: with marks in it, with the new addresses of images, and as XML if that is
//! needed.

use std::collections::HashSet;
use std::fmt::Write as _;

use commonplace_core::Colour;
use html5ever::tokenizer::Tag;

use crate::escape::html as escaped;
use crate::markdown::Words;
use crate::tokens::{HtmlToken, attribute, tokens};

/// A highlight to be exported.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// Id of the highlight.
    pub id: String,
    /// The ranges of the text that it marks, in code points. Empty if its words are not in the text any more, and
    /// for an image.
    pub parts: Vec<(u32, u32)>,
    /// Its colour.
    pub colour: Colour,
    /// `true` if it is underlined, `false` if it has a coloured background.
    pub underlined: bool,
    /// The quoted words, with their speaker and translation.
    pub words: Words,
    /// The note on it, as clean HTML.
    pub note: Option<String>,
    /// Its tags, and the meaning of its colour.
    pub tags: Vec<String>,
}

impl Mark {
    /// Whether the highlight gets a note of its own below the text: it has a note, tags, a speaker or a
    /// translation, or it has no place in the text.
    pub(super) fn has_note(&self) -> bool {
        self.note.is_some()
            || self.parts.is_empty()
            || !self.tags.is_empty()
            || self.words.speaker.is_some()
            || self.words.translation.is_some()
    }
}

/// The start of a link from a highlight to its note.
pub(super) const REFERENCE: &str = "<a class=\"ref\"";

/// The form in which elements are written.
pub(super) struct MarkupForm {
    /// `true` for XML, `false` for HTML.
    pub(super) xml: bool,
    /// Prefix of each id, so that the ids of several articles in one file differ.
    pub(super) prefix: String,
}

/// Prefix of fragments that stand for links to something in the library.
const OWN_LINK_PREFIX: &str = "clip-commonplace-";

/// Elements without an end tag.
const VOID: &str = "br hr img col wbr";

/// Clean HTML, rewritten in this form with marks in it. Each mark comes with the number of its note, if it has one.
/// `source` returns the new address of an image; if it returns `None`, the image is replaced by its description.
pub(super) fn rewritten(
    html: &str,
    marks: &[(&Mark, Option<usize>)],
    form: &MarkupForm,
    source: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut ids = HashSet::new();
    tokens(html, &mut |piece| {
        if let HtmlToken::Start(tag) = piece {
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
        HtmlToken::Start(tag) => writer.start(tag, source),
        HtmlToken::End(tag) => {
            writer.end(&tag.name);
        }
        HtmlToken::Text(text) => writer.text(text),
    });
    writer.out
}

fn is_void(name: &str) -> bool {
    VOID.split(' ').any(|void| void == name)
}

struct Rewriter<'a> {
    out: String,
    /// Number of code points of the text so far.
    at: u32,
    marks: &'a [(&'a Mark, Option<usize>)],
    form: &'a MarkupForm,
    /// Ids of the marks that are begun; the first element of a mark gets its id.
    begun: HashSet<&'a str>,
    /// Ids that have been written.
    used: HashSet<String>,
    /// All ids in the HTML.
    ids: HashSet<String>,
    after_pre: bool,
    /// Number of open links and of open formulas: a link cannot contain another link, nor a formula a mark.
    links: u32,
    formulas: u32,
    /// References to notes that are written after the open link.
    later: String,
    /// The readings of the open `ruby` elements, the outermost first.
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
                        // An image that is missing is replaced by its description.
                        self.write_description(tag);
                        return;
                    }
                },
                "id" if !self.ids.contains(&value) || !self.used.insert(value.clone()) => continue,
                "id" => value = format!("{}{value}", self.form.prefix),
                "href" => match value.strip_prefix('#') {
                    // A link in a note to something in the library. Books get no such links, because EPUB readers
                    // do not follow them.
                    Some(id) if id.starts_with(OWN_LINK_PREFIX) && !self.form.xml => {
                        let place = id[OWN_LINK_PREFIX.len()..].replacen('-', "/", 1);
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
                // A page's values here may be invalid in EPUB.
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
            self.write_description(tag);
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

    /// Writes the description of an image, followed by a space.
    fn write_description(&mut self, image: &Tag) {
        if let Some(alt) = attribute(image, "alt") {
            let _ = write!(self.out, "{} ", escaped(alt.trim()));
        }
    }

    fn text(&mut self, text: &str) {
        let mut text = text;
        if std::mem::take(&mut self.after_pre)
            && let Some(rest) = text.strip_prefix('\n')
        {
            // Parsers ignore this newline after `<pre>`. Without it, they would ignore a second one that is part of
            // the text.
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

    /// Writes a piece of text that has the same marks throughout.
    fn piece(&mut self, words: &str, start: u32, end: u32) {
        let over = |mark: &Mark| mark.parts.iter().any(|(from, to)| *from <= start && end <= *to);
        let marks: Vec<(&'a Mark, Option<usize>)> =
            self.marks.iter().filter(|(mark, _)| over(mark)).copied().collect();
        // White space between blocks cannot be marked, nor can text in a formula.
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
                // A link cannot contain another link.
                let out = if self.links > 0 { &mut self.later } else { &mut self.out };
                let _ = write!(out, "{REFERENCE}{kind} id=\"{p}r-{n}\" href=\"#{p}n-{n}\">{n}</a>");
            }
        }
    }
}

/// The name that an element is written with. It is `div` for `main`: a page has only one `main`, and it is not the
/// article's.
fn renamed(name: &str) -> &str {
    if name == "main" { "div" } else { name }
}

/// Percent-encodes the characters of an address that RFC 3986 does not allow. Browsers accept them, EPUB checkers
/// do not.
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
