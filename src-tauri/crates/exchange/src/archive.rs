//! The archive of a whole library: a zip of files in open formats.
//!
//!     commonplace.json                 format and version of the archive
//!     README.txt                       the same for a person
//!     library.json                     projects, outlines, searches, people, settings
//!     articles/ID/article.json         an article with its captures, versions, highlights, notes, tags
//!     articles/ID/TITLE.md             the article as Markdown, for reading; ignored by imports
//!     captures/SHA256.html …           the captures, byte for byte
//!     images/SHA256.png …              the images of the articles

use std::collections::HashMap;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::Digest as _;
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::folder::Error;
use crate::import::ImportFiles;

/// The value of `format` in the manifest.
const FORMAT: &str = "commonplace-library";
/// Version of the archive format; archives of a later version are not read.
const VERSION: u64 = 1;
const MANIFEST: &str = "commonplace.json";
/// Maximum size of a document or capture that is read, in bytes.
const LARGEST: u64 = 512 << 20;

const README: &str = "\
This is a whole library of Commonplace. Everything in it can be opened without Commonplace.

articles/ID/article.json   an article: what is known of it, its captures, its versions (HTML and text),
                           its highlights, notes and tags. Places are code points in a version's text,
                           times are milliseconds since 1970, UTC.
articles/ID/TITLE.md       the same article as Markdown, to be read.
captures/SHA256.*          what was captured, as it came; the name is its SHA-256.
images/SHA256.*            the images of the articles.
library.json               projects, outlines, searches, people, settings.

To have it back as a library, import this file in Commonplace, or: commonplace import FILE
";

/// Writes an archive into a temporary file, which is moved to its place when it is complete.
pub struct Writer {
    zip: ZipWriter<BufWriter<NamedTempFile>>,
    to: PathBuf,
}

impl Writer {
    /// Begins an archive that will be at `to`. `made` is the date it is made.
    ///
    /// # Errors
    ///
    /// [`Error`] if the folder is not writable; the same for every method.
    pub fn create(to: &Path, made: &str) -> Result<Self, Error> {
        let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |source| Error::Folder { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        crate::folder::clear_drafts(folder, crate::folder::DRAFT);
        let mut aside = tempfile::Builder::new();
        let aside = aside.prefix(crate::folder::DRAFT).tempfile_in(folder).map_err(failed)?;
        let zip = ZipWriter::new(BufWriter::new(aside));
        let mut writer = Self { zip, to: to.to_owned() };
        writer.put(
            MANIFEST,
            json!({ "format": FORMAT, "version": VERSION, "made": made }).to_string().as_bytes(),
        )?;
        writer.put("README.txt", README.as_bytes())?;
        Ok(writer)
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        // Images are compressed already.
        let packed = name.starts_with("images/");
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .large_file(bytes.len() as u64 >= u64::from(u32::MAX));
        let path = self.to.clone();
        let written = self.zip.start_file(name, options).map_err(std::io::Error::from);
        let written = written.and_then(|()| self.zip.write_all(bytes));
        written.map_err(|source| Error::Write { path, source })
    }

    /// Adds the document of everything that does not belong to an article.
    ///
    /// # Errors
    ///
    /// As [`Self::create`].
    pub fn library(&mut self, document: &Value) -> Result<(), Error> {
        self.put("library.json", &pretty(document))
    }

    /// Adds an article's document, and its Markdown in a file named after its title.
    ///
    /// # Errors
    ///
    /// As [`Self::create`].
    pub fn article(
        &mut self,
        id: &str,
        document: &Value,
        title: &str,
        markdown: &str,
    ) -> Result<(), Error> {
        self.put(&format!("articles/{id}/article.json"), &pretty(document))?;
        self.put(&format!("articles/{id}/{}.md", crate::name::safe(title)), markdown.as_bytes())
    }

    /// Adds the bytes of a capture or an image.
    ///
    /// # Errors
    ///
    /// As [`Self::create`].
    pub fn bytes(&mut self, sha256: &str, media_type: &str, bytes: &[u8]) -> Result<(), Error> {
        let (folder, ending) = match media_type {
            "text/html" => ("captures", "html"),
            "application/xhtml+xml" => ("captures", "xhtml"),
            "text/markdown" => ("captures", "md"),
            "text/plain" => ("captures", "txt"),
            "application/json" => ("captures", "json"),
            "multipart/related" | "message/rfc822" => ("captures", "mhtml"),
            "image/png" => ("images", "png"),
            "image/jpeg" => ("images", "jpg"),
            "image/gif" => ("images", "gif"),
            "image/webp" => ("images", "webp"),
            "image/avif" => ("images", "avif"),
            _ => ("captures", "bin"),
        };
        self.put(&format!("{folder}/{sha256}.{ending}"), bytes)
    }

    /// Completes the archive and moves it to its place. It is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// As [`Self::create`]; no file is left behind then.
    pub fn finish(self) -> Result<PathBuf, Error> {
        let Self { zip, to } = self;
        let failed = |source| Error::Write { path: to.clone(), source };
        let buffer = zip.finish().map_err(|err| failed(err.into()))?;
        let file = buffer.into_inner().map_err(|err| failed(err.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&to).map_err(|err| failed(err.error))?;
        Ok(to)
    }
}

fn pretty(document: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(document).unwrap_or_default()
}

/// Reads an archive from a zip file or an unpacked folder.
pub struct Archive<'g> {
    given: &'g ImportFiles,
    library: Option<usize>,
    articles: Vec<usize>,
    bytes: HashMap<String, usize>,
}

impl<'g> Archive<'g> {
    /// Finds the archive among the given files; `None` if there is none.
    #[must_use]
    pub fn find(given: &'g ImportFiles) -> Option<Self> {
        let is_manifest = |entry: &usize| {
            let name = given.name(*entry);
            name == MANIFEST || name.ends_with(&format!("/{MANIFEST}"))
        };
        let manifest = (0..given.len()).find(is_manifest)?;
        let about: Value = serde_json::from_slice(&given.whole(manifest, 1 << 16).ok()?).ok()?;
        if about["format"] != FORMAT {
            return None;
        }
        // An unpacked archive is in a folder.
        let root = given.name(manifest).strip_suffix(MANIFEST).unwrap_or_default().to_owned();
        let mut archive =
            Self { given, library: None, articles: Vec::new(), bytes: HashMap::new() };
        if about["version"].as_u64().is_none_or(|version| version > VERSION) {
            return Some(archive);
        }
        for entry in 0..given.len() {
            let Some(name) = given.name(entry).strip_prefix(&root) else { continue };
            let (folder, rest) = name.split_once('/').unwrap_or(("", name));
            match folder {
                "" if rest == "library.json" => archive.library = Some(entry),
                "articles" if rest.ends_with("/article.json") => archive.articles.push(entry),
                "captures" | "images" => {
                    let sha256 = rest.split('.').next().unwrap_or(rest).to_lowercase();
                    archive.bytes.insert(sha256, entry);
                }
                _ => {}
            }
        }
        Some(archive)
    }

    /// Whether it cannot be read because it was made by a later version of the app. Also `true` if the
    /// archive has no version number or no `library.json`.
    #[must_use]
    pub fn is_too_new(&self) -> bool {
        self.library.is_none()
    }

    /// Number of articles in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether it has no articles.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The document of everything that does not belong to an article; `None` if it cannot be read.
    #[must_use]
    pub fn library(&self) -> Option<Value> {
        self.document(self.library?)
    }

    /// The document of the article with index `n`; null if there is no such index.
    ///
    /// # Errors
    ///
    /// The name of the article's file, if it cannot be read.
    pub fn article(&self, n: usize) -> Result<Value, String> {
        let Some(entry) = self.articles.get(n) else { return Ok(Value::Null) };
        self.document(*entry).ok_or_else(|| self.given.name(*entry).to_owned())
    }

    fn document(&self, entry: usize) -> Option<Value> {
        serde_json::from_slice(&self.given.whole(entry, LARGEST).ok()?).ok()
    }

    /// The bytes of a capture or an image, by its SHA-256 in hexadecimal. `None` if it is missing
    /// or does not match the hash.
    #[must_use]
    pub fn bytes(&self, sha256: &str) -> Option<Vec<u8>> {
        let bytes = self.given.whole(*self.bytes.get(sha256)?, LARGEST).ok()?;
        (HEXLOWER.encode(&sha2::Sha256::digest(&bytes)) == sha256).then_some(bytes)
    }
}
