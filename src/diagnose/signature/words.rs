//! What a line says in plain words, where no product's message is known: scripts of a site report
//! in their own words what every product reports in its code.
//!
//! A row pairs things with troubles, in English, Portuguese and Spanish and the commonest words of
//! German and French: a line that holds both, near each other and in either order, means the kind.
//! Rows are tried from the most particular thing to the most general one.

use std::sync::{LazyLock, OnceLock};

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::{Signature, Tone, tone};
use crate::diagnose::Kind;

/// A row of the table.
struct Row {
    says: Signature,
    things: &'static str,
    troubles: &'static str,
    /// Both, once a line has held one of each.
    close: OnceLock<[Regex; 2]>,
}

/// How far a thing and its trouble may stand from each other, in bytes.
const NEAR: usize = 60;
/// Bytes of a line that are looked at.
const LINE: usize = 400;
/// Bytes that an automaton may take.
const AUTOMATON: usize = 512 << 10;

macro_rules! rows {
    ($($kind:ident, $meaning:literal, $things:expr, $troubles:expr;)+) => {
        static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| vec![$(Row {
            says: Signature {
                kind: Kind::$kind, strength: 1, literal: "", pattern: "", meaning: $meaning, example: "",
            },
            things: $things,
            troubles: $troubles,
            close: OnceLock::new(),
        }),+]);
    };
}

/// All things and all troubles at once: which rows a line may fit at all.
static SETS: LazyLock<[RegexSet; 2]> = LazyLock::new(|| {
    let set = |patterns: &dyn Fn(&Row) -> &'static str| {
        RegexSetBuilder::new(ROWS.iter().map(|row| whole(patterns(row))))
            .unicode(false)
            .dfa_size_limit(AUTOMATON)
            .build()
            .expect("the words of the table are tested")
    };
    [set(&|row| row.things), set(&|row| row.troubles)]
});

/// Whole words only: a stem ends in `\w*`.
fn whole(pattern: &str) -> String {
    format!(r"\b(?:{pattern})\b")
}

fn words(pattern: &str) -> Regex {
    RegexBuilder::new(&whole(pattern))
        .unicode(false)
        .dfa_size_limit(AUTOMATON)
        .build()
        .expect("the words of the table are tested")
}

rows! {
    LicenseError, "the log says that a licence is missing or used up",
        r"licen[cs]\w*|lizenz\w*|(seats?|puestos|assentos) (contratad\w*|licen\w*|in use|used)|seats?|product key|entitlement",
        r"expir\w*|vencid\w*|venceu|vencio|caduc\w+|abgelaufen|invalid\w*|(ja|ya) .{0,12}(usad|utilizad|consumid)\w*|no (free|more|available|valid)|not (found|available|valid|authori[sz]ed|granted)|exce\w+d\w*|superad\w*|exhausted|esgotad\w*|agotad\w*|(all|already) .{0,20}(used|in use|taken)|in use|em uso|en uso|refus\w*|denied|rejected|recusad\w*|rechaz\w*|nao (autorizad|disponivel|encontrad|ha)\w*|no (autorizad|disponible|hay|encontrad)\w*|(cannot|could not|unable to|failed to) (obtain|check ?out|get|acquire)|missing|reached|consumid\w*|used up|taken by|no \w* ?seats? (became |is |are )?free";
    CertificateError, "the log says that a certificate is not accepted",
        r"certifica\w+|zertifikat\w*|cert|truststore|keystore|x509",
        r"expir\w*|vencid\w*|venceu|vencio|caducad\w*|fora d[ae] validade|no longer valid|not (yet )?valid|not trusted|untrusted|self[- ]signed|revoked|revogad\w*|revocad\w*|unknown (ca|issuer)|mismatch|nao (e )?(confiavel|valid\w*)|no (es )?(valid\w*|confiable|de confianza)|abgelaufen|perime\w*|invalid\w*|refused|rejected|recusad\w*|rechazad\w*|past its|(cannot|could not) be (verified|trusted|validated)|(verification|validation|handshake) fail\w*|not accepted|ungultig|stimmt nicht|(does|do) not match|nao corresponde|no corresponde|ne correspond pas|non corrisponde";
    OutOfMemory, "the log says that memory ran out",
        r"memor\w+|memoire|speicher|heap|ram|swap|arbeitsspeicher",
        r"exhaust\w*|insuf\w*|not enough|no (hay|queda|dispone)|(sem|sin) memoria|nao ha|out of|full|lleno|llena|chei[oa]|agotad\w*|esgotad\w*|epuise\w*|erschopft|(cannot|could not|unable to|failed to) (allocate|obtain|get)|allocation (failed|of)|limit (was )?(exceeded|reached|hit)|exceed\w*|excedi\w*|superad\w*|ultrapass\w*|ran out|used up";
    MaxDurationExceeded, "the log says that it was stopped at a limit of time",
        r"(max\w*|limit\w*|allowed|permitid\w*|erlaubt\w*) .{0,20}(time|tempo|tiempo|duration|duracao|duracion|minut\w*|hours?|horas?|run ?time|window|janela|ventana|laufzeit)|(time|tempo|tiempo|duration|duracao|duracion|run ?time|minutes?|minutos|hours?|horas) .{0,12}(max\w*|limit\w*|allowed|permitid\w*)|(batch|processing|maintenance|time|execution) (window|budget)|janela|ventana|watchdog|vigi[al]\w*|guard|deadline|(horas|minutos|hours|minutes) (concedid\w*|granted)|duration|run ?time|time-?out of",
        r"exceeded|excedid\w*|excedeu|excedio|superad\w*|super[ao]|ultrapass\w*|is over|was over|reached|atingid\w*|alcanzad\w*|esgotad\w*|agotad\w*|expired|encerrand\w*|encerrad\w*|stopp(ed|ing)|kill(ed|ing)|abort(ed|ing)|cancel\w*|terminat\w*|interromp\w*|interrump\w*|passed|estourou|estourad\w*|has not finished|too long|demasiado";
    DiskFull, "the log says that space ran out",
        r"disk\w*|disco\w*|platten?\w*|disque|volume\w*|volumen\w*|file ?systems?|(sistema|systeme) de (arquivos|ficheros|archivos|fichiers)|mount\w*|storage|armazenamento|almacenamiento|particao|particion|partition|library|table ?space|quota|cota|cuota|staging|area|pool|spool|inodes?|espaco|espacio|space|room|sitio|platz|speicherplatz|place|capacity|capacidade?|capacidad",
        r"full|chei[oa]|llen[oa]|voll|plein|falta[mn]? \d+ [gmt]i?b|satura\w*|esgotad\w*|agotad\w*|exhausted|used up|ran out|run out|out of|not enough|no (free |more )?(space|room)|insuf\w*|(sem|falta( de)?) espaco|(falta( de)?|sin) espacio|(nao|no) (ha|cabe|tem|queda|hay)|0 bytes|(100|9[89]) ?% (full|used|in use|de ocupa\w*|ocupad\w*|usad\w*|utiliza\w*|chei\w*|llen\w*)|(usage|used|ocupa\w*|uso|utiliza\w*) .{0,8}100 ?%|kein|nicht genug\w*";
    AuthenticationFailed, "the log says that a login was refused",
        r"passwords?|senhas?|contrasena\w*|kennwort|passwort|mot de passe|pass ?phrase|credential\w*|credencia\w*|log[io]n( parameters)?|log[- ]on|sign[- ]?in|sign[- ]?on|autentica\w+|authenticat\w+|api[- ]?key|(access|bearer|auth|refresh|oauth|session|security) token|token (has |is )?(expired|revoked)|(user|service|technical) (id|name|account)|service user|clave de \w+|senha d[eo] \w+|(conta|usuario|usuarios|cuenta) (de|del) (servico|servicio|sistema|usuario|banco|rede)|usuario|user|benutzer\w*|utilisateur",
        r"invalid\w*|inval[ai]d\w*|incorret\w*|incorrect\w*|wrong|errad[oa]|erron\w*|expir\w*|vencid\w*|venceu|vencio|caduc\w*|locked( out)?|bloquead\w*|gesperrt|revoked|revogad\w*|revocad\w*|rejected|rechaz\w*|recusad\w*|refused|failed|falhou|fallo|fallid\w*|falsch|not (accepted|recogni[sz]ed|valid|known)|disabled|desab\w*|desativad\w*|deshab\w*|nao (autenticad|aceit|reconhecid|confere)\w*|no (autenticad|aceptad|reconocid|coincide)\w*|unauthori[sz]ed|unauthenticated|unknown|too many|excesso|demasiad\w*|401";
    PermissionDenied, "the log says that access was denied",
        r"permiss\w+|permiso\w*|rights?|derecho\w*|direito\w*|berechtigung\w*|droits?|privileg\w+|role|rol|papel|perfil|autorizac\w*|authori[sz]ation|acces\w*|acesso\w*|zugriff|operat(or|ion)|request|user|usuario\w*|write|read|delete|escritura|lectura|gravacao|leitura|escrita|allowed to|autorizad\w* [ap]|authori[sz]ed to",
        r"denied|negad\w*|denegad\w*|verweigert|refuse|insuf\w*|lacks?|sem (permissao|acesso|direito|autoriza\w*|privilegio\w*)|sin (permiso\w*|acceso|derecho\w*|autoriza\w*|privilegi\w*)|no tiene (permiso|derecho|acceso|autoriza)\w*|nao (tem|possui) (permissao|direito|acesso|autoriza)\w*|not (allowed|permitted|authori[sz]ed|granted|entitled)|may not|must not|nao (autorizad|permitid)\w*|no (autorizad|permitid)\w*|forbidden|proibid\w*|prohibid\w*|refused for|403|keine";
    LockContention, "the log says that something was locked by others",
        r"another (instance|copy|run|process|session|job)|outra (instancia|execucao|copia|sessao)|otra (instancia|ejecucion|copia|sesion)|outro (processo|job)|otro (proceso|job)",
        r"running|active|in progress|em execucao|rodando|executando|ativ[oa]|en ejecucion|corriendo|activ[oa]|holds?|held|using|usando|lock\w*|bloquea\w*";
    LockContention, "the log says that something was locked by others",
        r"locks?|lock ?file|semafor\w*|semaphore|mutex|exclusive (use|access|lock)|uso exclusivo|acesso exclusivo|acceso exclusivo|enqueue|sperre|verrou",
        r"held|in use|em uso|en uso|busy|ocupad\w*|already|ja (esta )?\w+|ya (esta )?\w+|(could not|cannot|not|unable to|failed to) (be )?(acquire|obtain|get|lock|take|grant|release|free)\w*|timed? ?out|retid\w*|tomad\w*|pres[oa]|wait\w*|esperando|aguardando|nao liberad\w*|no liberad\w*|exists|existe\w*|deadlock|ocupado";
    LockContention, "the log says that something was locked by others",
        r"table|tabela|tabla|records?|registros?|row|linha|fila|resource|recurso|file|arquivo|fichero|archivo|dataset|data set|datei|fichier|queue|base",
        r"locked|already in use|in use, try|is still held|still open (by|in)|held by|in use by|em uso (por|pel[oa])|en uso por|bloquead\w* (por|pel[oa])|travad\w* (por|pel[oa])|tomad\w* por|deadlock|gesperrt|verrouille|opened by|aberto por|abierto por";
    LockContention, "the log says that something was locked by others",
        r"held|occupied|locked|in use|ocupad\w*|bloquead\w*|tomad\w*|travad\w*|retid\w*|pres[oa]",
        r"(held|occupied|locked|in use|ocupad\w*|bloquead\w*|tomad\w*|travad\w*|retid\w*|pres[oa]) (by|por|pel[oa]s?)";
    MissingLibrary, "the log says that a library or module is missing",
        r"librar\w+|bibliotec\w*|libreria\w*|modul\w+|plug-?in\w*|extension|driver|gem|package|pacote|paquete|\w+\.(so|dll|jar|sl|dylib)|class|classe|clase|assembly|runtime",
        r"not (found|installed|available|loaded|present)|(cannot|could not|unable to|failed to) (be )?(load|find|found|loaded|resolve|resolved|locate|located|import)|missing|nao (encontrad|instalad|carregad|localizad)\w*|no (encontrad|instalad|esta instalad)\w*|no se (pudo (cargar|enlazar|abrir)|encuentra|encontro)|no esta en|nao esta n[eao]\w*|ausente|nicht (gefunden|installiert)|introuvable";
    CommandNotFound, "the log says that a command is missing",
        r"commands?|comandos?|utility|utilit\w+|utilidad|utilitario|programs?|programas?|binary|binario|executable|executavel|ejecutable|tool|ferramenta|herramienta|befehl|commande|interpreter|interprete",
        r"not (found|installed|in (the )?path|on this)|nao (encontrad|instalad|existe|localizad)\w*|no (encontrad|instalad|existe|esta instalad)\w*|no se (encuentra|encontro)|missing|ausente|nicht (gefunden|installiert)|introuvable|unknown";
    FileNotFound, "the log says that a file or folder is missing",
        r"files?|arquivos?|ficheros?|ficheiros?|archivos?|datei\w*|fichiers?|folder|director\w+|diretorio\w*|pasta|carpeta|verzeichnis|path|caminho|ruta|data ?set|input|entrada|remessa|feed|extract|objects?|objetos?|\w+\.(csv|txt|dat|xml|json|zip|gz|xlsx?|parquet|avro|kjb|ktr|sql|cfg|ini|pdf|ret|rem)",
        r"not (found|there|present|received|delivered|arrived|available)|is missing|are missing|missing|nao (encontrad|existe|recebid|localizad|chegou|foi (encontrad|recebid|localizad)|ha)\w*|no (encontrad|existe|recibid|llego|ha llegado|hay|esta)\w*|no se (encontro|encuentra|recibio|ha recibido)|do(es)?(n't| not) exist|never (came|arrived)|(didn't|did not|has not|have not|hasn't|haven't) (arrive|come|been received|turn)\w*|absent|ausente\w*|inexistente\w*|faltant\w*|faltan?|no such|nicht (gefunden|vorhanden)|introuvable|(cannot|could not|unable to) (be )?(find|found|locate)|no (urls?|files?|objects?|arquivos?|ficheros?|archivos?) .{0,12}(match\w*|found|encontrad\w*)|nenhum|ningun|not a file|fehlt";
    SyntaxError, "the log says that something cannot be parsed",
        r"syntax\w*|sintax\w*|pars(e|er|ed|ing)|json|xml|yaml|toml|expression|expressao|expresion|statement|sentencia|(rules?|config\w*|parameter) file|parentes\w*|comillas|aspas|quotes?|brackets?|parametros|configurac\w+|configuration",
        r"error|erro|invalid\w*|unexpected|inesperad\w*|not (readable|valid|well[- ]formed|recogni[sz]ed|allowed)|(cannot|could not) (be )?(pars|read|interpret)\w*|fail\w*|expected|esperad\w*|esperava|unterminated|mal ?format?ad\w*|malform\w*|mal escrit\w*|no se (puede|pudo|logra) (interpretar|leer|analizar)|nao (pode|foi possivel|consegue) .{0,12}(interpretar|ler|analisar)|(sobra|falta)\w* (una?|uma?) (coma|virgula|llave|chave|parentesis|aspas?)|falta (fechar|cerrar)|(nunca|never|not|nao|no) (closed|cerrad\w*|fechad\w*|compil\w*)|undefined|unknown|desconhecid\w*|desconocid\w*|ungultig|fehlerhaft";
    DatabaseError, "the log says that a database is not usable",
        r"data ?base|banco de dados|base de (dados|datos)|instance|instancia|datenbank|dba|tablespace|banco|la base|bd|db|replicas?",
        r"down|fora do ar|caid\w*|not (started|open|mounted|running|available|writable)|nao (iniciad|disponivel|abert|montad|responde)\w*|no (iniciad|disponible|esta disponible|responde|levantad|abiert)\w*|recover\w*|read[- ]only|somente leitura|solo lectura|corrupt\w*|crashed|shut ?down|inconsisten\w*|suspect|offline|sem resposta|sin respuesta|unavailable|indispon\w*|not enough|rejeitou|rechazo|refused the|recompil\w*|no admite";
    NetworkError, "the log says that a connection failed",
        r"connect\w*|conexao|conexion|conectar|verbindung|connexion|hosts?|server|servidor|link|line|linha|linea|enlace|network|rede|red|socket|port|porta|puerto|gateway|endpoint|remote|remot[oa]|url|partner|parceiro|proveedor|fornecedor|session|canal|comunica\w+|carrier|vpn|netzwerk|conness\w*",
        r"refused|recusad\w*|rechazad\w*|reset by|dropped|broke|broken|lost|perdid\w*|caiu|cayo|caid[oa]|is down|fora do ar|unreachable|inalcan\w*|inaces\w*|inacces\w*|not reachable|no (answer|response|reply|route|carrier|connection|conexion)|no (hay|responde|contesta)|nao (ha|responde|respondeu)|sem (resposta|comunicacao|conexao|sinal)|sin (respuesta|comunicacion|conexion|senal)|timed? ?out|tempo (esgotado|excedido)|tiempo (agotado|excedido|de espera)|interromp\w*|interrump\w*|cortad\w*|closed by|interrott\w*|cadut\w*|rifiutat\w*|(cannot|could not|unable to|failed to) (be )?(connect|reach)\w*|nicht erreichbar|injoignable|(does|did|do) not (answer|respond)|not (answering|responding)|after \d+ (tries|attempts|retries)|tras \d+ intentos|apos \d+ tentativas|unavailable|indispon\w*";
    DataError, "the log says that the data is not as expected",
        r"records?|registros?|rows?|linhas?|linea|lineas|fields?|campos?|columns?|colunas?|columnas?|values?|valor\w*|dates?|datas?|fechas?|amounts?|importes?|layout|header|trailer|rodape|cabecalho|cabecera|pie|totals?|totais|totales|checksum|hash|sums?|soma|suma|balance|saldos?|balancete|quadratura|totale|totali|importi|counts?|contagem|contador|keys?|chaves?|claves?|segment\w*|sequence|sequencia|secuencia|format\w*|data|dados|datos|debits?|credits?|debitos?|creditos?|lote|batch|file|arquivo|fichero|archivo|signature|satz|feld|righ\w+|riga|lignes?|duplicat\w*|duplicad\w*|reject\w*|rejeitad\w*|rechazad\w*",
        r"mismatch\w*|differs?|difference (of )?\S*\d|, ?(but )?(esperad\w*|expected|erwartet)|difere\w*|diferenca|diferencia|(does|do|did) not (match|add|balance|agree|reconcile)|nao (confere\w*|bate\w*|coincide\w*|fecha\w*|corresponde\w*|numeric\w*|valid\w*)|no (coincide\w*|cuadra\w*|corresponde\w*|concuerda\w*|numeric\w*|valid\w*)|diverg\w*|discrepan\w*|descuadr\w*|divers[oiae] d[aei]\w*|(non|nicht) (quadra\w*|coincid\w*|corrispond\w*|uberein\w*)|fallita|out of (balance|sequence|range|order)|is out by|out by|not (numeric|a (valid|calendar|number)|on (the )?master|balanced|in sequence|valid)|invalid\w*|unexpected|inesperad\w*|(expected|esperad\w*|erwartet) .{0,40}(found|got|encontrad\w*|recebid\w*|recibid\w*|lleg\w*|but|was|is)|(above|over|beyond|exceed\w*|acima|supera\w*|excede\w*) .{0,24}(tolerance|threshold|limit\w*|toleranc\w*|umbral|permitid\w*|maxim\w*)|duplicad\w*|duplicate\w*|doppion\w*|doublons?|rifiutat\w*|scartat\w*|fora do (layout|padrao|formato)|fuera de(l)? (formato|rango|layout)|malform\w*|mal ?format?ad\w*|corrupt\w*|truncad\w*|truncated|too (long|short|many|few)|vazi[oa]|vaci[oa]|is empty|null|nul[oa]|bad|in error|com erro|con error|rejected|rejeitad\w*|rechazad\w*|ungultig|falsch|(que |which )?(nao|no) existe|does not exist|impossible|imposible|(exige|requiere|requires|needs|expects?) \d+|fewer|less than";
}

/// Words by which a line says that this is what it stopped at.
static GRAVE: LazyLock<Regex> = LazyLock::new(|| {
    words(
        r"err(or|o)?|fatal|sever[eo]|grave|critical|critico|alert|stop\w*|abort\w*|abend\w*|abbruch|fehler|erreur|gave up|giving up|cancel\w*|fail\w*|falh\w*|fall[oa]\w*|refus\w*|recus\w*|rechaz\w*|cannot|can't|could not|nao (foi|pode)|no (se )?(pudo|puede)|encerra\w*|terminad\w*|interromp\w*",
    )
});

/// Words of a script that says why it goes no further, whatever that is.
static STOPS: LazyLock<Regex> = LazyLock::new(|| {
    words(
        r"(cannot|can't|can not|could not|unable to|impossible to|may not|must not) \w+|no se (puede|pudo|podra|logro)\w* \w+|no (es|fue|ha sido) posible|no pudo \w+|nao (e|foi) possivel|nao (pode|podem|consegu\w+|converg\w+|conclu\w+|fech\w+)|(did|does|will) not (converge|complete|finish|pass|close|start)|impossible|imposible|impossivel|abort(ed|ing)|gave up|giving up|refus\w+ to|detenid[oa] (por|porque)|interrompid[oa] (por|porque)|stop(s|ped|ping)? (because|as|since|at|:)|kann nicht|konnte nicht|impossibile",
    )
});

static STOPPED: Signature = Signature {
    kind: Kind::ScriptError,
    strength: 1,
    literal: "",
    pattern: "",
    meaning: "the log says why it went no further",
    example: "",
};

/// A line by which a script says in its own words that it goes no further.
pub fn of_stop(line: &str) -> Option<&'static Signature> {
    let stops = matches!(tone(line), Tone::Plain) && STOPS.is_match(fold(line).as_bytes());
    stops.then_some(&STOPPED)
}

/// How a line reads in plain words, with whether it says that this is what it stopped at.
pub fn of_words(line: &str) -> Option<(&'static Signature, bool)> {
    if !matches!(tone(line), Tone::Plain) {
        return None;
    }
    let plain = fold(line);
    let row = of_plain(plain.as_bytes()).or_else(|| {
        let bare = without_aids(&plain);
        (bare != plain).then(|| of_plain(bare.as_bytes())).flatten()
    })?;
    Some((&row.says, GRAVE.is_match(plain.as_bytes())))
}

fn of_plain(line: &[u8]) -> Option<&'static Row> {
    let [things, troubles] = &*SETS;
    let things = things.matches(line);
    if !things.matched_any() {
        return None;
    }
    let troubles = troubles.matches(line);
    ROWS.iter().enumerate().find_map(|(at, row)| {
        (things.matched(at) && troubles.matched(at) && row.fits(line)).then_some(row)
    })
}

/// A line without the words that only help others: "no está autorizado" reads "no autorizado".
fn without_aids(line: &str) -> String {
    const AIDS: &[&str] = &[
        "esta",
        "estao",
        "estava",
        "estan",
        "estaba",
        "foi",
        "foram",
        "fue",
        "fueron",
        "sido",
        "ha",
        "se",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "has",
        "have",
        "had",
        "currently",
        "still",
        "yet",
        "mais",
        "mas",
        "ainda",
        "aun",
        "todavia",
        "o",
        "a",
        "el",
        "la",
        "the",
        "os",
        "as",
        "los",
        "las",
    ];
    let words: Vec<&str> = line
        .split(' ')
        .filter(|word| !AIDS.contains(word))
        .collect();
    words.join(" ")
}

impl Row {
    /// Whether a thing and a trouble stand near each other.
    fn fits(&self, line: &[u8]) -> bool {
        let [things, troubles] = self
            .close
            .get_or_init(|| [words(self.things), words(self.troubles)]);
        troubles.find_iter(line).any(|trouble| {
            let from = trouble.start().saturating_sub(NEAR);
            let to = (trouble.end() + NEAR).min(line.len());
            things.is_match(&line[from..trouble.start()])
                || things.is_match(&line[trouble.end()..to])
                || things.is_match(&line[trouble.range()])
        })
    }
}

/// Small letters without accents, of the beginning of a line; what is no letter stays.
fn fold(line: &str) -> String {
    line.chars()
        .take(LINE)
        .flat_map(char::to_lowercase)
        .map(bare)
        .collect()
}

/// A letter without its accent.
pub fn bare(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(line: &str) -> Option<Kind> {
        of_words(line).map(|(says, _)| says.kind)
    }

    #[test]
    fn what_scripts_say_in_their_own_words_is_understood_in_three_languages() {
        for (line, expected) in [
            ("archive.sh: STOP, volume /arc is full", Kind::DiskFull),
            (
                "[ERRO] área de trabalho sem espaço livre no volume /stg",
                Kind::DiskFull,
            ),
            ("no queda sitio en el disco de copias", Kind::DiskFull),
            ("cube: memoria insuficiente en el nodo", Kind::OutOfMemory),
            ("ERRO: licença do motor vencida", Kind::LicenseError),
            (
                "el certificado del banco ha caducado",
                Kind::CertificateError,
            ),
            (
                "senha do usuário de serviço expirada",
                Kind::AuthenticationFailed,
            ),
            (
                "user batch1 is locked after too many attempts",
                Kind::AuthenticationFailed,
            ),
            (
                "el usuario no tiene permiso de escritura en /out",
                Kind::PermissionDenied,
            ),
            (
                "outra instância do fechamento está em execução",
                Kind::LockContention,
            ),
            (
                "the semaphore EOD is still held by ONLINE",
                Kind::LockContention,
            ),
            ("plug-in de conversão não encontrado", Kind::MissingLibrary),
            ("la utilidad pkzip no está instalada", Kind::CommandNotFound),
            (
                "input file of branch 12 has not arrived",
                Kind::FileNotFound,
            ),
            (
                "arquivo de remessa não recebido até 06:00",
                Kind::FileNotFound,
            ),
            ("o banco de dados está fora do ar", Kind::DatabaseError),
            ("sem resposta do host do parceiro", Kind::NetworkError),
            (
                "la línea con el proveedor se ha caído, cortada a mitad",
                Kind::NetworkError,
            ),
            (
                "total do trailer diverge da soma dos detalhes",
                Kind::DataError,
            ),
            (
                "rejected 12 records above tolerance 5, stopping",
                Kind::DataError,
            ),
            (
                "rules.json is not readable JSON at row 7",
                Kind::SyntaxError,
            ),
            (
                "maximum run time of 90 minutes exceeded, stopping",
                Kind::MaxDurationExceeded,
            ),
        ] {
            assert_eq!(kind(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn lines_in_which_nothing_is_wrong_say_nothing() {
        for line in [
            "volume /arc is 41 % used",
            "12000 records read, 12000 written",
            "connected to host db1 port 1521",
            "lock released",
            "license server answered in 12 ms",
            "arquivo de entrada recebido às 05:58",
            "usuario batch conectado",
            "certificate of the partner is valid until 2031",
            "0 records rejected",
            "all totals agree",
            "memory used: 412 MB",
        ] {
            assert_eq!(kind(line), None, "{line}");
        }
    }
}
