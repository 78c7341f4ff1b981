//! What a question asks for and what it names, by rules alone.

use super::intent::{Intent, classify};
use super::names::{Mention, MentionKind, last_resort, mentions};

/// What a question asks for and which names it holds, by rules alone; the surest name first.
pub fn understand(text: &str) -> (Intent, Vec<Mention>) {
    let (mut named, blanked) = mentions(text);
    let sure = |kinds: &dyn Fn(MentionKind) -> bool| named.iter().any(|m| m.sure && kinds(m.kind));
    let has_name = sure(&|kind| kind != MentionKind::Code);
    let bare = blanked.split(' ').all(|word| {
        matches!(
            word,
            "" | "name" | "code" | "job" | "stream" | "the" | "o" | "el"
        )
    });
    let guess = named.len() == 1 && blanked.split(' ').count() <= 2;
    let intent = match named.first() {
        // A name alone asks how that object is; a code alone what it means.
        Some(mention) if bare && mention.kind == MentionKind::Code => Intent::Explain,
        Some(_) if bare => Intent::Status,
        Some(mention) if guess && !mention.sure && mention.kind != MentionKind::Code => {
            match classify(&blanked, true) {
                Intent::Unknown => Intent::Status,
                intent => intent,
            }
        }
        _ => classify(&blanked, has_name),
    };
    // "Why is the night red?" names no object, whatever its words may look like.
    if matches!(intent, Intent::Why | Intent::Handover | Intent::Summary)
        && !has_name
        && of_the_plan(&blanked)
    {
        named.clear();
        return (intent, named);
    }
    match intent {
        Intent::Explain => named.sort_by_key(|mention| mention.kind != MentionKind::Code),
        // Without a name these are about the plan as a whole: a guess would only narrow them wrongly.
        Intent::Failed | Intent::Running | Intent::Late | Intent::Counts if !has_name => {
            named.retain(|mention| mention.sure || mention.kind != MentionKind::Any);
        }
        Intent::Why | Intent::Status | Intent::Log | Intent::WaitsFor | Intent::Blocks
            if named.is_empty() =>
        {
            named = last_resort(text);
        }
        _ => {}
    }
    (intent, named)
}

/// Whether a question is about the plan as a whole.
fn of_the_plan(normalised: &str) -> bool {
    const WHOLE: &[&str] = &[
        "night",
        "tonight",
        "plan",
        "batch",
        "everything",
        "production",
        "day",
        "today",
        "noite",
        "plano",
        "tudo",
        "producao",
        "dia",
        "hoje",
        "malha",
        "noche",
        "todo",
        "produccion",
        "hoy",
        "jobs",
        "trabajos",
    ];
    normalised.split(' ').any(|word| WHOLE.contains(&word))
}

/// Whether a question without a name is about what the one before was about.
pub(super) fn refers_back(text: &str, intent: Intent) -> bool {
    const BACK: &[&str] = &[
        "it", "its", "that", "this", "them", "they", "there", "he", "him", "ele", "ela", "dele",
        "dela", "isso", "isto", "esse", "essa", "este", "esta", "disso", "nele", "eles", "el",
        "ella", "eso", "ese", "esa", "su", "sus", "seus", "suas", "seu", "sua", "lo", "same",
        "mesmo", "mismo",
    ];
    let plain = super::intent::normalise(text);
    let mut words = plain.split(' ');
    let begins = matches!(
        words.next(),
        Some("and" | "e" | "y" | "then" | "so" | "but")
    );
    begins
        || plain.split(' ').any(|word| BACK.contains(&word))
        // These make no sense without an object.
        || matches!(
            intent,
            Intent::WaitsFor
                | Intent::Blocks
                | Intent::Log
                | Intent::Finish
                | Intent::Changed
                | Intent::HowTo
                | Intent::Status
                | Intent::Why
        )
}
