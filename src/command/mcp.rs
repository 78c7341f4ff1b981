//! `resync mcp`: the tools for an MCP client, over standard input and output.

use std::path::PathBuf;

use super::Outcome;
use super::session::Session;
use crate::ask::fence::Fence;
use crate::mcp::Server;
use crate::output::Format;
use crate::tools::Toolbox;

/// Serve the tools to an MCP client, over standard input and output
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync mcp
  resync mcp --runbooks /opt/runbooks
  npx @modelcontextprotocol/inspector --cli resync mcp --method tools/list")]
pub struct Args {
    /// Offer the actions too, as tools marked destructive that need a reason
    #[arg(long)]
    allow_actions: bool,
    /// Folder of Markdown files to search, with the site's codes.toml
    #[arg(long, value_name = "FOLDER")]
    runbooks: Option<PathBuf>,
}

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(&[Format::Table])?;
    let plan = session.plan().await?;
    let fence = Fence::new(session.masker()?)?;
    let runbooks = match args.runbooks {
        Some(folder) => Some(folder),
        None => session.runbooks()?,
    };
    let toolbox = Toolbox::new(plan.clone(), session.dictionary()?, runbooks);
    let (input, output) = rmcp::transport::io::stdio_pipes();
    Server::new(plan, toolbox, fence, args.allow_actions)
        .run(input, output)
        .await?;
    Ok(0)
}
