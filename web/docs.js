// Lists what /api/openapi.json describes.
import { at, fetchJson, h } from "./dom.js";

const name = (schema) => schema?.$ref?.split("/").pop() ?? schema?.type ?? "";

function schemaOf(document, schema) {
  const found = schema?.$ref ? document.components.schemas[name(schema)] : schema;
  return h("pre", { tabindex: "0" }, JSON.stringify(found ?? {}, null, 1));
}

function bodies(document, content) {
  return Object.entries(content ?? {}).map(([media, { schema }]) =>
    h("details", {}, h("summary", {}, `${media} ${name(schema)}`), schemaOf(document, schema)));
}

function route(document, path, method, operation) {
  const scope = operation.security?.[0]?.token?.[0];
  return h("details", { class: "route" },
    h("summary", {}, h("code", {}, `${method.toUpperCase()} ${path}`), ` ${operation.summary}`, scope ? h("span", { class: "tag" }, scope) : null),
    operation.parameters.length ? h("ul", {}, operation.parameters.map((parameter) =>
      h("li", {}, h("code", {}, parameter.name), ` (${parameter.in}) ${parameter.description ?? ""}`))) : null,
    operation.requestBody ? h("div", {}, h("h3", {}, "Takes"), bodies(document, operation.requestBody.content)) : null,
    h("h3", {}, "Answers"),
    ...Object.entries(operation.responses).map(([status, response]) =>
      h("div", {}, h("p", {}, h("code", {}, status), ` ${response.description}`), bodies(document, response.content))));
}

try {
  const document = await fetchJson("/api/openapi.json");
  at("routes").replaceChildren(...Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => route(document, path, method, operation))));
} catch (error) {
  at("routes").replaceChildren(h("p", { class: "notice bad", role: "alert" }, error.message));
}
