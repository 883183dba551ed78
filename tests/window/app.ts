/** The real window under Xvfb, driven with keys and pointer through WebDriver, and its screenshots. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "@playwright/test";
import { remote, type Client } from "./driver";

const ROOT = resolve(import.meta.dirname, "../..");
export const SHOTS = join(ROOT, "target/screenshots");
const PROGRAM = join(ROOT, "target", process.env["COMMONPLACE_PROFILE"] ?? "debug", "commonplace-app");

/** An empty folder for one test's library and exports. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), "commonplace-window-"));
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("no port"))));
    });
  });
}

/** tauri-driver and the X screen it draws on; one per test file. */
export class Screen {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
    /** The file that contains the window's environment. */
    private readonly environment: string,
  ) {}

  /** `extra`: additional variables of the window's environment. */
  static async start(extra: Record<string, string> = {}): Promise<Screen> {
    const environment = join(emptyFolder(), "environment");
    const [port, native] = [await freePort(), await freePort()];
    const args = ["--", "xvfb-run", "-a", "-s", "-screen 0 1680x1000x24", "sh", "-c", `env -0 > "$0"; exec tauri-driver "$@"`, environment, "--port", String(port), "--native-port", String(native)];
    // A session bus of its own, since there is a single instance of the app per bus.
    const child = spawn("dbus-run-session", args, { stdio: "ignore", detached: true, env: { ...process.env, ...extra } });
    const screen = new Screen(child, port, environment);
    await expect
      .poll(() => fetch(`http://127.0.0.1:${port}/status`).then((r) => r.ok, () => false), { timeout: 30_000, message: "tauri-driver answers" })
      .toBe(true);
    return screen;
  }

  /** Starts the app once more, as a desktop does to hand it a link. */
  startAgain(...args: string[]): void {
    execFileSync(PROGRAM, args, { env: this.env, timeout: 30_000, stdio: "ignore" });
  }

  /** The titles of all windows on the screen, including dialogs of the system. */
  titles(): string[] {
    // If a window closes meanwhile, xwininfo returns an error, which is ignored.
    const tree = spawnSync("xwininfo", ["-root", "-tree"], { env: this.env, encoding: "utf8" }).stdout ?? "";
    return [...tree.matchAll(/^ +0x\w+ "(.*)": \(/gm)].map(([, title = ""]) => title);
  }

  /** Starts another program on the same screen. */
  spawn(program: string, args: string[]): ChildProcess {
    return spawn(program, args, { env: this.env, stdio: "ignore" });
  }

  /** Kills the process that renders the page, as a crash of the web view does. */
  killPage(): void {
    this.#kill("WebKitWebProces");
  }

  /** Kills the app after its driver has lost it. */
  killApp(): void {
    this.#kill("commonplace-app");
  }

  #kill(name: string): void {
    for (const pid of this.#processes()) if (this.#nameOf(pid).startsWith(name)) process.kill(Number(pid), "SIGKILL");
  }

  /** Names of the programs on this screen that have the library, its log or its index open. */
  opensLibrary(library: string): string[] {
    const has = (pid: string) => {
      try {
        return readdirSync(`/proc/${pid}/fd`).some((fd) => {
          try {
            return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(library);
          } catch {
            return false;
          }
        });
      } catch {
        return false;
      }
    };
    return [...new Set(this.#processes().filter(has).map((pid) => this.#nameOf(pid)))];
  }

  #nameOf(pid: string): string {
    try {
      return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    } catch {
      return "";
    }
  }

  /** The processes of this screen. */
  #processes(): string[] {
    const display = `DISPLAY=${this.env["DISPLAY"] ?? ""}`;
    return readdirSync("/proc").filter((name) => {
      if (!/^\d+$/.test(name)) return false;
      try {
        return readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(display);
      } catch {
        return false;
      }
    });
  }

  /** The title of the focused window. */
  focused(): string {
    return spawnSync("xdotool", ["getwindowfocus", "getwindowname"], { env: this.env, encoding: "utf8" }).stdout?.trim() ?? "";
  }

  /** Saves a screenshot of the screen, or of a part of it, to target/screenshots. */
  photograph(name: string, part?: { x: number; y: number; width: number; height: number }): void {
    mkdirSync(SHOTS, { recursive: true });
    const crop = part ? ["-crop", `${part.width}x${part.height}+${part.x}+${part.y}`, "+repage"] : [];
    execFileSync("import", ["-window", "root", ...crop, join(SHOTS, `${name}.png`)], { env: this.env, timeout: 30_000 });
  }

  /** The share of pixels that differ between two screenshots. */
  difference(one: string, other: string): number {
    const [a, b] = [one, other].map((name) => join(SHOTS, `${name}.png`)) as [string, string];
    const compared = spawnSync("compare", ["-metric", "AE", "-fuzz", "8%", a, b, "null:"], { encoding: "utf8", timeout: 30_000 });
    const size = execFileSync("identify", ["-format", "%[fx:w*h]", a], { encoding: "utf8", timeout: 30_000 });
    return Number.parseFloat(compared.stderr) / Number(size);
  }

  get env(): Record<string, string> {
    const pairs = readFileSync(this.environment, "utf8").split("\0").filter(Boolean);
    return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  }

  stop(): void {
    // The whole process group: driver, screen and bus.
    if (this.process.pid) process.kill(-this.process.pid, "SIGTERM");
  }
}

/** One run of the app. */
export class AppWindow {
  private constructor(readonly client: Client) {}

  static async open(screen: Screen, args: string[], theme: "light" | "dark" = "light"): Promise<AppWindow> {
    const client = await remote(screen.port, PROGRAM, args);
    const window = new AppWindow(client);
    await window.resize(1440, 900);
    await window.see("nav");
    if (theme === "dark") await window.command("Theme: dark");
    return window;
  }

  async close(): Promise<void> {
    await this.client.deleteSession();
  }

  async resize(width: number, height: number): Promise<void> {
    await this.client.setWindowRect(null, null, width, height);
  }

  async script<T>(body: string, ...args: (string | number | null)[]): Promise<T> {
    return (await this.client.executeScript(body, args)) as T;
  }

  /** Waits until an element is visible, and returns its text. */
  async see(css: string, text?: string): Promise<string> {
    const shown = () =>
      this.script<string | null>(
        `const found = [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility());
         const hit = arguments[1] === null ? found[0] : found.find((e) => (e.textContent ?? "").includes(arguments[1]));
         return hit ? hit.textContent : null;`,
        css,
        text ?? null,
      );
    await expect.poll(shown, { message: `${css} ${text ?? ""} is seen` }).not.toBeNull();
    return (await shown()) ?? "";
  }

  /** Waits until there is no such element. */
  async gone(css: string): Promise<void> {
    await expect.poll(() => this.script<number>("return document.querySelectorAll(arguments[0]).length", css), { message: `${css} is gone` }).toBe(0);
  }

  /** Clicks an element. */
  async click(css: string, text?: string): Promise<void> {
    await this.see(css, text);
    const place = await this.script<{ x: number; y: number }>(
      `const found = [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility());
       const hit = arguments[1] === null ? found[0] : found.find((e) => (e.textContent ?? "").includes(arguments[1]));
       hit.scrollIntoView({ block: "nearest" });
       const box = hit.getBoundingClientRect();
       return { x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) };`,
      css,
      text ?? null,
    );
    await this.pointer([place]);
  }

  /** Presses at the first place, drags through the others, and releases. */
  async pointer(places: { x: number; y: number }[]): Promise<void> {
    const [first, ...rest] = places;
    if (!first) return;
    const move = (p: { x: number; y: number }) => ({ type: "pointerMove", duration: 60, x: Math.round(p.x), y: Math.round(p.y), origin: "viewport" });
    const actions = [move(first), { type: "pointerDown", button: 0 }, ...rest.map(move), { type: "pointerUp", button: 0 }];
    await this.client.performActions([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }]);
    await this.client.releaseActions();
  }

  /** Presses keys: `Control+k`, `Shift+ArrowRight`, or characters. */
  async keys(...strokes: string[]): Promise<void> {
    const codes: Record<string, string> = {
      Control: "\uE009", Shift: "\uE008", Enter: "\uE007", Escape: "\uE00C", Delete: "\uE017",
      Home: "\uE011", ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015",
    };
    const actions: object[] = [];
    for (const stroke of strokes) {
      const parts = stroke.length > 1 && stroke.includes("+") ? stroke.split("+") : [stroke];
      const values = parts.map((p) => codes[p] ?? p);
      actions.push(...values.map((value) => ({ type: "keyDown", value })), ...values.toReversed().map((value) => ({ type: "keyUp", value })));
    }
    await this.client.performActions([{ type: "key", id: "keyboard", actions }]);
    await this.client.releaseActions();
  }

  /** Types into the focused element. */
  async type(text: string): Promise<void> {
    const element = await this.client.getActiveElement();
    const id = Object.values(element)[0];
    // A line feed is typed as the Enter key.
    if (typeof id === "string") await this.client.elementSendKeys(id, text.replaceAll("\n", "\uE006"));
  }

  /** Runs a command by its name in the palette. The command may open another dialog. */
  async command(name: string): Promise<void> {
    await this.keys("Control+k");
    await this.see("dialog input[role=combobox]");
    await this.type(name);
    await this.see("dialog [role=option][aria-selected=true]", name);
    await this.keys("Enter");
    await this.gone("dialog input[role=combobox]");
  }

  /** The position of words of the article in the window: the middle of their first and of their last letter. */
  async words(words: string): Promise<{ from: { x: number; y: number }; to: { x: number; y: number } }> {
    const find = () =>
      this.script<{ from: { x: number; y: number }; to: { x: number; y: number } } | null>(
        `const frame = document.querySelector("iframe"); const body = frame?.contentDocument?.body;
         if (!body) return null;
         const walker = frame.contentDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
         for (let node = walker.nextNode(); node; node = walker.nextNode()) {
           const at = node.data.indexOf(arguments[0]);
           if (at < 0) continue;
           const range = frame.contentDocument.createRange();
           const letter = (i) => { range.setStart(node, i); range.setEnd(node, i + 1); return range.getBoundingClientRect(); };
           const scroller = document.querySelector(".scroller");
           const top = frame.getBoundingClientRect().top + letter(at).top;
           if (top < 120 || top > innerHeight - 160) scroller.scrollTop += top - innerHeight / 2;
           const first = letter(at), last = letter(at + arguments[0].length - 1), place = frame.getBoundingClientRect();
           return { from: { x: place.left + first.left + 1, y: place.top + first.top + first.height / 2 },
                    to: { x: place.left + last.right - 1, y: place.top + last.top + last.height / 2 } };
         }
         return null;`,
        words,
      );
    await expect.poll(find, { message: `“${words}” stands in the article` }).not.toBeNull();
    const place = await find();
    if (!place) throw new Error(`“${words}” is gone`);
    return place;
  }

  /** What is painted in the article: the words of each highlight, by its name. */
  async painted(): Promise<Record<string, string[]>> {
    return this.script(
      `const view = document.querySelector("iframe")?.contentWindow; const out = {};
       if (view) for (const [name, marks] of view.CSS.highlights) out[name] = [...marks].map((r) => r.toString().replaceAll('\\u00AD', ''));
       return out;`,
    );
  }

  /** Saves a screenshot of the window to target/screenshots. */
  async shot(name: string): Promise<void> {
    mkdirSync(SHOTS, { recursive: true });
    // Waits until the fonts are loaded and no animation is running.
    const still = () => this.script<boolean>("return document.fonts.status === 'loaded' && document.getAnimations().every((a) => a.playState !== 'running')");
    await expect.poll(still, { message: "nothing moves" }).toBe(true);
    // Waits until the engine has drawn the current state.
    await this.script("window.drawn = false; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => (window.drawn = true), 60)))");
    await expect.poll(() => this.script<boolean>("return window.drawn"), { message: "the window is drawn" }).toBe(true);
    writeFileSync(join(SHOTS, `${name}.png`), Buffer.from(await this.client.takeScreenshot(), "base64"));
  }
}
