import { expect, test } from "vitest";
import type { FactView } from "../api/contract";
import { show } from "../app/testing";
import { CallError } from "../host/host";
import DetailsDialog from "./DetailsDialog.svelte";

const FACTS: FactView[] = [
  { field: "title", found: "Feries", origin: "open_graph", corrected: null },
  { field: "published", found: "2014-03", origin: "json_ld", corrected: "2014-03-07" },
];
const LISTS = { "articles.list": { rows: [], total: 0 } };

test("only what was changed is a correction, and a correction is taken back", async () => {
  const { app, host, shown } = await show(DetailsDialog, { id: "a1" }, { ...LISTS, "article.facts": { facts: FACTS }, "article.correct": {} });
  app.dialogs.show("details");
  await shown.getByLabelText("Title").fill("Ferries");
  await shown.getByRole("button", { name: "page says" }).last().click();
  await shown.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => host.args("article.correct")).toEqual([{ id: "a1", fields: [{ field: "title", value: "Ferries" }, { field: "published", value: null }] }]);
  await expect.poll(() => app.dialogs.open).toBeNull();
});

test("what cannot be saved is said in the dialog, which stays", async () => {
  const { app, shown } = await show(DetailsDialog, { id: "a1" }, { "article.facts": { facts: FACTS }, "article.correct": () => { throw new CallError("disk_full", "the disk is full"); } });
  app.dialogs.show("details");
  await shown.getByLabelText("Title").fill("Ferries");
  await shown.getByRole("button", { name: "Save" }).click();
  await expect.element(shown.getByRole("alert")).toBeVisible();
  expect(app.dialogs.isOpen("details")).toBe(true);
});
