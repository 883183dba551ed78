/** Reading the open article aloud: starts, paces and skips, and keeps the sentence in view. */

import { untrack } from "svelte";
import { languageName, t } from "../messages/messages";
import type { Notices } from "../app/notices.svelte";
import type { SettingsStore } from "../app/settings.svelte";
import { Aloud, RATES, type Silence } from "./aloud.svelte";
import type { ArticlePage } from "./article-page.svelte";
import type { Reader } from "./reader.svelte";
import type { ReadingCursor } from "./reading-cursor.svelte";

export class ReadingAloud {
  /** Reads the shown article aloud; null if no article is shown. */
  voice = $state.raw<Aloud | null>(null);

  constructor(
    private readonly page: ArticlePage,
    private readonly cursor: ReadingCursor,
    private readonly reader: Reader,
    private readonly settings: SettingsStore,
    private readonly notices: Notices,
  ) {}

  /** Creates the effects that make a new `Aloud` for each article and keep the sentence in view. Must be called while
   * the view is created. */
  follow(): void {
    $effect(() => {
      const { text, pieces, language } = this.page;
      const wish = () => ({ rate: this.settings.current.speech_rate, voice: this.settings.current.voice });
      const made = text && pieces ? new Aloud(text, pieces, language, wish, (why) => this.#failed(why)) : null;
      untrack(() => (this.voice = made));
      return () => made?.stop();
    });
    $effect(() => {
      const sentence = this.voice?.at;
      if (sentence) untrack(() => this.page.reveal(sentence, "nearest"));
    });
  }

  /** Starts reading at the selection, the cursor or the first word in view. While reading, pauses or continues. */
  toggle(): void {
    if (this.voice?.at) this.voice.toggle();
    else void this.voice?.start(this.reader.selection?.start ?? (this.cursor.on ? this.cursor.at?.start : null) ?? this.page.firstInView);
  }

  /** Goes to the next or previous sentence, while reading. */
  skip(forward: boolean): void {
    this.voice?.skip(forward);
  }

  /** Changes the rate by a number of steps. */
  pace(by: number): void {
    const next = RATES[RATES.findIndex((rate) => rate >= this.settings.current.speech_rate) + by];
    if (next) void this.settings.set({ speech_rate: next }).then(() => this.voice?.again());
  }

  #failed(why: Silence): void {
    const { language } = this.page;
    const said = why === "no_voice" && language ? t("aloud.no_voice", { language: languageName(language) }) : t(why === "failed" ? "aloud.failed" : "aloud.none");
    this.notices.toasts.show(said, null, true);
  }
}
