// Draws the status report.
import { at, h, moment, s, span, table } from "./dom.js";

// Statuses in the order of the bar, with what they mean in colour.
const STATES = [
  ["ERROR", "bad", "failed"], ["BLOCKED", "bad", "blocked"], ["HELD", "warn", "held"], ["RUNNING", "run", "running"],
  ["READY", "run", "ready"], ["WAITING", "wait", "waiting"], ["UNDECIDED", "wait", "undecided"],
  ["SUCCESSFUL", "good", "successful"], ["CANCELED", "wait", "cancelled"], ["SUPPRESS", "wait", "suppressed"],
];

const list = (status) => `/api/jobs?status=${status}&sort=start`;

/** Draws all sections; `why` opens a diagnosis. */
export function drawPlan(report, why) {
  bar(report);
  at("failed-title").textContent = `Failed (${report.failed_total})`;
  at("failed").replaceChildren(table("Failed jobs, newest first", ["Job", "Ended", "Code", ""],
    report.failed.map((job) => jobRow(job, why, [moment(job.ended), job.return_code ?? ""])),
    "Nothing has failed."), more(report));
  const slow = [...report.late.map((job) => ["late", job]), ...report.long_running.map((job) => ["long", job])];
  at("late").replaceChildren(table("Late and long-running jobs", ["Job", "Why", "Deadline", "Running", ""],
    slow.map(([kind, job]) => jobRow(job, why, [
      h("span", { class: "warn" }, kind === "late" ? "late" : "longer than usual"), moment(job.deadline),
      `${span(job.elapsed)}${job.estimated ? ` of ${span(job.estimated)}` : ""}`,
    ])), "Nothing is late."));
  people(report, why);
  at("critical").replaceChildren(table("Critical jobs that are not done", ["Job", "Risk", "Deadline", "Slack", ""],
    report.critical.map(({ job, risk, slack }) => jobRow(job, why, [
      h("span", { class: risk === "on_track" ? "good" : "bad" }, risk.replace("_", " ")), moment(job.deadline), span(slack),
    ])), "No critical job is open."));
  const { total, up, problems } = report.workstations;
  at("stations").replaceChildren(h("p", {}, `${up} of ${total} can run jobs.`), table("Workstations with a problem", ["Workstation", "State", "Limit", "Fence", ""],
    problems.map((station) => h("tr", {}, h("td", {}, station.key), h("td", { class: "bad" }, station.health),
      h("td", { class: "num" }, station.limit ?? ""), h("td", { class: "num" }, station.fence ?? ""), h("td", {}, whyButton(station.key, why)))),
    "All of them are linked and up."));
}

function jobRow(job, why, cells) {
  return h("tr", {},
    h("td", {}, h("button", { class: "link", type: "button", onclick: () => why(job.id, job.key) }, `${job.stream}.${job.name}`),
      job.critical ? h("strong", { class: "tag bad" }, "critical") : null,
      h("span", { class: "reason" }, job.reason ?? `${job.internal} on ${job.workstation}`)),
    cells.map((cell) => h("td", { class: "time" }, cell)),
    h("td", {}, whyButton(job.key, () => why(job.id, job.key))));
}

const whyButton = (key, why) => h("button", { class: "quiet", type: "button", "aria-label": `Why ${key}?`, onclick: () => why(key, key) }, "Why?");

const more = (report) => report.failed_total > report.failed.length
  ? h("p", {}, h("a", { href: list("failed") }, `${report.failed.length} of ${report.failed_total} shown; all of them`)) : "";

function people(report, why) {
  const waits = report.waiting_for_people.map((line) => h("tr", {},
    h("td", {}, line.key, h("span", { class: "reason" }, line.text ?? "")),
    h("td", {}, line.kind.replace("_", " "), line.prompt ? ` ${line.prompt}` : ""), h("td", {}, whyButton(line.key, why))));
  const stuck = report.stuck_streams.map((line) => h("tr", {},
    h("td", {}, line.key, h("span", { class: "reason" }, `${line.failed} of ${line.jobs} jobs failed`)),
    h("td", {}, `stream ${line.internal.toLowerCase()}`), h("td", {}, whyButton(line.key, why))));
  at("people").replaceChildren(table("What waits for people", ["What", "Waits for", ""], [...waits, ...stuck], "Nothing waits for a person."));
}

function bar(report) {
  const counts = STATES.map(([status, tone, word]) => [status, tone, word, report.by_status[status] ?? 0]).filter(([, , , count]) => count);
  const total = Math.max(1, counts.reduce((sum, [, , , count]) => sum + count, 0));
  let x = 0;
  const rects = counts.map(([, tone, word, count]) => {
    const rect = s("rect", { class: tone, x: (x / total) * 1000, y: 0, width: Math.max(2, (count / total) * 1000 - 1), height: 20 }, s("title", {}, `${count} ${word}`));
    x += count;
    return rect;
  });
  const words = counts.map(([, , word, count]) => `${count} ${word}`).join(", ");
  at("bar").replaceChildren(s("svg", { class: "state", viewBox: "0 0 1000 20", preserveAspectRatio: "none", role: "img", "aria-label": words || "no jobs" }, rects));
  const tile = (href, count, word, tone) => h("li", {}, h("a", { href }, h("b", { class: count ? tone : "" }, String(count)), word));
  const risky = report.critical.filter((line) => line.risk !== "on_track").length;
  at("tiles").replaceChildren(
    tile("#failed-title", report.failed_total, "failed", "bad"), tile("#late-title", report.late.length, "late", "warn"),
    tile("#late-title", report.long_running.length, "running long", "warn"), tile("#people-title", report.waiting_for_people.length, "wait for people", "warn"),
    tile("#critical-title", risky, "critical at risk", "bad"), tile("#stations-title", report.workstations.problems.length, "workstations down", "bad"),
    ...counts.filter(([status]) => status !== "ERROR").map(([status, tone, word, count]) => tile(list(status), count, word, tone)),
  );
}

/** Draws how the counts went over the last hours. */
export function drawHistory(history) {
  const points = history.data;
  at("history").hidden = points.length < 2;
  if (points.length < 2) return;
  const [from, to] = [new Date(points[0].at), new Date(points.at(-1).at)];
  const lines = [["ERROR", "bad", "failed"], ["RUNNING", "run", "running"]];
  const most = Math.max(1, ...points.flatMap((point) => lines.map(([status]) => point.by_status[status] ?? 0)));
  const path = (status) => points.map((point, n) => {
    const x = ((new Date(point.at) - from) / Math.max(1, to - from)) * 1000;
    return `${n ? "L" : "M"}${x.toFixed(1)} ${(58 - ((point.by_status[status] ?? 0) / most) * 56).toFixed(1)}`;
  }).join("");
  const last = lines.map(([status, , word]) => `${word} ${points[0].by_status[status] ?? 0} → ${points.at(-1).by_status[status] ?? 0}`).join(", ");
  at("history").firstElementChild.replaceChildren(s("svg", { viewBox: "0 0 1000 60", preserveAspectRatio: "none", role: "img", "aria-label": last },
    lines.map(([status, tone]) => s("path", { class: tone, d: path(status) }))));
  at("history").lastElementChild.replaceChildren(`${last} since `, moment(points[0].at));
}
