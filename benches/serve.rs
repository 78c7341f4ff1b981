//! What `resync serve` costs beside a bare axum handler that returns the same bytes: requests a second
//! over 64 connections, in turns, in one run; and how soon it is ready and what it holds when idle.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

const CONNECTIONS: usize = 64;
const SECONDS: u64 = 4;
const TURNS: usize = 3;
const PASSWORD: &str = "a-password-for-a-bench-4711";

/// A process that ends with this one.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() {
    if let Ok(port) = std::env::var("BARE_PORT") {
        return bare(port.parse().expect("a port"));
    }
    let program = env!("CARGO_BIN_EXE_resync");
    let (demo, serve, other) = (free_port(), free_port(), free_port());
    let _demo = start(
        Command::new(program).args(["demo", "--port", &demo.to_string()]),
        &[],
    );
    wait(demo);
    let scheduler = format!("http://127.0.0.1:{demo}");
    let begun = Instant::now();
    let server = start(
        Command::new(program).args(["serve", "--port", &serve.to_string()]),
        &[
            ("TWS_URL", &scheduler),
            ("TWS_USER", "demo"),
            ("TWS_PASSWORD", "demo"),
            ("SECRET_KEY", "a key that is long enough to sign with, 32"),
            ("ADMIN_PASSWORD", PASSWORD),
            ("APP_RATE_LIMIT__ENABLED", "false"),
        ],
    );
    wait(serve);
    println!("ready after {} ms", begun.elapsed().as_millis());
    std::thread::sleep(Duration::from_secs(12));
    println!(
        "idle, after its first look at the plan: {:.1} MB",
        resident(server.0.id())
    );
    let token = token(serve);
    for path in ["/api/health/app", "/api/status"] {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{serve}\r\nAuthorization: Bearer {token}\r\n\r\n"
        );
        let (head, body) = answer(serve, &request);
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        let file = std::env::temp_dir().join(format!("resync-bench-{}", std::process::id()));
        std::fs::write(&file, &body).expect("written");
        let fields = file.with_extension("head");
        std::fs::write(&fields, &head).expect("written");
        let myself = std::env::current_exe().expect("this program");
        let _bare = start(
            &mut Command::new(myself),
            &[
                ("BARE_PORT", &other.to_string()),
                ("BARE_FILE", file.to_str().expect("a path")),
                ("BARE_HEAD", fields.to_str().expect("a path")),
            ],
        );
        wait(other);
        let plain = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{other}\r\n\r\n");
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.push(load(serve, &request));
            theirs.push(load(other, &plain));
        }
        ours.sort_by(f64::total_cmp);
        theirs.sort_by(f64::total_cmp);
        let (ours, theirs) = (ours[TURNS / 2], theirs[TURNS / 2]);
        println!(
            "{path} ({} bytes): {ours:.0} requests/s, bare axum {theirs:.0}: {:.0} %",
            body.len(),
            ours * 100.0 / theirs
        );
        let _ = std::fs::remove_file(file);
        let _ = std::fs::remove_file(fields);
    }
    println!("after the load: {:.1} MB", resident(server.0.id()));
}

/// The yardstick: one handler, nothing around it, that sends the same bytes: body and fields.
fn bare(port: u16) {
    let file = std::env::var("BARE_FILE").expect("a file");
    let body = bytes::Bytes::from(std::fs::read(file).expect("the body"));
    let head = std::env::var("BARE_HEAD").expect("a file");
    let head = std::fs::read_to_string(head).expect("the head");
    let fields: HeaderMap = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| !matches!(*name, "content-length" | "date"))
        .map(|(name, value)| {
            let name: HeaderName = name.parse().expect("a name");
            (name, HeaderValue::from_str(value).expect("a value"))
        })
        .collect();
    let handler = move || {
        let (fields, body) = (fields.clone(), body.clone());
        async move { (fields, body) }
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await;
        let app = axum::Router::new().fallback(handler);
        axum::serve(listener.expect("a port"), app)
            .await
            .expect("served");
    });
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

fn start(command: &mut Command, variables: &[(&str, &str)]) -> Running {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    for (name, value) in variables {
        command.env(name, value);
    }
    Running(command.spawn().expect("it starts"))
}

fn wait(port: u16) {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let end = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(address).is_err() {
        assert!(Instant::now() < end, "nothing listens on {port}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Megabytes that a process holds.
fn resident(process: u32) -> f64 {
    let about = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = about.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) * 1024.0 / 1e6
}

fn token(port: u16) -> String {
    let form = format!("grant_type=password&username=admin&password={PASSWORD}");
    let request = format!(
        "POST /token HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let (head, body) = answer(port, &request);
    let body: serde_json::Value =
        serde_json::from_slice(&body).unwrap_or_else(|_| panic!("no token: {head}"));
    body["access_token"].as_str().expect("a token").to_owned()
}

/// One request on a connection of its own: the head and the body.
fn answer(port: u16, request: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut buffer = Vec::new();
    let head = read_one(&mut stream, &mut buffer).expect("an answer");
    let text = String::from_utf8_lossy(&buffer[..head]).into_owned();
    (text, buffer[head..].to_vec())
}

/// Reads one answer into the buffer; the length of its head.
fn read_one(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<usize> {
    buffer.clear();
    let mut chunk = [0; 64 << 10];
    loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..at]).to_ascii_lowercase();
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())?;
            while buffer.len() < at + 4 + length {
                let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
                buffer.extend_from_slice(&chunk[..read]);
            }
            return Some(at + 4);
        }
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        buffer.extend_from_slice(&chunk[..read]);
    }
}

/// Requests a second over all connections.
fn load(port: u16, request: &str) -> f64 {
    let (stop, count) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (stop, count) = (Arc::clone(&stop), Arc::clone(&count));
            let request = request.to_owned();
            std::thread::spawn(move || {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
                stream.set_nodelay(true).expect("set");
                let mut buffer = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    stream.write_all(request.as_bytes()).expect("sent");
                    let head = read_one(&mut stream, &mut buffer).expect("an answer");
                    assert!(buffer[..head].starts_with(b"HTTP/1.1 200"), "not answered");
                    count.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let begun = Instant::now();
    std::thread::sleep(Duration::from_secs(SECONDS));
    stop.store(true, Ordering::Relaxed);
    let seconds = begun.elapsed().as_secs_f64();
    let answered = count.load(Ordering::Relaxed);
    for worker in workers {
        worker.join().expect("a worker ended well");
    }
    #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    let answered = answered as f64;
    answered / seconds
}
