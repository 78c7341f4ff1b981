// The list of jobs. Its filters stand in the address of the page, so that it can be sent to someone.
import { at, fetchJson, h, moment, span, table } from "./dom.js";
import { STATES } from "./states.js";

const TEXTS = ["status", "name", "stream", "workstation", "since"];
const FLAGS = ["late", "critical"];
// Of these the newest are wanted first; other lists may be long, and come in the scheduler's order.
const NEWEST_FIRST = ["ERROR", "RUNNING"];

let open = null;
let pages = 0;

/** Lets the form, the address and links to lists choose which jobs are shown; `why` opens a diagnosis. */
export function setUpJobs(why) {
  open = why;
  const form = at("jobs-form");
  form.elements.status.append(...STATES.map(([status, , word]) => h("option", { value: status }, word)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = new URLSearchParams();
    for (const name of TEXTS) if (form.elements[name].value.trim()) wanted.set(name, form.elements[name].value.trim());
    for (const name of FLAGS) if (form.elements[name].checked) wanted.set(name, "true");
    go(wanted);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-jobs]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(new URL(link.href).searchParams);
    at("jobs-title").focus();
  });
  addEventListener("popstate", show);
  show();
}

/** The address of the list of a status. */
export const listOf = (status) => `?status=${status}#jobs-title`;

/** Reads the list again, unless someone has gone further into it. */
export const refreshJobs = () => (pages > 1 ? undefined : show());

function wanted() {
  const all = new URL(location).searchParams;
  return new URLSearchParams([...all].filter(([name, value]) => value && (TEXTS.includes(name) || FLAGS.includes(name))));
}

function go(filter) {
  const address = new URL(location);
  for (const name of [...TEXTS, ...FLAGS]) address.searchParams.delete(name);
  for (const [name, value] of filter) address.searchParams.set(name, value);
  history.pushState(null, "", address);
  show();
}

async function show() {
  const filter = wanted();
  const form = at("jobs-form");
  for (const name of TEXTS) form.elements[name].value = filter.get(name) ?? "";
  for (const name of FLAGS) form.elements[name].checked = filter.get(name) === "true";
  if (![...filter].length) {
    pages = 0;
    at("jobs").replaceChildren(h("p", { class: "muted" }, "Choose a status above, or a filter here."));
    return;
  }
  await read(filter, [], null);
}

async function read(filter, before, cursor) {
  const asked = new URLSearchParams(filter);
  if (NEWEST_FIRST.includes(filter.get("status"))) asked.set("sort", "start");
  if (cursor) asked.set("cursor", cursor);
  try {
    const page = await fetchJson(`/api/jobs?${asked}`);
    // Another filter may have been chosen meanwhile.
    if (String(wanted()) !== String(filter)) return;
    pages = cursor ? pages + 1 : 1;
    const jobs = [...before, ...page.data];
    const of = page.total === null ? "" : ` of ${page.total}`;
    at("jobs").replaceChildren(
      h("p", { class: "muted", role: "status" }, `${jobs.length}${of} shown${page.next && page.total === null ? ", and there are more" : ""}`),
      table("Jobs that fit the filter", ["Job", "Status", "Started", "Took", ""], jobs.map(row), "No job fits."),
      page.next ? h("button", { class: "quiet", type: "button", onclick: () => read(filter, jobs, page.next) }, "Show more") : "");
  } catch (error) {
    at("jobs").replaceChildren(h("p", { class: "notice bad", role: "alert" }, error.message));
  }
}

function row(job) {
  const why = () => open(job.id, job.key);
  return h("tr", {},
    h("td", {}, h("button", { class: "link", type: "button", onclick: why }, `${job.stream}.${job.name}`), h("span", { class: "reason" }, job.workstation)),
    h("td", {}, job.internal, job.late ? h("span", { class: "tag warn" }, "late") : null),
    h("td", { class: "time" }, moment(job.started)), h("td", { class: "time" }, span(job.elapsed)),
    h("td", {}, h("button", { class: "quiet", type: "button", "aria-label": `Why ${job.key}?`, onclick: why }, "Why?")));
}
