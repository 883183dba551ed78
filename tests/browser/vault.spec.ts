/** The vault, a folder that is kept up to date, chosen in the settings. In Chromium over the server. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { accessible, open } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;
let id: string;

test.beforeEach(async ({ page }) => {
  library = new Library();
  id = library.run<{ id: string }>(["clip", join(FIXTURES, "ferries.txt")]).id;
  await page.goto(await library.serve());
  await open(page, /Harbour towns/);
});
test.afterEach(() => library.stop());

test("a folder follows what is done here, and keeps what is written there", async ({ page }) => {
  const settings = page.getByRole("dialog", { name: "Settings" });
  await page.keyboard.press("Control+,");
  await settings.getByRole("button", { name: "Choose a folder…" }).click();
  await expect(settings.getByText("Up to date", { exact: true })).toBeVisible();
  await accessible(page, "settings with a folder");
  await page.screenshot({ path: "results/vault.png" });
  await page.keyboard.press("Escape");
  const [name = ""] = readdirSync(library.exports);
  const file = join(library.exports, name);
  const read = () => readFileSync(file, "utf8");
  expect(read()).toContain("# Harbour towns want a say on ferry routes");
  // A highlight made here is in the file a moment later.
  library.run(["highlight", id, "--quote", "We know the tides better", "--note", "metaphor"]);
  await expect.poll(read).toContain("\n> We know the tides better\n");
  writeFileSync(file, read().replace("metaphor\n", "metaphor, says the mayor\n\nMy own paragraph.\n"));
  await page.keyboard.press("t");
  await page.getByRole("combobox", { name: "Tag" }).fill("ports");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect.poll(read).toContain('  - "ports"');
  expect(read()).toContain("metaphor, says the mayor\n\nMy own paragraph.\n");
  // After stopping, nothing is written any more, and the files stay.
  await page.keyboard.press("Control+,");
  await settings.getByRole("button", { name: "Stop" }).click();
  await expect(settings.getByRole("button", { name: "Choose a folder…" })).toBeVisible();
  expect(existsSync(file)).toBe(true);
});

test("the template of the files is chosen, written with completion and a preview, and what is wrong with it is told", async ({ page }) => {
  await page.keyboard.press("Control+,");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("button", { name: "Choose a folder…" }).click();
  await expect(settings.getByText("Up to date", { exact: true })).toBeVisible();
  const [name = ""] = readdirSync(library.exports);
  const read = () => readFileSync(join(library.exports, name), "utf8");
  await settings.getByRole("button", { name: "Change…" }).click();
  const dialog = page.getByRole("dialog", { name: "Template of exported files" });
  const preview = dialog.getByLabel("How an article becomes a file");
  await expect(preview).toContainText("# Harbour towns want a say on ferry routes");
  await accessible(page, "a template");
  await page.screenshot({ path: "results/template.png" });
  await dialog.getByLabel("Template", { exact: true }).selectOption("Logseq");
  await expect(preview).toContainText(`commonplace-id:: ${id}`);
  await dialog.getByRole("button", { name: "Use it" }).click();
  await expect.poll(read).toContain(`commonplace-id:: ${id}`);
  // A custom template.
  await settings.getByRole("button", { name: "Change…" }).click();
  const source = dialog.getByRole("textbox", { name: "The template, in Jinja" });
  await source.fill("");
  await source.pressSequentially("# {{ ti");
  await expect(dialog.getByRole("button", { name: "title" }).first()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(source).toHaveValue("# {{ title");
  await source.pressSequentially("|pl");
  await page.keyboard.press("Tab");
  await source.pressSequentially(" }}\nid: {{ idd }}\n");
  await expect(dialog.getByText("The template cannot be used: line 2, column 8 of the template: there is no such field: idd")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Use it" })).toBeDisabled();
  await page.screenshot({ path: "results/template-wrong.png" });
  await source.fill("# {{ title|plain }}\n{% for h in highlights %}\n{{ h.block }}\n{% endfor %}\n\nid: {{ id }}\n");
  await expect(preview).toHaveText(`# Harbour towns want a say on ferry routes\n\nid: ${id}\n`);
  await dialog.getByRole("button", { name: "Use it" }).click();
  await expect.poll(read).toBe(`# Harbour towns want a say on ferry routes\n\nid: ${id}\n`);
  await expect(settings.getByText("Template: My own")).toBeVisible();
});

test("the reference of an article is copied in the style of the reader", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press("C");
  await expect.poll(copied).toContain("Liang, A. (2014, March 7). Harbour towns want a say on ferry routes.");
  await page.keyboard.press("Control+,");
  await page.getByLabel("A copied quote names its source").selectOption("in MLA style");
  await page.keyboard.press("Escape");
  await page.keyboard.press("C");
  await expect.poll(copied).toContain("Liang, Ana. ");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("bibtex");
  await page.keyboard.press("Enter");
  await expect.poll(copied).toContain("@article{liangHarbourTownsWant2014,");
});

test("each highlight has a file of its own if that is chosen, and text and images go as they are set", async ({ page }) => {
  library.run(["highlight", id, "--quote", "We know the tides better", "--note", "metaphor"]);
  const settings = page.getByRole("dialog", { name: "Settings" });
  await page.keyboard.press("Control+,");
  await settings.getByLabel("Highlights in the text").selectOption({ label: "==between equals signs==" });
  await settings.getByLabel("Images lie in a folder beside the files").check();
  await settings.getByRole("button", { name: "Choose a folder…" }).click();
  const files = () => (existsSync(library.exports) ? readdirSync(library.exports).sort() : []);
  const read = (name: string) => readFileSync(join(library.exports, name), "utf8");
  await expect.poll(files).toEqual(["Harbour towns want a say on ferry routes.md"]);
  expect(read("Harbour towns want a say on ferry routes.md")).toContain("\"==We know the tides better== than");
  await settings.getByLabel("A file for").selectOption({ label: "each highlight" });
  await expect(settings.getByText("Each highlight and each note has its own file.")).toBeVisible();
  // The file of the article is removed.
  await expect.poll(files).toEqual(["We know the tides better.md"]);
  expect(read("We know the tides better.md")).toContain("\n> We know the tides better\n");
  await accessible(page, "settings of a file for each highlight");
  await page.screenshot({ path: "results/files.png" });
  // The preview shows such a file.
  await settings.getByRole("button", { name: "Change…" }).click();
  const dialog = page.getByRole("dialog", { name: "Template of exported files" });
  await expect(dialog.getByLabel("How an article becomes a file")).toContainText("*Harbour towns want a say on ferry routes*");
});
