/**
 * The frame an article is shown in: a document of its own, with a policy that lets nothing run and
 * nothing load but the images the library keeps. The app listens and draws from outside and never
 * changes the framed DOM.
 */

import DOMPurify from "dompurify";
import type { Host } from "../host/host";

/** Attributes of the frame; see ARCHITECTURE.md for why scripts are "allowed" and cannot run. */
export const SANDBOX = "allow-same-origin allow-scripts";

const KEPT_IMAGE = "clip://localhost/";

/** The frame's whole document. `html` was made harmless when it was captured, and is once more here. */
export function frameDocument(host: Host, version: string, html: string, language: string | null): string {
  const policy =
    `default-src 'none'; script-src 'none'; style-src 'none'; img-src ${host.frameSources.images};` +
    ` font-src ${host.frameSources.fonts}; media-src 'none'; base-uri 'none'; form-action 'none'`;
  const body = DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "svg", "video", "audio", "iframe"],
    FORBID_ATTR: ["style", "name"],
    ADD_TAGS: ["semantics", "annotation"],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|clip:\/\/localhost\/)/i,
  });
  for (const image of body.querySelectorAll("img")) {
    const source = image.getAttribute("src") ?? "";
    if (source.startsWith(KEPT_IMAGE)) image.setAttribute("src", host.imageUrl(version, source.slice(KEPT_IMAGE.length)));
    else image.removeAttribute("src");
    image.setAttribute("loading", "lazy");
    image.setAttribute("decoding", "async");
  }
  const shell = document.implementation.createHTMLDocument("");
  if (language) shell.documentElement.lang = language;
  const meta = shell.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = policy;
  shell.head.replaceChildren(meta);
  shell.body.dir = isRightToLeft(language) ? "rtl" : "auto";
  shell.body.replaceChildren(...body.childNodes);
  return `<!doctype html>${shell.documentElement.outerHTML}`;
}

/** Whether a language is written from right to left. */
export function isRightToLeft(language: string | null): boolean {
  return /^(ar|he|fa|ur|yi|ps|sd|ug|dv|ckb)\b/i.test(language ?? "");
}
