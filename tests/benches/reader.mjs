// Measures how fast an article opens and scrolls, in the real window and in Chromium. Each is compared, in the same
// run, with the same HTML in a plain frame of the same page. Read the ratios, not the absolute times.
//
//   node reader.mjs PROGRAM COMMAND UI [RUNS]

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { Driver } from "./driver.mjs";

const [program, command, ui, runs = "5"] = process.argv.slice(2);
const SIZES = [
  { title: "Five thousand words", words: 5_000, highlights: 100 },
  { title: "A hundred thousand words", words: 100_000, highlights: 1_000 },
];

/** Creates a library with articles that are the same in each run: paragraphs of sentences, some of them
 * highlighted. */
function library() {
  const path = join(mkdtempSync(join(tmpdir(), "commonplace-bench-")), "library.db");
  const run = (args, input) => execFileSync(command, ["--library", path, "--json", ...args], { encoding: "utf8", input, maxBuffer: 1 << 28 });
  const vocabulary = "harbour ferry tide board seat town winter quay boat wind keeper lamp rope signal crew ledger captain bridge channel storm island morning cargo engine letter office meeting answer spring minute".split(" ");
  for (const { title, words, highlights } of SIZES) {
    let seed = 7;
    const word = () => vocabulary[(seed = (seed * 1103515245 + 12345) % 2147483648) % vocabulary.length];
    const quotes = [];
    const paragraphs = [];
    const sentences = words / 12;
    for (let n = 0; n < sentences; n += 1) {
      const sentence = `Sentence ${n} ${Array.from({ length: 10 }, word).join(" ")}.`;
      if (n % Math.floor(sentences / highlights) === 0 && quotes.length < highlights) quotes.push({ quote: sentence, note: quotes.length % 2 === 0 });
      if (n % 8 === 0) paragraphs.push([]);
      paragraphs.at(-1).push(sentence);
    }
    const html = `<html lang=en><head><title>${title}</title></head><body><article><h1>${title}</h1>${paragraphs.map((p, n) => `${n % 25 === 0 ? `<h2>Part ${n / 25 + 1}</h2>` : ""}<p>${p.join(" ")}</p>`).join("")}</article></body></html>`;
    const { id } = JSON.parse(run(["clip", "-", "--url", `https://bench.example/${words}`], html));
    const file = join(tmpdir(), `commonplace-bench-${process.pid}.json`);
    writeFileSync(file, JSON.stringify(quotes.map(({ quote, note }) => ({
      type: "Annotation", ...(note ? { body: { type: "TextualBody", purpose: "commenting", value: "Who says **so**?" } } : {}),
      target: { source: `https://bench.example/${words}`, selector: { type: "TextQuoteSelector", exact: quote } },
    }))));
    run(["annotate", file, "--article", id]);
  }
  return path;
}

/** Runs in the page: opens and scrolls an article, then the same HTML in a plain frame. Times are in milliseconds. */
const IN_PAGE = `(async ({ title, highlights }) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const until = async (there) => { for (let n = 0; n < 2000 && !there(); n += 1) await frame(); };
  const painted = async () => { await frame(); await new Promise((done) => setTimeout(done)); };
  const rows = () => [...document.querySelectorAll(".row")];
  const inner = () => document.querySelector(".page iframe")?.contentDocument;
  await until(() => rows().some((r) => r.textContent.includes(title)));
  // Wait until the app has started and is idle.
  await document.fonts.ready;
  await new Promise((done) => setTimeout(done, 800));
  const start = performance.now();
  rows().find((r) => r.textContent.includes(title)).click();
  await until(() => document.querySelector(".page h1")?.textContent === title && inner()?.body?.querySelector("p")?.textContent.includes("Sentence 1 ") && document.querySelector(".page iframe").offsetHeight > 1000);
  // The current frame shows the article: the next task runs once that frame is drawn.
  await new Promise((done) => setTimeout(done));
  const paint = performance.now() - start;
  const marks = () => [...(document.querySelector(".page iframe").contentWindow.CSS.highlights ?? [])].filter(([name]) => name.startsWith("mark-")).reduce((n, [, all]) => n + all.size, 0);
  // Of a thousand highlights only those near the viewport are painted, all at once.
  await until(() => marks() >= Math.min(highlights, 20) && document.querySelectorAll("aside .place").length > 0);
  await new Promise((done) => setTimeout(done));
  const margin = performance.now() - start;

  const scroll = async (scroller) => {
    const times = [];
    scroller.scrollTop = 0;
    await frame();
    const height = scroller.scrollHeight - scroller.clientHeight;
    let last = performance.now();
    for (let n = 1; n <= 150; n += 1) {
      scroller.scrollTop = (height * n) / 150;
      await frame();
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    return { p95: times[Math.floor(times.length * 0.95)], most: times.at(-1), over: times.filter((t) => t > 50).length };
  };
  const scroller = document.querySelector(".scroller");
  const ours = await scroll(scroller);
  // The next run must find the article at its beginning, as this run did.
  scroller.scrollTop = 0;
  await new Promise((done) => setTimeout(done, 800));

  const source = "<!doctype html>" + inner().documentElement.outerHTML;
  const box = document.createElement("div");
  box.style.cssText = "position: fixed; inset: 0; overflow: auto; background: white; z-index: 99";
  document.body.append(box);
  const bare = document.createElement("iframe");
  bare.style.cssText = "width: 600px; border: 0";
  bare.sandbox = "allow-same-origin";
  const began = performance.now();
  const loaded = new Promise((done) => (bare.onload = done));
  bare.srcdoc = source;
  box.append(bare);
  await loaded;
  bare.style.height = bare.contentDocument.body.scrollHeight + "px";
  await painted();
  const shown = performance.now() - began;
  const theirs = await scroll(box);
  box.remove();
  return { paint, margin, shown, ours, theirs };
})`;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function report(where, measure) {
  console.log(`\n${where}`);
  console.log(`${"".padEnd(42)} ${"Commonplace".padStart(12)} ${"bare HTML".padStart(12)} ${"ratio".padStart(7)}`);
  for (const size of SIZES) {
    const all = [];
    for (let n = 0; n < Number(runs); n += 1) all.push(await measure(size));
    const row = (what, ours, bare) => {
      const [a, b] = [median(all.map(ours)), median(all.map(bare))];
      console.log(`${what.padEnd(42)} ${a.toFixed(0).padStart(9)} ms ${b.toFixed(0).padStart(9)} ms ${(a / b).toFixed(2).padStart(7)}`);
    };
    console.log(`${size.words} words, ${size.highlights} highlights`);
    row("  open to first paint", (r) => r.paint, (r) => r.shown);
    row("  open to margin laid out", (r) => r.margin, (r) => r.shown);
    row("  a frame while scrolling, 95 of 100 below", (r) => r.ours.p95, (r) => r.theirs.p95);
    row("  the longest frame", (r) => r.ours.most, (r) => r.theirs.most);
    console.log(`  frames over 50 ms, of 150: ${median(all.map((r) => r.ours.over))}, bare: ${median(all.map((r) => r.theirs.over))}`);
  }
}

/** Runs in the page: closes the article. Otherwise the next start would open it before the measurement. */
const CLOSE = `(async () => {
  for (let n = 0; n < 50 && !document.querySelector(".reading.unseen"); n += 1) {
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    await new Promise((done) => setTimeout(done, 50));
  }
  await new Promise((done) => setTimeout(done, 500));
  return document.querySelector(".reading.unseen") !== null;
})()`;

/** Fails unless a real wheel scrolls the open article: speed gained by losing the wheel does not count. */
async function scrollsByWheel(client) {
  const top = () => client.executeScript("return document.querySelector('.scroller').scrollTop", []);
  const box = await client.executeScript("document.querySelector('.scroller').scrollTop = 0; const { left, top } = document.querySelector('.scroller').getBoundingClientRect(); return { x: window.screenX + left + 200, y: window.screenY + top + 300 }", []);
  driver.wheel(Math.round(box.x), Math.round(box.y), 5);
  for (let tries = 0; (await top()) < 50; tries += 1) {
    if (tries === 50) throw new Error("the wheel does not scroll the article");
    await new Promise((r) => setTimeout(r, 100));
  }
}

const path = library();

const driver = await Driver.start();
await report(`The real window (median of ${runs})`, async (size) => {
  const client = await driver.open(program, ["--library", path]);
  await client.setWindowRect(null, null, 1440, 900);
  await client.executeScript(`window.measured = null; ${IN_PAGE}(arguments[0]).then((r) => (window.measured = r), (e) => (window.measured = { error: String(e) }));`, [size]);
  let found = null;
  while (!found) {
    await new Promise((r) => setTimeout(r, 200));
    found = await client.executeScript("return window.measured", []);
  }
  if (!found.error) {
    await scrollsByWheel(client);
    if (!(await client.executeAsyncScript(`const done = arguments[0]; ${CLOSE}.then(done);`, []))) throw new Error("the article does not close");
  }
  await client.deleteSession();
  if (found.error) throw new Error(found.error);
  return found;
});
driver.stop();

const server = spawn(command, ["--library", path, "serve", "--ui", ui], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((done) => server.stdout.once("data", (data) => done(data.toString().trim())));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
await report(`Chromium, over loopback (median of ${runs})`, async (size) => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  const found = await page.evaluate(`${IN_PAGE}(${JSON.stringify(size)})`);
  if (!(await page.evaluate(CLOSE))) throw new Error("the article does not close");
  await page.close();
  return found;
});
await browser.close();
server.kill();
