/** The app: creates and connects the rooms, starts them, and handles the library's events. */

import type { EditLabel, EventView } from "../api/contract";
import { Clips, type Into } from "../clip/clips.svelte";
import { Receiving } from "../clip/receiving";
import { idle } from "../components/idle";
import { Dialogs } from "./dialogs.svelte";
import { Edits } from "./edits";
import { Copying } from "../exports/copying";
import { Exporting } from "../exports/exporting";
import { Annotations } from "../gather/annotations.svelte";
import { Gathering } from "../gather/gathering";
import { Names } from "../gather/names";
import { Outline } from "../gather/outline.svelte";
import { CallError, listen, type Host } from "../host/host";
import { Fetching } from "../imports/fetching";
import { Imports } from "../imports/imports.svelte";
import { Articles } from "../library/articles";
import { ArticleList } from "../library/list.svelte";
import { t } from "../messages/messages";
import { Notices } from "./notices.svelte";
import { Places } from "./places.svelte";
import { Elsewhere } from "../quotes/elsewhere";
import { People } from "../quotes/people.svelte";
import { Quotes } from "../quotes/quotes.svelte";
import { Reader } from "../reader/reader.svelte";
import { ReadingView } from "../reader/reading-view.svelte";
import type { Rooms } from "./rooms";
import { SettingsStore } from "./settings.svelte";
import { Rechecking } from "../versions/rechecking";

export class App implements Rooms {
  /** The error that kept the library from being opened at start, or null. */
  broken = $state.raw<CallError | null>(null);
  /** `true` while words of the app itself are dragged. They are meant for other programs and not clipped if dropped
   * here. */
  dragsWords = false;
  /** Called when a drag over the window has ended. */
  dragEnded: (() => void) | null = null;
  /** Returns the project or tag at a position of the window, in CSS pixels. */
  intoAt: ((x: number, y: number) => Into | null) | null = null;

  readonly notices = new Notices();
  readonly dialogs = new Dialogs();
  readonly settings: SettingsStore;
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

  #resumed = false;
  #reading = false;
  #unread = false;
  #stopped = false;

  constructor(readonly host: Host) {
    const { notices, dialogs } = this;
    const { fail } = notices;
    const refresh = () => this.refresh();
    const reloadLists = () => void this.#reloadLists();
    // The counts of highlights and notes arrive as a `counted` event.
    const annotated = (tags = false) => {
      void this.#reloadAnnotations();
      if (tags) void this.list.reloadStatus();
    };
    this.settings = new SettingsStore(host, fail);
    this.list = new ArticleList(host, fail);
    this.annotations = new Annotations(host, fail);
    this.outline = new Outline(host, fail, reloadLists);
    this.reader = new Reader(host, fail, annotated, (id) => {
      if (id) this.places.trail.visit(id);
      void this.#remember(id);
    });
    this.quotes = new Quotes(host, fail);
    this.people = new People(host, fail);
    this.imports = new Imports(host);
    const { settings, list, annotations, outline, reader, quotes, people, imports } = this;
    const clips = new Clips(
      host,
      fail,
      (outcome, into) => void this.receiving.arrived(outcome, into),
      (all) => this.rechecking.tell(all),
      (view) => this.receiving.imported(view),
      (path, lost) => this.receiving.archived(path, lost),
      () => void refresh(),
    );
    this.clips = clips;
    const edits = new Edits(host, notices, refresh, (label) => this.#undone(label));
    this.edits = edits;
    const places = new Places({ host, notices, dialogs, list, annotations, outline, reader, quotes, people });
    this.places = places;
    const articles = new Articles({ host, notices, dialogs, edits, list, reader, places, refresh });
    this.articles = articles;
    const gathering = new Gathering({ host, notices, edits, list, annotations, outline, reader, places, articles });
    this.gathering = gathering;
    this.names = new Names({ host, notices, dialogs, edits, list, annotations, places });
    this.receiving = new Receiving({ host, notices, dialogs, edits, list, reader, clips, imports, places, gathering, refresh, read: () => void this.#readQuotations() });
    this.fetching = new Fetching(host, notices, clips, refresh);
    this.rechecking = new Rechecking({ host, notices, dialogs, reader, clips, places, articles, refresh });
    this.elsewhere = new Elsewhere(reader, quotes, dialogs);
    const written = { host, notices, reader, annotations, outline, places, articles };
    const copying = new Copying(written);
    this.copying = copying;
    this.exporting = new Exporting(written);
    this.reading = new ReadingView({ host, notices, settings, list, reader, quotes, copying, dragging: (on) => (this.dragsWords = on), search: (words) => void places.search(words) });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { host, notices, settings, list, reader } = this;
    try {
      await settings.load();
    } catch (thrown) {
      this.broken = CallError.from(thrown);
      return;
    }
    list.applySettings(settings.current);
    await notices.attempt(() => reader.restore());
    await list.show("inbox");
    if (list.browsed.total === 0 && (list.status?.counts.all ?? 0) > 0) await list.show("all");
    await this.#resume();
    void listen(host, (event) => this.#hear(event), signal);
    signal.addEventListener("abort", () => (this.#stopped = true));
    void this.#readQuotations();
  }

  /** Reopens the article that was open when the window was closed or when its page had to be reloaded. */
  async #resume(): Promise<void> {
    const again = location.hash === "#again";
    await this.notices.attempt(async () => {
      const { article } = await this.host.call("session.get", {});
      if (!article) return;
      this.list.focusOn(article);
      await this.reader.open(article);
    });
    this.#resumed = true;
    if (!again) return;
    history.replaceState(null, "", location.pathname);
    this.notices.toasts.show(t("toast.again"));
  }

  /** Stores which article is open, for the next start. */
  async #remember(article: string | null): Promise<void> {
    try {
      if (this.#resumed) await this.host.call("session.set", { article });
    } catch {
      // Ignored: the next start of a library that cannot be written to shows the list.
    }
  }

  /** Finds the quotations of articles that have not been searched yet, a few at a time, while the window is idle. */
  async #readQuotations(): Promise<void> {
    this.#unread = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#unread && !this.#stopped) {
        this.#unread = false;
        await idle();
        while ((await this.host.call("quotes.read", {})).left > 0 && !this.#stopped) await idle();
        if (this.reader.id) await this.quotes.count(this.reader.id);
      }
    } catch {
      // Not reported here: a view that needs the missing quotations reports the error.
    } finally {
      this.#reading = false;
    }
  }

  async quit(): Promise<void> {
    await this.notices.attempt(async () => {
      await this.reading.page.savePlace();
      await this.host.quit();
    });
  }

  /** Reloads everything that is shown. */
  async refresh(): Promise<void> {
    await Promise.all([this.#reloadLists(), this.reader.refresh(), this.places.room === "outline" ? this.outline.reload() : null]);
  }

  async #reloadLists(): Promise<void> {
    await Promise.all([this.list.reload(), this.#reloadAnnotations()]);
  }

  /** Reloads the list of annotations if it is shown. */
  async #reloadAnnotations(): Promise<void> {
    const { room } = this.places;
    if (room === "annotations" || room === "outline") await this.annotations.reload();
  }

  async #undone(label: EditLabel): Promise<void> {
    if (this.reader.id && label === "correct_speaker") await this.quotes.reload(this.reader.id);
    if (this.places.room === "people") await this.people.load();
  }

  #hear(event: EventView): void {
    const { notices } = this;
    switch (event.kind) {
      case "job":
        if (event.work === "look") this.imports.hear(event);
        else this.clips.hear(event);
        break;
      case "counted":
        this.list.count(event.id, event.highlights, event.notes, event.by);
        this.reader.count(event.id, event.highlights, event.notes);
        break;
      case "open":
        this.#followFromOutside(event.link);
        break;
      case "drag_ended":
        this.dragEnded?.();
        break;
      case "dropped":
        this.dragEnded?.();
        void this.receiving.given("dropped", this.intoAt?.(event.x, event.y) ?? null);
        break;
      case "detached":
        notices.detached(event.saved);
        break;
      case "log_set_aside":
        notices.alarm = t("alarm.log_set_aside", { path: event.path });
        break;
      case "vault":
        if (event.failure) notices.fail(CallError.from(event.failure));
        this.exporting.tellBoth(event.both);
        break;
      case "library_changed":
      case "article_changed":
        void this.#reloadLists();
        void this.#readQuotations();
        if (event.kind === "library_changed" && this.places.room === "outline") void this.outline.reload();
        if (event.kind === "library_changed" || event.id === this.reader.id) void this.reader.refresh();
    }
  }

  /** Follows a link from another program. While a dialog or question is open, a toast offers to follow it instead. */
  #followFromOutside(link: string): void {
    const follow = () => void this.places.follow(link);
    if (this.dialogs.open || this.clips.question) this.notices.toasts.show(t("toast.asked"), { label: t("exists.open"), run: follow });
    else follow();
  }
}
