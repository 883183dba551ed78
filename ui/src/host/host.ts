/** What the interface needs from its surroundings. Implemented for the window, for a browser and for tests. */

import type { Calls, ErrorCode, EventView, Failure, InputSource, HandedView } from "../api/contract";

export type CallName = keyof Calls;

/** A call that failed: the code to act on, and the subject that messages name. */
export class CallError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly subject: string | null = null,
  ) {
    super(message);
    this.name = "CallError";
  }

  /** Converts anything that a front end threw. */
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
  /** The sources, as in a content security policy, from which an article's frame may load images and fonts. */
  readonly frameSources: { images: string; fonts: string };
  /** Opens a web or mail address in the default program. */
  openUrl(url: string): Promise<void>;
  /** Enters or leaves full screen. */
  fullScreen(): Promise<void>;
  /** Prints what is shown, or saves it as a PDF and returns the path. */
  print(pdf?: boolean): Promise<string | null>;
  /** Puts text on the clipboard. Markdown is accompanied by its HTML. */
  copy(text: string, markdown?: boolean): Promise<void>;
  /** `true` if `given` lets a person choose files; otherwise a file input does. */
  readonly choosesFiles: boolean;
  /** The files given to the window: dropped, pasted or chosen. Null if the dialog was cancelled. */
  given(how: InputSource, title?: string): Promise<HandedView | null>;
  /** Closes the window. */
  quit(): Promise<void>;
}

/**
 * Passes the library's events to `hear` until `signal` is aborted. Events are fetched by a call that waits for them.
 * After a failed call the next one is made one second later.
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
