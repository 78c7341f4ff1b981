//! Claims about the world: that something was done, or that all is well.

use std::sync::LazyLock;

use regex::Regex;

use super::known::Known;
use super::{FaultKind, Verdict, scan};

macro_rules! expressions {
    ($($name:ident = $text:expr;)+) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a fixed expression"));)+
    };
}

expressions! {
    SENTENCE = r"[^.!?\n;]+(?:[.!?](?:\S[^.!?\n;]*))*";
    // "I have cancelled", "I'll now rerun", "he cancelado", "cancelei".
    DONE = r"(?i)\b(?:I|we)(?:['’](?:ve|ll|m)| have| had| am| will| just| did)?(?: now| just| already| successfully| also| been)*\s+(?:cancel+(?:ed|ling)?|kill(?:ed|ing)?|rerun|reran|re-ran|restart(?:ed|ing)?|releas(?:ed|ing)|held|hold|delet(?:ed|ing)|drop(?:ped|ping)?|purg(?:ed|ing)|confirm(?:ed|ing) (?:the )?job|mark(?:ed|ing)|clos(?:ed|ing)|resolv(?:ed|ing)|fix(?:ed|ing)|chang(?:ed|ing)|disabl(?:ed|ing)|stopp(?:ed|ing)|submit(?:ted|ting)|sen(?:t|ding)|execut(?:ed|ing)|approv(?:ed|ing)|repli(?:ed|ying)|answer(?:ed|ing) the prompt|forward(?:ed|ing)|e-?mail(?:ed|ing)|post(?:ed|ing)|escalat(?:ed|ing)|ran the command)\b";
    DONE_ROMANCE = r"(?i)\b(?:(?:eu )?(?:cancelei|liberei|reexecutei|reiniciei|matei|apaguei|exclu[ií]|resolvi|marquei|corrigi|confirmei|enviei|executei|fechei|aprovei)|(?:yo )?(?:he|hemos|acabo de) (?:cancel|liber|reejecut|reinici|mat|borr|elimin|resuel|marc|correg|confirm|envi|ejecut|cerr|aprob)\w*|(?:yo )?(?:cancelé|liberé|reejecuté|reinicié|maté|borré|eliminé|resolví|marqué|corregí|confirmé|envié|ejecuté|cerré|aprobé)|j['’]ai (?:annul|relanc|supprim|libér|tué|résolu|marqu|corrig|confirm|envoy|exécut|ferm)\w*|ich habe [^.\n]{0,60}(?:abgebrochen|gelöscht|neu gestartet|freigegeben|beendet|behoben|markiert|bestätigt|gesendet|geschlossen))";
    // "has been resolved", "was marked as successful".
    PASSIVE = r"(?i)\b(?:has|have|had|is|are|was|were)(?: now| already| just| been| being| successfully| automatically)*\s+(?:resolved|fixed|rerun|restarted|repaired|purged|marked (?:as )?(?:resolved|successful|success|done|complete|closed|ok)|closed as)\b|\b(?:foi|foram|est[aá]|est[aã]o|ha sido|han sido|fue|fueron)(?: j[aá]| ya| marcad[oa]s? como)*\s+(?:resolvid|resuelt|corrigid|corregid|reexecutad|reejecutad|reiniciad|conclu[ií]d[oa] com sucesso|completad[oa] con éxito)\w*|\b(?:wurde|ist) (?:bereits )?(?:behoben|gelöst|erledigt)\b|\ba été (?:résolu|corrigé|relancé)\w*";
    // "no action is needed", "false alarm".
    WELL = r"(?i)\bno (?:further |more |immediate )?(?:action|intervention|steps?|investigation|follow-?up)s?\b[^.\n]{0,30}\b(?:needed|required|necessary)|\bnothing (?:is wrong|to do|needs? to be done|further)|\bfalse (?:alarm|positive|alert)|\b(?:can|may|should|to) be (?:safely )?ignored|\ball (?:jobs|is|systems|streams)(?: are| is)? (?:well|fine|healthy|ok|okay|green|successful|normal|completed)|\beverything (?:is|was|looks|ran) (?:fine|ok|okay|well|good|normal|healthy|green)|\bnão (?:é|há|precisa|requer)[^.\n]{0,40}(?:necessári|ação|nada|agir)|\b(?:tudo|todo) (?:está |esta )?(?:bem|bien|ok|normal|certo|correcto)|\bno (?:se requiere|es necesari[ao]|hace falta|hay que)[^.\n]{0,40}|\bfals[ao] (?:alarme|alarma)|\bkein(?:e)? (?:Maßnahme|Aktion|Handlung)\w*|\balles (?:in Ordnung|gut|ok)|\baucune action|\btout va bien|\bfausse alerte";
    SUCCEEDED = r"(?i)\b(?:succeeded|(?:completed|finished|ended|ran|terminated) (?:successfully|normally|well|ok|cleanly|without errors?)|(?:is|was|ended|status[ :=]+)\s*[*`]{0,2}(?:SUCC|SUCCESSFUL|successful|green|healthy)\b|(?:terminou|concluiu|finalizou|acabou)[^.\n]{0,20}(?:sucesso|bem)|(?:terminó|finalizó|acabó)[^.\n]{0,20}(?:éxito|bien)|(?:erfolgreich) (?:beendet|abgeschlossen))";
    UNSURE = r"(?i)\b(?:not|n['’]t|never|no|if|when|once|until|unless|after|before|should|must|would|could|may|might|will|can|to be|needs?|need|whether|wait(?:s|ing)?|earlier|previous(?:ly)?|last time|yesterday|não|nao|se|quando|até|depois|nunca|cuando|hasta|si|después|says?|said|claims?|claimed|states?|asks?|told|log text|diz|dice|nicht|wenn|bis|sobald)\b";
}

/// Compares claims with the states that the scheduler tells.
pub fn state(text: &str, known: &Known, verdict: &mut Verdict) {
    for sentence in SENTENCE.find_iter(text).map(|sentence| sentence.as_str()) {
        let unsure = UNSURE.is_match(sentence);
        for claim in [&*DONE, &*DONE_ROMANCE] {
            if let Some(found) = claim.find(sentence) {
                // "If I cancelled it" is no claim; "I did not cancel" is none either.
                let before = &sentence[..found.start()];
                verdict.compare(
                    FaultKind::Action,
                    sentence,
                    UNSURE.is_match(before) || denies(found.as_str()),
                );
            }
        }
        if known.in_trouble {
            if WELL.is_match(sentence) {
                // "can be ignored" is no doubt of its own.
                let rest = WELL.replace_all(sentence, " ");
                verdict.compare(FaultKind::State, sentence, UNSURE.is_match(&rest));
            }
            if PASSIVE.is_match(sentence) {
                verdict.compare(FaultKind::State, sentence, unsure);
            }
        }
        if SUCCEEDED.is_match(sentence) && !unsure {
            let quoted = (known.summaries.iter()).any(|summary| sentence.contains(summary));
            let holds = quoted || succeeded(sentence, known);
            verdict.compare(FaultKind::State, sentence, holds);
        }
    }
}

fn denies(claim: &str) -> bool {
    let claim = claim.to_lowercase();
    claim.contains("not ") || claim.contains("n't ")
}

/// Whether none of the objects that a sentence names is known to be in another state.
fn succeeded(sentence: &str, known: &Known) -> bool {
    let mut named = scan::words(sentence)
        .filter_map(|word| known.states.get(&word.to_uppercase()))
        .peekable();
    if named.peek().is_none() {
        return true;
    }
    named.any(|states| {
        states.iter().any(|state| {
            matches!(
                state.as_str(),
                "SUCC" | "SUCCP" | "SUCCESSFUL" | "COMPLT" | "UP"
            )
        })
    })
}
