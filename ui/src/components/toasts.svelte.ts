/** Short messages that disappear by themselves. */

export interface Toast {
  id: number;
  text: string;
  /** `true`: shown for 12 seconds instead of 6. */
  failure: boolean;
  action: { label: string; run: () => void } | null;
}

export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  show(text: string, action: Toast["action"] = null, failure = false): void {
    const toast: Toast = { id: this.#next, text, failure, action };
    this.#next += 1;
    // An earlier toast's offer to undo no longer concerns the last edit.
    const others = this.list.filter((t) => t.text !== text && (!action || !t.action));
    this.list = [...others.slice(-2), toast];
    setTimeout(() => this.dismiss(toast.id), failure ? 12_000 : 6_000);
  }

  /** Removes the toasts that offer to undo, because another edit was made or undone. */
  withdraw(): void {
    this.list = this.list.filter((t) => !t.action);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}
