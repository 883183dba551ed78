//! Finds the speakers in scripts without spaces, from the words around a quotation: in the clause before it
//! and in the one after it.
//!
//! Chinese has the speaker before the verb (`王丽在北京说：“…”`, `“…”，她说`), Japanese before a particle, with the
//! verb after the quotation (`山田社長は「…」と述べた`). The name is the mention without titles; in Chinese it starts
//! with a surname or contains a middle dot.

use std::ops::Range;

use super::marks::QuotedSegment;
use super::pack::Pack;

/// A possible speaker of a segment.
#[derive(Debug, Clone)]
pub(super) struct PossibleSpeaker {
    /// Byte range of the mention.
    pub mention: Range<usize>,
    /// `true` if the mention is a pronoun.
    pub(super) pronoun: bool,
    /// Byte range of the words that introduce the quotation.
    pub cue: Option<Range<usize>>,
    /// The name in the mention, or the name that the mention stands for.
    pub name: Option<String>,
    /// The confidence, from 0 to 1.
    pub confidence: f32,
}

/// How many bytes before and after a quotation are searched for its speaker; no clause is longer.
const REACH: usize = 360;

/// The possible speakers of each segment, the most likely first. `named` has the names from corrections.
pub(super) fn choose(
    text: &str,
    segments: &[QuotedSegment],
    named: &[Option<&str>],
    pack: &Pack,
) -> Vec<Vec<PossibleSpeaker>> {
    let mut unspaced = Unspaced { text, pack, names: Vec::new() };
    let mut said: Vec<Vec<PossibleSpeaker>> = Vec::with_capacity(segments.len());
    let mut last: Option<(usize, PossibleSpeaker)> = None;
    for (number, segment) in segments.iter().enumerate() {
        let floor = if number == 0 { 0 } else { segments[number - 1].outside.end };
        let ceiling = segments.get(number + 1).map_or(text.len(), |s| s.outside.start);
        let before = unspaced.before(segment.outside.start, floor);
        let behind = unspaced.behind(segment.outside.end, ceiling);
        let mut found: Vec<PossibleSpeaker> = Vec::new();
        if pack.list("topics").is_empty() {
            found.extend(unspaced.chinese_behind(&behind));
            found.extend(unspaced.chinese_before(&before, last.as_ref().map(|(_, s)| s)));
        } else {
            found.extend(unspaced.japanese(&before, &behind, last.as_ref().map(|(_, s)| s)));
        }
        // A quotation without words before it has the speaker of the one before.
        if let Some((end, previous)) = &last {
            let between = &text[*end..segment.outside.start];
            let near = between.matches('\n').count() <= 1 && between.chars().count() < 40;
            let alone = before.is_empty();
            if near && alone && found.is_empty() {
                found.push(PossibleSpeaker { cue: None, confidence: 0.7, ..previous.clone() });
            }
        }
        for one in &mut found {
            one.pronoun = unspaced.is_pronoun(&text[one.mention.clone()]);
            one.name =
                unspaced.name(&one.mention, last.as_ref().and_then(|(_, s)| s.name.as_deref()));
        }
        found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        found.dedup_by(|a, b| a.mention == b.mention);
        if let (Some(first), Some(name)) = (found.first_mut(), named[number]) {
            first.name = Some(name.to_owned());
            first.confidence = 1.0;
        }
        if let Some(first) = found.first() {
            last = Some((segment.outside.end, first.clone()));
        }
        said.push(found);
    }
    said
}

struct Unspaced<'a> {
    text: &'a str,
    pack: &'a Pack,
    /// The names in full, in the order in which they were found.
    names: Vec<String>,
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '\n' | '；')
}

fn is_edge(c: char) -> bool {
    ends_sentence(c)
        || matches!(
            c,
            '，' | ',' | '、' | '：' | ':' | '—' | ' ' | '\u{3000}' | '（' | '）' | '(' | ')'
        )
}

impl Unspaced<'_> {
    /// The part of the sentence before a quotation, from `floor` on.
    fn before(&self, at: usize, floor: usize) -> Range<usize> {
        // Marks of two kinds may overlap: „'
        let floor = floor.min(at);
        let mut start = at;
        for (i, c) in self.text[floor..at].char_indices().rev() {
            if ends_sentence(c) || at - (floor + i) > REACH {
                break;
            }
            start = floor + i;
        }
        start..at
    }

    /// The part of the sentence after a quotation, up to `ceiling`.
    fn behind(&self, at: usize, ceiling: usize) -> Range<usize> {
        let rest = &self.text[at..ceiling.max(at)];
        let end = rest
            .char_indices()
            .find(|&(i, c)| ends_sentence(c) || i > REACH)
            .map_or(rest.len(), |(i, _)| i);
        at..at + end
    }

    /// The first or the last occurrence of any of `words` in a range; of two at one place, the longer.
    fn find(&self, within: &Range<usize>, words: &[&str], last: bool) -> Option<Range<usize>> {
        let text = &self.text[within.clone()];
        let places = words.iter().filter_map(|word| {
            let at = if last { text.rfind(word) } else { text.find(word) }?;
            Some((at, word.len()))
        });
        let best = if last {
            places.max_by_key(|&(at, length)| (at + length, length))
        } else {
            places.min_by_key(|&(at, length)| (at, usize::MAX - length))
        };
        best.map(|(at, length)| within.start + at..within.start + at + length)
    }

    /// A range without the punctuation and white space at its ends.
    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.text[range.clone()];
        let marks = |c: char| {
            is_edge(c) || c.is_whitespace() || matches!(c, '“' | '”' | '"' | '「' | '」' | '…')
        };
        let start = range.start + (text.len() - text.trim_start_matches(marks).len());
        // A bracket that is closed belongs to the words before it.
        let bare = text.trim_end_matches(marks);
        let bracket = text[bare.len()..].starts_with(['）', ')']) && bare.contains(['（', '(']);
        let width =
            if bracket { text[bare.len()..].chars().next().map_or(0, char::len_utf8) } else { 0 };
        start..(range.start + bare.len() + width).max(start)
    }

    /// The speaker in the part of a clause before its verb; `None` if it is empty or longer than 24
    /// characters.
    fn mention(&self, clause: Range<usize>) -> Option<Range<usize>> {
        let mut clause = self.trim(clause);
        // The clause starts after the last comma; words that link it are skipped.
        let text = &self.text[clause.clone()];
        if let Some(edge) = text.rfind(is_edge) {
            let width = text[edge..].chars().next().map_or(1, char::len_utf8);
            clause.start += edge + width;
        }
        loop {
            let text = &self.text[clause.clone()];
            let starts = self
                .pack
                .list("starts")
                .iter()
                .filter(|w| text.starts_with(**w))
                .map(|w| w.len())
                .max();
            // "8日", "5月"
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_numeric()).len();
            let dated = self
                .pack
                .list("times")
                .iter()
                .find(|w| digits > 0 && text[digits..].starts_with(**w))
                .map(|w| digits + w.len());
            match starts.or(dated) {
                Some(length) if length < text.len() => clause.start += length,
                _ => break,
            }
        }
        // The mention ends at the first word that starts an adverbial, unless the clause starts with that
        // word.
        let text = &self.text[clause.clone()];
        let stop = self
            .pack
            .list("stops")
            .iter()
            .filter_map(|w| {
                text.char_indices().skip(1).map(|(i, _)| i).find(|&i| text[i..].starts_with(*w))
            })
            .min();
        if let Some(stop) = stop {
            clause.end = clause.start + stop;
        }
        // Verbs and adverbs at its end are dropped: 周敏回应|说, 林海生激动地|说.
        loop {
            let text = &self.text[clause.clone()];
            let verb = self
                .pack
                .list("cues-before")
                .iter()
                .filter(|w| text.ends_with(**w) && w.len() > 3 && w.len() < text.len())
                .map(|w| w.len())
                .max();
            let manner = text
                .ends_with('地')
                .then(|| text.char_indices().rev().nth(2).map_or(0, |(i, _)| text.len() - i))
                .filter(|l| *l > 0 && *l < text.len());
            match verb.or(manner) {
                Some(length) => clause.end -= length,
                None => break,
            }
        }
        let clause = self.trim(clause);
        let length = self.text[clause.clone()].chars().count();
        (1..=24).contains(&length).then_some(clause)
    }

    /// The speaker before a quotation in Chinese: `王丽说：“…”`, `王丽认为这是“…”`. If only a verb is there, the
    /// speaker is `last`, that of the quotation before.
    fn chinese_before(
        &self,
        before: &Range<usize>,
        last: Option<&PossibleSpeaker>,
    ) -> Option<PossibleSpeaker> {
        let cue = self.find(before, self.pack.list("cues-before"), true)?;
        let near = self.text[cue.end..before.end].chars().filter(|c| !is_edge(*c)).count();
        let confidence = match near {
            0 => 0.95,
            1..=8 => 0.8,
            _ => 0.6,
        };
        // Verbs in a row: the speaker is before the first of them in its clause.
        let mention = self.mention(before.start..cue.start).or_else(|| {
            let text = &self.text[before.start..cue.start];
            let edge = text.rfind(is_edge)?;
            let first = self.find(
                &(before.start..before.start + edge),
                self.pack.list("cues-before"),
                false,
            )?;
            self.mention(before.start..first.start)
        });
        match (mention, last) {
            (Some(mention), _) => Some(PossibleSpeaker {
                mention,
                cue: Some(cue),
                pronoun: false,
                name: None,
                confidence,
            }),
            (None, Some(last)) => Some(PossibleSpeaker {
                mention: last.mention.clone(),
                cue: Some(cue),
                pronoun: false,
                name: None,
                confidence: 0.6,
            }),
            (None, None) => None,
        }
    }

    /// The speaker after a quotation in Chinese: `“…”，王丽说`.
    fn chinese_behind(&self, behind: &Range<usize>) -> Option<PossibleSpeaker> {
        let skip = self.trim(behind.clone());
        let first_clause =
            self.text[skip.clone()].find(is_edge).map_or(skip.end, |i| skip.start + i);
        let clause = skip.start..first_clause;
        let cue = self.find(&clause, self.pack.list("cues-before"), true)?;
        let rest = self.text[cue.end..clause.end].chars().count();
        // A clause that continues, or that introduces another quotation, belongs to that one.
        if rest > 2
            || self.text[clause.end..].starts_with(['：', ':'])
            || self.text[cue.start..].starts_with('道') && cue.start == clause.start
        {
            return None;
        }
        let ends = self.text[clause.end..].chars().next();
        let opens = matches!(ends, Some('，' | ','))
            && self.text[clause.end..]
                .chars()
                .nth(1)
                .is_some_and(|c| matches!(c, '“' | '「' | '"'));
        let mention = self.mention(clause.start..cue.start)?;
        Some(PossibleSpeaker {
            mention,
            cue: Some(cue),
            pronoun: false,
            name: None,
            confidence: if opens { 0.55 } else { 0.93 },
        })
    }

    /// The speaker of a quotation in Japanese: `山田社長は「…」と述べた`. If only a verb is there, the speaker is
    /// `last`, that of the quotation before.
    fn japanese(
        &self,
        before: &Range<usize>,
        behind: &Range<usize>,
        last: Option<&PossibleSpeaker>,
    ) -> Option<PossibleSpeaker> {
        let after = &self.text[behind.clone()];
        let told =
            after.starts_with('と') || after.starts_with("など") || after.starts_with("、と");
        let cue = if told { self.find(behind, self.pack.list("cues-after"), false) } else { None };
        // `山田氏によると`
        if let Some(source) = self.find(before, self.pack.list("sources"), true) {
            let mention = self.after_edge(before.start..source.start);
            if !mention.is_empty() {
                return Some(PossibleSpeaker {
                    mention,
                    cue: Some(source),
                    pronoun: false,
                    name: None,
                    confidence: 0.75,
                });
            }
        }
        // `山田：「…」`
        if self.text[before.clone()].ends_with(['：', ':']) {
            let mention = self.after_edge(self.trim(before.clone()));
            return (!mention.is_empty()).then_some(PossibleSpeaker {
                mention,
                cue: None,
                pronoun: false,
                name: None,
                confidence: 0.9,
            });
        }
        let mut clause = behind.clone();
        if let Some(first) = after.chars().next().filter(|_| told) {
            clause.start += first.len_utf8();
        }
        let topic = self.topic(before).or_else(|| told.then(|| self.topic(&clause)).flatten());
        // A sentence without a topic continues that of the sentence before.
        let topic = topic.or_else(|| {
            let end = self.text[..before.start].trim_end().trim_end_matches('。').len();
            (last.is_none() && cue.is_some()).then(|| self.topic(&self.before(end, 0))).flatten()
        });
        match (topic, last) {
            (Some(mention), _) => {
                let confidence = if cue.is_some() { 0.93 } else { 0.5 };
                Some(PossibleSpeaker { mention, cue, pronoun: false, name: None, confidence })
            }
            (None, Some(last)) if cue.is_some() => Some(PossibleSpeaker {
                mention: last.mention.clone(),
                cue,
                pronoun: false,
                name: None,
                confidence: 0.65,
            }),
            _ => None,
        }
    }

    /// The words before the first topic particle.
    fn topic(&self, within: &Range<usize>) -> Option<Range<usize>> {
        let text = &self.text[within.clone()];
        let particle = text.char_indices().skip(1).find(|&(i, c)| {
            // Such a particle follows a name: Han, Katakana, or a title in Kana.
            let before = text[..i].chars().next_back().unwrap_or(' ');
            let named = ('\u{4E00}'..='\u{9FFF}').contains(&before)
                || ('\u{30A0}'..='\u{30FF}').contains(&before)
                || before.is_ascii_alphanumeric()
                || text[..i].ends_with("さん")
                || text[..i].ends_with("くん")
                || before == '）';
            self.pack.list("topics").iter().any(|p| p.starts_with(c)) && named
        })?;
        let mention = self.after_edge(within.start..within.start + particle.0);
        (!mention.is_empty()).then_some(mention)
    }

    /// The part of a range after its last comma or linking word.
    fn after_edge(&self, range: Range<usize>) -> Range<usize> {
        let mut range = self.trim(range);
        // A bracket after the name belongs to it.
        let text = self.text[range.clone()].trim_end_matches('）');
        let edge = text.char_indices().rev().find(|&(_, c)| {
            is_edge(c) && !matches!(c, '（' | '）' | '(' | ')' | '、') || c == '、'
        });
        if let Some((i, c)) = edge {
            range.start += i + c.len_utf8();
        }
        for word in self.pack.list("starts") {
            if self.text[range.clone()].starts_with(*word) && word.len() < range.len() {
                range.start += word.len();
            }
        }
        // `会見で山田氏`: the name follows the particle of a place. Not 代表である山田氏.
        let text = &self.text[range.clone()];
        let place = text.rmatch_indices('で').map(|(i, _)| i).find(|&i| {
            let rest = &text[i + 'で'.len_utf8()..];
            i > 0 && !rest.is_empty() && !rest.starts_with("ある")
        });
        range.start += place.map_or(0, |i| i + 'で'.len_utf8());
        range
    }

    fn is_pronoun(&self, words: &str) -> bool {
        ["pronouns-male", "pronouns-female", "pronouns"]
            .iter()
            .any(|key| self.pack.list(key).contains(&words))
    }

    /// The name in a mention, or the name that it stands for.
    fn name(&mut self, mention: &Range<usize>, last: Option<&str>) -> Option<String> {
        let words = &self.text[mention.clone()];
        let pronoun = self.is_pronoun(words);
        if pronoun {
            let known = last.map(str::to_owned).or_else(|| self.named_before(mention.start));
            return known.filter(|_| !self.pack.list("pronouns").contains(&words));
        }
        let bare = if self.pack.list("topics").is_empty() {
            self.chinese_name(words)
        } else {
            self.japanese_name(words)
        }?;
        // The beginning of a known name stands for it: 王 for 王丽, 山田 for 山田花子.
        if let Some(full) = self.names.iter().rev().find(|n| n.starts_with(&bare)) {
            return Some(full.clone());
        }
        self.names.push(bare.clone());
        Some(bare)
    }

    /// The last name after a title in the 300 bytes before: 部长赵志强承诺
    fn named_before(&self, at: usize) -> Option<String> {
        let mut start = at.saturating_sub(300);
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        let text = &self.text[start..at];
        if !self.pack.list("topics").is_empty() {
            return None;
        }
        let titles = self.pack.list("titles").iter();
        let end = titles.filter_map(|t| text.rfind(*t).map(|i| i + t.len())).max()?;
        let rest = &text[end..];
        let surname = self
            .pack
            .list("surnames")
            .iter()
            .filter(|n| rest.starts_with(**n))
            .map(|n| n.len())
            .max()?;
        let given: Vec<char> = rest[surname..].chars().take(2).collect();
        let second = surname + given.first()?.len_utf8();
        let starts = |key: &str| self.pack.list(key).iter().any(|w| rest[second..].starts_with(*w));
        let end = if given.len() < 2 || starts("cues-before") || starts("stops") {
            second
        } else {
            second + given[1].len_utf8()
        };
        Some(rest[..end].to_owned())
    }

    fn chinese_name(&self, words: &str) -> Option<String> {
        let words = words.split(['（', '(']).next().unwrap_or(words);
        let surname = |s: &str| self.pack.list("surnames").iter().any(|n| s.starts_with(*n));
        let titles = self.pack.list("titles");
        // The name follows the last title, 外交部发言人王丽, or precedes it, 王丽教授.
        let title =
            titles.iter().filter_map(|t| words.rfind(*t).map(|at| (at + t.len(), at))).max();
        let (mut rest, before_title) = match title {
            Some((end, _)) if end < words.len() => (&words[end..], false),
            Some((_, at)) => (&words[..at], true),
            None => (words, false),
        };
        if rest.contains('·') || rest.contains('・') {
            let foreign = rest
                .rsplit(|c: char| {
                    !(c == '·' || c == '・' || ('\u{4E00}'..='\u{9FFF}').contains(&c))
                })
                .next()?;
            return Some(foreign.to_owned());
        }
        if before_title {
            // The last two or three characters, if they start with a surname.
            let starts: Vec<usize> = rest.char_indices().map(|(i, _)| i).collect();
            for length in [3, 2, 1] {
                if let Some(&at) = starts.len().checked_sub(length).and_then(|i| starts.get(i))
                    && surname(&rest[at..])
                {
                    rest = &rest[at..];
                    break;
                }
            }
        }
        // 渔民王建国: the last two or three characters, if they start with a common surname.
        if title.is_none() && !(surname(rest) && rest.chars().count() <= 3) {
            let common =
                |s: &str| self.pack.list("common-surnames").iter().any(|n| s.starts_with(*n));
            let body = self.pack.list("bodies").iter().any(|b| rest.ends_with(*b));
            let places: Vec<usize> = rest.char_indices().map(|(i, _)| i).collect();
            let at = [3, 2].iter().find_map(|n| {
                places.len().checked_sub(*n).map(|i| places[i]).filter(|&i| common(&rest[i..]))
            });
            return at.filter(|_| !body).map(|i| rest[i..].to_owned());
        }
        let length = rest.chars().count();
        (surname(rest) && (1..=4).contains(&length)
            || title.is_some() && !before_title && (2..=6).contains(&length))
        .then(|| rest.to_owned())
    }

    fn japanese_name(&self, words: &str) -> Option<String> {
        let words = words.split(['（', '(']).next().unwrap_or(words);
        let mut rest = words.rsplit('の').next().unwrap_or(words);
        let mut titled = false;
        while let Some(title) = self
            .pack
            .list("titles")
            .iter()
            .filter(|t| rest.ends_with(**t) && rest.len() > t.len())
            .max_by_key(|t| t.len())
        {
            rest = &rest[..rest.len() - title.len()];
            titled = true;
        }
        if let Some(name) = behind_relative(rest) {
            (rest, titled) = (name, true);
        }
        // 社長の山田花子: a title before the name.
        if let Some(title) = self
            .pack
            .list("titles")
            .iter()
            .filter(|t| rest.starts_with(**t))
            .max_by_key(|t| t.len())
        {
            rest = &rest[title.len()..];
            titled = true;
        }
        let length = rest.chars().count();
        (titled || words.contains('の') || length <= 5).then_some(())?;
        (2..=12).contains(&length).then(|| rest.to_owned())
    }
}

/// The name after a clause that says what somebody is or does: 代表である佐藤, 商店を営む小林文子. The clause ends with a
/// verb in Hiragana. A name may end in Hiragana too (林ひろ子), but not with the last letter of a verb.
fn behind_relative(words: &str) -> Option<&str> {
    let is_hiragana = |c: char| ('\u{3041}'..='\u{309F}').contains(&c);
    let mut end = words.len();
    while let Some((last, letter)) =
        words[..end].char_indices().rev().find(|&(_, c)| is_hiragana(c))
    {
        let name = &words[last + letter.len_utf8()..];
        let before = words[..last + letter.len_utf8()].trim_end_matches(is_hiragana);
        let verb = words[before.len()..last].chars().count() + 1;
        // A single letter is a verb only after an object.
        let long = verb > 1 || before.contains('を');
        let is_verb = long && "るたうくすつぬぶむぐだい".contains(letter);
        if !before.is_empty() && is_verb && name.chars().count() > 1 {
            return Some(name);
        }
        end = before.len();
    }
    None
}
