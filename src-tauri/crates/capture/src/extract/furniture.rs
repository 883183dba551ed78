//! Detects text that belongs to the page and not to its article: invitations to newsletters, links
//! to other articles, headings over them, notices.
//!
//! The phrases are those of many sites in several languages; none names a site. Only short passages
//! are removed, so that an article about newsletters keeps its sentences.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use crate::blocks::{Block, Blocks};
use crate::page::OmitReason;

/// Compiles a pattern of this file. The tests compile all of them.
fn pattern(source: &str) -> Option<Regex> {
    RegexBuilder::new(source).case_insensitive(true).ignore_whitespace(true).build().ok()
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $source:expr;)*) => {
        $($(#[$doc])* static $name: LazyLock<Option<Regex>> = LazyLock::new(|| pattern($source));)*

        #[cfg(test)]
        #[test]
        fn every_pattern_compiles() {
            $(assert!($name.is_some(), stringify!($name));)*
        }
    };
}

fn found(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(text))
}

patterns! {
    /// Phrases that in a short passage suggest furniture; they only count against it.
    HINTS = r"sign\ up\ (for|to)|subscribe|newsletter|in\ your\ inbox|delivered\ (straight\ )?to\ your
        |follow\ (us|me|him|her|@)|click\ here\ (to|for)|read\ (more|also|next)|also\ read
        |related(\ (stories|articles|posts|coverage|content|reading))?:|see\ also:
        |more\ (from|on|stories|about):?|continue\ reading|all\ rights\ reserved|©|copyright|share\ this
        |join\ (us|our|the)|download\ (the|our)\ app|affiliate|sponsored|advertisement
        |this\ (article|story|post)\ (was|first|originally|is)\ |originally\ (published|appeared)
        |about\ the\ author|leave\ a\ (comment|reply|review)|contact\ us|for\ more\ information|buy\ now
        |shop\ now|learn\ more|get\ started|book\ a|request\ a|terms\ of\ (use|service)|privacy\ policy
        |photo(graph)?(\ credit)?(\ by)?:|image(\ credit|s?:)|getty|send\ (us\ )?(a\ )?tip
        |is\ a\ (freelance\ |senior\ |staff\ )?(writer|reporter|editor|journalist|contributor)
        |can\ be\ reached\ at|posted\ (on|by|in)|last\ updated|published\ (on|by)|min(ute)?\ read|tags?:
        |categor(y|ies):|topics:|filed\ under|watch:|listen:|support\ (us|our)|donate|patreon
        |leave\ a\ review|mailing\ list|disclosure|disclaimer|not\ (financial|investment)\ advice";
    /// A passage that consists of a button, a label or a notice.
    LABEL = r"^\W*(advert(isement|orial|ising)?s?|ad|anzeige|werbung|publicit(é|y)|publicidade?|广告|広告|реклама|إعلان
        |sponsored(\ content)?|continue\ reading(\ below)?|read\ more|read\ full\ (article|story)
        |(story|article)\ continues(\ below.*)?|scroll\ (down\ )?(to|for).*
        |share(\ this(\ (article|story|post|page))?)?|tweet|print|e-?mail|comments?|\d+\ comments?|loading
        |skip\ to\ .*|back\ to\ top|top|(view|show|see)\ (all|more)|load\ more|close|menu|search|home
        |reply|like|follow|subscribe|sign\ (up|in)|log\ ?in|register|save|copy\ link
        |link\ copied.*|listen(\ to\ (this\ )?article)?
        |(this|the)\ (slideshow|page|site|content|video)\ requires\ javascript
        |please\ enable\ javascript.*|buy\ now|shop\ now|check\ price|tell\ us\ what\ you\ think
        |image\ caption|caption|(hide|toggle)\ caption|enlarge(\ (this\ )?image)?|view\ gallery
        |view\ image(\ in\ fullscreen)?|weiterlesen|mehr\ lesen|teilen|drucken|lire\ la\ suite|partager|imprimer
        |leer\ más|compartir|imprimir|saiba\ mais|続きを読む|シェア|印刷|阅读(更多|全文)|分享(到.*)?|打印|收藏|مشاركة|طباعة)\W*$";
    /// An invitation to a newsletter or an app.
    NEWSLETTER = r"newsletter|in(to)?\ your\ inbox|mailing\ list|sign\ up\ (for|to|here|now|today)
        |subscribe\ (to|now|today|for|here|and)|through\ your\ letterbox
        |get\ the\ latest\ .{0,60}(inbox|delivered|email)|download\ (the|our)\ [^.]{0,40}app\b|abonnier
        |s'abonner|abonnez|inscrivez-vous|suscr[ií]b|assine|メルマガ|订阅|訂閱|اشترك";
    /// An invitation to follow somebody on another site.
    FOLLOW = r"^\W*(follow|like|join|find)\ (us|me|him|her|them|@?[\w’'\ .-]{1,40})\ on\
        \ ?(twitter|facebook|instagram|x\b|linkedin|youtube|tiktok|mastodon|bluesky|threads|whatsapp|telegram)
        |^\W*follow\ (@|.{0,60}(twitter|facebook|instagram))";
    /// Start of a link to another article.
    POINTER = r"^\W*(related|see\ also|read\ (more|also|next|this)|also\ read|more\ (from|on|about|stories|like)|more:
        |don't\ miss|watch(\ (more|also|this|the\ video|now))?:|listen(\ to)?:|photos?(\ by|\ credits?)?:
        |image(\ credits?|\ source|\ by)?:|credits?:|(featured?\ )?(image|photo)\ (by|via|from|credit)|video:
        |tags?:?\ |topics?:|categor(y|ies):|filed\ (under|in)|posted\ (in|by|on|under)|also:
        |get\ .{3,50}\ (on\ the\ go|by\ clicking)|must[-\ ]read|recommended|leggi\ anche|lire\ aussi|à\ lire
        |lee\ también|leia\ (também|mais)|lesen\ sie|mehr\ zum\ thema|читайте|相关(阅读|新闻|文章)|関連記事|اقرأ\ أيضا)";
    /// A notice of copyright, of affiliate income, or of first publication.
    NOTICE = r"all\ rights\ reserved|(©|\(c\))\s*(copyright\s*)?(19|20)\d\d|^\W*©|copyright\ (19|20)\d\d|as\ an\ amazon\ associate
        |affiliate\ (links?|commission|partner|program)
        |(may|might|could)\ (earn|receive|get)\ (a\ |an\ )?(small\ |affiliate\ )?(commission|compensation)
        |this\ (article|story|post|piece|page|interview)\ (was\ |is\ |has\ been\ )?(first\ |originally\ |also\ )?
            (published|appeared|updated|edited|posted|reprinted|republished)
        |originally\ (published|appeared|posted)\ (on|in|at|by)|(views|opinions)\ expressed
        |reprinted\ with\ permission|terms\ (of|and)\ (use|service|conditions)|comment\ policy
        |protected\ by\ recaptcha|thank\ you\ for\ (reading|supporting)|leave\ (a|us\ a)\ review
        |become\ a\ (patron|member|subscriber)|buy\ me\ a\ coffee|on\ patreon
        |quantities\ may\ be\ limited|prices?\ (are\ )?(subject\ to|accurate|correct)";
    /// A notice about cookies.
    COOKIES = r"\b(we|us|(this|our)\ (web)?site)\ (also\ )?uses?\ cookies|accept(ing)?\ (all\ |our\ )?cookies
        |cookie\ (policy|settings|preferences|notice)|(verwenden|nutzen)\ (wir\ )?cookies|utilis(ons|e)\ des\ cookies
        |(utilizamos|usamos|utiliza)\ cookies|(utilizziamo|usa)\ (i\ )?cookie|使用\ ?cookie|クッキーを使用";
    /// A note about the author, at the end of an article.
    BIOGRAPHY = r"(is|was|has\ been)\ (a|an|the)\ [^.]{0,60}
            (writer|reporter|editor|journalist|contributor|correspondent|columnist|author|blogger|photographer|freelancer?)\b
        |(can\ be\ reached|contact\ (him|her|them|the\ author)|email\ (him|her|them)|reach\ (him|her|them))\
        |contributed\ to\ this\ (report|story|article)|^\W*(about\ the\ authors?|written\ by|reporting\ by|editing\ by)\b
        |(her|his|their)\ work\ has\ appeared";
    /// An unprocessed macro of a content management system.
    MACRO = r"^\s*\[/?[a-z_-]+(\ [a-z_-]+=[^\]]*)?\]";
    /// A heading over content that is not part of the article.
    HEADING = r"^\W*(related(\ (stories|articles|posts|content|reading|coverage|topics|links|news|products|pages|resources))?
        |more|more\ (from|on|in|about|like|stories|articles|news|posts|to\ (read|explore)|videos|for\ you).*|see\ also
        |read\ (more|next|also)(\ .*)?|most\ (read|popular|viewed|shared|recent|commented).*
        |popular(\ (posts|articles|stories|now|on\ .*|in\ .*|topics))?|trending(\ .*)?|you\ (may|might)\ (also|be)\ .*
        |recommended(\ .*)?|latest(\ (news|posts|stories|articles|videos|from\ .*|in\ .*))?
        |recent\ (posts|articles|stories|news|comments)|what\ to\ read\ next|up\ next|next\ (up|article|post|story)
        |previous\ (post|article)|keep\ reading|also\ (on|in)\ .*|editor['’]?s['’]?\ (picks?|choice|recommendations?)
        |top\ stories|featured(\ (stories|articles|posts|content))?|don['’]t\ miss.*|share\ (this|on|with)(\ .*)?|share
        |follow\ us(\ .*)?|connect\ with\ us|stay\ (connected|updated|informed|in\ touch).*|tags?|topics|categories
        |filed\ under|about\ (the\ authors?|this\ author)|author(\ bio)?|meet\ the\ author|written\ by
        |comments?(\ \(\d+\))?|\d+\ (comments?|responses?|thoughts?|replies)(\ .*)?
        |leave\ a\ (reply|comment|review).*|join\ the\ (conversation|discussion).*|post\ a\ comment|add\ a\ comment
        |newsletter(\ signup)?|(subscribe|sign\ up)(\ .*)?|get\ (the|our)\ (latest|newsletter|app|free).*
        |sponsored(\ (content|by|links|stories))?|advertisement|promoted(\ .*)?|(from\ )?around\ the\ web|from\ the\ web
        |paid\ content|partner\ content|contact(\ us|\ information)?|(media|press)\ contacts?|disclosures?|disclaimers?
        |table\ of\ contents|in\ this\ (article|post|guide|story|section)|on\ this\ page|jump\ to(\ .*)?|contents
        |quick\ links|navigation|site\ (map|navigation)|search
        |相关(阅读|文章|新闻|推荐|链接)|推荐阅读|热门.*|评论.*|留言.*|更多.*|関連(記事|リンク|ニュース)?|おすすめ.*|人気.*|ランキング
        |コメント.*|ähnliche\ (artikel|beiträge)|mehr\ (zum\ thema|von\ .*|aus\ .*)|auch\ interessant|das\ könnte\ .*
        |weitere\ (artikel|nachrichten|themen|beiträge).*|kommentare?.*|lesen\ sie\ auch.*|à\ lire\ (aussi|également).*
        |lire\ aussi|sur\ le\ même\ (sujet|thème)|articles?\ (liés|similaires|connexes|associés)|commentaires?.*
        |les\ plus\ lus|te\ puede\ interesar.*|lee\ también|(noticias|artículos)\ relacionad[oa]s|más\ (leído|noticias|sobre).*
        |relacionad[oa]s|comentarios?.*|leia\ (também|mais).*|veja\ (também|mais).*|mais\ lidas|comentários?.*
        |leggi\ anche|articoli\ correlati|potrebbe\ interessarti.*|commenti.*|читайте\ также.*|похожие.*|комментарии.*
        |مقالات\ ذات\ صلة|اقرأ\ أيضا.*|مواضيع\ ذات\ صلة|التعليقات.*)\W*$";
    /// A heading after which nothing belongs to the article.
    END = r"^\W*(about\ the\ authors?|author|written\ by|disclosures?|disclaimers?|leave\ a|(media|press)\ contact|newsletter)";
    /// The heading over a company's description of itself in a press release.
    ABOUT = r"^\W*about\ (?-i:\p{Lu})";
    /// The end of a sentence, including references to notes.
    SENTENCE = r#"[.!?。！？…؟।]["”’»」』'\)\]]*(\s*\[[\p{Alphabetic}\d\ ]{1,12}\])*$"#;
}

/// Whether a short passage contains phrases typical of furniture.
pub(super) fn hints(text: &str) -> bool {
    found(&HINTS, text)
}

/// Whether a passage ends like a sentence.
pub(super) fn ends_a_sentence(text: &str) -> bool {
    found(&SENTENCE, text)
}

/// Removes kept passages whose text is furniture, and returns the reasons. `votes`: for each block,
/// the number of the two extractors that keep it.
pub(super) fn take_out(page: &Blocks, keep: &mut [bool], votes: &[u8]) -> Vec<Option<OmitReason>> {
    let mut why: Vec<Option<OmitReason>> = vec![None; keep.len()];
    let total: u32 =
        page.blocks.iter().zip(keep.iter()).filter(|(_, k)| **k).map(|(b, _)| b.words).sum();
    let mut before = vec![0_u32; page.blocks.len()];
    let mut read = 0;
    for (i, block) in page.blocks.iter().enumerate() {
        before[i] = read;
        read += if keep[i] { block.words } else { 0 };
    }
    let past = |i: usize, percent: u32| before[i] * 100 > total * percent;
    let last = keep.iter().rposition(|k| *k);
    for (i, block) in page.blocks.iter().enumerate() {
        if keep[i] && !page.is_in(block, "pre") {
            let at_end = past(i, 90) && (last == Some(i) || votes[i] < 2 || past(i, 93));
            why[i] = omit_reason(page, block, votes[i], at_end);
            keep[i] = why[i].is_none();
        }
    }
    let mut note = |keep: &[bool], before: &[bool], reason| {
        for (i, why) in why.iter_mut().enumerate() {
            if before[i] && !keep[i] {
                *why = Some(reason);
            }
        }
    };
    let before = keep.to_vec();
    sections(page, keep, &past, total);
    note(keep, &before, OmitReason::Related);
    let before = keep.to_vec();
    repeats(page, keep, votes);
    note(keep, &before, OmitReason::Repeated);
    let before = keep.to_vec();
    // Headings with nothing after them.
    for i in (0..page.blocks.len()).rev() {
        if keep[i] {
            if !is_heading(page, &page.blocks[i]) {
                break;
            }
            keep[i] = false;
        }
    }
    note(keep, &before, OmitReason::Heading);
    why
}

/// The reason why a passage is not part of an article; `None` if it may be.
fn omit_reason(page: &Blocks, block: &Block, votes: u8, at_end: bool) -> Option<OmitReason> {
    let (text, words) = (&block.text, block.words);
    let links = crate::blocks::ratio(block.linked, block.length);
    let heading = is_heading(page, block);
    let listed = page.is_in(block, "li") || page.is_in(block, "td");
    let link_line = !heading
        && !listed
        && (3..=25).contains(&words)
        && links > 0.9
        && (is_upper(text) || votes < 2 && links > 0.95 && words >= 5);
    let cookies = words <= 60 && found(&COOKIES, text);
    if words <= 12 && found(&LABEL, text) || words < 40 && found(&MACRO, text) {
        Some(OmitReason::Label)
    } else if !heading
        && words <= 45
        && (block.linked > 0 || words <= 25)
        && found(&NEWSLETTER, text)
    {
        Some(OmitReason::Newsletter)
    } else if words <= 40 && found(&FOLLOW, text) {
        Some(OmitReason::Follow)
    } else if !heading && !listed && words <= 20 && links > 0.4 && found(&POINTER, text) {
        Some(OmitReason::Link)
    } else if cookies && (words <= 15 || is_overlay(page, block)) {
        Some(OmitReason::Cookies)
    } else if !listed && words <= 40 && found(&NOTICE, text) {
        Some(OmitReason::Notice)
    } else if at_end && words <= 90 && found(&BIOGRAPHY, text) {
        Some(OmitReason::Biography)
    } else {
        // A line that consists of one link to elsewhere.
        link_line.then_some(OmitReason::Link)
    }
}

/// Whether a block is in an element displayed over the page, such as a notice or a dialog.
fn is_overlay(page: &Blocks, block: &Block) -> bool {
    block.path.iter().rev().take(6).any(|&at| page.places[at].kinds.has("overlay"))
}

/// Removes headings over related links, comments and the like, with the links that follow.
fn sections(page: &Blocks, keep: &mut [bool], past: &dyn Fn(usize, u32) -> bool, total: u32) {
    let count = page.blocks.len();
    let mut i = 0;
    while i < count {
        let block = &page.blocks[i];
        let bold = block.bold * 5 > block.length * 4;
        let like_heading = is_heading(page, block)
            || block.words <= 8 && (bold || is_upper(&block.text) || block.text.ends_with(':'));
        if !(keep[i] && like_heading) {
            i += 1;
            continue;
        }
        if block.words <= 10 && found(&HEADING, &block.text) {
            let end = (i + 1..count).find(|&j| {
                let next = &page.blocks[j];
                let linked = crate::blocks::ratio(next.linked, next.length) >= 0.5;
                !linked
                    && (next.words >= 15
                        || keep[j] && is_heading(page, next) && !found(&HEADING, &next.text))
            });
            let to = end.unwrap_or(count);
            let over = past(i, 80) && found(&END, &block.text);
            keep[i..if over { count } else { to }].fill(false);
            i = to;
            continue;
        }
        if block.words <= 8
            && past(i, 75)
            && found(&ABOUT, &block.text)
            && (bold || is_heading(page, block))
        {
            let rest: u32 = (i..count).filter(|&j| keep[j]).map(|j| page.blocks[j].words).sum();
            if rest * 10 < total * 3 {
                keep[i..].fill(false);
            }
        }
        i += 1;
    }
}

/// Removes text repeated word for word that is not kept by both extractors.
fn repeats(page: &Blocks, keep: &mut [bool], votes: &[u8]) {
    let mut seen: std::collections::HashMap<&str, Vec<usize>> = std::collections::HashMap::new();
    for (i, block) in page.blocks.iter().enumerate() {
        let listed = page.is_in(block, "td") || page.is_in(block, "pre");
        if keep[i] && votes[i] < 2 && block.words >= 6 && !listed {
            seen.entry(&block.text).or_default().push(i);
        }
    }
    for places in seen.values().filter(|p| p.len() > 1) {
        // A text that occurs twice is a caption shown in two sizes, so the first is kept. One that
        // occurs more often is a notice.
        for &i in &places[usize::from(places.len() == 2)..] {
            keep[i] = false;
        }
    }
}

pub(super) fn is_heading(page: &Blocks, block: &Block) -> bool {
    page.place(block)
        .is_some_and(|p| matches!(p.name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
}

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_whole_passages() {
        for label in [
            "Advertisement",
            "Read more »",
            "Share this article",
            "阅读全文",
            "(Anzeige)",
            "12 comments",
        ] {
            assert!(found(&LABEL, label), "{label}");
        }
        for words in [
            "Read more books, he said",
            "Advertisement is an art",
            "Search the house",
            "Home is far",
        ] {
            assert!(!found(&LABEL, words), "{words}");
        }
    }
}
