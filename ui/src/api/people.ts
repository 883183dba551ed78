// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** A page of the people who are quoted. */
export type ListPeople = {
  /** Words that a name must contain; empty for all people. */
  query: string,
  /** How many rows to skip. */
  offset: number,
  /** Maximum number of rows; 500 at most. */
  limit: number,
};

/** Merges two names of one person. */
export type MergePeople = {
  /** The name that becomes an alias. */
  from: string,
  /** The name of the person it is an alias of. */
  into: string,
};

/** A person, by one of their names. */
export type OnePerson = {
  /** The name. */
  name: string,
};

/** People who are quoted. */
export type PeopleView = {
  /** The people, the most quoted first. */
  people: Array<PersonView>,
  /** Number of people on all pages. */
  total: number,
  /** Number of articles whose quotations have not been found yet; call again while it is not 0. */
  left: number,
};

/** A page of the quotations of one person. */
export type PersonSaid = {
  /** The name. */
  name: string,
  /** `true` groups the quotations by publication; `false` sorts all of them by time. */
  by_site: boolean,
  /** How many rows to skip. */
  offset: number,
  /** Maximum number of rows; 500 at most. */
  limit: number,
};

/** The quotations of one person. */
export type PersonSaidView = {
  /** The name. */
  name: string,
  /** Other names of the same person. */
  aliases: Array<string>,
  /** Number of their quotations on all pages. */
  total: number,
  /** The quotations, by time or by publication as requested. */
  said: Array<SaidView>,
};

/** A person who is quoted. */
export type PersonView = {
  /** The name. */
  name: string,
  /** Number of their quotations. */
  quotations: number,
};

/** A quotation and its source. */
export type SaidView = {
  /** The article. */
  article: string,
  /** Its title; may be empty. */
  title: string,
  /** Its publication. */
  site: string | null,
  /** When it was published. */
  published: string | null,
  /** Offset of its first code point. */
  start: number,
  /** End offset, exclusive. */
  end: number,
  /** Its words. */
  words: string,
  /** The speaker's name as found in the article; null if none was found. */
  name: string | null,
  /** The speaker's role. */
  role: string | null,
  /** Whether the speaker is sure. */
  sure: boolean,
};
