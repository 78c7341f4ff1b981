//! `resync ask`: a question in plain words.

mod input;
mod interactive;
mod show;
mod talk;

use std::path::PathBuf;

use super::Outcome;
use super::complete;
use super::session::{FORMATS, Session};
use crate::ask::Question;
use crate::error::Error;
use show::Shown;
use talk::Talk;

pub use talk::conversations;

/// Answer a question in plain words
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync ask \"why did job LOAD abend?\"
  resync ask \"what does PAYROLL.LOAD wait for?\"
  resync ask -c \"and what does it hold up?\"
  conman sj @#@.@ | resync ask \"why is this stuck?\"
  resync ask \"what abended since 22:00?\" -o json

The rules answer by themselves. With LLM_ENDPOINT a model words the answer from what they found; what
it says is checked against the evidence, and where that fails the rules' own answer is given.")]
pub struct Args {
    /// The question; text on standard input is read with it
    #[arg(value_name = "QUESTION")]
    question: Vec<String>,
    /// Go on with the last conversation
    #[arg(short = 'c', long = "continue", conflicts_with = "session")]
    go_on: bool,
    /// Go on with the conversation of this name, or begin it
    #[arg(long, value_name = "NAME", add = complete::conversation())]
    session: Option<String>,
    /// Hold a conversation: questions one after the other, until /quit
    #[arg(short, long)]
    interactive: bool,
    /// Who answers, as `resync agents` lists them
    #[arg(long, value_name = "NAME", conflicts_with = "no_llm", add = complete::agent())]
    agent: Option<String>,
    /// Answer from the built-in rules alone
    #[arg(long)]
    no_llm: bool,
    /// Fail (exit 7) when the model gives no answer that stands
    #[arg(long, conflicts_with = "no_llm")]
    require_model: bool,
    /// Show what the answer stands on: evidence (the default shows it too), none
    #[arg(long, value_name = "WHAT", value_parser = ["evidence", "none"], default_value = "evidence")]
    show: String,
    /// Write everything that happens to this file, as JSON lines
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Show the answer of such a file again, without scheduler and model
    #[arg(long, value_name = "FILE", conflicts_with_all = ["trace", "interactive", "question"])]
    replay: Option<PathBuf>,
}

impl Args {
    /// Whether Ctrl-C ends an answer and not the program.
    pub fn is_conversation(&self) -> bool {
        self.interactive
    }
}

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(FORMATS)?;
    let shown = Shown::new(session, args.show != "none");
    if let Some(file) = &args.replay {
        shown.answer(&talk::replay(file)?)?;
        return Ok(0);
    }
    if args.interactive {
        return interactive::run(session, args, shown).await;
    }
    let question = input::question(&session.terminal, &args.question)?;
    if question.text.trim().is_empty() && question.pasted.is_none() {
        return Err(Error::usage("there is no question")
            .with_hint("for example: resync ask \"why did job LOAD abend?\""));
    }
    let mut talk = Talk::open(session, &args).await?;
    ask(&mut talk, shown, question).await?;
    talk.keep();
    Ok(0)
}

/// Asks, shows the answer, and adds it to what was said.
async fn ask(talk: &mut Talk<'_>, mut shown: Shown<'_>, question: Question) -> crate::Result<()> {
    let answer = talk.ask(question, &mut |told| shown.hear(&told)).await?;
    shown.answer(&answer.report)?;
    talk.add(answer);
    Ok(())
}
