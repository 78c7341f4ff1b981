// The dashboard: reads the plan, keeps it current, and says how old it is.
import { at, fetchJson, h, moment, setPlanZone, span } from "./dom.js";
import { setUpChat } from "./chat.js";
import { openDiagnosis, setUpDialog } from "./diagnosis.js";
import { drawHistory } from "./history.js";
import { refreshJobs, setUpJobs } from "./jobs.js";
import { drawPlan } from "./plan.js";
import { drawStations } from "./stations.js";

let read = null;
let reading = false;

async function refresh() {
  if (reading) return;
  reading = true;
  try {
    const report = await fetchJson("/api/status");
    read = { at: Date.now(), stale: report.stale ?? 0 };
    if (report.time_zone) setPlanZone(report.time_zone);
    drawPlan(report, openDiagnosis);
    trouble(report.warnings.length ? report.warnings.join("; ") : null);
    drawStations(await fetchJson("/api/workstations?limit=1000"), openDiagnosis);
    drawHistory(await fetchJson("/api/history"));
    await refreshJobs();
  } catch (error) {
    trouble(error.message);
  } finally {
    reading = false;
    age();
  }
}

function trouble(text) {
  at("trouble").hidden = !text;
  at("trouble").textContent = text ?? "";
}

// Old data is dated and greyed, never taken away.
function age() {
  if (!read) return;
  const seconds = (Date.now() - read.at) / 1000 + read.stale;
  const old = seconds > 60;
  const text = old ? `data is ${span(seconds)} old` : "data is current";
  if (at("age").textContent !== text) at("age").textContent = text;
  at("age").classList.toggle("old", old);
  document.body.classList.toggle("stale", old);
}

const WORDS = { failed: "failed", recovered: "recovered", late: "is late" };

function happened(kind, message) {
  const event = JSON.parse(message.data);
  const entry = h("li", {}, moment(event.at), " ",
    h("button", { class: "link", type: "button", onclick: () => openDiagnosis(event.job, event.key) }, event.name),
    ` ${WORDS[kind]}`, event.reason ? h("span", { class: "reason" }, event.reason) : null);
  const list = at("events");
  if (list.firstElementChild?.classList.contains("muted")) list.replaceChildren();
  list.prepend(entry);
  while (list.children.length > 50) list.lastElementChild.remove();
}

// The browser comes back by itself and tells the last event it saw; meanwhile the page asks now and then.
function listen() {
  const source = new EventSource("/api/events");
  for (const kind of Object.keys(WORDS)) source.addEventListener(kind, (message) => happened(kind, message));
  for (const kind of ["status", "reset"]) source.addEventListener(kind, refresh);
}

setUpDialog();
setUpChat();
setUpJobs(openDiagnosis);
refresh();
listen();
setInterval(age, 5_000);
setInterval(() => {
  if (!read || Date.now() - read.at > 45_000) refresh();
}, 15_000);
const wanted = new URL(location).searchParams.get("job");
if (wanted) openDiagnosis(wanted, wanted);
