//! Authors of a page: from metadata for machines, and from the visible byline.

use commonplace_core::{Field, Origin, text};
use dom_query::Document;

use super::candidates::FoundMetadata;
use super::linked_data::LinkedData;
use super::names::{given_name_first, is_name, split_names};
use super::plain::squash;
use super::tags::Tags;
use super::visible;
use crate::paste;

/// The authors, and the byline.
pub(super) fn authors(
    out: &mut FoundMetadata,
    document: &Document,
    data: &LinkedData,
    tags: &Tags,
    seen: &visible::Visible,
    site: Option<&str>,
) -> (Vec<String>, Option<String>) {
    let site = site.map(text::folded).unwrap_or_default();
    let agents = data.authors();
    let persons: Vec<String> =
        agents.iter().filter(|a| a.is_person).flat_map(|a| split_names(&a.name)).collect();
    let organisations: Vec<String> =
        agents.into_iter().filter(|a| !a.is_person).map(|a| a.name).collect();
    let microdata = [
        "[itemprop=author] [itemprop=name]",
        "[itemprop=author]",
        "[rel=author]",
        ".p-author",
        ".h-card .p-name",
    ]
    .iter()
    .find_map(|selector| {
        let names: Vec<String> = document
            .select(selector)
            .iter()
            .take(8)
            .map(|e| squash(&e.text()))
            .filter(|t| (2..=60).contains(&t.chars().count()))
            .flat_map(|t| visible::plausible(split_names(&t)))
            .collect();
        (!names.is_empty()).then_some(names)
    })
    .unwrap_or_default();
    let mut written = tags.all(&[
        "author",
        "article:author",
        "parsely-author",
        "byl",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "article:author_name",
    ]);
    written.retain(|n| !n.starts_with("http"));
    let written: Vec<String> = match written.as_slice() {
        // One element that contains all names.
        [line] => split_names(line),
        _ => written,
    };
    // Metadata for sharing: a label such as `Written by`, and the names.
    let shared = (1..=2).find_map(|n| {
        let label = tags.first(&[&format!("twitter:label{n}")])?;
        let data = tags.first(&[&format!("twitter:data{n}")])?;
        Some(visible::plausible(paste::byline_names(&format!("{label} {data}"))?))
    });
    let turned = tags
        .all(&["citation_author"])
        .iter()
        .map(|name| given_name_first(name))
        .collect::<Vec<_>>();
    let other = |names: &[String]| -> Vec<String> {
        names.iter().filter(|n| text::folded(n) != site).cloned().collect()
    };
    let known = |names: Vec<String>| -> Vec<String> {
        let mut good: Vec<String> = Vec::new();
        for name in names {
            if is_name(&name) && !good.iter().any(|g| g.eq_ignore_ascii_case(&name)) {
                good.push(name);
            }
        }
        good
    };
    let names = out.pick_list(
        Field::Authors,
        [
            (Origin::Highwire, turned),
            (Origin::Visible, seen.byline.clone()),
            (Origin::JsonLd, other(&persons)),
            (Origin::Meta, other(&written)),
            (Origin::Microdata, other(&microdata)),
            (Origin::Visible, seen.author.clone()),
            (Origin::Meta, other(&shared.unwrap_or_default())),
            // An organisation counts as author only if it is the publication; others often just
            // made the website.
            (
                Origin::JsonLd,
                organisations.into_iter().filter(|n| text::folded(n) == site).collect(),
            ),
        ]
        .map(|(origin, names)| (origin, known(names))),
    );
    if let Some(origin) = out.origin(Field::Authors) {
        out.origins.push((Field::Byline, origin));
    }
    let byline = (!names.is_empty()).then(|| names.join(", "));
    (names, byline)
}
