//! Decodes bytes to text by the byte order mark, or else the HTTP header, the page's own
//! declaration, or a guess. Never fails; invalid bytes become U+FFFD.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Number of bytes from the start of a page in which its declaration is looked for. HTML requires
/// it within 1,024, but real pages need more.
const HEAD: usize = 4_096;

/// Decodes `bytes`. Returns the text and the name of the encoding used.
///
/// `declared` is the charset of the HTTP header, if any. A page cannot declare itself to be UTF-16
/// or UTF-7.
#[must_use]
pub fn decode(bytes: &[u8], declared: Option<&str>) -> (String, &'static str) {
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| declared.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes())))
        .or_else(|| in_page(bytes))
        .unwrap_or_else(|| guess(bytes));
    let (text, encoding, broken) = encoding.decode(bytes);
    // Pages often declare another encoding although they are UTF-8, but other text is hardly ever
    // valid UTF-8 by chance. The same holds for declared East Asian encodings: three multi-byte
    // letters are not valid by chance.
    let letters = || bytes.iter().filter(|&&b| b >= 0xC2).take(3).count() == 3;
    let lies = broken && declared.is_some()
        || encoding.is_single_byte() && !bytes.is_ascii()
        || encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE && letters();
    if lies && std::str::from_utf8(bytes).is_ok() {
        let (text, ..) = UTF_8.decode(bytes);
        return (text.into_owned(), UTF_8.name());
    }
    (text.into_owned(), encoding.name())
}

fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let at = head
        .find("charset=")
        .map(|at| at + 8)
        .or_else(|| head.find("encoding=").map(|at| at + 9))?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(256 * 1024)], true);
    detector.guess(None, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], declared: Option<&str>, text: &str, encoding: &str) {
        let (got, name) = decode(bytes, declared);
        assert_eq!((got.as_str(), name), (text, encoding));
    }

    #[test]
    fn the_mark_then_the_header_then_the_page_then_a_guess() {
        check(b"\xEF\xBB\xBFa\xC3\xA9", Some("windows-1252"), "aé", "UTF-8");
        check(b"a\xE9", Some("iso-8859-1"), "aé", "windows-1252");
        check(
            b"<meta charset=windows-1251>\xEF\xF0",
            None,
            "<meta charset=windows-1251>пр",
            "windows-1251",
        );
        check("纯文本".as_bytes(), None, "纯文本", "UTF-8");
        check(b"\xFF\xFEa\0b\0", None, "ab", "UTF-16LE");
    }

    #[test]
    fn a_header_that_lies_is_not_believed() {
        check("Größe 价".as_bytes(), Some("gbk"), "Größe 价", "UTF-8");
        let page = "<meta charset=gb2312>港口和渡轮";
        check(page.as_bytes(), None, page, "UTF-8");
    }

    #[test]
    fn gbk_without_a_word_is_guessed() {
        let (bytes, ..) = encoding_rs::GBK
            .encode("互联网应成为两国之间的桥梁，促进相互尊重。中国互联网发展很快。");
        let (text, _) = decode(&bytes, None);
        assert!(text.starts_with("互联网应成为"), "{text}");
    }

    #[test]
    fn a_page_cannot_call_itself_utf_16() {
        check(b"<meta charset=utf-16le>ab", None, "<meta charset=utf-16le>ab", "UTF-8");
    }
}
