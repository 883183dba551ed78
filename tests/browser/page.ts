/** Helpers for tests: open an article, select words, find what is painted. */

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export async function open(page: Page, title: string | RegExp = /Harbour towns/) {
  await page.getByRole("option", { name: title }).click();
  await expect(page.frameLocator(".reading:not(.unseen) iframe").locator("p").first()).toBeVisible();
}

/** The position of words of the article in the window: the middle of their first and of their last letter. */
export async function place(page: Page, words: string) {
  const box = await page.evaluate((words) => {
    const frame = document.querySelector("iframe");
    const inner = frame?.contentDocument;
    if (!frame || !inner) return null;
    const walker = inner.createTreeWalker(inner.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
      // The words may contain soft hyphens.
      const letters = [...node.data.matchAll(/[^\u00AD]/g)].map(({ index }) => index);
      const first = node.data.replaceAll("\u00AD", "").indexOf(words);
      if (first < 0) continue;
      const [at, end] = [letters[first] ?? 0, letters[first + words.length - 1] ?? 0];
      const letter = (i: number) => {
        const range = inner.createRange();
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        return range.getBoundingClientRect();
      };
      const place = frame.getBoundingClientRect();
      const [begin, last] = [letter(at), letter(end)];
      return { x1: place.left + begin.left + 1, y1: place.top + begin.top + begin.height / 2, x2: place.left + last.right - 1, y2: place.top + last.top + last.height / 2 };
    }
    return null;
  }, words);
  if (!box) throw new Error(`no such words: ${words}`);
  return box;
}

/** Selects words of the article by dragging over them. */
export async function select(page: Page, words: string) {
  const box = await place(page, words);
  await page.mouse.move(box.x1, box.y1);
  await page.mouse.down();
  await page.mouse.move((box.x1 + box.x2) / 2, box.y2, { steps: 3 });
  await page.mouse.move(box.x2, box.y2, { steps: 3 });
  await page.mouse.up();
  return box;
}

export const painted = (page: Page) =>
  page.evaluate(() => {
    const view = document.querySelector("iframe")?.contentWindow as (Window & typeof globalThis) | null;
    return Object.fromEntries([...(view?.CSS.highlights ?? [])].map(([name, marks]) => [name, [...marks].map((range) => String(range).replaceAll("\u00AD", ""))]));
  });

export async function accessible(page: Page, what: string) {
  // The captured page is excluded: it has the headings that its authors gave it.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe[title="The page as it was captured"]').analyze();
  expect(violations.map((v) => `${what}: ${v.id} (${v.impact}) ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`)).toEqual([]);
}
