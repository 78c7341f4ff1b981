//! The fields of workstations, resources, prompts, files and definitions.

use crate::demo::oql::eval::{Cell, Kind, Row};
use crate::tws::wire::{FileInPlan, ModelObject, PromptInPlan, ResourceInPlan, WorkstationInPlan};

/// A small object as a query sees it: there are few, so the whole body is looked at.
pub enum OtherRow<'a> {
    /// A workstation.
    Workstation(&'a WorkstationInPlan),
    /// A resource.
    Resource(&'a ResourceInPlan),
    /// A prompt.
    Prompt(&'a PromptInPlan),
    /// A file.
    File(&'a FileInPlan),
    /// A definition.
    Model(&'a ModelObject),
}

/// A field of a small object.
#[derive(Debug, Clone, Copy)]
pub enum OtherField {
    Id,
    Name,
    Folder,
    Workstation,
    Type,
    Domain,
    ActiveStates,
    JobmanUp,
    Limit,
    Fence,
    Quantity,
    InUse,
    Available,
    Status,
    Number,
    Text,
}

use OtherField as F;

impl Row for OtherRow<'_> {
    type Field = OtherField;

    const FIELDS: &'static [(&'static str, OtherField, Kind)] = &[
        ("id", F::Id, Kind::Text),
        ("name", F::Name, Kind::Text),
        ("folder", F::Folder, Kind::Folder),
        ("workstation", F::Workstation, Kind::Text),
        ("workstationFolder", F::Folder, Kind::Folder),
        ("type", F::Type, Kind::Text),
        ("domainName", F::Domain, Kind::Text),
        ("activeStates", F::ActiveStates, Kind::Text),
        ("jobmanUp", F::JobmanUp, Kind::Boolean),
        ("limit", F::Limit, Kind::Integer),
        ("fence", F::Fence, Kind::Integer),
        ("quantity", F::Quantity, Kind::Integer),
        ("quantityInUse", F::InUse, Kind::Integer),
        ("quantityAvailable", F::Available, Kind::Integer),
        ("status", F::Status, Kind::Text),
        ("number", F::Number, Kind::Integer),
        ("text", F::Text, Kind::Text),
    ];

    fn any(&self, field: OtherField, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
        match self {
            Self::Workstation(body) => workstation(body, field, seen),
            Self::Resource(body) => resource(body, field, seen),
            Self::Prompt(body) => prompt(body, field, seen),
            Self::File(body) => seen(match field {
                F::Id => text(body.id.as_ref()),
                F::Name => text(body.name.as_ref()),
                F::Workstation => text(body.workstation.as_ref()),
                F::Status => body
                    .status
                    .as_ref()
                    .map_or(Cell::Null, |s| Cell::Text(s.as_str())),
                _ => Cell::Null,
            }),
            Self::Model(body) => {
                let member = |name: &str| body.def.get(name).and_then(|value| value.as_str());
                seen(match field {
                    F::Id => member("id").map_or(Cell::Null, Cell::Text),
                    F::Name => member("name").map_or(Cell::Null, Cell::Text),
                    F::Folder => member("folder").map_or(Cell::Null, Cell::Text),
                    F::Workstation => member("workstation").map_or(Cell::Null, Cell::Text),
                    F::Type => member("type").map_or(Cell::Null, Cell::Text),
                    _ => Cell::Null,
                })
            }
        }
    }
}

fn workstation(body: &WorkstationInPlan, field: F, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
    let linked = body
        .active_states
        .iter()
        .any(|state| state.as_str() == "LINKED");
    seen(match field {
        F::Id => text(body.id.as_ref()),
        F::Name => text(body.name.as_ref()),
        F::Folder => text(body.folder.as_ref()),
        F::Workstation => text(body.key.as_ref()),
        F::Domain => text(body.domain_name.as_ref()),
        F::Type => {
            let kind = body.kind.as_ref().map_or("", |kind| kind.as_str());
            // The manual's spelling for filters differs from the one in answers for some types.
            let other = match kind {
                "D-POOL" => "DYNAMIC_POOL",
                "REM-ENG" => "REMOTE_ENGINE",
                "X-AGENT" => "XA",
                "S-AGENT" => "SA",
                same => same,
            };
            return seen(Cell::Text(kind)) || (other != kind && seen(Cell::Text(other)));
        }
        F::ActiveStates => {
            let unlinked = !linked && seen(Cell::Text("UNLINKED"));
            return unlinked
                || body
                    .active_states
                    .iter()
                    .any(|state| seen(Cell::Text(state.as_str())));
        }
        F::JobmanUp => Cell::Bool(
            body.active_states
                .iter()
                .any(|state| state.as_str() == "JOBMAN_UP"),
        ),
        F::Limit => number(body.limit.get()),
        F::Fence => number(body.fence.get()),
        _ => Cell::Null,
    })
}

fn resource(body: &ResourceInPlan, field: F, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
    seen(match field {
        F::Id => text(body.id.as_ref()),
        F::Name => text(body.name.as_ref()),
        F::Folder => text(body.folder.as_ref()),
        F::Workstation => text(body.workstation.as_ref()),
        F::Quantity => number(body.quantity.get()),
        F::InUse => number(body.quantity_in_use.get()),
        F::Available => number(body.quantity_available.get()),
        F::Status => body
            .status
            .as_ref()
            .map_or(Cell::Null, |s| Cell::Text(s.as_str())),
        _ => Cell::Null,
    })
}

fn prompt(body: &PromptInPlan, field: F, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
    seen(match field {
        F::Id => text(body.id.as_ref()),
        F::Name => text(body.name.as_ref()),
        F::Folder => text(body.folder.as_ref()),
        F::Workstation => text(body.workstation.as_ref()),
        F::Status => body
            .status
            .as_ref()
            .map_or(Cell::Null, |s| Cell::Text(s.as_str())),
        F::Type => body
            .kind
            .as_ref()
            .map_or(Cell::Null, |k| Cell::Text(k.as_str())),
        F::Number => number(body.number.get()),
        F::Text => text(body.text.as_ref()),
        _ => Cell::Null,
    })
}

fn text(value: Option<&String>) -> Cell<'_> {
    value.map_or(Cell::Null, |text| Cell::Text(text))
}

fn number(value: Option<i64>) -> Cell<'static> {
    value.map_or(Cell::Null, Cell::Integer)
}
