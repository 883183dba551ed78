/** The data of a context menu. */

export interface MenuItem {
  label: string;
  /** The keys of the same command, as they are displayed. */
  keys?: string | undefined;
  /** Colours to choose from, each with its name, shown instead of a line of text. */
  swatches?: { name: string; value: string; run: () => void }[];
  run: () => void;
}

export interface MenuAt {
  /** The accessible name of the menu. */
  label: string;
  /** The position of the right click, in pixels of the window. */
  x: number;
  y: number;
  /** The groups of entries, separated by lines. */
  groups: MenuItem[][];
  /** Called when the menu is closed without a choice. */
  ondismiss?: () => void;
}
