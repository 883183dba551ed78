/** The context menus, by what was clicked. Most entries are commands, shown with their keys. */

import { Colour } from "../api/contract";

import type { InArticle } from "../reader/reading-view.svelte";
import type { Rooms } from "../app/rooms";
import type { MenuAt, MenuItem } from "../components/menu";
import { t } from "../messages/messages";
import { COMMANDS } from "./commands";
import { keysOf, shown } from "./keys";

type Groups = MenuItem[][];

function command(rooms: Rooms, id: string): MenuItem[] {
  const found = COMMANDS.find((c) => c.id === id);
  if (!found || !(found.when?.(rooms) ?? true)) return [];
  const [first] = keysOf(rooms.settings, found);
  return [{ label: t(found.title), keys: first && shown(first), run: () => void found.run(rooms) }];
}

const commands = (rooms: Rooms, ...ids: string[]) => ids.flatMap((id) => command(rooms, id));

function colours(rooms: Rooms, run: (colour: Colour) => void): MenuItem {
  return { label: t("menu.colour"), run: () => {}, swatches: Colour.map((colour) => ({ name: rooms.settings.colourName(colour), value: colour, run: () => run(colour) })) };
}

/** The menu for an article in a list. Commands apply to all selected articles, or to this one. */
function ofArticle(rooms: Rooms, id: string): Groups {
  const url = rooms.list.rowOf(id)?.url ?? null;
  return [
    [{ label: t("menu.open"), keys: "↵", run: () => void rooms.reader.open(id) }, ...(url ? [{ label: t("menu.open_original"), run: () => void rooms.notices.attempt(() => rooms.host.openUrl(url)) }] : [])],
    commands(rooms, "archive", "later", "inbox", "favourite", "restore"),
    commands(rooms, "tag", "gather", "let_go"),
    [...commands(rooms, "cite", "export"), ...(url ? [{ label: t("menu.copy_link"), run: () => void rooms.copying.text(url) }] : []), ...commands(rooms, "recheck")],
    commands(rooms, "trash"),
  ];
}

function inArticle(rooms: Rooms, at: InArticle): Groups {
  const { highlight: id, link } = at;
  if (at.selection) {
    return [
      [colours(rooms, (colour) => rooms.reading.marking.mark(colour)), ...commands(rooms, "highlight", "note", "leave_out", "add_part")],
      [{ label: t("menu.copy"), keys: shown("Ctrl+C"), run: () => rooms.reading.selecting.copyWords() }, { label: t("menu.copy_quote"), keys: "C", run: () => rooms.reading.selecting.copyQuote() }],
      [...commands(rooms, "elsewhere", "read_aloud"), { label: t("menu.search_words"), run: () => rooms.reading.selecting.searchWords() }],
    ];
  }
  const groups: Groups = [];
  if (link) {
    groups.push([
      { label: t("menu.open_link"), run: () => void rooms.notices.attempt(() => rooms.host.openUrl(link)) },
      { label: t("menu.copy_link"), run: () => void rooms.copying.text(link) },
      ...(/^https?:/i.test(link) ? [{ label: t("menu.clip_link"), run: () => void rooms.clips.url(link) }] : []),
    ]);
  }
  const key = at.image;
  if (key) {
    groups.push([...(at.enlarge ? [{ label: t("menu.enlarge"), run: at.enlarge }] : []), ...(at.markImage ? [{ label: t("menu.mark_image"), run: at.markImage }] : []), ...(at.enlarge && rooms.host.choosesFiles ? [{ label: t("menu.save_image"), run: () => void rooms.exporting.image(key) }] : [])]);
  }
  if (id) groups.push(...ofHighlight(rooms, id));
  if (groups.length > 0) return groups;
  return [commands(rooms, "highlight", "note", "mark_block"), commands(rooms, "back", "forward"), commands(rooms, "find", "outline", "read_aloud", "focus"), commands(rooms, "cite", "copy_article", "export", "print")];
}

function ofHighlight(rooms: Rooms, id: string): Groups {
  return [
    [
      colours(rooms, (colour) => void rooms.reader.recolour(id, colour)),
      { label: t("menu.note"), keys: "N", run: () => { rooms.reader.active = id; rooms.reader.editing = id; } },
      { label: t("menu.tag"), run: () => { rooms.reader.active = id; rooms.reader.tagging = id; } },
      { label: t("menu.copy_quote"), keys: "C", run: () => void rooms.copying.highlight(id) },
    ],
    [{ label: t("highlight.delete"), keys: shown("Delete"), run: () => void rooms.gathering.deleteHighlight(id) }],
  ];
}

function ofAnnotation(rooms: Rooms, id: string): Groups {
  const row = [...rooms.annotations.list.rows.values()].find((r) => r.id === id);
  if (!row) return [];
  return [
    [{ label: t("menu.open"), keys: "↵", run: () => void rooms.places.openAnnotation(row) }],
    [...(row.kind === "highlight" ? [colours(rooms, (colour) => void rooms.gathering.recolour(colour))] : []), ...commands(rooms, "copy_annotations", "cite"), ...(row.kind === "highlight" ? commands(rooms, "tag", "gather", "let_go", "to_outline") : [])],
    commands(rooms, "export_annotations", "delete_annotations"),
  ];
}

function ofProject(rooms: Rooms, id: string): Groups {
  const project = rooms.list.status?.projects.find((p) => p.id === id);
  if (!project) return [];
  return [
    [
      { label: t("menu.show_articles"), run: () => void rooms.places.showProject(id) },
      { label: t("menu.show_annotations"), run: () => void rooms.places.showProject(id, "annotations") },
      { label: t("menu.show_outline"), run: () => void rooms.places.showProject(id, "outline") },
    ],
    [{ label: t("menu.rename_or_delete"), run: () => rooms.names.project(project) }],
  ];
}

function ofTag(rooms: Rooms, name: string): Groups {
  const show = () => rooms.places.showAnnotations({ of: "annotations", filter: { ...rooms.annotations.filter, project: null, tag: name }, group: "none", sort: "created", descending: true });
  return [[{ label: t("menu.show_articles"), run: () => void rooms.places.show("all", name) }, { label: t("menu.show_annotations"), run: () => void show() }], [{ label: t("menu.rename_or_delete"), run: () => rooms.names.tag(name) }]];
}

function ofSearch(rooms: Rooms, id: string): Groups {
  const search = rooms.list.status?.searches.find((s) => s.id === id);
  if (!search) return [];
  return [[{ label: t("menu.open"), run: () => void rooms.places.showSearch(search) }], [{ label: t("menu.rename_or_delete"), run: () => rooms.names.search(search) }]];
}

function ofSpeaker(rooms: Rooms, name: string): Groups {
  return [[{ label: t("people.articles"), run: () => void rooms.places.searchSpeaker(name) }, { label: t("menu.copy_name"), run: () => void rooms.copying.text(name) }]];
}

/** The menu for the target of a right click in the app's own document; null if the target has no menu. */
export function menuOn(rooms: Rooms, target: Element, x: number, y: number): MenuAt | null {
  const at = (name: string) => target.closest<HTMLElement>(`[data-${name}]`)?.dataset[name] ?? null;
  const [article, annotation, highlight, project, tag, search, speaker] = [at("article"), at("annotation"), at("highlight"), at("project"), at("tag"), at("search"), at("speaker")];
  if (article) {
    // The commands apply to this row alone, unless it is one of the selected rows.
    const alone = !rooms.list.selected.has(article);
    if (alone) {
      rooms.list.selected = new Set([article]);
      rooms.list.focusOn(article);
    }
    return { label: t("menu.article"), x, y, groups: ofArticle(rooms, article), ondismiss: () => alone && rooms.list.clear() };
  }
  if (annotation) {
    const { list } = rooms.annotations;
    const at = [...list.rows].find(([, row]) => row.id === annotation);
    if (at && !list.isSelected(at[1])) {
      list.clear();
      list.focus = at[0];
    }
    return { label: t("menu.annotation"), x, y, groups: ofAnnotation(rooms, annotation) };
  }
  const groups = highlight ? ofHighlight(rooms, highlight) : project ? ofProject(rooms, project) : tag ? ofTag(rooms, tag) : search ? ofSearch(rooms, search) : speaker ? ofSpeaker(rooms, speaker) : [];
  return groups.length > 0 ? { label: t("menu.label"), x, y, groups } : null;
}

/** The menu for the target of a right click in the article's frame. */
export function menuInArticle(rooms: Rooms, at: InArticle, x: number, y: number): MenuAt {
  return { label: t("menu.article"), x, y, groups: inArticle(rooms, at) };
}
