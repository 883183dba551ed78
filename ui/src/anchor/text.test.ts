import { expect, test } from "vitest";
import { ArticleText } from "./text";

function article(html: string): ArticleText {
  const root = document.createElement("div");
  root.innerHTML = html;
  document.body.replaceChildren(root);
  return new ArticleText(root);
}

test("every span leads to a range with the same words, and back", () => {
  const text = article("<p>One <b>two <i>😀</i></b> three.</p>\n<ul><li>钱小芊</li>\n<li>e\u0301nd</li></ul>");
  for (let start = 0; start < text.length; start += 1) {
    for (let end = start + 1; end <= text.length; end += 1) {
      const range = text.range({ start, end });
      const words = text.slice({ start, end });
      expect(range?.toString()).toBe(words);
      if (range && words.trim() === words) expect(text.span(range)).toEqual({ start, end });
    }
  }
});

test("a selection of whole elements counts as their words", () => {
  const text = article("<p>One</p>\n<p>two three</p>\n<p>four</p>");
  const range = document.createRange();
  range.setStart(text.root, 2);
  range.setEnd(text.root, 4);
  const span = text.span(range);
  expect(span && text.slice(span)).toBe("two three");
});

test("soft hyphens that were put in are no part of the text", () => {
  const root = document.createElement("div");
  root.innerHTML = "<p>Die Fähr\u00ADver\u00ADbin\u00ADdung</p>\n<p>ist <b>ein\u00ADge\u00ADstellt</b> 😀.</p>";
  document.body.replaceChildren(root);
  const text = new ArticleText(root, true);
  expect(text.slice({ start: 0, end: text.length })).toBe("Die Fährverbindung\nist eingestellt 😀.");
  for (let start = 0; start < text.length; start += 1) {
    for (let end = start + 1; end <= text.length; end += 1) {
      const range = text.range({ start, end });
      const words = text.slice({ start, end });
      expect(range?.toString().replaceAll("\u00AD", "")).toBe(words);
      expect(range?.toString()).not.toMatch(/^\u00AD|\u00AD$/);
      if (range && words.trim() === words) expect(text.span(range)).toEqual({ start, end });
    }
  }
  // The positions before and after a soft hyphen are the same code point.
  const [node, plain] = [root.querySelector("p")?.firstChild as Text, article("<p>One\u00ADtwo</p>")];
  expect(text.point(node, 8)).toBe(8);
  expect(text.point(node, 9)).toBe(8);
  expect(text.point(node, 10)).toBe(9);
  expect(text.point(root, 3)).toBe(text.length);
  // Soft hyphens that the page itself has are counted.
  expect(plain.length).toBe(7);
});

test("a selection of white space alone is none", () => {
  const text = article("<p>One </p>\n<p>two</p>");
  const range = text.range({ start: 3, end: 5 });
  expect(range && text.span(range)).toBeNull();
});
