import { expect, test } from "vitest";
import { Colour, Theme } from "../api/contract";
import tokens from "./tokens.css?raw";

/** The rules of a theme; without a name, the rules that all themes share. */
function rules(theme = ""): string {
  const head = theme ? `:root[data-theme="${theme}"] {` : ":root {";
  return tokens.split(head)[1]?.split("}")[0] ?? "";
}

test("every colour of highlights has a token, and every theme its rules", () => {
  expect(Colour.filter((colour) => !rules().includes(`--${colour}:`)), "colours without a token in tokens.css").toEqual([]);
  const made = Theme.filter((theme) => theme !== "system" && theme !== "light");
  expect(made.filter((theme) => !rules(theme)), "themes without rules in tokens.css").toEqual([]);
});
