/** The host in the window. The only file that knows Tauri. */

import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import type { Calls, InputSource, HandedView } from "../api/contract";
import { CallError, type CallName, type Host } from "./host";

export class TauriHost implements Host {
  readonly frameSources = { images: "clip: http://clip.localhost", fonts: `'self' ${location.origin}` };

  async call<N extends CallName>(name: N, args: Calls[N]["args"]): Promise<Calls[N]["reply"]> {
    try {
      return await invoke<Calls[N]["reply"]>("call", { request: { call: name, args } });
    } catch (thrown) {
      throw CallError.from(thrown);
    }
  }

  imageUrl(version: string, key: string): string {
    // The form of a custom protocol's address depends on the platform.
    return convertFileSrc("", "clip") + `${version}/${key}`;
  }

  async openUrl(url: string): Promise<void> {
    await this.call("desk.open_url", { url });
  }

  async fullScreen(): Promise<void> {
    await this.call("desk.full_screen", {});
  }

  async print(pdf = false): Promise<string | null> {
    // WebKit does not print a page that is still loading something, and this page always waits for events.
    return (await this.call("desk.print", { pdf })).path;
  }

  readonly choosesFiles = true;

  async copy(text: string, markdown = false): Promise<void> {
    // The web view lets a page copy only while a key or button is being pressed, and the text arrives later.
    await this.call("desk.copy", { text, markdown });
  }

  async given(how: InputSource, title = ""): Promise<HandedView | null> {
    return (await this.call("files.given", { how, title })).handed;
  }

  async quit(): Promise<void> {
    await this.call("desk.quit", {});
  }
}

/** `true` if this page runs in the window. */
export function inWindow(): boolean {
  return "__TAURI_INTERNALS__" in window;
}
