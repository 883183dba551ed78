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
    this.list = [...this.list.filter((t) => t.text !== text).slice(-2), toast];
    setTimeout(() => this.dismiss(toast.id), failure ? 12_000 : 6_000);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}
