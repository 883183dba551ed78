/** With the keyboard alone, with a screen reader, with colours that are forced: everything is there. */

import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { accessible, open } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;

test.beforeEach(async ({ page }) => {
  library = new Library();
  const article = library.run<{ id: string }>(["clip", join(FIXTURES, "ferries.txt")]);
  library.run(["highlight", article.id, "--quote", "We know the tides better", "--note", "**metaphor**", "--tag", "sea"]);
  await page.goto(await library.serve());
  await expect(page.getByRole("option", { name: /Harbour towns/ })).toBeVisible();
});
test.afterEach(() => library.stop());

test.describe("shortcuts", () => {
  test("are changed by pressing others, taken from who had them, and kept", async ({ page }) => {
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard" });
    await dialog.getByRole("searchbox").fill("archive");
    await dialog.getByRole("button", { name: /^Archive: E/ }).click();
    await expect(dialog.getByRole("button", { name: "Press the new keys" })).toBeFocused();
    await page.keyboard.press("Control+c");
    await expect(dialog.getByRole("status")).toContainText("Press others");
    await page.keyboard.press("l");
    await expect(dialog.getByRole("status")).toHaveText(/Archive: L\. “Read later” gave it up\./);
    await expect(dialog.getByRole("button", { name: /^Archive: L/ })).toBeFocused();
    await accessible(page, "shortcuts, changed");
    await page.keyboard.press("Escape");
    await open(page);
    await expect(page.getByRole("button", { name: "Archive (L)" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Read later", exact: true })).toBeVisible();
    await page.keyboard.press("l");
    await expect(page.getByRole("status").filter({ hasText: "Archived" })).toBeVisible();
    await page.reload();
    await page.keyboard.press("?");
    await dialog.getByRole("button", { name: "Reset all" }).click();
    await expect(dialog.getByRole("button", { name: /^Archive: E/ })).toBeVisible();
    await expect(dialog.getByRole("button", { name: /^Read later: L/ })).toBeVisible();
  });

  test("may be two keys after one another, or none; Escape leaves them as they were", async ({ page }) => {
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard" });
    await dialog.getByRole("searchbox").fill("copy the article");
    const row = dialog.getByRole("button", { name: /^Copy the article as Markdown: / });
    await row.click();
    await page.keyboard.press("Escape");
    await expect(row).toBeFocused();
    await expect(row).toHaveAccessibleName(/no shortcut/);
    await row.click();
    await page.keyboard.press("y");
    await page.keyboard.press("m");
    await expect(row).toHaveAccessibleName(/: Y M\. /);
    await row.click();
    await dialog.getByRole("button", { name: "None" }).click();
    await expect(row).toHaveAccessibleName(/no shortcut/);
  });
});
