// Draws the status report.
import { at, h, moment, s, span, table } from "./dom.js";
import { listOf } from "./jobs.js";
import { counted } from "./states.js";

const unread = "This could not be read, or not all of it: that nothing is shown does not say that there is nothing.";

/** Draws all sections; `why` opens a diagnosis. */
export function drawPlan(report, why) {
  bar(report);
  // An empty list says that there is nothing only where all of it was read.
  const none = (field, words) => (report.incomplete.includes(field) ? unread : words);
  at("notes").hidden = !report.notes.length;
  at("notes").textContent = report.notes.join("; ");
  at("failed-title").textContent = `Failed (${report.failed_total}${report.incomplete.includes("failed") ? ", not all could be read" : ""})`;
  at("failed").replaceChildren(table("Failed jobs, newest first", ["Job", "Ended", "Code", ""],
    report.failed.map((job) => jobRow(job, why, [moment(job.ended), job.return_code ?? ""])),
    none("failed", "Nothing has failed.")), more(report));
  const slow = [...report.late.map((job) => ["late", job]), ...report.long_running.map((job) => ["long", job])];
  at("late").replaceChildren(table("Late and long-running jobs", ["Job", "Why", "Deadline", "Running", ""],
    slow.map(([kind, job]) => jobRow(job, why, [
      h("span", { class: "warn" }, kind === "late" ? "late" : "longer than usual"), moment(job.deadline),
      `${span(job.elapsed)}${job.estimated ? ` of ${span(job.estimated)}` : ""}`,
    ])), none("late", "Nothing is late.")));
  people(report, why, none);
  at("critical").replaceChildren(table("Critical jobs that are not done", ["Job", "Risk", "Deadline", "Slack", ""],
    report.critical.map(({ job, risk, slack }) => jobRow(job, why, [
      h("span", { class: risk === "on_track" ? "good" : "bad" }, risk.replace("_", " ")), moment(job.deadline), span(slack),
    ])), none("critical", "No critical job is open.")));
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
  ? h("p", {}, h("a", { href: listOf("ERROR"), "data-jobs": true }, `${report.failed.length} of ${report.failed_total} shown; all of them`)) : "";

function people(report, why, none) {
  const waits = report.waiting_for_people.map((line) => h("tr", {},
    h("td", {}, line.key, h("span", { class: "reason" }, line.text ?? "")),
    h("td", {}, line.kind.replace("_", " "), line.prompt ? ` ${line.prompt}` : ""), h("td", {}, whyButton(line.key, why))));
  const stuck = report.stuck_streams.map((line) => h("tr", {},
    h("td", {}, line.key, h("span", { class: "reason" }, `${line.failed} of ${line.jobs} jobs failed`)),
    h("td", {}, `stream ${line.internal.toLowerCase()}`), h("td", {}, whyButton(line.key, why))));
  at("people").replaceChildren(table("What waits for people", ["What", "Waits for", ""], [...waits, ...stuck], none("waiting_for_people", none("stuck_streams", "Nothing waits for a person."))));
}

function bar(report) {
  const counts = counted(report.by_status);
  const total = Math.max(1, counts.reduce((sum, [, , , count]) => sum + count, 0));
  let x = 0;
  const rects = counts.map(([, tone, word, count]) => {
    const rect = s("rect", { class: tone, x: (x / total) * 1000, y: 0, width: Math.max(2, (count / total) * 1000 - 1), height: 20 }, s("title", {}, `${count} ${word}`));
    x += count;
    return rect;
  });
  const words = counts.map(([, , word, count]) => `${count} ${word}`).join(", ");
  at("bar").replaceChildren(s("svg", { class: "state", viewBox: "0 0 1000 20", preserveAspectRatio: "none", role: "img", "aria-label": words || "no jobs" }, rects));
  const tile = (href, count, word, tone) => h("li", {}, h("a", { href, "data-jobs": href.startsWith("?") }, h("b", { class: count ? tone : "" }, String(count)), word));
  const risky = report.critical.filter((line) => line.risk !== "on_track").length;
  at("tiles").replaceChildren(
    tile("#failed-title", report.failed_total, "failed", "bad"), tile("#late-title", report.late.length, "late", "warn"),
    tile("#late-title", report.long_running.length, "running long", "warn"), tile("#people-title", report.waiting_for_people.length, "wait for people", "warn"),
    tile("#critical-title", risky, "critical at risk", "bad"), tile("#stations-title", report.workstations.problems.length, "workstations down", "bad"),
    ...counts.filter(([status]) => status !== "ERROR").map(([status, tone, word, count]) => tile(listOf(status), count, word, tone)),
  );
}
