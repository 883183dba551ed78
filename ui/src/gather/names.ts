/** Creates, renames and deletes projects, tags and saved searches. */

import type { ProjectView, SavedQuery, SearchView } from "../api/contract";
import type { Dialogs } from "../app/dialogs.svelte";
import type { Edits } from "../app/edits";
import type { Host } from "../host/host";
import type { ArticleList } from "../library/list.svelte";
import { t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { Places } from "../app/places.svelte";
import type { Annotations } from "./annotations.svelte";

interface Needs {
  host: Host;
  notices: Notices;
  dialogs: Dialogs;
  edits: Edits;
  list: ArticleList;
  annotations: Annotations;
  places: Places;
}

export class Names {
  constructor(private readonly needs: Needs) {}

  newProject(): void {
    const { host, dialogs, list, places } = this.needs;
    dialogs.askName({
      title: t("project.new"),
      label: t("project.name"),
      name: "",
      save: async (name) => {
        const { id } = await host.call("project.create", { name });
        await list.reload();
        await places.showProject(id);
      },
    });
  }

  project({ id, name }: ProjectView): void {
    const { host, notices, dialogs, edits, places } = this.needs;
    dialogs.askName({
      title: t("project.edit"),
      label: t("project.name"),
      name,
      save: (name) => edits.make(() => host.call("project.rename", { id, name }), t("toast.renamed")),
      remove: () =>
        notices.attempt(async () => {
          const shown = places.project?.id === id;
          await edits.make(() => host.call("project.delete", { id }), t("toast.project_deleted", { name }));
          if (shown) await places.show("all");
        }),
      removes: t("project.delete"),
    });
  }

  tag(tag: string): void {
    const { host, notices, dialogs, edits, list, places } = this.needs;
    const shown = list.tag === tag;
    dialogs.askName({
      title: t("tag.edit"),
      label: t("tag.label"),
      name: tag,
      save: async (name) => {
        await edits.make(() => host.call("tag.rename", { tag, name }), t("toast.renamed"));
        if (shown) await places.show("all", name);
      },
      remove: () =>
        notices.attempt(async () => {
          await edits.make(() => host.call("tag.delete", { tag }), t("toast.tag_deleted", { name: tag }));
          if (shown) await places.show("all");
        }),
      removes: t("tag.delete"),
    });
  }

  /** Asks for a name and saves the search that is shown under it. */
  newSearch(): void {
    const { host, dialogs, edits, list, annotations, places } = this.needs;
    const query: SavedQuery = places.room === "annotations" ? annotations.asked : { of: "articles", query: list.query.trim() };
    dialogs.askName({
      title: t("command.save_search"),
      label: t("search.name"),
      name: query.of === "articles" ? query.query : query.filter.query,
      save: (name) => edits.make(() => host.call("search.save", { name, query }), t("toast.search_saved")),
    });
  }

  search({ id, name }: SearchView): void {
    const { host, notices, dialogs, edits } = this.needs;
    dialogs.askName({
      title: t("search.edit"),
      label: t("search.name"),
      name,
      save: (name) => edits.make(() => host.call("search.rename", { id, name }), t("toast.renamed")),
      remove: () => notices.attempt(() => edits.make(() => host.call("search.delete", { id }), t("toast.search_deleted"))),
      removes: t("search.delete"),
    });
  }
}
