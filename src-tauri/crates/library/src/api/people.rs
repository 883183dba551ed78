//! People who are quoted.

use commonplace_store as store;

use super::context::Context;
use super::wire::{Nothing, page_of, received, sent};

received! {
    /// A page of the people who are quoted.
    ListPeople {
        /// Words that a name must contain; empty for all people.
        query: String,
        /// How many rows to skip.
        offset: u32,
        /// Maximum number of rows; 500 at most.
        limit: u32,
    }
    /// A person, by one of their names.
    OnePerson {
        /// The name.
        name: String,
    }
    /// A page of the quotations of one person.
    PersonSaid {
        /// The name.
        name: String,
        /// `true` groups the quotations by publication; `false` sorts all of them by time.
        #[serde(default)]
        by_site: bool,
        /// How many rows to skip.
        offset: u32,
        /// Maximum number of rows; 500 at most.
        limit: u32,
    }
    /// Merges two names of one person.
    MergePeople {
        /// The name that becomes an alias.
        from: String,
        /// The name of the person it is an alias of.
        into: String,
    }
}

sent! {
    /// People who are quoted.
    PeopleView {
        /// The people, the most quoted first.
        people: Vec<PersonView>,
        /// Number of people on all pages.
        total: u32,
        /// Number of articles whose quotations have not been found yet; call again while it is not
        /// 0.
        left: u32,
    }
    /// A person who is quoted.
    PersonView {
        /// The name.
        name: String,
        /// Number of their quotations.
        quotations: u32,
    }
    /// The quotations of one person.
    PersonSaidView {
        /// The name.
        name: String,
        /// Other names of the same person.
        aliases: Vec<String>,
        /// Number of their quotations on all pages.
        total: u32,
        /// The quotations, by time or by publication as requested.
        said: Vec<SaidView>,
    }
    /// A quotation and its source.
    SaidView {
        /// The article.
        article: String,
        /// Its title; may be empty.
        title: String,
        /// Its publication.
        site: Option<String>,
        /// When it was published.
        published: Option<String>,
        /// Offset of its first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
        /// Its words.
        words: String,
        /// The speaker's name as found in the article; null if none was found.
        name: Option<String>,
        /// The speaker's role.
        role: Option<String>,
        /// Whether the speaker is sure.
        sure: bool,
    }
}

pub(super) fn people(c: &Context<'_>, args: ListPeople) -> Result<PeopleView, crate::Error> {
    let left = c.library.read_quotations()?;
    let page = page_of(args.offset, args.limit, 500);
    let (people, total) = c.library.store.people(args.query.trim(), page)?;
    Ok(PeopleView { people: people.into_iter().map(Into::into).collect(), total, left })
}

pub(super) fn said(c: &Context<'_>, args: PersonSaid) -> Result<PersonSaidView, crate::Error> {
    let page = page_of(args.offset, args.limit, 500);
    let (said, total) = c.library.store.said_by(&args.name, args.by_site, page)?;
    let aliases = c.library.store.aliases(&args.name)?;
    Ok(PersonSaidView {
        name: args.name,
        aliases,
        total,
        said: said.into_iter().map(Into::into).collect(),
    })
}

pub(super) fn merge_people(c: &Context<'_>, args: MergePeople) -> Result<Nothing, crate::Error> {
    c.library.store.merge_people(args.from, args.into)?;
    Ok(Nothing {})
}

pub(super) fn split_person(c: &Context<'_>, args: OnePerson) -> Result<Nothing, crate::Error> {
    c.library.store.split_person(args.name)?;
    Ok(Nothing {})
}

impl From<store::PersonRow> for PersonView {
    fn from(p: store::PersonRow) -> Self {
        Self { name: p.name, quotations: p.quotations }
    }
}

impl From<store::SaidRow> for SaidView {
    fn from(s: store::SaidRow) -> Self {
        let store::FoundQuotation { position, words, name, role, sure } = s.quotation;
        Self {
            article: s.article.to_string(),
            title: s.title,
            site: s.site,
            published: s.published,
            start: position.start(),
            end: position.end(),
            words,
            name,
            role,
            sure,
        }
    }
}
