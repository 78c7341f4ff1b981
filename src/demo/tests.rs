//! Tests of the generated plan: it is the same for the same seed, consistent, and says the truth.

use std::collections::HashSet;

use super::gate::Gate;
use super::rows::{Dep, Flags, NONE, Node, On};
use super::state::{State, StreamState};
use super::store::Store;
use super::{Demo, Options, Planted, catalogue};
use crate::tws::status::PromptStatus;

fn options(seed: u64, jobs: usize) -> Options {
    Options {
        seed,
        jobs,
        ..Options::at("2026-11-23T01:30:00Z".parse().expect("a moment"))
    }
}

fn generate(seed: u64) -> Demo {
    Demo::generate(options(seed, 1_500)).expect("a plan")
}

fn look<R>(demo: &Demo, look: impl FnOnce(&Store) -> R) -> R {
    look(&demo.world.read().expect("not poisoned").store)
}

#[test]
fn the_same_seed_gives_the_same_plan_and_another_seed_another() {
    let print = |seed| {
        let demo = generate(seed);
        let rows = look(&demo, |store| {
            format!("{:?}{:?}{:?}", store.jobs, store.streams, store.logs)
        });
        (rows, demo.incidents())
    };
    let (one, incidents) = print(7);
    let (again, same_incidents) = print(7);
    assert!(one == again && incidents == same_incidents);
    let (other, _) = print(8);
    assert!(one != other);
}

#[test]
fn a_plan_has_the_number_of_jobs_asked_for_and_unique_ids() {
    for jobs in [1_000, 2_000, 3_333] {
        let demo = Demo::generate(options(3, jobs)).expect("a plan");
        look(&demo, |store| {
            assert_eq!(store.jobs.len(), jobs);
            let ids: HashSet<_> = store.jobs.iter().map(|job| job.id).collect();
            assert_eq!(ids.len(), jobs);
            let streams: HashSet<_> = store.streams.iter().map(|stream| stream.id).collect();
            assert_eq!(streams.len(), store.streams.len());
        });
    }
}

#[test]
fn options_out_of_range_are_refused() {
    let with = |change: fn(&mut Options)| {
        let mut options = options(1, 200);
        change(&mut options);
        Demo::generate(options)
            .map(|_| ())
            .expect_err("refused")
            .to_string()
    };
    assert!(with(|o| o.jobs = 99).contains("99 jobs"));
    assert!(with(|o| o.fail_rate = 1.5).contains("1.5"));
    assert!(with(|o| o.time_zone = "Mars/Base".to_owned()).contains("Mars/Base"));
    assert!(with(|o| o.only = Some(vec!["earthquake".to_owned()])).contains("earthquake"));
}

#[test]
fn every_kind_that_can_exist_is_in_the_catalogue() {
    let kinds: HashSet<&str> = catalogue().iter().map(|incident| incident.kind).collect();
    let all = "script_error command_not_found file_not_found permission_denied disk_full out_of_memory \
        killed_by_signal database_error lock_contention network_error authentication_failed \
        certificate_error data_error syntax_error missing_library max_duration_exceeded license_error \
        unknown_exit_code launch_failed logon_failed agent_unavailable predecessor_failed \
        predecessor_running predecessor_not_started internetwork_undecided prompt_unanswered \
        recovery_prompt_unanswered file_missing resource_unavailable time_not_reached \
        confirmation_required held_by_operator stream_held workstation_unlinked workstation_stopped \
        workstation_limit workstation_fence stream_limit suppressed cancelled no_operation \
        running_normally running_longer_than_usual started_late completed unknown";
    for kind in all.split_whitespace() {
        assert!(kinds.contains(kind), "no incident of kind {kind}");
    }
    assert_eq!(kinds.len(), all.split_whitespace().count());
    let names: HashSet<&str> = catalogue().iter().map(|incident| incident.name).collect();
    assert_eq!(names.len(), catalogue().len());
}

#[test]
fn only_the_incidents_asked_for_are_planted() {
    let only = Some(vec!["disk_full".to_owned(), "stream_limit".to_owned()]);
    let demo = Demo::generate(Options {
        only,
        ..options(1, 300)
    })
    .expect("a plan");
    let names: Vec<String> = demo
        .incidents()
        .into_iter()
        .map(|planted| planted.incident)
        .collect();
    assert_eq!(names, ["disk_full", "stream_limit"]);
    look(&demo, |store| {
        assert_eq!(
            store
                .jobs
                .iter()
                .filter(|job| job.run.state.is_failed())
                .count(),
            1
        );
    });
}

#[test]
fn for_many_seeds_the_plan_is_consistent_and_every_incident_is_as_it_says() {
    for seed in 0..20 {
        let demo = generate(seed);
        look(&demo, |store| {
            for place in (0_u32..).take(store.jobs.len()) {
                check_job(store, place, seed);
            }
            for place in (0_u32..).take(store.streams.len()) {
                check_stream(store, place, seed);
            }
            let planted = demo.incidents();
            assert_eq!(planted.len(), catalogue().len());
            for planted in &planted {
                check_incident(store, planted, seed);
            }
        });
    }
}

#[test]
fn as_time_passes_the_plan_goes_on_and_still_nothing_waits_without_a_reason() {
    let demo = generate(5);
    let mut world = demo.world.write().expect("not poisoned");
    let super::World { store, live } = &mut *world;
    let done = |store: &Store| {
        store
            .jobs
            .iter()
            .filter(|job| job.run.state == State::Succ)
            .count()
    };
    let before = done(store);
    for hours in [1, 3, 8] {
        let clock = store.now + hours * 3_600;
        store.advance(live, clock);
        for place in (0_u32..).take(store.jobs.len()) {
            let job = store.job(place);
            if job.run.state.is_waiting() {
                let gate = store.gate(place, clock);
                let name = store.job_key(place);
                assert_eq!(
                    gate.map(Gate::state),
                    Some(job.run.state),
                    "{name} after {hours} h"
                );
            }
            let everyday = job.run.state == State::Exec && store.is_everyday(job.stream);
            let elapsed = clock - job.run.start;
            assert!(
                !everyday || elapsed <= i64::from(job.estimate).max(400),
                "{elapsed}"
            );
        }
    }
    assert!(done(store) > before + 300, "{before} {}", done(store));
}

#[test]
fn the_smallest_plan_without_incidents_is_sound() {
    let only = Some(vec![]);
    let demo = Demo::generate(Options {
        only,
        ..options(2, 100)
    })
    .expect("a plan");
    look(&demo, |store| {
        assert_eq!(store.jobs.len(), 100);
        assert!(!store.jobs.iter().any(|job| job.run.state.is_failed()));
    });
    let all = Demo::generate(options(2, 100)).expect("a plan");
    assert_eq!(all.incidents().len(), catalogue().len());
}

/// Times fit the state, dependencies exist, and what has not started is held by a closed gate.
fn check_job(store: &Store, place: u32, seed: u64) {
    let job = store.job(place);
    let name = store.job_key(place);
    let run = &job.run;
    let state = run.state;
    assert!(
        run.start <= store.now && run.end <= store.now,
        "seed {seed}: {name} is in the future"
    );
    match state {
        State::Exec => assert!(
            run.start != 0 && run.end == 0 && run.number != 0,
            "seed {seed}: {name}"
        ),
        State::Abend | State::Pend => assert!(
            run.end >= run.start && run.start != 0,
            "seed {seed}: {name}"
        ),
        State::Succ if !job.flags.has(Flags::NO_OPERATION) => {
            assert!(
                run.end > run.start && run.rc == Some(0),
                "seed {seed}: {name}"
            );
        }
        _ => {}
    }
    if state.is_waiting() {
        let gate = store.gate(place, store.now);
        assert!(gate.is_some(), "seed {seed}: {name} waits without a reason");
        assert_eq!(gate.map(Gate::state), Some(state), "seed {seed}: {name}");
    }
    for dep in store.deps(job.deps) {
        check_dependency(store, Node::Job(place), dep, seed);
    }
    if run.start != 0 {
        let after = store.deps(job.deps).iter().filter_map(|dep| match dep.on {
            On::Job(before) if dep.condition.is_none() => Some(store.job(before)),
            _ => None,
        });
        for before in after {
            assert!(
                before.run.end <= run.start,
                "seed {seed}: {name} began before its predecessor ended"
            );
        }
    }
    let earlier: Vec<_> = store.runs(place).collect();
    for pair in earlier.windows(2) {
        assert!(
            pair[0].end <= pair[1].start || pair[1].start == 0,
            "seed {seed}: runs of {name} overlap"
        );
    }
}

fn check_dependency(store: &Store, owner: Node, dep: &Dep, seed: u64) {
    let exists = match dep.on {
        On::Job(place) => (place as usize) < store.jobs.len() && Node::Job(place) != owner,
        On::Stream(place) => (place as usize) < store.streams.len() && Node::Stream(place) != owner,
        On::Join(place) => {
            let members = &store.members[store.joins[place as usize].members.places()];
            members
                .iter()
                .for_each(|member| check_dependency(store, owner, member, seed));
            !members.is_empty()
        }
        On::File(place) => (place as usize) < store.files.len(),
        On::Resource(place, units) => units > 0 && (place as usize) < store.resources.len(),
        On::Remote(place) => (place as usize) < store.remotes.len(),
        On::Prompt(place) => (place as usize) < store.prompts.len(),
        On::Ghost(place) => (place as usize) < store.ghosts.len(),
    };
    assert!(exists, "seed {seed}: {owner:?} depends on nothing: {dep:?}");
}

fn check_stream(store: &Store, place: u32, seed: u64) {
    let stream = store.stream(place);
    let key = store.stream_key(place);
    assert!(stream.jobs.len > 0, "seed {seed}: {key} has no jobs");
    assert_eq!(
        stream.state,
        store.stream_state(place, store.now),
        "seed {seed}: {key}"
    );
    let states: Vec<State> = store
        .jobs_of(place)
        .map(|job| store.job(job).run.state)
        .collect();
    let any = |wanted: State| states.contains(&wanted);
    match stream.state {
        StreamState::Succ => assert!(states.iter().all(|s| s.is_over()), "seed {seed}: {key}"),
        StreamState::Stuck => assert!(any(State::Abend) || any(State::Fail), "seed {seed}: {key}"),
        StreamState::Hold | StreamState::Ready => {
            assert!(!any(State::Exec) && !any(State::Succ), "seed {seed}: {key}");
        }
        _ => {}
    }
    for dep in store.deps(stream.deps) {
        check_dependency(store, Node::Stream(place), dep, seed);
    }
}

/// The subject and the cause exist, the chain leads from one to the other, and the cause is in the
/// state that its kind claims.
fn check_incident(store: &Store, planted: &Planted, seed: u64) {
    let what = format!("seed {seed}: {planted:?}");
    assert_eq!(planted.chain.first(), Some(&planted.subject.id), "{what}");
    assert_eq!(planted.chain.last(), Some(&planted.cause.id), "{what}");
    assert!(planted.question.contains(&planted.subject.name), "{what}");
    assert!(
        planted.truth.ends_with('.') && !planted.truth.contains('{'),
        "{what}"
    );
    if planted.subject.kind == "job" {
        let job = store
            .index
            .job(&planted.subject.id)
            .expect("the subject exists");
        assert_eq!(store.job_key(job), planted.subject.key, "{what}");
        // One of a name, but where there is an instance of the day before.
        let instances = 1 + usize::from(planted.incident == "worked_yesterday");
        let named = store.index.jobs_named(store.job(job).name).len();
        assert_eq!(named, instances, "{what}");
        if planted.subject.id != planted.cause.id
            && planted.kind != "started_late"
            && planted.kind != "recovery_prompt_unanswered"
        {
            assert!(store.job(job).run.state.is_waiting(), "{what}");
        }
    }
    let id = planted.cause.id.as_str();
    match planted.cause.kind.as_str() {
        "job" => match store.index.job(id) {
            Some(job) => assert!(job_is(store, job, &planted.kind), "{what}"),
            None => assert_eq!(planted.kind, "predecessor_not_started", "{what}"),
        },
        "stream" => {
            let stream = store.stream(store.index.stream(id).expect("exists"));
            let fits = match planted.kind.as_str() {
                "stream_held" => stream.priority == 0,
                "stream_limit" => stream.limit == Some(1),
                _ => stream.sched > store.now,
            };
            assert!(fits, "{what}");
        }
        "workstation" => {
            let ws = store
                .workstations
                .iter()
                .find(|ws| ws.id.to_string() == id)
                .expect("exists");
            let fits = match planted.kind.as_str() {
                "workstation_unlinked" => !ws.linked,
                "workstation_stopped" => ws.linked && !ws.jobman,
                "workstation_limit" => ws.running >= ws.limit,
                _ => ws.fence >= 10,
            };
            assert!(fits && ws.reserved, "{what}");
        }
        "resource" => {
            let found = store.resources.iter().find(|r| r.id.to_string() == id);
            assert_eq!(found.expect("exists").available(), 0, "{what}");
        }
        "prompt" => {
            let found = store.prompts.iter().find(|p| p.id.to_string() == id);
            assert_eq!(found.expect("exists").status, PromptStatus::Asked, "{what}");
        }
        "file" => assert!(
            store
                .files
                .iter()
                .any(|f| f.id.to_string() == id && !f.exists),
            "{what}"
        ),
        "internetwork" => {
            let found = store
                .remotes
                .iter()
                .find(|r| r.id.to_string() == id)
                .expect("exists");
            assert!(matches!(found.state, State::Extrn | State::Error), "{what}");
        }
        other => panic!("{what}: {other}"),
    }
}

fn job_is(store: &Store, place: u32, kind: &str) -> bool {
    let job = store.job(place);
    let run = &job.run;
    let elapsed = store.now - run.start;
    let usual = i64::from(job.estimate);
    match kind {
        "launch_failed" | "logon_failed" | "agent_unavailable" => {
            run.state == State::Fail && run.log != NONE
        }
        "predecessor_failed" => run.state == State::Abend && run.confirmed,
        "predecessor_running" | "running_normally" => run.state == State::Exec && elapsed < usual,
        "running_longer_than_usual" => run.state == State::Exec && elapsed > usual * 2,
        "predecessor_not_started" => run.state == State::Intro,
        "started_late" => run.state == State::Succ && run.end - run.start > usual * 2,
        "time_not_reached" => {
            store.limits(job.limits).is_some_and(|l| l.at > store.now) && run.state == State::Hold
        }
        "confirmation_required" => run.state == State::Pend,
        "held_by_operator" => job.priority == 0 && run.state == State::Hold,
        "suppressed" => {
            let never = |dep: &Dep| store.held(Node::Job(place), dep) == super::gate::Held::Never;
            run.state == State::Suppr
                || run.state == State::Hold && store.deps(job.deps).iter().any(never)
        }
        "cancelled" => run.state == State::Cancl,
        "no_operation" => job.flags.has(Flags::NO_OPERATION) && run.state == State::Succ,
        "completed" => run.state == State::Succ && run.rc == Some(0),
        "max_duration_exceeded" => run.state == State::Abend && run.max_duration_gone,
        "unknown" => run.state == State::Abend && run.rc.is_none() && store.log_is_gone(place),
        _ => run.state == State::Abend && run.log != NONE && run.rc.is_some_and(|rc| rc != 0),
    }
}
