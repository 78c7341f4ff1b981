//! What of the walk counts: of a join that some members are enough for, those that it really waits
//! for; and circles, in which nothing can ever start.

use std::collections::VecDeque;
use std::ops::Range;

use super::{Visits, Walked, Way, describe, name_of, step};
use crate::diagnose::confidence::Sign;
use crate::diagnose::facts::Facts;
use crate::diagnose::finding::{Fact, Found, Prospect};
use crate::diagnose::{Kind, Relation};

/// How many members of a circle are named.
const NAMED: usize = 5;

/// Leaves away what does not hold the subject up, and collects the causes that are left.
pub(super) fn settle(facts: &Facts, mut visits: Visits) -> Walked {
    let mut prospects = Prospects::new(&visits);
    let mut causes = Vec::new();
    let mut onward = Onward::new(visits.len());
    let mut reached = vec![false; visits.len()];
    reached[0] = true;
    let mut places = Vec::with_capacity(visits.len());
    let mut unfinished = false;
    let mut steps = Vec::new();
    let mut queue = VecDeque::from([0]);
    while let Some(at) = queue.pop_front() {
        let ways = visits[at].ways.as_deref();
        unfinished |= ways.is_none();
        prospects.choose(ways.unwrap_or_default(), None, &mut steps);
        onward.begin(at);
        for step in steps.drain(..) {
            match step {
                Step::Cause(found) => causes.push((at, *found)),
                Step::To {
                    to,
                    relation,
                    aside,
                } => {
                    onward.add(at, to);
                    if !std::mem::replace(&mut reached[to], true) {
                        places.push((to, at, relation, aside));
                        queue.push_back(to);
                    }
                }
            }
        }
    }
    for (to, from, relation, aside) in places {
        let visit = &mut visits[to];
        (visit.from, visit.relation, visit.aside) = (Some(from), relation, aside);
    }
    if let Some(members) = circle(&onward) {
        causes.push(round(facts, &visits, &members));
    }
    Walked {
        visits,
        causes,
        unfinished,
    }
}

/// Where it goes on from each object, all in one list.
struct Onward {
    to: Vec<usize>,
    of: Vec<Range<usize>>,
}

impl Onward {
    fn new(objects: usize) -> Self {
        Self {
            to: Vec::with_capacity(objects),
            of: vec![0..0; objects],
        }
    }

    fn begin(&mut self, at: usize) {
        self.of[at] = self.to.len()..self.to.len();
    }

    fn add(&mut self, at: usize, to: usize) {
        self.to.push(to);
        self.of[at].end = self.to.len();
    }

    fn from(&self, at: usize) -> &[usize] {
        &self.to[self.of[at].clone()]
    }
}

/// A step that counts.
enum Step {
    Cause(Box<Found>),
    To {
        to: usize,
        relation: Relation,
        aside: Option<String>,
    },
}

/// Whether each object will come, worked out once.
struct Prospects<'a> {
    visits: &'a Visits,
    known: Vec<Option<Prospect>>,
    asked: Vec<bool>,
}

impl<'a> Prospects<'a> {
    fn new(visits: &'a Visits) -> Self {
        Self {
            visits,
            known: vec![None; visits.len()],
            asked: vec![false; visits.len()],
        }
    }

    /// The steps that count.
    fn choose(&mut self, ways: &[Way], aside: Option<&str>, steps: &mut Vec<Step>) {
        for way in ways {
            match way {
                Way::Cause(found) => {
                    let mut found = found.clone();
                    if let Some(aside) = aside {
                        found.summary = format!("{}; {aside}", found.summary);
                    }
                    steps.push(Step::Cause(found));
                }
                Way::To { at, relation } => steps.push(Step::To {
                    to: *at,
                    relation: *relation,
                    aside: aside.map(str::to_owned),
                }),
                Way::Any {
                    label,
                    needed,
                    members,
                } => {
                    let enough = self.enough(*needed, members);
                    let mut needless = Vec::new();
                    let mut counting = Vec::new();
                    for (name, ways) in members {
                        if self.all(ways) <= enough {
                            counting.push(ways);
                        } else {
                            needless.push(name.as_str());
                        }
                    }
                    let said = match (needless.as_slice(), enough) {
                        ([], Prospect::Never) => {
                            Some(format!("{label} can no longer be met as things are"))
                        }
                        ([], _) => None,
                        (names, _) => Some(format!("{label} can be met without {}", listed(names))),
                    };
                    for ways in counting {
                        self.choose(ways, said.as_deref().or(aside), steps);
                    }
                }
            }
        }
    }

    /// The best that so many members still reach: what is worse than that, the join can do without.
    fn enough(&mut self, needed: usize, members: &[(String, Vec<Way>)]) -> Prospect {
        let mut each: Vec<Prospect> = members.iter().map(|(_, ways)| self.all(ways)).collect();
        each.sort_unstable();
        let last = needed.clamp(1, each.len().max(1)) - 1;
        each.get(last).copied().unwrap_or(Prospect::ByItself)
    }

    /// Everything must come; where there is nothing to wait for, it comes by itself.
    fn all(&mut self, ways: &[Way]) -> Prospect {
        ways.iter()
            .map(|way| match way {
                Way::Cause(found) => found.prospect(),
                Way::To { at, .. } => self.of(*at),
                Way::Any {
                    needed, members, ..
                } => self.enough(*needed, members),
            })
            .max()
            .unwrap_or(Prospect::ByItself)
    }

    fn of(&mut self, at: usize) -> Prospect {
        if let Some(known) = self.known[at] {
            return known;
        }
        if std::mem::replace(&mut self.asked[at], true) {
            // It waits for itself.
            return Prospect::Never;
        }
        let visits = self.visits;
        let prospect = match &visits[at].ways {
            Some(ways) => self.all(ways),
            None => Prospect::IfSeenTo,
        };
        self.known[at] = Some(prospect);
        prospect
    }
}

/// The members of a circle, in the order in which each waits for the next; none when there is none.
fn circle(onward: &Onward) -> Option<Vec<usize>> {
    let mut done = vec![false; onward.of.len()];
    // The way from the subject, each object with how many of its ways were taken.
    let mut path: Vec<(usize, usize)> = vec![(0, 0)];
    while let Some((at, taken)) = path.last_mut() {
        let Some(to) = onward.from(*at).get(*taken).copied() else {
            done[*at] = true;
            path.pop();
            continue;
        };
        *taken += 1;
        if let Some(from) = path.iter().position(|(on, _)| *on == to) {
            return Some(path[from..].iter().map(|(on, _)| *on).collect());
        }
        if !done[to] {
            path.push((to, 0));
        }
    }
    None
}

/// A circle as a cause, found at its last member, which waits for its first.
fn round(facts: &Facts, visits: &Visits, members: &[usize]) -> (usize, Found) {
    let (first, last) = (members[0], members[members.len() - 1]);
    let mut names: Vec<String> = members
        .iter()
        .take(NAMED)
        .map(|at| name_of(facts, &visits.keys()[*at]))
        .collect();
    if members.len() > NAMED {
        names.push(format!("{} more", members.len() - NAMED));
    }
    let text = match names.as_slice() {
        [only] => format!("{only} waits for itself, so it can never start by itself"),
        names => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!(
                "{} wait for each other in a circle, so none of them can ever start by itself",
                listed(&names)
            )
        }
    };
    let next = members.iter().cycle().skip(1);
    let evidence: Vec<Fact> = members
        .iter()
        .zip(next)
        .flat_map(|(from, to)| step(facts, visits, *from, *to))
        .collect();
    let closing = visits[last]
        .ways
        .iter()
        .flatten()
        .find_map(|way| match way {
            Way::To { at, relation } if *at == first => Some(*relation),
            _ => None,
        });
    let relation = closing.unwrap_or(Relation::WaitsFor);
    let (object, status) = describe(facts, &visits.keys()[first]);
    let found = Found::here(
        Kind::PredecessorNotStarted,
        text,
        vec![Sign::Derived],
        evidence,
    );
    (last, found.never().on(object, relation, status))
}

/// `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., end] => format!("{} and {end}", first.join(", ")),
    }
}
