//! Writes files into a folder that a person may also edit. A person's edits are never overwritten.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use sha2::{Digest, Sha256};

use crate::{managed, merge, name, properties};

/// Errors of an export into a folder.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The path is not a folder, or the folder cannot be created.
    #[error("{} cannot be used as a folder: {source}; choose another", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {source}; nothing was lost, choose another folder or make room", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was created.
    Created,
    /// It was as the app wrote it, and was updated.
    Updated,
    /// It was up to date already.
    Unchanged,
    /// A person had edited it; the library's changes were merged into it. The number counts the
    /// places where both had changed the same lines; both wordings are there now.
    Merged(usize),
    /// A person had edited it; it was left alone, and the new text was written to a file beside it.
    Beside,
    /// A person had deleted it; it was not created again.
    Gone,
    /// Its content is no longer in the library. The file was deleted, except for what a person had
    /// written in it.
    Removed,
    /// It was changed during the export and was left alone; the export has to be repeated.
    Busy,
}

/// A file that was written or checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its path within the folder, with `/` between names.
    pub name: String,
    /// SHA-256 of the text to be written.
    pub sha256: Vec<u8>,
    /// The [`stamp`] of the file as it is now.
    pub stamp: Option<String>,
    /// The tags in its properties as they are now, if it has a list of tags.
    pub tags: Option<Vec<String>>,
    /// What happened to it.
    pub outcome: Outcome,
}

/// The file that the last export wrote for the same item.
pub struct LastExport<'a> {
    /// Its path, as in [`Written`].
    pub name: &'a str,
    /// SHA-256 of the text written.
    pub sha256: &'a [u8],
    /// SHA-256 hashes of earlier texts, 32 bytes each.
    pub former: &'a [u8],
    /// Returns the text written, if it is known. Called only if a person has edited the file.
    pub text: &'a dyn Fn() -> Option<String>,
}

impl Written {
    /// A result without a text and a stamp: for a file that was removed, or that was not written.
    #[must_use]
    pub fn left(name: &str, outcome: Outcome) -> Self {
        Self { name: name.to_owned(), sha256: Vec::new(), outcome, stamp: None, tags: None }
    }
}

/// A file as it is now.
#[derive(Debug, Clone)]
pub struct FileOnDisk {
    name: String,
    bytes: Vec<u8>,
    stamp: Option<String>,
    /// Time since it was last changed.
    pub age: std::time::Duration,
}

impl FileOnDisk {
    /// Number of subfolders it is in, below the export folder.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.name.matches('/').count()
    }

    /// SHA-256 of its content.
    #[must_use]
    pub fn sha256(&self) -> Vec<u8> {
        sha256(&self.bytes)
    }

    /// The text of the file if a person edited it since it was written `before`. `None` if it is as
    /// it was written then or at an earlier time (an old copy that was restored), or is not text.
    #[must_use]
    pub fn edited(&self, before: &LastExport<'_>) -> Option<&str> {
        let now = Sha256::digest(&self.bytes);
        let ours = std::iter::once(before.sha256).chain(before.former.chunks(32));
        if ours.into_iter().any(|hash| now.as_slice() == hash) {
            return None;
        }
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// A folder that the app exports into and that a person also edits.
#[derive(Debug)]
pub struct Vault {
    folder: PathBuf,
    /// Paths of files by the id in their properties. Collected once, when a file is not at its
    /// place.
    by_id: OnceLock<HashMap<String, String>>,
    /// Names of the files in the folder, by [`name::case_folded_key`].
    names: OnceLock<Mutex<HashMap<String, String>>>,
}

/// Maximum depth of folders searched for moved files.
const DEEPEST: usize = 12;
/// Number of bytes read from the start of a file to find its front matter.
const FRONT: u64 = 16 << 10;

impl Vault {
    /// Opens the folder, creating it if it does not exist.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Folder { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let folder = folder.canonicalize().map_err(failed)?;
        clear_drafts(&folder, DRAFT);
        Ok(Self { folder, by_id: OnceLock::new(), names: OnceLock::new() })
    }

    /// Whether another file of the folder has a name that differs only in case, so that both would
    /// be one file on some systems. If not, the name counts as taken from now on.
    fn is_taken(&self, name: &str) -> bool {
        let names = self.names.get_or_init(|| {
            let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
            Mutex::new(names.map(|name| (name::case_folded_key(&name), name)).collect())
        });
        let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
        let known = names.entry(name::case_folded_key(name)).or_insert_with(|| name.to_owned());
        // That file may have been deleted since.
        if known != name && !self.folder.join(&*known).exists() {
            name.clone_into(known);
        }
        known != name
    }

    /// The folder's absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Writes `text` to a Markdown file: the file that was written `before` and is `there`
    /// ([`Self::find`]), or a new one named after `title`. A file that a person deleted is only
    /// written again if `revive` is set.
    ///
    /// A person's edits are kept. If the text written before is known, the library's changes since
    /// then are merged into the edited file; otherwise the new text is written to a file beside it.
    /// A file is written completely or not at all. A file that was changed since it was read is
    /// left alone ([`Outcome::Busy`]).
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn write(
        &self,
        title: &str,
        text: &str,
        before: Option<&LastExport<'_>>,
        there: Option<FileOnDisk>,
        revive: bool,
    ) -> Result<Written, Error> {
        let sha256 = Sha256::digest(text.as_bytes()).to_vec();
        let now = |name: &str| stamp(&self.folder.join(name)).map(|(stamp, _)| stamp);
        let done = |name: String, outcome, stamp, file: &str| {
            let tags = managed::property_tags(file);
            Ok(Written { name, sha256: sha256.clone(), outcome, stamp, tags })
        };
        let mut beside = false;
        match (before, there) {
            (Some(before), Some(there)) => {
                let path = self.folder.join(&there.name);
                if there.bytes == text.as_bytes() {
                    return done(there.name, Outcome::Unchanged, there.stamp, text);
                }
                let (merged, outcome) = match there.edited(before) {
                    Some(theirs) => match (before.text)() {
                        Some(base) => {
                            let merged = merge::merge_file(&base, text, theirs);
                            if merged.text == theirs {
                                let theirs = theirs.to_owned();
                                return done(there.name, Outcome::Unchanged, there.stamp, &theirs);
                            }
                            (Some(merged.text), Outcome::Merged(merged.both))
                        }
                        None => (None, Outcome::Beside),
                    },
                    None if std::str::from_utf8(&there.bytes).is_ok() => {
                        (Some(text.to_owned()), Outcome::Updated)
                    }
                    None => (None, Outcome::Beside),
                };
                if let Some(merged) = merged {
                    // A file that another program saved meanwhile is not overwritten.
                    if now(&there.name) != there.stamp {
                        return done(there.name, Outcome::Busy, None, &merged);
                    }
                    replace(&path, &merged)?;
                    let stamp = now(&there.name);
                    return done(there.name, outcome, stamp, &merged);
                }
                beside = true;
            }
            (Some(before), None) if !revive => {
                return done(before.name.to_owned(), Outcome::Gone, None, text);
            }
            _ => {}
        }
        let stem = name::safe(title);
        for n in 1.. {
            let name = match n {
                1 => format!("{stem}.md"),
                n => format!("{}.md", name::numbered(&stem, n)),
            };
            if n < 10_000 && self.is_taken(&name) {
                continue;
            }
            let path = self.folder.join(&name);
            match create(&path, text.as_bytes()) {
                Ok(()) => {
                    let outcome = if beside { Outcome::Beside } else { Outcome::Created };
                    let stamp = now(&name);
                    return done(name, outcome, stamp, text);
                }
                Err(err) if err.kind() == std::io::ErrorKind::AlreadyExists && n < 10_000 => {
                    // The file is an export that this library has no record of. It is recognised by
                    // its id, because without one it might be the export of another passage with
                    // the same words.
                    if properties::id_of(text).is_some()
                        && std::fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes())
                    {
                        let stamp = now(&name);
                        return done(name, Outcome::Unchanged, stamp, text);
                    }
                }
                Err(source) => return Err(Error::Write { path, source }),
            }
        }
        unreachable!("the loop returns at its 10,000th name")
    }

    /// Deletes a file that was written `before` and is `there`. If a person edited it, only deletes
    /// what the app had written.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn remove(
        &self,
        before: &LastExport<'_>,
        there: Option<FileOnDisk>,
    ) -> Result<Written, Error> {
        let Some(there) = there else { return Ok(Written::left(before.name, Outcome::Removed)) };
        let path = self.folder.join(&there.name);
        let rest = match there.edited(before) {
            // If it is not known which words the app wrote, nothing is deleted.
            Some(theirs) => match (before.text)() {
                Some(base) => merge::own_additions(&base, theirs),
                None => return Ok(Written::left(&there.name, Outcome::Removed)),
            },
            None if std::str::from_utf8(&there.bytes).is_ok() => None,
            None => return Ok(Written::left(&there.name, Outcome::Removed)),
        };
        if stamp(&path).map(|(stamp, _)| stamp) != there.stamp {
            return Ok(Written::left(&there.name, Outcome::Busy));
        }
        match rest {
            Some(rest) => replace(&path, &rest)?,
            None => std::fs::remove_file(&path)
                .map_err(|source| Error::Write { path: path.clone(), source })?,
        }
        Ok(Written::left(&there.name, Outcome::Removed))
    }

    /// Whether there is a file at this path, with `/` between names.
    #[must_use]
    pub fn has(&self, place: &str) -> bool {
        self.folder.join(place).is_file()
    }

    /// Writes a file whose name is derived from its content, unless it exists.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn write_if_absent(&self, place: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder.join(place);
        let folder = path.parent().unwrap_or(&self.folder);
        let written = std::fs::create_dir_all(folder).and_then(|()| create(&path, bytes));
        match written.and_then(|()| sync(folder)) {
            Err(err) if err.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(Error::Write { path, source: err })
            }
            _ => Ok(()),
        }
    }

    /// Writes a file with this stem and extension. If a file of that name has other content, a
    /// number is appended to the stem.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn write_numbered(
        &self,
        stem: &str,
        extension: &str,
        bytes: &[u8],
    ) -> Result<Written, Error> {
        let stem = name::safe(stem);
        let sha256 = Sha256::digest(bytes).to_vec();
        for n in 1..10_000 {
            let stem = if n == 1 { stem.clone() } else { name::numbered(&stem, n) };
            let name = format!("{stem}.{extension}");
            if self.is_taken(&name) {
                continue;
            }
            let path = self.folder.join(&name);
            let outcome = match create(&path, bytes) {
                Ok(()) => Outcome::Created,
                Err(err) if err.kind() == std::io::ErrorKind::AlreadyExists => {
                    if std::fs::read(&path).is_ok_and(|there| there == bytes) {
                        Outcome::Unchanged
                    } else {
                        continue;
                    }
                }
                Err(source) => return Err(Error::Write { path, source }),
            };
            return Ok(Written { name, sha256, outcome, stamp: None, tags: None });
        }
        let source = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        Err(Error::Write { path: self.folder.join(stem), source })
    }

    /// Syncs the folder: the names of files created before are on the disk when this returns.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn sync_folder(&self) -> Result<(), Error> {
        sync(&self.folder).map_err(|source| Error::Write { path: self.folder.clone(), source })
    }

    /// Finds the file that was written `before`: at its place, or where a person moved it. It is
    /// recognised by the `id` in its properties, if it was written with one.
    #[must_use]
    pub fn find(&self, before: &LastExport<'_>, id: &str) -> Option<FileOnDisk> {
        let there = |name: &str| {
            let path = self.folder.join(name);
            let (stamp, age) =
                stamp(&path).map_or((None, Default::default()), |(s, a)| (Some(s), a));
            let bytes = std::fs::read(path).ok()?;
            Some(FileOnDisk { name: name.to_owned(), bytes, stamp, age })
        };
        let at_place = there(before.name);
        let says =
            at_place.as_ref().and_then(|t| properties::id_of(&String::from_utf8_lossy(&t.bytes)));
        match (&at_place, says.as_deref()) {
            (Some(_), Some(other)) if other == id => return at_place,
            // Other ids come from a template or a person and do not matter, unless they are the id
            // of another article.
            (Some(_), Some(other)) if !is_article(other) => return at_place,
            (Some(_), None) if id.is_empty() => return at_place,
            _ if id.is_empty() => return None,
            _ => {}
        }
        let moved = self.by_id.get_or_init(|| {
            let mut found = HashMap::new();
            collect_ids(&self.folder, "", 0, &mut found);
            found
        });
        if let Some(moved) = moved.get(id).and_then(|name| there(name)) {
            return Some(moved);
        }
        // The file at its place has no id: the person removed it, or it was written without one.
        at_place.filter(|_| says.is_none())
    }
}

/// Whether an id has the form of an article id: a UUID.
fn is_article(id: &str) -> bool {
    let groups: Vec<&str> = id.split('-').collect();
    groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// SHA-256 of bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// The stamp of a file, which changes with its content and is obtained without reading it (time of
/// last change, and size), and the time since the last change.
#[must_use]
pub fn stamp(path: &Path) -> Option<(String, std::time::Duration)> {
    let metadata = std::fs::metadata(path).ok()?;
    let changed = metadata.modified().ok()?;
    let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((
        format!("{}:{}", since.as_nanos(), metadata.len()),
        changed.elapsed().unwrap_or_default(),
    ))
}

/// Collects the Markdown files that have an id. Hidden files and symbolic links are ignored.
fn collect_ids(folder: &Path, within: &str, depth: usize, found: &mut HashMap<String, String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let place = format!("{within}{name}");
        if kind.is_dir() && depth < DEEPEST {
            collect_ids(&entry.path(), &format!("{place}/"), depth + 1, found);
        } else if kind.is_file() && name.to_lowercase().ends_with(".md") {
            let mut head = Vec::new();
            let read = std::fs::File::open(entry.path())
                .and_then(|f| f.take(FRONT).read_to_end(&mut head));
            let id = read.ok().and_then(|_| properties::id_of(&String::from_utf8_lossy(&head)));
            if let Some(id) = id {
                found.insert(id, place);
            }
        }
    }
}

/// Creates a file, completely or not at all. Fails if a file of that name exists.
fn create(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // Checked first, because writing the draft waits for the disk.
    if path.symlink_metadata().is_ok() {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    }
    let folder = path.parent().unwrap_or(path);
    let draft = draft(folder, bytes)?;
    draft.persist_noclobber(path).map_err(|err| err.error)?;
    Ok(())
}

fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(path);
    let draft = draft(folder, text.as_bytes()).map_err(failed)?;
    draft.persist(path).map_err(|err| failed(err.error))?;
    Ok(())
}

/// Prefix of the names of unfinished files.
pub const DRAFT: &str = ".commonplace-";
/// Age after which a draft is taken to be left by a program that was killed.
const ABANDONED: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// Deletes files and folders that killed programs left in a folder: those whose names begin with
/// `prefix`, a day after their last change. Errors are ignored.
pub fn clear_drafts(folder: &Path, prefix: &str) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        // For a symbolic link, this is the metadata of the link itself.
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > ABANDONED) {
            let _ = match about.is_dir() {
                true => std::fs::remove_dir_all(entry.path()),
                false => std::fs::remove_file(entry.path()),
            };
        }
    }
}

fn draft(folder: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(DRAFT);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let mut draft = builder.tempfile_in(folder)?;
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    Ok(draft)
}

/// Syncs the folder's list of names to the disk.
fn sync(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Result = std::result::Result<(), Box<dyn std::error::Error>>;

    const ONE: &str = "01900000-0000-7000-8000-000000000001";
    const TWO: &str = "01900000-0000-7000-8000-000000000002";

    fn again(
        vault: &Vault,
        text: &str,
        last: &Written,
        base: Option<&str>,
    ) -> std::result::Result<Written, Error> {
        let known = || base.map(str::to_owned);
        let before =
            LastExport { name: &last.name, sha256: &last.sha256, former: &[], text: &known };
        let there = vault.find(&before, ONE);
        vault.write("A/B", text, Some(&before), there, false)
    }

    #[test]
    fn what_a_person_wrote_stays_where_it_is() -> Result {
        let dir = tempfile::tempdir()?;
        let vault = Vault::open(dir.path())?;
        let first = vault.write("A/B", "one\n", None, None, false)?;
        assert_eq!((first.name.as_str(), first.outcome), ("A-B.md", Outcome::Created));
        assert_eq!(again(&vault, "one\n", &first, None)?.outcome, Outcome::Unchanged);
        let second = again(&vault, "two\n", &first, None)?;
        assert_eq!(second.outcome, Outcome::Updated);
        let path = dir.path().join("A-B.md");
        std::fs::write(&path, "two\n\nMy own words.\n")?;
        let third = again(&vault, "zero\ntwo\n", &second, Some("two\n"))?;
        assert_eq!(third.outcome, Outcome::Merged(0));
        assert_eq!(std::fs::read_to_string(&path)?, "zero\ntwo\n\nMy own words.\n");
        assert_eq!(
            again(&vault, "zero\ntwo\n", &third, Some("zero\ntwo\n"))?.outcome,
            Outcome::Unchanged
        );
        // If the text written before is not known, the edited file is left alone.
        let fourth = again(&vault, "three\n", &third, None)?;
        assert_eq!((fourth.name.as_str(), fourth.outcome), ("A-B (2).md", Outcome::Beside));
        assert_eq!(std::fs::read_to_string(&path)?, "zero\ntwo\n\nMy own words.\n");
        Ok(())
    }

    #[test]
    fn names_that_differ_in_capitals_alone_are_two_files_everywhere() -> Result {
        let dir = tempfile::tempdir()?;
        std::fs::write(dir.path().join("QUAY.md"), "a person's own")?;
        let vault = Vault::open(dir.path())?;
        for (title, name) in [
            ("Quay", "Quay (2).md"),
            ("Straße", "Straße.md"),
            ("STRASSE", "STRASSE (2).md"),
            ("ΣΊΣΥΦΟΣ", "ΣΊΣΥΦΟΣ.md"),
            ("Σίσυφος", "Σίσυφος (2).md"),
        ] {
            assert_eq!(vault.write(title, title, None, None, false)?.name, name);
        }
        assert_eq!(vault.write_numbered("straSSe", "json", b"{}")?.name, "straSSe.json");
        Ok(())
    }

    #[test]
    fn a_file_that_was_moved_is_known_by_its_id() -> Result {
        let dir = tempfile::tempdir()?;
        let file =
            |n: &str, words: &str| format!("---\ntitle: \"T\"\nid: \"{n}\"\n---\n\n{words}\n");
        let vault = Vault::open(dir.path())?;
        let first = vault.write("A/B", &file(ONE, "one"), None, None, false)?;
        std::fs::create_dir_all(dir.path().join("Deep/Er"))?;
        std::fs::rename(dir.path().join("A-B.md"), dir.path().join("Deep/Er/Mine.md"))?;
        // Another note now has the name.
        std::fs::write(dir.path().join("A-B.md"), file(TWO, "another"))?;
        let vault = Vault::open(dir.path())?;
        let second = again(&vault, &file(ONE, "two"), &first, None)?;
        assert_eq!((second.name.as_str(), second.outcome), ("Deep/Er/Mine.md", Outcome::Updated));
        assert_eq!(std::fs::read_to_string(dir.path().join("Deep/Er/Mine.md"))?, file(ONE, "two"));
        assert_eq!(std::fs::read_to_string(dir.path().join("A-B.md"))?, file(TWO, "another"));
        assert_eq!(again(&vault, &file(ONE, "two"), &second, None)?.outcome, Outcome::Unchanged);
        // A deleted file is not created again unless `revive` is set.
        std::fs::remove_file(dir.path().join("Deep/Er/Mine.md"))?;
        let vault = Vault::open(dir.path())?;
        assert_eq!(again(&vault, &file(ONE, "three"), &second, None)?.outcome, Outcome::Gone);
        let known = || None;
        let before =
            LastExport { name: &second.name, sha256: &second.sha256, former: &[], text: &known };
        let there = vault.find(&before, ONE);
        let fourth = vault.write("A/B", &file(ONE, "three"), Some(&before), there, true)?;
        assert_eq!((fourth.name.as_str(), fourth.outcome), ("A-B (2).md", Outcome::Created));
        Ok(())
    }

    #[test]
    fn what_a_killed_export_left_is_removed_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name: &str, hours: u64| {
            let path = folder.path().join(name);
            std::fs::write(&path, "half a file").unwrap();
            let now = std::fs::metadata(&path).unwrap().modified().unwrap();
            let then = now - std::time::Duration::from_secs(hours * 3600);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
            path
        };
        let (old, new, mine) =
            (made(".commonplace-a1", 30), made(".commonplace-b2", 1), made("Notes.md", 300));
        Vault::open(folder.path()).unwrap();
        assert!(!old.exists() && new.exists() && mine.exists());
    }

    #[test]
    fn an_old_copy_is_no_edit_and_a_file_that_was_saved_meanwhile_is_left() -> Result {
        let dir = tempfile::tempdir()?;
        let vault = Vault::open(dir.path())?;
        let first = vault.write("A", "one\n", None, None, false)?;
        let second = again(&vault, "two\n", &first, None)?;
        std::fs::write(dir.path().join("A.md"), "one\n")?;
        let known = || Some("two\n".to_owned());
        let before = LastExport {
            name: &second.name,
            sha256: &second.sha256,
            former: &first.sha256,
            text: &known,
        };
        let there = vault.find(&before, ONE).ok_or("a file")?;
        assert_eq!(there.edited(&before), None);
        let third = vault.write("A", "three\n", Some(&before), Some(there.clone()), false)?;
        assert_eq!(third.outcome, Outcome::Updated);
        // The file was changed after `there` was read.
        let fourth = vault.write("A", "four\n", Some(&before), Some(there), false)?;
        assert_eq!(fourth.outcome, Outcome::Busy);
        assert_eq!(std::fs::read_to_string(dir.path().join("A.md"))?, "three\n");
        Ok(())
    }

    #[test]
    fn a_file_of_the_same_name_is_not_ours() -> Result {
        let dir = tempfile::tempdir()?;
        std::fs::write(dir.path().join("A.md"), "mine")?;
        assert_eq!(
            Vault::open(dir.path())?.write("A", "theirs", None, None, false)?.name,
            "A (2).md"
        );
        assert_eq!(std::fs::read_to_string(dir.path().join("A.md"))?, "mine");
        Ok(())
    }

    #[test]
    fn a_file_as_folder_is_a_clear_error() -> Result {
        let file = tempfile::NamedTempFile::new()?;
        assert!(matches!(Vault::open(file.path()), Err(Error::Folder { .. })));
        Ok(())
    }
}
