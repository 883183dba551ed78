//! People who are quoted.

use commonplace_store as store;

use super::context::Context;
use super::wire::{Nothing, page_of, received, sent};

received! {
    /// Which people.
    ListPeople {
        /// Words that stand in their names; empty for all.
        query: String,
        /// How many to pass over.
        offset: u32,
        /// How many, at most 500.
        limit: u32,
    }
    /// Somebody, or one of the names of somebody.
    OnePerson {
        /// The name.
        name: String,
    }
    /// What somebody said, a page of it.
    PersonSaid {
        /// The name.
        name: String,
        /// The words in one publication together, not all in the order of time.
        #[serde(default)]
        by_site: bool,
        /// How many to pass over.
        offset: u32,
        /// How many, at most 500.
        limit: u32,
    }
    /// Two names of one person.
    MergePeople {
        /// The name that is another's.
        from: String,
        /// Whose it is.
        into: String,
    }
}

sent! {
    /// Those who are quoted.
    PeopleView {
        /// The most quoted first.
        people: Vec<PersonView>,
        /// How many there are.
        total: u32,
        /// How many articles were not read for this yet: ask again.
        left: u32,
    }
    /// Somebody who is quoted.
    PersonView {
        /// The name.
        name: String,
        /// How many quotations there are.
        quotations: u32,
    }
    /// What somebody said.
    PersonSaidView {
        /// The name.
        name: String,
        /// Other names of the same person.
        aliases: Vec<String>,
        /// How many quotations there are.
        total: u32,
        /// In the order of time.
        said: Vec<SaidView>,
    }
    /// Something that somebody said, and where.
    SaidView {
        /// The article.
        article: String,
        /// Its title; may be empty.
        title: String,
        /// Its publication.
        site: Option<String>,
        /// When it was published.
        published: Option<String>,
        /// First code point.
        start: u32,
        /// One past the last.
        end: u32,
        /// The words.
        words: String,
        /// The name it was found under, if there is one.
        name: Option<String>,
        /// In what capacity.
        role: Option<String>,
        /// Whether it is sure that this one said it.
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
