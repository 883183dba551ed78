/** A menu at a place of the window: what a right click opens. */

export interface MenuItem {
  label: string;
  /** The keys that do the same. */
  keys?: string | undefined;
  /** Colours to choose from, each with its name, instead of a line of text. */
  swatches?: { name: string; value: string; run: () => void }[];
  run: () => void;
}

export interface MenuAt {
  /** What it is about: for who does not see the screen. */
  label: string;
  /** Where it was asked for, in pixels of the window. */
  x: number;
  y: number;
  /** In groups, between which a line is drawn. */
  groups: MenuItem[][];
  /** It was closed without a choice. */
  ondismiss?: () => void;
}
