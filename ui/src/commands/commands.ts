/** Lists every command once: its name, its keys and when it applies. The palette, the menus and the help use this
 * list. */

import { Colour, Theme } from "../api/contract";

import { tick } from "svelte";
import type { Rooms } from "../app/rooms";
import type { Key } from "../messages/messages";

export interface Command {
  id: string;
  title: Key;
  /** Default keys, named as by `keyName`: "Ctrl+K", "Shift+F3", "j", "g i". The settings may replace them. */
  keys: string[];
  /** Other names by which the palette finds the command. */
  also?: Key[];
  group: "list" | "annotations" | "outline" | "article" | "highlight" | "everywhere";
  when?: (rooms: Rooms) => boolean;
  /** Id of a command that may share keys with this one. This command takes precedence while its `when` holds. */
  before?: string;
  run: (rooms: Rooms) => unknown;
}

const hasTargets = (rooms: Rooms) => rooms.articles.targets().length > 0;
const isOpen = (rooms: Rooms) => rooms.reader.id !== null;
const hasActive = (rooms: Rooms) => rooms.reader.active !== null;
const hasUnsettled = (rooms: Rooms) => rooms.reader.unsettled.some((h) => h.id === rooms.reader.active);
const canMark = (rooms: Rooms) => rooms.reading.marking.canMark;
const canColour = (rooms: Rooms) => annotating(rooms) || hasActive(rooms) || rooms.reader.selection !== null;
const canNote = (rooms: Rooms) => canMark(rooms) || hasActive(rooms);
const hasPart = (rooms: Rooms) => hasActive(rooms) && rooms.reader.selection !== null;
const inTrash = (rooms: Rooms) => rooms.articles.inTrash && hasTargets(rooms);

const annotating = (rooms: Rooms) => rooms.gathering.annotating;
const annotatingProject = (rooms: Rooms) => rooms.gathering.annotating && rooms.places.project !== null && rooms.annotations.targets.highlights.length > 0;
const isFetching = (rooms: Rooms) => (rooms.list.status?.fetching.left ?? 0) + (rooms.list.status?.fetching.failed ?? 0) > 0;
const inOutline = (rooms: Rooms) => rooms.places.room === "outline";
const canGather = (rooms: Rooms) => (rooms.gathering.annotating ? rooms.annotations.targets.highlights.length > 0 : rooms.articles.targets().length > 0);
const canSaveSearch = (rooms: Rooms) => (rooms.places.room === "annotations" ? rooms.annotations.isFiltered : rooms.places.room === "articles" && rooms.list.isSearch);
/** The list whose focused row keys move. */
const rows = (rooms: Rooms) => (rooms.places.room === "annotations" ? rooms.annotations : rooms.list);

/** Moves the focused row by `by` and focuses the list, so that a screen reader announces the row. */
function step(rooms: Rooms, by: number) {
  if (rooms.places.room === "people") rooms.people.move(by);
  else rows(rooms).move(by);
  const list = document.querySelector<HTMLElement>(".rows");
  const at = document.activeElement;
  // A row that was clicked loses the focus to the list; otherwise it would keep its focus ring.
  if (list && (!at?.closest(".list-pane, .rows") || (at !== list && list.contains(at)))) list.focus({ preventScroll: true });
}

/** Focuses the list of a room opened by a command, unless the focus has moved meanwhile. */
async function into(went: Promise<void>) {
  const at = document.activeElement;
  await went;
  await tick();
  if (document.activeElement === at) document.querySelector<HTMLElement>(".rows")?.focus({ preventScroll: true });
}

const go = (id: string, keys: string[], scope: "inbox" | "later" | "archive" | "favourite" | "all" | "trash"): Command => ({
  id: `go_${id}`,
  title: `command.go_${scope}`,
  keys,
  group: "everywhere",
  run: (rooms) => into(rooms.places.show(scope)),
});

const theme = (name: Theme): Command => ({
  id: `theme_${name}`,
  title: `command.theme_${name}`,
  keys: [],
  group: "everywhere",
  run: (rooms) => rooms.settings.set({ theme: name }),
});

/** Citation forms for other programs. */
const CITED = ["bibtex", "ris", "csl-json", "pandoc"] as const;

/** File formats in which articles are read elsewhere. */
const PAGES = ["html", "epub"] as const;

/** List formats for other programs. */
const LISTS = ["csv", "readwise", "bookmarks"] as const;

/** Steps by which an end of a highlight moves, with the modifier keys for each. */
const STEPS = [["word", ""], ["sentence", "Ctrl+"], ["paragraph", "Alt+"]] as const;

const ends = ([step, held]: (typeof STEPS)[number]): Command[] => {
  const start = held === "Ctrl+" ? "Ctrl+Shift+" : held;
  const moves = [["end", true, `${held}]`], ["end", false, `${held}[`], ["start", false, `${start}{`], ["start", true, `${start}}`]] as const;
  return moves.map(([which, forward, keys]) => ({
    id: `${which}_${step}_${forward ? "forward" : "back"}`,
    title: `command.${which}_${step}_${forward ? "forward" : "back"}`,
    keys: [keys],
    group: "highlight",
    when: hasActive,
    run: (rooms) => rooms.reading.marking.stretch(which, forward, step),
  }));
};

const size = (rooms: Rooms, by: number) => rooms.settings.set({ size: Math.max(12, Math.min(32, rooms.settings.current.size + by)) });

export const COMMANDS: Command[] = [
  { id: "back", title: "command.back", keys: ["Alt+ArrowLeft"], group: "everywhere", when: (rooms) => rooms.places.trail.has(false), run: (rooms) => rooms.places.goBack() },
  { id: "forward", title: "command.forward", keys: ["Alt+ArrowRight"], group: "everywhere", when: (rooms) => rooms.places.trail.has(true), run: (rooms) => rooms.places.goBack(true) },
  { id: "next", title: "command.next", keys: ["j", "ArrowDown"], group: "list", run: (rooms) => step(rooms, 1) },
  { id: "previous", title: "command.previous", keys: ["k", "ArrowUp"], group: "list", run: (rooms) => step(rooms, -1) },
  { id: "open", title: "command.open", keys: ["Enter"], group: "list", run: (rooms) => rooms.places.openFocused() },
  { id: "select", title: "command.select", keys: ["x"], group: "list", run: (rooms) => (rooms.places.room === "annotations" ? rooms.annotations.list.toggle() : rooms.list.toggleFocused()) },
  { id: "select_all", title: "command.select_all", keys: ["*"], group: "list", run: (rooms) => rows(rooms).selectAll() },
  { id: "copy_annotations", title: "command.copy_annotations", keys: ["c"], group: "annotations", when: annotating, run: (rooms) => rooms.copying.annotations() },
  { id: "export_annotations", title: "command.export_annotations", keys: ["Ctrl+E"], group: "annotations", when: annotating, run: (rooms) => rooms.exporting.annotations() },
  { id: "delete_annotations", title: "command.delete_annotations", keys: ["#", "Delete", "Backspace"], group: "annotations", when: annotating, run: (rooms) => rooms.gathering.deleteAnnotations() },
  { id: "to_outline", title: "command.to_outline", keys: ["b"], group: "annotations", when: annotatingProject, run: (rooms) => rooms.gathering.quoteInOutline() },
  { id: "outline_heading", title: "command.outline_heading", keys: [], group: "outline", when: inOutline, run: (rooms) => rooms.outline.add("heading") },
  { id: "outline_text", title: "command.outline_text", keys: [], group: "outline", when: inOutline, run: (rooms) => rooms.outline.add("text") },
  { id: "copy_outline", title: "command.copy_outline", keys: [], group: "outline", when: inOutline, run: (rooms) => rooms.copying.outline() },
  { id: "export_outline", title: "command.export_outline", keys: ["Ctrl+E"], group: "outline", when: (rooms) => inOutline(rooms) && !isOpen(rooms), run: (rooms) => rooms.exporting.outline() },
  { id: "delete_highlight", title: "command.delete_highlight", keys: ["Delete", "Backspace"], group: "highlight", before: "trash", when: hasActive, run: (rooms) => rooms.gathering.deleteHighlight(rooms.reader.active ?? "") },
  { id: "archive", title: "command.archive", keys: ["e"], group: "article", when: hasTargets, run: (rooms) => rooms.articles.setState("archive") },
  { id: "later", title: "command.later", keys: ["l"], group: "article", when: hasTargets, run: (rooms) => rooms.articles.setState("later") },
  { id: "inbox", title: "command.inbox", keys: ["i"], group: "article", when: hasTargets, run: (rooms) => rooms.articles.setState("inbox") },
  { id: "favourite", title: "command.favourite", keys: ["f"], group: "article", when: hasTargets, run: (rooms) => rooms.articles.favourite() },
  { id: "tag", title: "command.tag", keys: ["t"], group: "article", when: canGather, run: (rooms) => (rooms.dialogs.show("tag")) },
  { id: "gather", title: "command.gather", keys: ["p"], group: "article", when: canGather, run: (rooms) => (rooms.dialogs.show("gather")) },
  { id: "let_go", title: "command.let_go", keys: [], group: "article", when: (rooms) => canGather(rooms) && rooms.places.project !== null, run: (rooms) => rooms.gathering.letGo() },
  { id: "trash", title: "command.trash", keys: ["#", "Delete"], group: "article", when: hasTargets, run: (rooms) => rooms.articles.trash() },
  { id: "restore", title: "command.restore", keys: [], group: "article", when: inTrash, run: (rooms) => rooms.articles.restore() },
  { id: "delete", title: "command.delete", keys: [], group: "article", when: inTrash, run: (rooms) => rooms.articles.askDelete() },
  {
    id: "original",
    title: "command.original",
    keys: ["o"],
    group: "article",
    when: (rooms) => !!(rooms.reader.detail?.article.url ?? rooms.list.focused?.url),
    run: (rooms) => {
      const url = rooms.reader.detail?.article.url ?? rooms.list.focused?.url;
      return url && rooms.notices.attempt(() => rooms.host.openUrl(url));
    },
  },
  { id: "find", title: "command.find", keys: ["Ctrl+F"], group: "article", when: isOpen, run: (rooms) => rooms.reading.navigating.findInText(null) },
  { id: "find_next", title: "command.find_next", keys: ["Ctrl+G", "F3"], group: "article", when: isOpen, run: (rooms) => rooms.reading.navigating.findInText(true) },
  { id: "find_previous", title: "command.find_previous", keys: ["Ctrl+Shift+G", "Shift+F3"], group: "article", when: isOpen, run: (rooms) => rooms.reading.navigating.findInText(false) },
  { id: "focus", title: "command.focus", keys: ["\\"], group: "article", when: isOpen, run: (rooms) => (rooms.places.focused = !rooms.places.focused) },
  { id: "paged", title: "command.paged", keys: ["P"], group: "article", when: isOpen, run: (rooms) => rooms.settings.set({ paged: !rooms.settings.current.paged }) },
  { id: "full_screen", title: "command.full_screen", keys: ["F11"], group: "everywhere", run: (rooms) => rooms.notices.attempt(() => rooms.host.fullScreen()) },
  { id: "print", title: "command.print", keys: ["Ctrl+P"], group: "article", when: isOpen, run: (rooms) => rooms.notices.attempt(async () => void (await rooms.host.print())) },
  { id: "save_pdf", title: "command.save_pdf", keys: [], group: "article", when: isOpen, run: (rooms) => rooms.exporting.pdf() },
  { id: "outline", title: "command.outline", keys: ["g h"], group: "article", when: isOpen, run: (rooms) => rooms.reading.navigating.showOutline() },
  { id: "next_quote", title: "command.next_quote", keys: ["q"], group: "article", when: isOpen, run: (rooms) => rooms.reading.walk.step(true) },
  { id: "previous_quote", title: "command.previous_quote", keys: ["Q"], group: "article", when: isOpen, run: (rooms) => rooms.reading.walk.step(false) },
  { id: "quote_names", title: "command.quote_names", keys: ["g q"], group: "article", when: isOpen, run: (rooms) => (rooms.quotes.named = !rooms.quotes.named) },
  { id: "elsewhere", title: "command.elsewhere", keys: ["="], group: "article", when: (rooms) => rooms.elsewhere.seekable !== null, run: (rooms) => rooms.elsewhere.findCopies() },
  { id: "read_aloud", title: "command.read_aloud", keys: ["r"], group: "article", when: isOpen, run: (rooms) => rooms.reading.aloud.toggle() },
  { id: "aloud_next", title: "command.aloud_next", keys: ["."], group: "article", when: isOpen, run: (rooms) => rooms.reading.aloud.skip(true) },
  { id: "aloud_previous", title: "command.aloud_previous", keys: [","], group: "article", when: isOpen, run: (rooms) => rooms.reading.aloud.skip(false) },
  { id: "aloud_faster", title: "command.aloud_faster", keys: [">"], group: "article", when: isOpen, run: (rooms) => rooms.reading.aloud.pace(1) },
  { id: "aloud_slower", title: "command.aloud_slower", keys: ["<"], group: "article", when: isOpen, run: (rooms) => rooms.reading.aloud.pace(-1) },
  { id: "captured", title: "command.captured", keys: [], group: "article", when: isOpen, run: (rooms) => (rooms.dialogs.showCaptured()) },
  { id: "pick", title: "command.pick", keys: [], group: "article", when: isOpen, run: (rooms) => (rooms.dialogs.showCaptured()) },
  { id: "left_out", title: "command.left_out", keys: [], group: "article", when: isOpen, run: (rooms) => (rooms.dialogs.showCaptured(null, "left_out")) },
  { id: "reextract", title: "command.reextract", keys: [], group: "article", when: isOpen, run: (rooms) => rooms.rechecking.reextract() },
  { id: "recheck", title: "command.recheck", keys: [], group: "article", when: hasTargets, run: (rooms) => rooms.rechecking.recheck() },
  { id: "versions", title: "command.versions", keys: ["V"], group: "article", when: isOpen, run: (rooms) => (rooms.dialogs.show("versions")) },
  { id: "details", title: "command.details", keys: [], group: "article", when: isOpen, run: (rooms) => (rooms.dialogs.show("details")) },
  {
    id: "copy_article",
    title: "command.copy_article",
    keys: [],
    group: "article",
    when: isOpen,
    run: (rooms) => rooms.copying.article(),
  },
  { id: "cite", title: "command.cite", keys: ["C"], group: "article", when: hasTargets, run: (rooms) => rooms.copying.references(rooms.settings.current.citation_style ?? "apa") },
  ...CITED.map((form): Command => ({ id: `cite_${form}`, title: `command.cite_${form}`, keys: [], group: "article", when: hasTargets, run: (rooms) => rooms.copying.references(form) })),
  { id: "export", title: "command.export", keys: ["Ctrl+E"], group: "article", when: hasTargets, run: (rooms) => rooms.exporting.folder(false) },
  ...PAGES.map((kind): Command => ({ id: `export_${kind}`, title: `command.export_${kind}`, keys: [], group: "article", when: hasTargets, run: (rooms) => rooms.exporting.list(kind, rooms.articles.targets()) })),
  ...LISTS.map((kind): Command => ({ id: `export_${kind}`, title: `command.export_${kind}`, keys: [], group: "everywhere", run: (rooms) => rooms.exporting.list(kind) })),
  { id: "export_all", title: "command.export_all", keys: [], group: "everywhere", run: (rooms) => rooms.exporting.folder(true) },
  { id: "archive_library", title: "command.archive_library", keys: [], group: "everywhere", run: (rooms) => rooms.exporting.archive() },
  { id: "export_choose", title: "command.export_choose", keys: [], group: "article", when: hasTargets, run: (rooms) => rooms.exporting.folder(false, true) },
  { id: "cursor", title: "command.cursor", keys: ["v"], group: "highlight", when: isOpen, run: (rooms) => (rooms.reading.cursor.on = !rooms.reading.cursor.on) },
  { id: "accept", title: "command.accept", keys: ["y"], group: "highlight", when: hasUnsettled, run: (rooms) => rooms.reader.accept(rooms.reader.active ?? "") },
  { id: "keep", title: "command.keep", keys: ["Y"], group: "highlight", when: hasUnsettled, run: (rooms) => rooms.reader.settle(rooms.reader.active ?? "", true) },
  { id: "next_unsettled", title: "command.next_unsettled", keys: ["u"], group: "highlight", when: (rooms) => rooms.reader.unsettled.length > 0, run: (rooms) => rooms.reader.nextUnsettled() },
  { id: "highlight", title: "command.highlight", keys: ["h"], group: "highlight", when: canMark, run: (rooms) => rooms.reading.marking.mark() },
  { id: "note", title: "command.note", keys: ["n"], group: "highlight", when: canNote, run: (rooms) => rooms.reading.marking.note() },
  ...Colour.map((colour, i): Command => ({
    id: `colour_${colour}`,
    title: `command.recolour_${colour}`,
    keys: [String(i + 1)],
    group: "highlight",
    when: canColour,
    run: (rooms) => (annotating(rooms) && !isOpen(rooms) ? rooms.gathering.recolour(colour) : rooms.reading.marking.mark(colour)),
  })),
  ...STEPS.flatMap(ends),
  { id: "mark_block", title: "command.mark_block", keys: ["H"], group: "highlight", when: isOpen, run: (rooms) => rooms.reading.marking.markBlock() },
  { id: "underline", title: "command.underline", keys: ["_"], group: "highlight", when: isOpen, run: (rooms) => rooms.reading.marking.underline() },
  { id: "leave_out", title: "command.leave_out", keys: ["-"], group: "highlight", when: hasPart, run: (rooms) => rooms.reading.marking.cut(true) },
  { id: "add_part", title: "command.add_part", keys: ["+"], group: "highlight", when: hasPart, run: (rooms) => rooms.reading.marking.cut(false) },
  {
    id: "copy_highlight",
    title: "command.copy_highlight",
    keys: ["c"],
    group: "highlight",
    when: (rooms) => hasActive(rooms) || rooms.reader.selection !== null,
    run: (rooms) => (rooms.reader.selection ? rooms.reading.selecting.copyQuote() : rooms.copying.highlight(rooms.reader.active ?? "")),
  },
  { id: "add", title: "command.add", keys: ["a", "Ctrl+N", "Ctrl+O"], group: "everywhere", run: (rooms) => (rooms.dialogs.show("add")) },
  { id: "import", title: "command.import", keys: ["A"], group: "everywhere", run: (rooms) => (rooms.dialogs.show("import")) },
  { id: "fetching", title: "command.fetching", keys: [], group: "everywhere", when: isFetching, run: (rooms) => (rooms.dialogs.show("fetching")) },
  { id: "pause_fetching", title: "command.pause_fetching", keys: [], group: "everywhere", when: (rooms) => isFetching(rooms) && !rooms.list.status?.fetching.paused, run: (rooms) => rooms.fetching.pause(true) },
  { id: "resume_fetching", title: "command.resume_fetching", keys: [], group: "everywhere", when: (rooms) => isFetching(rooms) && rooms.list.status?.fetching.paused === true, run: (rooms) => rooms.fetching.pause(false) },
  { id: "search", title: "command.search", keys: ["/"], group: "everywhere", run: () => document.getElementById("search")?.focus() },
  { id: "people", title: "command.people", keys: ["g w"], group: "everywhere", run: (rooms) => rooms.places.showPeople() },
  { id: "altered", title: "command.altered", keys: ["g ="], group: "everywhere", run: (rooms) => rooms.places.showPeople("altered") },
  { id: "template", title: "command.template", keys: [], group: "everywhere", run: (rooms) => (rooms.dialogs.show("template")) },
  { id: "verify", title: "command.verify", keys: ["g v"], group: "everywhere", run: (rooms) => (rooms.dialogs.open = { name: "verify", draft: null }) },
  { id: "palette", title: "command.palette", keys: ["Ctrl+K"], group: "everywhere", run: (rooms) => (rooms.dialogs.show("palette")) },
  { id: "shortcuts", title: "command.shortcuts", keys: ["?", "F1"], group: "everywhere", run: (rooms) => (rooms.dialogs.show("shortcuts")) },
  { id: "settings", title: "command.settings", keys: ["Ctrl+,"], also: ["settings.language", "settings.look.title", "settings.colours.title", "settings.keys.title", "settings.vault", "settings.citations", "settings.exported"], group: "everywhere", run: (rooms) => (rooms.dialogs.show("settings")) },
  { id: "close", title: "command.close", keys: ["Ctrl+W"], group: "everywhere", run: (rooms) => (isOpen(rooms) ? rooms.reader.close() : rooms.quit()) },
  { id: "quit", title: "command.quit", keys: ["Ctrl+Q"], group: "everywhere", run: (rooms) => rooms.quit() },
  { id: "undo", title: "command.undo", keys: ["Ctrl+Z"], group: "everywhere", run: (rooms) => rooms.edits.undo() },
  { id: "redo", title: "command.redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], group: "everywhere", run: (rooms) => rooms.edits.undo(true) },
  { id: "bigger", title: "command.bigger", keys: ["Ctrl++", "Ctrl+=", "Ctrl+Shift++", "Ctrl+Shift+="], group: "everywhere", run: (rooms) => size(rooms, 1) },
  { id: "smaller", title: "command.smaller", keys: ["Ctrl+-"], group: "everywhere", run: (rooms) => size(rooms, -1) },
  { id: "reset_size", title: "command.reset_size", keys: ["Ctrl+0"], group: "everywhere", run: (rooms) => rooms.settings.set({ size: 18 }) },
  go("inbox", ["g i"], "inbox"),
  go("later", ["g l"], "later"),
  go("archive", ["g e"], "archive"),
  go("favourite", ["g f"], "favourite"),
  go("all", ["g a"], "all"),
  go("trash", ["g t"], "trash"),
  { id: "go_annotations", title: "command.go_annotations", keys: ["g n"], group: "everywhere", run: (rooms) => into(rooms.places.showAnnotations()) },
  { id: "new_project", title: "command.new_project", keys: [], group: "everywhere", run: (rooms) => rooms.names.newProject() },
  { id: "save_search", title: "command.save_search", keys: [], group: "everywhere", when: canSaveSearch, run: (rooms) => rooms.names.newSearch() },
  ...Theme.map(theme),
];
