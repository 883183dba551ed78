/** A page that arrives slowly, in the real window: the stages of its clip, cancelling and retrying, what was left
 * out, and picking the article. */

import { createServer, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { deflateSync, crc32 } from "node:zlib";
import { expect, test } from "@playwright/test";
import { AppWindow, emptyFolder, Screen } from "./app";

let screen: Screen;
test.beforeAll(async () => {
  screen = await Screen.start();
});
test.afterAll(() => screen.stop());

/** An image of one grey. */
function png(width: number, height: number, grey: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(width, grey)])));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const IMAGES = 30;
const PAGE = `<!doctype html><html lang=en><head><title>Thirty boats of the coast</title></head><body>
<nav><a href=/>Home</a> <a href=/news>News</a></nav><main><article><h1>Thirty boats of the coast</h1>
<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.</p>
<p>Sign up for our <a href=/letter>newsletter</a> and never miss a boat.</p>
${Array.from({ length: IMAGES }, (_, n) => `<figure><img src=/boat-${n}.png width=400 height=120 alt="Boat ${n}"></figure><p>Boat number ${n} has carried people and their bicycles over the bay since before anybody can remember.</p>`).join("\n")}
</article></main><aside><section><h2>From the archive</h2><p>In 1998 the board was made by a minister who had never seen the sea, and who said so.</p><p>Nobody minded at the time, and the ferries went on as before.</p></section></aside><footer>© Coast Daily</footer></body></html>`;

/** A server that holds back its answers until `let` permits them. */
class SlowServer {
  readonly #waiting: { path: string; response: ServerResponse }[] = [];
  readonly #server: Server;
  #open: (path: string) => boolean = () => false;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#waiting.push({ path: request.url ?? "/", response });
      this.#answer();
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    const address = this.#server.address();
    return `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}/boats`;
  }

  /** Answers requests for these paths from now on, including those that are waiting. */
  let(open: (path: string) => boolean): void {
    this.#open = open;
    this.#answer();
  }

  #answer(): void {
    for (const { path, response } of this.#waiting.splice(0)) {
      if (!this.#open(path)) {
        this.#waiting.push({ path, response });
        continue;
      }
      const number = /^\/boat-(\d+)\.png$/.exec(path)?.[1];
      response.setHeader("content-type", number ? "image/png" : "text/html; charset=utf-8");
      response.end(number ? png(400, 120, 90 + Number(number) * 5) : PAGE);
    }
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

test("a slow page shows its stages, can be stopped and begun again, and the article is picked by hand", async () => {
  const server = new SlowServer();
  const url = await server.start();
  const app = await AppWindow.open(screen, ["--library", join(emptyFolder(), "library.db")]);

  await test.step("an address of the own machine is asked about; then the page is reached for", async () => {
    await app.keys("a");
    await app.see("dialog textarea");
    await app.type(url);
    await app.click("dialog button", "Add");
    await app.click("dialog button", "Fetch it");
    await app.see(".jobs", "Reaching");
    await app.shot("clip-reaching");
  });

  await test.step("it is stopped, says so, and nothing was kept", async () => {
    await app.click(".jobs button", "Cancel");
    await app.see(".jobs", "Stopped");
    await app.shot("clip-stopped");
    expect(await app.script<number>("return document.querySelectorAll('.list-pane [role=option]').length")).toBe(1);
  });

  await test.step("begun again, its images come in one by one", async () => {
    server.let((path) => path === "/boats" || /boat-[0-7]\.png/.test(path));
    await app.click(".jobs button", "Try again");
    await app.see(".jobs", `Images: 8 of ${IMAGES}`);
    await app.click(".row", "Thirty boats");
    await app.see(".reader-pane h1", "Thirty boats of the coast");
    await app.shot("clip-images");
    server.let(() => true);
    await app.gone(".jobs");
    const shown = () => app.script<number>("return [...document.querySelector('.reader-pane iframe').contentDocument.images].filter((i) => i.naturalWidth === 400).length");
    await expect.poll(shown, { message: "all images are there" }).toBe(IMAGES);
    await app.shot("clip-done");
  });

  await test.step("what was left out is listed with its reason", async () => {
    await app.command("Show what was left out");
    await app.see("dialog h3", "An invitation to subscribe");
    await app.shot("left-out");
    await app.keys("Escape");
    await app.gone("dialog");
  });

  await test.step("the page as captured can be looked at in the dark and in a narrow window", async () => {
    await app.command("Theme: dark");
    await app.resize(900, 900);
    await app.command("Show the page as captured");
    await expect.poll(() => app.script<number>("return document.querySelector('dialog iframe')?.contentDocument?.querySelectorAll('[data-out]').length ?? 0")).toBeGreaterThan(0);
    await app.shot("page-dark-900");
    await app.keys("Escape");
    await app.gone("dialog");
    await app.resize(1440, 900);
    await app.command("Theme: light");
  });

  await test.step("the article is picked by hand", async () => {
    await app.command("The article is wrong: pick it yourself");
    const place = () =>
      app.script<{ x: number; y: number } | null>(
        `const frame = document.querySelector("dialog iframe"); const inner = frame?.contentDocument;
         const found = [...(inner?.querySelectorAll('[id^="clip-passage-"]') ?? [])].find((e) => e.textContent.includes("In 1998 the board"));
         if (!found) return null;
         found.scrollIntoView({ block: "center" });
         const [outer, box] = [frame.getBoundingClientRect(), found.getBoundingClientRect()];
         return { x: outer.left + box.left + 40, y: outer.top + box.top + box.height / 2 };`,
      );
    await expect.poll(place, { message: "the passage is shown" }).not.toBeNull();
    const at = await place();
    if (at) await app.pointer([at]);
    await app.click("dialog button", "Wider");
    await app.click("dialog button", "Only this is the article");
    await app.see("dialog button", "Make this the article");
    await app.shot("pick");
    await app.click("dialog button", "Make this the article");
    await app.gone("dialog");
    await app.words("In 1998 the board");
    const text = await app.script<string>("return document.querySelector('.reader-pane iframe').contentDocument.body.textContent");
    expect(text).not.toContain("Eleven harbour towns");
    await app.shot("picked");
    await app.keys("Control+z");
    await app.words("Eleven harbour towns");
  });
  await app.close();
  server.stop();
});
