//! Words that do not belong to articles: buttons, labels, imprints, in a dozen languages. These are
//! data for the rules in `paste.rs`, which is why the file is long; add words that are missing.

use commonplace_core::text::is_cjk;

/// Words that only occur on buttons.
const BUTTONS: &[&str] = &[
    "print",
    "printer",
    "mail",
    "email",
    "e-mail",
    "share",
    "shares",
    "sharing",
    "tweet",
    "facebook",
    "twitter",
    "linkedin",
    "whatsapp",
    "telegram",
    "reddit",
    "pinterest",
    "pocket",
    "instapaper",
    "flipboard",
    "bluesky",
    "mastodon",
    "wechat",
    "weibo",
    "comment",
    "comments",
    "font",
    "subscribe",
    "bookmark",
    "advertisement",
    "listen",
    "download",
    "translate",
    "unsubscribe",
    "teilen",
    "drucken",
    "merken",
    "kommentare",
    "kommentar",
    "vorlesen",
    "abonnieren",
    "anzeige",
    "werbung",
    "merkliste",
    "partager",
    "imprimer",
    "commentaires",
    "commentaire",
    "écouter",
    "sauvegarder",
    "s'abonner",
    "envoyer",
    "publicité",
    "compartir",
    "imprimir",
    "comentarios",
    "comentar",
    "guardar",
    "escuchar",
    "suscribirse",
    "publicidad",
    "compartilhar",
    "comentários",
    "ouvir",
    "stampa",
    "condividi",
    "commenti",
    "ascolta",
    "pubblicità",
    "delen",
    "afdrukken",
    "reacties",
    "поделиться",
    "печать",
    "комментарии",
    "распечатать",
    "udostępnij",
    "drukuj",
    "paylaş",
    "yazdır",
    "مشاركة",
    "شارك",
    "طباعة",
    "تعليقات",
    "تعليق",
    "إرسال",
    "حفظ",
    "استمع",
    "إعلان",
    "שתף",
    "הדפס",
    "תגובות",
    "a+",
    "a-",
    "aa",
    "a−",
];

/// Words that occur beside buttons, but are no evidence by themselves.
const BESIDE: &[&str] = &[
    "large",
    "medium",
    "small",
    "larger",
    "smaller",
    "text",
    "size",
    "a",
    "save",
    "copy",
    "link",
    "url",
    "read",
    "more",
    "min",
    "mins",
    "minute",
    "minutes",
    "follow",
    "us",
    "on",
    "to",
    "this",
    "article",
    "story",
    "page",
    "post",
    "like",
    "likes",
    "views",
    "pdf",
    "menu",
    "search",
    "sign",
    "in",
    "up",
    "log",
    "login",
    "skip",
    "content",
    "related",
    "gift",
    "add",
    "favorites",
    "favourites",
    "for",
    "later",
    "send",
    "friend",
    "the",
    "of",
    "button",
    "close",
    "x",
    "via",
    "by",
    "or",
    "and",
    "your",
    "now",
    "google",
    "news",
    "normal",
    "big",
    "full",
    "screen",
    "view",
    "show",
    "hide",
    "all",
    "toggle",
    "audio",
    "play",
    "with",
    "it",
    "version",
    "friendly",
    "artikel",
    "per",
    "schriftgröße",
    "größe",
    "klein",
    "mittel",
    "groß",
    "seite",
    "link",
    "kopieren",
    "lesen",
    "lesezeit",
    "minuten",
    "l'article",
    "cet",
    "par",
    "sur",
    "lien",
    "copier",
    "taille",
    "du",
    "texte",
    "petit",
    "moyen",
    "grand",
    "lecture",
    "lire",
    "le",
    "la",
    "en",
    "por",
    "correo",
    "enlace",
    "copiar",
    "tamaño",
    "texto",
    "pequeño",
    "mediano",
    "grande",
    "lectura",
    "artículo",
    "este",
    "el",
    "via",
    "condividere",
    "dimensione",
    "testo",
    "link",
    "حجم",
    "الخط",
    "صغير",
    "متوسط",
    "كبير",
    "على",
    "عبر",
    "المقال",
    "نسخ",
    "الرابط",
];

/// CJK words of buttons; a word that contains another comes first.
const CJK_BUTTONS: &[&str] = &[
    "分享让更多人看到",
    "分享按钮",
    "分享到",
    "分享至",
    "分享",
    "打印本页",
    "打印",
    "列印",
    "字体大小",
    "字体",
    "字号",
    "收藏",
    "点赞",
    "评论",
    "留言",
    "转发",
    "微信好友",
    "微信",
    "微博",
    "朋友圈",
    "邮件",
    "我要评论",
    "我要纠错",
    "纠错",
    "扫一扫",
    "复制链接",
    "复制",
    "关闭",
    "投稿",
    "阅读全文",
    "手机看",
    "广告",
    "推荐",
    "举报",
    "シェアする",
    "シェア",
    "ツイート",
    "印刷する",
    "印刷",
    "保存する",
    "保存",
    "コメント",
    "ブックマーク",
    "文字サイズ",
    "記事を印刷",
    "リンクをコピー",
    "広告",
    "共有",
    "공유하기",
    "공유",
    "인쇄",
    "댓글",
    "스크랩",
];
const CJK_BESIDE: &[&str] =
    &["大", "中", "小", "特大", "标准", "超大", "默认", "次", "条", "个", "标", "准"];

/// Words that are buttons if nothing else is on the line.
const ALONE: &[&str] = &[
    "save",
    "like",
    "follow",
    "copy",
    "close",
    "menu",
    "search",
    "more",
    "gift",
    "play",
    "sections",
    "copy link",
    "read more",
    "sign in",
    "log in",
    "sign up",
    "skip to content",
    "full screen",
    "show more",
    "view all",
    "add",
    "link kopieren",
    "mehr",
    "lire plus",
    "suivre",
    "leer más",
    "seguir",
    "copiar enlace",
];

/// Whether a line is an age or a reading time: `3 hours ago`, `2 min read`.
fn is_duration(line: &str) -> bool {
    let lower = line.to_lowercase();
    let digits = lower.chars().any(|c| c.is_ascii_digit());
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    let ago = has(&[
        "ago",
        "vor ",
        "il y a",
        "hace ",
        "há ",
        "fa",
        "geleden",
        "назад",
        "前",
        "전",
        "منذ",
        "قبل",
        "לפני",
    ]) && has(&[
        "sec", "min", "hour", "hr", "day", "week", "stunde", "tag", "heure", "jour", "hora", "día",
        "ora", "giorn", "uur", "час", "小时", "分钟", "天", "時間", "分", "日", "시간", "ساع",
        "دقيق", "يوم",
    ]);
    let reading = has(&[
        "read",
        "lecture",
        "lesezeit",
        "lesedauer",
        "lectura",
        "leitura",
        "lettura",
        "leestijd",
        "阅读",
        "読了",
        "قراءة",
        "listen",
    ]) && has(&["min", "分"]);
    digits && line.chars().count() <= 40 && tokens(line).count() <= 6 && (ago || reading)
}

/// Whether a line contains only words of buttons, and numbers.
pub(super) fn is_toolbar(line: &str) -> bool {
    if is_duration(line) || ALONE.contains(&line.trim().to_lowercase().as_str()) {
        return true;
    }
    if line.chars().count() > 160 || line.trim_end().ends_with(['.', '。', '!', '?']) {
        return false;
    }
    let (mut buttons, mut beside, mut unknown, mut total) = (0, 0, 0, 0);
    for token in tokens(line) {
        total += 1;
        let word = token.to_lowercase();
        if word.chars().all(|c| c.is_numeric() || ".,:kKmM+%/".contains(c)) {
            beside += 1;
        } else if word.starts_with(is_cjk) || word.starts_with(|c: char| ('가'..='힣').contains(&c))
        {
            match cjk_words(&word) {
                Some(true) => buttons += 1,
                Some(false) => beside += 1,
                None => unknown += 1,
            }
        } else if BUTTONS.contains(&word.as_str()) {
            buttons += 1;
        } else if BESIDE.contains(&word.as_str()) {
            beside += 1;
        } else {
            unknown += 1;
        }
    }
    let reading_time = total <= 4
        && line.to_lowercase().contains("min")
        && line.chars().any(|c| c.is_ascii_digit())
        && unknown == 0;
    // Many short words around one button are a sentence, not a toolbar.
    (buttons > 0 && unknown == 0 && beside <= 3 + 4 * buttons)
        || (buttons >= 3 && unknown * 4 <= buttons)
        || reading_time
}

/// Words, and runs of CJK characters, without punctuation around them.
fn tokens(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || "|｜·•,，/()（）[]【】:：、".contains(c))
        .flat_map(|word| {
            let split = word
                .char_indices()
                .find(|&(at, c)| at > 0 && is_cjk(c) != is_cjk(word.chars().next().unwrap_or(' ')));
            match split {
                Some((at, _)) if !word.is_ascii() => vec![&word[..at], &word[at..]],
                _ => vec![word],
            }
        })
        .filter(|w| w.chars().any(char::is_alphanumeric))
}

/// Whether a CJK run consists of words of buttons: `Some(true)` if one of them is a button, `None`
/// if it has other words.
fn cjk_words(run: &str) -> Option<bool> {
    let mut rest = run.trim_matches(|c: char| !c.is_alphanumeric());
    let mut button = false;
    while !rest.is_empty() {
        if let Some(word) = CJK_BUTTONS.iter().find(|w| rest.starts_with(**w)) {
            button = true;
            rest = &rest[word.len()..];
        } else if let Some(word) = CJK_BESIDE.iter().find(|w| rest.starts_with(**w)) {
            rest = &rest[word.len()..];
        } else if rest.starts_with(|c: char| c.is_ascii_digit()) {
            rest = &rest[1..];
        } else {
            return None;
        }
    }
    Some(button)
}

/// Whether a line names editors or copyright.
pub(super) fn is_imprint(line: &str) -> bool {
    if line.trim().starts_with("((") && line.trim().ends_with("))") {
        // Contact details of an agency's desk.
        return true;
    }
    let line = line.trim().trim_start_matches(['(', '（', '[', '【', '*', '-', '—', ' ']);
    let lower = line.to_lowercase();
    let short = line.chars().count() <= 240;
    short
        && [
            "©",
            "copyright",
            "(c) ",
            "all rights reserved",
            "版权所有",
            "版權所有",
            "责任编辑",
            "責任編輯",
            "责编",
            "编辑：",
            "编辑:",
            "編輯：",
            "校对：",
            "审核：",
            "无断转载",
            "無断転載",
            "alle rechte vorbehalten",
            "tous droits réservés",
            "todos los derechos reservados",
            "todos os direitos",
            "tutti i diritti riservati",
            "جميع الحقوق محفوظة",
            "editor:",
            "editors:",
            "editing by",
            "edited by",
            "reporting by",
            "redaktion:",
            "compiled by",
            "(reporting by",
            "转载请注明",
            "未经授权",
            "本文来源",
            "key words:",
            "keywords:",
            "tags:",
            "topics:",
            "filed under",
            "schlagworte:",
            "mots-clés",
            "palabras clave",
            "etiquetas:",
            "关键词",
            "标签：",
            "标签:",
            "キーワード",
            "الكلمات",
        ]
        .iter()
        .any(|opener| lower.starts_with(opener))
}

/// Whether a line is a heading for links to other articles.
pub(super) fn is_related(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    [
        "related",
        "read more",
        "read also",
        "see more on",
        "more on",
        "more from",
        "see also",
        "most read",
        "most popular",
        "recommended",
        "you may also",
        "you might also",
        "further reading",
        "editor's picks",
        "trending",
        "mehr zum thema",
        "lesen sie auch",
        "das könnte sie auch",
        "weitere artikel",
        "à lire aussi",
        "lire aussi",
        "sur le même sujet",
        "lea también",
        "lee también",
        "lea además",
        "te puede interesar",
        "más noticias",
        "noticias relacionadas",
        "leia também",
        "leggi anche",
        "lees ook",
        "читайте также",
        "相关阅读",
        "相关新闻",
        "相关报道",
        "延伸阅读",
        "推荐阅读",
        "热门推荐",
        "関連記事",
        "あわせて読みたい",
        "おすすめ",
        "اقرأ أيضا",
        "اقرأ أيضًا",
        "مواضيع ذات صلة",
    ]
    .iter()
    .any(|opener| lower.starts_with(opener))
}

/// The meaning of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateLabel {
    Published,
    Updated,
}

const PUBLISHED: &[&str] = &[
    "published",
    "posted",
    "publication",
    "issued",
    "released",
    "created",
    "veröffentlicht",
    "erschienen",
    "erstellt",
    "publié",
    "publiée",
    "publicado",
    "publicada",
    "pubblicato",
    "gepubliceerd",
    "опубликовано",
    "发布时间",
    "发布日期",
    "发布于",
    "发布",
    "发表时间",
    "发表于",
    "发表",
    "公開日",
    "公開",
    "配信",
    "掲載",
    "투고",
    "입력",
    "نشر في",
    "نُشر",
    "نشر",
    "تاريخ النشر",
    "פורסם",
];
const UPDATED: &[&str] = &[
    "updated",
    "last updated",
    "last modified",
    "modified",
    "revised",
    "aktualisiert",
    "stand",
    "zuletzt aktualisiert",
    "bearbeitet",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualizado",
    "actualizada",
    "atualizado",
    "aggiornato",
    "bijgewerkt",
    "обновлено",
    "更新时间",
    "更新日",
    "更新于",
    "更新",
    "최종수정",
    "آخر تحديث",
    "تحديث",
    "تم التحديث",
    "עודכן",
];
const AROUND_DATES: &[&str] = &[
    "on",
    "at",
    "the",
    "date",
    "time",
    "datum",
    "le",
    "à",
    "el",
    "a",
    "las",
    "il",
    "alle",
    "um",
    "am",
    "den",
    "vom",
    "uhr",
    "date:",
    "est",
    "et",
    "local",
    "ist",
    "bst",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "segunda-feira",
    "terça-feira",
    "quarta-feira",
    "quinta-feira",
    "sexta-feira",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "الاثنين",
    "الثلاثاء",
    "الأربعاء",
    "الخميس",
    "الجمعة",
    "السبت",
    "الأحد",
    "في",
    "يوم",
    "الساعة",
    "时间",
    "日期",
    "日時",
    "日",
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
    "月曜日",
    "火曜日",
    "水曜日",
    "木曜日",
    "金曜日",
    "土曜日",
    "日曜日",
    "月",
    "火",
    "水",
    "木",
    "金",
    "土",
];

/// The meaning of the last date label in `before`.
pub(super) fn date_label(before: &str) -> Option<DateLabel> {
    let lower = before.to_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|w| lower.rfind(w)).max();
    match (last(PUBLISHED), last(UPDATED)) {
        (Some(p), Some(u)) if u > p => Some(DateLabel::Updated),
        (Some(_), _) => Some(DateLabel::Published),
        (None, Some(_)) => Some(DateLabel::Updated),
        (None, None) => None,
    }
}

/// Removes words from `segment` that only occur beside dates.
pub(super) fn without_date_words(segment: &str) -> String {
    let mut text = format!(" {} ", segment.trim());
    let mut labels: Vec<&str> = PUBLISHED.iter().chain(UPDATED).copied().collect();
    labels.sort_by_key(|l| std::cmp::Reverse(l.len()));
    for label in labels {
        let lower = text.to_lowercase();
        if lower.len() != text.len() {
            break;
        }
        if let Some(at) = lower.find(label) {
            let end = at + label.len();
            let alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic() || is_cjk(c));
            if alone(text[..at].chars().next_back()) && alone(text[end..].chars().next()) {
                text.replace_range(at..end, " ");
            }
        }
    }
    let has_label = date_label(segment).is_some();
    let words: Vec<&str> = text.split_whitespace().collect();
    // Without a label, short words are only removed at the edges: inside, they belong to a name.
    let around = |w: &&str| {
        AROUND_DATES
            .contains(&w.to_lowercase().trim_matches([',', '.', ':', '：', '(', ')', '（', '）']))
    };
    let start = words.iter().position(|w| !around(w)).unwrap_or(words.len());
    let end = words.iter().rposition(|w| !around(w)).map_or(start, |at| at + 1);
    let kept = if has_label || words.len() <= 3 { &words[start..end] } else { &words[..] };
    kept.join(" ")
}

/// The publication in `Source: …`.
pub(super) fn source(segment: &str) -> Option<String> {
    let lower = segment.to_lowercase();
    for label in [
        "source:",
        "source：",
        "quelle:",
        "source :",
        "fuente:",
        "fonte:",
        "bron:",
        "источник:",
        "来源：",
        "来源:",
        "來源：",
        "稿源：",
        "出典：",
        "出典:",
        "提供：",
        "المصدر:",
        "المصدر :",
        "מקור:",
    ] {
        if lower.starts_with(label) {
            let name = segment.get(label.len()..)?.trim();
            return (!name.is_empty() && name.chars().count() <= 60).then(|| name.to_owned());
        }
    }
    None
}

/// Whether a line starts with the name of an institution that continues: "Center for …", "Ministère
/// de …". Joining words in such a name do not separate two names.
pub(super) fn names_institution(line: &str) -> bool {
    const KINDS: &[&str] = &[
        "academy",
        "administration",
        "agency",
        "agencia",
        "association",
        "board",
        "bureau",
        "center",
        "centre",
        "centro",
        "college",
        "commission",
        "comisión",
        "committee",
        "council",
        "department",
        "departamento",
        "département",
        "direction",
        "division",
        "faculty",
        "federation",
        "foundation",
        "fundación",
        "institut",
        "institute",
        "instituto",
        "laboratory",
        "ministerio",
        "ministerium",
        "ministère",
        "ministry",
        "museum",
        "office",
        "school",
        "secretariat",
        "service",
        "society",
        "universidad",
        "universität",
        "université",
        "university",
    ];
    const JOINTS: &[&str] = &[
        "for",
        "of",
        "on",
        "für",
        "der",
        "des",
        "de",
        "du",
        "del",
        "pour",
        "para",
        "d\u{2019}",
        "the",
    ];
    let words: Vec<String> = line.split_whitespace().map(str::to_lowercase).take(6).collect();
    words
        .windows(2)
        .any(|pair| KINDS.contains(&pair[0].as_str()) && JOINTS.contains(&pair[1].as_str()))
}

/// Whether a name is that of a publication or an agency.
pub(super) fn names_publication(name: &str) -> bool {
    const LATIN: &[&str] = &[
        "daily",
        "times",
        "news",
        "post",
        "journal",
        "herald",
        "tribune",
        "gazette",
        "chronicle",
        "guardian",
        "telegraph",
        "observer",
        "review",
        "magazine",
        "weekly",
        "monthly",
        "press",
        "reuters",
        "ap",
        "afp",
        "dpa",
        "efe",
        "ansa",
        "xinhua",
        "bloomberg",
        "bbc",
        "cnn",
        "npr",
        "agency",
        "agence",
        "agencia",
        "zeitung",
        "anzeiger",
        "nachrichten",
        "tagblatt",
        "tageblatt",
        "rundschau",
        "kurier",
        "bote",
        "presse",
        "spiegel",
        "monde",
        "figaro",
        "libération",
        "courrier",
        "dépêche",
        "país",
        "mundo",
        "diario",
        "periódico",
        "vanguardia",
        "jornal",
        "folha",
        "corriere",
        "repubblica",
        "giornale",
        "gazzetta",
        "courier",
        "standard",
        "mail",
        "mirror",
        "express",
        "star",
        "sun",
        "globe",
        "bulletin",
        "dispatch",
        "examiner",
        "inquirer",
        "ledger",
        "mercury",
        "register",
        "sentinel",
        "today",
        "media",
        "radio",
        "tv",
        "television",
        "newspaper",
        "online",
        "wire",
        "report",
        "reporter",
        "blog",
    ];
    const OTHER: &[&str] = &[
        "日报",
        "晚报",
        "早报",
        "时报",
        "新闻",
        "新闻网",
        "周刊",
        "周报",
        "通讯社",
        "新华",
        "网",
        "社",
        "新聞",
        "日報",
        "通信",
        "時報",
        "放送",
        "テレビ",
        "タイムズ",
        "ニュース",
        "صحيفة",
        "جريدة",
        "وكالة",
        "رويترز",
        "قناة",
        "موقع",
        "газета",
        "новости",
        "тасс",
        "עיתון",
    ];
    let lower = name.to_lowercase();
    let domain = !name.contains(char::is_whitespace)
        && name.is_ascii()
        && name.contains('.')
        && name.rsplit('.').next().is_some_and(|t| (2..=6).contains(&t.len()));
    domain
        || lower.split(|c: char| !c.is_alphanumeric()).any(|w| {
            let compound = ["zeitung", "blatt", "anzeiger", "nachrichten", "kurier", "rundschau"];
            LATIN.contains(&w) || compound.iter().any(|end| w.ends_with(end))
        })
        || OTHER.iter().any(|w| {
            if is_cjk(w.chars().next().unwrap_or(' ')) {
                lower.ends_with(w) || lower.starts_with("新华")
            } else {
                lower.contains(w)
            }
        })
}

/// Whether a part of a byline is an office instead of a name.
pub(super) fn is_role(part: &str) -> bool {
    let lower = part.to_lowercase();
    [
        "staff",
        "correspondent",
        "reporter",
        "writer",
        "editor",
        "redakteur",
        "korrespondent",
        "journaliste",
        "envoyé",
        "correspondant",
        "redactor",
        "corresponsal",
        "columnist",
        "contributor",
        "agencies",
        "newsroom",
        "expert",
        "analyst",
        "director",
        "manager",
        "specialist",
        "strategist",
        "consultant",
        "officer",
        "founder",
        "ceo",
        "cto",
    ]
    .iter()
    .any(|r| {
        lower.split_whitespace().any(|w| w.trim_matches(',') == *r) || lower == format!("{r}s")
    }) || matches!(part, "记者" | "本报记者" | "通讯员" | "编辑" | "摄影" | "報道" | "报道")
}

/// Whether a word is a particle within a name.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word.to_lowercase().trim_matches(['.', ',']),
        "von"
            | "van"
            | "der"
            | "den"
            | "de"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "la"
            | "le"
            | "el"
            | "al"
            | "bin"
            | "ibn"
            | "ben"
            | "and"
            | "und"
            | "et"
            | "y"
            | "e"
            | "of"
            | "the"
            | "du"
            | "zu"
            | "ter"
            | "ten"
    )
}

/// The words of a line that are not CJK.
pub(super) fn latin(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().filter(|w| w.chars().any(|c| c.is_alphanumeric() && !is_cjk(c)))
}
