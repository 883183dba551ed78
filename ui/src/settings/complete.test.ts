import { expect, test } from "vitest";
import { complete, suggest } from "./complete";

const NAMES = { fields: ["title", "tags", "text", "highlights", "highlight.quote", "highlight.note"], filters: ["yaml", "plain", "paragraphs"] };
const at = (marked: string) => suggest(marked.replace("¦", ""), marked.indexOf("¦"), NAMES);

test("names are offered where a template can name something", () => {
  expect(at("{{ t¦ }}")).toEqual(["title", "tags", "text"]);
  expect(at("t¦ {{ title }}")).toEqual([]);
  expect(at("{{ title }} t¦")).toEqual([]);
  expect(at("{{ title|¦ }}")).toEqual(["|yaml", "|plain", "|paragraphs"]);
  expect(at("{{ title | pa¦")).toEqual(["|paragraphs"]);
  expect(at("{% for h in highlights %}{{ h.n¦ }}")).toEqual(["h.note"]);
  expect(at("{{ title¦ }}")).toEqual([]);
});

test("a name takes the place of the word at the caret, or becomes an expression", () => {
  expect(complete("{{ ti }}", 5, "title")).toEqual({ text: "{{ title }}", at: 8 });
  expect(complete("{{ title|pl }}", 11, "|plain")).toEqual({ text: "{{ title|plain }}", at: 14 });
  expect(complete("a", 1, "title")).toEqual({ text: "a{{ title }}", at: 12 });
});
