import { expect, test } from "vitest";
import type { VersionView } from "../api/contract";
import type { Host } from "../host/host";
import { showArticle } from "./frame";

const host = { frameSources: { images: "'self'", fonts: "'self'" }, imageUrl: () => "" } as unknown as Host;
const shown = (html: string) => {
  const document = globalThis.document.implementation.createHTMLDocument("");
  showArticle(document, host, { id: "v", html, images: [] } as unknown as VersionView, "en");
  return document.body.innerHTML;
};

test("what the library keeps comes into the frame as it is", () => {
  for (const html of [
    '<table><tbody><tr><td rowspan="2" colspan="3">a</td></tr></tbody></table>',
    '<p lang="ar" dir="rtl" id="clip-a" title="t">a</p>',
    '<ol start="4" reversed="" type="a"><li value="7">a</li></ol>',
    '<p><time datetime="2026-07-01">a</time><ins cite="https://a.example/" datetime="2026">b</ins></p>',
    '<math display="block" alttext="x"><mo stretchy="false">(</mo><mi mathvariant="normal">d</mi><mfrac linethickness="0"><mn>1</mn><mn>2</mn></mfrac></math>',
    '<pre class="language-rust"><code class="language-rust">a</code></pre>',
    '<details open=""><summary>a</summary><p>b</p></details>',
  ])
    expect(shown(html)).toBe(html);
});

test("what is no part of an article does not", () => {
  for (const html of ['<p onclick="a()">a</p>', '<a href="javascript:a()">a</a>', '<img src="https://a.example/x.png" alt="a">', "<script>a</script>", '<p style="color:red">a</p>']) {
    expect(shown(html)).not.toMatch(/onclick|javascript|a\.example|script|style/);
  }
});
