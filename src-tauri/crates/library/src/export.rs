//! Taking things out: one quote, one article, all of them into a folder.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

use commonplace_core::{
    AnchorState, ArticleId, Attribution, CitationForm, HighlightId, Link, Metadata, ProjectId,
    TextPosition, fragment,
};
use commonplace_exchange as exchange;
use commonplace_exchange::folder::{Before, Outcome, Vault, Written};
use commonplace_exchange::{Template, managed};
use commonplace_store::{ArticleFilter, ExportedId, ExportedRow, HighlightRow, Scope};

use crate::{Error, Library, Millis, api};

/// What an export into a folder did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The folder, whole path.
    pub folder: String,
    /// Files that are new.
    pub created: u32,
    /// Files of ours that were brought up to date.
    pub updated: u32,
    /// Files that were as they should be.
    pub unchanged: u32,
    /// Notes and tags that a person changed in the files, and that are so in the library now.
    pub taken: u32,
    /// Files that a person has written in, brought up to date around that.
    pub merged: u32,
    /// Of those, the ones where both had changed the same lines, and both stand now.
    pub both: Vec<String>,
    /// Names of files put beside one that a person has changed.
    pub beside: Vec<String>,
}

impl Report {
    /// What became of one file.
    pub(crate) fn of(folder: String, file: &Written) -> Self {
        let mut report = Self { folder, ..Self::default() };
        report.add(file);
        report
    }

    /// Takes what was done next into account.
    pub fn join(&mut self, next: Self) {
        self.created += next.created;
        self.updated += next.updated;
        self.unchanged += next.unchanged;
        self.merged += next.merged;
        self.taken += next.taken;
        self.both.extend(next.both);
        self.beside.extend(next.beside);
    }

    /// Takes a file into account.
    fn add(&mut self, file: &Written) {
        match file.outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Merged(both) => {
                self.merged += 1;
                self.both.extend((both > 0).then(|| file.name.clone()));
            }
            Outcome::Beside => self.beside.push(file.name.clone()),
            Outcome::Gone | Outcome::Busy => {}
        }
    }
}

impl Library {
    /// Every article that is not in the trash, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn all_articles(&self) -> Result<Vec<ArticleId>, Error> {
        Ok(self.store.article_ids(&ArticleFilter::all(Scope::All))?)
    }

    /// An article as Markdown; with its text, or only what the reader made.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn markdown(&self, id: ArticleId, with_text: bool) -> Result<String, Error> {
        Ok(managed::bare(&self.marked_markdown(id, with_text, &self.template()?)?))
    }

    /// The same, with marks around what is the reader's own.
    fn marked_markdown(
        &self,
        id: ArticleId,
        with_text: bool,
        template: &Chosen,
    ) -> Result<String, Error> {
        let row = self.store.article(id)?;
        let version = self.store.version(id)?;
        let meanings = self.colour_names();
        let images = self.store.asset_urls(id)?;
        let all = self.anchored(id, version.id, &version.text)?;
        let withheld = all.iter().filter(|(h, _)| h.is_withheld()).count();
        let highlights = all
            .into_iter()
            .filter(|(h, _)| !h.is_withheld())
            .map(|(h, anchor)| exchange::Highlight {
                id: h.id.to_string(),
                words: words_of(&h, &images),
                meaning: meanings.get(h.colour as usize).cloned().filter(|m| !m.is_empty()),
                colour: h.colour,
                note: h.note,
                tags: h.tags,
                orphan: anchor.state() == AnchorState::Orphan,
            })
            .collect();
        let notes = self.store.article_notes(id)?.into_iter();
        let notes = notes.map(|n| (n.id.to_string(), n.body)).collect();
        let html = if with_text { Some(self.html_for_export(id, &version.html)?) } else { None };
        Ok(template.get().render(&exchange::Article {
            id: id.to_string(),
            saved: day(row.saved),
            sha256: version.capture.sha256,
            tags: row.tags,
            projects: self.store.projects_of(id)?,
            highlights,
            withheld,
            notes,
            html,
            metadata: row.metadata,
        })?)
    }

    /// An article as a template would write it.
    ///
    /// # Errors
    ///
    /// [`Error::Template`] with the place of what is wrong; [`Error::Store`].
    pub fn preview(&self, id: ArticleId, preset: &str, own: &str) -> Result<String, Error> {
        let with_text = api::Settings::of(self).export_text;
        Ok(managed::bare(&self.marked_markdown(id, with_text, &Chosen::new(preset, own)?)?))
    }

    fn template(&self) -> Result<Chosen, Error> {
        let settings = api::Settings::of(self);
        Chosen::new(&settings.export_preset, &settings.export_template)
    }

    /// Clean HTML with its images at their web addresses; one that has none says what it shows.
    fn html_for_export(&self, id: ArticleId, html: &str) -> Result<String, Error> {
        let urls = self.store.asset_urls(id)?;
        let web = |src: &str| {
            let url = urls.get(src.rsplit('/').next()?)?;
            is_web(url).then(|| url.clone())
        };
        Ok(commonplace_capture::with_images(html, &mut |src| web(src)).html)
    }

    /// One highlight as a Markdown quote with its citation, which links to the passage.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn quote(&self, id: HighlightId) -> Result<String, Error> {
        let highlight = self.store.highlight(id)?;
        let article = self.store.article(highlight.article)?;
        let text = self.store.version_text(highlight.version)?;
        let metadata = leading_to(article.metadata, &text, highlight.selectors.position);
        let words = words_of(&highlight, &self.store.asset_urls(highlight.article)?);
        let reference = self.reference(highlight.article)?;
        Ok(exchange::quote(&words, highlight.note.as_deref(), &metadata, reference.as_deref()))
    }

    /// A passage of an article as a Markdown quote with its citation, which links to the passage.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a passage that is not in the text; [`Error::Store`].
    pub fn quote_passage(&self, id: ArticleId, position: TextPosition) -> Result<String, Error> {
        let article = self.store.article(id)?;
        let text = self.store.version(id)?.text;
        let words = commonplace_core::text::slice(&text, position)
            .ok_or_else(|| Error::Invalid("there are no words at this place".into()))?;
        let metadata = leading_to(article.metadata, &text, position);
        let words = exchange::Words { quote: words.to_owned(), ..exchange::Words::default() };
        let reference = self.reference(id)?;
        Ok(exchange::quote(&words, None, &metadata, reference.as_deref()))
    }

    /// References to articles, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn cite(&self, ids: &[ArticleId], form: CitationForm) -> Result<String, Error> {
        let source = |id: &ArticleId| {
            let metadata = self.store.article(*id)?.metadata;
            let captured = day(self.store.version(*id)?.capture.taken);
            Ok(exchange::cite::Source {
                metadata,
                captured,
                quote: None,
                link: Some(Link::Article(*id)),
            })
        };
        let sources = ids.iter().map(source).collect::<Result<Vec<_>, Error>>()?;
        Ok(exchange::cite::cite(&sources, form))
    }

    /// The reference in the style that the reader chose for quotes, if he chose one.
    fn reference(&self, id: ArticleId) -> Result<Option<String>, Error> {
        let style = CitationForm::from_name(&api::Settings::of(self).citation_style);
        style.map(|style| self.cite(&[id], style)).transpose()
    }

    /// Writes articles into a folder, a file each; `tell` hears how many are done. Nothing that a
    /// person wrote is overwritten.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`]; what was written before stays.
    pub fn export(
        &self,
        ids: &[ArticleId],
        folder: &Path,
        with_text: bool,
        now: Millis,
        tell: &dyn Fn(u64),
    ) -> Result<Report, Error> {
        let vault = Vault::open(folder)?;
        let folder = vault.path().to_string_lossy().into_owned();
        let mut report = Report { folder, ..Report::default() };
        let mut failure = None;
        for (done, chunk) in ids.chunks(50).enumerate() {
            tell(done as u64 * 50);
            let batch = Batch { vault: &vault, with_text, now, settled: None };
            let (_, failed) = self.export_batch(chunk, &batch, &mut report)?;
            failure = failure.or(failed);
        }
        failure.map_or(Ok(report), Err)
    }

    /// Writes the files of some articles and remembers them; gives those that are done, and the first that
    /// failed.
    pub(crate) fn export_batch(
        &self,
        ids: &[ArticleId],
        batch: &Batch<'_>,
        report: &mut Report,
    ) -> Result<(HashSet<ArticleId>, Option<Error>), Error> {
        // One at a time: what is remembered is what was written last.
        let _one = self.exporting.lock();
        let key = batch.key();
        let template = self.template()?;
        let (mut written, mut gone, mut done) = (Vec::new(), Vec::new(), HashSet::new());
        let mut failure = None;
        for id in ids {
            match self.export_one(*id, batch, &key, &template) {
                Ok(one) if one.file.outcome == Outcome::Busy => {
                    // Nobody waits for it where nobody asked.
                    failure = failure.or(batch.settled.is_none().then(|| busy(batch.vault, &one)));
                }
                Ok(one) if one.file.outcome == Outcome::Gone => {
                    gone.push(*id);
                    done.insert(*id);
                }
                Ok(one) => {
                    report.add(&one.file);
                    report.taken += one.taken;
                    let row = remembered(one.file, one.before.as_ref());
                    written.push((ExportedId::Article(*id), row, one.marked));
                    done.insert(*id);
                }
                Err(err) => failure = failure.or(Some(err)),
            }
        }
        // What was written is remembered even if another file failed.
        if !self.store.is_read_only() {
            self.store.set_exported(key.clone(), written)?;
            if !gone.is_empty() {
                self.store.set_gone(key, gone)?;
            }
        }
        batch.vault.settle()?;
        Ok((done, failure))
    }

    /// Writes the file of an article, once what a person made of his notes there has come back.
    fn export_one(
        &self,
        id: ArticleId,
        batch: &Batch<'_>,
        key: &str,
        template: &Chosen,
    ) -> Result<Exported, Error> {
        let of = ExportedId::Article(id);
        let (mut tries, mut taken) = (0, 0);
        loop {
            tries += 1;
            let row = self.store.exported(key, of)?;
            let marked_base = || self.store.exported_text(key, of).ok().flatten();
            let base = || marked_base().map(|text| managed::bare(&text));
            let before = row.as_ref().map(|row| before(row, &base));
            let there = before.as_ref().and_then(|b| batch.vault.find(b, &id.to_string()));
            if let (Some(before), Some(row), Some(there)) = (&before, &row, &there)
                && let Some(theirs) = there.edited(before)
            {
                if batch.settled.is_some_and(|settled| there.age < settled) {
                    let file = Written::left(&row.name, Outcome::Busy);
                    return Ok(Exported { file, marked: String::new(), taken, before: None });
                }
                if let Some(marked) = marked_base().filter(|_| !self.store.is_read_only()) {
                    taken += self.take_back(id, row, &marked, theirs, batch.now)?;
                }
            }
            let marked = self.marked_markdown(id, batch.with_text, template)?;
            let text = managed::bare(&marked);
            let article = self.store.article(id)?;
            let title = if article.metadata.title.is_empty() {
                article.opening.chars().take(60).collect()
            } else {
                article.metadata.title
            };
            let revive = batch.settled.is_none();
            let file = batch.vault.write(&title, &text, before.as_ref(), there, revive)?;
            if file.outcome != Outcome::Busy || tries == 3 {
                return Ok(Exported { file, marked, taken, before: row });
            }
        }
    }

    /// Writes a draft into a folder and remembers it.
    pub(crate) fn export_draft(
        &self,
        id: ProjectId,
        title: &str,
        text: String,
        folder: &Path,
    ) -> Result<Report, Error> {
        let _one = self.exporting.lock();
        let vault = Vault::open(folder)?;
        let key = vault.path().to_string_lossy().into_owned();
        let of = ExportedId::Outline(id);
        let row = self.store.exported(&key, of)?;
        let base = || self.store.exported_text(&key, of).ok().flatten();
        let before = row.as_ref().map(|row| before(row, &base));
        // A draft has no properties that it could be known by.
        let there = before.as_ref().and_then(|before| vault.find(before, ""));
        let file = vault.write(title, &text, before.as_ref(), there, true)?;
        let report = Report::of(key.clone(), &file);
        if !self.store.is_read_only() && file.outcome != Outcome::Busy {
            self.store.set_exported(key, vec![(of, remembered(file, row.as_ref()), text)])?;
        }
        vault.settle()?;
        Ok(report)
    }
}

fn before<'a>(row: &'a ExportedRow, text: &'a dyn Fn() -> Option<String>) -> Before<'a> {
    Before { name: &row.name, sha256: &row.sha256, former: &row.former, text }
}

/// Where articles are written, and how.
pub(crate) struct Batch<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) with_text: bool,
    pub(crate) now: Millis,
    /// Set where nobody asked for it: a file that a person deleted stays so, and one that he changed less
    /// long ago is left.
    pub(crate) settled: Option<Duration>,
}

impl Batch<'_> {
    /// What the folder is remembered by.
    fn key(&self) -> String {
        self.vault.path().to_string_lossy().into_owned()
    }
}

/// An article's file that was written.
struct Exported {
    file: Written,
    /// What was to be written, with its marks.
    marked: String,
    /// Notes and tags that came back.
    taken: u32,
    /// What was remembered of it.
    before: Option<ExportedRow>,
}

/// A file that somebody kept writing in.
fn busy(vault: &Vault, one: &Exported) -> Error {
    let path = vault.path().join(&one.file.name);
    let source = std::io::Error::from(std::io::ErrorKind::ResourceBusy);
    exchange::folder::Error::Write { path, source }.into()
}

/// What the reader's own template is called among the presets.
const OWN: &str = "own";

/// The template of exported files: one of ours, or the reader's.
pub(crate) enum Chosen {
    Preset(&'static Template),
    Own(Box<Template>),
}

impl Chosen {
    /// The preset of this name; `own` for the one that is called so.
    pub(crate) fn new(preset: &str, own: &str) -> Result<Self, Error> {
        if preset != OWN || own.trim().is_empty() {
            return Ok(Self::Preset(Template::preset(preset)));
        }
        Ok(Self::Own(Box::new(Template::new(own)?)))
    }

    fn get(&self) -> &Template {
        match self {
            Self::Preset(template) => template,
            Self::Own(template) => template,
        }
    }
}

/// What is remembered of a file that was written, with the hashes of what was written before: as many as
/// are worth keeping, each once.
fn remembered(file: Written, before: Option<&ExportedRow>) -> ExportedRow {
    const KEPT: usize = 24;
    let Written { name, sha256, stamp, tags, .. } = file;
    let former = before.map(|row| {
        let all = std::iter::once(row.sha256.as_slice()).chain(row.former.chunks(32));
        all.filter(|hash| *hash != sha256.as_slice()).take(KEPT).flatten().copied().collect()
    });
    ExportedRow { name, sha256, seen: stamp, former: former.unwrap_or_default(), tags }
}

/// A highlight's words as they go out; `images` has the addresses of the article's images.
pub(crate) fn words_of(
    highlight: &HighlightRow,
    images: &HashMap<String, String>,
) -> exchange::Words {
    let url = |key: &String| images.get(key).filter(|url| is_web(url)).cloned();
    exchange::Words {
        quote: highlight.quoted(),
        image: highlight.image.as_ref().map(|image| url(&image.key).unwrap_or_default()),
        speaker: highlight.attribution.as_ref().map(Attribution::line),
        translation: highlight.translation.clone(),
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// Metadata whose address leads to a passage of the page.
pub(crate) fn leading_to(mut metadata: Metadata, text: &str, at: TextPosition) -> Metadata {
    let directive = fragment::directive(text, at);
    if let (Some(url), Some(directive)) = (&mut metadata.url, directive)
        && url.starts_with("http")
    {
        if !url.contains('#') {
            url.push('#');
        }
        url.push_str(&directive);
    }
    metadata
}

/// The day of a time, UTC, `YYYY-MM-DD`.
#[must_use]
pub fn day(ms: Millis) -> String {
    jiff::tz::Offset::UTC
        .to_datetime(jiff::Timestamp::from_millisecond(ms).unwrap_or_default())
        .date()
        .to_string()
}
