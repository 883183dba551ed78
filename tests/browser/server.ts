/** Runs the app in a browser: `commonplace serve` with a library made for the test. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const COMMAND = join(ROOT, "target", process.env["COMMONPLACE_PROFILE"] ?? "debug", "commonplace");
export const FIXTURES = join(ROOT, "tests/fixtures");

export class Library {
  readonly folder = mkdtempSync(join(tmpdir(), "commonplace-browser-"));
  readonly exports = join(this.folder, "out");
  #server: ChildProcess | null = null;

  /** Runs the command line on the same library and returns its JSON. */
  run<T = unknown>(args: string[], input?: string): T {
    const out = execFileSync(COMMAND, ["--library", join(this.folder, "library.db"), "--json", ...args], { encoding: "utf8", ...(input === undefined ? {} : { input }) });
    return JSON.parse(out) as T;
  }

  /** Like `run`, for commands with an output format of their own. */
  text(args: string[]): string {
    return execFileSync(COMMAND, ["--library", join(this.folder, "library.db"), ...args], { encoding: "utf8" });
  }

  /** Starts the server and returns the address with its token. */
  async serve(): Promise<string> {
    const args = ["--library", join(this.folder, "library.db"), "serve", "--ui", join(ROOT, "ui/dist"), "--export-to", this.exports];
    const child = spawn(COMMAND, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#server = child;
    return new Promise((done, fail) => {
      child.stdout?.once("data", (data: Buffer) => done(data.toString().trim()));
      child.once("exit", () => fail(new Error("the server ended")));
    });
  }

  /** Kills the server, as a crash does. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    server.removeAllListeners("exit");
    const gone = new Promise((done) => server.once("exit", done));
    server.kill("SIGKILL");
    await gone;
  }

  stop(): void {
    this.#server?.removeAllListeners("exit");
    this.#server?.kill();
  }
}
