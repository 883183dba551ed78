/** What a person is told: on the screen, by a screen reader, and that something failed. */

import { Toasts } from "../components/toasts.svelte";
import { CallError } from "../host/host";
import { explain, t } from "../messages/messages";

export class Notices {
  readonly toasts = new Toasts();
  /** What is so wrong with the library that it stays on the screen. */
  alarm = $state<string | null>(null);
  /** What a screen reader says next: of what is done without a word on the screen. */
  said = $state("");

  /** Shows what went wrong, and what to do. */
  readonly fail = (error: CallError): void => {
    if (error.code === "detached") this.detached(error.subject);
    else this.toasts.show(explain(error), null, true);
  };

  /** The library's files are gone; `saved` is where everything up to then was saved. It stays on the screen. */
  detached(saved: string | null): void {
    this.alarm = saved ? t("alarm.detached", { path: saved }) : t("alarm.detached_unsaved");
  }

  /** Has a screen reader say what was done; the same again is heard again. */
  say(text: string): void {
    this.said = text === this.said ? `${text}\u00a0` : text;
  }

  /** Does some work, and shows what goes wrong. */
  async attempt(work: () => Promise<void>): Promise<void> {
    await this.succeeds(work);
  }

  /** As `attempt`; whether it went well. */
  async succeeds(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.fail(CallError.from(thrown));
      return false;
    }
  }
}
