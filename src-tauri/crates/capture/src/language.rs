//! Detects the language of a text.

use whatlang::{Detector, Lang};

/// The BCP 47 tag of the language of `text`; `None` if it is doubtful.
pub(crate) fn detect(text: &str) -> Option<String> {
    let sample: String = text.chars().take(6_000).collect();
    let info = Detector::new().detect(&sample)?;
    if !info.is_reliable() && sample.chars().count() < 200 {
        return None;
    }
    tag(info.lang()).map(str::to_owned)
}

/// Normalises a language tag: `en_US` becomes `en-US`. Returns `None` if it is not one.
pub(crate) fn normalise(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next()?;
    let ok = (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts
            .clone()
            .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !ok {
        return None;
    }
    let mut out = first.to_ascii_lowercase();
    for part in parts {
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_ascii_uppercase()),
            4 => {
                out.push_str(&part[..1].to_ascii_uppercase());
                out.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => out.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(out)
}

fn tag(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Jpn => "ja",
        Lang::Ara => "ar",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Swe => "sv",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Kor => "ko",
        Lang::Vie => "vi",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Hin => "hi",
        Lang::Ell => "el",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Bul => "bg",
        Lang::Srp => "sr",
        Lang::Hrv => "hr",
        Lang::Cat => "ca",
        Lang::Ind => "id",
        Lang::Tha => "th",
        Lang::Est => "et",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Slv => "sl",
        Lang::Ben => "bn",
        Lang::Tam => "ta",
        Lang::Urd => "ur",
        Lang::Tel => "te",
        Lang::Mar => "mr",
        Lang::Kat => "ka",
        Lang::Hye => "hy",
        Lang::Lat => "la",
        Lang::Epo => "eo",
        Lang::Afr => "af",
        Lang::Mkd => "mk",
        Lang::Bel => "be",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, expected) in [
            (
                "The ferry company said on Monday that it would run twice as many boats next summer.",
                "en",
            ),
            (
                "Die Stadt hat am Montag beschlossen, die alte Brücke im nächsten Jahr zu erneuern.",
                "de",
            ),
            ("市政府周一宣布，明年将重建这座旧桥。", "zh"),
            ("市は月曜日、来年この古い橋を架け替えると発表しました。", "ja"),
            ("أعلنت المدينة يوم الاثنين أنها ستجدد الجسر القديم العام المقبل.", "ar"),
        ] {
            assert_eq!(detect(text).as_deref(), Some(expected));
        }
        assert_eq!(normalise("en_us").as_deref(), Some("en-US"));
        assert_eq!(normalise("english!"), None);
    }
}
