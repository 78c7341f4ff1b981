//! `resync serve`: its routes, its login, its limits, through a real socket.

mod access;
mod api;
mod board;
mod browser;
mod changes;
mod chat;
mod chromium;
mod documents;
mod http;
mod limits;
mod login;
mod pages;
mod people;
mod process;
mod redis;
mod refusals;
mod secrets;
mod site;
mod token;
mod watched;
mod world;
