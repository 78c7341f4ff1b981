//! The words that questions are made of, and that are no names: data for the reader of names.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::MentionKind;

/// Nouns that announce a name, with what they announce.
pub(super) const NOUNS: &[(MentionKind, &[&str])] = &[
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
some someone something sql states start started starting starts state status stay step still stop stopped stopping stops stream streams stuck succeed success \
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
pub(super) const FUNCTION_WORDS: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "not", "in", "on", "at",
    "of", "for", "to", "from", "that", "which", "who", "will", "can", "should", "with", "and",
    "or", "the", "a", "an", "this", "my", "it", "since", "esta", "estao", "estan", "foi", "fue",
    "nao", "no", "em", "na", "que", "de", "do", "da", "del", "la", "el", "o", "e", "y", "com",
    "con", "para", "por", "tem", "tiene", "ha",
];

pub(super) static VOCABULARY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| WORDS.split_whitespace().collect());

/// Words in capitals that are states, not names.
pub(super) const STATES: &[&str] = &[
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
    "NOT",
    "NO",
    "YES",
    "ABENDS",
    "ADDING",
    "AM",
    "BOUND",
    "CANCELLED",
    "CANCP",
    "COMPLETED",
    "DEAD",
    "EDT",
    "EOD",
    "ERRO",
    "EST",
    "FYI",
    "GMT",
    "IMPORTANT",
    "IMPORTANTE",
    "LATE",
    "PLS",
    "PLEASE",
    "PM",
    "RED",
    "RJOB",
    "SCHED",
    "SKEL",
    "SUCCESS",
    "SUCCESSFUL",
    "SUCCP",
    "SUPPRESSED",
    "SUSPENDED",
    "UTC",
    "CET",
    "WAITD",
    "WAPPR",
];

/// Words that only carry a question.
pub(super) const QUESTION_WORDS: &[&str] = &[
    "why", "how", "what", "when", "where", "who", "come", "fail", "failed", "fails", "abend",
    "abended", "stuck", "waiting", "wait", "started", "start", "running", "run", "late", "slow",
    "held", "again", "yet", "still", "not", "por", "porque", "pq", "falhou", "fallo", "abendou",
    "parado", "parada", "rodou", "now", "tonight", "today", "blocked", "happened", "wrong", "log",
    "show", "state",
];
