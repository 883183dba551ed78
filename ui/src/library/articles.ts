/** Actions on articles: the selected ones, the open one, or the focused one. */

import type { ArticleState } from "../api/contract";
import type { Dialogs } from "../app/dialogs.svelte";
import type { Edits } from "../app/edits";
import type { Host } from "../host/host";
import { plural, t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { Places } from "../app/places.svelte";
import type { Reader } from "../reader/reader.svelte";
import type { ArticleList } from "./list.svelte";

interface Needs {
  host: Host;
  notices: Notices;
  dialogs: Dialogs;
  edits: Edits;
  list: ArticleList;
  reader: Reader;
  places: Places;
  /** Reloads everything that is shown. */
  refresh: () => Promise<void>;
}

export class Articles {
  constructor(private readonly needs: Needs) {}

  /** The ids of the articles an action applies to. */
  targets(): string[] {
    const { list, reader, places } = this.needs;
    const open = reader.detail?.article;
    if (places.room !== "articles") return open ? [open.id] : [];
    if (list.selected.size > 0) return [...list.selected];
    // While the trash is shown, an open article that is not in the trash is no target.
    const meant = open && (!this.inTrash || open.trashed !== null);
    return meant ? [open.id] : list.targets;
  }

  get areSelected(): boolean {
    return this.needs.list.selected.size > 0;
  }

  /** `true` if the trash is shown. */
  get inTrash(): boolean {
    const { list, places } = this.needs;
    return places.room === "articles" && list.scope === "trash" && !list.isSearch;
  }

  async setState(state: ArticleState): Promise<void> {
    const ids = this.targets();
    const said = { inbox: t("toast.inbox"), later: t("toast.later"), archive: t("toast.archived") }[state];
    await this.#act(ids, () => this.needs.host.call("articles.set_state", { ids, state }), said);
  }

  /** Makes the targets favourites, or no longer favourites if the first one is a favourite. */
  async favourite(): Promise<void> {
    const { host, list, reader } = this.needs;
    const ids = this.targets();
    const first = reader.id === ids[0] ? reader.detail?.article : list.focused;
    await this.#act(ids, () => host.call("articles.set_favourite", { ids, on: !first?.favourite }), null);
  }

  /** Moves the targets to the trash. In the trash, asks whether to delete them permanently. */
  async trash(): Promise<void> {
    if (this.inTrash) return this.askDelete();
    const ids = this.targets();
    await this.#act(ids, () => this.needs.host.call("articles.trash", { ids }), plural("toast.trashed", ids.length), true);
  }

  async restore(): Promise<void> {
    const ids = this.targets();
    await this.#act(ids, () => this.needs.host.call("articles.restore", { ids }), t("toast.restored"));
  }

  /** Asks before articles are deleted permanently. Exactly the articles asked about are deleted. */
  askDelete(): void {
    const articles = this.targets();
    if (articles.length > 0) this.needs.dialogs.open = { name: "delete", articles };
  }

  async deleteForGood(ids: string[]): Promise<void> {
    const { host, notices, dialogs, list } = this.needs;
    dialogs.close();
    await notices.attempt(async () => {
      await host.call("articles.delete_for_good", { ids });
      this.#closeIfOpen(ids);
      await list.reload();
      notices.toasts.show(t("toast.deleted"));
    });
  }

  async tag(ids: string[], tag: string, on: boolean): Promise<void> {
    await this.#act(ids, () => this.needs.host.call("articles.tag", { ids, tag, on }), on ? t("toast.tagged", { tag }) : null);
  }

  async #act(ids: string[], call: () => Promise<unknown>, said: string | null, leaves = false): Promise<void> {
    const { notices, edits, list, refresh } = this.needs;
    if (ids.length === 0) return;
    await notices.attempt(async () => {
      await call();
      if (leaves) this.#closeIfOpen(ids);
      list.selected = new Set();
      await refresh();
      if (said) edits.offerUndo(said);
    });
  }

  #closeIfOpen(ids: string[]): void {
    const { reader } = this.needs;
    if (reader.id && ids.includes(reader.id)) reader.close();
  }
}
