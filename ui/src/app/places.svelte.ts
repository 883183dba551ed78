/** Navigation: which room the window shows, what is open in it, and how to get from one to another. */

import { tick } from "svelte";
import type { Span } from "../anchor/text";
import type { AnnotationView, ProjectView, SavedQuery, Scope, SearchView } from "../api/contract";
import type { Dialogs } from "./dialogs.svelte";
import { type Annotations, NO_FILTER } from "../gather/annotations.svelte";
import type { Outline } from "../gather/outline.svelte";
import type { Host } from "../host/host";
import type { ArticleList } from "../library/list.svelte";
import { t } from "../messages/messages";
import type { Notices } from "./notices.svelte";
import type { People, Tab } from "../quotes/people.svelte";
import type { Quotes } from "../quotes/quotes.svelte";
import type { Reader } from "../reader/reader.svelte";
import { Trail } from "../reader/trail";

/** What the window shows beside the article: articles, annotations, the outline of a project, or the people
 * quoted. */
export type Room = "articles" | "annotations" | "outline" | "people";

interface Needs {
  host: Host;
  notices: Notices;
  dialogs: Dialogs;
  list: ArticleList;
  annotations: Annotations;
  outline: Outline;
  reader: Reader;
  quotes: Quotes;
  people: People;
}

export class Places {
  room = $state<Room>("articles");
  /** `true` if only the article and its margin are shown. */
  focused = $state(false);
  /** The articles opened before and after the current one, for going back and forward. */
  readonly trail = new Trail();

  constructor(private readonly needs: Needs) {}

  /** Shows articles of a scope, with a tag, or in a project. */
  async show(scope: Scope, tag: string | null = null, project: string | null = null): Promise<void> {
    this.room = "articles";
    await this.needs.list.show(scope, tag, project);
  }

  /** Searches all articles. */
  async search(query: string): Promise<void> {
    await this.show("all");
    await this.needs.list.search(query);
  }

  /** Shows the annotations of the whole library, or those of a saved query. */
  async showAnnotations(asked: Extract<SavedQuery, { of: "annotations" }> | null = null): Promise<void> {
    this.room = "annotations";
    this.needs.reader.close();
    await this.needs.annotations.show(asked ?? { filter: NO_FILTER });
  }

  /** The project that is shown, or null. */
  get project(): ProjectView | null {
    const { list, annotations, outline } = this.needs;
    const id = { articles: list.isSearch ? null : list.project, annotations: annotations.filter.project, outline: outline.project, people: null }[this.room];
    return list.status?.projects.find((p) => p.id === id) ?? null;
  }

  /** The title of a document made of the annotations. */
  get documentTitle(): string {
    return this.project?.name ?? t("annotations.label");
  }

  /** Opens a project at its articles, or at its annotations if it has highlights but no articles. */
  async openProject(id: string): Promise<void> {
    const { list, annotations, reader } = this.needs;
    const project = list.status?.projects.find((each) => each.id === id);
    if (project?.articles !== 0) return this.showProject(id);
    const from = this.room;
    await annotations.show({ filter: { ...NO_FILTER, project: id } });
    if (this.room !== from) return; // Another room was opened meanwhile.
    if (annotations.total === 0) return this.showProject(id);
    this.room = "annotations";
    reader.close();
  }

  async showProject(id: string, room: Room = "articles"): Promise<void> {
    const { annotations, outline, reader } = this.needs;
    if (room === "articles") return this.show("all", null, id);
    this.room = room;
    if (room === "outline") {
      reader.close();
      await outline.show(id);
    }
    await annotations.show({ filter: { ...NO_FILTER, project: id } });
  }

  /** Runs a saved search. */
  async showSearch({ query }: SearchView): Promise<void> {
    if (query.of === "annotations") return this.showAnnotations(query);
    await this.search(query.query);
  }

  /** Shows the people quoted, or the quotations that were altered elsewhere. */
  async showPeople(tab: Tab = "people"): Promise<void> {
    const { people, reader } = this.needs;
    this.room = "people";
    people.tab = tab;
    people.reading = false;
    reader.close();
    await tick();
    document.getElementById(tab === "people" ? "search" : "people-tab-altered")?.focus();
  }

  /** Searches for what a person said. */
  async searchSpeaker(name: string): Promise<void> {
    await this.search(`speaker:"${name.replace(/["“”„«»「」]/g, " ")}" `);
    await tick();
    document.getElementById("search")?.focus();
  }

  /** Opens the focused row. */
  async openFocused(): Promise<void> {
    const { list, people, reader } = this.needs;
    if (this.room === "people") {
      people.reading = true;
      return;
    }
    if (this.room !== "articles") return this.openAnnotation();
    const article = list.focused;
    if (!article) return;
    list.selected = new Set();
    await reader.open(article.id);
    // An article opened by keyboard gets the focus, so that it can be read by keyboard.
    await tick();
    document.querySelector<HTMLElement>(".scroller")?.focus({ preventScroll: true });
  }

  /** Opens the article of an annotation, at the annotation. */
  async openAnnotation(row: AnnotationView | undefined = this.needs.annotations.focused): Promise<void> {
    const { reader } = this.needs;
    if (!row) return;
    if (reader.id !== row.article) await reader.open(row.article);
    if (row.kind === "highlight" && reader.id === row.article) reader.active = row.id;
  }

  /** Opens an article at a passage, a quotation or any other. If `version` has the passage and is not the version
   * shown, the versions are shown instead. */
  async openPassage(article: string, { start, end }: Span, version: string | null = null): Promise<void> {
    const { notices, quotes, reader } = this.needs;
    quotes.wanted = { article, start, end };
    if (reader.id === article) quotes.goToWanted(article);
    else await reader.open(article);
    const shown = reader.detail;
    if (!version || shown?.article.id !== article || shown.version.id === version) return;
    quotes.wanted = null;
    quotes.clearCurrent();
    notices.toasts.show(t("toast.other_version"));
    await this.showVersions(article);
  }

  /** Opens an article with its versions compared. */
  async showVersions(id: string): Promise<void> {
    const { dialogs, reader } = this.needs;
    if (reader.id !== id) await reader.open(id);
    if (reader.id === id) dialogs.show("versions");
  }

  /** Opens the article that was open before this one, or the one after it. */
  async goBack(forward = false): Promise<void> {
    const id = this.trail.step(forward);
    if (id) await this.needs.reader.open(id);
  }

  /** Follows a link in a note: to an article or highlight of the library, or to an external address. */
  readonly follow = async (url: string): Promise<void> => {
    const { host, notices, reader } = this.needs;
    const [, kind, id] = /^(?:#clip-commonplace-|commonplace:\/\/)(article|highlight)[-/]([0-9a-f-]{36})$/.exec(url) ?? [];
    await notices.attempt(async () => {
      if (!kind || !id) {
        await host.openUrl(url);
        return;
      }
      const article = kind === "article" ? id : (await host.call("highlight.article", { id })).article;
      if (reader.id !== article) await reader.open(article);
      if (kind === "highlight" && reader.id === article) reader.active = id;
    });
  };
}
