//! Accepts connections, bounds what each may hold, and closes all of them in time.
//!
//! The loop is our own because that of axum sets no time for the head of a request: a client that
//! sends half of it would keep a connection, and the end of the server, waiting for ever.

mod connections;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use futures_util::future::Abortable;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::app::App;
use super::routes::{self, Front, Inside};
use super::tls::Tls;
use super::trace::Peer;
use crate::error::Result;
use connections::{Connection, Connections};

/// How long the head of a request may take, and a connection may idle.
const HEAD: Duration = Duration::from_secs(3);
/// How long greeting by TLS may take.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// How long requests may go on once the server closes.
const DRAIN: Duration = Duration::from_secs(10);
/// Header fields of a request, and bytes of its head.
const FIELDS: usize = 64;
const HEAD_BYTES: usize = 32 << 10;

/// Serves until `shutdown` completes, then lets requests end within ten seconds.
pub async fn serve(
    listener: TcpListener,
    app: App,
    tls: Option<Tls>,
    shutdown: impl Future<Output = ()>,
) -> Result<()> {
    let front = Arc::new(routes::front(&app));
    let connections = Arc::new(Connections::default());
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        let (stream, remote) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Most likely there are no more file descriptors.
                tracing::warn!(%error, "failed to accept a connection");
                connections.make_room();
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (Some((connection, cut)), Ok(local)) = (connections.enter(), stream.local_addr())
        else {
            continue;
        };
        let peer = Peer { remote, local };
        let (front, tls, watcher) = (Arc::clone(&front), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let work = greet(stream, peer, connection, front, tls, watcher);
            let _ = Abortable::new(work, cut).await;
        });
    }
    drop(listener);
    tracing::info!("closing: no more connections, open requests may end");
    app.close();
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!(open = connections.len(), "closing the rest by force");
        connections.cut_all();
    }
    app.export.close().await;
    Ok(())
}

/// Greets by TLS where that is wanted, and speaks HTTP.
async fn greet(
    stream: TcpStream,
    peer: Peer,
    connection: Connection,
    front: Arc<Front<impl Inside>>,
    tls: Option<Tls>,
    watcher: Watcher,
) {
    // Small answers should not wait for more.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return speak(stream, peer, connection, front, watcher, false).await;
    };
    match timeout(HANDSHAKE, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => {
            let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            speak(stream, peer, connection, front, watcher, two).await;
        }
        Ok(Err(error)) => tracing::debug!(client = %peer.remote, %error, "TLS failed"),
        Err(_) => tracing::debug!(client = %peer.remote, "TLS took too long"),
    }
}

async fn speak<S, I>(
    stream: S,
    peer: Peer,
    connection: Connection,
    front: Arc<Front<I>>,
    watcher: Watcher,
    two: bool,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    I: Inside,
{
    let connection = Arc::new(connection);
    let service = service_fn(move |request: Request<Incoming>| {
        answer(request, peer, Arc::clone(&connection), Arc::clone(&front))
    });
    let stream = TokioIo::new(stream);
    let done = if two {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_concurrent_streams(64)
            .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX))
            .keep_alive_interval(Duration::from_secs(20))
            .keep_alive_timeout(HEAD);
        watcher
            .watch(builder.serve_connection(stream, service))
            .await
    } else {
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_headers(FIELDS)
            .max_buf_size(HEAD_BYTES);
        watcher
            .watch(builder.serve_connection(stream, service))
            .await
    };
    if let Err(error) = done {
        log(peer.remote, &error);
    }
}

fn log(client: SocketAddr, error: &hyper::Error) {
    tracing::debug!(%client, %error, "a connection ended early");
}

/// Answers one request; the connection is busy until the answer's last byte.
async fn answer(
    request: Request<Incoming>,
    peer: Peer,
    connection: Arc<Connection>,
    front: Arc<Front<impl Inside>>,
) -> std::result::Result<Response<impl HttpBody<Data = Bytes, Error = axum::Error>>, Infallible> {
    let busy = connection.busy();
    let response = front.answer(&peer, request.map(Body::new)).await;
    Ok(response.map(|body| {
        body.map_frame(move |frame| {
            let _busy = &busy;
            frame
        })
    }))
}
