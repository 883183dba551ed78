/** Data of drags within the app; other programs receive a Markdown quote. */

import type { AnnotationView } from "../api/contract";

const QUOTES = "application/x-commonplace-highlights";
const PIECE = "application/x-commonplace-piece";

/** Sets the data of a drag of highlights, with text for other programs. */
export function dragQuote(event: DragEvent, row: AnnotationView, highlights: string[]): void {
  const data = event.dataTransfer;
  if (!data || row.kind !== "highlight") return;
  const quote = row.quote.split("\n").map((line) => `> ${line}`).join("\n>\n");
  data.setData(QUOTES, JSON.stringify(highlights));
  data.setData("text/plain", `${quote}\n>\n> — ${[row.title, row.site].filter(Boolean).join(", ")}\n`);
  data.effectAllowed = "copyMove";
}

/** Sets the data of a drag of an outline piece. */
export function dragPiece(event: DragEvent, id: string): void {
  event.dataTransfer?.setData(PIECE, id);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
}

/** `true` if the app's own highlights or outline piece are dragged, which are not clipped. */
export function isOwn(data: DataTransfer | null): boolean {
  return !!data && [QUOTES, PIECE].some((type) => data.types.includes(type));
}

/** The dropped highlights, or the dropped piece of the outline. */
export function droppedOn(data: DataTransfer | null): { highlights: string[]; piece: string | null } {
  const piece = data?.getData(PIECE) || null;
  try {
    const highlights: unknown = JSON.parse(data?.getData(QUOTES) || "[]");
    return { piece, highlights: Array.isArray(highlights) ? highlights.filter((h): h is string => typeof h === "string") : [] };
  } catch {
    return { piece, highlights: [] };
  }
}
