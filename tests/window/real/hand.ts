/** Acts on the real window with X events: pointer, wheel, keys, clipboard and drops. The driver only reads what the
 * window shows; nothing is done through it. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { AppWindow, type Screen } from "../app";

export interface Place {
  x: number;
  y: number;
}

const SOURCE = join(import.meta.dirname, "source.py");
/** Position on the screen of the window that drops come from: beside the app's window. */
const BESIDE: Place = { x: 1460, y: 40 };

export class Hand {
  readonly #children: ChildProcess[] = [];
  /** The X id of the app's window. */
  #app = "";

  private constructor(
    private readonly screen: Screen,
    readonly window: AppWindow,
  ) {}

  /** Starts a window manager and the app, in a corner of the screen. */
  static async on(screen: Screen, args: string[]): Promise<Hand> {
    const manager = screen.spawn("openbox", []);
    const window = await AppWindow.open(screen, args);
    const hand = new Hand(screen, window);
    hand.#children.push(manager);
    await hand.settle();
    return hand;
  }

  /** Places the window where positions are measured from, with a size of 1440 × 900. */
  async settle(): Promise<void> {
    const id = (this.#app = this.#id("^Commonplace$"));
    this.x("windowsize", "--sync", id, "1440", "900");
    this.x("windowmove", id, "0", "0");
    this.x("windowfocus", "--sync", id);
    // The web view fills the window below its title bar.
    await expect.poll(() => this.window.script<number>("return innerWidth")).toBe(1440);
    // Waits until the window is drawn at this size: an event before that may be lost.
    await this.window.script("window.drawn = 0; const frame = () => (window.drawn += 1) < 3 && requestAnimationFrame(frame); requestAnimationFrame(frame)");
    await expect.poll(() => this.window.script<number>("return window.drawn")).toBe(3);
  }

  async close(): Promise<void> {
    await this.window.close().catch(() => {});
    // A page that was killed has ended its driver's session; if the app still ran, the next start would be handed to
    // it.
    this.screen.killApp();
    for (const child of this.#children) child.kill();
  }

  x(...args: string[]): string {
    return execFileSync("xdotool", args, { env: this.screen.env, encoding: "utf8", timeout: 20_000 });
  }

  #id(title: string): string {
    return this.x("search", "--onlyvisible", "--name", title).trim().split("\n").at(-1) ?? "";
  }

  /** The offset of the page from the top left of the screen. */
  #offset(): Place {
    const info = execFileSync("xwininfo", ["-id", this.#app], { env: this.screen.env, encoding: "utf8", timeout: 10_000 });
    const number = (what: string) => Number(new RegExp(`${what}:\\s+(-?\\d+)`).exec(info)?.[1] ?? 0);
    return { x: number("Absolute upper-left X"), y: number("Absolute upper-left Y") };
  }

  #on({ x, y }: Place): [string, string] {
    const offset = this.#offset();
    return [String(Math.round(x + offset.x)), String(Math.round(y + offset.y))];
  }

  /** The middle of an element on the page. */
  async place(css: string, text: string | null = null): Promise<Place> {
    await this.window.see(css, text ?? undefined);
    return this.window.script<Place>(
      `const hit = [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility()).find((e) => arguments[1] === null || e.textContent.includes(arguments[1]));
       const box = hit.getBoundingClientRect(); return { x: box.left + box.width / 2, y: box.top + box.height / 2 };`,
      css,
      text,
    );
  }

  move(place: Place): void {
    this.x("mousemove", "--sync", ...this.#on(place));
  }

  async click(css: string, text: string | null = null, button = 1): Promise<void> {
    this.press(await this.place(css, text), button);
  }

  press(place: Place, button = 1): void {
    this.move(place);
    this.x("click", String(button));
  }

  double(place: Place): void {
    this.move(place);
    this.x("click", "--repeat", "2", "--delay", "80", "1");
  }

  /** Turns the wheel. `button`: 4 is up, 5 down, 6 left, 7 right. */
  wheel(place: Place, notches = 5, button = 5): void {
    this.move(place);
    this.x("mousemove_relative", "--sync", "3", "3");
    this.x("click", "--repeat", String(notches), "--delay", "60", String(button));
  }

  /** Presses, moves in steps as a person would, and releases. */
  async drag(from: Place, to: Place, steps = 8): Promise<void> {
    await this.#drag(this.#on(from).map(Number) as [number, number], this.#on(to).map(Number) as [number, number], steps);
  }

  async #drag([fromX, fromY]: [number, number], [toX, toY]: [number, number], steps: number): Promise<void> {
    const moves = Array.from({ length: steps }, (_, i) => {
      const at = (from: number, to: number) => String(Math.round(from + ((to - from) * (i + 1)) / steps));
      return ["mousemove", at(fromX, toX), at(fromY, toY), "sleep", "0.06"];
    });
    this.x("mousemove", "--sync", String(fromX), String(fromY), "sleep", "0.1", "mousedown", "1", "sleep", "0.1", ...moves.flat(), "sleep", "0.15", "mouseup", "1");
  }

  /** Presses keys, named as by xdotool: `ctrl+c`, `Return`, `q`. */
  keys(...keys: string[]): void {
    this.x("key", "--delay", "60", ...keys);
  }

  type(text: string, delay = 25): void {
    this.x("type", "--delay", String(delay), text);
  }

  /** The content of the clipboard; null if it has none of this type. */
  clipboard(target = "UTF8_STRING"): string | null {
    try {
      return execFileSync("xclip", ["-selection", "clipboard", "-o", "-t", target], { env: this.screen.env, encoding: "utf8", timeout: 10_000, stdio: ["ignore", "pipe", "ignore"] });
    } catch {
      return null;
    }
  }

  clear(): void {
    this.put("nothing");
  }

  /** Puts something on the clipboard, as another program does. */
  put(text: string, target = "UTF8_STRING"): void {
    // xclip stays running to hand the text out, and would keep inherited streams open.
    execFileSync("xclip", ["-selection", "clipboard", "-i", "-t", target], { env: this.screen.env, input: text, timeout: 10_000, stdio: ["pipe", "ignore", "ignore"] });
  }

  /** Waits until the clipboard no longer holds what `clear` put there, and returns its text. */
  async copied(): Promise<string> {
    await expect.poll(() => this.clipboard(), { message: "something is copied" }).not.toBe("nothing");
    return this.clipboard() ?? "";
  }

  /** Drags something from another program to a place of the window. */
  async drop(kind: "files" | "link" | "html", values: string[], to: Place): Promise<void> {
    const source = this.screen.spawn("/usr/bin/python3", [SOURCE, String(BESIDE.x), String(BESIDE.y), kind, ...values]);
    await expect.poll(() => this.screen.titles(), { message: "the source is there" }).toContain("Source");
    this.x("windowmove", "--sync", this.#id("^Source$"), String(BESIDE.x), String(BESIDE.y));
    await this.#drag([BESIDE.x + 70, BESIDE.y + 60], this.#on(to).map(Number) as [number, number], 8);
    await this.window.gone(".drop");
    source.kill();
    await expect.poll(() => this.screen.titles(), { message: "the source is gone" }).not.toContain("Source");
    this.focus();
  }

  focus(): void {
    this.x("windowfocus", "--sync", this.#app);
  }

  /** Waits for another program's window and focuses it, as a click on it does. */
  async focusOn(title: string): Promise<void> {
    const visible = () => {
      try {
        return this.#id(title);
      } catch {
        return "";
      }
    };
    await expect.poll(visible, { message: `${title} opens` }).not.toBe("");
    this.x("windowactivate", "--sync", visible());
    await expect.poll(() => this.screen.focused(), { message: `${title} has the keyboard` }).not.toBe("Commonplace");
  }

  /** Saves a screenshot of the whole screen to target/screenshots. */
  shot(name: string): void {
    this.screen.photograph(name);
  }
}
