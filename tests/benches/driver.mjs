// The real window under Xvfb, for benchmarks.

import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import WebDriver from "webdriver";

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** A display number that no X server uses. */
function freeDisplay() {
  for (let number = 200; ; number += 1) if (!existsSync(`/tmp/.X11-unix/X${number}`)) return number;
}

export class Driver {
  /** Starts a screen, a session bus and tauri-driver. */
  static async start() {
    const driver = new Driver();
    driver.port = await freePort();
    // A display number of our own, so that xdotool can move a real pointer on it.
    driver.display = `:${freeDisplay()}`;
    const args = ["--", "xvfb-run", "-n", driver.display.slice(1), "-s", "-screen 0 1600x1000x24 -ac", "tauri-driver", "--port", driver.port, "--native-port", await freePort()];
    driver.process = spawn("dbus-run-session", args, { stdio: "ignore", detached: true });
    for (let ready = false; !ready; ) ready = await fetch(`http://127.0.0.1:${driver.port}/status`).then((r) => r.ok, () => new Promise((r) => setTimeout(() => r(false), 100)));
    return driver;
  }

  /** Opens the window of a program. */
  open(application, args) {
    return WebDriver.newSession({
      hostname: "127.0.0.1", port: this.port, path: "/", logLevel: "silent",
      capabilities: { alwaysMatch: { browserName: "wry", "wdio:enforceWebDriverClassic": true, "tauri:options": { application, args } }, firstMatch: [{}] },
    });
  }

  /** Turns the wheel down by `notches` at a position of the screen, with real X events. */
  wheel(x, y, notches) {
    const env = { ...process.env, DISPLAY: this.display };
    execFileSync("xdotool", ["mousemove", "--sync", String(x), String(y), "mousemove_relative", "--sync", "3", "3", "click", "--repeat", String(notches), "--delay", "60", "5"], { env, timeout: 20_000 });
  }

  /** Ends the processes that this driver started, and no others. */
  stop() {
    process.kill(-this.process.pid, "SIGTERM");
  }
}
