/** Dropped or chosen files: tells pages from the files that were saved with them. */

import type { HandedView } from "../api/contract";
import type { Host } from "../host/host";
import type { Clips } from "./clips.svelte";

/** A file, with its path relative to what was dropped or chosen. */
export type Placed = { path: string; file: File };
/** The file of a page with the files that were saved beside it. */
export type Saved = { file: File; beside: Placed[] };

/** A draft whose quotes are verified. */
export interface Draft {
  name: string;
  text: () => Promise<string>;
  /** Clips the draft as an article. */
  add: () => void;
}

/** A draft whose file is in the page's own hands, as a `File`. */
export function draftFile(file: File, clips: Clips): Draft {
  return { name: file.name, text: () => file.text(), add: () => void clips.files([{ file, beside: [] }]) };
}

/** A draft that was given to the window and is held by the shell. */
export function draftHanded(handed: HandedView, host: Host, clips: Clips): Draft {
  const text = async () => (await host.call("files.text", { upload: handed.upload })).text;
  return { name: handed.pages[0] ?? "", text, add: () => void clips.handed(handed) };
}

/** Names of files that are not pages but contain many entries, as other programs export them. */
const EXPORTED = /\.(csv|tsv|json|jsonld|zip|enex|rdf|bib|bibtex)$|(^|\/)[^/]*clippings[^/]*\.txt$/i;
const PAGE = /\.x?html?$/i;

/** The data of a drop or paste, read while the event is handled. */
export interface Dropped {
  /** Files and the contents of folders; null if the web view hands over none. */
  files: Promise<Placed[]> | null;
  link: string | null;
  text: string;
  html: string | null;
}

/** Reads the data of a drop or paste. */
export function read(data: DataTransfer): Dropped {
  const link = data.getData("text/uri-list").split("\n").find((line) => /^https?:/i.test(line)) ?? null;
  return { files: data.files.length > 0 ? inside(data) : null, link, text: data.getData("text/plain"), html: data.getData("text/html") || null };
}

/** `true` if a paste may consist of files copied in a file manager, of which the page receives only the addresses. */
export function mayBeFiles({ text, html }: Dropped): boolean {
  return /^\s*(file:\/\/|\/)/i.test(text) || /href="file:/i.test(html ?? "") || (!text && !html);
}

/** The dropped files, with the contents of dropped folders. Must be called while the drop event is handled. */
export async function inside(data: DataTransfer): Promise<Placed[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = [...data.files].map((file) => ({ path: file.name, file }));
  if (!entries.some((entry) => entry.isDirectory)) return files;
  const found = await Promise.all(entries.map((entry) => walk(entry, "", 0)));
  return found.flat();
}

/** `true` if the files are another program's export, not pages to be read. */
export async function areExported(files: Placed[]): Promise<boolean> {
  if (files.some(({ path }) => EXPORTED.test(path))) return true;
  const heads = files.filter(({ path }) => PAGE.test(path)).slice(0, 20);
  const texts = await Promise.all(heads.map(({ file }) => file.slice(0, 2048).text()));
  return texts.some((text) => /netscape-bookmark-file|<title>\s*(pocket export|instapaper: export)/i.test(text));
}

/** The bytes in Base64, as they are sent to the library. */
export async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Puts pages together with the folders that were saved with them (`Ferry.html`, `Ferry_files/1.png`). Other files in
 * folders are ignored unless they are pages themselves. */
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

/** `true` if `path` is in the folder that a browser saved with the page. The folder is named after the page:
 * `_files`, `-Dateien`, `_fichiers`, `.files`. */
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
  // `readEntries` returns a folder in pieces, the last one empty.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (piece.length === 0 || inside.length > 2000) break;
    inside.push(...piece);
  }
  const found = await Promise.all(inside.map((e) => walk(e, `${path}/`, depth + 1)));
  return found.flat();
}
