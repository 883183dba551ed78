/**
 * The rooms of the app and their actions, as components and commands receive them. A component names the rooms it
 * uses: `const { list, reader } = useRooms()`. A test provides only the rooms that the tested component uses.
 */

import { createContext } from "svelte";
import type { Clips } from "../clip/clips.svelte";
import type { Receiving } from "../clip/receiving";
import type { Dialogs } from "./dialogs.svelte";
import type { Edits } from "./edits";
import type { Copying } from "../exports/copying";
import type { Exporting } from "../exports/exporting";
import type { Annotations } from "../gather/annotations.svelte";
import type { Gathering } from "../gather/gathering";
import type { Names } from "../gather/names";
import type { Outline } from "../gather/outline.svelte";
import type { Host } from "../host/host";
import type { Fetching } from "../imports/fetching";
import type { Imports } from "../imports/imports.svelte";
import type { Articles } from "../library/articles";
import type { ArticleList } from "../library/list.svelte";
import type { Notices } from "./notices.svelte";
import type { Places } from "./places.svelte";
import type { Elsewhere } from "../quotes/elsewhere";
import type { People } from "../quotes/people.svelte";
import type { Quotes } from "../quotes/quotes.svelte";
import type { Reader } from "../reader/reader.svelte";
import type { ReadingView } from "../reader/reading-view.svelte";
import type { SettingsStore } from "./settings.svelte";
import type { Rechecking } from "../versions/rechecking";

export interface Rooms {
  readonly host: Host;
  readonly notices: Notices;
  readonly settings: SettingsStore;
  readonly dialogs: Dialogs;
  readonly edits: Edits;
  readonly places: Places;
  readonly list: ArticleList;
  readonly articles: Articles;
  readonly annotations: Annotations;
  readonly outline: Outline;
  readonly gathering: Gathering;
  readonly names: Names;
  readonly reader: Reader;
  readonly reading: ReadingView;
  readonly quotes: Quotes;
  readonly people: People;
  readonly elsewhere: Elsewhere;
  readonly clips: Clips;
  readonly receiving: Receiving;
  readonly imports: Imports;
  readonly fetching: Fetching;
  readonly rechecking: Rechecking;
  readonly copying: Copying;
  readonly exporting: Exporting;
  /** Closes the window after saving what is not saved yet. */
  quit(): Promise<void>;
}

export const [useRooms, provideRooms] = createContext<Rooms>();
