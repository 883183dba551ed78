/** The interface in Chromium over the server: the main actions. */

import { readFileSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { accessible, open, painted, place, select } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;
let address: string;
let article: { id: string; title: string };

test.beforeEach(async ({ page }) => {
  library = new Library();
  article = library.run(["clip", join(FIXTURES, "ferries.txt")]);
  library.run(["highlight", article.id, "--quote", "We know the tides better", "--note", "**metaphor**", "--tag", "sea"]);
  address = await library.serve();
  await page.goto(address);
  await expect(page.getByRole("option", { name: /Harbour towns/ })).toBeVisible();
});
test.afterEach(() => library.stop());

test("no screen has an accessibility finding, in light or dark", async ({ page }) => {
  // The loop visits 26 screens.
  test.setTimeout(240_000);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-theme", scheme);
    await accessible(page, `list, ${scheme}`);
    await open(page);
    await accessible(page, `reader, ${scheme}`);
    await select(page, "A ferry is a bridge");
    await expect(page.getByRole("toolbar", { name: "Highlight the selection" })).toBeVisible();
    await accessible(page, `popover, ${scheme}`);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Appearance" }).click();
    await accessible(page, `appearance, ${scheme}`);
    await page.getByRole("button", { name: "Appearance" }).click();
    for (const [key, title] of [["Control+k", "Commands"], ["?", "Keyboard"], ["a", "Add an article"], ["t", "Tag"], ["Control+,", "Settings"]] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog", { name: title })).toBeVisible();
      await accessible(page, `${title}, ${scheme}`);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    for (const name of ["Edit details", "As captured"]) {
      await page.getByRole("button", { name }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await accessible(page, `${name}, ${scheme}`);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("/");
    await page.keyboard.type("tides");
    await expect(page.getByText("1 article found")).toBeVisible();
    await accessible(page, `search, ${scheme}`);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Trash", exact: true }).click();
    await expect(page.getByText("The trash is empty.")).toBeVisible();
    await accessible(page, `empty, ${scheme}`);
    await page.getByRole("button", { name: /^Inbox/ }).click();
  }
});

test("overlapping highlights are both shown, and each can be reached", async ({ page }) => {
  await open(page);
  await select(page, "tides better than any");
  await page.getByRole("button", { name: "Green" }).click();
  await expect.poll(() => painted(page)).toMatchObject({ "mark-yellow-0": ["We know the tides better"], "mark-green-1": ["tides better than any"] });
  await page.keyboard.press("Escape");
  const place = await select(page, "tides");
  await page.keyboard.press("Escape");
  const press = () => page.mouse.click((place.x1 + place.x2) / 2, place.y1);
  await press();
  await expect.poll(async () => (await painted(page))["active"]).toEqual(["tides better than any"]);
  await press();
  await expect.poll(async () => (await painted(page))["active"]).toEqual(["We know the tides better"]);
});

test("a highlight may run across paragraphs", async ({ page }) => {
  await open(page);
  const from = await select(page, "in Lisbon");
  await page.keyboard.press("Escape");
  const to = await select(page, "both banks");
  await page.keyboard.press("Escape");
  await page.mouse.move(from.x1, from.y1);
  await page.mouse.down();
  await page.mouse.move(to.x2, to.y2, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.press("4");
  await expect.poll(async () => (await painted(page))["mark-blue-0"]?.[0]).toContain("\n");
  const shown = library.run<{ highlights: { exact: string }[] }>(["show", article.id]);
  expect(shown.highlights.at(-1)?.exact).toMatch(/^in Lisbon on Thursday\.\n"A ferry .* both banks$/);
});

test("a double press takes a word, a triple one its paragraph", async ({ page }) => {
  await open(page);
  const at = await place(page, "tides");
  await page.mouse.dblclick(at.x1 + 4, at.y1);
  await expect(page.getByRole("toolbar", { name: "Highlight the selection" })).toBeVisible();
  await page.keyboard.press("2");
  await expect.poll(async () => Object.entries(await painted(page)).find(([name]) => name.startsWith("mark-red"))?.[1]).toEqual(["tides"]);
  await page.mouse.click(at.x1 + 4, at.y1, { clickCount: 3 });
  await expect(page.getByRole("toolbar", { name: "Highlight the selection" })).toBeVisible();
  await page.keyboard.press("4");
  await expect.poll(async () => Object.entries(await painted(page)).find(([name]) => name.startsWith("mark-blue"))?.[1]?.[0]).toMatch(/^"We know the tides better .*\S$/s);
});

test("search shows matches in their context, in texts and in notes", async ({ page }) => {
  await page.keyboard.press("/");
  await page.keyboard.type("metaphor");
  await expect(page.locator(".results mark")).toHaveText(["metaphor"]);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("timetab");
  await expect(page.locator(".results mark")).toHaveText(["timetables"]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(article.title);
});

test("filing, trash and undo by keyboard alone", async ({ page }) => {
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(article.title);
  await page.keyboard.press("e");
  await expect(page.getByText("Archived")).toBeVisible();
  await expect(page.locator(".row")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".row")).toHaveCount(1);
  await page.keyboard.press("#");
  await expect(page.getByText("Moved to the trash")).toBeVisible();
  await expect(page.locator(".row")).toHaveCount(0);
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(page.locator(".row")).toHaveCount(1);
  await page.keyboard.press("t");
  await page.keyboard.type("harbour");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^harbour/ }).click();
  await expect(page.getByText("#harbour · 1 article")).toBeVisible();
});

test("what carries annotations is only deleted after a question", async ({ page }) => {
  await page.keyboard.press("#");
  await page.getByRole("button", { name: "Trash", exact: true }).click();
  await page.getByRole("option", { name: /Harbour towns/ }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByRole("dialog")).toContainText("It carries 2 highlights and notes.");
  await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText("The trash is empty.")).toBeVisible();
});

test("details are corrected by hand, and a wrong date is explained", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Edit details" }).click();
  await page.getByLabel("Published").fill("yesterday");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("2026-07-01 or 2026-07-01T09:30");
  await page.getByLabel("Published").fill("2014-03-08");
  await page.getByLabel("Title").fill("Ferries, corrected");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ferries, corrected");
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(article.title);
});

const FERRY_PAGE = `<!doctype html><html lang=en><head><title>Ferries for the coast | Coast Daily</title><meta name=citation_doi content=10.1000/ferries.7></head><body>
<nav><a href=/>Home</a> <a href=/news>News</a></nav>
<main><article><h1>Ferries for the coast</h1>
<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.</p>
<p>Sign up for our <a href=/letter>newsletter</a> and never miss a boat.</p>
<p>The ministry said that it would answer within a month, as it has done every year since the board was made.</p>
<div class=related><h3>Related stories</h3><ul><li><a href=/1>A bridge in the south is not built</a></li><li><a href=/2>The lamp burns all night</a></li></ul></div>
</article></main>
<aside><section><h2>From the archive</h2><p>In 1998 the board was made by a minister who had never seen the sea, and who said so.</p><p>Nobody minded at the time, and the ferries went on as before.</p></section></aside>
<footer>© Coast Daily</footer></body></html>`;

test("what was left out is shown with its reason, and the article is picked by hand", async ({ page }) => {
  library.run(["clip", "-", "--url", "https://coast.example/ferries"], FERRY_PAGE);
  await open(page, /Ferries for the coast/);
  await page.getByRole("button", { name: "As captured" }).click();
  const dialog = page.getByRole("dialog");
  const shown = dialog.frameLocator("iframe");
  await expect(shown.getByText("Eleven harbour towns")).toBeVisible();
  await expect(shown.locator("[data-out]", { hasText: "newsletter" })).toHaveAttribute("title", "An invitation to subscribe");
  await expect(shown.locator("[data-out]", { hasText: "Eleven harbour towns" })).toHaveCount(0);
  await page.screenshot({ path: "results/page-as-captured.png" });
  await accessible(page, "page as captured");

  await dialog.getByRole("tab", { name: "What was left out" }).click();
  await expect(dialog.getByRole("heading", { name: /An invitation to subscribe/ })).toBeVisible();
  await accessible(page, "what was left out");
  await page.screenshot({ path: "results/what-was-left-out.png" });

  // A click chooses the passage; a second click chooses what is around it.
  await dialog.getByRole("tab", { name: "Page" }).click();
  await shown.getByText("In 1998 the board").click();
  await shown.getByText("In 1998 the board").click();
  await expect(dialog.getByRole("button", { name: /these 3 passages/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Only this is the article" }).click();
  await page.screenshot({ path: "results/picked.png" });
  await dialog.getByRole("button", { name: "Make this the article" }).click();
  const article = page.locator(".reader-pane").frameLocator("iframe");
  await expect(article.getByText("In 1998 the board")).toBeVisible();
  await expect(article.getByText("Eleven harbour towns")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(article.getByText("Eleven harbour towns")).toBeVisible();

  // With the keyboard alone.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("what was left out");
  await page.keyboard.press("Enter");
  await page.getByRole("listitem").filter({ hasText: "newsletter" }).getByRole("button", { name: "Put back" }).press("Enter");
  await page.getByRole("button", { name: "Make this the article" }).press("Enter");
  await expect(article.getByText("never miss a boat")).toBeVisible();
});

test("what is known says where it was found, and a correction is taken back", async ({ page }) => {
  library.run(["clip", "-", "--url", "https://coast.example/ferries"], FERRY_PAGE);
  await open(page, /Ferries for the coast/);
  await page.getByRole("button", { name: "Edit details" }).click();
  await page.getByText("More", { exact: true }).click();
  await expect(page.getByLabel("DOI")).toHaveValue("10.1000/ferries.7");
  await expect(page.getByText("Found in the page’s citation tags")).toBeVisible();
  await page.getByLabel("DOI").fill("10.1000/ferries.8");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Edit details" }).click();
  await expect(page.getByText("The page says: 10.1000/ferries.7")).toBeVisible();
  await accessible(page, "details");
  await page.screenshot({ path: "results/details.png" });
  await page.getByRole("button", { name: "Take what the page says" }).click();
  await expect(page.getByLabel("DOI")).toHaveValue("10.1000/ferries.7");
});

test("the command line's changes appear in the open window", async ({ page }) => {
  await open(page);
  library.run(["highlight", article.id, "--quote", "once a", "--color", "red"].with(3, "answer within a month"));
  await expect.poll(() => painted(page)).toMatchObject({ "mark-red-0": ["answer within a month"] });
});

test("a long title, no title, Chinese and Arabic stand as they should", async ({ page }) => {
  const sentence = "The towns voted on Friday, and the ministry published the numbers at noon, which surprised nobody at all.";
  library.run(["clip", "-"], `${"Long harbour title ".repeat(11).trim()}\n\nBy Ana Liang\n\n${sentence}\n${sentence} Twice.`);
  library.run(["clip", "-"], `${sentence}\n\n${sentence} And so on.`);
  library.run(["clip", "-"], "مدن الموانئ تطالب بدور في تخطيط العبارات\nبقلم ليلى حداد\nلشبونة (رويترز) - طلبت إحدى عشرة مدينة ساحلية من الوزارة يوم الجمعة مقعدا في المجلس الذي يخطط للعبارات.");
  await expect(page.locator(".row")).toHaveCount(4);
  await open(page, /Long harbour title/);
  const heading = page.getByRole("heading", { level: 1 });
  expect(await heading.evaluate((h) => h.scrollWidth <= h.clientWidth)).toBe(true);
  await open(page, /The towns voted on Friday/);
  await expect(heading).toHaveText("Untitled");
  await open(page, /مدن/);
  await expect(page.locator(".page")).toHaveAttribute("dir", "rtl");
  const [text, margin] = [await page.locator(".column").boundingBox(), await page.getByRole("complementary").boundingBox()];
  expect(margin?.x).toBeLessThan(text?.x ?? 0);
});

test("what is pasted or dropped onto the window becomes an article", async ({ page }) => {
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/html", "<h1>A pasted page about ferries</h1><p>By Ana Liang</p><p>Eleven harbour towns asked the <a href='https://example.org/m'>ministry</a> on Friday for a <b>seat</b> on the board.</p>");
    data.setData("text/plain", "not used where there is HTML");
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A pasted page about ferries");
  await expect(page.frameLocator("iframe").locator("p a")).toHaveText("ministry");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["# A dropped file\n\nIt is **Markdown**, and it was dropped."], "notes.md", { type: "text/markdown" }));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A dropped file");
  await expect(page.frameLocator("iframe").locator("strong")).toHaveText("Markdown");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0])], "picture.html"));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText("This is a picture, not a page.")).toBeVisible();
});

test("the reading position is where it was left, whatever the width", async ({ page }) => {
  const sentences = Array.from({ length: 120 }, (_, n) => `Paragraph number ${n} is about the ferry, the quay and the people who wait there for the morning.`);
  library.run(["clip", "-"], `A long story\n\nBy Ana Liang\n\n${sentences.join("\n\n")}`);
  await open(page, /A long story/);
  const topmost = () =>
    page.evaluate(() => {
      const frame = document.querySelector("iframe");
      const top = (document.querySelector(".scroller")?.getBoundingClientRect().top ?? 0) - (frame?.getBoundingClientRect().top ?? 0);
      return [...(frame?.contentDocument?.querySelectorAll("p") ?? [])].find((p) => p.getBoundingClientRect().bottom > top + 70)?.textContent?.slice(0, 20);
    });
  const saved = page.waitForRequest((r) => r.postData()?.includes("article.set_position") ?? false);
  await page.locator(".scroller").evaluate((s) => (s.scrollTop = 3_000));
  const left = await topmost();
  expect(left).toMatch(/Paragraph number [1-9]/);
  await (await saved).response();
  await page.setViewportSize({ width: 1000, height: 700 });
  // The article is reopened by itself.
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "A long story" })).toBeVisible();
  await expect.poll(topmost).toBe(left);
});

test.describe("pages over the network", () => {
  let server: Server;
  let port: number;
  let hold: (() => void) | null = null;

  test.beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === "/slow") {
        response.writeHead(200, { "content-type": "text/html" });
        response.write("<p>first");
        hold = () => response.end();
      } else if (request.url === "/image.png") {
        response.writeHead(200, { "content-type": "image/png" });
        response.end(Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64"));
      } else if (request.url === "/gone") {
        response.writeHead(404).end();
      } else {
        response.writeHead(200, { "content-type": "text/html" });
        response.end(readFileSync(join(FIXTURES, "pages/ferry.html")));
      }
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const bound = server.address();
    port = bound && typeof bound === "object" ? bound.port : 0;
  });
  test.afterEach(() => {
    hold?.();
    server.close();
  });

  async function add(page: Page, path: string) {
    await page.keyboard.press("a");
    await page.getByRole("dialog").getByRole("textbox").fill(`http://127.0.0.1:${port}${path}`);
    await page.keyboard.press("Enter");
  }

  test("an address on the own network is fetched after consent, with its image, and only once", async ({ page }) => {
    await add(page, "/ferry");
    await page.getByRole("dialog", { name: "An address on your own network" }).getByRole("button", { name: "Fetch it" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("The night ferry");
    const image = page.frameLocator("iframe").locator("img");
    await expect.poll(() => image.evaluate((i: HTMLImageElement) => i.naturalWidth)).toBe(1);
    await add(page, "/ferry");
    await page.getByRole("dialog", { name: "Already in your library" }).getByRole("button", { name: "Open it" }).click();
    await expect(page.locator(".row")).toHaveCount(2);
  });

  test("a slow page shows that it is coming, and can be stopped", async ({ page }) => {
    await add(page, "/slow");
    await page.getByRole("button", { name: "Fetch it" }).click();
    await expect(page.getByText(/^Fetching 127/)).toBeVisible();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText(/^Fetching 127/)).toHaveCount(0);
    await expect(page.getByText("Stopped.")).toBeVisible();
    await expect(page.locator(".list-pane [role=option]")).toHaveCount(1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(page.getByText("Stopped.")).toHaveCount(0);
  });

  test("a page that is not there says so, and can be tried again", async ({ page }) => {
    await add(page, "/gone");
    await page.getByRole("button", { name: "Fetch it" }).click();
    await expect(page.getByText("The site answered with error 404.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  });
});

test("what the reader shows has exactly the stored text, on every page of the fixtures", async ({ page }) => {
  const pages = readdirSync(join(FIXTURES, "pages")).filter((name) => name.endsWith(".html"));
  expect(pages.length).toBeGreaterThan(3);
  for (const name of pages) {
    const clipped = library.run<{ id: string; title: string; text: string }>(["clip", join(FIXTURES, "pages", name)]);
    await expect(page.locator(`#row-${clipped.id}`)).toBeVisible();
    await page.locator(`#row-${clipped.id}`).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(clipped.title || "Untitled");
    // Soft hyphens are ignored.
    await expect.poll(() => page.evaluate(() => document.querySelector("iframe")?.contentDocument?.body?.textContent?.replaceAll("\u00AD", "")), { message: name }).toBe(clipped.text.replaceAll("\u00AD", ""));
  }
});

test("a copied quote links to its passage: two hundred of them are marked where they are", async ({ page, context }) => {
  test.setTimeout(240_000);
  const token = new URLSearchParams(new URL(address).hash.slice(1) || new URL(address).search).get("token") ?? "";
  const call = async <T>(name: string, args: object): Promise<T> => {
    const answer = await fetch(new URL("/api/call", address), { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify({ call: name, args }) });
    return (await answer.json()) as T;
  };
  interface Detail { version: { html: string; divided: boolean } }
  const pages: { id: string; text: string; html: string }[] = [];
  for (const file of readdirSync(join(FIXTURES, "pages")).filter((f) => f.endsWith(".html"))) {
    const url = `https://coast.example/${file}`;
    const { id } = library.run<{ id: string }>(["clip", "-", "--url", url], readFileSync(join(FIXTURES, "pages", file), "utf8"));
    const detail = await call<Detail>("article.open", { id });
    const { text } = library.run<{ text: string }>(["show", id]);
    if (text.length > 200) pages.push({ id, text, html: detail.version.divided ? detail.version.html.replaceAll("\u00AD", "") : detail.version.html });
  }
  expect(pages.length).toBeGreaterThan(1);
  const body = (html: string) => `<!doctype html><meta charset=utf-8><style>body{font:18px/2.4 serif;width:640px;background:#fff;color:#000;margin:1200px 40px}::target-text{background:#f00;color:#f00}*{color:inherit!important}</style>${html}`;
  await context.route("https://coast.example/**", (route) => {
    const at = Number(new URL(route.request().url()).searchParams.get("page"));
    return route.fulfill({ contentType: "text/html; charset=utf-8", body: body(pages[at]?.html ?? "") });
  });
  // Pseudo-random numbers, the same in each run.
  let seed = 7;
  const number = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const wrong: string[] = [];
  for (let n = 0; n < 200; n++) {
    const at = number(pages.length);
    const { id, text } = pages[at] ?? { id: "", text: "" };
    const points = [...text];
    const start = number(points.length - 12);
    const end = Math.min(points.length, start + 3 + number(n % 10 === 0 ? 500 : 60));
    if (points.slice(start, end).join("").trim() === "") continue;
    const { markdown } = await call<{ markdown: string }>("article.quote", { id, start, end });
    const directive = /:~:text=[^>)\s]*/.exec(markdown)?.[0];
    if (!directive) {
      wrong.push(`no link: ${points.slice(start, end).join("")}`);
      continue;
    }
    // Browsers find no words that run through a formula, since each of its signs is a box of its own.
    if (directive.includes("t%3Dsv")) continue;
    await page.goto(`https://coast.example/?page=${at}&n=${n}#${directive}`);
    // The passage is in view, and the browser's marking covers all of it.
    const box = await page.evaluate(({ start, end }) => {
      // One text node at a time: a range over several elements also has the boxes of the elements.
      const rects: { x: number; y: number; width: number; height: number }[] = [];
      let at = 0;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
        const range = document.createRange();
        range.setStart(node, 0);
        let unit = 0;
        let some = false;
        for (const c of node.data) {
          if (at === start) range.setStart(node, unit);
          unit += c.length;
          if (at >= start && at < end && c.trim() !== "") {
            range.setEnd(node, unit);
            some = true;
          }
          at += 1;
        }
        // The stroke of a soft hyphen at a line end has a box of its own, which Chromium 156 leaves unmarked. It is
        // not a character of the text.
        const strokes = [...node.data.matchAll(/\u00AD/g)].flatMap(({ index }) => {
          const stroke = document.createRange();
          stroke.setStart(node, index);
          stroke.setEnd(node, index + 1);
          return [...stroke.getClientRects()];
        });
        const isStroke = (r: DOMRect) => strokes.some((s) => s.x === r.x && s.y === r.y && s.width === r.width);
        if (some) rects.push(...[...range.getClientRects()].filter((r) => r.width > 1 && !isStroke(r)).map((r) => ({ x: r.x, y: r.y, width: r.width, height: r.height })));
      }
      return rects;
    }, { start, end });
    const shot = (await page.screenshot()).toString("base64");
    const seen = await page.evaluate(async ({ shot, box }) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob());
      const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
      if (!canvas) return { inside: 0, shown: false };
      canvas.drawImage(image, 0, 0);
      const inView = box.filter((r) => r.y >= 0 && r.y + r.height <= image.height);
      const red = inView.filter((r) => {
        const { data } = canvas.getImageData(Math.round(r.x), Math.round(r.y), Math.max(1, Math.round(r.width)), Math.round(r.height));
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 0) > 200 && (data[i + 1] ?? 255) < 80) count++;
        return count * 4 * 3 > data.length;
      });
      return { inside: inView.length === 0 ? 0 : red.length / inView.length, shown: inView.length > 0 };
    }, { shot, box });
    if (!seen.shown || seen.inside < 1) wrong.push(`${JSON.stringify(seen)} ${directive} for ${points.slice(start, end).join("")}`);
  }
  expect(wrong).toEqual([]);
});
