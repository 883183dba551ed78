/** The language shown. Whatever reads it is rendered anew when it changes. */

import type { Language } from "./languages";

class Chosen {
  language = $state<Language>("en");
  /** The format of dates and numbers: a BCP 47 tag. */
  locale = $state("en");
}

export const chosen = new Chosen();
