/** The language that is shown; what reads it is drawn anew when it changes. */

import type { Language } from "./languages";

class Chosen {
  language = $state<Language>("en");
  /** How dates and numbers are written: a BCP 47 tag. */
  locale = $state("en");
}

export const chosen = new Chosen();
