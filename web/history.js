// Draws how the counts went over the last hours: a column for each moment, its statuses stacked.
import { at, h, moment, s } from "./dom.js";
import { STATES, counted } from "./states.js";

const COLUMNS = 120;
const HEIGHT = 60;

/** Draws the history. */
export function drawHistory({ data }) {
  const figure = at("history");
  figure.hidden = data.length < 2;
  if (figure.hidden) return;
  const step = Math.ceil(data.length / COLUMNS);
  // The last column is the newest count, whatever was left out before it.
  const points = data.filter((_, n) => (data.length - 1 - n) % step === 0);
  const sum = (point) => counted(point.by_status).reduce((all, [, , , count]) => all + count, 0);
  const most = Math.max(1, ...points.map(sum));
  const width = 1000 / points.length;
  const [first, last] = [data[0], data.at(-1)];
  const change = STATES.map(([status, tone, word]) => [tone, word, first.by_status[status] ?? 0, last.by_status[status] ?? 0])
    .filter(([, , then, now]) => then || now);
  const words = change.map(([, word, then, now]) => `${word} ${then} → ${now}`).join(", ");
  figure.firstElementChild.replaceChildren(s("svg", { viewBox: `0 0 1000 ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": `over time: ${words}` },
    points.map((point, n) => column(point, n * width, width, most))));
  figure.lastElementChild.replaceChildren("Since ", moment(first.at), ": ",
    ...change.flatMap(([tone, word, then, now], n) => [n ? ", " : "", h("span", { class: tone }, `${word} ${then} → ${now}`)]));
}

function column(point, x, width, most) {
  const counts = counted(point.by_status);
  let y = HEIGHT;
  // From the bottom up: what is done below, what failed on top, and never too thin to be seen.
  const parts = counts.toReversed().map(([, tone, , count]) => {
    const height = Math.min(y, Math.max(1.5, (count / most) * HEIGHT));
    y -= height;
    return s("rect", { class: tone, x: x.toFixed(1), y: y.toFixed(1), width: Math.max(1, width - 0.6).toFixed(1), height: height.toFixed(1) });
  });
  const time = new Date(point.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return s("g", {}, s("title", {}, `${time}: ${counts.map(([, , word, count]) => `${count} ${word}`).join(", ")}`), parts);
}
