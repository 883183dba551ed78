/** Files that are dropped or chosen: which of them are pages, and which were saved with a page. */

import type { HandedView } from "../api/contract";
import type { Host } from "../host/host";
import type { Clips } from "./clips.svelte";

/** A file, and where it stands among those that came with it. */
export type Placed = { path: string; file: File };
/** A page's file with the files that were saved with it. */
export type Saved = { file: File; beside: Placed[] };

/** A draft whose quotes are checked. */
export interface Draft {
  name: string;
  text: () => Promise<string>;
  /** Makes an article of it. */
  add: () => void;
}

/** A draft that the page has itself. */
export function draftFile(file: File, clips: Clips): Draft {
  return { name: file.name, text: () => file.text(), add: () => void clips.files([{ file, beside: [] }]) };
}

/** A draft that was given to the window. */
export function draftHanded(handed: HandedView, host: Host, clips: Clips): Draft {
  const text = async () => (await host.call("files.text", { upload: handed.upload })).text;
  return { name: handed.pages[0] ?? "", text, add: () => void clips.handed(handed) };
}

/** Files that are no pages, but hold many. */
const EXPORTED = /\.(csv|tsv|json|jsonld|zip|enex|rdf|bib|bibtex)$|(^|\/)[^/]*clippings[^/]*\.txt$/i;
const PAGE = /\.x?html?$/i;

/** What was dropped or pasted, read before the event is over. */
export interface Dropped {
  /** Of files and folders, where the web view hands them over. */
  files: Promise<Placed[]> | null;
  link: string | null;
  text: string;
  html: string | null;
}

/** Reads what was dropped or pasted. */
export function read(data: DataTransfer): Dropped {
  const link = data.getData("text/uri-list").split("\n").find((line) => /^https?:/i.test(line)) ?? null;
  return { files: data.files.length > 0 ? inside(data) : null, link, text: data.getData("text/plain"), html: data.getData("text/html") || null };
}

/** Whether what was pasted may be files that were copied in a file manager: only their addresses are on the page. */
export function mayBeFiles({ text, html }: Dropped): boolean {
  return /^\s*(file:\/\/|\/)/i.test(text) || /href="file:/i.test(html ?? "") || (!text && !html);
}

/** What was dropped, folders looked into. Must be called while the drop is being told of. */
export async function inside(data: DataTransfer): Promise<Placed[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = [...data.files].map((file) => ({ path: file.name, file }));
  if (!entries.some((entry) => entry.isDirectory)) return files;
  const found = await Promise.all(entries.map((entry) => walk(entry, "", 0)));
  return found.flat();
}

/** Whether files are what another program exported, not pages to be read. */
export async function areExported(files: Placed[]): Promise<boolean> {
  if (files.some(({ path }) => EXPORTED.test(path))) return true;
  const heads = files.filter(({ path }) => PAGE.test(path)).slice(0, 20);
  const texts = await Promise.all(heads.map(({ file }) => file.slice(0, 2048).text()));
  return texts.some((text) => /netscape-bookmark-file|<title>\s*(pocket export|instapaper: export)/i.test(text));
}

/** The bytes, as they travel. */
export async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Puts pages and the folders saved with them together (`Ferry.html`, `Ferry_files/1.png`). What
 * stands in a folder of no page is passed over, unless it is a page itself. */
export function together(files: Placed[]): Saved[] {
  const besides = new Set<Placed>();
  const pages = files
    .filter(({ path }) => PAGE.test(path))
    .map((page) => {
      const folder = page.path.slice(0, page.path.lastIndexOf("/") + 1);
      const stem = page.path.slice(folder.length).replace(PAGE, "");
      const beside = files
        .filter((other) => other !== page && isBeside(other.path, folder, stem))
        .map((other) => {
          besides.add(other);
          return { path: other.path.slice(folder.length), file: other.file };
        });
      return { page, saved: { file: page.file, beside } };
    });
  const alone = files.filter((file) => !PAGE.test(file.path) && !file.path.includes("/")).map(({ file }) => ({ file, beside: [] }));
  return [...pages.filter(({ page }) => !besides.has(page)).map(({ saved }) => saved), ...alone];
}

/** Browsers name the folder after the page: `_files`, `-Dateien`, `_fichiers`, `.files`. */
function isBeside(path: string, folder: string, stem: string): boolean {
  if (!path.startsWith(folder + stem)) return false;
  const rest = path.slice(folder.length + stem.length);
  return /^[_.-][\p{L}\p{M}]+\//u.test(rest);
}

async function walk(entry: FileSystemEntry, folder: string, depth: number): Promise<Placed[]> {
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    return [{ path, file }];
  }
  if (depth > 3) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // A reader gives a folder in pieces, and an empty one at the end.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (piece.length === 0 || inside.length > 2000) break;
    inside.push(...piece);
  }
  const found = await Promise.all(inside.map((e) => walk(e, `${path}/`, depth + 1)));
  return found.flat();
}
