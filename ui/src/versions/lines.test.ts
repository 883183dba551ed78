import { expect, test } from "vitest";
import type { DiffLine, LineChange } from "../api/contract";
import { changes, fold, side } from "./lines";

const line = (change: LineChange): DiffLine => ({ change, pieces: [{ change: "same", text: change }], pair: null });
const LINES: Record<string, LineChange> = { ".": "same", e: "edited", a: "added", r: "removed" };
const text = (kinds: string) => [...kinds].map((kind) => line(LINES[kind] ?? "same"));

test("what did not change is folded but for a line around each change", () => {
  const shown = (kinds: string, open: number[] = []) => fold(text(kinds), new Set(open)).map((row) => ("from" in row ? `${row.from}-${row.to}` : row.at));
  expect(shown("....e.....a.")).toEqual(["0-3", 3, 4, 5, "6-9", 9, 10, 11]);
  expect(shown("....e.....a.", [6])).toEqual(["0-3", 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(shown("..e..")).toEqual([0, 1, 2, 3, 4]);
  expect(shown("....")).toEqual(["0-4"]);
});

test("each side has its own words", () => {
  const edited: DiffLine = { change: "edited", pieces: [{ change: "same", text: "a " }, { change: "removed", text: "b" }, { change: "added", text: "c" }], pair: null };
  expect(side(edited, "old")?.map((p) => p.text)).toEqual(["a ", "b"]);
  expect(side(edited, "new")?.map((p) => p.text)).toEqual(["a ", "c"]);
  expect(side(line("added"), "old")).toBeNull();
});

test("each line that is marked is a change, and what took another's place is one with it", () => {
  expect(changes(text(".er..a.r"))).toEqual([1, 2, 5, 7]);
  expect(changes(text(".ra.."))).toEqual([1]);
});
