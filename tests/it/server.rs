//! `resync serve`: its routes, its login, its limits, through a real socket.

mod api;
mod bounds;
mod browser;
mod chat;
mod chromium;
mod connections;
mod documents;
mod frames;
mod guard;
mod h2;
mod hands;
mod http;
mod limits;
mod login;
mod others;
mod process;
mod redis;
mod redis_load;
mod redis_odd;
mod refusals;
mod resp;
mod signals;
mod site;
mod states;
mod token;
mod world;
