/** Every sentence of the interface, from one file. */

import type { CallError } from "../host/host";
import en from "./en.json";

export type Key = keyof typeof en;
type Parameters = Record<string, string | number>;

/** The sentence with its parameters put in. */
export function t(key: Key, parameters: Parameters = {}): string {
  return en[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

/** The sentence for a count: `key.one` or `key.other`. */
export function plural(key: string, count: number, parameters: Parameters = {}): string {
  const form = `${key}.${count === 1 ? "one" : "other"}`;
  return t(form as Key, { count: count.toLocaleString(), ...parameters });
}

/** What went wrong, and what to do. */
export function explain(error: CallError): string {
  return t(`error.${error.code}`, { subject: error.subject ?? "", message: error.message });
}

/** A sentence by a name that came over the wire; the name itself if there is none. */
export function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  return key in en ? t(key as Key) : name;
}
