/** The languages of the interface, one file each. The English file defines which messages there are. */

import en from "./en.json";
import zhHans from "./zh-Hans.json";

/** The name of a message. */
export type Key = keyof typeof en;
/** The name of a message for a count, which has a form for each plural category: `name.one`, `name.other`, and others
 * that a language needs. */
export type Counted = { [K in Key]: K extends `${infer Name}.other` ? (`${Name}.one` extends Key ? Name : never) : never }[Key];

/** The messages of a language: all of them, but for a count only the plural forms that the language has. */
export type Messages = { [K in Key as K extends `${Counted}.one` ? never : K]: string } & { [K in `${Counted}.${"zero" | "one" | "two" | "few" | "many"}`]?: string };

/** The languages by BCP 47 tag. To add a language, add its file and a line here. */
export const LANGUAGES = { en, "zh-Hans": zhHans } as const satisfies Record<string, Messages>;
export type Language = keyof typeof LANGUAGES;

export function isLanguage(tag: string): tag is Language {
  return tag in LANGUAGES;
}
