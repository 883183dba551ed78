//! Writes `schema.sql`, the tables of a library as they are today, for people who read theirs by hand.

use crate::Store;

/// What stands at the top of the file.
const HEAD: &str = "\
-- The tables of a Commonplace library (library.db), as they are after the newest migration. Generated from a new
-- library by `cargo xtask bindings` and checked by a test; the library itself is made by the files in migrations/.
--
-- Open the library read-only and query it while Commonplace runs: sqlite3 'file:library.db?mode=ro'
--
--   Ids          UUIDv7, 16 bytes; lower(hex(id)) shows one.
--   *_ms         Unix time in milliseconds, UTC; datetime(saved_ms / 1000, 'unixepoch') shows one.
--   start, end   Unicode code points in version.text; substr(text, \"start\" + 1, \"end\" - \"start\") shows the words.
--   *_fts        Full-text indexes (FTS5). Query them with MATCH; they need SQLite 3.43 or newer.
--
-- All highlights with their notes, by article:
--
--   SELECT a.title, h.exact, n.body FROM highlight h JOIN article a ON a.rowid = h.article
--   LEFT JOIN note n ON n.highlight = h.rowid WHERE a.trashed_ms IS NULL ORDER BY a.rowid, h.\"start\";
";

/// What each table holds, in the order of the file.
const TABLES: [(&str, &str); 41] = [
    (
        "blob",
        "Bytes of captures, images and files, each stored once, by SHA-256. Compressed with zstd where that helps.",
    ),
    (
        "article",
        "Articles. What the columns say is what the interface shows: extracted, then corrected by hand.",
    ),
    (
        "correction",
        "Fields of an article that were corrected by hand. A new version of the article does not undo them.",
    ),
    ("capture", "What was clipped, byte for byte, with its origin. A trigger forbids any change."),
    ("version", "The readable HTML and text that an extractor made from a capture."),
    ("asset", "Images of a version, by the key that its HTML names them with."),
    (
        "highlight",
        "Highlights: the words, their surroundings and their place in the text of one version.",
    ),
    ("note", "Notes in Markdown, on a highlight or (highlight is null) on an article."),
    ("tag", "Names of tags."),
    ("article_tag", "Tags of articles."),
    ("highlight_tag", "Tags of highlights."),
    ("project", "Projects."),
    ("project_article", "Articles in projects."),
    ("project_highlight", "Highlights in projects."),
    ("piece", "The outline of a project: headings, texts and quotes in order of place."),
    ("saved_search", "Searches kept in the sidebar."),
    ("alias", "Names that mean the same person as another name."),
    ("speaker_correction", "Speakers of quotations, corrected by hand."),
    ("citekey", "Citation keys. Once given, a key stays with its article."),
    ("import", "Imports. taken_back is 1 after the import was undone."),
    (
        "imported",
        "Which entries of imported files became which article, so that importing again adds nothing twice.",
    ),
    ("fetching", "Imported articles whose pages are still to be fetched."),
    ("setting", "Settings, as JSON."),
    ("draft", "Text typed and not yet saved."),
    ("exported", "Files of articles in export folders, as they were last written."),
    ("exported_part", "Files of single highlights, notes and projects in export folders."),
    ("exported_outline", "Files of outlines in export folders."),
    (
        "announced",
        "Files about to be written to an export folder, so that a crash does not leave one unknown.",
    ),
    ("export_due", "Articles whose files in the vault are out of date."),
    ("export_due_project", "Projects whose files in the vault are out of date."),
    ("due_now", "All articles, if there is a vault: what triggers mark as due."),
    ("due_project_now", "All projects, if there is a vault."),
    (
        "quotation",
        "Quotations found in the articles, with their speakers. Derived: found again when an article changes.",
    ),
    ("quotations_read", "Which version each article's quotations were found in. Derived."),
    ("quoted", "People who are quoted, with the number of quotations. Derived."),
    ("print", "Fingerprints of quotations, to find copies of them. Derived."),
    ("altered", "Pairs of quotations that say the same in altered words. Derived."),
    ("log_base", "Where the log of changes begins, for other programs on the same library."),
    ("article_fts", "Full-text index of articles."),
    ("highlight_fts", "Full-text index of highlights."),
    ("note_fts", "Full-text index of notes."),
];

/// The file: every table with what it holds, then its indexes and triggers.
fn schema_sql(store: &Store) -> String {
    let objects: Vec<(String, String)> = store
        .read(|c| {
            let sql =
                "SELECT tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
            let mut statement = c.prepare(sql)?;
            let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    // The tables inside a full-text index and SQLite's own are made by SQLite.
    let is_inner = |name: &str| name.contains("_fts_") || name.starts_with("sqlite_");
    for (name, _) in objects.iter().filter(|(name, _)| !is_inner(name)) {
        assert!(TABLES.iter().any(|(table, _)| table == name), "say in TABLES what {name} holds");
    }
    let mut out = HEAD.to_owned();
    for (table, holds) in TABLES {
        out.push_str(&format!("\n-- {holds}\n"));
        let own = objects.iter().filter(|(name, _)| name == table);
        let before = out.len();
        own.for_each(|(_, sql)| out.push_str(&format!("{sql};\n")));
        assert!(out.len() > before, "{table} is no table of a library");
    }
    out
}

/// The committed file is what a new library has. Run with `UPDATE_BINDINGS=1` to write it again.
#[test]
fn schema_sql_is_the_schema_of_a_new_library() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("library.db")).unwrap();
    let now = schema_sql(&store);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, now, "run: cargo xtask bindings");
}
