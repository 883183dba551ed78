/** Another program's export is looked through first, imported, and undone as a whole. In Chromium over the server. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { accessible, open } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;

test.beforeEach(async ({ page }) => {
  library = new Library();
  library.run(["clip", join(FIXTURES, "ferries.txt"), "--url", "https://isle.example/ferries"]);
  await page.goto(await library.serve());
});
test.afterEach(() => library.stop());

const HYPOTHESIS = JSON.stringify({
  rows: [
    { id: "1", uri: "https://isle.example/ferries", user: "a", text: "who **says**?", tags: ["ports"], document: { title: "Ferries" }, target: [{ source: "https://isle.example/ferries", selector: [{ type: "TextQuoteSelector", exact: "We know the tides better" }] }] },
    { id: "2", uri: "https://isle.example/winter", user: "a", text: "", tags: [], document: { title: "Winter on the isle" }, target: [{ source: "https://isle.example/winter", selector: [{ type: "TextQuoteSelector", exact: "The boats lie up until March." }] }] },
  ],
});

function exported(name: string, text: string): string {
  const path = join(library.folder, name);
  writeFileSync(path, text);
  return path;
}

test("an export is looked through, taken in, and taken back", async ({ page }) => {
  await page.keyboard.press("A");
  const dialog = page.getByRole("dialog", { name: "Import from another program" });
  await accessible(page, "an import that begins");
  await page.screenshot({ path: "results/import.png" });
  await dialog.getByLabel("Choose files…").and(page.locator("input")).setInputFiles([exported("hypothesis.json", HYPOTHESIS), exported("places.html", '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF="javascript:x()">a button</A>\n</DL>')]);
  await expect(dialog.getByText("2 of Hypothesis")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Import 2 articles" })).toBeFocused();
  const line = (name: string) => dialog.locator("dd", { hasText: name }).locator("xpath=preceding-sibling::dt[1]");
  await expect(line("new article")).toHaveText("1");
  await expect(line("gets something new")).toHaveText("1");
  await expect(line("found in its article")).toHaveText("1");
  await expect(line("that waits for its article’s page")).toHaveText("1");
  await dialog.getByText("1 entry with an address that is not on the web").click();
  await expect(dialog.getByText("a button")).toBeVisible();
  await accessible(page, "what an import would do");
  await page.screenshot({ path: "results/import-report.png" });
  await dialog.getByRole("button", { name: "Import 2 articles" }).click();
  await expect(page.getByText("Imported: 2 articles, 2 highlights")).toBeVisible();

  // The highlight of the other program is highlighted here, with its note.
  await page.getByRole("navigation").getByRole("button", { name: /^All/ }).click();
  await open(page, /Harbour towns/);
  await expect(page.getByRole("complementary")).toContainText("who says?");
  await page.getByRole("option", { name: /Winter on the isle/ }).click();
  await expect(page.getByText("The page of this article will be fetched in the background.")).toBeVisible();
  await expect(page.frameLocator("iframe").getByText("The boats lie up until March.")).toBeVisible();
  await accessible(page, "an article without its page");
  await page.screenshot({ path: "results/import-waiting.png" });

  await page.keyboard.press("Control+z");
  await expect(page.getByText("Undone: import")).toBeVisible();
  await expect(page.getByRole("option", { name: /Winter on the isle/ })).toHaveCount(0);
  await page.getByRole("option", { name: /Harbour towns/ }).click();
  await expect(page.getByRole("complementary")).not.toContainText("who says?");
});

test("the same again brings nothing, and what is no export is said", async ({ page }) => {
  library.run(["import", exported("hypothesis.json", HYPOTHESIS)]);
  await page.keyboard.press("A");
  const dialog = page.getByRole("dialog", { name: "Import from another program" });
  const files = dialog.getByLabel("Choose files…").and(page.locator("input"));
  await files.setInputFiles(join(library.folder, "hypothesis.json"));
  await expect(dialog.getByText("Everything in it is in your library already.")).toBeVisible();
  await dialog.getByRole("button", { name: "Choose something else" }).click();
  await files.setInputFiles({ name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from([255, 216, 255, 0, 0, 1]) });
  await expect(dialog.getByText("There is nothing in photo.jpg that can be read.")).toBeVisible();
  await expect(dialog.getByText("1 entry in a format that is not known")).toBeVisible();
  await dialog.getByRole("button", { name: "Choose something else" }).click();
  await files.setInputFiles({ name: "pocket.zip", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004 cut off") });
  await expect(dialog.getByRole("alert")).toHaveText("pocket.zip is a broken zip archive. Export it again, or unpack it and import the folder.");
  // A folder on the disk.
  const folder = join(library.folder, "Notes");
  mkdirSync(join(folder, "sea"), { recursive: true });
  writeFileSync(join(folder, "sea/Quay.md"), "---\ntitle: The quay\nsource: https://isle.example/quay\n---\n\nThe ==quay waits== for nobody.\n");
  await dialog.getByLabel("Choose a folder…").and(page.locator("input")).setInputFiles(folder);
  await expect(dialog.getByText("1 of Markdown")).toBeVisible();
  await dialog.getByRole("button", { name: "Import 1 article" }).click();
  await expect(page.getByText("Imported: 1 article, 1 highlight")).toBeVisible();
});

test("an export that is dropped is an import, and its pages come in the background", async ({ page }) => {
  const site: Server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<html><head><title>Winter</title></head><body><article><h1>Winter</h1>${"<p>The boats lie up until March, and nobody crosses but the post.</p>".repeat(6)}</article></body></html>`);
  });
  await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/winter`;
  const csv = `url,title,tags\n${url},Winter,sea\n`;
  await page.evaluate((csv) => {
    const data = new DataTransfer();
    data.items.add(new File([csv], "list.csv", { type: "text/csv" }));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, csv);
  const dialog = page.getByRole("dialog", { name: "Import from another program" });
  await dialog.getByRole("button", { name: "Import 1 article" }).click();
  // Nothing is fetched from a private network without asking; the question names the host.
  const nav = page.getByRole("navigation");
  await nav.getByRole("button", { name: /Pages not fetched/ }).click();
  const fetching = page.getByRole("dialog", { name: "Pages of imported articles" });
  await expect(fetching.getByText("127.0.0.1 is on your own network.")).toBeVisible();
  await accessible(page, "pages that could not be had");
  await page.screenshot({ path: "results/fetching.png" });
  await fetching.getByRole("button", { name: "127.0.0.1" }).click();
  await expect(page.getByText("The page of this article could not be had.")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Fetch it" }).click();
  await expect(page.frameLocator("iframe").getByText("nobody crosses but the post").first()).toBeVisible();
  await expect(page.getByText("The page of this article could not be had.")).toHaveCount(0);
  await expect(nav.getByRole("button", { name: /Pages not fetched/ })).toHaveCount(0);
  site.close();
});

test("the whole library goes into an archive, which another library has back", async ({ page }) => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Archive the whole");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^The whole library is in .*\.zip/)).toBeVisible();
  const [name = ""] = readdirSync(library.exports);
  const other = new Library();
  try {
    await page.goto(await other.serve());
    await page.keyboard.press("A");
    const dialog = page.getByRole("dialog", { name: "Import from another program" });
    await dialog.getByLabel("Choose files…").and(page.locator("input")).setInputFiles(join(library.exports, name));
    await expect(dialog.getByText("1 of Commonplace")).toBeVisible();
    await dialog.getByRole("button", { name: "Import 1 article" }).click();
    await open(page, /Harbour towns/);
    await expect(page.frameLocator("iframe").getByText("We know the tides better")).toBeVisible();
  } finally {
    other.stop();
  }
});
