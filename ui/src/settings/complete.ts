/** Completion in a template: what the word at the caret may become. Positions are UTF-16 code units. */

/** What a template can name. */
export interface Names {
  fields: string[];
  filters: string[];
}

/** So many are offered at a time. */
const MOST = 6;

/** The beginning of the expression or statement that the caret is in; null outside of both. */
function inside(source: string, caret: number): string | null {
  const before = source.slice(0, caret);
  const open = Math.max(before.lastIndexOf("{{"), before.lastIndexOf("{%"));
  const close = Math.max(before.lastIndexOf("}}"), before.lastIndexOf("%}"));
  return open > close ? before.slice(open + 2) : null;
}

/** The word that ends at the caret, with a bar before it where a filter is meant. */
function word(text: string): { bar: boolean; name: string } {
  const [, bar = "", name = ""] = /(\|?)\s*([\w.]*)$/.exec(text) ?? [];
  return { bar: bar !== "", name };
}

/** Names that begin as the word at the caret does, filters behind a bar with one before them; none outside of
 * `{{ … }}` and `{% … %}`. What a loop calls a highlight is taken for one. */
export function suggest(source: string, caret: number, { fields, filters }: Names): string[] {
  const text = inside(source, caret);
  if (text === null) return [];
  const { bar, name } = word(text);
  if (bar) return filters.filter((filter) => filter.startsWith(name) && filter !== name).map((filter) => `|${filter}`).slice(0, MOST);
  const called = /for\s+(\w+)\s+in\s+highlights/.exec(source)?.[1];
  const own = called ? fields.map((field) => field.replace(/^highlight\./, `${called}.`)) : fields;
  return own.filter((field) => field.startsWith(name) && field !== name && (name !== "" || !field.includes("."))).slice(0, MOST);
}

/** The template with a name in the stead of the word at the caret, and where the caret is then. Outside of an
 * expression it becomes one. */
export function complete(source: string, caret: number, chosen: string): { text: string; at: number } {
  const text = inside(source, caret);
  if (text === null) {
    const put = `{{ ${chosen} }}`;
    return { text: source.slice(0, caret) + put + source.slice(caret), at: caret + put.length };
  }
  const { name } = word(text);
  const put = chosen.replace(/^\|/, "");
  const from = caret - name.length;
  return { text: source.slice(0, from) + put + source.slice(caret), at: from + put.length };
}
