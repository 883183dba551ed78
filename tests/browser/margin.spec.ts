/** The margin: notes beside their passages and connected with them, shortened where there are many; a sheet where
 * there is no room for a margin. */

import { expect, test } from "@playwright/test";
import { accessible, open, painted, place, select } from "./page";
import { Library } from "./server";

let library: Library;

const SENTENCES = Array.from({ length: 14 }, (_, n) => `Harbour ${n} asked for a seat on the board that plans the ferries.`);
const NOTE = "They ask **every** year, and every year the board answers that it is not the year for it. See the minutes of the spring meeting, and those of the one before.";

test.beforeEach(async ({ page }) => {
  library = new Library();
  const html = `<html lang=en><head><title>Seats</title></head><body><article><h1>Seats</h1><p>${SENTENCES.slice(0, 8).join(" ")}</p>${SENTENCES.slice(8).map((s) => `<p>${`${s} `.repeat(6)}</p>`).join("")}</article></body></html>`;
  const { id } = library.run<{ id: string }>(["clip", "-", "--url", "https://coast.example/seats"], html);
  for (const n of [0, 1, 2, 3, 4, 5, 6]) library.run(["highlight", id, "--quote", `Harbour ${n} asked for a seat`, "--note", NOTE]);
  await page.goto(await library.serve());
  await open(page, "Seats");
});
test.afterEach(() => library.stop());

test("of many notes close together all are short but the one at hand; none lies over another", async ({ page }) => {
  const margin = page.getByRole("complementary");
  const notes = margin.locator(".place");
  await expect(notes).toHaveCount(7);
  const heights = () => notes.evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().height)));
  await expect.poll(heights).toEqual(Array.from({ length: 7 }, () => expect.any(Number)));
  expect(Math.max(...(await heights()))).toBeLessThan(60);
  const apart = () =>
    notes.evaluateAll((all) => {
      const boxes = all.map((e) => e.getBoundingClientRect()).toSorted((a, b) => a.top - b.top);
      return boxes.every((box, i) => i === 0 || box.top >= (boxes[i - 1]?.bottom ?? 0));
    });
  await expect.poll(apart).toBe(true);
  await page.screenshot({ path: "results/margin-many.png" });
  await margin.getByRole("button", { name: /Harbour 3/ }).click();
  await expect.poll(async () => Math.max(...(await heights()))).toBeGreaterThan(120);
  await expect.poll(apart).toBe(true);
  // The active note is beside its passage; the others have moved.
  const top = async () => ((await margin.locator(".place.active").boundingBox())?.y ?? 0) - (await place(page, "Harbour 3")).y1;
  await expect.poll(async () => Math.abs(await top())).toBeLessThan(24);
  await page.screenshot({ path: "results/margin-active.png" });
  await accessible(page, "margin");
});

test("a passage and its note are connected while the pointer rests on either", async ({ page }) => {
  const at = await place(page, "Harbour 5 asked");
  await page.mouse.move(at.x1 + 10, at.y1);
  const line = page.locator(".connector path");
  await expect(line).toHaveCount(1);
  await page.screenshot({ path: "results/connector.png" });
  const ends = await line.evaluate((path: SVGPathElement) => {
    const [start, end] = [path.getPointAtLength(0), path.getPointAtLength(path.getTotalLength())];
    const to = (p: DOMPoint) => p.matrixTransform(path.getScreenCTM() ?? undefined).y;
    return { start: to(start), end: to(end) };
  });
  const note = await page.locator(".place").filter({ has: page.getByRole("button", { name: /Harbour 5/ }) }).boundingBox();
  expect(ends.end).toBeGreaterThan(note?.y ?? 0);
  expect(ends.end).toBeLessThan((note?.y ?? 0) + (note?.height ?? 0));
  expect(Math.abs(ends.start - at.y1)).toBeLessThan(24);
  await page.mouse.move(300, 600);
  await expect(line).toHaveCount(0);
  await page.getByRole("button", { name: /Harbour 2/ }).hover();
  await expect(line).toHaveCount(1);
});

test("where there is no room for a margin, the notes are in a sheet", async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 800 });
  await expect(page.getByRole("complementary")).toHaveCount(0);
  await page.getByRole("button", { name: "7 passages marked" }).click();
  const sheet = page.getByRole("complementary");
  await expect(sheet.getByRole("button", { name: "Harbour 4 asked for a seat", exact: true })).toBeVisible();
  await page.screenshot({ path: "results/sheet.png" });
  await accessible(page, "sheet");
  await sheet.getByRole("button", { name: "Harbour 6 asked for a seat", exact: true }).click();
  await expect.poll(async () => (await painted(page))["active"]).toEqual(["Harbour 6 asked for a seat"]);
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  // A note on a new highlight opens the sheet, ready for typing.
  await select(page, "Harbour 7 asked");
  await page.keyboard.press("n");
  await expect(sheet.getByRole("textbox", { name: "Note", exact: true })).toBeFocused();
  await page.keyboard.type("Which board?");
  await page.keyboard.press("Control+Enter");
  await expect(sheet.getByText("Which board?")).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: "results/sheet-dark.png" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.locator(".place").first()).toBeVisible();
});
