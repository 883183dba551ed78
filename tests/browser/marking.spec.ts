/** Highlighting passages: underlined, with words left out, as a whole, by key and pointer. In Chromium over the
 * server. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
  // The new highlight is active, so the next key applies to it.
  await expect.poll(async () => (await painted(page))["active"]?.join("")).toContain(words.split(" ")[0]);
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
  // Words further on can be added too.
  await select(page, "Schande");
  await popover.getByRole("button", { name: "Add to the highlight" }).click();
  await expect.poll(() => stored()[0]?.quote).toBe("eine Tabelle […] dass die Welt pünktlich […] Schande");
  await expect.poll(async () => (await painted(page))["mark-yellow-0"]).toEqual(["eine Tabelle", " dass die Welt pünktlich", "Schande"]);
  library.run(["export", id, "--to", library.exports]);
  const [file = ""] = readdirSync(library.exports);
  expect(readFileSync(join(library.exports, file), "utf8")).toContain("eine Tabelle […] dass die Welt pünktlich […] Schande");
  // When its ends are moved, the words left out stay left out.
  await page.keyboard.press("]");
  await expect.poll(() => stored()[0]?.quote).toBe("eine Tabelle […] dass die Welt pünktlich […] Schande ist");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Undone: leave words out")).toBeVisible();
  await expect.poll(() => stored()[0]?.quote).toBe("eine Tabelle […] dass die Welt pünktlich");
  // Words that were left out can be added again.
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
  const note = page.getByRole("textbox", { name: "Note", exact: true });
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
  // The linked article lists where it is linked from, and a click leads back.
  const links = page.getByRole("region", { name: "Linked from" });
  await page.screenshot({ path: "results/linked-from.png" });
  await accessible(page, "linked from");
  await links.getByRole("button", { name: /Fahrpläne.*Not so, see “We know the tides better/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Fahrpläne/);
  await expect.poll(async () => (await painted(page))["active"]).toEqual(["Ein Fahrplan"]);
  await expect(links).toHaveCount(0);
});

test("an image is highlighted as a whole, has a note, goes out and comes back", async ({ page }) => {
  const picture = readFileSync(join(FIXTURES, "../../icons/128x128.png")).toString("base64");
  const words = "<p>The harbour towns asked for a seat on the board that plans the ferries, as they have done every year since it was made.</p>";
  const html = `<html lang=en><head><title>Pictures</title></head><body><article><h1>Pictures</h1>${words.repeat(3)}<figure><img alt="A ferry at the quay" width=128 height=128 src="data:image/png;base64,${picture}"><figcaption>The quay, 1962</figcaption></figure>${words.repeat(3)}</article></body></html>`;
  const file = join(library.folder, "pictures.html");
  writeFileSync(file, html);
  const article = library.run<{ id: string }>(["clip", file, "--url", "https://coast.example/pictures"]).id;
  await open(page, "Pictures");
  const image = page.frameLocator("iframe").locator("img");
  await expect(image).toHaveAttribute("data-key", /./);
  await image.hover();
  await page.getByRole("button", { name: "Highlight the whole of it" }).click();
  const handle = page.getByRole("complementary").getByRole("button", { name: "Yellow highlight: A ferry at the quay" });
  await expect(handle).toBeVisible();
  const border = page.locator(".border");
  const [of, around] = [await image.boundingBox(), await border.boundingBox()];
  expect(around?.x).toBeCloseTo(of?.x ?? 0, 0);
  expect(around?.width).toBeCloseTo(of?.width ?? 0, 0);
  // No words are painted, and there are no ends to drag.
  expect(Object.keys(await painted(page)).filter((name) => name.startsWith("mark-"))).toEqual([]);
  await expect(page.getByRole("button", { name: /highlight (begins|ends)/i })).toHaveCount(0);
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Note", exact: true }).fill("Who took it?");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("complementary").getByText("Who took it?")).toBeVisible();
  await page.keyboard.press("3");
  await page.screenshot({ path: "results/image.png" });
  await accessible(page, "image");
  const shown = () => library.run<{ highlights: { image: string | null; colour: string; quote: string; note: string | null }[] }>(["show", article]).highlights;
  await expect.poll(() => shown()[0]?.colour).toBe("green");
  expect(shown()[0]).toMatchObject({ quote: "A ferry at the quay", note: "Who took it?" });
  const out = join(library.folder, "annotations.json");
  writeFileSync(out, library.text(["annotations", article]));
  await page.keyboard.press("Delete");
  await expect(handle).toHaveCount(0);
  library.run(["annotate", out]);
  await expect.poll(() => shown()[0]).toMatchObject({ quote: "A ferry at the quay", note: "Who took it?", colour: "green" });
  await expect(border).toBeVisible();
  await image.click();
  await expect(border).toHaveClass(/active/);
});

test("a highlight costs the window one call", async ({ page }) => {
  const calls: string[] = [];
  page.on("request", (request) => {
    const name = /"call":\s*"([^"]+)"/.exec(request.postData() ?? "")?.[1];
    if (name && name !== "events.next" && name !== "article.set_position") calls.push(name);
  });
  await select(page, "Kapitän am Abend");
  calls.length = 0;
  await page.keyboard.press("h");
  await expect.poll(async () => Object.values(await painted(page)).flat()).toContain("Kapitän am Abend");
  // A call that follows the highlight would be sent before the next edit is answered.
  await page.keyboard.press("Control+z");
  await expect.poll(() => calls).toContain("history.undo");
  expect(calls.slice(0, calls.indexOf("history.undo"))).toEqual(["highlight.create"]);
});
