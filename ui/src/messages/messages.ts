/** Every sentence of the interface in the reader's language, through i18next; and numbers and dates as it writes them. */

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
  // A message's name has dots; so has the form for a count.
  keySeparator: false,
  nsSeparator: false,
  pluralSeparator: ".",
  interpolation: { prefix: "{", suffix: "}", escapeValue: false },
  initAsync: false,
});

/** The message with its parameters put in; numbers as the language writes them. */
export function t(key: Key, parameters: Parameters = {}): string {
  return i18n.t(key, { replace: written(parameters), lng: chosen.language });
}

/** The message in English, for who looks for a command in a language that the interface does not have. */
export function inEnglish(key: Key): string {
  return LANGUAGES.en[key];
}

/** The message for a count. */
export function plural(key: Counted, count: number, parameters: Parameters = {}): string {
  return i18n.t(key, { count, replace: written({ count, ...parameters }), lng: chosen.language });
}

const written = (parameters: Parameters) => Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, typeof value === "number" ? number(value) : value]));

/** What went wrong, and what to do. */
export function explain(error: CallError): string {
  return t(`error.${error.code}`, { subject: translated(error.subject ?? ""), message: translated(error.message) });
}

/** Words that the library says in English, in the language of the interface if it has them. */
function translated(words: string): string {
  const key = `error.said.${words}`;
  return words && key in LANGUAGES.en ? t(key as Key) : words;
}

/** The language that `setting` asks for: one of ours, or the first of the system's that is. */
export function choose(setting: string, system: readonly string[] = navigator.languages): void {
  const close = (tag: string) => (Object.keys(LANGUAGES) as Language[]).find((ours) => ours.split("-")[0] === tag.split("-")[0]);
  const language = isLanguage(setting) ? setting : (system.map(close).find(Boolean) ?? "en");
  chosen.language = language;
  // Dates and numbers as in the reader's own country, where it has that language.
  chosen.locale = system.find((tag) => close(tag) === language) ?? language;
}

/** What a language calls itself. */
export function nameOf(language: Language): string {
  return LANGUAGES[language]["language.name"];
}

export function number(value: number): string {
  return value.toLocaleString(chosen.locale);
}

/** A share of one, in whole percent, as the language writes it. */
export function percent(share: number): string {
  return new Intl.NumberFormat(chosen.locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** A day or a moment (milliseconds), as the language writes it. */
export function date(ms: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(chosen.locale, options).format(ms);
}

/**
 * A date of publication as the language writes it, with as much of it as is known: `2014`, `2014-03`, `2014-03-07`.
 * Its time is left out. Empty if it is no date.
 */
export function published(iso: string, month: "long" | "short"): string {
  const [year, monthNumber, day] = iso.slice(0, 10).split("-").map(Number);
  if (!year) return "";
  const known: Intl.DateTimeFormatOptions = { year: "numeric", ...(monthNumber && { month }), ...(day && { day: "numeric" }) };
  // The day as it was written: no zone may move it.
  return date(Date.UTC(year, (monthNumber ?? 1) - 1, day ?? 1), { ...known, timeZone: "UTC" });
}

/** What the reader's language calls a language (BCP 47). */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(chosen.locale, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Things one after another, as the language lists them. */
export function listed(things: string[]): string {
  return new Intl.ListFormat(chosen.locale, { type: "unit", style: "short" }).format(things);
}
