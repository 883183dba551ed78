// Measures sizes and times of the real window. Each is compared, in the same run, with an empty window of the same
// versions. Absolute numbers depend on the machine; read the ratios.
//
//   node window.mjs PROGRAM COMMAND EMPTY [RUNS]

import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Driver } from "./driver.mjs";

const [program, command, empty, runs = "7"] = process.argv.slice(2);

const driver = await Driver.start();

/** Memory of a process and its descendants in bytes, as proportional set size: shared pages count once in total. */
function memory(name) {
  const parents = new Map();
  const roots = [];
  for (const pid of readdirSync("/proc").filter((n) => /^\d+$/.test(n))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      parents.set(pid, stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] === name) roots.push(pid);
    } catch {
      // The process has ended meanwhile.
    }
  }
  const within = (pid) => pid !== undefined && pid !== "0" && (roots.includes(pid) || within(parents.get(pid)));
  let total = 0;
  for (const pid of parents.keys()) {
    if (!within(pid)) continue;
    try {
      total += 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return total;
}

async function start(application, args, shown) {
  const before = performance.now();
  const client = await driver.open(application, args);
  for (let there = false; !there; ) there = await client.executeScript(shown, []);
  const took = performance.now() - before;
  // The memory after starting, not the peak during it.
  await new Promise((r) => setTimeout(r, 1500));
  const bytes = memory(application);
  await client.deleteSession();
  return { took, bytes };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const ours = [];
const theirs = [];
for (let n = 0; n < Number(runs); n += 1) {
  const folder = mkdtempSync(join(tmpdir(), "commonplace-bench-"));
  // An existing library with the sample open, as at a second start on the same day.
  const article = "document.querySelector('.row') && (document.querySelector('.reader-pane h1') || document.querySelector('.row').click()); const f = document.querySelector('iframe'); return !!f && (f.contentWindow.CSS.highlights.size > 0);";
  ours.push(await start(program, ["--library", join(folder, "library.db")], article));
  theirs.push(await start(empty, [], "return document.readyState === 'complete'"));
}
driver.stop();

const size = (path) => statSync(path).size;
const mib = (bytes) => `${(bytes / 1048576).toFixed(1)} MiB`;
const row = (what, a, b, show) => console.log(`${what.padEnd(44)} ${show(a).padStart(12)} ${show(b).padStart(12)} ${(a / b).toFixed(2).padStart(8)}`);
console.log(`\n${"".padEnd(44)} ${"Commonplace".padStart(12)} ${"empty window".padStart(12)} ${"ratio".padStart(8)}`);
row("program, stripped", size(program), size(empty), mib);
row(`start to article shown (median of ${runs})`, median(ours.map((r) => r.took)), median(theirs.map((r) => r.took)), (ms) => `${ms.toFixed(0)} ms`);
row("memory, all processes (PSS, median)", median(ours.map((r) => r.bytes)), median(theirs.map((r) => r.bytes)), mib);
console.log(`command line program: ${mib(size(command))}`);
const bundle = resolve(program, "../bundle/deb");
if (existsSync(bundle)) for (const deb of readdirSync(bundle).filter((f) => f.endsWith(".deb"))) console.log(`${deb}: ${mib(size(join(bundle, deb)))}`);
