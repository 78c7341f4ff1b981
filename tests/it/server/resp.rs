//! A Redis of the test's own that says what it is told to: it speaks the protocol on a socket, counts
//! requests with a number that no other limiter would give, and can refuse or be silent.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the fake says is left of every limit, so that its verdicts can be told from all others.
pub const LEFT: u32 = 7_777;

/// How it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    /// As a Redis does.
    Well,
    /// With this error to every command.
    Refuses(&'static str),
    /// With this error to every command of this name.
    RefusesOne(&'static str, &'static str),
    /// Not at all.
    Silent,
    /// With bytes that are not of its protocol.
    Garbage,
}

struct State {
    mood: Mood,
    scripts: HashSet<String>,
    seen: Vec<String>,
}

/// The fake. Dropping it ends it.
pub struct Fake {
    pub url: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Fake {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State {
            mood: Mood::Well,
            scripts: HashSet::new(),
            seen: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self {
            url: format!("redis://{address}"),
            state,
            task,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }

    /// Changes how it answers.
    pub fn becomes(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// Forgets all scripts.
    pub fn flush_scripts(&self) {
        self.state().scripts.clear();
    }

    /// How many commands of a name came.
    pub fn seen(&self, name: &str) -> usize {
        let state = self.state();
        state.seen.iter().filter(|seen| *seen == name).count()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut stream = BufReader::new(stream);
    while let Some(words) = command(&mut stream).await {
        state.lock().expect("no panic").note(&words);
        // What came while it was silent is answered afterwards, as by a process that was stopped.
        while state.lock().expect("no panic").mood == Mood::Silent {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let said = answer(&words, &mut state.lock().expect("no panic"));
        if stream.write_all(said.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The words of the next command.
async fn command(stream: &mut BufReader<TcpStream>) -> Option<Vec<String>> {
    let count = number(stream, '*').await?;
    let mut words = Vec::new();
    for _ in 0..count {
        let length = number(stream, '$').await?;
        let mut word = vec![0; length + 2];
        stream.read_exact(&mut word).await.ok()?;
        word.truncate(length);
        words.push(String::from_utf8_lossy(&word).into_owned());
    }
    Some(words)
}

async fn number(stream: &mut BufReader<TcpStream>, kind: char) -> Option<usize> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    line.trim_end().strip_prefix(kind)?.parse().ok()
}

fn name(words: &[String]) -> String {
    words.first().map_or("", String::as_str).to_uppercase()
}

impl State {
    fn note(&mut self, words: &[String]) {
        self.seen.push(name(words));
    }
}

fn answer(words: &[String], state: &mut State) -> String {
    let name = name(words);
    match &state.mood {
        Mood::Refuses(error) => return format!("-{error}\r\n"),
        Mood::RefusesOne(one, error) if *one == name => return format!("-{error}\r\n"),
        Mood::Garbage => return "HTTP/1.1 400 Bad Request\r\n\r\n".to_owned(),
        Mood::Well | Mood::Silent | Mood::RefusesOne(..) => {}
    }
    let known = |state: &State| words.get(1).is_some_and(|sha| state.scripts.contains(sha));
    match name.as_str() {
        "SCRIPT" => {
            let script = ::redis::Script::new(words.get(2).map_or("", String::as_str));
            let digest = script.get_hash().to_owned();
            state.scripts.insert(digest.clone());
            format!("$40\r\n{digest}\r\n")
        }
        "EVALSHA" if !known(state) => {
            "-NOSCRIPT No matching script. Please use EVAL.\r\n".to_owned()
        }
        "EVALSHA" if words.iter().any(|word| word.contains("rate:")) => {
            format!("*4\r\n:1\r\n:{LEFT}\r\n:0\r\n:1000000\r\n")
        }
        // A lease, which nobody else wants.
        "EVALSHA" => ":1\r\n".to_owned(),
        "GET" | "XREAD" => "$-1\r\n".to_owned(),
        "XADD" => "$3\r\n1-1\r\n".to_owned(),
        "DEL" | "INCR" | "PEXPIRE" => ":1\r\n".to_owned(),
        _ => "+OK\r\n".to_owned(),
    }
}
