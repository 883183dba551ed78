/** Entry point of the interface: in the window, or in a browser over loopback HTTP. */

import "@fontsource-variable/source-sans-3/wght.css";
import "@fontsource-variable/source-serif-4/wght.css";
import "@fontsource-variable/source-serif-4/wght-italic.css";
import "@fontsource/atkinson-hyperlegible/400.css";
import "@fontsource/atkinson-hyperlegible/700.css";
import "./styles/math.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import AppView from "./App.svelte";
import { App } from "./app/app.svelte";
import { HttpHost } from "./host/http";
import { inWindow, TauriHost } from "./host/tauri";

const host = inWindow() ? new TauriHost() : new HttpHost();
const target = document.getElementById("app");
if (target) mount(AppView, { target, props: { app: new App(host) } });
