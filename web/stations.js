// Draws the workstations, those in trouble first.
import { at, h, table } from "./dom.js";

const yes = (state) => (state === null || state === undefined ? "" : state ? "yes" : h("strong", { class: "bad" }, "no"));

/** Draws all workstations, in the order in which they come; `why` opens a diagnosis. */
export function drawStations(report, why) {
  const able = report.total - report.in_trouble;
  at("stations").replaceChildren(
    h("p", {}, !report.total ? "The plan has no workstations." : report.in_trouble ? `${able} of ${report.total} have no known problem.` : "All of them are linked and up."),
    table("Workstations, those with a problem first", ["Workstation", "State", "Linked", "Jobman", "Limit", "Fence", "Running", ""],
      report.data.map((station) => row(station, why)), "The plan has no workstations."),
    report.truncated ? h("p", { class: "muted" }, `${report.returned} of ${report.total} shown`) : "");
}

function row(station, why) {
  const fine = station.health === "up" || station.health === "unknown";
  const number = (value) => h("td", { class: "num" }, value ?? "");
  return h("tr", {}, h("td", {}, station.key, h("span", { class: "reason" }, station.type)), h("td", { class: fine ? "" : "bad" }, station.health),
    h("td", {}, yes(station.linked)), h("td", {}, yes(station.jobman)), number(station.limit), number(station.fence), number(station.running),
    h("td", {}, fine ? "" : h("button", { class: "quiet", type: "button", "aria-label": `Why ${station.key}?`, onclick: () => why(station.key, station.key) }, "Why?")));
}
