//! One article as one Markdown file, following Obsidian's conventions.

use commonplace_core::{Colour, FileOf, Marks, Metadata, Translation};

use crate::{escape, text};

/// The content of an article's file.
#[derive(Debug, Clone)]
pub struct Article {
    /// What the file is for.
    pub kind: FileOf,
    /// The id of the file, which stays the same in all exports: that of the article, or of the
    /// highlight or note that the file is for.
    pub id: String,
    /// Link that opens it in the app.
    pub link: String,
    /// The citation key; empty if the template does not use it.
    pub citekey: String,
    /// The article's metadata.
    pub metadata: Metadata,
    /// The day it was saved, `YYYY-MM-DD`.
    pub saved: String,
    /// SHA-256 of the capture, in hexadecimal.
    pub sha256: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// The projects it is in.
    pub projects: Vec<String>,
    /// Its highlights in reading order; orphans last.
    pub highlights: Vec<Highlight>,
    /// Number of highlights left out because they are withheld.
    pub withheld: usize,
    /// Notes on the article: id and Markdown.
    pub notes: Vec<(String, String)>,
    /// Sanitised HTML of its text, if the file contains it; images have the addresses used there,
    /// highlights are `mark` elements.
    pub html: Option<String>,
    /// How highlights are marked in that text.
    pub marks: Marks,
}

/// Words of a highlight, as exported.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// The words; for an image, its description.
    pub quote: String,
    /// The address of the highlighted image, empty if it has none on the web; `None` if words are
    /// highlighted.
    pub image: Option<String>,
    /// The speaker, if they may be named.
    pub speaker: Option<String>,
    /// Translation of the words.
    pub translation: Option<Translation>,
}

impl Words {
    /// A block quote of the words or the image. `mark` follows the words; `source` is a Markdown
    /// line that names the source.
    pub(crate) fn block(&self, mark: &str, source: Option<&str>) -> String {
        let quote = match &self.image {
            Some(url) if !url.is_empty() => {
                let shows = escape::inline(&self.quote.replace('\n', " "));
                format!("> ![{shows}](<{}>)", escape::link(url))
            }
            Some(_) if self.quote.is_empty() => "> 🖼".to_owned(),
            _ => escape::quote_lines(&self.quote),
        };
        let source = source.map(|source| format!("\n>\n> — {source}")).unwrap_or_default();
        format!("{quote}{mark}{source}")
    }

    /// The speaker, as Markdown.
    pub(crate) fn said_by(&self) -> Option<String> {
        Some(escape::inline(&self.speaker.as_ref()?.replace('\n', " ")))
    }

    /// The paragraphs of the translation. They come after the block quote, because a quote contains
    /// only the original words.
    pub(crate) fn translated(&self) -> Option<String> {
        let translation = self.translation.as_ref()?;
        let words = escape::inline(translation.words.trim());
        let lines: Vec<&str> = words.split('\n').filter(|line| !line.is_empty()).collect();
        let by = translation.translator.as_deref().unwrap_or_default().replace('\n', " ");
        let by = if by.is_empty() { by } else { format!(" by {}", escape::inline(&by)) };
        Some(format!("*Translation{by}:* {}", lines.join("\n\n")))
    }
}

/// A highlight, as exported.
#[derive(Debug, Clone)]
pub struct Highlight {
    /// Its id.
    pub id: String,
    /// Its words.
    pub words: Words,
    /// Its colour.
    pub colour: Colour,
    /// What the colour means to the person.
    pub meaning: Option<String>,
    /// Its note, in Markdown.
    pub note: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether it is an orphan in the article's current version.
    pub orphan: bool,
}

/// The article's text as Markdown; empty if the file does not contain it.
pub(crate) fn article_text(article: &Article) -> String {
    let Some(html) = &article.html else { return String::new() };
    without_vault_marks(&text::markdown(&without_engines(html), article.marks)).trim().to_owned()
}

/// Code languages that are kept from a page. Any other name might be that of an Obsidian plugin
/// that executes the block (`dataviewjs`).
const LANGUAGES: &str = "ada asm awk bash basic c clojure cmake cobol cpp cs csharp css csv d dart diff docker dockerfile elixir elm \
    erlang fortran fsharp go graphql groovy haskell hcl html http ini java javascript js json julia kotlin latex less lisp lua make \
    makefile markdown matlab md mermaid nginx nim nix objectivec ocaml pascal perl php plaintext powershell prolog proto python py r rb \
    ruby rust rs sass scala scheme scss sh shell sql svelte swift tcl terraform tex text toml tsx ts typescript vb verilog vhdl vue wasm \
    xml yaml yml zig zsh";

/// Removes unknown language names from sanitised HTML. A plain text search is sufficient: in
/// sanitised HTML, `<` in text is escaped, so the patterns only occur in tags.
fn without_engines(html: &str) -> String {
    let mut out = html.to_owned();
    for tag in ["<code class=\"language-", "<pre class=\"language-"] {
        let mut from = 0;
        while let Some(at) = out[from..].find(tag).map(|at| from + at) {
            let start = at + tag.len();
            let name: String = out[start..].chars().take_while(|c| *c != '"').collect();
            from = start;
            if !LANGUAGES.split_whitespace().any(|l| l.eq_ignore_ascii_case(&name)) {
                let class = at + tag.len() - " class=\"language-".len();
                out.replace_range(class..start + name.len() + 1, "");
                from = class;
            }
        }
    }
    out
}

/// Escapes words that Obsidian would interpret: `#word` as a tag, `%%` as a comment. Code is not
/// changed.
fn without_vault_marks(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut fenced = false;
    for line in markdown.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced || line.starts_with("    ") {
            out.push_str(line);
            continue;
        }
        let (mut code, mut before) = (false, ' ');
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            code ^= c == '`';
            let next = chars.peek().copied().unwrap_or(' ');
            let tag = c == '#' && before.is_whitespace() && !next.is_whitespace() && next != '#';
            let comment = c == '%' && (next == '%' || before == '%');
            if !code && (tag || comment) {
                out.push('\\');
            }
            out.push(c);
            before = c;
        }
    }
    out
}

/// Author, site and date on one line.
pub(crate) fn source_line(m: &Metadata) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !m.authors.is_empty() {
        parts.push(escape::inline(&m.authors.join(", ")));
    }
    match (&m.site, &m.url) {
        (Some(site), Some(url)) => {
            parts.push(format!("[{}](<{}>)", escape::inline(site), escape::link(url)))
        }
        (Some(site), None) => parts.push(escape::inline(site)),
        (None, Some(url)) => parts.push(format!("<{}>", escape::link(url))),
        (None, None) => {}
    }
    parts.extend(m.published.map(|p| p.day()));
    parts.join(" · ")
}

/// A quote with its citation, for pasting into a text. `reference` is a citation in a style, as
/// plain text; `None` uses the default line.
#[must_use]
pub fn quote(words: &Words, note: Option<&str>, m: &Metadata, reference: Option<&str>) -> String {
    let styled = reference.map(|reference| {
        let link = m.url.as_ref().map(|url| format!(" [↗](<{}>)", escape::link(url)));
        format!("{}{}", escape::inline(&reference.replace('\n', " ")), link.unwrap_or_default())
    });
    let source = match (words.said_by(), styled.unwrap_or_else(|| citation(m))) {
        (Some(speaker), cited) if cited.is_empty() => speaker,
        (Some(speaker), cited) => format!("{speaker}, quoted in {cited}"),
        (None, cited) => cited,
    };
    let mut out = words.block("", Some(source.as_str()).filter(|s| !s.is_empty()));
    out.push('\n');
    if let Some(translation) = words.translated() {
        out.push_str(&format!("\n{translation}\n"));
    }
    if let Some(note) = note {
        out.push_str(&format!("\n{}\n", note.trim()));
    }
    out
}

/// The citation on one line: author, title, site and date; empty if nothing is known.
pub(crate) fn citation(m: &Metadata) -> String {
    let title = escape::inline(&m.title.replace('\n', " "));
    let title = match &m.url {
        Some(url) if !title.is_empty() => format!("[{title}](<{}>)", escape::link(url)),
        Some(url) => format!("<{}>", escape::link(url)),
        None => title,
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend((!m.authors.is_empty()).then(|| escape::inline(&m.authors.join(", "))));
    parts.extend(Some(title).filter(|t| !t.is_empty()));
    parts.extend(m.site.as_deref().map(|s| format!("*{}*", escape::inline(s))));
    parts.extend(m.published.map(|p| p.day()));
    parts.join(", ")
}

/// An article with an example of everything.
#[cfg(test)]
pub(crate) fn sample() -> Article {
    Article {
        kind: FileOf::Article,
        id: "0190".into(),
        link: "commonplace://article/0190".into(),
        citekey: "liangFerriesWhoDecides2014".into(),
        metadata: Metadata {
            title: "Ferries: \"who\" decides?".into(),
            authors: vec!["Ana Liang".into()],
            site: Some("Coast Daily".into()),
            published: "2014-03-07T08:15".parse().ok(),
            language: Some("en".into()),
            url: Some("https://e.example/a(b)".into()),
            ..Metadata::default()
        },
        saved: "2026-01-02".into(),
        sha256: "ab".into(),
        tags: vec!["harbour towns".into()],
        projects: vec!["Ports".into()],
        withheld: 0,
        highlights: vec![Highlight {
            id: "0191".into(),
            words: Words {
                quote: "We know the *tides*\nbetter".into(),
                translation: Some(Translation {
                    words: "Wir *kennen*\ndie Gezeiten".into(),
                    translator: Some("Anna Berg".into()),
                }),
                ..Words::default()
            },
            colour: Colour::Yellow,
            meaning: Some("evidence".into()),
            note: Some("**metaphor**\n".into()),
            tags: vec!["sea".into()],
            orphan: false,
        }],
        notes: vec![("0192".into(), "Read twice.".into())],
        html: Some("<p>We know the tides.</p>".into()),
        marks: Marks::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{managed, template::Template};

    fn article(article: &Article) -> String {
        let rendered = Template::preset(crate::template::Preset::Obsidian).render(article);
        managed::strip_marks(&rendered.unwrap_or_else(|err| panic!("{err}")))
    }

    #[test]
    fn a_file_has_all_that_was_made() {
        let expected = r#"---
title: "Ferries: \"who\" decides?"
source: "https://e.example/a(b)"
author:
  - "Ana Liang"
site: "Coast Daily"
published: 2014-03-07T08:15
created: 2026-01-02
language: "en"
tags:
  - "harbour_towns"
  - "sea"
projects:
  - "Ports"
capture: "sha256:ab"
link: "commonplace://article/0190"
id: "0190"
---

# Ferries: "who" decides?

Ana Liang · [Coast Daily](<https://e.example/a(b)>) · 2014-03-07

Read twice.

## Highlights

> We know the \*tides\*
>
> better

^0191

*Translation by Anna Berg:* Wir \*kennen\*

die Gezeiten

**metaphor**

*evidence (yellow)* [↗](commonplace://highlight/0191) #sea

## Text

We know the tides.
"#;
        assert_eq!(article(&sample()), expected);
    }

    #[test]
    fn code_that_a_vault_would_run_is_only_code() {
        let html = "<pre><code class=\"language-dataviewjs\">x()</code></pre>\n<pre><code class=\"language-rust\">y()</code></pre>";
        let text = article(&Article { html: Some(html.into()), ..sample() });
        assert!(!text.contains("dataviewjs") && text.contains("```rust"), "{text}");
    }

    #[test]
    fn words_of_the_text_are_no_marks_of_a_vault() {
        let marked = "## Heading\n\nA #tag, 100 %% hidden %%, `#include`, a [link](https://e.example/#top).\n\n```\n#code\n```\n";
        let expected = "## Heading\n\nA \\#tag, 100 \\%\\% hidden \\%\\%, `#include`, a [link](https://e.example/#top).\n\n```\n#code\n```\n";
        assert_eq!(without_vault_marks(marked), expected);
    }

    #[test]
    fn a_copied_quote_carries_its_citation() {
        let m = sample().metadata;
        assert_eq!(
            quote(&Words { quote: "Words".into(), ..Words::default() }, None, &m, None),
            "> Words\n>\n> — Ana Liang, [Ferries: \"who\" decides?](<https://e.example/a(b)>), *Coast Daily*, 2014-03-07\n"
        );
    }
}
