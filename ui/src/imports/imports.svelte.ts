/** What another program exported, on its way in: chosen, handed over, looked through, taken in. */

import type { HandedView, ImportView, JobView } from "../api/contract";
import { toBase64, type Placed } from "../clip/files";
import { CallError, type Host } from "../host/host";

/** Files are handed over in pieces of so many bytes. */
const PIECE = 3 * 1024 * 1024;

/** How far an import is. */
export type Step =
  | { at: "choose"; error: CallError | null }
  /** Handed over, or looked through; a share of one. */
  | { at: "copying" | "looking"; name: string; share: number }
  | { at: "report"; name: string; view: ImportView };

export class Imports {
  step = $state.raw<Step>({ at: "choose", error: null });
  #upload: number | null = null;
  /** The job that looks through what was handed over. */
  #job: number | null = null;
  /** Counts what was begun: what was given up does not go on. */
  #turn = 0;

  constructor(private readonly host: Host) {}

  /** Hands files over and finds out what they would bring. */
  async look(files: Placed[]): Promise<void> {
    if (files.length === 0) return;
    this.forget();
    const turn = this.#turn;
    const name = files.length === 1 ? (files[0]?.file.name ?? "") : (files[0]?.path.split("/")[0] ?? "");
    const size = files.reduce((sum, { file }) => sum + file.size, 0) || 1;
    let done = 0;
    let upload: number | null = null;
    this.step = { at: "copying", name, share: 0 };
    try {
      for (const { path, file } of files) {
        // A file without bytes is handed over, too: it is one that was chosen.
        for (let at = 0; at === 0 || at < file.size; at += PIECE) {
          const piece = file.slice(at, at + PIECE);
          const answer: { upload: number } = await this.host.call("import.part", { upload, path, base64: await toBase64(piece) });
          upload = answer.upload;
          if (turn !== this.#turn) return void this.host.call("import.drop", { upload });
          done += piece.size;
          this.step = { at: "copying", name, share: done / size };
        }
      }
      if (upload === null) return;
      this.#upload = upload;
      this.step = { at: "looking", name, share: 0 };
      const { job } = await this.host.call("import.start", { upload, dry_run: true });
      if (turn === this.#turn) this.#job = job;
      else await this.host.call("job.cancel", { job });
    } catch (thrown) {
      if (turn === this.#turn) this.#fail(CallError.from(thrown));
    }
  }

  /** Finds out what files would bring that were given to the window. */
  async lookHanded({ upload, pages }: HandedView): Promise<void> {
    this.forget();
    const turn = this.#turn;
    this.#upload = upload;
    this.step = { at: "looking", name: pages[0] ?? "", share: 0 };
    try {
      const { job } = await this.host.call("import.start", { upload, dry_run: true });
      if (turn === this.#turn) this.#job = job;
      else await this.host.call("job.cancel", { job });
    } catch (thrown) {
      if (turn === this.#turn) this.#fail(CallError.from(thrown));
    }
  }

  /** Takes in what was looked through. */
  async run(): Promise<void> {
    const upload = this.#upload;
    if (upload === null) return;
    // It is the job's from now on.
    this.#upload = null;
    this.forget();
    await this.host.call("import.start", { upload, dry_run: false });
  }

  /** Gives up what is not taken in yet. */
  forget(): void {
    this.#turn += 1;
    const [upload, job] = [this.#upload, this.#job];
    this.#upload = this.#job = null;
    this.step = { at: "choose", error: null };
    const gone = () => {};
    if (job !== null) void this.host.call("job.cancel", { job }).catch(gone);
    if (upload !== null) void this.host.call("import.drop", { upload }).catch(gone);
  }

  /** The job that looks has gone on. */
  hear(job: JobView): void {
    if (this.step.at !== "looking" || (this.#job !== null && job.id !== this.#job)) return;
    const name = this.step.name;
    if (job.state === "running") this.step = { at: "looking", name, share: job.total ? job.done / job.total : 0 };
    else if (job.imported) this.step = { at: "report", name, view: job.imported };
    else if (job.error) this.#fail(CallError.from(job.error));
    if (job.state !== "running") this.#job = null;
  }

  #fail(error: CallError): void {
    this.forget();
    this.step = { at: "choose", error };
  }
}
