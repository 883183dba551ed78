use proptest::prelude::*;

use super::*;

/// For each quotation: its words, the first speaker's mention, and the first speaker's name.
fn said(text: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let of = |q: &Quotation| crate::text::slice(text, q.position).unwrap_or_default().to_owned();
    let found = quotations(text, None);
    let first = |q: &Quotation| q.speakers.first().cloned();
    found
        .iter()
        .map(|q| (of(q), first(q).map(|s| s.mention.text), first(q).and_then(|s| s.name)))
        .collect()
}

/// Whether two mentions are of the same person: one contains the other.
fn same(a: &str, b: &str) -> bool {
    a.contains(b) || b.contains(a)
}

/// Checks the labelled quotations of a file: how many have the right speaker, how many have the right name,
/// how many there are, and a line for each wrong one.
fn score(file: &str) -> (usize, usize, usize, Vec<String>) {
    let (mut right, mut named, mut all, mut wrong) = (0, 0, 0, Vec::new());
    let lines: Vec<&str> = file.lines().filter(|l| !l.starts_with('#')).collect();
    for block in lines.split(|l| l.is_empty()).filter(|b| !b.is_empty()) {
        let text: Vec<&str> = block.iter().copied().filter(|l| !l.starts_with("> ")).collect();
        let found = said(&text.join("\n"));
        for label in block.iter().filter_map(|l| l.strip_prefix("> ")) {
            let mut parts = label.split(" | ");
            let mut part = || parts.next().unwrap_or_default();
            let (words, mention, name) = (part(), part(), part());
            let one = found.iter().find(|(q, ..)| q.starts_with(words));
            let answer = one.and_then(|(_, m, _)| m.as_deref());
            let ok = answer.map_or(mention == "-", |m| mention != "-" && same(m, mention));
            let who = one.and_then(|(.., n)| n.as_deref());
            all += 1;
            right += usize::from(ok);
            named += usize::from(name == "-" || who == Some(name));
            if !ok || !(name == "-" || who == Some(name)) {
                wrong.push(format!("{words}: {answer:?} {who:?}, not {mention} {name}"));
            }
        }
    }
    (right, named, all, wrong)
}

#[test]
fn snippets_in_four_languages() {
    for (language, file, misses) in [
        ("fr", include_str!("snippets/fr.txt"), 0),
        ("es", include_str!("snippets/es.txt"), 0),
        ("zh", include_str!("snippets/zh.txt"), 0),
        ("ja", include_str!("snippets/ja.txt"), 1),
    ] {
        let (right, named, all, wrong) = score(file);
        println!("{language}: {right} speakers and {named} names of {all}");
        assert!(all >= 20 && wrong.len() <= misses, "{language}:\n  {}", wrong.join("\n  "));
    }
}

/// The first speaker of each quotation, with the name.
fn speakers(text: &str) -> Vec<(String, Option<String>)> {
    said(text).into_iter().filter_map(|(_, mention, name)| Some((mention?, name))).collect()
}

fn pair(mention: &str, name: &str) -> (String, Option<String>) {
    (mention.to_owned(), Some(name.to_owned()))
}

#[test]
fn an_article_in_english() {
    let text = "Ferries to return in May\n\n\
        \"The harbour will open again in May,\" said Ingrid Falk, head of the Coastal Ferry Office, on Monday.\n\n\
        \"Nobody should have to wait longer.\"\n\n\
        Some islanders doubt it. Critics, Falk said, \"have never run a ferry in winter.\"\n\n\
        Peter Olsen, who keeps the lighthouse, told the council that the plan was \"a fairy tale for tourists.\" \
        He added: \"Ask the gulls about it.\"\n\n\
        According to the ministry, the budget is \"safe until next year.\"";
    assert_eq!(
        speakers(text),
        [
            pair("Ingrid Falk", "Ingrid Falk"),
            pair("Ingrid Falk", "Ingrid Falk"),
            pair("Falk", "Ingrid Falk"),
            pair("Peter Olsen", "Peter Olsen"),
            pair("He", "Peter Olsen"),
            ("the ministry".to_owned(), None),
        ]
    );
}

#[test]
fn a_nickname_is_part_of_its_name() {
    let text = "“We never agreed to that plan,” said Maria “Mimi” Alvarez, the owner.\n\n\
        Robert 'Bob' Stone told reporters: “The harbour is closed for good.”\n\n\
        “I will fight again next year,” Dwayne (The Rock) Miller said.\n\n\
        Jean-Luc (“JL”) Moreau called it “a plan for gulls and nobody else”.\n\n\
        “We are not selling the boat,” Alvarez said on Monday.";
    let names: Vec<_> = speakers(text).into_iter().filter_map(|(_, name)| name).collect();
    assert_eq!(
        names,
        [
            "Maria “Mimi” Alvarez",
            "Robert 'Bob' Stone",
            "Dwayne (The Rock) Miller",
            "Jean-Luc (“JL”) Moreau",
            "Maria “Mimi” Alvarez"
        ]
    );
}

#[test]
fn a_signature_without_a_name_is_kept_whole() {
    let text = "\"The type system rejects it at once.\" -- Software engineer at a shipyard";
    assert_eq!(speakers(text), [("Software engineer at a shipyard".to_owned(), None)]);
}

/// The name of the last quotation's speaker, and whether it is sure.
fn last(text: &str) -> Option<(String, bool)> {
    let found = quotations(text, None);
    let speaker = found.last()?.speakers.first()?;
    Some((speaker.name.clone()?, speaker.confidence >= CONFIDENT))
}

#[test]
fn a_pronoun_is_the_nearest_subject_and_unsure_when_two_fit() {
    let is = |name: &str, sure: bool| Some((name.to_owned(), sure));
    let drawer = "“We are late again this week,” Mary told Anna.\n\n\
        Anna looked in the drawer. “Nothing is in here,” she said.";
    assert_eq!(last(drawer), is("Anna", false));
    let sister = "Tom Baker waited at the pier. His sister Tina Baker came with a lamp. \
        “The boat is not coming tonight,” she told him.";
    assert_eq!(last(sister), is("Tina Baker", true));
    let brother = "“We will not pay for it,” Thomas Reed told the board.\n\n\
        His brother Karl had left early. “He always does that,” he told her.";
    assert_eq!(last(brother), is("Karl", false));
    let colleague = "Maria Keller spoke first. “We are late again this week,” Keller said. \
        Her colleague Ruth Ames agreed. “It will cost us dearly,” she said.";
    assert_eq!(last(colleague), is("Ruth Ames", false));
}

#[test]
fn a_name_may_begin_with_a_small_article() {
    let text = "“The harbour is not for sale,” said Fatima al-Rashid, the mayor. “We will vote again in May,” al-Rashid said.";
    assert_eq!(
        speakers(text),
        [pair("Fatima al-Rashid", "Fatima al-Rashid"), pair("al-Rashid", "Fatima al-Rashid")]
    );
}

#[test]
fn in_a_language_without_a_pack_nobody_is_sure() {
    let text = "وقالت فاطمة الراشد: «لا يبقى الجسر في مكانه أبدا».";
    for quotation in quotations(text, Some("ar")) {
        assert!(quotation.speakers.iter().all(|speaker| speaker.confidence < CONFIDENT));
    }
}

#[test]
fn a_surname_of_two_people_is_unsure() {
    let text =
        "Anna Keller and Rolf Keller own the ferry. “It is not for sale today,” Keller said.";
    assert_eq!(last(text).map(|(_, sure)| sure), Some(false));
}

#[test]
fn in_german_reported_verbs_and_introductions_lead_to_the_speaker() {
    let names = |text: &str| -> Vec<String> {
        let found = quotations(text, Some("de"));
        found
            .into_iter()
            .filter_map(|q| Some(q.speakers.into_iter().next()?.mention.text))
            .collect()
    };
    let reported = "Karin Vogel sagte, der Hafen bleibe offen. \
        Das Schicksal der Fähre stehe „auf Messers Schneide im Winter“.";
    assert_eq!(names(reported), ["Karin Vogel"]);
    let words = "Karin Vogel, die Sprecherin, versuchte mit den Worten zu beruhigen: „Der Hafen ist sicher.“";
    assert_eq!(names(words), ["Karin Vogel"]);
    let cited = "Die Zeitung zitiert Rolf Berg mit folgenden Worten: „Der Hafen ist sicher.“";
    assert_eq!(names(cited), ["Rolf Berg"]);
    let pronoun = "Die Pläne der Stadt, über die der Rat berät, nannte er einen „Akt des schlechten Geschmacks“.";
    assert_eq!(names(pronoun), ["er"]);
    let dative = "Der englischen Zeitung sagte Rolf Berg: „Der Hafen ist sicher.“";
    assert_eq!(names(dative), ["Rolf Berg"]);
    let label =
        "Häfen: Die Partei will an der Fähre festhalten. „Wir wollen einen sicheren Hafen.“";
    assert_eq!(names(label), ["Die Partei"]);
}

#[test]
fn in_german_a_name_in_marks_is_no_quotation() {
    for text in [
        "Die regierende „Partei der nördlichen Inseln“ gewann die Wahl.",
        "Im Museum wurde die Ausstellung „Haus der hundert Lampen“ eröffnet.",
        "Er war zu Gast beim „Dritten Kongress der Leuchtturmwärter“.",
    ] {
        assert_eq!(quotations(text, Some("de")), [], "{text}");
    }
}

#[test]
fn who_cannot_speak_is_not_offered() {
    let text = "The formulation of harbour policy and important rules mattered to Ingrid Falk.\n\n\
        “Nobody has to wait for us,” Falk said. “The gulls will wait for nobody either.”";
    for quotation in quotations(text, None) {
        let offered: Vec<_> = quotation.speakers.iter().map(|s| &*s.mention.text).collect();
        assert_eq!(offered, ["Falk"]);
    }
}

#[test]
fn a_speaker_has_a_role() {
    let role = |text: &str| {
        let speaker =
            quotations(text, None).into_iter().next().and_then(|q| q.speakers.into_iter().next());
        speaker.map(|s| (s.role, s.affiliation))
    };
    let is = |role: &str, body: &str| {
        Some((Some(role.to_owned()), Some(body.to_owned()).filter(|b| !b.is_empty())))
    };
    let falk =
        "\"It will open in May,\" said Ingrid Falk, head of the Coastal Ferry Office, on Monday.";
    assert_eq!(role(falk), is("head of the Coastal Ferry Office", "Coastal Ferry Office"));
    let mayor = "Harbour Mayor Anna Keller said: \"It will open in May.\"";
    assert_eq!(role(mayor), is("Harbour Mayor", ""));
}

#[test]
fn what_is_no_quotation_has_no_sure_speaker() {
    for text in [
        "Books of the year: \"The Salt Road\", \"A Winter at Sea\", \"Letters from the North\" and \"The Last Ferry Home\".",
        "He stood 6' 2\" tall beside a 27\" screen and a 12\" ruler on the 5' 8\" wall.",
        "let a = \"one two three\"; print(\"four five six\", a[\"seven eight nine\"]);",
        "<anna> did you read \"the old man and\"\n<ben> no\n<anna> \"the sea the sea\" then",
        "The rock 'n' roll of the '60s was the boys' own and the girls' too.",
        "“O wind that blows the reeds,\nO tide that will not wait,”\n“be kind to those who row.”",
        "She sings in the band “Three Left Feet Only” and reads the magazine “Ships and Harbours Weekly”.",
    ] {
        for quotation in quotations(text, None) {
            let sure = quotation.speakers.first().filter(|s| s.confidence >= CONFIDENT);
            assert!(sure.is_none(), "{text}: {sure:?}");
        }
    }
}

#[test]
fn marks_of_two_kinds_that_overlap_are_read() {
    for language in ["zh", "ja", "de", "en"] {
        let found = quotations("»«'according to he„' sagte 王丽说：", Some(language));
        assert!(found.len() <= 2, "{found:?}");
    }
}

#[test]
fn positions_count_code_points() {
    let text = "😀 王丽说：“我们会去那里的。”";
    let found = quotations(text, Some("zh"));
    assert_eq!(found.first().map(|q| (q.position.start(), q.position.end())), Some((7, 15)));
}

#[test]
fn a_correction_holds_for_what_hangs_on_it() {
    let names = |text: &str, corrections: &[Correction]| -> Vec<Option<String>> {
        let found = corrected(text, Some(if text.is_ascii() { "en" } else { "zh" }), corrections);
        found.into_iter().map(|q| q.speakers.into_iter().next().and_then(|s| s.name)).collect()
    };
    let given = |names: &[&str]| names.iter().map(|n| Some((*n).to_owned())).collect::<Vec<_>>();
    let text = "Ingrid Falk met Rolf Berg and Peter Olsen in May.\n\n\"We will open the harbour,\" he said. \"Nobody has to wait.\"\n\n\
        \"The gulls are ours,\" he added.\n\n\"They are not,\" said Falk. \"They are the sea's.\"";
    let before = names(text, &[]);
    let other = if before.first() == Some(&Some("Rolf Berg".to_owned())) {
        "Peter Olsen"
    } else {
        "Rolf Berg"
    };
    let by_hand =
        Correction { words: "We will open the harbour,".into(), found: None, name: other.into() };
    assert_eq!(
        names(text, std::slice::from_ref(&by_hand)),
        given(&[other, other, other, "Ingrid Falk", "Ingrid Falk"])
    );
    // A correction of a name applies to every quotation of that name.
    let renamed = Correction {
        words: String::new(),
        found: Some("Ingrid Falk".into()),
        name: "Inga Falk".into(),
    };
    assert_eq!(
        names(text, &[by_hand, renamed]),
        given(&[other, other, other, "Inga Falk", "Inga Falk"])
    );
    let zh = "他说：“我们会去那里的。”他还表示，“不会等太久的”。";
    let by_hand =
        Correction { words: "我们会去那里的。".into(), found: None, name: "王丽".into() };
    assert_eq!(names(zh, &[by_hand]), given(&["王丽", "王丽"]));
}

/// Texts in which marks, names, verbs and line breaks meet more often than in any article.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\""),
        Just("“"),
        Just("”"),
        Just("„"),
        Just("«"),
        Just("»"),
        Just("‘"),
        Just("’"),
        Just("'"),
        Just("「"),
        Just("」"),
        Just("''"),
        Just(" said "),
        Just("Anna Keller"),
        Just(", "),
        Just(". "),
        Just(": "),
        Just("\n"),
        Just(" — "),
        Just("he"),
        Just(" the mayor of "),
        Just("(D-Mo.)"),
        Just("according to "),
        Just("说："),
        Just("王丽"),
        Just("山田社長は"),
        Just("と述べた。"),
        Just("a-t-il dit"),
        Just("L’"),
        Just("U.S."),
        Just("WALLACE: "),
        Just("who"),
        Just("and"),
        Just("that"),
        Just("word word word"),
        Just("😀"),
        Just("\u{301}"),
        Just(" sagte "),
        Just("Karin Vogel"),
    ];
    prop_oneof![
        proptest::collection::vec(part, 0..60).prop_map(|parts| parts.concat()),
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn every_text_is_read(text in text(), language in proptest::option::of("en|de|fr|es|zh|ja|it|xx")) {
        let length = crate::text::len(&text);
        let mut end = 0;
        for quotation in quotations(&text, language.as_deref()) {
            let Quotation { position, speakers, .. } = quotation;
            prop_assert!(position.start() >= end && position.end() <= length);
            end = position.end();
            prop_assert!(speakers.len() <= 3);
            for speaker in speakers {
                prop_assert_eq!(crate::text::slice(&text, speaker.mention.position), Some(&*speaker.mention.text));
                prop_assert!(!speaker.mention.text.is_empty());
                prop_assert!((0.0..=1.0).contains(&speaker.confidence));
            }
        }
    }
}
