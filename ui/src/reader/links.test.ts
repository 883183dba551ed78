import { expect, test } from "vitest";
import { linkQuery, linkTo } from "./links";

test("what is looked for stands behind the last two brackets", () => {
  expect(linkQuery("see [[")).toBe("");
  expect(linkQuery("see [[ferry tim")).toBe("ferry tim");
  expect(linkQuery("see [[a]] and")).toBeNull();
  expect(linkQuery("see [[a\nb")).toBeNull();
  expect(linkQuery("a [b")).toBeNull();
});

test("a link is Markdown whatever stands in a title", () => {
  expect(linkTo({ kind: "article", id: "1", words: "On [boats]\n\\ 渡轮" })).toBe("[On \\[boats\\] \\\\ 渡轮](commonplace://article/1)");
  expect(linkTo({ kind: "highlight", id: "2", words: "a bridge" })).toBe("[“a bridge”](commonplace://highlight/2)");
});
