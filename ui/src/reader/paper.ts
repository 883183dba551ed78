/** An article for printing: a copy of what the frame shows, flowing over pages, with its highlights. */

import type { ArticleText, Span } from "../anchor/text";

/** A passage that is marked in print. */
export interface PaperMark {
  span: Span;
  /** A CSS colour. */
  colour: string;
  /** The number of the passage's note, if it has one. */
  note: number | null;
}

/** Fills an element with a copy of the article, in a shadow root, so that the styles and names of the two do not
 * mix. */
export function fillPaper(host: HTMLElement, text: ArticleText, css: string, marks: PaperMark[]): void {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css.replaceAll(":root", ":host").replaceAll(/\bbody\b/g, "#body") + PAPER);
  root.adoptedStyleSheets = [sheet];
  const body = document.createElement("div");
  body.id = "body";
  body.dir = text.root.dir;
  for (const node of text.root.childNodes) body.append(document.importNode(node, true));
  draw(body, text, marks);
  root.replaceChildren(body);
}

const PAPER = `
:host { display: block; overflow: visible; background: none; font-size: 11pt; }
#body { padding: 0; }
figure, tr, img, pre { break-inside: avoid; }
pre { white-space: pre-wrap; }
h1, h2, h3, h4, h5, h6 { break-after: avoid; }
mark { color: inherit; background: color-mix(in srgb, var(--mark) 38%, transparent); border-bottom: 1.5px solid var(--mark); print-color-adjust: exact; }
sup.note { font: 600 0.7em / 0 var(--font-ui); }
`;

/** Wraps the marked passages. The number of a note is placed after the last word of its passage. */
function draw(body: HTMLElement, text: ArticleText, marks: PaperMark[]): void {
  // UTF-16 offsets, as the DOM counts.
  const spans = marks.map(({ span, ...mark }) => ({ ...mark, start: text.inDom(text.units.toUtf16(span.start), false), end: text.inDom(text.units.toUtf16(span.end), true) })).toSorted((a, b) => a.start - b.start);
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  let offset = 0;
  let first = 0;
  for (const node of nodes) {
    const [from, to] = [offset, offset + node.length];
    offset = to;
    while (first < spans.length && (spans[first]?.end ?? 0) <= from) first += 1;
    const here = [];
    for (let i = first; i < spans.length && (spans[i]?.start ?? 0) < to; i += 1) if ((spans[i]?.end ?? 0) > from) here.push(spans[i]);
    if (here.length === 0) continue;
    const within = here.filter((s) => s !== undefined);
    const cuts = [...new Set([from, to, ...within.flatMap((s) => [s.start, s.end])])].filter((c) => c >= from && c <= to).toSorted((a, b) => a - b);
    const pieces: Node[] = [];
    for (const [i, start] of cuts.slice(0, -1).entries()) {
      const end = cuts[i + 1] ?? to;
      const words = node.data.slice(start - from, end - from);
      const over = within.findLast((s) => s.start < end && s.end > start);
      const piece = over && words.trim() ? document.createElement("mark") : document.createTextNode(words);
      if (piece instanceof HTMLElement) {
        piece.textContent = words;
        piece.style.setProperty("--mark", over?.colour ?? "");
      }
      pieces.push(piece);
      for (const { note } of within.filter((s) => s.end === end && s.note !== null)) {
        const number = document.createElement("sup");
        number.className = "note";
        number.textContent = `[${note}]`;
        pieces.push(number);
      }
    }
    node.replaceWith(...pieces);
  }
}
