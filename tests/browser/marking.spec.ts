/** Marking passages: underlined, with words left out, as a whole, by key and pointer. In Chromium over the server. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { accessible, open, painted, place, select } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;
let id: string;

interface Shown {
  highlights: { exact: string; quote: string | null; style: string; note: string | null }[];
}

test.beforeEach(async ({ page }) => {
  library = new Library();
  id = library.run<{ id: string }>(["clip", join(FIXTURES, "pages/structure.html")]).id;
  await page.goto(await library.serve());
  await open(page, /Fahrpläne und Formeln/);
});
test.afterEach(() => library.stop());

const stored = () => library.run<Shown>(["show", id]).highlights;

async function marked(page: Page, words: string, key = "1") {
  await select(page, words);
  await page.keyboard.press(key);
  await expect.poll(() => stored().map((h) => h.exact)).toContain(words);
}

test("words are left out of a highlight and added to it; it is quoted with […], everywhere", async ({ page }) => {
  await marked(page, "eine Tabelle, die behauptet, dass die Welt pünktlich");
  await select(page, ", die behauptet,");
  const popover = page.getByRole("toolbar", { name: "Highlight the selection" });
  await expect(popover.getByRole("button", { name: "Leave out of the highlight" })).toBeVisible();
  await page.screenshot({ path: "results/leave-out.png" });
  await accessible(page, "leave out");
  await page.keyboard.press("-");
  await expect.poll(() => painted(page)).toMatchObject({ "mark-yellow-0": ["eine Tabelle", " dass die Welt pünktlich"], active: ["eine Tabelle", " dass die Welt pünktlich"] });
  const margin = page.getByRole("complementary");
  await expect(margin.getByText("eine Tabelle […] dass die Welt pünktlich")).toBeVisible();
  await page.screenshot({ path: "results/left-out.png" });
  // Something further on, too.
  await select(page, "Schande");
  await popover.getByRole("button", { name: "Add to the highlight" }).click();
  await expect.poll(() => stored()[0]?.quote).toBe("eine Tabelle […] dass die Welt pünktlich […] Schande");
  await expect.poll(async () => (await painted(page))["mark-yellow-0"]).toEqual(["eine Tabelle", " dass die Welt pünktlich", "Schande"]);
  library.run(["export", id, "--to", library.exports]);
  const [file = ""] = readdirSync(library.exports);
  expect(readFileSync(join(library.exports, file), "utf8")).toContain("eine Tabelle […] dass die Welt pünktlich […] Schande");
  // Its ends move, and what is left out stays so.
  await page.keyboard.press("]");
  await expect.poll(() => stored()[0]?.quote).toBe("eine Tabelle […] dass die Welt pünktlich […] Schande ist");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Undone: leave words out")).toBeVisible();
  await expect.poll(() => stored()[0]?.quote).toBe("eine Tabelle […] dass die Welt pünktlich");
  // Words that are left out can be taken in again.
  await select(page, "die behauptet");
  await page.keyboard.press("+");
  await expect.poll(() => stored()[0]?.quote).toContain("die behauptet");
});

test("a highlight is underlined, or made so; the next are drawn like the last", async ({ page }) => {
  await marked(page, "Ein Fahrplan", "2");
  await page.keyboard.press("_");
  await expect.poll(() => painted(page)).toMatchObject({ "line-red-0": ["Ein Fahrplan"] });
  expect((await painted(page))["mark-red-0"]).toBeUndefined();
  await expect(page.getByRole("complementary").getByRole("button", { name: "Underline" })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Control+z");
  await expect.poll(() => painted(page)).toMatchObject({ "mark-red-0": ["Ein Fahrplan"] });
  await select(page, "Schande");
  await page.getByRole("toolbar", { name: "Highlight the selection" }).getByRole("button", { name: "Underline" }).click();
  await page.getByRole("toolbar", { name: "Highlight the selection" }).getByRole("button", { name: "Blue" }).click();
  await expect.poll(() => painted(page)).toMatchObject({ "line-blue-0": ["Schande"] });
  await page.screenshot({ path: "results/underlined.png" });
  expect(stored().map((h) => h.style)).toEqual(["marked", "underlined"]);
});

test("a table or a listing is highlighted as a whole, a sentence under the pointer by one key", async ({ page }) => {
  const frame = page.frameLocator("iframe");
  await marked(page, "Fahrplan ist");
  await page.keyboard.press("Control+]");
  await expect.poll(() => stored()[0]?.exact).toMatch(/^Fahrplan ist .* pünktlich ist,$/);
  await frame.locator("table").hover();
  await page.getByRole("button", { name: "Highlight the whole of it" }).click();
  await expect.poll(() => stored()[1]?.exact.replaceAll(/\s+/g, " ")).toMatch(/^Abfahrten im Winter.*06:40$/);
  await frame.locator("pre").hover();
  await page.keyboard.press("H");
  await expect.poll(() => stored().at(-1)?.exact).toContain("distance / speed\n}");
  const at = await place(page, "niemand hat sich je beschwert");
  await page.mouse.move(at.x1 + 4, at.y1);
  await page.keyboard.press("h");
  await expect.poll(() => stored().at(-1)?.exact).toContain("Die Fußnote steht seit 1962");
  await page.screenshot({ path: "results/whole.png" });
});

test("a note is shown as it will be while it is written, and links to articles and highlights", async ({ page }) => {
  const other = library.run<{ id: string }>(["clip", join(FIXTURES, "ferries.txt")]).id;
  library.run(["highlight", other, "--quote", "We know the tides better"]);
  await page.getByRole("option", { name: /Fahrpläne/ }).waitFor();
  await select(page, "Ein Fahrplan");
  await page.keyboard.press("n");
  const note = page.getByRole("combobox", { name: "Note" });
  await note.pressSequentially("**Not** so, see [[");
  await expect(page.getByRole("group", { name: "As it will be shown" }).locator("strong")).toHaveText("Not");
  const offered = page.getByRole("listbox", { name: "Link to an article or a highlight" });
  await expect(offered.getByRole("option")).toHaveCount(2);
  await note.pressSequentially("tides");
  await expect(offered.getByRole("option")).toHaveText([/Harbour towns/, /We know the tides better/]);
  await page.screenshot({ path: "results/link.png" });
  await accessible(page, "link");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(offered).toHaveCount(0);
  await expect(note).toHaveValue(/see \[“We know the tides better[^\]]*”\]\(commonplace:\/\/highlight\/[0-9a-f-]{36}\)$/);
  await page.keyboard.press("Control+Enter");
  const link = page.getByRole("complementary").getByRole("link", { name: /We know the tides better/ });
  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Harbour towns/);
  await expect.poll(async () => (await painted(page))["active"]).toEqual(["We know the tides better"]);
});
