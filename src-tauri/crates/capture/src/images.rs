//! Images and other parts of a page: their addresses in sanitised HTML, and those that came with
//! the page.

use std::collections::HashMap;

use base64::Engine as _;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::page::ImageRef;
use crate::render::Clean;
use crate::sanitize;

/// Parts of a page, by absolute address.
pub(crate) type Parts = HashMap<String, Vec<u8>>;

/// Base of the addresses of parts that have none on the web. Names under `invalid` never resolve,
/// by RFC 6761.
pub(crate) const NOWHERE: &str = "https://part.invalid/";

/// The address of a part that a page refers to as `cid:ID`.
pub(crate) fn address_of_part(id: &str) -> String {
    format!(
        "{NOWHERE}{}",
        percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC)
    )
}

/// Images that came with a page: key and bytes.
pub(crate) type Held = Vec<(String, Vec<u8>)>;

/// Replaces the addresses of images with those of their stored copies, and collects the images that
/// came with the page.
pub(crate) fn with_keys(clean: Clean, parts: &Parts) -> (Clean, Vec<ImageRef>, Held) {
    let mut images = Vec::new();
    if clean.images.is_empty() {
        return (clean, images, Vec::new());
    }
    let clean = clean.with_images(&mut |url| {
        let image = ImageRef { key: key(url), url: url.to_owned() };
        let address = address(url);
        if !images.contains(&image) {
            images.push(image);
        }
        Some(address)
    });
    let held =
        images.iter().filter_map(|i| Some((i.key.clone(), parts.get(&i.url)?.clone()))).collect();
    (clean, images, held)
}

/// The address of the stored copy of the image at `url`, as used in sanitised HTML:
/// `clip://localhost/KEY`.
#[must_use]
pub fn address(url: &str) -> String {
    format!("{}{}", sanitize::CLIP, key(url))
}

fn key(url: &str) -> String {
    digest(url.as_bytes())
}

/// The first half of the SHA-256 of bytes, as 32 hexadecimal digits.
pub(crate) fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)[..16])
}

/// The bytes of a base64 `data:` address; `None` if it is not one.
pub(crate) fn inline_image(url: &str) -> Option<Vec<u8>> {
    let (head, body) = url.strip_prefix("data:")?.split_once(',')?;
    if !head.to_ascii_lowercase().ends_with(";base64") {
        return None;
    }
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    base64::engine::general_purpose::STANDARD_NO_PAD.decode(body.trim_end_matches('=')).ok()
}
