//! The candidates of a field, in an order of trust: the first that says something is taken, with where it came from.

use commonplace_core::{Field, Origin, Published};

/// Fields as they are found, each with where it came from.
#[derive(Default)]
pub(super) struct Found {
    pub(super) origins: Vec<(Field, Origin)>,
}

impl Found {
    /// The first candidate that says something.
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

/// Whether a value says anything.
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
        // Clocks that were never set.
        (1700..2200).contains(&self.year()) && !self.to_string().starts_with("1970-01-01")
    }
}
