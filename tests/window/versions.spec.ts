/** An article that is edited after ten passages of it were highlighted, in the real window. */

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { AppWindow, emptyFolder, Screen } from "./app";

const ROOT = resolve(import.meta.dirname, "../..");
const COMMAND = join(ROOT, "target", process.env["COMMONPLACE_PROFILE"] ?? "debug", "commonplace");

let screen: Screen;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());

const BRIDGE = "<p>A bridge in the south was promised twice and will not be built in her lifetime.</p>";
const OLD = `<html lang=en><head><title>Ferries for the coast</title></head><body><article><h1>Ferries for the coast</h1>
<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.</p>
<p>The ministry said that it would answer within a month, as it has done every year since 1962.</p>
<p>Nobody in the towns believed it, and the mayor of the smallest laughed aloud.</p>
<p>The boats are old and the piers are older, said the harbour master, who has counted both.</p>
${BRIDGE}
<p>Fares have doubled in ten years, while the number of crossings has fallen by a third.</p></article></body></html>`;

const MOVED = ["Eleven harbour towns asked", "a seat on the board that plans the ferries", "as it has done every year since 1962", "Nobody in the towns believed it", "the piers are older", "who has counted both", "A bridge in the south was promised twice", "the number of crossings has fallen by a third"];
const CHANGED = "it would answer within a month";
const GONE = "the mayor of the smallest laughed aloud";

const NEW = OLD.replace("<p>Eleven", "<p>This report was corrected on Monday, after the ministry had complained.</p>\n<p>Eleven")
  .replace("would answer within a month", "would reply to them within two months")
  .replace(`, and ${GONE}`, "")
  .replace(`${BRIDGE}\n`, "")
  .replace("<p>The boats", `${BRIDGE}\n<p>The boats`);

test("ten highlights, and the page edited: moved, changed, gone, attached again", async () => {
  test.setTimeout(180_000);
  const library = join(emptyFolder(), "library.db");
  const run = (args: string[], input?: string) => JSON.parse(execFileSync(COMMAND, ["--library", library, "--json", ...args], { encoding: "utf8", ...(input === undefined ? {} : { input }) })) as { id: string };
  const clip = (html: string, ...more: string[]) => run(["clip", "-", "--url", "https://coast.example/ferries", ...more], html);
  const { id } = clip(OLD);
  for (const quote of [...MOVED, CHANGED, GONE]) run(["highlight", id, "--quote", quote]);
  let app = await AppWindow.open(screen, ["--library", library]);
  const marked = async () => Object.values(await app.painted()).flat().toSorted();

  await test.step("all ten are painted", async () => {
    await app.click(".row", "Ferries for the coast");
    await expect.poll(marked).toEqual([...MOVED, CHANGED, GONE].toSorted());
  });

  await test.step("a new version comes while it is open: eight moved, one changed, one gone", async () => {
    clip(NEW, "--new-version");
    await expect.poll(marked).toEqual([...MOVED, "it would reply to them within two months"].toSorted());
    await app.see("aside .check", "Edited after you marked it");
    expect(await app.script<string[]>("return [...document.querySelectorAll('aside .diff ins')].map((e) => e.textContent)")).toEqual(["reply to them", "two months"]);
    await app.see(".reader-pane .tray blockquote", GONE);
    await app.shot("versions-light");
    await app.command("Theme: dark");
    await app.resize(900, 700);
    await app.shot("versions-dark-900");
    await app.resize(1600, 1000);
    await app.command("Theme: light");
    await app.shot("versions-light-1600");
  });

  await test.step("the lost one is dragged onto a sentence, and back by undo", async () => {
    const grip = await app.script<{ x: number; y: number }>("const b = document.querySelector('.reader-pane .tray .grip').getBoundingClientRect(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }");
    const to = (await app.words("older, said")).from;
    await app.pointer([grip, { x: (grip.x + to.x) / 2, y: (grip.y + to.y) / 2 }, to]);
    await expect.poll(marked).toContain("The boats are old and the piers are older, said the harbour master, who has counted both.");
    await app.keys("Control+z");
    await app.see(".reader-pane .tray blockquote", GONE);
  });

  await test.step("the lost one is attached to a selection, the new wording taken by a key", async () => {
    const place = await app.words("after the ministry had complained");
    await app.pointer([place.from, { x: (place.from.x + place.to.x) / 2, y: place.from.y }, place.to]);
    await app.see(".popover");
    await app.shot("versions-attach");
    await app.click(".reader-pane .tray .accept", "Attach to the selection");
    await app.gone(".reader-pane .tray .lost");
    await expect.poll(marked).toContain("after the ministry had complained");
    await app.keys("Escape");
    await app.script("document.querySelector('aside .diff').closest('.note').querySelector('.handle').click()");
    await app.keys("y");
    await app.gone("aside .check");
  });

  await test.step("an end of a highlight is dragged to another word", async () => {
    await app.script("document.querySelector('aside .active .handle, aside .handle')?.focus()");
    const place = await app.words("a seat on the board that plans the ferries");
    await app.pointer([place.from]);
    const end = await app.script<{ x: number; y: number }>("const b = document.querySelector('.page > .end').getBoundingClientRect(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }");
    const to = (await app.words("plans")).to;
    await app.pointer([end, { x: (end.x + to.x) / 2, y: to.y }, to]);
    await expect.poll(marked).toContain("a seat on the board that plans");
    await app.shot("ends");
    await app.keys("Control+z");
    await expect.poll(marked).toContain("a seat on the board that plans the ferries");
  });

  await test.step("the versions are compared", async () => {
    await app.command("Versions, and what changed");
    await app.see("dialog .edited ins", "reply to them");
    await app.shot("versions-compared");
    await app.click("dialog button", "Side by side");
    await app.see("dialog .pair.edited .new ins", "reply to them");
    await app.shot("versions-side");
    await app.keys("Escape");
    await app.gone("dialog");
  });

  await test.step("after a new start all is as it was left", async () => {
    await app.close();
    app = await AppWindow.open(screen, ["--library", library]);
    await app.click(".row", "Ferries for the coast");
    await expect.poll(marked).toEqual([...MOVED, "it would reply to them within two months", "after the ministry had complained"].toSorted());
    expect(await app.script<number>("return document.querySelectorAll('aside .check, .reader-pane .tray').length")).toBe(0);
    await app.close();
  });
});

test("what the window shows has exactly the stored text, on every page of the fixtures", async () => {
  test.setTimeout(180_000);
  const library = join(emptyFolder(), "library.db");
  const pages = join(ROOT, "tests/fixtures/pages");
  const run = (file: string) => JSON.parse(execFileSync(COMMAND, ["--library", library, "--json", "clip", join(pages, file)], { encoding: "utf8" })) as { id: string; text: string };
  const clipped = readdirSync(pages).filter((name) => name.endsWith(".html")).map(run);
  const app = await AppWindow.open(screen, ["--library", library]);
  for (const { id, text } of clipped) {
    // Soft hyphens are ignored.
    await app.click(`#row-${id}`);
    await expect.poll(() => app.script<string | null>("return document.querySelector('iframe')?.contentDocument?.body?.textContent.replaceAll('\\u00AD', '') ?? null")).toBe(text.replaceAll("\u00AD", ""));
  }
  await app.close();
});
