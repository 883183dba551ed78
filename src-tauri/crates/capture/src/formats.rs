//! Files that contain a page with its parts: MHTML, Safari's webarchive, SingleFile, and a page
//! saved "complete" with its folder. Unpacked into HTML, and parts by address.

use base64::Engine as _;
use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use url::Url;

use crate::images::{self, NOWHERE, Parts};
use crate::pages;

/// A page and its parts, unpacked from one file.
#[derive(Debug, Default)]
pub(crate) struct Unpacked {
    /// The page's HTML.
    pub(crate) html: String,
    /// The address it was saved from.
    pub(crate) url: Option<String>,
    /// Further pages of the article, with their addresses.
    pub(crate) more: Vec<(String, Option<String>)>,
    /// Media type of the file.
    pub(crate) media_type: &'static str,
    /// Images, by the absolute address that the page uses for them.
    pub(crate) parts: Parts,
}

/// Minimum length of an inline image, in base64 digits, for it to become a part.
const INLINE: usize = 2_048;

/// Unpacks an archive; `None` if `bytes` are not one.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Unpacked> {
    if bytes.starts_with(b"bplist00") {
        return webarchive(bytes);
    }
    is_mhtml(bytes).then(|| mhtml(bytes)).flatten()
}

/// Whether bytes start with the headers of a mail that contains a page.
fn is_mhtml(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]).to_ascii_lowercase();
    let first = head.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let header = first
        .split_once(':')
        .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    header
        && head.contains("mime-version:")
        && (head.contains("multipart/related") || head.contains("content-type: text/html"))
}

fn mhtml(bytes: &[u8]) -> Option<Unpacked> {
    let message = MessageParser::default().parse(bytes)?;
    let mut out = Unpacked { media_type: "multipart/related", ..Unpacked::default() };
    let saved_from = message
        .header_raw("Snapshot-Content-Location")
        .or_else(|| message.header_raw("Content-Location"))
        .map(|url| url.split_whitespace().collect::<String>());
    let several = message.subject() == Some(pages::SUBJECT);
    let mut page = None;
    for part in &message.parts {
        let location = part
            .content_location()
            .map(|l| l.split_whitespace().collect::<String>())
            .or_else(|| part.content_id().map(|id| format!("cid:{}", id.trim_matches(['<', '>']))));
        match &part.body {
            // In this app's own captures the bytes are unchanged and may not match their declared
            // charset.
            PartType::Html(html) if several => {
                let html = if part.content_type().is_some_and(|t| t.has_attribute("charset")) {
                    html.to_string()
                } else {
                    crate::charset::decode(&raw(part, bytes), None).0
                };
                match page {
                    None => (page, out.url) = (Some(html), location),
                    Some(_) => out.more.push((html, location)),
                }
            }
            PartType::Html(html) if page.is_none() => {
                page = Some(html.to_string());
                out.url = location.filter(|l| l.starts_with("http")).or_else(|| saved_from.clone());
            }
            PartType::Binary(body) | PartType::InlineBinary(body) => {
                if let Some(address) = location.and_then(|l| address(&l, out.url.as_deref())) {
                    out.parts.insert(address, body.to_vec());
                }
            }
            // `mail_parser` treats an SVG image as text.
            PartType::Text(text) if part.content_type().is_some_and(|t| t.ctype() == "image") => {
                if let Some(address) = location.and_then(|l| address(&l, out.url.as_deref())) {
                    out.parts.insert(address, text.as_bytes().to_vec());
                }
            }
            _ => {}
        }
    }
    out.html = page?;
    Some(out)
}

/// The decoded bytes of a part in base64.
fn raw(part: &mail_parser::MessagePart<'_>, message: &[u8]) -> Vec<u8> {
    let (start, end) = (part.raw_body_offset() as usize, part.raw_end_offset() as usize);
    let body = message.get(start..end).unwrap_or_default();
    let digits: Vec<u8> =
        body.iter().copied().filter(|b| !b.is_ascii_whitespace() && *b != b'=').collect();
    base64::engine::general_purpose::STANDARD_NO_PAD.decode(digits).unwrap_or_default()
}

fn webarchive(bytes: &[u8]) -> Option<Unpacked> {
    let archive = plist::Value::from_reader(std::io::Cursor::new(bytes)).ok()?;
    let archive = archive.as_dictionary()?;
    let main = archive.get("WebMainResource")?.as_dictionary()?;
    let text = |name: &str| main.get(name).and_then(plist::Value::as_string).map(str::to_owned);
    let data = main.get("WebResourceData")?.as_data()?;
    let (html, _) = crate::charset::decode(data, text("WebResourceTextEncodingName").as_deref());
    let mut out = Unpacked {
        html,
        url: text("WebResourceURL").filter(|url| url.starts_with("http")),
        media_type: "application/x-webarchive",
        ..Unpacked::default()
    };
    for part in
        archive.get("WebSubresources").and_then(plist::Value::as_array).into_iter().flatten()
    {
        let Some(part) = part.as_dictionary() else { continue };
        let url = part.get("WebResourceURL").and_then(plist::Value::as_string);
        let data = part.get("WebResourceData").and_then(plist::Value::as_data);
        let image = part
            .get("WebResourceMIMEType")
            .and_then(plist::Value::as_string)
            .is_none_or(|t| t.starts_with("image/"));
        if let (Some(url), Some(data), true) = (url, data, image) {
            out.parts.extend(address(url, out.url.as_deref()).map(|a| (a, data.to_vec())));
        }
    }
    Some(out)
}

/// The absolute address of a part of the page at `base`; `None` for other schemes.
fn address(location: &str, base: Option<&str>) -> Option<String> {
    if let Some(id) = location.strip_prefix("cid:") {
        return Some(images::address_of_part(id));
    }
    match Url::parse(location) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url.into()),
        Ok(_) => None,
        Err(_) => Url::parse(base.unwrap_or(NOWHERE)).ok()?.join(location).ok().map(Into::into),
    }
}

/// The parts of a page saved with a folder, from paths as the page refers to them.
pub(crate) fn folder(files: &[(&str, &[u8])], base: Option<&str>) -> Parts {
    let base = Url::parse(base.unwrap_or(NOWHERE)).ok();
    let address = |path: &str| {
        let path = path.replace('\\', "/");
        base.as_ref()?.join(&path.replace('%', "%25").replace('#', "%23").replace('?', "%3F")).ok()
    };
    files.iter().filter_map(|(path, bytes)| Some((address(path)?.into(), bytes.to_vec()))).collect()
}

/// The address that a saved page was saved from, stated in a comment at its start: Chrome's
/// `saved from url=(0023)https://…`, SingleFile's `url: https://…`.
pub(crate) fn saved_from(html: &str) -> Option<String> {
    let end = html.char_indices().nth(4_000).map_or(html.len(), |(at, _)| at);
    let head = &html[..end];
    let after = match head.find("saved from url=(") {
        Some(at) => head[at..].split_once(')')?.1,
        None => {
            let at = head.find("Page saved with SingleFile")?;
            head[at..].split_once("url:")?.1
        }
    };
    let url = after.trim_start().split(|c: char| c.is_whitespace() || c == '<').next()?;
    let url = url.trim_end_matches("--").trim_end_matches("-->");
    Url::parse(url).ok().filter(|u| matches!(u.scheme(), "http" | "https")).map(Into::into)
}

/// Replaces the larger inline images of a page with addresses and adds them to `parts`, so that
/// later steps have less to parse. Returns `None` if there are none.
pub(crate) fn lift_inline(html: &str, parts: &mut Parts) -> Option<String> {
    const START: &str = "data:image/";
    let mut out = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(at) = html[from..].find(START).map(|at| from + at) {
        from = at + START.len();
        let head = &html[at..];
        let Some(comma) = head.bytes().take(100).position(|b| b == b',') else { continue };
        if !head[..comma].ends_with(";base64") {
            continue;
        }
        let body = &head[comma + 1..];
        let length = body
            .bytes()
            .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')))
            .unwrap_or(body.len());
        from = at + comma + 1 + length;
        if length < INLINE {
            continue;
        }
        let digits = body[..length].trim_end_matches('=');
        let Ok(bytes) = base64::engine::general_purpose::STANDARD_NO_PAD.decode(digits) else {
            continue;
        };
        let address = format!("{NOWHERE}{}", images::digest(&bytes));
        out.push_str(&html[copied..at]);
        out.push_str(&address);
        copied = from;
        parts.insert(address, bytes);
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&html[copied..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_page_says_where_it_is_from() {
        for (html, url) in [
            (
                "<!DOCTYPE html>\n<!-- saved from url=(0026)https://paper.example/ferry -->\n<html>",
                Some("https://paper.example/ferry"),
            ),
            (
                "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://paper.example/a?b=1 \n saved date: Fri Mar 07 2014\n-->",
                Some("https://paper.example/a?b=1"),
            ),
            ("<!-- saved from url=(0014)about:internet -->", None),
            ("<p>url: https://paper.example/</p>", None),
        ] {
            assert_eq!(saved_from(html).as_deref(), url);
        }
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    fn page(image: &str) -> String {
        let words = "<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries, and it said that it would answer within a month.</p>".repeat(3);
        format!(
            "<html lang=en><head><title>Ferries</title></head><body><nav><a href=/>Home</a></nav><article><h1>Ferries</h1>{words}<figure><img src=\"{image}\"></figure>{words}</article></body></html>"
        )
    }

    fn read(bytes: &[u8], files: &[(&str, &[u8])]) -> Option<crate::Page> {
        let files = files.to_vec();
        crate::read(&crate::Source { bytes, files, ..crate::Source::default() }).ok()
    }

    #[test]
    fn an_mhtml_file_is_a_page_with_its_pictures() {
        let encoded = base64::engine::general_purpose::STANDARD.encode(PNG);
        let html = page("https://paper.example/boat.png").replace('=', "=3D");
        let mhtml = format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://paper.example/ferries\r\nSubject: Ferries\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--B\"\r\n\r\n\r\n----B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://paper.example/ferries\r\n\r\n{html}\r\n----B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://paper.example/boat.png\r\n\r\n{encoded}\r\n----B--\r\n"
        );
        let page = read(mhtml.as_bytes(), &[]).unwrap_or_else(|| panic!("it is read"));
        assert_eq!(page.metadata.url.as_deref(), Some("https://paper.example/ferries"));
        assert_eq!(page.metadata.title, "Ferries");
        assert_eq!(page.media_type, "multipart/related");
        assert!(page.text.starts_with("Eleven") && !page.text.contains("Home"));
        assert_eq!(page.held, [(page.images[0].key.clone(), PNG.to_vec())]);
    }

    #[test]
    fn a_webarchive_is_a_page_with_its_pictures() {
        let resource = |url: &str, kind: &str, data: &[u8]| {
            plist::Value::Dictionary(plist::Dictionary::from_iter([
                ("WebResourceURL", plist::Value::String(url.into())),
                ("WebResourceMIMEType", plist::Value::String(kind.into())),
                ("WebResourceTextEncodingName", plist::Value::String("UTF-8".into())),
                ("WebResourceData", plist::Value::Data(data.to_vec())),
            ]))
        };
        let main =
            resource("https://paper.example/ferries", "text/html", page("boat.png").as_bytes());
        let part = resource("https://paper.example/boat.png", "image/png", PNG);
        let archive = plist::Dictionary::from_iter([
            ("WebMainResource", main),
            ("WebSubresources", plist::Value::Array(vec![part])),
        ]);
        let mut bytes = Vec::new();
        assert!(plist::Value::Dictionary(archive).to_writer_binary(&mut bytes).is_ok());
        let page = read(&bytes, &[]).unwrap_or_else(|| panic!("it is read"));
        assert_eq!(page.metadata.url.as_deref(), Some("https://paper.example/ferries"));
        assert_eq!(page.held.len(), 1);
    }

    #[test]
    fn a_page_saved_with_its_folder_has_its_pictures() {
        let files = [("My ferry_files/ü 1.png", PNG)];
        for (from, image) in [
            ("", "./My%20ferry_files/%C3%BC%201.png"),
            ("<!-- saved from url=(0023)https://paper.example/ -->", "My ferry_files/ü 1.png"),
        ] {
            let html = format!("<!DOCTYPE html>{from}{}", page(image));
            let page = read(html.as_bytes(), &files).unwrap_or_else(|| panic!("it is read"));
            assert_eq!(page.held.len(), 1, "{image}");
            assert!(!page.html.contains("part.invalid") || page.html.contains("<img"));
            assert_eq!(page.metadata.url.is_some(), !from.is_empty());
        }
    }

    #[test]
    fn a_page_of_singlefile_has_its_pictures() {
        let body = base64::engine::general_purpose::STANDARD.encode([PNG, &[7; 3_000]].concat());
        let html = page("data:image/svg+xml,<svg>").replace("<img ", "<img style=\"background-image:var(--sf-img-4)!important\" ").replace("</head>", &format!("<style>:root{{--sf-img-4: url(\"data:image/png;base64,{body}\")}}</style></head>"));
        let html = format!(
            "<!DOCTYPE html> <!--\n Page saved with SingleFile \n url: https://paper.example/ferries \n saved date: x\n-->{html}"
        );
        let page = read(html.as_bytes(), &[]).unwrap_or_else(|| panic!("it is read"));
        assert_eq!(page.metadata.url.as_deref(), Some("https://paper.example/ferries"));
        assert_eq!(page.held.len(), 1, "{}", page.html);
    }

    proptest::proptest! {
        #[test]
        fn any_archive_can_be_taken_apart(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400), cut in 0_usize..200) {
            let _ = unpack(&[b"bplist00".as_slice(), &bytes].concat());
            let mail = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n";
            let _ = unpack(&[&mail[..cut.min(mail.len())], bytes.as_slice()].concat());
            let _ = unpack(&[mail.as_slice(), bytes.as_slice()].concat());
        }
    }

    #[test]
    fn inline_images_become_parts_once() {
        let body = "QUJD".repeat(1_000);
        let html = format!(
            "<img src=\"data:image/png;base64,{body}\"><img src='data:image/png;base64,{body}'><img src=data:image/gif;base64,R0lG>"
        );
        let mut parts = Parts::new();
        let out = lift_inline(&html, &mut parts).unwrap_or_default();
        assert_eq!(parts.len(), 1);
        assert_eq!(out.matches("https://part.invalid/").count(), 2);
        assert!(out.contains("src=data:image/gif;base64,R0lG>"));
    }
}
