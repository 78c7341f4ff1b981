//! The numbers of the evidence.

use jiff::Timestamp;

use crate::diagnose::finding::{Fact, Found};
use crate::diagnose::{Cause, Evidence, Link, confidence};

/// Numbers evidence, each fact once.
pub(super) struct Ledger {
    now: Timestamp,
    /// The evidence so far.
    pub evidence: Vec<Evidence>,
}

impl Ledger {
    /// With nothing in it, for what is observed now.
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            evidence: Vec::new(),
        }
    }

    /// Adds a fact; its number.
    pub fn add(&mut self, fact: Fact) -> String {
        if let Some(known) = self
            .evidence
            .iter()
            .find(|known| known.title == fact.title && known.source == fact.source)
        {
            return known.id.clone();
        }
        let id = format!("E{}", self.evidence.len() + 1);
        self.evidence.push(Evidence {
            id: id.clone(),
            kind: fact.kind,
            title: fact.title,
            source: fact.source,
            observed_at: self.now,
            excerpt: fact.excerpt,
            data: fact.data,
        });
        id
    }

    /// A cause with its facts numbered.
    pub fn cause(&mut self, found: &Found, chain: &[Link]) -> Cause {
        let evidence = found
            .facts
            .iter()
            .cloned()
            .map(|fact| self.add(fact))
            .collect();
        let object = chain
            .last()
            .map(|link| link.object.clone())
            .expect("a chain holds at least its subject");
        Cause {
            kind: found.kind,
            object,
            summary: found.summary.clone(),
            confidence: confidence::of(&found.signs),
            evidence,
            site: found.site.clone(),
            as_expected: found.as_expected || found.kind.is_healthy(),
        }
    }
}
