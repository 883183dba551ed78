import { expect, test } from "vitest";
import { type App, DEFAULTS } from "../app.svelte";
import type { Settings } from "../api/contract";
import { COMMANDS } from "./commands";
import { assign, isTaken, keyName, Keys, keysOf, rivals, shown } from "./keys";

/** As much of the app as keys need. */
function keyboard(): App {
  const app = {
    settings: { ...DEFAULTS },
    set(change: Partial<Settings>) {
      app.settings = { ...app.settings, ...change };
      return Promise.resolve();
    },
  };
  return app as unknown as App;
}

const command = (id: string) => {
  const found = COMMANDS.find((c) => c.id === id);
  if (!found) throw new Error(id);
  return found;
};

test("no two commands that may be at hand together have the same keys", () => {
  const app = keyboard();
  const clashes = COMMANDS.flatMap((c) => c.keys.flatMap((k) => rivals(app, c, k).map((r) => `${c.id} ${r.id} ${k}`)));
  expect(clashes).toEqual([]);
});

test("no command has keys that move through text", () => {
  const own = new Set(["next", "previous", "open"]);
  expect(COMMANDS.filter((c) => !own.has(c.id)).flatMap((c) => c.keys).filter(isTaken)).toEqual([]);
});

test("keys go from who had them to who gets them, and come back", async () => {
  const app = keyboard();
  await assign(app, command("later"), ["e"]);
  expect(keysOf(app, command("later"))).toEqual(["e"]);
  expect(keysOf(app, command("archive"))).toEqual([]);
  await assign(app, command("archive"), null);
  expect(keysOf(app, command("archive"))).toEqual(["e"]);
  expect(keysOf(app, command("later"))).toEqual([]);
});

test("a key that begins others takes them all", async () => {
  const app = keyboard();
  await assign(app, command("later"), ["g"]);
  expect(keysOf(app, command("go_inbox"))).toEqual([]);
  expect(keysOf(app, command("outline"))).toEqual([]);
});

test("keys of other rooms stay", async () => {
  const app = keyboard();
  await assign(app, command("delete_highlight"), ["x"]);
  expect(keysOf(app, command("delete_annotations"))).toContain("Delete");
  expect(keysOf(app, command("select"))).toEqual([]);
});

test("keys are shown as they are typed", () => {
  expect(["e", "P", "Ctrl+E", "g i", "Ctrl++", "Alt+]", "Ctrl+Shift+{", "ArrowDown", "Shift+F3", "+"].map(shown)).toEqual(["E", "Shift+P", "Ctrl+E", "G I", "Ctrl++", "Alt+]", "Ctrl+Shift+{", "↓", "Shift+F3", "+"]);
});

test("an event is named by what it types", () => {
  const name = (key: string, held: object = {}) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held } as KeyboardEvent);
  expect([name("h"), name("H", { shiftKey: true }), name("k", { ctrlKey: true }), name("F3", { shiftKey: true }), name("k", { metaKey: true })]).toEqual(["h", "H", "Ctrl+K", "Shift+F3", "Ctrl+K"]);
});

test("what is typed fast after a field has closed by itself is no command", () => {
  const keys = new Keys(keyboard());
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
  // Whoever leaves it by a key means what comes next.
  document.body.append(field);
  press("x", field, 10);
  field.remove();
  press("Escape", document.body, 20);
  expect(press("t", document.body, 20)).toBe(false);
});
