/** Reading in the real window: a footnote, finding words, the colours of code, a table, a formula. */

import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { AppWindow, emptyFolder, Screen } from "./app";

const ROOT = resolve(import.meta.dirname, "../..");
const COMMAND = join(ROOT, "target", process.env["COMMONPLACE_PROFILE"] ?? "debug", "commonplace");

let screen: Screen;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());

test("a footnote opens, words are found, a listing has its colours, and high contrast is high", async () => {
  test.setTimeout(120_000);
  const library = join(emptyFolder(), "library.db");
  execFileSync(COMMAND, ["--library", library, "clip", join(ROOT, "tests/fixtures/pages/structure.html")]);
  const app = await AppWindow.open(screen, ["--library", library]);
  await app.click(".row", "Fahrpläne und Formeln");
  await expect.poll(async () => (await app.painted())["code-keyword"]).toEqual(["fn"]);
  const inFrame = <T>(body: string) => app.script<T>(`const page = document.querySelector("iframe").contentDocument; ${body}`);
  expect(await inFrame<number>("return page.querySelector('td[rowspan]').rowSpan")).toBe(2);
  expect(await inFrame<number>("return page.querySelector('math mfrac').getBoundingClientRect().height")).toBeGreaterThan(8);

  // Words are hyphenated by language, so lines of a narrow column end elsewhere: English words by the engine, German
  // ones by the library.
  const lines = (p: string) => inFrame<number[]>(`const p = ${p}; p.style.cssText += "; width: 120px; text-wrap: wrap"; page.body.append(p);
    const range = page.createRange(); range.selectNodeContents(p); const out = [...range.getClientRects()].map((r) => Math.round(r.width)); p.remove(); return out;`);
  const english = (style: string) => `Object.assign(page.createElement("p"), { lang: "en", textContent: "Considerable disagreement about announcements", style: "${style}" })`;
  expect(await lines(english(""))).not.toEqual(await lines(english("hyphens: manual")));
  const german = (words: string) => `Object.assign(page.createElement("p"), { textContent: page.querySelector("p").textContent${words} })`;
  expect(await lines(german(""))).not.toEqual(await lines(german(".replaceAll('\\u00AD', '')")));
  expect(await inFrame<string>("return getComputedStyle(page.querySelector('p')).webkitHyphens")).toBe("manual");

  await app.script("document.querySelector('iframe').contentDocument.querySelector('sup a').click()");
  await app.see(".footnote", "steht seit 1962 im Fahrplan");
  await app.shot("reading-footnote");
  await app.keys("Escape");
  await app.gone(".footnote");

  await app.keys("Control+f");
  await app.see(".find");
  await app.type("fahre");
  await app.see(".find .count", "1 of 2");
  expect((await app.painted())["found"]).toEqual(["Fähre", "Fähre"]);
  await app.shot("reading-find");
  await app.keys("Escape");
  await app.gone(".find");

  await app.resize(1440, 560);
  await app.command("Page by page");
  await app.see(".pages", " of ");
  await app.keys("Home");
  const cut = `const frame = document.querySelector("iframe"), page = frame.contentDocument, [width, height] = [frame.clientWidth, frame.clientHeight];
    return [...page.querySelectorAll("p, h2, td")].flatMap((p) => { const range = page.createRange(); range.selectNodeContents(p);
      return [...range.getClientRects()].filter((b) => b.right > 0 && b.left < width && (b.left < -1 || b.right > width + 1 || b.top < 0 || b.bottom > height + 1)).map(() => p.textContent); });`;
  const pages = Number((await app.see(".pages span")).split(" of ")[1]);
  expect(pages).toBeGreaterThan(2);
  for (let n = 1; n <= pages; n += 1) {
    await app.see(".pages", `${n} of ${pages}`);
    expect(await app.script<string[]>(cut)).toEqual([]);
    await app.shot(`reading-page-${n}`);
    await app.keys("ArrowRight");
  }
  await app.keys("P");
  await app.gone(".pages");
  await app.resize(1440, 900);

  await app.command("Theme: high contrast");
  await app.shot("reading-contrast");
  await app.keys("\\");
  await app.gone(".app:not(.focus)");
  await app.resize(900, 700);
  await app.command("Theme: black");
  await app.shot("reading-focus-black-900");
  await app.keys("\\");

  // The page always waits for events; printing must not wait for that.
  expect(screen.titles()).not.toContain("Print");
  await app.keys("Control+p");
  await expect.poll(() => screen.titles()).toContain("Print");
  await app.close();
});
