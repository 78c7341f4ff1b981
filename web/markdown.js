// The part of Markdown that answers use, as elements. There is no way from text to markup: links and
// pictures stay text, so nothing is fetched and nothing leads away.
import { h } from "./dom.js";

/** Draws Markdown; `cite` makes the element for a citation such as E3. */
export function markdown(text, cite) {
  const out = [];
  const lines = text.replaceAll("\r", "").split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (/^```/.test(line)) {
      const code = [];
      for (at += 1; at < lines.length && !/^```/.test(lines[at]); at += 1) code.push(lines[at]);
      at += 1;
      out.push(h("pre", {}, code.join("\n")));
    } else if (/^#{1,6} /.test(line)) {
      out.push(h("h3", {}, inline(line.replace(/^#+ /, ""), cite)));
      at += 1;
    } else if (/^\s*([-*]|\d+[.)]) /.test(line)) {
      const ordered = /^\s*\d/.test(line);
      const items = [];
      for (; at < lines.length && /^\s*([-*]|\d+[.)]) |^\s{2,}\S/.test(lines[at]); at += 1) {
        const item = lines[at].match(/^\s*(?:[-*]|\d+[.)]) (.*)/);
        if (item) items.push(item[1]);
        else items[items.length - 1] += `\n${lines[at].trim()}`;
      }
      out.push(h(ordered ? "ol" : "ul", {}, items.map((item) => h("li", {}, inline(item, cite)))));
    } else if (!line.trim()) {
      at += 1;
    } else {
      const part = [];
      for (; at < lines.length && lines[at].trim() && !/^(```|#{1,6} |\s*([-*]|\d+[.)]) )/.test(lines[at]); at += 1) part.push(lines[at]);
      out.push(h("p", {}, inline(part.join("\n"), cite)));
    }
  }
  return out;
}

function inline(text, cite) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[E\d+\]|\n)/);
  return parts.map((part) => {
    if (part === "\n") return h("br");
    if (/^`.+`$/.test(part)) return h("code", {}, part.slice(1, -1));
    if (/^\*\*.+\*\*$/.test(part)) return h("strong", {}, part.slice(2, -2));
    if (/^\[E\d+\]$/.test(part)) return cite(part.slice(1, -1));
    return part;
  });
}
