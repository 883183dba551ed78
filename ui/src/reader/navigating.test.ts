import { expect, test, vi } from "vitest";
import { openReading } from "./reading-harness";

test("a link within the article goes there, and one may go back", async () => {
  const { page, navigating, press } = await openReading();
  page.frame?.contentDocument?.querySelector<HTMLElement>('a[href="#clip-last"]')?.click();
  await vi.waitFor(() => expect(page.scroller?.scrollTop).toBeGreaterThan(100));
  expect(navigating.cameFrom).toBe(0);
  expect(press("ArrowLeft", { altKey: true })).toBe(true);
  expect(page.scroller?.scrollTop).toBe(0);
  expect(navigating.cameFrom).toBeNull();
});

test("a link out of it is opened outside, and the window stays", async () => {
  const { host, page } = await openReading();
  page.frame?.contentDocument?.querySelector<HTMLElement>('a[href^="https"]')?.click();
  expect(host.opened).toEqual(["https://example.org/tides"]);
  expect(page.text?.root.isConnected).toBe(true);
});

test("the keys that scroll do, and those of the list are left to it", async () => {
  const { page, press } = await openReading();
  expect(press("End")).toBe(true);
  await vi.waitFor(() => expect(page.scroller?.scrollTop).toBeGreaterThan(500));
  expect(press("Home")).toBe(true);
  await vi.waitFor(() => expect(page.scroller?.scrollTop).toBe(0));
  expect(press(" ")).toBe(true);
  expect(press("j")).toBe(false);
});

test("the headings are listed if there is more than one, and the one that is read is known", async () => {
  const { page, navigating } = await openReading();
  expect(page.headings.map((h) => h.textContent)).toEqual(["The crossing", "The end"]);
  navigating.showOutline();
  expect(navigating.outline).toBe(true);
  page.motion?.toEnd(true);
  await vi.waitFor(() => expect(navigating.headingHere()?.textContent).toBe("The end"));
});
