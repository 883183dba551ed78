import { expect, test } from "vitest";
import { Units } from "./units";

test("code points and UTF-16 units lead to each other", () => {
  for (const text of ["plain", "a😀b", "👩‍👩‍👧 e\u0301 钱", "\uD800 lone", "😀".repeat(3000) + "end"]) {
    const units = new Units(text);
    const points = [...text];
    expect(units.length).toBe(points.length);
    let offset = 0;
    points.forEach((c, i) => {
      expect(units.toUtf16(i)).toBe(offset);
      expect(units.toCodePoints(offset)).toBe(i);
      offset += c.length;
    });
    expect(units.toUtf16(points.length + 5)).toBe(text.length);
  }
});

test("an offset inside a pair is its start", () => {
  expect(new Units("a😀b").toCodePoints(2)).toBe(1);
});
