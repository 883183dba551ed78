//! Makes the contents of the file of an article, a highlight or a project: its name, its text from the
//! template, its images.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use commonplace_core::{
    AnchorState, AnnotationId, ArticleId, FileOf, HighlightId, Link, Marks, NoteId, ProjectId,
    VersionId,
};
use commonplace_exchange as exchange;
use commonplace_exchange::template::Preset;
use commonplace_exchange::{Template, book, managed};
use commonplace_store::Gathered;

use crate::export::{day, is_web, parts_of, quoted_words};
use crate::{Error, Library, Settings};

/// Name of the folder of images, beside the files.
const IMAGES: &str = "attachments";

/// How the library is written to files.
pub struct ExportOptions {
    template: Chosen,
    /// What each file contains.
    pub files: FileOf,
    /// Whether an article's file contains the text of the article.
    pub with_text: bool,
    /// Whether images are stored in the folder. If not, files refer to their web addresses.
    pub images: bool,
    /// How highlights are marked in the text.
    pub marks: Marks,
    /// The person's names for the meanings of the colours, in the order of the colours; empty for a colour
    /// without one.
    meanings: Vec<String>,
}

impl Library {
    /// How files are written, from the settings.
    ///
    /// # Errors
    ///
    /// [`Error::Template`].
    pub fn shape(&self) -> Result<ExportOptions, Error> {
        let set = Settings::load(self);
        Ok(ExportOptions {
            template: Chosen::new(set.export_preset.0, &set.export_template)?,
            files: set.export_files.0,
            with_text: set.export_text,
            images: set.export_images,
            marks: set.export_marks.0,
            meanings: set.colour_names,
        })
    }
}

impl ExportOptions {
    /// The template of the files.
    pub(super) fn template(&self) -> &Template {
        match &self.template {
            Chosen::Preset(template) => template,
            Chosen::Own(template) => template,
        }
    }

    /// The same with another template: `preset`, or the source `own` if the preset is [`Preset::Own`].
    ///
    /// # Errors
    ///
    /// [`Error::Template`] with the place of the error in the template.
    pub fn with_template(self, preset: Preset, own: &str) -> Result<Self, Error> {
        Ok(Self { template: Chosen::new(preset, own)?, ..self })
    }

    /// The same with this template.
    ///
    /// # Errors
    ///
    /// As [`Self::with_template`].
    pub fn with_source(self, source: &str) -> Result<Self, Error> {
        Ok(Self { template: Chosen::Own(Box::new(Template::new(source)?)), ..self })
    }
}

/// The template of exported files: a bundled one, or the person's own.
enum Chosen {
    Preset(&'static Template),
    Own(Box<Template>),
}

impl Chosen {
    /// The template of a preset, or `own` for [`Preset::Own`]. An empty `own` is the default preset.
    fn new(preset: Preset, own: &str) -> Result<Self, Error> {
        let preset = match (preset, own.trim().is_empty()) {
            (Preset::Own, true) => Preset::default(),
            (preset, _) => preset,
        };
        if preset != Preset::Own {
            return Ok(Self::Preset(Template::preset(preset)));
        }
        Ok(Self::Own(Box::new(Template::new(own)?)))
    }
}

/// The contents of a file.
pub(super) struct FileContents {
    /// Title that a new file is named after.
    pub(super) title: String,
    /// Its text, with marks around notes and tags; see [`managed`].
    pub(super) marked: String,
    /// The images stored beside it that it refers to.
    pub(super) images: Vec<ExportedImage>,
}

/// An image that is stored in the folder.
#[derive(Debug, Clone)]
pub(super) struct ExportedImage {
    pub(super) version: VersionId,
    pub(super) key: String,
    /// Its path within the folder.
    pub(super) place: String,
}

/// An article with everything that may be exported of it.
pub(super) struct ArticleSource {
    pub(super) article: exchange::Article,
    /// Title that a new file is named after.
    pub(super) title: String,
    pub(super) images: Vec<ExportedImage>,
}

impl Library {
    /// An article as Markdown, by the template.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], [`Error::Template`].
    pub fn markdown(&self, id: ArticleId, shape: &ExportOptions) -> Result<String, Error> {
        // A text without a file has no stored images beside it.
        let source = self.article_source(id, shape, shape.with_text, None)?;
        Ok(managed::strip_marks(&shape.template().render(&source.article)?))
    }

    /// Renders a file of an article for a preview: its own file, that of its first highlight, or that of its
    /// first project with only this article.
    ///
    /// # Errors
    ///
    /// [`Error::Store`]; [`Error::Template`] with the place of the error in the template.
    pub fn preview(&self, id: ArticleId, shape: &ExportOptions) -> Result<String, Error> {
        let template = shape.template();
        let alone = shape.files == FileOf::Article;
        let source = self.article_source(id, shape, alone && shape.with_text, Some(0))?;
        let first = || part_ids(&source).into_iter().next();
        let projects = || self.store.gathered_in(id);
        let marked = match (shape.files, first(), projects()?.first()) {
            (FileOf::Highlight, Some(part), _) => {
                template.render(&part_of(&source.article, part))?
            }
            (FileOf::Project, _, Some(project)) => {
                let article = exchange::Article { kind: FileOf::Project, ..source.article };
                template.project(&project.to_string(), &self.project_name(*project)?, &[article])?
            }
            _ => template.render(&source.article)?,
        };
        Ok(managed::strip_marks(&marked))
    }

    /// Collects what a file exports of an article. `depth` is the number of folders that the file is in, for
    /// the paths of its images; `None` if no images are stored beside it. Withheld highlights are left out
    /// and counted.
    pub(super) fn article_source(
        &self,
        id: ArticleId,
        shape: &ExportOptions,
        with_text: bool,
        depth: Option<usize>,
    ) -> Result<ArticleSource, Error> {
        let row = self.store.article(id)?;
        let version = self.shown(id)?;
        let asked = shape.template().names("citekey");
        let citekey = if asked { self.citekeys(&[id])?.concat() } else { String::new() };
        let mut addresses = HashMap::new();
        let mut beside = BTreeMap::new();
        for image in self.store.image_places(id)? {
            let image_extension = image.kept.as_ref().and_then(|(_, kind)| image_extension(kind));
            if let (true, Some(depth), Some((sha256, _)), Some(ending)) =
                (shape.images, depth, &image.kept, image_extension)
            {
                let place = format!("{IMAGES}/{}.{ending}", sha256.get(..16).unwrap_or(sha256));
                addresses.insert(image.key.clone(), "../".repeat(depth) + &place);
                beside.insert(
                    image.key.clone(),
                    ExportedImage { version: version.id, key: image.key, place },
                );
            } else if is_web(&image.url) {
                addresses.insert(image.key, image.url);
            }
        }
        let used = RefCell::new(HashSet::new());
        let all = self.anchored(id, &version)?;
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
                words: quoted_words(&h, &addresses),
                meaning: shape.meanings.get(h.colour as usize).filter(|m| !m.is_empty()).cloned(),
                colour: h.colour,
                note: h.note,
                tags: h.tags,
                orphan: anchor.state() == AnchorState::Orphan,
            });
        }
        let html = with_text.then(|| {
            // An image without an address is replaced by its description.
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
                // Marks of this form cannot nest, so overlapping highlights become one.
                Marks::Equals => book::with_marks(&html, &[merge_marks(marks)]),
            }
        });
        let notes = self.store.article_notes(id)?.into_iter();
        let used = used.into_inner();
        Ok(ArticleSource {
            title: if row.metadata.title.is_empty() {
                row.opening.chars().take(60).collect()
            } else {
                row.metadata.title.clone()
            },
            article: exchange::Article {
                kind: FileOf::Article,
                id: id.to_string(),
                link: Link::Article(id).to_string(),
                citekey,
                saved: day(row.saved),
                sha256: version.capture.sha256.clone(),
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

    /// The contents of an article's file; `depth` as in [`Self::article_source`].
    pub(super) fn article_file(
        &self,
        id: ArticleId,
        shape: &ExportOptions,
        depth: usize,
    ) -> Result<FileContents, Error> {
        let source = self.article_source(id, shape, shape.with_text, Some(depth))?;
        let marked = shape.template().render(&source.article)?;
        Ok(FileContents { title: source.title, marked, images: source.images })
    }

    /// The contents of a project's file, from the articles and highlights in the project.
    pub(super) fn project_file(
        &self,
        id: ProjectId,
        shape: &ExportOptions,
        depth: usize,
    ) -> Result<FileContents, Error> {
        let title = self.project_name(id)?;
        let (mut articles, mut images) = (Vec::new(), Vec::new());
        for Gathered { article, only } in self.store.gathered(id)? {
            let mut source = self.article_source(article, shape, false, Some(depth))?;
            source.article.kind = FileOf::Project;
            if let Some(only) = only {
                let only: HashSet<String> = only.iter().map(HighlightId::to_string).collect();
                source.article.highlights.retain(|h| only.contains(&h.id));
                source.article.notes.clear();
                source.article.withheld = 0;
            }
            images.extend(source.images);
            articles.push(source.article);
        }
        let marked = shape.template().project(&id.to_string(), &title, &articles)?;
        Ok(FileContents { title, marked, images })
    }
}

/// The ids of an article's highlights, then those of the notes on it.
pub(super) fn part_ids(source: &ArticleSource) -> Vec<AnnotationId> {
    let highlights = source.article.highlights.iter().filter_map(|h| h.id.parse().ok());
    let notes = source.article.notes.iter().filter_map(|(id, _)| id.parse::<NoteId>().ok());
    highlights.map(AnnotationId::Highlight).chain(notes.map(AnnotationId::Note)).collect()
}

/// The article with only one highlight or note.
pub(super) fn part_of(article: &exchange::Article, part: AnnotationId) -> exchange::Article {
    let id = part.uuid().to_string();
    let highlights: Vec<_> = article.highlights.iter().filter(|h| h.id == id).cloned().collect();
    exchange::Article {
        kind: FileOf::Highlight,
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

/// The name of a file, from the first words of a passage: at most 70 characters. `None` if they have no
/// letter or digit.
pub(super) fn name_from_words(words: &str) -> Option<String> {
    const LONGEST: usize = 70;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(LONGEST).collect();
    let whole = short.len() == line.len();
    // Cuts at a space if there is one in the second half, so that no word is divided.
    let end = short.rfind(' ').filter(|end| !whole && *end > short.len() / 2);
    let short = short[..end.unwrap_or(short.len())].trim();
    (short.chars().any(char::is_alphanumeric)).then(|| short.to_owned())
}

/// One mark for all marked passages, with overlapping and touching ones joined.
fn merge_marks(marks: Vec<book::Mark>) -> book::Mark {
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

/// The file extension of an image. `None` for formats that other programs may not display or might run.
fn image_extension(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/avif" => "avif",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_words_is_called_by_the_first_of_them() {
        assert_eq!(name_from_words("  Nine\nwinters ").as_deref(), Some("Nine winters"));
        let long =
            "We have waited nine winters for a ferry that comes twice a day, and nobody wrote";
        assert_eq!(
            name_from_words(long).as_deref(),
            Some("We have waited nine winters for a ferry that comes twice a day, and")
        );
        assert_eq!(name_from_words(&"渡".repeat(100)).map(|name| name.chars().count()), Some(70));
        assert_eq!(name_from_words(" — 🖼 "), None);
    }

    #[test]
    fn marks_that_lie_over_each_other_are_one() {
        let mark = |start, end| book::Mark { parts: vec![(start, end)], ..book::Mark::default() };
        let parts = merge_marks(vec![mark(5, 9), mark(0, 3), mark(2, 4), mark(9, 12)]).parts;
        assert_eq!(parts, [(0, 4), (5, 12)]);
    }
}
