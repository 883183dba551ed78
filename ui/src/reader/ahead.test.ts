import { expect, test } from "vitest";
import { ArticleText } from "../anchor/text";
import { type Around, around } from "./ahead";

/** An article of paragraphs with these numbers of letters. */
function body(...letters: number[]): ArticleText {
  const { body } = document.implementation.createHTMLDocument("");
  body.innerHTML = letters.map((n) => `<p>${"a".repeat(n)}</p>`).join("\n");
  return new ArticleText(body);
}
/** The numbers of the blocks that are left out, from 1. */
function out(what: Around | null, { root: of }: ArticleText): number[] {
  const [, before, behind] = /-n \+ (\d+)\), body > :nth-child\(n \+ (\d+)\)/.exec(what?.css ?? "") ?? [];
  return [...of.children].map((_, n) => n + 1).filter((n) => n <= Number(before ?? 0) || n >= Number(behind ?? 1000));
}
const room = { lines: 10, letters: 60, height: 28 };

test("what is in view is laid out, and somewhat more", () => {
  const long = body(...Array.from({ length: 20 }, () => 240));
  expect(out(around(long, 0, room), long)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  expect(out(around(long, 241 * 10 + 5, room), long)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18, 19, 20]);
  expect(out(around(long, 241 * 20 - 3, room), long)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
});

test("which blocks are in view is told", () => {
  const long = body(...Array.from({ length: 20 }, () => 240));
  expect(around(long, 0, room)).toMatchObject({ first: 0, end: 4 });
  expect(around(long, 241 * 10 + 5, room)).toMatchObject({ first: 9, end: 14 });
});

test("what is left out is as high as it will be, about", () => {
  const long = body(...Array.from({ length: 20 }, () => 240));
  expect(around(long, 0, room)?.css).toContain(`contain-intrinsic-block-size: ${Math.round(4.85 * 28)}px`);
});

test("a short article, one block, and none are laid out at once", () => {
  for (const of of [body(240, 240, 240), body(90_000), body()]) expect(around(of, 0, room)).toBeNull();
});
