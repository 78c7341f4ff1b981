//! Reads tokens into a query, in bounded depth.

use super::token::{Token, split};
use super::{Expr, Op, OqlError, OrderBy, Query, Test, Value};

/// How deep parentheses may nest.
const DEEPEST: usize = 64;

/// Reads a filter. An empty one selects everything.
pub fn parse(text: &str) -> Result<Query, OqlError> {
    let tokens = split(text)?;
    let end = text.chars().count() + 1;
    let mut reader = Reader {
        tokens,
        next: 0,
        end,
    };
    let mut query = Query::default();
    if reader.peek().is_some() && !reader.at_order() {
        query.filter = Some(reader.any(0)?);
    }
    if reader.at_order() {
        reader.next += 2;
        query.order = reader.order()?;
    }
    match reader.peek() {
        None => Ok(query),
        Some(_) => Err(reader.unexpected("AND, OR or ORDER BY")),
    }
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn position(&self) -> usize {
        self.tokens
            .get(self.next)
            .map_or(self.end, |&(position, _)| position)
    }

    fn unexpected(&self, wanted: &str) -> OqlError {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(Token::Word(word)) => format!("`{word}`"),
            Some(Token::Text(_)) => "a text".to_owned(),
            Some(Token::Integer(number)) => format!("`{number}`"),
            Some(Token::Sign(sign)) => format!("`{sign}`"),
        };
        OqlError::new(
            self.position(),
            format!("{found} where {wanted} was expected"),
        )
    }

    fn is_word(&self, ahead: usize, keyword: &str) -> bool {
        matches!(self.tokens.get(self.next + ahead), Some((_, Token::Word(word))) if word.eq_ignore_ascii_case(keyword))
    }

    fn at_order(&self) -> bool {
        self.is_word(0, "ORDER") && self.is_word(1, "BY")
    }

    fn take_word(&mut self, keyword: &str) -> bool {
        let found = self.is_word(0, keyword);
        self.next += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(s)) if *s == sign);
        self.next += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Result<Expr, OqlError> {
        let mut terms = vec![self.all(depth)?];
        while self.take_word("OR") {
            terms.push(self.all(depth)?);
        }
        Ok(one_or(terms, Expr::Or))
    }

    fn all(&mut self, depth: usize) -> Result<Expr, OqlError> {
        let mut terms = vec![self.term(depth)?];
        while self.take_word("AND") {
            terms.push(self.term(depth)?);
        }
        Ok(one_or(terms, Expr::And))
    }

    fn term(&mut self, depth: usize) -> Result<Expr, OqlError> {
        if depth > DEEPEST {
            return Err(OqlError::new(
                self.position(),
                format!("more than {DEEPEST} nested parentheses"),
            ));
        }
        if self.take_word("NOT") {
            return Ok(Expr::Not(Box::new(self.term(depth + 1)?)));
        }
        if self.take_sign("(") {
            let inner = self.any(depth + 1)?;
            if !self.take_sign(")") {
                return Err(self.unexpected("`)`"));
            }
            return Ok(inner);
        }
        self.test().map(Expr::Test)
    }

    fn field(&mut self) -> Result<(String, usize), OqlError> {
        let position = self.position();
        match self.peek() {
            Some(Token::Word(word)) if !is_keyword(word) => {
                let field = word.clone();
                self.next += 1;
                Ok((field, position))
            }
            _ => Err(self.unexpected("a field")),
        }
    }

    fn test(&mut self) -> Result<Test, OqlError> {
        let (field, position) = self.field()?;
        let (op, values) = if self.take_word("NOT") {
            if self.take_word("IN") {
                (Op::NotIn, self.list()?)
            } else if self.take_word("LIKE") {
                (Op::NotLike, vec![self.pattern()?])
            } else {
                return Err(self.unexpected("IN or LIKE"));
            }
        } else if self.take_word("IN") {
            (Op::In, self.list()?)
        } else if self.take_word("LIKE") {
            (Op::Like, vec![self.pattern()?])
        } else {
            (self.comparison()?, vec![self.value()?])
        };
        Ok(Test {
            field,
            position,
            op,
            values,
        })
    }

    fn comparison(&mut self) -> Result<Op, OqlError> {
        let op = match self.peek() {
            Some(Token::Sign("=")) => Op::Eq,
            Some(Token::Sign("!=")) => Op::Ne,
            Some(Token::Sign("<")) => Op::Lt,
            Some(Token::Sign("<=")) => Op::Le,
            Some(Token::Sign(">")) => Op::Gt,
            Some(Token::Sign(">=")) => Op::Ge,
            _ => return Err(self.unexpected("a comparison")),
        };
        self.next += 1;
        Ok(op)
    }

    fn value(&mut self) -> Result<Value, OqlError> {
        let value = match self.peek() {
            Some(Token::Text(text)) => Value::Text(text.clone()),
            Some(Token::Integer(number)) => Value::Integer(*number),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("true") => Value::Bool(true),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("false") => Value::Bool(false),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("null") => Value::Null,
            _ => return Err(self.unexpected("a value")),
        };
        self.next += 1;
        Ok(value)
    }

    fn pattern(&mut self) -> Result<Value, OqlError> {
        match self.peek() {
            Some(Token::Text(_)) => self.value(),
            _ => Err(self.unexpected("a quoted pattern")),
        }
    }

    fn list(&mut self) -> Result<Vec<Value>, OqlError> {
        if !self.take_sign("[") {
            return Err(self.unexpected("`[`"));
        }
        let mut values = vec![self.value()?];
        while self.take_sign(",") {
            values.push(self.value()?);
        }
        if !self.take_sign("]") {
            return Err(self.unexpected("`]`"));
        }
        Ok(values)
    }

    fn order(&mut self) -> Result<Vec<OrderBy>, OqlError> {
        let mut order = Vec::new();
        loop {
            let (field, position) = self.field()?;
            let descending = self.take_word("DESC");
            if !descending {
                self.take_word("ASC");
            }
            order.push(OrderBy {
                field,
                position,
                descending,
            });
            if !self.take_sign(",") {
                return Ok(order);
            }
        }
    }
}

fn is_keyword(word: &str) -> bool {
    [
        "AND", "OR", "NOT", "IN", "LIKE", "ORDER", "ASC", "DESC", "TRUE", "FALSE", "NULL",
    ]
    .iter()
    .any(|keyword| word.eq_ignore_ascii_case(keyword))
}

fn one_or(mut terms: Vec<Expr>, many: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match terms.pop() {
        Some(only) if terms.is_empty() => only,
        Some(last) => {
            terms.push(last);
            many(terms)
        }
        None => many(terms),
    }
}
