//! The command's output, for people or as JSON.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use commonplace_library::api::{self, ArticleDetail, ExportView, ImportView, OutcomeView};
use commonplace_library::core::{ArticleId, Rendition};
use commonplace_library::{
    AnnotationImport, Archived, ClipOutcome, Error, Fetching, Recheck, Rechecked, Reread,
    SkipReason,
};
use serde_json::{Value, json};

/// Prints results, in the chosen form.
pub(crate) struct Output {
    json: bool,
    printed: usize,
}

impl Output {
    /// Whether results are printed as JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    pub(crate) fn new(json: bool) -> Self {
        Self { json, printed: 0 }
    }

    /// Writes a line to stdout. If stdout has been closed, the program ends quietly.
    pub(crate) fn print_line(&mut self, text: &str) -> Result<(), Error> {
        self.printed += 1;
        match writeln!(std::io::stdout(), "{text}") {
            Err(err) if err.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
            result => result.map_err(|err| Error::Invalid(format!("standard output: {err}"))),
        }
    }

    pub(crate) fn error(&mut self, err: &api::Failure) {
        let text = if self.json {
            json!({ "error": err }).to_string()
        } else {
            format!("commonplace: {}", err.message)
        };
        // If stderr fails, there is nowhere left to report to.
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    /// Prints a message to stderr that is not part of the result.
    pub(crate) fn warn(text: &str) {
        let _ = writeln!(std::io::stderr(), "commonplace: {text}");
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress { on: !self.json && std::io::stderr().is_terminal() }
    }

    /// Prints an article with its text and its capture's SHA-256; after a clip, also the clip's outcome.
    pub(crate) fn article(
        &mut self,
        detail: &ArticleDetail,
        (text, sha256): &(String, String),
        outcome: Option<&OutcomeView>,
    ) -> Result<(), Error> {
        if self.json {
            let mut value = serde_json::to_value(&detail.article).unwrap_or_default();
            if let Some(object) = value.as_object_mut() {
                object.remove("opening");
                object.insert("text".into(), json!(text));
                object.insert("sha256".into(), json!(sha256));
                object.insert("highlights".into(), json!(detail.highlights));
                object.insert("notes".into(), json!(detail.notes));
                object.insert("rendition".into(), json!(detail.version.rendition));
                if let Some(outcome) = outcome {
                    object.insert("outcome".into(), json!(outcome.outcome));
                }
            }
            return self.print_line(&value.to_string());
        }
        let a = &detail.article;
        let about =
            [a.byline.as_deref(), a.site.as_deref(), a.published.as_deref(), a.url.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        if let Some(outcome) = outcome {
            let what = match outcome.outcome.0 {
                ClipOutcome::Created => "Clipped",
                ClipOutcome::VersionAdded => "New version of",
                ClipOutcome::Exists => "Already in the library (clip again with --new-version):",
            };
            self.print_line(&format!("{what} {}  {}", a.id, title(&a.title, text)))?;
            if !about.is_empty() {
                self.print_line(&format!("  {}", about.join(" · ")))?;
            }
            return match detail.version.rendition.0 {
                Rendition::WholePage => self.print_line("  No article was found in the page, so the whole page was kept."),
                Rendition::TextOnly => self.print_line("  The page is too deep or too large to be laid out, so only its text was kept."),
                Rendition::Empty => self.print_line("  The page shows nothing without its scripts. What came was kept; open it in a browser and paste the text."),
                Rendition::Article => Ok(()),
            };
        }
        self.print_line(&title(&a.title, text))?;
        if !about.is_empty() {
            self.print_line(&about.join(" · "))?;
        }
        self.print_line("")?;
        self.print_line(&text.replace('\n', "\n\n"))?;
        for h in &detail.highlights {
            let tags: String = h.tags.iter().map(|t| format!(" #{t}")).collect();
            self.print_line(&format!(
                "\n[{}]{tags} “{}”",
                h.colour,
                h.quote.as_deref().unwrap_or(&h.exact).replace('\n', " ")
            ))?;
            if let Some(note) = &h.note {
                self.print_line(&format!("    {}", note.trim().replace('\n', "\n    ")))?;
            }
        }
        for note in &detail.notes {
            self.print_line(&format!("\n{}", note.body.trim()))?;
        }
        Ok(())
    }

    pub(crate) fn list(&mut self, rows: &Value) -> Result<(), Error> {
        if self.json {
            return self.print_line(&rows.to_string());
        }
        for row in rows.as_array().into_iter().flatten() {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let about: Vec<String> =
                [text("site"), text("published")].into_iter().filter(|t| !t.is_empty()).collect();
            let marks = row["highlights"].as_u64().unwrap_or(0);
            let marks = if marks > 0 { format!("  {marks} ✎") } else { String::new() };
            self.print_line(
                format!(
                    "{}  {}  {}{marks}",
                    text("id"),
                    title(&text("title"), &text("opening")),
                    about.join(" · ")
                )
                .trim_end(),
            )?;
        }
        Ok(())
    }

    pub(crate) fn highlight(&mut self, view: &Value) -> Result<(), Error> {
        if self.json {
            return self.print_line(&view.to_string());
        }
        let text = |key: &str| view[key].as_str().unwrap_or_default();
        self.print_line(&format!(
            "Highlighted {}  [{}] “{}”",
            text("id"),
            text("colour"),
            text("exact").replace('\n', " ")
        ))
    }

    pub(crate) fn hits(&mut self, page: &Value) -> Result<(), Error> {
        if self.json {
            return self.print_line(&page["hits"].to_string());
        }
        for hit in page["hits"].as_array().into_iter().flatten() {
            let article = &hit["article"];
            let text = |key: &str| article[key].as_str().unwrap_or_default();
            self.print_line(&format!("{}  {}", text("id"), title(text("title"), text("opening"))))?;
            let mut excerpt = |mark: &str, e: &Value| match e["text"].as_str() {
                Some(text) => self.print_line(&format!("    {mark}{}", text.trim())),
                None => Ok(()),
            };
            excerpt("", &hit["text"])?;
            for s in hit["said"].as_array().into_iter().flatten() {
                excerpt(&format!("{}: ", s["name"].as_str().unwrap_or_default()), &s["excerpt"])?;
            }
            for h in hit["highlights"].as_array().into_iter().flatten() {
                excerpt("✎ ", &h["excerpt"])?;
            }
            for n in hit["notes"].as_array().into_iter().flatten() {
                excerpt("¶ ", &n["excerpt"])?;
            }
        }
        if page["total"] == 0 {
            // On stderr, since it is for a person and not for a pipe.
            let _ = writeln!(std::io::stderr(), "Nothing was found.");
        }
        Ok(())
    }

    pub(crate) fn markdown(&mut self, id: &str, markdown: &str) -> Result<(), Error> {
        if self.json {
            return self.print_line(&json!({ "id": id, "markdown": markdown }).to_string());
        }
        let gap = if self.printed > 0 { "\n" } else { "" };
        self.print_line(&format!("{gap}{}", markdown.trim_end()))
    }

    /// Prints a text that is itself the result, whether or not `--json` is set.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Error> {
        self.print_line(text)
    }

    /// Prints the outcome for each annotation of another tool.
    pub(crate) fn print_annotation_outcomes(
        &mut self,
        all: &[(String, AnnotationImport)],
    ) -> Result<(), Error> {
        for (quote, taken) in all {
            if self.json {
                let mut line = json!({ "quote": quote, "outcome": taken.name() });
                match taken {
                    AnnotationImport::Made(id) | AnnotationImport::Known(id) => {
                        line["id"] = id.to_string().into()
                    }
                    AnnotationImport::Ambiguous(places) => line["places"] = (*places).into(),
                    AnnotationImport::Similar(words) => line["words"] = words.as_str().into(),
                    AnnotationImport::Missing | AnnotationImport::NoArticle => {}
                }
                self.print_line(&line.to_string())?;
                continue;
            }
            let quote = quote.replace('\n', " ");
            let said = match taken {
                AnnotationImport::Made(_) | AnnotationImport::Known(_) => continue,
                AnnotationImport::Ambiguous(places) => format!("occurs {places} times"),
                AnnotationImport::Similar(words) => {
                    format!("not there; like it is “{}”", words.replace('\n', " "))
                }
                AnnotationImport::Missing => "not there".to_owned(),
                AnnotationImport::NoArticle => {
                    "of an article that is not in the library".to_owned()
                }
            };
            self.print_line(&format!("“{quote}”: {said}"))?;
        }
        if self.json {
            return Ok(());
        }
        let count = |name: &str| all.iter().filter(|(_, taken)| taken.name() == name).count();
        let (made, known) = (count("made"), count("known"));
        let rest = all.len() - made - known;
        self.print_line(&format!("{made} highlights made, {known} there already, {rest} not made"))
    }

    /// Prints the result of an import, or of its dry run.
    pub(crate) fn imported(&mut self, all: &ImportView, dry_run: bool) -> Result<(), Error> {
        if self.json {
            return self.print_line(&json!(all).to_string());
        }
        let kinds = all.kinds.iter().map(|k| format!("{} of {}", k.count, k.title));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let nothing = if kinds.is_empty() { "nothing that is known" } else { &*kinds };
        self.print_line(&format!(
            "{}: {nothing}",
            if dry_run { "Would import" } else { "Imported" }
        ))?;
        let ImportView { new, updated, duplicate, repeated, .. } = all;
        self.print_line(&format!(
            "  articles: {new} new, {updated} updated, {duplicate} there already, {repeated} entries about one of them"
        ))?;
        let ImportView { anchored, waiting, known, notes, to_fetch, .. } = all;
        self.print_line(&format!(
            "  highlights: {anchored} anchored, {waiting} waiting for their page, {known} there already"
        ))?;
        self.print_line(&format!("  notes: {notes}; pages to fetch: {to_fetch}"))?;
        for skipped in &all.skipped {
            let why = match skipped.why.0 {
                SkipReason::Nothing => "with neither an address nor words",
                SkipReason::OtherAddress => "with an address that is not on the web",
                SkipReason::Bookmark => "that are a place in a book without words",
                SkipReason::Feed => "that came by a feed and were not saved",
                SkipReason::Unreadable => "that are broken",
                SkipReason::UnknownFile => "in a format that is not known",
                SkipReason::TooLarge => "larger than 64 MB",
                SkipReason::TooNew => "written by a later version of Commonplace",
                SkipReason::NotOpened => "that could not be opened",
            };
            self.print_line(&format!("  passed over: {} {why}", skipped.count))?;
            for what in &skipped.what {
                self.print_line(&format!("    {}", what.replace('\n', " ")))?;
            }
        }
        if all.stopped {
            self.print_line("  Stopped. Import again to continue.")?;
        }
        Ok(())
    }

    /// Prints where the backup is.
    pub(crate) fn backed_up(&mut self, path: &Path) -> Result<(), Error> {
        let path = path.display();
        match self.json {
            true => self.print_line(&json!({ "backup": path.to_string() }).to_string()),
            false => self.print_line(&format!("The library was copied to {path}")),
        }
    }

    pub(crate) fn restored(&mut self, library: &Path, kept: Option<&Path>) -> Result<(), Error> {
        let (library, kept) = (library.display(), kept.map(|path| path.display().to_string()));
        if self.json {
            let said = json!({ "library": library.to_string(), "kept": kept });
            return self.print_line(&said.to_string());
        }
        self.print_line(&format!("The backup is now {library}"))?;
        match kept {
            Some(kept) => self.print_line(&format!("The library that was there is kept as {kept}")),
            None => Ok(()),
        }
    }

    pub(crate) fn archived(&mut self, archived: &Archived) -> Result<(), Error> {
        let Archived { path, articles, lost } = archived;
        if self.json {
            let lost = lost.count();
            return self.print_line(
                &json!({ "archive": path, "articles": articles, "lost": lost }).to_string(),
            );
        }
        self.print_line(&format!("{}: {articles} articles", path.display()))
    }

    /// Prints the result of fetching pages.
    pub(crate) fn fetched(
        &mut self,
        before: Fetching,
        state: Fetching,
        failures: &[(ArticleId, String, api::Failure)],
    ) -> Result<(), Error> {
        if self.json {
            let failure = |(id, url, error): &(ArticleId, String, api::Failure)| json!({ "article": id.to_string(), "url": url, "error": error });
            let failures: Vec<Value> = failures.iter().map(failure).collect();
            return self.print_line(
                &json!({ "left": state.left, "failed": state.failed, "failures": failures })
                    .to_string(),
            );
        }
        for (id, url, error) in failures {
            self.print_line(&format!("{id}  {url}: {error}"))?;
        }
        let came = (before.left + before.failed).saturating_sub(state.left + state.failed);
        self.print_line(&format!(
            "{came} pages came, {} will be tried again later, {} could not be had",
            state.left, state.failed
        ))
    }

    /// Prints the result of comparing articles with their pages again.
    pub(crate) fn rechecked(&mut self, outcomes: &[Rechecked]) -> Result<(), Error> {
        let (mut same, mut not_fetched) = (0, 0);
        for rechecked in outcomes {
            let (id, outcome) = (rechecked.article, &rechecked.result);
            if self.json {
                let outcome_name = rechecked.outcome().name();
                let mut line = json!({ "id": id.to_string(), "outcome": outcome_name });
                if let Err(err) = outcome {
                    line["error"] = err.to_string().into();
                }
                if let Ok(Recheck::Changed { kept, changed, check, orphans }) = outcome {
                    line["kept"] = (*kept).into();
                    line["changed"] = (*changed).into();
                    line["check"] = (*check).into();
                    line["orphans"] = (*orphans).into();
                }
                self.print_line(&line.to_string())?;
                continue;
            }
            match outcome {
                Ok(Recheck::Changed { kept, changed, check, orphans }) => self.print_line(&format!(
                    "{id}  changed; of its highlights {kept} kept, {changed} changed, {check} to be checked, {orphans} gone"
                ))?,
                Ok(Recheck::Unchanged) => same += 1,
                Ok(Recheck::NotFetched) => not_fetched += 1,
                Err(err) => self.print_line(&format!("{id}  {err}"))?,
            }
        }
        if !self.json {
            self.print_line(&format!("{same} unchanged, {not_fetched} not fetched from the web"))?;
        }
        Ok(())
    }

    pub(crate) fn print_reextracted(
        &mut self,
        outcomes: &[(ArticleId, Result<Reread, Error>)],
    ) -> Result<(), Error> {
        if self.json {
            for (id, outcome) in outcomes {
                let (name, error) = match outcome {
                    Ok(outcome) => (outcome.name(), None),
                    Err(err) => ("failed", Some(err.to_string())),
                };
                self.print_line(
                    &json!({ "id": id.to_string(), "outcome": name, "error": error }).to_string(),
                )?;
            }
            return Ok(());
        }
        let count = |wanted: Reread| {
            outcomes.iter().filter(|(_, o)| o.as_ref().is_ok_and(|o| *o == wanted)).count()
        };
        for (id, outcome) in outcomes {
            match outcome {
                Ok(Reread::Changed) => self.print_line(&format!("{id}  has a new version"))?,
                Ok(Reread::Same | Reread::ByHand) => {}
                Err(err) => self.print_line(&format!("{id}  could not be read: {err}"))?,
            }
        }
        let failed = outcomes.iter().filter(|(_, o)| o.is_err()).count();
        self.print_line(&format!(
            "{} new versions, {} as before, {} picked by hand and left, {failed} failed",
            count(Reread::Changed),
            count(Reread::Same),
            count(Reread::ByHand),
        ))
    }

    pub(crate) fn report(&mut self, report: &ExportView) -> Result<(), Error> {
        if self.json {
            return self.print_line(&json!(report).to_string());
        }
        let folder = report.folder.as_deref().unwrap_or_default();
        self.print_line(&format!(
            "{folder}: {} new, {} updated, {} merged with what you wrote, {} unchanged",
            report.created, report.updated, report.merged, report.unchanged
        ))?;
        if report.taken > 0 {
            self.print_line(&format!(
                "  {} of your notes and tags in the files came back",
                report.taken
            ))?;
        }
        if report.removed > 0 {
            self.print_line(&format!(
                "  {} files of what is gone were taken away",
                report.removed
            ))?;
        }
        for name in &report.both {
            self.print_line(&format!(
                "  You and the library changed the same lines; both stand in it: {name}"
            ))?;
        }
        for name in &report.beside {
            self.print_line(&format!(
                "  You edited the file of this article, so the new one was put beside it: {name}"
            ))?;
        }
        Ok(())
    }
}

/// The title, or the first words of an article without one.
pub(crate) fn title(title: &str, opening: &str) -> String {
    if !title.is_empty() {
        return title.to_owned();
    }
    let words: String =
        opening.chars().take(60).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if words.is_empty() { "(no title)".into() } else { format!("{}…", words.trim()) }
}

/// A progress line on stderr. Prints nothing if stderr is not a terminal or `--json` is set.
pub(crate) struct Progress {
    on: bool,
}

impl Progress {
    pub(crate) fn print_progress(&self, stage: &str, done: u64, total: Option<u64>) {
        if !self.on {
            return;
        }
        let (unit, done, total) = match stage {
            "downloading" => (" KiB", done / 1024, total.map(|t| t / 1024)),
            _ => ("", done, total),
        };
        let of = total.map(|t| format!(" of {t}")).unwrap_or_default();
        // Errors are ignored: nothing depends on the progress line.
        let _ = write!(std::io::stderr(), "\r\x1b[K{stage} {done}{of}{unit}");
    }

    pub(crate) fn end(&self) {
        if self.on {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
