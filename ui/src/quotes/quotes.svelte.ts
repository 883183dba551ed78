/** The quotations of the open article: which one is at hand, who said it, what becomes of it. */

import type { AttributionView, EchoCount, QuoteView, SaidView, SpeakerView } from "../api/contract";
import type { Span } from "../anchor/text";
import { CallError, type Host } from "../host/host";
import { published } from "../messages/messages";

/** What a speaker is called. */
export function nameOf(speaker: SpeakerView): string {
  return speaker.name ?? speaker.mention;
}

/** Where something was said and when it was published. */
export function place({ site, published: iso }: SaidView, withSite: boolean): string {
  const day = iso && published(iso, "short");
  return [withSite && site, day].filter(Boolean).join(" · ");
}

export class Quotes {
  found = $state.raw<QuoteView[]>([]);
  /** Which one is at hand, by its place in the list. */
  at = $state<number | null>(null);
  /** Which of its speakers is meant: the first, where that is sure; of the others, the one that was chosen. */
  chosen = $state<number | null>(null);
  /** Whether the names stand in the margin. */
  named = $state(false);
  /** Somebody else is being named. */
  naming = $state(false);
  /** A passage that was followed from elsewhere and is no quotation. */
  passage = $state.raw<Span | null>(null);
  /** How often each stands in other articles, by its first code point. */
  echoes = $state.raw<ReadonlyMap<number, EchoCount>>(new Map());
  /** The passage that is to be shown once its article is read. */
  wanted: ({ article: string } & Span) | null = null;
  /** The article and version that were read. */
  #of = "";
  #loaded: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {}

  get current(): QuoteView | null {
    return (this.at === null ? null : this.found[this.at]) ?? null;
  }

  /** Everybody who was found in the article, by name. */
  get names(): string[] {
    return [...new Set(this.found.flatMap((quote) => quote.speakers.map(nameOf)))];
  }

  /** Reads the quotations of a version; what is known already, or on its way, is not asked again. */
  load(article: string, version: string): Promise<void> {
    const of = `${article} ${version}`;
    if (this.#of !== of) {
      this.#of = of;
      this.clear();
      this.#loaded = this.#read(article, version, of);
    }
    return this.#loaded;
  }

  async #read(article: string, version: string, of: string): Promise<void> {
    await this.attempt(async () => {
      const { version: read, quotes } = await this.host.call("quotes.list", { id: article });
      if (this.#of === of && read === version) this.found = quotes;
    });
    this.goToWanted(article);
    await this.count(article);
  }

  /** Counts where else the article's quotations stand. */
  async count(article: string): Promise<void> {
    const of = this.#of;
    await this.attempt(async () => {
      const { quotations } = await this.host.call("quotes.echoes", { id: article });
      if (this.#of === of) this.echoes = new Map(quotations.map((one) => [one.start, one]));
    });
  }

  /** Shows the passage that was asked for from elsewhere, if it is of this article: the quotation is taken in hand. */
  goToWanted(article: string): void {
    const wanted = this.wanted;
    if (wanted?.article !== article) return;
    this.wanted = null;
    const at = this.found.findIndex((quote) => quote.start === wanted.start && quote.end === wanted.end);
    if (at >= 0) {
      this.go(at);
    } else {
      this.leave();
      this.passage = { start: wanted.start, end: wanted.end };
    }
  }

  /** Reads them again: what was corrected may have been taken back. */
  async reload(article: string): Promise<void> {
    await this.attempt(async () => {
      const { version, quotes } = await this.host.call("quotes.list", { id: article });
      if (this.#of === `${article} ${version}`) this.#show(quotes);
    });
  }

  clear(): void {
    this.found = [];
    this.echoes = new Map();
    this.leave();
  }

  forget(): void {
    this.#of = "";
    this.clear();
  }

  leave(): void {
    this.at = null;
    this.passage = null;
    this.chosen = null;
    this.naming = false;
  }

  /** Takes one in hand. */
  go(at: number): void {
    this.at = at;
    this.passage = null;
    this.naming = false;
    this.chosen = this.found[at]?.sure ? 0 : null;
  }

  /** To the next one, or back; the first time, to the first behind a place in the text. */
  step(forward: boolean, from: number): void {
    const count = this.found.length;
    if (count === 0) return;
    if (this.at !== null) this.go((this.at + (forward ? 1 : count - 1)) % count);
    else {
      const next = this.found.findIndex((quote) => quote.end > from);
      this.go(forward ? Math.max(0, next) : next <= 0 ? count - 1 : next - 1);
    }
  }

  /** Says who said the one at hand. */
  async correct(article: string, name: string): Promise<boolean> {
    const quote = this.current;
    if (!quote || !name.trim()) return false;
    return this.attempt(async () => {
      const { quotes } = await this.host.call("quotes.correct", { article, start: quote.start, end: quote.end, name });
      this.#show(quotes);
      this.chosen = 0;
      this.naming = false;
    });
  }

  /** What a highlight of the one at hand says about who said it; null while nobody is chosen. */
  get attribution(): AttributionView | null {
    const speaker = this.chosen === null ? null : this.current?.speakers[this.chosen];
    if (!speaker) return null;
    const { role, affiliation, cue, confidence } = speaker;
    return { speaker: nameOf(speaker), role, affiliation, cue, confidence, standing: "on_record" };
  }

  get span(): Span | null {
    const quote = this.current;
    return quote && { start: quote.start, end: quote.end };
  }

  /** The words at hand: the quotation, or the passage that was followed. */
  get shown(): Span | null {
    return this.span ?? this.passage;
  }

  /** How often the one at hand stands in other articles. */
  get echo(): EchoCount | null {
    return (this.current && this.echoes.get(this.current.start)) ?? null;
  }

  #show(quotes: QuoteView[]): void {
    this.found = quotes;
    if (this.at !== null && !quotes[this.at]) this.leave();
  }

  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.fail(CallError.from(thrown));
      return false;
    }
  }
}
