/** Footnotes of an article: recognises them and extracts their text. */

/** Maximum length of a footnote in characters. A longer one is a section that a table of contents leads to. */
const LONGEST = 2000;
const MARK = /^[[(]?\s*(\d{1,4}|[*†‡§¶#‖]{1,4}|[a-z]{1,2}|[ivxl]{1,6})\s*[\])]?$/iu;
/** The text of a link that leads back from a footnote to its mark. */
const BACK = /^\s*([↩⤴↑^⏎]\uFE0E?|[[(]?\d{1,4}[\])]?|jump up|return|back)\s*$/iu;

/** The footnote that a link refers to by a mark (a number, an asterisk); null for any other link. */
export function noteOf(link: Element): HTMLElement | null {
  const name = link.getAttribute("href");
  if (!name?.startsWith("#") || !MARK.test(link.textContent?.trim() ?? "")) return null;
  const target = find(link.ownerDocument, name);
  // A back link leads from a footnote to a mark in the text.
  if (!target || target.contains(link) || target.closest("sup") || target.closest("a")?.textContent?.trim()) return null;
  const block = target.closest<HTMLElement>("li, dd, p, td, aside") ?? target;
  const length = block.textContent?.replaceAll("\u00AD", "").trim().length ?? 0;
  const leadsBack = block.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING;
  return length > 0 && length <= LONGEST && !leadsBack && !block.contains(link) ? block : null;
}

/** The element that an address within the page refers to. */
export function find(document: Document, address: string): HTMLElement | null {
  let name = address.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // Not valid percent encoding: the name is used as it is.
  }
  return document.getElementById(name);
}

/** A copy of a footnote's content, without the links that lead back to the text. */
export function noteText(note: HTMLElement): HTMLElement {
  const copy = note.ownerDocument.createElement("div");
  copy.append(...note.cloneNode(true).childNodes);
  for (const link of copy.querySelectorAll('a[href^="#"]')) {
    if (BACK.test(link.textContent ?? "")) (link.closest("sup") ?? link).remove();
  }
  return copy;
}
