//! Normalises elements and white space of an article, so that a browser that parses its HTML builds
//! the same tree: no meaningless wrappers, no blocks within inline text, no text beside blocks, one
//! space between words, and a line feed between blocks.

use super::node::{Node, is_block_name, is_space};

/// Normalises an article, given by its top-level nodes.
pub(super) fn normalise_tree(roots: Vec<Node>) -> Vec<Node> {
    let mut roots = simplify(roots, "");
    roots = split_inlines(roots);
    roots = fix_lists(roots, "");
    roots = wrap_runs(roots);
    fold_spaces(&mut roots);
    prune(&mut roots);
    separate(roots)
}

/// Removes meaningless wrappers. A `span` without attributes is removed. A `div` or `section`
/// becomes a paragraph if it contains only inline content, and is removed if it contains blocks.
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
                            // Text beside blocks becomes paragraphs, so that it stays separate from
                            // what precedes it.
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

/// Moves an inline element around blocks into each of them, because EPUB and Markdown cannot
/// express it otherwise.
fn split_inlines(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Node::Element { name, attrs, math: false, children } = node else {
            out.push(node);
            continue;
        };
        let children = split_inlines(children);
        // A heading contains only inline content as well.
        let holds_blocks = is_block_name(&name)
            && !matches!(name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        if holds_blocks || !children.iter().any(Node::is_block) {
            out.push(Node::Element { name, attrs, math: false, children });
        } else {
            push_into_blocks(&name, attrs, children, &mut out);
        }
    }
    out
}

/// Puts an inline element around each run of inline content in `children` and in their blocks. The
/// first one gets its id.
fn push_into_blocks(
    name: &str,
    mut attrs: Vec<(String, String)>,
    children: Vec<Node>,
    out: &mut Vec<Node>,
) {
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
                push_into_blocks(name, attrs.clone(), children, &mut inner);
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

/// Makes sure that list items are in lists, and that lists only contain items.
fn fix_lists(nodes: Vec<Node>, parent: &str) -> Vec<Node> {
    let list_for = |name: &str| match (name, parent) {
        ("li", "ul" | "ol") => None,
        ("li", _) => Some("ul"),
        _ => None,
    };
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    // Whether the last list in `out` was created here.
    let mut made = false;
    for node in nodes {
        if node.is_blank() {
            out.push(node);
            continue;
        }
        let name = node.name().to_owned();
        let node = match node {
            Node::Element { name, attrs, math: false, mut children } => {
                // A definition list without complete pairs becomes a plain list.
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
                    if name == "pre" { in_lines(children) } else { fix_lists(children, &name) };
                Node::Element { name, attrs, math: false, children }
            }
            node => node,
        };
        if matches!(parent, "ul" | "ol") && name != "li" {
            // A list directly within a list belongs to the item before it.
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

/// Removes blocks from a listing and makes each of them a line.
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

/// Whether a definition list consists of terms, each with a definition.
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

/// Moves the id of a removed element to its first block, if that has none, so that links to it
/// still work.
fn hand_down_id(attrs: &[(String, String)], blocks: &mut [Node]) {
    let id = attrs.iter().find(|(key, _)| key == "id");
    let first = blocks.iter_mut().find(|n| !n.is_blank());
    if let (Some(id), Some(Node::Element { attrs, .. })) = (id, first)
        && !attrs.iter().any(|(key, _)| key == "id")
    {
        attrs.push(id.clone());
    }
}

/// Wraps inline content beside blocks in paragraphs.
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

/// Collapses white space in each block: first forwards (runs, and at the start of lines), then
/// backwards (at the end of lines).
fn fold_spaces(nodes: &mut [Node]) {
    fold_forward(nodes, false, &mut true);
    fold_backward(nodes, false, &mut true);
}

/// `fresh`: the line is empty so far, or ends with a space.
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

/// `last`: nothing follows on this line.
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

/// Removes empty lines at both ends of preformatted text. A parser would drop the first line feed.
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

/// Removes nodes without visible content.
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
    // One line break ends a line and two make a gap; further ones are removed.
    let mut breaks = 0;
    nodes.retain(|node| {
        breaks = if node.name() == "br" { breaks + 1 } else { 0 };
        breaks <= 2
    });
}

/// Inserts a line feed between blocks and after each line break.
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
