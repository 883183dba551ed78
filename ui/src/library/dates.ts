/** Dates for the eye. What a page did not say is not shown either. */

import { date } from "../messages/messages";

/** A day, from an ISO date with as much of it as is known. */
export function shortDate(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  if (!year || !month || !day) return "";
  // The day as it was written: no zone may move it.
  return date(Date.UTC(year, month - 1, day), { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

/** A moment, in the reader's own zone. */
export function moment(ms: number): string {
  return date(ms, { dateStyle: "medium", timeStyle: "short" });
}
