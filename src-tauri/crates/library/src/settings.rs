//! The settings of a person: how the interface looks, how lists are sorted, how files are exported.

use std::collections::BTreeMap;

use commonplace_core::{CitationForm, FileOf, Marks, names};
use commonplace_exchange::template::{Preset, Template};
use commonplace_store::Sort;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::logging::{self, LogLevel};
use crate::word::Word;
use crate::{Error, Library};

const KEY: &str = "settings";

names! {
    /// Colour scheme of the interface.
    #[derive(Default)]
    Theme {
        /// Light or dark, following the desktop.
        #[default]
        System = "system",
        /// Light.
        Light = "light",
        /// Sepia, the colour of old paper.
        Sepia = "sepia",
        /// Dark.
        Dark = "dark",
        /// Black.
        Black = "black",
        /// High contrast.
        Contrast = "contrast",
    }
}

names! {
    /// The typeface of articles.
    #[derive(Default)]
    Font {
        /// With serifs.
        #[default]
        Serif = "serif",
        /// Without serifs.
        Sans = "sans",
        /// Designed for people who find other typefaces hard to read.
        Legible = "legible",
    }
}

/// All settings. Each has a default, which also replaces a stored value that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// `system`, or the BCP 47 tag of one of the interface's languages.
    pub language: String,
    /// Colour scheme of the interface.
    pub theme: Word<Theme>,
    /// The typeface of articles.
    pub font: Word<Font>,
    /// Font size in pixels.
    pub size: f64,
    /// Line height as a multiple of the font size.
    pub line_height: f64,
    /// Line width in characters.
    pub width: u32,
    /// `true` shows articles page by page, `false` as one scrolling page.
    pub paged: bool,
    /// Speed of reading aloud, as a multiple of the voice's normal speed.
    pub speech_rate: f64,
    /// System name of the voice that reads aloud; empty for one that matches the article's
    /// language.
    pub voice: String,
    /// Sort key of the article list.
    pub sort: Word<Sort>,
    /// Whether the article list is sorted in descending order.
    pub descending: bool,
    /// Whether single keys without a modifier are shortcuts.
    pub single_keys: bool,
    /// Changed shortcuts of commands, by command id: a list of keys, possibly empty, as the window
    /// writes them (`Ctrl+K`, `g i`).
    pub keys: BTreeMap<String, Vec<String>>,
    /// Whether new highlights are underlined instead of marked.
    pub underline: bool,
    /// Whether exported files contain the article's text.
    pub export_text: bool,
    /// Citation form of copied quotes; null for a line with a link.
    pub citation_style: Option<Word<CitationForm>>,
    /// Template preset of exported files.
    pub export_preset: Word<Preset>,
    /// The person's own Jinja template; kept while a preset is used.
    pub export_template: String,
    /// What gets a file of its own in an export.
    pub export_files: Word<FileOf>,
    /// Whether images are stored beside exported files; otherwise they link to their web addresses.
    pub export_images: bool,
    /// How highlighted words are marked in an exported text.
    pub export_marks: Word<Marks>,
    /// The meaning of each colour to the person, in the order of the colours' keys; empty for the
    /// colour's name.
    pub colour_names: Vec<String>,
    /// The least severe events that are logged, unless the environment says otherwise.
    pub log_level: Word<LogLevel>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: "system".into(),
            theme: Word::default(),
            font: Word::default(),
            size: 18.0,
            line_height: 1.6,
            width: 66,
            paged: false,
            speech_rate: 1.0,
            voice: String::new(),
            sort: Word(Sort::Saved),
            descending: true,
            single_keys: true,
            keys: BTreeMap::new(),
            underline: false,
            export_text: true,
            citation_style: None,
            export_preset: Word::default(),
            export_template: String::new(),
            export_files: Word::default(),
            export_images: false,
            export_marks: Word::default(),
            colour_names: Vec::new(),
            log_level: Word::default(),
        }
    }
}

impl Settings {
    /// The stored settings, or the defaults if the library cannot be read.
    pub(crate) fn load(library: &Library) -> Self {
        read_settings(library).unwrap_or_default()
    }
}

impl Library {
    /// The settings.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn settings(&self) -> Result<Settings, Error> {
        read_settings(self)
    }

    /// Stores the settings.
    ///
    /// # Errors
    ///
    /// [`Error::Template`] for a template that does not parse; [`Error::Store`].
    pub fn set_settings(&self, settings: &Settings) -> Result<(), Error> {
        write(self, settings)
    }

    /// The meanings of the colours, in the order of their keys; empty text for none.
    pub(crate) fn colour_names(&self) -> Vec<String> {
        read_settings(self).map(|settings| settings.colour_names).unwrap_or_default()
    }
}

type Fields = serde_json::Map<String, serde_json::Value>;

/// The stored settings as JSON fields; empty if they are not an object.
fn stored(library: &Library) -> Result<Fields, Error> {
    let stored = library.store.setting(KEY)?;
    Ok(stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Parses settings from fields. A field that cannot be parsed gets its default and does not affect
/// the others.
fn readable(fields: &Fields) -> Settings {
    let mut good = Fields::new();
    for (name, value) in fields {
        good.insert(name.clone(), value.clone());
        let one: Result<Settings, _> = serde_json::from_value(good.clone().into());
        if one.is_err() {
            good.remove(name);
        }
    }
    serde_json::from_value(good.into()).unwrap_or_default()
}

fn fields(settings: &Settings) -> Result<Fields, Error> {
    match serde_json::to_value(settings) {
        Ok(serde_json::Value::Object(fields)) => Ok(fields),
        Ok(_) => Ok(Fields::new()),
        Err(err) => Err(Error::Invalid(err.to_string())),
    }
}

fn read_settings(library: &Library) -> Result<Settings, Error> {
    Ok(readable(&stored(library)?))
}

fn write(library: &Library, settings: &Settings) -> Result<(), Error> {
    let mut kept = settings.clone();
    kept.size = kept.size.clamp(10.0, 40.0);
    kept.line_height = kept.line_height.clamp(1.2, 2.4);
    kept.width = kept.width.clamp(30, 120);
    kept.speech_rate = kept.speech_rate.clamp(0.5, 3.0);
    let mut all = stored(library)?;
    let before = readable(&all);
    // Writes only changed fields, so that values that this version cannot parse are kept.
    let was = fields(&before)?;
    for (name, value) in fields(&kept)? {
        if !all.contains_key(&name) || was.get(&name) != Some(&value) {
            all.insert(name, value);
        }
    }
    let json = serde_json::Value::Object(all).to_string();
    // A template that does not parse would make every export fail.
    if kept.export_template != before.export_template {
        Template::new(&kept.export_template)?.check()?;
    }
    library.store.set_setting(KEY, &json)?;
    logging::set_level(kept.log_level.0);
    let of = |s: &Settings| {
        let how = (s.export_text, s.export_images, s.export_files, s.export_marks);
        (how, s.colour_names.clone(), s.export_preset, s.export_template.clone())
    };
    if of(&before) != of(&kept) {
        library.vault_changed()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_cannot_be_read_costs_no_other_and_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        let library = Library::open(&path, crate::Workers::of_this_program(), 0).unwrap();
        let stored = r#"{"theme":"sepia","size":"very large","keys":{"open":["o"]},"of_a_later_version":[1,2]}"#;
        library.store.set_setting(KEY, stored).unwrap();
        let mut settings = read_settings(&library).unwrap();
        assert_eq!((settings.theme.0, settings.size), (Theme::Sepia, 18.0));
        assert_eq!(settings.keys["open"], ["o"]);
        settings.font = Word(Font::Sans);
        write(&library, &settings).unwrap();
        let now = stored_fields(&library);
        assert_eq!(now["size"], "very large");
        assert_eq!(now["of_a_later_version"], serde_json::json!([1, 2]));
        assert_eq!((&now["font"], &now["theme"]), (&"sans".into(), &"sepia".into()));
        // A setting that is changed is written even over a value that cannot be parsed.
        settings.size = 21.0;
        write(&library, &settings).unwrap();
        assert_eq!(stored_fields(&library)["size"], 21.0);
    }

    fn stored_fields(library: &Library) -> Fields {
        stored(library).unwrap()
    }
}
