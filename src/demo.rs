//! temp
use std::{future::Future, sync::Arc, time::Duration};
#[derive(Clone, Debug)]
pub struct Options {
    pub seed: u64,
    pub jobs: usize,
    pub now: jiff::Timestamp,
    pub time_zone: String,
    pub latency: Duration,
    pub fail_rate: f64,
    pub user: String,
    pub password: String,
    pub token: Option<String>,
    pub level: Level,
    pub substatus: bool,
    pub only: Option<Vec<String>>,
}
impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            jobs: 2000,
            now: jiff::Timestamp::now(),
            time_zone: "Europe/Rome".into(),
            latency: Duration::ZERO,
            fail_rate: 0.0,
            user: "demo".into(),
            password: "demo".into(),
            token: None,
            level: Level::Contract,
            substatus: true,
            only: None,
        }
    }
}
#[derive(Clone, Copy, Debug)]
pub enum Level {
    Contract,
    V1028,
}
pub struct Demo;
#[derive(serde::Serialize)]
pub struct Planted {
    pub incident: String,
    pub kind: String,
    pub subject: crate::diagnose::ObjectRef,
    pub cause: crate::diagnose::ObjectRef,
    pub question: String,
    pub truth: String,
    pub healthy: bool,
    pub chain: Vec<String>,
}
impl Demo {
    pub fn generate(_: Options) -> crate::Result<Demo> {
        Ok(Demo)
    }
    pub fn incidents(&self) -> Vec<Planted> {
        vec![]
    }
}
pub async fn serve(
    _: Arc<Demo>,
    _: tokio::net::TcpListener,
    _: impl Future<Output = ()>,
) -> crate::Result<()> {
    Ok(())
}
