/** What became of the highlights of an article whose page has another text now. */

import type { RecheckedView } from "../api/contract";
import { t } from "../messages/messages";

/** How many highlights stand how, a phrase for each count that is not zero. */
export function countsOfHighlights(one: RecheckedView): string[] {
  const counts = { kept: one.kept, edited: one.changed, check: one.check, orphans: one.orphans };
  return (["kept", "edited", "check", "orphans"] as const).filter((kind) => counts[kind] > 0).map((kind) => t(`toast.rechecked.${kind}`, { count: counts[kind] }));
}
