/** Handles what is dropped, pasted or chosen: clips it, imports it, or verifies it as a draft. */

import type { ClipOutcome, InputSource, HandedView, ImportView, OutcomeView } from "../api/contract";
import type { Dialogs } from "../app/dialogs.svelte";
import type { Edits } from "../app/edits";
import type { Gathering } from "../gather/gathering";
import type { Host } from "../host/host";
import type { Imports } from "../imports/imports.svelte";
import type { ArticleList } from "../library/list.svelte";
import { listed, plural, t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { Places } from "../app/places.svelte";
import type { Reader } from "../reader/reader.svelte";
import type { Clips, Into } from "./clips.svelte";
import { areExported, draftFile, draftHanded, type Dropped, mayBeFiles, type Placed, together } from "./files";

interface Needs {
  host: Host;
  notices: Notices;
  dialogs: Dialogs;
  edits: Edits;
  list: ArticleList;
  reader: Reader;
  clips: Clips;
  imports: Imports;
  places: Places;
  gathering: Gathering;
  /** Reloads everything that is shown. */
  refresh: () => Promise<void>;
  /** Finds the quotations of articles that have not been searched yet. */
  read: () => void;
}

export class Receiving {
  constructor(private readonly needs: Needs) {}

  /** Handles what was dropped or pasted. */
  async receive(what: Dropped, how: "dropped" | "pasted", into: Into | null = null): Promise<void> {
    const { host, notices, clips } = this.needs;
    if (what.files) return this.files(await what.files, into);
    // WebKitGTK hands over no files and does not say whether there were any, so the shell is asked.
    if (host.choosesFiles && (how === "dropped" || mayBeFiles(what))) {
      const answer: { handed: HandedView | null } = { handed: null };
      if (!(await notices.succeeds(async () => void (answer.handed = await host.given(how))))) return;
      const { handed } = answer;
      if (handed) return notices.attempt(() => this.#handed(handed, how, into));
    }
    const { link, text, html } = what;
    if (link) await clips.add(link, null, into);
    else if (text.trim() || html) await clips.add(text, html, into);
  }

  /** Handles files: a draft, pages, or another program's export. */
  async files(files: Placed[], into: Into | null = null): Promise<void> {
    const { notices, dialogs, clips, imports } = this.needs;
    const [first] = files;
    // A Markdown file dropped alone has its quotes verified; if it has none, the dialog clips it as an article.
    if (!into && files.length === 1 && first && isDraft(first.file.name)) {
      dialogs.open = { name: "verify", draft: draftFile(first.file, clips) };
      return;
    }
    await notices.attempt(async () => {
      if (!(await areExported(files))) return clips.files(together(files), into);
      dialogs.show("import");
      await imports.uploadAndPreview(files);
    });
  }

  /** Handles files that were given to the window. */
  async given(how: InputSource, into: Into | null = null): Promise<void> {
    const { host, notices } = this.needs;
    await notices.attempt(async () => {
      const handed = await host.given(how, t("add.files"));
      if (handed) await this.#handed(handed, how, into);
    });
  }

  async #handed(handed: HandedView, how: InputSource, into: Into | null): Promise<void> {
    const { host, notices, dialogs, clips, imports } = this.needs;
    const dropped = how === "dropped" || how === "pasted";
    if (handed.exported) {
      dialogs.show("import");
      await imports.lookHanded(handed);
    } else if (dropped && !into && handed.pages.length === 1 && isDraft(handed.pages[0] ?? "")) {
      dialogs.open = { name: "verify", draft: draftHanded(handed, host, clips) };
    } else if (handed.pages.length === 0) {
      notices.toasts.show(t("drop.no_pages"), null, true);
    } else {
      await clips.handed(handed, into);
    }
  }

  /** Opens an article that has arrived, unless a dialog, a question, an edit or a selection would be interrupted. */
  readonly arrived = async ({ article: id, outcome }: OutcomeView, into: Into | null): Promise<void> => {
    const { notices, dialogs, list, reader, clips, places, gathering, refresh, read } = this.needs;
    if (into) return gathering.putInto(into, [id]);
    if (places.room !== "articles") await refresh();
    else if (list.scope !== "inbox" && list.scope !== "all") await list.show("inbox");
    else await list.reload();
    if (dialogs.open || clips.question || reader.editing || reader.selection) {
      notices.toasts.show(t("toast.arrived"), { label: t("exists.open"), run: () => void reader.open(id) });
      return;
    }
    list.focusOn(id);
    await reader.open(id);
    read();
    const title = reader.detail?.article.title || t("list.untitled");
    notices.toasts.show(t(addedKey(outcome), { title }));
  };

  /** Reports the results of an import, and offers to undo it. */
  readonly imported = (view: ImportView): void => {
    const { notices, edits, list, reader, places, refresh } = this.needs;
    const articles = view.new + view.updated;
    const highlights = view.anchored + view.waiting;
    const what = [articles > 0 ? plural("toast.imported.articles", articles) : "", highlights > 0 ? plural("toast.imported.highlights", highlights) : ""].filter(Boolean);
    const said = what.length === 0 ? t("import.nothing") : t(view.stopped ? "toast.imported.stopped" : "toast.imported", { what: listed(what) });
    notices.toasts.show(said, what.length > 0 ? { label: t("toast.undo"), run: () => void edits.undo() } : null);
    void refresh();
    if (articles > 0 && places.room === "articles" && !list.isSearch && list.scope === "inbox" && reader.id === null) void list.show("all");
  };

  /** Reports that the archive was written. */
  readonly archived = (path: string, lost: number): void => {
    this.needs.notices.toasts.show(lost > 0 ? t("toast.library_archived_damaged", { path, count: lost }) : t("toast.library_archived", { path }));
  };
}

function addedKey(outcome: ClipOutcome) {
  return outcome === "version_added" ? "toast.version_added" : "toast.added";
}

/** `true` if a file may be a draft whose quotes are to be verified. */
function isDraft(name: string): boolean {
  return /\.(md|markdown)$/i.test(name);
}
