/** The left edge (CSS pixels) of a card of a width whose middle is wanted at `middle`: within its page on both sides. */
export function within(card: HTMLElement | undefined, middle: number, width: number): number {
  const SPACE = 8;
  const room = card?.offsetParent?.clientWidth ?? Infinity;
  return Math.max(SPACE, Math.min(middle - width / 2, room - width - SPACE));
}
