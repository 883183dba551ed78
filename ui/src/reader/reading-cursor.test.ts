import { expect, test, vi } from "vitest";
import { openReading } from "./reading-harness";

test("the cursor begins with a word in view, moves by pieces and says them", async () => {
  const { app, cursor, page, press, find } = await openReading();
  cursor.on = true;
  await vi.waitFor(() => expect(cursor.at).not.toBeNull());
  const first = cursor.at;
  press("ArrowRight");
  expect(cursor.at?.start).toBeGreaterThan(first?.start ?? 0);
  press("ArrowDown");
  expect(app.notices.said).toBe(page.text?.slice(cursor.at ?? { start: 0, end: 0 }));
  cursor.at = find("ferry");
  press("ArrowRight", { ctrlKey: true });
  expect(page.text?.slice(cursor.at ?? { start: 0, end: 0 })).toContain("It leaves at nine");
  press("Escape");
  expect(cursor.on).toBe(false);
  await vi.waitFor(() => expect(cursor.at).toBeNull());
});

test("held, it extends the selection by whole pieces", async () => {
  const { app, cursor, page, press, find } = await openReading();
  cursor.on = true;
  await vi.waitFor(() => expect(cursor.at).not.toBeNull());
  cursor.at = find("ferry");
  press("ArrowRight", { shiftKey: true });
  press("ArrowRight", { shiftKey: true });
  expect(page.text?.slice(app.reader.selection ?? { start: 0, end: 0 })).toBe("ferry waits for");
});
