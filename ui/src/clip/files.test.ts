import { expect, test } from "vitest";
import { together } from "./files";

const placed = (...paths: string[]) => paths.map((path) => ({ path, file: { name: path } as File }));
const told = (paths: string[]) => together(placed(...paths)).map(({ file, beside }) => [file.name, ...beside.map((b) => b.path)]);

test("a page takes the folder that was saved with it, in any language", () => {
  expect(told(["Ferry.html", "Ferry_files/1.png", "Ferry_files/sub/frame.html", "Other_files/2.png"])).toEqual([["Ferry.html", "Ferry_files/1.png", "Ferry_files/sub/frame.html"]]);
  expect(told(["saved/渡轮.htm", "saved/渡轮_文件/1.png"])).toEqual([["saved/渡轮.htm", "渡轮_文件/1.png"]]);
  expect(told(["Fähre.html", "Fähre-Dateien/1.png"])).toEqual([["Fähre.html", "Fähre-Dateien/1.png"]]);
});

test("a file that is no page stands alone, but not out of a folder", () => {
  expect(told(["notes.md", "folder/1.png"])).toEqual([["notes.md"]]);
  expect(told(["a.html", "ab_files/1.png"])).toEqual([["a.html"]]);
});
