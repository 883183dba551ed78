import { expect, test, vi } from "vitest";
import type { EvidenceView, VerifiedQuote } from "../api/contract";
import { show } from "../app/testing";
import VerifyDialog from "./VerifyDialog.svelte";

const evidence: EvidenceView = { article: "a1", title: "Ferries", site: null, version: "v1", sha256: "00", captured: 0, url: null, link: null, start: 4, end: 9 };
const QUOTES: VerifiedQuote[] = [
  { quote: "We know the tides", line: 1, verdict: "verbatim", evidence, diff: [] },
  { quote: "We knew the sea", line: 3, verdict: "altered", evidence, diff: [{ change: "removed", text: "know the tides" }, { change: "added", text: "knew the sea" }] },
  { quote: "Nobody said this", line: 5, verdict: "not_found", evidence: null, diff: [] },
];

test("the quotes of a draft stand with their verdicts, are narrowed to one of them, and open their article", async () => {
  const { app, host, shown } = await show(VerifyDialog, { draft: { name: "draft.md", text: async () => "“We know”", add: () => {} } }, { "draft.verify": { quotes: QUOTES } });
  const opened = vi.spyOn(app.places, "openPassage").mockResolvedValue();
  await expect.element(shown.getByText("Nobody said this")).toBeVisible();
  expect(host.args("draft.verify")).toEqual([{ markdown: "“We know”" }]);
  await shown.getByRole("button", { name: /^Not found/ }).click();
  await expect.element(shown.getByText("Nobody said this")).toBeVisible();
  expect(shown.container.ownerDocument.body.textContent).not.toContain("We know the tides");
  await shown.getByRole("button", { name: /^Not found/ }).click();
  await shown.getByRole("button", { name: /^Ferries/ }).first().click();
  expect(opened).toHaveBeenCalledExactlyOnceWith("a1", evidence, "v1");
});

test("a draft that quotes nobody, and was dropped, becomes an article", async () => {
  const add = vi.fn();
  await show(VerifyDialog, { draft: { name: "notes.md", text: async () => "No quotes.", add } }, { "draft.verify": { quotes: [] } });
  await expect.poll(() => add.mock.calls.length).toBe(1);
});
