/** Reads an article aloud with the system's voices, sentence by sentence, so that the text can follow. */

import type { Pieces } from "../anchor/cursor";
import type { ArticleText, Span } from "../anchor/text";

/** Why an article cannot be read aloud. */
export type Silence = "none" | "no_voice" | "failed";

/** The rates that are offered: multiples of a voice's normal rate. */
export const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.5] as const;

/** The system's voices. Waits at most 1.5 seconds for voices that are loaded late. */
export async function voices(): Promise<SpeechSynthesisVoice[]> {
  const speech = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  if (!speech) return [];
  const now = speech.getVoices();
  if (now.length > 0) return now;
  return new Promise((done) => {
    const late = setTimeout(() => done(speech.getVoices()), 1500);
    speech.addEventListener(
      "voiceschanged",
      () => {
        clearTimeout(late);
        done(speech.getVoices());
      },
      { once: true },
    );
  });
}

/** The voices that speak a language (BCP 47); all voices if the language is unknown. */
export function speaking(all: SpeechSynthesisVoice[], language: string | null): SpeechSynthesisVoice[] {
  const main = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];
  return language ? all.filter((voice) => main(voice.lang) === main(language)) : all;
}

export class Aloud {
  /** The sentence that is being read or at which reading is paused, in code points. */
  at = $state.raw<Span | null>(null);
  waiting = $state(false);
  /** The voices for the article's language. */
  voices = $state.raw<SpeechSynthesisVoice[]>([]);
  /** Incremented with each utterance, so that the end of one that was cut off is not taken for the end of the
   * sentence. */
  #turn = 0;

  constructor(
    private readonly text: ArticleText,
    private readonly pieces: Pieces,
    private readonly language: string | null,
    private readonly wish: () => { rate: number; voice: string },
    private readonly fail: (why: Silence) => void,
  ) {}

  /** Reads from the sentence at a code point. */
  async start(point: number): Promise<void> {
    const all = await voices();
    this.voices = speaking(all, this.language);
    if (all.length === 0) return this.fail("none");
    if (this.voices.length === 0) return this.fail("no_voice");
    this.#read(this.pieces.at("sentence", point));
  }

  /** Pauses, or continues with the current sentence. */
  toggle(): void {
    if (this.waiting) this.#read(this.at);
    else this.#hush(true);
  }

  /** Goes to the next sentence, or to the previous one. */
  skip(forward: boolean): void {
    if (!this.at) return;
    const next = this.pieces.next("sentence", this.at.start, forward);
    if (this.waiting) this.at = next ?? this.at;
    else this.#read(next);
  }

  /** Reads the current sentence again, because the voice or the rate has changed. */
  again(): void {
    if (this.at && !this.waiting) this.#read(this.at);
  }

  stop(): void {
    this.#hush(false);
    this.at = null;
  }

  #hush(waiting: boolean): void {
    this.#turn += 1;
    this.waiting = waiting;
    globalThis.speechSynthesis?.cancel();
  }

  #read(sentence: Span | null): void {
    this.#hush(false);
    this.at = sentence;
    if (!sentence) return;
    const mine = this.#turn;
    const { rate, voice } = this.wish();
    const words = new SpeechSynthesisUtterance(this.text.slice(sentence));
    words.voice = this.voices.find((v) => v.voiceURI === voice) ?? this.voices.find((v) => v.default) ?? this.voices[0] ?? null;
    words.lang = words.voice?.lang ?? this.language ?? "";
    words.rate = rate;
    words.onend = () => {
      if (mine !== this.#turn) return;
      const next = this.pieces.next("sentence", sentence.start, true);
      if (next && next.start > sentence.start) this.#read(next);
      else this.stop();
    };
    words.onerror = () => {
      if (mine !== this.#turn) return;
      this.stop();
      this.fail("failed");
    };
    speechSynthesis.speak(words);
  }
}
