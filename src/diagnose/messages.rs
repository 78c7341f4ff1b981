//! The scheduler's own vocabulary: message codes, components and statuses, in words for operators.

use std::sync::LazyLock;

use regex::Regex;

use super::{codes, signature};

/// Message codes with what they mean and what to check first.
const MESSAGES: &[(&str, &str)] = &[
    (
        "AWSBHT001E",
        "the launch failed and the job goes to FAIL; the text inside says why: log file, script access, user, password, home directory or fork",
    ),
    (
        "AWSBDW001E",
        "the group id of the logon user could not be taken: check the user's groups on the agent",
    ),
    (
        "AWSBDW002E",
        "the logon user is not valid on that machine: check that the user exists there",
    ),
    (
        "AWSBDW003E",
        "the logon user's home directory cannot be entered: check that it exists and is accessible",
    ),
    (
        "AWSBDW009E",
        "the password entry of the logon user or of the file's owner was not found",
    ),
    ("AWSBDW019I", "the extended agent launched the job"),
    ("AWSBDW057E", "the extended agent did not launch the job"),
    (
        "AWSBDW062E",
        "the extended agent's access method cannot be run",
    ),
    (
        "AWSBDW064E",
        "the extended agent's access method gave an answer that is not known",
    ),
    (
        "AWSBDW066E",
        "the extended agent's access method does not support the task",
    ),
    ("AWSBDX001E", "the agent's job table is full"),
    (
        "AWKRAA207E",
        "the Java job framework is not started on the agent: start it there",
    ),
    ("AWKRAA208E", "the job type is not valid"),
    (
        "AWKRAA209E",
        "the job type's plug-in is missing on the agent, or its version differs",
    ),
    ("AWKRAA210E", "the user or password of the job is wrong"),
    (
        "AWKTSA050E",
        "the job's definition (JCL or JSDL) keeps the broker from submitting it",
    ),
    (
        "AWSITA066E",
        "the agent's executor refused the user because it is privileged",
    ),
    ("AWSITA001E", "the agent received a wrong command"),
    ("AWSITA002E", "the agent's job store cannot be written"),
    ("AWSITA003E", "the job to cancel is not known to the agent"),
    ("AWSITA004E", "the executor is not known to the agent"),
    ("AWSITA031I", "the agent launched the job"),
    ("AWSITA034I", "the job ended well on the agent"),
    (
        "AWSITA081E",
        "the agent cannot reach the broker: check network, port and host name from the agent",
    ),
    ("AWSITA104E", "the agent's resource scan failed"),
    ("AWSITA105E", "the agent could not send its resource scan"),
    (
        "AWSITA122E",
        "the job type's plug-in is missing on the agent, or its version differs",
    ),
    (
        "AWSITA238E",
        "authentication between agent and broker failed: check their certificates",
    ),
    (
        "AWSITA245E",
        "the agent got no good HTTP answer, often TLS or name resolution; it can look as if the agent were down while its job manager runs",
    ),
    ("AWSITA320E", "the gateway cannot contact the broker"),
    (
        "AWSITA366E",
        "the agent cannot resolve the broker's name: check DNS on the agent",
    ),
    (
        "AWSITA400E",
        "authentication between agent and broker failed: check their certificates",
    ),
    (
        "AWKJDE005E",
        "the broker's job repository database is not reachable",
    ),
    ("AWKJDE007W", "a change of status could not be notified"),
    (
        "AWKJDE008E",
        "the broker's dispatcher cannot reach its job manager",
    ),
    (
        "AWKJDE011E",
        "the broker's job repository database is not reachable",
    ),
    (
        "AWKJDE235W",
        "the broker has trouble connecting to the agent",
    ),
    ("AWKJDE519E", "the agent did not answer the broker"),
    ("AWKJMJ002E", "the test of a job-management job failed"),
    ("AWKJMJ005E", "the run of a job-management job failed"),
    (
        "AWKJMJ007E",
        "a job-management job got no connection to the engine",
    ),
    ("AWKJMJ008W", "a job-management job was cancelled"),
    ("AWKJMJ010E", "a job-management job has bad credentials"),
    ("AWKJMJ011E", "a job-management job has a bad parameter"),
    (
        "AWKJMJ012E",
        "a job-management job got a JSON answer that it could not read",
    ),
    ("AWSJMR011E", "the broker service is not available"),
    ("AWSBCV012E", "mailman cannot read a message file"),
    (
        "AWSBCV035W",
        "mailman cannot link to the workstation: check netman and the network there",
    ),
    (
        "AWSBCV082I",
        "mailman passes on what a workstation reported",
    ),
    ("AWSBCW003E", "writer cannot connect"),
    ("AWSBCW037E", "writer found an old mailman still alive"),
    ("AWSBCW039E", "writer cannot read the mailbox"),
    ("AWSDEB003I", "a socket could not be written"),
    ("AWSDEB046E", "a TLS handshake between workstations failed"),
    (
        "AWSDEC002E",
        "a message file has a problem, for example because the disk is full",
    ),
    ("AWSBDY123I", "the mailbox is read"),
    ("AWSBDY124W", "the mailbox is not read"),
    ("AWSBDY125E", "the mailbox has a bad header"),
    ("AWSBDY126E", "the mailbox cannot be opened"),
    ("AWSBHT057W", "the event log is filling up"),
    ("AWSBHT160E", "the event log is full"),
    ("AWSJPL006E", "the planner could not load an object"),
    ("AWSJPL016E", "the planner could not set an option"),
    (
        "AWSJPL017E",
        "the planner found a former plan action unfinished: unlock the plan",
    ),
    ("AWSJPL018E", "the planner found the database locked"),
    (
        "AWSJPL526W",
        "an external dependency could not be matched; the planner ignores it",
    ),
    ("AWSJPL704E", "the preproduction plan cannot be extended"),
    ("AWSJPL705E", "the preproduction plan cannot be created"),
    ("AWSBHV082E", "Symphony and Symnew have the same run number"),
    ("AWSBIS307I", "the job's log begins"),
    ("AWSBIS308I", "the job's log ends"),
    ("AWSBIS335E", "JnextPlan failed in one of its steps"),
    ("AWSBIS348E", "MakePlan failed in one of its steps"),
    ("AWSJDB101E", "the object was not found in the database"),
    ("AWSJDB801E", "the engine's database reported an error"),
    ("AWSJDB802E", "the engine's database refused the connection"),
    (
        "AWSJDB803E",
        "a deadlock or time-out in the engine's database",
    ),
    ("AWSBEH021E", "the command line cannot use the server"),
    (
        "AWSBEH023E",
        "the command line got no connection to the server",
    ),
    (
        "AWSBEH029E",
        "the command line could not make a TLS connection to the server",
    ),
    ("AWSJCS011E", "an internal error of the engine"),
    ("AWSJCS027E", "the command is allowed only on agents"),
    ("AWSJCS037E", "a value given to the engine is wrong"),
    (
        "AWSJCO136E",
        "too many concurrent requests of that kind: try again later",
    ),
    (
        "AWSJSY404E",
        "an operation on the plan could not be completed; another code inside says why (it is not an HTTP 404)",
    ),
    (
        "AWSBIN076E",
        "the job's present state does not allow the action",
    ),
    ("AWSBIN091E", "the workstation does not support monitoring"),
    (
        "AWSBIO006E",
        "a mandatory part of the object's key is empty",
    ),
    ("AWSBHU048E", "the command is ambiguous"),
    (
        "AWSBHU058E",
        "the command is not supported on an extended agent",
    ),
    (
        "AWSRES003E",
        "a REST service could not be reached from a job",
    ),
    ("AWSEVP001I", "an event was received"),
    ("AWSEVP007I", "an event matched a rule"),
    ("AWSEVP008I", "an event matched no rule"),
    ("AWSTAP101I", "an event rule submitted a job stream"),
    ("AWSMSL101I", "an event rule logged a message"),
    ("AWSMSP104E", "an event rule could not send its mail"),
];

/// Statuses and marks, internal and external.
const STATUSES: &[(&str, &str)] = &[
    (
        "ABEND",
        "the job ended with a return code that counts as a failure, or was killed; what depends on it does not start",
    ),
    (
        "ABENP",
        "the job was confirmed as abended while it still runs",
    ),
    ("ADD", "the job is being submitted into the plan"),
    (
        "BLOCKED",
        "the job or stream cannot go on because of unresolved dependencies after a stop",
    ),
    ("BOUND", "a shadow job tied to its remote job"),
    (
        "CANCELED",
        "cancelled: it will not be launched, and what depends on it is released",
    ),
    (
        "CANCL",
        "cancelled: it will not be launched, and what depends on it is released",
    ),
    ("CANCLP", "to be cancelled once its dependencies resolve"),
    ("DONE", "ended with a result that is not known"),
    (
        "ERROR",
        "external status of ABEND and FAIL; as an internal status, the state of a remote object could not be read",
    ),
    ("EXEC", "the job is running"),
    (
        "EXTRN",
        "an internetwork dependency whose remote state is not known",
    ),
    (
        "FAIL",
        "the job could not be launched: the agent, the user, the password or the script is at fault",
    ),
    (
        "FENCE",
        "the job's priority is not above the fence of its workstation, so it is not started",
    ),
    ("HELD", "the job is held: its priority is 0"),
    (
        "HOLD",
        "the job waits for its dependencies: jobs, time, prompts, files or resources",
    ),
    ("INTRO", "the job has been handed over to be launched"),
    (
        "PEND",
        "the job has ended and waits for someone to confirm the result",
    ),
    (
        "READY",
        "all dependencies are resolved, but it has not been launched: limit, resources, agent or fence",
    ),
    ("RUNNING", "external status of EXEC: the job is running"),
    ("SCHED", "the job's start time has not come"),
    (
        "STUCK",
        "the stream cannot go on without an operator: a job in it has failed",
    ),
    ("SUCC", "the job ended well"),
    (
        "SUCCP",
        "the job was confirmed as successful while it still runs",
    ),
    ("SUCCESSFUL", "external status of SUCC: the job ended well"),
    (
        "SUPPR",
        "suppressed: a condition was not met, or its latest start time passed",
    ),
    (
        "SUPPRESS",
        "suppressed: a condition was not met, or its latest start time passed",
    ),
    ("SUSP", "suspended, inside a blocked stream"),
    (
        "UNDECIDED",
        "the state is kept by another scheduler and is not known here",
    ),
    ("WAIT", "the job waits on its extended agent"),
    (
        "WAITING",
        "external status of HOLD and the like: dependencies are not resolved yet",
    ),
];

/// A message code anywhere in a text: `AWS` or `AWK`, a component, digits and a severity.
pub static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(AWS|AWK)([A-Z]{3})(\d{3,4})([EWI])\b").expect("a fixed expression")
});

/// What a message code means, if it is one of the table.
pub fn meaning(code: &str) -> Option<&'static str> {
    MESSAGES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(code))
        .map(|(_, meaning)| *meaning)
}

/// What a status means.
pub fn status(name: &str) -> Option<&'static str> {
    STATUSES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, meaning)| *meaning)
}

/// Explains a status, a message code, a return code or a vendor's error code; `None` when the
/// text is none of these.
pub fn explain(text: &str) -> Option<String> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    if let Some(meaning) = meaning(&upper) {
        return Some(format!("{upper}: {meaning}."));
    }
    if let Some(found) = CODE.captures(&upper) {
        let severity = match &found[4] {
            "E" => "an error",
            "W" => "a warning",
            _ => "a piece of information",
        };
        return Some(format!(
            "{} is {severity} of component {}; its meaning is not in the built-in table.",
            &found[0], &found[2]
        ));
    }
    if let Some(meaning) = status(&upper) {
        return Some(format!("{upper}: {meaning}."));
    }
    if let Ok(code) = text.parse::<i64>() {
        return Some(codes::explain(code));
    }
    let (row, _) = signature::of_line(text)
        .filter(|(row, strength)| *strength >= 2 && !row.literal.contains(' '))?;
    Some(format!("{text}: {}.", row.meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_statuses_and_numbers_are_explained() {
        assert!(explain("AWSITA245E").is_some_and(|t| t.contains("name resolution")));
        assert!(explain("awsbin999e").is_some_and(|t| t.contains("component BIN")));
        assert!(explain("HOLD").is_some_and(|t| t.contains("waits")));
        assert!(explain("127").is_some_and(|t| t.contains("did not find")));
        assert!(explain("ORA-00054").is_some_and(|t| t.contains("locked")));
        assert_eq!(explain("bananas"), None);
    }
}
