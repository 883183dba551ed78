import { afterEach, expect, test } from "vitest";
import { type Language, LANGUAGES } from "./languages";
import { CallError } from "../host/host";
import { choose, date, explain, number, plural, t } from "./messages";

afterEach(() => choose("en", ["en-GB"]));

const parameters = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).toSorted();

for (const language of Object.keys(LANGUAGES) as Language[]) {
  test(`${language} has each message, with its parameters, and no other`, () => {
    const messages: Record<string, string> = LANGUAGES[language];
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = Object.keys(LANGUAGES.en).filter((key) => key.endsWith(".one") && `${key.slice(0, -4)}.other` in LANGUAGES.en).map((key) => key.slice(0, -4));
    const names = new Set<string>(Object.keys(LANGUAGES.en).filter((key) => !counted.includes(key.replace(/\.(one|other)$/, ""))));
    for (const name of counted) for (const form of forms) names.add(`${name}.${form}`);
    expect(Object.keys(messages).toSorted()).toEqual([...names].toSorted());
    for (const [key, message] of Object.entries(messages)) {
      const of = (LANGUAGES.en as Record<string, string>)[key];
      // The form for one may leave out the count: "1 article".
      // The library's own message is English: other languages leave it out, or say its subject.
      const isEnglishAlone = of !== undefined && language !== "en" && parameters(of).includes("message");
      const expected = isEnglishAlone ? parameters(message).filter((name) => name === "subject") : parameters(of ?? "");
      if (of !== undefined && !key.endsWith(".one")) expect(parameters(message), key).toEqual(expected);
      expect(message.trim(), key).not.toBe("");
    }
  });
}

test("counts have the form and the figures of the language", () => {
  choose("en", ["en-GB"]);
  expect([plural("list.count", 1), plural("list.count", 1234)]).toEqual(["1 article", "1,234 articles"]);
  choose("zh-Hans", ["zh-CN"]);
  expect([plural("list.count", 1), plural("list.count", 1234)]).toEqual(["1 篇文章", "1,234 篇文章"]);
});

test("what a parameter says is never read as a message", () => {
  choose("en", ["en"]);
  expect(t("toast.added", { title: "{title} $t(app.name) {{x}} <b>&" })).toBe("Added “{title} $t(app.name) {{x}} <b>&”");
});

test("the system's language is taken where there is one of ours, and its country's dates", () => {
  choose("system", ["fr-FR", "zh-TW", "en-US"]);
  expect(t("nav.settings")).toBe("设置");
  choose("system", ["fr-FR"]);
  expect(t("nav.settings")).toBe("Settings");
  choose("en", ["en-GB"]);
  expect(date(0, { dateStyle: "short", timeZone: "UTC" })).toBe("01/01/1970");
  choose("en", ["de-DE"]);
  expect(number(1234.5)).toBe("1,234.5");
});

test("an error is explained in the language, whatever the library says in English", () => {
  choose("zh-Hans", ["zh-CN"]);
  const errors = [new CallError("not_text", "this is a picture", "picture"), new CallError("refused", "a tag has", "tag"), new CallError("internal", "database disk image", null), new CallError("cannot_write", "Permission denied", "permission")];
  for (const error of errors) expect(explain(error)).not.toMatch(/[a-z]{4}/);
  expect(explain(errors[0]!)).toBe("这是图片，不是网页。请添加显示它的网页。");
  expect(explain(new CallError("template", "there is no such field", "2:8 field idd"))).toBe("模板无法使用（第几行:第几列）：2:8 没有这个字段：idd");
});
