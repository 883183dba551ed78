/** Short words to the reader that go away by themselves. */

export interface Toast {
  id: number;
  text: string;
  /** A failure stays longer. */
  failure: boolean;
  action: { label: string; run: () => void } | null;
}

export class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  show(text: string, action: Toast["action"] = null, failure = false): void {
    const toast: Toast = { id: this.#next, text, failure, action };
    this.#next += 1;
    // What an earlier toast offers to undo is no longer the last thing done.
    const others = this.list.filter((t) => t.text !== text && (!action || !t.action));
    this.list = [...others.slice(-2), toast];
    setTimeout(() => this.dismiss(toast.id), failure ? 12_000 : 6_000);
  }

  /** Takes back the offers to undo: something else has been done, or undone. */
  withdraw(): void {
    this.list = this.list.filter((t) => !t.action);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}
