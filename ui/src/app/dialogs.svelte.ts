/** The dialog or menu that is open, with its data. */

import type { Span } from "../anchor/text";
import type { RecheckedView } from "../api/contract";
import type { Draft } from "../clip/files";
import type { MenuAt } from "../components/menu";

/** A request for a name. */
export interface Naming {
  /** The title of the dialog. */
  title: string;
  /** The placeholder of the empty field. */
  label: string;
  name: string;
  save: (name: string) => Promise<void>;
  /** Deletes the named item. */
  remove?: () => Promise<void>;
  /** The label of the delete button. */
  removes?: string;
}

/** Dialogs that need no data: they act on what is open or selected. */
export type PlainDialog = "add" | "palette" | "shortcuts" | "settings" | "details" | "tag" | "gather" | "versions" | "appearance" | "template" | "import" | "fetching";

export type Dialog =
  | { name: PlainDialog }
  /** Asks for confirmation before articles are deleted permanently. */
  | { name: "delete"; articles: string[] }
  /** The captured page, scrolled to `words`, or the parts of it that the article leaves out. */
  | { name: "captured"; tab: "page" | "left_out"; words: string | null }
  /** The results of comparing articles with their pages again. */
  | { name: "rechecked"; articles: RecheckedView[] }
  /** Where else the words of a passage are quoted. */
  | { name: "elsewhere"; passage: { article: string } & Span }
  /** Verifies the quotes of a draft. If `draft` is null, the dialog asks for one. */
  | { name: "verify"; draft: Draft | null }
  | { name: "naming"; naming: Naming };

export class Dialogs {
  open = $state.raw<Dialog | null>(null);
  /** The menu opened by a right click. */
  menu = $state.raw<MenuAt | null>(null);

  show(name: PlainDialog): void {
    this.open = { name };
  }

  /** Shows the captured page at these words, or the parts that the article leaves out. */
  showCaptured(words: string | null = null, tab: "page" | "left_out" = "page"): void {
    this.open = { name: "captured", tab, words };
  }

  askName(naming: Naming): void {
    this.open = { name: "naming", naming };
  }

  close(): void {
    this.open = null;
  }

  isOpen(name: Dialog["name"]): boolean {
    return this.open?.name === name;
  }
}
