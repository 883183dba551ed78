//! Lengths as other numbers.

/// For scores.
#[allow(clippy::cast_precision_loss, reason = "scores are rough")]
pub(super) fn as_f32(n: usize) -> f32 {
    n as f32
}

/// For offsets that may be below zero.
pub(super) fn as_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
