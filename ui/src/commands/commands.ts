/** Every command once: its name, its keys, when it makes sense. Palette and help follow from it. */

import { Colour, Theme } from "../api/contract";

import { tick } from "svelte";
import type { App } from "../app.svelte";
import type { Key } from "../messages/messages";

export interface Command {
  id: string;
  title: Key;
  /** As `keyName` names them, unless the reader changed them: "Ctrl+K", "Shift+F3", "j", "g i". */
  keys: string[];
  /** Other words it is found by in the palette. */
  also?: Key[];
  group: "list" | "annotations" | "outline" | "article" | "highlight" | "everywhere";
  when?: (app: App) => boolean;
  /** A command that may have the same keys: this one goes before it while it makes sense. */
  before?: string;
  run: (app: App) => unknown;
}

const hasTargets = (app: App) => app.targets().length > 0;
const isOpen = (app: App) => app.reader.id !== null;
const hasActive = (app: App) => app.reader.active !== null;
const hasUnsettled = (app: App) => app.reader.unsettled.some((h) => h.id === app.reader.active);
const canMark = (app: App) => app.view?.canMark() ?? false;
const canColour = (app: App) => annotating(app) || hasActive(app) || app.reader.selection !== null;
const canNote = (app: App) => canMark(app) || hasActive(app);
const hasPart = (app: App) => hasActive(app) && app.reader.selection !== null;
const inTrash = (app: App) => app.inTrash && hasTargets(app);

const annotating = (app: App) => app.annotating;
const annotatingProject = (app: App) => app.annotating && app.project !== null && app.annotations.targets.highlights.length > 0;
const isFetching = (app: App) => (app.list.status?.fetching.left ?? 0) + (app.list.status?.fetching.failed ?? 0) > 0;
const inOutline = (app: App) => app.room === "outline";
const canGather = (app: App) => (app.annotating ? app.annotations.targets.highlights.length > 0 : app.targets().length > 0);
const canSaveSearch = (app: App) => (app.room === "annotations" ? app.annotations.isFiltered : app.room === "articles" && app.list.isSearch);
/** The list that keys move through. */
const rows = (app: App) => (app.room === "annotations" ? app.annotations : app.list);

/** To the next row, or the one before: the list has the keyboard, so that a screen reader says the row. */
function step(app: App, by: number) {
  if (app.room === "people") app.people.move(by);
  else rows(app).move(by);
  const list = document.querySelector<HTMLElement>(".rows");
  const at = document.activeElement;
  // Not on a row that was pressed: its ring would stay behind.
  if (list && (!at?.closest(".list-pane, .rows") || (at !== list && list.contains(at)))) list.focus({ preventScroll: true });
}

/** Who goes to a room by its command is in its list, but for who has gone on meanwhile. */
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
  run: (app) => into(app.show(scope)),
});

const theme = (name: Theme): Command => ({
  id: `theme_${name}`,
  title: `command.theme_${name}`,
  keys: [],
  group: "everywhere",
  run: (app) => app.set({ theme: name }),
});

/** What references are copied as for other programs. */
const CITED = ["bibtex", "ris", "csl-json", "pandoc"] as const;

/** Articles to be read elsewhere. */
const PAGES = ["html", "epub"] as const;

/** Lists for other programs. */
const LISTS = ["csv", "readwise", "bookmarks"] as const;

/** Pieces of text that an end of a highlight moves by, and what is held for it. */
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
    run: (app) => app.view?.stretch(which, forward, step),
  }));
};

const size = (app: App, by: number) => app.set({ size: Math.max(12, Math.min(32, app.settings.size + by)) });

export const COMMANDS: Command[] = [
  { id: "back", title: "command.back", keys: ["Alt+ArrowLeft"], group: "everywhere", when: (app) => app.trail.has(false), run: (app) => app.goBack() },
  { id: "forward", title: "command.forward", keys: ["Alt+ArrowRight"], group: "everywhere", when: (app) => app.trail.has(true), run: (app) => app.goBack(true) },
  { id: "next", title: "command.next", keys: ["j", "ArrowDown"], group: "list", run: (app) => step(app, 1) },
  { id: "previous", title: "command.previous", keys: ["k", "ArrowUp"], group: "list", run: (app) => step(app, -1) },
  { id: "open", title: "command.open", keys: ["Enter"], group: "list", run: (app) => app.openFocused() },
  { id: "select", title: "command.select", keys: ["x"], group: "list", run: (app) => (app.room === "annotations" ? app.annotations.toggle() : app.list.toggleFocused()) },
  { id: "select_all", title: "command.select_all", keys: ["*"], group: "list", run: (app) => rows(app).selectAll() },
  { id: "copy_annotations", title: "command.copy_annotations", keys: ["c"], group: "annotations", when: annotating, run: (app) => app.copyAnnotations() },
  { id: "export_annotations", title: "command.export_annotations", keys: ["Ctrl+E"], group: "annotations", when: annotating, run: (app) => app.exportAnnotations() },
  { id: "delete_annotations", title: "command.delete_annotations", keys: ["#", "Delete", "Backspace"], group: "annotations", when: annotating, run: (app) => app.deleteAnnotations() },
  { id: "to_outline", title: "command.to_outline", keys: ["b"], group: "annotations", when: annotatingProject, run: (app) => app.quoteInOutline() },
  { id: "outline_heading", title: "command.outline_heading", keys: [], group: "outline", when: inOutline, run: (app) => app.outline.add("heading") },
  { id: "outline_text", title: "command.outline_text", keys: [], group: "outline", when: inOutline, run: (app) => app.outline.add("text") },
  { id: "copy_outline", title: "command.copy_outline", keys: [], group: "outline", when: inOutline, run: (app) => app.copyOutline() },
  { id: "export_outline", title: "command.export_outline", keys: ["Ctrl+E"], group: "outline", when: (app) => inOutline(app) && !isOpen(app), run: (app) => app.exportOutline() },
  { id: "delete_highlight", title: "command.delete_highlight", keys: ["Delete", "Backspace"], group: "highlight", before: "trash", when: hasActive, run: (app) => app.deleteHighlight(app.reader.active ?? "") },
  { id: "archive", title: "command.archive", keys: ["e"], group: "article", when: hasTargets, run: (app) => app.setState("archive") },
  { id: "later", title: "command.later", keys: ["l"], group: "article", when: hasTargets, run: (app) => app.setState("later") },
  { id: "inbox", title: "command.inbox", keys: ["i"], group: "article", when: hasTargets, run: (app) => app.setState("inbox") },
  { id: "favourite", title: "command.favourite", keys: ["f"], group: "article", when: hasTargets, run: (app) => app.favourite() },
  { id: "tag", title: "command.tag", keys: ["t"], group: "article", when: canGather, run: (app) => (app.dialog = "tag") },
  { id: "gather", title: "command.gather", keys: ["p"], group: "article", when: canGather, run: (app) => (app.dialog = "gather") },
  { id: "let_go", title: "command.let_go", keys: [], group: "article", when: (app) => canGather(app) && app.project !== null, run: (app) => app.letGo() },
  { id: "trash", title: "command.trash", keys: ["#", "Delete"], group: "article", when: hasTargets, run: (app) => app.trash() },
  { id: "restore", title: "command.restore", keys: [], group: "article", when: inTrash, run: (app) => app.restore() },
  { id: "delete", title: "command.delete", keys: [], group: "article", when: inTrash, run: (app) => app.askDelete() },
  {
    id: "original",
    title: "command.original",
    keys: ["o"],
    group: "article",
    when: (app) => !!(app.reader.detail?.article.url ?? app.list.focused?.url),
    run: (app) => {
      const url = app.reader.detail?.article.url ?? app.list.focused?.url;
      return url && app.attempt(() => app.host.openUrl(url));
    },
  },
  { id: "find", title: "command.find", keys: ["Ctrl+F"], group: "article", when: isOpen, run: (app) => app.view?.findInText(null) },
  { id: "find_next", title: "command.find_next", keys: ["Ctrl+G", "F3"], group: "article", when: isOpen, run: (app) => app.view?.findInText(true) },
  { id: "find_previous", title: "command.find_previous", keys: ["Ctrl+Shift+G", "Shift+F3"], group: "article", when: isOpen, run: (app) => app.view?.findInText(false) },
  { id: "focus", title: "command.focus", keys: ["\\"], group: "article", when: isOpen, run: (app) => (app.focused = !app.focused) },
  { id: "paged", title: "command.paged", keys: ["P"], group: "article", when: isOpen, run: (app) => app.set({ paged: !app.settings.paged }) },
  { id: "full_screen", title: "command.full_screen", keys: ["F11"], group: "everywhere", run: (app) => app.attempt(() => app.host.fullScreen()) },
  { id: "print", title: "command.print", keys: ["Ctrl+P"], group: "article", when: isOpen, run: (app) => app.attempt(async () => void (await app.host.print())) },
  { id: "save_pdf", title: "command.save_pdf", keys: [], group: "article", when: isOpen, run: (app) => app.savePdf() },
  { id: "outline", title: "command.outline", keys: ["g h"], group: "article", when: isOpen, run: (app) => app.view?.showOutline() },
  { id: "next_quote", title: "command.next_quote", keys: ["q"], group: "article", when: isOpen, run: (app) => app.view?.walkQuotes(true) },
  { id: "previous_quote", title: "command.previous_quote", keys: ["Q"], group: "article", when: isOpen, run: (app) => app.view?.walkQuotes(false) },
  { id: "quote_names", title: "command.quote_names", keys: ["g q"], group: "article", when: isOpen, run: (app) => (app.quotes.named = !app.quotes.named) },
  { id: "elsewhere", title: "command.elsewhere", keys: ["="], group: "article", when: (app) => app.seekable !== null, run: (app) => app.askElsewhere() },
  { id: "read_aloud", title: "command.read_aloud", keys: ["r"], group: "article", when: isOpen, run: (app) => app.view?.readAloud() },
  { id: "aloud_next", title: "command.aloud_next", keys: ["."], group: "article", when: isOpen, run: (app) => app.view?.skip(true) },
  { id: "aloud_previous", title: "command.aloud_previous", keys: [","], group: "article", when: isOpen, run: (app) => app.view?.skip(false) },
  { id: "aloud_faster", title: "command.aloud_faster", keys: [">"], group: "article", when: isOpen, run: (app) => app.view?.pace(1) },
  { id: "aloud_slower", title: "command.aloud_slower", keys: ["<"], group: "article", when: isOpen, run: (app) => app.view?.pace(-1) },
  { id: "captured", title: "command.captured", keys: [], group: "article", when: isOpen, run: (app) => (app.dialog = "captured") },
  { id: "pick", title: "command.pick", keys: [], group: "article", when: isOpen, run: (app) => (app.dialog = "captured") },
  { id: "left_out", title: "command.left_out", keys: [], group: "article", when: isOpen, run: (app) => (app.dialog = "left_out") },
  { id: "reextract", title: "command.reextract", keys: [], group: "article", when: isOpen, run: (app) => app.reextract() },
  { id: "recheck", title: "command.recheck", keys: [], group: "article", when: hasTargets, run: (app) => app.recheck() },
  { id: "versions", title: "command.versions", keys: ["V"], group: "article", when: isOpen, run: (app) => (app.dialog = "versions") },
  { id: "details", title: "command.details", keys: [], group: "article", when: isOpen, run: (app) => (app.dialog = "details") },
  {
    id: "copy_article",
    title: "command.copy_article",
    keys: [],
    group: "article",
    when: isOpen,
    run: (app) => app.copy(() => app.host.call("article.markdown", { id: app.reader.id ?? "" })),
  },
  { id: "cite", title: "command.cite", keys: ["C"], group: "article", when: hasTargets, run: (app) => app.cite(app.settings.citation_style ?? "apa") },
  ...CITED.map((form): Command => ({ id: `cite_${form}`, title: `command.cite_${form}`, keys: [], group: "article", when: hasTargets, run: (app) => app.cite(form) })),
  { id: "export", title: "command.export", keys: ["Ctrl+E"], group: "article", when: hasTargets, run: (app) => app.export(false) },
  ...PAGES.map((kind): Command => ({ id: `export_${kind}`, title: `command.export_${kind}`, keys: [], group: "article", when: hasTargets, run: (app) => app.exportList(kind, app.targets()) })),
  ...LISTS.map((kind): Command => ({ id: `export_${kind}`, title: `command.export_${kind}`, keys: [], group: "everywhere", run: (app) => app.exportList(kind) })),
  { id: "export_all", title: "command.export_all", keys: [], group: "everywhere", run: (app) => app.export(true) },
  { id: "archive_library", title: "command.archive_library", keys: [], group: "everywhere", run: (app) => app.archive() },
  { id: "export_choose", title: "command.export_choose", keys: [], group: "article", when: hasTargets, run: (app) => app.export(false, true) },
  { id: "cursor", title: "command.cursor", keys: ["v"], group: "highlight", when: isOpen, run: (app) => (app.cursorOn = !app.cursorOn) },
  { id: "accept", title: "command.accept", keys: ["y"], group: "highlight", when: hasUnsettled, run: (app) => app.reader.accept(app.reader.active ?? "") },
  { id: "keep", title: "command.keep", keys: ["Y"], group: "highlight", when: hasUnsettled, run: (app) => app.reader.settle(app.reader.active ?? "", true) },
  { id: "next_unsettled", title: "command.next_unsettled", keys: ["u"], group: "highlight", when: (app) => app.reader.unsettled.length > 0, run: (app) => app.reader.nextUnsettled() },
  { id: "highlight", title: "command.highlight", keys: ["h"], group: "highlight", when: canMark, run: (app) => app.view?.mark() },
  { id: "note", title: "command.note", keys: ["n"], group: "highlight", when: canNote, run: (app) => app.view?.note() },
  ...Colour.map((colour, i): Command => ({
    id: `colour_${colour}`,
    title: `command.recolour_${colour}`,
    keys: [String(i + 1)],
    group: "highlight",
    when: canColour,
    run: (app) => (annotating(app) && !isOpen(app) ? app.recolourAnnotations(colour) : app.view?.mark(colour)),
  })),
  ...STEPS.flatMap(ends),
  { id: "mark_block", title: "command.mark_block", keys: ["H"], group: "highlight", when: isOpen, run: (app) => app.view?.markBlock() },
  { id: "underline", title: "command.underline", keys: ["_"], group: "highlight", when: isOpen, run: (app) => app.view?.underline() },
  { id: "leave_out", title: "command.leave_out", keys: ["-"], group: "highlight", when: hasPart, run: (app) => app.view?.cut(true) },
  { id: "add_part", title: "command.add_part", keys: ["+"], group: "highlight", when: hasPart, run: (app) => app.view?.cut(false) },
  {
    id: "copy_highlight",
    title: "command.copy_highlight",
    keys: ["c"],
    group: "highlight",
    when: (app) => hasActive(app) || app.reader.selection !== null,
    run: (app) => (app.reader.selection ? app.view?.copySelection() : app.copyHighlight(app.reader.active ?? "")),
  },
  { id: "add", title: "command.add", keys: ["a", "Ctrl+N", "Ctrl+O"], group: "everywhere", run: (app) => (app.dialog = "add") },
  { id: "import", title: "command.import", keys: ["A"], group: "everywhere", run: (app) => (app.dialog = "import") },
  { id: "fetching", title: "command.fetching", keys: [], group: "everywhere", when: isFetching, run: (app) => (app.dialog = "fetching") },
  { id: "pause_fetching", title: "command.pause_fetching", keys: [], group: "everywhere", when: (app) => isFetching(app) && !app.list.status?.fetching.paused, run: (app) => app.pauseFetching(true) },
  { id: "resume_fetching", title: "command.resume_fetching", keys: [], group: "everywhere", when: (app) => isFetching(app) && app.list.status?.fetching.paused === true, run: (app) => app.pauseFetching(false) },
  { id: "search", title: "command.search", keys: ["/"], group: "everywhere", run: () => document.getElementById("search")?.focus() },
  { id: "people", title: "command.people", keys: ["g w"], group: "everywhere", run: (app) => app.showPeople() },
  { id: "altered", title: "command.altered", keys: ["g ="], group: "everywhere", run: (app) => app.showPeople("altered") },
  { id: "template", title: "command.template", keys: [], group: "everywhere", run: (app) => (app.dialog = "template") },
  { id: "verify", title: "command.verify", keys: ["g v"], group: "everywhere", run: (app) => app.verify() },
  { id: "palette", title: "command.palette", keys: ["Ctrl+K"], group: "everywhere", run: (app) => (app.dialog = "palette") },
  { id: "shortcuts", title: "command.shortcuts", keys: ["?", "F1"], group: "everywhere", run: (app) => (app.dialog = "shortcuts") },
  { id: "settings", title: "command.settings", keys: ["Ctrl+,"], also: ["settings.language", "settings.look.title", "settings.colours.title", "settings.keys.title", "settings.vault", "settings.citations", "settings.exported"], group: "everywhere", run: (app) => (app.dialog = "settings") },
  { id: "close", title: "command.close", keys: ["Ctrl+W"], group: "everywhere", run: (app) => (isOpen(app) ? app.reader.close() : app.quit()) },
  { id: "quit", title: "command.quit", keys: ["Ctrl+Q"], group: "everywhere", run: (app) => app.quit() },
  { id: "undo", title: "command.undo", keys: ["Ctrl+Z"], group: "everywhere", run: (app) => app.undo() },
  { id: "redo", title: "command.redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], group: "everywhere", run: (app) => app.undo(true) },
  { id: "bigger", title: "command.bigger", keys: ["Ctrl++", "Ctrl+=", "Ctrl+Shift++", "Ctrl+Shift+="], group: "everywhere", run: (app) => size(app, 1) },
  { id: "smaller", title: "command.smaller", keys: ["Ctrl+-"], group: "everywhere", run: (app) => size(app, -1) },
  { id: "reset_size", title: "command.reset_size", keys: ["Ctrl+0"], group: "everywhere", run: (app) => app.set({ size: 18 }) },
  go("inbox", ["g i"], "inbox"),
  go("later", ["g l"], "later"),
  go("archive", ["g e"], "archive"),
  go("favourite", ["g f"], "favourite"),
  go("all", ["g a"], "all"),
  go("trash", ["g t"], "trash"),
  { id: "go_annotations", title: "command.go_annotations", keys: ["g n"], group: "everywhere", run: (app) => into(app.showAnnotations()) },
  { id: "new_project", title: "command.new_project", keys: [], group: "everywhere", run: (app) => app.askNewProject() },
  { id: "save_search", title: "command.save_search", keys: [], group: "everywhere", when: canSaveSearch, run: (app) => app.askSaveSearch() },
  ...Theme.map(theme),
];
