import { expect, test } from "vitest";
import { gaps, joined, whole, within, without } from "./parts";

const span = (start: number, end: number) => ({ start, end });

test("words are left out of a passage, and taken in again", () => {
  const parts = without([span(10, 50)], span(20, 30));
  expect(parts).toEqual([span(10, 20), span(30, 50)]);
  expect(gaps(parts)).toEqual([span(20, 30)]);
  expect(whole(parts)).toEqual(span(10, 50));
  expect(joined(parts, span(18, 31))).toEqual([span(10, 50)]);
  expect(joined(parts, span(60, 70))).toEqual([span(10, 20), span(30, 50), span(60, 70)]);
  expect(without(parts, span(5, 60))).toEqual([]);
});

test("what is left out stays so when the ends move", () => {
  const parts = [span(10, 20), span(30, 50)];
  expect(within(span(5, 40), parts)).toEqual([span(5, 20), span(30, 40)]);
  expect(within(span(25, 40), parts)).toEqual([span(30, 40)]);
});
