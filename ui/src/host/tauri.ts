/** The window's host. The only file that knows Tauri. */

import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import type { Calls, Given, HandedView } from "../api/contract";
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
    // The platform decides how an app's own protocol is written.
    return convertFileSrc("", "clip") + `${version}/${key}`;
  }

  async openUrl(url: string): Promise<void> {
    await this.call("desk.open_url", { url });
  }

  async fullScreen(): Promise<void> {
    await this.call("desk.full_screen", {});
  }

  async print(pdf = false): Promise<string | null> {
    // WebKit prints no page that still loads something, and this one always waits for news.
    return (await this.call("desk.print", { pdf })).path;
  }

  readonly choosesFiles = true;

  async copy(text: string, markdown = false): Promise<void> {
    // The web view lets a page copy only while a key or a button is being pressed, and the text comes later.
    await this.call("desk.copy", { text, markdown });
  }

  async given(how: Given, title = ""): Promise<HandedView | null> {
    return (await this.call("files.given", { how, title })).handed;
  }

  async quit(): Promise<void> {
    await this.call("desk.quit", {});
  }
}

/** Whether this page runs in the window. */
export function inWindow(): boolean {
  return "__TAURI_INTERNALS__" in window;
}
