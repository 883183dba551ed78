//! Files that the library is written into: what each is made of, and writing them into a folder that a
//! person writes in as well.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::time::Duration;

use commonplace_core::{AnchorState, ArticleId, HighlightId, Link, NoteId, ProjectId, VersionId};
use commonplace_exchange as exchange;
use commonplace_exchange::folder::{Before, Outcome, There, Vault, Written};
use commonplace_exchange::{Kind, Marks, Template, book, managed, name};
use commonplace_store::{AnnotationId, DueId, ExportedId, ExportedRow, FileFor, Gathered};

use crate::export::{Report, day, is_web, parts_of, words_of};
use crate::{Error, Library, Millis, api};

/// What the reader's own template is called among the presets.
const OWN: &str = "own";
/// The folder of images, beside the files.
const IMAGES: &str = "attachments";

/// How the library is written into files.
pub struct Shape {
    template: Chosen,
    /// What has a file of its own.
    pub files: FileFor,
    /// Whether an article's file has its text.
    pub with_text: bool,
    /// Whether images lie beside the files; else they are where they are on the web.
    pub images: bool,
    /// How what is highlighted stands out in the text.
    pub marks: Marks,
    /// What the colours mean to the reader.
    meanings: Vec<String>,
}

impl Library {
    /// How files are written, as the reader set it.
    ///
    /// # Errors
    ///
    /// [`Error::Template`].
    pub fn shape(&self) -> Result<Shape, Error> {
        let set = api::Settings::of(self);
        Ok(Shape {
            template: Chosen::new(&set.export_preset, &set.export_template)?,
            files: FileFor::from_name(&set.export_files).unwrap_or_default(),
            with_text: set.export_text,
            images: set.export_images,
            marks: Marks::from_name(&set.export_marks),
            meanings: set.colour_names,
        })
    }
}

impl Shape {
    /// With a preset of this name, or with `own` where it is called so.
    ///
    /// # Errors
    ///
    /// [`Error::Template`] with the place of what is wrong.
    pub fn with_template(self, preset: &str, own: &str) -> Result<Self, Error> {
        Ok(Self { template: Chosen::new(preset, own)?, ..self })
    }

    /// With this template.
    ///
    /// # Errors
    ///
    /// As [`Self::with_template`].
    pub fn with_source(self, source: &str) -> Result<Self, Error> {
        Ok(Self { template: Chosen::Own(Box::new(Template::new(source)?)), ..self })
    }
}

/// The template of exported files: one of ours, or the reader's.
enum Chosen {
    Preset(&'static Template),
    Own(Box<Template>),
}

impl Chosen {
    /// The preset of this name; `own` for the one that is called so.
    fn new(preset: &str, own: &str) -> Result<Self, Error> {
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

/// Where files are written, and how.
pub(crate) struct Batch<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) shape: &'a Shape,
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

/// A file that was written.
struct Exported {
    of: ExportedId,
    file: Written,
    /// What was to be written, with its marks.
    marked: String,
    /// Notes and tags that came back.
    taken: u32,
    /// What was remembered of it.
    before: Option<ExportedRow>,
}

/// What a file is to be.
struct Made {
    /// What it is called where it is new.
    title: String,
    /// Its text, with marks around what is the reader's own.
    marked: String,
    /// Images that lie beside it.
    images: Vec<Image>,
}

/// An image that lies beside the files.
#[derive(Debug, Clone)]
struct Image {
    version: VersionId,
    key: String,
    /// Its place in the folder.
    place: String,
}

/// An article with all that may go into files.
struct Source {
    article: exchange::Article,
    /// What the file is called.
    title: String,
    images: Vec<Image>,
}

impl Library {
    /// An article as Markdown.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], [`Error::Template`].
    pub fn markdown(&self, id: ArticleId, shape: &Shape) -> Result<String, Error> {
        // Nothing lies beside a text.
        let source = self.article_source(id, shape, shape.with_text, None)?;
        Ok(managed::bare(&shape.template.get().render(&source.article)?))
    }

    /// What the files of an article look like: its own, that of its first highlight, or that of a project
    /// with nothing but it.
    ///
    /// # Errors
    ///
    /// [`Error::Store`]; [`Error::Template`] with the place of what is wrong.
    pub fn preview(&self, id: ArticleId, shape: &Shape) -> Result<String, Error> {
        let template = shape.template.get();
        let alone = shape.files == FileFor::Article;
        let source = self.article_source(id, shape, alone && shape.with_text, Some(0))?;
        let first = || parts(&source).into_iter().next();
        let projects = || self.store.gathered_in(id);
        let marked = match (shape.files, first(), projects()?.first()) {
            (FileFor::Highlight, Some(part), _) => {
                template.render(&part_of(&source.article, part))?
            }
            (FileFor::Project, _, Some(project)) => {
                let article = exchange::Article { kind: Kind::Project, ..source.article };
                template.project(&project.to_string(), &self.project_name(*project)?, &[article])?
            }
            _ => template.render(&source.article)?,
        };
        Ok(managed::bare(&marked))
    }

    /// An article with all that goes into a file that lies so many folders deep; `None` where nothing lies
    /// beside it.
    fn article_source(
        &self,
        id: ArticleId,
        shape: &Shape,
        with_text: bool,
        depth: Option<usize>,
    ) -> Result<Source, Error> {
        let row = self.store.article(id)?;
        let version = self.store.version(id)?;
        let asked = shape.template.get().names("citekey");
        let citekey = if asked { self.citekeys(&[id])?.concat() } else { String::new() };
        let mut addresses = HashMap::new();
        let mut beside = BTreeMap::new();
        for image in self.store.image_places(version.id)? {
            let ending = image.kept.as_ref().and_then(|(_, kind)| ending(kind));
            if let (true, Some(depth), Some((sha256, _)), Some(ending)) =
                (shape.images, depth, &image.kept, ending)
            {
                let place = format!("{IMAGES}/{}.{ending}", sha256.get(..16).unwrap_or(sha256));
                addresses.insert(image.key.clone(), "../".repeat(depth) + &place);
                beside.insert(
                    image.key.clone(),
                    Image { version: version.id, key: image.key, place },
                );
            } else if is_web(&image.url) {
                addresses.insert(image.key, image.url);
            }
        }
        let used = RefCell::new(HashSet::new());
        let all = self.anchored(id, version.id, &version.text)?;
        let withheld = all.iter().filter(|(h, _)| h.is_withheld()).count();
        let (mut highlights, mut marks) = (Vec::new(), Vec::new());
        for (h, anchor) in all.into_iter().filter(|(h, _)| !h.is_withheld()) {
            if with_text && shape.marks != Marks::None {
                marks.push(book::Mark {
                    parts: parts_of(&h, &anchor, &version.text),
                    colour: h.colour,
                    ..book::Mark::default()
                });
            }
            used.borrow_mut().extend(h.image.as_ref().map(|image| image.key.clone()));
            highlights.push(exchange::Highlight {
                id: h.id.to_string(),
                words: words_of(&h, &addresses),
                meaning: shape.meanings.get(h.colour as usize).filter(|m| !m.is_empty()).cloned(),
                colour: h.colour,
                note: h.note,
                tags: h.tags,
                orphan: anchor.state() == AnchorState::Orphan,
            });
        }
        let html = with_text.then(|| {
            // One that has no address says what it shows.
            let address = |src: &str| {
                let key = src.rsplit('/').next()?;
                used.borrow_mut().insert(key.to_owned());
                addresses.get(key).cloned()
            };
            let html =
                commonplace_capture::with_images(&version.html, &mut |src| address(src)).html;
            match shape.marks {
                Marks::None => html,
                Marks::Html => book::with_marks(&html, &marks),
                // What lies over each other is one passage: these signs do not nest.
                Marks::Equals => book::with_marks(&html, &[united(marks)]),
            }
        });
        let notes = self.store.article_notes(id)?.into_iter();
        let used = used.into_inner();
        Ok(Source {
            title: if row.metadata.title.is_empty() {
                row.opening.chars().take(60).collect()
            } else {
                row.metadata.title.clone()
            },
            article: exchange::Article {
                kind: Kind::Article,
                id: id.to_string(),
                link: Link::Article(id).to_string(),
                citekey,
                saved: day(row.saved),
                sha256: version.capture.sha256,
                tags: row.tags,
                projects: self.store.projects_of(id)?,
                highlights,
                withheld,
                notes: notes.map(|n| (n.id.to_string(), n.body)).collect(),
                html,
                marks: shape.marks,
                metadata: row.metadata,
            },
            images: beside
                .into_iter()
                .filter(|(key, _)| used.contains(key))
                .map(|(_, i)| i)
                .collect(),
        })
    }

    /// The file of an article.
    fn article_file(&self, id: ArticleId, shape: &Shape, depth: usize) -> Result<Made, Error> {
        let source = self.article_source(id, shape, shape.with_text, Some(depth))?;
        let marked = shape.template.get().render(&source.article)?;
        Ok(Made { title: source.title, marked, images: source.images })
    }

    /// The file of a project: what was made of the articles and highlights that it gathers.
    fn project_file(&self, id: ProjectId, shape: &Shape, depth: usize) -> Result<Made, Error> {
        let title = self.project_name(id)?;
        let (mut articles, mut images) = (Vec::new(), Vec::new());
        for Gathered { article, only } in self.store.gathered(id)? {
            let mut source = self.article_source(article, shape, false, Some(depth))?;
            source.article.kind = Kind::Project;
            if let Some(only) = only {
                let only: HashSet<String> = only.iter().map(HighlightId::to_string).collect();
                source.article.highlights.retain(|h| only.contains(&h.id));
                source.article.notes.clear();
                source.article.withheld = 0;
            }
            images.extend(source.images);
            articles.push(source.article);
        }
        let marked = shape.template.get().project(&id.to_string(), &title, &articles)?;
        Ok(Made { title, marked, images })
    }

    /// Writes articles into a folder, as `shape` says; `tell` hears how many files are done. Nothing that a
    /// person wrote is overwritten.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`]; what was written before stays.
    pub fn export(
        &self,
        ids: &[ArticleId],
        folder: &Path,
        shape: &Shape,
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
                FileFor::Project => self.store.gathered_in(*id)?,
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

    /// Writes files and remembers them; gives those that are done, and the first failure.
    pub(crate) fn export_batch(
        &self,
        ids: &[DueId],
        batch: &Batch<'_>,
        report: &mut Report,
    ) -> Result<(HashSet<DueId>, Option<Error>), Error> {
        // One at a time: what is remembered is what was written last.
        let _one = self.exporting.lock();
        let key = batch.key();
        if batch.shape.template.get().names("citekey") {
            // All at once: each by itself would be written onto the disk.
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
                            // Nobody waits for it where nobody asked.
                            failure = failure
                                .or(batch.settled.is_none().then(|| busy(batch.vault, &one)));
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
        // What was written is remembered even if another file failed.
        if !self.store.is_read_only() {
            if !written.is_empty() {
                self.store.set_exported(key.clone(), written)?;
            }
            if !gone.is_empty() {
                self.store.set_gone(key.clone(), gone)?;
            }
            if !forgotten.is_empty() {
                self.store.forget_exported(key, forgotten)?;
            }
        }
        batch.vault.settle()?;
        Ok((done, failure))
    }

    /// Writes the files of each of these; several at once, for most of the time is waiting for the disk.
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
        // Those that would have the same name are written one after the other, so that which of them has a
        // number behind it is no matter of luck.
        let lane = |(at, id): (usize, &DueId)| match id {
            DueId::Article(id) if batch.shape.files != FileFor::Highlight => {
                let title = self.store.article(*id).map(|row| row.metadata.title);
                let mut hash = DefaultHasher::new();
                name::safe(&title.unwrap_or_default()).to_lowercase().hash(&mut hash);
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

    /// Writes the files of one of these. In the folder that is kept up to date, what was written of it when
    /// files were of something else goes.
    fn export_due(&self, id: DueId, batch: &Batch<'_>, key: &str) -> Vec<Result<Exported, Error>> {
        let shape = batch.shape;
        let mut out = Vec::new();
        if batch.settled.is_some() {
            match self.outdated(id, shape.files, key) {
                Ok(old) => out.extend(old.into_iter().map(|of| self.take_out(of, batch, key))),
                Err(err) => return vec![Err(err)],
            }
        }
        match id {
            DueId::Project(id) => {
                let make = |depth, _| self.project_file(id, shape, depth);
                out.push(self.export_one(ExportedId::Project(id), batch, key, &make));
            }
            DueId::Article(id) if shape.files == FileFor::Highlight => {
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

    /// The files of articles that are not written any more where each of `files` has one.
    fn outdated(&self, id: DueId, files: FileFor, key: &str) -> Result<Vec<ExportedId>, Error> {
        let articles = match id {
            DueId::Article(id) => vec![id],
            DueId::Project(id) => {
                self.store.gathered(id)?.into_iter().map(|gathered| gathered.article).collect()
            }
        };
        let has_own = matches!(id, DueId::Article(_)) && files != FileFor::Highlight;
        let has_parts = matches!(id, DueId::Article(_)) && files == FileFor::Highlight;
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

    /// Takes the files of projects away that are no more, or that have none any more.
    pub(crate) fn take_out_projects(
        &self,
        batch: &Batch<'_>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let key = batch.key();
        let all = self.store.exported_projects(&key)?.into_iter();
        let old: Vec<ProjectId> = all
            .filter(|(_, there)| !there || batch.shape.files != FileFor::Project)
            .map(|(id, _)| id)
            .collect();
        if old.is_empty() {
            return Ok(());
        }
        let _one = self.exporting.lock();
        let mut forgotten = Vec::new();
        for id in old {
            let file = self.take_out(ExportedId::Project(id), batch, &key)?.file;
            if file.outcome == Outcome::Removed {
                report.removed += 1;
                forgotten.push(ExportedId::Project(id));
            }
        }
        batch.vault.settle()?;
        Ok(self.store.forget_exported(key, forgotten)?)
    }

    /// Writes a file for each highlight of an article, and for each note on it; those of what is there no
    /// more go.
    fn export_parts(
        &self,
        id: ArticleId,
        batch: &Batch<'_>,
        key: &str,
    ) -> Result<Vec<Result<Exported, Error>>, Error> {
        // With how deep the file lies that it is for.
        let source = RefCell::new((0, self.article_source(id, batch.shape, false, Some(0))?));
        let all = parts(&source.borrow().1);
        let mut out = Vec::new();
        let here: HashSet<_> = all.iter().map(|part| part.uuid()).collect();
        let written = self.store.exported_parts(key, id)?;
        for gone in written.into_iter().filter(|part| !here.contains(part)) {
            let gone = AnnotationId::Highlight(HighlightId(gone));
            out.push(self.take_out(ExportedId::Part(id, gone), batch, key));
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
                Ok(Made {
                    title: called(words).unwrap_or_else(|| source.title.clone()),
                    marked: batch.shape.template.get().render(&article)?,
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

    /// Writes a file, once what a person made of his notes there has come back; `make` gives what it is to
    /// be where it lies so many folders deep, read anew if that is said.
    fn export_one(
        &self,
        of: ExportedId,
        batch: &Batch<'_>,
        key: &str,
        make: &dyn Fn(usize, bool) -> Result<Made, Error>,
    ) -> Result<Exported, Error> {
        let (mut tries, mut taken) = (0, 0);
        loop {
            tries += 1;
            let row = self.store.exported(key, of)?;
            let marked_base = || self.store.exported_text(key, of).ok().flatten();
            let base = || marked_base().map(|text| managed::bare(&text));
            let before = row.as_ref().map(|row| before(row, &base));
            let there = before.as_ref().and_then(|b| batch.vault.find(b, &name_of(of)));
            if let (Some(before), Some(row), Some(there)) = (&before, &row, &there)
                && let Some(theirs) = there.edited(before)
            {
                if batch.settled.is_some_and(|settled| there.age < settled) {
                    return Ok(left(of, row, taken));
                }
                if let Some(marked) = marked_base().filter(|_| !self.store.is_read_only()) {
                    taken += self.take_back(of, row, &marked, theirs, batch.now)?;
                }
            }
            let made = make(there.as_ref().map_or(0, There::depth), taken > 0 || tries > 1)?;
            for image in &made.images {
                self.put_image(batch.vault, image)?;
            }
            let text = managed::bare(&made.marked);
            let revive = batch.settled.is_none();
            let file = batch.vault.write(&made.title, &text, before.as_ref(), there, revive)?;
            if file.outcome != Outcome::Busy || tries == 3 {
                return Ok(Exported { of, file, marked: made.marked, taken, before: row });
            }
        }
    }

    /// Takes the file away of what has none any more; what a person wrote in it stays.
    fn take_out(&self, of: ExportedId, batch: &Batch<'_>, key: &str) -> Result<Exported, Error> {
        let row = self.store.exported(key, of)?;
        let marked = || self.store.exported_text(key, of).ok().flatten();
        let base = || marked().map(|text| managed::bare(&text));
        let Some(known) = &row else {
            let file = Written::left("", Outcome::Removed);
            return Ok(Exported { of, file, marked: String::new(), taken: 0, before: None });
        };
        let before = before(known, &base);
        let there = batch.vault.find(&before, &name_of(of));
        let mut taken = 0;
        if let Some(there) = &there
            && let Some(theirs) = there.edited(&before)
        {
            if batch.settled.is_some_and(|settled| there.age < settled) {
                return Ok(left(of, known, 0));
            }
            if let Some(marked) = marked().filter(|_| !self.store.is_read_only()) {
                taken = self.take_back(of, known, &marked, theirs, batch.now)?;
            }
        }
        let file = batch.vault.remove(&before, there)?;
        Ok(Exported { of, file, marked: String::new(), taken, before: row.clone() })
    }

    fn put_image(&self, vault: &Vault, image: &Image) -> Result<(), Error> {
        if vault.has(&image.place) {
            return Ok(());
        }
        if let Some(asset) = self.store.asset(image.version, &image.key)? {
            vault.put_at(&image.place, &asset.bytes)?;
        }
        Ok(())
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

/// The highlights of an article, then the notes on it.
fn parts(source: &Source) -> Vec<AnnotationId> {
    let highlights = source.article.highlights.iter().filter_map(|h| h.id.parse().ok());
    let notes = source.article.notes.iter().filter_map(|(id, _)| id.parse::<NoteId>().ok());
    highlights.map(AnnotationId::Highlight).chain(notes.map(AnnotationId::Note)).collect()
}

/// An article with nothing but one of its parts.
fn part_of(article: &exchange::Article, part: AnnotationId) -> exchange::Article {
    let id = part.uuid().to_string();
    let highlights: Vec<_> = article.highlights.iter().filter(|h| h.id == id).cloned().collect();
    exchange::Article {
        kind: Kind::Highlight,
        link: match part {
            AnnotationId::Highlight(id) => Link::Highlight(id).to_string(),
            AnnotationId::Note(_) => article.link.clone(),
        },
        notes: article.notes.iter().filter(|(note, _)| *note == id).cloned().collect(),
        highlights,
        withheld: 0,
        html: None,
        metadata: article.metadata.clone(),
        saved: article.saved.clone(),
        sha256: article.sha256.clone(),
        tags: article.tags.clone(),
        projects: article.projects.clone(),
        citekey: article.citekey.clone(),
        marks: article.marks,
        id,
    }
}

/// What a file of these words is called: the first of them.
fn called(words: &str) -> Option<String> {
    const LONGEST: usize = 70;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(LONGEST).collect();
    let whole = short.len() == line.len();
    // Not in the middle of a word, where there are spaces between words.
    let end = short.rfind(' ').filter(|end| !whole && *end > short.len() / 2);
    let short = short[..end.unwrap_or(short.len())].trim();
    (short.chars().any(char::is_alphanumeric)).then(|| short.to_owned())
}

/// All that is marked, as one mark.
fn united(marks: Vec<book::Mark>) -> book::Mark {
    let mut all: Vec<(u32, u32)> = marks.into_iter().flat_map(|mark| mark.parts).collect();
    all.sort_unstable();
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for (start, end) in all {
        match parts.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => parts.push((start, end)),
        }
    }
    book::Mark { parts, ..book::Mark::default() }
}

/// What the name of an image ends with; none for what a vault may not show, or might run.
fn ending(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/avif" => "avif",
        _ => return None,
    })
}

/// The id that a file has among its properties.
fn name_of(of: ExportedId) -> String {
    match of {
        ExportedId::Article(id) => id.to_string(),
        ExportedId::Part(_, part) => part.uuid().to_string(),
        ExportedId::Project(id) => id.to_string(),
        ExportedId::Outline(_) => String::new(),
    }
}

fn before<'a>(row: &'a ExportedRow, text: &'a dyn Fn() -> Option<String>) -> Before<'a> {
    Before { name: &row.name, sha256: &row.sha256, former: &row.former, text }
}

/// A file that a person writes in at this moment.
fn left(of: ExportedId, row: &ExportedRow, taken: u32) -> Exported {
    let file = Written::left(&row.name, Outcome::Busy);
    Exported { of, file, marked: String::new(), taken, before: None }
}

/// A file that somebody kept writing in.
fn busy(vault: &Vault, one: &Exported) -> Error {
    let path = vault.path().join(&one.file.name);
    let source = std::io::Error::from(std::io::ErrorKind::ResourceBusy);
    exchange::folder::Error::Write { path, source }.into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_words_is_called_by_the_first_of_them() {
        assert_eq!(called("  Nine\nwinters ").as_deref(), Some("Nine winters"));
        let long =
            "We have waited nine winters for a ferry that comes twice a day, and nobody wrote";
        assert_eq!(
            called(long).as_deref(),
            Some("We have waited nine winters for a ferry that comes twice a day, and")
        );
        assert_eq!(called(&"渡".repeat(100)).map(|name| name.chars().count()), Some(70));
        assert_eq!(called(" — 🖼 "), None);
    }

    #[test]
    fn marks_that_lie_over_each_other_are_one() {
        let mark = |start, end| book::Mark { parts: vec![(start, end)], ..book::Mark::default() };
        let parts = united(vec![mark(5, 9), mark(0, 3), mark(2, 4), mark(9, 12)]).parts;
        assert_eq!(parts, [(0, 4), (5, 12)]);
    }
}
