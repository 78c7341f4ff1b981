//! The tools for any MCP client: read tools, resources, prompts, and actions where they are allowed.
//!
//! Text of the scheduler leaves masked, made harmless, and inside marked blocks.

mod actions;
mod prompts;
mod resources;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData,
    GetPromptRequestParams, GetPromptResponse, Implementation, JsonObject, ListPromptsResult,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ProgressNotificationParam, ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities,
    ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler, ServiceExt};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::ask::fence::Fence;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::tools::{ToolResult, ToolStatus, Toolbox};

/// An MCP server over one plan.
pub struct Server {
    plan: Plan,
    toolbox: Toolbox,
    fence: Fence,
    allow_actions: bool,
}

/// How often a client that asked for it hears that a call goes on.
const HEARTBEAT: Duration = Duration::from_secs(1);

impl Server {
    /// A server of these tools; actions are offered only where they are allowed.
    pub fn new(plan: Plan, toolbox: Toolbox, fence: Fence, allow_actions: bool) -> Self {
        Self {
            plan,
            toolbox,
            fence,
            allow_actions,
        }
    }

    /// Speaks the protocol until the client ends it. Nothing else may be written there.
    pub async fn run<R, W>(self, input: R, output: W) -> Result<()>
    where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        let running = match ServiceExt::serve(self, (input, output)).await {
            Ok(running) => running,
            // A client that leaves before it began did not need anything.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(error) => {
                return Err(Error::io("the MCP client did not begin the conversation")
                    .with_source(error)
                    .with_hint("start `resync mcp` from an MCP client: it speaks JSON-RPC on standard input and output"));
            }
        };
        running.waiting().await.map_err(|error| {
            Error::internal("the MCP server ended unexpectedly").with_source(error)
        })?;
        Ok(())
    }

    fn tools(&self) -> Vec<Tool> {
        let mut tools: Vec<Tool> = self
            .toolbox
            .specs()
            .into_iter()
            .map(|spec| {
                let about = ToolAnnotations::with_title(spec.title)
                    .read_only(true)
                    .destructive(false)
                    .idempotent(true)
                    .open_world(false);
                let mut tool = Tool::new(spec.name, spec.description, object(spec.parameters))
                    .with_title(spec.title)
                    .with_annotations(about);
                if let Some(schema) = self.toolbox.output_schema(spec.name) {
                    tool = tool.with_raw_output_schema(object(schema));
                }
                tool
            })
            .collect();
        if self.allow_actions {
            tools.extend(actions::tools());
        }
        tools
    }

    async fn call(&self, name: &str, arguments: &Value) -> ToolResult {
        let now = Timestamp::now();
        match actions::verb(name).filter(|_| self.allow_actions) {
            Some(verb) => actions::call(&self.plan, verb, arguments, now).await,
            None => self.toolbox.call(name, &arguments.to_string(), now).await,
        }
    }

    /// A result for the client: as text inside a marked block, and as structured content.
    fn result(&self, name: &str, result: ToolResult) -> CallToolResult {
        let mut content = result.content;
        self.fence.dress_value(&mut content);
        let how = match result.status {
            ToolStatus::Ok => "complete",
            ToolStatus::Truncated => "truncated",
            ToolStatus::NoData => "nothing found",
            ToolStatus::Error => {
                let word = |field: &str| content[field].as_str().unwrap_or_default();
                let text = format!("{}\nWhat to do: {}", word("message"), word("hint"));
                return CallToolResult::error(vec![ContentBlock::text(text)]);
            }
        };
        let block = self.fence.json(&format!("{name}, {how}"), &content);
        let mut given = CallToolResult::success(vec![ContentBlock::text(block)]);
        given.structured_content = Some(content);
        given
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .build();
        let actions = if self.allow_actions {
            "The tools marked destructive change the plan: call one only when the user asked for that very action."
        } else {
            "Nothing here changes the plan; propose_action prepares a command for a person to run."
        };
        ServerConfig::new(capabilities)
            .with_server_info(
                Implementation::new("resync", env!("CARGO_PKG_VERSION"))
                    .with_title("resync: what the batch is doing, and why"),
            )
            .with_instructions(format!(
                "Answers what the jobs of HCL Workload Automation (formerly IBM TWS) are doing and why. \
                 For a why-question call diagnose_job first and cite its evidence ids. {actions} {}",
                self.fence.rule()
            ))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> std::result::Result<CallToolResponse, ErrorData> {
        let name = request.name.to_string();
        let arguments = Value::Object(request.arguments.unwrap_or_default());
        let acts = actions::verb(&name).is_some();
        let token = context.meta.get_progress_token();
        let mut beat = tokio::time::interval(HEARTBEAT);
        let mut beats = 0.0;
        let mut work = std::pin::pin!(self.call(&name, &arguments));
        loop {
            tokio::select! {
                result = &mut work => return Ok(self.result(&name, result).into()),
                // An action that was sent is waited for: its outcome must not be left open.
                () = context.ct.cancelled(), if !acts => {
                    let gone = Error::interrupted("the client cancelled the call");
                    return Ok(self.result(&name, ToolResult::failed(&gone)).into());
                }
                _ = beat.tick() => if let Some(token) = &token {
                    let progress = ProgressNotificationParam::new(token.clone(), beats)
                        .with_message(format!("{name} is at work"));
                    beats += 1.0;
                    // A client that has gone needs no news.
                    let _ = context.peer.notify_progress(progress).await;
                }
            }
        }
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(self.resources().await))
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(
            resources::templates(),
        ))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<ReadResourceResponse, ErrorData> {
        self.read(&request.uri).await.map(Into::into)
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(prompts::all()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> std::result::Result<GetPromptResponse, ErrorData> {
        prompts::get(&request).map(Into::into)
    }
}

/// A schema as the protocol carries it.
fn object(schema: Value) -> Arc<JsonObject> {
    Arc::new(match schema {
        Value::Object(map) => map,
        _ => JsonObject::new(),
    })
}
