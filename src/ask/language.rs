//! The language of a question, by the small words that each language has for itself.

use super::names::{MentionKind, mentions};

/// A language that questions come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Portuguese.
    Portuguese,
    /// Spanish.
    Spanish,
}

/// Words that one of the three has and the others have not, or hardly; without accents, since they are
/// often left out. What two of them share is in both.
const ENGLISH: &str = "the is are was were why what whats which did does didnt doesnt isnt hasnt wont how when where who \
    have has had of it its this that and not will would should can could my me for from on at in to with by be been an \
    i we you they there any all show tell list explain still yet late failed failing fail stuck waiting running run runs overview help open \
    started start finish finished done happened job stream streams schedule before after since last night today than if \
    keeps up down please pls root cause mean means red waits held wrong ok fine now many much ended ends";
const PORTUGUESE: &str = "o os um uma do da dos das no na nos nas ao aos pelo pela em com que qual quais quem quando onde \
    como de por porque pq esta estao foi foram nao sim ja ainda isso isto esse essa ele ela dele dela eu voce meu minha pra \
    pro para e ou mais muito tudo todos tem ter fazer faco faz rodou rodar roda rodando rodam falhou falha falharam caiu \
    parou parado parada parados trava travou travado travada travados atrasado atrasada atrasados atrasadas deu dou erro \
    houve aconteceu ocorreu noite hoje ontem desde antes depois termina terminar acaba comecou iniciou mostra mostrar \
    mostre lista liste listar posso preciso reexecutar liberar segurando segura seguro bloqueia bloqueando espera esperando \
    esperam aguardando aguarda vermelho vermelha quantos quantas motivo fila malha agora ar pula pulo mato causa total \
    abertos depende dependem prendendo presa preso rolou log estado numero tarefa fluxo cade algum alguma quebrou predecessores sucessores sucessoras ajuda saida passagem hj sera horas quantidade pendentes comecar abertas";
const SPANISH: &str = "el la los las un una unos unas del al lo en con que cual cuales quien quienes cuando donde como de por \
    porque esta estan fue fueron no si ya aun todavia eso esto ese esa su sus yo usted mi para y mas mucho todo todos \
    hay tiene tener hacer hago hace fallo falla fallaron cayo paro parado parada atascado atascada atascados retrasado \
    retrasada retrasados trabado detenido paso ocurrio trabajo trabajos noche hoy ayer desde antes despues termina terminar \
    acaba empezo inicio arranco muestra mostrar muestrame lista listar puedo necesito reejecutar ejecutar ejecuto liberar \
    bloquea bloqueando espera esperan esperando rojo roja cuantos cuantas motivo corrio corriendo corre corren ahora quedo \
    quedan va van causa total abiertos depende dependen mato libero cancelo log estado numero flujo algun alguna frena retiene es predecesores sucesores dependiente ruta camino hasta fin decir quiere ayuda abendo salida ver acabo sigue \
    vamos fallidos estatus cuanto pendientes retenido atorado tengo porfa abiertas abiertos";

/// Endings of words that only one of them has.
const ENDINGS: &[(&str, Language)] = &[
    ("cao", Language::Portuguese),
    ("coes", Language::Portuguese),
    ("aram", Language::Portuguese),
    ("ou", Language::Portuguese),
    ("cion", Language::Spanish),
    ("ciones", Language::Spanish),
    ("aron", Language::Spanish),
    ("ieron", Language::Spanish),
];

/// Letters that only one of the three writes.
const ONLY: &[(char, Language)] = &[
    ('ã', Language::Portuguese),
    ('õ', Language::Portuguese),
    ('ç', Language::Portuguese),
    ('ê', Language::Portuguese),
    ('ô', Language::Portuguese),
    ('à', Language::Portuguese),
    ('ñ', Language::Spanish),
    ('¿', Language::Spanish),
    ('¡', Language::Spanish),
];

impl Language {
    /// The language of a text; none where that cannot be told.
    pub fn of(text: &str) -> Option<Self> {
        // A name may be any word of any language.
        let (named, _) = mentions(text);
        let mut lower = text.to_owned();
        for mention in named
            .iter()
            .filter(|m| m.sure && m.kind != MentionKind::Code)
        {
            lower = lower.replace(&mention.text, " ");
        }
        let lower = lower.to_lowercase();
        let plain = super::intent::normalise(&lower);
        let words: Vec<&str> = plain
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let mut scores = [
            (Self::English, ENGLISH),
            (Self::Portuguese, PORTUGUESE),
            (Self::Spanish, SPANISH),
        ]
        .map(|(language, own)| {
            let own: Vec<&str> = own.split_whitespace().collect();
            let ends = |word: &str| {
                let mut endings = ENDINGS.iter().filter(|(_, of)| *of == language);
                word != "you" && endings.any(|(ending, _)| word.ends_with(ending))
            };
            let score = (words.iter())
                .filter(|word| own.contains(word) || ends(word))
                .count()
                * 2;
            let letters = ONLY.iter().filter(|(_, of)| *of == language);
            let marks = letters.filter(|(letter, _)| lower.contains(*letter));
            (score + marks.count() * 3, language)
        });
        scores.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let [(most, language), (second, _), _] = scores;
        (most > second).then_some(language)
    }

    /// Its English name, as a model is told it.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Portuguese => "Portuguese",
            Self::Spanish => "Spanish",
        }
    }

    /// Tells in this language that an answer is in English; nothing where that goes without saying.
    pub fn answered_in_english(self) -> Option<&'static str> {
        match self {
            Self::English => None,
            Self::Portuguese => Some(
                "A resposta está em inglês: as regras embutidas só escrevem nessa língua; um modelo responde na língua da pergunta.",
            ),
            Self::Spanish => Some(
                "La respuesta está en inglés: las reglas integradas solo escriben en ese idioma; un modelo responde en el idioma de la pregunta.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_told_by_its_small_words_and_not_by_names() {
        for (text, language) in [
            ("why did LOAD fail?", Some(Language::English)),
            ("por que o job LOAD falhou?", Some(Language::Portuguese)),
            ("porque o LOAD nao rodou", Some(Language::Portuguese)),
            ("¿por qué falló el trabajo LOAD?", Some(Language::Spanish)),
            ("cuando termina el LOAD", Some(Language::Spanish)),
            ("e os antecessores dele?", Some(Language::Portuguese)),
            ("como mato o LOAD?", Some(Language::Portuguese)),
            ("LOAD", None),
            ("", None),
        ] {
            assert_eq!(Language::of(text), language, "{text}");
        }
    }
}
