//! What a person sends with a report: version, system, size of the library, the last warnings of the log.

use commonplace_store::{AnnotationFilter, AnnotationGroup, AnnotationSort, PageRange};

use crate::{Error, Library, logging};

/// Number of warnings that are included.
const WARNINGS: usize = 20;

impl Library {
    /// Facts for a report, as text. Nothing in it is from an article, a note or a setting, and it has no path.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn diagnostics(&self) -> Result<String, Error> {
        let counts = self.store.counts()?;
        let all = AnnotationFilter::default();
        let none = PageRange { offset: 0, limit: 0 };
        let (_, annotations) = self.store.annotations(
            &all,
            AnnotationGroup::None,
            AnnotationSort::Created,
            true,
            none,
        )?;
        let megabytes = std::fs::metadata(self.store.path()).map_or(0, |about| about.len() >> 20);
        let mut lines = vec![
            format!("Commonplace {}", env!("CARGO_PKG_VERSION")),
            format!("System: {}, {}", system(), std::env::consts::ARCH),
            format!(
                "Library: schema {}, {megabytes} MB, {} articles, {} in the trash, {annotations} annotations{}",
                self.store.schema_version()?,
                counts.all,
                counts.trash,
                if self.store.is_read_only() { ", read-only" } else { "" },
            ),
        ];
        let warnings = logging::last_warnings(WARNINGS);
        lines.push(if warnings.is_empty() {
            "No warnings in the log.".to_owned()
        } else {
            "Last warnings:".to_owned()
        });
        lines.extend(warnings);
        Ok(lines.join("\n"))
    }
}

/// The name and version of the system.
fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or(std::env::consts::OS.to_owned(), |name| name.trim_matches('"').to_owned())
}
