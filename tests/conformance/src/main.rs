//! The program that the scorers run: reads JSONL from stdin and writes JSONL to stdout, one line for each
//! line.
//!
//!     conformance extract      {"id","url","html"} -> {"id","text","title","byline","site","published","language"}
//!     conformance anchor [--docs DOCS.jsonl]
//!                              {"id","doc","text","exact","prefix","suffix","start","end"}
//!                                -> {"id","start","end","state"}
//!                              DOCS: {"doc","text"}, the texts that the quotes were marked in
//!     conformance quotes       {"id","text"} -> {"id","quotes":[…]}
//!     conformance sanitize     {"id","html"} -> {"id","html"}
#![allow(clippy::print_stderr, reason = "a tool for a terminal")]

use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;

use commonplace_capture::{Source, clean, read};
use commonplace_core::quotation::quotations;
use commonplace_core::{Finder, Selectors, TextPosition, TextQuote};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ability: Box<dyn Fn(&Value) -> Value> = match args.as_slice() {
        ["extract"] => Box::new(extract),
        ["anchor"] => Box::new(|case| anchor(case, None)),
        ["anchor", "--docs", path] => match docs(path) {
            Ok(docs) => Box::new(move |case| anchor(case, docs.get(text(case, "doc")))),
            Err(err) => {
                eprintln!("{path}: {err}");
                return ExitCode::FAILURE;
            }
        },
        ["quotes"] => Box::new(quotes),
        ["sanitize"] => Box::new(sanitize),
        _ => {
            eprintln!(
                "usage: conformance extract|anchor [--docs DOCS.jsonl]|quotes|sanitize < in.jsonl > out.jsonl"
            );
            return ExitCode::from(2);
        }
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        if line.trim().is_empty() {
            continue;
        }
        let case: Value = match serde_json::from_str(&line) {
            Ok(case) => case,
            Err(err) => {
                eprintln!("not JSON: {err}");
                return ExitCode::FAILURE;
            }
        };
        let mut answer = ability(&case);
        answer["id"] = case["id"].clone();
        if writeln!(out, "{answer}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_default()
}

fn extract(case: &Value) -> Value {
    let source = Source {
        bytes: text(case, "html").as_bytes(),
        url: case["url"].as_str(),
        media_type: Some("text/html"),
        charset: Some("utf-8"),
        ..Source::default()
    };
    let Ok(page) = read(&source) else { return json!({ "text": "" }) };
    let m = page.metadata;
    json!({
        "text": page.text, "title": Some(m.title).filter(|t| !t.is_empty()), "byline": m.byline, "site": m.site,
        "published": m.published.map(|p| p.to_string()), "language": m.language,
    })
}

/// Texts by name.
fn docs(path: &str) -> std::io::Result<HashMap<String, String>> {
    let lines = std::fs::read_to_string(path)?;
    let docs = lines.lines().map(serde_json::from_str::<Value>);
    docs.map(|doc| doc.map(|d| (text(&d, "doc").to_owned(), text(&d, "text").to_owned())))
        .collect::<Result<_, _>>()
        .map_err(std::io::Error::from)
}

fn anchor(case: &Value, old: Option<&String>) -> Value {
    let number = |key: &str| case[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let Ok(position) = TextPosition::new(number("start"), number("end")) else {
        return json!({ "start": null, "end": null, "state": "orphan" });
    };
    let quote = TextQuote {
        exact: text(case, "exact").into(),
        prefix: text(case, "prefix").into(),
        suffix: text(case, "suffix").into(),
    };
    let new = text(case, "text");
    let finder = old.map_or_else(|| Finder::new(new), |old| Finder::with_old(old, new));
    let found = finder.find(&Selectors { quote, position });
    json!({ "start": found.position().map(TextPosition::start), "end": found.position().map(TextPosition::end), "state": found.state().name() })
}

/// With `QUOTES_LEAST`, from 0 to 1, a speaker is only given if the confidence is at least that.
fn quotes(case: &Value) -> Value {
    let least: f32 = std::env::var("QUOTES_LEAST").ok().and_then(|v| v.parse().ok()).unwrap_or(0.0);
    let found = quotations(text(case, "text"), case["language"].as_str());
    let quotes = found.iter().map(|q| {
        let said = q.speakers.first().filter(|s| s.confidence >= least);
        json!({
            "start": q.position.start(), "end": q.position.end(), "kind": q.kind.name(),
            "speaker": said.map(|s| &s.mention.text),
            "speaker_start": said.map(|s| s.mention.position.start()),
            "speaker_end": said.map(|s| s.mention.position.end()),
            "speaker_full": said.and_then(|s| s.name.as_ref()),
            "role": said.and_then(|s| s.role.as_ref()),
            "affiliation": said.and_then(|s| s.affiliation.as_ref()),
            "cue": said.and_then(|s| s.cue.as_ref()).map(|c| &c.text),
            "confidence": said.map(|s| s.confidence),
        })
    });
    json!({ "quotes": quotes.collect::<Vec<_>>() })
}

fn sanitize(case: &Value) -> Value {
    let clean = clean(text(case, "html"));
    // As in the library: an image is never shown from its own address on the web. Nothing is fetched here, so
    // only an image with inline bytes keeps an address.
    let kept = clean.with_images(&mut |url| url.starts_with("data:").then(|| url.to_owned()));
    json!({ "html": kept.html })
}
