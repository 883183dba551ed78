import { expect, test } from "vitest";
import { Passages } from "./passages";

const page = () =>
  new DOMParser().parseFromString(
    '<body><nav><span id="clip-passage-0">Home</span></nav><article><div><p><span id="clip-passage-1">One <b>bold</b></span></p></div><p><span id="clip-passage-2">Two</span></p></article></body>',
    "text/html",
  );

test("a passage is found from what is in it, and widened step by step", () => {
  const document = page();
  const passages = new Passages(document, 4);
  expect(passages.at(document.querySelector("b")?.firstChild ?? null)).toBe(1);
  expect(passages.at(document.body)).toBe(null);
  expect(passages.around(1).map((e) => passages.inside(e))).toEqual([[1], [1, 2], [0, 1, 2]]);
  expect(passages.text(1)).toBe("One bold");
});

test("a page that shows no passage of a number is stepped over", () => {
  const passages = new Passages(page(), 4);
  expect(passages.next(null, true)).toBe(0);
  expect(passages.next(2, true)).toBe(2);
  expect(passages.next(null, false)).toBe(2);
});
