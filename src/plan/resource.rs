//! A resource of the plan and who holds units of it.

use crate::tws::wire;

/// A resource in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Plan id.
    pub id: String,
    /// Key, `/FOLDER/WORKSTATION#/FOLDER/NAME` or as the scheduler writes it.
    pub key: String,
    /// Name.
    pub name: String,
    /// Units in all.
    pub quantity: Option<i64>,
    /// Units free.
    pub available: Option<i64>,
    /// Units taken.
    pub in_use: Option<i64>,
    /// Who holds units.
    pub holders: Vec<Holder>,
}

/// Who holds units of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Plan id of the job, when a job holds them.
    pub job_id: Option<String>,
    /// Plan id of the stream.
    pub stream_id: Option<String>,
    /// Name to show.
    pub name: String,
    /// Units held.
    pub quantity: Option<i64>,
}

impl Resource {
    /// Reads a resource of the contract.
    pub fn from_wire(wire: wire::ResourceInPlan) -> Self {
        let name = wire.name.get().unwrap_or_default();
        let workstation = wire.workstation.get();
        Self {
            id: wire.id.get().unwrap_or_default(),
            key: wire.key.get().filter(|key| !key.is_empty()).unwrap_or_else(
                || match &workstation {
                    Some(workstation) => format!("{workstation}#{name}"),
                    None => name.clone(),
                },
            ),
            name,
            quantity: wire.quantity.get(),
            available: wire.quantity_available.get(),
            in_use: wire.quantity_in_use.get(),
            holders: wire
                .holders
                .into_iter()
                .map(|holder| {
                    let job = holder.job.get();
                    let stream = holder.job_stream.get();
                    Holder {
                        job_id: holder.job_id.get(),
                        stream_id: holder.job_stream_id.get(),
                        name: holder.job_key.get().or(job).or(stream).unwrap_or_default(),
                        quantity: holder.quantity.get(),
                    }
                })
                .collect(),
        }
    }
}
