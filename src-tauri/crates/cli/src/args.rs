//! The arguments of the command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use commonplace_library::core::{CitationForm, Colour, FileOf, Marks, Named};
use commonplace_library::{Error, ListFormat, Scope, Sort};

/// Clip articles, highlight and annotate quotes in them, export the notes as Markdown.
#[derive(Debug, Parser)]
#[command(
    name = "commonplace",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  commonplace clip https://example.org/article
  commonplace clip page.html notes.md
  pbpaste | commonplace --json clip -
  commonplace list --state inbox --tag cyber
  commonplace highlight 0192 --quote \"a bridge for the two countries\" --note \"**metaphor**\"
  commonplace search bridge \"cyber crimes\"
  commonplace export --all --to ~/Vault/Articles
  commonplace quotes --speaker Qian --md > qian.md
  commonplace verify draft.md

Ids may be shortened to their first characters, as long as they name one article.
Exit codes: 0 done; 1 failed; 2 wrong use; 3 no such article or quote; 4 refused: the address is
on your own network."
)]
pub(crate) struct Args {
    /// The library's file [default: commonplace/library.db in your data folder]
    #[arg(long, global = true, env = "COMMONPLACE_LIBRARY", value_name = "FILE")]
    pub(crate) library: Option<PathBuf>,
    /// Print JSON, and errors as JSON too (on stderr)
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add articles: addresses, files, or - for standard input
    #[command(after_help = "\
Examples:
  commonplace clip https://example.org/article
  commonplace clip saved.html --url https://example.org/article
  curl -s https://example.org/article | commonplace clip - --url https://example.org/article

Files are told by their content: HTML (with the folder a browser saved beside it, or from
SingleFile), MHTML, webarchive, Markdown, plain text. PDF and EPUB cannot be read yet.

An article that is there already is shown, not clipped again, unless --new-version is given.
JSON: an article (see `show --help`) with `outcome` (created, version_added, exists) and
`rendition` (article, whole_page, text_only, empty); one line each.")]
    Clip {
        /// Addresses, files, or -
        #[arg(required = true, value_name = "URL|FILE|-")]
        inputs: Vec<String>,
        /// The address that a file or standard input came from
        #[arg(long)]
        url: Option<String>,
        /// Clip articles that are in the library again, as a new version
        #[arg(long)]
        new_version: bool,
        /// Allow the page to come from your own machine or network
        #[arg(long)]
        allow_private: bool,
    },
    /// List articles, newest first
    #[command(after_help = "\
Examples:
  commonplace list
  commonplace list --state favourite --sort title
  commonplace --json list --tag cyber --limit 10")]
    List {
        /// Which articles
        #[arg(long = "state", value_parser = word::<Scope>(), default_value = "all")]
        scope: Scope,
        /// Only articles with this tag, on themselves or on a highlight
        #[arg(long)]
        tag: Option<String>,
        /// The sort order
        #[arg(long, value_parser = word::<Sort>(), default_value = "saved")]
        sort: Sort,
        /// Reverse the order
        #[arg(long)]
        reverse: bool,
        /// Maximum number of articles
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
        /// How many articles to skip
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// Show an article: its text, highlights and notes
    #[command(after_help = "\
JSON: id, title, authors, byline, site, published, dateline, language, url, description, state,
favourite, tags, saved (Unix ms), words, text, sha256 (of the capture), highlights (id, exact,
start, end, colour, note, tags, state), notes. Unknown fields are null. Positions are code
points in text.")]
    Show {
        /// The article's id, or its first characters
        id: String,
    },
    /// Highlight a quote in an article
    #[command(after_help = "\
Examples:
  commonplace highlight 0192 --quote \"mutual respect\" --color green --tag diplomacy --tag us
  pbpaste | commonplace highlight 0192 --quote - --note \"see **p. 4**\"

White space, quotation marks and dashes in the quote need not look as they do in the article.")]
    Highlight {
        /// The article's id, or its first characters
        id: String,
        /// The words, or - for standard input
        #[arg(long, value_name = "TEXT")]
        quote: String,
        /// A note, in Markdown
        #[arg(long, value_name = "MD")]
        note: Option<String>,
        /// The highlight's colour
        #[arg(long, alias = "colour", value_parser = word::<Colour>(), default_value = "yellow", value_name = "NAME")]
        color: Colour,
        /// A tag; may be given again
        #[arg(long = "tag", value_name = "T")]
        tags: Vec<String>,
    },
    /// Write highlights as W3C Web Annotations (JSON-LD) to standard output
    #[command(after_help = "\
Examples:
  commonplace annotations --all > annotations.jsonld
  commonplace annotations 0192

Each has its words with what stands around them, its place in code points, and a text fragment.")]
    Annotations {
        /// Articles' ids, or their first characters
        #[arg(required_unless_present = "all", value_name = "ID")]
        ids: Vec<String>,
        /// Every article that is not in the trash
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        /// Include what is off the record or not permitted yet
        #[arg(long)]
        withheld: bool,
    },
    /// Add highlights from W3C Web Annotations, or from an export of Hypothesis
    #[command(after_help = "\
Examples:
  commonplace annotate annotations.jsonld
  curl -s \"https://api.hypothes.is/api/search?uri=…\" | commonplace annotate - --article 0192

Each is looked for by its words in the article of its address. What stands there more than once,
or only in other words, is not made but listed.
JSON: a line each: quote, outcome (made, known, ambiguous, similar, missing, no_article), id,
places, words.")]
    Annotate {
        /// The file, or - for standard input
        #[arg(value_name = "FILE|-")]
        file: String,
        /// The article that they belong to, whatever address they have
        #[arg(long, value_name = "ID")]
        article: Option<String>,
    },
    /// Import what other programs exported: articles, tags, notes, highlights
    #[command(after_help = "\
Examples:
  commonplace import pocket.zip --dry-run
  commonplace import ~/Downloads/omnivore ~/Downloads/readwise-data.csv

Pocket, Instapaper, Omnivore, Readwise and its Reader, Raindrop, wallabag, Hypothesis, Zotero
(CSL-JSON, RDF), BibTeX, Kindle (My Clippings.txt), Evernote (ENEX), bookmarks of browsers,
Karakeep, Linkwarden, Obsidian Web Clipper, Matter, Markdown folders, Web Annotations, tables
with a column of addresses, and an archive of ours (`archive`). Files are told by their content;
folders and zip archives are looked through.

Nothing is fetched: pages that an export does not have come while the app runs, or with `fetch`.
Importing again adds only what is new. In the app, one Undo takes an import back.
Fails where nothing in it can be read.
JSON: kinds ([{name, title, count}]), new, updated, duplicate, repeated, skipped ([{why, count,
what}]), anchored, waiting, known (highlights), notes, to_fetch, stopped.")]
    Import {
        /// Files, folders, zip archives
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Only report what would be imported
        #[arg(long)]
        dry_run: bool,
    },
    /// Copy the library into a file, also while it is in use
    #[command(after_help = "\
Examples:
  commonplace backup ~/Backup/library-2026-11-30.db

The copy is a library of its own, checked, with everything in one file; a file that is there is
left as it is. `commonplace restore` puts it back.
JSON: backup (its path).")]
    Backup {
        /// The copy to write
        file: PathBuf,
    },
    /// Replace the library with a backup
    #[command(after_help = "\
Examples:
  commonplace restore ~/Backup/library-2026-11-30.db

Close Commonplace first. The library that was there is kept beside it, and where is said.
JSON: library, kept (where the library that was there lies now, or null).")]
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Write the whole library into an archive of open formats
    #[command(after_help = "\
Examples:
  commonplace archive ~/Backup/commonplace.zip
  commonplace --library new.db import ~/Backup/commonplace.zip

A zip of captures and images byte for byte, of articles as JSON with their versions, highlights,
notes and tags, and of the same articles as Markdown, with what is in the trash, projects,
people and settings. Importing it gives the same library back; into another library it adds what
is not there. Of a damaged library it holds all that can be read; what is missing is said, and the
exit code is 1.
JSON: archive (its path), articles, lost (how many things could not be read).")]
    Archive {
        /// The archive to write; an existing file is replaced
        file: PathBuf,
    },
    /// Fetch the pages of imported articles now
    #[command(after_help = "\
Four sites at a time, each not more often than every other second. What cannot be had stays
waiting, or is given up with its reason; --again tries those, too.
JSON: left (will be tried later), failed, failures ([{article, url, error}]).")]
    Fetch {
        /// Try failed pages again
        #[arg(long)]
        again: bool,
        /// Allow pages to come from your own machine or network
        #[arg(long)]
        allow_private: bool,
    },
    /// Write references to articles
    #[command(after_help = "\
Forms: apa, mla, chicago, ieee, gb7714 (formatted), csl-json, bibtex, ris, pandoc ([@key]). Keys
are those an article was imported with, or that Better BibTeX would make; once made, they stay.

Examples:
  commonplace cite 0192
  commonplace cite --all --as bibtex > library.bib
  commonplace cite 0192 --as ris --quotes")]
    Cite {
        /// Articles' ids, or their first characters
        #[arg(required_unless_present = "all", value_name = "ID")]
        ids: Vec<String>,
        /// Every article that is not in the trash
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        /// Include the highlights: as notes of csl-json, bibtex and ris
        #[arg(long)]
        quotes: bool,
        /// The form of the references
        #[arg(long = "as", value_name = "FORM", value_parser = word::<CitationForm>(), default_value = "apa")]
        form: CitationForm,
    },
    /// Keep a folder of Markdown files up to date
    #[command(after_help = "\
Every article is a file, as in `export`, or every highlight or project. While the app runs, the
files follow what is done in it; this command writes what is due at once. What you write in the
files stays, and you may move and rename them. How they are written is kept, as if set in the app.

Examples:
  commonplace vault ~/Vault/Articles
  commonplace vault ~/Vault/Cards --files highlight --images
  commonplace vault
  commonplace vault --stop")]
    Vault {
        /// The folder to keep up to date from now on
        folder: Option<String>,
        #[command(flatten)]
        shape: ShapeArgs,
        /// Stop keeping a folder up to date; the files stay
        #[arg(long, conflicts_with = "folder")]
        stop: bool,
    },
    /// Search articles, highlights and notes
    #[command(after_help = "\
Every word must be there; \"quoted words\" in a row. Words also find longer words. speaker:name
finds what somebody said.

Examples:
  commonplace search bridge
  commonplace search 'speaker:\"Zhang Yesui\" bridge'
  commonplace search '\"mutual respect\" china'")]
    Search {
        /// What to search for
        #[arg(required = true)]
        query: Vec<String>,
        /// Maximum number of articles
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        limit: u32,
        /// How many articles to skip
        #[arg(long, default_value_t = 0)]
        offset: u32,
    },
    /// Write articles as Markdown, HTML, a book or lists, into a folder or to standard output
    #[command(after_help = "\
Examples:
  commonplace export --all --to ~/Vault/Articles
  commonplace export 0192 0193 --to - > notes.md
  commonplace export --all --as csv --to - > highlights.csv
  commonplace export 0192 0193 --as epub --to ~/Books
  commonplace export --all --files highlight --template card.jinja --to ~/Vault/Cards

Running it again changes only what changed in the library. What you wrote in a file stays where
it is, and a file you moved or renamed is found by the id among its properties. Where both
changed the same lines, both stand there, and it is said.")]
    Export {
        /// Articles' ids, or their first characters
        #[arg(required_unless_present = "all", value_name = "ID")]
        ids: Vec<String>,
        /// Every article that is not in the trash
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        /// The folder to write to, or - for standard output
        #[arg(long, value_name = "DIR|-")]
        to: String,
        /// Write one file instead of Markdown: html (articles with their highlights and images), epub (a book
        /// of them), csv (highlights), readwise (its import format), bookmarks (of articles)
        #[arg(long = "as", value_name = "FORM", value_parser = word::<ListFormat>())]
        list: Option<ListFormat>,
        #[command(flatten)]
        shape: ShapeArgs,
    },
    /// Extract articles from their captures again with this version; highlights are kept
    #[command(after_help = "\
Examples:
  commonplace reextract 0192
  commonplace reextract --all

Nothing is fetched but pictures that were not in the article before. What came is never changed:
an article that comes out otherwise has a new version beside the old one. Articles picked by
hand stay.
JSON: a line each: id, outcome (changed, same, by_hand, failed), error.")]
    Reextract {
        /// Articles' ids, or their first characters
        #[arg(required_unless_present = "all", value_name = "ID")]
        ids: Vec<String>,
        /// Every article that is not in the trash
        #[arg(long, conflicts_with = "ids")]
        all: bool,
    },
    /// Fetch articles again and report what changed in them
    #[command(after_help = "\
Only articles that were fetched before are, one at a time, and no site more often than once a
second. An article that says something else now has a new version beside the old one, and is
listed with how many of its highlights are kept, changed, to be checked, and gone.
JSON: a line each: id, outcome (unchanged, changed, not_fetched, failed), kept, changed, check,
orphans, error.")]
    Recheck {
        /// Articles' ids, or their first characters
        #[arg(required_unless_present_any = ["all", "query"], value_name = "ID")]
        ids: Vec<String>,
        /// Every article that is not in the trash
        #[arg(long, conflicts_with_all = ["ids", "query"])]
        all: bool,
        /// Articles that match a search
        #[arg(long, conflicts_with = "ids", value_name = "WORDS")]
        query: Option<String>,
        /// Allow pages to come from your own machine or network
        #[arg(long)]
        allow_private: bool,
    },
    /// List the quotations in articles, with speakers and evidence
    #[command(after_help = "\
Examples:
  commonplace quotes 0192
  commonplace quotes --speaker Qian --md > qian.md
  commonplace quotes --all --csv > quotes.csv

JSON: a line each: article, title, site, url, link (leads to the words), words, start, end (code
points in the version's text), kind (direct, mixed), speaker (the words that name who speaks),
name, role, affiliation, cue, confidence (0 to 1), sure (whether it can be taken unseen), others
(up to two more who may have said it), version, sha256 (of the capture), captured (Unix ms).
Unknown fields are null.")]
    Quotes {
        /// Articles' ids, or their first characters; all articles if none is given
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// Every article that is not in the trash
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        /// Only quotations of speakers whose name contains these words
        #[arg(long, value_name = "NAME")]
        speaker: Option<String>,
        /// As CSV, with a header row
        #[arg(long, conflicts_with_all = ["md", "json"])]
        csv: bool,
        /// As Markdown
        #[arg(long, conflicts_with = "json")]
        md: bool,
    },
    /// Check the quotes in files against the captures
    #[command(after_help = "\
Examples:
  commonplace verify draft.md
  commonplace --json verify chapters/*.md

Markdown, pages, books (EPUB), CSV and JSON of highlights. Block quotes, inline quotations of
five words or more, and highlights are looked for in every version of every article: verbatim,
altered (what was taken out stands in [-…-], what was put in in {+…+}), or not found. Ellipses,
[insertions], [sic] and quotes within quotes are understood; white space, the shape of marks and
dashes, and case do not matter. Exit code 0 if all are verbatim, else 1.
JSON: a line each: file, line, quote, verdict (verbatim, altered, not_found), article, title,
url, version, sha256, captured, start, end, original, difference ([{change, text}]).")]
    Verify {
        /// The files, or - for standard input
        #[arg(required = true, value_name = "FILE|-")]
        files: Vec<String>,
    },
    /// Serve the app to a browser on this machine; prints its address with a secret token
    Serve {
        /// The port; 0 for any free port
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// The folder of the built interface (ui/dist), to use the app in a browser
        #[arg(long, value_name = "DIR")]
        ui: Option<PathBuf>,
        /// The folder that exports are written to
        #[arg(long, value_name = "DIR")]
        export_to: Option<PathBuf>,
    },
}

/// How Markdown files are written. What is not given is as set in the app.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct ShapeArgs {
    /// obsidian, callouts, logseq, plain, or a file with a template of your own (MiniJinja)
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) template: Option<String>,
    /// What has its own file: article, highlight (and each note) or project
    #[arg(long, value_name = "WHAT", value_parser = word::<FileOf>())]
    pub(crate) files: Option<FileOf>,
    /// Only highlights and notes, without the article's text
    #[arg(long)]
    pub(crate) no_text: bool,
    /// Put images into a folder beside the files
    #[arg(long)]
    pub(crate) images: bool,
    /// How highlights are marked in the text: equals (==), mark (<mark>) or none
    #[arg(long, value_name = "HOW", value_parser = word::<Marks>())]
    pub(crate) marks: Option<Marks>,
}

/// Parses an enum's value from its word.
fn word<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    let words = T::VALUES.iter().map(|value| value.word());
    PossibleValuesParser::new(words).try_map(|word| T::from_word(&word).ok_or("no such word"))
}

/// Whether the default direction of a sort order is descending: times start with the newest, names with A.
pub(crate) fn descends(sort: Sort) -> bool {
    matches!(sort, Sort::Saved | Sort::Published | Sort::Progress)
}

/// The path of the library if none is given.
pub(crate) fn default_library() -> Result<PathBuf, Error> {
    commonplace_library::default_path(&|name| std::env::var_os(name)).ok_or_else(|| {
        Error::Invalid("no home folder is known; name the library with --library FILE".into())
    })
}
