import { expect, test, vi } from "vitest";
import { PagedList } from "./paged-list.svelte";

/** A list of the numbers below `total`, with the offsets of the pages it fetched. */
function numbers(total: () => number, size = 10) {
  const asked: number[] = [];
  const list = new PagedList<number>({
    load: async (offset, limit) => {
      asked.push(offset);
      return { rows: Array.from({ length: Math.max(0, Math.min(limit, total() - offset)) }, (_, at) => offset + at), total: total() };
    },
    keyOf: String,
    fail: (thrown) => { throw thrown; },
    size,
  });
  return { list, asked };
}

test("the pages in view are fetched once, those far away are let go", async () => {
  const { list, asked } = numbers(() => 1000);
  await list.begin();
  list.need(0, 25);
  await vi.waitFor(() => expect(list.at(25)).toBe(25));
  list.need(0, 25);
  expect(asked).toEqual([0, 10, 20]);
  list.need(500, 505);
  await vi.waitFor(() => expect(list.at(500)).toBe(500));
  expect(list.at(0)).toBeUndefined();
  list.need(0, 5);
  await vi.waitFor(() => expect(list.at(0)).toBe(0));
});

test("read again, what is in view stays until the new rows come, and the row at hand is one that is there", async () => {
  let total = 100;
  const { list } = numbers(() => total);
  await list.begin();
  list.need(40, 55);
  await vi.waitFor(() => expect(list.at(55)).toBe(55));
  list.focus = 99;
  total = 60;
  await list.reload();
  expect([list.total, list.focus, list.at(40), list.at(55)]).toEqual([60, 59, 40, 55]);
});

test("an answer that was asked for before the list changed is dropped", async () => {
  const answers: ((rows: string[]) => void)[] = [];
  const list = new PagedList<string>({ load: () => new Promise((resolve) => answers.push((rows) => resolve({ rows, total: rows.length }))), keyOf: (row) => row, fail: () => {} });
  const [before, after] = [list.begin(), list.begin()];
  answers[1]?.(["new"]);
  await after;
  answers[0]?.(["old", "older"]);
  await before;
  expect([...list.rows.values()]).toEqual(["new"]);
});

test("rows are selected one by one, from one to another, and acted on in their order", async () => {
  const { list } = numbers(() => 30);
  await list.begin();
  list.focus = 5;
  list.toggle();
  list.focus = 2;
  list.toggle();
  expect(list.targets).toEqual(["2", "5"]);
  list.selectTo(4);
  expect(list.targets).toEqual(["2", "3", "4", "5"]);
  list.clear();
  expect(list.targets).toEqual(["4"]);
});

test("a page that could not be fetched is asked for again", async () => {
  let broken = true;
  const failed = vi.fn();
  const list = new PagedList<number>({
    load: async (offset) => {
      if (offset > 0 && broken) throw new Error("unreachable");
      return { rows: [offset], total: 20 };
    },
    keyOf: String,
    fail: failed,
    size: 10,
  });
  await list.begin();
  list.need(10, 12);
  await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
  broken = false;
  list.need(10, 12);
  await vi.waitFor(() => expect(list.at(10)).toBe(10));
});
