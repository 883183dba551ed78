//! Abilities that only some front ends have: choose a folder, open a browser, fill the screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::context::Context;
use super::wire::{Nothing, received};
use crate::Refusal;

received! {
    /// An address to open in the default browser.
    OpenUrl {
        /// An http, https or mailto address.
        url: String,
    }
}

/// Puts text on the clipboard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CopyText {
    /// The text.
    pub text: String,
    /// Whether the text is Markdown; it is then also put on the clipboard as HTML.
    pub markdown: bool,
}

/// Makes the native menus dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetDark {
    /// `true` for dark, `false` for light, `null` to follow the desktop.
    pub dark: Option<bool>,
}

/// Prints what the window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PrintAs {
    /// `true` writes a PDF file that the person chooses; `false` prints on a printer.
    pub pdf: bool,
}

/// An image of a version to save as a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaveImage {
    /// The version.
    pub version: String,
    /// The image's key.
    pub key: String,
    /// Suggested file name, without extension.
    pub name: String,
}

/// The file that was written by printing or saving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Printed {
    /// Path of the file; null if none was written.
    pub path: Option<String>,
}

pub(super) fn open_url(c: &Context<'_>, args: OpenUrl) -> Result<Nothing, crate::Error> {
    let ok = ["http://", "https://", "mailto:"]
        .iter()
        .any(|s| args.url.to_ascii_lowercase().starts_with(s));
    if !ok {
        return Err(crate::Error::Refused(Refusal::LinkScheme));
    }
    c.desk.open_url(&args.url)?;
    Ok(Nothing {})
}

pub(super) fn quit(c: &Context<'_>, _: Nothing) -> Result<Nothing, crate::Error> {
    c.desk.quit()?;
    Ok(Nothing {})
}

pub(super) fn copy(c: &Context<'_>, args: CopyText) -> Result<Nothing, crate::Error> {
    let html = args.markdown.then(|| commonplace_capture::render_note(&args.text).html);
    c.desk.copy(args.text, html)?;
    Ok(Nothing {})
}

pub(super) fn show_exported(c: &Context<'_>, _: Nothing) -> Result<Nothing, crate::Error> {
    c.desk.show_exported()?;
    Ok(Nothing {})
}

pub(super) fn set_dark(c: &Context<'_>, args: SetDark) -> Result<Nothing, crate::Error> {
    c.desk.set_dark(args.dark)?;
    Ok(Nothing {})
}

pub(super) fn full_screen(c: &Context<'_>, _: Nothing) -> Result<Nothing, crate::Error> {
    c.desk.full_screen()?;
    Ok(Nothing {})
}

pub(super) fn save_image(c: &Context<'_>, args: SaveImage) -> Result<Printed, crate::Error> {
    let found = c.library.asset(&args.version, &args.key)?;
    let (bytes, media_type) =
        found.ok_or_else(|| crate::Error::Refused(Refusal::ImageNotStored))?;
    let ending = match media_type.as_str() {
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        "image/x-icon" => "ico",
        other => other.strip_prefix("image/").unwrap_or("img"),
    };
    let name = format!("{}.{ending}", commonplace_exchange::name::safe(&args.name));
    let path = c.desk.save_as(&name)?;
    if let Some(path) = &path {
        std::fs::write(path, bytes)
            .map_err(|source| commonplace_exchange::folder::Error::Write {
                path: path.clone(),
                source,
            })
            .map_err(crate::Error::from)?;
    }
    Ok(Printed { path: path.map(|path| path.display().to_string()) })
}

pub(super) fn print(c: &Context<'_>, args: PrintAs) -> Result<Printed, crate::Error> {
    let path = c.desk.print(args.pdf)?;
    Ok(Printed { path: path.map(|path| path.display().to_string()) })
}
