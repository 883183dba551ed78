import { expect, test } from "vitest";
import { assignLayers, Painter, under } from "./paint";
import { ArticleText } from "./text";

const mark = (id: string, start: number, end: number) => ({ id, parts: [{ start, end }], colour: "yellow", underlined: false });

test("highlights that overlap lie on different layers", () => {
  const layers = assignLayers([mark("a", 0, 10), mark("b", 5, 15), mark("c", 12, 20), mark("d", 30, 40)]);
  expect([...layers]).toEqual([["a", 0], ["b", 1], ["c", 0], ["d", 0]]);
});

test("of several under one place the shortest comes first", () => {
  const found = under([mark("long", 0, 100), mark("short", 10, 20), mark("other", 50, 60)], 12);
  expect(found.map((h) => h.id)).toEqual(["short", "long"]);
});

/** The names of the registered highlights, in order of registration: the last is painted on top. */
const stacked = () => [...CSS.highlights.keys()];

test("what is painted over others is registered after them, whatever came first", () => {
  const root = document.createElement("div");
  root.textContent = "When the last ferryman of the Lower Sound retired, he left a ledger of four hundred pages.";
  document.body.append(root);
  CSS.highlights.clear();
  const painter = new Painter(new ArticleText(root));
  painter.cursor({ start: 5, end: 20 });
  painter.active([{ start: 0, end: 30 }]);
  painter.found([{ start: 9, end: 12 }], { start: 9, end: 12 });
  // Three overlapping highlights get a layer each. They are painted last here, yet must be registered first.
  painter.paint([mark("a", 0, 40), { ...mark("b", 10, 50), colour: "red" }, { ...mark("c", 20, 60), colour: "blue" }]);
  expect(stacked()).toEqual(["mark-yellow-0", "mark-red-1", "mark-blue-2", "active", "cursor", "found", "found-here"]);
  painter.paint([{ ...mark("d", 0, 40), colour: "green" }, mark("a", 0, 40)]);
  painter.cursor(null);
  expect(stacked()).toEqual(["mark-green-0", "mark-yellow-1", "active", "found", "found-here"]);
  // WebKit crashes on priorities that are not in the order of registration.
  expect([...CSS.highlights.values()].map((highlight) => highlight.priority)).toEqual([0, 0, 0, 0, 0]);
  root.remove();
});
