//! How the app was started: which library to open, and what to show or clip first.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use commonplace_library::api;
use commonplace_library::core::Link;
use commonplace_library::{Clip, Error, Input, Library, Millis, Workers};

/// The library, or why it could not be opened, which the window shows instead.
pub(crate) type Opened = Result<Arc<Library>, api::Failure>;

/// The command line: `[--library FILE] [--export-to DIR] [FILE|URL …]`.
#[derive(Debug, Default)]
pub(crate) struct Start {
    library: Option<PathBuf>,
    /// The folder for exports without asking.
    pub(crate) export_to: Option<PathBuf>,
    inputs: Vec<OsString>,
    folder: Option<PathBuf>,
}

impl Start {
    pub(crate) fn from_args(args: impl Iterator<Item = OsString>) -> Self {
        let mut start = Self::default();
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--library") => start.library = args.next().map(PathBuf::from),
                Some("--export-to") => start.export_to = args.next().map(PathBuf::from),
                _ => start.inputs.push(arg),
            }
        }
        start
    }

    /// `true` if the default library is opened, not one that was given.
    #[cfg(any(windows, target_os = "linux"))]
    pub(crate) fn is_usual(&self) -> bool {
        self.library.is_none() && std::env::var_os("COMMONPLACE_LIBRARY").is_none()
    }

    /// Resolves relative paths against `folder`.
    pub(crate) fn in_folder(self, folder: &str) -> Self {
        Self { folder: Some(folder.into()), ..self }
    }

    pub(crate) fn open(&self, now: Millis) -> Opened {
        let path = self
            .library
            .clone()
            .or_else(|| std::env::var_os("COMMONPLACE_LIBRARY").map(PathBuf::from))
            .or_else(|| commonplace_library::default_path(&|name| std::env::var_os(name)));
        let path = path.ok_or_else(|| {
            Error::Invalid("no home folder is known; start with --library FILE".into())
        })?;
        commonplace_library::logging::start(&path);
        let library = Library::open(&path, Workers::of_this_program(), now)?;
        library.welcome(now)?;
        Ok(library)
    }

    /// Shows the inputs that are in the library and clips the others in the background; the window shows
    /// their progress.
    pub(crate) fn open_inputs(&self, library: &Arc<Library>, now: Millis) {
        for input in &self.inputs {
            let text = input.to_string_lossy();
            if let Ok(link) = text.parse::<Link>() {
                library.open_link(link);
                continue;
            }
            if text.contains("://") {
                library.start_clip(Input::Url(text.into_owned()), Clip::default(), now);
                continue;
            }
            let path =
                self.folder.as_deref().map_or_else(|| PathBuf::from(input), |f| f.join(input));
            match Input::file(&path, None) {
                Ok(input) => {
                    library.start_clip(input, Clip::default(), now);
                }
                Err(err) => library.refuse_file(text.into_owned(), err),
            }
        }
    }
}

/// Whether this program was installed from a package, which registers its links.
#[cfg(any(windows, target_os = "linux"))]
pub(crate) fn is_installed() -> bool {
    cfg!(target_os = "linux") && std::env::current_exe().is_ok_and(|path| path.starts_with("/usr"))
}

/// Reports an error on stderr when there is no window.
pub(crate) fn print_error(message: &str) {
    // Without standard error there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "commonplace-app: {message}");
}
