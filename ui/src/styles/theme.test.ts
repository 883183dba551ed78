import { expect, test } from "vitest";
import { themeFor } from "./theme";

test("the system decides where the reader did not", () => {
  expect(themeFor("system", true, false)).toBe("dark");
  expect(themeFor("system", false, true)).toBe("contrast");
  expect(themeFor("contrast", true, false)).toBe("contrast-dark");
  expect(themeFor("black", false, true)).toBe("black");
});
