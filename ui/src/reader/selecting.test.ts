import { expect, test } from "vitest";
import { openReading } from "./reading-harness";

test("what is selected is offered something, copied as a quotation, and dropped by Escape", async () => {
  const { app, host, selecting, select, find, press } = await openReading(undefined, { "article.quote": { markdown: "> The ferry" } });
  select("The ferry waits");
  expect(app.reader.selection).toEqual(find("The ferry waits"));
  selecting.offer();
  expect(selecting.popover).not.toBeNull();
  selecting.copyQuote();
  await expect.poll(() => host.copied).toEqual(["> The ferry"]);
  expect(host.args("article.quote")).toEqual([{ id: "a1", ...find("The ferry waits") }]);
  expect(press("Escape")).toBe(true);
  expect([app.reader.selection, selecting.popover]).toEqual([null, null]);
  expect(press("Escape")).toBe(false);
});

test("the selected words are copied as they are, and looked for in the library", async () => {
  const { host, app, selecting, select } = await openReading(undefined, {
    "articles.list": { rows: [], total: 0 }, "library.status": () => { throw new Error("not asked here"); }, search: { hits: [], total: 0, left: 0 },
  });
  select("“We know the tides,”");
  selecting.copyWords();
  await expect.poll(() => host.copied).toEqual(["“We know the tides,”"]);
  selecting.searchWords();
  await expect.poll(() => app.list.query).toBe('" We know the tides, "');
});

test("all of the article is selected, and nothing beside it", async () => {
  const { selecting, page } = await openReading();
  selecting.all();
  expect(selecting.current?.toString()).toContain("Nobody was left behind.");
  expect(page.text?.span(selecting.current?.getRangeAt(0) as Range)?.start).toBe(0);
});
