//! Prints quotations and verified quotes.

use commonplace_library::core::ArticleId;
use commonplace_library::core::diff::Change;
use commonplace_library::core::quotation::{CONFIDENT, Speaker};
use commonplace_library::{
    Checked, Error, Evidence, FoundQuote, QuoteVerdict, Verified, block_quote, csv_cell, day,
    plain_words,
};
use serde_json::{Value, json};

use crate::output::{Output, title};

/// The form in which quotations are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutputForm {
    /// For people, or JSON with `--json`.
    Plain,
    /// As CSV.
    Csv,
    /// As Markdown.
    Markdown,
}

/// Prints a list of quotations, one at a time.
pub(crate) struct Quotations<'a> {
    form: OutputForm,
    output: &'a mut Output,
    last: Option<ArticleId>,
}

/// The columns of the CSV, which are also fields of the JSON.
const COLUMNS: &[&str] = &[
    "words",
    "name",
    "role",
    "affiliation",
    "speaker",
    "cue",
    "confidence",
    "kind",
    "title",
    "site",
    "url",
    "link",
    "captured",
    "sha256",
    "article",
    "version",
    "start",
    "end",
];

impl<'a> Quotations<'a> {
    pub(crate) fn new(form: OutputForm, output: &'a mut Output) -> Self {
        Self { form, output, last: None }
    }

    pub(crate) fn add(&mut self, found: &FoundQuote, link: Option<&str>) -> Result<(), Error> {
        match self.form {
            OutputForm::Plain if self.output.is_json() => {
                self.output.print_line(&fields(found, link).to_string())
            }
            OutputForm::Plain => self.plain(found),
            OutputForm::Csv => self.csv(Some((found, link))),
            OutputForm::Markdown => self.markdown(found, link),
        }
    }

    /// Ends the list. If it is empty, prints a message for people, or only the header row of the CSV.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        match self.form {
            OutputForm::Plain if self.last.is_none() && !self.output.is_json() => {
                self.output.print_line("No quotations were found.")
            }
            OutputForm::Csv if self.last.is_none() => self.csv(None),
            _ => Ok(()),
        }
    }

    /// Whether a quotation is the first one of its article. Remembers the article.
    fn opens(&mut self, found: &FoundQuote) -> bool {
        self.last.replace(found.evidence.article) != Some(found.evidence.article)
    }

    fn plain(&mut self, found: &FoundQuote) -> Result<(), Error> {
        let first = self.last.is_none();
        if self.opens(found) {
            let gap = if first { "" } else { "\n" };
            self.output.print_line(&format!(
                "{gap}{}  {}",
                found.evidence.article,
                title(&found.evidence.metadata.title, "")
            ))?;
        }
        self.output.print_line(&format!("\n  “{}”", found.words.replace('\n', " ")))?;
        let Some(speaker) = found.quotation.speakers.first() else {
            return self.output.print_line("    nobody is named");
        };
        let cue = speaker.cue.as_ref().map(|c| format!(", {}", c.text)).unwrap_or_default();
        let others: Vec<String> = found.quotation.speakers.iter().skip(1).map(said_by).collect();
        let unsure = match speaker.confidence >= CONFIDENT {
            true => String::new(),
            false if others.is_empty() => " (not sure)".to_owned(),
            false => format!(" (not sure; or {})", others.join(", or ")),
        };
        self.output.print_line(&format!("    {}{cue}{unsure}", in_capacity(speaker)))
    }

    /// Prints a row of the CSV, preceded by the header row the first time. With `None`, prints only the
    /// header row.
    fn csv(&mut self, one: Option<(&FoundQuote, Option<&str>)>) -> Result<(), Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let failed = |err: csv::Error| Error::Invalid(err.to_string());
        if self.last.is_none() {
            writer.write_record(COLUMNS).map_err(failed)?;
        }
        if let Some((found, link)) = one {
            self.opens(found);
            let fields = fields(found, link);
            let cell = |name: &&str| match &fields[*name] {
                Value::String(text) => csv_cell(text),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            writer.write_record(COLUMNS.iter().map(cell)).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|err| Error::Invalid(err.to_string()))?;
        self.output.print_line(String::from_utf8_lossy(&bytes).trim_end_matches('\n'))
    }

    fn markdown(&mut self, found: &FoundQuote, link: Option<&str>) -> Result<(), Error> {
        let Evidence { metadata, sha256, captured, .. } = &found.evidence;
        let first = self.last.is_none();
        if self.opens(found) {
            let gap = if first { "" } else { "\n" };
            self.output
                .print_line(&format!("{gap}## {}", plain_words(&title(&metadata.title, ""))))?;
        }
        let quote = block_quote(&found.words);
        let who = found
            .quotation
            .speakers
            .first()
            .map_or_else(|| "?".to_owned(), |s| plain_words(&in_capacity(s)));
        let day = day(*captured);
        let place = match link {
            Some(link) => format!("[captured {day}](<{link}>)"),
            None => format!("captured {day}"),
        };
        self.output.print_line(&format!(
            "\n{quote}\n>\n> — {who}, {place}, sha256:{}",
            &sha256[..sha256.len().min(16)]
        ))
    }
}

fn said_by(speaker: &Speaker) -> String {
    speaker.name.clone().unwrap_or_else(|| speaker.mention.text.clone())
}

/// "Qian Xiaoqian (vice-minister of …)"
fn in_capacity(speaker: &Speaker) -> String {
    match &speaker.role {
        Some(role) => format!("{} ({role})", said_by(speaker)),
        None => said_by(speaker),
    }
}

fn fields(found: &FoundQuote, link: Option<&str>) -> Value {
    let Evidence { article, metadata, version, sha256, captured, url, position } = &found.evidence;
    let speakers = &found.quotation.speakers;
    let first = speakers.first();
    json!({
        "article": article.to_string(), "title": metadata.title, "site": metadata.site, "url": url, "link": link,
        "words": found.words, "start": position.start(), "end": position.end(), "kind": found.quotation.kind.name(),
        "speaker": first.map(|s| &s.mention.text), "name": first.and_then(|s| s.name.as_ref()),
        "role": first.and_then(|s| s.role.as_ref()), "affiliation": first.and_then(|s| s.affiliation.as_ref()),
        "cue": first.and_then(|s| s.cue.as_ref()).map(|c| &c.text),
        "confidence": first.map(|s| f64::from((s.confidence * 100.0).round()) / 100.0),
        "sure": first.is_some_and(|s| s.confidence >= CONFIDENT),
        "others": speakers.iter().skip(1).map(said_by).collect::<Vec<_>>(),
        "version": version.to_string(), "sha256": sha256, "captured": captured,
    })
}

/// Prints the verdicts on a draft's quotes.
pub(crate) fn verified(output: &mut Output, file: &str, all: &[Verified]) -> Result<(), Error> {
    for one in all {
        let proof = match &one.checked {
            Checked::Verbatim(evidence) | Checked::Altered { evidence, .. } => Some(evidence),
            Checked::NotFound => None,
        };
        let difference = one.difference();
        if output.is_json() {
            let original = match &one.checked {
                Checked::Altered { words, .. } => Some(words),
                _ => None,
            };
            let pieces: Vec<Value> = difference
                .iter()
                .map(|p| json!({ "change": change(p.change), "text": p.text }))
                .collect();
            output.print_line(
                &json!({
                    "file": file, "line": one.line, "quote": one.quote, "verdict": one.checked.verdict().name(),
                    "article": proof.map(|e| e.article.to_string()), "title": proof.map(|e| &e.metadata.title),
                    "url": proof.and_then(|e| e.url.as_ref()), "version": proof.map(|e| e.version.to_string()),
                    "sha256": proof.map(|e| &e.sha256), "captured": proof.map(|e| e.captured),
                    "start": proof.map(|e| e.position.start()), "end": proof.map(|e| e.position.end()),
                    "original": original, "difference": pieces,
                })
                .to_string(),
            )?;
            continue;
        }
        let verdict = match one.checked {
            Checked::Verbatim(_) => "verbatim ",
            Checked::Altered { .. } => "altered  ",
            Checked::NotFound => "not found",
        };
        let quote: String = match difference.is_empty() {
            true => one.quote.clone(),
            false => difference
                .iter()
                .map(|piece| match piece.change {
                    Change::Same => piece.text.to_owned(),
                    Change::Removed => format!("[-{}-]", piece.text),
                    Change::Added => format!("{{+{}+}}", piece.text),
                })
                .collect(),
        };
        output.print_line(&format!(
            "{file}:{}: {verdict}  “{}”",
            one.line,
            quote.replace('\n', " ")
        ))?;
        if let Some(evidence) = proof {
            let from = title(&evidence.metadata.title, "");
            let day = day(evidence.captured);
            output
                .print_line(&format!("    {from}, captured {day}, sha256:{}", evidence.sha256))?;
        }
    }
    if output.is_json() {
        return Ok(());
    }
    let count = |verdict| all.iter().filter(|v| v.checked.verdict() == verdict).count();
    output.print_line(&format!(
        "{file}: {} verbatim, {} altered, {} not found",
        count(QuoteVerdict::Verbatim),
        count(QuoteVerdict::Altered),
        count(QuoteVerdict::NotFound)
    ))
}

fn change(change: Change) -> &'static str {
    match change {
        Change::Same => "same",
        Change::Removed => "removed",
        Change::Added => "added",
    }
}
