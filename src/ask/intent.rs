//! What a question asks for, by rules: phrases of three languages, weighed against each other.

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Why something failed, waits, is late, slow, held or has not started.
    Why,
    /// The state of one object.
    Status,
    /// What failed.
    Failed,
    /// What runs.
    Running,
    /// What is late.
    Late,
    /// What waits for a person.
    WaitingForPeople,
    /// What something waits for.
    WaitsFor,
    /// What something blocks.
    Blocks,
    /// Critical jobs and deadlines.
    Critical,
    /// Workstations and their problems.
    Workstations,
    /// How many.
    Counts,
    /// A job's log.
    Log,
    /// What a status or code means.
    Explain,
    /// When something will finish.
    Finish,
    /// The critical path.
    CriticalPath,
    /// What changed since the last good run.
    Changed,
    /// How to do something.
    HowTo,
    /// What happened since a time.
    Handover,
    /// The plan as a whole.
    Summary,
    /// What can be asked.
    Help,
    /// Out of reach.
    Unknown,
}

/// A phrase that points at an intent, with its weight. Questions are matched in small letters,
/// without accents, with every object name replaced by `NAME`.
struct Phrase {
    intent: Intent,
    weight: u8,
    pattern: Regex,
}

/// Compiles a phrase; normalised questions are ASCII, so no Unicode classes are needed.
fn phrase(pattern: &str) -> Regex {
    RegexBuilder::new(pattern)
        .unicode(false)
        .build()
        .expect("the phrases are tested")
}

macro_rules! phrases {
    ($($intent:ident $weight:literal $pattern:literal;)+) => {
        static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| vec![
            $(Phrase {
                intent: Intent::$intent,
                weight: $weight,
                pattern: phrase($pattern),
            }),+
        ]);
    };
}

phrases! {
    // Why, in all its forms.
    Why 12 r"^\W*(e |and |but |mas |pero |y )?(why|how come|por ?que|porque|pq|xq|y did|y is|y has|motivo|qual (o |e o )?motivo|cual es el motivo|a que se debe|what('?s| is) the (reason|cause))\b";
    Why 9 r"\b(why|how come|por ?que|porque|pq|xq|motivo|razao|razon|reason|root cause|raiz|caus(ed|es|ou|o|ando|ing)|a que se debe)\b";
    Why 6 r"\b(cause|causa|causas)\b";
    Why 7 r"\b(what('?s| is| was)?( has| did)? (went wrong|wrong with|happened (to|with)|the (matter|problem|issue|trouble) with|holding( up)?|keeping|stopping|preventing|delaying|blocking|made|caus(ed|ing)))\b";
    Why 7 r"\b(o que|que|oque) (houve|aconteceu|ocorreu|ocurre|paso|sucedio|ha pasado|deu errado|fallo|passou|esta (impedindo|segurando|travando|bloqueando|deteniendo|frenando)|impede|impide|detiene|frena|retiene|prende|segura|trava)\b";
    Why 11 r"\b(o que|que|what) (is|are|esta|estao|estan) \w*(ing|ndo)( up| back)? (o |a |el |la |the |job |stream |trabajo |my )*name\b";
    Why 11 r"\b(quem|quien|who) (is |are |esta |estao |estan )?(hold\w*|keep\w*|block\w*|stop\w*|delay\w*|segur\w+|retien\w*|reten\w*|trav\w+|bloque\w+|prend\w+|fren\w+|deten\w*|deteniendo|imped\w*)( up| back)? (o |a |el |la |the |job |jobs |stream |trabajo |my )*name\b";
    Why 6 r"\b(diagnose|troubleshoot|investigate|analyse|analyze|diagnostica\w*|analis[ae]\w*|investig(a|ue|ar)\w*)\b";
    Why 8 r"\bname\b.*\b(stuck|hung|hang(s|ing)?|not (start|run|launch)\w*|didn'?t (start|run)|hasn'?t (start|run)\w*|won'?t (start|run)|never (start|ran|run)\w*|travad[oa]|atascad[oa]|trabad[oa]|nao (inici\w*|comec\w*|rodou|roda|startou)|no (arranc\w*|inici\w*|empez\w*|corri?\w*|se ejecut\w*))\b";
    Why 7 r"\bname\b.*\b(fail(ed|ing|s)?|abend\w*|falhou|fallo|caiu|cayo|parad[oa]|presa|preso|detenid[oa]|retraso|atraso|atrasad[oa])\b";
    Why 5 r"\b(fail(ed|ure)?|abend\w*|stuck|hung|travad[oa]|parad[oa]|presa|preso|atascad[oa]|trabad[oa]|detenid[oa])\b.*\bname\b";
    // What it waits for.
    WaitsFor 9 r"\b(what|which|who)\b.*\b(is|are|does|do)\b.*\bname\b.*\b(wait(ing|s)?( for| on)?|depend(s|ing)? on|need(s|ing)?)\b";
    WaitsFor 9 r"\b(predecessors?|upstream|dependenc(y|ies)|dependencias?|depende\b|depends on|antecessor\w*|predecessor\w*|predecesor\w*|antecesor\w*|precedent\w*|prerequisit\w*|pre-requisit\w*|requisitos)\b";
    WaitsFor 10 r"\b(esperando|espera|aguardando|aguarda|waiting (for|on)|waits? (for|on))\b.*\b(o que|que|quem|quien|what|which)\b|\b(o que|que|quem|quien|what|por quem|pelo que|a que|de que|do que)\b.*\b(esperando|espera|aguardando|aguarda|waiting (for|on)|waits? (for|on))\b";
    WaitsFor 9 r"\bwhat (has to|must|needs to) (finish|end|complete|run|happen) before\b|\bo que (precisa|tem que|deve) (terminar|acabar|rodar|rodar) antes\b|\bque (tiene|debe|hace falta)( que)? (terminar|acabar|correr)? ?antes\b|\bwhat (comes|runs) before\b|\b(que|quem|quien) (vem|viene|roda|corre|va|van|vem|vienen) antes\b";
    // What it blocks.
    Blocks 10 r"\b(what|who|which( jobs?| streams?)?)\b.*\b(does|do|is|are|did|would|will)\b.*\bname\b.*\b(block(ing|s|ed)?|hold(ing|s)?( up)?|delay(ing|s)?|affect(s|ing)?|impact\w*|stop(ping|s)?)\b";
    Blocks 9 r"\b(successors?|downstream|impact\w*|blast radius|sucessor\w*|sucesor\w*|posteriores|consequenc\w*|consecuenc\w*|afeta\w*|afecta\w*|impacta\w*|waiting (for|on) name|waits (for|on) name|depends? on name|blocked by name|held (up )?by name|dependem d[eoa]|dependen de|depende d[eoa] name|esperando (por |pelo |pela |a |al |o |el )?name|aguardando (o |a |pelo |pela )?name|esperam|esperan a)\b";
    Blocks 9 r"\b(block(s|ing)?|bloqueia\w*|bloquea\w*|bloqueando|trava\b|travando|segura\b|segurando|frena\b|frenando|retiene|detiene)\b";
    Blocks 8 r"\bwhat (breaks|happens|is lost|stops|else)\b.*\bif\b|\bo que (quebra|acontece|para|deixa)\b.*\bse\b|\bque (pasa|se rompe|ocurre|deja)\b.*\bsi\b";
    Blocks 12 r"\b(quem|quien|quienes|who|which jobs|que jobs|quais jobs)\b.*\b(espera\w*|aguarda\w*|waits?|waiting|depend\w*)( for| on| por| pel[oa]| d[eoa]| del| a| al)+ (o |a |el |la |the |job |stream )*name\b";
    Blocks 11 r"\b(ficam?|quedan?|are|get|gets) (pres[oa]s?|detenid[oa]s?|travad[oa]s?|parad[oa]s?|bloquead[oa]s?|blocked|stuck|held)\b.*\b(por|because|by)\b|\bque se (para|rompe|cae|bloquea)\b.*\bsi\b";
    // What failed.
    Failed 8 r"\b(which|what|list|show|any|anything|everything|all|give|get|qua(l|is)|quales|cuales|que|quais|lista\w*|mostr\w*|muestra\w*|algum|alguma|algun|algo|tudo|hay|tem|ha|existe\w*|todos|todas|todo)\b.*\b(fail(ed|ures?|ing)?|abend\w*|errors?|in error|broken|red|crashed|falh\w*|fallad\w*|fallid\w*|fallaron|fallos?|fallo|quebrou|erros?|errores|abendad\w*|abendaram|quebrad\w*|quebraram|cairam|caid[oa]s|cayeron|vermelh\w*|rojos?)\b";
    Failed 9 r"\b((failed|abended|broken) (jobs|streams)|(jobs|trabajos|streams) (abendad\w*|falhad\w*|fallad\w*|fallid\w*|quebrad\w*)|(could ?n'?t|could not|cannot|can'?t) be launched|(nao|no se) (puderam|pudieron) (ser )?(lanc\w+|lanz\w+))\b";
    Failed 9 r"\bjobs? (con|com|en|em|in) (error|erro|falha|fallo)\b|\b(errors|errores|erros) (in|on|of|en|em|de|da|do|na|no)\b";
    Failed 6 r"\b(errors|failures?|failed jobs|jobs? (failed|abended|in error|with errors?)|abends|jobs? com (erro|falha)|jobs? (falhad|fallad|abendad|em erro|en error)\w*|trabajos? (fallad|con error|en error)\w*|falhas|fallos|erros|errores)\b";
    Failed 7 r"\bwhat (has )?(failed|abended|broke|went wrong|crashed)\b|\bo que (falhou|abendou|quebrou|caiu|deu (erro|errado|pau))\b|\bque (fallo|ha fallado|abendo|se cayo|cayo)\b";
    // What runs.
    Running 8 r"\b(which|what|list|show|qua(l|is)|cuales|que|quais|lista\w*|mostr\w*|muestra\w*|o que|everything)\b.*\b(running|runs|executing|in exec|rodando|executando|em execucao|em andamento|corriendo|ejecutando\w*|en ejecucion|en marcha|active now|ativos?)\b";
    Running 9 r"\b(is|are|ta|esta|estan|estao) name (still )?(running|rodando|executando|corriendo|ejecutando\w*)\b|\bname (ta|esta) (rodando|executando|corriendo|ejecutando\w*)\b|\b(esta|estan) (corriendo|rodando|ejecutando\w*) name\b";
    Running 8 r"\b(o que|que|what) (corre|roda|runs) (no|na|en|em|on|in) (the |el |la )?name\b|\b(currently )?executing jobs\b|\bem execucao\b|\ben ejecucion\b";
    Running 9 r"\b(running (jobs|now|at the moment)|jobs running|currently running|jobs? (rodando|executando|em execucao)|(trabajos?|jobs?) (corriendo|en ejecucion|ejecutandose))\b";
    // What is late.
    Late 8 r"\b(which|what|list|show|any|how late|qua(l|is)|cuales|que|quais|lista\w*|mostr\w*|muestra\w*|algo|alguem|hay|tem|ha|todos|anything)\b.*\b(late|delayed|behind( schedule)?|overdue|slow|long(er)?[- ]?running|running (too )?long|atrasad\w*|atraso|demorad\w*|lent[oa]s?|retrasad\w*|retraso|tarde|demorando|tardando)\b";
    Late 11 r"\bpast (its|their|the) deadlines?\b|\b(passou|pasou|passaram|paso|pasaron) (d[oa]|su|del?|o|el)? ?(deadline|prazo|plazo)\b|\bmissed (its|their|the) deadlines?\b";
    Late 6 r"\b(late jobs|jobs? late|delays|overdue jobs|jobs? atrasad\w*|(trabajos?|jobs?) retrasad\w*|atrasos|retrasos|late streams?)\b";
    // What waits for people.
    WaitingForPeople 10 r"\b(prompts?|repl(y|ies)|answer(s|ed)?|confirm\w*|approv\w*|operator (action|intervention|input)|human|people|someone|somebody|my (answer|reply|decision|action|attention)|manual\w*|respost\w*|respond\w*|respuest\w*|contest\w*|confirma\w*|aprova\w*|aproba\w*|intervenc\w*|operador|pessoas?|alguem|alguien|personas?|minha (acao|resposta)|mi (accion|respuesta))\b.*";
    WaitingForPeople 12 r"\b(depende|dependem|dependen|depends?) (de|on) (mim|mi|me|nos|us|nosotros)\b|\bwait(s|ing)? for (confirmation|approval|an answer|a reply|me|us|people|someone)\b|\besperam? (confirmacao|aprovacao|resposta)\b|\besperan? (confirmacion|aprobacion|respuesta)\b";
    // Critical.
    Critical 9 r"\b(critical jobs?|criticals|critic[oa]s?|deadlines?|sla|slas|at risk|em risco|en riesgo|prazos?|plazos?|risk|risco|riesgo|critical)\b";
    CriticalPath 12 r"\b(critical path|caminho critico|camino critico|ruta critica|longest (path|chain)|trilha critica|cadeia mais (longa|comprida)|cadena mas larga)\b";
    // Workstations.
    Workstations 9 r"\b(workstations|agents|servers|agentes|estacoes|estaciones|servidores|maquinas|fta'?s)\b";
    Workstations 8 r"\b(workstations?|agents?|cpus?|servers?|nodes?|links?|linked|unlinked|estac(ao|oes)|agentes?|servidor(es)?|estacion(es)?|maquinas?|jobman|batchman|linkad\w*|enlazad\w*|desconectad\w*|offline|online|conectad\w*)\b";
    // Counts.
    Counts 11 r"\b(how many|number of|count( of)?|how much|quant[oa]s|cuant[oa]s|numero de|total de|contagem|conteo|qtd|quantidade|cantidad)\b";
    Counts 8 r"\b(jobs|trabajos) (are |sao |estan |estao )?(held|waiting|ready|cancell?ed|suppressed|blocked|retid[oa]s|retenid[oa]s|esperando|aguardando|pront[oa]s|list[oa]s|cancelad[oa]s|bloquead[oa]s)\b|\b(held|waiting|ready|cancell?ed|suppressed|blocked) jobs\b";
    Counts 8 r"\b(what|which|list|show|all|que|quais|cuales|lista\w*|mostr\w*|muestra\w*|todos) (me |os |los |the |all )*(jobs|trabajos) (are |sao |estan |estao |hay |tem )?(on|in|of|under|en|em|no|na|do|da|de|del)\b.*\bname\b";
    // Log.
    Log 10 r"\b(logs?|joblog|stdlist|output|saida|salida|sysout|stdout|registro|bitacora)\b";
    // Explain.
    Explain 11 r"\b(what (does|do|is|means?)|meaning( of)?|explain|define|definition of|o que (significa|e|quer dizer)|que (significa|es|quiere decir)|significado( d[eo])?|significa|significan|explica\w*|explique)\b.*\b(code|mean\w*|status|rc|return code|error code|codigo|significa\w*|estado|retorno|erro|error|mensaje|mensagem|message)\b";
    Explain 11 r"\b(what is (it|that)|o que e isso|que es eso)\W*$";
    Explain 9 r"\b(what does|meaning of|explain|o que significa|que significa|que quiere decir|o que quer dizer|significado d[eo]|significa|define)\b";
    // When it will finish.
    Finish 11 r"\b(when|what time|how long|eta|que horas|a que hora|quando|cuando|quanto tempo|cuanto (tiempo|falta|tarda)|quanto falta|em quanto)\b.*\b(finish\w*|end(s|ed)?|complet\w*|done|ready|over|take|left|remain\w*|be out|termin\w*|acab\w*|conclu\w*|fica pronto|falta|resta|finaliz\w*|demora|tarda)\b";
    Finish 9 r"\b(eta|expected end|estimated (end|finish|completion)|previsao de (termino|fim)|hora de (fin|termino)|hora estimada)\b";
    // What changed.
    Changed 12 r"\b(what('?s| has| is)? (changed|different|new)|changes?|differen(t|ce|ces)|compare[ds]?|o que mudou|mudou|mudancas?|diferenc?[aie]\w*|cambi(o|ado|aron|os)|que ha cambiado|comparad[oa]|compar[ae]\w*|alterou|alterado|last (good|successful) run|ultima (execucao|ejecucion|corrida|vez que))\b";
    // How to.
    HowTo 12 r"\b(how (do|can|should|to|would)|command (to|for)|what('?s| is) the (conman )?command|como (faco|fazer|posso|se|eu|puedo|hago|hacer|rodo|libero|reinici\w*|re(rodar|executar)|confirm\w*|cancel\w*|relanz\w*|reejecut\w*|pul\w*|salt\w*)|comando (para|de|pra)|que comando|qual comando|cual es el comando)\b";
    HowTo 10 r"\b(cancel|rerun|release|hold|kill|confirm|skip|cancelar|relanzar|liberar|confirmar)\b.*\b(how|como)\W*$";
    // Handover.
    Handover 12 r"\b(hand ?over|shift (report|summary|change|handover)|relatorio (de|do) (turno|plantao)|informe (de|del) (turno|relevo)|passagem de (turno|plantao)|troca de turno|resumo do (turno|plantao)|cambio de turno|relevo|resumen del turno|entrega de turno|parte de turno|what happened (since|overnight|tonight|last night|during the night)|o que (aconteceu|houve) (desde|essa noite|esta noite|de madrugada|a noite|na madrugada|ontem|hoje)|que (paso|ha pasado|ocurrio) (desde|esta noite|anoche|durante la noche|hoy|ayer)|since (the )?(last )?shift|morning report|relatorio da manha|informe de la manana)\b";
    // Summary.
    Summary 8 r"\b(summary|overview|overall|everything|how('?s| is| are| does| do) (the )?(plan|batch|night|things|it|we|production|day)|resumo( do dia| geral)?|resumen|visao geral|panorama|vista general|tudo (bem|ok|certo)|todo (bien|ok|en orden)|all (good|ok|well|green|fine)|is (it|everything|all|the batch|the plan|the night) (ok|fine|good|healthy|green)|estado (geral|general|do plano|del plan)|status (geral|do plano|of the plan|del plan)|plan status|como (esta|anda|vai|va) (o|a|el|la) (plano|plan|batch|noite|noche|producao|produccion|dia|malha)|situacao|situacion|health)\b";
    // Status of one.
    Status 7 r"\b(status|state|estado|situacao|situacion|how is|how'?s|como (esta|anda|vai|va)|is|did|has|does|esta|ja|ya|terminou|termino|rodou|corrio|acabou|acabo|finished|completed|done|started|ended|running|rodando|executando|corriendo|ejecutando|show|mostr\w*|muestr\w*|where is|cade|onde|donde)\b.*\bname\b|\bname\b.*\b(status|state|estado|done|finished|completed|running|ok|started|ended|terminou|rodou|acabou|termino|corrio|acabo|esta|rodando|corriendo|situacao)\b";
    // Out of reach, whatever else the sentence holds.
    Unknown 20 r"\b(weather|forecast|poems?|jokes?|recipes?|songs?|football|soccer|translate|capital of|python|javascript|previsao do tempo|tiempo hace|poemas?|piadas?|chistes?|receita de|receta de|traduz\w*|traduce\w*|futebol|futbol|quem ganhou|quien gano|who won|jogo d[oe])\b";
    // Help.
    Help 20 r"\bo que (voce|vc|tu) (pode|sabe|faz)|\bque (puedes|sabes) hacer|\bwhat can (you|i) (do|ask)\b";
    Help 9 r"^\W*(help|ajuda|ayuda|socorro)\W*$|\bwhat can (you|i|resync)\b|\bo que (voce|vc) (pode|sabe|faz)\b|\bque (puedes|sabes|puedo)\b|\bhow do (i|you) use\b|\bcomo (uso|usar|te uso|funciona)\b|\bwho are you\b|\bquem e voce\b|\bquien eres\b";
}

/// What a question asks for. `text` is normalised (see [`normalise`]) with names as `name`; `named`
/// says whether an object was named, `code` whether a code was. `None` when no phrase fits.
pub fn classify(text: &str, named: bool, code: bool) -> Option<Intent> {
    let mut best: Option<(u32, Intent)> = None;
    for phrase in PHRASES.iter() {
        if !phrase.pattern.is_match(text.as_bytes()) {
            continue;
        }
        let weight = weigh(phrase, named, code);
        if weight > 0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, phrase.intent));
        }
    }
    best.map(|(_, intent)| intent)
}

/// The weight of a phrase in this question: some only make sense with a name, some without.
fn weigh(phrase: &Phrase, named: bool, code: bool) -> u32 {
    let weight = u32::from(phrase.weight) * 10;
    match phrase.intent {
        Intent::Explain if !code => weight / 4,
        Intent::Explain => weight + 20,
        Intent::Failed | Intent::Running | Intent::Late => {
            if named {
                weight.saturating_sub(5)
            } else {
                weight + 5
            }
        }
        Intent::WaitsFor | Intent::Log | Intent::Changed | Intent::Blocks if !named => weight / 2,
        Intent::Summary if named => weight / 2,
        Intent::Workstations if named && phrase.weight < 9 => weight.saturating_sub(15),
        Intent::Status if !named => 0,
        _ => weight,
    }
}

/// Small letters without accents; what is not a letter, digit or apostrophe becomes a blank.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            '’' | '´' | '`' => '\'',
            c if c.is_alphanumeric() || c == '\'' || c == '-' => c,
            _ => ' ',
        };
        if plain != ' ' || !out.ends_with(' ') {
            out.push(plain);
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phrases_compile_and_common_questions_are_understood() {
        for (text, named, intent) in [
            ("why did name abend", true, Intent::Why),
            ("por que o job name abendou", true, Intent::Why),
            ("por que fallo name", true, Intent::Why),
            ("what abended", false, Intent::Failed),
            ("which jobs failed in stream name", true, Intent::Failed),
            ("quais jobs falharam hoje", false, Intent::Failed),
            ("what is running", false, Intent::Running),
            ("what is late", false, Intent::Late),
            ("what does name wait for", true, Intent::WaitsFor),
            ("o que name esta esperando", true, Intent::WaitsFor),
            ("what does name block", true, Intent::Blocks),
            ("how many jobs are in error", false, Intent::Counts),
            ("show the log of name", true, Intent::Log),
            ("status of name", true, Intent::Status),
            ("is name running", true, Intent::Running),
            ("when will name finish", true, Intent::Finish),
            ("how do i rerun name", true, Intent::HowTo),
            ("are all agents linked", false, Intent::Workstations),
            ("which critical jobs are at risk", false, Intent::Critical),
            ("write me a poem", false, Intent::Unknown),
        ] {
            assert_eq!(
                classify(text, named, false).unwrap_or(Intent::Unknown),
                intent,
                "{text}"
            );
        }
        assert_eq!(
            classify("what does rc 127 mean", false, true),
            Some(Intent::Explain)
        );
    }

    #[test]
    fn accents_and_punctuation_fall_away() {
        assert_eq!(
            normalise("  Por quê o job ÍNDICE não rodou??"),
            "por que o job indice nao rodou"
        );
    }
}
