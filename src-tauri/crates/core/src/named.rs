//! Closed sets of values, each with the word it is stored and sent as.

/// An enum that [`names!`](crate::names) declares: each value has a word, in the database, in the contract with the
/// interface and on the command line.
pub trait Named: Copy + PartialEq + Sized + 'static {
    /// The name of the type in Rust and in TypeScript.
    const TYPE: &'static str;
    /// The type's documentation, which is copied to the TypeScript.
    const DOC: &'static str;
    /// Every value, in the order in which they are shown.
    const VALUES: &'static [Self];

    /// The word that the value is stored and sent as.
    fn word(self) -> &'static str;

    /// The value whose word is `word`; `None` if there is none.
    fn from_word(word: &str) -> Option<Self> {
        Self::VALUES.iter().copied().find(|value| value.word() == word)
    }
}

/// Declares an enum whose values have words:
///
/// ```ignore
/// names! {
///     /// How a highlight is drawn.
///     #[derive(Default)]
///     Style {
///         /// A tint behind the words.
///         #[default]
///         Marked = "marked",
///         /// A line below them.
///         Underlined = "underlined",
///     }
/// }
/// ```
///
/// The enum has `ALL`, `name` and `from_name`, and implements [`Named`].
#[macro_export]
macro_rules! names {
    ($(#[doc = $doc:literal])* $(#[derive($($derive:path),*)])? $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord $($(, $derive)*)?)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every value, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word that the value is stored and sent as.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The value stored as `name`; `None` if there is none.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl $crate::Named for $name {
            const TYPE: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc, "\n"),*);
            const VALUES: &'static [Self] = Self::ALL;

            fn word(self) -> &'static str {
                self.name()
            }
        }
    };
}
