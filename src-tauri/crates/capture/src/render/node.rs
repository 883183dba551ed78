//! Nodes of an article, and kinds of elements.

/// A node of an article: text or an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Text(String),
    Element { name: String, attrs: Vec<(String, String)>, math: bool, children: Vec<Node> },
}

impl Node {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Text(_) => "",
            Self::Element { name, .. } => name,
        }
    }

    /// Whether it starts a new line: a block, or an inline element that contains one.
    pub(super) fn is_block(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Element { math: true, .. } => false,
            Self::Element { name, children, .. } => {
                is_block_name(name) || children.iter().any(Node::is_block)
            }
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.chars().all(is_space),
            Self::Element { .. } => false,
        }
    }

    /// Whether it has visible content.
    pub(super) fn shows(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Element { name, children, math, .. } => {
                *math
                    || matches!(name.as_str(), "img" | "hr" | "td" | "th" | "col" | "wbr")
                    || children.iter().any(Node::shows)
            }
        }
    }

    /// Its `textContent`.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out);
        out
    }

    fn write_text(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Element { children, .. } => children.iter().for_each(|c| c.write_text(out)),
        }
    }

    pub(super) fn each_mut(&mut self, f: &mut dyn FnMut(&mut Node)) {
        f(self);
        if let Self::Element { children, .. } = self {
            for child in children {
                child.each_mut(f);
            }
        }
    }
}

pub(super) fn is_block_name(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "caption"
            | "col"
            | "colgroup"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "main"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Whether a character is white space in HTML; no-break and ideographic spaces are text.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}
