//! Finding connectors by name, category or intent. It ranks and says why; it never picks between equals.

use std::collections::BTreeSet;

use serde::Serialize;
use strsim::osa_distance;

use crate::manifest::Connector;

/// Words that say nothing about what is looked for.
const FILLERS: [&str; 21] = [
    "a", "an", "and", "any", "connect", "for", "from", "i", "in", "into", "me", "my", "need", "of",
    "on", "our", "the", "to", "want", "with", "via",
];
/// Longest query looked at, in bytes; the rest is ignored.
const MAX_QUERY: usize = 200;

const WORD: u32 = 400;
const PREFIX: u32 = 300;
const INSIDE: u32 = 200;
const SIMILAR: u32 = 100;
const WHOLE_NAME: u32 = 1000;
const NAME_START: u32 = 150;

/// A connector that fits a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchHit {
    /// The connector's id.
    pub connector: String,
    /// Its name.
    pub name: String,
    /// Higher fits better; equal scores are equals.
    pub score: u32,
    /// What matched.
    pub reasons: Vec<Reason>,
}

/// Why a connector was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reason {
    /// The kind of text that matched.
    pub matched_in: MatchedIn,
    /// The text that matched.
    pub text: String,
}

/// Where a query matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedIn {
    /// The name or the id.
    Name,
    /// Another name.
    Alias,
    /// The category.
    Category,
    /// A keyword.
    Keyword,
}

/// What a list of hits amounts to.
#[derive(Debug, PartialEq, Eq)]
pub enum Best<'a> {
    /// Nothing fits.
    None,
    /// One fits better than all others.
    One(&'a SearchHit),
    /// Several fit equally well; a person chooses.
    Equals(&'a [SearchHit]),
}

/// Says whether the first hit stands alone. `hits` must be in the order [`super::Catalogue::search`] returned.
#[must_use]
pub fn best(hits: &[SearchHit]) -> Best<'_> {
    let Some(first) = hits.first() else { return Best::None };
    let equals = hits.iter().take_while(|hit| hit.score == first.score).count();
    if equals == 1 { Best::One(first) } else { Best::Equals(&hits[..equals]) }
}

/// The searchable texts of one connector, in lower case.
pub(super) struct Index {
    id: String,
    name: String,
    terms: Vec<Term>,
}

struct Term {
    matched_in: MatchedIn,
    text: String,
    lower: String,
    words: Vec<String>,
}

impl Term {
    fn new(matched_in: MatchedIn, text: &str) -> Self {
        let words = split(text);
        Self { matched_in, text: text.to_owned(), lower: words.join(" "), words }
    }
}

impl Index {
    pub(super) fn new(connector: &Connector) -> Self {
        let mut terms = vec![
            Term::new(MatchedIn::Name, &connector.name),
            Term::new(MatchedIn::Name, &connector.id),
            Term::new(MatchedIn::Category, connector.category.title()),
        ];
        terms.extend(connector.aliases.iter().map(|alias| Term::new(MatchedIn::Alias, alias)));
        terms.extend(
            connector.keywords.iter().map(|keyword| Term::new(MatchedIn::Keyword, keyword)),
        );
        Self { id: connector.id.clone(), name: connector.name.clone(), terms }
    }
}

/// Ranks all connectors. A hit fits every word of the query; if no connector does, as many words as any does.
pub(super) fn rank(index: &[Index], text: &str) -> Vec<SearchHit> {
    let words = query_words(text);
    if words.is_empty() {
        return Vec::new();
    }
    let found: Vec<(usize, SearchHit)> =
        index.iter().filter_map(|entry| match_entry(entry, &words)).collect();
    let most = found.iter().map(|(matched, _)| *matched).max().unwrap_or_default();
    let mut hits: Vec<SearchHit> =
        found.into_iter().filter(|(matched, _)| *matched == most).map(|(_, hit)| hit).collect();
    hits.sort_by(|one, other| {
        other
            .score
            .cmp(&one.score)
            .then_with(|| one.name.to_lowercase().cmp(&other.name.to_lowercase()))
    });
    hits
}

fn match_entry(entry: &Index, words: &[String]) -> Option<(usize, SearchHit)> {
    let mut score = 0;
    let mut matched = 0;
    let mut reasons = BTreeSet::new();
    for word in words {
        let best = entry
            .terms
            .iter()
            .map(|term| (score_word(term, word), term))
            .max_by_key(|(score, _)| *score);
        if let Some((points, _)) = best.filter(|(points, _)| *points > 0) {
            score += points;
            matched += 1;
            let same = entry.terms.iter().filter(|term| score_word(term, word) == points);
            reasons.extend(
                same.map(|term| Reason { matched_in: term.matched_in, text: term.text.clone() }),
            );
        }
    }
    score += score_whole(entry, &words.join(" "));
    let hit = SearchHit {
        connector: entry.id.clone(),
        name: entry.name.clone(),
        score,
        reasons: reasons.into_iter().collect(),
    };
    (matched > 0).then_some((matched, hit))
}

/// What the query as a whole is worth: the name itself, another name, or the beginning of one.
fn score_whole(entry: &Index, query: &str) -> u32 {
    let names = || {
        entry
            .terms
            .iter()
            .filter(|term| matches!(term.matched_in, MatchedIn::Name | MatchedIn::Alias))
    };
    if names().any(|term| term.lower == query) {
        WHOLE_NAME
    } else if names().any(|term| term.lower.starts_with(query)) {
        NAME_START
    } else {
        0
    }
}

/// A word of the name and a word of the category or of an intent are worth the same: "CRM" means all of them.
fn score_word(term: &Term, word: &str) -> u32 {
    let named = matches!(term.matched_in, MatchedIn::Name | MatchedIn::Alias);
    if term.words.iter().any(|own| own == word || is_plural(own, word)) {
        return WORD;
    }
    if word.len() >= 2 && term.words.iter().any(|own| own.starts_with(word)) {
        return if named { PREFIX } else { INSIDE };
    }
    if named && word.len() >= 3 && term.lower.replace(' ', "").contains(word) {
        return INSIDE;
    }
    let allowed = match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let similar = |own: &String| {
        own.len().abs_diff(word.len()) <= allowed && osa_distance(own, word) <= allowed
    };
    if named && allowed > 0 && term.words.iter().any(similar) { SIMILAR } else { 0 }
}

fn is_plural(one: &str, other: &str) -> bool {
    let stem = |text: &str| text.strip_suffix('s').map(str::to_owned);
    one.len() > 3 && (stem(one).as_deref() == Some(other) || stem(other).as_deref() == Some(one))
}

fn query_words(text: &str) -> Vec<String> {
    let mut end = text.len().min(MAX_QUERY);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let words = split(&text[..end]);
    let telling: Vec<String> =
        words.iter().filter(|word| !FILLERS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { words } else { telling }
}

fn split(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace("e-mail", "email").replace("e-commerce", "ecommerce");
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
