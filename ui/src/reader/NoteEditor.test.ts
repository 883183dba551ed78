import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { show } from "../app/testing";
import NoteEditor from "./NoteEditor.svelte";

test("what is written is told with each key, and saved when the note is left", async () => {
  const [onwrite, onsave] = [vi.fn(), vi.fn()];
  await show(NoteEditor, { value: "", unsaved: false, owner: "h1", onwrite, onsave });
  await userEvent.keyboard("tides");
  expect(onwrite).toHaveBeenLastCalledWith("tides");
  expect(onsave).not.toHaveBeenCalled();
  await userEvent.keyboard("{Escape}");
  expect(onsave).toHaveBeenCalledExactlyOnceWith("tides", "h1");
});

test("an editor that is taken away saves what was written in it, once", async () => {
  const onsave = vi.fn();
  const { shown } = await show(NoteEditor, { value: "old", unsaved: false, owner: "h1", onwrite: () => {}, onsave });
  await userEvent.keyboard("{End} and new");
  await shown.unmount();
  expect(onsave).toHaveBeenCalledExactlyOnceWith("old and new", "h1");
});

test("two brackets offer what a link may lead to, and Enter writes it", async () => {
  const onwrite = vi.fn();
  const row = { id: "0192", title: "Ferry routes", opening: "" };
  const hit = { article: row, title: [], text: null, highlights: [], notes: [], said: [] };
  const { shown } = await show(NoteEditor, { value: "", unsaved: false, onwrite, onsave: () => {} }, { search: { hits: [hit], total: 1, left: 0 } as never });
  await userEvent.keyboard("See [[[[ferry");
  await expect.element(shown.getByRole("option", { name: "Ferry routes" })).toBeVisible();
  await userEvent.keyboard("{Enter}");
  expect(onwrite).toHaveBeenLastCalledWith("See [Ferry routes](commonplace://article/0192)");
});
