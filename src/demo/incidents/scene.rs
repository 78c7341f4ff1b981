//! The place of one incident: names of its own, and short ways to add what it needs.

use super::Incident;
use super::faults::Fault;
use crate::demo::build::{Builder, JobSpec, Outcome, StreamSpec, WorkstationSpec};
use crate::demo::dice::Dice;
use crate::demo::night::Machines;
use crate::demo::rows::{Definition, Flags, NONE};
use crate::demo::store::LogText;
use crate::demo::vocabulary::{AREAS, Area, RARE_STEPS, STEPS};
use crate::tws::status::{RecoveryOption, WorkstationType};

/// An object of the plan, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A job.
    Job(u32),
    /// A stream.
    Stream(u32),
    /// A workstation.
    Workstation(u16),
    /// A resource.
    Resource(u32),
    /// A prompt.
    Prompt(u32),
    /// A file.
    File(u32),
    /// A job of another network.
    Remote(u32),
    /// A predecessor that the plan does not hold.
    Ghost(u32),
}

/// What an incident says of itself, before ids are known.
#[derive(Debug, Clone)]
pub struct Told {
    /// The incident.
    pub incident: Option<Incident>,
    /// What one would ask about.
    pub subject: Of,
    /// The culprit.
    pub cause: Of,
    /// From subject to cause.
    pub chain: Vec<Of>,
    /// What one would ask.
    pub question: String,
    /// The answer.
    pub truth: String,
    /// Culprits beside the one at the end of the chain.
    pub also: Vec<Of>,
}

/// What an operator wonders about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wonder {
    /// Why it failed.
    Failed,
    /// Why it has not started.
    Waits,
    /// Why it still runs, or is late.
    Runs,
    /// Why it did not run at all.
    Skipped,
    /// What state it is in.
    State,
}

impl Wonder {
    fn phrases(self) -> &'static [&'static str] {
        match self {
            Self::Failed => &[
                "why did {} fail?",
                "what is wrong with {}?",
                "{} abended, why?",
                "por que {} falhou?",
            ],
            Self::Waits => &[
                "why has {} not started?",
                "what is {} waiting for?",
                "why is {} stuck?",
                "por que {} não iniciou?",
            ],
            Self::Runs => &[
                "why is {} still running?",
                "why is {} late?",
                "is {} ok? it should be done by now",
            ],
            Self::Skipped => &[
                "why did {} not run?",
                "what happened to {}?",
                "why was {} skipped?",
            ],
            Self::State => &[
                "what is the state of {}?",
                "is {} fine?",
                "what happened to {}?",
            ],
        }
    }
}

/// Where an incident is built.
pub struct Scene<'a> {
    /// What adds rows.
    pub b: &'a mut Builder,
    /// The everyday workstations.
    pub m: &'a Machines,
    /// Chance of this incident alone.
    pub dice: Dice,
    /// The present moment.
    pub now: i64,
    /// Its application area.
    pub area: &'static Area,
    area_at: usize,
    subject: &'static str,
}

impl<'a> Scene<'a> {
    /// The scene of the incident at place `nth` of the table.
    pub fn new(b: &'a mut Builder, m: &'a Machines, nth: usize, incident: &Incident) -> Self {
        let now = b.store.now;
        let seed = b.store.seed;
        // Neighbours in the table work in different areas, other ones with each seed.
        let turn = nth + usize::try_from(seed % 84).unwrap_or(0);
        let area_at = turn % AREAS.len();
        let area = &AREAS[area_at];
        let subject = area.rare[turn / AREAS.len() % area.rare.len()];
        Self {
            dice: Dice::new(seed, incident.name),
            b,
            m,
            now,
            area,
            area_at,
            subject,
        }
    }

    /// A moment so many minutes ago.
    pub fn ago(&self, minutes: i64) -> i64 {
        self.now - minutes * 60
    }

    fn free_name(&self, wanted: String) -> String {
        let taken = |name: &str| self.b.store.symbols.find(name).is_some();
        if !taken(&wanted) {
            return wanted;
        }
        (2..)
            .map(|n| format!("{wanted}_{n}"))
            .find(|name| !taken(name))
            .unwrap_or(wanted)
    }

    /// A stream of this incident, scheduled so many minutes ago.
    pub fn stream(&mut self, minutes_ago: i64) -> StreamSpec {
        let tails = [
            "", "_DAILY", "_IN", "_OUT", "_EOD", "_PREP", "_FEED", "_MAIN",
        ];
        let base = format!("{}_{}", self.area.code, self.subject);
        let wanted = match self.b.store.symbols.find(&base) {
            None => base,
            Some(_) => format!("{base}{}", tails[1 + self.dice.below(tails.len() - 1)]),
        };
        StreamSpec {
            name: self.free_name(wanted),
            folder: self.b.folder(self.area.folder),
            area: u8::try_from(self.area_at).expect("there are few areas"),
            workstation: self.agent(),
            sched: self.ago(minutes_ago).div_euclid(60) * 60,
            deps: vec![],
            priority: 10,
            limit: None,
            flags: Flags::default(),
            limits: None,
        }
    }

    /// The area's everyday agent.
    pub fn agent(&self) -> u16 {
        self.m.agents[self.area_at][0]
    }

    /// Opens a stream; its jobs follow.
    pub fn open(&mut self, spec: StreamSpec) -> u32 {
        self.b.stream(spec)
    }

    /// A job with a name of its own that takes so many minutes.
    pub fn job(&mut self, minutes: u32) -> JobSpec {
        let step = if self.dice.chance(60) {
            *self.dice.pick(RARE_STEPS)
        } else {
            *self.dice.pick(STEPS)
        };
        let name = self.free_name(format!("{}_{step}", self.subject));
        // Taken at once, so that the next job is named otherwise.
        self.b.store.symbols.intern(&name);
        JobSpec::new(name, minutes * 60)
    }

    /// Adds a job to the stream opened last.
    pub fn add(&mut self, spec: JobSpec) -> u32 {
        self.b.job(spec)
    }

    /// A chain of `count` jobs of some minutes each, the first after `after`; the last one's place.
    pub fn chain(&mut self, count: usize, after: Option<u32>) -> Option<u32> {
        let mut last = after;
        for _ in 0..count {
            let minutes = u32::try_from(self.dice.range(2, 12)).unwrap_or(5);
            let mut spec = self.job(minutes);
            if let Some(before) = last {
                spec = spec.after(before);
            }
            last = Some(self.add(spec));
        }
        last
    }

    /// Opens a stream scheduled so many minutes ago, with some finished jobs at its head. Returns
    /// the stream and the last of those jobs.
    pub fn begin(&mut self, minutes_ago: i64, before: usize) -> (u32, Option<u32>) {
        let spec = self.stream(minutes_ago);
        let stream = self.open(spec);
        (stream, self.chain(before, None))
    }

    /// A job that follows `after`.
    pub fn next(&mut self, minutes: u32, after: Option<u32>) -> JobSpec {
        let spec = self.job(minutes);
        match after {
            Some(before) => spec.after(before),
            None => spec,
        }
    }

    /// Adds `hops` jobs in a line behind `cause`. The chain begins with the last of them.
    pub fn behind(&mut self, cause: u32, hops: usize) -> Vec<Of> {
        let mut chain = vec![Of::Job(cause)];
        let mut last = cause;
        for _ in 0..hops {
            let spec = self.next(5, Some(last));
            last = self.add(spec);
            chain.insert(0, Of::Job(last));
        }
        chain
    }

    /// A workstation of this incident's own, healthy until changed.
    pub fn machine(&mut self) -> WorkstationSpec {
        let (kind, os, tag) = *self.dice.pick(&[
            (0, "LINUX", "LX"),
            (1, "AIX", "AX"),
            (1, "WINDOWS", "WN"),
            (0, "LINUX", "VM"),
        ]);
        let kind = if kind == 0 {
            WorkstationType::Agent
        } else {
            WorkstationType::Fta
        };
        let name = format!("{}{tag}{:02}", self.area.code, self.dice.range(50, 99));
        WorkstationSpec {
            name: self.free_name(name),
            folder: self.b.folder("/PROD/"),
            kind,
            os,
            description: format!("{} agent", self.area.title),
            limit: 20,
            fence: 0,
            linked: true,
            jobman: true,
            members: vec![],
            reserved: true,
        }
    }

    /// Makes a job fail in the way of `fault`.
    pub fn failing(&mut self, mut spec: JobSpec, fault: &Fault) -> JobSpec {
        let command = self.fill(fault.command, &spec.name);
        spec.definition = Some(self.definition(&command));
        spec.log = Some(self.log(fault, &spec.name));
        spec.outcome = if fault.launch {
            Outcome::Fails
        } else {
            Outcome::Abends(fault.rc)
        };
        self.fit_machine(&mut spec, &command);
        spec
    }

    /// Windows commands run on Windows, all others do not.
    fn fit_machine(&self, spec: &mut JobSpec, command: &str) {
        let on = spec.workstation.unwrap_or_else(|| self.agent());
        let is_windows = self.b.store.workstation(on).os == "WINDOWS";
        match (command.starts_with("D:"), is_windows) {
            (true, false) => spec.workstation = Some(self.m.windows),
            (false, true) => spec.workstation = Some(self.m.linux),
            _ => {}
        }
    }

    /// The log that a fault leaves.
    pub fn log(&mut self, fault: &Fault, job: &str) -> LogText {
        let padding = if fault.launch {
            0
        } else {
            u32::try_from(self.dice.range(6, 45)).unwrap_or(10)
        };
        let lines = self.fill(&fault.lines.join("\n"), job);
        LogText {
            padding,
            style: fault.style,
            lines: lines.into(),
            framed: true,
        }
    }

    /// What a job executes, with no recovery.
    pub fn definition(&mut self, command: &str) -> Definition {
        Definition {
            command: self.b.store.symbols.intern(command),
            user: self.b.store.symbols.intern(self.area.user),
            description: None,
            recovery: RecoveryOption::Stop,
            recovery_prompt: NONE,
            modified: 0,
        }
    }

    /// Puts this scene's words into a text.
    pub fn fill(&mut self, text: &str, job: &str) -> String {
        let number = |dice: &mut Dice, low, high| dice.range(low, high).to_string();
        let code = self.area.code.to_lowercase();
        let file = format!(
            "/data/{code}/in/{}_{}.dat",
            self.subject.to_lowercase(),
            number(&mut self.dice, 1_000, 9_999)
        );
        let date = self
            .b
            .store
            .zone
            .to_datetime(crate::demo::store::timestamp(self.now))
            .date();
        let pairs = [
            ("{job}", job.to_owned()),
            ("{jobl}", job.to_lowercase()),
            ("{area}", code),
            ("{AREA}", self.area.code.to_owned()),
            ("{subject}", self.subject.to_owned()),
            ("{user}", self.area.user.to_owned()),
            ("{db}", self.area.database.to_owned()),
            (
                "{host}",
                format!(
                    "{}srv{}.corp.example",
                    self.area.code.to_lowercase(),
                    number(&mut self.dice, 10, 99)
                ),
            ),
            ("{file}", file),
            ("{date}", date.strftime("%Y%m%d").to_string()),
            ("{n}", number(&mut self.dice, 200, 9_000)),
            ("{m}", number(&mut self.dice, 10_000, 900_000)),
            ("{pid}", number(&mut self.dice, 3_000, 64_000)),
        ];
        pairs.iter().fold(text.to_owned(), |text, (token, value)| {
            text.replace(token, value)
        })
    }

    /// The name of an object.
    pub fn name(&self, of: Of) -> String {
        of.object(&self.b.store).name
    }

    /// What this incident says of itself: the chain starts at the subject and ends at the cause.
    pub fn told(&mut self, wonder: Wonder, chain: &[Of], truth: impl Into<String>) -> Told {
        let subject = chain[0];
        let cause = chain[chain.len() - 1];
        let phrase = *self.dice.pick(wonder.phrases());
        let question = phrase.replace("{}", &self.name(subject));
        Told {
            incident: None,
            subject,
            cause,
            chain: chain.to_vec(),
            question,
            truth: truth.into(),
            also: vec![],
        }
    }
}
