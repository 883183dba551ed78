import { expect, test } from "vitest";
import { keyName } from "../components/keyboard";
import { FakeHost } from "../host/fake";
import type { Rooms } from "../app/rooms";
import { SettingsStore } from "../app/settings.svelte";
import { COMMANDS } from "./commands";
import { assign, isTaken, Keys, keysOf, rivals, shown } from "./keys";

/** Settings over a fake host, which hold the changed keys. */
function keyboard(): SettingsStore {
  const host = new FakeHost({ "settings.set": {} });
  return new SettingsStore(host, (error) => { throw error; });
}

const command = (id: string) => {
  const found = COMMANDS.find((c) => c.id === id);
  if (!found) throw new Error(id);
  return found;
};

test("no two commands that may be at hand together have the same keys", () => {
  const settings = keyboard();
  const clashes = COMMANDS.flatMap((c) => c.keys.flatMap((k) => rivals(settings, c, k).map((r) => `${c.id} ${r.id} ${k}`)));
  expect(clashes).toEqual([]);
});

test("no command has keys that move through text", () => {
  const own = new Set(["next", "previous", "open"]);
  expect(COMMANDS.filter((c) => !own.has(c.id)).flatMap((c) => c.keys).filter(isTaken)).toEqual([]);
});

test("keys go from who had them to who gets them, and come back", async () => {
  const settings = keyboard();
  await assign(settings, command("later"), ["e"]);
  expect(keysOf(settings, command("later"))).toEqual(["e"]);
  expect(keysOf(settings, command("archive"))).toEqual([]);
  await assign(settings, command("archive"), null);
  expect(keysOf(settings, command("archive"))).toEqual(["e"]);
  expect(keysOf(settings, command("later"))).toEqual([]);
});

test("a key that begins others takes them all", async () => {
  const settings = keyboard();
  await assign(settings, command("later"), ["g"]);
  expect(keysOf(settings, command("go_inbox"))).toEqual([]);
  expect(keysOf(settings, command("outline"))).toEqual([]);
});

test("keys of other rooms stay", async () => {
  const settings = keyboard();
  await assign(settings, command("delete_highlight"), ["x"]);
  expect(keysOf(settings, command("delete_annotations"))).toContain("Delete");
  expect(keysOf(settings, command("select"))).toEqual([]);
});

test("keys are shown as they are typed", () => {
  expect(["e", "P", "Ctrl+E", "g i", "Ctrl++", "Alt+]", "Ctrl+Shift+{", "ArrowDown", "Shift+F3", "+"].map(shown)).toEqual(["E", "Shift+P", "Ctrl+E", "G I", "Ctrl++", "Alt+]", "Ctrl+Shift+{", "↓", "Shift+F3", "+"]);
});

test("an event is named by what it types", () => {
  const name = (key: string, held: object = {}) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held } as KeyboardEvent);
  expect([name("h"), name("H", { shiftKey: true }), name("k", { ctrlKey: true }), name("F3", { shiftKey: true }), name("k", { metaKey: true })]).toEqual(["h", "H", "Ctrl+K", "Shift+F3", "Ctrl+K"]);
});

test("what is typed fast after a field has closed by itself is no command", () => {
  const keys = new Keys({ settings: keyboard() } as unknown as Rooms);
  const field = document.createElement("input");
  document.body.append(field);
  let at = 1000;
  const press = (key: string, target: EventTarget, after: number) => {
    at += after;
    return keys.belongsToField({ key, target, timeStamp: at, ctrlKey: false, metaKey: false, altKey: false } as unknown as KeyboardEvent);
  };
  expect(press("Enter", field, 10)).toBe(false);
  field.remove();
  expect([press("d", document.body, 40), press("i", document.body, 250), press("p", document.body, 250)]).toEqual([true, true, true]);
  expect(press("l", document.body, 400)).toBe(false);
  // A field left by a key such as Escape does not swallow the next key.
  document.body.append(field);
  press("x", field, 10);
  field.remove();
  press("Escape", document.body, 20);
  expect(press("t", document.body, 20)).toBe(false);
});

test("undo in an empty search field is meant for the library; in a field with text it is the field's", () => {
  const field = document.createElement("input");
  field.type = "search";
  document.body.append(field);
  const undone: string[] = [];
  const rooms = { settings: keyboard(), edits: { undo: () => undone.push(field.value) }, dialogs: { open: null } } as unknown as Rooms;
  const keys = new Keys(rooms);
  field.addEventListener("keydown", (event) => keys.handle(event));
  const press = () => field.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true }));
  field.value = "typed";
  press();
  field.value = "";
  press();
  field.remove();
  expect(undone).toEqual([""]);
});
