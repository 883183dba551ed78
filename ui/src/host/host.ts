/** What the interface needs of whatever it runs in. Implemented once for the window, once for a browser, once for tests. */

import type { Calls, ErrorCode, EventView, Failure, Given, HandedView } from "../api/contract";

export type CallName = keyof Calls;

/** A call that failed: a code to decide on, and what the sentence is about. */
export class CallError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly subject: string | null = null,
  ) {
    super(message);
    this.name = "CallError";
  }

  /** From whatever a front end threw. */
  static from(thrown: unknown): CallError {
    if (thrown instanceof CallError) return thrown;
    if (isFailure(thrown)) return new CallError(thrown.code, thrown.message, thrown.subject);
    return new CallError("internal", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown;
}

export interface Host {
  /** Makes one call of the contract. @throws {CallError} */
  call<N extends CallName>(name: N, args: Calls[N]["args"]): Promise<Calls[N]["reply"]>;
  /** The address of an image of a version. */
  imageUrl(version: string, key: string): string;
  /** What an article's frame may load images and fonts from: sources of a content security policy. */
  readonly frameSources: { images: string; fonts: string };
  /** Opens a web or mail address in the reader's browser. */
  openUrl(url: string): Promise<void>;
  /** Gives the app the whole screen, or takes it back. */
  fullScreen(): Promise<void>;
  /** Prints what is shown; or writes it as a PDF, and says where to. */
  print(pdf?: boolean): Promise<string | null>;
  /** Puts text on the clipboard; of Markdown, its HTML beside it. */
  copy(text: string, markdown?: boolean): Promise<void>;
  /** Whether files are chosen by `given`; elsewhere a field for files does it. */
  readonly choosesFiles: boolean;
  /** Files given to the window: dropped, pasted or chosen. Null if the dialog was closed without choosing. */
  given(how: Given, title?: string): Promise<HandedView | null>;
  /** Closes the window. */
  quit(): Promise<void>;
}

/**
 * Hears of what happens in the library, until `signal` says stop. The library is asked for news by a
 * call that waits; when it cannot be reached the next question waits a little.
 */
export async function listen(host: Host, hear: (event: EventView) => void, signal: AbortSignal): Promise<void> {
  let from: number | null = null;
  while (!signal.aborted) {
    try {
      const news: { events: EventView[]; next: number } = await host.call("events.next", { from });
      from = news.next;
      if (!signal.aborted) news.events.forEach(hear);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
