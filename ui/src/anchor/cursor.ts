/** The reading cursor: moves through a text by word, sentence and paragraph, and extends a selection. */

import type { ArticleText, Span } from "./text";

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

export type End = "start" | "end";

/** The same for an article's text, in code points; cut into pieces when it is first asked. */
export class Pieces {
  #steps: Steps | null = null;

  constructor(
    private readonly text: ArticleText,
    private readonly language: string | undefined,
  ) {}

  /** The piece at a code point, or the next one behind it. */
  at(step: Step, point: number): Span | null {
    return this.#points(this.#all().at(step, this.text.units.toUtf16(point)));
  }

  /** The piece before or behind the one at a code point. */
  next(step: Step, point: number, forward: boolean): Span | null {
    return this.#points(this.#all().next(step, this.text.units.toUtf16(point), forward));
  }

  /** The nearest place to a code point where a word begins, or ends; the point itself between words. */
  edge(point: number, which: End): number {
    const word = this.at("word", point);
    if (!word || point <= word.start || point >= word.end) return point;
    const nearStart = point - word.start < word.end - point;
    if (which === "start") return nearStart ? word.start : (this.next("word", point, true)?.start ?? word.start);
    return nearStart ? (this.next("word", point, false)?.end ?? word.end) : word.end;
  }

  /** A span with one of its ends a piece further on, or back; the same where it would be none. */
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
