//! Writes a whole library into one archive of open formats, and reads it back: the same captures
//! byte for byte, the same articles, highlights and notes.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use commonplace_capture as capture;
use commonplace_exchange::archive::{Archive, Writer};
use commonplace_exchange::import::{ImportSource, SkipReason};
use commonplace_store::{Document, ImportId, Lost};
use serde_json::Value;

use crate::events::Event;
use crate::import::count;
use crate::work::Imported;
use crate::{Error, Library, Millis};

/// Maximum number of articles stored in one transaction.
const BATCH: usize = 50;
/// Maximum number of bytes of captures stored in one transaction.
const BATCH_BYTES: usize = 2 << 20;

/// The result of writing an archive.
#[derive(Debug)]
pub struct Archived {
    /// Path of the archive.
    pub path: PathBuf,
    /// Number of articles in it.
    pub articles: u64,
    /// Items of a damaged library that are missing from it.
    pub lost: Lost,
}

impl Archived {
    /// Fails unless the whole library is in the archive.
    ///
    /// # Errors
    ///
    /// [`commonplace_store::Error::Lost`] with the number of missing items.
    pub fn complete(&self) -> Result<(), Error> {
        match self.lost.count() {
            0 => Ok(()),
            _ => Err(commonplace_store::Error::Lost(self.lost).into()),
        }
    }
}

impl Library {
    /// Writes the whole library as it is now into an archive at `to`, including the trash but
    /// without data of this machine. `tell` receives the number of articles written and the total,
    /// and returns whether to continue. Of a damaged library, writes what can be read. Returns
    /// `None` if stopped; the file is then removed.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], [`Error::Folder`]; the file is then removed.
    pub fn archive(
        &self,
        to: &Path,
        now: Millis,
        tell: &dyn Fn(u64, u64) -> ControlFlow<()>,
    ) -> Result<Option<Archived>, Error> {
        // The total is only for progress, so an error of a damaged file is ignored here.
        let total = u64::from(self.store.documented().unwrap_or_default());
        let mut shape = self.shape()?;
        shape.with_text = true;
        let mut writer = Writer::create(to, &crate::day(now))?;
        let (mut done, mut failed, mut stopped) = (0, None, false);
        let lost = self.store.documents(&mut |document| {
            let written = match document {
                Document::Library(document) => writer.library(&document).map_err(Error::from),
                Document::Article(id, document) => {
                    done += 1;
                    // If another process has deleted the article meanwhile, its document is still
                    // written, without Markdown.
                    let markdown = self.markdown(id, &shape).unwrap_or_default();
                    let title = document["article"]["title"].as_str().unwrap_or_default();
                    writer
                        .article(&id.to_string(), &document, title, &markdown)
                        .map_err(Error::from)
                }
                Document::Bytes(sha256, media_type, bytes) => {
                    writer.bytes(&sha256, &media_type, &bytes).map_err(Error::from)
                }
            };
            failed = written.err();
            stopped = tell(done, total.max(done)).is_break();
            if failed.is_some() || stopped {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        match failed {
            Some(err) => Err(err),
            None if stopped => Ok(None),
            None => Ok(Some(Archived { path: writer.finish()?, articles: done, lost })),
        }
    }

    /// Adds the content of an archive to the library, or with `dry_run` only reports what it would
    /// add. Existing data is not changed.
    pub(crate) fn restore(
        &self,
        archive: &Archive<'_>,
        name: &str,
        dry_run: bool,
        now: Millis,
        go_on: &dyn Fn() -> ControlFlow<()>,
    ) -> Result<Imported, Error> {
        let mut report = Imported::default();
        if archive.is_too_new() {
            report.skip(name.to_owned(), SkipReason::TooNew);
            return Ok(report);
        }
        let mut import = None;
        let (mut batch, mut size) = (Vec::new(), 0);
        let begun = |import: &mut Option<ImportId>| match import {
            Some(id) => Ok(*id),
            None => {
                let kind = ImportSource::Commonplace.name().to_owned();
                let id = self.store.begin_import(kind, name.to_owned(), now)?;
                Ok::<_, Error>(*import.insert(id))
            }
        };
        for n in 0..archive.len() {
            if go_on().is_break() {
                report.stopped = true;
                break;
            }
            let mut document = match archive.article(n) {
                Ok(document) => document,
                Err(file) => {
                    report.skip(file, SkipReason::Unreadable);
                    continue;
                }
            };
            *report.kinds.entry(ImportSource::Commonplace).or_default() += 1;
            let missing = self.store.missing(&document, import)?;
            let rows = |name: &str| document[name].as_array().map_or(0, Vec::len);
            report.known += count(rows("highlights")).saturating_sub(missing.highlights);
            if missing.there.is_some() && (missing.trashed || missing.rows == 0) {
                report.duplicate += 1;
                continue;
            }
            let Some(bytes) = bytes_of(archive, &document) else {
                let title = document["article"]["title"].as_str().unwrap_or_default();
                report.skip(title.to_owned(), SkipReason::Unreadable);
                continue;
            };
            match missing.there {
                Some(_) => report.updated += 1,
                None => report.new += 1,
            }
            report.anchored += missing.highlights;
            report.notes += missing.notes;
            report.to_fetch += if missing.there.is_none() { count(rows("fetching")) } else { 0 };
            if dry_run {
                continue;
            }
            make_harmless(&mut document);
            size += bytes.values().map(Vec::len).sum::<usize>();
            begun(&mut import)?;
            batch.push((document, bytes));
            if batch.len() >= BATCH || size >= BATCH_BYTES {
                self.store.restore_articles(begun(&mut import)?, std::mem::take(&mut batch))?;
                size = 0;
            }
        }
        if !batch.is_empty() {
            self.store.restore_articles(begun(&mut import)?, batch)?;
        }
        let beside = archive.library().filter(|_| !dry_run && !report.stopped);
        if let Some(beside) = beside
            && (import.is_some() || self.store.has_new_library_rows(&beside)?)
        {
            self.store.restore_library_rows(begun(&mut import)?, beside)?;
        }
        if import.is_some() {
            self.events.send(Event::LibraryChanged);
        }
        Ok(report)
    }
}

/// The bytes of an article's captures and images, by SHA-256. `None` if a capture is missing or
/// does not match its hash.
fn bytes_of(archive: &Archive<'_>, document: &Value) -> Option<HashMap<String, Vec<u8>>> {
    let mut all = HashMap::new();
    for (name, needed) in [("captures", true), ("images", false)] {
        for row in document[name].as_array().into_iter().flatten() {
            let Some(sha256) = row["sha256"].as_str().filter(|sha256| !all.contains_key(*sha256))
            else {
                continue;
            };
            match archive.bytes(sha256) {
                // Images of an unknown type are left out.
                Some(bytes) if needed || capture::image_type(&bytes).is_some() => {
                    all.insert(sha256.to_owned(), bytes);
                }
                _ if needed => return None,
                _ => {}
            }
        }
    }
    Some(all)
}

/// Sanitises the HTML of every version like that of a page, because an archive may come from
/// anybody.
fn make_harmless(document: &mut Value) {
    for version in document["versions"].as_array_mut().into_iter().flatten() {
        let html = version["html"].as_str().unwrap_or_default();
        let clean = if html.is_empty() {
            capture::Clean::default()
        } else {
            capture::sanitise_archived(html)
        };
        version["html"] = clean.html.into();
        version["text"] = clean.text.into();
    }
}
