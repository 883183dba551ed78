/** Writes files: folders, lists, images, PDF, the archive. */

import type { ExportView, ListFormat } from "../api/contract";
import type { Annotations } from "../gather/annotations.svelte";
import type { Outline } from "../gather/outline.svelte";
import type { Host } from "../host/host";
import type { Articles } from "../library/articles";
import { listed, plural, t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { Places } from "../app/places.svelte";
import type { Reader } from "../reader/reader.svelte";

interface Needs {
  host: Host;
  notices: Notices;
  reader: Reader;
  annotations: Annotations;
  outline: Outline;
  places: Places;
  articles: Articles;
}

export class Exporting {
  constructor(private readonly needs: Needs) {}

  /** Exports everything, or the articles that actions apply to, to a folder. `choose`: `true` asks for a new
   * folder. */
  async folder(everything: boolean, choose = false): Promise<void> {
    const ids = everything ? null : this.needs.articles.targets();
    await this.#write(() => this.needs.host.call("export.folder", { ids, choose }));
  }

  /** Exports everything, or some articles, as a file for another program. */
  async list(kind: ListFormat, ids: string[] | null = null): Promise<void> {
    await this.#write(() => this.needs.host.call("export.list", { ids, kind, choose: false }));
  }

  /** Exports the annotations that actions apply to as one document. */
  async annotations(choose = false): Promise<void> {
    const { host, annotations, places } = this.needs;
    const { highlights, notes } = annotations.targets;
    if (highlights.length + notes.length > 0) await this.#write(() => host.call("annotations.export", { title: places.documentTitle, highlights, notes, choose }));
  }

  async outline(choose = false): Promise<void> {
    const { host, outline } = this.needs;
    const id = outline.project;
    if (id) await this.#write(() => host.call("outline.export", { id, choose }));
  }

  /** Exports the whole library to an archive. Asks for the folder. */
  async archive(): Promise<void> {
    await this.needs.notices.attempt(async () => {
      await this.needs.host.call("library.archive", { choose: false });
    });
  }

  /** Saves an image of the open article to a file. */
  async image(key: string): Promise<void> {
    const { host, notices, reader } = this.needs;
    const shown = reader.detail;
    if (!shown) return;
    await notices.attempt(async () => {
      const { path } = await host.call("desk.save_image", { version: shown.version.id, key, name: shown.article.title || t("list.untitled") });
      if (path) notices.toasts.show(t("toast.pdf", { path }));
    });
  }

  /** Saves what is shown as a PDF. */
  async pdf(): Promise<void> {
    const { host, notices } = this.needs;
    await notices.attempt(async () => {
      const path = await host.print(true);
      if (path) notices.toasts.show(t("toast.pdf", { path }));
    });
  }

  /** Reports the files in which a person and the library have changed the same lines. */
  tellBoth(files: string[]): void {
    if (files.length > 0) this.needs.notices.toasts.show(plural("toast.both", files.length, { name: files[0] ?? "" }));
  }

  async #write(call: () => Promise<ExportView>): Promise<void> {
    const { host, notices } = this.needs;
    await notices.attempt(async () => {
      const report = await call();
      if (!report.folder) return;
      const counts = (["created", "updated", "merged", "removed", "unchanged"] as const).filter((kind) => report[kind] > 0);
      const what = counts.map((kind) => t(`toast.exported.${kind}`, { count: report[kind] }));
      if (report.taken > 0) what.push(plural("toast.taken", report.taken));
      const { folder } = report;
      const shown = () => host.call("desk.show_exported", {}).catch(() => notices.toasts.show(t("toast.no_file_manager", { folder })));
      const open = { label: t("toast.open_folder"), run: () => void shown() };
      notices.toasts.show(t("toast.exported", { folder, what: what.length > 0 ? listed(what) : t("toast.exported.nothing") }), host.choosesFiles ? open : null);
      this.tellBoth(report.both);
      if (report.beside.length > 0) notices.toasts.show(plural("toast.beside", report.beside.length, { name: report.beside[0] ?? "" }));
    });
  }
}
