//! The schema of a tool's arguments in as few tokens as say the same: it is sent with every round.

use serde_json::{Map, Value, json};

use crate::tools::ToolSpec;

/// Words of a schema that a model has no use for; the tool itself refuses what does not fit.
const NOISE: &[&str] = &[
    "$schema",
    "$defs",
    "title",
    "format",
    "default",
    "minimum",
    "maximum",
    "additionalProperties",
];

/// A description that is no longer than this is left out, in bytes.
const SHORT: usize = 20;

/// The schema without noise: what is defined elsewhere stands where it is used, `null` is no type of
/// its own, and a choice of words is a list of words.
pub(super) fn slim(spec: &ToolSpec) -> Value {
    let Value::Object(map) = &spec.parameters else {
        return json!({ "type": "object", "properties": {} });
    };
    let defined = map.get("$defs").and_then(Value::as_object);
    let none = Map::new();
    object(map, defined.unwrap_or(&none))
}

/// One schema of an object; no definition of the tools holds itself.
fn object(map: &Map<String, Value>, defined: &Map<String, Value>) -> Value {
    let mut out = Map::new();
    for (key, value) in map {
        match key.as_str() {
            word if NOISE.contains(&word) => {}
            "properties" => {
                let inner = value.as_object().into_iter().flatten();
                let inner = inner.map(|(name, schema)| (name.clone(), any(schema, defined)));
                out.insert(key.clone(), Value::Object(inner.collect()));
            }
            "items" => {
                out.insert(key.clone(), any(value, defined));
            }
            // Words as few as these say what the name says.
            "description" if value.as_str().is_some_and(|words| words.len() <= SHORT) => {}
            "type" => {
                out.insert(key.clone(), without_null(value));
            }
            "$ref" => {
                let name = value.as_str().and_then(|at| at.strip_prefix("#/$defs/"));
                let found = name.and_then(|name| defined.get(name));
                merge(&mut out, found, defined);
            }
            "anyOf" | "oneOf" => {
                let kinds = value.as_array().map_or(&[][..], Vec::as_slice);
                let words: Vec<&Value> = kinds.iter().filter_map(|k| k.get("const")).collect();
                let real: Vec<&Value> = (kinds.iter()).filter(|k| k["type"] != "null").collect();
                if !words.is_empty() && words.len() == kinds.len() {
                    out.insert("enum".to_owned(), json!(words));
                } else if let [only] = real.as_slice() {
                    merge(&mut out, Some(only), defined);
                } else {
                    let kinds = real.into_iter().map(|kind| any(kind, defined));
                    out.insert(key.clone(), kinds.collect());
                }
            }
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(out)
}

fn any(schema: &Value, defined: &Map<String, Value>) -> Value {
    match schema {
        Value::Object(map) => object(map, defined),
        other => other.clone(),
    }
}

/// Adds what another schema says; the words that stand here already are nearer to the argument.
fn merge(out: &mut Map<String, Value>, other: Option<&Value>, defined: &Map<String, Value>) {
    let Some(Value::Object(other)) = other.map(|other| any(other, defined)) else {
        return;
    };
    for (key, value) in other {
        if key != "description" {
            out.entry(key).or_insert(value);
        }
    }
}

fn without_null(kind: &Value) -> Value {
    let Some(kinds) = kind.as_array() else {
        return kind.clone();
    };
    let mut kinds = kinds.iter().filter(|kind| *kind != "null");
    match (kinds.next(), kinds.next()) {
        (Some(only), None) => only.clone(),
        _ => kind.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_loses_its_noise_and_keeps_arguments_of_those_names() {
        let spec = ToolSpec {
            name: "find",
            title: "Finding",
            description: "Finds.",
            parameters: json!({
                "$schema": "x", "title": "Args", "type": "object", "additionalProperties": false,
                "$defs": { "Sort": { "description": "orders", "oneOf": [
                    { "const": "name", "description": "By key.", "type": "string" },
                    { "const": "start", "type": "string" },
                ]}},
                "properties": {
                    "title": { "type": ["string", "null"], "description": "the words above a page", "title": "T" },
                    "limit": { "type": "integer", "format": "uint32", "default": 5, "minimum": 0 },
                    "sort": { "anyOf": [{ "$ref": "#/$defs/Sort" }, { "type": "null" }], "description": "Order." },
                    "of": { "type": "array", "items": { "$ref": "#/$defs/Sort" } },
                },
                "required": ["title"],
            }),
        };
        assert_eq!(
            slim(&spec),
            json!({
                "type": "object",
                "properties": {
                    "title": { "type": "string", "description": "the words above a page" },
                    "limit": { "type": "integer" },
                    "sort": { "enum": ["name", "start"] },
                    "of": { "type": "array", "items": { "enum": ["name", "start"] } },
                },
                "required": ["title"],
            })
        );
    }
}
