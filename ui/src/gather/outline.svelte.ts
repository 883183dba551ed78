/** The outline of a project: quotes and the writer's own text, in order. */

import type { PieceView } from "../api/contract";
import { CallError, type Host } from "../host/host";

export class Outline {
  project = $state<string | null>(null);
  pieces = $state.raw<PieceView[]>([]);
  ready = $state(false);
  /** Index of the focused piece. */
  focus = $state(0);
  /** Id of the piece being edited. */
  editing = $state<string | null>(null);
  /** Text that is being written and not saved yet, by piece id. */
  drafts = $state<Record<string, string>>({});
  readonly #writing = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
    /** Called after a change that lists show too. */
    private readonly changed: () => void,
  ) {}

  async show(project: string): Promise<void> {
    if (project !== this.project) {
      this.pieces = [];
      this.ready = false;
      this.focus = 0;
      this.editing = null;
    }
    this.project = project;
    await this.reload();
  }

  async reload(): Promise<void> {
    const id = this.project;
    if (!id) return;
    try {
      const { pieces } = await this.host.call("outline.get", { id });
      if (id !== this.project) return;
      if (!this.ready) {
        // Restores text that was not saved when the app ended.
        const mine = (await this.host.call("drafts", {})).drafts.filter((d) => pieces.some((p) => key(p.id) === d.key));
        for (const draft of mine) this.drafts[draft.key.slice(PREFIX.length)] = draft.body;
      }
      this.pieces = pieces;
      this.focus = Math.max(0, Math.min(this.focus, pieces.length - 1));
      this.ready = true;
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }

  get focused(): PieceView | undefined {
    return this.pieces[this.focus];
  }

  /** Id of the piece before which a new one is inserted: the one after the focused piece. Null for the end. */
  get #next(): string | null {
    return this.pieces[this.focus + 1]?.id ?? null;
  }

  /** Inserts a heading or text after the focused piece. An empty one is opened for editing. */
  async add(kind: "heading" | "text", body = "", before = this.#next): Promise<void> {
    const project = this.project;
    if (!project) return;
    await this.#edit(async () => {
      const depth = kind === "heading" ? (this.pieces.slice(0, this.focus + 1).findLast((p) => p.kind === "heading")?.depth ?? 1) : 1;
      const { id } = await this.host.call("outline.add", { project, kind, depth, body, before });
      if (!body) this.editing = id;
      return id;
    });
  }

  /** Inserts quotes. */
  async quote(highlights: string[], before: string | null = this.#next): Promise<void> {
    const project = this.project;
    if (!project || highlights.length === 0) return;
    const known = new Set(this.pieces.map((p) => p.id));
    await this.#edit(async () => {
      await this.host.call("outline.quote", { project, highlights, before });
      return null;
    });
    const last = this.pieces.findLastIndex((p) => !known.has(p.id));
    if (last >= 0) this.focus = last;
  }

  /** Stores unsaved text as a draft, 300 ms after the last key. */
  write(id: string, body: string): void {
    this.drafts[id] = body;
    clearTimeout(this.#writing.get(id));
    const keep = () => void this.host.call("draft.set", { key: key(id), body }).catch(() => undefined);
    this.#writing.set(id, setTimeout(keep, 300));
  }

  /** Saves a piece. A piece without text is removed. */
  async save(piece: PieceView, body: string, depth = piece.depth): Promise<boolean> {
    const done = await this.#edit(async () => {
      if (!body.trim()) await this.host.call("outline.remove", { id: piece.id });
      else if (body !== piece.body || depth !== piece.depth) await this.host.call("outline.edit", { id: piece.id, depth, body });
      clearTimeout(this.#writing.get(piece.id));
      delete this.drafts[piece.id];
      await this.host.call("draft.set", { key: key(piece.id), body: "" });
      return null;
    });
    if (done && this.editing === piece.id) this.editing = null;
    return done;
  }

  /** Discards what was written. */
  async discard(piece: PieceView): Promise<void> {
    await this.save(piece, piece.body);
  }

  async move(id: string, before: string | null): Promise<void> {
    await this.#edit(async () => {
      await this.host.call("outline.move", { id, before });
      return id;
    });
  }

  /** Moves the focused piece up or down by one. */
  async shift(by: 1 | -1): Promise<void> {
    const piece = this.focused;
    const to = this.focus + by;
    if (!piece || to < 0 || to >= this.pieces.length) return;
    await this.move(piece.id, (by < 0 ? this.pieces[to] : this.pieces[to + 1])?.id ?? null);
  }

  async remove(id: string): Promise<boolean> {
    return this.#edit(async () => {
      await this.host.call("outline.remove", { id });
      return null;
    });
  }

  async #edit(work: () => Promise<string | null>): Promise<boolean> {
    try {
      const id = await work();
      await this.reload();
      if (id) this.focus = Math.max(0, this.pieces.findIndex((p) => p.id === id));
      this.changed();
      return true;
    } catch (thrown) {
      this.fail(CallError.from(thrown));
      return false;
    }
  }
}

const PREFIX = "piece ";

function key(id: string): string {
  return `${PREFIX}${id}`;
}
