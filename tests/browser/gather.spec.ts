/** Gathering: annotations of the whole library, projects, the outline, saved searches. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { accessible } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;
let ferries: string;

const PORTS = `Ports without ships
By Ada Moor
3 March 2025

The old harbour has been empty for nine years. Nobody who works there expects a ship before the spring, and the cranes have been sold to a museum.

"An empty port is still a port," says the harbour master, who comes every morning. The town pays him a third of what it paid his father.
`;

test.beforeEach(async ({ page }) => {
  library = new Library();
  ferries = library.run<{ id: string }>(["clip", join(FIXTURES, "ferries.txt")]).id;
  const ports = library.run<{ id: string }>(["clip", "-"], PORTS).id;
  library.run(["highlight", ferries, "--quote", "We know the tides better", "--note", "**metaphor**", "--tag", "sea"]);
  library.run(["highlight", ferries, "--quote", "A ferry is a bridge", "--colour", "green"]);
  library.run(["highlight", ports, "--quote", "An empty port is still a port", "--colour", "red", "--tag", "sea"]);
  await page.goto(await library.serve());
  await expect(page.getByRole("option", { name: /Harbour towns/ })).toBeVisible();
});
test.afterEach(() => library.stop());

const cards = (page: Page) => page.locator(".annotations-pane .card");
const pieces = (page: Page) => page.locator(".outline-pane .piece");

/** Drags with mouse events: the browser's own drag and drop needs more than one move. */
async function drag(page: Page, from: Locator, to: Locator, where: "above" | "below") {
  await from.hover();
  await page.mouse.down();
  const box = await to.boundingBox();
  if (!box) throw new Error("nothing to drop on");
  const y = where === "above" ? box.y + 2 : box.y + box.height - 2;
  await page.mouse.move(box.x + box.width / 2, y, { steps: 8 });
  await page.mouse.move(box.x + box.width / 2 + 2, y);
  await page.mouse.up();
}

test("annotations of the whole library are filtered, grouped, sorted and opened", async ({ page }) => {
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await expect(page.getByText("3 annotations")).toBeVisible();
  await expect(cards(page).locator("blockquote")).toHaveText(["An empty port is still a port", "A ferry is a bridge", "We know the tides better"]);
  await page.getByLabel("Colour", { exact: true }).selectOption("green");
  await expect(cards(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Tag", { exact: true }).selectOption("sea");
  await expect(cards(page)).toHaveCount(2);
  await page.getByLabel("Search quotes and notes").fill("metaph");
  await expect(cards(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("Group by").selectOption("article");
  await expect(page.locator(".group")).toHaveText(["Ports without ships", /Harbour towns/]);
  await page.getByLabel("Group by").selectOption("tag");
  await expect(page.locator(".group")).toHaveText(["#sea", "No tag"]);
  await page.getByLabel("Group by").selectOption("none");
  await page.getByLabel("Sort by").selectOption("title");
  await page.getByRole("button", { name: "Descending" }).click();
  await expect(cards(page).locator("blockquote").first()).toHaveText("We know the tides better");
  await cards(page).filter({ hasText: "still a port" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ports without ships" })).toBeVisible();
  await expect(page.frameLocator("iframe").getByText("The old harbour")).toBeVisible();
});

test("many annotations are recoloured, tagged, gathered, taken out and deleted at once, each undone", async ({ page }) => {
  await page.getByRole("button", { name: /^Annotations \d/ }).click();
  await expect(cards(page)).toHaveCount(3);
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.keyboard.press("4");
  await expect(page.getByText("2 colours changed")).toBeVisible();
  const colours = () => library.run<{ highlights: { colour: string }[] }>(["show", ferries]).highlights.map((h) => h.colour);
  expect(colours()).toEqual(["yellow", "blue"]);
  await page.keyboard.press("Control+z");
  await expect.poll(colours).toEqual(["yellow", "green"]);
  await page.keyboard.press("t");
  await page.getByRole("dialog").getByRole("combobox").fill("harbours");
  await page.keyboard.press("Enter");
  await expect(cards(page).filter({ hasText: "#harbours" })).toHaveCount(2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  await page.getByRole("dialog", { name: "Add to project" }).getByRole("combobox").fill("Seaside");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Added to “Seaside”")).toBeVisible();
  await expect(cards(page).filter({ hasText: "Seaside" })).toHaveCount(2);
  for (const key of ["x", "k", "x"]) await page.keyboard.press(key);
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.keyboard.press("Control+e");
  await expect(page.getByText(/^Exported to/)).toBeVisible();
  const file = readFileSync(join(library.exports, "Annotations.md"), "utf8");
  expect(file).toContain("## Ports without ships\n\n> An empty port is still a port[^1]");
  expect(file).toMatch(/\[\^1\]: Ada Moor, Ports without ships, 2025-03-03\. \d{4}-\d\d-\d\d · `sha256:[0-9a-f]{64}`/);
  await page.keyboard.press("Delete");
  await expect(page.getByText("2 annotations deleted")).toBeVisible();
  await expect(cards(page)).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(cards(page)).toHaveCount(3);
  await page.keyboard.press("*");
  await expect(page.getByText("3 selected")).toBeVisible();
});

test("a draft is put together from quotes and own words, reordered, and exported with its sources", async ({ page }) => {
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name of the project").fill("Ferry towns");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Ferry towns" })).toBeVisible();
  await expect(page.getByText("This project has no articles yet.")).toBeVisible();
  await page.getByRole("button", { name: "Outline" }).click();
  await expect(page.getByText("Begin your draft")).toBeVisible();
  await page.getByRole("button", { name: "Heading", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Heading" })).toBeFocused();
  await page.keyboard.type("Why they stay");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Why they stay" })).toBeVisible();
  await page.getByRole("button", { name: "Paragraph", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Paragraph" })).toBeFocused();
  await page.keyboard.type("The captain is *sure* of it.");
  await page.keyboard.press("Control+Enter");
  await expect(pieces(page).nth(1).locator("em")).toHaveText("sure");
  await page.getByLabel("Where from").selectOption("");
  await expect(cards(page)).toHaveCount(3);
  // Between the heading and the paragraph.
  await drag(page, cards(page).filter({ hasText: "tides" }), pieces(page).nth(0), "below");
  await expect(pieces(page)).toHaveCount(3);
  await expect(pieces(page).nth(1)).toContainText("We know the tides better");
  await cards(page).filter({ hasText: "still a port" }).hover();
  await cards(page).filter({ hasText: "still a port" }).getByRole("button", { name: "Add to the outline" }).click();
  await expect(pieces(page)).toHaveCount(4);
  // By its handle to the top, and by keyboard down again.
  await pieces(page).nth(2).hover();
  await drag(page, pieces(page).nth(2).locator(".handle"), pieces(page).nth(0), "above");
  await expect(pieces(page).nth(0)).toContainText("still a port");
  await pieces(page).nth(0).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(pieces(page).nth(1)).toContainText("still a port");
  await expect(pieces(page).nth(1)).toBeFocused();
  // The note of a quote becomes a paragraph.
  await pieces(page).filter({ hasText: "tides" }).hover();
  await pieces(page).filter({ hasText: "tides" }).getByRole("button", { name: "Take the note over" }).click();
  await expect(pieces(page)).toHaveCount(5);
  await pieces(page).nth(1).focus();
  await page.keyboard.press("Delete");
  await expect(pieces(page)).toHaveCount(4);
  await page.keyboard.press("Control+z");
  await expect(pieces(page)).toHaveCount(5);
  await page.getByRole("button", { name: "Export the outline as Markdown" }).click();
  await expect(page.getByText(/^Exported to/)).toBeVisible();
  expect(readdirSync(library.exports)).toEqual(["Ferry towns.md"]);
  const draft = readFileSync(join(library.exports, "Ferry towns.md"), "utf8");
  expect(draft).toMatch(/^# Ferry towns\n\n## Why they stay\n\n> An empty port is still a port\[\^1\]\n>\n> — the harbour master\n\n> We know the tides better\[\^2\]\n>\n> — Rui Campos, mayor of the smallest of the towns\n\n\*\*metaphor\*\*\n\nThe captain is \*sure\* of it\.\n\n\[\^1\]: /);
  // After a reload the outline is still there, and the gathered highlights are in the project.
  await page.reload();
  await page.getByRole("button", { name: /^Ferry towns/ }).click();
  await page.getByRole("navigation", { name: "Ferry towns" }).getByRole("button", { name: "Annotations" }).click();
  await expect(cards(page)).toHaveCount(2);
});

test("what is written in an outline survives a crash", async ({ page }) => {
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name of the project").fill("Ferry towns");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Outline" }).click();
  await page.getByRole("button", { name: "Paragraph", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Paragraph" })).toBeFocused();
  const kept = page.waitForResponse((r) => r.url().includes("call") && (r.request().postData() ?? "").includes("half a thought"));
  await page.keyboard.type("half a thought");
  await kept;
  await library.kill();
  await page.goto(await library.serve());
  await page.getByRole("button", { name: /^Ferry towns/ }).click();
  await page.getByRole("button", { name: "Outline" }).click();
  await expect(page.getByRole("textbox", { name: "Paragraph" })).toHaveValue("half a thought");
});

test("articles are selected in a row, gathered and taken out again", async ({ page }) => {
  await page.getByRole("option", { name: /Ports/ }).click({ modifiers: ["Control"] });
  await page.getByRole("option", { name: /Harbour towns/ }).click({ modifiers: ["Shift"] });
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.getByRole("button", { name: "Add to a project…" }).click();
  await page.getByRole("dialog").getByRole("combobox").fill("Seaside");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Seaside/ }).click();
  await expect(page.locator(".row")).toHaveCount(2);
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Take out of this project" }).click();
  await expect(page.locator(".row")).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".row")).toHaveCount(2);
  // Creating a project with a name that is taken fails with a message; the typed name stays.
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name of the project").fill("seaside");
  await page.keyboard.press("Enter");
  await expect(page.getByText("There is already one called “seaside”.")).toBeVisible();
  await expect(page.getByLabel("Name of the project")).toHaveValue("seaside");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Rename or delete project" }).first().click();
  await page.getByRole("button", { name: /^Delete this project/ }).click();
  await expect(page.getByText("Project “Seaside” deleted")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: /^Seaside/ })).toBeVisible();
});

test("searches are saved, found in the sidebar and in the palette, and run again", async ({ page }) => {
  await page.keyboard.press("/");
  await page.keyboard.type("tides");
  await expect(page.getByText("1 article found")).toBeVisible();
  await page.getByRole("button", { name: "Save this search" }).click();
  await expect(page.getByLabel("Name of the search")).toHaveValue("tides");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Search saved")).toBeVisible();
  await page.getByRole("button", { name: /^Annotations \d/ }).click();
  await page.getByLabel("Colour", { exact: true }).selectOption("red");
  await page.getByLabel("Group by").selectOption("site");
  await page.getByRole("button", { name: "Save this search" }).click();
  await page.getByLabel("Name of the search").fill("Red ones");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Inbox/ }).click();
  await page.getByRole("button", { name: "Red ones", exact: true }).click();
  await expect(cards(page)).toHaveCount(1);
  await expect(page.getByLabel("Group by")).toHaveValue("site");
  await page.getByRole("button", { name: "tides", exact: true }).click();
  await expect(page.getByText("1 article found")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("red on");
  await expect(page.getByRole("option", { name: /Red ones/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(cards(page)).toHaveCount(1);
});

test("no screen of gathering has an accessibility finding, in light or dark", async ({ page }) => {
  test.setTimeout(120_000);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-theme", scheme);
    await page.getByRole("button", { name: /^Annotations \d/ }).click();
    await expect(cards(page)).toHaveCount(3);
    await accessible(page, `annotations, ${scheme}`);
    await page.keyboard.press("x");
    await accessible(page, `selected, ${scheme}`);
    await page.keyboard.press("p");
    await page.getByRole("dialog").getByRole("combobox").fill(`Coast ${scheme}`);
    await accessible(page, `gather, ${scheme}`);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: new RegExp(`^Coast ${scheme}`) }).click();
    await page.getByRole("button", { name: "Outline" }).click();
    await accessible(page, `empty outline, ${scheme}`);
    await page.getByRole("button", { name: "Heading", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Heading" })).toBeFocused();
    await page.keyboard.type("One");
    await accessible(page, `writing, ${scheme}`);
    await page.keyboard.press("Enter");
    await cards(page).first().hover();
    await cards(page).first().getByRole("button", { name: "Add to the outline" }).click();
    await expect(pieces(page)).toHaveCount(2);
    await accessible(page, `outline, ${scheme}`);
    await page.getByRole("button", { name: "Rename or delete project" }).first().click();
    await accessible(page, `naming, ${scheme}`);
    await page.keyboard.press("Escape");
  }
});
