/**
 * The frame that shows an article: a document of its own, with a policy under which nothing runs and nothing loads
 * but the images that the library keeps. The app listens and draws from outside and never changes the framed DOM,
 * except to show another article in it.
 */

import DOMPurify from "dompurify";
import type { VersionView } from "../api/contract";
import { directionOf, hasRightToLeft } from "../components/direction";
import type { Host } from "../host/host";
import { t } from "../messages/messages";

/** The frame's `sandbox` attribute; ARCHITECTURE.md says why scripts are "allowed" and still cannot run. */
export const SANDBOX = "allow-same-origin allow-scripts";

/** An article with more HTML than this, in UTF-16 code units, is laid out without looking back at its lines
 * (`text-wrap: pretty`). */
const LONG = 400_000;

/**
 * Attributes that the library keeps (`capture/src/sanitize.rs`) and that are not addresses. Unless listed here, they
 * would have to look like an address and be removed: spans of cells, languages, numbers of lists.
 */
const PLAIN_ATTRIBUTES = [
  ..."lang dir datetime width height start reversed value type open colspan rowspan scope span display alttext mathvariant".split(" "),
  ..."stretchy fence separator form lspace rspace minsize maxsize symmetric largeop movablelimits depth linethickness".split(" "),
  ..."displaystyle scriptlevel columnalign rowspacing columnspacing".split(" "),
];

const KEPT_IMAGE = "clip://localhost/";

/** The frame's empty document. Its policy applies to everything that is put into it. */
export function emptyDocument(host: Host): string {
  const policy =
    `default-src 'none'; script-src 'none'; style-src 'none'; img-src ${host.frameSources.images};` +
    ` font-src ${host.frameSources.fonts}; media-src 'none'; base-uri 'none'; form-action 'none'`;
  const shell = document.implementation.createHTMLDocument("");
  const meta = shell.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = policy;
  shell.head.replaceChildren(meta);
  return `<!doctype html>${shell.documentElement.outerHTML}`;
}

/**
 * Shows an article in the frame's document, in place of the previous one. Its HTML was sanitised when it was
 * captured, and is sanitised again here. Until it is in the frame it belongs to a document that loads nothing.
 */
export function showArticle(shown: Document, host: Host, version: VersionView, language: string | null): void {
  const body = DOMPurify.sanitize(version.html, {
    RETURN_DOM_FRAGMENT: true,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    FORBID_TAGS: ["style", "form", "input", "button", "select", "textarea", "svg", "video", "audio", "iframe"],
    FORBID_ATTR: ["style", "name"],
    ADD_TAGS: ["semantics", "annotation"],
    ADD_ATTR: PLAIN_ATTRIBUTES,
    ADD_URI_SAFE_ATTR: PLAIN_ATTRIBUTES,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|clip:\/\/localhost\/)/i,
  });
  for (const image of body.querySelectorAll("img")) {
    const key = keyOf(image);
    if (key === null) image.removeAttribute("src");
    else image.dataset["key"] = key;
    image.setAttribute("decoding", "async");
  }
  // Selectors need language tags with hyphens: `de_DE` becomes `de-DE`.
  for (const part of body.querySelectorAll("[lang]")) part.setAttribute("lang", part.getAttribute("lang")?.replaceAll("_", "-") ?? "");
  const rtl = isRightToLeft(language);
  setDirections(body, rtl);
  showImages(body, host, version);
  if (language) shown.documentElement.lang = language.replaceAll("_", "-");
  else shown.documentElement.removeAttribute("lang");
  shown.documentElement.toggleAttribute("data-long", version.html.length > LONG);
  shown.body.dir = rtl ? "rtl" : "auto";
  shown.body.replaceChildren(body);
}

/** Blocks with a direction of their own: those that frame.css gives `unicode-bidi: plaintext`. */
const BLOCKS = "p, li, dd, dt, blockquote, h1, h2, h3, h4, h5, h6, td, th, figcaption";

/** Sets the direction of blocks that contain right-to-left words, unless the page sets it. */
function setDirections(body: DocumentFragment, inside: boolean): void {
  if (!hasRightToLeft(body.textContent)) return;
  for (const block of body.querySelectorAll<HTMLElement>(BLOCKS)) {
    const words = block.textContent;
    if (!block.hasAttribute("dir") && hasRightToLeft(words)) block.dir = directionOf(words, inside);
  }
}

/** Sets the addresses of the images that have arrived. The others show their alternative text. */
export function showImages(root: ParentNode, host: Host, version: VersionView): void {
  const there = new Set(version.images);
  for (const image of root.querySelectorAll<HTMLImageElement>("img[data-key]")) {
    const key = image.dataset["key"] ?? "";
    const address = there.has(key) ? host.imageUrl(version.id, key) : null;
    if (address === null) {
      image.removeAttribute("src");
      // An image in a figure is no decoration.
      if (!image.alt && image.closest("figure")) image.alt = t("reader.picture_missing");
      continue;
    }
    if (image.alt === t("reader.picture_missing")) image.alt = "";
    if (image.getAttribute("src") !== address) image.setAttribute("src", address);
  }
}

/** The image with this key in the article's document. */
export function keptImage(root: ParentNode | null | undefined, key: string): HTMLImageElement | null {
  return root?.querySelector<HTMLImageElement>(`img[data-key="${CSS.escape(key)}"]`) ?? null;
}

function keyOf(image: Element): string | null {
  const source = image.getAttribute("src") ?? "";
  return source.startsWith(KEPT_IMAGE) ? source.slice(KEPT_IMAGE.length) : null;
}

/** `true` if the language is written from right to left. */
export function isRightToLeft(language: string | null): boolean {
  return /^(ar|he|fa|ur|yi|ps|sd|ug|dv|ckb)\b/i.test(language ?? "");
}
