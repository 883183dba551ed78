// Made from the Rust contract (library::api) by `cargo xtask bindings`. Not edited by hand.

/** Which people. */
export type ListPeople = {
  /** Words that stand in their names; empty for all. */
  query: string,
  /** How many to pass over. */
  offset: number,
  /** How many, at most 500. */
  limit: number,
};

/** Two names of one person. */
export type MergePeople = {
  /** The name that is another's. */
  from: string,
  /** Whose it is. */
  into: string,
};

/** Somebody, or one of the names of somebody. */
export type OnePerson = {
  /** The name. */
  name: string,
};

/** Those who are quoted. */
export type PeopleView = {
  /** The most quoted first. */
  people: Array<PersonView>,
  /** How many there are. */
  total: number,
  /** How many articles were not read for this yet: ask again. */
  left: number,
};

/** What somebody said, a page of it. */
export type PersonSaid = {
  /** The name. */
  name: string,
  /** The words in one publication together, not all in the order of time. */
  by_site: boolean,
  /** How many to pass over. */
  offset: number,
  /** How many, at most 500. */
  limit: number,
};

/** What somebody said. */
export type PersonSaidView = {
  /** The name. */
  name: string,
  /** Other names of the same person. */
  aliases: Array<string>,
  /** How many quotations there are. */
  total: number,
  /** In the order of time. */
  said: Array<SaidView>,
};

/** Somebody who is quoted. */
export type PersonView = {
  /** The name. */
  name: string,
  /** How many quotations there are. */
  quotations: number,
};

/** Something that somebody said, and where. */
export type SaidView = {
  /** The article. */
  article: string,
  /** Its title; may be empty. */
  title: string,
  /** Its publication. */
  site: string | null,
  /** When it was published. */
  published: string | null,
  /** First code point. */
  start: number,
  /** One past the last. */
  end: number,
  /** The words. */
  words: string,
  /** The name it was found under, if there is one. */
  name: string | null,
  /** In what capacity. */
  role: string | null,
  /** Whether it is sure that this one said it. */
  sure: boolean,
};
