//! `resync serve`: its routes, its login, its limits, through a real socket.

mod api;
mod browser;
mod chat;
mod chromium;
mod documents;
mod http;
mod limits;
mod login;
mod process;
mod redis;
mod refusals;
mod site;
mod token;
mod world;
