/** Fetching the pages of imported articles: stopped, continued, tried again. */

import type { Failure } from "../api/contract";
import type { Clips } from "../clip/clips.svelte";
import type { Host } from "../host/host";
import type { Notices } from "../app/notices.svelte";

export class Fetching {
  constructor(
    private readonly host: Host,
    private readonly notices: Notices,
    private readonly clips: Clips,
    /** Reads again what is shown. */
    private readonly refresh: () => Promise<void>,
  ) {}

  /** Stops the fetching, or lets it go on. */
  async pause(on: boolean): Promise<void> {
    await this.notices.attempt(async () => {
      await this.host.call("fetching.pause", { on });
      await this.refresh();
    });
  }

  /** Tries pages again that could not be fetched: of one article, or all. */
  async again(id: string | null): Promise<void> {
    await this.notices.attempt(async () => {
      await this.host.call("fetching.again", { id });
      await this.refresh();
    });
  }

  /** Tries a page again that could not be fetched; a page on one's own network is asked for by its address. */
  async page(id: string, url: string | null, error: Failure): Promise<void> {
    if (error.code === "private_address" && url) await this.clips.url(url);
    else await this.again(id);
  }
}
