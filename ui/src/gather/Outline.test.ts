import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { PieceView } from "../api/contract";
import { show } from "../app/testing";
import { drawn } from "../components/idle";
import Outline from "./Outline.svelte";

const piece = (id: string, kind: PieceView["kind"], body: string): PieceView => ({ id, kind, depth: 1, body, html: body, quote: null });

test("a paragraph that is begun while the heading before it is being saved keeps the keyboard, and its words", async () => {
  const pieces = [piece("h", "heading", "")];
  const saving: (() => void)[] = [];
  const removed: string[] = [];
  const { app, host, shown } = await show(Outline, {}, {
    "outline.get": () => ({ pieces: pieces.map((one) => ({ ...one })) }),
    "outline.edit": async ({ id, body }) => {
      const edited = pieces.find((one) => one.id === id);
      if (edited) edited.body = body;
      if (id === "h") await new Promise<void>((resolve) => saving.push(resolve));
      return {};
    },
    "outline.add": () => {
      pieces.push(piece("p", "text", ""));
      return { id: "p" };
    },
    "outline.remove": ({ id }) => {
      removed.push(id);
      return {};
    },
    "draft.set": {},
    drafts: { drafts: [] },
    "library.status": () => { throw new Error("not asked here"); },
  });
  await app.outline.show("project");
  app.outline.editing = "h";
  await shown.getByRole("textbox", { name: "Heading" }).click();
  await userEvent.keyboard("Why they stay{Enter}");
  await shown.getByRole("button", { name: "Paragraph" }).click();
  await expect.element(shown.getByRole("textbox", { name: "Paragraph" })).toHaveFocus();
  // Both Enter and leaving the field saved the piece.
  for (const resolve of saving) resolve();
  await expect.element(shown.getByRole("heading", { name: "Why they stay" })).toBeVisible();
  // `outline.get` is called when the outline is shown, after the new piece, and after both saves.
  await expect.poll(() => host.args("outline.get").length).toBe(4);
  await drawn();
  await expect.element(shown.getByRole("textbox", { name: "Paragraph" })).toHaveFocus();
  await userEvent.keyboard("The captain is sure of it.{Control>}{Enter}{/Control}");
  await expect.poll(() => pieces.map((one) => one.body)).toEqual(["Why they stay", "The captain is sure of it."]);
  expect(removed).toEqual([]);
});
