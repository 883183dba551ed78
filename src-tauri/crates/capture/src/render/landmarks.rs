//! Landmarks of an article: the headings above a position, and the words beside images.

use std::collections::HashMap;

use super::node::Node;
use super::tree::Tree;
use crate::sanitize;

/// The headings of sanitised HTML, parsed once for any number of lookups.
#[derive(Debug, Clone, Default)]
pub struct Headings(Vec<Heading>);

#[derive(Debug, Clone)]
struct Heading {
    /// Its start, in code points of the text.
    at: u32,
    /// Its level; 1 is the highest.
    level: u8,
    words: String,
}

impl Headings {
    /// Parses the headings of sanitised HTML. Empty if it cannot be parsed.
    #[must_use]
    pub fn parse(html: &str) -> Self {
        let mut all = Vec::new();
        let mut at = 0;
        for node in Tree::parse(html).iter().flat_map(|tree| &tree.roots) {
            gather_headings(node, &mut at, &mut all);
        }
        Self(all)
    }

    /// The headings above a position (in code points of the text), the highest first.
    #[must_use]
    pub fn above(&self, place: u32) -> Vec<String> {
        let mut above: Vec<&Heading> = Vec::new();
        for heading in self.0.iter().take_while(|heading| heading.at <= place) {
            above.retain(|other| other.level < heading.level);
            above.push(heading);
        }
        above.into_iter().map(|heading| heading.words.clone()).collect()
    }
}

fn gather_headings(node: &Node, at: &mut u32, all: &mut Vec<Heading>) {
    match node {
        Node::Text(text) => *at += commonplace_core::text::len(text),
        Node::Element { name, children, .. } => {
            if let Some(level) = name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()) {
                let words = node.text().split_whitespace().collect::<Vec<_>>().join(" ");
                all.push(Heading { at: *at, level, words });
            }
            for child in children {
                gather_headings(child, at, all);
            }
        }
    }
}

/// An image of an article. It has no text of its own, so it is located by the words beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImagePlace {
    /// The words beside it, in code points of the text: its caption, otherwise the words before it,
    /// otherwise those after it.
    pub beside: (u32, u32),
    /// Its description: its alternative text, otherwise its caption; may be empty.
    pub shows: String,
}

/// The headings and images of a version, found by parsing its HTML once.
#[derive(Debug, Clone, Default)]
pub struct Landmarks {
    /// Its headings.
    pub headings: Headings,
    /// Its images by their key, except those without words beside them.
    pub images: HashMap<String, ImagePlace>,
}

impl Landmarks {
    /// Parses sanitised HTML. Empty if it cannot be parsed.
    #[must_use]
    pub fn parse(html: &str) -> Self {
        let Some(tree) = Tree::parse(html) else { return Self::default() };
        let mut headings = Vec::new();
        let mut at = 0;
        let mut search = ImageSearch::default();
        for node in &tree.roots {
            gather_headings(node, &mut at, &mut headings);
            search.walk(node);
        }
        Self { headings: Headings(headings), images: search.places() }
    }
}

#[derive(Default)]
struct ImageSearch {
    /// Number of code points so far.
    at: u32,
    /// Ranges of the texts, in code points.
    words: Vec<(u32, u32)>,
    images: Vec<FoundImage>,
}

struct FoundImage {
    key: String,
    /// Its alternative text.
    alt: String,
    /// Number of code points before it.
    at: u32,
    /// The range and text of the caption, if it is in a figure with one.
    caption: Option<((u32, u32), String)>,
}

impl ImageSearch {
    fn walk(&mut self, node: &Node) {
        match node {
            Node::Text(text) => {
                let before = text.len() - text.trim_start().len();
                let start = self.at + commonplace_core::text::len(&text[..before]);
                let end = start + commonplace_core::text::len(text.trim());
                if start < end {
                    self.words.push((start, end));
                }
                self.at += commonplace_core::text::len(text);
            }
            Node::Element { name, attrs, children, .. } => {
                let attr =
                    |name: &str| attrs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
                let key = attr("src").and_then(|source| source.strip_prefix(sanitize::CLIP));
                if name == "img"
                    && let Some(key) = key
                {
                    let alt = attr("alt").unwrap_or_default().trim().to_owned();
                    self.images.push(FoundImage {
                        key: key.to_owned(),
                        alt,
                        at: self.at,
                        caption: None,
                    });
                }
                let (images, words) = (self.images.len(), self.words.len());
                for child in children {
                    self.walk(child);
                }
                if name == "figure" && self.images.len() > images {
                    // All text in a figure is its caption.
                    if let (Some(from), Some(to)) = (self.words.get(words), self.words.last()) {
                        let text = node.text();
                        let caption = text.split_whitespace().collect::<Vec<_>>().join(" ");
                        let place = (from.0, to.1);
                        // Of nested figures, the outermost counts.
                        for image in &mut self.images[images..] {
                            image.caption = Some((place, caption.clone()));
                        }
                    }
                }
            }
        }
    }

    /// The place of each image, by key; for an image that occurs twice, the first.
    fn places(self) -> HashMap<String, ImagePlace> {
        let mut out = HashMap::new();
        for FoundImage { key, alt, at, caption } in self.images {
            // Splits the texts into those that end before the image and those that start after it.
            let split = self.words.partition_point(|(_, end)| *end <= at);
            let after = || self.words[split..].iter().find(|(start, _)| *start >= at);
            let before = split.checked_sub(1).and_then(|last| self.words.get(last));
            let beside = caption.as_ref().map(|(place, _)| *place);
            let Some(beside) = beside.or_else(|| before.or_else(after).copied()) else { continue };
            let words = caption.map(|(_, words)| words).unwrap_or_default();
            let shows = if alt.is_empty() { words } else { alt };
            out.entry(key).or_insert(ImagePlace { beside, shows });
        }
        out
    }
}
