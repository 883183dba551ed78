/** Edits of the library made in the interface: announces them, refreshes what is shown, and undoes or redoes them. */

import type { EditLabel } from "../api/contract";
import type { Host } from "../host/host";
import { t } from "../messages/messages";
import type { Notices } from "./notices.svelte";

export class Edits {
  constructor(
    private readonly host: Host,
    private readonly notices: Notices,
    /** Reloads everything that is shown. */
    private readonly refresh: () => Promise<void>,
    /** Called after an edit was undone or redone and everything shown was reloaded. */
    private readonly undone: (label: EditLabel) => Promise<void>,
  ) {}

  /** Shows what was done, and offers to undo it. */
  offerUndo(said: string): void {
    this.notices.toasts.show(said, { label: t("toast.undo"), run: () => void this.undo() });
  }

  /** Makes a change that can be undone, reloads what is shown and announces the change. @throws {CallError} */
  async make(change: () => Promise<unknown>, said: string): Promise<void> {
    await change();
    await this.refresh();
    this.offerUndo(said);
  }

  /** Undoes the last edit, or redoes the last undone one. */
  async undo(redo = false): Promise<void> {
    await this.notices.attempt(async () => {
      const { label } = await this.host.call(redo ? "history.redo" : "history.undo", {});
      this.notices.toasts.withdraw();
      if (!label) {
        this.notices.toasts.show(t(redo ? "toast.nothing_to_redo" : "toast.nothing_to_undo"));
        return;
      }
      this.notices.toasts.show(t(redo ? "toast.redone" : "toast.undone", { what: t(`history.${label}`) }));
      await this.refresh();
      await this.undone(label);
    });
  }
}
