/** Every sentence of the interface in the chosen language, through i18next; numbers and dates in its format. */

import { createInstance } from "i18next";
import { FileKind, Refusal, TemplateProblem, UrlProblem, WriteProblem } from "../api/contract";
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

/** What went wrong and what to do. The English message of the library is inserted only where the language asks for
 * it: the English file does, for errors that nobody can act on. */
export function explain(error: CallError): string {
  return t(`error.${error.code}`, { subject: subject(error), message: error.message });
}

/** What an error is about, in the chosen language. */
function subject({ code, subject: word }: CallError): string {
  if (!word) return "";
  switch (code) {
    case "refused":
      return said(Refusal, word, (why) => t(`refused.${why}`));
    case "not_text":
    case "not_yet":
      return said(FileKind, word, (kind) => t(`file_kind.${kind}`));
    case "bad_url":
      return said(UrlProblem, word, (why) => t(`url_problem.${why}`));
    case "cannot_write":
      return said(WriteProblem, word, (why) => t(`write_problem.${why}`));
    case "template": {
      const [place = "", problem = "", ...part] = word.split(" ");
      return `${place} ${said(TemplateProblem, problem, (why) => t(`template_problem.${why}`, { part: part.join(" ") }))}`;
    }
    default:
      return word;
  }
}

/** The sentence for `word`; `word` itself if it is not one of `words`, as in a failure stored by an older version. */
function said<W extends string>(words: readonly W[], word: string, sentence: (word: W) => string): string {
  const known = words.find((one) => one === word);
  return known ? sentence(known) : word;
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
