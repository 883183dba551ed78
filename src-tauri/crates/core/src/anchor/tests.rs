//! Quotes in changed texts, with the anchor that a person would expect.

use super::*;

/// `old` and `expected` carry the passage in «»; `expected` may say "orphan" or "check".
fn check(old: &str, new: &str, expected: &str) {
    let before = old.split('«').next().unwrap_or_default();
    let inside = old.split(['«', '»']).nth(1).unwrap_or_default();
    let start = text::len(before);
    let selectors = TextPosition::new(start, start + text::len(inside))
        .ok()
        .and_then(|at| Selectors::describe(&old.replace(['«', '»'], ""), at));
    let got = selectors.map(|s| locate(new, &s));
    let shown = match got {
        Some(a) if a.state() == AnchorState::Check => "check".to_owned(),
        Some(Anchor { found: Some((at, _)), .. }) => {
            let mut marked: Vec<char> = new.chars().collect();
            marked.insert(at.end() as usize, '»');
            marked.insert(at.start() as usize, '«');
            marked.into_iter().collect()
        }
        _ => "orphan".to_owned(),
    };
    assert_eq!(shown, expected, "{old} in {new}");
}

#[test]
fn a_quote_that_stayed_is_found_where_it_was() {
    check("one «two» three", "one two three", "one «two» three");
}

#[test]
fn a_quote_that_moved_is_followed() {
    check("one «two» three", "zero and one two three", "zero and one «two» three");
}

#[test]
fn context_picks_among_repeated_quotes() {
    check(
        "red apple «fell» on the roof, then fell on me",
        "it fell on me, red apple fell on the roof",
        "it fell on me, red apple «fell» on the roof",
    );
}

#[test]
fn copies_that_nothing_tells_apart_are_asked_about() {
    check("on the big «cat» sat a bird", "a big cat sat here, a big cat sat there", "check");
    check("xyz «cat» uvw", "a cat, b cat", "orphan");
}

#[test]
fn a_lost_quote_is_an_orphan() {
    check("one «two» three", "one 2 three", "orphan");
}

#[test]
fn other_quotation_marks_and_spaces_do_not_matter() {
    check(
        "He said: «\"a  bridge\"» to me",
        "He said: “a bridge” to me",
        "He said: «“a bridge”» to me",
    );
}

#[test]
fn a_quote_of_another_script_is_found() {
    check("前面«桥梁»后面", "新的前面桥梁后面", "新的前面«桥梁»后面");
}

const OLD: &str = "The ferries were built in 1962. Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the routes.\n\nThe ministry said that it would answer within a month, as it has done every year since. Nobody in the towns believed it.\n\nThe bridge in the south will not be built, said the harbour master of the smaller town. The boats are old and the piers are older.";

fn bare(exact: &str) -> TextQuote {
    TextQuote { exact: exact.into(), ..TextQuote::default() }
}

/// The places of a quote in a text; `None` if there are not exactly `N`.
fn places<const N: usize>(text: &str, quote: &str) -> Option<[TextPosition; N]> {
    let places = match Finder::new(text).locate(&bare(quote)) {
        Placed::At(anchor) => anchor.position().into_iter().collect(),
        Placed::Ambiguous(places) => places.to_vec(),
        Placed::Missing => Vec::new(),
    };
    places.try_into().ok()
}

/// Marks `quote` in [`OLD`] and finds it in `new`. Returns state, kind and words.
fn again(quote: &str, new: &str) -> (AnchorState, Option<AnchorKind>, String) {
    let Some([at]) = places(OLD, quote) else { panic!("{quote} is not there once") };
    let selectors = Selectors::describe(OLD, at).unwrap_or_else(|| panic!("it is there"));
    let anchor = Finder::with_old(OLD, new).find(&selectors);
    let words = anchor.position().and_then(|at| text::slice(new, at)).unwrap_or_default();
    (anchor.state(), anchor.kind(), words.to_owned())
}

#[test]
fn what_was_put_in_before_moves_a_quote() {
    let new = format!("A new beginning of the report.\n\n{OLD}");
    let got = again("would answer within a month", &new);
    assert_eq!(
        got,
        (AnchorState::Anchored, Some(AnchorKind::Moved), "would answer within a month".into())
    );
}

#[test]
fn a_quote_whose_words_were_edited_is_found_as_changed() {
    let new = OLD.replace(
        "asked the ministry on Friday for a seat",
        "demanded of the ministry on Friday two seats",
    );
    let (state, kind, words) =
        again("Eleven harbour towns asked the ministry on Friday for a seat on the board", &new);
    assert_eq!((state, kind), (AnchorState::Anchored, Some(AnchorKind::Changed)));
    assert_eq!(
        words,
        "Eleven harbour towns demanded of the ministry on Friday two seats on the board"
    );
}

#[test]
fn what_is_only_like_a_quote_that_was_taken_out_is_not_believed() {
    let new = OLD.replace(" Nobody in the towns believed it.", "")
        + " Nobody on the islands believed it.";
    assert_eq!(again("Nobody in the towns believed it.", &new).0, AnchorState::Check);
    let new = OLD.replace(" Nobody in the towns believed it.", "");
    assert_eq!(again("Nobody in the towns believed it.", &new).0, AnchorState::Orphan);
}

#[test]
fn of_a_copy_and_the_place_itself_the_place_is_taken() {
    let quote = "Nobody in the towns believed it.";
    let new = format!("{quote} So it was said in the beginning of the new report.\n\n{OLD}");
    let (state, _, _) = again(quote, &new);
    assert_eq!(state, AnchorState::Anchored);
    let Some([at]) = places(OLD, quote) else { panic!("it is there") };
    let selectors = Selectors::describe(OLD, at).unwrap_or_else(|| panic!("it is there"));
    let anchor = Finder::with_old(OLD, &new).find(&selectors);
    let twice: Option<[TextPosition; 2]> = places(&new, quote);
    assert_eq!(anchor.position(), twice.map(|[_, last]| last));
}

#[test]
fn paragraphs_in_another_order_take_their_quotes_along() {
    let mut paragraphs: Vec<&str> = OLD.split("\n\n").collect();
    paragraphs.rotate_left(1);
    let new = paragraphs.join("\n\n");
    for quote in ["asked the ministry", "every year since", "piers are older"] {
        assert_eq!(
            again(quote, &new),
            (AnchorState::Anchored, Some(AnchorKind::Moved), quote.into())
        );
    }
}

#[test]
fn looks_do_not_matter_and_ends_stay_exact() {
    let new = OLD
        .replace("within a month", "WITHIN\u{A0}a mo\u{AD}nth")
        .replace("fi", "ﬁ")
        .replace("ers", "e\u{301}rs");
    let (state, _, words) = again("would answer within a month, as it has", &new);
    assert_eq!(state, AnchorState::Anchored);
    assert_eq!(words, "would answer WITHIN\u{A0}a mo\u{AD}nth, as it has");
}

#[test]
fn nonsense_gets_an_answer() {
    let position = |start, end| TextPosition::new(start, end).unwrap_or_else(|_| panic!("a range"));
    let quote = |exact: &str| crate::TextQuote {
        exact: exact.into(),
        prefix: String::new(),
        suffix: String::new(),
    };
    let long = "ferry boat ".repeat(90_000);
    let same = "a".repeat(200_000);
    for (text, exact) in [
        ("", "a"),
        ("a b", " \u{200B} "),
        ("a", ""),
        (OLD, long.as_str()),
        (long.as_str(), OLD),
        (same.as_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (long.as_str(), "ferry boat"),
        (same.as_str(), long.as_str()),
    ] {
        let selectors =
            Selectors { quote: quote(exact), position: position(4_000_000_000, 4_000_000_001) };
        let _ = locate(text, &selectors);
        let _ = Finder::with_old(OLD, text).find(&selectors);
        let _ = Finder::with_old(text, &long).find(&selectors);
    }
}

proptest::proptest! {
    #[test]
    fn any_passage_is_found_in_its_own_text(text in "[ab 钱😀\n]{1,60}", a in 0_u32..60, n in 1_u32..20) {
        if let Some(selectors) = TextPosition::new(a, a + n).ok().and_then(|at| Selectors::describe(&text, at)) {
            proptest::prop_assert_eq!(locate(&text, &selectors).position(), Some(selectors.position));
        }
    }

    #[test]
    fn whatever_is_edited_a_quote_is_on_its_words_or_an_orphan(
        cuts in proptest::collection::vec((0_usize..60, 0_usize..8, "[a-z ]{0,20}"), 0..6),
        from in 0_usize..60,
        count in 1_usize..12,
    ) {
        let words: Vec<&str> = OLD.split(' ').collect();
        let quote = words[from.min(words.len() - 1)..(from + count).min(words.len())].join(" ");
        let start = text::len(&words[..from.min(words.len() - 1)].join(" ")) + u32::from(from > 0);
        let mut edited: Vec<String> = words.iter().map(ToString::to_string).collect();
        for (at, gone, put) in cuts {
            let at = at.min(edited.len());
            let end = (at + gone).min(edited.len());
            edited.splice(at..end, [put]);
        }
        let new = edited.join(" ");
        let at = TextPosition::new(start, start + text::len(&quote)).ok();
        if let Some(selectors) = at.and_then(|at| Selectors::describe(OLD, at)) {
            let anchor = Finder::with_old(OLD, &new).find(&selectors);
            if anchor.state() == AnchorState::Anchored {
                let found = anchor.position().and_then(|at| text::slice(&new, at)).unwrap_or_default();
                let kept = found.split_whitespace().any(|w| quote.contains(w));
                // Or the edit corrected a typing error in a word.
                let (was, is) = (Symbols::from_text(&quote).symbols, Symbols::from_text(found).symbols);
                let slip = distance(&was, &is) * 5 <= was.len().max(is.len()) * 2;
                proptest::prop_assert!(kept || slip, "{quote:?} in {found:?}");
            }
        }
    }

    #[test]
    fn any_selector_gets_an_answer(text in ".{0,60}", exact in ".{0,10}", prefix in ".{0,5}", start in 0_u32..u32::MAX - 1) {
        let quote = crate::TextQuote { exact, prefix, suffix: String::new() };
        if let Ok(position) = TextPosition::new(start, start + 1) {
            let _ = locate(&text, &Selectors { quote, position });
        }
    }
}

#[test]
fn a_quote_of_another_tool_is_found_by_its_words() {
    let found = |quote: TextQuote| match Finder::new(OLD).locate(&quote) {
        Placed::At(anchor) => {
            let words = anchor.position().and_then(|at| text::slice(OLD, at)).unwrap_or_default();
            format!("{} {words}", anchor.state().name())
        }
        Placed::Ambiguous(places) => format!("{} places", places.len()),
        Placed::Missing => "missing".to_owned(),
    };
    assert_eq!(found(bare("said that it would\nanswer…")), "anchored said that it would answer");
    assert_eq!(
        found(bare("The boats are old and the jetties are older.")),
        "check The boats are old and the piers are older."
    );
    assert_eq!(found(bare("no such words at all in it")), "missing");
    assert_eq!(found(bare("...")), "missing");
    assert_eq!(found(bare("The")), "4 places", "those of the same case, and no parts of words");
    let told = TextQuote {
        exact: "towns".into(),
        prefix: "Nobody in the ".into(),
        suffix: " believed it.".into(),
    };
    assert_eq!(found(told), "anchored towns");
}

#[test]
fn copies_are_told_apart_by_the_order_of_the_quotes() {
    let quotes = ["would answer within", "towns", "said the harbour master"].map(bare);
    let placed = Finder::new(OLD).place_all(&quotes);
    let at = |placed: &Placed| match placed {
        Placed::At(anchor) => anchor
            .position()
            .and_then(|at| text::slice(OLD, TextPosition::new(at.start() - 14, at.end()).ok()?)),
        _ => None,
    };
    assert_eq!(at(&placed[1]), Some("Nobody in the towns"));
    let [a, b, c] = quotes;
    let disorder = Finder::new(OLD).place_all(&[c, b, a]);
    assert!(matches!(disorder[1], Placed::Ambiguous(_)));
}

#[test]
fn an_orphan_is_offered_what_it_may_be() {
    let quote = "Nobody in the towns believed it.";
    let new = OLD
        .replace(quote, "")
        .replace("older.", "older. Nobody on the islands believed it at all.");
    let Some([at]) = places(OLD, quote) else { panic!("it is there") };
    let selectors = Selectors::describe(OLD, at).unwrap_or_else(|| panic!("it is there"));
    let offered = Finder::with_old(OLD, &new).candidates(&selectors, 3);
    let words: Vec<_> = offered.iter().filter_map(|a| text::slice(&new, a.position()?)).collect();
    assert_eq!(words, ["Nobody on the islands believed it"]);
}
