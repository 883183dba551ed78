//! Exports articles with their highlights as one self-contained HTML file, or as an EPUB 3 book with a chapter
//! for each article. Highlights are marked in the text. Each note is linked from its highlight, and links back
//! to it.

mod rewriting;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io::{Seek, Write};

use base64::Engine as _;
use commonplace_core::{Colour, Link};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::escape::html as escaped;
use rewriting::{MarkupForm, REFERENCE, rewritten};

pub use rewriting::Mark;

/// An article to be exported.
#[derive(Debug, Clone, Default)]
pub struct Chapter {
    /// Id of the article.
    pub id: String,
    /// Title of the article; may be empty.
    pub title: String,
    /// Language of the article, as a BCP 47 tag.
    pub language: Option<String>,
    /// Names of the authors.
    pub authors: Vec<String>,
    /// The parts of the line below the title: byline, site and date.
    pub about: Vec<String>,
    /// Address of the article.
    pub url: Option<String>,
    /// A sentence with the time of the capture and its SHA-256.
    pub captured: String,
    /// The text as clean HTML, with the library's addresses of images.
    pub html: String,
    /// The highlights, in text order.
    pub marks: Vec<Mark>,
    /// The notes on the article, as clean HTML.
    pub notes: Vec<String>,
}

/// An image: its media type and its bytes.
pub type Image = (String, Vec<u8>);
/// Returns an image of a chapter by its key; `None` if the library does not have it.
pub type Images<'a> = &'a dyn Fn(&Chapter, &str) -> Option<Image>;

const STYLE: &str = "\
body{margin:0 auto;padding:1.5em;max-width:42em;line-height:1.55;font-family:Georgia,'Noto Serif',serif}\
h1{line-height:1.2}a{color:#9c3a24}article+article{margin-top:4em;padding-top:2em;border-top:1px solid #ccc}.source{overflow-wrap:anywhere}.about,.source,.tags{color:#666;font-size:.9em}\
img{max-width:100%;height:auto}pre{overflow-x:auto;white-space:pre-wrap}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3em .5em}\
blockquote{margin:.8em 0;padding-left:1em;border-left:3px solid #ccc}figure{margin:1.5em 0}figcaption{font-size:.9em;color:#666}\
mark{color:inherit;padding:.1em 0}mark.underlined{background:none;text-decoration:underline;text-decoration-thickness:2px}\
a.ref{vertical-align:super;font-size:.75em;text-decoration:none}aside{margin:1.2em 0;padding:0 1em;border-left:3px solid #999}\
@media(prefers-color-scheme:dark){body{background:#1a1917;color:#e4dfd5}a{color:#e58a6e}.about,.source,.tags,figcaption{color:#aca598}mark{color:#1d1b18}mark.underlined{color:inherit}}";

/// The style sheet, with a pale tint of each colour as the background of marks.
fn style() -> String {
    let mut sheet = STYLE.to_owned();
    for colour in Colour::ALL {
        // The mean of the colour and white, so that dark text is easy to read on it.
        let [r, g, b] = colour.rgb().map(|part| u8::midpoint(part, 0xff));
        // Writing to a string does not fail.
        let _ = write!(sheet, ".{}{{background:#{r:02x}{g:02x}{b:02x}}}", colour.name());
    }
    sheet
}

/// Clean HTML with marks in it, without links to notes. Where marks overlap, the last of them sets the colour
/// and the style.
#[must_use]
pub fn with_marks(html: &str, marks: &[Mark]) -> String {
    let marks: Vec<(&Mark, Option<usize>)> = marks.iter().map(|mark| (mark, None)).collect();
    let form = MarkupForm { xml: false, prefix: String::new() };
    rewritten(html, &marks, &form, &|src| Some(src.to_owned()))
}

/// Articles as one HTML file. It loads no other files and runs no scripts.
#[must_use]
pub fn html(chapters: &[Chapter], images: Images<'_>) -> String {
    let first = chapters.first();
    let language = first.and_then(|c| c.language.as_deref()).unwrap_or("en");
    let title = first.map_or("Commonplace", |c| titled(c));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
        escaped(language),
        direction(language),
        escaped(title),
        style(),
    );
    for (n, chapter) in chapters.iter().enumerate() {
        let source = |src: &str| {
            let (media_type, bytes) = images(chapter, key_of(src))?;
            let bytes = base64::engine::general_purpose::STANDARD.encode(bytes);
            Some(format!("data:{media_type};base64,{bytes}"))
        };
        let form =
            MarkupForm { xml: false, prefix: if n == 0 { String::new() } else { format!("{n}-") } };
        let language = chapter.language.as_deref().unwrap_or("en");
        let _ = writeln!(
            out,
            "<article lang=\"{}\" dir=\"{}\">",
            escaped(language),
            direction(language)
        );
        out.push_str(&body(chapter, &form, &source));
        out.push_str("</article>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// The HTML pages of an EPUB book, in the order of the files in it, without their XML declarations. Empty if
/// `bytes` is not a zip archive.
#[must_use]
pub fn pages_of_epub(bytes: &[u8]) -> Vec<String> {
    use std::io::Read as _;
    /// Maximum size of a page in bytes, after which it is cut off, and maximum number of files looked at.
    const LARGEST: u64 = 32 << 20;
    const MOST: usize = 20_000;
    let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { return Vec::new() };
    let mut pages = Vec::new();
    for n in 0..zip.len().min(MOST) {
        let Some(Ok(name)) = zip.name_for_index(n) else { continue };
        if !name.ends_with(".xhtml") && !name.ends_with(".html") {
            continue;
        }
        let mut text = String::new();
        if let Ok(file) = zip.by_index(n)
            && file.take(LARGEST).read_to_string(&mut text).is_ok()
        {
            // The XML declaration is no part of the page.
            pages.push(text.split_once("?>").map_or(text.clone(), |(_, rest)| rest.to_owned()));
        }
    }
    pages
}

/// Removes the numbers that link from a highlight to its note from an exported page: they are not words of the
/// text that is quoted.
#[must_use]
pub fn without_references(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(REFERENCE) {
        let Some((_, behind)) = after.split_once("</a>") else { break };
        out.push_str(before);
        rest = behind;
    }
    out + rest
}

/// Writes articles as an EPUB 3 book. `modified` has the form `YYYY-MM-DDThh:mm:ssZ`; `id` is a UUID.
///
/// # Errors
///
/// Errors of writing to `to`.
pub fn epub(
    to: impl Write + Seek,
    id: &str,
    title: &str,
    modified: &str,
    chapters: &[Chapter],
    images: Images<'_>,
) -> std::io::Result<()> {
    let mut zip = ZipWriter::new(to);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default();
    // EPUB requires this file to be the first and not compressed. It identifies the format.
    zip.start_file("mimetype", stored)?;
    zip.write_all(b"application/epub+zip")?;
    zip.start_file("META-INF/container.xml", packed)?;
    zip.write_all(br#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"#)?;
    zip.start_file("EPUB/style.css", packed)?;
    zip.write_all(style().as_bytes())?;
    let (mut manifest, mut spine, mut contents) = (String::new(), String::new(), String::new());
    for (n, chapter) in chapters.iter().enumerate() {
        let kept: std::cell::RefCell<BTreeMap<String, (String, Image)>> =
            std::cell::RefCell::default();
        let source = |src: &str| {
            let key = key_of(src);
            if let Some((name, _)) = kept.borrow().get(key) {
                return Some(name.clone());
            }
            let image = images(chapter, key)?;
            let ending = match image.0.as_str() {
                "image/png" => "png",
                "image/jpeg" => "jpg",
                "image/gif" => "gif",
                "image/webp" => "webp",
                // Not every EPUB reader displays other formats.
                _ => return None,
            };
            let name = format!("images/{n}-{}.{ending}", kept.borrow().len());
            kept.borrow_mut().insert(key.to_owned(), (name.clone(), image));
            Some(name)
        };
        let form = MarkupForm { xml: true, prefix: String::new() };
        let inside = body(chapter, &form, &source);
        let language = chapter.language.as_deref().unwrap_or("en");
        zip.start_file(format!("EPUB/chapter-{n}.xhtml"), packed)?;
        write!(
            zip,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
             <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" xml:lang=\"{0}\" lang=\"{0}\" dir=\"{1}\">\n\
             <head><title>{2}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head>\n<body>\n{inside}</body>\n</html>\n",
            escaped(language),
            direction(language),
            escaped(titled(chapter)),
        )?;
        let properties = if inside.contains("<math") { " properties=\"mathml\"" } else { "" };
        let _ = writeln!(
            manifest,
            "<item id=\"c{n}\" href=\"chapter-{n}.xhtml\" media-type=\"application/xhtml+xml\"{properties}/>"
        );
        let _ = writeln!(spine, "<itemref idref=\"c{n}\"/>");
        let _ = writeln!(
            contents,
            "<li><a href=\"chapter-{n}.xhtml\">{}</a></li>",
            escaped(titled(chapter))
        );
        for (at, (name, (media_type, bytes))) in kept.into_inner().into_values().enumerate() {
            zip.start_file(format!("EPUB/{name}"), stored)?;
            zip.write_all(&bytes)?;
            let _ = writeln!(
                manifest,
                "<item id=\"i{n}-{at}\" href=\"{name}\" media-type=\"{media_type}\"/>"
            );
        }
    }
    let language = chapters.first().and_then(|c| c.language.as_deref()).unwrap_or("en");
    let mut authors = HashSet::new();
    let authors = chapters
        .iter()
        .flat_map(|c| &c.authors)
        .filter(|name| !name.trim().is_empty() && authors.insert(*name));
    let creators: String =
        authors.map(|name| format!("<dc:creator>{}</dc:creator>\n", escaped(name))).collect();
    let sources = chapters.iter().filter_map(|c| c.url.as_deref());
    let sources: String =
        sources.map(|url| format!("<dc:source>{}</dc:source>\n", escaped(url))).collect();
    let title = if title.trim().is_empty() { "Untitled" } else { title };
    zip.start_file("EPUB/nav.xhtml", packed)?;
    write!(
        zip,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" xml:lang=\"{0}\" lang=\"{0}\">\n\
         <head><title>{1}</title></head>\n<body><nav epub:type=\"toc\"><h1>{1}</h1><ol>\n{contents}</ol></nav></body>\n</html>\n",
        escaped(language),
        escaped(title),
    )?;
    zip.start_file("EPUB/package.opf", packed)?;
    write!(
        zip,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{0}\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<dc:identifier id=\"id\">urn:uuid:{id}</dc:identifier>\n\
         <dc:title>{1}</dc:title>\n<dc:language>{0}</dc:language>\n{creators}{sources}\
         <meta property=\"dcterms:modified\">{modified}</meta>\n</metadata>\n<manifest>\n\
         <item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n{manifest}</manifest>\n<spine>\n{spine}</spine>\n</package>\n",
        escaped(language),
        escaped(title),
    )?;
    zip.finish()?;
    Ok(())
}

/// The key of an image, from the library's address of it.
fn key_of(src: &str) -> &str {
    src.rsplit('/').next().unwrap_or(src)
}

fn titled(chapter: &Chapter) -> &str {
    if chapter.title.trim().is_empty() { "Untitled" } else { &chapter.title }
}

/// The direction in which a language is written, as the value of a `dir` attribute.
fn direction(language: &str) -> &'static str {
    let primary = language.split('-').next().unwrap_or(language);
    if matches!(primary, "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv") {
        "rtl"
    } else {
        "ltr"
    }
}

/// The contents of the body: the notes on the article, its text with marks, then the notes on the highlights.
fn body(chapter: &Chapter, form: &MarkupForm, source: &dyn Fn(&str) -> Option<String>) -> String {
    let p = &form.prefix;
    let mut out = format!("<h1>{}</h1>\n", escaped(titled(chapter)));
    if !chapter.about.is_empty() {
        let _ = writeln!(out, "<p class=\"about\">{}</p>", escaped(&chapter.about.join(" · ")));
    }
    for note in &chapter.notes {
        let _ = writeln!(out, "<aside>{}</aside>", rewritten(note, &[], form, &|_| None));
    }
    let told: Vec<&Mark> = chapter.marks.iter().filter(|mark| mark.has_note()).collect();
    let number = |mark: &Mark| told.iter().position(|other| other.id == mark.id).map(|at| at + 1);
    let marks: Vec<(&Mark, Option<usize>)> =
        chapter.marks.iter().map(|mark| (mark, number(mark))).collect();
    let text = rewritten(&chapter.html, &marks, form, source);
    let _ = writeln!(out, "{text}");
    for (n, mark) in told.iter().enumerate() {
        let n = n + 1;
        let kind = if form.xml { " epub:type=\"footnote\"" } else { "" };
        let _ = writeln!(out, "<aside id=\"{p}n-{n}\"{kind}>");
        let quote = mark.words.quote.lines().filter(|line| !line.trim().is_empty());
        let quote: String = quote.map(|line| format!("<p>{}</p>", escaped(line))).collect();
        let _ = writeln!(out, "<blockquote>{quote}</blockquote>");
        if let Some(speaker) = &mark.words.speaker {
            let _ = writeln!(out, "<p>— {}</p>", escaped(speaker));
        }
        if let Some(translation) = &mark.words.translation {
            let by =
                translation.translator.as_deref().map(|by| format!(" ({by})")).unwrap_or_default();
            let _ = writeln!(
                out,
                "<p><i>{}</i>{}</p>",
                escaped(translation.words.trim()),
                escaped(&by)
            );
        }
        if let Some(note) = &mark.note {
            let _ = writeln!(out, "{}", rewritten(note, &[], form, &|_| None));
        }
        if !mark.tags.is_empty() {
            let _ = writeln!(out, "<p class=\"tags\">{}</p>", escaped(&mark.tags.join(" · ")));
        }
        if text.contains(&format!("id=\"{p}r-{n}\"")) {
            let _ = writeln!(out, "<p><a href=\"#{p}r-{n}\">{n} ↩</a></p>");
        }
        if !form.xml {
            let link = escaped(&Link::to_highlight(&mark.id));
            let _ = writeln!(out, "<p class=\"tags\"><a href=\"{link}\">↗ Commonplace</a></p>");
        }
        out.push_str("</aside>\n");
    }
    let url = chapter.url.as_deref().filter(|url| url.starts_with("http"));
    let link =
        url.map(|url| format!("<a href=\"{0}\">{0}</a> · ", escaped(url))).unwrap_or_default();
    // EPUB checkers do not know the `commonplace:` scheme, and few EPUB readers follow it.
    let own =
        format!(" · <a href=\"commonplace://article/{0}\">↗ Commonplace</a>", escaped(&chapter.id));
    let own = if form.xml { "" } else { &own };
    let _ = writeln!(out, "<p class=\"source\">{link}{}{own}</p>", escaped(&chapter.captured));
    out
}

#[cfg(test)]
mod tests {
    use crate::tokens::{HtmlToken, tokens};
    use proptest::prelude::*;

    use super::*;

    fn text_of(html: &str) -> String {
        let mut text = String::new();
        tokens(html, &mut |piece| {
            if let HtmlToken::Text(words) = piece {
                text.push_str(words);
            }
        });
        text
    }

    fn with_marks(html: &str, parts: &[(u32, u32)]) -> String {
        let mark = |(n, part): (usize, &(u32, u32))| Mark {
            id: format!("m{n}"),
            parts: vec![*part],
            ..Mark::default()
        };
        let marks: Vec<Mark> = parts.iter().enumerate().map(mark).collect();
        let marks: Vec<(&Mark, Option<usize>)> = marks.iter().map(|mark| (mark, None)).collect();
        let form = MarkupForm { xml: true, prefix: String::new() };
        rewritten(html, &marks, &form, &|src| Some(format!("images/{}.png", key_of(src))))
    }

    #[test]
    fn readings_and_addresses_are_what_a_book_may_hold() {
        let html = "<p><ruby title=\"もん\">門</ruby><ruby>前</ruby> <a href=\"https://a.example/?x={1}|2\">a</a></p>";
        let written = with_marks(html, &[]);
        assert_eq!(
            written,
            "<p><ruby>門<rt>もん</rt></ruby><span>前</span> <a href=\"https://a.example/?x=%7B1%7D%7C2\">a</a></p>"
        );
    }

    #[test]
    fn marks_stand_where_they_are_and_nest_in_nothing_wrong() {
        let html = "<p>A <a href=\"https://a.example/\">link here</a> and <math><mi>x</mi></math>.</p>\n<p>Two<br>lines</p><img src=\"clip://localhost/k\" alt=\"a quay\">";
        let out = with_marks(html, &[(0, 6), (4, 40)]);
        assert!(out.contains("<mark class=\"yellow\" id=\"h-m0\">A </mark>"), "{out}");
        assert!(
            out.contains("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>x</mi></math>"),
            "{out}"
        );
        assert!(
            out.contains("<br/>") && out.contains("<img src=\"images/k.png\" alt=\"a quay\"/>"),
            "{out}"
        );
        assert_eq!(text_of(&out), text_of(html));
        assert!(
            rewritten(html, &[], &MarkupForm { xml: false, prefix: String::new() }, &|_| None)
                .ends_with("</p>a quay "),
            "what is not there says what it showed"
        );
    }

    proptest! {
        /// However marks overlap, the Markdown has the same words between the signs.
        #[test]
        fn marked_markdown_says_the_same(words in prop::collection::vec("[a-zäß中]{1,6}( [a-z中]{1,6}){0,3}", 1..6), parts in prop::collection::vec((0_u32..40, 1_u32..30), 0..5)) {
            let html: String = words.iter().enumerate().map(|(n, w)| match n % 3 {
                0 => format!("<p>{w}, and <code>{w}</code></p>\n"),
                1 => format!("<ul><li><a href=\"https://a.example/\"><em>{w}</em> {w}</a></li></ul>\n"),
                _ => format!("<pre>{w}</pre>\n<table><tbody><tr><th>{w}</th></tr><tr><td>{w}</td></tr></tbody></table>\n"),
            }).collect();
            let marks: Vec<Mark> = parts.into_iter().map(|(from, length)| Mark { parts: vec![(from, from + length)], ..Mark::default() }).collect();
            let marked = super::with_marks(&html, &marks);
            let bare = |marks| crate::text::markdown(&marked, marks).replace("==", "").replace("<mark class=\"yellow\">", "").replace("</mark>", "");
            let plain = crate::text::markdown(&html, commonplace_core::Marks::None);
            // The width of a table's columns depends on their contents.
            let squeezed = |text: String| text.split(|c: char| c == '-' || c.is_whitespace()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(squeezed(bare(commonplace_core::Marks::Equals)), squeezed(plain.clone()));
            prop_assert_eq!(squeezed(bare(commonplace_core::Marks::Html)), squeezed(plain));
        }

        /// However marks overlap, the words stay the same and the XML is well-formed.
        #[test]
        fn marks_change_no_word(words in prop::collection::vec("[a-zäß中 &<\u{0301}]{1,12}", 1..6), parts in prop::collection::vec((0_u32..40, 1_u32..30), 0..5)) {
            let html: String = words.iter().enumerate().map(|(n, w)| match n % 3 {
                0 => format!("<p>{}</p>\n", escaped(w)),
                1 => format!("<ul><li><a href=\"https://a.example/\"><em>{}</em></a></li></ul>\n", escaped(w)),
                _ => format!("<pre>\n\n{}</pre>\n", escaped(w)),
            }).collect();
            let parts: Vec<(u32, u32)> = parts.into_iter().map(|(from, length)| (from, from + length)).collect();
            let out = with_marks(&html, &parts);
            prop_assert_eq!(text_of(&out), text_of(&html));
            let mut xml = quick_xml::Reader::from_str(&out);
            loop {
                match xml.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(err) => return Err(TestCaseError::fail(format!("{err}: {out}"))),
                }
            }
        }
    }
}
