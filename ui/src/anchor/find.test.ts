import { expect, test } from "vitest";
import { Searchable } from "./find";

const words = (text: string, query: string) => new Searchable(text).find(query).map((at) => text.slice(at.start, at.end));

test("case, marks, quotation marks and line breaks do not matter, and ends are exact", () => {
  expect(words("Café, cafe\u0301 and CAFÉ", "cafe")).toEqual(["Café", "cafe\u0301", "CAFÉ"]);
  expect(words("He said “it’s\nlate”.", "\"it's late\"")).toEqual(["“it’s\nlate”"]);
  expect(words("互联网应成为桥梁", "桥梁")).toEqual(["桥梁"]);
  expect(words("a😀b so\u00ADft", "😀B soft")).toEqual(["😀b so\u00ADft"]);
  expect(words("كِتاب", "كتاب")).toEqual(["كِتاب"]);
});

test("nothing is a pattern", () => {
  expect(words("a.b [c] $1 (x|y)", "[c] $1 (x|y)")).toEqual(["[c] $1 (x|y)"]);
  expect(words("abc", "   ")).toEqual([]);
  expect(words("aXb", ".")).toEqual([]);
});
