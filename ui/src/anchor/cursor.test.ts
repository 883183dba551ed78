import { expect, test } from "vitest";
import { Pieces, Steps } from "./cursor";
import { ArticleText } from "./text";

const text = "One two. Three four!\nSecond paragraph here. Its end.\nLast.";
const steps = new Steps(text, "en");
const words = (span: { start: number; end: number } | null) => span && text.slice(span.start, span.end);

test("the cursor steps by word, sentence and paragraph", () => {
  expect(words(steps.at("word", 0))).toBe("One");
  expect(words(steps.next("word", 0, true))).toBe("two");
  expect(words(steps.next("sentence", 0, true))).toBe("Three four!");
  expect(words(steps.next("sentence", 9, false))).toBe("One two.");
  expect(words(steps.next("paragraph", 3, true))).toBe("Second paragraph here. Its end.");
  expect(words(steps.next("paragraph", 200, true))).toBe("Last.");
});

test("Chinese has words and sentences too", () => {
  const chinese = "互联网应成为桥梁。双方应加强合作。";
  const steps = new Steps(chinese, "zh");
  const span = steps.next("sentence", 0, true);
  expect(span && chinese.slice(span.start, span.end)).toBe("双方应加强合作。");
});

test("the ends of a span move by words and fall where words do", () => {
  const root = document.createElement("div");
  root.textContent = "😀 One two, three four.";
  const article = new ArticleText(root);
  const pieces = new Pieces(article, "en");
  const at = (words: string): { start: number; end: number } => {
    const start = [...(article.units.text.split(words)[0] ?? "")].length;
    return { start, end: start + [...words].length };
  };
  const moved = (from: string, which: "start" | "end", forward: boolean) => article.slice(pieces.moveEnd(at(from), which, forward));
  expect(moved("two", "end", true)).toBe("two, three");
  expect(moved("two, three", "end", false)).toBe("two");
  expect(moved("two", "start", false)).toBe("One two");
  expect(moved("One two", "start", true)).toBe("two");
  expect(moved("two", "start", true)).toBe("two");
  const longer = new ArticleText(Object.assign(document.createElement("div"), { textContent: text }));
  const further = (from: string, which: "start" | "end", forward: boolean, step: "sentence" | "paragraph") => {
    const start = text.indexOf(from);
    return longer.slice(new Pieces(longer, "en").moveEnd({ start, end: start + from.length }, which, forward, step));
  };
  expect(further("two", "end", true, "sentence")).toBe("two.");
  expect(further("two. Three", "end", false, "sentence")).toBe("two.");
  expect(further("four!", "start", false, "sentence")).toBe("Three four!");
  expect(further("Three four!", "end", true, "sentence")).toBe("Three four!\nSecond paragraph here.");
  expect(further("Second", "end", true, "paragraph")).toBe("Second paragraph here. Its end.");
  expect(further("Second", "start", false, "paragraph")).toBe("One two. Three four!\nSecond");
  expect(further("One", "end", false, "paragraph")).toBe("One");
  const three = at("three");
  expect([pieces.edge(three.start + 1, "end"), pieces.edge(three.end - 1, "end")]).toEqual([at("two").end, three.end]);
  expect([pieces.edge(three.start + 1, "start"), pieces.edge(three.end - 1, "start")]).toEqual([three.start, at("four").start]);
});
