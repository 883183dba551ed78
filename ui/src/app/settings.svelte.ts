/** The settings, as the interface holds them. */

import { Colour, type Settings } from "../api/contract";
import { CallError, type Host } from "../host/host";
import { t } from "../messages/messages";

/** The settings until the stored ones are loaded. */
export const DEFAULTS: Settings = {
  language: "system",
  theme: "system",
  font: "serif",
  size: 18,
  line_height: 1.6,
  width: 66,
  paged: false,
  speech_rate: 1,
  voice: "",
  sort: "saved",
  descending: true,
  single_keys: true,
  keys: {},
  underline: false,
  export_text: true,
  citation_style: null,
  export_preset: "obsidian",
  export_template: "",
  export_files: "article",
  export_images: false,
  export_marks: "none",
  colour_names: [],
  log_level: "info",
};

export class SettingsStore {
  current = $state.raw<Settings>(DEFAULTS);

  constructor(
    private readonly host: Host,
    private readonly fail: (error: CallError) => void,
  ) {}

  /** Loads the stored settings. @throws {CallError} */
  async load(): Promise<void> {
    this.current = await this.host.call("settings.get", {});
  }

  /** Changes settings at once. If they cannot be saved, restores the previous ones and reports the failure. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.current;
    this.current = { ...before, ...change };
    try {
      await this.host.call("settings.set", this.current);
    } catch (thrown) {
      this.current = before;
      this.fail(CallError.from(thrown));
    }
  }

  /** The custom name of a colour, or its default name if it has none. */
  colourName(colour: Colour): string {
    return this.current.colour_names[Colour.indexOf(colour)] || t(`colour.${colour}`);
  }
}
