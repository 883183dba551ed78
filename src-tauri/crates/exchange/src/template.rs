//! Templates of exported files, in Jinja (`minijinja`): the built-in ones, and those that people
//! write.

use std::fmt::Write as _;
use std::sync::OnceLock;

use commonplace_core::{Colour, FileOf, Link, Marks, Metadata, names};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use serde_json::json;

use crate::managed::Part;
use crate::markdown::{Article, Highlight, Words, article_text, source_line};
use crate::{escape, managed};

/// Maximum number of steps of a template, enough for an article with ten thousand highlights; more
/// is an error.
const STEPS: u64 = 5_000_000;
/// Maximum length of a template, in bytes; a longer one is rejected.
const LONGEST: usize = 200_000;
/// Maximum size of the output, in bytes, more than for any article; more is an error.
const LARGEST: usize = 64 << 20;

names! {
    /// A template of exported files.
    #[derive(Default)]
    Preset {
        /// Properties and quotes in Obsidian's form.
        #[default]
        Obsidian = "obsidian",
        /// Obsidian's form, with quotes as callouts.
        Callouts = "callouts",
        /// An outline, for Logseq.
        Logseq = "logseq",
        /// Markdown for no particular program.
        Plain = "plain",
        /// The person's own template, stored in the settings.
        Own = "own",
    }
}

impl Preset {
    /// The source; empty for [`Preset::Own`].
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::Obsidian => include_str!("templates/obsidian.jinja"),
            Self::Callouts => include_str!("templates/callouts.jinja"),
            Self::Logseq => include_str!("templates/logseq.jinja"),
            Self::Plain => include_str!("templates/plain.jinja"),
            Self::Own => "",
        }
    }

    /// The built-in presets.
    pub fn bundled() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|preset| *preset != Self::Own)
    }
}

names! {
    /// Fields that a template can name. Those of a highlight begin with `highlight.`.
    TemplateField {
        /// The title.
        Title = "title",
        /// The names of the authors, a list.
        Authors = "authors",
        /// The publication.
        Site = "site",
        /// The address.
        Url = "url",
        /// Publication date, as precise as it is known.
        Published = "published",
        /// The day it was saved.
        Saved = "saved",
        /// The language, BCP 47.
        Language = "language",
        /// The page's summary of itself.
        Description = "description",
        /// Authors, publication and day in one line, as Markdown.
        Source = "source",
        /// The article's tags, a list.
        Tags = "tags",
        /// Tags of the article and its highlights, without spaces as in Obsidian, a list.
        AllTags = "all_tags",
        /// The projects it is in, a list.
        Projects = "projects",
        /// Notes on the article, in Markdown, a list.
        Notes = "notes",
        /// The highlights in reading order, a list.
        Highlights = "highlights",
        /// The article's text, in Markdown.
        Text = "text",
        /// Number of highlights left out because they are withheld.
        Withheld = "withheld",
        /// SHA-256 of the capture.
        Sha256 = "sha256",
        /// Id of the file.
        Id = "id",
        /// Link that opens the article, or the file's highlight, in Commonplace.
        Link = "link",
        /// What the file is for.
        Kind = "kind",
        /// The citation key, as in [@key].
        Citekey = "citekey",
        /// The words.
        HighlightQuote = "highlight.quote",
        /// The words as a block quote, with the speaker.
        HighlightBlock = "highlight.block",
        /// The speaker, if they may be named.
        HighlightSpeaker = "highlight.speaker",
        /// Translation of the words.
        HighlightTranslation = "highlight.translation",
        /// The translator.
        HighlightTranslator = "highlight.translator",
        /// The translation as a paragraph, introduced as such.
        HighlightTranslated = "highlight.translated",
        /// The note, in Markdown.
        HighlightNote = "highlight.note",
        /// The tags, a list.
        HighlightTags = "highlight.tags",
        /// The tags as #words.
        HighlightHashtags = "highlight.hashtags",
        /// The colour's name.
        HighlightColour = "highlight.colour",
        /// What the colour means to the person.
        HighlightMeaning = "highlight.meaning",
        /// Address of the highlighted image; not set if words are highlighted.
        HighlightImage = "highlight.image",
        /// Whether the highlight is an orphan.
        HighlightOrphan = "highlight.orphan",
        /// The highlight's id, usable as a block id.
        HighlightId = "highlight.id",
        /// Link that opens the highlight in the article.
        HighlightLink = "highlight.link",
    }
}

names! {
    /// Filters available in addition to Jinja's.
    TemplateFilter {
        /// Quotes a value for front matter.
        Yaml = "yaml",
        /// Escapes text, so that it contains no Markdown.
        Plain = "plain",
        /// Puts text on one line that cannot end a property.
        Line = "line",
        /// Writes a tag without spaces, as Obsidian requires.
        Tag = "tag",
        /// Formats text as a block quote.
        Quoted = "quoted",
        /// Prefixes all lines after the first.
        Under = "under",
        /// Splits a text into paragraphs, a list.
        Paragraphs = "paragraphs",
    }
}

names! {
    /// What is wrong with a template.
    TemplateProblem {
        /// It names a field that does not exist.
        Field = "field",
        /// It uses a filter, a test or a function that does not exist.
        Filter = "filter",
        /// It does not parse.
        Syntax = "syntax",
        /// It runs too long.
        Endless = "endless",
        /// It, or what it writes, is too large.
        TooLarge = "too_large",
        /// Another error while it runs; the message says which.
        Other = "other",
    }
}

/// An error in a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column} of the template: {message}")]
pub struct Error {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in code points, counted from 1.
    pub column: u32,
    /// What is wrong.
    pub problem: TemplateProblem,
    /// The part of the template that is wrong, as it is written; empty if unknown.
    pub part: String,
    /// The error message, in English.
    pub message: String,
}

/// A parsed template.
#[derive(Debug)]
pub struct Template(Environment<'static>);

const NAME: &str = "template";

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// [`Error`] with the position, if it does not parse.
    pub fn new(source: &str) -> Result<Self, Error> {
        if source.len() > LONGEST {
            let message = format!("it is longer than {LONGEST} bytes");
            return Err(Error {
                line: 1,
                column: 1,
                problem: TemplateProblem::TooLarge,
                part: String::new(),
                message,
            });
        }
        let mut env = Environment::new();
        env.set_trim_blocks(true);
        env.set_lstrip_blocks(true);
        env.set_keep_trailing_newline(true);
        env.set_debug(true);
        env.set_fuel(Some(STEPS));
        env.set_recursion_limit(50);
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_auto_escape_callback(|_| AutoEscape::None);
        let text = |value: &Value| value.as_str().map_or_else(|| shown(value), str::to_owned);
        env.add_filter("yaml", move |value: Value| escape::yaml(&text(&value)));
        env.add_filter("plain", move |value: Value| {
            escape::inline(&text(&value).replace('\n', " "))
        });
        env.add_filter("line", move |value: Value| {
            text(&value).replace("::", ": :").split_whitespace().collect::<Vec<_>>().join(" ")
        });
        env.add_filter("tag", move |value: Value| escape::tag(&text(&value)));
        env.add_filter("quoted", move |value: Value| escape::quote_lines(&text(&value)));
        env.add_filter("under", move |value: Value, before: String| {
            text(&value).replace('\n', &format!("\n{before}"))
        });
        env.add_filter("paragraphs", move |value: Value| {
            let text = text(&value);
            text.split("\n\n")
                .map(str::to_owned)
                .filter(|p| !p.trim().is_empty())
                .collect::<Vec<_>>()
        });
        let failed = |err: &minijinja::Error| error(err, source);
        env.add_template_owned(NAME, source.to_owned()).map_err(|err| failed(&err))?;
        Ok(Self(env))
    }

    /// The template of a preset, parsed once.
    #[must_use]
    pub fn preset(preset: Preset) -> &'static Self {
        static PARSED: OnceLock<Vec<Template>> = OnceLock::new();
        let all = PARSED.get_or_init(|| {
            let parse = |preset: &Preset| {
                Self::new(preset.source()).unwrap_or_else(|_| Self(Environment::new()))
            };
            Preset::ALL.iter().map(parse).collect()
        });
        &all[preset as usize]
    }

    /// Renders it for articles with an example of everything and with almost nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::render`].
    pub fn check(&self) -> Result<(), Error> {
        let words =
            Words { quote: "words".into(), speaker: Some("somebody".into()), ..Words::default() };
        let highlight = |note: Option<&str>| Highlight {
            id: "1".into(),
            words: words.clone(),
            colour: Colour::Yellow,
            meaning: note.map(str::to_owned),
            note: note.map(str::to_owned),
            tags: note.into_iter().map(str::to_owned).collect(),
            orphan: note.is_none(),
        };
        let article = Article {
            kind: FileOf::Article,
            id: "0".into(),
            link: "commonplace://article/0".into(),
            citekey: "key".into(),
            metadata: Metadata {
                title: "title".into(),
                authors: vec!["author".into()],
                site: Some("site".into()),
                published: "2014-03-07T08:15".parse().ok(),
                url: Some("https://example.org/".into()),
                ..Metadata::default()
            },
            saved: "2026-01-02".into(),
            sha256: "0".into(),
            tags: vec!["tag".into()],
            projects: vec!["project".into()],
            highlights: vec![highlight(None), highlight(Some("note"))],
            withheld: 1,
            notes: vec![("2".into(), "note".into())],
            html: Some("<p>text</p>".into()),
            marks: Marks::None,
        };
        for kind in [FileOf::Article, FileOf::Highlight, FileOf::Project] {
            self.render(&Article { kind, ..article.clone() })?;
        }
        // And for an article of which almost nothing is known.
        let bare = Article {
            metadata: Metadata::default(),
            highlights: Vec::new(),
            notes: Vec::new(),
            tags: Vec::new(),
            projects: Vec::new(),
            withheld: 0,
            html: None,
            ..article
        };
        self.render(&bare).map(|_| ())
    }

    /// Whether the template uses a field.
    #[must_use]
    pub fn names(&self, field: &str) -> bool {
        self.0.get_template(NAME).is_ok_and(|template| template.source().contains(field))
    }

    /// Renders the file of a project: the project's properties, then the output of each article
    /// without its properties; with marks as in [`Self::render`].
    ///
    /// # Errors
    ///
    /// As [`Self::render`]; also if the file exceeds the maximum size.
    pub fn project(&self, id: &str, name: &str, articles: &[Article]) -> Result<String, Error> {
        let outline = self.names("commonplace-id::");
        let name = managed::unmarked(name);
        let mut out = if outline {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("title:: {name}\ncommonplace-id:: {id}\n")
        } else {
            let (title, heading) = (escape::yaml(&name), escape::inline(&name));
            format!("---\ntitle: {title}\nid: {}\n---\n\n# {heading}\n", escape::yaml(id))
        };
        for article in articles {
            let part = self.render(article)?;
            let body = commonplace_core::properties::split_front_matter(&part)
                .map_or(part.as_str(), |(_, body)| body);
            out.push_str(&format!("\n{}\n", body.trim_matches('\n')));
            if out.len() > LARGEST {
                let message = "it writes too much".to_owned();
                return Err(Error {
                    line: 1,
                    column: 1,
                    problem: TemplateProblem::TooLarge,
                    part: String::new(),
                    message,
                });
            }
        }
        Ok(out)
    }

    /// Renders the file of an article, with marks around what a person may edit ([`managed`]).
    ///
    /// # Errors
    ///
    /// [`Error`] for an unknown field, or a template that exceeds its limits.
    pub fn render(&self, article: &Article) -> Result<String, Error> {
        let template = self.0.get_template(NAME).map_err(|err| error(&err, ""))?;
        let mut out = Limited(Vec::new());
        template
            .render_captured_to(context(article), &mut out)
            .map_err(|err| error(&err, template.source()))?;
        Ok(String::from_utf8(out.0).unwrap_or_default())
    }
}

fn shown(value: &Value) -> String {
    if value.is_none() || value.is_undefined() { String::new() } else { value.to_string() }
}

/// The values of all fields.
fn context(article: &Article) -> Value {
    let m = &article.metadata;
    let notes =
        article.notes.iter().map(|(id, note)| Part::ArticleNote(id.clone()).mark(note.trim()));
    let words = |tags: &[String]| tags.iter().map(|tag| escape::tag(tag)).collect::<Vec<_>>();
    // The file of a highlight lists only the highlight's tags, so that edits to them can be
    // assigned to it.
    let of_article =
        if article.kind == FileOf::Highlight { Vec::new() } else { words(&article.tags) };
    let mut all_tags = of_article;
    all_tags.extend(article.highlights.iter().flat_map(|h| words(&h.tags)));
    all_tags.sort();
    all_tags.dedup();
    let mut context = json!({
        "title": m.title,
        "authors": m.authors,
        "site": m.site,
        "url": m.url,
        "published": m.published.map(|p| p.to_string()),
        "saved": article.saved,
        "language": m.language,
        "description": m.description,
        "source": source_line(m),
        "tags": article.tags,
        "all_tags": all_tags,
        "projects": article.projects,
        "highlights": article.highlights.iter().map(highlight).collect::<Vec<_>>(),
        "text": article_text(article),
        "withheld": article.withheld,
        "sha256": article.sha256,
        "id": article.id,
        "link": article.link,
        "kind": article.kind.name(),
        "citekey": article.citekey,
    });
    unmark(&mut context);
    // Only these parts have marks.
    context["notes"] = notes.collect::<Vec<_>>().into();
    for (h, of) in
        article.highlights.iter().zip(context["highlights"].as_array_mut().into_iter().flatten())
    {
        let tags: Vec<String> = h.tags.iter().map(|tag| format!("#{}", escape::tag(tag))).collect();
        let tags = (!tags.is_empty()).then(|| Part::Tags(h.id.clone()).mark(&tags.join(" ")));
        of["hashtags"] = tags.into();
        let note = h.note.as_ref().map(|note| Part::Note(h.id.clone()).mark(note.trim()));
        of["note"] = note.into();
    }
    Value::from_serialize(&context)
}

/// Removes the characters used as marks from texts of pages.
fn unmark(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => *text = managed::unmarked(text),
        serde_json::Value::Array(list) => list.iter_mut().for_each(unmark),
        serde_json::Value::Object(map) => map.values_mut().for_each(unmark),
        _ => {}
    }
}

/// Output of a template, limited to [`LARGEST`] bytes.
struct Limited(Vec<u8>);

impl std::io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn highlight(h: &Highlight) -> serde_json::Value {
    let words = &h.words;
    json!({
        "quote": words.quote,
        "block": words.block("", words.said_by().as_deref()),
        "speaker": words.speaker,
        "translation": words.translation.as_ref().map(|t| &t.words),
        "translator": words.translation.as_ref().and_then(|t| t.translator.as_ref()),
        "translated": words.translated(),
        "tags": h.tags,
        "colour": h.colour.name(),
        "meaning": h.meaning,
        "image": words.image,
        "orphan": h.orphan,
        "id": h.id,
        "link": Link::to_highlight(&h.id),
    })
}

fn error(err: &minijinja::Error, source: &str) -> Error {
    let line = err.line().unwrap_or(1);
    let column = err.range().and_then(|range| {
        let before = source.get(..range.start)?;
        Some(before.rsplit('\n').next()?.chars().count() + 1)
    });
    let mut message = match err.kind() {
        ErrorKind::OutOfFuel => "it does not end".to_owned(),
        ErrorKind::WriteFailure => "it writes too much".to_owned(),
        ErrorKind::UndefinedError => "there is no such field".to_owned(),
        kind => kind.to_string(),
    };
    let part = err.range().and_then(|range| source.get(range)).unwrap_or_default();
    if let Some(detail) = err.detail() {
        let _ = write!(message, ": {detail}");
    } else if !part.is_empty() {
        let _ = write!(message, ": {part}");
    }
    let problem = match err.kind() {
        ErrorKind::UndefinedError => TemplateProblem::Field,
        ErrorKind::UnknownFilter
        | ErrorKind::UnknownTest
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownMethod => TemplateProblem::Filter,
        ErrorKind::SyntaxError => TemplateProblem::Syntax,
        ErrorKind::OutOfFuel => TemplateProblem::Endless,
        ErrorKind::WriteFailure => TemplateProblem::TooLarge,
        _ => TemplateProblem::Other,
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Error {
        line: number(line),
        column: number(column.unwrap_or(1)),
        problem,
        part: managed::strip_marks(part),
        message: managed::strip_marks(&message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::sample;

    fn rendered(preset: Preset) -> String {
        let rendered = Template::preset(preset).render(&sample());
        managed::strip_marks(&rendered.unwrap_or_else(|err| panic!("{}: {err}", preset.name())))
    }

    #[test]
    fn every_preset_has_all_that_was_made() {
        for preset in Preset::bundled() {
            Template::new(preset.source()).unwrap_or_else(|err| panic!("{}: {err}", preset.name()));
            let file = rendered(preset);
            for words in [
                "We know the \\*tides\\*",
                "**metaphor**",
                "Read twice.",
                "Wir \\*kennen\\*",
                "We know the tides.",
            ] {
                assert!(file.contains(words), "{}: {words}: {file}", preset.name());
            }
            assert!(!file.contains("\n\n\n"), "{}: {file}", preset.name());
            let quotes: Vec<String> = crate::quotes(&file).into_iter().map(|q| q.words).collect();
            assert_eq!(quotes, ["We know the *tides*", "better"], "{}: {file}", preset.name());
        }
    }

    #[test]
    fn every_preset_makes_one_file_of_a_project() {
        for preset in Preset::bundled() {
            let template = Template::preset(preset);
            let one = Article { kind: FileOf::Project, html: None, ..sample() };
            let mut two = Article { id: "0201".into(), highlights: Vec::new(), ..one.clone() };
            two.metadata.title = "Gulls".into();
            two.notes = vec![("0202".into(), "Of gulls.".into())];
            let file = template.project("0300", "Ports: \"and\" piers", &[one, two]);
            let file = managed::strip_marks(
                &file.unwrap_or_else(|err| panic!("{}: {err}", preset.name())),
            );
            assert_eq!(crate::properties::id_of(&file).as_deref(), Some("0300"), "{file}");
            for part in
                ["# Ferries: \"who\" decides?", "We know the \\*tides\\*", "# Gulls", "Of gulls."]
            {
                assert!(file.contains(part), "{}: {part}: {file}", preset.name());
            }
            assert!(
                !file.contains("0190\"") && !file.contains("\n\n\n"),
                "{}: {file}",
                preset.name()
            );
        }
    }

    #[test]
    fn the_file_of_a_highlight_has_its_own_tags_and_nothing_of_the_others() {
        for preset in Preset::bundled() {
            let one = Article {
                kind: FileOf::Highlight,
                id: "0191".into(),
                notes: Vec::new(),
                html: None,
                ..sample()
            };
            let file = Template::preset(preset).render(&one);
            let file = managed::strip_marks(
                &file.unwrap_or_else(|err| panic!("{}: {err}", preset.name())),
            );
            assert_eq!(crate::properties::id_of(&file).as_deref(), Some("0191"), "{file}");
            assert!(
                file.contains("tides") && !file.contains("harbour"),
                "{}: {file}",
                preset.name()
            );
            assert!(!file.contains("\n\n\n"), "{}: {file}", preset.name());
        }
    }

    #[test]
    fn every_field_is_there_and_no_other() {
        for field in TemplateField::ALL {
            let field = field.name();
            let source = match field.strip_prefix("highlight.") {
                Some(field) => {
                    format!("{{% for h in highlights %}}{{{{ h.{field} }}}}{{% endfor %}}")
                }
                None => format!("{{{{ {field} }}}}"),
            };
            let rendered = Template::new(&source).and_then(|template| template.render(&sample()));
            assert!(rendered.is_ok(), "{field}: {rendered:?}");
        }
        let at = |source: &str| {
            let rendered = Template::new(source).and_then(|template| template.render(&sample()));
            rendered.map_err(|err| (err.line, err.column, err.message))
        };
        assert_eq!(at("a\n{{ titel }}"), Err((2, 4, "there is no such field: titel".into())));
        assert!(matches!(at("a\n\n {% for x in y"), Err((3, ..))));
        let endless =
            "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        assert_eq!(at(endless).map_err(|e| e.2), Err("it does not end".into()));
    }

    proptest::proptest! {
        #[test]
        fn any_template_gets_an_answer(source in "(\\{\\{|\\}\\}|\\{%|%\\}| |for|if|in|title|highlights|h|end|range|\\||yaml|[a-c(),\"\n]|钱){0,30}") {
            let _ = Template::new(&source).and_then(|template| template.render(&sample()));
        }
    }
}
