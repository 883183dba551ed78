//! From bytes to a page: what kind of thing they are, and which way they are read.

use base64::Engine as _;
use commonplace_core::{Metadata, Rendition};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::extract::OmitReason;
use crate::render::{self, Clean};
use crate::workers::wire;
use crate::{Error, MAX_FILE, MAX_PAGE, charset, extract, formats, markdown, paste, sanitize};

/// What was taken in, and what is known about it from outside.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Source<'a> {
    /// The bytes as they came.
    #[serde(serialize_with = "wire::bytes")]
    pub bytes: &'a [u8],
    /// Where they came from.
    pub url: Option<&'a str>,
    /// The media type the server or the clipboard gave, without parameters.
    pub media_type: Option<&'a str>,
    /// The charset the server gave.
    pub charset: Option<&'a str>,
    /// The name of the file.
    pub name: Option<&'a str>,
    /// Files that were saved with it: paths as the page names them (`page_files/1.png`).
    #[serde(borrow)]
    pub files: Vec<(&'a str, &'a [u8])>,
    /// Whether a person selected it: all of it is the article then.
    pub selected: bool,
    /// Whether its text is all that is taken: what is done with a page that takes too long.
    pub text_only: bool,
}

/// A page, read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// Clean HTML; its images have addresses `clip://localhost/KEY`.
    pub html: String,
    /// Its text, which positions count in.
    pub text: String,
    /// What is known about the article.
    #[serde(with = "wire::MetadataWire")]
    pub metadata: Metadata,
    /// Its images.
    pub images: Vec<ImageRef>,
    /// Those of its images that came with it, in the same file or beside it: key and bytes.
    pub held: Vec<(String, Vec<u8>)>,
    /// How much of the page this is.
    #[serde(with = "wire::rendition")]
    pub rendition: Rendition,
    /// What made it.
    pub extractor: String,
    /// The encoding the bytes were read in.
    pub charset: String,
    /// The media type the bytes turned out to have.
    pub media_type: String,
}

/// An image of a page: how its clean HTML names it, and where to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRef {
    /// 32 hexadecimal digits, made from the address.
    pub key: String,
    /// An http(s) or `data:` address.
    pub url: String,
}

/// Reads a page: finds out what it is by its content, decodes it, and takes the article out.
///
/// # Errors
///
/// [`Error::Empty`], [`Error::TooLarge`], [`Error::NotText`], [`Error::NotYet`]; nothing else: a page that is
/// badly made comes out as well as it can.
pub fn read(source: &Source<'_>) -> Result<Page, Error> {
    Ok(read_input(&Input::of(source)?, source))
}

fn read_input(input: &Input, source: &Source<'_>) -> Page {
    let (text, url) = (input.text.as_str(), input.url.as_deref());
    let (clean, metadata, rendition) = match input.kind {
        _ if source.text_only => {
            let found = extract::text_only(text, url);
            (found.clean, found.metadata, found.rendition)
        }
        Kind::Html if source.selected => selection(text, url),
        Kind::Html => {
            let mut found = extract::extract(text, url);
            for (text, url) in &input.more {
                extract::go_on(&mut found, text, url.as_deref());
            }
            (found.clean, found.metadata, found.rendition)
        }
        Kind::Markdown => from_markdown(text, url),
        Kind::Plain => plain(text, url),
    };
    let (clean, images, held) = with_keys(clean, &input.parts);
    let mut metadata = metadata;
    name_after_file(&mut metadata, source);
    let rendition = if clean.text_only && rendition == Rendition::Article {
        Rendition::TextOnly
    } else {
        rendition
    };
    Page {
        html: clean.html,
        text: clean.text,
        metadata,
        images,
        held,
        rendition,
        extractor: extract::EXTRACTOR.to_owned(),
        charset: input.charset.to_owned(),
        media_type: input.media_type.to_owned(),
    }
}

/// A page that cannot be read: what it is called is all that is known.
pub(crate) fn unread(source: &Source<'_>) -> Page {
    let mut metadata =
        Metadata { url: source.url.and_then(crate::canonical_url), ..Metadata::default() };
    name_after_file(&mut metadata, source);
    Page {
        html: String::new(),
        text: String::new(),
        metadata,
        images: Vec::new(),
        held: Vec::new(),
        rendition: Rendition::Empty,
        extractor: extract::EXTRACTOR.to_owned(),
        charset: source.charset.unwrap_or("UTF-8").to_owned(),
        media_type: source.media_type.unwrap_or("text/html").to_owned(),
    }
}

fn name_after_file(metadata: &mut Metadata, source: &Source<'_>) {
    if metadata.title.is_empty()
        && let Some(name) = source.name
    {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        metadata.title = stem.replace(['_', '-'], " ").trim().to_owned();
    }
}

/// A page as it was captured, passage by passage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inspection {
    /// Clean HTML of all that the page shows; passage N stands in an element whose id is
    /// `clip-passage-N`.
    pub html: String,
    /// For each passage, why it is not in the article; `None` if it is.
    pub why: Vec<Option<OmitReason>>,
}

/// Looks into a page again: which of its passages stand in `text`, the article made from it under
/// `title`, and why the others do not.
///
/// # Errors
///
/// As [`read`].
pub fn inspect(source: &Source<'_>, title: &str, text: &str) -> Result<Inspection, Error> {
    let input = Input::of(source)?;
    let found = extract::passages(&input.as_html(), input.url.as_deref(), title, text);
    let clean = render::with_images(&found.clean.html, &mut |url| Some(image_address(url)));
    Ok(Inspection { html: clean.html, why: found.why })
}

/// Reads a page with those passages as its article that the reader chose, by their number in
/// [`inspect`].
///
/// # Errors
///
/// As [`read`]; [`Error::Empty`] if nothing was chosen.
pub fn pick(source: &Source<'_>, passages: &[usize]) -> Result<Page, Error> {
    let input = Input::of(source)?;
    let clean = extract::picked(&input.as_html(), input.url.as_deref(), passages);
    if clean.text.trim().is_empty() {
        return Err(Error::Empty);
    }
    let (clean, images, held) = with_keys(clean, &input.parts);
    let page = read_input(&input, source);
    Ok(Page {
        html: clean.html,
        text: clean.text,
        images,
        held,
        rendition: Rendition::Article,
        extractor: extract::PICKED.to_owned(),
        ..page
    })
}

/// Pictures that came with a page: key and bytes.
type Held = Vec<(String, Vec<u8>)>;

/// Gives images the addresses of their kept copies, and finds those that came with the page.
fn with_keys(clean: Clean, parts: &formats::Parts) -> (Clean, Vec<ImageRef>, Held) {
    let mut images = Vec::new();
    if clean.images.is_empty() {
        return (clean, images, Vec::new());
    }
    let text_only = clean.text_only;
    let clean = render::with_images(&clean.html, &mut |url| {
        let image = ImageRef { key: key(url), url: url.to_owned() };
        let address = image_address(url);
        if !images.contains(&image) {
            images.push(image);
        }
        Some(address)
    });
    let held =
        images.iter().filter_map(|i| Some((i.key.clone(), parts.get(&i.url)?.clone()))).collect();
    (Clean { text_only, ..clean }, images, held)
}

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Html,
    Markdown,
    Plain,
}

/// A source taken apart and decoded.
struct Input {
    text: String,
    kind: Kind,
    /// Where it came from; a place that leads nowhere if only its parts need one.
    url: Option<String>,
    media_type: &'static str,
    charset: &'static str,
    parts: formats::Parts,
    /// The pages that go on where it ends, with their addresses.
    more: Vec<(String, Option<String>)>,
}

impl Input {
    fn of(source: &Source<'_>) -> Result<Self, Error> {
        if source.bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::Empty);
        }
        if source.bytes.len() > MAX_FILE {
            return Err(Error::TooLarge);
        }
        let mut url = source.url.map(str::to_owned);
        let mut more = Vec::new();
        let (text, charset, archive, mut parts) = match formats::unpack(source.bytes) {
            Some(unpacked) => {
                more = unpacked.more;
                url = url.or(unpacked.url);
                (unpacked.html, "UTF-8", Some(unpacked.media_type), unpacked.parts)
            }
            None => {
                if let Some(kind) = unread_kind(source.bytes) {
                    return Err(Error::NotYet { kind: kind.to_owned() });
                }
                if let Some(kind) = binary_kind(source.bytes) {
                    return Err(Error::NotText { kind: kind.to_owned() });
                }
                let (text, charset) = charset::decode(source.bytes, source.charset);
                (text, charset, None, formats::Parts::new())
            }
        };
        let text = formats::lift_inline(&text, &mut parts).unwrap_or(text);
        if text.len() > MAX_PAGE {
            return Err(Error::TooLarge);
        }
        let media_type = if archive.is_some() { "text/html" } else { media_type(source, &text) };
        let kind = match media_type {
            "text/html" => Kind::Html,
            "text/markdown" => Kind::Markdown,
            _ if formats::is_markdown(&text) => Kind::Markdown,
            _ => Kind::Plain,
        };
        if kind == Kind::Html {
            url = url.or_else(|| formats::saved_from(&text));
        }
        if !source.files.is_empty() {
            url = url.or_else(|| Some(formats::nowhere().to_owned()));
            parts.extend(formats::folder(&source.files, url.as_deref()));
        }
        let media_type = archive.unwrap_or(media_type);
        Ok(Self { text, kind, url, media_type, charset, parts, more })
    }

    /// All of it as HTML: several pages behind each other, lines as paragraphs.
    fn as_html(&self) -> String {
        match self.kind {
            Kind::Html => {
                let more = self.more.iter().map(|(html, _)| html.as_str());
                std::iter::once(self.text.as_str()).chain(more).collect()
            }
            Kind::Markdown => markdown::to_html(without_front_matter(&self.text)),
            Kind::Plain => {
                let lines = paste::paragraphs(&self.text);
                render::paragraphs(lines.iter().map(String::as_str)).html
            }
        }
    }
}

/// The address a kept copy of the image at `url` has in clean HTML: `clip://localhost/KEY`.
#[must_use]
pub fn image_address(url: &str) -> String {
    format!("{}{}", sanitize::CLIP, key(url))
}

fn key(url: &str) -> String {
    hex(&Sha256::digest(url.as_bytes())[..16])
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Bytes and media type of an image given inline; `None` if it is not one.
pub(crate) fn inline_image(url: &str) -> Option<Vec<u8>> {
    let (head, body) = url.strip_prefix("data:")?.split_once(',')?;
    if !head.to_ascii_lowercase().ends_with(";base64") {
        return None;
    }
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    base64::engine::general_purpose::STANDARD_NO_PAD.decode(body.trim_end_matches('=')).ok()
}

/// What bytes are that a later version may read; `None` for anything else.
fn unread_kind(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1_024)];
    let has = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
    if has(b"%PDF-") && !has(b"<html") {
        Some("A PDF")
    } else if bytes.starts_with(b"PK") && has(b"application/epub+zip") {
        Some("An e-book (EPUB)")
    } else {
        None
    }
}

/// What bytes are that are no text, in words for a person; `None` for text.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: &[(&[u8], &str)] = &[
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"PK\x03\x04", "an archive"),
        (b"\x1F\x8B", "a compressed file"),
        (b"\x7FELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"SQLite format 3", "a database"),
        (b"\xD0\xCF\x11\xE0", "an Office document"),
        (b"ID3", "a sound"),
        (b"OggS", "a sound"),
        (b"RIFF", "a picture or a sound"),
    ];
    if let Some((_, kind)) = kinds.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    if encoding_rs::Encoding::for_bom(bytes).is_some() {
        return None;
    }
    let head = &bytes[..bytes.len().min(8_192)];
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    (head.contains(&0) && control * 20 > head.len() || control * 5 > head.len())
        .then_some("a binary file")
}

/// What a text is, by its content first.
fn media_type(source: &Source<'_>, text: &str) -> &'static str {
    let head: String = text
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .chars()
        .take(2_000)
        .collect::<String>()
        .to_ascii_lowercase();
    let opens = |tags: &[&str]| tags.iter().any(|t| head.starts_with(t));
    if opens(&[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<!--",
        "<?xml",
        "<meta",
        "<article",
        "<div",
        "<p>",
        "<p ",
        "<h1",
    ]) {
        return "text/html";
    }
    let name = source.name.unwrap_or_default().to_ascii_lowercase();
    match source.media_type {
        Some("text/html" | "application/xhtml+xml") => return "text/html",
        Some("text/markdown" | "text/x-markdown") => return "text/markdown",
        _ => {}
    }
    if name.ends_with(".html") || name.ends_with(".htm") || name.ends_with(".xhtml") {
        "text/html"
    } else if name.ends_with(".md") || name.ends_with(".markdown") {
        "text/markdown"
    } else if source.media_type.is_none()
        && name.is_empty()
        && ["</p>", "</div>", "</a>", "<br>"].iter().any(|t| head.contains(t))
    {
        "text/html"
    } else {
        "text/plain"
    }
}

fn rendition_of(clean: &Clean) -> Rendition {
    if clean.text.trim().is_empty() { Rendition::Empty } else { Rendition::Article }
}

/// Plain text, as a person pastes it.
fn plain(text: &str, url: Option<&str>) -> (Clean, Metadata, Rendition) {
    let lines = paste::paragraphs(text);
    let found = paste::analyse(&lines);
    let kept =
        lines.iter().zip(&found.keep).filter(|(_, keep)| **keep).map(|(line, _)| line.as_str());
    let clean = render::paragraphs(kept);
    let mut metadata = found.metadata;
    metadata.url = url.and_then(crate::canonical_url).or(metadata.url);
    let rendition = rendition_of(&clean);
    (clean, metadata, rendition)
}

/// HTML that a person selected: all of it is the article, but for the head and the tail that
/// come along when a whole page is copied.
fn selection(html: &str, url: Option<&str>) -> (Clean, Metadata, Rendition) {
    let document = sanitize::is_within_limits(html).then(|| dom_query::Document::from(html));
    let resolved = document.map(|document| {
        extract::prepare(&document, url);
        document.body().map(|b| b.inner_html().to_string()).unwrap_or_default()
    });
    let clean = render::clean(resolved.as_deref().unwrap_or(html));
    let blocks = render::block_texts(&clean.html);
    let mut found = paste::analyse(&blocks);
    // A list or a table is never furniture.
    for (keep, block) in found.keep.iter_mut().zip(&blocks) {
        *keep |= block.contains('\n') && block.len() > 400;
    }
    let kept = render::retain_blocks(&clean.html, |at| found.keep.get(at).copied().unwrap_or(true));
    let mut metadata = found.metadata;
    metadata.url = url.and_then(crate::canonical_url).or(metadata.url);
    let rendition = rendition_of(&kept);
    (Clean { text_only: clean.text_only, ..kept }, metadata, rendition)
}

/// A Markdown file without what stands between `---` at its top.
fn without_front_matter(text: &str) -> &str {
    let text = text.trim_start_matches('\u{FEFF}');
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"));
    let body = rest.and_then(|rest| rest.find("\n---").map(|end| &rest[end + 4..]));
    body.map_or(text, |body| body.trim_start_matches('-'))
}

/// A Markdown file: front matter, then a first heading as the title.
fn from_markdown(text: &str, url: Option<&str>) -> (Clean, Metadata, Rendition) {
    let mut metadata = Metadata::default();
    let mut body = text.trim_start_matches('\u{FEFF}');
    if let Some(rest) = body.strip_prefix("---\n").or_else(|| body.strip_prefix("---\r\n"))
        && let Some(end) = rest.find("\n---")
    {
        let unquoted = |value: &str| value.trim().trim_matches(['"', '\'']).replace("\\\"", "\"");
        // The key whose values are a list, an item a line, as our own export writes authors.
        let mut listed = "";
        for line in rest[..end].lines() {
            if let Some(item) = line.trim_start().strip_prefix("- ") {
                let name = unquoted(item);
                if matches!(listed, "author" | "authors" | "byline") && !name.is_empty() {
                    metadata.authors.push(name);
                    metadata.byline = Some(metadata.authors.join(", "));
                }
                continue;
            }
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = unquoted(value);
            listed = if value.is_empty() { key.trim() } else { "" };
            match (key.trim(), value.is_empty()) {
                (_, true) => {}
                ("title", _) => metadata.title = value,
                ("source" | "url", _) => metadata.url = crate::canonical_url(&value),
                ("author" | "authors" | "byline", _) => {
                    metadata.authors = paste::names(value.trim_matches(['[', ']']));
                    metadata.byline = Some(metadata.authors.join(", ")).filter(|b| !b.is_empty());
                }
                ("site" | "publisher", _) => metadata.site = Some(value),
                ("published" | "date", _) => {
                    let found = || crate::date::find(&value, None).map(|(date, _)| date);
                    metadata.published = value.parse().ok().or_else(found)
                }
                ("language" | "lang", _) => metadata.language = crate::language::normalise(&value),
                ("description", _) => metadata.description = Some(value),
                _ => {}
            }
        }
        body = rest[end + 4..].trim_start_matches('-');
    }
    let html = markdown::to_html(body);
    let prepared = sanitize::is_within_limits(&html).then(|| {
        let document = dom_query::Document::from(html.as_str());
        extract::prepare(&document, url);
        document.body().map(|b| b.inner_html().to_string()).unwrap_or_default()
    });
    let clean = render::clean(prepared.as_deref().unwrap_or(&html));
    let clean = match (
        metadata.title.is_empty(),
        clean.html.strip_prefix("<h1>").and_then(|h| h.find("</h1>")),
    ) {
        (true, Some(_)) => {
            metadata.title =
                render::block_texts(&clean.html).into_iter().next().unwrap_or_default();
            render::retain_blocks(&clean.html, |at| at > 0)
        }
        _ => clean,
    };
    metadata.url = url.and_then(crate::canonical_url).or(metadata.url);
    if metadata.language.is_none() {
        metadata.language = crate::language::detect(&clean.text);
    }
    let rendition = rendition_of(&clean);
    (clean, metadata, rendition)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(bytes: &[u8]) -> Source<'_> {
        Source { bytes, ..Source::default() }
    }

    #[test]
    fn bad_input_is_told_apart() {
        assert!(matches!(read(&source(b" \n ")), Err(Error::Empty)));
        assert!(matches!(read(&source(&vec![b'a'; MAX_PAGE + 1])), Err(Error::TooLarge)));
        assert!(matches!(
            read(&Source { name: Some("a.html"), ..source(b"\x89PNG\r\n\x1a\n\0\0") }),
            Err(Error::NotText { kind }) if kind == "a picture"
        ));
        assert!(matches!(read(&source(b"%PDF-1.7\n")), Err(Error::NotYet { .. })));
        assert!(matches!(
            read(&source(b"PK\x03\x04....mimetypeapplication/epub+zip")),
            Err(Error::NotYet { .. })
        ));
        assert!(matches!(
            read(&Source { name: Some("a.html"), ..source(&[0; 64]) }),
            Err(Error::NotText { .. })
        ));
    }

    #[test]
    fn markdown_with_front_matter() -> Result<(), Error> {
        let page = read(&Source { name: Some("a.md"), ..source(b"---\ntitle: \"Ferries\"\nsource: https://e.example/a\n---\n\n## More\n\n| a | b |\n|---|---|\n| 1 | 2 |\n") })?;
        assert_eq!(page.metadata.title, "Ferries");
        assert_eq!(page.metadata.url.as_deref(), Some("https://e.example/a"));
        assert!(
            page.html.starts_with("<h2>More</h2>") && page.html.contains("<td>1</td>"),
            "{}",
            page.html
        );
        Ok(())
    }

    #[test]
    fn markdown_keeps_formulas_tables_and_footnotes() -> Result<(), Error> {
        let page = read(&source("# Ferries\n\nThe speed[^1] is $\\frac{a}{b}$, from $5 to $10.\n\n- [ ] todo\n\n[^1]: Of the boat.".as_bytes()))?;
        for part in [
            "<math",
            "alttext=\"\\frac{a}{b}\"",
            "from $5 to $10",
            "☐ todo",
            "Of the boat.",
            "href=\"#clip-1\"",
            "id=\"clip-1\"",
        ] {
            assert!(page.html.contains(part), "{part} in {}", page.html);
        }
        Ok(())
    }

    #[test]
    fn a_selection_keeps_its_links_and_loses_its_toolbar() -> Result<(), Error> {
        let html = "<meta charset=utf-8><h1>Ferries for the coast</h1><p>By Ana Liang</p><div>Print Mail Share</div><p>Eleven harbour towns asked the <a href=https://e.example/m>ministry</a> on Friday for a seat on the board.</p>";
        let page = read(&Source { selected: true, ..source(html.as_bytes()) })?;
        assert_eq!(page.metadata.title, "Ferries for the coast");
        assert_eq!(page.metadata.byline.as_deref(), Some("Ana Liang"));
        assert_eq!(
            page.html,
            "<p>Eleven harbour towns asked the <a href=\"https://e.example/m\">ministry</a> on Friday for a seat on the board.</p>"
        );
        Ok(())
    }

    #[test]
    fn images_are_named_by_their_address() -> Result<(), Error> {
        let page = read(&Source { selected: true, ..source(b"<p>a picture of a boat <img src=https://e.example/1.png><img src=https://e.example/1.png></p>") })?;
        assert_eq!(page.images.len(), 1);
        assert_eq!(
            page.html.matches(&format!("clip://localhost/{}", page.images[0].key)).count(),
            2
        );
        Ok(())
    }

    const PAGE: &str = "<html lang=en><head><title>Ferries</title></head><body><nav><a href=/>Home</a></nav><article><h1>Ferries</h1><p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.</p><p>Sign up for our <a href=/n>newsletter</a> today</p><pre>a  b</pre><p>The ministry said that it would answer within a month, as it has done every year.</p></article><div style='display:none'>never</div><aside><p>The bridge in the south will not be built, said the ministry on another day of that week.</p></aside></body></html>";

    #[test]
    fn every_passage_says_why_it_is_left_out() -> Result<(), Error> {
        let page = read(&source(PAGE.as_bytes()))?;
        let got = inspect(&source(PAGE.as_bytes()), &page.metadata.title, &page.text)?;
        let why = [
            Some(OmitReason::Elsewhere),
            Some(OmitReason::Title),
            None,
            Some(OmitReason::Newsletter),
            None,
            None,
            Some(OmitReason::Elsewhere),
        ];
        assert_eq!(got.why, why, "{}", page.text);
        for number in 0..why.len() {
            assert!(got.html.contains(&format!("id=\"clip-passage-{number}\"")), "{}", got.html);
        }
        assert!(!got.html.contains("never"));
        Ok(())
    }

    #[test]
    fn the_reader_picks_the_article_by_hand() -> Result<(), Error> {
        let page = pick(&source(PAGE.as_bytes()), &[4, 6])?;
        assert_eq!(
            page.text,
            "a  b\nThe bridge in the south will not be built, said the ministry on another day of that week."
        );
        assert!(crate::is_picked(&page.extractor));
        let got = inspect(&source(PAGE.as_bytes()), "Ferries", &page.text)?;
        assert_eq!((got.why[2], got.why[6]), (Some(OmitReason::ByHand), None));
        assert!(matches!(pick(&source(PAGE.as_bytes()), &[]), Err(Error::Empty)));
        let lines = b"Ferries\n\nEleven towns asked the ministry for a seat.\n\nShare\n";
        assert_eq!(pick(&source(lines), &[1])?.text, "Eleven towns asked the ministry for a seat.");
        Ok(())
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), selected in proptest::bool::ANY) {
            let source = Source { bytes: &bytes, selected, ..Source::default() };
            let _ = read(&source);
            let _ = inspect(&source, "", "");
        }

        #[test]
        fn any_text_can_be_read(text in "\\PC{0,200}", name in proptest::sample::select(vec!["a.html", "a.md", "a.txt"])) {
            let _ = read(&Source { bytes: text.as_bytes(), name: Some(name), ..Source::default() });
        }
    }
}
