/** Links from other programs into the library: when the app is started with one, and while it runs. */

import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { AppWindow, emptyFolder, Screen } from "./app";

const ROOT = resolve(import.meta.dirname, "../..");
const COMMAND = join(ROOT, "target", process.env["COMMONPLACE_PROFILE"] ?? "debug", "commonplace");

let screen: Screen;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());

test("a link opens the app at the highlight it names, and a second one the article it names", async () => {
  const library = join(emptyFolder(), "library.db");
  const run = (...args: string[]) => execFileSync(COMMAND, ["--library", library, "--json", ...args], { encoding: "utf8" });
  const add = (name: string): string => JSON.parse(run("clip", join(ROOT, "tests/fixtures", name))).id;
  const [ministry, wire] = [add("ministry.txt"), add("wire.txt")];
  const made = JSON.parse(run("highlight", ministry, "--quote", "We have waited nine winters", "--note", "Count them."));

  const app = await AppWindow.open(screen, ["--library", library, `commonplace://highlight/${made.id}`]);
  await app.see(".reader-pane h1", "Ministry defends its ferries");
  await app.see(".note.active", "Count them.");
  await app.shot("link-followed");
  screen.startAgain(`commonplace://article/${wire}`);
  await app.gone(".note.active");
  const title = JSON.parse(run("show", wire)).title;
  await app.see(".reader-pane h1", title);

  // A link without a target shows a failure, and the open article stays.
  screen.startAgain(`commonplace://highlight/${ministry}`);
  await app.see(".toast.failure");
  expect(await app.see(".reader-pane h1")).toContain(title);
  await app.close();
});
