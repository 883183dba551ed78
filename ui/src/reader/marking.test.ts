import { expect, test, vi } from "vitest";
import { detailOf, highlightOf, openReading } from "./reading-harness";

test("a selection becomes a highlight at its code points, is taken in hand and said", async () => {
  const detail = detailOf();
  const { app, host, marking, select, find } = await openReading(detail, {
    "highlight.create": ({ start, end }) => {
      detail.highlights = [highlightOf("h1", start, end)];
      return highlightOf("h1", start, end);
    },
  });
  expect(marking.canMark).toBe(false);
  select("waits for nobody");
  expect(marking.canMark).toBe(true);
  marking.mark("green");
  await vi.waitFor(() => expect(app.reader.active).toBe("h1"));
  expect(host.args("highlight.create")).toMatchObject([{ article: "a1", version: "v1", ...find("waits for nobody"), colour: "green", style: "marked" }]);
  expect(app.notices.said).toContain("Green");
  expect(marking.painted.map((p) => p.id)).toEqual(["h1"]);
});

test("the active highlight is stretched by a word, and words are left out of it", async () => {
  const detail = detailOf();
  const { app, host, marking, select, find } = await openReading(detail, { "highlight.reattach": ({ start, end }) => highlightOf("h1", start, end) });
  const span = find("ferry waits for nobody");
  detail.highlights = [highlightOf("h1", span.start, span.end)];
  await app.reader.refresh();
  app.reader.active = "h1";
  await vi.waitFor(() => expect(marking.activeSpan).toEqual(span));
  marking.stretch("start", false, "word");
  await vi.waitFor(() => expect(host.args("highlight.reattach").at(-1)).toMatchObject({ id: "h1", start: find("The ferry").start, end: span.end }));
  select("waits for");
  expect(marking.cutOut).toHaveLength(2);
  marking.cut(true);
  await vi.waitFor(() => expect(host.args("highlight.reattach").at(-1)?.left_out).toHaveLength(1));
});

test("the first tag of a selection makes the highlight, and the next goes to the same", async () => {
  const detail = detailOf();
  const { app, host, marking, select } = await openReading(detail, {
    "highlight.create": ({ start, end }) => {
      detail.highlights = [highlightOf("h1", start, end)];
      return highlightOf("h1", start, end);
    },
    "highlight.tag": highlightOf("h1", 0, 3),
  });
  select("at noon");
  await marking.tagSelection("time");
  await marking.tagSelection("noon");
  expect(host.args("highlight.create")).toMatchObject([{ tags: ["time"] }]);
  expect(host.args("highlight.tag")).toEqual([{ id: "h1", tag: "noon", on: true }]);
  await marking.endTagging();
  expect(app.reader.active).toBe("h1");
});
