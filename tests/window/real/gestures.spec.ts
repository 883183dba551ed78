/** Each gesture of the first minutes, by real X events in the real window. Tests with WebDriver's events and Chromium
 * did not show that five of these gestures did nothing. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { emptyFolder, Screen } from "../app";
import { Hand } from "./hand";

const ROOT = resolve(import.meta.dirname, "../../..");
const COMMAND = join(ROOT, "target", process.env["COMMONPLACE_PROFILE"] ?? "debug", "commonplace");

const page = (title: string, paragraphs = 12) =>
  `<html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1>${Array.from(
    { length: paragraphs },
    (_, n) => `<p>The harbour office counted boat number ${n} of ${title} on Monday. “We know the tides better than any map,” said Miriam Okafor, the curator of the museum. The crews went home before the storm reached the outer islands.</p>`,
  ).join("")}</article></body></html>`;

function commonplace(library: string, args: string[], input?: string): string {
  return execFileSync(COMMAND, ["--library", library, ...args], { encoding: "utf8", input });
}

/** A library with articles of these titles. The last one is the first in the list. */
function libraryOf(titles: string[]): { folder: string; library: string } {
  const folder = emptyFolder();
  const library = join(folder, "library.db");
  for (const title of titles) commonplace(library, ["clip", "-", "--url", `https://paper.example/${encodeURIComponent(title)}`], page(title));
  return { folder, library };
}

function written(folder: string, files: Record<string, string>): string[] {
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}

let screen: Screen;
let hand: Hand;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());
test.afterEach(async ({}, info) => {
  if (info.status !== info.expectedStatus) screen.photograph(`real-failed-${info.title.slice(0, 24).replaceAll(/\W/g, "-")}`);
  await hand?.close();
});

const MIDDLE = { x: 860, y: 500 };
const scrolled = (css: string) => hand.window.script<number>("return Math.round(document.querySelector(arguments[0])?.scrollTop ?? -1)", css);
/** The scroll position of an element, in CSS pixels, once it is above `least` and no longer moves: scrolling
 * continues after the wheel. */
async function atRest(css: string, least: number): Promise<number> {
  let now = -1;
  await expect.poll(async () => {
    const last = now;
    now = await scrolled(css);
    return now > least && now === last;
  }).toBe(true);
  return now;
}

async function everythingScrolls(): Promise<void> {
  const { library } = libraryOf(Array.from({ length: 14 }, (_, n) => `Ferry ${n}`));
  hand = await Hand.on(screen, ["--library", library]);
  await test.step("the list, by the wheel", async () => {
    hand.wheel(await hand.place(".rows"), 4);
    await expect.poll(() => scrolled(".rows")).toBeGreaterThan(50);
    hand.wheel(await hand.place(".rows"), 12, 4);
    await expect.poll(() => scrolled(".rows")).toBe(0);
  });
  await hand.click(".row", "Ferry 13");
  await hand.window.see(".reader-pane h1", "Ferry 13");
  await test.step("the article, by the wheel, over the text and over the margin", async () => {
    hand.wheel(MIDDLE, 5);
    await expect.poll(() => scrolled(".scroller")).toBeGreaterThan(150);
    hand.wheel(MIDDLE, 20, 4);
    await expect.poll(() => scrolled(".scroller")).toBe(0);
    hand.wheel({ x: 1330, y: 600 }, 5);
    await atRest(".scroller", 150);
  });
  await test.step("the article, by keys and by its scrollbar", async () => {
    hand.keys("Home");
    await expect.poll(() => scrolled(".scroller")).toBe(0);
    hand.keys("space");
    await expect.poll(() => scrolled(".scroller")).toBeGreaterThan(300);
    hand.keys("End");
    const bottom = await hand.window.script<number>("const s = document.querySelector('.scroller'); return s.scrollHeight - s.clientHeight");
    await expect.poll(() => scrolled(".scroller")).toBeGreaterThan(bottom - 3);
    hand.keys("Home");
    await expect.poll(() => scrolled(".scroller")).toBe(0);
    const edge = await hand.window.script<number>("return Math.round(document.querySelector('.scroller').getBoundingClientRect().right)");
    await hand.drag({ x: edge - 4, y: 110 }, { x: edge - 4, y: 420 });
    await expect.poll(() => scrolled(".scroller")).toBeGreaterThan(100);
  });
  await test.step("a dialog, by the wheel", async () => {
    hand.keys("question");
    await hand.window.see("dialog");
    const scroller = "return (document.querySelector('dialog :is(.content, ul, dl, .scroll, .keys)') , [...document.querySelectorAll('dialog, dialog *')].find((e) => e.scrollHeight > e.clientHeight + 40 && getComputedStyle(e).overflowY !== 'visible')?.scrollTop ?? -1)";
    expect(await hand.window.script<number>(scroller)).toBe(0);
    hand.wheel({ x: 720, y: 480 }, 5);
    await expect.poll(() => hand.window.script<number>(scroller)).toBeGreaterThan(40);
  });
}

test("everything scrolls where the window is drawn without OpenGL", async () => {
  await everythingScrolls();
  hand.shot("real-wheel");
});

test("a long list comes back after scrolling far", async () => {
  const folder = emptyFolder();
  const library = join(folder, "library.db");
  const ROWS = 1_600;
  const entries = Array.from({ length: ROWS }, (_, n) => ({ is_archived: 0, is_starred: 0, title: `Row ${n}`, url: `https://paper.example/${n}`, content: `<p>Row ${n} of a long list.</p>`, created_at: new Date(Date.UTC(2020, 0, 1) + n * 60_000).toISOString() }));
  const [file] = written(folder, { "rows.json": JSON.stringify(entries) }) as [string];
  commonplace(library, ["import", file]);
  hand = await Hand.on(screen, ["--library", library]);
  const rows = () => hand.window.script<string[]>("const box = document.querySelector('.rows').getBoundingClientRect(); return [...document.querySelectorAll('.row')].filter((row) => { const at = row.getBoundingClientRect(); return at.bottom > box.top && at.top < box.bottom; }).map((row) => row.querySelector('.title').textContent.trim())");
  await expect.poll(rows).toContain(`Row ${ROWS - 1}`);
  const box = await hand.window.script<{ right: number; top: number; bottom: number }>("const { right, top, bottom } = document.querySelector('.rows').getBoundingClientRect(); return { right, top, bottom }");
  const bar = { x: box.right - 4, y: box.top + 12 };
  await hand.drag(bar, { x: bar.x, y: box.bottom - 6 }, 30);
  await expect.poll(rows).toContain("Row 0");
  hand.shot("real-list-end");
  await hand.drag({ x: bar.x, y: box.bottom - 12 }, { x: bar.x, y: box.top + 2 }, 30);
  await expect.poll(rows).toContain(`Row ${ROWS - 1}`);
  hand.shot("real-list-back");
  hand.wheel(await hand.place(".rows"), 6);
  await expect.poll(async () => (await rows())[0]).not.toBe(`Row ${ROWS - 1}`);
});

test("the columns' edges are dragged, and stay where they are after a restart", async () => {
  const { library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library]);
  const width = (css: string) => hand.window.script<number>("return Math.round(document.querySelector(arguments[0]).getBoundingClientRect().width)", css);
  await hand.window.see(".row", "Tides");
  const [nav, list] = [196, 324];
  // The widths are stored on the machine, so an earlier run may have changed them.
  hand.double({ x: (await width("nav")) + 2, y: 600 });
  await expect.poll(() => width("nav")).toBe(nav);
  hand.double({ x: nav + 2 + (await width(".list-side")), y: 600 });
  await expect.poll(() => width(".list-side")).toBe(list);
  await hand.drag({ x: nav + 2, y: 600 }, { x: nav + 62, y: 600 });
  await expect.poll(() => width("nav")).toBe(nav + 60);
  await hand.drag({ x: nav + 62 + list, y: 600 }, { x: nav + 22 + list, y: 600 });
  await expect.poll(() => width(".list-side")).toBe(list - 40);
  hand.keys("ctrl+q");
  await hand.close();
  hand = await Hand.on(screen, ["--library", library]);
  await hand.window.see(".row", "Tides");
  expect([await width("nav"), await width(".list-side")]).toEqual([nav + 60, list - 40]);
  hand.double({ x: nav + 62, y: 600 });
  await expect.poll(() => width("nav")).toBe(nav);
  hand.double({ x: nav + 2 + list - 40, y: 600 });
  await expect.poll(() => width(".list-side")).toBe(list);
});

test("a word that is pressed twice is highlighted by h", async () => {
  const { library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");
  const { from } = await hand.window.words("tides better than");
  hand.double({ x: from.x + 12, y: from.y });
  await hand.window.see(".popover");
  hand.keys("h");
  await hand.window.see(".note.active");
  expect(commonplace(library, ["annotations", "--all"])).toMatch(/"exact":\s*"tides"/);
});

test("an article is saved as PDF where the dialog says", async () => {
  const { folder, library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");
  hand.keys("ctrl+k");
  await hand.window.see("dialog input[role=combobox]");
  hand.type("Save as PDF");
  await hand.window.see("dialog [role=option][aria-selected=true]", "PDF");
  hand.keys("Return");
  await hand.focusOn("zenity");
  const file = join(folder, "Tides.pdf");
  hand.keys("ctrl+a");
  hand.type(file, 60);
  hand.keys("Return");
  await expect.poll(() => (existsSync(file) ? readFileSync(file).subarray(0, 5).toString() : "")).toBe("%PDF-");
  await expect.poll(() => readFileSync(file).subarray(-8).toString()).toContain("%%EOF");
});

test("words that are dragged within the window become no article, and a press opens a closed card", async () => {
  const { library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");
  const words = await hand.window.words("We know the tides better");
  await hand.drag(words.from, words.to);
  await hand.window.see(".popover");
  await hand.drag({ x: words.from.x + 20, y: words.from.y }, { x: words.from.x + 40, y: words.from.y + 160 });
  hand.keys("Escape");
  await hand.window.gone(".popover");
  // This highlight is made after the drag: if the drag had clipped an article, the article would be in the list by
  // now.
  const again = await hand.window.words("The harbour office counted");
  await hand.drag(again.from, again.to);
  await hand.window.see(".popover");
  hand.keys("h");
  await hand.window.see(".note.active");
  hand.keys("c");
  hand.keys("Escape");
  await hand.window.gone(".note.active");
  expect(JSON.parse(commonplace(library, ["--json", "list"]))).toHaveLength(1);
  const quote = await hand.window.words("“We know the tides better");
  await hand.drag(quote.from, quote.to);
  await hand.window.see(".popover");
  hand.keys("h");
  await hand.window.see(".note.active .said", "Miriam Okafor");
  hand.keys("Escape");
  await hand.window.gone(".note.active");
  await hand.click(".note .said", "Miriam Okafor");
  await hand.window.see(".note.active .said", "Miriam Okafor");
});

test("a picture is saved from its menu", async () => {
  const folder = emptyFolder();
  const library = join(folder, "library.db");
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const words = "<p>The harbour office counted the boats on Monday, and the crews went home before the storm reached the outer islands.</p>".repeat(3);
  commonplace(library, ["clip", "-", "--url", "https://paper.example/quay"], `<html lang="en"><head><title>The quay</title></head><body><article><h1>The quay</h1>${words}<figure><img src="data:image/png;base64,${png}" alt="The quay" width="400" height="200"></figure>${words}</article></body></html>`);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "The quay");
  await hand.window.see(".reader-pane h1", "The quay");
  const image = "const frame = document.querySelector('.reader-pane iframe'); const img = frame.contentDocument.querySelector('img'); if (!img || !img.complete || img.naturalWidth === 0) return null; const [at, box] = [frame.getBoundingClientRect(), img.getBoundingClientRect()]; return { x: at.left + box.left + 40, y: at.top + box.top + 40 }";
  await expect.poll(() => hand.window.script(image)).not.toBeNull();
  hand.press(await hand.window.script<{ x: number; y: number }>(image), 3);
  await hand.window.see("[role=menu]", "Enlarge");
  hand.shot("real-menu-picture");
  await hand.click("[role=menuitem]", "Save the picture");
  await hand.focusOn("zenity");
  const file = join(folder, "kept.png");
  hand.keys("ctrl+a");
  hand.type(file, 60);
  hand.keys("Return");
  await expect.poll(() => (existsSync(file) ? readFileSync(file).toString("base64") : "")).toBe(png);
});

test("every copy command fills the clipboard, quotes with HTML beside the text", async () => {
  const { library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library, "--export-to", emptyFolder()]);
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");

  const words = await hand.window.words("We know the tides better");
  await hand.drag(words.from, words.to);
  await hand.window.see(".popover");
  hand.clear();
  hand.keys("ctrl+c");
  expect(await hand.copied()).toBe("We know the tides better");
  hand.clear();
  hand.keys("c");
  expect(await hand.copied()).toContain("> We know the tides better");
  expect(hand.clipboard("text/html")).toContain("<blockquote>");

  hand.keys("h");
  await hand.window.see(".note.active");
  await hand.window.gone(".popover");
  hand.clear();
  hand.keys("c");
  expect(await hand.copied()).toContain("> We know the tides better");
  expect(hand.clipboard("text/html")).toContain("<blockquote>");
  hand.clear();
  hand.keys("C");
  expect(await hand.copied()).toContain("Tides");
  hand.keys("Escape");
  for (const [command, expected] of [["Copy the article as Markdown", "# "], ["Copy the reference as BibTeX", "@"]] as const) {
    hand.clear();
    hand.keys("ctrl+k");
    await hand.window.see("dialog input[role=combobox]");
    hand.type(command.slice(0, 28));
    await hand.window.see("dialog [role=option][aria-selected=true]");
    hand.keys("Return");
    expect(await hand.copied()).toContain(expected);
  }
  hand.keys("Escape", "Escape", "g", "n");
  await hand.window.see(".card");
  hand.clear();
  hand.keys("c");
  expect(await hand.copied()).toContain("We know the tides better");
  expect(hand.clipboard("text/html")).toContain("We know the tides better");
});

test("files, folders, links and text are dropped on the list, an article, a project and the dialogs", async () => {
  const { folder, library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library]);
  const there = join(folder, "files");
  const [ferry, second, list, draft] = written(there, {
    "Ferry.html": page("A ferry from a file"),
    "Second.html": page("A second file"),
    "list.csv": "title,url\nOf a table,https://example.org/table\n",
    "draft.md": "# Draft\n\n“We know the tides better than any map,” she said.\n",
  }) as [string, string, string, string];
  written(join(folder, "saved"), { "Saved.html": page("Of a saved folder"), "Saved_files/ad.html": page("An advertisement"), "More.html": page("Another of the folder") });

  await test.step("a file on the list", async () => {
    await hand.drop("files", [ferry], await hand.place(".rows"));
    await hand.window.see(".reader-pane h1", "A ferry from a file");
  });
  await test.step("a folder on the article, without what was saved beside its pages", async () => {
    await hand.drop("files", [join(folder, "saved")], MIDDLE);
    await hand.window.see(".jobs li", "2 articles added");
    await hand.window.see(".row", "Of a saved folder");
    await hand.window.see(".row", "Another of the folder");
    expect(await hand.window.script<string>("return document.querySelector('.rows').textContent")).not.toContain("advertisement");
    hand.shot("real-drop-folder");
    await hand.click(".jobs button", "Dismiss");
  });
  await test.step("a file on a project", async () => {
    await hand.click("nav button[aria-label='New project']");
    await hand.window.see("dialog input");
    hand.type("Harbour");
    hand.keys("Return");
    await hand.window.see("nav [data-project]", "Harbour");
    await hand.drop("files", [second], await hand.place("nav [data-project]"));
    await hand.window.see(".row", "A second file");
  });
  await test.step("an article on the project", async () => {
    await hand.click("nav .place", "All articles");
    await hand.window.see(".row", "Tides");
    await hand.drag(await hand.place(".row", "Tides"), await hand.place("nav [data-project]"));
    await hand.window.see("nav [data-project] .count", "2");
    await hand.window.see(".toast", "Harbour");
  });
  await test.step("a draft, checked", async () => {
    await hand.drop("files", [draft], MIDDLE);
    await hand.window.see("dialog", "draft.md");
    await hand.window.see("dialog", "Verbatim");
    hand.keys("Escape");
    await hand.window.gone("dialog");
  });
  await test.step("an export, over the dialog for imports", async () => {
    hand.keys("A");
    await hand.window.see("dialog .place");
    await hand.drop("files", [list], await hand.place("dialog .place"));
    await hand.window.see("dialog dl", "new article");
    hand.keys("Escape");
    await hand.window.gone("dialog");
  });
  await test.step("selected text of another program", async () => {
    await hand.drop("html", ["<h1>Dragged words</h1><p>The tide table was printed every spring, and the harbour master corrected it by hand.</p>", "Dragged words"], MIDDLE);
    await hand.window.see(".reader-pane h1", "Dragged words");
  });
  await test.step("a link of a browser", async () => {
    await hand.drop("link", ["http://127.0.0.1:9/page", "A page"], MIDDLE);
    await hand.window.see("dialog", "127.0.0.1");
    hand.keys("Escape");
  });
});

test("files that were copied in a file manager are pasted", async () => {
  const { folder, library } = libraryOf([]);
  hand = await Hand.on(screen, ["--library", library]);
  const [file] = written(folder, { "Pasted.html": page("A pasted file") }) as [string];
  hand.put(`file://${file}\r\n`, "text/uri-list");
  await hand.click(".row");
  await hand.window.see(".reader-pane h1");
  hand.keys("ctrl+v");
  await hand.window.see(".reader-pane h1", "A pasted file");
});

test("what is pasted over an article's words is added, and taken back", async () => {
  const { library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");
  // A click on the words focuses the article.
  const { from } = await hand.window.words("tides better than");
  hand.press(from);
  hand.put("The lamp was lit before dusk.");
  hand.keys("ctrl+v");
  await hand.window.see(".row", "The lamp was lit before dusk.");
  hand.keys("ctrl+z");
  await expect.poll(() => commonplace(library, ["list"]).trim().split("\n").length).toBe(1);
});

test("a formula is highlighted with the words around it, and copied in their line", async () => {
  const { library } = libraryOf([]);
  const formula = "<math><mi>n</mi><mo>→</mo><mn>3</mn><mi>n</mi></math>";
  commonplace(library, ["clip", "-", "--url", "https://paper.example/map"], page("Map").replace("<p>", `<p>The map takes ${formula} when odd, as nobody doubts.</p><p>`));
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Map");
  await hand.window.see(".reader-pane h1", "Map");
  const before = await hand.window.words("The map takes");
  const behind = await hand.window.words("when odd");
  await hand.drag(before.from, behind.to);
  await hand.window.see(".popover");
  hand.clear();
  hand.keys("ctrl+c");
  expect(await hand.copied()).toBe("The map takes n→3n when odd");
  hand.keys("h");
  await hand.window.see(".note.active");
  await expect.poll(() => hand.window.script<string>("return document.querySelector('iframe').contentDocument.querySelector('math').dataset.marked ?? ''")).toBe("mark-yellow");
  hand.shot("formula");
});

test("marks that overlap in every way are painted, and a page that dies comes back at its place", async () => {
  const { library } = libraryOf(["Tides", "Storms"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");
  await test.step("quotations taken, and passages that overlap them", async () => {
    hand.keys("q", "Return", "q", "Return");
    await hand.window.see(".note .beside", "Miriam Okafor");
    hand.keys("Escape", "v", "Down", "Down");
    for (let n = 0; n < 5; n += 1) hand.keys("shift+Down", "h");
    await expect.poll(async () => Object.values(await hand.window.painted()).flat().length).toBeGreaterThan(5);
    hand.shot("real-overlap");
    hand.keys("Escape", "Escape", "Escape");
    // If painting had crashed the page, this key would do nothing.
    hand.keys("j");
    await hand.window.see(".row.focused");
  });
  await test.step("the process of the page ends", async () => {
    await hand.click(".row", "Storms");
    await hand.window.see(".reader-pane h1", "Storms");
    hand.wheel(MIDDLE, 8);
    await expect.poll(() => scrolled(".scroller")).toBeGreaterThan(300);
    // The position is saved a moment after the last turn of the wheel.
    await expect.poll(() => commonplace(library, ["--json", "list"])).toMatch(/"progress":\s*0\.[0-9]*[1-9]/);
    const words = { x: 540, y: 100, width: 460, height: 600 };
    screen.photograph("real-before", words);
    screen.killPage();
    // The driver ended with the page, so the screen itself is compared: the same words at the same place.
    const shows = () => {
      screen.photograph("real-again", words);
      return screen.difference("real-before", "real-again");
    };
    await expect.poll(shows, { timeout: 30_000, message: "the window shows the article again" }).toBeLessThan(0.004);
    hand.shot("real-again");
  });
});

test("a second tag goes where the first went, and what is typed fast is no command", async () => {
  const { library } = libraryOf(["Tides"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Tides");
  const words = await hand.window.words("We know the tides better");
  await hand.drag(words.from, words.to);
  await hand.window.see(".popover");
  await hand.click(".popover button[aria-label=Tag]");
  await hand.window.see(".popover input");
  hand.type("cyber", 12);
  hand.keys("Return");
  hand.type("diplomacy", 12);
  hand.keys("Return");
  await expect.poll(() => hand.window.script<string[]>("return [...document.querySelectorAll('.note .tags span')].map((e) => e.textContent)")).toEqual(["cyber", "diplomacy"]);
  expect(await hand.window.script<number>("return document.querySelectorAll('nav [data-project], dialog').length")).toBe(0);
  hand.keys("Escape");
  hand.keys("Escape", "Escape");
  hand.keys("t");
  await hand.window.see("dialog input");
  hand.type("weather", 12);
  hand.keys("Return");
  hand.type("power", 12);
  hand.keys("Return");
  await hand.window.see("nav [data-tag]", "power");
  await hand.window.see("nav [data-tag]", "weather");
  hand.keys("Return");
  await hand.window.gone("dialog");
});

test("a right click opens our menu, and Ctrl-A selects what is meant", async () => {
  const { library } = libraryOf(["Tides", "Storms"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Storms");
  await hand.window.see(".reader-pane h1", "Storms");
  hand.press(MIDDLE, 3);
  await hand.window.see("[role=menu]", "Find in the article");
  expect(await hand.window.script<string>("return document.querySelector('[role=menu]').textContent")).not.toMatch(/Reload|Frame/);
  hand.shot("real-menu-article");
  hand.keys("Escape");
  await hand.window.gone("[role=menu]");
  // Selects words. A click outside them clears the selection, and the menu offers nothing for it.
  await hand.drag({ x: 700, y: 500 }, { x: 900, y: 500 });
  await hand.window.see(".popover");
  hand.press({ x: 800, y: 500 }, 3);
  await hand.window.see("[role=menu]", "Copy as a quote");
  await hand.window.gone(".popover");
  hand.keys("Escape");
  await hand.window.gone("[role=menu]");
  hand.press({ x: 800, y: 700 }, 3);
  await hand.window.see("[role=menu]", "Find in the article");
  hand.keys("Escape");
  await hand.window.gone("[role=menu]");
  await hand.click(".row", "Tides", 3);
  await hand.window.see("[role=menu]", "Move to the trash");
  hand.shot("real-menu-row");
  await hand.click("[role=menuitem]", "Read later");
  await hand.window.see(".toast", "Later");
  // The interface's own text cannot be selected, by dragging or by keys.
  await hand.drag({ x: 100, y: 120 }, { x: 420, y: 300 });
  hand.keys("ctrl+a");
  expect(await hand.window.script<string>("return String(getSelection())")).toBe("");
  await hand.window.see("[role=option][aria-selected=true]");
  hand.keys("Escape");
  await hand.click(".row");
  hand.press(MIDDLE);
  hand.keys("ctrl+a");
  await expect.poll(() => hand.window.script<number>("return String(document.querySelector('iframe').contentDocument.getSelection()).length")).toBeGreaterThan(1000);
  hand.clear();
  hand.keys("ctrl+c");
  expect(await hand.copied()).toContain("boat number 11");
});

test("a file dialog is a process of its own, and what is chosen in it is added", async () => {
  const { folder, library } = libraryOf([]);
  const [file] = written(folder, { "Chosen.html": page("A chosen file") }) as [string];
  hand = await Hand.on(screen, ["--library", library]);
  hand.keys("a");
  await hand.window.see("dialog textarea");
  await hand.click("dialog button", "Open files");
  await hand.focusOn("zenity");
  expect(screen.opensLibrary(library)).toEqual(["commonplace-app"]);
  // GTK's dialog accepts a path that is typed.
  hand.type(file, 60);
  hand.shot("real-file-dialog");
  hand.keys("Return");
  await hand.window.see(".reader-pane h1", "A chosen file");
});

test("what was open is open after a restart, and one file is left when the window is closed", async () => {
  const { folder, library } = libraryOf(["Tides", "Storms"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");
  hand.wheel(MIDDLE, 8);
  const before = await atRest(".scroller", 300);
  await expect.poll(() => commonplace(library, ["--json", "list"])).toMatch(/"progress":\s*0\.[0-9]*[1-9]/);
  hand.keys("ctrl+q");
  await expect.poll(() => readdirSync(folder).filter((name) => name.startsWith("library"))).toEqual(["library.db"]);
  await hand.close();
  hand = await Hand.on(screen, ["--library", library]);
  await hand.window.see(".reader-pane h1", "Tides");
  await expect.poll(async () => Math.abs((await scrolled(".scroller")) - before)).toBeLessThan(60);
});

test("Delete, back and forward, and closing work by their usual keys", async () => {
  const { library } = libraryOf(["Tides", "Storms"]);
  hand = await Hand.on(screen, ["--library", library]);
  await hand.click(".row", "Storms");
  await hand.window.see(".reader-pane h1", "Storms");
  await hand.click(".row", "Tides");
  await hand.window.see(".reader-pane h1", "Tides");
  hand.keys("alt+Left");
  await hand.window.see(".reader-pane h1", "Storms");
  hand.keys("alt+Right");
  await hand.window.see(".reader-pane h1", "Tides");
  hand.keys("Delete");
  await hand.window.see(".toast", "trash");
  hand.keys("ctrl+z");
  await hand.window.see(".row", "Tides");
  await hand.click(".row", "Tides");
  hand.keys("ctrl+w");
  await hand.window.gone(".reader-pane[role=main]");
  hand.keys("F1");
  await hand.window.see("dialog");
  hand.keys("Escape");
  hand.keys("ctrl+n");
  await hand.window.see("dialog textarea");
});

test("everything scrolls with OpenGL too", async () => {
  screen.stop();
  screen = await Screen.start({ WEBKIT_DISABLE_COMPOSITING_MODE: "0" });
  await everythingScrolls();
});
