//! Uploads: files handed over to be clipped or imported. A browser sends their bytes in pieces,
//! which are kept in a temporary folder until the upload is dropped or the app ends. The window has
//! the paths of files that were dropped, chosen or copied; those are read in place.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use commonplace_exchange::folder;
use tempfile::TempDir;

use crate::{Error, Library, Refusal};

/// Maximum number of uploads kept; the oldest is dropped when there are more.
const KEPT: usize = 4;
/// Maximum depth of nested folders.
const DEEP: usize = 16;

/// Maximum number of pages clipped from folders.
const MOST: usize = 2_000;
/// Maximum number of bytes read from a draft; the rest is ignored.
const DRAFT: u64 = 16 << 20;
/// Name prefix of the uploads' folders in the temporary folder.
const UPLOAD: &str = "commonplace-import-";

/// The uploads: the last id assigned, and the uploads by id.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<(u64, BTreeMap<u64, Upload>)>);

/// The files of one upload.
#[derive(Debug)]
enum Upload {
    /// Received in pieces; in this temporary folder.
    Copied(TempDir),
    /// Paths of files and folders to read in place.
    Paths(Vec<PathBuf>),
}

/// Summary of an upload made from paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Id of the upload.
    pub upload: u64,
    /// File names of its pages, including those in folders.
    pub pages: Vec<String>,
    /// Whether the files are another program's export, not pages to read.
    pub exported: bool,
}

impl Library {
    /// Appends a piece to a file of an upload. `upload` is the id that the first piece's call
    /// returned; `None` starts a new upload. Returns the upload's id.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a path that could leave the folder, or an upload that no longer
    /// exists; [`Error::Folder`] if the piece cannot be written.
    pub fn upload(&self, upload: Option<u64>, path: &str, bytes: &[u8]) -> Result<u64, Error> {
        let path = safe_relative_path(path)
            .ok_or_else(|| Error::Invalid(format!("not a path: {path:?}")))?;
        let (id, folder) = self.upload_folder(upload)?;
        let file = folder.join(path);
        let written = || -> std::io::Result<()> {
            if let Some(parent) = file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let mut open: File = OpenOptions::new().create(true).append(true).open(&file)?;
            open.write_all(bytes)
        };
        match written() {
            Ok(()) => Ok(id),
            Err(source) => {
                Err(commonplace_exchange::folder::Error::Write { path: file, source }.into())
            }
        }
    }

    /// Creates an upload of files and folders of this machine that a person chose, dropped or
    /// copied.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if none of them exists.
    pub fn hand_over(&self, mut paths: Vec<PathBuf>) -> Result<Handed, Error> {
        paths.retain(|path| path.exists());
        let pages = pages_of(&paths);
        let exported = are_exported(&paths, &pages);
        if paths.is_empty() {
            return Err(Error::Refused(Refusal::FilesGone));
        }
        let mut uploads = self.uploads.0.lock().map_err(|_| gone())?;
        let upload = store_upload(&mut uploads, Upload::Paths(paths));
        let name =
            |page: PathBuf| page.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Handed { upload, pages: pages.into_iter().map(name).collect(), exported })
    }

    /// Reads a page of an upload by its index in [`Handed::pages`], with the files that a browser
    /// saved beside it.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if there is no such page; [`Error::Folder`] if it cannot be read.
    pub fn handed_page(&self, upload: u64, index: usize) -> Result<crate::Input, Error> {
        let path = pages_of(&self.uploaded(upload)?).into_iter().nth(index).ok_or_else(gone)?;
        crate::Input::file(&path, None)
            .map_err(|source| commonplace_exchange::folder::Error::Folder { path, source }.into())
    }

    /// Name and text of an upload's only file: a draft.
    ///
    /// # Errors
    ///
    /// As [`Self::handed_page`].
    pub fn handed_text(&self, upload: u64) -> Result<(String, String), Error> {
        use std::io::Read as _;
        let path = pages_of(&self.uploaded(upload)?).into_iter().next().ok_or_else(gone)?;
        let mut bytes = Vec::new();
        File::open(&path).and_then(|file| file.take(DRAFT).read_to_end(&mut bytes)).map_err(
            |source| commonplace_exchange::folder::Error::Folder { path: path.clone(), source },
        )?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn upload_folder(&self, upload: Option<u64>) -> Result<(u64, PathBuf), Error> {
        let mut uploads = self.uploads.0.lock().map_err(|_| gone())?;
        if let Some(id) = upload {
            let Upload::Copied(folder) = uploads.1.get(&id).ok_or_else(gone)? else {
                return Err(gone());
            };
            return Ok((id, folder.path().to_owned()));
        }
        folder::clear_drafts(&std::env::temp_dir(), UPLOAD);
        let made = tempfile::Builder::new().prefix(UPLOAD).tempdir();
        let folder =
            made.map_err(|source| folder::Error::Folder { path: std::env::temp_dir(), source })?;
        let path = folder.path().to_owned();
        Ok((store_upload(&mut uploads, Upload::Copied(folder)), path))
    }

    /// The files and folders of an upload, for an import.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the upload no longer exists.
    pub(crate) fn uploaded(&self, upload: u64) -> Result<Vec<PathBuf>, Error> {
        let folder = {
            let uploads = self.uploads.0.lock().map_err(|_| gone())?;
            match uploads.1.get(&upload).ok_or_else(gone)? {
                Upload::Paths(paths) => return Ok(paths.clone()),
                Upload::Copied(folder) => folder.path().to_owned(),
            }
        };
        let entries = std::fs::read_dir(&folder).map_err(|source| {
            commonplace_exchange::folder::Error::Folder { path: folder, source }
        })?;
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        Ok(paths)
    }

    /// Drops an upload; copied files are deleted.
    pub fn drop_upload(&self, upload: u64) {
        if let Ok(mut uploads) = self.uploads.0.lock() {
            uploads.1.remove(&upload);
        }
    }
}

fn gone() -> Error {
    Error::Refused(Refusal::FilesGone)
}

/// Stores an upload and returns its id. Drops the oldest one if there are more than [`KEPT`].
fn store_upload(uploads: &mut (u64, BTreeMap<u64, Upload>), upload: Upload) -> u64 {
    uploads.0 += 1;
    uploads.1.insert(uploads.0, upload);
    if uploads.1.len() > KEPT {
        uploads.1.pop_first();
    }
    uploads.0
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn is_html(path: &Path) -> bool {
    matches!(extension(path).as_str(), "html" | "htm" | "xhtml")
}

/// The pages among files and folders. A file that was named is always a page (clipping reports what
/// it cannot read). In a folder, files with a page's extension are pages, except those a browser
/// saved beside a page.
fn pages_of(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for path in paths {
        if !path.is_dir() {
            pages.push(path.clone());
            continue;
        }
        let walk = walkdir::WalkDir::new(path).max_depth(DEEP).sort_by_file_name();
        let files = walk.into_iter().flatten().filter(|entry| entry.file_type().is_file());
        let found: Vec<PathBuf> = files.take(MOST * 8).map(walkdir::DirEntry::into_path).collect();
        let kinds = ["mhtml", "mht", "webarchive", "md", "markdown", "txt"];
        let is_page = |p: &PathBuf| is_html(p) || kinds.contains(&extension(p).as_str());
        let html: Vec<&PathBuf> = found.iter().filter(|p| is_html(p)).collect();
        let beside = |p: &Path| html.iter().any(|page| is_beside(p, page));
        pages.extend(found.iter().filter(|p| is_page(p) && !beside(p)).cloned());
    }
    // A file named together with the page it was saved beside belongs to that page.
    let html: Vec<PathBuf> = pages.iter().filter(|p| is_html(p)).cloned().collect();
    pages.retain(|p| !html.iter().any(|page| is_beside(p, page)));
    pages.truncate(MOST);
    pages
}

/// Whether a browser saved `path` with `page`: in `Ferry_files`, `Ferry-Dateien`, `Ferry.files`.
fn is_beside(path: &Path, page: &Path) -> bool {
    let (Some(folder), Some(stem)) = (page.parent(), page.file_stem()) else { return false };
    let Ok(below) = path.strip_prefix(folder) else { return false };
    let mut parts = below.components();
    let (Some(first), Some(_)) = (parts.next(), parts.next()) else { return false };
    let first = first.as_os_str().to_string_lossy();
    let rest =
        first.strip_prefix(&*stem.to_string_lossy()).and_then(|r| r.strip_prefix(['_', '-', '.']));
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(char::is_alphabetic))
}

/// Whether files are another program's export, not pages to read.
fn are_exported(paths: &[PathBuf], pages: &[PathBuf]) -> bool {
    let by_name = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let kinds = ["csv", "tsv", "json", "jsonld", "zip", "enex", "rdf", "bib", "bibtex"];
        kinds.contains(&extension(path).as_str())
            || (name.contains("clippings") && name.ends_with(".txt"))
    };
    let inside = |path: &PathBuf| {
        let walk = walkdir::WalkDir::new(path).max_depth(DEEP).into_iter().flatten();
        walk.take(MOST * 8).any(|entry| entry.file_type().is_file() && by_name(&entry.into_path()))
    };
    let by_head = |path: &&PathBuf| {
        use std::io::Read as _;
        let mut head = Vec::new();
        let read = File::open(path).and_then(|file| file.take(2_048).read_to_end(&mut head));
        let head = String::from_utf8_lossy(&head).to_lowercase();
        let title = head.split("<title>").nth(1).unwrap_or_default().trim_start();
        read.is_ok()
            && (head.contains("netscape-bookmark-file")
                || title.starts_with("pocket export")
                || title.starts_with("instapaper: export"))
    };
    paths.iter().any(inside) || pages.iter().filter(|p| is_html(p)).take(20).any(|p| by_head(&p))
}

/// The path, if it is relative and cannot leave the folder it is joined to; otherwise `None`.
fn safe_relative_path(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let deep = path.components().count();
    (plain && (1..=DEEP).contains(&deep) && !path.as_os_str().as_encoded_bytes().contains(&0))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{are_exported, pages_of, safe_relative_path};

    fn made(folder: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }

    #[test]
    fn a_folder_has_its_pages_and_not_what_was_saved_with_them() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        made(
            root,
            &[
                ("Saved/Ferry.html", "<p>Words"),
                ("Saved/Ferry_files/ad.html", "<p>Buy"),
                ("Saved/Ferry_files/1.png", "x"),
                ("Saved/deep/Notes.md", "# Notes"),
                ("Saved/picture.jpg", "x"),
                ("alone.pdf", "%PDF"),
            ],
        );
        let pages = pages_of(&[root.join("Saved"), root.join("alone.pdf")]);
        let expected = ["Saved/Ferry.html", "Saved/deep/Notes.md", "alone.pdf"];
        assert_eq!(pages, expected.map(|p| root.join(p)));
        // As when both are dropped together.
        let both: Vec<PathBuf> =
            ["Saved/Ferry.html", "Saved/Ferry_files"].iter().map(|p| root.join(p)).collect();
        assert_eq!(pages_of(&both), [root.join("Saved/Ferry.html")]);
        assert!(!are_exported(&both, &pages_of(&both)));
    }

    #[test]
    fn what_another_program_exported_is_known_by_name_or_by_its_first_lines() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let bookmarks = "<!DOCTYPE NETSCAPE-Bookmark-file-1>";
        made(root, &[("b.html", bookmarks), ("My Clippings.txt", "x"), ("in/list.csv", "a,b")]);
        for name in ["b.html", "My Clippings.txt", "in"] {
            let paths = [root.join(name)];
            assert!(are_exported(&paths, &pages_of(&paths)), "{name}");
        }
    }

    #[test]
    fn a_path_stays_below() {
        assert!(safe_relative_path("Notes/2024/a.md").is_some());
        for out in ["", "/etc/passwd", "../x", "a/../../x", "./a", "a\0b"] {
            assert!(safe_relative_path(out).is_none(), "{out:?}");
        }
    }
}
