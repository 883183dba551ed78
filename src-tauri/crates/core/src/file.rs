//! Files that the library exports.

use crate::names;

names! {
    /// What an exported file contains.
    #[derive(Default)]
    FileOf {
        /// An article.
        #[default]
        Article = "article",
        /// A highlight of an article, or a note on it.
        Highlight = "highlight",
        /// The articles of a project. An article that is in no project has a file of its own.
        Project = "project",
    }
}

names! {
    /// How highlights are marked in an article's exported text.
    #[derive(Default)]
    Marks {
        /// Not marked.
        #[default]
        None = "none",
        /// Between `==`, as in Obsidian and other tools.
        Equals = "equals",
        /// In a `<mark>` element, with the colour as its class.
        Html = "mark",
    }
}
