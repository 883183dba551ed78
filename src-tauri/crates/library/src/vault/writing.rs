//! Writes files into a folder that a person may also edit, and removes them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::time::Duration;

use commonplace_core::{AnnotationId, ArticleId, FileOf, HighlightId, ProjectId};
use commonplace_exchange::folder::{self, FileOnDisk, LastExport, Outcome, Vault, Written};
use commonplace_exchange::{managed, name};
use commonplace_store::{Announced, DueId, ExportedId, ExportedRow};

use super::contents::{
    ExportOptions, ExportedImage, FileContents, name_from_words, part_ids, part_of,
};
use crate::export::Report;
use crate::{Error, Library, Millis};

/// The folder that files are written to, and how.
pub(crate) struct Batch<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) shape: &'a ExportOptions,
    pub(crate) now: Millis,
    /// Set for background runs: deleted files are not recreated, and files edited within this time are
    /// skipped.
    pub(crate) settled: Option<Duration>,
}

impl Batch<'_> {
    /// The folder's path, by which the library records what was exported to it.
    fn key(&self) -> String {
        self.vault.path().to_string_lossy().into_owned()
    }
}

/// The result of writing or removing a file.
struct Exported {
    of: ExportedId,
    file: Written,
    /// The text that was written, with its marks; empty for a file that was not written.
    marked: String,
    /// Number of edits of notes and tags that were read back.
    taken: u32,
    /// The library's record of the file before this export.
    before: Option<ExportedRow>,
}

/// The known state of an exported file.
struct Known {
    /// The library's record of it; `None` if it was never exported to this folder.
    row: Option<ExportedRow>,
    /// The text last written to it, with its marks. `None` if it is the text that the library stores.
    marked: Option<String>,
    /// The file as it is now; `None` if there is no record or no such file.
    there: Option<FileOnDisk>,
}

impl Library {
    /// Exports articles to a folder, in the form of `shape`. `tell` receives the number of articles and projects
    /// done. Edits by a person are never overwritten.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`]. The files written before the failure stay.
    pub fn export(
        &self,
        ids: &[ArticleId],
        folder: &Path,
        shape: &ExportOptions,
        now: Millis,
        tell: &dyn Fn(u64),
    ) -> Result<Report, Error> {
        let vault = Vault::open(folder)?;
        let folder = vault.path().to_string_lossy().into_owned();
        let mut report = Report { folder, ..Report::default() };
        let mut failure = None;
        let mut known = HashSet::new();
        let mut all = Vec::new();
        for id in ids {
            let projects = match shape.files {
                FileOf::Project => self.store.gathered_in(*id)?,
                _ => Vec::new(),
            };
            if projects.is_empty() {
                all.push(DueId::Article(*id));
            } else {
                let new = projects.into_iter().map(DueId::Project);
                all.extend(new.filter(|project| known.insert(*project)));
            }
        }
        for (done, chunk) in all.chunks(50).enumerate() {
            tell(done as u64 * 50);
            let batch = Batch { vault: &vault, shape, now, settled: None };
            let (_, failed) = self.export_batch(chunk, &batch, &mut report)?;
            failure = failure.or(failed);
        }
        failure.map_or(Ok(report), Err)
    }

    /// Writes the files of a batch and records them. Returns the items of which all files were written, and the
    /// first failure.
    pub(crate) fn export_batch(
        &self,
        ids: &[DueId],
        batch: &Batch<'_>,
        report: &mut Report,
    ) -> Result<(HashSet<DueId>, Option<Error>), Error> {
        // One export at a time, so that the record of a file is of what was written last.
        let _one = self.exporting.lock();
        let key = batch.key();
        if batch.shape.template().names("citekey") {
            // Assigns all citation keys at once: assigning each on its own would sync the disk each time.
            let mut articles = Vec::new();
            for id in ids {
                match id {
                    DueId::Article(id) => articles.push(*id),
                    DueId::Project(id) => {
                        articles.extend(self.store.gathered(*id)?.into_iter().map(|g| g.article));
                    }
                }
            }
            self.citekeys(&articles)?;
        }
        let (mut written, mut gone, mut forgotten) = (Vec::new(), Vec::new(), Vec::new());
        let mut done = HashSet::new();
        let mut failure = None;
        for (id, files) in ids.iter().zip(self.export_all(ids, batch, &key)) {
            let mut all = true;
            for file in files {
                match file {
                    Ok(one) => match one.file.outcome {
                        Outcome::Busy => {
                            all = false;
                            // A busy file is a failure only if a person asked for the export. Background runs try
                            // again later.
                            failure = failure
                                .or(batch.settled.is_none().then(|| busy_error(batch.vault, &one)));
                        }
                        Outcome::Gone => gone.push(one.of),
                        Outcome::Removed => {
                            report.removed += u32::from(one.before.is_some());
                            report.taken += one.taken;
                            forgotten.push(one.of);
                        }
                        _ => {
                            report.add(&one.file);
                            report.taken += one.taken;
                            let row = remembered(one.file, one.before.as_ref());
                            written.push((one.of, row, one.marked));
                        }
                    },
                    Err(err) => {
                        all = false;
                        failure = failure.or(Some(err));
                    }
                }
            }
            if all {
                done.insert(*id);
            }
        }
        // The files that were written are recorded even if another one failed.
        if !self.store.is_read_only() {
            if !written.is_empty() {
                self.store.set_exported(key.clone(), written)?;
            }
            if !gone.is_empty() {
                self.store.mark_missing(key.clone(), gone)?;
            }
            if !forgotten.is_empty() {
                self.store.forget_exported(key, forgotten)?;
            }
        }
        batch.vault.sync_folder()?;
        Ok((done, failure))
    }

    /// Writes the files of each item, on up to four threads, because most of the time is spent waiting for the
    /// disk.
    fn export_all(
        &self,
        ids: &[DueId],
        batch: &Batch<'_>,
        key: &str,
    ) -> Vec<Vec<Result<Exported, Error>>> {
        let most = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        if most == 1 || ids.len() < 4 {
            return ids.iter().map(|id| self.export_due(*id, batch, key)).collect();
        }
        // Articles whose files would have the same name are written by the same thread, so that which of them gets
        // a number in its name does not depend on timing.
        let lane = |(at, id): (usize, &DueId)| match id {
            DueId::Article(id) if batch.shape.files != FileOf::Highlight => {
                let title = self.store.article(*id).map(|row| row.metadata.title);
                let mut hash = DefaultHasher::new();
                name::case_folded_key(&name::safe(&title.unwrap_or_default())).hash(&mut hash);
                usize::try_from(hash.finish() % most as u64).unwrap_or(0)
            }
            _ => at % most,
        };
        let lanes: Vec<usize> = ids.iter().enumerate().map(lane).collect();
        let mut out: Vec<Vec<Result<Exported, Error>>> = ids.iter().map(|_| Vec::new()).collect();
        std::thread::scope(|scope| {
            let started: Vec<_> = (0..most)
                .map(|lane| {
                    let lanes = &lanes;
                    scope.spawn(move || {
                        let mine = ids.iter().enumerate().filter(|(at, _)| lanes[*at] == lane);
                        mine.map(|(at, id)| (at, self.export_due(*id, batch, key)))
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            for lane in started {
                let all = lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                for (at, files) in all {
                    out[at] = files;
                }
            }
        });
        out
    }

    /// Writes the files of one item. In a background run, first removes files that were written of it when files
    /// had other contents ([`ExportOptions::files`]).
    fn export_due(&self, id: DueId, batch: &Batch<'_>, key: &str) -> Vec<Result<Exported, Error>> {
        let shape = batch.shape;
        let mut out = Vec::new();
        if batch.settled.is_some() {
            match self.outdated(id, shape.files, key) {
                Ok(old) => out.extend(old.into_iter().map(|of| self.remove_export(of, batch, key))),
                Err(err) => return vec![Err(err)],
            }
        }
        match id {
            DueId::Project(id) => {
                let make = |depth, _| self.project_file(id, shape, depth);
                out.push(self.export_one(ExportedId::Project(id), batch, key, &make));
            }
            DueId::Article(id) if shape.files == FileOf::Highlight => {
                match self.export_parts(id, batch, key) {
                    Ok(files) => out.extend(files),
                    Err(err) => out.push(Err(err)),
                }
            }
            DueId::Article(id) => {
                let make = |depth, _| self.article_file(id, shape, depth);
                out.push(self.export_one(ExportedId::Article(id), batch, key, &make));
            }
        }
        out
    }

    /// The exported files of an item's articles that must not exist when each file contains one of `files`.
    fn outdated(&self, id: DueId, files: FileOf, key: &str) -> Result<Vec<ExportedId>, Error> {
        let articles = match id {
            DueId::Article(id) => vec![id],
            DueId::Project(id) => {
                self.store.gathered(id)?.into_iter().map(|gathered| gathered.article).collect()
            }
        };
        let has_own = matches!(id, DueId::Article(_)) && files != FileOf::Highlight;
        let has_parts = matches!(id, DueId::Article(_)) && files == FileOf::Highlight;
        let mut out = Vec::new();
        for id in articles {
            let own = ExportedId::Article(id);
            if !has_own && self.store.exported(key, own)?.is_some() {
                out.push(own);
            }
            if !has_parts {
                let parts = self.store.exported_parts(key, id)?.into_iter();
                out.extend(
                    parts.map(|part| {
                        ExportedId::Part(id, AnnotationId::Highlight(HighlightId(part)))
                    }),
                );
            }
        }
        Ok(out)
    }

    /// Removes the files of projects that were deleted, and of all projects if projects have no files any more.
    pub(crate) fn take_out_projects(
        &self,
        batch: &Batch<'_>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let key = batch.key();
        let all = self.store.exported_projects(&key)?.into_iter();
        let old: Vec<ProjectId> = all
            .filter(|(_, there)| !there || batch.shape.files != FileOf::Project)
            .map(|(id, _)| id)
            .collect();
        if old.is_empty() {
            return Ok(());
        }
        let _one = self.exporting.lock();
        let mut forgotten = Vec::new();
        for id in old {
            let file = self.remove_export(ExportedId::Project(id), batch, &key)?.file;
            if file.outcome == Outcome::Removed {
                report.removed += 1;
                forgotten.push(ExportedId::Project(id));
            }
        }
        batch.vault.sync_folder()?;
        Ok(self.store.forget_exported(key, forgotten)?)
    }

    /// Writes a file for each highlight of an article and each note on it, and removes the files of those that were
    /// deleted.
    fn export_parts(
        &self,
        id: ArticleId,
        batch: &Batch<'_>,
        key: &str,
    ) -> Result<Vec<Result<Exported, Error>>, Error> {
        // The article as exported, with the depth of the folder that its image paths are for.
        let source = RefCell::new((0, self.article_source(id, batch.shape, false, Some(0))?));
        let all = part_ids(&source.borrow().1);
        let mut out = Vec::new();
        let here: HashSet<_> = all.iter().map(|part| part.uuid()).collect();
        let written = self.store.exported_parts(key, id)?;
        for gone in written.into_iter().filter(|part| !here.contains(part)) {
            let gone = AnnotationId::Highlight(HighlightId(gone));
            out.push(self.remove_export(ExportedId::Part(id, gone), batch, key));
        }
        for part in all {
            let make = |depth, anew: bool| {
                if anew || depth != source.borrow().0 {
                    let read = self.article_source(id, batch.shape, false, Some(depth))?;
                    *source.borrow_mut() = (depth, read);
                }
                let source = &source.borrow().1;
                let article = part_of(&source.article, part);
                let words = match article.highlights.first() {
                    Some(h) => h.words.quote.as_str(),
                    None => article.notes.first().map_or("", |(_, note)| note),
                };
                Ok(FileContents {
                    title: name_from_words(words).unwrap_or_else(|| source.title.clone()),
                    marked: batch.shape.template().render(&article)?,
                    images: if article.highlights.iter().any(|h| h.words.image.is_some()) {
                        source.images.clone()
                    } else {
                        Vec::new()
                    },
                })
            };
            out.push(self.export_one(ExportedId::Part(id, part), batch, key, &make));
        }
        Ok(out)
    }

    /// The known state of a file. A text that was announced but never recorded as written also counts as the app's
    /// own: the program was stopped in between, or another process is writing it.
    fn known_file(&self, of: ExportedId, vault: &Vault, key: &str) -> Result<Known, Error> {
        let announced = self.store.announced(key, of)?;
        let row = self.store.exported(key, of)?;
        let Some(mut row) = row else {
            return Ok(Known { row: None, marked: None, there: None });
        };
        let there = vault.find(&as_before(&row, &|| None), &name_of(of));
        if announced.is_empty() {
            return Ok(Known { row: Some(row), marked: None, there });
        }
        let marked = self.store.exported_text(key, of)?;
        let theirs = there.as_ref().and_then(|there| there.edited(&as_before(&row, &|| None)));
        let stands = theirs.is_some().then(|| there.as_ref().map(FileOnDisk::sha256)).flatten();
        // The announced text that the file is equal to; or else the announced text that an edited file differs
        // least from, if it differs less from it than from the recorded one.
        let base =
            announced.iter().find(|one| Some(&one.sha256) == stands.as_ref()).or_else(|| {
                let theirs = theirs?;
                let far = |marked: &str| differing_lines(&managed::strip_marks(marked), theirs);
                let nearest = announced.iter().min_by_key(|one| far(&one.text))?;
                (far(&nearest.text) < far(marked.as_deref()?)).then_some(nearest)
            });
        let mut ours: Vec<u8> = announced.iter().flat_map(|one| one.sha256.clone()).collect();
        ours.extend_from_slice(&row.sha256);
        ours.extend_from_slice(&row.former);
        let marked = match base {
            Some(base) => {
                row.sha256.clone_from(&base.sha256);
                row.tags = managed::property_tags(&managed::strip_marks(&base.text));
                Some(base.text.clone())
            }
            None => marked,
        };
        row.former = ours;
        Ok(Known { row: Some(row), marked, there })
    }

    /// Writes a file, after reading edits of notes and tags in it back. `make` returns its contents: for a file
    /// this many folders deep, and read again from the library if its second argument is `true`.
    fn export_one(
        &self,
        of: ExportedId,
        batch: &Batch<'_>,
        key: &str,
        make: &dyn Fn(usize, bool) -> Result<FileContents, Error>,
    ) -> Result<Exported, Error> {
        let (mut tries, mut taken) = (0, 0);
        loop {
            tries += 1;
            let Known { row, marked, there } = self.known_file(of, batch.vault, key)?;
            let marked_base =
                || marked.clone().or_else(|| self.store.exported_text(key, of).ok().flatten());
            let base = || marked_base().map(|text| managed::strip_marks(&text));
            let as_before = row.as_ref().map(|row| as_before(row, &base));
            if let (Some(before), Some(row), Some(there)) = (&as_before, &row, &there)
                && let Some(theirs) = there.edited(before)
            {
                if batch.settled.is_some_and(|settled| there.age < settled) {
                    return Ok(busy_result(of, row, taken));
                }
                if let Some(marked) = marked_base().filter(|_| !self.store.is_read_only()) {
                    taken += self.read_edits_back(of, row, &marked, theirs, batch.now)?;
                }
            }
            let made = make(there.as_ref().map_or(0, FileOnDisk::depth), taken > 0 || tries > 1)?;
            for image in &made.images {
                self.put_image(batch.vault, image)?;
            }
            let text = managed::strip_marks(&made.marked);
            let revive = batch.settled.is_none();
            if there.is_some() && !self.store.is_read_only() {
                let sha256 = folder::sha256(text.as_bytes());
                if row.as_ref().is_none_or(|row| row.sha256 != sha256) {
                    let text = made.marked.clone();
                    self.store.announce(key.to_owned(), of, Announced { sha256, text })?;
                }
            }
            let file = batch.vault.write(&made.title, &text, as_before.as_ref(), there, revive)?;
            if file.outcome != Outcome::Busy || tries == 3 {
                return Ok(Exported { of, file, marked: made.marked, taken, before: row });
            }
        }
    }

    /// Removes a file whose item has no file any more. What a person wrote in it is kept.
    fn remove_export(
        &self,
        of: ExportedId,
        batch: &Batch<'_>,
        key: &str,
    ) -> Result<Exported, Error> {
        let Known { row, marked, there } = self.known_file(of, batch.vault, key)?;
        let marked = || marked.clone().or_else(|| self.store.exported_text(key, of).ok().flatten());
        let base = || marked().map(|text| managed::strip_marks(&text));
        let Some(known) = &row else {
            let file = Written::left("", Outcome::Removed);
            return Ok(Exported { of, file, marked: String::new(), taken: 0, before: None });
        };
        let before = as_before(known, &base);
        let mut taken = 0;
        if let Some(there) = &there
            && let Some(theirs) = there.edited(&before)
        {
            if batch.settled.is_some_and(|settled| there.age < settled) {
                return Ok(busy_result(of, known, 0));
            }
            if let Some(marked) = marked().filter(|_| !self.store.is_read_only()) {
                taken = self.read_edits_back(of, known, &marked, theirs, batch.now)?;
            }
        }
        let file = batch.vault.remove(&before, there)?;
        Ok(Exported { of, file, marked: String::new(), taken, before: row.clone() })
    }

    fn put_image(&self, vault: &Vault, image: &ExportedImage) -> Result<(), Error> {
        if vault.has(&image.place) {
            return Ok(());
        }
        if let Some(asset) = self.store.asset(image.version, &image.key)? {
            vault.write_if_absent(&image.place, &asset.bytes)?;
        }
        Ok(())
    }

    /// Writes a draft into a folder and records it.
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
        let before = row.as_ref().map(|row| as_before(row, &base));
        // A draft has no properties, so it cannot be found by its id.
        let there = before.as_ref().and_then(|before| vault.find(before, ""));
        let file = vault.write(title, &text, before.as_ref(), there, true)?;
        let report = Report::of(key.clone(), &file);
        if !self.store.is_read_only() && file.outcome != Outcome::Busy {
            self.store.set_exported(key, vec![(of, remembered(file, row.as_ref()), text)])?;
        }
        vault.sync_folder()?;
        Ok(report)
    }
}

/// Number of lines that are in only one of two texts.
fn differing_lines(one: &str, other: &str) -> usize {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for line in one.lines() {
        *counts.entry(line).or_default() += 1;
    }
    for line in other.lines() {
        *counts.entry(line).or_default() -= 1;
    }
    counts.values().map(|count| usize::try_from(count.abs()).unwrap_or(usize::MAX)).sum()
}

/// The id in the properties of a file; empty for a draft.
fn name_of(of: ExportedId) -> String {
    match of {
        ExportedId::Article(id) => id.to_string(),
        ExportedId::Part(_, part) => part.uuid().to_string(),
        ExportedId::Project(id) => id.to_string(),
        ExportedId::Outline(_) => String::new(),
    }
}

fn as_before<'a>(row: &'a ExportedRow, text: &'a dyn Fn() -> Option<String>) -> LastExport<'a> {
    LastExport { name: &row.name, sha256: &row.sha256, former: &row.former, text }
}

/// The result for a file that a person is editing.
fn busy_result(of: ExportedId, row: &ExportedRow, taken: u32) -> Exported {
    let file = Written::left(&row.name, Outcome::Busy);
    Exported { of, file, marked: String::new(), taken, before: None }
}

/// The error for a file that was changed again and again during the export.
fn busy_error(vault: &Vault, one: &Exported) -> Error {
    let path = vault.path().join(&one.file.name);
    let source = std::io::Error::from(std::io::ErrorKind::ResourceBusy);
    folder::Error::Write { path, source }.into()
}

/// The new record of a file that was written. The hashes of earlier texts are kept.
fn remembered(file: Written, before: Option<&ExportedRow>) -> ExportedRow {
    let Written { name, sha256, stamp, tags, .. } = file;
    let former = before.map(|row| [row.sha256.as_slice(), &row.former].concat());
    ExportedRow { name, sha256, seen: stamp, former: former.unwrap_or_default(), tags }
}

#[cfg(test)]
mod tests {
    use commonplace_core::TagName;

    use super::*;
    use crate::{Clip, Input, Workers};

    const NOW: Millis = 1_700_000_000_000;
    const TEXT: &str = "Ferries\n\nThe ferry leaves the north quay at ten past two with nobody on board but the baker.\n\nFrom April it will leave an hour later, the company says, so that it meets the first train.";

    /// A library with one exported article, and a file as the program leaves it when it is killed after writing the
    /// file and before recording it: with a tag that the article does not have any more.
    fn killed_export(folder: &Path) -> (std::sync::Arc<Library>, ArticleId, std::path::PathBuf) {
        let library = Library::open(
            &folder.join("library.db"),
            Workers::with_program("no program, so read here".into()),
            NOW,
        )
        .unwrap();
        let input = Input::Paste { text: TEXT.into(), html: None, url: None };
        let id = library.clip_now(input, Clip::default(), NOW, &|_, _, _| {}).unwrap().article();
        let out = folder.join("out");
        let shape = library.shape().unwrap();
        library.export(&[id], &out, &shape, NOW, &|_| {}).unwrap();
        library.store.tag_articles(vec![id], TagName::new("false").unwrap(), true).unwrap();
        let vault = Vault::open(&out).unwrap();
        let key = vault.path().to_string_lossy().into_owned();
        let made = library.article_file(id, &shape, 0).unwrap();
        let text = managed::strip_marks(&made.marked);
        let announced = Announced { sha256: folder::sha256(text.as_bytes()), text: made.marked };
        library.store.announce(key, ExportedId::Article(id), announced).unwrap();
        let file = std::fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
        std::fs::write(&file, text).unwrap();
        library.store.tag_articles(vec![id], TagName::new("false").unwrap(), false).unwrap();
        (library, id, file)
    }

    #[test]
    fn an_export_that_was_killed_is_no_edit_of_a_person() {
        let folder = tempfile::tempdir().unwrap();
        let (library, id, file) = killed_export(folder.path());
        assert!(std::fs::read_to_string(&file).unwrap().contains("false"));
        let shape = library.shape().unwrap();
        let report =
            library.export(&[id], &folder.path().join("out"), &shape, NOW, &|_| {}).unwrap();
        assert_eq!((report.updated, report.taken), (1, 0));
        assert!(library.store.article(id).unwrap().tags.is_empty(), "nobody gave the tag");
        assert!(!std::fs::read_to_string(&file).unwrap().contains("false"));
    }

    #[test]
    fn what_a_person_wrote_into_a_killed_export_is_theirs_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (library, id, file) = killed_export(folder.path());
        let written = std::fs::read_to_string(&file).unwrap() + "\nWords of my own.\n";
        std::fs::write(&file, written).unwrap();
        let shape = library.shape().unwrap();
        library.export(&[id], &folder.path().join("out"), &shape, NOW, &|_| {}).unwrap();
        assert!(library.store.article(id).unwrap().tags.is_empty(), "nobody gave the tag");
        let now = std::fs::read_to_string(&file).unwrap();
        assert!(now.contains("Words of my own.") && !now.contains("false"), "{now}");
    }

    #[test]
    fn what_is_deleted_for_good_is_not_kept_for_an_export() {
        let folder = tempfile::tempdir().unwrap();
        let (library, id, _) = killed_export(folder.path());
        let out = folder.path().join("out").canonicalize().unwrap();
        let announced =
            || library.store.announced(&out.to_string_lossy(), ExportedId::Article(id)).unwrap();
        assert!(!announced().is_empty());
        library.store.trash(vec![id], NOW).unwrap();
        library.store.delete_for_good(vec![id]).unwrap();
        assert!(announced().is_empty());
    }
}
