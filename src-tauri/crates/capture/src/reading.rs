//! Turns bytes into a page: takes them apart, decodes them, and reads them as HTML, Markdown or plain text.

use commonplace_core::{Metadata, Rendition};

use crate::page::{Inspection, Page, Source};
use crate::render::{self, Clean};
use crate::{
    Error, MAX_FILE, MAX_PAGE, charset, extract, formats, images, markdown, paste, sanitize, sniff,
};

/// Extracts the article from a page. The format is detected from the content, then the text is decoded.
///
/// # Errors
///
/// Fails only with [`Error::Empty`], [`Error::TooLarge`], [`Error::NotText`] or [`Error::NotYet`]. A
/// malformed page is no error: as much of it as possible is read.
pub fn read(source: &Source<'_>) -> Result<Page, Error> {
    Ok(read_input(&Input::unpack(source)?, source))
}

fn read_input(input: &Input, source: &Source<'_>) -> Page {
    let (text, url) = (input.text.as_str(), input.url.as_deref());
    let (clean, metadata, rendition) = match input.kind {
        _ if source.text_only => {
            let found = extract::text_only(text, url);
            (found.clean, found.metadata, found.rendition)
        }
        TextKind::Html if source.selected => selection(text, url),
        TextKind::Html => {
            let mut found = extract::extract(text, url);
            for (text, url) in &input.more {
                extract::append_next_page(&mut found, text, url.as_deref());
            }
            (found.clean, found.metadata, found.rendition)
        }
        TextKind::Markdown => {
            let (clean, metadata) = markdown::read(text, url);
            let rendition = rendition_of(&clean);
            (clean, metadata, rendition)
        }
        TextKind::Plain => plain(text, url),
    };
    let (clean, images, held) = images::with_keys(clean, &input.parts);
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

/// A page without HTML and text, for a source that cannot be read. Only its address and the name of its file
/// are known.
pub(crate) fn unreadable_page(source: &Source<'_>) -> Page {
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

/// Reads a page again and finds, for each of its passages, whether it is in `text` (the article made from the
/// page, titled `title`), and if not, why.
///
/// # Errors
///
/// The errors of [`read`].
pub fn inspect(source: &Source<'_>, title: &str, text: &str) -> Result<Inspection, Error> {
    let input = Input::unpack(source)?;
    let found = extract::passages(&input.as_html(), input.url.as_deref(), title, text);
    let clean = found.clean.with_images(&mut |url| Some(images::address(url)));
    Ok(Inspection { html: clean.html, why: found.why })
}

/// Reads a page with an article that a person picked by hand: `passages` are the numbers that [`inspect`]
/// gave to the chosen passages.
///
/// # Errors
///
/// The errors of [`read`]; [`Error::Empty`] if `passages` has no text.
pub fn read_picked(source: &Source<'_>, passages: &[usize]) -> Result<Page, Error> {
    let input = Input::unpack(source)?;
    let clean = extract::picked(&input.as_html(), input.url.as_deref(), passages);
    if clean.text.trim().is_empty() {
        return Err(Error::Empty);
    }
    let (clean, images, held) = images::with_keys(clean, &input.parts);
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

/// The format in which a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextKind {
    Html,
    Markdown,
    Plain,
}

/// A source, taken apart and decoded.
struct Input {
    text: String,
    kind: TextKind,
    /// The page's address. [`images::NOWHERE`] if it is not known but files that came with the page need a
    /// base address.
    url: Option<String>,
    media_type: &'static str,
    charset: &'static str,
    parts: images::Parts,
    /// The HTML of the following pages of the same article, with their addresses.
    more: Vec<(String, Option<String>)>,
}

impl Input {
    fn unpack(source: &Source<'_>) -> Result<Self, Error> {
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
                if let Some(kind) = sniff::unread_kind(source.bytes) {
                    return Err(Error::NotYet { kind });
                }
                if let Some(kind) = sniff::binary_kind(source.bytes) {
                    return Err(Error::NotText { kind });
                }
                let (text, charset) = charset::decode(source.bytes, source.charset);
                (text, charset, None, images::Parts::new())
            }
        };
        let text = formats::lift_inline(&text, &mut parts).unwrap_or(text);
        if text.len() > MAX_PAGE {
            return Err(Error::TooLarge);
        }
        let media_type =
            if archive.is_some() { "text/html" } else { sniff::media_type(source, &text) };
        let text = if media_type == "text/html" { text } else { text.replace("\r\n", "\n") };
        let kind = match media_type {
            "text/html" => TextKind::Html,
            "text/markdown" => TextKind::Markdown,
            _ if sniff::is_markdown(&text) => TextKind::Markdown,
            _ => TextKind::Plain,
        };
        if kind == TextKind::Html {
            url = url.or_else(|| formats::saved_from(&text));
        }
        if !source.files.is_empty() {
            url = url.or_else(|| Some(images::NOWHERE.to_owned()));
            parts.extend(formats::folder(&source.files, url.as_deref()));
        }
        let media_type = archive.unwrap_or(media_type);
        Ok(Self { text, kind, url, media_type, charset, parts, more })
    }

    /// The whole input as HTML: the following pages are appended, and lines of plain text become paragraphs.
    fn as_html(&self) -> String {
        match self.kind {
            TextKind::Html => {
                let more = self.more.iter().map(|(html, _)| html.as_str());
                std::iter::once(self.text.as_str()).chain(more).collect()
            }
            TextKind::Markdown => markdown::to_html(markdown::without_front_matter(&self.text)),
            TextKind::Plain => {
                let lines = paste::paragraphs(&self.text);
                render::paragraphs(lines.iter().map(String::as_str)).html
            }
        }
    }
}

fn rendition_of(clean: &Clean) -> Rendition {
    if clean.text.trim().is_empty() { Rendition::Empty } else { Rendition::Article }
}

/// Reads plain text that a person pasted.
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

/// Reads HTML that a person selected. All of it is the article except the furniture before and after it that
/// comes along when a whole page is copied.
fn selection(html: &str, url: Option<&str>) -> (Clean, Metadata, Rendition) {
    let document = sanitize::is_within_limits(html).then(|| dom_query::Document::from(html));
    let resolved = document.map(|document| {
        extract::prepare(&document, url);
        document.body().map(|b| b.inner_html().to_string()).unwrap_or_default()
    });
    let clean = render::clean(resolved.as_deref().unwrap_or(html));
    let blocks = clean.block_texts();
    let mut found = paste::analyse(&blocks);
    // A long block of several lines, such as a list or a table, is never furniture.
    for (keep, block) in found.keep.iter_mut().zip(&blocks) {
        *keep |= block.contains('\n') && block.len() > 400;
    }
    let kept = clean.retain_blocks(|at| found.keep.get(at).copied().unwrap_or(true));
    let mut metadata = found.metadata;
    metadata.url = url.and_then(crate::canonical_url).or(metadata.url);
    let rendition = rendition_of(&kept);
    (kept, metadata, rendition)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileKind;
    use crate::OmitReason;

    fn source(bytes: &[u8]) -> Source<'_> {
        Source { bytes, ..Source::default() }
    }

    #[test]
    fn bad_input_is_told_apart() {
        assert!(matches!(read(&source(b" \n ")), Err(Error::Empty)));
        assert!(matches!(read(&source(&vec![b'a'; MAX_PAGE + 1])), Err(Error::TooLarge)));
        assert!(matches!(
            read(&Source { name: Some("a.html"), ..source(b"\x89PNG\r\n\x1a\n\0\0") }),
            Err(Error::NotText { kind: FileKind::Picture })
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
        let page = read(&Source { name: Some("a.md"), ..source(b"---\r\ntitle: \"Ferries\"\r\nsource: https://e.example/a\r\nauthor:\r\n  - \"[[Ana Liang]]\"\r\n  - Liu Wei\r\n---\n\n## More\n\n| a | b |\n|---|---|\n| 1 | 2 |\n") })?;
        assert_eq!(page.metadata.title, "Ferries");
        assert_eq!(page.metadata.url.as_deref(), Some("https://e.example/a"));
        assert_eq!(page.metadata.authors, ["Ana Liang", "Liu Wei"]);
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
        let page = read_picked(&source(PAGE.as_bytes()), &[4, 6])?;
        assert_eq!(
            page.text,
            "a  b\nThe bridge in the south will not be built, said the ministry on another day of that week."
        );
        assert!(crate::is_picked(&page.extractor));
        let got = inspect(&source(PAGE.as_bytes()), "Ferries", &page.text)?;
        assert_eq!((got.why[2], got.why[6]), (Some(OmitReason::ByHand), None));
        assert!(matches!(read_picked(&source(PAGE.as_bytes()), &[]), Err(Error::Empty)));
        let lines = b"Ferries\n\nEleven towns asked the ministry for a seat.\n\nShare\n";
        assert_eq!(
            read_picked(&source(lines), &[1])?.text,
            "Eleven towns asked the ministry for a seat."
        );
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
