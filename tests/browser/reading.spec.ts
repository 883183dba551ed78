/** Reading an article in Chromium over the server: footnotes, headings, finding words, themes. */

import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { accessible, open, painted, place, select } from "./page";
import { FIXTURES, Library } from "./server";

let library: Library;

test.beforeEach(async ({ page }) => {
  library = new Library();
  library.run(["clip", join(FIXTURES, "pages/structure.html")]);
  await page.goto(await library.serve());
  await open(page, /Fahrpläne und Formeln/);
});
test.afterEach(() => library.stop());

test("a footnote opens at its mark, and the way back is there", async ({ page }) => {
  const note = page.getByRole("note");
  const mark = page.frameLocator("iframe").getByRole("link", { name: "1", exact: true });
  // The footnote opens when the pointer rests on the mark, and closes when the pointer leaves.
  await mark.hover();
  await expect(note).toContainText("steht seit 1962 im Fahrplan");
  await page.mouse.move(40, 600);
  await expect(note).toHaveCount(0);
  await mark.click();
  await expect(note).toContainText("niemand hat sich je beschwert");
  await page.screenshot({ path: "results/footnote.png" });
  await accessible(page, "a footnote");
  await page.keyboard.press("Escape");
  await expect(note).toHaveCount(0);

  await page.setViewportSize({ width: 1200, height: 480 });
  await mark.click();
  await note.getByRole("button", { name: "Go to the note" }).click();
  const scroller = page.locator(".scroller");
  await expect.poll(() => scroller.evaluate((e) => e.scrollTop)).toBeGreaterThan(300);
  await page.getByRole("button", { name: "Back to where you were" }).click();
  await expect.poll(() => scroller.evaluate((e) => e.scrollTop)).toBeLessThan(100);
});

test("German words are divided where the library says, and nothing of that is in what is made of them", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const frame = page.frameLocator("iframe");
  const german = frame.locator("p", { hasText: "Kapitän" });
  expect(await german.textContent()).toContain("Hoch\u00ADzeit");
  await expect(german).toHaveCSS("hyphens", "manual");

  // A word that is chosen by its middle, from one soft hyphen to the next.
  await select(page, "Kapitän am Abend");
  await page.keyboard.press("Control+c");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("Kapitän am Abend");
  await page.keyboard.press("h");
  await expect.poll(async () => Object.values(await painted(page)).flat()).toContain("Kapitän am Abend");
  const [article] = library.run<{ id: string }[]>(["list"]);
  expect(library.run<{ highlights: { exact: string }[] }>(["show", article?.id ?? ""]).highlights.map((h) => h.exact)).toEqual(["Kapitän am Abend"]);
  await page.keyboard.press("Escape");
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect(page.locator(".paper mark")).toHaveText(["Kapitän am Abend"]);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));

  // After the language is corrected, with the article open, the engine hyphenates its words.
  await page.getByRole("button", { name: "Edit details" }).click();
  await page.getByText("More", { exact: true }).click();
  await page.getByLabel("Language").fill("en");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => german.textContent()).not.toContain("\u00AD");
  await expect(german).toHaveCSS("hyphens", "auto");
  await expect.poll(async () => Object.values(await painted(page)).flat()).toContain("Kapitän am Abend");
});

test("a listing has its colours, a table its cells, a formula its place", async ({ page }) => {
  await expect.poll(async () => (await painted(page))["code-keyword"]).toEqual(["fn"]);
  expect((await painted(page))["code-name"]).toContain("crossing");
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("math mfrac")).toBeVisible();
  await expect(frame.locator("td", { hasText: "Nord" })).toHaveJSProperty("rowSpan", 2);
  const column = async (words: string) => Math.round((await frame.locator("td", { hasText: words }).boundingBox())?.x ?? -1);
  expect(await column("06:40")).toBe(await column("02:10"));
  await frame.locator("pre").scrollIntoViewIfNeeded();
  await page.screenshot({ path: "results/structure.png" });
});

test("words are found in the article, whatever their marks, and gone through", async ({ page }) => {
  await page.keyboard.press("Control+f");
  const field = page.getByRole("textbox", { name: "Find in this article" });
  await field.fill("fahre");
  await expect(page.getByText("1 of 2")).toBeVisible();
  expect((await painted(page))["found"]).toEqual(["Fähre", "Fähre"]);
  await page.screenshot({ path: "results/find.png" });
  await accessible(page, "find");
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 of 2")).toBeVisible();
  await page.keyboard.press("Control+g");
  await expect(page.getByText("1 of 2")).toBeVisible();
  await field.fill("no such words");
  await expect(page.getByText("Not there")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
  expect((await painted(page))["found"]).toBeUndefined();
});

test("headings lead to their place, by keyboard too", async ({ page }) => {
  // A single heading makes no outline.
  await expect(page.getByRole("button", { name: /Headings/ })).toHaveCount(0);
  const paragraph = "<p>The harbour towns asked for a seat on the board that plans the ferries, as they have done every year since it was made.</p>";
  const html = `<html lang=en><head><title>Long</title></head><body><article><h1>Long</h1>${["One", "Two", "Three"].map((h) => `<h2>${h}</h2>${paragraph.repeat(8)}<h3>Inner ${h}</h3>${paragraph.repeat(4)}`).join("")}</article></body></html>`;
  library.run(["clip", "-", "--url", "https://coast.example/long"], html);
  await open(page, "Long");
  await expect(page.getByRole("button", { name: /Headings/ })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  const outline = page.getByRole("navigation", { name: "Headings" });
  await expect(outline.getByRole("button")).toHaveText(["One", "Inner One", "Two", "Inner Two", "Three", "Inner Three"]);
  await page.screenshot({ path: "results/outline.png" });
  await accessible(page, "outline");
  for (let n = 0; n < 2; n += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(outline).toHaveCount(0);
  const top = await page.locator(".scroller").evaluate((e) => e.getBoundingClientRect().top);
  const two = page.frameLocator("iframe").getByRole("heading", { name: "Two", exact: true });
  await expect.poll(async () => ((await two.boundingBox())?.y ?? 9999) - top).toBeLessThan(120);
  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(() => page.locator(".scroller").evaluate((e) => e.scrollTop)).toBe(0);
});

test("every theme has its colours, in the frame too, and can be read", async ({ page }) => {
  for (const theme of ["light", "sepia", "dark", "black", "high contrast"]) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /Type a command/ }).fill(`Theme: ${theme}`);
    await page.keyboard.press("Enter");
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.querySelector("iframe")?.contentDocument?.documentElement ?? document.body).backgroundColor)).toBe(paper);
    await accessible(page, theme);
    await page.screenshot({ path: `results/theme-${theme.replace(" ", "-")}.png` });
  }
  // With the setting "follow the system", the system's preference for contrast is followed.
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Type a command/ }).fill("Theme: follow the system");
  await page.keyboard.press("Enter");
  await page.emulateMedia({ contrast: "more", colorScheme: "dark" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "contrast-dark");
  await page.screenshot({ path: "results/theme-contrast-dark.png" });
  await accessible(page, "contrast, dark");
  expect(await place(page, "Fahrplan")).toBeTruthy();
});

test("the article has the window to itself, and goes on paper in ink", async ({ page }) => {
  await page.keyboard.press("\\");
  await expect(page.getByRole("listbox", { name: "Articles" })).toBeHidden();
  await expect(page.frameLocator("iframe").getByText("Ein Fahrplan ist eine Tabelle")).toBeVisible();
  await page.screenshot({ path: "results/focus.png" });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox", { name: "Articles" })).toBeVisible();

  await select(page, "pünktlich");
  await page.keyboard.press("n");
  await page.getByRole("textbox", { name: "Note", exact: true }).fill("Says **who**?");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("complementary").getByText("Says who?")).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("listbox", { name: "Articles" })).toBeHidden();
  await expect(page.getByRole("toolbar", { name: "Article" })).toBeHidden();
  const paper = page.locator(".paper");
  await expect(paper.getByText("Ein Fahrplan ist eine Tabelle")).toHaveCSS("color", "rgb(29, 27, 24)");
  await expect(paper.locator("mark")).toHaveText(["pünktlich"]);
  await expect(paper.locator("sup.note")).toHaveText(["[1]"]);
  await expect(paper.getByRole("listitem").filter({ hasText: "Says who?" })).toContainText("pünktlich");
  await page.pdf({ path: "results/print.pdf", format: "A4" });
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect(paper).toHaveCount(0);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("what is being written survives a crash, and is gone from the drafts once it is saved", async ({ page }) => {
  await select(page, "pünktlich");
  await page.keyboard.press("n");
  const editor = page.getByRole("textbox", { name: "Note", exact: true });
  await editor.fill("Who says **so");
  await expect.poll(() => library.run<unknown>(["search", "says"])).toEqual([]);
  const kept = page.waitForResponse((r) => (r.request().postData() ?? "").includes("draft.set"));
  await editor.pressSequentially("?");
  await kept;
  // The window ends as in a crash, without being told.
  const address = page.url();
  await page.evaluate(() => window.stop());
  await library.kill();
  await page.goto(await library.serve());
  expect(page.url()).not.toBe(address);
  await open(page, /Fahrpläne und Formeln/);
  await expect(editor).toHaveValue("Who says **so?");
  await expect(page.getByText("Not saved yet")).toBeVisible();
  await editor.click();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Not saved yet")).toHaveCount(0);
  await expect.poll(() => library.run<unknown[]>(["search", "says"]).length).toBe(1);
  await page.reload();
  await open(page, /Fahrpläne und Formeln/);
  await expect(editor).toHaveCount(0);
});

test("from page to page: nothing is cut or lost, notes stand on their page, the reader keeps his place", async ({ page }) => {
  for (const [lang, title, piece] of [
    ["en", "A long way round", "The harbour towns asked for a seat on the board that plans the ferries, as they have done every year since it was made. "],
    ["ar", "رحلة العبارة", "تقول المدينة إن العبارة جسر لا يبقى في مكانه، وإن جدول المواعيد لا يتغير إلا مرة في العام. "],
  ] as const) {
    const sections = Array.from({ length: 9 }, (_, n) => `<h2>${n + 1}. ${title}</h2>${Array.from({ length: 5 }, (_, p) => `<p>§${n + 1}.${p + 1} ${piece.repeat(3)}</p>`).join("")}`);
    const html = `<html lang=${lang}><head><title>${title}</title></head><body><article><h1>${title}</h1>${sections.join("")}</article></body></html>`;
    library.run(["clip", "-", "--url", `https://coast.example/${lang}`], html);
    await open(page, title);
    await expect(page.frameLocator("iframe").getByText("§9.5")).toBeAttached();
    await page.keyboard.press("P");
    const pages = page.getByRole("status").filter({ hasText: / of \d/ });
    await expect(pages).toHaveText(/^1 of \d+$/);
    const count = Number((await pages.textContent())?.split(" of ")[1]);
    expect(count).toBeGreaterThan(4);
    const seen: string[] = [];
    for (let n = 1; n <= count; n += 1) {
      await expect(pages).toHaveText(`${n} of ${count}`);
      // Every line is whole on one page. `here` collects the paragraphs of this page.
      const { cut, here } = await page.evaluate(() => {
        const frame = document.querySelector("iframe") as HTMLIFrameElement;
        const inner = frame.contentDocument as Document;
        const [width, height] = [frame.clientWidth, frame.clientHeight];
        const cut: string[] = [];
        const here: string[] = [];
        for (const p of inner.querySelectorAll("p, h2")) {
          const range = inner.createRange();
          range.selectNodeContents(p);
          for (const box of range.getClientRects()) {
            if (box.right <= 0 || box.left >= width) continue;
            here.push(p.textContent ?? "");
            if (box.left < 0 || box.right > width || box.top < 0 || box.bottom > height) cut.push(`${p.textContent?.slice(0, 12)} ${JSON.stringify(box)}`);
          }
        }
        return { cut, here };
      });
      expect(cut).toEqual([]);
      seen.push(...here);
      if (n < count) await page.keyboard.press(n % 2 ? " " : lang === "ar" ? "ArrowLeft" : "ArrowRight");
    }
    expect(new Set(seen).size).toBe(9 * 6);
    await page.screenshot({ path: `results/paged-${lang}-last.png` });
    await page.keyboard.press("Home");
    await expect(pages).toHaveText(`1 of ${count}`);
    await page.screenshot({ path: `results/paged-${lang}.png` });
    await accessible(page, `paged, ${lang}`);
    // One push of the wheel turns one page.
    await page.locator("iframe").hover();
    await page.mouse.wheel(0, 120);
    await expect(pages).toHaveText(`2 of ${count}`);
    await page.getByRole("button", { name: "Next page" }).click();
    await expect(pages).toHaveText(`3 of ${count}`);

    // A note is on the page of its passage.
    const words = await page.evaluate(() => {
      const frame = document.querySelector("iframe") as HTMLIFrameElement;
      const inner = frame.contentDocument as Document;
      const p = [...inner.querySelectorAll("p")].find((p) => p.getBoundingClientRect().top > 100 && p.getClientRects().length === 1 && p.getBoundingClientRect().left >= 0 && p.getBoundingClientRect().right <= frame.clientWidth);
      return p?.textContent?.slice(0, 14) ?? "";
    });
    await select(page, words);
    await page.keyboard.press("2");
    const note = page.getByRole("complementary").getByRole("button", { name: /^Red highlight/ });
    await expect(note).toBeVisible();
    await page.screenshot({ path: `results/paged-${lang}-note.png` });
    await page.keyboard.press("Escape");
    await page.keyboard.press("PageDown");
    await expect(pages).toHaveText(`4 of ${count}`);
    await expect(note).toHaveCount(0);
    await page.keyboard.press("PageUp");
    await expect(note).toBeVisible();

    // Switching to one long page and back keeps the same words in view.
    await page.keyboard.press("P");
    await expect(pages).toHaveCount(0);
    await expect.poll(() => place(page, words).then((at) => at.y1 > 0 && at.y1 < 720)).toBe(true);
    await page.keyboard.press("P");
    await expect(pages).toHaveText(`3 of ${count}`);
    // Narrower pages are more pages; the words stay in view.
    await page.setViewportSize({ width: 900, height: 640 });
    await expect.poll(() => place(page, words).then((at) => at.x1 > 0 && at.x1 < 900)).toBe(true);
    await expect.poll(async () => Math.abs(((await note.boundingBox())?.y ?? 0) - (await place(page, words)).y1)).toBeLessThan(24);
    await page.screenshot({ path: `results/paged-${lang}-900.png` });
    await page.setViewportSize({ width: 1280, height: 720 });
    await expect(pages).toHaveText(/of \d/);
    await page.keyboard.press("P");
  }
});

test("what is read stays where it is when something above it grows", async ({ page }) => {
  const html = `<html lang=en><head><title>Pictures</title></head><body><article><h1>Pictures</h1>${Array.from({ length: 30 }, (_, n) => `<p>§${n}. The harbour towns asked for a seat on the board that plans the ferries, as they have done every year since it was made.</p>`).join("")}</article></body></html>`;
  library.run(["clip", "-", "--url", "https://coast.example/pictures"], html);
  await open(page, "Pictures");
  await expect(page.frameLocator("iframe").getByText("§14.")).toBeAttached();
  const kept = page.waitForRequest((r) => (r.postData() ?? "").includes("article.set_position"));
  await page.keyboard.press("PageDown");
  await kept;
  await expect.poll(async () => (await place(page, "§14.")).y1).toBeLessThan(640);
  const before = (await place(page, "§14.")).y1;
  await page.evaluate(() => ((document.querySelector("iframe")?.contentDocument?.querySelector("p") as HTMLElement).style.paddingTop = "200px"));
  const frame = page.locator("iframe");
  await expect.poll(() => frame.evaluate((f) => (f as HTMLIFrameElement).contentDocument?.querySelector("p")?.getBoundingClientRect().height)).toBeGreaterThan(200);
  await expect.poll(async () => Math.abs((await place(page, "§14.")).y1 - before)).toBeLessThan(3);
});

interface Seen {
  /** Tops of the paragraph that was read and of the note beside it, in pixels from the top of the window. */
  y: number;
  note: number | null;
  /** Whether that paragraph is laid out, and whether a paragraph far from it is. */
  here: boolean;
  elsewhere: boolean;
}

test("a long article is opened where it was left, with what is in view at once, then its notes, and does not move when the rest has come", async ({ page }) => {
  const paragraph = (n: number) => `<p>§${n}. ${"The harbour towns asked for a seat on the board that plans the ferries. ".repeat(2 + (n % 5))}</p>`;
  const html = `<html lang=en><head><title>A long report</title></head><body><article><h1>A long report</h1>${Array.from({ length: 120 }, (_, n) => paragraph(n)).join("")}</article></body></html>`;
  const { id } = library.run<{ id: string }>(["clip", "-", "--url", "https://coast.example/long"], html);
  library.run(["highlight", id, "--quote", "§72. The harbour towns", "--note", "Who asked?"]);
  library.run(["clip", join(FIXTURES, "ferries.txt")]);
  await open(page, "A long report");
  await page.frameLocator("iframe").getByText("§70.").scrollIntoViewIfNeeded();
  const kept = page.waitForRequest((r) => (r.postData() ?? "").includes("article.set_position"));
  await page.keyboard.press("PageDown");
  await kept;
  const left = await page.evaluate(() => document.querySelector(".scroller")?.scrollTop ?? 0);
  // A current quotation in another article must not move the first article away from its place.
  await open(page);
  await page.keyboard.press("q");
  await expect(page.getByRole("group", { name: "Quotation", exact: true })).toBeVisible();

  await page.evaluate(() => {
    const frames: Seen[] = [];
    Object.assign(window, { frames });
    const shown = (p: Element) => getComputedStyle(p).contentVisibility === "visible";
    const watch = () => {
      const frame = document.querySelector<HTMLIFrameElement>(".page iframe");
      const all = [...(frame?.contentDocument?.querySelectorAll("p") ?? [])];
      const [here, last] = [all.find((p) => p.textContent.startsWith("§72.")), all.at(-1)];
      const note = document.querySelector("aside .place")?.getBoundingClientRect().top ?? null;
      if (frame && here && last) frames.push({ y: frame.getBoundingClientRect().top + here.getBoundingClientRect().top, note, here: shown(here), elsewhere: shown(last) });
      if (frames.length < 12) requestAnimationFrame(watch);
    };
    watch();
  });
  await page.getByRole("option", { name: "A long report" }).click();
  const seen = () => page.evaluate(() => (window as unknown as { frames: Seen[] }).frames);
  await expect.poll(async () => (await seen()).length).toBe(12);
  const frames = await seen();
  expect(frames.every((frame) => frame.here)).toBe(true);
  expect(frames[0]).toMatchObject({ note: null, elsewhere: false });
  expect(frames.some(({ note, elsewhere }) => note !== null && !elsewhere)).toBe(true);
  expect(frames.at(-1)).toMatchObject({ note: expect.any(Number), elsewhere: true });
  for (const { y, note } of frames) if (note !== null) expect(Math.abs(note - y)).toBeLessThan(12);
  for (const { y } of frames) expect(Math.abs(y - (frames[0]?.y ?? 0))).toBeLessThan(3);
  await expect.poll(() => page.evaluate(() => document.querySelector(".scroller")?.scrollTop ?? 0)).toBeGreaterThan(left - 900);
});

test("of a book's highlights those near the place at hand are painted, wherever that is", async ({ page }) => {
  const paragraphs = Array.from({ length: 400 }, (_, n) => `<p>§${n}. ${"The harbour towns asked for a seat on the board that plans the ferries. ".repeat(4)}</p>`);
  const { id } = library.run<{ id: string }>(["clip", "-", "--url", "https://coast.example/book"], `<html lang=en><head><title>A book</title></head><body><article><h1>A book</h1>${paragraphs.join("")}</article></body></html>`);
  for (const n of [2, 398]) library.run(["highlight", id, "--quote", `§${n}. The harbour towns`]);
  await open(page, "A book");
  await expect.poll(() => painted(page)).toMatchObject({ "mark-yellow-0": ["§2. The harbour towns"] });
  await page.keyboard.press("End");
  await expect.poll(() => painted(page)).toMatchObject({ "mark-yellow-0": ["§398. The harbour towns"] });
  await expect(page.locator("aside .place")).toHaveCount(1);
  await page.keyboard.press("Home");
  await expect.poll(() => painted(page)).toMatchObject({ "mark-yellow-0": ["§2. The harbour towns"] });

  // A collapsed section is long but takes no room.
  const folded = library.run<{ id: string }>(["clip", "-", "--url", "https://coast.example/folded"], `<html lang=en><head><title>A folded book</title></head><body><article><h1>A folded book</h1><p>Before it all.</p><details><summary>Minutes</summary>${paragraphs.join("")}</details>${[1, 2, 3, 4].map((n) => `<p>Answer ${n}: the towns asked again after it all, and the board that plans the ferries answered that it was not the year for it.</p>`).join("")}</article></body></html>`);
  library.run(["highlight", folded.id, "--quote", "Answer 1: the towns asked again"]);
  await open(page, "A folded book");
  await expect(page.frameLocator("iframe").getByText("§9.")).toBeHidden();
  await expect.poll(() => painted(page)).toMatchObject({ "mark-yellow-0": ["Answer 1: the towns asked again"] });
});
