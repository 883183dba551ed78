import { expect, test } from "vitest";
import { Steps } from "./cursor";

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
