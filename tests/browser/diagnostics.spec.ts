/** The log, and what a person sends with a report. In Chromium over the server. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { open } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;

test.beforeEach(async ({ page }) => {
  library = new Library();
  const { id } = library.run<{ id: string }>(["clip", join(FIXTURES, "ferries.txt"), "--url", "https://coast.example/ferries?token=s3cret"]);
  library.run(["highlight", id, "--quote", "We know the tides better", "--note", "metaphor"]);
  await page.goto(await library.serve());
});
test.afterEach(() => library.stop());

test("diagnostics are copied from the settings, and the log has nothing of what was read and written", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const settings = page.getByRole("dialog", { name: "Settings" });
  await page.keyboard.press("Control+,");
  await settings.getByRole("combobox", { name: "Log" }).selectOption("Everything, with durations");
  await page.keyboard.press("Escape");
  await open(page, /Harbour towns/);
  // A search, and an address that is refused: both fail or succeed with words that must not be logged.
  await page.keyboard.press("Control+f");
  await page.keyboard.type("ministry");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+,");
  await settings.getByRole("button", { name: "Copy diagnostics" }).click();
  await expect(page.getByText("Copied", { exact: true })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^Commonplace \d+\.\d+\.\d+\nSystem: .+\nLibrary: schema \d+, \d+ MB, 1 articles, 0 in the trash, 1 annotations\n/);
  expect(copied).toContain("Engine: ");
  const log = readFileSync(join(library.folder, "commonplace.log"), "utf8");
  expect(log).toContain('call="article.open"');
  for (const text of [log, copied]) {
    for (const secret of ["tides", "metaphor", "Harbour", "ministry", "coast.example", "s3cret", library.folder]) expect(text).not.toContain(secret);
  }
});
