/**
 * A text-quote matcher like the one described for Hypothesis: exact matches, otherwise approximate ones with errors
 * in at most half the quote (at most 256), scored by quote, prefix, suffix and position. Takes a folder; prints the
 * seconds it took and the places it found, in code points.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { gunzipSync } from "node:zlib";
import search from "approx-string-match";

const folder = process.argv[2];
const read = (name) => gunzipSync(readFileSync(join(folder, name))).toString("utf8");
const text = read("new.txt.gz");
const highlights = read("highlights.jsonl.gz").trim().split("\n").map((line) => JSON.parse(line));

function matches(text, quote, errors) {
  const exact = [];
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) exact.push({ start: at, end: at + quote.length, errors: 0 });
  return exact.length > 0 ? exact : search(text, quote, errors);
}

function likeness(text, words) {
  if (words.length === 0 || text.length === 0) return 0;
  return 1 - (matches(text, words, words.length)[0]?.errors ?? words.length) / words.length;
}

function match({ exact, prefix, suffix, start }) {
  const found = matches(text, exact, Math.min(256, exact.length / 2));
  const score = (m) => {
    const before = prefix ? likeness(text.slice(Math.max(0, m.start - prefix.length), m.start), prefix) : 1;
    const after = suffix ? likeness(text.slice(m.end, m.end + suffix.length), suffix) : 1;
    const near = 1 - Math.abs(m.start - start) / text.length;
    return (50 * (1 - m.errors / exact.length) + 20 * before + 20 * after + 2 * near) / 92;
  };
  let best = null;
  for (const m of found) {
    const s = score(m);
    if (best === null || s > best.score) best = { ...m, score: s };
  }
  return best;
}

const from = performance.now();
const found = highlights.map(match);
const seconds = (performance.now() - from) / 1000;
const points = (at) => [...text.slice(0, at)].length;
console.log(JSON.stringify({ seconds, found: found.map((m) => m && [points(m.start), points(m.end)]) }));
