//! Whether a path that someone tells leads along the planted one.

use super::{ObjectRef, Planted};

impl Planted {
    /// What is wrong with a path from the subject to the cause; nothing when every step of it is
    /// true and in order.
    ///
    /// It has to begin at the subject, to end at the cause, and to pass all jobs between them in
    /// their order. What lies on the way otherwise must be planted there too, or be the stream of
    /// a job on the path.
    pub fn fault_of_path(&self, path: &[ObjectRef]) -> Option<String> {
        let is = |object: &ObjectRef, id: &str| !id.is_empty() && object.id == id;
        let is_cause = |object: &ObjectRef| {
            is(object, &self.cause.id)
                || object.key == self.cause.key
                || object.name == self.cause.name
        };
        let (Some(first), Some(last)) = (path.first(), path.last()) else {
            return Some("it is empty".to_owned());
        };
        if !is(first, &self.subject.id) {
            return Some(format!("it begins at {}", first.key));
        }
        if !is_cause(last) {
            return Some(format!("it ends at {}", last.key));
        }
        // Where each step lies on the planted path; the cause may be told by its key alone.
        let mut reached = 0;
        let mut passed = vec![false; self.chain.len()];
        for (n, step) in path.iter().enumerate() {
            let known = self.chain.iter().position(|id| is(step, id));
            let at = known.or((n + 1 == path.len()).then(|| self.chain.len() - 1));
            match at {
                Some(at) if at < reached => return Some(format!("{} comes too late", step.key)),
                Some(at) => {
                    reached = at;
                    passed[at] = true;
                }
                None if step.kind == "stream" && holds_one_of(step, path) => {}
                None => return Some(format!("{} does not belong to it", step.key)),
            }
        }
        let missed = (self.chain.iter().zip(&passed))
            .find(|(id, passed)| !**passed && self.jobs.contains(id));
        missed.map(|(id, _)| format!("the job {id} is passed over"))
    }
}

/// Whether a stream holds one of the jobs of a path.
fn holds_one_of(stream: &ObjectRef, path: &[ObjectRef]) -> bool {
    let start = format!("{}.", stream.key);
    path.iter()
        .any(|step| step.kind == "job" && step.key.starts_with(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: &str, name: &str) -> ObjectRef {
        ObjectRef {
            kind: kind.to_owned(),
            key: format!("/WS#/{name}"),
            name: name.to_owned(),
            id: name.to_lowercase(),
        }
    }

    fn planted() -> Planted {
        Planted {
            incident: "one".to_owned(),
            kind: "disk_full".to_owned(),
            subject: object("job", "S.A"),
            cause: object("job", "S.C"),
            question: String::new(),
            truth: String::new(),
            healthy: false,
            chain: ["s.a", "s.b", "s.c"].map(str::to_owned).to_vec(),
            jobs: ["s.a", "s.b", "s.c"].map(str::to_owned).to_vec(),
            also: vec![],
        }
    }

    #[test]
    fn a_path_has_to_pass_every_job_in_order() {
        let told = |names: &[(&str, &str)]| {
            let path: Vec<ObjectRef> = names.iter().map(|(k, n)| object(k, n)).collect();
            planted().fault_of_path(&path)
        };
        let whole = [("job", "S.A"), ("job", "S.B"), ("job", "S.C")];
        assert_eq!(told(&whole), None);
        let through = [
            ("job", "S.A"),
            ("stream", "S"),
            ("job", "S.B"),
            ("job", "S.C"),
        ];
        assert_eq!(told(&through), None);
        let over = told(&[whole[0], whole[2]]).expect("a fault");
        assert!(over.contains("passed over"), "{over}");
        let back = told(&[whole[0], whole[1], whole[0], whole[2]]).expect("a fault");
        assert!(back.contains("too late"), "{back}");
        let strange = told(&[whole[0], ("job", "S.X"), whole[2]]).expect("a fault");
        assert!(strange.contains("does not belong"), "{strange}");
        let other = told(&[whole[0], ("stream", "T"), whole[1], whole[2]]).expect("a fault");
        assert!(other.contains("does not belong"), "{other}");
        assert!(told(&whole[1..]).expect("a fault").contains("begins at"));
        assert!(told(&whole[..2]).expect("a fault").contains("ends at"));
        assert!(told(&[]).is_some());
    }
}
