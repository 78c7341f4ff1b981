//! A proxy between a client and a server that works, whose fault can be changed while it runs.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use resync::Error;
use resync::tws::{Client, Query};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::engine::engine;
use crate::fault::{Fake, json};

/// What goes wrong on the way from the server to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Connections are reset as soon as they are made.
    Reset,
    /// Connections are accepted and nothing comes back.
    Hang,
    /// Everything comes this much later.
    Delay(Duration),
    /// One byte comes each time this passes.
    Trickle(Duration),
    /// The connection ends after so many bytes.
    CutAfter(usize),
    /// Every so many-th byte is changed.
    Corrupt(usize),
}

/// The proxy. Dropping it ends it.
pub struct Proxy {
    pub url: String,
    fault: Arc<Mutex<Fault>>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Forwards to `upstream`.
    pub async fn start(upstream: SocketAddr, fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let fault = Arc::new(Mutex::new(fault));
        let current = Arc::clone(&fault);
        let task = tokio::spawn(async move {
            loop {
                let Ok((client, _)) = listener.accept().await else {
                    return;
                };
                tokio::spawn(forward(client, upstream, Arc::clone(&current)));
            }
        });
        Self { url, fault, task }
    }

    /// Changes what goes wrong, also on connections that stand.
    pub fn set(&self, fault: Fault) {
        *self.fault.lock().expect("no panic") = fault;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn forward(client: TcpStream, upstream: SocketAddr, fault: Arc<Mutex<Fault>>) {
    let now = || *fault.lock().expect("no panic");
    if now() == Fault::Reset {
        let _ = client.set_zero_linger();
        return;
    }
    let Ok(server) = TcpStream::connect(upstream).await else {
        return;
    };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    let mut buffer = vec![0; 16 << 10];
    let mut sent = 0;
    while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
        let bytes = &mut buffer[..length];
        let done = match now() {
            Fault::None => to_client.write_all(bytes).await,
            Fault::Reset => break,
            Fault::Hang => std::future::pending().await,
            Fault::Delay(delay) => {
                tokio::time::sleep(delay).await;
                to_client.write_all(bytes).await
            }
            Fault::Trickle(pause) => {
                let mut done = Ok(());
                for byte in bytes {
                    tokio::time::sleep(pause).await;
                    done = to_client.write_all(&[*byte]).await;
                    if done.is_err() {
                        break;
                    }
                }
                done
            }
            Fault::CutAfter(most) if sent + length > most => {
                let _ = to_client
                    .write_all(&bytes[..most.saturating_sub(sent)])
                    .await;
                break;
            }
            Fault::CutAfter(_) => to_client.write_all(bytes).await,
            Fault::Corrupt(every) => {
                bytes
                    .iter_mut()
                    .step_by(every.max(1))
                    .for_each(|byte| *byte ^= 0x15);
                to_client.write_all(bytes).await
            }
        };
        if done.is_err() {
            break;
        }
        sent += length;
    }
    up.abort();
}

#[tokio::test]
async fn faults_on_the_way_are_errors_and_their_end_is_noticed() {
    let server = Fake::start(|_, _| json(200, r#"{"results":[{"id":"a"}]}"#)).await;
    let proxy = Proxy::start(server.address, Fault::None).await;
    let client = Client::new(&engine(&proxy.url)).expect("client").fresh();
    assert!(client.jobs(&Query::new()).await.is_ok());
    type Expected = fn(&Error) -> bool;
    let faults: [(Fault, Expected); 5] = [
        (Fault::Hang, |error| matches!(error, Error::TimedOut(_))),
        (Fault::CutAfter(80), |error| {
            matches!(error, Error::Unreadable(_))
        }),
        (Fault::Trickle(Duration::from_millis(100)), |error| {
            matches!(error, Error::TimedOut(_))
        }),
        (Fault::Corrupt(7), |error| {
            !matches!(error, Error::Internal(_))
        }),
        (Fault::Reset, |error| matches!(error, Error::Unreachable(_))),
    ];
    for (fault, expected) in faults {
        // A client of its own, for the breaker is not what is looked at here.
        let client = Client::new(&engine(&proxy.url)).expect("client").fresh();
        proxy.set(fault);
        let error = client.jobs(&Query::new()).await.expect_err("a fault");
        assert!(expected(&error), "{fault:?}: {error}");
        proxy.set(Fault::Delay(Duration::from_millis(20)));
        assert_eq!(
            client
                .jobs(&Query::new())
                .await
                .expect("well again")
                .results
                .len(),
            1
        );
    }
}
