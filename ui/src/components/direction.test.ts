import { expect, test } from "vitest";
import { directionOf } from "./direction";

test("a text is right to left by its words, whatever it begins with", () => {
  expect(directionOf("Obsidian يعلن عن إصدار جديد من البرنامج")).toBe("rtl");
  expect(directionOf("עברית")).toBe("rtl");
  expect(directionOf("The word עברית means Hebrew in English")).toBe("ltr");
  expect(directionOf("The word עברית means Hebrew in English", true)).toBe("rtl");
  expect(directionOf("2026 – 12", true)).toBe("ltr");
});
