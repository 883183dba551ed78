//! Hyphenation: where the words of an article may be divided at the end of a line, for languages
//! whose dictionary takes the engine seconds to load.
//!
//! WebKitGTK hyphenates with the system's libhyphen dictionaries, and blocks while it loads one:
//! tens of milliseconds for most languages, seconds for those whose dictionary lists compound
//! words. For these languages the reading view turns hyphenation off (`ui/src/reader/frame.css`
//! names the same ones), and soft hyphens mark where words may be divided.

use hypher::Lang;

const SOFT_HYPHEN: char = '\u{ad}';
/// Minimum number of letters of a word that is divided.
const SHORTEST: usize = 5;
const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "source", "wbr"];
/// Elements whose content is not prose.
const WHOLE: &[&str] = &["code", "kbd", "math", "pre", "samp", "var"];

/// An open element, or the article around all elements.
#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a str,
    language: Option<Lang>,
    /// Whether this is within a paragraph.
    prose: bool,
    /// Whether this is within an element that is not prose.
    whole: bool,
}

/// Inserts soft hyphens into words of paragraphs in one of these languages. `language` is the
/// article's, a BCP 47 tag. Returns `None` if there is nothing to divide, or if the article has
/// soft hyphens of its own. Without the soft hyphens the text is unchanged.
#[must_use]
pub fn add_soft_hyphens(html: &str, language: Option<&str>) -> Option<String> {
    let language = language.and_then(known);
    if language.is_none() && !html.contains(" lang=\"") || html.contains(SOFT_HYPHEN) {
        return None;
    }
    let mut out = String::with_capacity(html.len() + html.len() / 6);
    let mut open = vec![Open { name: "", language, prose: false, whole: false }];
    let mut rest = html;
    while let Some(&here) = open.last() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        match here {
            Open { language: Some(language), prose: true, whole: false, .. } => {
                divide_text(text, language, &mut out);
            }
            _ => out.push_str(text),
        }
        if tag.is_empty() {
            break;
        }
        let end = end_of(tag);
        let (tag, behind) = tag.split_at(end);
        out.push_str(tag);
        rest = behind;
        enter(tag, here, &mut open);
    }
    (out.len() > html.len()).then_some(out)
}

/// Index after the end of a tag, in bytes. A `>` in a quoted value does not end it.
fn end_of(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// Updates the stack of open elements by a tag.
fn enter<'a>(tag: &'a str, here: Open<'a>, open: &mut Vec<Open<'a>>) {
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    if let Some(name) = inner.strip_prefix('/') {
        let name = name.trim();
        if let Some(at) = open.iter().rposition(|o| o.name == name && !name.is_empty()) {
            open.truncate(at);
        }
        return;
    }
    let name = &inner[..inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len())];
    if name.is_empty() || VOID.contains(&name) {
        return;
    }
    let language = match inner.split_once(" lang=\"").and_then(|(_, v)| v.split_once('"')) {
        Some((tag, _)) => known(tag),
        None => here.language,
    };
    open.push(Open {
        name,
        language,
        prose: here.prose || name == "p",
        whole: here.whole || WHOLE.contains(&name),
    });
}

/// The language of a BCP 47 tag, if it is one of these.
fn known(tag: &str) -> Option<Lang> {
    let name = tag.split(['-', '_']).next().unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "de" => Some(Lang::German),
        "hu" => Some(Lang::Hungarian),
        "nb" | "nn" | "no" => Some(Lang::Norwegian),
        _ => None,
    }
}

/// Divides the words of a text between two tags. A word next to a tag may continue after it, so it
/// is not divided.
fn divide_text(text: &str, language: Lang, out: &mut String) {
    let mut from = 0;
    for token in text.split_inclusive(char::is_whitespace) {
        let to = from + token.len();
        let plain = |c: char| !c.is_numeric() && !matches!(c, '/' | '@' | '_' | '&' | '\\');
        if token.len() < SHORTEST || !token.chars().all(plain) || has_point_within(token) {
            out.push_str(token);
        } else {
            divide_token(token, from == 0, to == text.len(), language, out);
        }
        from = to;
    }
}

/// Whether a token looks like an address or an abbreviation.
fn has_point_within(token: &str) -> bool {
    token.split_once('.').is_some_and(|(_, behind)| behind.contains(char::is_alphabetic))
}

fn divide_token(token: &str, first: bool, last: bool, language: Lang, out: &mut String) {
    let mut rest = token;
    while !rest.is_empty() {
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(letters);
        let touches = first && rest.len() == token.len() || last && behind.is_empty();
        // A combining mark follows the word's last letter.
        let marked = behind.starts_with(|c: char| ('\u{300}'..='\u{36f}').contains(&c));
        let whole = touches || marked || word.chars().count() < SHORTEST || is_loud(word);
        if whole {
            out.push_str(word);
        } else {
            for (n, part) in hypher::hyphenate(word, language).enumerate() {
                if n > 0 {
                    out.push(SOFT_HYPHEN);
                }
                out.push_str(part);
            }
        }
        let other = behind.find(char::is_alphabetic).unwrap_or(behind.len());
        let (between, next) = behind.split_at(other);
        out.push_str(between);
        if marked {
            out.push_str(next);
            return;
        }
        rest = next;
    }
}

/// Whether a word is an acronym: it has no lower-case letter.
fn is_loud(word: &str) -> bool {
    !word.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str, language: &str) -> String {
        add_soft_hyphens(html, Some(language))
            .unwrap_or_else(|| html.to_owned())
            .replace(SOFT_HYPHEN, "·")
    }

    #[test]
    fn words_of_paragraphs_are_divided() {
        assert_eq!(
            shown(
                "<h2>Die Fährverbindung</h2><p>Die Fährverbindung wird eingestellt, heute.</p>",
                "de-AT"
            ),
            "<h2>Die Fährverbindung</h2><p>Die Fähr·ver·bin·dung wird ein·ge·stellt, heu·te.</p>"
        );
        assert_eq!(
            shown("<p>A hajókikötő bezárása ma.</p>", "hu"),
            "<p>A ha·jó·ki·kö·tő be·zá·rá·sa ma.</p>"
        );
    }

    #[test]
    fn other_languages_are_left_to_the_engine() {
        assert_eq!(add_soft_hyphens("<p>The announcement of yesterday.</p>", Some("en")), None);
        assert_eq!(add_soft_hyphens("<p>The announcement of yesterday.</p>", None), None);
        assert_eq!(
            shown(
                "<p>They said <i lang=\"de\">es wird eingestellt werden</i> yesterday.</p>",
                "en"
            ),
            "<p>They said <i lang=\"de\">es wird ein·ge·stellt werden</i> yesterday.</p>"
        );
        assert_eq!(
            shown(
                "<p>Es hieß <i lang=\"en\">the announcement was</i> gestern morgens <b>und</b>.</p>",
                "de"
            ),
            "<p>Es hieß <i lang=\"en\">the announcement was</i> ges·tern mor·gens <b>und</b>.</p>"
        );
    }

    #[test]
    fn what_is_no_word_stays_whole() {
        for whole in [
            "<p>Siehe www.hafenverwaltung.example und mail@hafenverwaltung.example an.</p>",
            "<p>Die UNESCO tagt am 24.Dezember2020 da.</p>",
            "<p>Es ist <code>let hafenverwaltung = neu</code> da.</p>",
            "<p>Es ist H<b>afenverwaltung</b> da.</p>",
            "<p>Es ist <b>Hafen</b>verwaltung da.</p>",
            "<p>Es <a title=\"eine > Verwaltung der Häfen\">ist</a> da.</p>",
            "<pre><p>Die Fährverbindung wird eingestellt</p></pre>",
            "<pre>Die Fährverbindung wird eingestellt</pre>",
            "<p>Die Fu\u{308}hrung der Ha\u{308}fen da.</p>",
            "<p>Die Ver\u{ad}waltung hat Fährverbindungen da.</p>",
            "<p>Er sagt &Auml;rger &amp;nbsp da.</p>",
        ] {
            assert_eq!(add_soft_hyphens(whole, Some("de")), None, "{whole}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_soft_hyphens_is_added(html in "(<p>|</p>|<i lang=\"de\">|</i>|<br>|<a title=\"|\"|>|<|&amp;|[a-zäöüßA-Z]{1,12}|[ .,/\u{308}\u{1f600}-]){0,40}") {
            if let Some(divided) = add_soft_hyphens(&html, Some("de")) {
                prop_assert_eq!(divided.replace(SOFT_HYPHEN, ""), html);
            }
        }
    }
}
