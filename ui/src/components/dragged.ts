/** `true` if a drag that begins is of selected words, not of a link, an image or a draggable element. */
export function areWords(event: DragEvent): boolean {
  const target = event.target as Node | null;
  const element = target && target.nodeType === Node.ELEMENT_NODE ? (target as Element) : (target?.parentElement ?? null);
  if (target?.nodeType === Node.TEXT_NODE) return true;
  return element !== null && !element.closest("a[href], img, [draggable='true']");
}
