import { defineConfig, type PlaywrightTestOptions, type PlaywrightWorkerOptions } from "@playwright/test";

const chromium: Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> = {
  browserName: "chromium",
  viewport: { width: 1440, height: 900 },
  actionTimeout: 20_000,
  launchOptions: {
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  },
};

/** The journeys: the interface in Chromium over the server, the real window through its driver and by real X events,
 * and screenshots of every screen. One worker, for machines with two cores. */
export default defineConfig({
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  outputDir: "results",
  reporter: [["list"]],
  expect: { timeout: 10_000 },
  projects: [
    { name: "browser", testDir: "browser", use: chromium },
    { name: "gallery", testDir: "gallery", use: chromium },
    { name: "window", testDir: "window", testIgnore: "real/**", timeout: 120_000 },
    // These depend on an X display, a window manager and other programs: a test in which one was late is retried
    // once.
    { name: "real", testDir: "window/real", timeout: 180_000, retries: 1 },
  ],
});
