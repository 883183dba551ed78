// The real window under Xvfb, for benchmarks.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import WebDriver from "webdriver";

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

export class Driver {
  /** Starts a screen, a bus and a driver. */
  static async start() {
    const driver = new Driver();
    driver.port = await freePort();
    const args = ["--", "xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", "tauri-driver", "--port", driver.port, "--native-port", await freePort()];
    driver.process = spawn("dbus-run-session", args, { stdio: "ignore", detached: true });
    for (let ready = false; !ready; ) ready = await fetch(`http://127.0.0.1:${driver.port}/status`).then((r) => r.ok, () => new Promise((r) => setTimeout(() => r(false), 100)));
    return driver;
  }

  /** Opens a window of a program. */
  open(application, args) {
    return WebDriver.newSession({
      hostname: "127.0.0.1", port: this.port, path: "/", logLevel: "silent",
      capabilities: { alwaysMatch: { browserName: "wry", "wdio:enforceWebDriverClassic": true, "tauri:options": { application, args } }, firstMatch: [{}] },
    });
  }

  /** Ends what was started, and nothing else. */
  stop() {
    process.kill(-this.process.pid, "SIGTERM");
  }
}
