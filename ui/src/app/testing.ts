/** For tests: renders a component with the rooms it uses, over a host with answers set by the test. */

import type { Component } from "svelte";
import { render } from "vitest-browser-svelte";
import { type Answers, FakeHost } from "../host/fake";
import { App } from "./app.svelte";
import WithRooms from "./WithRooms.svelte";

/** Renders a component. The calls it makes to the library are recorded in `host.asked`. */
export async function show<Props extends Record<string, unknown>>(of: Component<Props>, given: NoInfer<Props>, answers: Answers = {}) {
  const host = new FakeHost(answers);
  const app = new App(host);
  const shown = await render(WithRooms, { of, rooms: app, given } as never);
  return { app, host, shown };
}
