/** Clips in progress, and those that failed. */

import type { HandedView, ImportView, JobView, OutcomeView, RecheckedView } from "../api/contract";
import { CallError, type Host } from "../host/host";
import { type Saved, toBase64 } from "./files";

/** A question that must be answered before a clip goes on. */
export type Question = { kind: "exists"; article: string; again: () => Promise<void> } | { kind: "private"; host: string; again: () => Promise<void> };

/** Where articles are put when they arrive: the project or tag they were dropped on. */
export type Into = { kind: "project"; id: string; name: string } | { kind: "tag"; name: string };

/** A batch of several files, and its results so far. */
export interface Batch {
  total: number;
  done: number;
  /** Number of files whose article was already in the library. */
  known: number;
  /** Files that could not be read, with the reason. */
  failed: { name: string; error: CallError }[];
  stopped: boolean;
}

type UrlOptions = { new_version?: boolean; allow_private?: boolean };

export class Clips {
  /** Jobs that are running, and failed or cancelled ones that have not been dismissed. */
  jobs = $state.raw<JobView[]>([]);
  question = $state.raw<Question | null>(null);
  /** The files being clipped one by one; null if there is no batch of several files. */
  batch = $state.raw<Batch | null>(null);
  /** Where to put the articles of addresses that are being fetched, by address. */
  readonly #into = new Map<string, Into>();
  /** The answers given for an address that is being fetched, by address. A later answer is added to earlier ones. */
  readonly #options = new Map<string, UrlOptions>();
  /** Ids of jobs whose article is stored. Fetching its images can be cancelled; the article stays. */
  readonly #stored = new Set<number>();

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
    /** Called when an article has arrived. */
    private readonly arrived: (outcome: OutcomeView, into: Into | null) => void,
    /** Called with the results when articles were compared with their pages again. */
    private readonly lookedUp: (list: RecheckedView[]) => void,
    /** Called when an import has ended. */
    private readonly imported: (view: ImportView) => void,
    /** Called when the archive of the whole library was written. */
    private readonly archived: (path: string, lost: number) => void,
    /** Called when a batch of several files has ended. */
    private readonly came: () => void,
  ) {}

  /** Clips what a clipboard or a drop held: an address, HTML or text. */
  async add(text: string, html: string | null = null, into: Into | null = null): Promise<void> {
    const url = asUrl(text);
    if (url && into) this.#into.set(url, into);
    if (url) return this.url(url);
    const paste = async (new_version: boolean) => {
      const outcome = await this.host.call("clip.paste", { html, text, url: null, new_version });
      this.settle(outcome, () => paste(true), into);
    };
    await this.attempt(() => paste(false));
  }

  async url(url: string, options: UrlOptions = {}): Promise<void> {
    const all = { ...this.#options.get(url), ...options };
    this.#options.set(url, all);
    await this.attempt(async () => {
      await this.host.call("clip.url", { url, new_version: all.new_version ?? false, allow_private: all.allow_private ?? false });
    });
  }

  async files(files: Iterable<Saved>, into: Into | null = null): Promise<void> {
    const all = [...files].map(({ file, beside }) => ({
      name: file.name,
      clip: async (new_version: boolean) => {
        // Files that are too large are refused before they are read.
        const size = beside.reduce((sum, part) => sum + part.file.size, file.size);
        if (size > 100 * 1024 * 1024) throw new CallError("too_large", "too large", "100");
        const base64 = await toBase64(file);
        const parts = await Promise.all(beside.map(async (part) => ({ path: part.path, base64: await toBase64(part.file) })));
        return this.host.call("clip.file", { name: file.name, base64, parts, new_version });
      },
    }));
    await this.#each(all, into);
  }

  /** Clips pages that were given to the window. */
  async handed({ upload, pages }: HandedView, into: Into | null = null): Promise<void> {
    await this.#each(
      pages.map((name, index) => ({ name, clip: (new_version: boolean) => this.host.call("files.clip", { upload, index, new_version }) })),
      into,
    );
  }

  /** A single file is clipped like an address, with questions and messages. Several files are shown as one batch. */
  async #each(files: { name: string; clip: (new_version: boolean) => Promise<OutcomeView> }[], into: Into | null): Promise<void> {
    const [only] = files;
    if (files.length === 1 && only) {
      const clip = async (again: boolean): Promise<void> => this.settle(await only.clip(again), () => clip(true), into);
      return this.attempt(() => clip(false));
    }
    if (!only) return;
    this.batch = { total: files.length, done: 0, known: 0, failed: [], stopped: false };
    for (const { name, clip } of files) {
      const batch: Batch | null = this.batch;
      if (!batch || batch.stopped) break;
      let known: number = batch.known;
      let failed: Batch["failed"] = batch.failed;
      try {
        const outcome = await clip(false);
        if (outcome.outcome === "exists") known += 1;
        if (into) this.arrived(outcome, into);
      } catch (thrown) {
        failed = [...failed, { name, error: CallError.from(thrown) }];
      }
      // The batch may have been stopped or dismissed meanwhile.
      if (this.batch) this.batch = { ...this.batch, done: this.batch.done + 1, known, failed };
    }
    this.came();
  }

  /** Stops the batch after the current file. */
  stopBatch(): void {
    if (this.batch) this.batch = { ...this.batch, stopped: true };
  }

  /** Fetches articles again and compares them. */
  async recheck(ids: string[], allow_private = false): Promise<void> {
    if (ids.length === 0) return;
    await this.attempt(async () => {
      await this.host.call("articles.recheck", { ids, allow_private });
    });
  }

  /** Handles the progress event of a job. */
  hear(job: JobView): void {
    if (job.archived) {
      this.jobs = this.jobs.filter((j) => j.id !== job.id);
      this.archived(job.archived, job.lost);
      return;
    }
    if (job.imported) {
      this.jobs = this.jobs.filter((j) => j.id !== job.id);
      this.imported(job.imported);
      return;
    }
    if (job.work === "recheck" && job.state !== "running") {
      this.jobs = this.jobs.filter((j) => j.id !== job.id);
      const [one] = job.rechecked;
      // Fetching from a private network is confirmed by a question that names the host, as for the first clip.
      if (job.rechecked.length === 1 && one?.error?.code === "private_address") {
        this.question = { kind: "private", host: one.error.subject ?? one.title, again: () => this.recheck([one.id], true) };
      } else {
        this.lookedUp(job.rechecked);
      }
      return;
    }
    const others = this.jobs.filter((j) => j.id !== job.id);
    if (job.stage === "images") this.#stored.add(job.id);
    if (job.state === "running") {
      this.jobs = [...others, job].toSorted((a, b) => a.id - b.id);
      return;
    }
    this.jobs = others;
    const asks = job.outcome?.outcome === "exists" || job.error?.code === "private_address" || job.state === "failed" || job.state === "cancelled";
    if (!asks) this.#options.delete(job.subject);
    const into = this.#into.get(job.subject) ?? null;
    if (job.outcome) {
      this.#into.delete(job.subject);
      this.settle(job.outcome, () => this.url(job.subject, { new_version: true }), into);
    }
    // A cancelled job can be retried until it is dismissed.
    if (job.state === "cancelled") this.jobs = [...others, job];
    if (job.state !== "failed" || !job.error) return;
    if (job.error.code === "private_address") {
      this.question = { kind: "private", host: job.error.subject ?? job.subject, again: () => this.url(job.subject, { allow_private: true }) };
    } else {
      this.jobs = [...others, job];
    }
  }

  async cancel(job: JobView): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("job.cancel", { job: job.id });
    });
  }

  async retry(job: JobView): Promise<void> {
    this.jobs = this.jobs.filter((j) => j.id !== job.id);
    await this.url(job.subject, this.#stored.delete(job.id) ? { new_version: true } : {});
  }

  dismiss(job: JobView): void {
    this.#options.delete(job.subject);
    this.jobs = this.jobs.filter((j) => j.id !== job.id);
  }

  private settle(outcome: OutcomeView, again: () => Promise<void>, into: Into | null = null): void {
    // What was dropped on a project or tag is put there, whether the article is new or not.
    if (outcome.outcome === "exists" && !into) {
      this.question = { kind: "exists", article: outcome.article, again: async () => void (await this.attempt(again)) };
    } else {
      this.arrived(outcome, into);
    }
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.fail(CallError.from(thrown));
    }
  }
}

/** Returns the address if the text consists of nothing else. */
export function asUrl(text: string): string | null {
  const trimmed = text.trim();
  return /^https?:\/\/\S+$/i.test(trimmed) ? trimmed : null;
}
