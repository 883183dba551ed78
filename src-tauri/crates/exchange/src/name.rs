//! File names that are valid on every system that a folder may be synced to.

use unicode_normalization::UnicodeNormalization;

/// Maximum length of a name without its extension, in bytes. A CJK character takes three.
const MAX_BYTES: usize = 200;

/// Makes a file name from a title, without extension: in NFC, without characters that Windows,
/// macOS, Linux or Obsidian's links forbid, without invisible characters, and truncated to 200
/// bytes at a character boundary.
#[must_use]
pub fn safe(title: &str) -> String {
    let mut out = String::new();
    for c in title.nfc() {
        let c = match c {
            '/' | '\\' | ':' | '|' => '-',
            '<' | '>' | '"' | '?' | '*' | '#' | '^' | '[' | ']' | '%' => continue,
            c if c.is_whitespace() => ' ',
            c if c.is_control() || is_format(c) => continue,
            c => c,
        };
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        if out.len() + c.len_utf8() > MAX_BYTES {
            break;
        }
        out.push(c);
    }
    let trimmed =
        out.trim_start_matches(['.', '-', ' ', '~', '_', '$']).trim_end_matches(['.', ' ', '~']);
    if trimmed.is_empty() {
        return "Untitled".into();
    }
    if !is_reserved(trimmed) {
        return trimmed.to_owned();
    }
    // Inserted before the first dot, because Windows ignores the rest of the name.
    let (stem, rest) = trimmed.split_at(trimmed.find('.').unwrap_or(trimmed.len()));
    format!("{}_{rest}", stem.trim_end())
}

/// A key that is equal for names that are the same on a case-insensitive file system: `Straße` and
/// `STRASSE`.
#[must_use]
pub fn case_folded_key(name: &str) -> String {
    unicase::UniCase::new(name.nfc().collect::<String>()).to_folded_case()
}

/// The name of the `n`th file called `name`, within the same limit.
#[must_use]
pub fn numbered(name: &str, n: u32) -> String {
    let suffix = format!(" ({n})");
    let mut end = name.len().min(MAX_BYTES - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", name[..end].trim_end())
}

/// Invisible characters: they would make different names look the same, or reverse the text
/// direction.
fn is_format(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{E007F}')
}

/// Device names on Windows, regardless of what follows their first dot.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$")
        || ["COM", "LPT"].iter().any(|d| {
            stem.strip_prefix(d).is_some_and(|n| {
                n.chars().count() == 1 && n.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_everywhere() {
        for (title, expected) in [
            ("Rivers, dams and debt", "Rivers, dams and debt"),
            ("../../etc/passwd", "etc-passwd"),
            ("a/b\\c:d|e", "a-b-c-d-e"),
            ("NUL.tar.gz", "NUL_.tar.gz"),
            ("con.md", "con_.md"),
            ("LPT³.txt", "LPT³_.txt"),
            ("Aux", "Aux_"),
            ("What? [[Link]] #1 ^x", "What Link 1 x"),
            ("CON", "CON_"),
            ("com¹.txt", "com¹_.txt"),
            ("", "Untitled"),
            ("...", "Untitled"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("  two\n lines ", "two lines"),
            ("e\u{301}te", "éte"),
        ] {
            assert_eq!(safe(title), expected, "{title:?}");
        }
    }

    #[test]
    fn long_names_are_cut_by_bytes_at_a_character() {
        let name = safe(&"钱".repeat(100));
        assert_eq!((name.len(), name.chars().count()), (198, 66));
        assert!(numbered(&name, 12).len() <= 200);
    }

    proptest::proptest! {
        #[test]
        fn any_title_gives_a_name(title in ".{0,300}") {
            let name = safe(&title);
            proptest::prop_assert!(!name.is_empty() && name.len() <= 201);
            proptest::prop_assert!(!name.contains(['/', '\\', '\0', '\n', ':']) && !name.starts_with('.'));
        }
    }
}
