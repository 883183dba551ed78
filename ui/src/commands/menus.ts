/** What a right click offers, by what it was on. Most of it are commands, with their keys. */

import { Colour } from "../api/contract";

import type { App, InArticle } from "../app.svelte";
import type { MenuAt, MenuItem } from "../components/menu";
import { t } from "../messages/messages";
import { COMMANDS } from "./commands";
import { keysOf, shown } from "./keys";

type Groups = MenuItem[][];

function command(app: App, id: string): MenuItem[] {
  const found = COMMANDS.find((c) => c.id === id);
  if (!found || !(found.when?.(app) ?? true)) return [];
  const [first] = keysOf(app, found);
  return [{ label: t(found.title), keys: first && shown(first), run: () => void found.run(app) }];
}

const commands = (app: App, ...ids: string[]) => ids.flatMap((id) => command(app, id));

function colours(app: App, run: (colour: Colour) => void): MenuItem {
  return { label: t("menu.colour"), run: () => {}, swatches: Colour.map((colour) => ({ name: app.colourName(colour), value: colour, run: () => run(colour) })) };
}

/** An article in a list: what is chosen is about all that are selected, or about this one. */
function ofArticle(app: App, id: string): Groups {
  const url = app.list.rowOf(id)?.url ?? null;
  return [
    [{ label: t("menu.open"), keys: "↵", run: () => void app.reader.open(id) }, ...(url ? [{ label: t("menu.open_original"), run: () => void app.attempt(() => app.host.openUrl(url)) }] : [])],
    commands(app, "archive", "later", "inbox", "favourite", "restore"),
    commands(app, "tag", "gather", "let_go"),
    [...commands(app, "cite", "export"), ...(url ? [{ label: t("menu.copy_link"), run: () => void app.copyText(url) }] : []), ...commands(app, "recheck")],
    commands(app, "trash"),
  ];
}

function inArticle(app: App, at: InArticle): Groups {
  const { highlight: id, link } = at;
  if (at.selection) {
    return [
      [colours(app, (colour) => app.view?.mark(colour)), ...commands(app, "highlight", "note", "leave_out", "add_part")],
      [{ label: t("menu.copy"), keys: shown("Ctrl+C"), run: () => app.view?.copyWords() }, { label: t("menu.copy_quote"), keys: "C", run: () => app.view?.copySelection() }],
      [...commands(app, "elsewhere", "read_aloud"), { label: t("menu.search_words"), run: () => app.view?.searchSelection() }],
    ];
  }
  const groups: Groups = [];
  if (link) {
    groups.push([
      { label: t("menu.open_link"), run: () => void app.attempt(() => app.host.openUrl(link)) },
      { label: t("menu.copy_link"), run: () => void app.copyText(link) },
      ...(/^https?:/i.test(link) ? [{ label: t("menu.clip_link"), run: () => void app.clips.url(link) }] : []),
    ]);
  }
  const key = at.image;
  if (key) {
    groups.push([...(at.enlarge ? [{ label: t("menu.enlarge"), run: at.enlarge }] : []), ...(at.markImage ? [{ label: t("menu.mark_image"), run: at.markImage }] : []), ...(at.enlarge && app.host.choosesFiles ? [{ label: t("menu.save_image"), run: () => void app.saveImage(key) }] : [])]);
  }
  if (id) groups.push(...ofHighlight(app, id));
  if (groups.length > 0) return groups;
  return [commands(app, "highlight", "note", "mark_block"), commands(app, "back", "forward"), commands(app, "find", "outline", "read_aloud", "focus"), commands(app, "cite", "copy_article", "export", "print")];
}

function ofHighlight(app: App, id: string): Groups {
  return [
    [
      colours(app, (colour) => void app.reader.recolour(id, colour)),
      { label: t("menu.note"), keys: "N", run: () => { app.reader.active = id; app.reader.editing = id; } },
      { label: t("menu.tag"), run: () => { app.reader.active = id; app.reader.tagging = id; } },
      { label: t("menu.copy_quote"), keys: "C", run: () => void app.copyHighlight(id) },
    ],
    [{ label: t("highlight.delete"), keys: shown("Delete"), run: () => void app.deleteHighlight(id) }],
  ];
}

function ofAnnotation(app: App, id: string): Groups {
  const row = [...app.annotations.rows.values()].find((r) => r.id === id);
  if (!row) return [];
  return [
    [{ label: t("menu.open"), keys: "↵", run: () => void app.openAnnotation(row) }],
    [...(row.kind === "highlight" ? [colours(app, (colour) => void app.recolourAnnotations(colour))] : []), ...commands(app, "copy_annotations", "cite"), ...(row.kind === "highlight" ? commands(app, "tag", "gather", "let_go", "to_outline") : [])],
    commands(app, "export_annotations", "delete_annotations"),
  ];
}

function ofProject(app: App, id: string): Groups {
  const project = app.list.status?.projects.find((p) => p.id === id);
  if (!project) return [];
  return [
    [
      { label: t("menu.show_articles"), run: () => void app.showProject(id) },
      { label: t("menu.show_annotations"), run: () => void app.showProject(id, "annotations") },
      { label: t("menu.show_outline"), run: () => void app.showProject(id, "outline") },
    ],
    [{ label: t("menu.rename_or_delete"), run: () => app.askRenameProject(project) }],
  ];
}

function ofTag(app: App, name: string): Groups {
  const show = () => app.showAnnotations({ of: "annotations", filter: { ...app.annotations.filter, project: null, tag: name }, group: "none", sort: "created", descending: true });
  return [[{ label: t("menu.show_articles"), run: () => void app.show("all", name) }, { label: t("menu.show_annotations"), run: () => void show() }], [{ label: t("menu.rename_or_delete"), run: () => app.askRenameTag(name) }]];
}

function ofSearch(app: App, id: string): Groups {
  const search = app.list.status?.searches.find((s) => s.id === id);
  if (!search) return [];
  return [[{ label: t("menu.open"), run: () => void app.showSearch(search) }], [{ label: t("menu.rename_or_delete"), run: () => app.askRenameSearch(search) }]];
}

function ofSpeaker(app: App, name: string): Groups {
  return [[{ label: t("people.articles"), run: () => void app.searchSpeaker(name) }, { label: t("menu.copy_name"), run: () => void app.copyText(name) }]];
}

/** The menu for the target of a right click in the app's own document; null if the target has no menu. */
export function menuOn(app: App, target: Element, x: number, y: number): MenuAt | null {
  const at = (name: string) => target.closest<HTMLElement>(`[data-${name}]`)?.dataset[name] ?? null;
  const [article, annotation, highlight, project, tag, search, speaker] = [at("article"), at("annotation"), at("highlight"), at("project"), at("tag"), at("search"), at("speaker")];
  if (article) {
    // What is chosen is about this row, unless it is one of those selected.
    const alone = !app.list.selected.has(article);
    if (alone) {
      app.list.selected = new Set([article]);
      app.list.focusOn(article);
    }
    return { label: t("menu.article"), x, y, groups: ofArticle(app, article), ondismiss: () => alone && app.list.clear() };
  }
  if (annotation) {
    if (!app.annotations.selected.has(annotation)) {
      app.annotations.clear();
      for (const [index, row] of app.annotations.rows) if (row.id === annotation) app.annotations.focus = index;
    }
    return { label: t("menu.annotation"), x, y, groups: ofAnnotation(app, annotation) };
  }
  const groups = highlight ? ofHighlight(app, highlight) : project ? ofProject(app, project) : tag ? ofTag(app, tag) : search ? ofSearch(app, search) : speaker ? ofSpeaker(app, speaker) : [];
  return groups.length > 0 ? { label: t("menu.label"), x, y, groups } : null;
}

/** The menu for what a right click was on in the article. */
export function menuInArticle(app: App, at: InArticle, x: number, y: number): MenuAt {
  return { label: t("menu.article"), x, y, groups: inArticle(app, at) };
}
