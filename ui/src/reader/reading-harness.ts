/** For tests: the reading view with an article of our own, over a host that answers as a library would. */

import { render } from "vitest-browser-svelte";
import { expect, vi } from "vitest";
import type { ArticleDetail, ArticleView, HighlightView, QuotesView } from "../api/contract";
import { App } from "../app/app.svelte";
import { DEFAULTS } from "../app/settings.svelte";
import WithRooms from "../app/WithRooms.svelte";
import { type Answers, FakeHost } from "../host/fake";
import Reader from "./Reader.svelte";

const ARTICLE: ArticleView = {
  id: "a1", title: "Ferries", authors: [], byline: null, site: null, published: null, dateline: null, language: "en", description: null, url: "https://example.org/ferries",
  state: "inbox", favourite: false, trashed: null, saved: 0, progress: 0, position: 0, words: 60, highlights: 0, notes: 0, tags: [], opening: "",
};

/** Ends with enough paragraphs to make the article scroll. */
export const HTML =
  '<h2 id="clip-first">The crossing</h2>\n<p>The ferry waits for nobody. It leaves at nine, and again at noon.</p>\n' +
  '<p>“We know the tides,” Ana Lopes said. See <a href="#clip-last">the end</a> or <a href="https://example.org/tides">the tables</a>.</p>\n' +
  Array.from({ length: 40 }, (_, n) => `<p>Paragraph ${n + 1} says that the sea was calm that day.</p>\n`).join("") +
  '<h2 id="clip-last">The end</h2>\n<p>Nobody was left behind.</p>';

export function detailOf(highlights: HighlightView[] = [], article: Partial<ArticleView> = {}): ArticleDetail {
  return {
    article: { ...ARTICLE, ...article },
    version: { id: "v1", html: HTML, divided: false, rendition: "article", images: [] },
    versions: 1, highlights, notes: [], waiting: null,
  };
}

/** A highlight of a span of the article. */
export function highlightOf(id: string, start: number, end: number, more: Partial<HighlightView> = {}): HighlightView {
  return {
    id, exact: "", image: null, quote: null, section: [], state: "anchored", kind: "exact", diff: [], settled: false, start, end, parts: [{ start, end }],
    colour: "yellow", style: "marked", attribution: null, translation: null, note: null, note_html: null, tags: [], created: 0, ...more,
  };
}

export const NO_QUOTES: QuotesView = { version: "v1", quotes: [] };

/** Renders the reading view, with the article open and laid out. */
export async function openReading(detail = detailOf(), answers: Answers = {}) {
  const host = new FakeHost({
    "article.open": () => detail,
    "article.linked_from": { rows: [], total: 0 },
    "article.set_position": {},
    "quotes.list": NO_QUOTES,
    "quotes.echoes": { quotations: [] },
    "settings.set": {},
    "draft.set": {},
    ...answers,
  });
  const app = new App(host);
  app.settings.current = { ...DEFAULTS };
  const nothing = () => {};
  const given = { themes: 0, onkey: nothing, ondrag: nothing, ondrop: nothing, onpaste: nothing, oncontext: nothing };
  const shown = await render(WithRooms, { of: Reader, rooms: app, given } as never);
  const pane = shown.container.querySelector<HTMLElement>(".reader-pane");
  if (pane) pane.style.height = "600px";
  await app.reader.open("a1");
  const { page } = app.reading;
  await vi.waitFor(() => expect(page.whole).not.toBeNull(), { timeout: 5000 });
  const text = page.text;
  if (!text) throw new Error("no article is shown");
  /** The span of the first occurrence of words in the article, in code points. */
  const find = (words: string) => {
    const start = [...(text.root.textContent.split(words)[0] ?? "")].length;
    return { start, end: start + [...words].length };
  };
  /** Selects words, as a pointer would. */
  const select = (words: string) => {
    const range = text.range(find(words));
    const selection = page.frame?.contentDocument?.getSelection();
    if (range) selection?.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    app.reading.selecting.changed();
  };
  /** Presses a key in the article. Returns `true` if the reading view handled it. */
  const press = (key: string, held: KeyboardEventInit = {}) => {
    let was = false;
    page.scroller?.addEventListener("keydown", (event) => (was = app.reading.key(event)), { once: true });
    page.scroller?.dispatchEvent(new KeyboardEvent("keydown", { key, view: window, bubbles: true, ...held }));
    return was;
  };
  const { selecting, cursor, marking, navigating, aloud, walk } = app.reading;
  return { app, host, page, find, select, press, selecting, cursor, marking, navigating, aloud, walk };
}
