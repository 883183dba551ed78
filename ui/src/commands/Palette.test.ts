import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { show } from "../app/testing";
import Palette from "./Palette.svelte";

test("a command is found by a word of its name and run by Enter, and the palette closes", async () => {
  const { app, shown } = await show(Palette, {}, { search: { hits: [], total: 0, left: 0 } });
  app.dialogs.show("palette");
  await shown.getByRole("combobox").click();
  await userEvent.keyboard("shortc");
  await expect.element(shown.getByRole("option", { selected: true })).toHaveTextContent("Keyboard shortcuts");
  await userEvent.keyboard("{Enter}");
  expect(app.dialogs.open).toEqual({ name: "shortcuts" });
});

test("articles are found by their titles, and opened", async () => {
  const article = { id: "0192", title: "Ferry routes", opening: "", site: "The Harbour" };
  const { app, shown } = await show(Palette, {}, { search: { hits: [{ article, title: [], text: null, highlights: [], notes: [], said: [] }], total: 1, left: 0 } as never });
  const opened = vi.spyOn(app.reader, "open").mockResolvedValue();
  await shown.getByRole("combobox").click();
  await userEvent.keyboard("ferry");
  await shown.getByRole("option", { name: "Ferry routes" }).click();
  expect(opened).toHaveBeenCalledExactlyOnceWith("0192");
});

test("nothing found says so", async () => {
  const { shown } = await show(Palette, {}, { search: { hits: [], total: 0, left: 0 } });
  await shown.getByRole("combobox").click();
  await userEvent.keyboard("zzzz");
  await expect.poll(() => shown.container.ownerDocument.querySelectorAll("[role=option]").length).toBe(0);
});
