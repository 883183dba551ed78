/** A browser's host: the same calls over loopback HTTP. */

import type { Calls } from "../api/contract";
import { CallError, type CallName, type Host } from "./host";

export class HttpHost implements Host {
  readonly frameSources = { images: location.origin, fonts: location.origin };
  readonly #token: string;
  readonly #imageKey: string;

  /** Takes the token out of the address, where it came, and keeps it for this tab only. */
  constructor() {
    const given = new URLSearchParams(location.hash.slice(1));
    const token = given.get("token");
    if (token) {
      sessionStorage.setItem("token", token);
      sessionStorage.setItem("images", given.get("images") ?? "");
      history.replaceState(null, "", location.pathname);
    }
    this.#token = sessionStorage.getItem("token") ?? "";
    this.#imageKey = sessionStorage.getItem("images") ?? "";
  }

  async call<N extends CallName>(name: N, args: Calls[N]["args"]): Promise<Calls[N]["reply"]> {
    let response: Response;
    try {
      response = await fetch("/api/call", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${this.#token}` },
        body: JSON.stringify({ call: name, args }),
      });
    } catch {
      throw new CallError("internal", "the server does not answer");
    }
    if (response.status === 404) throw new CallError("internal", "the server does not know this browser");
    const body: unknown = await response.json();
    if (!response.ok) throw CallError.from(body);
    return body as Calls[N]["reply"];
  }

  imageUrl(version: string, key: string): string {
    return `${location.origin}/asset/${this.#imageKey}/${version}/${key}`;
  }

  async openUrl(url: string): Promise<void> {
    if (/^(https?|mailto):/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
  }

  async fullScreen(): Promise<void> {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  }

  async print(): Promise<void> {
    window.print();
  }
}
