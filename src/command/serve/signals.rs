//! What signals mean to the server. Each function listens from the moment it is called, so that a
//! signal that comes before its future is first looked at is not lost (or deadly).

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::server::Tls;

async fn next(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}

/// Completes with the first SIGTERM or SIGINT; the second ends the process at once.
pub fn end() -> impl Future<Output = ()> {
    let mut term = signal(SignalKind::terminate()).ok();
    let mut int = signal(SignalKind::interrupt()).ok();
    async move {
        tokio::select! {
            () = next(&mut term) => {}
            () = next(&mut int) => {}
        }
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        tokio::spawn(async move {
            tokio::select! {
                () = next(&mut term) => {}
                () = next(&mut int) => {}
            }
            std::process::exit(130);
        });
    }
}

/// Reads the certificate again with every SIGHUP. Without TLS the signal changes nothing.
pub fn reload(tls: Option<Tls>) -> impl Future<Output = ()> {
    let mut hup = signal(SignalKind::hangup()).ok();
    async move {
        loop {
            next(&mut hup).await;
            let Some(tls) = &tls else {
                continue;
            };
            match tls.reload() {
                Ok(()) => tracing::info!("the certificate was read again"),
                Err(error) => tracing::error!(%error, "the certificate stays as it was"),
            }
        }
    }
}
