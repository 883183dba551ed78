/** Screenshots of every screen in light and dark and at three widths, with long, foreign and no content. Fails if
 * anything is cut off or covered. */

import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { select } from "../browser/page";
import { FIXTURES, Library } from "../browser/server";

const GALLERY = resolve(import.meta.dirname, "../../target/gallery");
const WIDTHS = [700, 900, 1600];
const LONG = `A very long title that goes on and on about harbour towns and their ferries, the boards that plan them, the winters that stop them, and the people who have asked for a seat every single year since 1962`;

/** A last paragraph that occurs nowhere else. */
const ENDS = {
  en: "In the end she waited for the last boat, which came with its lights out and nobody on the bridge, as it had come in her mother's time, and in the time of the woman who kept the lamp before her.",
  zh: "最后，她等到了末班船；船上没有灯，驾驶台上也没有人。",
  ar: "في النهاية انتظرت القارب الأخير الذي جاء بلا أضواء.",
};

let library: Library;

test.beforeEach(() => {
  library = new Library();
  const page = (lang: keyof typeof ENDS, title: string, words: string) =>
    `<html lang=${lang}><head>${title ? `<title>${title}</title>` : ""}</head><body><article>${title ? `<h1>${title}</h1>` : ""}${`<p>${words}</p>`.repeat(9)}<p>${ENDS[lang]}</p></article></body></html>`;
  const english = "The harbour towns asked for a seat on the board that plans the ferries, as they have done every year since it was made. ".repeat(2);
  const clip = (name: string, html: string) => library.run<{ id: string }>(["clip", "-", "--url", `https://gallery.example/${name}`], html).id;
  clip("none", page("en", "", english));
  const long = clip("long", page("en", LONG, english));
  const zh = clip("zh", page("zh", "渡轮是一座不会停在原地的桥", "港口城镇要求在规划渡轮的委员会中占有一席之地，自从它成立以来，他们每年都这样做。“我们比任何人都更了解潮汐，”她说。"));
  const ar = clip("ar", page("ar", "العبارة جسر لا يبقى في مكانه", "تقول المدينة إن العبارة جسر لا يبقى في مكانه، وإن جدول المواعيد لا يتغير إلا مرة في العام."));
  library.run(["clip", join(FIXTURES, "pages/structure.html")]);
  const ferries = library.run<{ id: string }>(["clip", join(FIXTURES, "ferries.txt")]).id;
  library.run(["highlight", ferries, "--quote", "We know the tides better", "--note", "**metaphor**, and a long one: see what she said of the winter, and what the ministry answered then", "--tag", "sea", "--tag", "a rather long tag that somebody made"]);
  library.run(["highlight", ferries, "--quote", "A ferry is a bridge", "--colour", "blue"]);
  library.run(["highlight", long, "--quote", ENDS.en, "--color", "green", "--note", "Ask her."]);
  library.run(["highlight", zh, "--quote", ENDS.zh, "--color", "red", "--note", "翻译要查一下。"]);
  library.run(["highlight", ar, "--quote", ENDS.ar, "--color", "purple"]);
});
test.afterEach(() => library.stop());

/** What is cut off or covered on the screen: text that does not fit its box, and controls that are covered or outside
 * the window. */
const faults = (page: Page) =>
  page.evaluate(() => {
    const out: string[] = [];
    const name = (e: Element) => `${e.tagName.toLowerCase()}.${e.className} “${(e.getAttribute("aria-label") ?? e.textContent ?? "").trim().slice(0, 40)}”`;
    const dialog = document.querySelector("dialog[open]");
    const root = dialog ?? document.body;
    for (const e of root.querySelectorAll<HTMLElement>("*")) {
      if (!e.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(e);
      const words = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim());
      const hides = style.overflowX === "hidden" || style.overflowX === "clip";
      const marked = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
      if (words && hides && !marked && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1) out.push(`cut: ${name(e)}`);
    }
    for (const e of root.querySelectorAll<HTMLElement>("button, a[href], input, select, textarea, [role=option], [role=tab]")) {
      if (!e.checkVisibility({ visibilityProperty: true }) || e.closest("[inert]")) continue;
      const box = e.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      // What is scrolled out of a pane is not visible.
      let pane: HTMLElement | null = e.parentElement;
      let hidden = y < 0 || y >= innerHeight;
      for (; pane; pane = pane.parentElement) {
        const p = pane.getBoundingClientRect();
        if (getComputedStyle(pane).overflowY !== "visible" && (y < p.top || y > p.bottom)) hidden = true;
      }
      if (hidden) continue;
      if (x < 0 || x >= innerWidth) {
        out.push(`outside: ${name(e)}`);
        continue;
      }
      const top = document.elementFromPoint(x, y);
      const over = top?.closest(".popover, .panel, .toasts, .footnote, .find, .pages, .open, .jobs, .active, [role=status]");
      if (top && !e.contains(top) && !top.contains(e) && !(e.labels ? [...(e as HTMLInputElement).labels ?? []] : []).some((l) => l.contains(top)) && !over) out.push(`covered: ${name(e)} by ${name(top)}`);
    }
    if (document.documentElement.scrollWidth > innerWidth) out.push(`the window scrolls sideways: ${document.documentElement.scrollWidth} of ${innerWidth}`);
    return out;
  });

/** Takes numbered screenshots into a folder, and collects the faults found on them. */
function pictures(page: Page, name: string) {
  const folder = join(GALLERY, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const found: string[] = [];
  let number = 0;
  const picture = async (name: string) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${String((number += 1)).padStart(2, "0")}-${name}.png`) });
    found.push(...(await faults(page)).map((fault) => `${name}: ${fault}`));
  };
  return { picture, found };
}

for (const scheme of ["light", "dark"] as const) {
  for (const width of WIDTHS) {
    test(`${scheme}, ${width} pixels wide`, async ({ page }) => {
      test.setTimeout(240_000);
      await page.setViewportSize({ width, height: 820 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const { picture, found } = pictures(page, `${scheme}-${width}`);
      const frame = page.frameLocator(".page iframe");
      const open = async (title: string | RegExp, words: string | RegExp) => {
        // A narrow window shows either the list or the article.
        const back = page.getByRole("button", { name: "Back to the list" });
        if (await back.isVisible()) await back.click();
        await page.getByRole("option", { name: title }).first().click();
        await expect(frame.getByText(words).first()).toBeVisible();
      };
      const escape = async () => {
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      };

      await page.goto(await library.serve());
      await expect(page.getByRole("listbox", { name: "Articles" }).getByRole("option")).toHaveCount(6);
      await picture("list");
      await open(/Harbour towns want/, /A ferry is a bridge/);
      await picture("article");
      const narrow = width < 760;
      if (narrow) await page.getByRole("button", { name: /passages? marked/ }).click();
      await page.getByRole("complementary").getByRole("button", { name: /Yellow highlight/ }).first().click();
      await picture("highlight-at-hand");
      await page.keyboard.press("n");
      await expect(page.getByRole("textbox", { name: "Note", exact: true })).toBeFocused();
      await picture("note-being-written");
      await page.keyboard.press("Control+Enter");
      await page.keyboard.press("Escape");
      if (narrow) await page.getByRole("button", { name: "Close the notes" }).click().catch(() => {});
      await select(page, "A ferry is");
      await expect(page.getByRole("toolbar", { name: "Highlight the selection" })).toBeVisible();
      await picture("popover");
      await page.keyboard.press("Escape");
      await page.keyboard.press("q");
      await expect(page.getByRole("group", { name: "Quotation" })).toBeVisible();
      await picture("quotation");
      await page.keyboard.press("s");
      await expect(page.getByRole("group", { name: "Quotation" }).getByRole("combobox")).toBeFocused();
      await picture("quotation-corrected");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Appearance" }).click();
      await picture("appearance");
      await page.getByRole("button", { name: "Appearance" }).click();
      await page.keyboard.press("Control+f");
      await page.getByRole("textbox", { name: "Find in this article" }).fill("the");
      await picture("find");
      await page.keyboard.press("Escape");
      await page.keyboard.press("P");
      await expect(page.getByText(/^1 of \d+$/)).toBeVisible();
      await picture("page-by-page");
      await page.keyboard.press("P");

      for (const [key, name, title] of [
        ["Control+k", "commands", "Commands"],
        ["?", "keys", "Keyboard"],
        ["a", "add", "Add an article"],
        ["t", "tag", "Tag"],
        ["Control+,", "settings", "Settings"],
        ["V", "versions", "Versions"],
      ] as const) {
        await page.keyboard.press(key);
        await expect(page.getByRole("dialog", { name: new RegExp(title) })).toBeVisible();
        await picture(name);
        await escape();
      }
      await page.keyboard.press("g");
      await page.keyboard.press("w");
      await expect(page.getByRole("region", { name: "People", exact: true }).locator(".person h2, .none").first()).toBeAttached();
      await picture("people");
      await page.getByRole("tab", { name: "Altered elsewhere" }).click();
      await expect(page.locator(".pairs")).toBeVisible();
      await picture("altered");
      await page.keyboard.press("g");
      await page.keyboard.press("v");
      await expect(page.getByRole("dialog", { name: "Check the quotes" })).toBeVisible();
      await page.keyboard.type("> We know the tides better than any office\n\n> The gulls will be paid for their work\n");
      await page.keyboard.press("Control+Enter");
      await expect(page.locator("dialog li .verdict").first()).toBeVisible();
      await picture("verify");
      await escape();
      await page.keyboard.press("Control+k");
      await page.keyboard.type("template of");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("dialog", { name: "Template of exported files" }).locator("pre")).not.toBeEmpty();
      await picture("template");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
      await escape();
      await page.keyboard.press("g");
      await page.keyboard.press("i");
      await open(/Harbour towns/, /tides/);
      for (const [button, name] of [["Edit details", "details"], ["As captured", "as-captured"]] as const) {
        await page.getByRole("button", { name: button }).click();
        await expect(page.getByRole("dialog")).toBeVisible();
        await expect(page.getByText("Reading the page…")).toHaveCount(0);
        await picture(name);
        await escape();
      }
      await open(/Fahrpläne/, /Ein Fahr\u00AD?plan/);
      await picture("structure");
      await open(/A very long title/, /harbour towns/);
      await picture("long-title");
      await open(/渡轮/, /港口/);
      await picture("chinese");
      await open(/العبارة/, /المدينة/);
      await picture("arabic");
      await open(/^The harbour towns asked/, /harbour towns/);
      await picture("no-title");
      const back = page.getByRole("button", { name: "Back to the list" });
      if (await back.isVisible()) await back.click();
      await page.keyboard.press("/");
      await page.keyboard.type("tides");
      await expect(page.getByText(/found/)).toBeVisible();
      await picture("search");
      await page.keyboard.type("xyz");
      await expect(page.getByText("0 articles found")).toBeVisible();
      await picture("search-nothing");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Trash", exact: true }).click();
      await expect(page.getByText("The trash is empty.")).toBeVisible();
      await picture("empty-trash");

      await page.keyboard.press("g");
      await page.keyboard.press("n");
      const cards = page.locator(".annotations-pane .card");
      await expect(cards).toHaveCount(5);
      await picture("annotations");
      await page.keyboard.press("*");
      await expect(page.getByText("5 selected")).toBeVisible();
      await picture("annotations-selected");
      await page.keyboard.press("p");
      await page.getByRole("dialog", { name: "Add to project" }).getByRole("combobox").fill(LONG.slice(0, 120));
      await picture("add-to-project");
      await page.keyboard.press("Enter");
      await expect(cards.filter({ hasText: "A very long title that goes on" })).toHaveCount(5);
      await page.getByLabel("Group by").selectOption("article");
      await expect(page.locator(".group").first()).toBeVisible();
      await picture("annotations-by-article");
      await page.getByLabel("Search quotes and notes").fill("nothing has this");
      await expect(page.getByText("No annotation matches")).toBeVisible();
      await picture("annotations-none");
      await page.getByRole("button", { name: "Clear filters" }).first().click();
      await cards.filter({ hasText: "A ferry is a bridge" }).click();
      await expect(frame.getByText(/A ferry is a bridge/).first()).toBeVisible();
      await picture("annotation-in-its-article");
      for (let i = 0; i < 3 && (await page.locator(".reader-pane:visible iframe").count()); i += 1) await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.keyboard.type("A very long title that");
      await page.getByRole("option", { name: /Project$/ }).click();
      // The project has highlights and no articles, so it opens at its annotations.
      await expect(cards).toHaveCount(5);
      const bar = page.getByRole("navigation", { name: /A very long title/ });
      await bar.getByRole("button", { name: "Articles" }).click();
      await expect(page.getByText("This project has no articles yet.")).toBeVisible();
      await picture("project-without-articles");
      await bar.getByRole("button", { name: "Outline" }).click();
      await expect(page.getByText("Begin your draft")).toBeVisible();
      await picture("outline-empty");
      await page.getByRole("button", { name: "Heading", exact: true }).click();
      await page.getByRole("textbox", { name: "Heading" }).fill("Why they stay");
      await picture("outline-writing");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Paragraph", exact: true }).click();
      await page.getByRole("textbox", { name: "Paragraph" }).fill("The captain is *sure* of it, and says so: every year, to whoever asks.");
      await page.keyboard.press("Control+Enter");
      await bar.getByRole("button", { name: "Annotations" }).click();
      await expect(cards).toHaveCount(5);
      await page.keyboard.press("*");
      await expect(page.getByText("5 selected")).toBeVisible();
      await page.getByRole("button", { name: "Add to the project’s outline" }).click();
      await expect(page.getByText("5 quotes added to the outline")).toBeVisible();
      await bar.getByRole("button", { name: "Outline" }).click();
      await expect(page.locator(".outline-pane .piece")).toHaveCount(7);
      await picture("outline");
      await page.getByRole("button", { name: "Rename or delete project" }).first().click();
      await picture("project-name");
      await escape();
      expect(found).toEqual([]);
    });
  }
}

for (const width of WIDTHS) {
  test(`in Chinese, ${width} pixels wide`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 820 });
    const { picture, found } = pictures(page, `chinese-${width}`);
    await page.goto(await library.serve());
    await expect(page.getByRole("option", { name: /Harbour towns want/ })).toBeVisible();
    await page.keyboard.press("Control+,");
    await page.getByRole("combobox", { name: "Language" }).selectOption("zh-Hans");
    await expect(page.getByRole("dialog", { name: "设置" })).toBeVisible();
    await picture("settings");
    await page.keyboard.press("Escape");
    for (const [key, name] of [["?", "keyboard"], ["Control+k", "palette"], ["a", "add"], ["A", "import"]] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      await picture(name);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    await picture("list");
    await page.getByRole("option", { name: /渡轮/ }).click();
    await expect(page.frameLocator(".page iframe").getByText(/港口/).first()).toBeVisible();
    await picture("article");
    await page.keyboard.press("#");
    await expect(page.getByRole("button", { name: "撤销" })).toBeVisible();
    await picture("trashed");
    await page.keyboard.press("Control+z");
    await expect(page.getByRole("option", { name: /渡轮/ })).toBeVisible();
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await expect(page.locator(".annotations-pane .card")).toHaveCount(5);
    await picture("annotations");
    expect(found).toEqual([]);
  });
}

for (const scheme of ["light", "dark"] as const) {
  for (const width of WIDTHS) {
    test(`first start, ${scheme}, ${width} pixels wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: 820 });
      await page.emulateMedia({ colorScheme: scheme });
      const { picture, found } = pictures(page, `first-${scheme}-${width}`);
      const empty = new Library();
      try {
        await page.goto(await empty.serve());
        await expect(page.getByText("Nothing here yet")).toBeVisible();
        await picture("empty");
        empty.run(["clip", join(FIXTURES, "ferries.txt")]);
        await expect(page.getByRole("option", { name: /Harbour towns want/ })).toBeVisible();
        await picture("one-article");
        await page.keyboard.press("A");
        await expect(page.getByRole("dialog")).toBeVisible();
        await picture("import");
        const list = `url,title,tags,highlights\nhttp://127.0.0.1:9/a-page-with-a-long-address-that-nobody-can-read-in-one-go,${LONG},sea,"The quay waits."\njavascript:void(0),a button,,\nhttps://gallery.example/b,B,,\n`;
        await page.getByLabel("Choose files…").and(page.locator("input")).setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
        await expect(page.getByRole("button", { name: "Import 2 articles" })).toBeVisible();
        await page.getByText("1 entry with an address").click();
        await picture("import-report");
        await page.getByRole("button", { name: "Import 2 articles" }).click();
        await expect(page.getByText("Imported: 2 articles")).toBeVisible();
        await picture("imported");
        await page.keyboard.press("Control+k");
        await page.keyboard.type("Pages of imported");
        await page.keyboard.press("Enter");
        await expect(page.getByText("is on your own network")).toBeVisible();
        await picture("fetching");
      } finally {
        empty.stop();
      }
      expect(found).toEqual([]);
    });
  }
}

test("what is cut or covered is seen", async ({ page }) => {
  await page.goto(await library.serve());
  await expect(page.getByRole("option", { name: /Harbour towns want/ })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.evaluate(() => {
    const over = document.createElement("div");
    over.style.cssText = "position: fixed; left: 0; top: 40px; width: 190px; height: 120px; z-index: 50";
    const cut = document.createElement("p");
    cut.textContent = "These words do not fit";
    cut.style.cssText = "position: fixed; right: 0; bottom: 0; width: 40px; overflow: hidden; white-space: nowrap";
    document.body.append(over, cut);
  });
  const seen = await faults(page);
  expect(seen.some((fault) => fault.startsWith("cut: p. “These words"))).toBe(true);
  expect(seen.some((fault) => fault.startsWith("covered: button") && fault.includes("Inbox"))).toBe(true);
});
