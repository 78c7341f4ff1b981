// Questions and answers: streamed, with the facts behind each citation and the next steps.
import { at, h } from "./dom.js";
import { cite, evidence, steps } from "./diagnosis.js";
import { markdown } from "./markdown.js";

let session = null;
let count = 0;

/** Lets the form ask. */
export function setUpChat() {
  const form = at("ask");
  if (!form) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const input = at("question");
    const question = input.value.trim();
    if (!question) return;
    input.value = "";
    const button = form.querySelector("button");
    button.disabled = true;
    await ask(question);
    button.disabled = false;
    input.focus();
  });
}

async function ask(question) {
  const place = `a${(count += 1)}`;
  const body = h("div", {}, h("p", { class: "muted" }, "looking…"));
  const behind = h("details", { hidden: true }, h("summary", {}, "Evidence"));
  const answer = h("div", { class: "answer", "data-state": "streaming" }, body, behind);
  at("talk").append(h("p", { class: "you" }, question), answer);
  const shown = { text: "", place, body, behind, answer };
  try {
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify(session ? { question, session } : { question }),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      if (problem.code === "no_such_conversation") session = null;
      throw new Error(`${problem.detail ?? response.statusText} (${problem.correlation_id ?? response.status})`);
    }
    await read(response.body, (event) => show(event, shown));
    if (answer.dataset.state === "streaming") throw new Error("the answer broke off");
  } catch (error) {
    answer.dataset.state = "failed";
    body.append(h("p", { class: "notice bad", role: "alert" }, error.message));
  }
}

async function read(stream, take) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart()).join("\n");
      if (data) take(JSON.parse(data));
    }
  }
}

function show(event, shown) {
  const { place, body, behind, answer } = shown;
  const talk = at("talk");
  const draw = () => body.replaceChildren(...markdown(shown.text, (id) => cite(id, place)));
  switch (event.type) {
    case "text":
      shown.text += event.text;
      draw();
      break;
    case "withdrawn":
      shown.text = "";
      draw();
      break;
    case "tool":
      body.append(h("p", { class: "muted" }, `${event.title}…`));
      break;
    case "evidence":
      behind.hidden = false;
      behind.append(evidence(event.evidence, place));
      break;
    case "warning":
      answer.append(h("p", { class: "warn" }, event.message));
      break;
    case "done":
      session = event.session;
      shown.text = event.answer;
      draw();
      answer.append(...steps(event.diagnosis?.next_steps ?? []),
        h("p", { class: "muted" }, `by ${event.written_by}, ${event.usage.requests} requests, ${event.usage.elapsed_ms} ms`));
      answer.dataset.state = "done";
      break;
    case "error":
      answer.dataset.state = "failed";
      body.replaceChildren(h("p", { class: "notice bad", role: "alert" }, `${event.problem.detail} ${event.problem.hints[0] ?? ""} (${event.problem.correlation_id})`));
      break;
  }
  talk.scrollTop = talk.scrollHeight;
}
