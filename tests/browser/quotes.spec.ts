/** Quotations: stepped through, highlighted with their speakers, corrected. In Chromium over the server. */

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
  // Highlighting the quotation again does not create a second highlight.
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
  // The names of the other speakers are shown in the margin on demand.
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
  await expect(page.locator(".rule")).toHaveCount(3);
  await page.keyboard.press("q");
  await expect(page.getByRole("group", { name: "Quotation" })).toBeVisible();
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
  // When such a highlight is copied, a warning says so.
  await page.locator("aside .note.active").getByRole("button", { name: "Copy as quote" }).click();
  await expect(page.getByText("Copied. Mind: Off the record")).toBeVisible();
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
  // Nothing is highlighted before a speaker is chosen.
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
  const room = page.getByRole("region", { name: "People", exact: true });
  const list = room.getByRole("listbox", { name: "People" });
  await expect(list.getByRole("option")).toHaveText([/Peter Olsen\s*2/, /Rui Campos\s*2/, /Ingrid Falk\s*1/]);
  await expect(room.getByText("3 people")).toBeVisible();
  await expect(room.getByRole("heading", { name: "Peter Olsen" })).toBeVisible();
  await accessible(page, "people");
  await page.screenshot({ path: "results/people.png" });
  // The search field has the focus; arrow keys move through the list.
  await expect(room.getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(room.getByRole("heading", { name: "Rui Campos" })).toBeVisible();
  await page.keyboard.type("falk");
  await expect(list.getByRole("option")).toHaveCount(1);
  await expect(room.getByText("head of the Coastal Ferry Office")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(list.getByRole("option")).toHaveCount(3);
  // If nobody has the name, a message is shown where the names would be.
  await room.getByRole("searchbox").fill("nobody");
  const none = room.getByText("Nobody of this name is quoted.");
  await expect(none).toBeVisible();
  expect((await none.boundingBox())?.y).toBeLessThan(200);
  await room.getByRole("searchbox").fill("");
  await list.getByRole("option", { name: /Rui Campos/ }).click();
  const same = room.getByRole("button", { name: "The same as somebody else…" });
  await same.click();
  await page.keyboard.press("Escape");
  await expect(same).toBeFocused();
  await same.click();
  await page.keyboard.type("Peter Olsen");
  await page.keyboard.press("Enter");
  await expect(list.getByRole("option")).toHaveText([/Peter Olsen\s*4/, /Ingrid Falk\s*1/]);
  // Quotations are ordered by time, or by publication.
  await expect(room.locator("ol .where")).toHaveText([/Harbour towns/, /Ministry defends/]);
  await room.getByLabel("In which order").selectOption("By publication");
  await expect(room.getByRole("heading", { level: 3 })).toHaveText(["Coast Daily", "No publication"]);
  await room.getByRole("button", { name: "Rui Campos is somebody else" }).click();
  await expect(list.getByRole("option")).toHaveCount(3);
  await list.getByRole("option", { name: /Rui Campos/ }).click();
  // When a quotation is opened in its article, the person stays beside it.
  await room.getByRole("button", { name: /A ferry is a bridge/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Harbour towns/ })).toBeVisible();
  await expect(page.getByRole("group", { name: "Quotation" })).toContainText("Rui Campos");
  await expect(room.getByRole("heading", { name: "Rui Campos" })).toBeVisible();
  await page.screenshot({ path: "results/people-beside.png" });
  await accessible(page, "people beside an article");
  await room.getByRole("button", { name: "People" }).click();
  await expect(list).toBeVisible();
});

test("what somebody said is searched for by name", async ({ page }) => {
  library.run(["clip", join(FIXTURES, "ferries.txt")]);
  await page.keyboard.press("/");
  await page.keyboard.type("speaker:olsen");
  const results = page.locator(".results");
  await expect(page.getByText("1 article found")).toBeVisible();
  await expect(results.locator(".said")).toHaveText([/Peter Olsen We have waited/, /Peter Olsen An hour is a promise/]);
  await page.screenshot({ path: "results/speaker-search.png" });
  await results.locator(".said").nth(1).click();
  await expect(page.getByRole("group", { name: "Quotation" })).toContainText("3 of 3");
  // The search can also be started from the person.
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await page.getByRole("option", { name: /Rui Campos/ }).click();
  await page.getByRole("button", { name: "Search what was said" }).click();
  await expect(page.locator("#search")).toHaveValue('speaker:"Rui Campos" ');
  await expect(results.locator(".said").first()).toContainText("Rui Campos");
});

test("the same words are found elsewhere, side by side where they were altered", async ({ page }) => {
  library.run(["clip", join(FIXTURES, "wire.txt")]);
  await open(page, /Islanders to get a ferry/);
  await open(page, /Ministry defends/);
  await expect(page.locator(".rule")).toHaveCount(3);
  const card = page.getByRole("group", { name: "Quotation" });
  await page.keyboard.press("q");
  await expect(card.getByRole("button", { name: /^Also in 1 article/ })).toBeVisible();
  await page.keyboard.press("q");
  await expect(card.getByRole("button", { name: /^Other words in 1 article/ })).toBeVisible();
  await page.keyboard.press("=");
  const dialog = page.getByRole("dialog", { name: "The same words elsewhere" });
  await expect(dialog.getByRole("heading", { name: /With other words/ })).toBeVisible();
  await expect(dialog.locator(".pair mark")).toHaveText(["nine", "ten"]);
  await accessible(page, "the same words elsewhere");
  await page.screenshot({ path: "results/elsewhere.png" });
  await dialog.getByRole("button", { name: /We have waited ten winters/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: /Islanders to get/ })).toBeVisible();
  await expect(card).toContainText("Peter Olsen");
  // The altered quotations of the whole library.
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("=");
  const room = page.getByRole("region", { name: "People", exact: true });
  await expect(room.getByText("1 pair of quotations that differ")).toBeVisible();
  await room.getByRole("tab", { name: "People" }).click();
  await expect(room.getByRole("option", { name: /Peter Olsen/ })).toBeVisible();
  await room.getByRole("tab", { name: "Altered elsewhere" }).click();
  await expect(room.locator(".pair")).toContainText("The Wire");
  await accessible(page, "altered quotations");
  await page.screenshot({ path: "results/altered.png" });
});

test("a draft that is dropped is checked, quote by quote", async ({ page }) => {
  const draft = "# Ferries\n\n> We have waited nine winters\n\n> Nobody on the islands will wait longer than a day\n\nAnd “the gulls will be paid for their work”.\n";
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "draft.md", { type: "text/markdown" }));
    document.querySelector(".app")?.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, draft);
  const dialog = page.getByRole("dialog", { name: "Check the quotes of a draft" });
  await expect(dialog.locator("li .verdict")).toHaveText(["Verbatim", "Altered", "Not found"]);
  await expect(dialog.locator("li del")).toHaveText(["an hour"]);
  await expect(dialog.locator("li ins")).toHaveText(["a day"]);
  await accessible(page, "a checked draft");
  await page.screenshot({ path: "results/verify.png" });
  await dialog.getByRole("button", { name: /^Altered/ }).click();
  await expect(dialog.locator("li")).toHaveCount(1);
  // Opens the words of the capture.
  await dialog.getByRole("button", { name: /Ministry defends/ }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: /Ministry defends/ })).toBeVisible();
  // Opened by keyboard, with a pasted draft.
  await page.keyboard.press("g");
  await page.keyboard.press("v");
  const field = dialog.getByRole("textbox", { name: /Paste the draft/ });
  await expect(field).toBeFocused();
  await field.fill("He said “we have waited nine winters” and again “we have waited nine winters”.");
  await page.keyboard.press("Control+Enter");
  await expect(dialog.getByText("All 2 quotes are verbatim.")).toBeVisible();
  await dialog.getByRole("button", { name: "Check another" }).click();
  await dialog.getByRole("textbox").fill("No quotes.");
  await dialog.getByRole("button", { name: "Check", exact: true }).click();
  await expect(dialog.getByText(/There are no quotes in it/)).toBeVisible();
});

test("a highlight says what proves it, and has its translation beside it", async ({ page }) => {
  await expect(page.locator(".rule")).toHaveCount(3);
  await page.keyboard.press("q");
  const card = page.getByRole("group", { name: "Quotation" });
  await card.getByRole("button", { name: "Proof" }).click();
  const { sha256 } = library.run<{ sha256: string }>(["show", id]);
  await expect(card.getByRole("group", { name: "What proves it" })).toContainText(sha256);
  await card.getByRole("button", { name: "Proof" }).click();
  await card.getByRole("button", { name: /^Highlight/ }).click();
  const margin = page.locator("aside .note.active");
  await margin.getByRole("button", { name: "Proof" }).click();
  const proof = margin.getByRole("group", { name: "What proves it" });
  await expect(proof).toContainText(sha256);
  await expect(proof).toContainText("Characters");
  await page.screenshot({ path: "results/proof.png" });
  await accessible(page, "what proves a highlight");
  await proof.getByRole("button", { name: "As captured" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.frameLocator("iframe").locator("[data-chosen]")).toContainText("Nobody on the islands");
  await page.keyboard.press("Escape");
  if (await dialog.isVisible()) await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await margin.getByRole("button", { name: "Add a translation" }).click();
  await expect(margin.getByRole("textbox", { name: "The words in another language" })).toBeFocused();
  await page.keyboard.type("Niemand auf den Inseln wartet länger als eine Stunde.");
  // Leaving the highlight or the window loses nothing of what was written.
  await page.frameLocator(".page iframe").getByText("She did not answer him").click();
  const field = page.getByRole("textbox", { name: "The words in another language" });
  await expect(field).toHaveValue(/^Niemand auf den Inseln/);
  await field.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.type("Anna Berg");
  await page.screenshot({ path: "results/translation-form.png" });
  await page.keyboard.press("Enter");
  await expect(page.locator("aside .translation")).toHaveText(/Niemand auf den Inseln.*translated by Anna Berg/s);
  await page.screenshot({ path: "results/translation.png" });
  await accessible(page, "a translation");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Undone: change the translation")).toBeVisible();
  await expect(page.locator(".translation")).toHaveCount(0);
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
