import { expect, test } from "vitest";
import type { ArticleDetail } from "../api/contract";
import { FakeHost } from "../host/fake";
import { Reader } from "./reader.svelte";
import { detailOf, highlightOf } from "./reading-harness";

/** A host that answers when the test says, in any order. */
function slow() {
  const waiting: ((detail: ArticleDetail) => void)[] = [];
  const host = new FakeHost({
    "article.open": () => new Promise<ArticleDetail>((resolve) => waiting.push(resolve)),
    "highlight.set_colour": ({ colour }) => highlightOf("h1", 0, 3, { colour }),
    "highlight.create": ({ start, end }) => highlightOf(`at ${start}`, start, end),
    "highlight.delete": {},
  });
  return { waiting, host, reader: new Reader(host, (error) => { throw error; }, () => {}) };
}

test("an answer that was asked for before another does not take its place", async () => {
  const { waiting, reader } = slow();
  const opened = reader.open("a1");
  waiting.shift()?.(detailOf());
  await opened;
  const [before, after] = [reader.refresh(), reader.refresh()];
  waiting[1]?.(detailOf([], { language: "en" }));
  await after;
  waiting[0]?.(detailOf([], { language: "de" }));
  await before;
  expect(reader.detail?.article.language).toBe("en");
});

test("what is known of the article and of its annotations comes together, whichever answer is last", async () => {
  const { waiting, reader } = slow();
  const opened = reader.open("a1");
  waiting.shift()?.(detailOf());
  await opened;
  const refreshed = reader.refresh();
  await reader.recolour("h1", "green");
  waiting[0]?.(detailOf([], { title: "Other title" }));
  await refreshed;
  expect([reader.detail?.article.title, reader.highlights.map((h) => h.id)]).toEqual(["Other title", ["h1"]]);
});

test("a highlight costs one call, and stands in the order of the text", async () => {
  const { waiting, host, reader } = slow();
  const opened = reader.open("a1");
  waiting.shift()?.(detailOf([highlightOf("h1", 50, 60), highlightOf("orphan", 0, 0, { start: null, end: null })]));
  await opened;
  await reader.highlight({ start: 10, end: 20 }, "green", false);
  expect(reader.highlights.map((h) => h.id)).toEqual(["at 10", "h1", "orphan"]);
  await reader.recolour("h1", "red");
  expect(reader.highlights.find((h) => h.id === "h1")?.colour).toBe("red");
  await reader.deleteHighlight("at 10");
  expect(reader.highlights.map((h) => h.id).toSorted()).toEqual(["h1", "orphan"]);
  expect(host.asked.map((call) => call.name)).toEqual(["article.open", "highlight.create", "highlight.set_colour", "highlight.delete"]);
});
