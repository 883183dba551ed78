/** The direction in which a text is written, by its letters. */

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** `true` if any letter of the text is written from right to left. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/**
 * The direction of a text. Unlike `dir="auto"` it considers all words, not the first letter: an Arabic title that
 * begins with "Obsidian" is Arabic. A text is right-to-left if at least 40 % of its words are; within right-to-left
 * text (`inside`), if any word is.
 */
export function directionOf(text: string, inside = false): "rtl" | "ltr" {
  if (!hasRightToLeft(text)) return "ltr";
  if (inside) return "rtl";
  const words = text.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return words.filter(hasRightToLeft).length >= words.length * 0.4 ? "rtl" : "ltr";
}
