import { expect, test } from "vitest";
import { noteOf, noteText } from "./footnotes";

function page(html: string): HTMLElement {
  const root = document.createElement("div");
  root.innerHTML = html;
  document.body.replaceChildren(root);
  return root;
}

test("a mark leads to its note, other links and back links to none", () => {
  const root = page(
    `<p>Text<sup><a id="r1" href="#n1">1</a></sup>, <a href="#n2">[*]</a>, <a href="#s">a section</a>, <a href="#gone">3</a>.</p><h2 id="s">S</h2>` +
      `<ol><li id="n1">The <i>note</i>. <a href="#r1">↩</a></li></ol><p><a id="n2"></a><a href="#r1">^</a> Another <a href="https://x.example/">link</a>.</p>`,
  );
  const notes = [...root.querySelectorAll("a")].map((link) => noteOf(link));
  const html = notes.map((note) => note && noteText(note).innerHTML.trim());
  expect(html).toEqual(["The <i>note</i>.", '<a id="n2"></a> Another <a href="https://x.example/">link</a>.', null, null, null, null, null, null]);
});

test("a mark that leads forward to a long section is a link", () => {
  const root = page(`<p><a href="#long">2</a></p><p id="long">${"word ".repeat(600)}</p>`);
  const link = root.querySelector("a");
  expect(link && noteOf(link)).toBeNull();
});
