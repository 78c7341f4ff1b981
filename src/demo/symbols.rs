//! Interned text: a million rows share a few thousand names.

use std::collections::HashMap;
use std::sync::Arc;

/// A name, by its place in [`Symbols`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sym(u32);

/// Every distinct text once.
#[derive(Debug, Default)]
pub struct Symbols {
    texts: Vec<Arc<str>>,
    places: HashMap<Arc<str>, Sym>,
}

impl Symbols {
    /// The symbol of `text`, made if new.
    pub fn intern(&mut self, text: &str) -> Sym {
        if let Some(&sym) = self.places.get(text) {
            return sym;
        }
        let sym =
            Sym(u32::try_from(self.texts.len())
                .expect("a plan holds fewer than four billion names"));
        let shared: Arc<str> = text.into();
        self.texts.push(Arc::clone(&shared));
        self.places.insert(shared, sym);
        sym
    }

    /// The symbol of `text`, if any row uses it.
    pub fn find(&self, text: &str) -> Option<Sym> {
        self.places.get(text).copied()
    }

    /// The text of a symbol.
    pub fn text(&self, sym: Sym) -> &str {
        &self.texts[sym.0 as usize]
    }
}
