/** Steps through the quotations of the open article, and highlights the current one with its speaker. */

import { untrack } from "svelte";
import { Colour } from "../api/contract";
import { t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import { nameOf, type Quotes } from "../quotes/quotes.svelte";
import type { SettingsStore } from "../app/settings.svelte";
import type { ArticlePage } from "./article-page.svelte";
import type { Reader } from "./reader.svelte";

export class QuoteWalk {
  constructor(
    private readonly page: ArticlePage,
    private readonly quotes: Quotes,
    private readonly reader: Reader,
    private readonly settings: SettingsStore,
    private readonly notices: Notices,
    /** Closes what is open beside the text. */
    private readonly closeCards: () => void,
  ) {
    page.onLeave(() => quotes.forget());
  }

  /** Creates the effects that load the quotations of the open article and keep the current one in view. Must be
   * called while the view is created. */
  follow(): void {
    // Derived, so that a highlight, which makes a new `detail`, does not load both again.
    const id = $derived(this.page.article?.id);
    const version = $derived(this.page.whole && this.page.open ? this.page.detail?.version.id : undefined);
    $effect(() => {
      if (id && version) {
        untrack(() => {
          void this.quotes.load(id, version);
          void this.reader.findLinks();
        });
      } else if (!id) this.quotes.forget();
    });
    $effect(() => {
      const span = this.quotes.shown;
      if (span && this.page.text) untrack(() => this.page.reveal(span, "center"));
    });
  }

  /** Goes to the next or previous quotation, and announces its speaker and words. */
  async step(forward: boolean): Promise<void> {
    const { detail, text } = this.page;
    if (!detail) return;
    await this.quotes.load(detail.article.id, detail.version.id);
    this.quotes.step(forward, this.page.readAt);
    const span = this.quotes.span;
    if (!span || !text) {
      this.notices.toasts.show(t("quotes.none"));
      return;
    }
    this.closeCards();
    const first = this.quotes.current?.speakers[0];
    this.notices.announce(`${first ? nameOf(first) : t("quotes.nobody")}: ${text.slice(span)}`);
  }

  /** Highlights the current quotation with its speaker. If it is highlighted already, sets the speaker and makes the
   * highlight active. */
  async highlightCurrent(): Promise<void> {
    const { span, attribution } = this.quotes;
    if (!span || !attribution) {
      this.notices.announce(t("quotes.choose"));
      return;
    }
    const known = this.reader.highlights.find((h) => h.start === span.start && h.end === span.end);
    const made = known
      ? (await this.reader.attribute(known.id, { ...attribution, standing: known.attribution?.standing ?? "on_record" })) && known.id
      : await this.reader.highlight(span, Colour[0], this.settings.current.underline, [], attribution);
    if (!made) return;
    this.reader.active = made;
    this.notices.announce(t("quotes.taken", { name: attribution.speaker }));
  }

  /** Handles the keys for the current quotation. Returns `true` if the key was handled. */
  key(name: string): boolean {
    const quote = this.quotes.current;
    if (!quote) return false;
    const number = /^[1-3]$/.test(name) ? Number(name) - 1 : null;
    if (name === "Enter") void this.highlightCurrent();
    else if (name === "s") this.quotes.naming = true;
    else if (number !== null && this.quotes.chosen === null && quote.speakers[number]) this.quotes.chosen = number;
    else return false;
    return true;
  }
}
