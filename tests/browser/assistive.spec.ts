/** Everything is available with the keyboard alone, with a screen reader, and with forced colours. */

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
    await expect(dialog.getByRole("status")).toContainText("Press another key");
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

test.describe("languages", () => {
  test("switched in the settings, every string changes, at once and for good", async ({ page }) => {
    await open(page);
    await page.keyboard.press("Control+,");
    await page.getByRole("combobox", { name: "Language" }).selectOption("zh-Hans");
    await expect(page.getByRole("dialog", { name: "设置" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
    /** Words in Latin letters that the interface shows or announces, except names and what the person wrote. */
    const left = () =>
      page.evaluate(() => {
        const out: string[] = [];
        const own = /^(Commonplace|Common|place|English|Markdown|Ctrl.*|Shift.*|Alt.*|F\d+|Delete|SHA-256.*|#?sea|metaphor|\/.*|[A-Z])$/;
        const note = (text: string | null) => {
          if (text && /[A-Za-z]{3,}/.test(text) && !/[\u4e00-\u9fff]/.test(text) && !own.test(text.trim())) out.push(text.trim());
        };
        const skip = ".said [dir=auto], .reader-pane .heading, .row .title, .row .where, .quote, .prose, kbd, .path, .sheet, .outline";
        for (const element of document.querySelectorAll("body *")) {
          if (element.closest(skip) || element.closest("script, style, iframe")) continue;
          for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) note(child.textContent);
          for (const name of ["aria-label", "title", "placeholder"]) if (!element.matches("[role=region], .scroller")) note(element.getAttribute(name));
        }
        return out;
      });
    expect(await left()).toEqual([]);
    await accessible(page, "settings in Chinese");
    await page.keyboard.press("Escape");
    for (const key of ["Control+k", "?", "a", "t"]) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await left()).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    await page.reload();
    await expect(page.getByRole("navigation").getByRole("button", { name: "设置" })).toBeVisible();
  });
});

test.describe("reading aloud", () => {
  /** Replaces the system's speech with silent voices, and records what they would say. */
  const speak = (languages: string[]) =>
    ((window as unknown as { heard: string[] }).heard = [], languages).length > 0 &&
    Object.defineProperty(window, "speechSynthesis", {
      value: Object.assign(new EventTarget(), {
        getVoices: () => languages.map((lang) => ({ lang, name: `Voice ${lang}`, voiceURI: lang, default: false, localService: true })),
        speak(words: SpeechSynthesisUtterance) {
          (window as unknown as { heard: string[] }).heard.push(words.text);
          (window as unknown as { end: () => void; rate: number }).end = () => words.onend?.(new Event("end") as SpeechSynthesisEvent);
          (window as unknown as { rate: number }).rate = words.rate;
        },
        cancel() {},
      }),
    });
  const fake = `window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };`;
  const heard = (page: import("@playwright/test").Page) => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  const end = (page: import("@playwright/test").Page) => page.evaluate(() => (window as unknown as { end: () => void }).end());

  test("goes on by sentences, is followed by the text, waits, skips, and is faster", async ({ page }) => {
    await page.addInitScript(fake);
    await page.addInitScript(speak, ["en-GB", "zh-CN"]);
    await page.reload();
    await open(page);
    await page.keyboard.press("r");
    const bar = page.getByRole("toolbar", { name: "Reading aloud" });
    await expect(bar).toBeVisible();
    await accessible(page, "reading aloud");
    const first = (await heard(page))[0] ?? "";
    expect(first.length).toBeGreaterThan(10);
    const followed = () => page.evaluate(() => [...((document.querySelector("iframe")?.contentWindow as (Window & typeof globalThis) | null)?.CSS.highlights.get("cursor") ?? [])].map(String));
    expect(await followed()).toEqual([first]);
    await end(page);
    await expect.poll(async () => (await heard(page)).length).toBe(2);
    const second = (await heard(page))[1];
    expect(await followed()).toEqual([second]);
    await page.keyboard.press(",");
    expect((await heard(page)).at(-1)).toBe(first);
    await page.keyboard.press("r");
    await expect(bar.getByRole("button", { name: /Go on reading/ })).toBeVisible();
    await page.keyboard.press(".");
    expect(await heard(page)).toHaveLength(3);
    expect(await followed()).toEqual([second]);
    await page.keyboard.press("r");
    expect((await heard(page)).at(-1)).toBe(second);
    await page.keyboard.press(">");
    await expect.poll(() => page.evaluate(() => (window as unknown as { rate: number }).rate)).toBe(1.25);
    await page.keyboard.press("Escape");
    await expect(bar).toHaveCount(0);
    expect(await followed()).toEqual([]);
  });

  test("says which voice is missing", async ({ page }) => {
    await page.addInitScript(fake);
    await page.addInitScript(speak, ["zh-CN"]);
    await page.reload();
    await open(page);
    await page.keyboard.press("r");
    await expect(page.getByRole("status").filter({ hasText: "no voice for English" })).toBeVisible();
  });
});

test.describe("by keyboard alone", () => {
  test("from the first start to a note and back, with what a screen reader is told", async ({ page }) => {
    // What a screen reader is told about the empty reader.
    await expect(page.getByRole("region", { name: "Article", exact: true })).toMatchAriaSnapshot(`
      - heading "Welcome to your commonplace book" [level=2]
      - list:
        - listitem:
          - button "Add an article"
        - listitem:
          - button /Read “Harbour towns/
        - listitem:
          - button "Settings"
    `);
    await accessible(page, "welcome");
    // The navigation is one Tab stop; arrow keys move within it.
    await page.keyboard.press("Tab");
    const side = page.getByRole("navigation", { name: "Library" });
    await expect(side.getByRole("button", { name: "Inbox" })).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(side.getByRole("button", { name: "Later" })).toBeFocused();
    await page.keyboard.press("Home");
    await expect(side.getByRole("button", { name: "Add an article" })).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("searchbox", { name: /Search articles/ })).toBeFocused();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    const list = page.getByRole("listbox", { name: "Articles" });
    await expect(list).toBeFocused();
    await expect(list.getByRole("option", { name: /Harbour towns/ })).toHaveId((await list.getAttribute("aria-activedescendant")) ?? "");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main", { name: "Article", exact: true }).getByRole("heading", { level: 1 })).toHaveText(/Harbour towns/);
    await expect(page.frameLocator(".reading:not(.unseen) iframe").locator("p").first()).toBeVisible();
    // The reading cursor announces its position; a highlight is announced and its note saved; deleting it can be
    // undone.
    const said = page.locator(".hidden-label[aria-live]");
    await page.keyboard.press("v");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect(said).toHaveText(/^[^“]{3,}/);
    await page.keyboard.press("h");
    await expect(said).toHaveText("Highlighted, Yellow");
    await page.keyboard.press("2");
    await expect(said).toHaveText("Colour: Red");
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    const note = page.getByRole("textbox", { name: "Note", exact: true });
    await expect(note).toBeFocused();
    await page.keyboard.type("Who says so?");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("complementary", { name: "Margin" })).toContainText("Who says so?");
    await expect(note).toHaveCount(0);
    await page.keyboard.press("Delete");
    await expect(page.getByRole("status").filter({ hasText: "Highlight deleted" })).toBeVisible();
    await page.keyboard.press("Control+z");
    await expect(page.getByRole("complementary", { name: "Margin" })).toContainText("Who says so?");
    // After the article is moved to the trash, the keyboard focus is not lost.
    await page.keyboard.press("#");
    await expect(page.getByRole("status").filter({ hasText: "trash" })).toBeVisible();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  });
});
