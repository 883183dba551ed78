/** The import of another program's export: files are chosen, uploaded, looked through and imported. */

import type { HandedView, ImportView, JobView } from "../api/contract";
import { toBase64, type Placed } from "../clip/files";
import { CallError, type Host } from "../host/host";

/** Size of the pieces in which files are uploaded, in bytes. */
const PIECE = 3 * 1024 * 1024;

/** The current step of an import. */
export type Step =
  | { at: "choose"; error: CallError | null }
  /** Being uploaded or looked through. `share` is from 0 to 1. */
  | { at: "copying" | "looking"; name: string; share: number }
  | { at: "report"; name: string; view: ImportView };

export class Imports {
  step = $state.raw<Step>({ at: "choose", error: null });
  #upload: number | null = null;
  /** Id of the job that looks through the upload. */
  #job: number | null = null;
  /** Number of the current attempt. An attempt that was given up does not go on. */
  #turn = 0;

  constructor(private readonly host: Host) {}

  /** Uploads files and finds out what an import would bring. */
  async uploadAndPreview(files: Placed[]): Promise<void> {
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
        // An empty file is uploaded too, since it was chosen.
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

  /** Finds out what importing files that were given to the window would bring. */
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

  /** Imports what was looked through. */
  async run(): Promise<void> {
    const upload = this.#upload;
    if (upload === null) return;
    // From here on the upload belongs to the job, so `forget` must not drop it.
    this.#upload = null;
    this.forget();
    await this.host.call("import.start", { upload, dry_run: false });
  }

  /** Gives up whatever is not imported yet. */
  forget(): void {
    this.#turn += 1;
    const [upload, job] = [this.#upload, this.#job];
    this.#upload = this.#job = null;
    this.step = { at: "choose", error: null };
    const gone = () => {};
    if (job !== null) void this.host.call("job.cancel", { job }).catch(gone);
    if (upload !== null) void this.host.call("import.drop", { upload }).catch(gone);
  }

  /** Handles the progress event of the job that looks through the upload. */
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
