/** The dialog or the menu that is open, with what it is about. */

import type { Span } from "../anchor/text";
import type { RecheckedView } from "../api/contract";
import type { Draft } from "../clip/files";
import type { MenuAt } from "../components/menu";

/** A name that is asked for. */
export interface Naming {
  /** What for. */
  title: string;
  /** What the field says while it is empty. */
  label: string;
  name: string;
  save: (name: string) => Promise<void>;
  /** Deletes what is named. */
  remove?: () => Promise<void>;
  /** What the button for that says. */
  removes?: string;
}

/** Dialogs that need nothing but to be opened: they are about what is open or selected. */
export type PlainDialog = "add" | "palette" | "shortcuts" | "settings" | "details" | "tag" | "gather" | "versions" | "appearance" | "template" | "import" | "fetching";

export type Dialog =
  | { name: PlainDialog }
  /** Asks before articles are deleted for good. */
  | { name: "delete"; articles: string[] }
  /** The page as it was captured, at these words; or what of it is not in the article. */
  | { name: "captured"; tab: "page" | "left_out"; words: string | null }
  /** Articles that were compared with their pages again. */
  | { name: "rechecked"; articles: RecheckedView[] }
  /** Where else the words of a passage are quoted. */
  | { name: "elsewhere"; passage: { article: string } & Span }
  /** The quotes of a draft, checked; without a draft, one is asked for. */
  | { name: "verify"; draft: Draft | null }
  | { name: "naming"; naming: Naming };

export class Dialogs {
  open = $state.raw<Dialog | null>(null);
  /** The menu that a right click opened. */
  menu = $state.raw<MenuAt | null>(null);

  show(name: PlainDialog): void {
    this.open = { name };
  }

  /** Shows the page as it was captured, at these words. */
  showCaptured(words: string | null = null, tab: "page" | "left_out" = "page"): void {
    this.open = { name: "captured", tab, words };
  }

  ask(naming: Naming): void {
    this.open = { name: "naming", naming };
  }

  close(): void {
    this.open = null;
  }

  is(name: Dialog["name"]): boolean {
    return this.open?.name === name;
  }
}
