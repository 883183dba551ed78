/** Completion of names in a template. Positions are UTF-16 code units. */

/** The names that a template can use. */
export interface Names {
  fields: string[];
  filters: string[];
}

/** Maximum number of names offered at a time. */
const MOST = 6;

/** The text of the expression or statement before the caret; null if the caret is in neither. */
function inside(source: string, caret: number): string | null {
  const before = source.slice(0, caret);
  const open = Math.max(before.lastIndexOf("{{"), before.lastIndexOf("{%"));
  const close = Math.max(before.lastIndexOf("}}"), before.lastIndexOf("%}"));
  return open > close ? before.slice(open + 2) : null;
}

/** The word that ends at the caret, with whether a bar before it makes it a filter. */
function word(text: string): { bar: boolean; name: string } {
  const [, bar = "", name = ""] = /(\|?)\s*([\w.]*)$/.exec(text) ?? [];
  return { bar: bar !== "", name };
}

/** Names that begin with the word at the caret; filters, with a leading bar, after a bar. None outside `{{ … }}` and
 * `{% … %}`. The loop variable of `highlights` has the fields of a highlight. */
export function suggest(source: string, caret: number, { fields, filters }: Names): string[] {
  const text = inside(source, caret);
  if (text === null) return [];
  const { bar, name } = word(text);
  if (bar) return filters.filter((filter) => filter.startsWith(name) && filter !== name).map((filter) => `|${filter}`).slice(0, MOST);
  const called = /for\s+(\w+)\s+in\s+highlights/.exec(source)?.[1];
  const own = called ? fields.map((field) => field.replace(/^highlight\./, `${called}.`)) : fields;
  return own.filter((field) => field.startsWith(name) && field !== name && (name !== "" || !field.includes("."))).slice(0, MOST);
}

/** The template with the word at the caret replaced by a name, and the new position of the caret. Outside an
 * expression the name is inserted as an expression. */
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
