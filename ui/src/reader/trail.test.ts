import { expect, test } from "vitest";
import { Trail } from "./trail";

test("goes back and forward through what was open", () => {
  const trail = new Trail();
  for (const id of ["a", "b", "b", "c"]) trail.visit(id);
  expect(trail.has(true)).toBe(false);
  expect(trail.step(false)).toBe("b");
  // Stepping to an article opens it, which must not count as a new visit.
  trail.visit("b");
  expect(trail.step(false)).toBe("a");
  expect(trail.step(false)).toBe(null);
  expect(trail.step(true)).toBe("b");
  trail.visit("d");
  expect(trail.has(true)).toBe(false);
  expect(trail.step(false)).toBe("b");
});
