import { expect, test, vi } from "vitest";
import { App } from "../app/app.svelte";
import { FakeHost } from "../host/fake";

function app() {
  const host = new FakeHost({});
  const made = new App(host);
  return { made, clips: vi.spyOn(made.clips, "files").mockResolvedValue(), looked: vi.spyOn(made.imports, "uploadAndPreview").mockResolvedValue() };
}
const placed = (name: string, text = "") => [{ path: name, file: new File([text], name) }];

test("a draft is checked, a page is clipped, an export is looked through", async () => {
  const { made, clips, looked } = app();
  await made.receiving.files(placed("draft.md"));
  expect(made.dialogs.open).toMatchObject({ name: "verify", draft: { name: "draft.md" } });
  await made.receiving.files(placed("page.html", "<p>words</p>"));
  expect(clips).toHaveBeenCalledTimes(1);
  await made.receiving.files(placed("export.enex"));
  expect(made.dialogs.isOpen("import")).toBe(true);
  expect(looked).toHaveBeenCalledTimes(1);
});

test("whoever is in the middle of something is not taken away from it when an article arrives", async () => {
  const { made } = app();
  vi.spyOn(made.list, "reload").mockResolvedValue();
  const opened = vi.spyOn(made.reader, "open").mockResolvedValue();
  made.dialogs.show("settings");
  await made.receiving.arrived({ outcome: "created", article: "a1", rendition: "article" }, null);
  expect(opened).not.toHaveBeenCalled();
  made.notices.toasts.list[0]?.action?.run();
  expect(opened).toHaveBeenCalledExactlyOnceWith("a1");
});
