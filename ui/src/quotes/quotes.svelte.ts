/** The quotations of the open article: the current one, its speaker, and corrections. */

import type { AttributionView, EchoCount, QuoteView, SaidView, SpeakerView } from "../api/contract";
import type { Span } from "../anchor/text";
import { CallError, type Host } from "../host/host";
import { published } from "../messages/messages";

/** The name of a speaker, or the words that mention them if there is no name. */
export function nameOf(speaker: SpeakerView): string {
  return speaker.name ?? speaker.mention;
}

/** Where (if `withSite`) and when something was published. */
export function place({ site, published: iso }: SaidView, withSite: boolean): string {
  const day = iso && published(iso, "short");
  return [withSite && site, day].filter(Boolean).join(" · ");
}

export class Quotes {
  found = $state.raw<QuoteView[]>([]);
  /** Index of the current quotation. */
  at = $state<number | null>(null);
  /** Index of the chosen speaker of the current quotation. The first one if the attribution is sure; otherwise null
   * until one is chosen. */
  chosen = $state<number | null>(null);
  /** `true` if the speakers' names are shown in the margin. */
  named = $state(false);
  /** `true` while the name of another speaker is being entered. */
  naming = $state(false);
  /** A passage opened from elsewhere that is not a quotation. */
  passage = $state.raw<Span | null>(null);
  /** How often each quotation occurs in other articles, by its first code point. */
  echoes = $state.raw<ReadonlyMap<number, EchoCount>>(new Map());
  /** The passage to show once its article's quotations are loaded. */
  wanted: ({ article: string } & Span) | null = null;
  /** The article and version whose quotations are loaded or being loaded. */
  #of = "";
  #loaded: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {}

  get current(): QuoteView | null {
    return (this.at === null ? null : this.found[this.at]) ?? null;
  }

  /** The names of all speakers found in the article. */
  get names(): string[] {
    return [...new Set(this.found.flatMap((quote) => quote.speakers.map(nameOf)))];
  }

  /** Loads the quotations of a version, unless they are loaded or being loaded. */
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

  /** Counts how often the article's quotations occur elsewhere. */
  async count(article: string): Promise<void> {
    const of = this.#of;
    await this.attempt(async () => {
      const { quotations } = await this.host.call("quotes.echoes", { id: article });
      if (this.#of === of) this.echoes = new Map(quotations.map((one) => [one.start, one]));
    });
  }

  /** Shows the wanted passage if it is in this article, and makes its quotation the current one. */
  goToWanted(article: string): void {
    const wanted = this.wanted;
    if (wanted?.article !== article) return;
    this.wanted = null;
    const at = this.found.findIndex((quote) => quote.start === wanted.start && quote.end === wanted.end);
    if (at >= 0) {
      this.setCurrent(at);
    } else {
      this.clearCurrent();
      this.passage = { start: wanted.start, end: wanted.end };
    }
  }

  /** Reloads the quotations: a correction may have been undone. */
  async reload(article: string): Promise<void> {
    await this.attempt(async () => {
      const { version, quotes } = await this.host.call("quotes.list", { id: article });
      if (this.#of === `${article} ${version}`) this.#show(quotes);
    });
  }

  clear(): void {
    this.found = [];
    this.echoes = new Map();
    this.clearCurrent();
  }

  forget(): void {
    this.#of = "";
    this.clear();
  }

  clearCurrent(): void {
    this.at = null;
    this.passage = null;
    this.chosen = null;
    this.naming = false;
  }

  /** Makes a quotation the current one. */
  setCurrent(at: number): void {
    this.at = at;
    this.passage = null;
    this.naming = false;
    this.chosen = this.found[at]?.sure ? 0 : null;
  }

  /** Goes to the next quotation, or to the previous one. If none is current, starts at the code point `from`. */
  step(forward: boolean, from: number): void {
    const count = this.found.length;
    if (count === 0) return;
    if (this.at !== null) this.setCurrent((this.at + (forward ? 1 : count - 1)) % count);
    else {
      const next = this.found.findIndex((quote) => quote.end > from);
      this.setCurrent(forward ? Math.max(0, next) : next <= 0 ? count - 1 : next - 1);
    }
  }

  /** Records who said the current quotation. */
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

  /** The attribution for a highlight of the current quotation; null while no speaker is chosen. */
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

  /** The span of the current quotation, or of the passage opened from elsewhere. */
  get shown(): Span | null {
    return this.span ?? this.passage;
  }

  /** How often the current quotation occurs in other articles. */
  get echo(): EchoCount | null {
    return (this.current && this.echoes.get(this.current.start)) ?? null;
  }

  #show(quotes: QuoteView[]): void {
    this.found = quotes;
    if (this.at !== null && !quotes[this.at]) this.clearCurrent();
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
