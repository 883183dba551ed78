import { afterEach, expect, test, vi } from "vitest";
import { openReading } from "./reading-harness";

afterEach(() => vi.unstubAllGlobals());

/** Replaces the system's speech with these voices, which are silent. Returns what they would say. */
function voices(...languages: string[]) {
  const said: SpeechSynthesisUtterance[] = [];
  const all = languages.map((lang) => ({ lang, voiceURI: lang, name: lang, default: true, localService: true }));
  vi.stubGlobal("speechSynthesis", { getVoices: () => all, speak: (words: SpeechSynthesisUtterance) => said.push(words), cancel: () => {}, addEventListener: () => {}, removeEventListener: () => {} });
  vi.stubGlobal("SpeechSynthesisUtterance", class { constructor(readonly text: string) {} });
  return said;
}

test("it reads the sentence that is selected, skips to the next, and is paced", async () => {
  const said = voices("en");
  const { app, aloud, select, page } = await openReading();
  select("It leaves at nine");
  aloud.toggle();
  await vi.waitFor(() => expect(said.map((one) => one.text.trim())).toEqual(["It leaves at nine, and again at noon."]));
  aloud.skip(true);
  expect(page.text?.slice(aloud.voice?.at ?? { start: 0, end: 0 })).toContain("We know the tides");
  aloud.pace(1);
  await vi.waitFor(() => expect(said.at(-1)?.rate).toBe(1.25));
  expect(app.settings.current.speech_rate).toBe(1.25);
  aloud.toggle();
  expect(aloud.voice?.waiting).toBe(true);
});

test("where no voice speaks the article's language, that is said", async () => {
  voices("fr");
  const { app, aloud } = await openReading();
  aloud.toggle();
  await vi.waitFor(() => expect(app.notices.toasts.list[0]?.text).toContain("English"));
});
