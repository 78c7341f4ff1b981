//! The run was never launched: the agent, the logon or the script's surroundings say no.

use super::Fault;
use crate::demo::joblog::Style::Shell;

/// All of them.
pub const FAULTS: &[Fault] = &[
    Fault::no_launch(
        "launch_failed",
        Shell,
        "the agent could not create another process",
        &[
            "AWSBHT001E The launch of the job \"{job}\" in file \"/opt/{area}/bin/{jobl}.sh\" failed for the following reason: fork: Resource temporarily unavailable.",
        ],
    ),
    Fault::no_launch(
        "launch_failed",
        Shell,
        "the agent could not create the job's log file",
        &[
            "AWSBHT001E The launch of the job \"{job}\" in file \"/opt/{area}/bin/{jobl}.sh\" failed for the following reason: the stdlist file cannot be created.",
        ],
    ),
    Fault::no_launch(
        "launch_failed",
        Shell,
        "the agent could not enter the home directory of {user}",
        &[
            "AWSBDW003E Jobman cannot change to the home directory of the user \"{user}\".",
            "AWSBHT001E The launch of the job \"{job}\" failed.",
        ],
    ),
    Fault::no_launch(
        "launch_failed",
        Shell,
        "the agent's Java job framework was not started",
        &["AWKRAA207E The Java job framework has not been started on the agent."],
    ),
    Fault::no_launch(
        "logon_failed",
        Shell,
        "the user {user} is not valid on the agent",
        &[
            "AWSBDW002E The logon user \"{user}\" is not valid on this workstation.",
            "AWSBHT001E The launch of the job \"{job}\" failed.",
        ],
    ),
    Fault::no_launch(
        "logon_failed",
        Shell,
        "the agent found no password entry for {user}",
        &[
            "AWSBDW009E The password entry of the user \"{user}\" cannot be found.",
            "AWSBHT001E The launch of the job \"{job}\" failed.",
        ],
    ),
    Fault::no_launch(
        "logon_failed",
        Shell,
        "user name or password of {user} are wrong on the agent",
        &["AWKRAA210E The user name or the password is not correct: \"{user}\"."],
    ),
    Fault::no_launch(
        "logon_failed",
        Shell,
        "Windows refused the logon of {user}",
        &[
            "AWSBHT001E The launch of the job \"{job}\" failed for the following reason: 1326 The user name or password is incorrect.",
        ],
    ),
    Fault::no_launch(
        "agent_unavailable",
        Shell,
        "the agent did not answer when the job was submitted",
        &["AWKJDE519E The job \"{job}\" cannot be submitted: the agent did not answer."],
    ),
    Fault::no_launch(
        "agent_unavailable",
        Shell,
        "the connection to the agent broke while the job was submitted",
        &[
            "AWKJDE235W There is a problem in the connection to the agent.",
            "AWKJDE519E The job \"{job}\" cannot be submitted: the agent did not answer.",
        ],
    ),
    Fault::no_launch(
        "agent_unavailable",
        Shell,
        "the broker could not be reached through the agent's gateway",
        &["AWSITA320E The gateway cannot contact the broker."],
    ),
];
