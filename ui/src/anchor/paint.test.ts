import { expect, test } from "vitest";
import { assignLayers, under } from "./paint";

const mark = (id: string, start: number, end: number) => ({ id, parts: [{ start, end }], colour: "yellow", underlined: false });

test("highlights that overlap lie on different layers", () => {
  const layers = assignLayers([mark("a", 0, 10), mark("b", 5, 15), mark("c", 12, 20), mark("d", 30, 40)]);
  expect([...layers]).toEqual([["a", 0], ["b", 1], ["c", 0], ["d", 0]]);
});

test("of several under one place the shortest comes first", () => {
  const found = under([mark("long", 0, 100), mark("short", 10, 20), mark("other", 50, 60)], 12);
  expect(found.map((h) => h.id)).toEqual(["short", "long"]);
});
