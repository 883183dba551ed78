/** The reading cursor: moves through a text by word, sentence and paragraph, and extends a selection. */

import type { ArticleText, Span } from "./text";

export type Step = "word" | "sentence" | "paragraph";

/** A text cut into words, sentences and paragraphs. Offsets are UTF-16 units. */
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

  /** The piece that contains `offset`, or the next one after it; the last piece if `offset` is past the end. */
  at(step: Step, offset: number): Span | null {
    const pieces = this.#starts[step];
    const found = pieces.find(([, end]) => end > offset) ?? pieces.at(-1);
    return found ? { start: found[0], end: found[1] } : null;
  }

  /** The piece after the one at `offset`, or before it if `forward` is false. Stays on the first or last piece. */
  next(step: Step, offset: number, forward: boolean): Span | null {
    const pieces = this.#starts[step];
    const index = pieces.findIndex(([, end]) => end > offset);
    const here = index < 0 ? pieces.length - 1 : index;
    const current = pieces[here];
    // Moving back from inside a sentence or paragraph goes to its beginning first.
    const back = current && current[0] < offset && step !== "word" ? here : here - 1;
    const target = pieces[Math.max(0, Math.min(pieces.length - 1, forward ? here + 1 : back))];
    return target ? { start: target[0], end: target[1] } : null;
  }
}

export type End = "start" | "end";

/** The pieces of an article's text, in code points. The text is cut into pieces on first use. */
export class Pieces {
  #steps: Steps | null = null;

  constructor(
    private readonly text: ArticleText,
    private readonly language: string | undefined,
  ) {}

  /** The piece that contains a code point, or the next one after it. */
  at(step: Step, point: number): Span | null {
    return this.#points(this.#all().at(step, this.text.units.toUtf16(point)));
  }

  /** The piece after the one at a code point, or before it if `forward` is false. */
  next(step: Step, point: number, forward: boolean): Span | null {
    return this.#points(this.#all().next(step, this.text.units.toUtf16(point), forward));
  }

  /** The start or end of a word that is nearest to a code point. Returns `point` itself if it is not inside a
   * word. */
  edge(point: number, which: End): number {
    const word = this.at("word", point);
    if (!word || point <= word.start || point >= word.end) return point;
    const nearStart = point - word.start < word.end - point;
    if (which === "start") return nearStart ? word.start : (this.next("word", point, true)?.start ?? word.start);
    return nearStart ? (this.next("word", point, false)?.end ?? word.end) : word.end;
  }

  /** Moves one end of a span forward or back by one piece. Returns `span` unchanged if the result would be empty or
   * the end would not move. */
  moveEnd(span: Span, which: End, forward: boolean, step: Step = "word"): Span {
    if (which === "start") {
      const piece = this.next(step, span.start, forward);
      return piece && piece.start < span.end ? { start: piece.start, end: span.end } : span;
    }
    const last = forward ? null : this.at(step, span.end - 1);
    const piece = forward ? this.at(step, span.end) : last && this.next(step, last.start, false);
    return piece && piece.end > span.start && piece.end !== span.end && piece.end > span.end === forward ? { start: span.start, end: piece.end } : span;
  }

  #all(): Steps {
    this.#steps ??= new Steps(this.text.units.text, this.language);
    return this.#steps;
  }

  #points(span: Span | null): Span | null {
    return span && { start: this.text.units.toCodePoints(span.start), end: this.text.units.toCodePoints(span.end) };
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
