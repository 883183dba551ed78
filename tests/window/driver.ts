/** A WebDriver session with the app through tauri-driver. */

import WebDriver, { type Client } from "webdriver";

export type { Client };

export async function remote(port: number, application: string, args: string[]): Promise<Client> {
  const options = { "tauri:options": { application, args } };
  return WebDriver.newSession({
    hostname: "127.0.0.1",
    port,
    path: "/",
    logLevel: "error",
    connectionRetryCount: 1,
    capabilities: { alwaysMatch: { browserName: "wry", "wdio:enforceWebDriverClassic": true, ...options } as WebdriverIO.Capabilities, firstMatch: [{}] },
  });
}
