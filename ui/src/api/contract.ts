// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

export type AddPiece = { 
/**
 * The project.
 */
project: string, 
/**
 * heading or text.
 */
kind: string, 
/**
 * Of a heading: 1 to 3.
 */
depth: number, 
/**
 * Markdown; of a heading, its words.
 */
body: string, 
/**
 * The piece it is put before; null for the end.
 */
before: string | null, };

export type AddQuotes = { 
/**
 * The project.
 */
project: string, 
/**
 * The highlights.
 */
highlights: Array<string>, 
/**
 * The piece they are put before; null for the end.
 */
before: string | null, };

export type AlteredPage = { 
/**
 * The pairs, the latest first.
 */
pairs: Array<AlteredView>, 
/**
 * How many there are.
 */
total: number, 
/**
 * Articles whose quotations are still to be read.
 */
left: number, };

export type AlteredView = { 
/**
 * The one.
 */
one: SaidView, 
/**
 * The other.
 */
other: SaidView, 
/**
 * From the one to the other.
 */
diff: Array<DiffPiece>, };

export type AnnotationFilterView = { 
/**
 * In this project, themselves or with their article.
 */
project: string | null, 
/**
 * With this tag, themselves or their article.
 */
tag: string | null, 
/**
 * Highlights of this colour.
 */
colour: string | null, 
/**
 * Highlights of words that this one said.
 */
speaker: string | null, 
/**
 * On articles of this publication.
 */
site: string | null, 
/**
 * Made at this time or later.
 */
from: number | null, 
/**
 * Made before this time.
 */
until: number | null, 
/**
 * Words that stand in them.
 */
query: string, 
/**
 * Of which kind.
 */
kind: KindView, };

export type AnnotationIds = { 
/**
 * Which.
 */
filter: AnnotationFilterView, 
/**
 * In which order.
 */
sort: AnnotationSortView, 
/**
 * The greatest first.
 */
descending: boolean, };

export type AnnotationPage = { 
/**
 * In order.
 */
rows: Array<AnnotationView>, 
/**
 * How many there are in all.
 */
total: number, };

export type AnnotationSortView = "created" | "updated" | "title";

export type AnnotationView = { 
/**
 * highlight or note.
 */
kind: string, 
/**
 * Its id.
 */
id: string, 
/**
 * Its article.
 */
article: string, 
/**
 * The article's title; may be empty.
 */
title: string, 
/**
 * Its publication.
 */
site: string | null, 
/**
 * When it was published.
 */
published: string | null, 
/**
 * The words, with […] where some are left out; empty for a note.
 */
quote: string, 
/**
 * Whether an image is meant: the words are what it shows.
 */
image: boolean, 
/**
 * Who said the words.
 */
attribution: AttributionView | null, 
/**
 * The words in another language.
 */
translation: TranslationView | null, 
/**
 * Its colour; null for a note.
 */
colour: string | null, 
/**
 * The note, Markdown.
 */
note: string | null, 
/**
 * The note, sanitised HTML.
 */
note_html: string | null, 
/**
 * Its tags.
 */
tags: Array<string>, 
/**
 * The projects it is in, itself or with its article.
 */
projects: Array<string>, 
/**
 * When it was made.
 */
created: number, 
/**
 * The tag or project it is grouped under.
 */
group: string | null, };

export type AnnotationsDocument = { 
/**
 * Its title.
 */
title: string, 
/**
 * The highlights.
 */
highlights: Array<string>, 
/**
 * The notes on articles.
 */
notes: Array<string>, };

export type AnnotationsSelected = { 
/**
 * Highlights.
 */
highlights: Array<string>, 
/**
 * Notes on articles.
 */
notes: Array<string>, };

export type AnnotationsView = { 
/**
 * The version that is shown, which positions count in.
 */
version: string, 
/**
 * In reading order, orphans last.
 */
highlights: Array<HighlightView>, 
/**
 * On the article as a whole.
 */
notes: Array<NoteView>, };

export type ArchiveLibrary = { 
/**
 * Whether its folder is to be chosen anew.
 */
choose: boolean, };

export type ArticleDetail = { 
/**
 * The article.
 */
article: ArticleView, 
/**
 * The version shown.
 */
version: VersionView, 
/**
 * How many versions there are.
 */
versions: number, 
/**
 * Its text, which positions count in.
 */
text: string, 
/**
 * In reading order, orphans last.
 */
highlights: Array<HighlightView>, 
/**
 * On the article as a whole.
 */
notes: Array<NoteView>, 
/**
 * Of an article that was imported without its page: how it stands with that.
 */
waiting: WaitingView | null, };

export type ArticlePage = { 
/**
 * Its rows.
 */
rows: Array<ArticleView>, 
/**
 * How many there are in all.
 */
total: number, };

export type ArticleRef = { 
/**
 * Its id.
 */
article: string, };

export type ArticleView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * Its authors.
 */
authors: Array<string>, 
/**
 * The line about them.
 */
byline: string | null, 
/**
 * Its publication.
 */
site: string | null, 
/**
 * When it was published, ISO 8601 as far as it is known.
 */
published: string | null, 
/**
 * Where it was sent from.
 */
dateline: string | null, 
/**
 * BCP 47.
 */
language: string | null, 
/**
 * What it is about.
 */
description: string | null, 
/**
 * Its address.
 */
url: string | null, 
/**
 * inbox, later or archive.
 */
state: string, 
/**
 * Whether it is a favourite.
 */
favourite: boolean, 
/**
 * Since when it is in the trash.
 */
trashed: number | null, 
/**
 * When it was saved.
 */
saved: number, 
/**
 * How far it was read, 0 to 1.
 */
progress: number, 
/**
 * The first code point that was in view.
 */
position: number, 
/**
 * How many words it has.
 */
words: number, 
/**
 * How many highlights.
 */
highlights: number, 
/**
 * How many notes.
 */
notes: number, 
/**
 * Its tags.
 */
tags: Array<string>, 
/**
 * Its first words, if it has no title.
 */
opening: string, };

export type Articles = { 
/**
 * Their ids.
 */
ids: Array<string>, };

export type Attribute = { 
/**
 * The highlight.
 */
id: string, 
/**
 * Who; null for nobody.
 */
attribution: AttributionView | null, };

export type AttributionView = { 
/**
 * The name, or what stands for it.
 */
speaker: string, 
/**
 * In what capacity.
 */
role: string | null, 
/**
 * Whom for.
 */
affiliation: string | null, 
/**
 * The words that say that it was said.
 */
cue: string | null, 
/**
 * From 0 to 1, how sure that was when it was found; null if the reader says so.
 */
confidence: number | null, 
/**
 * on_record, background, off_record or needs_permission.
 */
standing: string, };

export type CandidateView = { 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * What stands there.
 */
words: string, };

export type CandidatesView = { 
/**
 * The likeliest first.
 */
candidates: Array<CandidateView>, };

export type CapturedView = { 
/**
 * Its source.
 */
text: string, 
/**
 * What it is.
 */
media_type: string, 
/**
 * Its SHA-256.
 */
sha256: string, 
/**
 * How large it is.
 */
bytes: number, };

export type Cite = { 
/**
 * The articles or highlights, in the order of their references.
 */
ids: Array<string>, 
/**
 * apa, mla, chicago, ieee, gb7714, csl-json, bibtex, ris or pandoc.
 */
form: string, };

export type ClipFile = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it holds.
 */
base64: string, 
/**
 * Files that were saved with it.
 */
parts: Array<FilePart>, 
/**
 * Clip anew what is there.
 */
new_version: boolean, };

export type ClipHanded = { 
/**
 * The hand-over.
 */
upload: number, 
/**
 * Its place among the pages.
 */
index: number, 
/**
 * Whether an article that is there already gets a new version.
 */
new_version: boolean, };

export type ClipPaste = { 
/**
 * The HTML in it.
 */
html: string | null, 
/**
 * The text in it.
 */
text: string, 
/**
 * Where it was copied from.
 */
url: string | null, 
/**
 * Clip anew what is there.
 */
new_version: boolean, };

export type ClipUrl = { 
/**
 * The address.
 */
url: string, 
/**
 * Clip anew what is there.
 */
new_version: boolean, 
/**
 * It may lie on the reader's own network.
 */
allow_private: boolean, };

export type CompareVersions = { 
/**
 * The one.
 */
old: string, 
/**
 * The other.
 */
new: string, };

export type CompareView = { 
/**
 * In the order of the new text; what was removed, where it was.
 */
lines: Array<DiffLine>, };

export type CopyText = { 
/**
 * The text.
 */
text: string, 
/**
 * Whether it is Markdown: its HTML is then put beside it.
 */
markdown: boolean, };

export type Correct = { 
/**
 * The article.
 */
id: string, 
/**
 * Only the fields that change.
 */
fields: Array<Correction>, };

export type CorrectSpeaker = { 
/**
 * The article.
 */
article: string, 
/**
 * Where the quotation stands in the version that is shown: first code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * Who said it.
 */
name: string, };

export type Correction = { 
/**
 * Its name: `title`, `authors`, `published` …
 */
field: string, 
/**
 * What it is; names and keywords are separated by semicolons; empty for nothing. Null
 * takes a correction back.
 */
value: string | null, };

export type CountsView = { 
/**
 * All but the trash.
 */
all: number, 
/**
 * In the inbox.
 */
inbox: number, 
/**
 * To be read.
 */
later: number, 
/**
 * In the archive.
 */
archive: number, 
/**
 * Favourites.
 */
favourite: number, 
/**
 * In the trash.
 */
trash: number, };

export type CreateHighlight = { 
/**
 * The article.
 */
article: string, 
/**
 * The version that was shown.
 */
version: string, 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * Its colour.
 */
colour: string, 
/**
 * marked or underlined.
 */
style: string, 
/**
 * Who said the words.
 */
attribution: AttributionView | null, 
/**
 * Its note, Markdown.
 */
note: string | null, 
/**
 * Its tags.
 */
tags: Array<string>, };

export type CreateImageHighlight = { 
/**
 * The article.
 */
article: string, 
/**
 * The version that was shown.
 */
version: string, 
/**
 * The image's key.
 */
key: string, 
/**
 * Its colour.
 */
colour: string, };

export type Created = { 
/**
 * Its id.
 */
id: string, };

export type DiffLine = { 
/**
 * same, edited, removed, added, moved_away or moved_here.
 */
change: string, 
/**
 * Its words.
 */
pieces: Array<DiffPiece>, 
/**
 * For one that moved, where its other end is among the lines.
 */
pair: number | null, };

export type DiffPiece = { 
/**
 * same, removed or added.
 */
change: string, 
/**
 * The words.
 */
text: string, };

export type Draft = { 
/**
 * What it belongs to: a highlight, a note, an article.
 */
key: string, 
/**
 * Markdown; empty once it is saved, or given up.
 */
body: string, };

export type DraftText = { 
/**
 * What its file is called.
 */
name: string, 
/**
 * Its text.
 */
text: string, };

export type DraftsView = { 
/**
 * A text each.
 */
drafts: Array<Draft>, };

export type EchoCount = { 
/**
 * Its first code point.
 */
start: number, 
/**
 * To the word, or in part.
 */
same: number, 
/**
 * With other words.
 */
altered: number, };

export type EchoView = { 
/**
 * same, part or altered.
 */
likeness: string, 
/**
 * It, and where.
 */
said: SaidView, 
/**
 * From the words that were asked about to these.
 */
diff: Array<DiffPiece>, };

export type EchoesView = { 
/**
 * Those that do.
 */
quotations: Array<EchoCount>, };

export type EditPiece = { 
/**
 * The piece.
 */
id: string, 
/**
 * Of a heading: 1 to 3.
 */
depth: number, 
/**
 * Markdown; of a heading, its words.
 */
body: string, };

export type ElsewhereView = { 
/**
 * The words.
 */
words: string, 
/**
 * Quotations of other articles, altered ones first.
 */
echoes: Array<EchoView>, 
/**
 * Articles whose quotations are still to be read.
 */
left: number, };

export type Error = { 
/**
 * What to decide on.
 */
code: ErrorCode, 
/**
 * What the sentence is about; see the code.
 */
subject: string | null, 
/**
 * In English, for logs and the command line.
 */
message: string, };

export type ErrorCode = "invalid" | "not_found" | "empty" | "too_large" | "not_text" | "not_yet" | "too_heavy" | "no_text" | "cannot_read" | "partly" | "broken_zip" | "bad_url" | "private_address" | "private_redirect" | "unreachable" | "http_status" | "too_many_redirects" | "timeout" | "cancelled" | "quote_not_found" | "quote_ambiguous" | "not_a_library" | "library_too_new" | "cannot_open" | "read_only" | "name_taken" | "disk_full" | "busy" | "corrupt" | "detached" | "undo_conflict" | "cannot_write" | "template" | "not_here" | "internal";

export type Event = { "kind": "library_changed" } | { "kind": "article_changed", 
/**
 * The article.
 */
id: string, } | { "kind": "job" } & JobView | { "kind": "open", 
/**
 * `commonplace://article/ID` or `commonplace://highlight/ID`.
 */
link: string, } | { "kind": "detached", 
/**
 * Where everything up to then was saved; `None` if that failed.
 */
saved: string | null, } | { "kind": "dropped", 
/**
 * Where, in pixels of the page.
 */
x: number, 
/**
 * Where, in pixels of the page.
 */
y: number, } | { "kind": "drag_ended" } | { "kind": "log_set_aside", 
/**
 * Where it lies now.
 */
path: string, } | { "kind": "vault", 
/**
 * Files in which a person and the library had changed the same lines, and both stand now.
 */
both: Array<string>, 
/**
 * Why it cannot be written, if it cannot.
 */
failure: Error | null, };

export type EventsView = { 
/**
 * What happened.
 */
events: Array<Event>, 
/**
 * The number of the next.
 */
next: number, };

export type EvidenceView = { 
/**
 * The article.
 */
article: string, 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * Its publication.
 */
site: string | null, 
/**
 * The version that the place counts in.
 */
version: string, 
/**
 * SHA-256 of the capture, in hexadecimal.
 */
sha256: string, 
/**
 * When it was captured.
 */
captured: number, 
/**
 * The address of the article, or the one that answered.
 */
url: string | null, 
/**
 * The address that leads to the words, where that was asked for and there is one.
 */
link: string | null, 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, };

export type ExcerptView = { 
/**
 * The text.
 */
text: string, 
/**
 * What matched: ranges of code points.
 */
matches: Array<[number, number]>, };

export type ExportAnnotations = { 
/**
 * Its title.
 */
title: string, 
/**
 * The highlights.
 */
highlights: Array<string>, 
/**
 * The notes on articles.
 */
notes: Array<string>, 
/**
 * Ask for the folder even if one was chosen before.
 */
choose: boolean, };

export type ExportFolder = { 
/**
 * The articles; null for all.
 */
ids: Array<string> | null, 
/**
 * Ask for the folder even if one was chosen before.
 */
choose: boolean, };

export type ExportList = { 
/**
 * The articles; null for all.
 */
ids: Array<string> | null, 
/**
 * csv, readwise or bookmarks.
 */
kind: string, 
/**
 * Whether to ask for the folder again.
 */
choose: boolean, };

export type ExportOutline = { 
/**
 * The project.
 */
id: string, 
/**
 * Ask for the folder even if one was chosen before.
 */
choose: boolean, };

export type ExportView = { 
/**
 * The folder; null if none was chosen.
 */
folder: string | null, 
/**
 * Files that are new.
 */
created: number, 
/**
 * Files brought up to date.
 */
updated: number, 
/**
 * Files that were as they should be.
 */
unchanged: number, 
/**
 * Notes and tags that a person changed in the files, and that are so in the library now.
 */
taken: number, 
/**
 * Files that a person has written in, brought up to date around that.
 */
merged: number, 
/**
 * Of those, the ones where both had changed the same lines, and both stand now.
 */
both: Array<string>, 
/**
 * Files put beside one that a person has changed.
 */
beside: Array<string>, 
/**
 * Files of what is in the library no more, taken away.
 */
removed: number, };

export type FactView = { 
/**
 * Its name.
 */
field: string, 
/**
 * What the page says; empty if nothing. Names and keywords are separated by semicolons.
 */
found: string, 
/**
 * Where it says so: `json_ld`, `open_graph`, `visible` …
 */
origin: string | null, 
/**
 * What the reader wrote instead.
 */
corrected: string | null, };

export type FactsView = { 
/**
 * A field each.
 */
facts: Array<FactView>, };

export type FetchFailureView = { 
/**
 * The article it is for.
 */
article: string, 
/**
 * Its address.
 */
url: string, 
/**
 * Why.
 */
error: Error, };

export type FetchFailuresView = { 
/**
 * A thousand of them, at most.
 */
failures: Array<FetchFailureView>, };

export type FetchingView = { 
/**
 * Pages that are still to come.
 */
left: number, 
/**
 * Pages that could not be had.
 */
failed: number, 
/**
 * Whether the reader stopped it.
 */
paused: boolean, };

export type FilePart = { 
/**
 * As the page names it: `page_files/1.png`.
 */
path: string, 
/**
 * What it holds.
 */
base64: string, };

export type Gather = { 
/**
 * The project.
 */
id: string, 
/**
 * Articles.
 */
articles: Array<string>, 
/**
 * Highlights.
 */
highlights: Array<string>, 
/**
 * In, or out.
 */
on: boolean, };

export type Given = "dropped" | "pasted" | "files" | "folder" | "draft";

export type GivenFiles = { 
/**
 * How they were given.
 */
how: Given, 
/**
 * What stands above the dialog, if one is shown.
 */
title: string, };

export type GroupView = "none" | "article" | "project" | "tag" | "colour" | "site" | "speaker";

export type HandedView = { 
/**
 * The hand-over.
 */
upload: number, 
/**
 * The pages in it, in folders too, as they are called.
 */
pages: Array<string>, 
/**
 * Whether it is what another program exported, not pages to be read.
 */
exported: boolean, };

export type HighlightView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its words, all of them.
 */
exact: string, 
/**
 * The key of the image that is meant; null where its words are.
 */
image: string | null, 
/**
 * As they are quoted, […] where some are left out; null where none are.
 */
quote: string | null, 
/**
 * The headings it stood under when it was marked, the highest first.
 */
section: Array<string>, 
/**
 * anchored, check or orphan.
 */
state: string, 
/**
 * exact, moved or changed: how its words stand there; null for an orphan.
 */
kind: string | null, 
/**
 * From its words to those that stand there now; empty where they are the same.
 */
diff: Array<DiffPiece>, 
/**
 * Whether the reader has seen that this version says something else, and kept its words.
 */
settled: boolean, 
/**
 * First code point; null for an orphan.
 */
start: number | null, 
/**
 * One past the last.
 */
end: number | null, 
/**
 * What of it is quoted, in the text that is shown: one passage, or more where words are left
 * out. Empty for an orphan.
 */
parts: Array<SpanView>, 
/**
 * Its colour.
 */
colour: string, 
/**
 * marked or underlined.
 */
style: string, 
/**
 * Who said its words.
 */
attribution: AttributionView | null, 
/**
 * They in another language.
 */
translation: TranslationView | null, 
/**
 * Its note, Markdown.
 */
note: string | null, 
/**
 * Its note, to be shown.
 */
note_html: string | null, 
/**
 * Its tags.
 */
tags: Array<string>, 
/**
 * When it was made.
 */
created: number, };

export type HistoryView = { 
/**
 * Its name; null if there was nothing.
 */
label: string | null, 
/**
 * Whether there is more to undo.
 */
can_undo: boolean, 
/**
 * Whether there is something to do again.
 */
can_redo: boolean, };

export type HitView = { 
/**
 * The article.
 */
article: ArticleView, 
/**
 * Where its title matches: code points.
 */
title: Array<[number, number]>, 
/**
 * Around the first match in its text.
 */
text: ExcerptView | null, 
/**
 * Around matches in its highlights.
 */
highlights: Array<PlacedExcerpt>, 
/**
 * Around matches in its notes.
 */
notes: Array<PlacedExcerpt>, 
/**
 * What those who are asked for said in it.
 */
said: Array<SaidExcerpt>, };

export type IdsView = { 
/**
 * The ids.
 */
ids: Array<string>, };

export type ImportKindView = { 
/**
 * pocket, readwise …
 */
name: string, 
/**
 * What the program is called.
 */
title: string, 
/**
 * How many entries.
 */
count: number, };

export type ImportPart = { 
/**
 * What an earlier piece was answered with; null for the first.
 */
upload: number | null, 
/**
 * The file's path, from the folder that was chosen; its name, if none was.
 */
path: string, 
/**
 * Bytes that go behind those before; base64.
 */
base64: string, };

export type ImportSkippedView = { 
/**
 * nothing, other_address, bookmark, feed, unreadable, unknown_file, too_large, too_new or not_opened.
 */
why: string, 
/**
 * How many.
 */
count: number, 
/**
 * The first of them: titles, addresses or files.
 */
what: Array<string>, };

export type ImportView = { 
/**
 * What was read, the most frequent first.
 */
kinds: Array<ImportKindView>, 
/**
 * Articles that are new.
 */
new: number, 
/**
 * Articles that were there, and had something added.
 */
updated: number, 
/**
 * Articles that were there with all that the export has of them, or lie in the trash.
 */
duplicate: number, 
/**
 * Entries about an article that an entry before them was about.
 */
repeated: number, 
/**
 * Entries that were passed over, by the reason.
 */
skipped: Array<ImportSkippedView>, 
/**
 * New highlights whose words stand in their article.
 */
anchored: number, 
/**
 * New highlights that wait for their article's page.
 */
waiting: number, 
/**
 * Highlights that were there.
 */
known: number, 
/**
 * New notes, on highlights and on articles.
 */
notes: number, 
/**
 * Articles whose page is to be fetched.
 */
to_fetch: number, 
/**
 * Whether it was stopped before its end.
 */
stopped: boolean, };

export type JobId = { 
/**
 * The job.
 */
job: number, };

export type JobView = { 
/**
 * Its id.
 */
id: number, 
/**
 * What it does: clip, recheck, look (what an import would do), import or archive.
 */
work: string, 
/**
 * What it works on.
 */
subject: string, 
/**
 * running, done, failed or cancelled.
 */
state: string, 
/**
 * connecting, downloading, reading, images, rechecking, look, import or archive.
 */
stage: string | null, 
/**
 * Done so far.
 */
done: number, 
/**
 * Of how many.
 */
total: number | null, 
/**
 * What came of it.
 */
outcome: OutcomeView | null, 
/**
 * The articles that were looked up again.
 */
rechecked: Array<RecheckedView>, 
/**
 * What came of an import, or would come of it.
 */
imported: ImportView | null, 
/**
 * Where the archive is.
 */
archived: string | null, 
/**
 * How many things of a damaged library are not in it.
 */
lost: number, 
/**
 * Why it failed.
 */
error: Error | null, };

export type KindView = "all" | "noted" | "highlights" | "notes";

export type LeftView = { 
/**
 * Articles whose quotations are still to be read.
 */
left: number, };

export type ListAnnotations = { 
/**
 * Which.
 */
filter: AnnotationFilterView, 
/**
 * By what they are put together.
 */
group: GroupView, 
/**
 * In which order.
 */
sort: AnnotationSortView, 
/**
 * The greatest first.
 */
descending: boolean, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many to give; 500 at most.
 */
limit: number, };

export type ListArticles = { 
/**
 * Which articles.
 */
scope: ScopeView, 
/**
 * Only those with this tag.
 */
tag: string | null, 
/**
 * Only those in this project.
 */
project: string | null, 
/**
 * In which order.
 */
sort: SortView, 
/**
 * The greatest first.
 */
descending: boolean, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many to give; 500 at most.
 */
limit: number, };

export type ListIds = { 
/**
 * Which articles.
 */
scope: ScopeView, 
/**
 * Only those with this tag.
 */
tag: string | null, 
/**
 * Only those in this project.
 */
project: string | null, };

export type ListPeople = { 
/**
 * Words that stand in their names; empty for all.
 */
query: string, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many, at most 500.
 */
limit: number, };

export type MarkdownView = { 
/**
 * The text.
 */
markdown: string, };

export type MaybeHanded = { 
/**
 * The files.
 */
handed: HandedView | null, };

export type MaybeJob = { 
/**
 * The job.
 */
job: number | null, };

export type MergePeople = { 
/**
 * The name that is another's.
 */
from: string, 
/**
 * Whose it is.
 */
into: string, };

export type MovePiece = { 
/**
 * The piece.
 */
id: string, 
/**
 * The piece it is put before; null for the end.
 */
before: string | null, };

export type NewProject = { 
/**
 * Its name.
 */
name: string, };

export type NextEvents = { 
/**
 * The number of the next event; null to begin with what comes.
 */
from: number | null, };

export type NoteHtml = { 
/**
 * Clean HTML.
 */
html: string, };

export type NoteView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Markdown.
 */
body: string, 
/**
 * To be shown.
 */
html: string, 
/**
 * When it was made.
 */
created: number, };

export type Nothing = Record<string, never>;

export type OneArticle = { 
/**
 * Its id.
 */
id: string, };

export type OneHighlight = { 
/**
 * Its id.
 */
id: string, };

export type OneNamed = { 
/**
 * Its id.
 */
id: string, };

export type OneOrAll = { 
/**
 * The article; null for all.
 */
id: string | null, };

export type OnePerson = { 
/**
 * The name.
 */
name: string, };

export type OnePiece = { 
/**
 * Its id.
 */
id: string, };

export type OneTag = { 
/**
 * Its name.
 */
tag: string, };

export type OpenUrl = { 
/**
 * http, https or mailto.
 */
url: string, };

export type OutcomeView = { 
/**
 * created, version_added or exists.
 */
outcome: string, 
/**
 * The article.
 */
article: string, 
/**
 * article, whole_page, text_only or empty; null if nothing was read.
 */
rendition: string | null, };

export type OutlineView = { 
/**
 * In order.
 */
pieces: Array<PieceView>, };

export type PageOf = { 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many, at most 500.
 */
limit: number, };

export type PageView = { 
/**
 * Clean HTML; passage N stands in an element whose id is `clip-passage-N`.
 */
html: string, 
/**
 * For each passage, why it is not in the article: `newsletter`, `elsewhere` …; null if it is.
 */
why: Array<string | null>, };

export type Passage = { 
/**
 * The article.
 */
article: string, 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, };

export type PeopleView = { 
/**
 * The most quoted first.
 */
people: Array<PersonView>, 
/**
 * How many there are.
 */
total: number, 
/**
 * How many articles were not read for this yet: ask again.
 */
left: number, };

export type PersonSaid = { 
/**
 * The name.
 */
name: string, 
/**
 * The words in one publication together, not all in the order of time.
 */
by_site: boolean, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many, at most 500.
 */
limit: number, };

export type PersonSaidView = { 
/**
 * The name.
 */
name: string, 
/**
 * Other names of the same person.
 */
aliases: Array<string>, 
/**
 * How many quotations there are.
 */
total: number, 
/**
 * In the order of time.
 */
said: Array<SaidView>, };

export type PersonView = { 
/**
 * The name.
 */
name: string, 
/**
 * How many quotations there are.
 */
quotations: number, };

export type PickArticle = { 
/**
 * The article.
 */
id: string, 
/**
 * The passages it is made of, by their number.
 */
passages: Array<number>, };

export type PieceView = { 
/**
 * Its id.
 */
id: string, 
/**
 * heading, text or quote.
 */
kind: string, 
/**
 * Of a heading: 1 to 3.
 */
depth: number, 
/**
 * Markdown; of a heading, its words.
 */
body: string, 
/**
 * The text, sanitised HTML.
 */
html: string | null, 
/**
 * The quote.
 */
quote: AnnotationView | null, };

export type PlacedExcerpt = { 
/**
 * The highlight; null for a note on the article.
 */
highlight: string | null, 
/**
 * The piece.
 */
excerpt: ExcerptView, };

export type PresetView = { 
/**
 * Its name.
 */
name: string, 
/**
 * It.
 */
source: string, };

export type PreviewTemplate = { 
/**
 * The article.
 */
id: string, 
/**
 * The preset; `own` for the template that follows.
 */
preset: string, 
/**
 * The reader's own template.
 */
template: string, };

export type PrintAs = { 
/**
 * Into a PDF file that is asked for, not on a printer.
 */
pdf: boolean, };

export type Printed = { 
/**
 * The PDF that was written.
 */
path: string | null, };

export type ProjectView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * How many articles are in it.
 */
articles: number, 
/**
 * How many pieces its outline has.
 */
pieces: number, };

export type QuotePassage = { 
/**
 * The article.
 */
id: string, 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, };

export type QuoteView = { 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * direct or mixed.
 */
kind: string, 
/**
 * Whether its first speaker is right so likely that nobody need look.
 */
sure: boolean, 
/**
 * Who may have said it, likeliest first, at most three.
 */
speakers: Array<SpeakerView>, };

export type QuotesView = { 
/**
 * The version that positions count in.
 */
version: string, 
/**
 * In the order of its text.
 */
quotes: Array<QuoteView>, };

export type Reattach = { 
/**
 * The highlight.
 */
id: string, 
/**
 * The version.
 */
version: string, 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * What of it is left out when it is quoted.
 */
left_out: Array<SpanView>, };

export type RecheckArticles = { 
/**
 * The articles.
 */
ids: Array<string>, 
/**
 * Whether they may come from the reader's own network.
 */
allow_private: boolean, };

export type RecheckedView = { 
/**
 * The article.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * unchanged, changed, not_fetched or failed.
 */
outcome: string, 
/**
 * Of one that changed, how many of its highlights have their words.
 */
kept: number, 
/**
 * How many have edited words.
 */
changed: number, 
/**
 * How many are to be checked.
 */
check: number, 
/**
 * How many are orphans.
 */
orphans: number, 
/**
 * Why it failed.
 */
error: Error | null, };

export type Rename = { 
/**
 * Its id.
 */
id: string, 
/**
 * The name.
 */
name: string, };

export type RenameTag = { 
/**
 * The tag.
 */
tag: string, 
/**
 * The name; of another tag, if both are to become one.
 */
name: string, };

export type RenderNote = { 
/**
 * Markdown.
 */
body: string, };

export type RereadView = { 
/**
 * changed, same or by_hand.
 */
outcome: string, };

export type SaidExcerpt = { 
/**
 * Where it stands: its first code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * Who said it.
 */
name: string, 
/**
 * The words.
 */
excerpt: ExcerptView, };

export type SaidView = { 
/**
 * The article.
 */
article: string, 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * Its publication.
 */
site: string | null, 
/**
 * When it was published.
 */
published: string | null, 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, 
/**
 * The words.
 */
words: string, 
/**
 * The name it was found under, if there is one.
 */
name: string | null, 
/**
 * In what capacity.
 */
role: string | null, 
/**
 * Whether it is sure that this one said it.
 */
sure: boolean, };

export type SaveImage = { 
/**
 * The version.
 */
version: string, 
/**
 * The image's key.
 */
key: string, 
/**
 * What the file is called if nothing else is chosen, without its ending.
 */
name: string, };

export type SaveSearch = { 
/**
 * Its name.
 */
name: string, 
/**
 * What is searched.
 */
query: SavedQuery, };

export type SavedQuery = { "of": "articles", 
/**
 * What was typed.
 */
query: string, } | { "of": "annotations", 
/**
 * Which.
 */
filter: AnnotationFilterView, 
/**
 * By what they are put together.
 */
group: GroupView, 
/**
 * In which order.
 */
sort: AnnotationSortView, 
/**
 * The greatest first.
 */
descending: boolean, };

export type ScopeView = "all" | "inbox" | "later" | "archive" | "favourite" | "trash";

export type Search = { 
/**
 * What the reader typed.
 */
query: string, 
/**
 * How many to pass over.
 */
offset: number, 
/**
 * How many to give; 100 at most.
 */
limit: number, };

export type SearchPage = { 
/**
 * Articles, the best first.
 */
hits: Array<HitView>, 
/**
 * How many there are in all.
 */
total: number, 
/**
 * Where somebody's words are asked for: articles whose quotations are still to be read.
 */
left: number, };

export type SearchView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What is searched.
 */
query: SavedQuery, };

export type Session = { 
/**
 * The article.
 */
article: string | null, };

export type SetArticleNote = { 
/**
 * The article.
 */
article: string, 
/**
 * The note; null for a new one.
 */
id: string | null, 
/**
 * Markdown.
 */
body: string, };

export type SetColours = { 
/**
 * The highlights.
 */
highlights: Array<string>, 
/**
 * The colour.
 */
colour: string, };

export type SetDark = { 
/**
 * `null`: as the desktop is.
 */
dark: boolean | null, };

export type SetFavourite = { 
/**
 * Their ids.
 */
ids: Array<string>, 
/**
 * Whether they are.
 */
on: boolean, };

export type SetNote = { 
/**
 * The highlight.
 */
id: string, 
/**
 * Markdown.
 */
body: string, };

export type SetPosition = { 
/**
 * The article.
 */
id: string, 
/**
 * 0 to 1.
 */
progress: number, 
/**
 * The first code point in view.
 */
position: number, };

export type SetState = { 
/**
 * Their ids.
 */
ids: Array<string>, 
/**
 * inbox, later or archive.
 */
state: string, };

export type SetStyle = { 
/**
 * The highlight.
 */
id: string, 
/**
 * marked or underlined.
 */
style: string, };

export type Settings = { 
/**
 * `system`, or a BCP 47 tag of a language that the interface has.
 */
language: string, 
/**
 * `system`, `light`, `sepia`, `dark`, `black` or `contrast`.
 */
theme: string, 
/**
 * `serif`, `sans` or `legible`.
 */
font: string, 
/**
 * Pixels.
 */
size: number, 
/**
 * As a multiple of the size.
 */
line_height: number, 
/**
 * Characters a line.
 */
width: number, 
/**
 * Whether an article is read from page to page, not down one long page.
 */
paged: boolean, 
/**
 * How fast articles are read aloud, as a multiple of the voice's own pace.
 */
speech_rate: number, 
/**
 * The voice that reads aloud, as the system names it; empty for one of the article's language.
 */
voice: string, 
/**
 * How the list is sorted.
 */
sort: SortView, 
/**
 * Whether the list runs from the greatest to the least.
 */
descending: boolean, 
/**
 * Whether single keys are shortcuts.
 */
single_keys: boolean, 
/**
 * The keys of commands that the reader changed, by the command's id: none, or some, each as the
 * window writes it (`Ctrl+K`, `g i`).
 */
keys: { [key in string]: Array<string> }, 
/**
 * Whether new highlights are underlined, not marked.
 */
underline: boolean, 
/**
 * Whether exported files carry the article's text.
 */
export_text: boolean, 
/**
 * The style in which a quote that is copied names its source: `apa`, `mla`, `chicago`, `ieee` or
 * `gb7714`; empty for a line with a link.
 */
citation_style: string, 
/**
 * The template of exported files: `obsidian`, `callouts`, `logseq`, `plain` or `own`.
 */
export_preset: string, 
/**
 * The reader's own template, Jinja; kept while a preset is used.
 */
export_template: string, 
/**
 * What has a file of its own in an export: `article`, `highlight` or `project`.
 */
export_files: string, 
/**
 * Whether images lie beside exported files; else they are linked where they are on the web.
 */
export_images: boolean, 
/**
 * How what is highlighted stands out in an exported text: `equals` (`==`), `mark` (`<mark>`); empty for
 * not at all.
 */
export_marks: string, 
/**
 * What the colours mean to the reader, in the order of their keys; empty for the colour's name.
 */
colour_names: Array<string>, };

export type Settle = { 
/**
 * The highlight.
 */
id: string, 
/**
 * The version that says something else.
 */
version: string, 
/**
 * Kept, or asked about again.
 */
on: boolean, };

export type ShowVersion = { 
/**
 * The article.
 */
id: string, 
/**
 * The version.
 */
version: string, };

export type SitesView = { 
/**
 * The publications that annotated articles are of.
 */
sites: Array<string>, 
/**
 * Those whose words are highlighted.
 */
speakers: Array<string>, };

export type SortView = "saved" | "title" | "site" | "published" | "progress";

export type SpanView = { 
/**
 * First code point.
 */
start: number, 
/**
 * One past the last.
 */
end: number, };

export type SpeakerView = { 
/**
 * The words of the text that name who speaks.
 */
mention: string, 
/**
 * The full name, where it is known.
 */
name: string | null, 
/**
 * In what capacity.
 */
role: string | null, 
/**
 * Whom for.
 */
affiliation: string | null, 
/**
 * The words that say that it was said.
 */
cue: string | null, 
/**
 * From 0 to 1.
 */
confidence: number, };

export type StartImport = { 
/**
 * The files.
 */
upload: number, 
/**
 * Only to find out what it would do.
 */
dry_run: boolean, };

export type StatusView = { 
/**
 * Its file.
 */
path: string, 
/**
 * Whether it can only be read.
 */
read_only: boolean, 
/**
 * How many articles of each kind.
 */
counts: CountsView, 
/**
 * How many annotations.
 */
annotations: number, 
/**
 * Its tags.
 */
tags: Array<TagView>, 
/**
 * Its projects.
 */
projects: Array<ProjectView>, 
/**
 * Searches that are kept.
 */
searches: Array<SearchView>, 
/**
 * Pages of imported articles that are still to come.
 */
fetching: FetchingView, };

export type Switch = { 
/**
 * Whether it is on.
 */
on: boolean, };

export type TagArticles = { 
/**
 * Their ids.
 */
ids: Array<string>, 
/**
 * The tag.
 */
tag: string, 
/**
 * On, or off.
 */
on: boolean, };

export type TagHighlights = { 
/**
 * The highlights.
 */
highlights: Array<string>, 
/**
 * The tag.
 */
tag: string, 
/**
 * On, or off.
 */
on: boolean, };

export type TagView = { 
/**
 * Its name.
 */
name: string, 
/**
 * How many articles carry it.
 */
articles: number, };

export type TemplatesView = { 
/**
 * Ours.
 */
presets: Array<PresetView>, 
/**
 * The fields that a template can name.
 */
fields: Array<string>, 
/**
 * The filters that it has besides Jinja's.
 */
filters: Array<string>, };

export type Translate = { 
/**
 * The highlight.
 */
id: string, 
/**
 * The translation; null takes it away.
 */
translation: TranslationView | null, };

export type TranslationView = { 
/**
 * The words.
 */
words: string, 
/**
 * Who put them so.
 */
translator: string | null, };

export type UploadId = { 
/**
 * Its id.
 */
upload: number, };

export type VaultView = { 
/**
 * Its path; null where none is kept.
 */
folder: string | null, 
/**
 * Files that are still to be written.
 */
due: number, 
/**
 * Why it cannot be written, if it cannot.
 */
failure: Error | null, };

export type VerifiedQuote = { 
/**
 * Its words.
 */
quote: string, 
/**
 * The line of the draft it begins on, from 1.
 */
line: number, 
/**
 * verbatim, altered or not_found.
 */
verdict: string, 
/**
 * The capture that has it, or is like it.
 */
evidence: EvidenceView | null, 
/**
 * From the capture's words to the draft's; empty unless it is altered.
 */
diff: Array<DiffPiece>, };

export type VerifiedView = { 
/**
 * In the order of the draft.
 */
quotes: Array<VerifiedQuote>, };

export type VerifyDraft = { 
/**
 * Markdown.
 */
markdown: string, };

export type VersionInfoView = { 
/**
 * Its id.
 */
id: string, 
/**
 * When it was made.
 */
made: number, 
/**
 * When what it was made from was captured.
 */
captured: number, 
/**
 * fetch, paste, file or sample.
 */
method: string, 
/**
 * The address that answered.
 */
url: string | null, 
/**
 * SHA-256 of its capture.
 */
sha256: string, 
/**
 * article, whole_page, text_only or empty.
 */
rendition: string, 
/**
 * How it came to be: captured, reextracted or picked.
 */
origin: string, 
/**
 * How many highlights were made on it.
 */
highlights: number, 
/**
 * Whether it is the one that is shown.
 */
shown: boolean, };

export type VersionView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Clean HTML.
 */
html: string, 
/**
 * Whether soft hyphens were put into its words, in a language whose words the engine is not to divide: they
 * are no part of the text.
 */
divided: boolean, 
/**
 * article, whole_page, text_only or empty.
 */
rendition: string, 
/**
 * SHA-256 of its capture.
 */
sha256: string, 
/**
 * The address that answered.
 */
url: string | null, 
/**
 * When it was captured.
 */
captured: number, 
/**
 * fetch, paste, file or sample.
 */
method: string, 
/**
 * Keys of the images that are there.
 */
images: Array<string>, };

export type VersionsView = { 
/**
 * The newest first.
 */
versions: Array<VersionInfoView>, };

export type WaitingView = { 
/**
 * Whether it will be tried again by itself.
 */
due: boolean, 
/**
 * Why it could not be had the last time.
 */
error: Error | null, };

export interface Calls {
  "library.status": { args: Nothing; reply: StatusView };
  "events.next": { args: NextEvents; reply: EventsView };
  "session.get": { args: Nothing; reply: Session };
  "session.set": { args: Session; reply: Nothing };
  "settings.get": { args: Nothing; reply: Settings };
  "settings.set": { args: Settings; reply: Nothing };
  "articles.list": { args: ListArticles; reply: ArticlePage };
  "articles.ids": { args: ListIds; reply: IdsView };
  "articles.set_state": { args: SetState; reply: Nothing };
  "articles.set_favourite": { args: SetFavourite; reply: Nothing };
  "articles.tag": { args: TagArticles; reply: Nothing };
  "tag.rename": { args: RenameTag; reply: Nothing };
  "tag.delete": { args: OneTag; reply: Nothing };
  "articles.trash": { args: Articles; reply: Nothing };
  "articles.restore": { args: Articles; reply: Nothing };
  "articles.delete_for_good": { args: Articles; reply: Nothing };
  "article.open": { args: OneArticle; reply: ArticleDetail };
  "article.annotations": { args: OneArticle; reply: AnnotationsView };
  "article.linked_from": { args: OneArticle; reply: AnnotationPage };
  "article.facts": { args: OneArticle; reply: FactsView };
  "article.correct": { args: Correct; reply: Nothing };
  "article.set_position": { args: SetPosition; reply: Nothing };
  "article.captured": { args: OneArticle; reply: CapturedView };
  "article.page": { args: OneArticle; reply: PageView };
  "article.pick": { args: PickArticle; reply: Nothing };
  "article.reextract": { args: OneArticle; reply: RereadView };
  "article.versions": { args: OneArticle; reply: VersionsView };
  "article.compare": { args: CompareVersions; reply: CompareView };
  "article.show_version": { args: ShowVersion; reply: Nothing };
  "articles.recheck": { args: RecheckArticles; reply: JobId };
  "article.quote": { args: QuotePassage; reply: MarkdownView };
  "article.markdown": { args: OneArticle; reply: MarkdownView };
  "clip.url": { args: ClipUrl; reply: JobId };
  "clip.paste": { args: ClipPaste; reply: OutcomeView };
  "clip.file": { args: ClipFile; reply: OutcomeView };
  "import.part": { args: ImportPart; reply: UploadId };
  "files.given": { args: GivenFiles; reply: MaybeHanded };
  "files.clip": { args: ClipHanded; reply: OutcomeView };
  "files.text": { args: UploadId; reply: DraftText };
  "import.start": { args: StartImport; reply: JobId };
  "import.drop": { args: UploadId; reply: Nothing };
  "library.archive": { args: ArchiveLibrary; reply: MaybeJob };
  "fetching.pause": { args: Switch; reply: Nothing };
  "fetching.again": { args: OneOrAll; reply: Nothing };
  "fetching.failures": { args: Nothing; reply: FetchFailuresView };
  "job.cancel": { args: JobId; reply: Nothing };
  "highlight.create": { args: CreateHighlight; reply: Created };
  "highlight.attribute": { args: Attribute; reply: Nothing };
  "highlight.translate": { args: Translate; reply: Nothing };
  "quotes.list": { args: OneArticle; reply: QuotesView };
  "quotes.correct": { args: CorrectSpeaker; reply: QuotesView };
  "quotes.evidence": { args: Passage; reply: EvidenceView };
  "highlight.evidence": { args: OneHighlight; reply: EvidenceView };
  "draft.verify": { args: VerifyDraft; reply: VerifiedView };
  "quotes.read": { args: Nothing; reply: LeftView };
  "quotes.echoes": { args: OneArticle; reply: EchoesView };
  "quotes.elsewhere": { args: Passage; reply: ElsewhereView };
  "quotes.altered": { args: PageOf; reply: AlteredPage };
  "people.list": { args: ListPeople; reply: PeopleView };
  "people.said": { args: PersonSaid; reply: PersonSaidView };
  "people.merge": { args: MergePeople; reply: Nothing };
  "people.split": { args: OnePerson; reply: Nothing };
  "highlight.create_image": { args: CreateImageHighlight; reply: Created };
  "highlight.reattach": { args: Reattach; reply: Nothing };
  "highlight.settle": { args: Settle; reply: Nothing };
  "highlight.candidates": { args: OneHighlight; reply: CandidatesView };
  "highlight.set_style": { args: SetStyle; reply: Nothing };
  "highlight.set_note": { args: SetNote; reply: Nothing };
  "highlight.article": { args: OneHighlight; reply: ArticleRef };
  "highlight.markdown": { args: OneHighlight; reply: MarkdownView };
  "annotations.list": { args: ListAnnotations; reply: AnnotationPage };
  "annotations.ids": { args: AnnotationIds; reply: AnnotationsSelected };
  "annotations.sites": { args: Nothing; reply: SitesView };
  "annotations.set_colour": { args: SetColours; reply: Nothing };
  "annotations.tag": { args: TagHighlights; reply: Nothing };
  "annotations.delete": { args: AnnotationsSelected; reply: Nothing };
  "annotations.markdown": { args: AnnotationsDocument; reply: MarkdownView };
  "annotations.export": { args: ExportAnnotations; reply: ExportView };
  "project.create": { args: NewProject; reply: Created };
  "project.rename": { args: Rename; reply: Nothing };
  "project.delete": { args: OneNamed; reply: Nothing };
  "project.gather": { args: Gather; reply: Nothing };
  "outline.get": { args: OneNamed; reply: OutlineView };
  "outline.add": { args: AddPiece; reply: Created };
  "outline.quote": { args: AddQuotes; reply: Nothing };
  "outline.edit": { args: EditPiece; reply: Nothing };
  "outline.move": { args: MovePiece; reply: Nothing };
  "outline.remove": { args: OnePiece; reply: Nothing };
  "outline.markdown": { args: OneNamed; reply: MarkdownView };
  "outline.export": { args: ExportOutline; reply: ExportView };
  "search.save": { args: SaveSearch; reply: Created };
  "search.rename": { args: Rename; reply: Nothing };
  "search.delete": { args: OneNamed; reply: Nothing };
  "note.set": { args: SetArticleNote; reply: Created };
  "drafts": { args: Nothing; reply: DraftsView };
  "draft.set": { args: Draft; reply: Nothing };
  "note.render": { args: RenderNote; reply: NoteHtml };
  "search": { args: Search; reply: SearchPage };
  "export.folder": { args: ExportFolder; reply: ExportView };
  "export.list": { args: ExportList; reply: ExportView };
  "articles.cite": { args: Cite; reply: MarkdownView };
  "highlights.cite": { args: Cite; reply: MarkdownView };
  "template.all": { args: Nothing; reply: TemplatesView };
  "template.preview": { args: PreviewTemplate; reply: MarkdownView };
  "vault.get": { args: Nothing; reply: VaultView };
  "vault.choose": { args: Nothing; reply: VaultView };
  "vault.stop": { args: Nothing; reply: VaultView };
  "history.undo": { args: Nothing; reply: HistoryView };
  "history.redo": { args: Nothing; reply: HistoryView };
  "desk.open_url": { args: OpenUrl; reply: Nothing };
  "desk.quit": { args: Nothing; reply: Nothing };
  "desk.copy": { args: CopyText; reply: Nothing };
  "desk.show_exported": { args: Nothing; reply: Nothing };
  "desk.set_dark": { args: SetDark; reply: Nothing };
  "desk.full_screen": { args: Nothing; reply: Nothing };
  "desk.save_image": { args: SaveImage; reply: Printed };
  "desk.print": { args: PrintAs; reply: Printed };
}
