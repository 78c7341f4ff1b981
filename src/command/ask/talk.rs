//! A conversation on the command line: who answers, what was said, where it is kept.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use super::super::session::Session;
use super::Args;
use crate::ask::{AskReport, Question};
use crate::chat::{Answer, Asked, Chat, Told};
use crate::error::{Error, Result};
use crate::llm::{Agent, Conversation, Event, Sessions, Trace, TraceWriter};
use crate::plan::Plan;
use crate::tws::escape;

/// A conversation.
pub struct Talk<'a> {
    session: &'a Session,
    chat: Chat,
    plan: Plan,
    agent: Option<Agent>,
    said: Conversation,
    last: Option<AskReport>,
    /// Where it is kept, and under which name; nowhere where the user has no folder for it.
    kept: Option<(Sessions, String)>,
    trace: Option<(TraceWriter<File>, PathBuf)>,
    require_model: bool,
}

/// The names of the conversations that are kept.
pub fn conversations() -> Vec<String> {
    folder().map_or_else(Vec::new, |folder| Sessions::new(folder).names())
}

impl<'a> Talk<'a> {
    /// Opens what the arguments ask for. A plain question begins a conversation of its own, which
    /// `--continue` goes on with.
    pub async fn open(session: &'a Session, args: &Args) -> Result<Self> {
        let agents = session.agents();
        for broken in agents.broken() {
            let (file, line, why) = (&broken.file, broken.line, &broken.reason);
            session
                .terminal
                .warn(&format!("{file}:{line}: {why}: this agent is left out"));
        }
        let kept = folder().map(Sessions::new).map(|sessions| {
            let latest = || sessions.latest().filter(|_| args.go_on);
            let name = args.session.clone().or_else(latest);
            let name = name.unwrap_or_else(|| Sessions::UNNAMED.to_owned());
            (sessions, name)
        });
        let goes_on = args.go_on || args.session.is_some();
        let said = match &kept {
            Some((sessions, name)) if goes_on => {
                let (said, notice) = sessions.load(name)?;
                if let Some(notice) = notice {
                    session.terminal.warn(&notice);
                }
                said
            }
            _ => Conversation::default(),
        };
        if args.go_on && said.turns().is_empty() {
            session
                .terminal
                .note("there is no conversation to go on with: this begins one");
        }
        let name = args.agent.as_deref().or(said.agent.as_deref());
        let agent = agents.get(name)?.clone();
        let plan = session.plan().await?;
        let chat = session.chat(vec![plan.client().target().to_owned()])?;
        if chat.model().is_none() {
            let hint = "set LLM_ENDPOINT (and LLM_MODEL) to use one";
            if args.require_model {
                return Err(Error::model("no model is configured").with_hint(hint));
            }
            if args.agent.is_some() {
                session.terminal.warn(&format!(
                    "no model is configured: the rules answer, not the agent; {hint}"
                ));
            }
        }
        let trace = match &args.trace {
            Some(file) => Some((TraceWriter::new(private(file)?), file.clone())),
            None => None,
        };
        Ok(Self {
            session,
            chat,
            plan,
            agent: (!args.no_llm).then_some(agent),
            said,
            last: None,
            kept,
            trace,
            require_model: args.require_model,
        })
    }

    /// Asks one question; `hear` is told what happens on the way.
    pub async fn ask(
        &mut self,
        mut question: Question,
        hear: &mut (dyn FnMut(Told<'_>) + Send),
    ) -> Result<Answer> {
        question.previous = self.said.about().cloned();
        let begun = Instant::now();
        let elapsed = || u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut failed = None;
        let trace = &mut self.trace;
        let mut write = |event: &Event| {
            if let Some((trace, _)) = trace
                && let Err(error) = trace.write(elapsed(), event)
            {
                failed.get_or_insert(error);
            }
        };
        let asked = Asked {
            question: &question,
            agent: self.agent.as_ref(),
            said: &self.said,
            now: self.session.now(),
        };
        let mut told = |told: Told<'_>| {
            if let Told::Model(event) = told {
                write(event);
            }
            hear(told);
        };
        let answer = Box::pin(self.chat.answer(&self.plan, &asked, &mut told)).await?;
        if let Ok(report) = serde_json::to_value(&answer.report) {
            write(&Event::Report { report });
        }
        if let Some(error) = failed {
            let file = self
                .trace
                .as_ref()
                .map(|(_, file)| file.display().to_string());
            let file = file.unwrap_or_default();
            self.session
                .terminal
                .warn(&format!("the trace {file} is not whole: {error}"));
        }
        match (self.require_model, &answer.failure) {
            (true, Some(failure)) => Err(failure.clone().into()),
            _ => Ok(answer),
        }
    }

    /// Adds an answer to what was said.
    pub fn add(&mut self, answer: Answer) {
        self.said.add(answer.turn());
        self.said.agent = self.agent.as_ref().map(|agent| agent.name.clone());
        self.last = Some(answer.report);
    }

    /// Keeps the conversation. That it cannot be kept costs nobody the answer.
    pub fn keep(&self) {
        if let Some((sessions, name)) = &self.kept
            && let Err(error) = sessions.save(name, &self.said, SystemTime::now())
        {
            self.session
                .terminal
                .warn(&format!("{error}: the conversation is not kept"));
        }
    }

    /// Keeps it under another name from now on.
    pub fn keep_as(&mut self, name: &str) -> Result<()> {
        let Some((sessions, kept)) = &mut self.kept else {
            return Err(Error::config("there is no folder to keep conversations in")
                .with_hint("set HOME or XDG_STATE_HOME"));
        };
        sessions.save(name, &self.said, SystemTime::now())?;
        name.clone_into(kept);
        Ok(())
    }

    /// Forgets what was said.
    pub fn clear(&mut self) {
        self.said.clear();
        self.last = None;
    }

    /// The last answer.
    pub fn last(&self) -> Option<&AskReport> {
        self.last.as_ref()
    }

    /// The tools that a model may use, with what each does.
    pub fn tools(&self) -> Vec<(&'static str, &'static str)> {
        let tools = self.chat.toolbox(self.plan.clone()).specs();
        let tools = match &self.agent {
            Some(agent) => agent.allowed(&tools),
            None => tools,
        };
        tools.iter().map(|tool| (tool.name, tool.title)).collect()
    }
}

/// Where conversations are kept: the user's folder for state.
pub fn folder() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "resync")?;
    let state = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir());
    Some(state.join("sessions"))
}

/// A file that only the user can read: a trace holds what was asked and found.
fn private(file: &Path) -> Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(|error| {
        Error::usage(format!("failed to write the trace {}", file.display())).with_source(error)
    })
}

/// The answer that a trace holds.
pub fn replay(file: &Path) -> Result<AskReport> {
    let name = file.display().to_string();
    let input = File::open(file).map_err(|error| {
        Error::usage(format!("failed to read the trace {name}")).with_source(error)
    })?;
    let trace = Trace::read(&name, BufReader::new(input))?;
    let report = trace.report().ok_or_else(|| {
        Error::usage(format!("the trace {name} ends before the answer"))
            .with_hint("it was broken off; ask again with --trace")
    })?;
    serde_json::from_value(report.clone()).map_err(|error| {
        let why = escape(&error.to_string(), 200);
        Error::usage(format!(
            "the answer in the trace {name} cannot be read: {why}"
        ))
    })
}
