/** Messages to the person: toasts, screen reader announcements, and failures. */

import { Toasts } from "../components/toasts.svelte";
import { CallError } from "../host/host";
import { explain, t } from "../messages/messages";

export class Notices {
  readonly toasts = new Toasts();
  /** A problem with the library so serious that its message stays on the screen. */
  alarm = $state<string | null>(null);
  /** The text a screen reader announces next, for actions without visible text. */
  said = $state("");

  /** Shows what went wrong and what to do. */
  readonly fail = (error: CallError): void => {
    if (error.code === "detached") this.detached(error.subject);
    else this.toasts.show(explain(error), null, true);
  };

  /** Shows that the library's files are gone. `saved` is where everything up to then was saved. The message stays. */
  detached(saved: string | null): void {
    this.alarm = saved ? t("alarm.detached", { path: saved }) : t("alarm.detached_unsaved");
  }

  /** Has a screen reader announce `text`. Repeating the same text announces it again. */
  announce(text: string): void {
    this.said = text === this.said ? `${text}\u00a0` : text;
  }

  /** Does some work and shows its failure, if any. */
  async attempt(work: () => Promise<void>): Promise<void> {
    await this.succeeds(work);
  }

  /** Like `attempt`. Returns `true` if the work succeeded. */
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
