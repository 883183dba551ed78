/** Compares articles with their pages again, and extracts captures again with the current extractor. */

import type { RecheckOutcome, RecheckedView } from "../api/contract";
import type { Clips } from "../clip/clips.svelte";
import type { Dialogs } from "../app/dialogs.svelte";
import { CallError, type Host } from "../host/host";
import type { Articles } from "../library/articles";
import { listed, t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { Places } from "../app/places.svelte";
import type { Reader } from "../reader/reader.svelte";
import { countsOfHighlights } from "./rechecked";

interface Needs {
  host: Host;
  notices: Notices;
  dialogs: Dialogs;
  reader: Reader;
  clips: Clips;
  places: Places;
  articles: Articles;
  /** Reloads everything that is shown. */
  refresh: () => Promise<void>;
}

export class Rechecking {
  constructor(private readonly needs: Needs) {}

  /** Fetches articles again. A job reports what changed in them. */
  async recheck(ids = this.needs.articles.targets()): Promise<void> {
    await this.needs.clips.recheck(ids);
  }

  /** Reports the results. */
  readonly tell = (all: RecheckedView[]): void => {
    const { notices, dialogs, places } = this.needs;
    const [one] = all;
    if (!one) return;
    if (all.length > 1) {
      const count = (outcome: RecheckOutcome) => all.filter((r) => r.outcome === outcome).length;
      const said = t("rechecked.summary", { unchanged: count("unchanged"), changed: count("changed"), failed: count("failed"), not_fetched: count("not_fetched") });
      const articles = all.filter((r) => r.outcome === "changed" || r.outcome === "failed");
      notices.toasts.show(said, articles.length > 0 ? { label: t("toast.rechecked.list"), run: () => (dialogs.open = { name: "rechecked", articles }) } : null);
    } else if (one.error) {
      notices.fail(CallError.from(one.error));
    } else if (one.outcome === "changed") {
      const what = countsOfHighlights(one);
      const said = what.length > 0 ? t("toast.rechecked.quotes", { what: listed(what) }) : t("toast.rechecked.changed");
      notices.toasts.show(said, { label: t("toast.rechecked.show"), run: () => void places.showVersions(one.id) });
    } else if (one.outcome !== "failed") {
      notices.toasts.show(t(`toast.rechecked.${one.outcome}`));
    }
  };

  /** Extracts the open article again from its captured page, with the current extractor. */
  async reextract(): Promise<void> {
    const { host, notices, reader, refresh } = this.needs;
    const { id } = reader;
    if (!id) return;
    await notices.attempt(async () => {
      const { outcome } = await host.call("article.reextract", { id });
      await refresh();
      notices.toasts.show(t(`toast.reread.${outcome}`));
    });
  }
}
