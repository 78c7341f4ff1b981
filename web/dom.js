// Builds elements. Text is always set as text: names and logs of the scheduler are never markup.

/** An element with attributes and children; strings become text. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/** The same for drawings. */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attributes, children);
  return element;
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
}

/** The element of an id. */
export const at = (id) => document.getElementById(id);

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
let planZone = null;

/** Sets the zone of the plan, for the second time that each time shows. */
export function setPlanZone(zone) {
  try {
    planZone = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone, timeZoneName: "short" });
  } catch {
    planZone = null;
  }
}

/** A moment: in the viewer's zone, with the plan's beside it where it differs. Where it is the same, the
 * plan's zone shows when the time is pointed at, or its row has the focus. */
export function moment(text) {
  if (!text) return "";
  const date = new Date(text);
  const near = Math.abs(Date.now() - date) < 12 * 3600e3;
  const shown = (near ? clock : day).format(date);
  const there = planZone?.format(date) ?? "";
  const differs = there && !there.startsWith(clock.format(date));
  return h("time", { datetime: text, title: date.toISOString(), "data-plan": differs ? null : there || null }, shown, differs ? ` (${there})` : "");
}

/** Seconds as 1 h 05 min. */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const total = Math.abs(Math.round(seconds));
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
  const text = hours ? `${hours} h ${String(minutes).padStart(2, "0")} min` : minutes ? `${minutes} min` : `${total} s`;
  return seconds < 0 ? `−${text}` : text;
}

/** A table, or a sentence where there is nothing. */
export function table(caption, heads, rows, nothing) {
  if (!rows.length) return h("p", { class: "muted" }, nothing);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rows)));
}

/** JSON of a path; an error carries what the server said. */
export async function fetchJson(path, options = {}) {
  const response = await fetch(path, { headers: { Accept: "application/json" }, ...options });
  if (response.status === 401) {
    location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const hint = body.hints?.[0] ? ` – ${body.hints[0]}` : "";
    throw new Error(`${body.detail ?? response.statusText}${hint} (${body.correlation_id ?? response.status})`);
  }
  return body;
}
