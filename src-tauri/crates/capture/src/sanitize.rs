//! Sanitises foreign HTML: checks limits before a tree is built, then applies an allow-list.
//!
//! The allow-list is the narrow one of a reading view: no style, script, form, frame, SVG, event
//! handler or remote load survives. The parser is html5ever's, both here and in all later steps, so
//! no step can parse the HTML differently.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Limits of a page for building a tree from it; of a page beyond them only the text is taken.
const MAX_DEPTH: usize = 256;
const MAX_TAGS: usize = 250_000;
const MAX_ATTRIBUTES: usize = 512;

/// HTML elements in the allow-list.
pub(crate) const HTML: &str = "a abbr address article aside b bdi bdo blockquote br caption cite code \
    col colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 \
    header hgroup hr i img ins kbd li main mark ol p pre q rp rt ruby s samp section small span \
    strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr";

/// MathML elements in the allow-list.
pub(crate) const MATHML: &str = "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror \
    mpadded mphantom msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable \
    mtr mtd menclose semantics";

/// Elements that are removed with their content.
const DROPPED: &str = "script style svg template select noscript textarea title iframe object embed \
    audio video canvas xmp noembed noframes plaintext frameset applet datalist annotation \
    annotation-xml \
    button input dialog";

/// Allowed attributes by element; `*` stands for all elements.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("*", "lang dir title id"),
    ("a", "href"),
    ("blockquote", "cite"),
    ("q", "cite"),
    ("ins", "cite datetime"),
    ("del", "cite datetime"),
    ("code", "class"),
    ("pre", "class"),
    ("img", "src alt width height"),
    ("ol", "start reversed type"),
    ("li", "value"),
    ("data", "value"),
    ("time", "datetime"),
    ("details", "open"),
    ("td", "colspan rowspan"),
    ("th", "colspan rowspan scope"),
    ("col", "span"),
    ("colgroup", "span"),
    ("math", "display alttext"),
    ("mi", "mathvariant"),
    (
        "mo",
        "stretchy fence separator form lspace rspace minsize maxsize symmetric largeop movablelimits",
    ),
    ("mspace", "width height depth"),
    ("mpadded", "width height depth lspace"),
    ("mfrac", "linethickness"),
    ("mstyle", "displaystyle scriptlevel"),
    ("mtable", "columnalign rowspacing columnspacing"),
];

/// Start of the addresses of stored images: `clip://localhost/KEY`.
pub(crate) const CLIP: &str = "clip://localhost/";

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.tags(HTML.split_whitespace().chain(MATHML.split_whitespace()).collect());
    builder.clean_content_tags(DROPPED.split_whitespace().collect());
    builder.generic_attributes(attributes("*"));
    let by_tag: HashMap<_, _> = ATTRIBUTES
        .iter()
        .filter(|(tag, _)| *tag != "*")
        .map(|(tag, names)| (*tag, names.split_whitespace().collect::<HashSet<_>>()))
        .collect();
    builder.tag_attributes(by_tag);
    builder.url_schemes(["http", "https", "mailto", "data", "clip"].into());
    builder.url_relative(UrlRelative::PassThrough);
    builder.link_rel(None);
    builder.attribute_filter(|element, attribute, value| {
        let kept = match attribute {
            "href" if value.starts_with('#') => {
                return fragment(value).map(Into::into);
            }
            "href" | "cite" => is_link(value),
            "src" => element == "img" && is_image(value),
            "class" => {
                let language = value.split_whitespace().find(|c| is_language_class(c))?;
                return Some(language.to_owned().into());
            }
            "id" => return Some(clip_id(value)?.into()),
            _ => value.len() <= 2_000,
        };
        kept.then(|| value.into())
    });
    builder
});

fn attributes(tag: &str) -> HashSet<&'static str> {
    ATTRIBUTES
        .iter()
        .filter(|(name, _)| *name == tag)
        .flat_map(|(_, names)| names.split_whitespace())
        .collect()
}

/// Whether `value` is allowed as the target of a link: an absolute web or mail address.
fn is_link(value: &str) -> bool {
    url::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
}

/// Whether `value` is allowed as the address of an image at this stage: on the web (it will be
/// fetched and replaced), inline, or already stored.
fn is_image(value: &str) -> bool {
    let inline = [
        "data:image/png;base64,",
        "data:image/jpeg;base64,",
        "data:image/gif;base64,",
        "data:image/webp;base64,",
        "data:image/avif;base64,",
    ];
    value.starts_with(CLIP)
        || value.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("data:"))
            && inline
                .iter()
                .any(|p| value.get(..p.len()).is_some_and(|s| s.eq_ignore_ascii_case(p)))
        || url::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn is_language_class(class: &str) -> bool {
    class.strip_prefix("language-").is_some_and(|name| {
        (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    })
}

/// Prefixes an id so that it cannot clash with one of the app's, nor shadow a property of the
/// document.
fn clip_id(value: &str) -> Option<String> {
    let value = value.strip_prefix("clip-").unwrap_or(value);
    (!value.is_empty() && value.len() <= 200 && !value.contains(char::is_whitespace))
        .then(|| format!("clip-{value}"))
}

fn fragment(value: &str) -> Option<String> {
    clip_id(value.strip_prefix('#')?).map(|id| format!("#{id}"))
}

/// Removes everything from `html` that is not in the allow-list. Call [`is_within_limits`] first.
pub(crate) fn sanitize(html: &str) -> String {
    BUILDER.clean(html).to_string()
}

/// Whether a tree may be built from `html`: it is not too deep, and does not have too many
/// elements, or attributes on one element. Makes one pass over the bytes and never counts fewer
/// open elements than a parser has: an end tag closes only what is open, a slash closes only
/// foreign elements, and only certain comments, scripts and styles are skipped.
pub(crate) fn is_within_limits(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut open: Vec<Vec<u8>> = Vec::new();
    let mut tags = 0_usize;
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(|&b| b == b'<') {
        at += offset + 1;
        if bytes[at..].starts_with(b"!--") {
            at += comment_length(&bytes[at..]);
            continue;
        }
        let closing = bytes.get(at) == Some(&b'/');
        let first = at + usize::from(closing);
        if !bytes.get(first).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let end = bytes[first..].iter().position(|&b| b == b'>').map_or(bytes.len(), |n| first + n);
        let tag = &bytes[first..end];
        let name_end =
            tag.iter().position(|b| b.is_ascii_whitespace() || *b == b'/').unwrap_or(tag.len());
        let name = tag[..name_end.min(32)].to_ascii_lowercase();
        if closing {
            if let Some(index) = open.iter().rposition(|n| *n == name) {
                open.truncate(index);
            }
            continue;
        }
        tags += 1;
        let foreign = open.iter().position(|n| n == b"svg" || n == b"math");
        if let Some(index) = foreign
            && is_html(&name)
        {
            // An HTML element ends foreign content.
            open.truncate(index);
        }
        let in_foreign = foreign.is_some() && !is_html(&name) || name == b"svg" || name == b"math";
        let closed = tag.last() == Some(&b'/') && in_foreign;
        let raw = matches!(name.as_slice(), b"script" | b"style");
        if raw && foreign.is_none() && !open.iter().any(|n| n == b"select" || n == b"frameset") {
            // The content is not markup up to the first end tag. Within the elements excluded above
            // it could be.
            at = end + raw_length(&bytes[end..], &name);
        }
        // A list item or paragraph closes the one before it, so a long list is not deep.
        let closes_itself = matches!(
            name.as_slice(),
            b"p" | b"li" | b"dt" | b"dd" | b"tr" | b"td" | b"th" | b"option"
        ) && open.last() == Some(&name);
        if !(is_void(&name) || closed || closes_itself) {
            open.push(name);
        }
        let attributes = tag.iter().filter(|&&b| b == b'=').count();
        let spaces = tag.iter().filter(|b| b.is_ascii_whitespace() || **b == b'/').count();
        if attributes > MAX_ATTRIBUTES && spaces > MAX_ATTRIBUTES || spaces > 16 * MAX_ATTRIBUTES {
            return false;
        }
        if open.len() > MAX_DEPTH || tags > MAX_TAGS {
            return false;
        }
    }
    // The tree builder appends character references one at a time, which takes quadratic time.
    bytes.iter().filter(|&&b| b == b'&').count() <= 80_000
}

/// Length of a comment that starts with `!--`, as a parser ends it.
fn comment_length(bytes: &[u8]) -> usize {
    let body = &bytes[3..];
    if body.starts_with(b">") || body.starts_with(b"->") {
        return 3;
    }
    let end = body.windows(3).position(|w| w == b"-->").unwrap_or(body.len());
    let bang = body.windows(4).position(|w| w == b"--!>").unwrap_or(body.len());
    3 + end.min(bang)
}

/// Number of bytes up to the end tag of an element whose content is not markup.
fn raw_length(bytes: &[u8], name: &[u8]) -> usize {
    let close = name.len() + 2;
    bytes
        .windows(close)
        .position(|w| w[0] == b'<' && w[1] == b'/' && w[2..].eq_ignore_ascii_case(name))
        .unwrap_or(bytes.len())
}

/// Whether a name is that of an HTML element, not only of SVG or MathML.
fn is_html(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| {
        name != "a"
            && HTML
                .split_whitespace()
                .chain(["body", "head", "center", "font", "iframe", "form", "nobr"])
                .any(|h| h == name)
    })
}

fn is_void(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"source"
            | b"track"
            | b"wbr"
            | b"param"
            | b"path"
            | b"use"
    )
}

/// The text of a page that is too deep or too large for a tree, one line for each block. Takes
/// linear time.
pub(crate) fn text_only(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    // Elements whose end tag does not occur in the rest, so that it is not searched for again.
    let mut never_closed: Vec<String> = Vec::new();
    while let Some(at) = rest.find('<') {
        push_decoded(&mut out, &rest[..at]);
        rest = &rest[at..];
        let next = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
        } else if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') {
            let Some(end) = rest.find('>') else { break };
            let tag = rest[1..end].to_ascii_lowercase();
            let name: String = tag
                .trim_start_matches('/')
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            rest = &rest[end + 1..];
            if !tag.starts_with('/')
                && DROPPED.split_whitespace().chain(["head"]).any(|d| d == name)
                && !never_closed.contains(&name)
            {
                // Skip to its end tag, whatever case it is in.
                let close = format!("</{name}");
                let skip = rest
                    .match_indices("</")
                    .find(|(at, _)| {
                        rest.get(*at..at + close.len())
                            .is_some_and(|s| s.eq_ignore_ascii_case(&close))
                    })
                    .map(|(at, _)| at);
                match skip {
                    Some(at) => rest = &rest[at..],
                    None => never_closed.push(name.clone()),
                }
            }
            let inline = [
                "a", "b", "i", "em", "strong", "span", "sup", "sub", "code", "mark", "u", "abbr",
                "q", "s", "font", "small", "wbr",
            ];
            if !inline.contains(&name.as_str()) && !out.ends_with('\n') {
                out.push('\n');
            }
        } else {
            out.push('<');
            rest = &rest[1..];
        }
    }
    push_decoded(&mut out, rest);
    out
}

/// Decodes the five basic character references and numeric ones.
fn push_decoded(out: &mut String, text: &str) {
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let reference = part
            .get(..part.len().min(12))
            .and_then(|head| head.split_once(';'))
            .map(|(name, _)| name);
        let known = match reference {
            Some("amp") => Some('&'),
            Some("lt") => Some('<'),
            Some("gt") => Some('>'),
            Some("quot") => Some('"'),
            Some("nbsp") => Some('\u{A0}'),
            Some(name) => name.strip_prefix('#').and_then(|digits| {
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => digits.parse(),
                };
                code.ok().and_then(char::from_u32).filter(|c| !c.is_control())
            }),
            None => None,
        };
        match (known, reference) {
            (Some(c), Some(name)) => {
                out.push(c);
                out.push_str(&part[name.len() + 1..]);
            }
            _ => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
}

/// Escapes `text` for use as content or as an attribute's value in HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_or_load_is_gone() {
        for (hostile, expected) in [
            ("<script>x()</script>a", "a"),
            ("<p onclick=x()>a</p>", "<p>a</p>"),
            ("<a href='javascript:x()'>a</a>", "<a>a</a>"),
            ("<iframe src=//e.example></iframe>a", "a"),
            ("<form action=//e.example><input name=q>a</form>", "a"),
            ("<svg><a href=x><style>@import 'x'</style></svg>a", "a"),
            ("<p style='background:url(//e.example)' class='x'>a</p>", "<p>a</p>"),
            ("<p id=querySelector name=x>a</p>", "<p id=\"clip-querySelector\">a</p>"),
            ("<a href='#n1'>1</a>", "<a href=\"#clip-n1\">1</a>"),
            ("<code class='hl language-rust'>a</code>", "<code class=\"language-rust\">a</code>"),
            ("<map><area href=//e.example target=_top></map>a", "a"),
        ] {
            assert_eq!(sanitize(hostile), expected, "{hostile}");
        }
    }

    #[test]
    fn pages_too_deep_or_too_wide_are_recognised() {
        assert!(is_within_limits(&"<div><p>a</p></div>".repeat(1_000)));
        assert!(is_within_limits(&"<li>a".repeat(1_000)));
        assert!(is_within_limits(&format!("<svg>{}</svg>", "<path d='M0 0'/><g/>".repeat(1_000))));
        assert!(is_within_limits(&"<ul><li>a<ul><li>b</ul></ul>".repeat(1_000)));
        let script = format!("<script>x = '{}'</script><p>a</p>", "<div>".repeat(1_000));
        assert!(is_within_limits(&script));
        assert!(is_within_limits(&format!("<!-- {} --><p>a</p>", "<div>".repeat(1_000))));
        assert!(!is_within_limits(&format!("<!-->{}", "<div>".repeat(1_000))));
        assert!(!is_within_limits(&format!("<svg><style>{}", "<g>".repeat(1_000))));
        assert!(!is_within_limits(&"<div>".repeat(10_000)));
        assert!(!is_within_limits(&"<div></x>".repeat(10_000)));
        assert!(!is_within_limits(&"<div/>".repeat(10_000)));
        assert!(!is_within_limits(&format!("<svg><div></div>{}", "<g/>".repeat(10_000))));
        assert!(!is_within_limits(&"<p>a</p>".repeat(300_000)));
        assert!(!is_within_limits(&format!("<p {}>", "a=b ".repeat(1_000))));
    }

    #[test]
    fn the_text_of_a_page_too_deep_is_kept() {
        let html = format!(
            "{}<p>One &amp; two</p><p>three</p><script>x</script>{}",
            "<div>".repeat(9_999),
            "</div>".repeat(9_999)
        );
        assert_eq!(text_only(&html).trim(), "One & two\nthree");
    }
}
