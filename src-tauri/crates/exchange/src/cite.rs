//! References: an article as CSL-JSON, BibTeX and RIS, and formatted in a style by a CSL engine
//! (`hayagriva`).

pub use commonplace_core::CitationForm as Form;
use commonplace_core::{Link, Metadata, text};
use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{Locale, Style};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, BufWriteFormat, CitationItem, CitationRequest,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization as _;

/// An article to cite.
#[derive(Debug, Clone, Default)]
pub struct CitedSource {
    /// The article's metadata.
    pub metadata: Metadata,
    /// The day it was captured, `YYYY-MM-DD`.
    pub captured: String,
    /// Words that are quoted from it.
    pub quotes: Vec<String>,
    /// Its citation key; `None` uses the key that [`make_citekey`] generates.
    pub key: Option<String>,
    /// Link that opens it in the app.
    pub link: Option<Link>,
}

/// References to sources, in their order. Equal keys are made distinct with an appended letter.
#[must_use]
pub fn cite(sources: &[CitedSource], form: Form) -> String {
    let keys = keys(sources);
    let items: Vec<Value> =
        sources.iter().zip(&keys).map(|(source, key)| csl(source, key)).collect();
    let each = |write: fn(&CitedSource, &str) -> String| {
        sources.iter().zip(&keys).map(|(s, k)| write(s, k)).collect::<Vec<_>>().join("\n")
    };
    match form {
        Form::CslJson => format!("{:#}\n", Value::from(items)),
        Form::Bibtex => each(bibtex),
        Form::Ris => each(ris),
        Form::Pandoc => {
            format!("[{}]", keys.iter().map(|k| format!("@{k}")).collect::<Vec<_>>().join("; "))
        }
        style => formatted(&items, style).join("\n\n"),
    }
}

/// A name, divided into its parts.
enum Name {
    Person {
        given: String,
        particle: String,
        family: String,
    },
    /// The name of an organisation, or a name in a script with its own order of parts.
    Whole(String),
}

/// Particles that belong to the family name, in lower case.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten",
    "ter", "zu", "zum", "al", "bin", "ibn",
];

fn name(text: &str) -> Name {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((family, given)) = text.split_once(", ") {
        return Name::Person {
            given: given.to_owned(),
            particle: String::new(),
            family: family.to_owned(),
        };
    }
    let words: Vec<&str> = text.split(' ').collect();
    let whole = words.len() < 2
        || words.len() > 5
        || text.contains(commonplace_core::text::is_cjk)
        || words.iter().any(|w| matches!(*w, "of" | "for" | "and" | "the" | "The" | "&"));
    if whole {
        return Name::Whole(text);
    }
    let first = words[1..words.len() - 1].iter().position(|w| PARTICLES.contains(w));
    let last = words.len() - 1;
    let (given, particle) = match first {
        Some(at) => (&words[..=at], &words[at + 1..last]),
        None => (&words[..last], &words[last..last]),
    };
    Name::Person {
        given: given.join(" "),
        particle: particle.join(" "),
        family: words[last].to_owned(),
    }
}

impl Name {
    /// "Family, Given", as BibTeX and RIS require.
    fn turned(&self) -> String {
        match self {
            Self::Person { given, particle, family } if particle.is_empty() => {
                format!("{family}, {given}")
            }
            Self::Person { given, particle, family } => format!("{particle} {family}, {given}"),
            Self::Whole(name) => name.clone(),
        }
    }
}

/// Words skipped in a short title: the most common ones of Better BibTeX's list.
const SKIPPED: &[&str] = &[
    "a", "about", "above", "across", "after", "against", "along", "among", "an", "and", "around",
    "as", "at", "before", "behind", "below", "between", "beyond", "but", "by", "down", "during",
    "for", "from", "in", "into", "its", "near", "nor", "of", "off", "on", "onto", "or", "over",
    "so", "than", "that", "the", "their", "through", "to", "toward", "under", "until", "up",
    "upon", "von", "with", "within", "without", "yet", "der", "die", "das", "le", "la", "les",
    "el", "il", "un", "une", "ein", "eine",
];

/// Generates the citation key of a source that has none: Better BibTeX's key with its default
/// formula (`auth.lower + shorttitle(3, 3) + year`).
#[must_use]
pub fn make_citekey(m: &Metadata) -> String {
    let plain = |text: &str| -> String { text.nfkd().filter(|c| c.is_alphanumeric()).collect() };
    let author = m.authors.first().map(|author| match name(author) {
        Name::Person { family, .. } => plain(&family),
        Name::Whole(name) => plain(&name),
    });
    let author = author.or_else(|| m.site.as_deref().map(plain)).unwrap_or_default().to_lowercase();
    let title: String = m
        .title
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(plain)
        .filter(|word| !word.is_empty() && !SKIPPED.contains(&word.to_lowercase().as_str()))
        .take(3)
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
        })
        .collect();
    let year = date(m).first().map(ToString::to_string).unwrap_or_default();
    let key: String = format!("{author}{title}{year}").chars().take(60).collect();
    if key.is_empty() { "source".to_owned() } else { key }
}

/// Validates a citation key from another program: returns it if both Pandoc and BibTeX accept it.
/// Returns an empty string for anything else, such as an address or a generated id.
#[must_use]
pub fn valid_citekey(text: &str) -> String {
    let text = text.trim();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '+' | '-' | '/');
    let is_key = text.chars().all(fits)
        && text.chars().any(char::is_alphabetic)
        && text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && text.chars().count() <= 100
        && !text.contains("//")
        && text.matches('-').count() < 4;
    if is_key { text.to_owned() } else { String::new() }
}

fn keys(sources: &[CitedSource]) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut out = Vec::new();
    for source in sources {
        let key = source.key.clone().unwrap_or_else(|| make_citekey(&source.metadata));
        let times = seen.entry(key.clone()).and_modify(|n| *n = n.saturating_add(1)).or_insert(0);
        out.push(match *times {
            0 => key,
            n => format!("{key}{}", text::letters(n)),
        });
    }
    out
}

/// Year, month and day of publication, as far as known.
fn date(m: &Metadata) -> Vec<u32> {
    let published = m.published.map(|p| p.day()).unwrap_or_default();
    numbers(&published)
}

fn numbers(day: &str) -> Vec<u32> {
    day.split('-').filter_map(|part| part.parse().ok()).collect()
}

fn csl(source: &CitedSource, key: &str) -> Value {
    let m = &source.metadata;
    let authors = m.authors.iter().map(|author| match name(author) {
        Name::Person { given, particle, family } if particle.is_empty() => {
            json!({ "family": family, "given": given })
        }
        Name::Person { given, particle, family } => {
            json!({ "family": family, "given": given, "non-dropping-particle": particle })
        }
        Name::Whole(name) => json!({ "literal": name }),
    });
    let mut out = json!({
        "id": key,
        "type": if m.site.is_some() && m.published.is_some() { "article-newspaper" } else { "webpage" },
        "title": m.title,
    });
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            out[key] = value;
        }
    };
    let authors: Vec<Value> = authors.collect();
    put("author", (!authors.is_empty()).then(|| authors.into()));
    put("container-title", m.site.as_deref().map(Value::from));
    put("URL", m.url.as_deref().map(Value::from));
    put("DOI", m.doi.as_deref().map(Value::from));
    put("issued", Some(date(m)).filter(|d| !d.is_empty()).map(|d| json!({ "date-parts": [d] })));
    put(
        "accessed",
        Some(numbers(&source.captured))
            .filter(|d| !d.is_empty())
            .map(|d| json!({ "date-parts": [d] })),
    );
    put("language", m.language.as_deref().map(Value::from));
    put("abstract", m.description.as_deref().map(Value::from));
    let quotes: Vec<String> = source.quotes.iter().map(|quote| format!("“{quote}”")).collect();
    put("note", (!quotes.is_empty()).then(|| quotes.join("\n").into()));
    // Styles never print this field.
    put("custom", source.link.map(|link| json!({ "commonplace": link.to_string() })));
    out
}

/// Escapes text for a BibTeX value in braces.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            // BibTeX counts braces, including escaped ones.
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\n' | '\r' | '\t' => out.push(' '),
            // Two hyphens would become a dash.
            '-' if out.ends_with('-') => out.push_str("{}-"),
            c => out.push(c),
        }
    }
    out
}

fn bibtex(source: &CitedSource, key: &str) -> String {
    let m = &source.metadata;
    let kind = if m.site.is_some() && m.published.is_some() { "article" } else { "misc" };
    let mut out = format!("@{kind}{{{key},\n");
    let mut put = |field: &str, value: String| {
        if !value.is_empty() {
            out.push_str(&format!("  {field} = {{{value}}},\n"));
        }
    };
    // Double braces keep the capitals of a title.
    put("title", if m.title.is_empty() { String::new() } else { format!("{{{}}}", tex(&m.title)) });
    let authors = m.authors.iter().map(|author| match name(author) {
        Name::Whole(name) => format!("{{{}}}", tex(&name)),
        person => tex(&person.turned()),
    });
    put("author", authors.collect::<Vec<_>>().join(" and "));
    let site = m.site.as_deref().map(tex).unwrap_or_default();
    put(if kind == "article" { "journal" } else { "howpublished" }, site);
    let date = date(m);
    put("date", m.published.map(|p| p.day()).unwrap_or_default());
    put("year", date.first().map(ToString::to_string).unwrap_or_default());
    put("month", date.get(1).map(ToString::to_string).unwrap_or_default());
    put("url", m.url.clone().unwrap_or_default().replace('{', "%7B").replace('}', "%7D"));
    put("doi", m.doi.clone().unwrap_or_default().replace('{', "%7B").replace('}', "%7D"));
    put("urldate", source.captured.clone());
    put("language", m.language.as_deref().map(tex).unwrap_or_default());
    put("abstract", m.description.as_deref().map(tex).unwrap_or_default());
    let quotes: Vec<String> =
        source.quotes.iter().map(|quote| format!("“{}”", tex(quote))).collect();
    put("note", quotes.join(" "));
    // Styles never print this field.
    put("commonplace", source.link.map(|link| link.to_string()).unwrap_or_default());
    out.push_str("}\n");
    out
}

fn ris(source: &CitedSource, key: &str) -> String {
    let m = &source.metadata;
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = if m.site.is_some() && m.published.is_some() { "NEWS" } else { "ELEC" };
    let mut out = format!("TY  - {kind}\n");
    let mut put = |tag: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("{tag}  - {}\n", line(value)));
        }
    };
    put("ID", key);
    put("TI", &m.title);
    for author in &m.authors {
        put("AU", &name(author).turned());
    }
    put("T2", m.site.as_deref().unwrap_or_default());
    let date = date(m);
    put("PY", &date.first().map(ToString::to_string).unwrap_or_default());
    put("DA", &m.published.map(|p| p.day().replace('-', "/")).unwrap_or_default());
    put("UR", m.url.as_deref().unwrap_or_default());
    put("DO", m.doi.as_deref().unwrap_or_default());
    put("Y2", &source.captured.replace('-', "/"));
    put("LA", m.language.as_deref().unwrap_or_default());
    put("AB", m.description.as_deref().unwrap_or_default());
    for quote in &source.quotes {
        put("N1", quote);
    }
    put("U1", &source.link.map(|link| link.to_string()).unwrap_or_default());
    out.push_str("ER  - \n");
    out
}

/// References formatted in a style, in the order of the items, as plain text.
fn formatted(items: &[Value], form: Form) -> Vec<String> {
    static LOCALES: OnceLock<Vec<Locale>> = OnceLock::new();
    let style = match form {
        Form::Mla => ArchivedStyle::ModernLanguageAssociation,
        Form::Chicago => ArchivedStyle::ChicagoAuthorDate,
        Form::Ieee => ArchivedStyle::InstituteOfElectricalAndElectronicsEngineers,
        Form::Gb7714 => ArchivedStyle::Gb77142015Numeric,
        _ => ArchivedStyle::AmericanPsychologicalAssociation,
    };
    let Style::Independent(style) = style.get() else { return Vec::new() };
    let locales = LOCALES.get_or_init(locales);
    let mut out = Vec::new();
    // Formatted one at a time: each is a reference by itself, not part of a list in the style's
    // order.
    for item in items {
        let mut item = item.clone();
        // The engine rejects objects of other programs.
        if let Some(item) = item.as_object_mut() {
            item.remove("custom");
        }
        let Ok(entry) = serde_json::from_value::<citationberg::json::Item>(item) else {
            continue;
        };
        let mut driver = BibliographyDriver::new();
        driver.citation(CitationRequest::from_items(
            vec![CitationItem::with_entry(&entry)],
            &style,
            locales,
        ));
        let request = BibliographyRequest { style: &style, locale: None, locale_files: locales };
        let rendered = driver.finish(request);
        let mut text = String::new();
        for reference in rendered.bibliography.iter().flat_map(|b| &b.items) {
            // The number of a reference is omitted, because it only makes sense in a list.
            let _ = reference.content.write_buf(&mut text, BufWriteFormat::Plain);
        }
        out.push(text.trim().to_owned());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> CitedSource {
        CitedSource {
            metadata: Metadata {
                title: "The ferries & the *harbour*: who_decides?".into(),
                authors: vec![
                    "Ana Liang".into(),
                    "Ludwig van der Berg".into(),
                    "Coast Watch of Portugal".into(),
                ],
                site: Some("Coast Daily".into()),
                published: "2014-03-07T08:15".parse().ok(),
                url: Some("https://coast.example/a_b".into()),
                language: Some("en".into()),
                ..Metadata::default()
            },
            captured: "2026-01-02".into(),
            quotes: Vec::new(),
            key: None,
            link: "commonplace://article/00000000-0000-0000-0000-000000000000".parse().ok(),
        }
    }

    #[test]
    fn the_styles_name_author_title_and_day() {
        for (form, expected) in [
            (Form::Apa, "Liang, A."),
            (Form::Mla, "Liang, Ana"),
            (Form::Chicago, "Liang, Ana"),
            (Form::Ieee, "A. Liang"),
            (Form::Gb7714, "LIANG A"),
        ] {
            let text = cite(&[source()], form);
            assert!(text.contains(expected), "{}: {text}", form.name());
            assert!(
                text.contains("2014") && text.contains("ho_decides"),
                "{}: {text}",
                form.name()
            );
            assert!(text.contains("coast.example"), "{}: {text}", form.name());
        }
    }

    #[test]
    fn bibtex_ris_and_csl_carry_every_field() {
        let bib = cite(&[source(), source()], Form::Bibtex);
        for part in [
            "@article{liangFerriesHarbourWho2014,",
            "@article{liangFerriesHarbourWho2014a,",
            "title = {{The ferries \\& the *harbour*: who\\_decides?}}",
            "author = {Liang, Ana and van der Berg, Ludwig and {Coast Watch of Portugal}}",
            "journal = {Coast Daily}",
            "date = {2014-03-07}",
            "url = {https://coast.example/a_b}",
            "urldate = {2026-01-02}",
            "commonplace = {commonplace://article/00000000-0000-0000-0000-000000000000}",
        ] {
            assert!(bib.contains(part), "{part}: {bib}");
        }
        let ris = cite(
            &[CitedSource {
                quotes: vec!["We know\nthe tides".into(), "Both banks".into()],
                ..source()
            }],
            Form::Ris,
        );
        for line in [
            "TY  - NEWS",
            "AU  - van der Berg, Ludwig",
            "DA  - 2014/03/07",
            "N1  - We know the tides",
            "N1  - Both banks",
            "ER  - ",
        ] {
            assert!(ris.lines().any(|l| l == line), "{line}: {ris}");
        }
        let csl: Value =
            serde_json::from_str(&cite(&[source()], Form::CslJson)).unwrap_or_default();
        assert_eq!(
            csl[0]["author"][1],
            json!({ "family": "Berg", "given": "Ludwig", "non-dropping-particle": "van der" })
        );
        assert_eq!(csl[0]["issued"]["date-parts"], json!([[2014, 3, 7]]));
        assert_eq!(cite(&[source()], Form::Pandoc), "[@liangFerriesHarbourWho2014]");
    }

    #[test]
    fn a_key_that_is_given_is_kept_and_only_words_are_keys() {
        let keyed = CitedSource { key: Some("liang2014".into()), ..source() };
        assert_eq!(
            cite(&[keyed.clone(), source(), keyed], Form::Pandoc),
            "[@liang2014; @liangFerriesHarbourWho2014; @liang2014a]"
        );
        for key in ["moor_quay:2024", "Ünal2020", "渡轮2024"] {
            assert_eq!(valid_citekey(key), key);
        }
        for other in [
            "",
            "http://zotero.org/users/1/items/A",
            "12",
            "a b",
            "{x}",
            "01a22400-a2c4-76fb-a10e-c3de10149596",
        ] {
            assert_eq!(valid_citekey(other), "", "{other}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let bare = CitedSource {
            metadata: Metadata::default(),
            captured: String::new(),
            quotes: Vec::new(),
            key: None,
            link: None,
        };
        for form in Form::ALL {
            let _ = cite(std::slice::from_ref(&bare), *form);
        }
        assert_eq!(cite(&[bare], Form::Bibtex), "@misc{source,\n}\n");
        assert_eq!([1, 26, 27, 53].map(text::letters), ["a", "z", "aa", "ba"]);
        let brace = Metadata { title: "a } b".into(), ..Metadata::default() };
        let brace =
            CitedSource { metadata: brace, captured: String::new(), ..CitedSource::default() };
        let bib = cite(&[brace], Form::Bibtex);
        assert_eq!(bib.matches('{').count(), bib.matches('}').count(), "{bib}");
        let chinese = Metadata {
            title: "渡轮与桥梁".into(),
            authors: vec!["王小明".into()],
            ..Metadata::default()
        };
        let chinese = CitedSource {
            metadata: chinese,
            captured: "2026-01-02".into(),
            ..CitedSource::default()
        };
        assert!(cite(&[chinese], Form::Gb7714).starts_with("王小明. 渡轮与桥梁"));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn any_source_is_cited(title in "\\PC{0,20}", author in "\\PC{0,20}", site in proptest::option::of("\\PC{0,9}")) {
            let metadata = Metadata { title, authors: vec![author], site, ..Metadata::default() };
            let source = CitedSource { metadata, captured: "2026-01-02".into(), quotes: vec!["x".into()], ..CitedSource::default() };
            for form in Form::ALL {
                let _ = cite(std::slice::from_ref(&source), *form);
            }
        }
    }
}
