/** Every sentence of the interface in the chosen language, through i18next; numbers and dates in its format. */

import { createInstance } from "i18next";
import type { CallError } from "../host/host";
import { type Counted, isLanguage, type Key, type Language, LANGUAGES } from "./languages";
import { chosen } from "./chosen.svelte";

export type { Key, Language };
type Parameters = Record<string, string | number>;

const i18n = createInstance();
void i18n.init({
  lng: chosen.language,
  fallbackLng: "en",
  resources: Object.fromEntries(Object.entries(LANGUAGES).map(([tag, messages]) => [tag, { translation: messages }])),
  // Both the names of messages and the suffix of a plural form contain dots.
  keySeparator: false,
  nsSeparator: false,
  pluralSeparator: ".",
  interpolation: { prefix: "{", suffix: "}", escapeValue: false },
  initAsync: false,
});

/** The message with its parameters inserted; numbers are formatted. */
export function t(key: Key, parameters: Parameters = {}): string {
  return i18n.t(key, { replace: written(parameters), lng: chosen.language });
}

/** The message in English, for finding a command while the interface is in a language the person cannot read. */
export function inEnglish(key: Key): string {
  return LANGUAGES.en[key];
}

/** The message in the plural form for a count. */
export function plural(key: Counted, count: number, parameters: Parameters = {}): string {
  return i18n.t(key, { count, replace: written({ count, ...parameters }), lng: chosen.language });
}

const written = (parameters: Parameters) => Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, typeof value === "number" ? number(value) : value]));

/** What went wrong and what to do. */
export function explain(error: CallError): string {
  return t(`error.${error.code}`, { subject: translated(error.subject ?? ""), message: translated(error.message) });
}

/** Translates words that the library sends in English, if there is a translation. */
function translated(words: string): string {
  const key = `error.said.${words}`;
  return words && key in LANGUAGES.en ? t(key as Key) : words;
}

/** Chooses the language: `setting` if it is one of ours, otherwise the first system language that is, otherwise
 * English. */
export function choose(setting: string, system: readonly string[] = navigator.languages): void {
  const close = (tag: string) => (Object.keys(LANGUAGES) as Language[]).find((ours) => ours.split("-")[0] === tag.split("-")[0]);
  const language = isLanguage(setting) ? setting : (system.map(close).find(Boolean) ?? "en");
  chosen.language = language;
  // Dates and numbers are formatted for the system's region if it has the chosen language.
  chosen.locale = system.find((tag) => close(tag) === language) ?? language;
}

/** The name of a language in that language. */
export function nameOf(language: Language): string {
  return LANGUAGES[language]["language.name"];
}

export function number(value: number): string {
  return value.toLocaleString(chosen.locale);
}

/** A share from 0 to 1 as a whole percentage, formatted. */
export function percent(share: number): string {
  return new Intl.NumberFormat(chosen.locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** A day or a time (milliseconds since the epoch), formatted. */
export function date(ms: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(chosen.locale, options).format(ms);
}

/**
 * A publication date, formatted with the parts that are known: `2014`, `2014-03`, `2014-03-07`. The time of day is
 * left out. Empty if `iso` is not a date.
 */
export function published(iso: string, month: "long" | "short"): string {
  const [year, monthNumber, day] = iso.slice(0, 10).split("-").map(Number);
  if (!year) return "";
  const known: Intl.DateTimeFormatOptions = { year: "numeric", ...(monthNumber && { month }), ...(day && { day: "numeric" }) };
  // The day as written: no time zone may shift it.
  return date(Date.UTC(year, (monthNumber ?? 1) - 1, day ?? 1), { ...known, timeZone: "UTC" });
}

/** The name of a language (BCP 47), in the chosen language. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(chosen.locale, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Things as a list, in the format of the language. */
export function listed(things: string[]): string {
  return new Intl.ListFormat(chosen.locale, { type: "unit", style: "short" }).format(things);
}
