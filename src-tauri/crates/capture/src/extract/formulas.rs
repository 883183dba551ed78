//! Converts formulas in all forms that pages use (TeX for a script, MathML, images, several at
//! once) to MathML with its TeX as alternative text.

use dom_query::{Document, NodeRef};

use crate::sanitize::escaped;

/// Whether an element belongs to a formula shown in several forms.
fn is_of_formula(node: &NodeRef<'_>) -> bool {
    let class = node.class().unwrap_or_default().to_lowercase();
    let named = ["math", "katex", "mjx"].iter().any(|name| class.contains(name));
    named || ["span", "nobr"].iter().any(|name| node.has_name(name))
}

/// Delimiters of TeX, and whether the formula is on a line of its own.
const DELIMITERS: [(&str, &str, bool); 4] =
    [("\\(", "\\)", false), ("\\[", "\\]", true), ("$$", "$$", true), ("$", "$", false)];

/// Converts TeX that a script of the page would have rendered: in elements with a formula's class,
/// and between delimiters anywhere on a page that loads such a script.
fn unset_formulas(document: &Document) {
    for node in document.select("[class*='math'], [class*='arithmatex'], [class*='latex']").nodes()
    {
        let text = node.text();
        let text = text.trim();
        if node.descendants_it().any(|d| d.is_element()) {
            continue;
        }
        let set = DELIMITERS.iter().find_map(|(open, close, block)| {
            let source = text.strip_prefix(open)?.strip_suffix(close)?;
            tex(source, *block)
        });
        if let Some(math) = set {
            node.replace_with_html(math);
        }
    }
    let scripts = document.select("script");
    let sets = scripts.nodes().iter().any(|script| {
        let source = script.attr("src").unwrap_or_default().to_lowercase();
        let text = script.text();
        ["mathjax", "katex"].iter().any(|name| source.contains(name))
            || ["MathJax", "renderMathInElement"].iter().any(|name| text.contains(name))
    });
    if !sets {
        return;
    }
    let texts = document.body().map(|body| body.descendants()).unwrap_or_default();
    let is_code = |node: &NodeRef<'_>| {
        ["pre", "code", "script", "style", "textarea", "math", "noscript"]
            .iter()
            .any(|name| node.has_name(name))
    };
    for node in texts.iter().filter(|node| node.is_text()) {
        let text = node.text();
        if !["\\(", "\\[", "$$"].iter().any(|open| text.contains(open))
            || node.ancestors_it(None).any(|a| is_code(&a))
        {
            continue;
        }
        if let Some(html) = with_formulas(&text) {
            node.before_html(html);
            node.remove_from_parent();
        }
    }
}

/// Replaces the TeX in a text with MathML and escapes the rest as HTML. Returns `None` if the text
/// contains no valid TeX. A single dollar sign may be a price, so `$…$` is not converted.
fn with_formulas(text: &str) -> Option<String> {
    // The next formula of a kind at or after a byte: its start, the range of its TeX, and its end.
    let next = |(open, close, _): &(&str, &'static str, bool), from: usize| {
        let at = from + text[from..].find(open)?;
        let inside = at + open.len();
        let end = inside + text[inside..].find(close)?;
        Some((at, inside..end, end + close.len()))
    };
    let kinds = &DELIMITERS[..3];
    let mut found: Vec<_> = kinds.iter().map(|kind| next(kind, 0)).collect();
    let mut out = String::new();
    let (mut done, mut any) = (0, false);
    while let Some((kind, (at, source, end))) = found
        .iter()
        .enumerate()
        .filter_map(|(kind, one)| Some((kind, one.clone()?)))
        .min_by_key(|(_, (at, ..))| *at)
    {
        out.push_str(&escaped(&text[done..at]));
        match tex(&text[source], kinds[kind].2) {
            Some(math) => {
                out.push_str(&math);
                any = true;
            }
            None => out.push_str(&escaped(&text[at..end])),
        }
        done = end;
        // Only kinds whose match was passed are searched again, so a long text is scanned once for
        // each kind.
        for (kind, one) in kinds.iter().zip(&mut found) {
            if one.as_ref().is_some_and(|(at, ..)| *at < done) {
                *one = next(kind, done);
            }
        }
    }
    out.push_str(&escaped(&text[done..]));
    any.then_some(out)
}

/// Replaces images of formulas whose alternative text is TeX.
fn pictured_formulas(document: &Document) {
    for picture in document.select("img[alt]").nodes() {
        let class = picture.class().unwrap_or_default().to_lowercase();
        let source = picture.attr("src").unwrap_or_default().to_lowercase();
        let says = ["math", "latex"].iter().any(|name| class.contains(name))
            || ["latex", "math/render", "mathtex", "codecogs"]
                .iter()
                .any(|name| source.contains(name));
        let alt = picture.attr("alt").unwrap_or_default();
        // An image about latex or of Mathilda is not a formula, so the alternative text has to look
        // like TeX.
        let short = alt.trim().chars().count() <= 3;
        if !says || alt.trim().is_empty() || !(short || alt.contains(['\\', '^', '_', '=', '{'])) {
            continue;
        }
        let stripped = DELIMITERS
            .iter()
            .find_map(|(open, close, _)| alt.trim().strip_prefix(open)?.strip_suffix(close));
        if let Some(math) = tex(stripped.unwrap_or(&alt), class.contains("display")) {
            picture.replace_with_html(math);
        }
    }
}

/// Converts formulas to MathML, each once, with its TeX as alternative text.
pub(super) fn formulas_to_mathml(document: &Document) {
    for math in document.select("math").nodes() {
        show_formula(math);
    }
    // KaTeX and MathJax show a rendering made of spans beside the MathML.
    for shown in document
        .select(".katex-html, .MathJax_Preview, .MathJax_CHTML, mjx-math, .MathJax nobr, .MathJax > .math, .mwe-math-fallback-image-inline, .mwe-math-fallback-image-display")
        .nodes()
    {
        let formula = shown
            .ancestors_it(Some(3))
            .take_while(is_of_formula)
            .any(|a| a.descendants_it().any(|d| d.has_name("math")));
        if formula || shown.has_class("MathJax_Preview") {
            shown.remove_from_parent();
        }
    }
    // MathJax 2 keeps the MathML in an attribute of the rendering.
    for shown in document.select("[data-mathml]").nodes() {
        let Some(math) = shown.attr("data-mathml") else { continue };
        if math.trim_start().starts_with("<math") {
            shown.replace_with_html(math);
        }
    }
    for script in document.select("script[type^='math/tex']").nodes() {
        let source = script.text();
        let block = script.attr("type").is_some_and(|t| t.contains("mode=display"));
        let shown = script.prev_element_sibling().and_then(|n| match n.has_name("math") {
            true => Some(n),
            false => n.descendants().into_iter().find(|d| d.has_name("math")),
        });
        match shown {
            // The author's TeX is more exact than what was made from it.
            Some(math) => math.set_attr("alttext", &tex_source(&source)),
            None => {
                if let Some(math) = tex(&source, block) {
                    script.before_html(math);
                }
            }
        }
        script.remove_from_parent();
    }
    pictured_formulas(document);
    unset_formulas(document);
    for math in document.select("math").nodes() {
        let source = math.descendants().into_iter().find(|n| {
            n.has_name("annotation")
                && n.attr("encoding").is_some_and(|e| e.contains("tex") || e.contains("TeX"))
        });
        let known = math.attr("alttext").map(|t| t.to_string());
        if let Some(tex) = known.or_else(|| source.map(|s| s.text().to_string())) {
            math.set_attr("alttext", &tex_source(&tex));
        }
    }
}

/// If a formula is visually hidden because an image of it is beside it, shows the formula and
/// removes the image.
fn show_formula(math: &NodeRef<'_>) {
    let words = |node: &NodeRef<'_>| {
        let shown = node.descendants_it().filter(|n| {
            n.is_text()
                && !n.ancestors_it(None).any(|a| a.has_name("math"))
                && !n.text().trim().is_empty()
        });
        shown.count()
    };
    let above: Vec<NodeRef<'_>> = math.ancestors_it(Some(3)).collect();
    for around in above {
        if !around.is_element() || around.has_name("body") || words(&around) > 0 {
            break;
        }
        if crate::blocks::is_hidden(&around) {
            around.remove_attrs(&["hidden", "style", "aria-hidden"]);
            let beside = around.parent().into_iter().flat_map(|p| p.descendants());
            for picture in beside.filter(|n| n.has_name("img")) {
                let class = picture.class().unwrap_or_default().to_lowercase();
                let source = picture.attr("src").unwrap_or_default().to_lowercase();
                if class.contains("math") || class.contains("tex") || source.contains("math") {
                    picture.remove_from_parent();
                }
            }
        }
    }
}

/// The TeX as its author wrote it: without CDATA and without the wrapper that MediaWiki puts around
/// it.
fn tex_source(source: &str) -> String {
    let mut source = source.trim().trim_start_matches("%<![CDATA[").trim_end_matches("%]]>").trim();
    for style in ["\\displaystyle", "\\textstyle"] {
        let inner = source.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
        let inner = inner.and_then(|s| s.trim_start().strip_prefix(style));
        // Checks that the outer braces belong together.
        let whole = |s: &str| {
            let mut depth = 0_i32;
            s.chars().all(|c| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                depth >= 0
            })
        };
        if let Some(inner) = inner.filter(|s| whole(s) && !s.starts_with(char::is_alphabetic)) {
            source = inner.trim();
        }
    }
    source.to_owned()
}

/// Converts TeX to MathML. Returns `None` if the TeX is empty, too long, or cannot be parsed.
fn tex(source: &str, block: bool) -> Option<String> {
    use pulldown_latex::config::{DisplayMode, RenderConfig};
    let source = &tex_source(source);
    if source.is_empty() || source.len() > 10_000 {
        return None;
    }
    let storage = pulldown_latex::Storage::new();
    let events: Result<Vec<_>, _> = pulldown_latex::Parser::new(source, &storage).collect();
    let events = events.ok()?;
    let display_mode = if block { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, annotation: Some(source), ..RenderConfig::default() };
    let mut out = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    pulldown_latex::push_mathml(&mut out, events, config).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::extract::prepare::tests::check;

    #[test]
    fn formulas_that_a_script_would_have_set_are_set() {
        check(
            "<p>Pandoc writes <span class='math inline'>\\(E=mc^2\\)</span> so, and <span class='math display'>\\[x+1\\]</span>.</p>",
            &["alttext=\"E=mc^2\"", "alttext=\"x+1\"", "display=\"block\""],
            &["\\(", "\\["],
        );
        check(
            "<script src='https://cdn.example/MathJax.js'></script><p>It takes \\(n^2\\) days, $$m+1$$ and costs $5 to $6.</p><pre>\\(a\\)</pre>",
            &["alttext=\"n^2\"", "alttext=\"m+1\"", "costs $5 to $6", "\\(a\\)"],
            &["\\(n"],
        );
        // Without such a script these are words.
        check("<p>Use \\(group\\) in a pattern.</p>", &["\\(group\\)"], &["<math"]);
        check(
            "<p>One <span class=katex><math><mi>x</mi></math></span> and <img class='mwe-math-fallback-image-inline' src='https://w.example/math/render/svg/1' alt='{\\displaystyle \\alpha +1}'> here; <img class=latex src=/latex.php alt='x^3'></p>",
            &["alttext=\"\\alpha +1\"", "alttext=\"x^3\""],
            &["<img"],
        );
        check(
            "<p>Worn: <img class=mathilda src=/latex-gloves.jpg alt='Mathilda in latex gloves'></p>",
            &["<img", "Mathilda in latex gloves"],
            &["<math"],
        );
        // Words beside a formula keep their spaces.
        check(
            "<script src=/katex.js></script><p>It <b>is</b> \\(x\\) and \\[y\\] there</p>",
            &["<b>is</b> <math", "</math> and <math", "</math> there"],
            &[],
        );
    }

    #[test]
    fn formulas_come_out_as_mathml_once() {
        check(
            "<p>So <span class=katex><span class=katex-mathml><math><semantics><mrow><mi>x</mi></mrow><annotation encoding=application/x-tex>x</annotation></semantics></math></span><span class=katex-html aria-hidden=true>x</span></span></p>",
            &["<mi>x</mi>", "alttext=\"x\""],
            &["<span", "annotation"],
        );
        check(
            "<p>And <script type='math/tex'>\\frac{a}{b}</script> too</p>",
            &[
                "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>",
                "alttext=\"\\frac{a}{b}\"",
            ],
            &[],
        );
    }

    #[test]
    fn a_formula_hidden_beside_its_picture_is_shown() {
        check(
            "<p>The map takes <span class='mwe-math-element'><span class='mwe-math-mathml-inline mwe-math-mathml-a11y' style='display: none;'><math alttext='{\\displaystyle n\\to 3n+1}'><semantics><mrow><mi>n</mi><mo>→</mo><mn>3</mn><mi>n</mi></mrow><annotation encoding='application/x-tex'>{\\displaystyle n\\to 3n+1}</annotation></semantics></math></span><img src='https://wikimedia.example/math/render/svg/e1' class='mwe-math-fallback-image-inline' alt='n'></span> when odd.</p>",
            &["<mi>n</mi>", "alttext=\"n\\to 3n+1\"", "when odd"],
            &["<img", "displaystyle"],
        );
        // MathJax 2 renders it as letters, includes MathML for screen readers, and keeps the
        // author's TeX.
        check(
            "<div class='MathJax_Display'><span class='MathJax'><nobr aria-hidden='true'><span class='math'>y=x3</span></nobr><span class='MJX_Assistive_MathML'><math display='block'><mi>y</mi><mo>=</mo><msup><mi>x</mi><mn>3</mn></msup></math></span></span></div><script type='math/tex; mode=display'>y=x^3</script>",
            &["alttext=\"y=x^3\"", "<msup>"],
            &["y=x3"],
        );
    }
}
