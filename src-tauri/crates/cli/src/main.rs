//! The `commonplace` command: the app's use cases for a terminal and for scripts.
//!
//! Results go to stdout, messages about them to stderr. With `--json`, stdout is JSON, and errors on stderr
//! are JSON too.

mod args;
mod output;
mod quotations;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Parser as _;
use commonplace_library::api::{self, Desk, ErrorCode};
use commonplace_library::core::{ArticleId, HighlightId};
use commonplace_library::{
    Checked, Clip, Error, ExportOptions, FoundQuote, Input, Library, Millis, NewHighlight, Preset,
    Report, Word, Workers,
};
use serde_json::{Value, json};

use args::{Args, Command, ShapeArgs};
use output::Output;
use quotations::{OutputForm, Quotations};

fn main() -> ExitCode {
    if commonplace_library::be_a_worker() {
        return ExitCode::SUCCESS;
    }
    let args = Args::parse();
    let mut output = Output::new(args.json);
    match run(args, &mut output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            let err = api::Failure::from(err);
            output.error(&err);
            ExitCode::from(match err.code {
                ErrorCode::NotFound | ErrorCode::QuoteNotFound | ErrorCode::QuoteAmbiguous => 3,
                ErrorCode::PrivateAddress | ErrorCode::PrivateRedirect => 4,
                _ => 1,
            })
        }
    }
}

/// The current time. Only front ends read the clock.
fn now_ms() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

fn run(args: Args, output: &mut Output) -> Result<(), Error> {
    let path = match args.library {
        Some(path) => path,
        None => args::default_library()?,
    };
    if let Command::Restore { file } = &args.command {
        let kept = Library::restore_backup(file, &path)?;
        return output.restored(&path, kept.as_deref());
    }
    commonplace_library::logging::start(&path);
    let library = Library::open(&path, Workers::of_this_program(), now_ms())?;
    if let Some(log) = library.set_aside() {
        Output::warn(&format!(
            "a log was found that belongs to another state of the library's file, as after restoring a backup; it was not used, and is now {}",
            log.display()
        ));
    }
    if let Some(why) = library.refusal() {
        Output::warn(&why.to_string());
    }
    match args.command {
        Command::Clip { inputs, url, new_version, allow_private } => {
            for input in inputs {
                clip(
                    &library,
                    &input,
                    url.clone(),
                    Clip::default().new_version(new_version).allow_private(allow_private),
                    output,
                )?;
            }
            Ok(())
        }
        Command::List { scope, tag, sort, reverse, limit, offset } => {
            let request = json!({"call": "articles.list", "args": {
                "scope": scope.name(), "tag": tag, "sort": sort.name(), "descending": args::descends(sort) != reverse, "offset": offset, "limit": limit }});
            let page = call(&library, request)?;
            output.list(&page["rows"])
        }
        Command::Show { id } => {
            let id = library.resolve_id(&id)?;
            output.article(&library.detail(id)?, &library.text(id)?, None)
        }
        Command::Highlight { id, quote, note, color, tags } => {
            let article = library.resolve_id(&id)?;
            let quote = if quote == "-" { stdin()? } else { quote };
            let made = library.highlight_quote(
                article,
                &quote,
                NewHighlight { colour: color, note, tags, ..NewHighlight::default() },
                now_ms(),
            )?;
            highlight(&library, article, made, output)
        }
        Command::Annotations { ids, all, withheld } => {
            let ids = resolve_articles(&library, &ids, all)?;
            output.text(library.web_annotations(&ids, withheld)?.trim_end())
        }
        Command::Annotate { file, article } => {
            let article = article.map(|id| library.resolve_id(&id)).transpose()?;
            let text = if file == "-" {
                stdin()?
            } else {
                let bytes =
                    std::fs::read(&file).map_err(|err| Error::Invalid(format!("{file}: {err}")))?;
                String::from_utf8_lossy(&bytes).into_owned()
            };
            output.print_annotation_outcomes(&library.take_annotations(&text, article, now_ms())?)
        }
        Command::Search { query, limit, offset } => {
            output.hits(&search(&library, &query.join(" "), offset as usize, limit)?)
        }
        Command::Export { ids, all, to, list: Some(format), .. } => {
            let ids = resolve_articles(&library, &ids, all)?;
            if to != "-" {
                let report = library.export_list(&ids, format, Path::new(&to), now_ms())?;
                return output.report(&report.into());
            }
            let bytes = library.list(&ids, format, now_ms())?;
            match String::from_utf8(bytes) {
                Ok(text) => output.text(text.trim_end()),
                Err(book) => std::io::stdout()
                    .write_all(book.as_bytes())
                    .map_err(|err| Error::Invalid(format!("standard output: {err}"))),
            }
        }
        Command::Export { ids, all, to, shape: args, list: None } => {
            export(&library, &ids, all, &to, &shape(&library, &args)?, output)
        }
        Command::Import { paths, dry_run } => import(&library, &paths, dry_run, output),
        Command::Backup { file } => {
            library.backup(&file)?;
            output.backed_up(&file)
        }
        // Handled above, before the library is opened.
        Command::Restore { .. } => Ok(()),
        Command::Archive { file } => {
            let progress = output.progress();
            let archived = library.archive(&file, now_ms(), &|done, total| {
                progress.print_progress("archiving", done, Some(total));
                std::ops::ControlFlow::Continue(())
            })?;
            progress.end();
            let Some(archived) = archived else { return Ok(()) };
            output.archived(&archived)?;
            archived.complete()
        }
        Command::Fetch { again, allow_private } => {
            if again {
                library.fetch_again(None, now_ms())?;
            }
            let progress = output.progress();
            let before = library.fetching()?;
            let start = before.left;
            let total = Some(u64::from(start));
            let state = library.fetch_waiting(allow_private, &now_ms, &|now| {
                progress.print_progress(
                    "fetching",
                    u64::from(start.saturating_sub(now.left)),
                    total,
                );
            })?;
            progress.end();
            output.fetched(before, state, &library.fetch_failures()?)
        }
        Command::Cite { ids, all, quotes, form } => {
            let ids = resolve_articles(&library, &ids, all)?;
            let quotes = if quotes { library.highlights_of(&ids)? } else { Vec::new() };
            output.text(library.cite(&ids, &quotes, form)?.trim_end())
        }
        Command::Vault { folder, shape, stop } => {
            vault(&library, folder.as_deref(), stop, &shape, output)
        }
        Command::Reextract { ids, all } => reextract(&library, &ids, all, output),
        Command::Recheck { ids, all, query, allow_private } => {
            let ids = match query {
                Some(words) => search_article_ids(&library, &words)?,
                None => resolve_articles(&library, &ids, all)?,
            };
            recheck(&library, &ids, allow_private, output)
        }
        Command::Quotes { ids, all, speaker, csv, md } => {
            let ids = resolve_articles(&library, &ids, all || ids.is_empty())?;
            let form = if csv {
                OutputForm::Csv
            } else if md {
                OutputForm::Markdown
            } else {
                OutputForm::Plain
            };
            quotations(&library, &ids, speaker.as_deref(), form, output)
        }
        Command::Verify { files } => verify(&library, &files, output),
        Command::Serve { port, ui, export_to } => {
            let options = commonplace_server::Options { port, ui, export_to };
            commonplace_server::run(&library, options, &now_ms, &|address| {
                // Whoever reads this line has the token, so it is printed only once, to whoever started the
                // server.
                let mut out = std::io::stdout();
                let _ = writeln!(out, "{address}");
                let _ = out.flush();
            })
            .map_err(|err| Error::Invalid(err.to_string()))
        }
    }
}

fn stdin() -> Result<String, Error> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|err| Error::Invalid(format!("standard input: {err}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Clips one address, file or stream, and prints the result.
fn clip(
    library: &Library,
    given: &str,
    url: Option<String>,
    clip: Clip,
    output: &mut Output,
) -> Result<(), Error> {
    let input = if given == "-" {
        let mut bytes = Vec::new();
        // Reading one byte more than the maximum shows that the input is too large.
        let limit = 100 * 1024 * 1024 + 1;
        std::io::stdin()
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|err| Error::Invalid(format!("standard input: {err}")))?;
        Input::File { name: String::new(), bytes, beside: Vec::new(), url }
    } else if given.contains("://") {
        Input::Url(given.to_owned())
    } else {
        Input::file(Path::new(given), url).map_err(|err| {
            Error::Invalid(format!("{given}: {err}; an address begins with https://"))
        })?
    };
    let progress = output.progress();
    let outcome = library.clip_now(input, clip, now_ms(), &|stage, done, total| {
        progress.print_progress(stage.name(), done, total)
    })?;
    progress.end();
    let id = outcome.article();
    output.article(&library.detail(id)?, &library.text(id)?, Some(&outcome.into()))
}

fn highlight(
    library: &Library,
    article: ArticleId,
    made: HighlightId,
    output: &mut Output,
) -> Result<(), Error> {
    let detail = library.detail(article)?;
    let made = made.to_string();
    if let Some(view) = detail.highlights.iter().find(|h| h.id == made) {
        let mut value = serde_json::to_value(view).unwrap_or_default();
        value["article"] = json!(article.to_string());
        output.highlight(&value)?;
    }
    Ok(())
}

fn resolve_articles(library: &Library, ids: &[String], all: bool) -> Result<Vec<ArticleId>, Error> {
    if all { library.all_articles() } else { ids.iter().map(|i| library.resolve_id(i)).collect() }
}

/// Extracts articles from their captures again. A capture that fails does not stop the others.
fn reextract(
    library: &Library,
    ids: &[String],
    all: bool,
    output: &mut Output,
) -> Result<(), Error> {
    let ids = resolve_articles(library, ids, all)?;
    let progress = output.progress();
    let mut outcomes = Vec::new();
    for (done, id) in ids.iter().enumerate() {
        progress.print_progress("rereading", done as u64, Some(ids.len() as u64));
        outcomes.push((*id, library.reextract(*id, now_ms(), &|_, _, _| {})));
    }
    progress.end();
    output.print_reextracted(&outcomes)?;
    let failed = outcomes.into_iter().find_map(|(_, outcome)| outcome.err());
    failed.map_or(Ok(()), Err)
}

/// A page of search results. When a speaker is searched for, articles whose quotations are not stored yet are
/// read first, since someone at a terminal can wait.
fn search(library: &Arc<Library>, query: &str, offset: usize, limit: u32) -> Result<Value, Error> {
    loop {
        let args = json!({ "query": query, "offset": offset, "limit": limit });
        let page = call(library, json!({ "call": "search", "args": args }))?;
        if page["left"] == 0 {
            return Ok(page);
        }
    }
}

/// The articles that match a search.
fn search_article_ids(library: &Arc<Library>, words: &str) -> Result<Vec<ArticleId>, Error> {
    let mut ids: Vec<ArticleId> = Vec::new();
    loop {
        let page = search(library, words, ids.len(), 100)?;
        let hits = page["hits"].as_array().cloned().unwrap_or_default();
        let new =
            hits.iter().filter_map(|hit| hit["article"]["id"].as_str()?.parse::<ArticleId>().ok());
        let before = ids.len();
        ids.extend(new);
        if ids.len() == before {
            return Ok(ids);
        }
    }
}

fn recheck(
    library: &Library,
    ids: &[ArticleId],
    allow_private: bool,
    output: &mut Output,
) -> Result<(), Error> {
    let progress = output.progress();
    let outcomes = Mutex::new(Vec::new());
    library.recheck(ids, allow_private, now_ms(), &|done, last| {
        progress.print_progress("rechecking", done as u64, Some(ids.len() as u64));
        if let Ok(mut outcomes) = outcomes.lock() {
            outcomes.extend(last);
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_default();
    progress.end();
    output.rechecked(&outcomes)?;
    let failed = outcomes.into_iter().find_map(|one| one.result.err());
    failed.map_or(Ok(()), |failure| Err(failure.into()))
}

fn quotations(
    library: &Library,
    ids: &[ArticleId],
    speaker: Option<&str>,
    form: OutputForm,
    output: &mut Output,
) -> Result<(), Error> {
    let progress = output.progress();
    let mut list = Quotations::new(form, output);
    let wanted = speaker.map(str::to_lowercase);
    for (done, id) in ids.iter().enumerate() {
        if ids.len() > 1 {
            progress.print_progress("reading", done as u64, Some(ids.len() as u64));
        }
        let said_by = |found: &FoundQuote, name: &str| {
            let first = found.quotation.speakers.first();
            let named = first.and_then(|s| s.name.as_deref()).or(first.map(|s| &*s.mention.text));
            named.is_some_and(|n| n.to_lowercase().contains(name))
        };
        let mut found = library.quotations(*id)?;
        found.retain(|f| wanted.as_ref().is_none_or(|name| said_by(f, name)));
        let links = library.links(*id, &found)?;
        for (one, link) in found.iter().zip(&links) {
            progress.end();
            list.add(one, link.as_deref())?;
        }
    }
    progress.end();
    list.end()
}

/// Imports exported files, or reports what would be imported.
fn import(
    library: &Library,
    paths: &[PathBuf],
    dry_run: bool,
    output: &mut Output,
) -> Result<(), Error> {
    let progress = output.progress();
    let imported = library.import(paths, dry_run, now_ms(), &|entries, read, total| {
        if entries % 64 == 0 {
            let percent = (read.min(total) * 100).checked_div(total).unwrap_or(0);
            progress.print_progress(&format!("importing, {percent} % read: entry"), entries, None);
        }
        std::ops::ControlFlow::Continue(())
    })?;
    progress.end();
    output.imported(&(&imported).into(), dry_run)?;
    if imported.kinds.is_empty() {
        return Err(Error::Invalid("nothing in it can be imported; see `import --help`".into()));
    }
    Ok(())
}

/// Checks drafts. Fails if not every quote is verbatim, after all quotes have been printed.
fn verify(library: &Library, files: &[String], output: &mut Output) -> Result<(), Error> {
    let mut all = true;
    for file in files {
        let verified = if file == "-" {
            library.verify(&stdin()?)?
        } else {
            let bytes =
                std::fs::read(file).map_err(|err| Error::Invalid(format!("{file}: {err}")))?;
            library.verify_file(file, bytes)?
        };
        all &= verified.iter().all(|v| matches!(v.checked, Checked::Verbatim(_)));
        quotations::verified(output, file, &verified)?;
    }
    if all { Ok(()) } else { Err(Error::Invalid("not every quote is verbatim".into())) }
}

/// How files are written: the settings of the library, overridden by the arguments.
fn shape(library: &Library, args: &ShapeArgs) -> Result<ExportOptions, Error> {
    let mut shape = library.shape()?;
    if let Some(template) = &args.template {
        shape = match template_of(template)? {
            (preset, None) => shape.with_template(preset, "")?,
            (_, Some(source)) => shape.with_source(&source)?,
        };
    }
    shape.files = args.files.unwrap_or(shape.files);
    shape.marks = args.marks.unwrap_or(shape.marks);
    shape.with_text &= !args.no_text;
    shape.images |= args.images;
    Ok(shape)
}

/// A preset by its name, or [`Preset::Own`] with the content of the file of this name.
fn template_of(name: &str) -> Result<(Preset, Option<String>), Error> {
    if let Some(preset) = Preset::bundled().find(|preset| preset.name() == name) {
        return Ok((preset, None));
    }
    let names: Vec<&str> = Preset::bundled().map(Preset::name).collect();
    let failed = |err| {
        Error::Invalid(format!("{name} is no template ({}) and no file: {err}", names.join(", ")))
    };
    Ok((Preset::Own, Some(std::fs::read_to_string(name).map_err(failed)?)))
}

/// Stores how files are written, for the folder that is kept up to date.
fn keep_shape(library: &Library, args: &ShapeArgs) -> Result<(), Error> {
    let mut settings = library.settings()?;
    let before = settings.clone();
    if let Some(template) = &args.template {
        let (preset, source) = template_of(template)?;
        settings.export_preset = preset.into();
        settings.export_template = source.unwrap_or(settings.export_template);
    }
    settings.export_files = args.files.map_or(settings.export_files, Word);
    settings.export_marks = args.marks.map_or(settings.export_marks, Word);
    settings.export_text &= !args.no_text;
    settings.export_images |= args.images;
    if settings != before {
        library.set_settings(&settings)?;
    }
    Ok(())
}

fn export(
    library: &Library,
    ids: &[String],
    all: bool,
    to: &str,
    shape: &ExportOptions,
    output: &mut Output,
) -> Result<(), Error> {
    let ids = resolve_articles(library, ids, all)?;
    if to == "-" {
        for id in ids {
            let markdown = library.markdown(id, shape)?;
            output.markdown(&id.to_string(), &markdown)?;
        }
        return Ok(());
    }
    let progress = output.progress();
    let report = library.export(&ids, &PathBuf::from(to), shape, now_ms(), &|done| {
        progress.print_progress("exporting", done, Some(ids.len() as u64))
    })?;
    progress.end();
    output.report(&report.into())
}

/// Sets the folder that is kept up to date, and writes the files that are due.
fn vault(
    library: &Library,
    folder: Option<&str>,
    stop: bool,
    shape: &ShapeArgs,
    output: &mut Output,
) -> Result<(), Error> {
    if stop {
        return library.set_vault(None);
    }
    keep_shape(library, shape)?;
    if let Some(folder) = folder {
        library.set_vault(Some(Path::new(folder)))?;
    }
    library.find_edited_files()?;
    let Some(state) = library.vault()? else {
        return Err(Error::Invalid("no folder is kept up to date; name one".into()));
    };
    let progress = output.progress();
    let folder = state.folder.to_string_lossy().into_owned();
    let mut all = Report { folder, ..Report::default() };
    loop {
        let (report, more) = library.sync_vault(now_ms(), Duration::from_millis(500))?;
        all.join(report);
        if !more {
            break;
        }
        let done = all.created + all.updated + all.merged + all.unchanged;
        progress.print_progress("writing", u64::from(done), Some(u64::from(state.due)));
    }
    progress.end();
    output.report(&all.into())
}

/// The terminal, which has no dialogs.
struct Terminal;

impl Desk for Terminal {
    fn export_folder(&self, _again: bool) -> Result<Option<PathBuf>, Error> {
        Err(Error::NotHere("choosing a folder; name it with --to"))
    }

    fn open_url(&self, _url: &str) -> Result<(), Error> {
        Err(Error::NotHere("opening a browser"))
    }
}

/// Makes a call of the wire contract, as the other front ends do.
fn call(library: &Arc<Library>, request: Value) -> Result<Value, Error> {
    let request = serde_json::from_value(request).map_err(|err| Error::Invalid(err.to_string()))?;
    api::dispatch(library, &Terminal, request, now_ms()).map_err(|err| Error::Invalid(err.message))
}
