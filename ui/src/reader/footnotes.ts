/** Footnotes of an article: what is one, and what it says. */

/** A note of more characters than this is a section that a table of contents leads to. */
const LONGEST = 2000;
const MARK = /^[[(]?\s*(\d{1,4}|[*†‡§¶#‖]{1,4}|[a-z]{1,2}|[ivxl]{1,6})\s*[\])]?$/iu;
/** What leads back from a note to its mark. */
const BACK = /^\s*([↩⤴↑^⏎]\uFE0E?|[[(]?\d{1,4}[\])]?|jump up|return|back)\s*$/iu;

/** The note that a link refers to by a mark (a number, an asterisk); null for another link. */
export function noteOf(link: Element): HTMLElement | null {
  const name = link.getAttribute("href");
  if (!name?.startsWith("#") || !MARK.test(link.textContent?.trim() ?? "")) return null;
  const target = find(link.ownerDocument, name);
  // A back link leads from a note to a mark in the text.
  if (!target || target.contains(link) || target.closest("sup") || target.closest("a")?.textContent?.trim()) return null;
  const block = target.closest<HTMLElement>("li, dd, p, td, aside") ?? target;
  const length = block.textContent?.replaceAll("\u00AD", "").trim().length ?? 0;
  const leadsBack = block.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING;
  return length > 0 && length <= LONGEST && !leadsBack && !block.contains(link) ? block : null;
}

/** The element that an address within the page names. */
export function find(document: Document, address: string): HTMLElement | null {
  let name = address.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // It is what it is.
  }
  return document.getElementById(name);
}

/** What a note says, as a copy, without what leads back from it. */
export function noteText(note: HTMLElement): HTMLElement {
  const copy = note.ownerDocument.createElement("div");
  copy.append(...note.cloneNode(true).childNodes);
  for (const link of copy.querySelectorAll('a[href^="#"]')) {
    if (BACK.test(link.textContent ?? "")) (link.closest("sup") ?? link).remove();
  }
  return copy;
}
