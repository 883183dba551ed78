/** The main journey in the real window: clip, read, highlight, note, restart, export. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { AppWindow, emptyFolder, Screen } from "./app";

const FIXTURES = resolve(import.meta.dirname, "../fixtures");
const FERRIES = readFileSync(join(FIXTURES, "ferries.txt"), "utf8");

let screen: Screen;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());

test("a reader clips a text, marks it by mouse and by keyboard, starts again, and takes it out", async () => {
  const folder = emptyFolder();
  const out = join(folder, "out");
  const args = ["--library", join(folder, "library.db"), "--export-to", out];
  let app = await AppWindow.open(screen, args);

  await test.step("the first start shows the sample, with its highlights", async () => {
    await app.click(".row", "The ferryman’s ledger");
    await app.see(".reader-pane h1", "The ferryman’s ledger");
    await expect.poll(async () => Object.keys(await app.painted()).toSorted()).toEqual(["mark-blue-0", "mark-green-0", "mark-yellow-0"]);
    await app.shot("sample");
  });

  await test.step("a pasted news page becomes an article without its toolbar", async () => {
    await app.keys("a");
    await app.see("dialog textarea");
    await app.type(FERRIES);
    await app.click("dialog button", "Add");
    await app.see(".reader-pane h1", "Harbour towns want a say on ferry routes");
    const about = await app.see(".reader-pane .about", "Ana Liang");
    expect(about).toContain("Coast Daily");
    const text = await app.script<string>("return document.querySelector('iframe').contentDocument.body.textContent");
    expect(text.split("\n")).toHaveLength(5);
    expect(text).not.toContain("Print");
  });

  await test.step("dragging over words offers colours; one press marks", async () => {
    const place = await app.words("We know the tides better");
    await app.pointer([place.from, { x: (place.from.x + place.to.x) / 2, y: place.from.y }, place.to]);
    await app.see(".popover");
    await app.click(".popover button[aria-label=Blue]");
    await expect.poll(async () => (await app.painted())["mark-blue-0"]).toEqual(["We know the tides better"]);
    await app.gone(".popover");
  });

  await test.step("the keyboard alone selects a sentence, marks it and writes a note", async () => {
    await app.keys("Escape", "v");
    await expect.poll(async () => Object.keys(await app.painted())).toContain("cursor");
    await app.keys("ArrowDown", "ArrowDown");
    await app.keys("Shift+ArrowDown");
    await app.see(".popover");
    await app.keys("n");
    await app.see("aside textarea");
    await app.type("**metaphor**, and an old one");
    await app.keys("Escape");
    await app.see("aside .prose strong", "metaphor");
    const marked = (await app.painted())["mark-yellow-0"];
    expect(marked).toHaveLength(1);
    expect(marked?.[0]?.length).toBeGreaterThan(20);
    await app.shot("note");
  });

  await test.step("undo takes it back, redo brings it again", async () => {
    await app.keys("Control+z", "Control+z");
    await expect.poll(async () => (await app.painted())["mark-yellow-0"]).toBeUndefined();
    await app.keys("Control+Shift+Z");
    await app.keys("Control+Shift+Z");
    await app.see("aside .prose strong", "metaphor");
  });

  await test.step("after a new start everything is as it was left", async () => {
    await app.close();
    app = await AppWindow.open(screen, args);
    await app.click(".row", "Harbour towns");
    await app.see("aside .prose strong", "metaphor");
    await expect.poll(async () => (await app.painted())["mark-blue-0"]).toEqual(["We know the tides better"]);
  });

  await test.step("the export is one Markdown file with the quotes and the note", async () => {
    await app.keys("Control+e");
    await app.see(".toast", "1 new");
    expect(readdirSync(out)).toEqual(["Harbour towns want a say on ferry routes.md"]);
    const file = readFileSync(join(out, "Harbour towns want a say on ferry routes.md"), "utf8");
    expect(file).toContain('title: "Harbour towns want a say on ferry routes"');
    expect(file).toContain("published: 2014-03-07T08:15\n");
    expect(file).toContain("\n> We know the tides better\n");
    expect(file).toContain("\n**metaphor**, and an old one\n");
    await app.keys("Control+e");
    await app.see(".toast", "1 unchanged");
    expect(readFileSync(join(out, "Harbour towns want a say on ferry routes.md"), "utf8")).toBe(file);
  });

  await test.step("every screen can be looked at, in light and dark, wide and narrow", async () => {
    for (const theme of ["light", "dark"]) {
      await app.command(`Theme: ${theme}`);
      await app.click(".row", "Harbour towns");
      await app.see("aside .prose strong", "metaphor");
      await app.shot(`reader-${theme}`);
      const place = await app.words("publish their timetables");
      await app.pointer([place.from, { x: (place.from.x + place.to.x) / 2, y: place.from.y }, place.to]);
      await app.see(".popover");
      await app.shot(`popover-${theme}`);
      await app.keys("Escape", "Control+k");
      await app.see("dialog [role=option]");
      await app.shot(`palette-${theme}`);
      await app.keys("Escape");
      await app.gone("dialog");
      await app.keys("Escape", "Escape");
      await app.see(".reader-pane .empty");
      await app.shot(`list-${theme}`);
      await app.keys("g", "e");
      await app.see(".empty", "Press E on an article");
      await app.shot(`empty-${theme}`);
      await app.keys("g", "i");
      await app.see(".row");
    }
    await app.command("Theme: light");
    await app.click(".row", "Harbour towns");
    for (const width of [900, 1600]) {
      await app.resize(width, 900);
      await app.see("aside .prose strong", "metaphor");
      await app.shot(`reader-${width}`);
    }
  });
  await app.close();
});

test("a hostile page runs nothing, loads nothing, and reaches no call", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const folder = emptyFolder();
  const page = join(folder, "hostile.html");
  writeFileSync(page, readFileSync(join(FIXTURES, "hostile.html"), "utf8").replaceAll("PORT", String(port)));

  const app = await AppWindow.open(screen, ["--library", join(folder, "library.db"), page]);
  const settings = await app.script<string>("return document.documentElement.dataset.theme");
  await app.click(".row", "A page that would like to");
  const place = await app.words("The harbour master said");
  await app.pointer([place.from]);
  for (const link of ["A link", "another"]) await app.pointer([(await app.words(link)).from]);
  await app.words("In the end the page gave up");

  const inside = await app.script<{ elements: string; internals: string; handlers: number; top: string }>(
    `const frame = document.querySelector("iframe"); const all = [...frame.contentDocument.body.querySelectorAll("*")];
     return { elements: [...new Set(all.map((e) => e.localName))].sort().join(" "), internals: typeof frame.contentWindow.__TAURI_INTERNALS__,
       handlers: all.filter((e) => [...e.attributes].some((a) => a.name.startsWith("on") || a.name === "style" || a.name === "target")).length, top: location.href };`,
  );
  expect(inside.elements).not.toMatch(/script|style|iframe|form|input|button|svg|object|embed|video|link|meta/);
  expect(inside.internals).toBe("undefined");
  expect(inside.handlers).toBe(0);
  expect(inside.top).toMatch(/^tauri:\/\/localhost/);
  expect(await app.script("return window.pwned ?? null")).toBeNull();
  expect(await app.script("return document.documentElement.dataset.theme")).toBe(settings);
  // The clicked link opens in the default browser, if there is one, and nowhere else.
  expect(asked.filter((url) => url !== "/link")).toEqual([]);
  await app.shot("hostile");
  await app.close();
  server.close();
});
