// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** How the words found in the text relate to the highlight's words. */
export const AnchorKind = ["exact", "moved", "changed"] as const;
export type AnchorKind = (typeof AnchorKind)[number];

/** Whether a highlight has a place in the text. */
export const AnchorState = ["anchored", "check", "orphan"] as const;
export type AnchorState = (typeof AnchorState)[number];

/** What annotations are grouped by. */
export const AnnotationGroup = ["none", "article", "project", "tag", "colour", "site", "speaker"] as const;
export type AnnotationGroup = (typeof AnnotationGroup)[number];

/** The kinds of annotations in a list. */
export const AnnotationKind = ["all", "noted", "highlights", "notes"] as const;
export type AnnotationKind = (typeof AnnotationKind)[number];

/** The order of annotations within their group. */
export const AnnotationSort = ["created", "updated", "title"] as const;
export type AnnotationSort = (typeof AnnotationSort)[number];

/** Kinds of annotation. */
export const AnnotationType = ["highlight", "note"] as const;
export type AnnotationType = (typeof AnnotationType)[number];

/** An article's place in the reading workflow. */
export const ArticleState = ["inbox", "later", "archive"] as const;
export type ArticleState = (typeof ArticleState)[number];

/** How a capture came in. */
export const CaptureMethod = ["fetch", "paste", "file", "sample"] as const;
export type CaptureMethod = (typeof CaptureMethod)[number];

/** What happened to a run of words. */
export const Change = ["same", "removed", "added"] as const;
export type Change = (typeof Change)[number];

/** The form of a reference. */
export const CitationForm = ["apa", "mla", "chicago", "ieee", "gb7714", "csl-json", "bibtex", "ris", "pandoc"] as const;
export type CitationForm = (typeof CitationForm)[number];

/** Result of a clip. */
export const ClipOutcome = ["created", "version_added", "exists"] as const;
export type ClipOutcome = (typeof ClipOutcome)[number];

/** The colours of highlights, in the order of their keys 1 to 8. */
export const Colour = ["yellow", "red", "green", "blue", "purple", "magenta", "orange", "grey"] as const;
export type Colour = (typeof Colour)[number];

/** Kinds of edit, for the message after an undo. */
export const EditLabel = ["highlight", "delete_highlight", "reattach", "resize", "leave_out", "restyle", "settle", "show_version", "recolour", "edit_note", "add_tag", "remove_tag", "move_to_inbox", "move_to_later", "pick_article", "archive", "add", "favourite", "unfavourite", "trash", "restore", "edit_details", "create_project", "rename_tag", "delete_tag", "rename_project", "delete_project", "gather", "let_go", "add_piece", "edit_piece", "move_piece", "remove_piece", "save_search", "rename_search", "delete_search", "delete_note", "delete_annotations", "attribute", "correct_speaker", "merge_people", "split_person", "translate", "import"] as const;
export type EditLabel = (typeof EditLabel)[number];

/** A field of [`Metadata`]. */
export const Field = ["title", "authors", "byline", "site", "published", "language", "url", "description", "modified", "image", "section", "keywords", "licence", "doi", "arxiv", "pubmed", "paywalled"] as const;
export type Field = (typeof Field)[number];

/** What a file is that cannot be clipped. */
export const FileKind = ["picture", "video", "sound", "picture_or_sound", "archive", "compressed", "program", "database", "office", "binary", "not_an_image", "pdf", "epub"] as const;
export type FileKind = (typeof FileKind)[number];

/** What an exported file contains. */
export const FileOf = ["article", "highlight", "project"] as const;
export type FileOf = (typeof FileOf)[number];

/** The typeface of articles. */
export const Font = ["serif", "sans", "legible"] as const;
export type Font = (typeof Font)[number];

/** The program or format that a file was exported from. */
export const ImportSource = ["pocket", "instapaper", "omnivore", "readwise", "reader", "raindrop", "wallabag", "hypothesis", "web_annotations", "zotero", "bibtex", "kindle", "evernote", "bookmarks", "karakeep", "linkwarden", "obsidian_clipper", "matter", "markdown", "list", "commonplace", "page"] as const;
export type ImportSource = (typeof ImportSource)[number];

/** The state of a job. */
export const JobStatus = ["running", "done", "failed", "cancelled"] as const;
export type JobStatus = (typeof JobStatus)[number];

/** How the words of one quotation relate to those of another. */
export const Likeness = ["same", "part", "altered"] as const;
export type Likeness = (typeof Likeness)[number];

/** What happened to a line of a text. */
export const LineChange = ["same", "edited", "removed", "added", "moved_away", "moved_here"] as const;
export type LineChange = (typeof LineChange)[number];

/** File formats for other programs. */
export const ListFormat = ["csv", "readwise", "bookmarks", "html", "epub"] as const;
export type ListFormat = (typeof ListFormat)[number];

/** The least severe events that are logged. */
export const LogLevel = ["off", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LogLevel)[number];

/** How highlights are marked in an article's exported text. */
export const Marks = ["none", "equals", "mark"] as const;
export type Marks = (typeof Marks)[number];

/** Why a passage of a page is not in its article. */
export const OmitReason = ["elsewhere", "title", "label", "newsletter", "follow", "link", "notice", "cookies", "biography", "related", "repeated", "heading", "by_hand"] as const;
export type OmitReason = (typeof OmitReason)[number];

/** Where a field of [`Metadata`] came from. */
export const Origin = ["json_ld", "highwire", "dublin_core", "open_graph", "meta", "microdata", "coins", "visible", "script", "address", "detected"] as const;
export type Origin = (typeof Origin)[number];

/** Kinds of piece in an outline. */
export const PieceKind = ["heading", "text", "quote"] as const;
export type PieceKind = (typeof PieceKind)[number];

/** A template of exported files. */
export const Preset = ["obsidian", "callouts", "logseq", "plain", "own"] as const;
export type Preset = (typeof Preset)[number];

/** How a quotation's words are reported. */
export const QuotationKind = ["direct", "mixed"] as const;
export type QuotationKind = (typeof QuotationKind)[number];

/** Verdict on a quote of a draft. */
export const QuoteVerdict = ["verbatim", "altered", "not_found"] as const;
export type QuoteVerdict = (typeof QuoteVerdict)[number];

/** Result of comparing an article with its page again, without counts. */
export const RecheckOutcome = ["unchanged", "changed", "not_fetched", "failed"] as const;
export type RecheckOutcome = (typeof RecheckOutcome)[number];

/** Why a request of a person is refused. Each front end has a sentence for each. */
export const Refusal = ["name", "tag", "translation", "date", "address", "doi", "no_quotation", "no_words", "no_image", "image_not_stored", "newer_version", "files_gone", "folder_name", "not_json", "no_annotations", "link_scheme"] as const;
export type Refusal = (typeof Refusal)[number];

/** How much of the page a version shows. */
export const Rendition = ["article", "whole_page", "text_only", "empty"] as const;
export type Rendition = (typeof Rendition)[number];

/** Result of re-extracting an article. */
export const Reread = ["changed", "same", "by_hand"] as const;
export type Reread = (typeof Reread)[number];

/** Sets of articles. */
export const Scope = ["all", "inbox", "later", "archive", "favourite", "trash"] as const;
export type Scope = (typeof Scope)[number];

/** Why an entry was skipped. */
export const SkipReason = ["nothing", "other_address", "bookmark", "feed", "unreadable", "unknown_file", "too_large", "too_new", "not_opened"] as const;
export type SkipReason = (typeof SkipReason)[number];

/** Sort keys. */
export const Sort = ["saved", "title", "site", "published", "progress"] as const;
export type Sort = (typeof Sort)[number];

/** Stages of a job. */
export const Stage = ["connecting", "downloading", "reading", "images", "rechecking", "look", "import", "archive"] as const;
export type Stage = (typeof Stage)[number];

/** The terms on which somebody's words may be used. */
export const Standing = ["on_record", "background", "off_record", "needs_permission"] as const;
export type Standing = (typeof Standing)[number];

/** How a highlight is drawn. */
export const Style = ["marked", "underlined"] as const;
export type Style = (typeof Style)[number];

/** Fields that a template can name. Those of a highlight begin with `highlight.`. */
export const TemplateField = ["title", "authors", "site", "url", "published", "saved", "language", "description", "source", "tags", "all_tags", "projects", "notes", "highlights", "text", "withheld", "sha256", "id", "link", "kind", "citekey", "highlight.quote", "highlight.block", "highlight.speaker", "highlight.translation", "highlight.translator", "highlight.translated", "highlight.note", "highlight.tags", "highlight.hashtags", "highlight.colour", "highlight.meaning", "highlight.image", "highlight.orphan", "highlight.id", "highlight.link"] as const;
export type TemplateField = (typeof TemplateField)[number];

/** Filters available in addition to Jinja's. */
export const TemplateFilter = ["yaml", "plain", "line", "tag", "quoted", "under", "paragraphs"] as const;
export type TemplateFilter = (typeof TemplateFilter)[number];

/** What is wrong with a template. */
export const TemplateProblem = ["field", "filter", "syntax", "endless", "too_large", "other"] as const;
export type TemplateProblem = (typeof TemplateProblem)[number];

/** Colour scheme of the interface. */
export const Theme = ["system", "light", "sepia", "dark", "black", "contrast"] as const;
export type Theme = (typeof Theme)[number];

/** Why an address cannot be fetched. */
export const UrlProblem = ["no_address", "scheme", "no_host", "port", "redirect"] as const;
export type UrlProblem = (typeof UrlProblem)[number];

/** How a version was made. */
export const VersionOrigin = ["captured", "reextracted", "picked"] as const;
export type VersionOrigin = (typeof VersionOrigin)[number];

/** Kinds of job. */
export const Work = ["clip", "recheck", "look", "import", "archive"] as const;
export type Work = (typeof Work)[number];

/** Why a folder or file cannot be written. */
export const WriteProblem = ["permission", "not_found", "full", "read_only", "other"] as const;
export type WriteProblem = (typeof WriteProblem)[number];
