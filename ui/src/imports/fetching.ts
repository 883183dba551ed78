/** Fetching the pages of imported articles: pauses, resumes and retries it. */

import type { Failure } from "../api/contract";
import type { Clips } from "../clip/clips.svelte";
import type { Host } from "../host/host";
import type { Notices } from "../app/notices.svelte";

export class Fetching {
  constructor(
    private readonly host: Host,
    private readonly notices: Notices,
    private readonly clips: Clips,
    /** Reloads everything that is shown. */
    private readonly refresh: () => Promise<void>,
  ) {}

  /** Pauses or resumes fetching. */
  async pause(on: boolean): Promise<void> {
    await this.notices.attempt(async () => {
      await this.host.call("fetching.pause", { on });
      await this.refresh();
    });
  }

  /** Retries the pages that could not be fetched: of one article, or of all if `id` is null. */
  async again(id: string | null): Promise<void> {
    await this.notices.attempt(async () => {
      await this.host.call("fetching.again", { id });
      await this.refresh();
    });
  }

  /** Retries a page that could not be fetched. A page on a private network is clipped by its address, which asks
   * first. */
  async page(id: string, url: string | null, error: Failure): Promise<void> {
    if (error.code === "private_address" && url) await this.clips.url(url);
    else await this.again(id);
  }
}
