//! Removes the site's name from titles.

use commonplace_core::text;

/// Removes the channel and the site that Chinese pages append to a title: `…_教育频道_中国青年网`. Titles
/// themselves do not contain underscores.
fn without_channels(title: &str) -> &str {
    let Some((before, after)) = title.split_once('_') else { return title };
    let before = before.trim();
    let cjk = |text: &str| text.chars().any(commonplace_core::text::is_cjk);
    let short = after.split('_').all(|part| part.chars().count() <= 12 && cjk(part));
    if short && before.chars().count() >= 6 && cjk(before) { before } else { title }
}

/// Removes the site's name before or after a title.
pub(super) fn without_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let site = site.map(text::folded).unwrap_or_default();
    let host = host.unwrap_or_default().trim_start_matches("www.");
    let label = text::folded(host.rsplit('.').nth(1).unwrap_or_default());
    // Whether `part`, everything on one side of a separator, is the site's name.
    let names = |part: &str| {
        let part = text::folded(part);
        !part.is_empty()
            && (part == site
                || part == text::folded(host)
                || label.len() >= 4
                    && (part == label || part.contains(&label) && part.len() <= label.len() + 12)
                || site.len() >= 4 && part.len() <= site.len() + 12 && part.contains(&site)
                || part.len() >= 4 && site.starts_with(&part))
    };
    let mut title = without_channels(title.trim());
    for _ in 0..2 {
        let mut cut = None;
        for separator in
            [" | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", "_", "｜", "|"]
        {
            if let Some((before, after)) = title.rsplit_once(separator)
                && names(after)
                && !before.trim().is_empty()
            {
                cut = Some(before.trim());
            } else if let Some((before, after)) = title.split_once(separator)
                && names(before)
                && !after.trim().is_empty()
            {
                cut = Some(after.trim());
            }
            if cut.is_some() {
                break;
            }
        }
        match cut {
            Some(shorter) => title = shorter,
            None => break,
        }
    }
    title.to_owned()
}
