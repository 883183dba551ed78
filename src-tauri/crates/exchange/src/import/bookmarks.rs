//! Lists of links in HTML: bookmarks exported by browsers (the "Netscape" format), with folders as
//! headings, and Pocket's older export. Files with unclosed tags, in any case and without a doctype
//! are all in use.

use std::cell::RefCell;
use std::ops::ControlFlow;

use commonplace_core::{ArticleState, Metadata};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, Tokenizer, TokenizerOpts};

use crate::tokens::{Attributes, HtmlToken, Sink, attribute};

use super::bounds::{self, DEEPEST};
use super::{
    Each, ImportFiles, ImportSource, Item, Reading, Record, emit_item, fields, files, when,
};

/// Whether a file, in lower case, starts like a list of links.
pub(super) fn is_bookmarks(lower: &str) -> bool {
    lower.contains("<!doctype netscape-bookmark-file")
        || lower.contains("time_added=")
        || lower.contains("<dt><a ")
        || lower.contains("<dt><h3")
}

/// The link being read.
#[derive(Default)]
struct Link {
    item: Item,
    kind: Option<ImportSource>,
}

struct State<'e, 'f> {
    /// The open folders, outermost first; a folder without a name is the root.
    folders: Vec<String>,
    /// Number of open folders nested deeper than the maximum. They are left out of the path, since
    /// it is stored with every link.
    deeper: usize,
    /// The heading that the next list belongs to.
    heading: Option<String>,
    link: Option<Link>,
    /// What text belongs to.
    into: Into,
    archive: bool,
    each: &'e mut (dyn FnMut(super::Found) -> ControlFlow<()> + 'f),
    stopped: bool,
}

#[derive(PartialEq)]
enum Into {
    Nothing,
    Heading,
    Title,
    Description,
}

pub(super) fn read(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    given.stream(entry, &mut |reader, budget| rows(reader, budget, each))?
}

fn rows(reader: &mut dyn std::io::Read, budget: &files::Budget, each: Each<'_>) -> Reading {
    let mut state = State {
        folders: Vec::new(),
        deeper: 0,
        heading: None,
        link: None,
        into: Into::Nothing,
        archive: false,
        each,
        stopped: false,
    };
    let state = RefCell::new(&mut state);
    let sink = Sink(RefCell::new(|piece: HtmlToken<'_>| state.borrow_mut().take(piece, budget)));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut attributes = Attributes::default();
    let mut held: Vec<u8> = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    let mut read = Ok(());
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => held.extend_from_slice(&chunk[..n]),
            Err(err) => {
                read = Err(err);
                break;
            }
        }
        // A chunk may end within a character.
        let whole = match std::str::from_utf8(&held) {
            Ok(text) => text.len(),
            Err(err) => err.valid_up_to(),
        };
        let rest = held.split_off(whole);
        let text = String::from_utf8_lossy(&held);
        input.push_back(StrTendril::from_slice(&attributes.bounded(&text)));
        held = rest;
        let _ = tokenizer.feed(&input);
        if state.borrow().stopped {
            return Ok(ControlFlow::Break(()));
        }
    }
    tokenizer.end();
    let flow = state.borrow_mut().done();
    read?;
    Ok(flow)
}

impl State<'_, '_> {
    fn take(&mut self, piece: HtmlToken<'_>, budget: &files::Budget) {
        if self.stopped {
            return;
        }
        match piece {
            HtmlToken::Text(text) => match self.into {
                Into::Nothing => {}
                Into::Heading => self.heading.get_or_insert_default().push_str(text),
                Into::Title | Into::Description => {
                    let Some(link) = &mut self.link else { return };
                    match self.into {
                        Into::Title => link.item.metadata.title.push_str(text),
                        _ => link.item.metadata.description.get_or_insert_default().push_str(text),
                    }
                }
            },
            HtmlToken::Start(tag) => match tag.name.as_ref() {
                "h1" | "h3" => {
                    self.finish();
                    self.heading = Some(String::new());
                    self.into = Into::Heading;
                }
                "dl" | "ul" => {
                    self.finish();
                    let name = self.heading.take().unwrap_or_default();
                    if self.folders.len() < DEEPEST {
                        self.folders.push(bounds::name(name.trim()));
                    } else {
                        self.deeper += 1;
                    }
                    self.into = Into::Nothing;
                }
                "a" => {
                    self.finish();
                    budget.renew();
                    self.link = Some(link(tag));
                    self.into = Into::Title;
                }
                "dd" => self.into = Into::Description,
                "dt" | "li" | "hr" => {
                    self.finish();
                    self.into = Into::Nothing;
                }
                _ => {}
            },
            HtmlToken::End(tag) => match tag.name.as_ref() {
                "h1" => {
                    self.into = Into::Nothing;
                    self.archive = self
                        .heading
                        .as_deref()
                        .is_some_and(|h| h.to_lowercase().contains("archive"));
                }
                "h3" | "a" => self.into = Into::Nothing,
                "dl" | "ul" => {
                    self.finish();
                    match self.deeper.checked_sub(1) {
                        Some(deeper) => self.deeper = deeper,
                        None => drop(self.folders.pop()),
                    }
                    self.into = Into::Nothing;
                }
                _ => {}
            },
        }
    }

    /// Completes the current link and passes it on.
    fn finish(&mut self) {
        let Some(Link { mut item, kind }) = self.link.take() else { return };
        let kind = kind.unwrap_or(ImportSource::Bookmarks);
        if kind == ImportSource::Pocket {
            item.state =
                Some(if self.archive { ArticleState::Archive } else { ArticleState::Later });
        } else {
            let path: Vec<String> = self
                .folders
                .iter()
                .filter(|f| !f.is_empty())
                .map(|f| f.replace('/', "-"))
                .collect();
            item.tags.extend(fields::folder(&path.join("/")));
        }
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        item.metadata.title = tidy(&item.metadata.title);
        item.metadata.description =
            item.metadata.description.map(|d| tidy(&d)).filter(|d| !d.is_empty());
        let record = serde_json::json!({
            "url": item.metadata.url, "title": item.metadata.title, "description": item.metadata.description,
            "added": item.saved, "tags": item.tags,
        });
        item.record = Record::json(&record);
        self.stopped |= emit_item(kind, item, self.each).is_break();
    }

    fn done(&mut self) -> ControlFlow<()> {
        self.finish();
        if self.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn link(tag: &Tag) -> Link {
    let time = |name: &str| attribute(tag, name).and_then(|t| when::parse(&t));
    let tags = attribute(tag, "tags").unwrap_or_default();
    let unread = attribute(tag, "toread").is_some_and(|t| t == "1");
    Link {
        item: Item {
            metadata: Metadata { url: attribute(tag, "href"), ..Metadata::default() },
            saved: time("add_date").or_else(|| time("time_added")),
            state: unread.then_some(ArticleState::Later),
            tags: tags
                .split(',')
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
                .collect(),
            ..Item::default()
        },
        kind: attribute(tag, "time_added").map(|_| ImportSource::Pocket),
    }
}
