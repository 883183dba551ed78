/** A host for tests: answers calls as the test says, and records them. */

import type { Calls } from "../api/contract";
import { CallError, type CallName, type Host } from "./host";

/** Answers to calls: replies, or functions from arguments to replies. */
export type Answers = { [N in CallName]?: Calls[N]["reply"] | ((args: Calls[N]["args"]) => Calls[N]["reply"] | Promise<Calls[N]["reply"]>) };

export class FakeHost implements Host {
  /** Every call that was made, in order. */
  readonly asked: { name: CallName; args: unknown }[] = [];
  /** Texts put on the clipboard, the newest first. */
  readonly copied: string[] = [];
  /** Addresses that were opened, the newest first. */
  readonly opened: string[] = [];
  readonly frameSources = { images: "'none'", fonts: location.origin };
  readonly choosesFiles = false;

  constructor(private readonly answers: Answers = {}) {}

  /** The arguments of each call of one name. */
  args<N extends CallName>(name: N): Calls[N]["args"][] {
    return this.asked.filter((call) => call.name === name).map((call) => call.args as Calls[N]["args"]);
  }

  async call<N extends CallName>(name: N, args: Calls[N]["args"]): Promise<Calls[N]["reply"]> {
    this.asked.push({ name, args });
    const answer: unknown = this.answers[name];
    if (answer === undefined) throw new CallError("not_here", `the test answers no ${name}`);
    // Replies of the contract are data, so a function is one that computes the reply.
    const reply: unknown = typeof answer === "function" ? await answer(args) : answer;
    return reply as Calls[N]["reply"];
  }

  imageUrl(version: string, key: string): string {
    return `about:blank#${version}/${key}`;
  }

  async openUrl(url: string): Promise<void> {
    this.opened.unshift(url);
  }

  async fullScreen(): Promise<void> {}

  async print(): Promise<null> {
    return null;
  }

  async copy(text: string): Promise<void> {
    this.copied.unshift(text);
  }

  async given(): Promise<null> {
    return null;
  }

  async quit(): Promise<void> {}
}
