import { expect, test } from "vitest";
import { crowded, place } from "./layout";

const note = (id: string, wanted: number, height = 50) => ({ id, wanted, height });

test("notes stand beside their passage and never overlap", () => {
  const tops = place([note("b", 20), note("a", 10), note("c", 300)], 8, null);
  expect([tops.get("a"), tops.get("b"), tops.get("c")]).toEqual([10, 68, 300]);
});

test("the note at hand stands where its passage is; the others make room", () => {
  const tops = place([note("a", 10), note("b", 20), note("c", 30)], 8, "b");
  expect([tops.get("a"), tops.get("b"), tops.get("c")]).toEqual([-38, 20, 78]);
});

test("notes above the one at hand move only as far as they must", () => {
  const tops = place([note("a", 100, 30), note("b", 100, 30), note("c", 300)], 10, "c");
  expect([tops.get("a"), tops.get("b"), tops.get("c")]).toEqual([100, 140, 300]);
});

test("of many notes close together none is shown whole, of a few all are", () => {
  const notes = [0, 40, 80, 120, 160, 900, 940].map((wanted, i) => ({ id: `${i}`, wanted }));
  expect([...crowded(notes)]).toEqual(["0", "1", "2", "3", "4"]);
  expect(crowded(notes.slice(0, 4)).size).toBe(0);
});
