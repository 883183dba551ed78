//! Projects and their outlines.

use commonplace_core::{
    AnnotationId, ArticleId, HighlightId, Name, OutlinePiece, PieceId, ProjectId, names,
};
use commonplace_store as store;
use commonplace_store::PieceRow;

use super::annotations::AnnotationView;
use super::context::Context;
use super::wire::{Created, Id, Nothing, bare, received, sent};
use crate::{Library, Refusal, Word, new_uuid};

received! {
    /// A new project.
    NewProject {
        /// Its name.
        name: String,
    }
    /// A project.
    OneProject {
        /// Its id.
        id: Id<ProjectId>,
    }
    /// Renames a project.
    RenameProject {
        /// The project.
        id: Id<ProjectId>,
        /// The new name.
        name: String,
    }
    /// Adds articles and highlights to a project or removes them.
    Gather {
        /// The project.
        id: Id<ProjectId>,
        /// Articles.
        articles: Vec<Id<ArticleId>>,
        /// Highlights.
        highlights: Vec<Id<HighlightId>>,
        /// `true` adds them, `false` removes them.
        on: bool,
    }
    /// Adds a heading or a text to an outline.
    AddPiece {
        /// The project.
        project: Id<ProjectId>,
        /// Heading or text.
        kind: Word<PieceKind>,
        /// Level of a heading, 1 to 3.
        depth: u8,
        /// The text in Markdown, or the words of a heading.
        body: String,
        /// The piece to insert it before; null appends it.
        before: Option<Id<PieceId>>,
    }
    /// Adds quotes to an outline.
    AddQuotes {
        /// The project.
        project: Id<ProjectId>,
        /// The highlights.
        highlights: Vec<Id<HighlightId>>,
        /// The piece to insert them before; null appends them.
        before: Option<Id<PieceId>>,
    }
    /// Rewrites a heading or a text of an outline.
    EditPiece {
        /// The piece.
        id: Id<PieceId>,
        /// Level of a heading, 1 to 3.
        depth: u8,
        /// The text in Markdown, or the words of a heading.
        body: String,
    }
    /// Moves a piece within its outline.
    MovePiece {
        /// The piece.
        id: Id<PieceId>,
        /// The piece to move it before; null moves it to the end.
        before: Option<Id<PieceId>>,
    }
    /// A piece of an outline.
    OnePiece {
        /// Its id.
        id: Id<PieceId>,
    }
}

names! {
    /// Kinds of piece in an outline.
    PieceKind {
        /// A heading.
        Heading = "heading",
        /// A text that the person wrote.
        Text = "text",
        /// The quote of a highlight.
        Quote = "quote",
    }
}

sent! {
    /// A project.
    ProjectView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// Number of articles in it.
        articles: u32,
        /// Number of pieces in its outline.
        pieces: u32,
    }
    /// The outline of a project.
    OutlineView {
        /// The pieces, in order.
        pieces: Vec<PieceView>,
    }
    /// A piece of an outline.
    PieceView {
        /// Its id.
        id: String,
        /// Heading, text or quote.
        kind: Word<PieceKind>,
        /// Level of a heading, 1 to 3.
        depth: u8,
        /// The text in Markdown, or the words of a heading.
        body: String,
        /// A text as sanitised HTML; null for other kinds.
        html: Option<String>,
        /// The highlight of a quote; null for other kinds.
        quote: Option<AnnotationView>,
    }
}

pub(super) fn create(c: &Context<'_>, args: NewProject) -> Result<Created, crate::Error> {
    let id = ProjectId(new_uuid(c.now));
    c.library.store.create_project(id, name(&args.name)?, c.now)?;
    Ok(Created { id: id.to_string() })
}

pub(super) fn rename(c: &Context<'_>, args: RenameProject) -> Result<Nothing, crate::Error> {
    c.library.store.rename_project(args.id.0, name(&args.name)?)?;
    Ok(Nothing {})
}

pub(super) fn delete(c: &Context<'_>, args: OneProject) -> Result<Nothing, crate::Error> {
    c.library.store.delete_project(args.id.0)?;
    Ok(Nothing {})
}

pub(super) fn gather(c: &Context<'_>, args: Gather) -> Result<Nothing, crate::Error> {
    let (articles, highlights) = (bare(args.articles), bare(args.highlights));
    c.library.store.gather(args.id.0, articles, highlights, args.on)?;
    Ok(Nothing {})
}

pub(super) fn outline(c: &Context<'_>, args: OneProject) -> Result<OutlineView, crate::Error> {
    outline_of(c.library, args.id.0)
}

pub(super) fn add_piece(c: &Context<'_>, args: AddPiece) -> Result<Created, crate::Error> {
    let new = match args.kind.0 {
        PieceKind::Heading => OutlinePiece::Heading(args.depth, args.body),
        PieceKind::Text => OutlinePiece::Text(args.body),
        PieceKind::Quote => {
            let message = "a quote is added by its highlight, with outline.quote";
            return Err(crate::Error::Invalid(message.to_owned()));
        }
    };
    let id = PieceId(new_uuid(c.now));
    let before = args.before.map(|id| id.0);
    c.library.store.add_pieces(args.project.0, vec![PieceRow { id, piece: new }], before)?;
    Ok(Created { id: id.to_string() })
}

pub(super) fn add_quotes(c: &Context<'_>, args: AddQuotes) -> Result<Nothing, crate::Error> {
    let pieces = c.library.quotes(bare(args.highlights), c.now);
    let before = args.before.map(|id| id.0);
    c.library.store.add_pieces(args.project.0, pieces, before)?;
    Ok(Nothing {})
}

pub(super) fn edit_piece(c: &Context<'_>, args: EditPiece) -> Result<Nothing, crate::Error> {
    c.library.store.edit_piece(args.id.0, args.depth, args.body)?;
    Ok(Nothing {})
}

pub(super) fn move_piece(c: &Context<'_>, args: MovePiece) -> Result<Nothing, crate::Error> {
    let before = args.before.map(|id| id.0);
    c.library.store.move_piece(args.id.0, before)?;
    Ok(Nothing {})
}

pub(super) fn remove_piece(c: &Context<'_>, args: OnePiece) -> Result<Nothing, crate::Error> {
    c.library.store.remove_piece(args.id.0)?;
    Ok(Nothing {})
}

impl From<store::ProjectRow> for ProjectView {
    fn from(p: store::ProjectRow) -> Self {
        Self { id: p.id.to_string(), name: p.name, articles: p.articles, pieces: p.pieces }
    }
}

fn outline_of(library: &Library, id: ProjectId) -> Result<OutlineView, crate::Error> {
    let mut pieces = Vec::new();
    for row in library.store.outline(id)? {
        let view = PieceView {
            id: row.id.to_string(),
            kind: Word(PieceKind::Text),
            depth: 1,
            body: String::new(),
            html: None,
            quote: None,
        };
        pieces.push(match row.piece {
            OutlinePiece::Heading(depth, body) => {
                PieceView { kind: Word(PieceKind::Heading), depth, body, ..view }
            }
            OutlinePiece::Text(body) => {
                let html = commonplace_capture::render_note(&body).html;
                PieceView { html: Some(html), body, ..view }
            }
            OutlinePiece::Quote(id) => {
                let quote = library.store.annotation(AnnotationId::Highlight(id))?;
                PieceView { kind: Word(PieceKind::Quote), quote: Some(quote.into()), ..view }
            }
        });
    }
    Ok(OutlineView { pieces })
}

/// Validates the name of a project or of a saved search.
///
/// # Errors
///
/// [`crate::Error::Invalid`] for a name that is empty or too long.
pub(super) fn name(name: &str) -> Result<Name, crate::Error> {
    Name::new(name).map_err(|_| crate::Error::Refused(Refusal::Name))
}
