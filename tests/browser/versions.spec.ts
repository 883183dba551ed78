/** An article that changes after passages of it were highlighted, in Chromium over the server. */

import { createServer, type Server } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { accessible, open, painted, place, select } from "./page";
import { Library } from "./server";

let library: Library;

test.beforeEach(() => {
  library = new Library();
});
test.afterEach(() => library.stop());

const PAGE = `<!doctype html><html lang=en><head><title>Ferries for the coast | Coast Daily</title></head><body><main><article><h1>Ferries for the coast</h1>
<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.</p>
<p>The ministry said that it would answer within a month, as it has done every year since the board was made.</p>
<p>Nobody in the towns believed it, and the mayor of the smallest laughed aloud when she was told.</p>
<p>The boats are old and the piers are older, said the harbour master, who has counted both.</p>
<p>Fares have doubled in ten years, while the number of crossings has fallen by a third.</p>
<p>A bridge in the south was promised twice and will not be built in her lifetime.</p>
</article></main></body></html>`;
const EDITED = PAGE.replace("asked the ministry on Friday for a seat", "demanded of the ministry two seats")
  .replace(", as it has done every year since the board was made", "")
  .replace("<p>Fares have doubled in ten years, while the number of crossings has fallen by a third.</p>\n", "")
  .replace("<p>Nobody", "<p>Fares have doubled in ten years, while the number of crossings has fallen by a third.</p>\n<p>Nobody");

const clip = (html: string, ...more: string[]) => library.run<{ id: string }>(["clip", "-", "--url", "https://coast.example/edited", ...more], html);

/** An article with two highlights whose page was edited: one passage reworded, one removed. */
async function edited(page: Page) {
  const { id } = clip(PAGE);
  library.run(["highlight", id, "--quote", "asked the ministry on Friday for a seat", "--note", "**Ask** them."]);
  library.run(["highlight", id, "--quote", "as it has done every year"]);
  clip(EDITED, "--new-version");
  await page.goto(await library.serve());
  await open(page, /Ferries for the coast/);
  return page.getByRole("complementary", { name: "Margin" });
}

const undo = (page: Page) => page.keyboard.press("Control+z");

test("a quote that was edited says so, its new wording is taken or its old one kept", async ({ page }) => {
  const margin = await edited(page);
  const tray = page.getByRole("region", { name: "2 quotes to look at" });
  await expect(tray.getByRole("button", { name: /Edited after you marked it/ })).toBeVisible();
  await expect(tray.getByText("as it has done every year")).toBeVisible();
  await expect(margin.locator(".diff ins").first()).toHaveText(/demanded/);
  await page.screenshot({ path: "results/edited-quote.png" });
  await accessible(page, "an edited quote");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: "results/edited-quote-dark.png" });
  await page.emulateMedia({ colorScheme: "light" });

  // By keyboard: goes to the first quote, takes its new wording, undoes that, and keeps its old wording.
  await page.keyboard.press("u");
  await expect(tray.locator("[aria-current=true]")).toHaveCount(1);
  await page.keyboard.press("y");
  await expect(margin.getByRole("button", { name: "Take the new wording" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "1 quote to look at" })).toBeVisible();
  await undo(page);
  await expect(tray).toBeVisible();
  await page.keyboard.press("Shift+Y");
  await expect(margin.getByText("You kept the old wording")).toBeVisible();
  await expect(margin.locator(".diff del").first()).toHaveText(/asked/);
  await expect(page.getByRole("region", { name: "1 quote to look at" })).toBeVisible();
  await page.screenshot({ path: "results/old-wording-kept.png" });
  await margin.getByRole("button", { name: "Look at it again" }).click();
  await expect(tray).toBeVisible();
});

test("a quote that is gone is attached to a selection, dragged onto the text, or left", async ({ page }) => {
  const margin = await edited(page);
  const lost = page.locator(".lost");
  await expect(lost).toHaveCount(1);
  await select(page, "within a month");
  await page.getByRole("button", { name: "Attach to the selection" }).click();
  await expect(lost).toHaveCount(0);
  expect(Object.values(await painted(page)).flat()).toContain("within a month");
  await undo(page);
  await expect(lost).toHaveCount(1);
  await page.keyboard.press("Escape");

  // While a quote is dragged over a sentence, the sentence is shown; when dropped, the quote is attached to it.
  const grip = await page.getByRole("button", { name: "Drag onto the text" }).boundingBox();
  const to = await place(page, "laughed aloud");
  if (!grip) throw new Error("there is nothing to drag");
  await page.mouse.move(grip.x + 8, grip.y + 12);
  await page.mouse.down();
  await page.mouse.move(to.x1, to.y1, { steps: 8 });
  const sentence = "Nobody in the towns believed it, and the mayor of the smallest laughed aloud when she was told.";
  await expect.poll(async () => (await painted(page))["cursor"]).toEqual([sentence]);
  await page.screenshot({ path: "results/orphan-dragged.png" });
  await page.mouse.up();
  await expect(lost).toHaveCount(0);
  await expect.poll(async () => Object.values(await painted(page)).flat()).toContain(sentence);
  expect((await painted(page))["cursor"]).toBeUndefined();
  await undo(page);
  await expect(lost).toHaveCount(1);

  await lost.getByRole("button", { name: "Leave it out of the text" }).click();
  await expect(lost).toHaveCount(0);
  await expect(margin.getByText("No longer in the text")).toBeVisible();
});

test("the ends of a highlight are dragged, and moved by keys", async ({ page }) => {
  const { id } = clip(PAGE);
  library.run(["highlight", id, "--quote", "would answer within"]);
  await page.goto(await library.serve());
  await open(page, /Ferries for the coast/);
  const marked = async () => (await painted(page))["mark-yellow-0"]?.[0];
  await expect.poll(marked).toBe("would answer within");
  const word = await place(page, "answer within");
  await page.mouse.click(word.x1 + 20, word.y1);
  const drag = async (name: RegExp, words: string, end: boolean) => {
    const from = await page.getByRole("button", { name }).boundingBox();
    const to = await place(page, words);
    if (!from) throw new Error("there is no end");
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x1, to.y1, { steps: 4 });
    await page.mouse.move(end ? to.x2 : to.x1, to.y2, { steps: 4 });
    await page.mouse.up();
  };
  // An end snaps to the boundary of a word, though it was released within the word.
  await drag(/End of the highlight/, "a mont", true);
  await expect.poll(marked).toBe("would answer within a month");
  await drag(/Beginning of the highlight/, "it would", false);
  await expect.poll(marked).toBe("it would answer within a month");
  await page.screenshot({ path: "results/ends.png" });
  await page.keyboard.press("[");
  await expect.poll(marked).toBe("it would answer within a");
  await page.keyboard.press("}");
  await expect.poll(marked).toBe("would answer within a");
  await page.keyboard.press("]");
  await page.keyboard.press("{");
  await expect.poll(marked).toBe("it would answer within a month");
  for (let n = 0; n < 6; n += 1) await undo(page);
  await expect.poll(marked).toBe("would answer within");
});

test("versions are listed and compared, in one column or side by side, and an older one is read", async ({ page }) => {
  await edited(page);
  await page.getByRole("button", { name: "2 versions" }).click();
  const dialog = page.getByRole("dialog", { name: "Versions" });
  const list = dialog.getByRole("listbox");
  await expect(list.getByRole("option")).toHaveCount(2);
  await expect(dialog.getByText("4 changes")).toBeVisible();
  await expect(dialog.locator("ins").first()).toContainText("demanded");
  await dialog.getByRole("button", { name: "Moved here" }).click();
  await page.screenshot({ path: "results/versions.png" });
  await accessible(page, "versions");
  await dialog.getByRole("button", { name: "Next change" }).click();
  await dialog.getByRole("button", { name: "Side by side" }).click();
  await expect(dialog.locator(".pair.edited .old del").first()).toContainText("asked");
  await expect(dialog.locator(".pair.edited .new ins").first()).toContainText("demanded");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: "results/versions-side-dark.png" });
  await accessible(page, "versions side by side, dark");
  await page.setViewportSize({ width: 900, height: 700 });
  await page.screenshot({ path: "results/versions-900-dark.png" });

  await list.getByRole("option", { selected: true }).press("ArrowDown");
  await dialog.getByRole("button", { name: "Read this version" }).click();
  await expect(page.frameLocator("iframe").getByText("asked the ministry on Friday")).toBeVisible();
  await expect(page.locator(".tray")).toHaveCount(0);
  await undo(page);
  await expect(page.frameLocator("iframe").getByText("demanded of the ministry")).toBeVisible();
});

test("an article is looked up again from the window, and says what changed", async ({ page }) => {
  let now = PAGE;
  const site: Server = createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end(now));
  await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
  const at = site.address();
  await page.goto(await library.serve());
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByRole("textbox").fill(`http://127.0.0.1:${typeof at === "object" ? at?.port : 0}/ferries`);
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Fetch it" }).click();
  await open(page, /Ferries for the coast/);
  await select(page, "asked the ministry on Friday for a seat");
  await page.keyboard.press("h");
  const command = async (name: string) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /Type a command/ }).fill(name);
    await page.keyboard.press("Enter");
  };
  const lookUp = async () => {
    await command("Look the page up again");
    await page.getByRole("dialog").getByRole("button", { name: "Fetch it" }).click();
  };
  await lookUp();
  await expect(page.getByText("it says what it said")).toBeVisible();
  now = EDITED;
  await lookUp();
  await expect(page.getByText("Of your highlights: 1 edited")).toBeVisible();
  await page.getByRole("button", { name: "Show what changed" }).click();
  await expect(page.getByRole("dialog", { name: "Versions" }).getByRole("listbox").getByRole("option")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "1 quote to look at" })).toBeVisible();
  site.close();
});
