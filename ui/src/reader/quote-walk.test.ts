import { expect, test, vi } from "vitest";
import type { QuotesView } from "../api/contract";
import { detailOf, highlightOf, openReading } from "./reading-harness";

const QUOTES = (start: number, end: number): QuotesView => ({
  version: "v1",
  quotes: [{ start, end, kind: "direct", sure: true, speakers: [{ mention: "Ana Lopes", name: "Ana Lopes", role: null, affiliation: null, cue: "said", confidence: 0.9 }] }],
});

test("a step goes to the quotation and says whose it is; Enter highlights it with its speaker", async () => {
  const detail = detailOf();
  let at = { start: 0, end: 0 };
  const { app, host, walk, find, press } = await openReading(detail, {
    "quotes.list": () => QUOTES(at.start, at.end),
    "highlight.create": ({ start, end }) => {
      detail.highlights = [highlightOf("h1", start, end)];
      return highlightOf("h1", start, end);
    },
  });
  at = find("We know the tides");
  await app.quotes.reload("a1");
  await walk.step(true);
  expect(app.notices.said).toBe("Ana Lopes: We know the tides");
  expect(press("Enter")).toBe(true);
  await vi.waitFor(() => expect(app.reader.active).toBe("h1"));
  expect(host.args("highlight.create")).toMatchObject([{ ...at, attribution: { speaker: "Ana Lopes", standing: "on_record" } }]);
});

test("an article without quotations says so", async () => {
  const { app, walk } = await openReading();
  await walk.step(true);
  expect(app.notices.toasts.list.map((toast) => toast.text)).toEqual(["No quotations were found in this article."]);
});
