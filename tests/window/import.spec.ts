/** An export that is dropped on the real window: looked through, imported, read, and undone. */

import { expect, test } from "@playwright/test";
import { AppWindow, emptyFolder, Screen } from "./app";

let screen: Screen;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());

const ENEX = `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">
<en-export>${["The quay in winter", "The quay in summer"].map((title) => `<note><title>${title}</title><created>20240101T101500Z</created><tag>ports</tag>
<content><![CDATA[<en-note><div>The boats lie up until March, and <span style="--en-highlight:green;">nobody crosses but the post</span>.</div><div onclick="alert(1)">The harbour master has counted both.</div></en-note>]]></content></note>`).join("")}</en-export>`;

test("an export is dropped, looked through, taken in, and taken back", async () => {
  const app = await AppWindow.open(screen, ["--library", `${emptyFolder()}/library.db`]);
  try {
    await app.see(".list-side");
    await app.script(
      `const data = new DataTransfer();
       data.items.add(new File([arguments[0]], "notes.enex", { type: "application/xml" }));
       window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));`,
      ENEX,
    );
    await app.see("dialog .from", "2 of Evernote");
    await app.see("dialog dd", "highlights, found in their article");
    await app.shot("import-report");
    await app.click("dialog button.main", "Import 2 articles");
    await app.see("[role=status], .toasts", "Imported: 2 articles, 2 highlights");
    await app.click("[role=option]", "The quay in winter");
    await app.see(".heading h1", "The quay in winter");
    await expect.poll(() => app.painted()).toEqual(expect.objectContaining({ "mark-green-0": ["nobody crosses but the post"] }));
    await app.shot("imported");
    await app.keys("Control+z");
    await app.see("[role=status], .toasts", "Undone: import");
    const left = "return [...document.querySelectorAll('[role=option]')].filter((e) => e.textContent.includes('The quay in')).length";
    await expect.poll(() => app.script<number>(left)).toBe(0);
  } finally {
    await app.close();
  }
});
