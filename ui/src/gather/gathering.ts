/** Puts articles and annotations into projects, outlines and tags, and edits annotations in a list. */

import type { Colour } from "../api/contract";
import type { Into } from "../clip/clips.svelte";
import type { Edits } from "../app/edits";
import type { Host } from "../host/host";
import type { Articles } from "../library/articles";
import type { ArticleList } from "../library/list.svelte";
import { plural, t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { Places } from "../app/places.svelte";
import type { Reader } from "../reader/reader.svelte";
import type { Annotations } from "./annotations.svelte";
import type { Outline } from "./outline.svelte";

interface Needs {
  host: Host;
  notices: Notices;
  edits: Edits;
  list: ArticleList;
  annotations: Annotations;
  outline: Outline;
  reader: Reader;
  places: Places;
  articles: Articles;
}

export class Gathering {
  constructor(private readonly needs: Needs) {}

  /** `true` if keys and commands apply to the annotations in the list. */
  get annotating(): boolean {
    const { places, annotations, reader } = this.needs;
    return places.room === "annotations" && annotations.total > 0 && (reader.active === null || annotations.list.selected.size > 0);
  }

  /** What an action applies to: annotations in their list, otherwise articles. */
  get #atHand(): { articles: string[]; highlights: string[] } {
    if (this.annotating) return { articles: [], highlights: this.needs.annotations.targets.highlights };
    return { articles: this.needs.articles.targets(), highlights: [] };
  }

  /** Puts the current targets into a project. Creates the project if `project` is null. */
  async gather(project: string | null, name: string): Promise<void> {
    const { host, notices, edits, annotations, list } = this.needs;
    const { articles, highlights } = this.#atHand;
    if (highlights.length + articles.length === 0) return;
    await notices.attempt(async () => {
      const id = project ?? (await host.call("project.create", { name })).id;
      await edits.make(() => host.call("project.gather", { id, articles, highlights, on: true }), t("toast.gathered", { name }));
      annotations.clear();
      list.clear();
    });
  }

  /** Takes the current targets out of the project that is shown. */
  async letGo(): Promise<void> {
    const { host, notices, edits, annotations, list, places } = this.needs;
    const { project } = places;
    if (!project) return;
    const { articles, highlights } = this.#atHand;
    await notices.attempt(async () => {
      const before = annotations.total;
      const { annotating } = this;
      await edits.make(() => host.call("project.gather", { id: project.id, articles, highlights, on: false }), t("toast.let_go", { name: project.name }));
      // A highlight stays in the project if its article is in the project.
      annotations.clear();
      list.clear();
      if (annotating && annotations.total === before) notices.toasts.show(t("toast.with_article"));
    });
  }

  /** Puts articles and highlights into the project or tag they were dropped on. */
  async putInto(into: Into, articles: string[], highlights: string[] = []): Promise<void> {
    const { host, notices, edits } = this.needs;
    await notices.attempt(async () => {
      if (into.kind === "project") {
        await edits.make(() => host.call("project.gather", { id: into.id, articles, highlights, on: true }), t("toast.gathered", { name: into.name }));
      } else {
        const { name: tag } = into;
        if (articles.length > 0) await edits.make(() => host.call("articles.tag", { ids: articles, tag, on: true }), t("toast.tagged", { tag }));
        if (highlights.length > 0) await edits.make(() => host.call("annotations.tag", { highlights, tag, on: true }), t("toast.tagged", { tag }));
      }
    });
  }

  /** Adds a tag to the current targets; removes it if `on` is false. */
  async tag(tag: string, on = true): Promise<void> {
    const { host, notices, edits, articles } = this.needs;
    if (!this.annotating) return articles.tag(articles.targets(), tag, on);
    const { highlights } = this.needs.annotations.targets;
    if (highlights.length > 0) await notices.attempt(() => edits.make(() => host.call("annotations.tag", { highlights, tag, on }), t("toast.tagged", { tag })));
  }

  /** Appends the highlights that actions apply to, to the outline of the project that is shown. */
  async quoteInOutline(): Promise<void> {
    const { host, notices, edits, annotations, places } = this.needs;
    const { project } = places;
    const { highlights } = annotations.targets;
    if (!project || highlights.length === 0) return;
    await notices.attempt(() => edits.make(() => host.call("outline.quote", { project: project.id, highlights, before: null }), plural("toast.quoted", highlights.length)));
    annotations.clear();
  }

  /** Recolours the highlights that actions apply to. */
  async recolour(colour: Colour): Promise<void> {
    const { host, notices, edits, annotations } = this.needs;
    const { highlights } = annotations.targets;
    if (highlights.length === 0) return;
    await notices.attempt(() => edits.make(() => host.call("annotations.set_colour", { highlights, colour }), plural("toast.recoloured", highlights.length)));
  }

  /** Deletes the annotations that actions apply to. */
  async deleteAnnotations(): Promise<void> {
    const { host, notices, edits, annotations } = this.needs;
    const { highlights, notes } = annotations.targets;
    const count = highlights.length + notes.length;
    if (count === 0) return;
    await notices.attempt(async () => {
      await edits.make(() => host.call("annotations.delete", { highlights, notes }), plural("toast.annotations_deleted", count));
      annotations.clear();
    });
  }

  /** Deletes a highlight of the open article. */
  async deleteHighlight(id: string): Promise<void> {
    if (await this.needs.reader.deleteHighlight(id)) this.needs.edits.offerUndo(t("toast.highlight_deleted"));
  }

  /** Removes a piece of the outline. Returns `true` if it was removed. */
  async removePiece(id: string): Promise<boolean> {
    const done = await this.needs.outline.remove(id);
    if (done) this.needs.edits.offerUndo(t("toast.piece_removed"));
    return done;
  }
}
