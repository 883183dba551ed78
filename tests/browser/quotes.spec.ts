/** Quotations: gone through, taken with who said them, corrected. In Chromium over the server. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { accessible, open } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;
let id: string;

interface Shown {
  highlights: { exact: string; attribution: { speaker: string; role: string | null; confidence: number | null; standing: string } | null }[];
}

test.beforeEach(async ({ page }) => {
  library = new Library();
  id = library.run<{ id: string }>(["clip", join(FIXTURES, "ministry.txt")]).id;
  await page.goto(await library.serve());
  await open(page, /Ministry defends/);
});
test.afterEach(() => library.stop());

const stored = () => library.run<Shown>(["show", id]).highlights;

test("quotations are gone through by key, and taken with who said them", async ({ page }) => {
  const rules = page.locator(".rule");
  await expect(rules).toHaveCount(3);
  await page.screenshot({ path: "results/quotes-rules.png" });
  await page.keyboard.press("q");
  const card = page.getByRole("group", { name: "Quotation" });
  await expect(card).toContainText("Ingrid Falk");
  await expect(card).toContainText("head of the Coastal Ferry Office");
  await expect(card).toContainText("1 of 3");
  await page.screenshot({ path: "results/quotes-card.png" });
  await accessible(page, "a quotation at hand");
  await page.keyboard.press("Enter");
  await expect.poll(() => stored().map((h) => [h.exact, h.attribution?.speaker, h.attribution?.role])).toEqual([["Nobody on the islands will wait longer than an hour,", "Ingrid Falk", "head of the Coastal Ferry Office"]]);
  const margin = page.getByRole("complementary", { name: "Margin" });
  await expect(margin).toContainText("— Ingrid Falk");
  // Taken again, it is not made twice.
  await page.keyboard.press("Enter");
  await page.keyboard.press("q");
  await expect(card).toContainText("Peter Olsen");
  await page.keyboard.press("q");
  await page.keyboard.press("q");
  await expect(card).toContainText("1 of 3");
  await page.keyboard.press("Q");
  await expect(card).toContainText("3 of 3");
  expect(stored()).toHaveLength(1);
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(margin).toContainText("— Ingrid Falk");
  // The names of the others stand in the margin on demand.
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(margin.locator(".name")).toHaveText(["Peter Olsen", "Peter Olsen"]);
  await accessible(page, "names in the margin");
  await page.screenshot({ path: "results/quotes-names.png" });
  await margin.locator(".name").nth(1).click();
  await expect(card).toContainText("3 of 3");
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(margin.locator(".name")).toHaveCount(0);
});

test("a correction holds for the whole article, and is taken back", async ({ page }) => {
  await expect(page.locator(".rule")).toHaveCount(3);
  await page.locator(".rule").nth(1).click();
  const card = page.getByRole("group", { name: "Quotation" });
  await expect(card).toContainText("Peter Olsen");
  await page.keyboard.press("s");
  const name = card.getByRole("combobox", { name: "Who said it" });
  await expect(name).toBeFocused();
  await page.keyboard.type("Peder Olsen");
  await page.keyboard.press("Enter");
  await expect(card).toContainText("Peder Olsen");
  await expect(card).toContainText("As you corrected it");
  await page.keyboard.press("q");
  await expect(card).toContainText("Peder Olsen");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Undone: correct the speaker")).toBeVisible();
  await expect(card).toContainText("Peter Olsen");
});

test("who said a highlight's words is changed in the margin, and decides what goes out", async ({ page }) => {
  await page.keyboard.press("q");
  await page.keyboard.press("Enter");
  const margin = page.getByRole("complementary", { name: "Margin" });
  await expect(margin).toContainText("— Ingrid Falk");
  await page.keyboard.press("Escape");
  await margin.getByRole("button", { name: "Change", exact: true }).click();
  await expect(margin.getByRole("combobox", { name: "Who said it" })).toBeFocused();
  await page.keyboard.type("I. Falk");
  await margin.getByRole("combobox", { name: "What may be done with it" }).selectOption("off_record");
  await accessible(page, "who said it");
  await page.screenshot({ path: "results/attribution.png" });
  await margin.getByRole("button", { name: "Save" }).click();
  await expect(margin).toContainText("Off the record");
  expect(stored()[0]?.attribution).toMatchObject({ speaker: "I. Falk", confidence: null, standing: "off_record" });
  library.run(["export", id, "--no-text", "--to", library.exports]);
  const [file = ""] = readdirSync(library.exports);
  const markdown = readFileSync(join(library.exports, file), "utf8");
  expect(markdown).toContain("1 highlight is held back");
  expect(markdown).not.toContain("Nobody on the islands");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Undone: change who said it")).toBeVisible();
  await expect(margin).toContainText("— Ingrid Falk");
});

test("where it is not sure who spoke, one key chooses", async ({ page }) => {
  const unsure = library.run<{ id: string }>(["clip", join(FIXTURES, "unsure.txt")]).id;
  await open(page, /A quay for two/);
  await expect(page.locator(".rule")).toHaveCount(1);
  await page.keyboard.press("q");
  const card = page.getByRole("group", { name: "Quotation" });
  await expect(card).toContainText("Who said this?");
  await expect(card.getByRole("listitem")).toHaveCount(2);
  await expect(card.getByRole("button", { name: /^Highlight/ })).toBeDisabled();
  await page.screenshot({ path: "results/quotes-unsure.png" });
  await accessible(page, "an unsure quotation");
  const second = ((await card.getByRole("listitem").nth(1).locator("span").first().textContent()) ?? "").trim();
  // Nothing is taken before somebody is chosen.
  await page.keyboard.press("Enter");
  await page.keyboard.press("2");
  await expect(card.locator(".who")).toHaveText(second);
  await page.keyboard.press("Enter");
  await expect.poll(() => library.run<Shown>(["show", unsure]).highlights.map((h) => h.attribution?.speaker)).toEqual([second]);
});

test("everybody who is quoted is found, put together, and followed into the article", async ({ page }) => {
  library.run(["clip", join(FIXTURES, "ferries.txt")]);
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  const dialog = page.getByRole("dialog", { name: "People" });
  const list = dialog.getByRole("listbox", { name: "People" });
  await expect(list.getByRole("option")).toHaveText([/Peter Olsen\s*2/, /Rui Campos\s*2/, /Ingrid Falk\s*1/]);
  await expect(dialog.getByText("3 people")).toBeVisible();
  await expect(dialog.getByRole("heading", { name: "Peter Olsen" })).toBeVisible();
  await accessible(page, "people");
  await page.screenshot({ path: "results/people.png" });
  // The search has the keyboard; arrows go through the list.
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("heading", { name: "Rui Campos" })).toBeVisible();
  await page.keyboard.type("falk");
  await expect(list.getByRole("option")).toHaveCount(1);
  await expect(dialog.getByText("head of the Coastal Ferry Office")).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Backspace");
  await expect(list.getByRole("option")).toHaveCount(3);
  await list.getByRole("option", { name: /Rui Campos/ }).click();
  await dialog.getByRole("button", { name: "The same as somebody else…" }).click();
  await page.keyboard.type("Peter Olsen");
  await page.keyboard.press("Enter");
  await expect(list.getByRole("option")).toHaveText([/Peter Olsen\s*4/, /Ingrid Falk\s*1/]);
  await dialog.getByRole("button", { name: "Rui Campos is somebody else" }).click();
  await expect(list.getByRole("option")).toHaveCount(3);
  await list.getByRole("option", { name: /Rui Campos/ }).click();
  await dialog.getByRole("button", { name: /A ferry is a bridge/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: /Harbour towns/ })).toBeVisible();
  await expect(page.getByRole("group", { name: "Quotation" })).toContainText("Rui Campos");
});

test("the card of a quotation is seen whole, wherever it stands", async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 430 });
  await expect(page.locator(".rule")).toHaveCount(3);
  const card = page.getByRole("group", { name: "Quotation" });
  for (const paged of [false, true]) {
    if (paged) await page.keyboard.press("P");
    for (const at of [1, 2, 3]) {
      await page.keyboard.press("q");
      await expect(card).toContainText(`${at} of 3`);
      await expect(card).toBeInViewport({ ratio: 1 });
    }
    await page.keyboard.press("Escape");
    await expect(card).toHaveCount(0);
  }
});
