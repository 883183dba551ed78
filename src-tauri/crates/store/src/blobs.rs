//! Bytes by their SHA-256: each stored once, however many captures and images have it, and compressed if that
//! saves at least a tenth.

use data_encoding::HEXLOWER_PERMISSIVE;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use crate::Error;

/// Bytes in hexadecimal, lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER_PERMISSIVE.encode(bytes)
}

/// Decodes hexadecimal digits of either case. Returns no bytes if `text` is not hexadecimal.
pub(crate) fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap_or_default()
}

/// Stores bytes unless they are stored already, and returns their SHA-256.
pub(crate) fn put_blob(c: &Connection, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let sha256 = Sha256::digest(bytes).to_vec();
    let known: Option<i64> = c
        .prepare_cached("SELECT 1 FROM blob WHERE sha256 = ?1")?
        .query_row([&sha256], |r| r.get(0))
        .optional()?;
    if known.is_none() {
        // Up to 1,000 bytes fit on one page of the database file, so that compression would save nothing.
        let packed = (bytes.len() > 1_000).then(|| zstd::encode_all(bytes, 9).ok()).flatten();
        let packed = packed.filter(|p| p.len() < bytes.len() * 9 / 10);
        let (encoding, kept) = packed.as_deref().map_or(("raw", bytes), |p| ("zstd", p));
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        c.prepare_cached(
            "INSERT INTO blob (sha256, encoding, size, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![sha256, encoding, size, kept])?;
    }
    Ok(sha256)
}

pub(crate) fn get_blob(c: &Connection, sha256: &[u8]) -> Result<Vec<u8>, Error> {
    let (encoding, bytes): (String, Vec<u8>) =
        c.query_row("SELECT encoding, bytes FROM blob WHERE sha256 = ?1", [sha256], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    if encoding == "zstd" {
        zstd::decode_all(bytes.as_slice()).map_err(|_| Error::Corrupt)
    } else {
        Ok(bytes)
    }
}
