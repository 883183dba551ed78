/** Copies to the clipboard: words, quotations, references, documents. */

import type { Span } from "../anchor/text";
import type { CitationForm } from "../api/contract";
import type { Annotations } from "../gather/annotations.svelte";
import type { Outline } from "../gather/outline.svelte";
import type { Host } from "../host/host";
import type { Articles } from "../library/articles";
import { t } from "../messages/messages";
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

export class Copying {
  constructor(private readonly needs: Needs) {}

  /** Copies text. Markdown is accompanied by its HTML, for programs that accept HTML. */
  async text(text: string, { markdown = false, said = t("toast.copied") }: { markdown?: boolean; said?: string | undefined } = {}): Promise<void> {
    const { host, notices } = this.needs;
    await notices.attempt(async () => {
      await host.copy(text, markdown);
      notices.toasts.show(said);
    });
  }

  /** Copies Markdown that the library returns. */
  private async markdown(write: () => Promise<{ markdown: string }>): Promise<void> {
    await this.needs.notices.attempt(async () => this.text((await write()).markdown, { markdown: true }));
  }

  /** Copies a passage of an article as a quotation. */
  async passage(id: string, { start, end }: Span): Promise<void> {
    await this.markdown(() => this.needs.host.call("article.quote", { id, start, end }));
  }

  /** Copies the open article. */
  async article(): Promise<void> {
    const { id } = this.needs.reader;
    if (id) await this.markdown(() => this.needs.host.call("article.markdown", { id }));
  }

  /** Copies a highlight as a quotation. Words that may not be published are copied too, with a warning. */
  async highlight(id: string): Promise<void> {
    const { host, notices, reader } = this.needs;
    const standing = reader.highlights.find((h) => h.id === id)?.attribution?.standing;
    const withheld = standing === "off_record" || standing === "needs_permission";
    await notices.attempt(async () => {
      const { markdown } = await host.call("highlight.markdown", { id });
      await this.text(markdown, { markdown: true, said: withheld ? t("toast.copied_withheld", { standing: t(`standing.${standing}`) }) : undefined });
    });
  }

  /** Copies the annotations that actions apply to (`targets`) as one document. */
  async annotations(): Promise<void> {
    const { host, annotations, places } = this.needs;
    const { highlights, notes } = annotations.targets;
    await this.markdown(() => host.call("annotations.markdown", { title: places.documentTitle, highlights, notes }));
  }

  async outline(): Promise<void> {
    const { host, outline } = this.needs;
    const id = outline.project;
    if (id) await this.markdown(() => host.call("outline.markdown", { id }));
  }

  /** Copies references to the current targets: formatted, or for other programs. */
  async references(form: CitationForm): Promise<void> {
    const { host, notices, annotations, places, articles, reader } = this.needs;
    // The reference of the active highlight quotes it.
    const active = places.room === "articles" && articles.areSelected ? null : reader.active;
    const quoted = places.room === "annotations" ? annotations.targets.highlights : active ? [active] : [];
    const ids = articles.targets();
    const call = quoted.length > 0 ? () => host.call("highlights.cite", { ids: quoted, form }) : ids.length > 0 ? () => host.call("articles.cite", { ids, form }) : null;
    if (!call) return;
    // References for other programs are not Markdown.
    const markdown = !["bibtex", "ris", "csl-json"].includes(form);
    await notices.attempt(async () => this.text((await call()).markdown, { markdown }));
  }
}
