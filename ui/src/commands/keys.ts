/** Keys: how they are named, shown and changed, and which command they run. */

import type { Rooms } from "../app/rooms";
import { isEmptySearch, isTyping, keyName } from "../components/keyboard";
import { t } from "../messages/messages";
import type { SettingsStore } from "../app/settings.svelte";
import { type Command, COMMANDS } from "./commands";

/** Milliseconds after the last key in a field that closed by itself. During this time letters run no commands. */
const AFTER = 300;

const NAMES: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Backspace: "⌫", Enter: "↵" };
const CONTROL = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl";

/** Keys as they are displayed: "Ctrl+E", "G I", "Shift+P". */
export function shown(keys: string): string {
  const one = (name: string) => {
    const [, held = "", key = name] = /^((?:(?:Ctrl|Alt|Shift)\+)*)(.+)$/s.exec(name) ?? [];
    // An upper-case letter without Ctrl is typed with Shift.
    const upper = !held.includes("Ctrl") && key.length === 1 && key !== key.toLowerCase();
    return `${held.replace("Ctrl", CONTROL)}${upper ? "Shift+" : ""}${NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}`;
  };
  return keys.split(" ").map(one).join(" ");
}

/** The keys of a command: those in the settings, or its default keys. */
export function keysOf(settings: SettingsStore, command: Command): string[] {
  return settings.current.keys[command.id] ?? command.keys;
}

/** The first key of a command, as it is displayed; the command's name in quotes if it has no key. */
export function keyOf(settings: SettingsStore, id: string): string {
  const command = COMMANDS.find((c) => c.id === id);
  if (!command) return id;
  const first = keysOf(settings, command)[0];
  return first ? shown(first) : t("shortcuts.quoted", { name: t(command.title) });
}

/** A button's label, followed by the first key of its command if it has one. */
export function hint(settings: SettingsStore, id: string, label: string): string {
  const command = COMMANDS.find((c) => c.id === id);
  const first = command && keysOf(settings, command)[0];
  return first ? `${label} (${shown(first)})` : label;
}

/** Keys that no command may have: they move through text or belong to the system. */
const TAKEN = /^(?!Alt\+Arrow(Left|Right)$)((Shift|Ctrl|Alt)\+)*(Escape|Tab|Enter| |PageUp|PageDown|Home|End|Arrow(Up|Down|Left|Right)|ContextMenu|Dead|Process|Unidentified)$|^Ctrl\+[ACVX]$/;

export function isTaken(keys: string): boolean {
  return TAKEN.test(keys);
}

const overlap = (a: string, b: string) => a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `);

/** `true` if both commands may apply at the same time, so that the same keys would clash. */
function meet(a: Command, b: Command): boolean {
  const place = ({ group }: Command) => (group === "annotations" || group === "outline" ? group : group === "article" || group === "highlight" ? "article" : null);
  if (a.before === b.id || b.before === a.id) return false;
  return place(a) === null || place(b) === null || place(a) === place(b);
}

/** The commands that would lose keys if `command` were assigned `keys`. */
export function rivals(settings: SettingsStore, command: Command, keys: string): Command[] {
  return COMMANDS.filter((c) => c.id !== command.id && meet(c, command) && keysOf(settings, c).some((k) => overlap(k, keys)));
}

/** Assigns keys to a command and removes them from its rivals. Null restores the default keys. */
export function assign(settings: SettingsStore, command: Command, keys: string[] | null): Promise<void> {
  const changed = { ...settings.current.keys };
  if (keys) changed[command.id] = keys;
  else delete changed[command.id];
  for (const key of keys ?? command.keys) {
    for (const rival of rivals(settings, command, key)) changed[rival.id] = keysOf(settings, rival).filter((k) => !overlap(k, key));
  }
  return settings.set({ keys: changed });
}

/** Runs the commands of keys. The first key of a chord such as `g i` waits 1.5 seconds for the second. */
export class Keys {
  #first: { key: string; until: number } | null = null;
  /** The field that was typed into last, and when. */
  #typed: { field: Element; at: number } | null = null;

  constructor(private readonly rooms: Rooms) {}

  /** Called for each key before commands are looked up. Returns `true` if the key was meant for a field that has just
   * closed by itself, so that fast typing does not run commands. */
  belongsToField(event: KeyboardEvent): boolean {
    if (isTyping(event.target)) {
      const leaves = event.key === "Escape" || event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey;
      this.#typed = leaves ? null : { field: event.target as Element, at: event.timeStamp };
      return false;
    }
    const last = this.#typed;
    // A named key such as Escape or an arrow means that the field was left on purpose.
    if (event.key.length > 1 && event.key !== "Shift") this.#typed = null;
    if (!last || last.field.isConnected || event.timeStamp - last.at > AFTER || event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
    last.at = event.timeStamp;
    return true;
  }

  /** Runs the command of a key. Returns `true` if the key ran a command or began a chord. */
  handle(event: KeyboardEvent): boolean {
    const name = keyName(event);
    const single = !name.includes("Ctrl+") && !name.includes("Alt+");
    if (single && (isTyping(event.target) || (name.length === 1 && !this.rooms.settings.current.single_keys))) return false;
    // In a field, the field's own undo takes precedence. An empty search field has none: it gets the focus by itself,
    // as after a button has disappeared, and undo is meant for the library.
    if (isTyping(event.target) && !isEmptySearch(event.target) && /^Ctrl\+(Shift\+)?[ZYE]$/.test(name)) return false;
    const now = event.timeStamp;
    const chord = this.#first && this.#first.until > now ? `${this.#first.key} ${name}` : null;
    this.#first = null;
    const find = (keys: string) => COMMANDS.find((c) => keysOf(this.rooms.settings, c).includes(keys) && (c.when?.(this.rooms) ?? true));
    const command = (chord && find(chord)) || find(name);
    if (command) {
      void command.run(this.rooms);
      return true;
    }
    if (COMMANDS.some((c) => keysOf(this.rooms.settings, c).some((k) => k.startsWith(`${name} `)))) {
      this.#first = { key: name, until: now + 1500 };
      return true;
    }
    return false;
  }
}
