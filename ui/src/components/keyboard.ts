/** Keyboard events. */

/** `true` if keys pressed on the target are typed into a field. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return !!element?.matches?.("input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select, [contenteditable]");
}

/** `true` if the target is a search field without text. */
export function isEmptySearch(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "search" && target.value === "";
}

/** The name of a key event, as commands use it: "Ctrl+K", "Shift+F3", "j". */
export function keyName(event: KeyboardEvent): string {
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 && control ? event.key.toUpperCase() : event.key;
  const shift = event.shiftKey && (control || key.length > 1) && key !== "Shift";
  return `${control ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}
