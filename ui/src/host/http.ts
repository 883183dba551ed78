/** The host in a browser: the same calls over loopback HTTP. */

import type { Calls, HandedView } from "../api/contract";
import { CallError, type CallName, type Host } from "./host";

export class HttpHost implements Host {
  readonly frameSources = { images: location.origin, fonts: location.origin };
  readonly #token: string;
  readonly #imageKey: string;

  /** Moves the token from the address to session storage, so that it is kept for this tab only. */
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

  async print(): Promise<null> {
    window.print();
    return null;
  }

  readonly choosesFiles = false;

  async copy(text: string, markdown = false): Promise<void> {
    const html = markdown ? (await this.call("note.render", { body: text })).html : null;
    try {
      const blob = (type: string, body: string) => new Blob([body], { type });
      if (html === null) await navigator.clipboard.writeText(text);
      else await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob("text/plain", text), "text/html": blob("text/html", html) })]);
    } catch {
      copyBySelecting(text);
    }
  }

  async given(): Promise<HandedView | null> {
    return null;
  }

  async quit(): Promise<void> {
    window.close();
  }
}

/** Copies text where the browser does not permit the clipboard API. */
function copyBySelecting(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden-label";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new CallError("not_here", "the clipboard refuses");
}
