//! Finds the article in a page. Readability and Trafilatura (the crates `dom_smoothie`, `trafilatura` and, where
//! these disagree, `rs-trafilatura`) vote on each block; the votes are weighed, and the article is cut out of the
//! page itself, so its pictures, tables and code stay as they were.

mod assemble;
mod choice;
mod footnotes;
mod formulas;
mod furniture;
mod lead;
mod notes;
mod passages;
mod position;
mod prepare;
mod rich;
mod score;
mod votes;
mod words;

use std::collections::HashSet;

use commonplace_core::{Field, Metadata, Origin, Rendition, text};
use dom_query::Document;

use crate::blocks::Blocks;
use crate::metadata::{self, LinkedData};
use crate::render::{self, Clean};
use crate::{language, sanitize};

pub(crate) use passages::{passages, picked};
pub(crate) use prepare::prepare;

/// Name and versions of everything that turns a page into an article. Stored with each version, so that a better
/// extractor is recognised.
pub(crate) const EXTRACTOR: &str =
    "commonplace-6+dom_smoothie-0.19+trafilatura-0.6+rs-trafilatura-0.2";

/// The extractor of an article that a person picked by hand.
pub(crate) const PICKED: &str = "picked by hand+commonplace-6";

/// An article found in a page.
pub(crate) struct Extracted {
    pub(crate) clean: Clean,
    pub(crate) metadata: Metadata,
    pub(crate) rendition: Rendition,
}

/// The minimum number of words of an article. If fewer are found, the whole page is taken.
const MIN_WORDS: u32 = 25;

/// Where only the text is taken: the maximum length, in bytes, of the start of the page in which the end of its head
/// is looked for.
const MAX_HEAD: usize = 1024 * 1024;

/// Finds the article in a page. Never fails: if no article is found, the whole page is returned, and if the page is
/// too deep or too large to be parsed, its text.
pub(crate) fn extract(html: &str, url: Option<&str>) -> Extracted {
    if !sanitize::is_within_limits(html) {
        return text_only(html, url);
    }
    let document = Document::from(html);
    prepare(&document, url);
    let page = Blocks::parse(&document);
    let data = LinkedData::parse(&document);
    let mut metadata = metadata::read_metadata(&document, &page, &data, url);
    let stated = choice::StatedBody::from_linked_data(&data, &page);
    let mut clean = article(&document, &page, url, &metadata, stated.as_ref());
    let mut rendition = Rendition::Article;
    if let Some(stated) = stated.filter(|stated| stated.is_missing(&clean)) {
        // The article is stated only in the page's data; the page's scripts would have shown it.
        clean = stated.clean;
    } else if commonplace_core::text::word_count(&clean.text) < MIN_WORDS {
        clean = whole_page(&document);
        rendition = Rendition::WholePage;
    }
    if clean.text.trim().is_empty() {
        rendition = Rendition::Empty;
    }
    clean = without_title(clean, &metadata.title);
    if metadata.language.is_none() {
        metadata.language = language::detect(&clean.text);
        metadata
            .origins
            .extend(metadata.language.as_ref().map(|_| (Field::Language, Origin::Detected)));
    }
    Extracted { clean, metadata, rendition }
}

/// The text of a page that is too deep or too large to be parsed, or takes too long, with the metadata of its head.
pub(crate) fn text_only(html: &str, url: Option<&str>) -> Extracted {
    let clean = render::text_only(html);
    let lower = html.as_bytes()[..html.len().min(MAX_HEAD)].to_ascii_lowercase();
    let end = |mark: &[u8]| lower.windows(mark.len()).position(|w| w == mark);
    let head = end(b"</head").or_else(|| end(b"<body")).and_then(|end| html.get(..end));
    let head = head.filter(|head| sanitize::is_within_limits(head)).unwrap_or_default();
    let document = Document::from(head);
    let data = LinkedData::parse(&document);
    let mut metadata = metadata::read_metadata(&document, &Blocks::parse(&document), &data, url);
    if metadata.language.is_none() {
        metadata.language = language::detect(&clean.text);
    }
    let rendition = if clean.text.is_empty() { Rendition::Empty } else { Rendition::TextOnly };
    Extracted { clean, metadata, rendition }
}

/// Appends the article of the next page to `found`, without the blocks that `found` has already, such as the title,
/// the byline or a box that every page has. Does nothing unless an article was found on both.
pub(crate) fn append_next_page(found: &mut Extracted, html: &str, url: Option<&str>) {
    let next = extract(html, url);
    if next.rendition != Rendition::Article || found.rendition != Rendition::Article {
        return;
    }
    let said: HashSet<String> =
        found.clean.block_texts().iter().map(|block| text::folded(block)).collect();
    let title = text::folded(&found.metadata.title);
    let texts: Vec<String> =
        next.clean.block_texts().iter().map(|block| text::folded(block)).collect();
    let new = |at: usize| {
        texts.get(at).is_none_or(|text| text.is_empty() || !said.contains(text) && *text != title)
    };
    let rest = next.clean.retain_blocks(new);
    if !rest.text.trim().is_empty() {
        found.clean = std::mem::take(&mut found.clean).followed_by(rest);
    }
}

/// Finds the article of a page that has been through [`prepare()`].
fn article(
    document: &Document,
    page: &Blocks,
    url: Option<&str>,
    metadata: &Metadata,
    stated: Option<&choice::StatedBody>,
) -> Clean {
    let choice = choice::choose(document, page, url, &metadata.title, stated);
    let image = metadata.image.as_deref();
    let lead = lead::find_lead_picture(document, page, &choice.keep, &choice.votes, image);
    assemble::assemble(document, page, &choice.keep, lead)
        .map(|html| render::clean(&html))
        .unwrap_or_default()
}

/// Everything that a page shows, sanitised.
fn whole_page(document: &Document) -> Clean {
    let body = document.body().map(|b| b.inner_html()).unwrap_or_default();
    render::clean(&body)
}

/// Takes out the heading that only repeats the title, if it is among the first three blocks.
fn without_title(clean: Clean, title: &str) -> Clean {
    let title = text::folded(title);
    let repeats = |block: &String| !title.is_empty() && text::folded(block) == title;
    let texts = clean.block_texts();
    match texts.iter().take(3).position(repeats) {
        // An article of nothing but its title keeps the heading.
        Some(at) if texts.iter().enumerate().any(|(i, text)| i != at && !text.is_empty()) => {
            clean.retain_blocks(|i| i != at)
        }
        _ => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        let filler = "<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries, and the ministry said it would answer within a month, as it has before.</p>".repeat(4);
        format!(
            "<html lang=en><head><title>Ferries</title></head><body><nav><a href=/>Home</a></nav><article><h1>Ferries</h1>{filler}{body}</article><footer>© The Paper</footer></body></html>"
        )
    }

    #[test]
    fn formulas_stay_where_the_words_around_them_do() {
        let formula = "<math><mi>t</mi><mo>=</mo><mfrac><mi>s</mi><mi>v</mi></mfrac></math>";
        let html = page(&format!(
            "<p>Whoever reads it reckons {formula}, as long as the wind keeps to it.</p><p>{formula}</p><div>{}</div><p>It seldom does, and the captain was at a wedding the night before.</p>",
            formula.replace("<math>", "<math display=block>"),
        ));
        let got = extract(&html, Some("https://paper.example/a/"));
        assert_eq!(got.clean.html.matches("<mfrac>").count(), 3, "{}", got.clean.html);
    }

    #[test]
    fn the_article_comes_out_and_the_page_around_it_does_not() {
        let got = extract(&page("<p>The end.</p>"), Some("https://paper.example/a/"));
        assert_eq!(got.rendition, Rendition::Article);
        assert!(got.clean.text.starts_with("Eleven harbour towns"), "{}", got.clean.text);
        assert!(got.clean.text.ends_with("The end.") && !got.clean.text.contains('©'));
    }

    #[test]
    fn what_is_no_article_is_taken_out() {
        let got = extract(
            &page(
                "<p>Sign up for our newsletter <a href=/n>here</a></p><h3>Related stories</h3><ul><li><a href=/1>Tides rise in the north</a></li><li><a href=/2>Harbours ask for more</a></li></ul>",
            ),
            Some("https://paper.example/a/"),
        );
        for furniture in ["newsletter", "Related", "Tides rise"] {
            assert!(!got.clean.text.contains(furniture), "{}", got.clean.text);
        }
    }

    #[test]
    fn what_stands_in_the_midst_of_the_article_is_the_articles() {
        let html = page(
            "<h2>Tides</h2><p>The bar shifts after each winter, and the channel shifts with it.<sup><a href=#n2>[2]</a></sup></p><h2 id=Related>Related</h2><p>Three other harbours share its bar; none of them has the lamp.<sup><a href=#n3>[note 3]</a></sup></p><h2>Boats</h2><p>A museum bought the last of them, with the lamp, and shows it on Sundays.</p><h2 id=Share>Share</h2><p>Each player’s share of the oil is counted at the end of the game.</p><div><p><a href=https://x.example/live>On Friday the master and both mates denied that they had read it.</a></p></div><div><p>The judge asked for the pencil as well, and for the drawer.</p></div><p>The club printed a newsletter from 1934 on, of which eleven numbers are known.</p><h2>Upcoming</h2><table><tr><th>Day</th><th>High</th></tr><tr><td>Mon</td><td>04:10</td></tr></table><p>Pilots learned to trust the drawer over the almanac, and the insurers asked which of the two a skipper had been reading.</p>",
        );
        let got = extract(&html, Some("https://paper.example/a/"));
        for words in [
            "Related\n",
            "Three other harbours",
            "Share\n",
            "denied that they had",
            "a newsletter from 1934",
            "04:10",
        ] {
            assert!(got.clean.text.contains(words), "{words}: {}", got.clean.text);
        }
    }

    #[test]
    fn an_article_that_is_hidden_until_scripts_have_run_is_there() {
        let words = "<p>The harbour office keeps its tide tables in a drawer that nobody has locked since the last keeper retired, and every spring somebody copies them out again by hand, in pencil.</p>".repeat(3);
        let html = format!(
            "<title>Tides</title><body><div><h1>Tides</h1><p>Loading…</p></div><div style='visibility:hidden'><main><h1>Tides</h1>{words}</main></div></body>"
        );
        let got = extract(&html, None);
        assert!(got.clean.text.contains("in a drawer") && !got.clean.text.contains("Loading"));
        assert_eq!(got.rendition, Rendition::Article);
    }

    #[test]
    fn an_answer_that_a_script_unfolds_is_there() {
        let got = extract(
            &page(
                "<h3><button aria-expanded=false aria-controls=a1>Who pays for the ferries?</button></h3><div id=a1 hidden aria-hidden=true><p>The towns pay a third of what the boats cost, and the ministry pays the rest of it.</p></div>",
            ),
            None,
        );
        assert!(got.clean.text.contains("The towns pay a third"), "{}", got.clean.text);
    }

    #[test]
    fn a_part_that_is_streamed_later_stands_in_its_place() {
        let got = extract(
            &page(
                "<template id='B:1'></template><p>After it came the storm that everybody had expected, and it stayed for four days.</p></article><div hidden id='S:1'><p>Before it the harbours were quiet, as they had been for most of the long summer.</p></div><article>",
            ),
            None,
        );
        let (before, after) = (got.clean.text.find("Before it"), got.clean.text.find("After it"));
        assert!(before.is_some() && before < after, "{}", got.clean.text);
    }

    #[test]
    fn of_several_articles_the_one_the_page_is_titled_after_is_taken() {
        let story = |title: &str, words: &str| {
            format!("<article><h1>{title}</h1>{}</article>", format!("<p>{words}, said the harbour master of the smaller of the two towns on Friday, and he would say so again.</p>").repeat(3))
        };
        let html = format!(
            "<head><title>Ferries for the coast | The Paper</title></head><body><main>{}{}{}</main></body>",
            story("Ferries for the coast", "The boats come twice a day"),
            story("A bridge in the south", "The bridge was never built"),
            story("Lights at sea", "The lamp burns all night"),
        );
        let text = extract(&html, None).clean.text;
        assert!(
            text.contains("twice a day") && !text.contains("never built") && !text.contains("lamp"),
            "{text}"
        );
    }

    #[test]
    fn a_heading_comes_without_the_sign_that_copies_its_address() {
        let got = extract(
            &page(
                "<h2 id=tides>Tides<a class=headerlink href='#tides'>¶</a></h2><p>They rise and they fall, said the harbour master of the smaller town on Friday.</p><h2><a href='#n'>C#</a></h2><p>It is a language that the ferries know nothing of, and never will, he said.</p>",
            ),
            None,
        );
        assert!(
            got.clean.text.contains("Tides\n") && got.clean.text.contains("C#"),
            "{}",
            got.clean.text
        );
        assert!(!got.clean.text.contains('¶'));
    }

    #[test]
    fn images_get_their_best_source() {
        let got = extract(
            &page(
                "<figure><img data-src=b.jpg srcset='s.jpg 300w, /l.jpg 1200w' src=data:image/gif;base64,R0lGOD><figcaption>A boat</figcaption></figure>",
            ),
            Some("https://paper.example/a/"),
        );
        assert_eq!(got.clean.images, ["https://paper.example/l.jpg"]);
    }

    #[test]
    fn the_picture_above_the_article_comes_with_it() {
        let html = page("<p>The end.</p>").replace(
            "<article>",
            "<header><img src=/logo.png width=90><h1>Ferries for the coast</h1><figure><a href=/big.jpg><img src=/boat-640x480.jpg></a><figcaption>A boat</figcaption></figure></header><article>",
        );
        let got = extract(&html, Some("https://paper.example/a/"));
        assert_eq!(got.clean.images, ["https://paper.example/boat-640x480.jpg"]);
        assert!(got.clean.html.starts_with("<figure><img"), "{}", got.clean.html);
    }

    #[test]
    fn footnotes_come_with_the_passage_that_refers_to_them() {
        let html = page("<p>The board met in March<sup><a id=r1 href='https://paper.example/a/#n1'>1</a></sup> and said nothing of it.</p>")
            .replace("</article>", "</article><section class=related><h2>More</h2><p><a href=/2>Bridges</a></p></section><aside><h4>Notes</h4><ol><li id=n1>Minutes of the board, page 4. <a href=#r1>↩</a></li></ol></aside>");
        let got = extract(&html, Some("https://paper.example/a/"));
        assert!(got.clean.text.contains("Minutes of the board"), "{}", got.clean.text);
        assert!(
            got.clean.html.contains("href=\"#clip-n1\"")
                && got.clean.html.contains("<li id=\"clip-n1\">"),
            "{}",
            got.clean.html
        );
        assert!(!got.clean.text.contains("Bridges"));
    }

    #[test]
    fn an_article_that_only_scripts_would_show_is_taken_from_what_the_page_states() {
        let body = "The boats come twice a day, said the harbour master of the smaller town.\\n\\n"
            .repeat(8);
        let html = format!(
            "<head><title>Ferries</title><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Ferries\",\"articleBody\":\"{body}\"}}</script></head><body><div id=root>Loading the page, please wait</div><script>app()</script></body>"
        );
        let got = extract(&html, None);
        assert_eq!(got.rendition, Rendition::Article);
        assert_eq!(got.clean.text.lines().count(), 8, "{}", got.clean.text);
        assert!(got.clean.text.starts_with("The boats come twice a day"));
    }

    #[test]
    fn a_page_of_nothing_but_script_is_empty() {
        assert_eq!(
            extract("<html><body><script>app()</script><div id=root></div></body></html>", None)
                .rendition,
            Rendition::Empty
        );
    }

    #[test]
    fn a_page_without_an_article_is_offered_whole() {
        let got = extract("<body><p>Short.</p><ul><li>One</li><li>Two</li></ul></body>", None);
        assert_eq!(
            (got.rendition, got.clean.text.as_str()),
            (Rendition::WholePage, "Short.\nOne\nTwo")
        );
    }
}
