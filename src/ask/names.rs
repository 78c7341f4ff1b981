//! Names inside a sentence: quoted, written as keys, following a noun, in capitals, or simply a
//! word that is no word of the language.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::intent::normalise;
use crate::diagnose::{ObjectRef, ObjectType};

/// What a mention says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// "job X".
    Job,
    /// "stream X".
    Stream,
    /// "workstation X".
    Workstation,
    /// "resource X".
    Resource,
    /// "folder X".
    Folder,
    /// A status, return code or message code.
    Code,
    /// The sentence does not say.
    Any,
}

/// A name in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name as typed.
    pub text: String,
    /// What it says it is.
    pub kind: MentionKind,
    /// Whether it is surely meant as a name; else it is a guess that the plan must confirm.
    pub sure: bool,
    start: usize,
    end: usize,
}

impl Mention {
    /// A name that was found elsewhere than in a sentence, and that the plan must confirm.
    pub(super) fn guess(text: &str, kind: MentionKind) -> Self {
        Self {
            text: text.to_owned(),
            kind,
            sure: false,
            start: 0,
            end: 0,
        }
    }

    /// The object that the question before was about.
    pub(super) fn of(object: &ObjectRef) -> Self {
        let kind = match object.kind {
            ObjectType::Job => MentionKind::Job,
            ObjectType::Stream => MentionKind::Stream,
            ObjectType::Workstation => MentionKind::Workstation,
            _ => MentionKind::Any,
        };
        let name = object.id.as_ref().unwrap_or(&object.key);
        Self {
            sure: true,
            ..Self::guess(name, kind)
        }
    }

    /// The same name, no longer taken for sure.
    #[must_use]
    pub fn as_guess(self) -> Self {
        Self {
            sure: false,
            ..self
        }
    }
}

/// Nouns that announce a name, with what they announce.
const NOUNS: &[(MentionKind, &[&str])] = &[
    (
        MentionKind::Job,
        &[
            "job", "jobs", "trabajo", "tarea", "tarefa", "proceso", "processo", "rotina",
        ],
    ),
    (
        MentionKind::Stream,
        &[
            "stream",
            "streams",
            "jobstream",
            "jobstreams",
            "schedule",
            "sched",
            "workflow",
            "malha",
            "fluxo",
            "flujo",
            "cadeia",
            "cadena",
            "corrente",
            "secuencia",
        ],
    ),
    (
        MentionKind::Workstation,
        &[
            "workstation",
            "workstations",
            "agent",
            "agente",
            "cpu",
            "server",
            "servidor",
            "estacao",
            "estacion",
            "node",
            "maquina",
            "machine",
            "wks",
            "ws",
            "fta",
            "pool",
            "host",
        ],
    ),
    (MentionKind::Resource, &["resource", "recurso"]),
    (MentionKind::Folder, &["folder", "pasta", "carpeta"]),
    (
        MentionKind::Code,
        &[
            "rc", "code", "codigo", "status", "estado", "message", "mensagem", "mensaje", "error",
            "erro",
        ],
    ),
];

/// Words of the three languages that are never taken for a name when they stand alone in small
/// letters, and never when they are short. Data, not grammar: only words that operators use.
const WORDS: &str = "active activo activos ativo ativos blew bombed caida caidas caido caidos comecado comecou debio devia executing fuera midnight notes parte peto petado \
pinta quebraram quebrou rebentaram rebentou reventaron siquiera tally trono tronaron turnover a about above across action after again agent agents ahead algo all already also am an and another any \
anything are around as ask at attention away be because been before behind being below best better between block blocked blocking \
blocks both break breaks broke broken but by call came can cannot cant cause caused causes chain change changed changes check code \
come comes command complete completed confirm conman could count critical crash crashed current currently data date day days deadline \
deadlines delay delayed delays dependencies dependency depend depends diagnose did didnt different do does doesnt doing done dont down \
downstream due during each early else end ended ending ends error errors eta ever every everything exactly exec execute executed execution \
explain fail failed failing fails failure failures far fence few file files fine finish finished finishes first fix folder for found from \
full get give go goes going gone good got had handover hang hanging happen happened happening has hasnt have havent he held help her here \
hey hi history hold holding holds hour hours how hung i id if impact in info information instead into investigate is isnt issue issues it its \
job jobs jobstream jobstreams just keep keeping keeps kill killed know last late later latest latency launch launched least left less let like limit \
line link linked linking list load log logs long longer look looking made main make makes many matter matters may me mean meaning means might minutes \
missed missing moment month more morning most much must my name named names near need needed needs never new next night no node nodes none normal \
not nothing now number of off ok okay old on once one ones only open operator or other our out output over overdue overview own part pending \
people plan please possible predecessor predecessors preventing problem problems process prompt prompts put question queue quick quickly ran rate \
reached ready really reason red release released reply report reports rerun rerunning resource resources restart result return right risk root rule run \
running runs said same say says schedule scheduled scheduler second see server servers service shift should show since situation skip slow slower so \
some someone something sql start started starting starts state status stay step still stop stopped stopping stops stream streams stuck succeed success \
successful successor successors summary sure system take taken takes taking tell than that thanks the their them then there these they thing things think \
this those through time timeout times to today together tomorrow tonight too took total trouble try two type unlinked until up upstream us use used user \
usual usually very wait waited waiting waits wanna want wants was we week well went were what whats when where which while who whole whos why will with \
without wont work working works workstation workstations would wrong yes yesterday yet you your \
abaixo fallida fallidas fallido fallidos fallada falladas fallados retrasada retrasadas retrasados atrasadas abend abended abending abends abendada abendado abendados abendam abendaram abendo abendou aborted aca acabar acabo acabou acao accion aconteceu acontece acima adiante \
agentes agora ahi ahora ai ainda al alguem alguien algum alguma algun alguna alguno aliviar alla analisa analisar antes ao aos aparece aqui arranca arranco \
arrancado as assim ate atras atrasada atrasado atrasados atraso atrasos aun aunque ayer bem bien bloquea bloqueada bloqueado bloqueando bloqueia bom boa buen \
cada cade caiu cair camino caminho cancela cancelar carga carpeta caso causa causas cayo cayeron certo cerca chama com como comando completo con confirma confirmar \
conta contra corre correr corriendo corrio cosa critica criticas critico criticos cual cuales cualquier cuando cuantas cuanto cuantos da dar das de debe deberia \
deixa del demais demora demorado demorando dentro dependencia dependencias depende dependem dependen depois des desde despues detenido deteniendo detiene deu dia \
diagnostica diagnosticar dice diferente dificil diga dime dio diz do doing donde dos durante e ecra ejecucion ejecuta ejecutado ejecutando ejecutar ejecuto el ela \
elas ele eles ella ellos em empezado empezo en encontra enquanto entao entonces entre entrou era eram eres erro erros errores es esa ese eso espera esperam esperan \
esperando espero essa esse esta estacao estacion estado estados estamos estan estao estar estas este esto estos estou estoy estuvo eta eu executa executado executando \
executou existe existem explica explicar fabrica faco falha falham falharam falhas falhou falla fallado fallan fallando fallaron fallo fallos falta faltam faltan \
fazer feito fez fica ficar ficou fim fin final finaliza finalizar finalizo finalizou foi fora foram frena frenando fue fueron funciona ha haber hace hacer haciendo \
hago han hasta hay hecho hizo hoje hola hora horas hoy hubo ideia impede impide inicia iniciar inicio iniciou isso isto ja jeito la lado lento lenta las le les libera \
liberar linha lista listar lo log logs los lugar mais mal malha manda mantem mas mejor melhor menos mes mesmo meu mi mientras minha mismo momento mostra mostrar motivo \
mucho muda mudanca mudou muestra muestrame muito muy na nada nao nas nem ningun ninguna ninguno no noche noite nos nossa nosso nova novo num numa nunca o ocorreu ocurre \
ocurrio oi ola onde ontem os otra otro ou outra outro para parada parado paralizado parar parou parte pasa pasando paso passo passou pasta pausa pela pelo pendente \
pendentes pendiente pendientes pero pessoa pessoas pior plano pode podem poder podemos pois poner por porfa porque pos posso pra precisa predecessores prende presa preso \
primeiro primero problema problemas proceso processo producao produccion proximo puede pueden puedo qual quais qualquer quando quanta quantas quanto quantos que quem \
quero quien quienes quiero quiso razao razon recurso recursos reiniciar retem retiene retraso retrasado roda rodada rodado rodando rodar rodou saber sabes saida salida \
se segue segura segurando seja sem sen senhor ser sera servidor servidores si sido siempre sigue sim simples sin sino sistema situacao situacion sob sobre solo som \
somente son sou soy startou su sua suas sucessor sucessores sucesores sus ta tambem tambien tan tanto tao tarda tardando tarde te tem tempo tenemos tener tengo tenho \
ter termina terminado terminar termino terminou tiempo tiene tienen toda todas todavia todo todos trabada trabado trabajo trabajos trava travada travado travando travou \
tudo turno tus tva ultima ultimo um uma un una unas uno unos usa usar usted va vai vais vamos van vao vaz veces ver vez vezes vi vir voce voces volta voy vuelve ya yo \
zero whens whys hows theres weather poem joke pizza python rust code write story recipe translate song capital president tiempo clima poema chiste receita receta piada";

/// Words that are never a name, not even behind "job".
const FUNCTION_WORDS: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "not", "in", "on", "at",
    "of", "for", "to", "from", "that", "which", "who", "will", "can", "should", "with", "and",
    "or", "the", "a", "an", "this", "my", "it", "since", "esta", "estao", "estan", "foi", "fue",
    "nao", "no", "em", "na", "que", "de", "do", "da", "del", "la", "el", "o", "e", "y", "com",
    "con", "para", "por", "tem", "tiene", "ha",
];

static VOCABULARY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| WORDS.split_whitespace().collect());

/// Words in capitals that are states, not names.
const STATES: &[&str] = &[
    "ABEND",
    "ABENDED",
    "ABENP",
    "FAIL",
    "FAILED",
    "HOLD",
    "HELD",
    "READY",
    "EXEC",
    "SUCC",
    "STUCK",
    "SUSP",
    "INTRO",
    "FENCE",
    "WAIT",
    "WAITING",
    "PEND",
    "CANCL",
    "CANCELED",
    "SUPPR",
    "EXTRN",
    "ERROR",
    "RUNNING",
    "BLOCKED",
    "UNDECIDED",
    "RC",
    "HWA",
    "TWS",
    "IWS",
    "JOB",
    "JOBS",
    "MDM",
    "SLA",
    "ETA",
    "OK",
    "SQL",
    "OQL",
    "URGENT",
    "URGENTE",
    "PROD",
    "HELP",
    "ASAP",
    "CPU",
    "FTA",
    "DWC",
    "OR",
    "AND",
];

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\w/#.@*\-$&:%?()]*[\w@*)]").expect("a fixed expression"));

/// A whole key, whose scheduled time holds a blank: `/W#/F/STREAM(0526 11/23/26).JOB`.
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\w/@*.\-]+#[\w/@*.\-]+\([\w /]{1,20}\)(?:\.[\w@*\-]+)?")
        .expect("a fixed expression")
});

static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[\s(,:=])(?:"([^"\n]{1,120})"|'([^'\n]{1,120})'|`([^`\n]{1,120})`|“([^”\n]{1,120})”)"#).expect("a fixed expression")
});

static MESSAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b((?:AWS|AWK|EQQ|EEW)[A-Z]{1,4}\d{3,4}[EWI]?|ORA-\d{3,5}|SQL\d{4,5}[NCW]?|SQLCODE ?-?\d+|S(?:\d[0-9A-F]{2}|[0-9A-F]\d[0-9A-F]|[A-F]{2}\d)|AMQ\d{4}E?|TNS-\d{4,5}|IEF\d{3}I|CPF\d{4})\b").expect("a fixed expression")
});

static RETURN_CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:rc|return[ -]?code|exit[ -]?(?:code|status)|codigo(?: de (?:retorno|saida|salida|erro|error))?|código(?: de (?:retorno|saída|salida|erro|error))?|code|retorno|signal|sinal)\s*[:=]?\s*(-?\d{1,10})\b").expect("a fixed expression")
});

/// The names in a question, the surest first, and the question with each of them as `name`.
pub fn mentions(question: &str) -> (Vec<Mention>, String) {
    let question: String = question.chars().take(4_000).collect();
    let mut found: Vec<Mention> = Vec::new();
    let add = |mention: Mention, found: &mut Vec<Mention>| {
        let overlaps = found
            .iter()
            .any(|known| mention.start < known.end && known.start < mention.end);
        if !overlaps && !mention.text.is_empty() {
            found.push(mention);
        }
    };
    for quoted in QUOTED.captures_iter(&question) {
        let part = (1..=4).find_map(|i| quoted.get(i));
        if let Some(part) = part {
            let kind = kind_before(&question, part.start().saturating_sub(1));
            add(
                Mention {
                    text: part.as_str().trim().to_owned(),
                    kind,
                    sure: true,
                    start: part.start() - 1,
                    end: part.end() + 1,
                },
                &mut found,
            );
        }
    }
    for key in KEY.find_iter(&question) {
        let kind = kind_before(&question, key.start());
        let mention = Mention {
            text: key.as_str().to_owned(),
            kind,
            sure: true,
            start: key.start(),
            end: key.end(),
        };
        add(mention, &mut found);
    }
    for code in RETURN_CODE.captures_iter(&question) {
        if let (Some(all), Some(number)) = (code.get(0), code.get(1)) {
            add(
                Mention {
                    text: number.as_str().to_owned(),
                    kind: MentionKind::Code,
                    sure: true,
                    start: all.start(),
                    end: all.end(),
                },
                &mut found,
            );
        }
    }
    for code in MESSAGE.find_iter(&question) {
        add(
            Mention {
                text: code.as_str().to_owned(),
                kind: MentionKind::Code,
                sure: true,
                start: code.start(),
                end: code.end(),
            },
            &mut found,
        );
    }
    let letters = question.chars().filter(|c| c.is_alphabetic());
    let shouting = letters.clone().count() > 0 && !question.chars().any(char::is_lowercase);
    let calm = !question.chars().any(char::is_uppercase);
    let mut guesses: Vec<Mention> = Vec::new();
    for token in TOKEN.find_iter(&question) {
        let text = trim_token(token.as_str());
        if text.is_empty() || text.chars().count() > 160 {
            continue;
        }
        let start = token.start() + token.as_str().find(text).unwrap_or(0);
        let end = start + text.len();
        let kind = kind_before(&question, start);
        let plain = normalise(text);
        let is_word = VOCABULARY.contains(plain.as_str()) || is_noun(&plain);
        let mention = |kind, sure| Mention {
            text: text.to_owned(),
            kind,
            sure,
            start,
            end,
        };
        if is_key(text) {
            add(mention(kind, true), &mut found);
            continue;
        }
        let capitals = text.chars().filter(|c| c.is_alphabetic()).count() >= 2
            && !text.chars().any(char::is_lowercase)
            && !shouting;
        let state = STATES.contains(&text.to_uppercase().as_str());
        let announced = kind != MentionKind::Any && kind != MentionKind::Code;
        let number = text.chars().all(|c| c.is_ascii_digit());
        let named = announced && (!is_word || capitals) && !number;
        let in_capitals = capitals && !state;
        // An ordinary word, but written or placed as names are: the plan decides.
        let odd_word = !is_word
            && !is_time(text)
            && (shouting
                || calm
                || text.chars().next().is_some_and(char::is_uppercase)
                || has_digit(text))
            && text.chars().count() >= 3;
        let placed = announced
            && is_word
            && !FUNCTION_WORDS.contains(&plain.as_str())
            && !is_noun(&plain)
            && follows_singular(&question, start)
            && calm;
        if named || in_capitals {
            add(mention(kind, true), &mut found);
        } else if capitals && state {
            // "what does HOLD mean", or a job that is really called so: the plan decides.
            guesses.push(mention(MentionKind::Code, false));
        } else if odd_word || placed {
            guesses.push(mention(kind, false));
        }
    }
    // Guesses do not change how the sentence reads; they are tried only where a name is needed.
    let has_name = found
        .iter()
        .any(|mention| mention.kind != MentionKind::Code);
    let sure = found.clone();
    for guess in guesses {
        if !has_name || guess.kind == MentionKind::Code {
            add(guess, &mut found);
        }
    }
    let mut blanked = String::new();
    let mut order: Vec<&Mention> = sure.iter().collect();
    order.sort_by_key(|mention| mention.start);
    let mut at = 0;
    for mention in order {
        if mention.start >= at {
            blanked.push_str(question.get(at..mention.start).unwrap_or_default());
            blanked.push_str(if mention.kind == MentionKind::Code {
                " code "
            } else {
                " name "
            });
            at = mention.end.min(question.len());
        }
    }
    blanked.push_str(question.get(at..).unwrap_or_default());
    found.sort_by_key(|mention| (!mention.sure, mention.start));
    (found, normalise(&blanked))
}

/// Where a question needs a name and none stands out: its ordinary words, longest first, for a
/// job may well be called LOAD.
pub(super) fn last_resort(question: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for token in TOKEN.find_iter(question).take(40) {
        let text = trim_token(token.as_str());
        let plain = normalise(text);
        let is_name = text.chars().count() >= 3
            && !FUNCTION_WORDS.contains(&plain.as_str())
            && !QUESTION_WORDS.contains(&plain.as_str())
            && !is_noun(&plain)
            && !is_time(text);
        if is_name {
            let (start, end) = (token.start(), token.end());
            let kind = MentionKind::Any;
            found.push(Mention {
                text: text.to_owned(),
                kind,
                sure: false,
                start,
                end,
            });
        }
    }
    found.truncate(4);
    found
}

/// Words that only carry a question.
const QUESTION_WORDS: &[&str] = &[
    "why", "how", "what", "when", "where", "who", "come", "fail", "failed", "fails", "abend",
    "abended", "stuck", "waiting", "wait", "started", "start", "running", "run", "late", "slow",
    "held", "again", "yet", "still", "not", "por", "porque", "pq", "falhou", "fallo", "abendou",
    "parado", "parada", "rodou", "now", "tonight", "today", "blocked", "happened", "wrong", "log",
    "show", "state",
];

/// Sentence punctuation around a token falls away; brackets only as a pair that is not closed.
fn trim_token(token: &str) -> &str {
    let token = token
        .trim_matches(|c: char| matches!(c, '.' | ':' | '?' | '-' | '%' | '&' | '$') && c != '@');
    let token = if token.contains('(') {
        token
    } else {
        token.trim_end_matches(')')
    };
    token
        .trim_start_matches('(')
        .trim_end_matches(['.', ':', ','])
}

/// Written so as no word is: with `#`, `_`, `@`, a dot between names, a slash in front.
fn is_key(text: &str) -> bool {
    let inner_dot = text.split_once('.').is_some_and(|(a, b)| {
        a.chars().count() >= 2
            && b.chars().count() >= 2
            && !b.starts_with(' ')
            && a.chars().any(char::is_alphabetic)
    });
    let wild = text.contains(['@', '*']) && text.chars().any(char::is_alphanumeric);
    let folder = text.starts_with('/') && text.len() > 2;
    let digits = has_digit(text)
        && text.chars().any(char::is_alphabetic)
        && (text.contains('-') || !text.chars().any(char::is_lowercase))
        && !is_time(text);
    text.contains('#') && text.len() > 1
        || text.contains('_') && text.len() > 2
        || inner_dot && !is_time(text)
        || wild
        || folder
        || digits
        || is_uuid(text)
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// `22h`, `10pm`, `2h30`, `05:00`: a time of day or a span, not a name.
fn is_time(text: &str) -> bool {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\d{1,4}([:.]\d{2})?(h|hs|hrs|min|mins|m|s|d|am|pm|horas?|hours?|days?|dias?|st|nd|rd|th|x)?(\d{0,2})$").expect("a fixed expression")
    });
    TIME.is_match(text)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

fn is_noun(plain: &str) -> bool {
    NOUNS.iter().any(|(_, nouns)| nouns.contains(&plain))
}

/// The words directly before a place in the sentence.
fn words_before(question: &str, start: usize) -> Vec<String> {
    let before = question.get(..start).unwrap_or_default();
    normalise(before)
        .split_whitespace()
        .rev()
        .take(3)
        .map(str::to_owned)
        .collect()
}

/// What the words before a name say it is: "job X", "job stream X", "the stream called X".
fn kind_before(question: &str, start: usize) -> MentionKind {
    let words = words_before(question, start);
    for word in words.iter().take(2) {
        if let Some((kind, _)) = NOUNS
            .iter()
            .find(|(_, nouns)| nouns.contains(&word.as_str()))
        {
            // "status of X" asks about X; only "code X" says that X is a code.
            return if *kind == MentionKind::Code {
                MentionKind::Any
            } else {
                *kind
            };
        }
        if !matches!(
            word.as_str(),
            "called" | "named" | "the" | "o" | "a" | "el" | "la" | "chamado" | "llamado" | "de"
        ) {
            break;
        }
    }
    MentionKind::Any
}

/// "job late": after a noun in the singular an ordinary word may be a name.
fn follows_singular(question: &str, start: usize) -> bool {
    words_before(question, start)
        .first()
        .is_some_and(|word| is_noun(word) && !word.ends_with('s'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(question: &str) -> Option<(String, MentionKind)> {
        mentions(question)
            .0
            .into_iter()
            .next()
            .map(|m| (m.text, m.kind))
    }

    #[test]
    fn names_are_found_in_sentences() {
        for (question, name, kind) in [
            ("why did job LOAD abend?", "LOAD", MentionKind::Job),
            (
                "Why is PAYROLL_LOAD stuck",
                "PAYROLL_LOAD",
                MentionKind::Any,
            ),
            (
                "why did /PAYROLL/AGT1#/PAYROLL/DAILY.LOAD fail?",
                "/PAYROLL/AGT1#/PAYROLL/DAILY.LOAD",
                MentionKind::Any,
            ),
            ("status of stream 'DAILY'", "DAILY", MentionKind::Stream),
            ("por que o job fatura abendou?", "fatura", MentionKind::Job),
            ("por qué falló el trabajo CARGA?", "CARGA", MentionKind::Job),
            (
                "what waits for AGT1#DAILY.LOAD",
                "AGT1#DAILY.LOAD",
                MentionKind::Any,
            ),
            ("which jobs of ACC@ failed", "ACC@", MentionKind::Any),
            (
                "is workstation AGT1 linked?",
                "AGT1",
                MentionKind::Workstation,
            ),
            ("what does AWSITA245E mean", "AWSITA245E", MentionKind::Code),
            ("what does return code 127 mean", "127", MentionKind::Code),
            ("why did mydailyrun fail", "mydailyrun", MentionKind::Any),
        ] {
            assert_eq!(first(question), Some((name.to_owned(), kind)), "{question}");
        }
    }

    #[test]
    fn ordinary_questions_name_nothing() {
        for question in [
            "what abended?",
            "which jobs are late",
            "Is everything ok?",
            "quais jobs falharam hoje?",
            "what happened since 22:00",
            "qué está corriendo ahora?",
        ] {
            assert_eq!(first(question), None, "{question}");
        }
    }

    #[test]
    fn the_sentence_is_left_with_a_placeholder() {
        assert_eq!(
            mentions("Why did job LOAD_1 fail?").1,
            "why did job name fail"
        );
    }

    #[test]
    fn nonsense_never_breaks_it() {
        for question in [
            "",
            "'",
            "''''",
            "((((",
            "é\u{202e}\u{0}",
            &"#".repeat(10_000),
            &"a ".repeat(500_000),
        ] {
            let _ = mentions(question);
        }
    }
}
