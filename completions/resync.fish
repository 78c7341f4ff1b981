# The program completes names of the plan too; where it cannot be asked, the rest of this knows
# the commands and flags.
set -l script
if command -q resync
    set script (COMPLETE=fish resync 2>/dev/null | string collect)
end
if test -n "$script"
    eval $script
else

# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_resync_global_optspecs
    string join \n o/output= json jq= fresh engine= demo timeout= color= no-pager q/quiet v/verbose schema= h/help V/version
end

function __fish_resync_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_resync_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_resync_using_subcommand
    set -l cmd (__fish_resync_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c resync -n "__fish_resync_needs_command" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_needs_command" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_needs_command" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_needs_command" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_needs_command" -l schema -d 'Print the JSON Schema of an answer: ask, changes, dependencies, diagnosis, engines, forecast, handover, health, job, jobs, night, resource, status' -r
complete -c resync -n "__fish_resync_needs_command" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_needs_command" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_needs_command" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_needs_command" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_needs_command" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_needs_command" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_needs_command" -s V -l version -d 'Print version'
complete -c resync -n "__fish_resync_needs_command" -f -a "ask" -d 'Answer a question in plain words'
complete -c resync -n "__fish_resync_needs_command" -f -a "status" -d 'Show the plan in one screen'
complete -c resync -n "__fish_resync_needs_command" -f -a "jobs" -d 'List and filter jobs; show, explain or change one'
complete -c resync -n "__fish_resync_needs_command" -f -a "agents" -d 'Show the AI agents: what each is for, its tools and its model'
complete -c resync -n "__fish_resync_needs_command" -f -a "health" -d 'Judge the plan against thresholds, for cron and pipelines'
complete -c resync -n "__fish_resync_needs_command" -f -a "mcp" -d 'Serve the tools to an MCP client, over standard input and output'
complete -c resync -n "__fish_resync_needs_command" -f -a "serve" -d 'Serve the API and the dashboard over HTTP'
complete -c resync -n "__fish_resync_needs_command" -f -a "demo" -d 'Serve the demo scheduler on its own'
complete -c resync -n "__fish_resync_needs_command" -f -a "config" -d 'Show, check or begin the settings; keep secrets in the system\'s keyring'
complete -c resync -n "__fish_resync_needs_command" -f -a "doctor" -d 'Prove the settings one by one and say what to mend: the same as config check'
complete -c resync -n "__fish_resync_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand ask" -l session -d 'Go on with the conversation of this name, or begin it' -r
complete -c resync -n "__fish_resync_using_subcommand ask" -l agent -d 'Who answers, as `resync agents` lists them' -r
complete -c resync -n "__fish_resync_using_subcommand ask" -l show -d 'Show what the answer stands on: evidence (the default shows it too), none' -r -f -a "evidence\t''
none\t''"
complete -c resync -n "__fish_resync_using_subcommand ask" -l trace -d 'Write everything that happens to this file, as JSON lines' -r -F
complete -c resync -n "__fish_resync_using_subcommand ask" -l replay -d 'Show the answer of such a file again, without scheduler and model' -r -F
complete -c resync -n "__fish_resync_using_subcommand ask" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand ask" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand ask" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand ask" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand ask" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand ask" -s c -l continue -d 'Go on with the last conversation'
complete -c resync -n "__fish_resync_using_subcommand ask" -s i -l interactive -d 'Hold a conversation: questions one after the other, until /quit'
complete -c resync -n "__fish_resync_using_subcommand ask" -l no-llm -d 'Answer from the built-in rules alone'
complete -c resync -n "__fish_resync_using_subcommand ask" -l require-model -d 'Fail (exit 7) when the model gives no answer that stands'
complete -c resync -n "__fish_resync_using_subcommand ask" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand ask" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand ask" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand ask" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand ask" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand ask" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand ask" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand status" -l watch -d 'Draw it again every so many seconds (at least 2)' -r
complete -c resync -n "__fish_resync_using_subcommand status" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand status" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand status" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand status" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand status" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand status" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand status" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand status" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand status" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand status" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l status -d 'Only this status: failed, running, waiting, ready, held, successful, cancelled, ABEND, HOLD, …' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l name -d 'Only this name (wildcards @ and ?), or STREAM.JOB, or WORKSTATION#STREAM.JOB' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l stream -d 'Only this job stream (wildcards @ and ?)' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l workstation -d 'Only this workstation (wildcards @ and ?)' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l folder -d 'Only this folder and what lies below it' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l since -d 'Only jobs that began or ended after this: 22:00, 2h, 2026-11-23T01:00:00Z (in the plan\'s zone)' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l oql -d 'A filter in the scheduler\'s own query language' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l sort -d 'Order: name, status, start, elapsed, deadline' -r -f -a "name\t''
status\t''
start\t''
elapsed\t''
deadline\t''"
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l limit -d 'At most this many' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l columns -d 'Which columns of a table, CSV or plain list: job,status,rc,started,…; a wrong one lists them all' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l late -d 'Only late jobs'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l critical -d 'Only critical jobs'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l all -d 'All of them'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "show" -d 'Show one job: state, runs, what it executes, what it waits for'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "log" -d 'Print a job\'s log'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "why" -d 'Find why a job is in the state it is in'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "deps" -d 'Show what a job waits for and what waits for it'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "rerun" -d 'Run a job again'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "hold" -d 'Hold a job'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "release" -d 'Release a held job'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "cancel" -d 'Cancel a job that has not started'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "confirm" -d 'Confirm a job as successful, or as abended'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "kill" -d 'Kill a running job'
complete -c resync -n "__fish_resync_using_subcommand jobs; and not __fish_seen_subcommand_from show log why deps rerun hold release cancel confirm kill help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l tail -d 'Only the last lines' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l run -d 'Which run, counted from 1; the last one when not given' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -s f -l follow -d 'Go on printing as it grows'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l content-only -d 'Leave out header and footer'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l raw -d 'Print the bytes as they are, terminal commands included'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l depth -d 'How many steps' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l up -d 'Only what it waits for'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l down -d 'Only what waits for it'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from deps" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l reason -d 'Why; kept in the scheduler\'s audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l ticket -d 'Ticket number for the audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l dry-run -d 'Show what would be done, and do nothing'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -s y -l yes -d 'Do it without asking'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from rerun" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l reason -d 'Why; kept in the scheduler\'s audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l ticket -d 'Ticket number for the audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l dry-run -d 'Show what would be done, and do nothing'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s y -l yes -d 'Do it without asking'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l reason -d 'Why; kept in the scheduler\'s audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l ticket -d 'Ticket number for the audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l dry-run -d 'Show what would be done, and do nothing'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -s y -l yes -d 'Do it without asking'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from release" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l reason -d 'Why; kept in the scheduler\'s audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l ticket -d 'Ticket number for the audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l dry-run -d 'Show what would be done, and do nothing'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Do it without asking'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l reason -d 'Why; kept in the scheduler\'s audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l ticket -d 'Ticket number for the audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l dry-run -d 'Show what would be done, and do nothing'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -s y -l yes -d 'Do it without asking'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l succ -d 'As successful (the default)'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l abend -d 'As abended'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from confirm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l reason -d 'Why; kept in the scheduler\'s audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l ticket -d 'Ticket number for the audit trail' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l dry-run -d 'Show what would be done, and do nothing'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -s y -l yes -d 'Do it without asking'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from kill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one job: state, runs, what it executes, what it waits for'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "log" -d 'Print a job\'s log'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "why" -d 'Find why a job is in the state it is in'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "deps" -d 'Show what a job waits for and what waits for it'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "rerun" -d 'Run a job again'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "hold" -d 'Hold a job'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "release" -d 'Release a held job'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Cancel a job that has not started'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "confirm" -d 'Confirm a job as successful, or as abended'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "kill" -d 'Kill a running job'
complete -c resync -n "__fish_resync_using_subcommand jobs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -f -a "show" -d 'Show one agent: what it is told, its tools, what an answer may cost'
complete -c resync -n "__fish_resync_using_subcommand agents; and not __fish_seen_subcommand_from show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one agent: what it is told, its tools, what an answer may cost'
complete -c resync -n "__fish_resync_using_subcommand agents; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand health" -l max-abended -d 'Most jobs in error' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l max-late -d 'Most late jobs (not checked unless given)' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l max-unlinked -d 'Most workstations that are unlinked or whose job manager is down' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l max-held -d 'Most jobs held (not checked unless given)' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l max-pending -d 'Most jobs waiting for confirmation (not checked unless given)' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l stream -d 'Only this job stream (wildcards @ and ?)' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l folder -d 'Only this folder and what lies below it' -r
complete -c resync -n "__fish_resync_using_subcommand health" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand health" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand health" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand health" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand health" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand health" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand health" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand health" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand health" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand health" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand mcp" -l runbooks -d 'Folder of Markdown files to search, with the site\'s codes.toml' -r -F
complete -c resync -n "__fish_resync_using_subcommand mcp" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand mcp" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand mcp" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand mcp" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand mcp" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand mcp" -l allow-actions -d 'Offer the actions too, as tools marked destructive that need a reason'
complete -c resync -n "__fish_resync_using_subcommand mcp" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand mcp" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand mcp" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand mcp" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand mcp" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand mcp" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand mcp" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand serve" -l host -d 'Address to listen on' -r
complete -c resync -n "__fish_resync_using_subcommand serve" -l port -d 'Port; 0 takes a free one' -r
complete -c resync -n "__fish_resync_using_subcommand serve" -l tls-cert -d 'PEM file with the certificate and its chain' -r -F
complete -c resync -n "__fish_resync_using_subcommand serve" -l tls-key -d 'PEM file with the private key' -r -F
complete -c resync -n "__fish_resync_using_subcommand serve" -l log-format -d 'How log lines are written on standard error: text, json' -r -f -a "text\t'For people'
json\t'One JSON object a line'"
complete -c resync -n "__fish_resync_using_subcommand serve" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand serve" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand serve" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand serve" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand serve" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand serve" -l hash-password -d 'Read a password from standard input, print its hash for the settings, and end'
complete -c resync -n "__fish_resync_using_subcommand serve" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand serve" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand serve" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand serve" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand serve" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand serve" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand demo" -l port -d 'Port on the loopback interface; 0 takes a free one' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l seed -d 'Seed of the plan: the same seed makes the same plan' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l jobs -d 'Jobs in the plan' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l only -d 'Plant only these incidents (names as in --list-incidents)' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l latency -d 'Milliseconds every answer is delayed' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l fail-rate -d 'Share of requests that fail with 503, 0 to 1' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l user -d 'User that is let in; the password is `demo`, or in `RESYNC_DEMO_PASSWORD` (or …_FILE)' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand demo" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand demo" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand demo" -l list-incidents -d 'Print the planted incidents with their true cause, and end'
complete -c resync -n "__fish_resync_using_subcommand demo" -l level-1028 -d 'Speak like a 10.2.8 server, which has no predecessor and successor calls'
complete -c resync -n "__fish_resync_using_subcommand demo" -l no-substatus -d 'Leave out the substatus, as some servers do'
complete -c resync -n "__fish_resync_using_subcommand demo" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand demo" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand demo" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand demo" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand demo" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand demo" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -f -a "show" -d 'Show every setting and where its value comes from, secrets masked'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -f -a "check" -d 'Prove the settings one by one and say what to mend'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -f -a "init" -d 'Write a commented settings file to begin with'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -f -a "login" -d 'Keep a secret in the system\'s keyring'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -f -a "logout" -d 'Remove a secret from the system\'s keyring'
complete -c resync -n "__fish_resync_using_subcommand config; and not __fish_seen_subcommand_from show check init login logout help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l path -d 'The file; settings.toml in the user\'s configuration folder unless given' -r -F
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l url -d 'Address of the engine, https://HOST:PORT' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l user -d 'Engine user' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l ca-file -d 'PEM file of certificates to trust' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l force -d 'Replace a file that is there'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l stdin -d 'Read the secret from standard input'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every setting and where its value comes from, secrets masked'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Prove the settings one by one and say what to mend'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "init" -d 'Write a commented settings file to begin with'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "login" -d 'Keep a secret in the system\'s keyring'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "logout" -d 'Remove a secret from the system\'s keyring'
complete -c resync -n "__fish_resync_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand doctor" -s o -l output -d 'How the answer is written' -r -f -a "table\t'A table or prose, for people'
json\t'One JSON object'
ndjson\t'One JSON object per line'
yaml\t'YAML'
csv\t'Comma-separated values, with a header'
plain\t'One name per line, nothing else'
junit\t'JUnit XML (health only)'
nagios\t'A Nagios line with performance data (health only)'
prometheus\t'Prometheus text (health only)'"
complete -c resync -n "__fish_resync_using_subcommand doctor" -l jq -d 'Print what this jq program makes of the JSON answer' -r
complete -c resync -n "__fish_resync_using_subcommand doctor" -l engine -d 'Profile of the scheduler; several (a list, or all) for status and health' -r
complete -c resync -n "__fish_resync_using_subcommand doctor" -l timeout -d 'Seconds one request may take' -r
complete -c resync -n "__fish_resync_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'Where the stream is a terminal and `NO_COLOR` allows'
always\t'Always'
never\t'Never'"
complete -c resync -n "__fish_resync_using_subcommand doctor" -l json -d 'Short for --output json'
complete -c resync -n "__fish_resync_using_subcommand doctor" -l fresh -d 'Read past the cache'
complete -c resync -n "__fish_resync_using_subcommand doctor" -l demo -d 'Use the demo scheduler, whatever is configured'
complete -c resync -n "__fish_resync_using_subcommand doctor" -l no-pager -d 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
complete -c resync -n "__fish_resync_using_subcommand doctor" -s q -l quiet -d 'Leave out notes on standard error'
complete -c resync -n "__fish_resync_using_subcommand doctor" -s v -l verbose -d 'Say more on standard error; twice for every request'
complete -c resync -n "__fish_resync_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "ask" -d 'Answer a question in plain words'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "status" -d 'Show the plan in one screen'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "jobs" -d 'List and filter jobs; show, explain or change one'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "agents" -d 'Show the AI agents: what each is for, its tools and its model'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "health" -d 'Judge the plan against thresholds, for cron and pipelines'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "mcp" -d 'Serve the tools to an MCP client, over standard input and output'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "serve" -d 'Serve the API and the dashboard over HTTP'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "demo" -d 'Serve the demo scheduler on its own'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "config" -d 'Show, check or begin the settings; keep secrets in the system\'s keyring'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "doctor" -d 'Prove the settings one by one and say what to mend: the same as config check'
complete -c resync -n "__fish_resync_using_subcommand help; and not __fish_seen_subcommand_from ask status jobs agents health mcp serve demo config doctor help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "show" -d 'Show one job: state, runs, what it executes, what it waits for'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "log" -d 'Print a job\'s log'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "why" -d 'Find why a job is in the state it is in'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "deps" -d 'Show what a job waits for and what waits for it'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "rerun" -d 'Run a job again'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "hold" -d 'Hold a job'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "release" -d 'Release a held job'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "cancel" -d 'Cancel a job that has not started'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "confirm" -d 'Confirm a job as successful, or as abended'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from jobs" -f -a "kill" -d 'Kill a running job'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from agents" -f -a "show" -d 'Show one agent: what it is told, its tools, what an answer may cost'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Show every setting and where its value comes from, secrets masked'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Prove the settings one by one and say what to mend'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "init" -d 'Write a commented settings file to begin with'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "login" -d 'Keep a secret in the system\'s keyring'
complete -c resync -n "__fish_resync_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "logout" -d 'Remove a secret from the system\'s keyring'

end
