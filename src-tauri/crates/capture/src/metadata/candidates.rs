//! Candidates for a field in an order of trust: the first usable one is taken, and its origin is
//! recorded.

use commonplace_core::{Field, Origin, Published};

/// The origins of the fields found so far.
#[derive(Default)]
pub(super) struct FoundMetadata {
    pub(super) origins: Vec<(Field, Origin)>,
}

impl FoundMetadata {
    /// Returns the first usable candidate and records its origin.
    pub(super) fn pick<T: Says>(
        &mut self,
        field: Field,
        candidates: impl IntoIterator<Item = (Origin, Option<T>)>,
    ) -> Option<T> {
        let (origin, value) =
            candidates.into_iter().find_map(|(o, v)| v.filter(Says::says).map(|v| (o, v)))?;
        self.origins.push((field, origin));
        Some(value)
    }

    pub(super) fn pick_list(
        &mut self,
        field: Field,
        candidates: impl IntoIterator<Item = (Origin, Vec<String>)>,
    ) -> Vec<String> {
        let Some((origin, values)) = candidates.into_iter().find(|(_, v)| !v.is_empty()) else {
            return Vec::new();
        };
        self.origins.push((field, origin));
        let mut out: Vec<String> = Vec::new();
        for value in values.into_iter().take(100) {
            if !out.iter().any(|o| o.eq_ignore_ascii_case(&value)) {
                out.push(value);
            }
        }
        out
    }

    pub(super) fn origin(&self, field: Field) -> Option<Origin> {
        self.origins.iter().find(|(f, _)| *f == field).map(|(_, o)| *o)
    }
}

/// Whether a value is usable.
pub(super) trait Says {
    fn says(&self) -> bool;
}

impl Says for String {
    fn says(&self) -> bool {
        !self.trim().is_empty()
    }
}

impl Says for Published {
    fn says(&self) -> bool {
        // Dates outside this range, or 1 January 1970, come from clocks that were never set.
        (1700..2200).contains(&self.year()) && !self.to_string().starts_with("1970-01-01")
    }
}
