//! Converts everything that is not plain text to plain HTML: lazy images, code with its language,
//! embedded media.

use dom_query::{Document, NodeRef};
use url::Url;

use super::formulas;
use crate::sanitize::escaped;

/// Converts the formulas, code, images and media of a page to plain HTML.
pub(super) fn media_to_html(document: &Document, base: Option<&Url>) {
    noscript_images(document);
    formulas::formulas_to_mathml(document);
    code(document);
    media(document, base);
}

/// Replaces lazy images with the real ones from the `noscript` beside them.
fn noscript_images(document: &Document) {
    for noscript in document.select("noscript").nodes() {
        // The parser treats its content as markup, or as text in the head.
        let found = noscript.descendants_it().find(|n| n.has_name("img"));
        let text = noscript.text();
        let inner = match &found {
            Some(image) => image.html().to_string(),
            None if text.contains("<img") => text.to_string(),
            None => continue,
        };
        let parsed = Document::fragment(inner.as_str());
        let Some(image) = parsed.select("img").nodes().first().copied() else { continue };
        let placeholder = noscript
            .prev_element_sibling()
            .or_else(|| noscript.next_element_sibling())
            .filter(|n| n.has_name("img") || n.descendants_it().any(|d| d.has_name("img")));
        let placeholder = placeholder.and_then(|n| {
            if n.has_name("img") {
                Some(n)
            } else {
                n.descendants().into_iter().find(|d| d.has_name("img"))
            }
        });
        match placeholder {
            Some(late) => {
                for attribute in image.attrs() {
                    late.set_attr(&attribute.name.local, &attribute.value);
                }
            }
            None => noscript.before_html(image.html()),
        }
        noscript.remove_from_parent();
    }
}

/// Puts code into `pre`, without line numbers, and with its language as `language-…`.
fn code(document: &Document) {
    // Listings formatted as a table of line numbers and lines.
    for table in document
        .select("table.highlighttable, table.rouge-table, figure.highlight table, .crayon-table")
        .nodes()
    {
        let lines = table.descendants().into_iter().filter(|n| n.has_name("pre")).last();
        if let Some(lines) = lines {
            table.replace_with_html(lines.html());
        }
    }
    for table in document.select("table").nodes() {
        if let Some(listing) = numbered_listing(table) {
            table.replace_with_html(listing);
        }
    }
    let numbers = "pre .lineno, pre .linenos, pre .line-number, pre .line-numbers, pre .line-numbers-rows, pre .linenumber, pre .gutter, pre .ln, pre .lnt, pre .hljs-ln-numbers, pre td.blob-num, pre [unselectable]";
    for numbers in document.select(numbers).nodes() {
        // An element that also contains code is not a column of numbers.
        if numbers.text().chars().all(|c| c.is_numeric() || c.is_whitespace()) {
            numbers.remove_from_parent();
        }
    }
    for set in document.select("pre [style], pre [aria-hidden=true]").nodes() {
        let style = set.attr("style").unwrap_or_default().replace(' ', "").to_lowercase();
        let beside = set.has_attr("aria-hidden") || style.contains("user-select:none");
        let text = set.text();
        let digits = text.trim().chars().all(|c| c.is_ascii_digit()) && !text.trim().is_empty();
        if beside && digits {
            set.remove_from_parent();
        }
    }
    // The text of a button that copies the listing.
    for said in document
        .select("pre button, pre [class*='copy'], pre [class*='copied'], pre [class*='clipboard']")
        .nodes()
    {
        if said.text().chars().count() <= 24 && !said.has_name("code") {
            said.remove_from_parent();
        }
    }
    for pre in document.select("pre").nodes() {
        lines(pre);
    }
    for pre in document.select("pre").nodes() {
        let inside = pre.descendants().into_iter().find(|n| n.has_name("code"));
        let around: Vec<NodeRef<'_>> = pre.ancestors_it(Some(2)).collect();
        let name = inside.iter().chain([pre]).chain(around.iter()).find_map(language);
        let Some(name) = name else { continue };
        let class = format!("language-{name}");
        match inside {
            Some(inside) => inside.set_attr("class", &class),
            None => pre.set_attr("class", &class),
        }
    }
}

/// The listing of a table that shows it beside line numbers: two columns with one cell each, or one
/// row for each line.
fn numbered_listing(table: &NodeRef<'_>) -> Option<String> {
    let rows: Vec<NodeRef<'_>> =
        table.descendants().into_iter().filter(|n| n.has_name("tr")).collect();
    fn cells<'a>(row: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
        row.children().into_iter().filter(|n| n.has_name("td")).collect()
    }
    let is_number = |cell: &NodeRef<'_>| {
        let text = cell.text();
        text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace())
            && (!text.trim().is_empty() || cell.has_attr("data-line-number"))
    };
    if let [row] = rows.as_slice() {
        let [numbers, code] = cells(row).try_into().ok()?;
        let listing = code.descendants().into_iter().find(|n| n.has_name("pre"))?;
        return is_number(&numbers).then(|| listing.html().to_string());
    }
    let class = table.class().unwrap_or_default().to_lowercase();
    let is_code = ["highlight", "code", "blob", "hljs", "lines"].iter().any(|c| class.contains(c));
    if !is_code || rows.len() < 2 {
        return None;
    }
    let mut lines = String::new();
    for row in &rows {
        let [number, code] = cells(row).try_into().ok()?;
        if !is_number(&number) {
            return None;
        }
        lines.push_str(&escaped(code.text().trim_end_matches('\n')));
        lines.push('\n');
    }
    Some(format!("<pre class=\"{}\"><code>{lines}</code></pre>", escaped(&class)))
}

/// Ends each line with a line feed if lines are elements of their own (a `div`, a list item, one
/// `code` each).
fn lines(pre: &NodeRef<'_>) {
    let is_line = |node: &NodeRef<'_>| {
        node.node_name().is_some_and(|n| matches!(&*n, "div" | "p" | "li" | "tr"))
    };
    let mut found: Vec<NodeRef<'_>> = pre
        .descendants()
        .into_iter()
        // Of nested lines only the innermost counts.
        .filter(|n| is_line(n) && !n.descendants_it().any(|d| is_line(&d)))
        .collect();
    if found.is_empty() {
        let codes = pre.children().into_iter().filter(|n| n.has_name("code"));
        found = codes.collect();
        let others = pre.children_it(false).any(|n| n.is_text() && !n.text().trim().is_empty());
        if found.len() < 2 || others {
            return;
        }
    }
    for line in &found {
        let text = line.text();
        // The text between two lines may already contain the line feed.
        let mut after = Some(*line);
        let mut fed = text.ends_with('\n');
        while let (false, Some(node)) = (fed, after) {
            if let Some(next) = node.next_sibling() {
                fed = next.is_text()
                    && next.text().trim_start_matches([' ', '\t', '\r']).starts_with('\n');
                break;
            }
            after = node.parent().filter(|p| p.id != pre.id && !p.has_name("pre"));
        }
        if !fed {
            line.append_html("\n");
        }
    }
    // A listing must not contain blocks.
    for block in pre.descendants() {
        let name = block.node_name().unwrap_or_default();
        if matches!(&*name, "div" | "p" | "li" | "ol" | "ul" | "table" | "tbody" | "tr" | "td") {
            block.rename("span");
        }
    }
}

/// Languages that a class may name without a prefix: `highlight rust`, `hljs rust`,
/// `sourceCode haskell`.
const LANGUAGES: &str = "ada apache asm awk bash basic bat batch c clojure cmake cobol coffeescript console cpp cs \
    csharp css csv dart diff docker dockerfile elixir elm erlang fortran fsharp go graphql groovy haskell hcl html \
    http ini java javascript js json jsx julia kotlin latex less lisp lua makefile markdown matlab md nginx nim nix \
    objectivec ocaml pascal perl php plaintext powershell prolog proto protobuf py python r rb rs ruby rust sas scala scheme \
    scss sh shell solidity sql svelte swift tcl terraform tex toml ts tsx typescript vb verilog vhdl vim vue wasm \
    xml yaml yml zig zsh";

/// The language of the code, from an element's class or data attributes.
fn language(node: &NodeRef<'_>) -> Option<String> {
    let valid = |name: &str| -> Option<String> {
        let name = name.trim().to_ascii_lowercase();
        let ok = (1..=20).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'-' | b'_'));
        let name = match name.as_str() {
            "c++" => "cpp".to_owned(),
            "c#" => "csharp".to_owned(),
            "f#" => "fsharp".to_owned(),
            _ => name,
        };
        (ok && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !matches!(name.as_str(), "none" | "nohighlight" | "plain" | "text" | "undefined"))
        .then_some(name)
    };
    for data in ["data-lang", "data-language", "lang-code"] {
        if let Some(name) = node.attr(data).and_then(|v| valid(&v)) {
            return Some(name);
        }
    }
    let class = node.class()?;
    let mut words = class.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let named = ["language-", "lang-", "highlight-source-", "highlight-text-", "brush:"]
            .iter()
            .find_map(|p| word.strip_prefix(p));
        let plain = matches!(
            word,
            "highlight" | "hljs" | "sourceCode" | "prettyprint" | "codehilite" | "chroma"
        );
        let named = match (named, word) {
            (None, _) if plain => words
                .peek()
                .filter(|next| LANGUAGES.split_whitespace().any(|l| l.eq_ignore_ascii_case(next)))
                .copied(),
            (Some(""), _) => words.peek().map(|w| w.trim_end_matches(';')),
            (Some(name), _) => Some(name.trim_end_matches(';')),
            _ => None,
        };
        if let Some(name) = named.and_then(valid) {
            return Some(name);
        }
    }
    None
}

/// Replaces embedded videos, sounds and posts with a link with the title, and the image if there is
/// one.
fn media(document: &Document, base: Option<&Url>) {
    let absolute = |address: &str| match base {
        Some(base) => base.join(address.trim()).ok(),
        None => Url::parse(address.trim()).ok(),
    };
    for node in document.select("iframe, video, audio").nodes() {
        let source = ["src", "data-src", "data-lazy-src"]
            .iter()
            .find_map(|a| node.attr(a).filter(|v| !v.trim().is_empty() && !v.starts_with("about:")))
            .or_else(|| {
                let inner = node.descendants().into_iter().find(|n| n.has_name("source"))?;
                inner.attr("src")
            });
        let Some(address) =
            source.and_then(|s| absolute(&s)).filter(|u| matches!(u.scheme(), "http" | "https"))
        else {
            continue;
        };
        let Some(found) = embedded(node, address) else { continue };
        let poster =
            node.attr("poster").and_then(|p| absolute(&p)).map(String::from).or(found.poster);
        let link = escaped(found.address.as_str());
        let title = escaped(&found.title);
        let picture = poster
            .map(|p| format!("<a href=\"{link}\"><img src=\"{}\" alt=\"\"></a>", escaped(&p)))
            .unwrap_or_default();
        node.replace_with_html(format!(
            "<figure class=\"embedded\">{picture}<figcaption><a href=\"{link}\">{title}</a></figcaption></figure>"
        ));
    }
}

/// Embedded content: its address on the web, and its title.
struct Embedded {
    address: Url,
    title: String,
    poster: Option<String>,
}

/// The content of a frame, if it is a video, a sound or a post; `None` for advertisements and the
/// like.
fn embedded(node: &NodeRef<'_>, address: Url) -> Option<Embedded> {
    let host = address.host_str()?.trim_start_matches("www.").to_owned();
    let named =
        ["title", "aria-label"].iter().find_map(|a| node.attr(a)).map(|t| t.trim().to_owned());
    let named = named.filter(|t| !t.is_empty() && t.chars().count() <= 300);
    let last = |url: &Url| url.path_segments().and_then(|mut p| p.next_back().map(str::to_owned));
    let known = match host.as_str() {
        "youtube.com" | "youtube-nocookie.com" | "m.youtube.com" => {
            let id = last(&address)
                .filter(|id| address.path().starts_with("/embed/") && id.len() == 11)?;
            Some((
                format!("https://www.youtube.com/watch?v={id}"),
                Some(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg")),
                "YouTube",
            ))
        }
        "player.vimeo.com" => {
            Some((format!("https://vimeo.com/{}", last(&address)?), None, "Vimeo"))
        }
        "dailymotion.com" | "geo.dailymotion.com" => Some((
            format!("https://www.dailymotion.com/video/{}", last(&address)?),
            None,
            "Dailymotion",
        )),
        "open.spotify.com" => Some((address.as_str().replace("/embed/", "/"), None, "Spotify")),
        "w.soundcloud.com" => address
            .query_pairs()
            .find(|(k, _)| k == "url")
            .map(|(_, v)| (v.into_owned(), None, "SoundCloud")),
        "codepen.io" => Some((address.as_str().replace("/embed/", "/pen/"), None, "CodePen")),
        "platform.twitter.com" => address
            .query_pairs()
            .find(|(k, _)| k == "id")
            .map(|(_, id)| (format!("https://x.com/i/status/{id}"), None, "X")),
        _ => None,
    };
    if let Some((link, poster, site)) = known {
        let title = named.unwrap_or_else(|| site.to_owned());
        return Some(Embedded { address: Url::parse(&link).ok()?, title, poster });
    }
    let player = !node.has_name("iframe")
        || host.starts_with("player.")
        || host.starts_with("video.")
        || address.path().contains("/embed");
    let title =
        named.or_else(|| last(&address).filter(|n| !n.is_empty() && !node.has_name("iframe")));
    let title = title.unwrap_or(host);
    player.then_some(Embedded { address, title, poster: None })
}

#[cfg(test)]
mod tests {
    use crate::extract::prepare::tests::check;

    #[test]
    fn hidden_addresses_and_boxes_are_written_out() {
        check(
            "<p>Write to <a href=/cdn-cgi/l/email-protection data-cfemail=2a4b6a48044945>[email&#160;protected]</a></p><ul><li><input type=checkbox checked> done</ul>",
            &["Write to a@b.co", "☑ "],
            &["protected"],
        );
    }

    #[test]
    fn late_images_are_there() {
        check(
            "<p>a<img class=lazy src=data:image/gif;base64,R0lGOD><noscript><img src=/boat.jpg alt='A boat'></noscript></p>",
            &["src=\"https://paper.example/boat.jpg\"", "alt=\"A boat\""],
            &["R0lGOD"],
        );
    }

    #[test]
    fn listings_beside_their_line_numbers_are_listings() {
        check(
            "<div class=highlight><table><tr><td class=gutter><pre>1\n2\n</pre></td><td class=code><pre><code class=language-go>func main() {\n}\n</code></pre></td></tr></table></div><p>b</p>",
            &["<pre><code class=\"language-go\">func main() {\n}</code></pre>"],
            &["<table", "1\n2"],
        );
        check(
            "<table class='highlight tab-size'><tr><td class=blob-num data-line-number=1></td><td class=blob-code>let a = 1;</td></tr><tr><td class=blob-num data-line-number=2></td><td class=blob-code>  a &lt; b</td></tr></table>",
            &["let a = 1;\n  a &lt; b"],
            &["<table"],
        );
        // A table of numbers is not a listing.
        check(
            "<table class=codes><tr><td>1</td><td>one</td><td>un</td></tr><tr><td>2</td><td>two</td><td>deux</td></tr></table>",
            &["<table", "deux"],
            &["<pre"],
        );
    }

    #[test]
    fn each_line_of_a_listing_is_a_line() {
        check(
            "<pre><code><div class=line><span>a</span> {</div><div class=line>  b</div><div class=line>}</div></code></pre>",
            &["a {\n  b\n}"],
            &["<div"],
        );
        check("<pre><code>one</code><code>two</code></pre>", &["one\n", "two"], &[]);
        check(
            "<pre><button class=copy>Copied!</button><code class='hljs rust'><span style='user-select: none'>1</span>fn a() {}</code></pre>",
            &["<code class=\"language-rust\">fn a() {}</code>"],
            &["Copied", "1fn"],
        );
        check("<figure class='highlight java'><pre>int x;</pre></figure>", &["language-java"], &[]);
    }

    #[test]
    fn code_has_its_language_and_no_line_numbers() {
        check(
            "<div class='highlight highlight-source-rust'><pre><span class=lineno>1</span>let x = 1;</pre></div>",
            &["<pre class=\"language-rust\">let x = 1;</pre>"],
            &[],
        );
        check(
            "<pre><code class='hljs lang-c++'>int x;</code></pre>",
            &["<pre><code class=\"language-cpp\">int x;</code></pre>"],
            &[],
        );
    }

    #[test]
    fn a_video_is_a_titled_link_with_its_picture() {
        check(
            "<p>See:</p><iframe src='https://www.youtube.com/embed/abcdefghijk?x=1' title='The ferry leaves'></iframe>",
            &[
                "<a href=\"https://www.youtube.com/watch?v=abcdefghijk\">The ferry leaves</a>",
                "<img src=\"https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg\"",
            ],
            &["iframe"],
        );
        check(
            "<iframe src=https://ads.example/x></iframe><p>a</p>",
            &["<p>a</p>"],
            &["ads.example"],
        );
        check(
            "<video poster=p.jpg><source src=v.mp4></video>",
            &["https://paper.example/a/v.mp4", "https://paper.example/a/p.jpg"],
            &[],
        );
    }
}
