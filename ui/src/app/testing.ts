/** For tests: a component on the page, with the rooms it uses over a host that answers what the test says. */

import type { Component } from "svelte";
import { render } from "vitest-browser-svelte";
import { type Answers, FakeHost } from "../host/fake";
import { App } from "./app.svelte";
import WithRooms from "./WithRooms.svelte";

/** Shows a component. What it does with the library is in `host.asked`. */
export async function show<Props extends Record<string, unknown>>(of: Component<Props>, given: NoInfer<Props>, answers: Answers = {}) {
  const host = new FakeHost(answers);
  const app = new App(host);
  const shown = await render(WithRooms, { of, rooms: app, given } as never);
  return { app, host, shown };
}
