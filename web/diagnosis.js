// A diagnosis: the cause, the chain to it, what it holds up, what to do, and the facts behind it.
import { at, fetchJson, h, moment, span } from "./dom.js";

/** Opens the diagnosis of an object by plan id or key; the address of the page then leads to it. */
export async function openDiagnosis(id, key) {
  const dialog = at("why");
  at("why-title").textContent = key;
  at("why-body").replaceChildren(h("p", { class: "muted", role: "status" }, `looking for the cause of ${key}…`));
  if (!dialog.open) dialog.showModal();
  const address = new URL(location);
  address.searchParams.set("job", key);
  history.replaceState(null, "", address);
  try {
    at("why-body").replaceChildren(...drawDiagnosis(await fetchJson(`/api/jobs/${encodeURIComponent(id)}/diagnosis`), "why"));
  } catch (error) {
    at("why-body").replaceChildren(h("p", { class: "notice bad", role: "alert" }, error.message));
  }
}

/** Lets the dialog close. */
export function setUpDialog() {
  const dialog = at("why");
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    const address = new URL(location);
    address.searchParams.delete("job");
    history.replaceState(null, "", address);
  });
}

/** The parts of a diagnosis; `place` keeps the ids of several on one page apart. */
export function drawDiagnosis(found, place) {
  const cause = found.root_cause;
  return [
    h("p", {}, h("strong", {}, cause.summary), " ", h("span", { class: "tag" }, cause.kind.replaceAll("_", " ")), ` ${cause.confidence} `, cites(cause.evidence, place)),
    h("h3", {}, "From the object to its cause"),
    h("ol", { class: "chain" }, found.chain.map((link) => h("li", { "data-relation": link.relation.replaceAll("_", " ") },
      `${link.object.type} ${link.object.key}`, link.status ? h("span", { class: "muted" }, ` ${link.status}`) : null))),
    ...(found.other_causes.length ? [h("h3", {}, "Further causes"), h("ul", {}, found.other_causes.map((other) => h("li", {}, other.summary, " ", cites(other.evidence, place))))] : []),
    ...impact(found.impact),
    ...steps(found.next_steps),
    ...(found.notes.length ? [h("h3", {}, "Not looked at"), h("ul", {}, found.notes.map((note) => h("li", {}, note)))] : []),
    h("h3", {}, "Evidence"),
    ...found.evidence.map((fact) => evidence(fact, place)),
  ];
}

function impact(impact) {
  const parts = [];
  if (impact.blocked_jobs) parts.push(`${impact.at_least ? "at least " : ""}${impact.blocked_jobs} jobs`);
  if (impact.blocked_streams) parts.push(`${impact.blocked_streams} streams`);
  const risks = [...impact.critical_jobs, ...impact.deadlines_at_risk, ...(impact.next_deadline ? [impact.next_deadline] : [])]
    .filter((risk, n, all) => all.findIndex((other) => other.object.key === risk.object.key) === n);
  const free = impact.released;
  if (!parts.length && !risks.length) return [];
  return [h("h3", {}, "What it holds up"), h("p", {}, parts.join(" and ") || "nothing yet"),
    free && free.jobs ? h("p", {}, `Free to start once it is mended: ${free.at_least ? "at least " : ""}${free.jobs} jobs (${free.first_jobs.map((job) => job.name).join(", ")}${free.jobs > free.first_jobs.length ? ", …" : ""})`) : "",
    risks.length ? h("ul", {}, risks.map((risk) => h("li", {}, `${risk.object.key}: deadline `, moment(risk.deadline), risk.slack === null ? "" : `, slack ${span(risk.slack)}`))) : ""];
}

/** What to do, each command with a button that copies it. */
export function steps(steps) {
  if (!steps.length) return [];
  return [h("h3", {}, "Next steps"), h("ol", {}, steps.map((step) => h("li", {}, h("strong", {}, step.title), ` ${step.why}`,
    step.changes_plan ? h("span", { class: "tag warn" }, "changes the plan") : null,
    ...[step.command, step.conman].filter(Boolean).map((command) => h("div", { class: "row" }, h("code", {}, command), copyButton(command))))))];
}

function copyButton(text) {
  return h("button", { class: "quiet", type: "button", "aria-label": `Copy ${text}`, onclick: async (event) => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select it by hand";
    }
  } }, "Copy");
}

/** A fact with its source. */
export function evidence(fact, place) {
  return h("details", { class: "evidence", id: `${place}-${fact.id}`, open: !!fact.excerpt && fact.type === "log" },
    h("summary", {}, `${fact.id} ${fact.title}`),
    fact.excerpt ? h("pre", { tabindex: "0" }, fact.excerpt) : null,
    h("p", { class: "muted" }, `${fact.source}, read `, moment(fact.observed_at)));
}

const cites = (ids, place) => h("span", {}, ids.map((id) => cite(id, place)));

/** A citation that leads to its fact. */
export function cite(id, place) {
  return h("button", { class: "cite", type: "button", "aria-label": `Show evidence ${id}`, onclick: () => {
    const fact = at(`${place}-${id}`);
    if (!fact) return;
    fact.open = true;
    fact.querySelector("summary").focus();
    fact.scrollIntoView({ block: "nearest" });
  } }, id);
}
