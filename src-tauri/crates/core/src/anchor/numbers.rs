//! Converts lengths to other number types.

/// Converts a length for scores; precision above 2^24 is lost.
#[allow(clippy::cast_precision_loss, reason = "scores are rough")]
pub(super) fn as_f32(n: usize) -> f32 {
    n as f32
}

/// Converts a length for offsets that may be negative.
pub(super) fn as_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
