/** The reading cursor: moves through a text by word, sentence and paragraph, and extends a selection. */

import type { Span } from "./text";

export type Step = "word" | "sentence" | "paragraph";

/** A text cut into the pieces a cursor steps over. Offsets are UTF-16 units. */
export class Steps {
  readonly #starts: Record<Step, [number, number][]>;

  constructor(text: string, language: string | undefined) {
    const locale = supported(language);
    const words = [...new Intl.Segmenter(locale, { granularity: "word" }).segment(text)];
    const paragraphs: [number, number][] = [];
    const sentences: [number, number][] = [];
    const bySentence = new Intl.Segmenter(locale, { granularity: "sentence" });
    let offset = 0;
    for (const line of text.split("\n")) {
      if (line.trim()) {
        paragraphs.push(trimmed(line, offset));
        for (const piece of bySentence.segment(line)) {
          if (piece.segment.trim()) sentences.push(trimmed(piece.segment, offset + piece.index));
        }
      }
      offset += line.length + 1;
    }
    this.#starts = {
      word: words.filter((w) => w.isWordLike).map((w) => [w.index, w.index + w.segment.length]),
      sentence: sentences,
      paragraph: paragraphs,
    };
  }

  /** The piece at an offset, or the next one behind it; the last one past the end. */
  at(step: Step, offset: number): Span | null {
    const pieces = this.#starts[step];
    const found = pieces.find(([, end]) => end > offset) ?? pieces.at(-1);
    return found ? { start: found[0], end: found[1] } : null;
  }

  /** The piece before or behind the one at an offset; the same where there is no other. */
  next(step: Step, offset: number, forward: boolean): Span | null {
    const pieces = this.#starts[step];
    const index = pieces.findIndex(([, end]) => end > offset);
    const here = index < 0 ? pieces.length - 1 : index;
    const current = pieces[here];
    // Backwards from inside a longer piece leads to its beginning first.
    const back = current && current[0] < offset && step !== "word" ? here : here - 1;
    const target = pieces[Math.max(0, Math.min(pieces.length - 1, forward ? here + 1 : back))];
    return target ? { start: target[0], end: target[1] } : null;
  }
}

function trimmed(piece: string, offset: number): [number, number] {
  const lead = piece.length - piece.trimStart().length;
  return [offset + lead, offset + piece.trimEnd().length];
}

function supported(language: string | undefined): string | undefined {
  try {
    return language && Intl.Segmenter.supportedLocalesOf([language]).length > 0 ? language : undefined;
  } catch {
    return undefined;
  }
}
