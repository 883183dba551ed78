import { expect, test } from "vitest";
import { ArticleText } from "../anchor/text";
import { codeParts } from "./code";

test("the parts of a listing are told, and the DOM stays as it is", async () => {
  const root = document.createElement("div");
  root.innerHTML = '<p>😀 One</p>\n<pre><code class="language-rust">// how long\nfn crossing(d: f64) -&gt; f64 {\n  d / <a href="#x">2.0</a> + "a".len()\n}</code></pre>\n<pre>plain text</pre>';
  document.body.replaceChildren(root);
  const before = root.innerHTML;
  const text = new ArticleText(root);
  const parts = await codeParts(text);
  const words = (kind: Parameters<typeof parts.get>[0]) => parts.get(kind)?.map((span) => text.slice(span));
  expect(words("comment")).toEqual(["// how long"]);
  expect(words("keyword")).toEqual(["fn"]);
  expect(words("string")).toEqual(['"a"']);
  expect(words("number")).toEqual(["2.0"]);
  expect(words("name")).toContain("crossing");
  expect(root.innerHTML).toBe(before);
});

test("a listing in no known language stays plain", async () => {
  const root = document.createElement("div");
  root.innerHTML = '<pre class="language-brainfreeze">fn a() {}</pre><pre>let x = 1;</pre>';
  expect((await codeParts(new ArticleText(root))).size).toBe(0);
});
