/** The state of the highlights of an article whose page has changed. */

import type { RecheckedView } from "../api/contract";
import { t } from "../messages/messages";

/** A phrase for each count of highlights that is not zero. */
export function countsOfHighlights(one: RecheckedView): string[] {
  const counts = { kept: one.kept, edited: one.changed, check: one.check, orphans: one.orphans };
  return (["kept", "edited", "check", "orphans"] as const).filter((kind) => counts[kind] > 0).map((kind) => t(`toast.rechecked.${kind}`, { count: counts[kind] }));
}
