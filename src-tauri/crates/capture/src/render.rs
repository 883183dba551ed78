//! The one place where the article's HTML and the text that positions count in are made.
//!
//! Both come from the same walk over the sanitised tree, and the HTML is only accepted when
//! parsing it again gives the same HTML: what a browser shows has exactly this text as its
//! `textContent`. White space is settled here: runs fold to one space, blocks are separated by
//! a line feed, a line break is followed by one.

use std::collections::HashMap;

use std::fmt::Write as _;

use dom_query::{Document, NodeRef};

use crate::sanitize;

/// HTML fit to be shown, and its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clean {
    /// Stable HTML: parsed by any HTML5 parser and serialised again it stays the same.
    pub html: String,
    /// The `textContent` of `html`.
    pub text: String,
    /// The addresses of its images, in order, each once.
    pub images: Vec<String>,
    /// Whether only the text could be taken.
    pub text_only: bool,
}

/// Makes foreign HTML harmless and settles its text. Never fails: what is too deep or too large
/// comes out as its text alone.
///
/// Images keep the address they have; see [`with_images`] for their replacement. Relative
/// addresses must have been resolved before.
#[must_use]
pub fn clean(html: &str) -> Clean {
    if sanitize::is_within_limits(html) {
        let mut current = sanitize::sanitize(html);
        // Unwrapping what is not allowed can leave a tree that no parser would build (a paragraph
        // in a paragraph): parse again until nothing moves.
        for _ in 0..4 {
            let Some(tree) = Tree::parse(&current) else { break };
            let out = tree.write();
            if out.html == current {
                return out;
            }
            current = out.html;
        }
    }
    text_only(html)
}

/// The text of foreign HTML, a paragraph a line.
pub(crate) fn text_only(html: &str) -> Clean {
    let text = sanitize::text_only(html);
    let clean = if text.lines().nth(MAX_PARAGRAPHS).is_some() {
        let shown = |c: &char| !c.is_control() || matches!(c, '\t' | '\n');
        let text: String = text.trim_start().chars().filter(shown).collect();
        Tree::of_elements("pre", [text]).write()
    } else {
        paragraphs(text.lines())
    };
    Clean { text_only: true, ..clean }
}

/// A text of more lines than these, where the text is all that is taken, is no row of paragraphs:
/// no window lays out so many.
const MAX_PARAGRAPHS: usize = 20_000;

/// Plain lines as paragraphs; lines of nothing but white space are passed over.
pub(crate) fn paragraphs<'a>(lines: impl IntoIterator<Item = &'a str>) -> Clean {
    let shown = |c: &char| !c.is_control() || *c == '\t';
    let lines = lines.into_iter().map(|line| line.chars().filter(shown).collect::<String>());
    Tree::of_elements("p", lines.filter(|line| !line.trim().is_empty())).write()
}

/// The text of each top-level block of clean HTML, in order.
pub(crate) fn block_texts(html: &str) -> Vec<String> {
    Tree::parse(html).map_or_else(Vec::new, |tree| {
        tree.roots.iter().filter(|n| !n.is_blank()).map(Node::text).collect()
    })
}

/// Clean HTML without those top-level blocks for which `keep` says no; `keep` sees their index
/// among the blocks that [`block_texts`] lists.
pub(crate) fn retain_blocks(html: &str, keep: impl Fn(usize) -> bool) -> Clean {
    let Some(mut tree) = Tree::parse(html) else { return Clean::default() };
    let mut index = 0;
    tree.roots.retain(|node| {
        if node.is_blank() {
            return false;
        }
        index += 1;
        keep(index - 1)
    });
    tree.settle();
    tree.write()
}

/// Clean HTML with each image's address replaced by what `replace` makes of it; an image for
/// which it gives `None` loses its address and shows its alternative text.
#[must_use]
pub fn with_images(html: &str, replace: &mut dyn FnMut(&str) -> Option<String>) -> Clean {
    let Some(mut tree) = Tree::parse(html) else { return Clean::default() };
    for node in &mut tree.roots {
        node.each_mut(&mut |node| {
            if let Node::Element { name, attrs, .. } = node
                && name == "img"
            {
                attrs.retain_mut(|(key, value)| {
                    if key != "src" {
                        return true;
                    }
                    match replace(value) {
                        Some(new) => {
                            *value = new;
                            true
                        }
                        None => false,
                    }
                });
            }
        });
    }
    tree.write()
}

/// HTML that is said to be an article's, made harmless: no image but those that the library keeps. What is
/// one stays as it is.
#[must_use]
pub fn harmless(html: &str) -> Clean {
    let clean = clean(html);
    let kept = |src: &str| src.starts_with(sanitize::CLIP) || src.starts_with("data:");
    let images = with_images(&clean.html, &mut |src| kept(src).then(|| src.to_owned()));
    Clean { html: images.html, text: images.text, ..clean }
}

/// The headings of clean HTML, read once for any number of places.
#[derive(Debug, Clone, Default)]
pub struct Headings(Vec<Heading>);

#[derive(Debug, Clone)]
struct Heading {
    /// Where it begins, in code points of the text.
    at: u32,
    /// 1 for the highest.
    level: u8,
    words: String,
}

impl Headings {
    /// Reads the headings of clean HTML. Empty if it cannot be parsed.
    #[must_use]
    pub fn of(html: &str) -> Self {
        let mut all = Vec::new();
        let mut at = 0;
        for node in Tree::parse(html).iter().flat_map(|tree| &tree.roots) {
            gather_headings(node, &mut at, &mut all);
        }
        Self(all)
    }

    /// Those that a place stands under, the highest first. The place is a code point of the text.
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

/// An image of an article: it has no words of its own, so it stands by those beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImagePlace {
    /// The words beside it, in code points of the text: its caption, else what stands before it, else
    /// what follows.
    pub beside: (u32, u32),
    /// What it shows: its alternative text, else its caption; may be empty.
    pub shows: String,
}

/// What is asked of a version again and again, parsed once: its headings, and where its images stand.
#[derive(Debug, Clone, Default)]
pub struct Landmarks {
    /// Its headings.
    pub headings: Headings,
    /// Its images by their key in the library, of those that have words beside them.
    pub images: HashMap<String, ImagePlace>,
}

impl Landmarks {
    /// Parses clean HTML. Empty if it cannot be parsed.
    #[must_use]
    pub fn of(html: &str) -> Self {
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
    /// Code points so far.
    at: u32,
    /// Where words stand.
    words: Vec<(u32, u32)>,
    images: Vec<FoundImage>,
}

struct FoundImage {
    key: String,
    /// Its alternative text.
    alt: String,
    /// Code points before it.
    at: u32,
    /// The caption of the figure it is in, and its words.
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
                    // What words are in a figure is its caption.
                    if let (Some(from), Some(to)) = (self.words.get(words), self.words.last()) {
                        let text = node.text();
                        let caption = text.split_whitespace().collect::<Vec<_>>().join(" ");
                        let place = (from.0, to.1);
                        // Of figures within each other, the outermost.
                        for image in &mut self.images[images..] {
                            image.caption = Some((place, caption.clone()));
                        }
                    }
                }
            }
        }
    }

    /// Where each image stands; of one that is there twice, the first.
    fn places(self) -> HashMap<String, ImagePlace> {
        let mut out = HashMap::new();
        for FoundImage { key, alt, at, caption } in self.images {
            // Words that end before it, and those that begin after it.
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

/// The deepest tree that is walked; deeper ones come out as text.
const MAX_DEPTH: usize = 400;

#[derive(Debug, Clone)]
enum Node {
    Text(String),
    Element { name: String, attrs: Vec<(String, String)>, math: bool, children: Vec<Node> },
}

#[derive(Debug, Default)]
struct Tree {
    roots: Vec<Node>,
}

impl Tree {
    /// Parses a fragment as a browser does and settles its white space; `None` if it is too deep.
    fn parse(html: &str) -> Option<Self> {
        let document = Document::fragment(html);
        let root = document.root();
        // A fragment's nodes hang below one <html> element.
        let html_root = root.children_it(false).find(NodeRef::is_element);
        let parent = html_root.unwrap_or(root);
        let mut tree = Self { roots: read_children(&parent, 0)? };
        tree.settle();
        Some(tree)
    }

    /// Elements of one name, one for each text.
    fn of_elements(name: &str, texts: impl IntoIterator<Item = String>) -> Self {
        let element = |text| Node::Element {
            name: name.into(),
            attrs: Vec::new(),
            math: false,
            children: vec![Node::Text(text)],
        };
        let mut tree = Self { roots: texts.into_iter().map(element).collect() };
        tree.settle();
        tree
    }

    fn settle(&mut self) {
        let roots = std::mem::take(&mut self.roots);
        let mut roots = simplify(roots, "");
        roots = split_inlines(roots);
        roots = in_lists(roots, "");
        roots = wrap_runs(roots);
        fold_spaces(&mut roots);
        prune(&mut roots);
        self.roots = separate(roots);
    }

    fn write(&self) -> Clean {
        let mut out = Clean::default();
        for node in &self.roots {
            write_node(node, &mut out);
        }
        out
    }
}

fn read_children(parent: &NodeRef<'_>, depth: usize) -> Option<Vec<Node>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut out = Vec::new();
    for child in parent.children_it(false) {
        if child.is_text() {
            out.push(Node::Text(child.text().to_string()));
        } else if child.is_element() {
            let (name, math) = match child.qual_name_ref() {
                Some(q) => (q.local.to_string(), q.ns == html5ever::ns!(mathml)),
                None => continue,
            };
            let allowed = if math { sanitize::MATHML } else { sanitize::HTML };
            let children = read_children(&child, depth + 1)?;
            if allowed.split_whitespace().any(|t| t == name) {
                let attrs = child
                    .attrs()
                    .into_iter()
                    .map(|a| (a.name.local.to_string(), a.value.to_string()))
                    .collect();
                out.push(Node::Element { name, attrs, math, children });
            } else {
                out.extend(children);
            }
        }
    }
    Some(out)
}

impl Node {
    fn name(&self) -> &str {
        match self {
            Self::Text(_) => "",
            Self::Element { name, .. } => name,
        }
    }

    /// Whether it starts on a line of its own: a block, or an inline element around one.
    fn is_block(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Element { math: true, .. } => false,
            Self::Element { name, children, .. } => {
                is_block_name(name) || children.iter().any(Node::is_block)
            }
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.chars().all(is_space),
            Self::Element { .. } => false,
        }
    }

    /// Whether it shows anything.
    fn shows(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Element { name, children, math, .. } => {
                *math
                    || matches!(name.as_str(), "img" | "hr" | "td" | "th" | "col" | "wbr")
                    || children.iter().any(Node::shows)
            }
        }
    }

    fn text(&self) -> String {
        let mut out = Clean::default();
        write_node(self, &mut out);
        out.text
    }

    fn each_mut(&mut self, f: &mut dyn FnMut(&mut Node)) {
        f(self);
        if let Self::Element { children, .. } = self {
            for child in children {
                child.each_mut(f);
            }
        }
    }
}

fn is_block_name(name: &str) -> bool {
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

/// White space as HTML has it; no-break and ideographic spaces are text.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// Takes out wrappers that say nothing: a `span` without attributes goes, a `div` or `section`
/// becomes a paragraph where it holds only words and goes where it holds blocks.
fn simplify(nodes: Vec<Node>, parent: &str) -> Vec<Node> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Element { name, attrs, math: false, children } => {
                let children = simplify(children, &name);
                let plain = attrs.iter().all(|(key, _)| key == "title");
                match name.as_str() {
                    "span" | "data" if plain => out.extend(children),
                    "div" | "section" | "article" | "main" | "header" | "footer" | "hgroup"
                    | "aside" => {
                        let blocks = children.iter().any(Node::is_block);
                        if blocks && (plain || parent.is_empty()) {
                            // Words beside blocks stay apart from what stood before.
                            let mut blocks = wrap_runs(children);
                            hand_down_id(&attrs, &mut blocks);
                            out.extend(blocks);
                        } else if blocks {
                            out.push(Node::Element {
                                name: "div".into(),
                                attrs,
                                math: false,
                                children: wrap_runs(children),
                            });
                        } else if matches!(
                            parent,
                            "" | "div"
                                | "section"
                                | "article"
                                | "main"
                                | "blockquote"
                                | "td"
                                | "th"
                                | "li"
                                | "dd"
                                | "figure"
                                | "details"
                                | "header"
                                | "footer"
                                | "hgroup"
                                | "aside"
                        ) {
                            out.push(Node::Element {
                                name: "p".into(),
                                attrs,
                                math: false,
                                children,
                            });
                        } else {
                            out.push(Node::Element {
                                name: "div".into(),
                                attrs,
                                math: false,
                                children,
                            });
                        }
                    }
                    _ => out.push(Node::Element { name, attrs, math: false, children }),
                }
            }
            node => out.push(node),
        }
    }
    out
}

/// An inline element around blocks is one in each of them: neither EPUB nor Markdown has a form for it otherwise.
fn split_inlines(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Node::Element { name, attrs, math: false, children } = node else {
            out.push(node);
            continue;
        };
        let children = split_inlines(children);
        // A heading holds words alone, too.
        let holds_blocks = is_block_name(&name)
            && !matches!(name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        if holds_blocks || !children.iter().any(Node::is_block) {
            out.push(Node::Element { name, attrs, math: false, children });
        } else {
            spread(&name, attrs, children, &mut out);
        }
    }
    out
}

/// Puts an inline element around each run of words among `children`, within their blocks. Its id goes to the first.
fn spread(name: &str, mut attrs: Vec<(String, String)>, children: Vec<Node>, out: &mut Vec<Node>) {
    let mut run: Vec<Node> = Vec::new();
    let flush = |run: &mut Vec<Node>, attrs: &mut Vec<(String, String)>, out: &mut Vec<Node>| {
        let children = std::mem::take(run);
        if children.iter().all(Node::is_blank) {
            out.extend(children);
            return;
        }
        out.push(Node::Element { name: name.into(), attrs: attrs.clone(), math: false, children });
        attrs.retain(|(key, _)| key != "id");
    };
    for child in children {
        if !child.is_block() {
            run.push(child);
            continue;
        }
        flush(&mut run, &mut attrs, out);
        match child {
            Node::Element { name: block, attrs: own, math, children }
                if block != "hr" && block != "col" && block != "pre" =>
            {
                let mut inner = Vec::new();
                spread(name, attrs.clone(), children, &mut inner);
                if inner.iter().any(|n| matches!(n, Node::Element { .. })) {
                    attrs.retain(|(key, _)| key != "id");
                }
                out.push(Node::Element { name: block, attrs: own, math, children: inner });
            }
            child => out.push(child),
        }
    }
    flush(&mut run, &mut attrs, out);
}

/// Items stand in lists, and lists hold items.
fn in_lists(nodes: Vec<Node>, parent: &str) -> Vec<Node> {
    let list_for = |name: &str| match (name, parent) {
        ("li", "ul" | "ol") => None,
        ("li", _) => Some("ul"),
        _ => None,
    };
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    // Whether the list that ends `out` was made here.
    let mut made = false;
    for node in nodes {
        if node.is_blank() {
            out.push(node);
            continue;
        }
        let name = node.name().to_owned();
        let node = match node {
            Node::Element { name, attrs, math: false, mut children } => {
                // A term without what it is, or the other way round, is an item.
                let pairs = name == "dl" && is_pairs(&children);
                if name == "dl" && !pairs {
                    rename_all(&mut children, &["dt", "dd"], "li");
                }
                let alone = if children.iter().any(Node::is_block) { "div" } else { "p" };
                let name = match name.as_str() {
                    "dl" if !pairs => "ul".to_owned(),
                    "dt" | "dd" if !matches!(parent, "dl" | "div") => alone.to_owned(),
                    "figcaption" if parent != "figure" => alone.to_owned(),
                    _ => name,
                };
                let children =
                    if name == "pre" { in_lines(children) } else { in_lists(children, &name) };
                Node::Element { name, attrs, math: false, children }
            }
            node => node,
        };
        if matches!(parent, "ul" | "ol") && name != "li" {
            // A list within a list belongs to the item before it.
            let before = out.iter_mut().rev().find(|n| !n.is_blank());
            if let (Some(Node::Element { name: item, children, .. }), "ul" | "ol") =
                (before, &*name)
                && item == "li"
            {
                children.push(node);
                continue;
            }
            let attrs = Vec::new();
            out.push(Node::Element { name: "li".into(), attrs, math: false, children: vec![node] });
            continue;
        }
        let Some(list) = list_for(&name) else {
            out.push(node);
            made = false;
            continue;
        };
        let last = out.iter_mut().rev().find(|n| !n.is_blank());
        match last {
            Some(Node::Element { name, children, .. }) if made && name == list => {
                children.push(node);
            }
            _ => {
                let attrs = Vec::new();
                let children = vec![node];
                out.push(Node::Element { name: list.into(), attrs, math: false, children });
                made = true;
            }
        }
    }
    out
}

/// A listing holds words: each block in it is a line.
fn in_lines(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Element { name, children, math: false, .. } if is_block_name(&name) => {
                let fed = |out: &[Node]| out.last().is_none_or(|n| n.text().ends_with('\n'));
                if !fed(&out) {
                    out.push(Node::Text("\n".into()));
                }
                out.extend(in_lines(children));
                if !fed(&out) {
                    out.push(Node::Text("\n".into()));
                }
            }
            Node::Element { name, attrs, children, math: false } => {
                out.push(Node::Element { name, attrs, math: false, children: in_lines(children) })
            }
            node => out.push(node),
        }
    }
    out
}

/// Whether what is in a list of terms is terms, each with what it is.
fn is_pairs(children: &[Node]) -> bool {
    let names: Vec<&str> = children.iter().filter(|n| !n.is_blank()).map(Node::name).collect();
    let grouped = names.iter().all(|name| *name == "div");
    let only = names.iter().all(|name| matches!(*name, "dt" | "dd"));
    grouped && !names.is_empty()
        || only && names.first() == Some(&"dt") && names.last() == Some(&"dd")
}

fn rename_all(nodes: &mut [Node], from: &[&str], to: &str) {
    for node in nodes {
        if let Node::Element { name, .. } = node
            && from.contains(&name.as_str())
        {
            *name = to.into();
        }
    }
}

/// What a link leads to is still there when the element it names is taken off: the first block
/// in it, if that has no name of its own.
fn hand_down_id(attrs: &[(String, String)], blocks: &mut [Node]) {
    let id = attrs.iter().find(|(key, _)| key == "id");
    let first = blocks.iter_mut().find(|n| !n.is_blank());
    if let (Some(id), Some(Node::Element { attrs, .. })) = (id, first)
        && !attrs.iter().any(|(key, _)| key == "id")
    {
        attrs.push(id.clone());
    }
}

/// Puts runs of words that stand beside blocks into paragraphs of their own.
fn wrap_runs(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut run: Vec<Node> = Vec::new();
    let flush = |run: &mut Vec<Node>, out: &mut Vec<Node>| {
        if run.iter().any(|n| !n.is_blank()) {
            let children = std::mem::take(run);
            out.push(Node::Element { name: "p".into(), attrs: Vec::new(), math: false, children });
        }
        run.clear();
    };
    for node in nodes {
        if node.is_block() {
            flush(&mut run, &mut out);
            out.push(node);
        } else {
            run.push(node);
        }
    }
    flush(&mut run, &mut out);
    out
}

/// Folds white space over the words of each block, first forwards (runs, and what leads a
/// line), then backwards (what trails it).
fn fold_spaces(nodes: &mut [Node]) {
    fold_forward(nodes, false, &mut true);
    fold_backward(nodes, false, &mut true);
}

/// `fresh`: nothing stands on this line yet, or it ends in a space.
fn fold_forward(nodes: &mut [Node], pre: bool, fresh: &mut bool) {
    for node in nodes {
        let block = node.is_block();
        *fresh |= block;
        match node {
            Node::Text(text) if pre => {
                *text = text.replace("\r\n", "\n").replace('\r', "\n");
                *fresh = false;
            }
            Node::Text(text) => {
                let mut out = String::with_capacity(text.len());
                for c in text.chars() {
                    let space = is_space(c);
                    if !(space && *fresh) {
                        out.push(if space { ' ' } else { c });
                    }
                    *fresh = space;
                }
                *text = out;
            }
            Node::Element { name, .. } if name == "br" && pre => *node = Node::Text("\n".into()),
            Node::Element { name, .. } if name == "br" => *fresh = true,
            Node::Element { name, .. } if name == "img" => *fresh = false,
            Node::Element { name, children, .. } => {
                fold_forward(children, pre || name == "pre", fresh);
            }
        }
        *fresh |= block;
    }
}

/// `last`: nothing more stands on this line.
fn fold_backward(nodes: &mut [Node], pre: bool, last: &mut bool) {
    for node in nodes.iter_mut().rev() {
        let block = node.is_block();
        *last |= block;
        match node {
            Node::Text(_) if pre => *last = false,
            Node::Text(text) => {
                if *last && text.ends_with(' ') {
                    text.pop();
                }
                *last &= text.is_empty();
            }
            Node::Element { name, .. } if name == "br" => *last = true,
            Node::Element { name, .. } if name == "img" => *last = false,
            Node::Element { name, children, .. } => {
                let is_pre = name == "pre";
                fold_backward(children, pre || is_pre, last);
                if is_pre {
                    trim_pre(children);
                }
            }
        }
        *last |= block;
    }
}

/// Takes the empty lines off both ends of preformatted text: a parser drops the first line feed.
fn trim_pre(children: &mut Vec<Node>) {
    fn edge(node: &mut Node, front: bool) {
        match node {
            Node::Text(text) if front => *text = text.trim_start_matches('\n').to_owned(),
            Node::Text(text) => *text = text.trim_end_matches(is_space).to_owned(),
            Node::Element { children, .. } => {
                let child = if front { children.first_mut() } else { children.last_mut() };
                if let Some(child) = child {
                    edge(child, front);
                }
            }
        }
    }
    for front in [true, false] {
        loop {
            let child = if front { children.first_mut() } else { children.last_mut() };
            let Some(child) = child else { break };
            edge(child, front);
            if child.shows() {
                break;
            }
            if front {
                children.remove(0);
            } else {
                children.pop();
            }
        }
    }
}

/// Takes out what shows nothing.
fn prune(nodes: &mut Vec<Node>) {
    for node in nodes.iter_mut() {
        if let Node::Element { children, math: false, .. } = node {
            prune(children);
        }
    }
    nodes.retain(|node| match node {
        Node::Element { name, .. } if name == "br" => true,
        node => node.shows(),
    });
    // One break ends a line and two make room; more say nothing.
    let mut breaks = 0;
    nodes.retain(|node| {
        breaks = if node.name() == "br" { breaks + 1 } else { 0 };
        breaks <= 2
    });
}

/// Puts a line feed between blocks, and behind each line break.
fn separate(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len() * 2);
    let mut after_block = false;
    for node in nodes {
        let block = node.is_block();
        let fed = matches!(out.last(), Some(Node::Text(text)) if text.ends_with('\n'));
        if !out.is_empty() && (block || after_block) && !fed {
            out.push(Node::Text("\n".into()));
        }
        after_block = block;
        let is_break = node.name() == "br";
        out.push(match node {
            Node::Element { name, attrs, math: false, children } if name != "pre" => {
                Node::Element { name, attrs, math: false, children: separate(children) }
            }
            node => node,
        });
        if is_break {
            out.push(Node::Text("\n".into()));
        }
    }
    out
}

fn write_node(node: &Node, out: &mut Clean) {
    match node {
        Node::Text(text) => {
            out.text.push_str(text);
            for c in text.chars() {
                match c {
                    '&' => out.html.push_str("&amp;"),
                    '<' => out.html.push_str("&lt;"),
                    '>' => out.html.push_str("&gt;"),
                    '\u{A0}' => out.html.push_str("&nbsp;"),
                    c => out.html.push(c),
                }
            }
        }
        Node::Element { name, attrs, children, .. } => {
            out.html.push('<');
            out.html.push_str(name);
            for (key, value) in attrs {
                if name == "img" && key == "src" && !out.images.contains(value) {
                    out.images.push(value.clone());
                }
                let value =
                    value.replace('&', "&amp;").replace('"', "&quot;").replace('\u{A0}', "&nbsp;");
                let value = value.replace('<', "&lt;").replace('>', "&gt;");
                // Writing to a String cannot fail.
                let _ = write!(out.html, " {key}=\"{value}\"");
            }
            out.html.push('>');
            if matches!(name.as_str(), "br" | "hr" | "img" | "col" | "wbr") {
                return;
            }
            for child in children {
                write_node(child, out);
            }
            let _ = write!(out.html, "</{name}>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected_html: &str, expected_text: &str) {
        let got = clean(html);
        assert_eq!(got.html, expected_html);
        assert_eq!(got.text, expected_text);
    }

    #[test]
    fn blocks_are_lines_and_spaces_are_settled() {
        check(
            "<div>\n  <p> One <b> two </b>\n three. </p>\n\n<div>Four</div> five </div>",
            "<p>One <b>two </b>three.</p>\n<p>Four</p>\n<p>five</p>",
            "One two three.\nFour\nfive",
        );
    }

    #[test]
    fn line_breaks_are_line_feeds() {
        check("<p>a<br>  b<br><br><br><br>c</p>", "<p>a<br>\nb<br>\n<br>\nc</p>", "a\nb\n\nc");
    }

    #[test]
    fn preformatted_text_keeps_its_spaces() {
        check(
            "<pre>\n\n  fn a() {\r\n    b&amp;\n  }<br>x\n</pre>",
            "<pre>  fn a() {\n    b&amp;\n  }\nx</pre>",
            "  fn a() {\n    b&\n  }\nx",
        );
    }

    #[test]
    fn tables_and_lists_are_read_line_by_line() {
        check(
            "<ul> <li>a</li> <li><p>b</p></li></ul><table><tr><td>1</td><td></td></tr></table>",
            "<ul><li>a</li>\n<li><p>b</p></li></ul>\n<table><tbody><tr><td>1</td>\n<td></td></tr></tbody></table>",
            "a\nb\n1\n",
        );
    }

    #[test]
    fn ruby_math_and_directions_survive() {
        let html = "<p dir=\"rtl\" lang=\"ar\">نص <ruby>漢<rt>かん</rt></ruby></p>\n<p><math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></p>";
        assert_eq!(clean(html).html, html);
    }

    #[test]
    fn what_shows_nothing_is_gone() {
        check("<p></p><div><span> </span></div><p><br></p><p>a</p>", "<p>a</p>", "a");
    }

    #[test]
    fn a_list_within_a_list_belongs_to_the_item_before() {
        let html = "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul><ol><ol><li>d</li></ol></ol>";
        let made = clean(html);
        assert_eq!(
            made.html.replace('\n', ""),
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol><li><ol><li>d</li></ol></li></ol>"
        );
    }

    #[test]
    fn images_are_listed_and_replaced() {
        let html = clean("<p>a <img src=https://e.example/1.png alt=one> b</p>");
        assert_eq!(html.images, ["https://e.example/1.png"]);
        let kept = with_images(&html.html, &mut |_| Some("clip://localhost/k".into()));
        assert_eq!(kept.html, "<p>a <img src=\"clip://localhost/k\" alt=\"one\"> b</p>");
        assert_eq!(kept.text, html.text);
    }

    #[test]
    fn ten_thousand_nested_tags_come_out_as_text() {
        let got = clean(&format!("{}deep", "<div>".repeat(10_000)));
        assert!(got.text_only);
        assert_eq!(got.html, "<p>deep</p>");
    }

    fn markup() -> impl proptest::strategy::Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<b>",
            "</b>",
            "<a href=https://e.example>",
            "</a>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
            "</ul>",
            "<pre>",
            "</pre>",
            "<br>",
            "<img src=x>",
            "<h2>",
            "</h2>",
            "<math>",
            "<mi>",
            "<mtext>",
            "</math>",
            "<svg>",
            "</svg>",
            "<ruby>",
            "<rt>",
            "<blockquote>",
            "</blockquote>",
            "<span lang=de>",
            "</span>",
            "<button>",
            "</button>",
            "<select>",
            "<form>",
            "<dl>",
            "<dt>",
            "<dd>",
            "<figure>",
            "<figcaption>",
            "<caption>",
            "<col>",
            "<details>",
            "<summary>",
            "<template>",
            "<noscript>",
            "<font>",
            " ",
            "\n",
            "\r",
            "a",
            "钱",
            "&amp;",
            "&nbsp;",
            "&#13;",
            "&lt;p&gt;",
            "<",
            "\u{0}",
            "<!--x-->",
            "<![CDATA[x]]>",
            "<style>",
            "</style>",
            "<title>",
        ]);
        proptest::strategy::Strategy::prop_map(proptest::collection::vec(piece, 0..40), |v| {
            v.concat()
        })
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3_000))]

        /// What is stored is what a browser shows: parsing it again changes nothing, and the
        /// text is the text of the tree.
        #[test]
        fn clean_html_is_stable_and_its_text_is_its_text(html in markup()) {
            let got = clean(&html);
            let again = clean(&got.html);
            proptest::prop_assert_eq!(&again.html, &got.html);
            proptest::prop_assert_eq!(&again.text, &got.text);
            proptest::prop_assert_eq!(Document::fragment(got.html.as_str()).text().to_string(), got.text);
        }
    }

    #[test]
    fn an_image_stands_by_the_words_beside_it() {
        let html = clean(
            "<p>Before 😀 it.</p><img src=clip://localhost/a alt=' A boat '><figure><img src=clip://localhost/b><figcaption> The <b>quay</b>, 1962 </figcaption></figure><p>After.</p>",
        );
        let place = |key: &str| {
            let found = Landmarks::of(&html.html).images.remove(key)?;
            let (start, end) = found.beside;
            let at = commonplace_core::TextPosition::new(start, end).ok()?;
            Some((commonplace_core::text::slice(&html.text, at)?.to_owned(), found.shows))
        };
        assert_eq!(place("a"), Some(("Before 😀 it.".into(), "A boat".into())));
        assert_eq!(place("b"), Some(("The quay, 1962".into(), "The quay, 1962".into())));
        assert_eq!(place("c"), None);
        assert!(Landmarks::of("<img src=clip://localhost/a>").images.is_empty());
        assert!(Landmarks::of("<img src=clip://localhost/a><p>x").images.contains_key("a"));
    }

    #[test]
    fn a_place_is_told_by_the_headings_above_it() {
        let html =
            "<h2>One &amp; all</h2>\n<p>a 😀</p>\n<h3>Inner</h3>\n<p>b</p>\n<h2>Two</h2>\n<p>c</p>";
        let clean = clean(html);
        let above = |words: &str| {
            let at = clean.text.split(words).next().unwrap_or_default();
            Headings::of(&clean.html).above(commonplace_core::text::len(at))
        };
        assert_eq!(above("a 😀"), ["One & all"]);
        assert_eq!(above("b"), ["One & all", "Inner"]);
        assert_eq!(above("c"), ["Two"]);
        assert_eq!(above("Inner"), ["One & all", "Inner"], "a heading stands under itself");
        assert!(Headings::of("<p>a</p>").above(0).is_empty());
    }

    #[test]
    fn an_inline_element_around_blocks_is_one_in_each() {
        assert_eq!(
            clean("<a href=https://e.example/a><h3>One</h3><p>two <b>three</b></p></a>").html,
            "<h3><a href=\"https://e.example/a\">One</a></h3>\n<p><a href=\"https://e.example/a\">two <b>three</b></a></p>"
        );
        assert_eq!(
            clean("<b>lead<ul><li>one</li><li>two</li></ul></b>").html,
            "<p><b>lead</b></p>\n<ul><li><b>one</b></li>\n<li><b>two</b></li></ul>"
        );
        assert_eq!(clean("<li>one</li> <li>two</li>").html, "<ul><li>one</li>\n<li>two</li></ul>");
        assert_eq!(clean("<h3><ol><li>So</li></ol></h3>").html, "<ol><li><h3>So</h3></li></ol>");
        assert_eq!(clean("<pre>a<hr><h3>b</h3>c</pre>").html, "<pre>a\nb\nc</pre>");
        assert_eq!(clean("<dd>what it is</dd>").html, "<p>what it is</p>");
        let terms = "<dl><dt>Bar</dt>\n<dd>A bank of sand.</dd></dl>";
        assert_eq!(clean(terms).html, terms);
        assert_eq!(
            clean("<dl><dd>It moves.</dd><dd>It does.</dd></dl>").html,
            "<ul><li>It moves.</li>\n<li>It does.</li></ul>"
        );
    }
}
