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
    Why 10 r"\b(o que|que|what) (aconteceu|houve|ocurrio|paso|happened) (com|con|to|with)\b.*\bname\b|\bname\b.*\b(what happened|o que houve|o que aconteceu|que paso|ficou vermelh[oa]|fell over|went red|went down)\b";
    Why 12 r"\b(what|o que|que|quem|who) (made|caused|fez|causou|hizo|causo) (o |a |el |la |the |job )*name\b";
    // What it waits for.
    WaitsFor 9 r"\b(what|which|who)\b.*\b(is|are|does|do)\b.*\bname\b.*\b(wait(ing|s)?( for| on)?|depend(s|ing)? on|need(s|ing)?)\b";
    WaitsFor 9 r"\b(predecessors?|upstream|dependenc(y|ies)|dependencias?|depende\b|depends on|antecessor\w*|predecessor\w*|predecesor\w*|antecesor\w*|precedent\w*|prerequisit\w*|pre-requisit\w*|requisitos)\b";
    WaitsFor 10 r"\b(esperando|espera|aguardando|aguarda|waiting (for|on)|waits? (for|on))\b.*\b(o que|que|quem|quien|what|which)\b|\b(o que|que|quem|quien|what|por quem|pelo que|a que|de que|do que)\b.*\b(esperando|espera|aguardando|aguarda|waiting (for|on)|waits? (for|on))\b";
    WaitsFor 9 r"\bwhat (has to|must|needs to) (finish|end|complete|run|happen) before\b|\bo que (precisa|tem que|deve) (terminar|acabar|rodar|rodar) antes\b|\bque (tiene|debe|hace falta)( que)? (terminar|acabar|correr)? ?antes\b|\bwhat (comes|runs) before\b|\b(que|quem|quien) (vem|viene|roda|corre|va|van|vem|vienen) antes\b";
    Status 12 r"\b(what|who|quem|quien|o que|que)('s| is| esta)? (holds?|holding|has|using|keeps|segur\w+|prend\w+|usa\w*|tiene|retiene|tem) (the |o |el |el )*(resource|recurso) name\b";
    WaitsFor 11 r"\b(unresolved|open|missing|unsatisfied|pendentes|pendientes) (dep\w*|pred\w*)\b|\b(o que|que) (ainda |aun )?falta (para |pra |pro |por )+(que )?(o |a |el |la )?(name )?(arran\w*|inici\w*|comec\w*|empie\w*|rod\w*|corr\w*|ejecut\w*|start\w*)?";
    // What it blocks.
    Blocks 10 r"\b(what|who|which( jobs?| streams?)?)\b.*\b(does|do|is|are|did|would|will)\b.*\bname\b.*\b(block(ing|s|ed)?|hold(ing|s)?( up)?|delay(ing|s)?|affect(s|ing)?|impact\w*|stop(ping|s)?)\b";
    Blocks 9 r"\b(successors?|downstream|impact\w*|blast radius|sucessor\w*|sucesor\w*|posteriores|consequenc\w*|consecuenc\w*|afeta\w*|afecta\w*|impacta\w*|waiting (for|on) name|waits (for|on) name|depends? on name|blocked by name|held (up )?by name|dependem d[eoa]|dependen de|depende d[eoa] name|esperando (por |pelo |pela |a |al |o |el )?name|aguardando (o |a |pelo |pela )?name|esperam|esperan a)\b";
    Blocks 9 r"\b(block(s|ing)?|bloqueia\w*|bloquea\w*|bloqueando|trava\b|travando|segura\b|segurando|frena\b|frenando|retiene|detiene)\b";
    Blocks 8 r"\bwhat (breaks|happens|is lost|stops|else)\b.*\bif\b|\bo que (quebra|acontece|para|deixa)\b.*\bse\b|\bque (pasa|se rompe|ocurre|deja)\b.*\bsi\b";
    Blocks 12 r"\b(quem|quien|quienes|who|which jobs|que jobs|quais jobs)\b.*\b(espera\w*|aguarda\w*|waits?|waiting|depend\w*)( for| on| por| pel[oa]| d[eoa]| del| a| al)+ (o |a |el |la |the |job |stream )*name\b";
    Blocks 11 r"\b(ficam?|quedan?|are|get|gets) (pres[oa]s?|detenid[oa]s?|travad[oa]s?|parad[oa]s?|bloquead[oa]s?|blocked|stuck|held)\b.*\b(por|because|by)\b|\bque se (para|rompe|cae|bloquea)\b.*\bsi\b";
    Blocks 12 r"\b(affected|impacted|hit|hurt|blocked|held up|delayed) (by|because of|because|if|while) name\b|\b(se|si|if) (o |a |el |la |the |job )*name\b.*\b(nao|no|not|doesn'?t|fails?|falha\w*|falla\w*|para\w*|cai\w*|cae\w*)\b.*\b(quebra|para|pasa|acontece|happens|breaks|stops|afeta|afecta)";
    Blocks 12 r"\b(everything|all|jobs|anything|what|tudo|todo|o que|que) (is |that is |comes |esta |vem |viene |hay )?(behind|after|downstream of|depois d[eoa]|detras de|atras d[eoa]|despues de) (job |stream |o |a |el |la )*name\b|\b(how many|quant[oa]s|cuant[oa]s)\b.*\b(waiting (on|for)|behind|esperando|aguardando|detras|atras)\b.*\bname\b";
    // What failed.
    Failed 8 r"\b(which|what|list|show|any|anything|everything|all|give|get|qua(l|is)|quales|cuales|que|quais|lista\w*|mostr\w*|muestra\w*|algum|alguma|algun|algo|tudo|hay|tem|ha|existe\w*|todos|todas|todo)\b.*\b(fail(ed|ures?|ing)?|abend\w*|errors?|in error|broken|red|crashed|falh\w*|fallad\w*|fallid\w*|fallaron|fallos?|fallo|quebrou|erros?|errores|abendad\w*|abendaram|quebrad\w*|quebraram|cairam|caid[oa]s|cayeron|vermelh\w*|rojos?)\b";
    Failed 9 r"\b((failed|abended|broken) (jobs|streams)|(jobs|trabajos|streams) (abendad\w*|falhad\w*|fallad\w*|fallid\w*|quebrad\w*)|(could ?n'?t|could not|cannot|can'?t) be launched|(nao|no se) (puderam|pudieron) (ser )?(lanc\w+|lanz\w+))\b";
    Failed 9 r"\bjobs? (con|com|en|em|in) (error|erro|falha|fallo)\b|\b(errors|errores|erros) (in|on|of|en|em|de|da|do|na|no)\b";
    Failed 6 r"\b(errors|failures?|failed jobs|jobs? (failed|abended|in error|with errors?)|abends|jobs? com (erro|falha)|jobs? (falhad|fallad|abendad|em erro|en error)\w*|trabajos? (fallad|con error|en error)\w*|falhas|fallos|erros|errores)\b";
    Failed 7 r"\bwhat (has )?(failed|abended|broke|went wrong|crashed)\b|\bo que (falhou|abendou|quebrou|caiu|deu (erro|errado|pau))\b|\bque (fallo|ha fallado|abendo|se cayo|cayo)\b";
    Failed 9 r"\b(streams?|schedules?|malhas?|flujos?|fluxos?)\b.*\b(stuck|travad[oa]s?|atascad[oa]s?|trabad[oa]s?|parad[oa]s?)\b|\b(stuck|travad[oa]s|atascad[oa]s) (streams?|jobs?)\b|\b(what|o que|que)('s| is|s)? (failing|falhando|fallando)\b";
    Failed 12 r"\b(qua(l|is)|quales|cuales|que|which|what) (os |the )?(jobs|trabajos) (d[oae]s?|del?|in|of|on|no|na|en) (stream |el |la |o |a |the )*name (deram|dieron|gave|got|had|tiveram|tienen|tuvieron|estao|estan|are|have) (em |en |in )?(err\w*|fail\w*|falh\w*|fall\w*|abend\w*|red)";
    // What runs.
    Running 8 r"\b(which|what|list|show|qua(l|is)|cuales|que|quais|lista\w*|mostr\w*|muestra\w*|o que|everything)\b.*\b(running|runs|executing|in exec|rodando|executando|em execucao|em andamento|corriendo|ejecutando\w*|en ejecucion|en marcha|active now|ativos?)\b";
    Running 9 r"\b(is|are|ta|esta|estan|estao) name (still )?(running|rodando|executando|corriendo|ejecutando\w*)\b|\bname (ta|esta) (rodando|executando|corriendo|ejecutando\w*)\b|\b(esta|estan) (corriendo|rodando|ejecutando\w*) name\b";
    Running 8 r"\b(o que|que|what) (corre|roda|runs) (no|na|en|em|on|in) (the |el |la )?name\b|\b(currently )?executing jobs\b|\bem execucao\b|\ben ejecucion\b";
    Running 9 r"\b(running (jobs|now|at the moment)|jobs running|currently running|jobs? (rodando|executando|em execucao)|(trabajos?|jobs?) (corriendo|en ejecucion|ejecutandose))\b";
    Running 10 r"\banything (running|executing|active)\b|\b(active|ativos|activos|current) jobs\b|\bjobs (ativos|activos|active)\b|\b(current(ly)?|now) running\b|\b(em|en|in) exec\b|\b(jobs|trabajos) (que )?(rodam|corren|run) (no|na|en|on|at) ";
    Running 12 r"\b(running|rodando|corriendo|ejecutando\w*|executando) (for )?(longer|more|mais|mas|ha mais|hace mas|over|acima) (than|de|d[oe]) (que )?\d|\bjobs (d[oae]s?|del?|of|in|on|no|na|en) (stream |el |la |o |a |the )*name (are |is |estao |estan |que estao )?(running|rodando|corriendo|executando|ejecutando\w*|em exec\w*|en ejec\w*|active)";
    // What is late.
    Late 8 r"\b(which|what|list|show|any|how late|qua(l|is)|cuales|que|quais|lista\w*|mostr\w*|muestra\w*|algo|alguem|hay|tem|ha|todos|anything)\b.*\b(late|delayed|behind( schedule)?|overdue|slow|long(er)?[- ]?running|running (too )?long|atrasad\w*|atraso|demorad\w*|lent[oa]s?|retrasad\w*|retraso|tarde|demorando|tardando)\b";
    Late 11 r"\bpast (its|their|the) deadlines?\b|\b(passou|pasou|passaram|paso|pasaron) (d[oa]|su|del?|o|el)? ?(deadline|prazo|plazo)\b|\bmissed (its|their|the) deadlines?\b";
    Late 6 r"\b(late jobs|jobs? late|delays|overdue jobs|jobs? atrasad\w*|(trabajos?|jobs?) retrasad\w*|atrasos|retrasos|late streams?)\b";
    Late 12 r"\b(behind schedule|behind plan|out of schedule|fora d[oe] (horario|prazo)|fuera de (horario|plazo|hora))\b|\b(perdeu|perderam|estourou|estouraram|perdio|perdieron|missed|passed|exceeded|past) (o |a |os |el |la |their |its |the )*(deadline|prazo|plazo|sla|latest start|hora limite|horario limite)";
    // What waits for people.
    WaitingForPeople 10 r"\b(prompts?|repl(y|ies)|answer(s|ed)?|confirm\w*|approv\w*|operator (action|intervention|input)|human|people|someone|somebody|my (answer|reply|decision|action|attention)|manual\w*|respost\w*|respond\w*|respuest\w*|contest\w*|confirma\w*|aprova\w*|aproba\w*|intervenc\w*|operador|pessoas?|alguem|alguien|personas?|minha (acao|resposta)|mi (accion|respuesta))\b.*";
    WaitingForPeople 12 r"\b(depende|dependem|dependen|depends?) (de|on) (mim|mi|me|nos|us|nosotros)\b|\bwait(s|ing)? for (confirmation|approval|an answer|a reply|me|us|people|someone)\b|\besperam? (confirmacao|aprovacao|resposta)\b|\besperan? (confirmacion|aprobacion|respuesta)\b";
    // Critical.
    Critical 9 r"\b(critical jobs?|criticals|critic[oa]s?|deadlines?|sla|slas|at risk|em risco|en riesgo|prazos?|plazos?|risk|risco|riesgo|critical)\b";
    CriticalPath 12 r"\b(critical path|caminho critico|camino critico|ruta critica|longest (path|chain)|trilha critica|cadeia mais (longa|comprida)|cadena mas larga)\b";
    CriticalPath 13 r"\bcri\w{3,6} path\b|\b(chain|path|cadeia|cadena|sequencia|secuencia) (that |que )?(drives|decides|determines|define|determina|manda)\b|\bwhat (drives|determines|decides) the end\b";
    Critical 10 r"\bhot ?list\b";
    // Workstations.
    Workstations 9 r"\b(workstations|agents|servers|agentes|estacoes|estaciones|servidores|maquinas|fta'?s)\b";
    Workstations 8 r"\b(workstations?|agents?|cpus?|servers?|nodes?|links?|linked|unlinked|estac(ao|oes)|agentes?|servidor(es)?|estacion(es)?|maquinas?|jobman|batchman|linkad\w*|enlazad\w*|desconectad\w*|offline|online|conectad\w*)\b";
    // Counts.
    Counts 11 r"\b(how many|number of|count( of)?|how much|quant[oa]s|cuant[oa]s|numero de|total de|contagem|conteo|qtd|quantidade|cantidad)\b";
    Counts 8 r"\b(jobs|trabajos) (are |sao |estan |estao )?(held|waiting|ready|cancell?ed|suppressed|blocked|retid[oa]s|retenid[oa]s|esperando|aguardando|pront[oa]s|list[oa]s|cancelad[oa]s|bloquead[oa]s)\b|\b(held|waiting|ready|cancell?ed|suppressed|blocked) jobs\b";
    Counts 8 r"\b(what|which|list|show|all|que|quais|cuales|lista\w*|mostr\w*|muestra\w*|todos) (me |os |los |the |all )*(jobs|trabajos) (are |sao |estan |estao |hay |tem )?(on|in|of|under|en|em|no|na|do|da|de|del)\b.*\bname\b";
    Counts 10 r"\b(total|number|count) (of )?(jobs|streams)\b|\btotal de (jobs|trabajos|streams)\b";
    Status 13 r"\b(how many|quantas|cuantas|quantos|cuantos|are|is|ha|hay|tem|any)\b.*\b(units?|unidades?)\b|\b(is|esta|tem|hay|are) (the |o |el )*(resource|recurso) name\b.*\b(free|livre\w*|libre\w*|available|disponi\w*|in use|em uso|en uso)\b";
    // Log.
    Log 11 r"\b(what|que|o que) (did|has|does) (job |the )*name (print|write|say|log|output|wrote|written|printed)\w*\b|\b(o que|que) (o |a |el |la |job )*name (imprimiu|escreveu|gravou|escribio|imprimio|mostro)\b";
    Log 10 r"\b(logs?|joblog|stdlist|output|saida|salida|sysout|stdout|registro|bitacora)\b";
    // Explain.
    Explain 11 r"\b(what (does|do|is|means?)|meaning( of)?|explain|define|definition of|o que (significa|e|quer dizer)|que (significa|es|quiere decir)|significado( d[eo])?|significa|significan|explica\w*|explique)\b.*\b(code|mean\w*|status|rc|return code|error code|codigo|significa\w*|estado|retorno|erro|error|mensaje|mensagem|message)\b";
    Explain 11 r"\b(what is (it|that)|o que e isso|que es eso)\W*$";
    Explain 9 r"\b(what does|meaning of|explain|o que significa|que significa|que quiere decir|o que quer dizer|significado d[eo]|significa|define)\b";
    Explain 14 r"\b(difference between|diferenc?[ai]a? entre|qual a diferenca entre|cual es la diferencia entre)\b.*\b(code|abend|fail|hold|ready|stuck|succ|exec|wait|fence|limit|pend|suppr|cancl|intro|extrn)\b";
    Explain 14 r"^\W*(what('?s| is| are)|o que (e|sao)|oq e|que (es|son)|define|explain|explica|explique) (um |uma |un |una |a |an |the |o |a |el |la |os |as |los |las )*(\w+ )?(fence|limit|limite|prompt|jobman|batchman|mailman|plan|symphony|stream|job stream|workstation|every|until|deadline|critical start|recovery|substatus|status|fta|final|carry ?forward|join|internetwork|abend|fail|hold|ready|stuck|succ|exec|susp|pend|suppr|extrn|code)( code)?\W*$";
    Explain 13 r"\b(what (does|do|did|is)|o que|que) (the )?((sub)?status|estado|state|code|rc|message|mensagem|mensaje|erro|error) .*\b(mean|means|significa|quer dizer|quiere decir)\b|\b(state|estado|status|substatus) (lti|lbi|jw|l[a-z]{1,3})\b";
    Explain 13 r"\b(what('?s| is| does)|o que|que) (the |o |el |a |e |es )*code\b.*\b(abend|error|erro|mean\w*|signific\w*|code)\b";
    // When it will finish.
    Finish 11 r"\b(when|what time|how long|eta|que horas|a que hora|quando|cuando|quanto tempo|cuanto (tiempo|falta|tarda)|quanto falta|em quanto)\b.*\b(finish\w*|end(s|ed)?|complet\w*|done|ready|over|take|left|remain\w*|be out|termin\w*|acab\w*|conclu\w*|fica pronto|falta|resta|finaliz\w*|demora|tarda)\b";
    Finish 9 r"\b(eta|expected end|estimated (end|finish|completion)|previsao de (termino|fim)|hora de (fin|termino)|hora estimada)\b";
    Finish 14 r"\bhow much (longer|more time|time is left)\b|\b(cuanto|quanto) (tempo |tiempo )?(le |lhe |ainda |mas |mais )*falta\w*\b|\b(will|is|does|do|can|vai|va|consegue|puede)\b.*\bname\b.*\b(by|before|antes d\w+|ate|hasta) (as |las |a las |a |the )?(\d|noon|midnight|morning|meia|media)|\b(make|meet|hit|cumpr\w*|cumpl\w*|respeit\w*|llega\w* a|chega\w* no) (its|the|their|o|su|a)? ?(deadline|prazo|plazo|sla)\b";
    Finish 14 r"\bname (termina|acaba|finishes|ends|fica pronto|estara|conclui|vai (terminar|acabar)|va a (terminar|acabar)) (antes|before|by|ate|hasta|a tiempo|a tempo|on time|no prazo)";
    // What changed.
    Changed 13 r"\b(different|diferente|distint[oa]|otro) (today|hoje|hoy|now|agora|ahora)\b|\b(ontem|ayer|yesterday)\b.*\b(rodou|funcionou|corrio|funciono|ran|worked|fine|bem|bien|ok)\b.*\b(hoje|hoy|today|now|agora|ahora)\b|\b(slower|faster|longer|more) than (its |the |on )?(previous|last|yesterday|before|prior)\b|\b(anybody|anyone|someone|somebody|alguem|alguien) (has )?(changed|touched|edited|modified|mud\w+|alter\w+|mex\w+|cambi\w+|modific\w+|toc\w+)\b|\b(que|o que) (es|tem de|hay de) (distint|diferente)";
    Changed 12 r"\b(what('?s| has| is)? (changed|different|new)|changes?|differen(t|ce|ces)|compare[ds]?|o que mudou|mudou|mudancas?|diferenc?[aie]\w*|cambi(o|ado|aron|os)|que ha cambiado|comparad[oa]|compar[ae]\w*|alterou|alterado|last (good|successful) run|ultima (execucao|ejecucion|corrida|vez que))\b";
    // How to.
    HowTo 12 r"\b(how (do|can|should|to|would)|command (to|for)|what('?s| is) the (conman )?command|como (eu |yo |se |o |a |lo |la |os |as |los |las )?(faco|fazer|posso|se|eu|puedo|hago|hacer|rodo|libero|reinici\w*|re(rodar|executar)|confirm\w*|cancel\w*|relanz\w*|reejecut\w*|reexecut\w*|pul\w*|salt\w*)|comando (para|de|pra)|que comando|qual comando|cual es el comando)\b";
    HowTo 10 r"\b(cancel|rerun|release|hold|kill|confirm|skip|cancelar|relanzar|liberar|confirmar)\b.*\b(how|como)\W*$";
    HowTo 14 r"\b(como|how)\b (eu |se |yo |lo |la |can i |do i |do you |to |i |you )*(\w+(o|ar|er|ir|arlo|erlo|irlo)|rerun|kill|release|hold|cancel|confirm|skip|restart|start|stop|reply|answer|link) (o |a |el |la |un |una |um |uma |en hold |the |job |stream |agente |agent |prompt |workstation |estacao |estacion |limite |limit |fence |d[aeo] |del )*(name|prompt)\b";
    HowTo 14 r"^\W*(please |por favor |pls |favor )?(rerun|re-run|restart|kill|cancel|hold|release|confirm|skip|cancela|cancele|mata|mate|segura|libera|libere|solta|reexecuta|reexecute|relanza|relance|reinicia|reinicie|reten|confirma|confirme|pula|pule|omite|salta|link|unlink) (o |a |el |la |the |job |stream |agent |workstation )*name\b";
    HowTo 13 r"\b(can|could|may|should|pode|posso|poderia|puedo|puede|podes|podria) (i |you |we |se |me )*(rerun|re-run|restart|kill|cancel|hold|release|confirm|skip|reexecut\w*|rerod\w*|relanz\w*|reinici\w*|cancel\w*|mat\w+|segur\w+|liber\w+|solt\w+|confirm\w*|pul\w+|salt\w+|omit\w*)\b";
    // Handover.
    Handover 13 r"\b(what (did|have) (i|we) miss(ed)?|what happened while|while i was|o que (eu )?perdi|que me perdi|que me he perdido|o que rolou|(starting|start|begin|begin?ning|comecando|assumindo|empiezo|empezando) (my |the |o |a |el |meu |mi )*(shift|turno|plantao)|next shift|proximo turno|acabei de chegar|just (got|came) in|what should i know|events (of|in|since|during))\b";
    Handover 12 r"\b(hand ?over|shift (report|summary|change|handover)|relatorio (de|do) (turno|plantao)|informe (de|del) (turno|relevo)|passagem de (turno|plantao)|troca de turno|resumo do (turno|plantao)|cambio de turno|relevo|resumen del turno|entrega de turno|parte de turno|what happened (since|overnight|tonight|last night|during the night)|o que (aconteceu|houve) (desde|essa noite|esta noite|de madrugada|a noite|na madrugada|ontem|hoje)|que (paso|ha pasado|ocurrio) (desde|esta noite|anoche|durante la noche|hoy|ayer)|since (the )?(last )?shift|morning report|relatorio da manha|informe de la manana)\b";
    // Summary.
    Summary 8 r"\b(summary|overview|overall|everything|how('?s| is| are| does| do) (the )?(plan|batch|night|things|it|we|production|day)|resumo( do dia| geral)?|resumen|visao geral|panorama|vista general|tudo (bem|ok|certo)|todo (bien|ok|en orden)|all (good|ok|well|green|fine)|is (it|everything|all|the batch|the plan|the night) (ok|fine|good|healthy|green)|estado (geral|general|do plano|del plan)|status (geral|do plano|of the plan|del plan)|plan status|como (esta|anda|vai|va) (o|a|el|la) (plano|plan|batch|noite|noche|producao|produccion|dia|malha)|situacao|situacion|health)\b";
    Summary 9 r"\b(big picture|como (estamos|vamos|andamos)|plan (current|up to date|atual|actual|vigente)|como (va|anda|vai) (todo|tudo)|how are we( doing)?)\b";
    // Status of one.
    Status 7 r"\b(status|state|estado|situacao|situacion|how is|how'?s|como (esta|anda|vai|va)|is|did|has|does|esta|ja|ya|terminou|termino|rodou|corrio|acabou|acabo|finished|completed|done|started|ended|running|rodando|executando|corriendo|ejecutando|show|mostr\w*|muestr\w*|where is|cade|onde|donde)\b.*\bname\b|\bname\b.*\b(status|state|estado|done|finished|completed|running|ok|started|ended|terminou|rodou|acabou|termino|corrio|acabo|esta|rodando|corriendo|situacao)\b";
    // How people put it at three in the morning.
    Failed 13 r"\b(abend\w*|fail\w*|crash\w*|died|bomb\w*|bl[eo]w up|f[ae]ll over|fell over|ended bad\w*|caid[oa]s|cayeron|cairam|fallo|fallaron|falhou|falharam|tronaron|trono|quebr\w+|rebent\w+|revent\w+|morre\w*|murieron|deram erro|dieron error|errors?|erros?|errores)\b.*\b(on|in|at|of|en|em|na|no|nas|nos|de|da|do|del)\b( the| el| la| o| a)? ((workstation|agent|server|cpu|node|stream|schedule|estacao|estacion|servidor|agente|maquina|malha|malla|flujo|fluxo) name|name (workstation|agent|server|cpu|stream|schedule))\b";
    Failed 13 r"\b(stream|schedule|malha|malla|flujo|fluxo) name\b.*\b(which|what|who|quem|quien|quienes|cuales|quais|que)\b( jobs| trabajos)?\b.*\b(abend\w*|fail\w*|crash\w*|died|bombed|ended|falhou|falharam|fallo|fallaron|caiu|cairam|cayo|cayeron|quebr\w+)\b|\bname (stream|schedule)\b.*\bwhich jobs (ended|fail|abend|died)\w*";
    Failed 9 r"\b(what|which|who|anything|quem|quien|que|quais|cuales|o que)\b.*\b(bl[eo]w up|bombed|died|f[ae]ll over|fell over|went down|ended bad\w*|tronaron|trono|petado|peto|petaron|rebent\w+|revent\w+|estour\w+|morreu|morreram|murieron|murio|couldn?'?t( even)? be launched|pudieron lanzar|chegaram a ser lancad\w*|puderam ser lancad\w*)\b";
    Why 11 r"\bname\b.*\b(bl[eo]w up|morreu|murio|trono|peto|rebentou|revento|died|deu pau|dio error|deu erro)\b|\b(killed|broke|crashed|matou|mato|derrubou|tumbo|tronco) (job |stream |o |el |la |a )*name\b|\b(explica|explique|explain|diagnostica\w*)\b.*\b(falha|fallo|falla|failure|abend\w*|why)\b|\bname\b.*\b(retenid[oa]|retid[oa]|held|travad[oa]|trabad[oa]|stuck)\b.*\b(por ?que|por|why|causa|explain)\b|\b(le paso|houve com|aconteceu com) (a |o |al |el |la |job )*name\b";
    WaitsFor 12 r"\bname (needs?|espera|aguarda|wants|precisa|necesita)\b.*|\b(is|esta) name (waiting|esperando|aguardando) (for|on|por|a|o)\b|\ba que (esta |sigue )?(esperando|espera) name\b|\b(falta|faltan) (a|para|pra|al|ao) (o |a |el |la |job )*name\b|\b(quem|quien|quienes|o que|que|what|who) (tem|tiene|tienen|va|van|vai|vao|has|have|goes|go|runs?)( que| to)? ?(acabar|terminar|correr|rodar|finish|end|run)? ?(antes|before)( of| de| da| do| del| que)* name\b";
    Blocks 12 r"\b(stuck|held|blocked|queued|waiting|atorad[oa]s?|trabad[oa]s?|pres[oa]s?|parad[oa]s?|detenid[oa]s?) (behind|detras de|atras d[eoa]|por culpa d[eoa]l?|por causa d[eoa]l?|because of) (job |stream |o |a |el |la )*name\b|\bif name (stays|remains|is|keeps|goes|fails?|dies)\b.*\b(what|who|which)\b";
    Running 12 r"\b(active|activos?|ativos?|executing|em execucao|en ejecucion|in flight|running now|corriendo|rodando)\b (in|on|at|of|en|em|na|no|de|da|do|del) (the |el |la |a |o )*(stream |malha |malla |server |servidor |workstation |agent )?name\b|\bjobs (are |estao |estan )?(active|activos|ativos|em execucao|en ejecucion|in flight)\b.*\bname\b|\b(what'?s|o que esta|que esta) in flight\b|\bname \(?(servidor|server|workstation)\)?.*\b(em execucao|en ejecucion|running)\b";
    Running 9 r"\b(anything|something|algo|what'?s|what is|o que|que)\b.*\b(still going|executing|a correr|in flight|em andamento|andando|rodando|corriendo)\b";
    Late 12 r"\b(should (have|of)|devia\w*|deberia\w*|debio|debian) (ter |haber |have |ya |ja )?(start\w*|begun|comecad\w*|comecar|empez\w*|inici\w*|arranc\w*|rodad\w*|corrid\w*)\b.*\b(n'?t|not|no|nao|hasn'?t|hasnt|haven'?t|havent|ainda|aun)\b|\b(fora|fuera) d[eoa] (horario|hora|prazo|plazo)\b|\b(quem|quien|who|que|o que|what)('s| is| are)? (esta |estao |va |van |vai )?(atrasad\w*|tarde|late|retrasad\w*)\b|\bjobs\b.*\brunning late\b";
    WaitingForPeople 12 r"\b(um|un|a|my|meu|mi|sim|si|yes|ok)\b.*\b(dependendo|dependiendo|depend\w*|esperando|waiting)\b.*\b(meu|mio|minha|mia|mine|me|mim|mi|us|alguem|alguien|someone)\b|\b(dependendo|dependiendo|pendiente|esperando|waiting) (de|on|for|por) (um|un|a) (sim|si|yes|ok|resposta|respuesta)\b";
    Handover 13 r"\b(reporte|relatorio|parte|resumo|resumen|informe|entrega|passagem|relevo|report) (de|do|del|da|of|for) (la |o |a |the |el |my )?(turno|guardia|plantao|shift|noche|noite)\b";
    Summary 11 r"\b(como|how)('s| is| are| esta| pinta| viene| ve| va| vai| anda| do| does)* (pinta |viene )?(the |la |o |a |el )*(noche|noite|night|batch|jornada|things)\b|^\W*(we|all|everything|tudo|todo|esta tudo|va todo|vai tudo) (good|well|ok|fine|bem|bien|a correr bem|como debe|em ordem|en orden|certo|under control|sob controle)\W*$|\bvamos (en|em) ord\w+";
    Counts 11 r"\b(tally|head ?count|breakdown|how many|quantidade|contagem|recuento)\b|\b(quantos|quantas|cuantos|cuantas) (jobs|trabajos|streams|faltan?|quedan?|restam)\b";
    Log 11 r"\b(last|ultimas?|final) (\d+ )?(lines?|linhas?|lineas?)\b.*\bname\b|\b(stdout|stdlist|output|salida|saida|joblog|spool) (of|from|de|da|do|del) (job |stream |the |el |la |o |a )*name\b";
    Finish 13 r"\b(when|what time|a que hora|que horas|quando|cuando|ate que horas|hasta que hora)\b.*\b(wrap up|be through|be over|be done|acaba\w*|termina\w*|conclui|finaliza|cierra|fecha)\b";
    Changed 12 r"\b(alteraram|mudaram|mexeram|tocaram|cambiaron|modificaron|tocaron|alterou|mexeu|changed|touched)\b.*\bname\b.*\b(desde|since|depois|despues|after)\b";
    HowTo 13 r"\b(steps? (to|for)|the way to|passos? para|pasos? para|como (e que )?(eu |se )?(dou|pongo|ponho|boto|coloco|doy|salto|pulo|tiro|saco|quito|paro|mato))\b.*\bname\b";
    Help 14 r"\b(what|which|que|quais|o que) (are |can |kind of |things |comandos|commands|cosas|coisas|sabes|puedes)?.*\b(you able to do|can (i|we) ask you|you able to|voce serve|sirves)\b|\b(voce|vc|tu) (serve|sirves) (pra|para)\b";
    Why 15 r"\bexplain why\b|\bexplica(me)? por ?que\b";
    Why 12 r"\b(diagnostico|diagnosis|autopsy|post ?mortem) (of|do|da|de|del) (job |stream |the |el |la |o |a )*name\b";
    Late 13 r"\brunning late\b|\b(correndo|rodando|corriendo) (atrasad|tarde|retrasad)\w*";
    Blocks 12 r"\b(which|what|que|quais|cuales)\b.*\b(depends?|dependem|dependen) (on|de|do|da|del) (stream |job |malha |malla )?name\b";
    WaitsFor 12 r"\b(who|what|which|quem|que|o que)\b.*\b(ahead of|prior to) (job |stream )?name\b";
    Handover 12 r"\b(turnover|hand-?off|shift) (notes?|log|report)\b";
    // Out of reach, whatever else the sentence holds.
    Unknown 20 r"\b(weather|forecast|poems?|jokes?|recipes?|songs?|football|soccer|translate|capital of|python|javascript|previsao do tempo|tiempo hace|poemas?|piadas?|chistes?|receita de|receta de|traduz\w*|traduce\w*|futebol|futbol|quem ganhou|quien gano|who won|jogo d[oe])\b";
    // Help.
    Help 20 r"\bo que (voce|vc|tu) (pode|sabe|faz)|\bque (puedes|sabes) hacer|\bwhat can (you|i) (do|ask)\b";
    Help 20 r"\b(examples? of questions|exemplos? de perguntas|ejemplos? de preguntas|(que|quais|what|which|what kind of|what sort of) (questions|perguntas|preguntas)|(o que|que) (te |eu |yo )?(posso|puedo) (te )?(perguntar|preguntar)|how do you work|como (voce|vc|tu) (funciona|trabalha)|como funcionas)\b";
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
        // Without a code only the explicit forms count.
        Intent::Explain if !code && phrase.weight < 12 => weight / 4,
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
    let spelled: Vec<&str> = out.split_whitespace().map(spelled_out).collect();
    spelled.join(" ")
}

/// How words are cut short in a hurry, and what they stand for.
const SHORT: &[(&str, &str)] = &[
    ("q", "que"),
    ("k", "que"),
    ("oq", "o que"),
    ("qtos", "quantos"),
    ("qtas", "quantas"),
    ("qdo", "quando"),
    ("cdo", "cuando"),
    ("vc", "voce"),
    ("vcs", "voces"),
    ("ta", "esta"),
    ("tao", "estao"),
    ("tbm", "tambem"),
    ("u", "you"),
    ("ur", "your"),
    ("r", "are"),
    ("tonite", "tonight"),
    ("nite", "night"),
    ("pls", "please"),
    ("plz", "please"),
    ("whats", "what's"),
    ("whos", "who's"),
    ("hows", "how's"),
    ("whens", "when's"),
    ("wheres", "where's"),
    ("couldnt", "couldn't"),
    ("hasnt", "hasn't"),
    ("havent", "haven't"),
    ("didnt", "didn't"),
    ("doesnt", "doesn't"),
    ("isnt", "isn't"),
    ("wont", "won't"),
    ("cant", "can't"),
];

fn spelled_out(word: &str) -> &str {
    let known = SHORT.iter().find(|(short, _)| *short == word);
    known.map_or(word, |(_, long)| long)
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
