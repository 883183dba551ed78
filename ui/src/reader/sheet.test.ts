import { expect, test } from "vitest";
import { DEFAULTS } from "../app/settings.svelte";
import { sheetText } from "./sheet";

test("lines below highlights are said in a way that both engines draw", () => {
  const css = sheetText(DEFAULTS);
  expect(css).toMatch(/::highlight\(line-yellow-0\) \{ text-decoration-line: underline/);
  // WebKit draws nothing for the shorthand property.
  expect(css).not.toMatch(/::highlight\([^}]*text-decoration:/);
});
