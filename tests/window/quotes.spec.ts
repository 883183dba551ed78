/** Quotations in the real window: stepped through, highlighted, corrected, exported; and a draft verified. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { AppWindow, emptyFolder, Screen } from "./app";

const ROOT = resolve(import.meta.dirname, "../..");
const MINISTRY = readFileSync(join(ROOT, "tests/fixtures/ministry.txt"), "utf8");
/** A report that quotes the ministry, with some words altered. */
const WIRE = readFileSync(join(ROOT, "tests/fixtures/wire.txt"), "utf8");
const COMMAND = join(ROOT, "target", process.env["COMMONPLACE_PROFILE"] ?? "debug", "commonplace");

const DRAFT = "> We have waited nine winters\n\n> Nobody on the islands will wait longer than a day\n\nAnd “the gulls will be paid for their work”.\n";
let screen: Screen;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());

test("a reader walks the quotations, takes two, corrects a speaker, sees the person, the proof and the same words elsewhere, takes them out, and verifies a draft", async () => {
  const folder = emptyFolder();
  const out = join(folder, "out");
  const library = join(folder, "library.db");
  const app = await AppWindow.open(screen, ["--library", library, "--export-to", out]);

  await test.step("each quotation has its line, and its speaker by key", async () => {
    await app.keys("a");
    await app.see("dialog textarea");
    await app.type(MINISTRY);
    await app.click("dialog button", "Add");
    await app.see(".reader-pane h1", "Ministry defends its ferries");
    await app.see(".rule");
    await app.keys("q");
    await app.see(".card .who", "Ingrid Falk");
    await app.see(".card .role", "head of the Coastal Ferry Office");
    await app.shot("quotation");
    await app.keys("Enter");
    await app.see("aside .said", "Ingrid Falk");
  });

  await test.step("a correction holds for the article", async () => {
    await app.keys("q");
    await app.see(".card .who", "Peter Olsen");
    await app.keys("s");
    await app.see(".card input");
    await app.type("Peder Olsen");
    await app.keys("Enter");
    await app.see(".card .who", "Peder Olsen");
    await app.keys("Enter");
    await expect.poll(async () => (await app.painted())["mark-yellow-0"]).toHaveLength(2);
    await app.keys("q");
    await app.see(".card .who", "Peder Olsen");
    await app.shot("quotation-corrected");
    await app.keys("Escape");
  });

  await test.step("the person has a page, and its words lead back", async () => {
    await app.keys("g", "w");
    await app.click(".people-room [role=option] .name", "Peder Olsen");
    await app.see(".person h2", "Peder Olsen");
    await app.shot("people");
    await app.click(".person .words", "An hour is a promise");
    await app.see(".reader-pane h1", "Ministry defends its ferries");
    await app.see(".card .who", "Peder Olsen");
    await app.see(".person h2", "Peder Olsen");
    await app.shot("people-beside");
    await app.keys("Escape");
  });

  await test.step("what proves a highlight stands on it", async () => {
    await app.click("aside .handle");
    await app.click("aside .proof button", "Proof");
    await app.see("aside .evidence", "SHA-256");
    await app.see("aside .evidence code");
    await app.shot("proof");
    await app.click("aside .evidence button", "As captured");
    await app.see("dialog .tools button", "Leave");
    await app.shot("captured-at-the-words");
    await app.keys("Escape");
    await app.gone("dialog");
  });

  await test.step("a report with other words is shown beside it", async () => {
    await app.keys("a");
    await app.see("dialog textarea");
    await app.type(WIRE);
    await app.click("dialog button", "Add");
    await app.see(".reader-pane h1", "Islanders to get a ferry an hour");
    await app.keys("q", "q");
    await app.see(".card .who", "Peter Olsen");
    await app.see(".card .echo", "Other words in 1 article");
    await app.keys("=");
    await app.see("dialog .pair mark", "ten");
    await app.see("dialog .pair mark", "nine");
    await app.shot("elsewhere");
    await app.keys("Escape");
    await app.gone("dialog");
    await app.keys("Escape");
  });

  await test.step("what somebody said is searched for", async () => {
    await app.keys("g", "a");
    await app.keys("/");
    await app.type("speaker:peder");
    await app.see(".results .said", "An hour is a promise");
    await app.shot("speaker-search");
    await app.click(".results .said", "An hour is a promise");
    await app.see(".reader-pane h1", "Ministry defends its ferries");
    await app.see(".card .who", "Peder Olsen");
    await app.keys("Escape");
  });

  await test.step("both go out with who said them", async () => {
    await app.keys("Control+e");
    await expect.poll(() => {
      try {
        return readdirSync(out).length;
      } catch {
        return 0;
      }
    }).toBe(1);
    const [file = ""] = readdirSync(out);
    const markdown = readFileSync(join(out, file), "utf8");
    expect(markdown).toContain("> — Ingrid Falk, head of the Coastal Ferry Office");
    expect(markdown).toContain("> — Peder Olsen");
  });

  await test.step("Escape leaves the settings from their search field", async () => {
    await app.keys("Control+,");
    await app.see("dialog h4");
    await app.keys("Escape");
    await app.gone("dialog");
  });

  await test.step("a draft is checked in the window", async () => {
    await app.keys("g", "v");
    await app.see("dialog textarea");
    await app.type(DRAFT);
    await app.click("dialog button", "Check");
    await app.see("dialog .verbatim", "We have waited nine winters");
    await app.see("dialog .altered ins", "a day");
    await app.see("dialog .not_found", "the gulls will be paid");
    await app.shot("verified");
    await app.close();
  });

  await test.step("a draft with a true, an altered and an invented quote has three verdicts", () => {
    const draft = join(folder, "draft.md");
    writeFileSync(draft, DRAFT);
    let verdicts = "";
    try {
      execFileSync(COMMAND, ["--json", "--library", library, "verify", draft], { encoding: "utf8", stdio: "pipe" });
    } catch (failed) {
      verdicts = (failed as { stdout: string }).stdout;
    }
    const lines = verdicts.trim().split("\n").map((line) => (JSON.parse(line) as { verdict: string }).verdict);
    expect(lines).toEqual(["verbatim", "altered", "not_found"]);
  });
});
