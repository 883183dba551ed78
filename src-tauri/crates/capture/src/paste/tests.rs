//! Pasted pages of several layouts and languages. All texts were written for these tests.

use super::*;

struct Expected<'a> {
    title: &'a str,
    byline: Option<&'a str>,
    site: Option<&'a str>,
    published: Option<&'a str>,
    dateline: Option<&'a str>,
    language: &'a str,
    body: &'a [&'a str],
}

fn check(text: &str, expected: &Expected<'_>) {
    let lines = paragraphs(text);
    let got = analyse(&lines);
    let m = &got.metadata;
    let body: Vec<&str> =
        lines.iter().zip(&got.keep).filter(|(_, k)| **k).map(|(l, _)| l.as_str()).collect();
    assert_eq!(m.title, expected.title);
    assert_eq!(m.byline.as_deref(), expected.byline, "byline");
    assert_eq!(m.site.as_deref(), expected.site, "site");
    assert_eq!(m.published.map(|p| p.to_string()).as_deref(), expected.published, "published");
    assert_eq!(m.dateline.as_deref(), expected.dateline, "dateline");
    assert_eq!(m.language.as_deref(), Some(expected.language), "language");
    assert_eq!(body, expected.body);
}

#[test]
fn a_news_page_with_its_toolbar() {
    check(
        "Harbour towns want a say on ferry routes\n\nUpdated: 2014-03-07 08:15\n\nBy Ana Liang (Coast Daily)\n\n  Print Mail Large Medium  Small 分享按钮 0\n\n\
         Harbour towns want a say on ferry routes\n\n \n\nLISBON - Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.\n\n\
         \"We know the tides better than any office,\" said Mayor Rui Campos.\n\nThe ministry said it would answer within a month.\n\nCoast Daily",
        &Expected {
            title: "Harbour towns want a say on ferry routes",
            byline: Some("Ana Liang"),
            site: Some("Coast Daily"),
            published: Some("2014-03-07T08:15"),
            dateline: Some("LISBON"),
            language: "en",
            body: &[
                "LISBON - Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.",
                "\"We know the tides better than any office,\" said Mayor Rui Campos.",
                "The ministry said it would answer within a month.",
            ],
        },
    );
}

#[test]
fn a_chinese_page() {
    check(
        "海港城市希望参与渡轮航线规划\n2014年03月07日 08:15　来源：海岸日报\n字号：大 中 小　打印　分享到：微信 微博\n\
         海岸日报北京分社消息，十一个海港城市周五要求在规划渡轮的委员会中获得一个席位，并表示将在下月提交方案。\n\
         “我们比任何办公室都更了解潮汐。”市长坎波斯说。\n该部门表示将在一个月内答复，并会公布全部意见。\n（责任编辑：李小明）",
        &Expected {
            title: "海港城市希望参与渡轮航线规划",
            byline: None,
            site: Some("海岸日报"),
            published: Some("2014-03-07T08:15"),
            dateline: None,
            language: "zh",
            body: &[
                "海岸日报北京分社消息，十一个海港城市周五要求在规划渡轮的委员会中获得一个席位，并表示将在下月提交方案。",
                "“我们比任何办公室都更了解潮汐。”市长坎波斯说。",
                "该部门表示将在一个月内答复，并会公布全部意见。",
            ],
        },
    );
}

#[test]
fn a_chinese_dispatch() {
    check(
        "渡轮公司宣布增加班次\n作者：王小海\n新华社里斯本3月7日电（记者王小海）渡轮公司周五宣布，将在明年夏天把班次增加一倍，并降低学生票价。\n公司负责人表示，新船将在年底交付使用，届时服务会更好。",
        &Expected {
            title: "渡轮公司宣布增加班次",
            byline: Some("王小海"),
            site: None,
            published: None,
            dateline: Some("里斯本"),
            language: "zh",
            body: &[
                "新华社里斯本3月7日电（记者王小海）渡轮公司周五宣布，将在明年夏天把班次增加一倍，并降低学生票价。",
                "公司负责人表示，新船将在年底交付使用，届时服务会更好。",
            ],
        },
    );
}

#[test]
fn a_german_page_with_a_standfirst() {
    check(
        "Wirtschaft\nHafenstädte wollen bei Fähren mitreden\nElf Städte fordern einen Sitz in dem Gremium, das die Fahrpläne macht.\nVon Jana Möller und Piet van der Berg\n\
         Stand: 7. März 2014, 08:15 Uhr\nTeilen Drucken Merken\n\
         Lissabon (dpa) - Elf Hafenstädte haben am Freitag vom Ministerium einen Sitz in dem Gremium verlangt, das die Fähren plant.\n\
         »Wir kennen die Gezeiten besser als jedes Amt«, sagte Bürgermeister Rui Campos.\nLesen Sie auch\nNeue Brücke eröffnet\nStreik am Hafen",
        &Expected {
            title: "Hafenstädte wollen bei Fähren mitreden",
            byline: Some("Jana Möller und Piet van der Berg"),
            site: None,
            published: Some("2014-03-07T08:15"),
            dateline: Some("Lissabon"),
            language: "de",
            body: &[
                "Elf Städte fordern einen Sitz in dem Gremium, das die Fahrpläne macht.",
                "Lissabon (dpa) - Elf Hafenstädte haben am Freitag vom Ministerium einen Sitz in dem Gremium verlangt, das die Fähren plant.",
                "»Wir kennen die Gezeiten besser als jedes Amt«, sagte Bürgermeister Rui Campos.",
            ],
        },
    );
}

#[test]
fn a_french_page() {
    check(
        "Les villes portuaires veulent leur mot à dire\nPar Inès Dubois\nPublié le 7 mars 2014 à 08h15, mis à jour le 8 mars 2014 à 10h00\nPartager Imprimer 12 commentaires\n\
         LISBONNE (AFP) – Onze villes portuaires ont demandé vendredi au ministère un siège au conseil qui planifie les ferries.\n« Nous connaissons les marées », a déclaré le maire Rui Campos.",
        &Expected {
            title: "Les villes portuaires veulent leur mot à dire",
            byline: Some("Inès Dubois"),
            site: None,
            published: Some("2014-03-07T08:15"),
            dateline: Some("LISBONNE"),
            language: "fr",
            body: &[
                "LISBONNE (AFP) – Onze villes portuaires ont demandé vendredi au ministère un siège au conseil qui planifie les ferries.",
                "« Nous connaissons les marées », a déclaré le maire Rui Campos.",
            ],
        },
    );
}

#[test]
fn a_spanish_page() {
    check(
        "Las ciudades portuarias piden voz en las rutas\nPor Lucía Ortega | El Diario de la Costa\n7 de marzo de 2014 - 08:15\nCompartir\n\
         Once ciudades portuarias pidieron el viernes al ministerio un puesto en el consejo que planifica los transbordadores.\nEl ministerio respondió que contestará en un mes.",
        &Expected {
            title: "Las ciudades portuarias piden voz en las rutas",
            byline: Some("Lucía Ortega"),
            site: Some("El Diario de la Costa"),
            published: Some("2014-03-07T08:15"),
            dateline: None,
            language: "es",
            body: &[
                "Once ciudades portuarias pidieron el viernes al ministerio un puesto en el consejo que planifica los transbordadores.",
                "El ministerio respondió que contestará en un mes.",
            ],
        },
    );
}

#[test]
fn a_japanese_page() {
    check(
        "港町、フェリー航路の計画に参加を要望\n2014年3月7日 8時15分\nシェア ツイート 印刷\n\
         【リスボン=田中花子】十一の港町は金曜日、フェリーの計画を立てる委員会に席を設けるよう省に求めた。\n「私たちはどの役所よりも潮の流れをよく知っています」とカンポス市長は話した。\n関連記事\n新しい橋が開通",
        &Expected {
            title: "港町、フェリー航路の計画に参加を要望",
            byline: None,
            site: None,
            published: Some("2014-03-07T08:15"),
            dateline: Some("リスボン"),
            language: "ja",
            body: &[
                "【リスボン=田中花子】十一の港町は金曜日、フェリーの計画を立てる委員会に席を設けるよう省に求めた。",
                "「私たちはどの役所よりも潮の流れをよく知っています」とカンポス市長は話した。",
            ],
        },
    );
}

#[test]
fn an_arabic_page() {
    check(
        "مدن الموانئ تطالب بدور في تخطيط خطوط العبارات\nبقلم ليلى حداد\nنشر في 7 مارس 2014 08:15\nمشاركة طباعة\n\
         لشبونة (رويترز) - طلبت إحدى عشرة مدينة ساحلية من الوزارة يوم الجمعة مقعدا في المجلس الذي يخطط للعبارات.\nوقالت الوزارة إنها سترد على الطلب خلال شهر واحد.",
        &Expected {
            title: "مدن الموانئ تطالب بدور في تخطيط خطوط العبارات",
            byline: Some("ليلى حداد"),
            site: None,
            published: Some("2014-03-07T08:15"),
            dateline: Some("لشبونة"),
            language: "ar",
            body: &[
                "لشبونة (رويترز) - طلبت إحدى عشرة مدينة ساحلية من الوزارة يوم الجمعة مقعدا في المجلس الذي يخطط للعبارات.",
                "وقالت الوزارة إنها سترد على الطلب خلال شهر واحد.",
            ],
        },
    );
}

#[test]
fn a_name_over_an_office_is_a_byline() {
    check(
        "Ferry timetable to change after storm damage\n\n3 hours ago\n\nShare\n\nSave\n\nJohn Smith\n\nCoast Correspondent, Radio Shore News\n\n\
         The ferry timetable will change from Monday after the storm damaged two of the four boats, the company said.\n\nPassengers are asked to arrive half an hour early, it added.",
        &Expected {
            title: "Ferry timetable to change after storm damage",
            byline: Some("John Smith"),
            site: Some("Radio Shore News"),
            published: None,
            dateline: None,
            language: "en",
            body: &[
                "The ferry timetable will change from Monday after the storm damaged two of the four boats, the company said.",
                "Passengers are asked to arrive half an hour early, it added.",
            ],
        },
    );
}

#[test]
fn a_name_beside_a_date_is_a_byline() {
    check(
        "Night trains return to the coast\n\nJane Doe in London\nTue 4 Jun 2024 14.30 BST\nLast modified on Tue 4 Jun 2024 16.02 BST\n\n\
         Night trains will run to the coast again from next spring, thirty years after the last one was taken off.",
        &Expected {
            title: "Night trains return to the coast",
            byline: Some("Jane Doe"),
            site: None,
            published: Some("2024-06-04T14:30"),
            dateline: None,
            language: "en",
            body: &[
                "Night trains will run to the coast again from next spring, thirty years after the last one was taken off.",
            ],
        },
    );
}

#[test]
fn a_subheading_behind_the_head_stays() {
    let lines = paragraphs(
        "Harbour towns want a say\n\nBy Ana Liang\n\nBackground\n\nEleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.",
    );
    assert_eq!(analyse(&lines).keep, [false, false, true, true]);
}

#[test]
fn paragraphs_without_a_head_stay_whole() {
    let text = "Eleven harbour towns asked the ministry on Friday for a seat on the board.\n\nThe ministry said it would answer within a month, and thanked the towns.";
    let lines = paragraphs(text);
    let got = analyse(&lines);
    assert_eq!(got.metadata.title, "");
    assert_eq!(got.keep, [true, true]);
}

#[test]
fn numbers_in_a_body_are_no_toolbar() {
    let text = "Results of the vote\n\nBy Ana Liang\n\nThe towns voted on Friday, and the ministry published the numbers at noon:\n\n11 for, 3 against\n\nMore than 20 percent did not vote, which surprised nobody.";
    let lines = paragraphs(text);
    let got = analyse(&lines);
    assert!(got.keep[3], "{:?}", got);
}

#[test]
fn wrapped_lines_are_joined_and_hyphens_too() {
    let text = "The harbour towns of the coast have asked for more ferries, and the min-\nistry has promised to answer them before the end of the month, as it did\nin the year before, when the same question was asked by the same towns\nand went unanswered.\n\nNobody was surprised by this, least of all the mayors of the towns, who\nhave been asking for years.";
    let lines = paragraphs(text);
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("the ministry has promised"), "{}", lines[0]);
}

#[test]
fn an_email_gives_its_subject_sender_and_date() {
    let lines = paragraphs(
        "From: Ana Liang <ana@example.org>\nTo: me@example.org\nSubject: Ferry timetable\nDate: Fri, 7 Mar 2014 08:15:00 +0000\n\nThe timetable is out, and there are twice as many boats in summer.",
    );
    let got = analyse(&lines);
    assert_eq!(got.metadata.title, "Ferry timetable");
    assert_eq!(got.metadata.authors, ["Ana Liang"]);
    assert_eq!(got.metadata.published.map(|p| p.to_string()).as_deref(), Some("2014-03-07T08:15Z"));
    assert_eq!(got.keep, [false, false, false, false, true]);
}

#[test]
fn names_are_told_from_offices_and_places() {
    assert_eq!(
        names("By Jane Doe, John Roe and Ng Wei in Hanoi, Staff Writers"),
        ["Jane Doe", "John Roe", "Ng Wei"]
    );
    assert_eq!(names("张三、李四"), ["张三", "李四"]);
}

fn body(text: &str) -> (Metadata, Vec<String>) {
    let lines = paragraphs(text);
    let got = analyse(&lines);
    let kept = lines.into_iter().zip(got.keep).filter(|(_, keep)| *keep).map(|(line, _)| line);
    (got.metadata, kept.collect())
}

#[test]
fn a_copy_out_of_a_pdf_has_its_paragraphs_back() {
    let (metadata, got) = body(
        "1 Introduction\nSince 1998 the ferries have been planned by a board of seven mem-\nbers, none of whom lives in a harbour town. It has been argued [3]\nthat this is of no consequence for the towns; the self-\nevident answer is drawn with care, and we show the con-\n                       12\n\u{C}\ntrary.\n2 Method\nWe collected the timetables of 1998–2012 and counted the depar-\ntures of each day.\n",
    );
    assert_eq!(
        got,
        [
            "Since 1998 the ferries have been planned by a board of seven members, none of whom lives in a harbour town. It has been argued [3] that this is of no consequence for the towns; the self-evident answer is drawn with care, and we show the contrary.",
            "2 Method",
            "We collected the timetables of 1998–2012 and counted the departures of each day.",
        ]
    );
    assert_eq!(metadata.title, "1 Introduction");
}

#[test]
fn a_mail_is_joined_again_and_loses_its_headers() {
    let (metadata, got) = body(
        "From: Ana Liang <ana@coast.example>\nTo: desk@coast.example\nDate: Fri, 7 Mar 2014 08:15:00 +0100\nSubject: Re: Harbour towns want a say on ferry routes\nMessage-ID: <abc@coast.example>\n\nDear all,\n\nThe eleven towns met again yesterday. The mayor of Porto said that\n\"nobody asked us before the timetable was changed\", and the ministry\nhas promised an answer within a month.\n\n> Who speaks for the towns? I asked the ministry and the board and\n> could not find out.\n\nBest wishes,\nAna\n",
    );
    assert_eq!(metadata.title, "Re: Harbour towns want a say on ferry routes");
    assert_eq!(
        got,
        [
            "Dear all,",
            "The eleven towns met again yesterday. The mayor of Porto said that \"nobody asked us before the timetable was changed\", and the ministry has promised an answer within a month.",
            "> Who speaks for the towns? I asked the ministry and the board and could not find out.",
            "Best wishes,",
            "Ana",
        ]
    );
}

#[test]
fn a_dispatch_says_who_sent_it_and_from_where() {
    let (metadata, got) = body(
        "LISBON, March 7 (Reuters) - Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.\n\n\"Nobody asked us before the timetable was changed,\" said the mayor of Porto.\n\n(Reporting by Ana Liang and Li Wei; Editing by Jo Roe)\n((ana@agency.example; +351 555 0100))\n",
    );
    assert_eq!(metadata.dateline.as_deref(), Some("LISBON"));
    assert_eq!(metadata.site.as_deref(), Some("Reuters"));
    assert_eq!(metadata.authors, ["Ana Liang", "Li Wei"]);
    assert_eq!(got.len(), 2, "{got:?}");
}

#[test]
fn a_chat_stays_as_it_is() {
    let chat = "[07/03/2014, 08:15] Ana: Did you see the new timetable?\n[07/03/2014, 08:16] Li Wei: Not yet. Is it worse than the old one?\n[07/03/2014, 08:17] Ana: Two boats a day.";
    let (metadata, got) = body(chat);
    assert_eq!(got, chat.lines().collect::<Vec<_>>());
    assert_eq!((metadata.dateline, metadata.title.as_str()), (None, ""));
}

#[test]
fn a_short_text_with_links_below_keeps_its_words_and_nothing_else() {
    let (metadata, got) = body(
        "Hafenstädte wollen bei Fährlinien mitreden\n\nVon Anna Berger, Küstenblatt | Stand: 07.03.2014, 08:15 Uhr\n\nElf Hafenstädte haben am Freitag das Ministerium um einen Sitz im Rat gebeten, der die Fähren plant.\n\n„Niemand hat uns gefragt“, sagte der Bürgermeister von Emden.\n\nLesen Sie auch: Brücke im Süden wird nicht gebaut\nTeilen  Drucken  Kommentare (12)\n© 2014 Küstenblatt. Alle Rechte vorbehalten.\n",
    );
    assert_eq!(metadata.authors, ["Anna Berger"]);
    assert_eq!(got.len(), 2, "{got:?}");
    let (_, got) = body(
        "مدن الموانئ تريد رأياً في خطوط العبّارات\n\nبقلم: ليلى حداد\nالجمعة 7 مارس 2014\n\nطلبت إحدى عشرة مدينة ساحلية من الوزارة يوم الجمعة مقعداً في المجلس الذي يخطط للعبّارات.\n\nاقرأ أيضا: جسر في الجنوب\nمشاركة\n",
    );
    assert_eq!(got.len(), 1, "{got:?}");
}

#[test]
fn verse_is_not_joined() {
    let verse = "The ferry leaves the harbour late,\nAnd nobody is there to wait,\nBut gulls that cry above the pier\nAs they have cried for many a year.";
    assert_eq!(body(verse).1, verse.lines().collect::<Vec<_>>());
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_analysed(text in "([A-Za-z年月日：|2014\"“。.,() -]{0,40}\n){0,8}") {
        let lines = paragraphs(&text);
        proptest::prop_assert_eq!(analyse(&lines).keep.len(), lines.len());
    }
}
