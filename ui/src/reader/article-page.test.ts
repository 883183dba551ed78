import { expect, test, vi } from "vitest";
import { detailOf, HTML, openReading } from "./reading-harness";

test("the article is in its frame, which is as tall as it, and another version takes its place", async () => {
  const detail = detailOf();
  const { app, page } = await openReading(detail, {
    "article.open": () => detail,
  });
  expect(page.text?.root.textContent).toContain("waits for nobody");
  expect(page.frame?.offsetHeight).toBeGreaterThan(600);
  detail.version = { ...detail.version, id: "v2", html: HTML.replace("nobody", "everybody") };
  await app.reader.refresh();
  await vi.waitFor(() => expect(page.text?.root.textContent).toContain("waits for everybody"));
});

test("an article opens where it was left, and how far it was read is saved a moment after the last scroll", async () => {
  const { host, page } = await openReading(detailOf([], { position: 900 }));
  expect(page.scroller?.scrollTop).toBeGreaterThan(0);
  if (page.scroller) page.scroller.scrollTop = 0;
  await vi.waitFor(() => expect(host.args("article.set_position").at(-1)).toMatchObject({ id: "a1", position: 0 }));
  page.motion?.toEnd(true);
  await vi.waitFor(() => expect(host.args("article.set_position").at(-1)?.progress).toBe(1));
});

test("read from page to page, the frame is as tall as what is in view, and pages are turned", async () => {
  const { app, page } = await openReading();
  await app.settings.set({ paged: true });
  await vi.waitFor(() => expect(page.pages?.pages).toBeGreaterThan(2));
  page.motion?.turn(true);
  expect(page.pages?.page).toBe(1);
  expect(page.readAt).toBeGreaterThan(0);
});
