/** The languages of the interface: a file each. English says which messages there are. */

import en from "./en.json";
import zhHans from "./zh-Hans.json";

/** A message by its name. */
export type Key = keyof typeof en;
/** What stands for a count: `name.one`, `name.other`, and what else a language has. */
export type Counted = { [K in Key]: K extends `${infer Name}.other` ? (`${Name}.one` extends Key ? Name : never) : never }[Key];

/** A language has each message, but of those for a count only the forms that it has. */
export type Messages = { [K in Key as K extends `${Counted}.one` ? never : K]: string } & { [K in `${Counted}.${"zero" | "one" | "two" | "few" | "many"}`]?: string };

/** By BCP 47 tag. To add one: its file, and a line here. */
export const LANGUAGES = { en, "zh-Hans": zhHans } as const satisfies Record<string, Messages>;
export type Language = keyof typeof LANGUAGES;

export function isLanguage(tag: string): tag is Language {
  return tag in LANGUAGES;
}
