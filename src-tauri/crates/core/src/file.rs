//! Files that the library is written into.

use crate::names;

names! {
    /// What an exported file is of.
    #[derive(Default)]
    FileOf {
        /// An article.
        #[default]
        Article = "article",
        /// A highlight of an article, or a note on it.
        Highlight = "highlight",
        /// What a project gathers; an article that is in none has a file of its own.
        Project = "project",
    }
}

names! {
    /// How what is highlighted stands out in an article's text.
    #[derive(Default)]
    Marks {
        /// Not at all.
        #[default]
        None = "none",
        /// Between `==`, as Obsidian and others have it.
        Equals = "equals",
        /// In `<mark>`, its colour as the class.
        Html = "mark",
    }
}
