
use builtin;
use str;

set edit:completion:arg-completer[resync] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'resync'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'resync'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --schema 'Print the JSON Schema of an answer: ask, changes, dependencies, diagnosis, engines, forecast, handover, health, job, jobs, night, resource, status'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand ask 'Answer a question in plain words'
            cand status 'Show the plan in one screen'
            cand jobs 'List and filter jobs; show, explain or change one'
            cand agents 'Show the AI agents: what each is for, its tools and its model'
            cand health 'Judge the plan against thresholds, for cron and pipelines'
            cand mcp 'Serve the tools to an MCP client, over standard input and output'
            cand serve 'Serve the API and the dashboard over HTTP'
            cand demo 'Serve the demo scheduler on its own'
            cand config 'Show, check or begin the settings; keep secrets in the system''s keyring'
            cand doctor 'Prove the settings one by one and say what to mend: the same as config check'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;ask'= {
            cand --session 'Go on with the conversation of this name, or begin it'
            cand --agent 'Who answers, as `resync agents` lists them'
            cand --show 'Show what the answer stands on: evidence (the default shows it too), none'
            cand --trace 'Write everything that happens to this file, as JSON lines'
            cand --replay 'Show the answer of such a file again, without scheduler and model'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand -c 'Go on with the last conversation'
            cand --continue 'Go on with the last conversation'
            cand -i 'Hold a conversation: questions one after the other, until /quit'
            cand --interactive 'Hold a conversation: questions one after the other, until /quit'
            cand --no-llm 'Answer from the built-in rules alone'
            cand --require-model 'Fail (exit 7) when the model gives no answer that stands'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;status'= {
            cand --watch 'Draw it again every so many seconds (at least 2)'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs'= {
            cand --status 'Only this status: failed, running, waiting, ready, held, successful, cancelled, ABEND, HOLD, …'
            cand --name 'Only this name (wildcards @ and ?), or STREAM.JOB, or WORKSTATION#STREAM.JOB'
            cand --stream 'Only this job stream (wildcards @ and ?)'
            cand --workstation 'Only this workstation (wildcards @ and ?)'
            cand --folder 'Only this folder and what lies below it'
            cand --since 'Only jobs that began or ended after this: 22:00, 2h, 2026-11-23T01:00:00Z (in the plan''s zone)'
            cand --oql 'A filter in the scheduler''s own query language'
            cand --sort 'Order: name, status, start, elapsed, deadline'
            cand --limit 'At most this many'
            cand --columns 'Which columns of a table, CSV or plain list: job,status,rc,started,…; a wrong one lists them all'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --late 'Only late jobs'
            cand --critical 'Only critical jobs'
            cand --all 'All of them'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show one job: state, runs, what it executes, what it waits for'
            cand log 'Print a job''s log'
            cand why 'Find why a job is in the state it is in'
            cand deps 'Show what a job waits for and what waits for it'
            cand rerun 'Run a job again'
            cand hold 'Hold a job'
            cand release 'Release a held job'
            cand cancel 'Cancel a job that has not started'
            cand confirm 'Confirm a job as successful, or as abended'
            cand kill 'Kill a running job'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;jobs;show'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;log'= {
            cand --tail 'Only the last lines'
            cand --run 'Which run, counted from 1; the last one when not given'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand -f 'Go on printing as it grows'
            cand --follow 'Go on printing as it grows'
            cand --content-only 'Leave out header and footer'
            cand --raw 'Print the bytes as they are, terminal commands included'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;why'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;deps'= {
            cand --depth 'How many steps'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --up 'Only what it waits for'
            cand --down 'Only what waits for it'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;rerun'= {
            cand --reason 'Why; kept in the scheduler''s audit trail'
            cand --ticket 'Ticket number for the audit trail'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do it without asking'
            cand --yes 'Do it without asking'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;hold'= {
            cand --reason 'Why; kept in the scheduler''s audit trail'
            cand --ticket 'Ticket number for the audit trail'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do it without asking'
            cand --yes 'Do it without asking'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;release'= {
            cand --reason 'Why; kept in the scheduler''s audit trail'
            cand --ticket 'Ticket number for the audit trail'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do it without asking'
            cand --yes 'Do it without asking'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;cancel'= {
            cand --reason 'Why; kept in the scheduler''s audit trail'
            cand --ticket 'Ticket number for the audit trail'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do it without asking'
            cand --yes 'Do it without asking'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;confirm'= {
            cand --reason 'Why; kept in the scheduler''s audit trail'
            cand --ticket 'Ticket number for the audit trail'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do it without asking'
            cand --yes 'Do it without asking'
            cand --succ 'As successful (the default)'
            cand --abend 'As abended'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;kill'= {
            cand --reason 'Why; kept in the scheduler''s audit trail'
            cand --ticket 'Ticket number for the audit trail'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Do it without asking'
            cand --yes 'Do it without asking'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;jobs;help'= {
            cand show 'Show one job: state, runs, what it executes, what it waits for'
            cand log 'Print a job''s log'
            cand why 'Find why a job is in the state it is in'
            cand deps 'Show what a job waits for and what waits for it'
            cand rerun 'Run a job again'
            cand hold 'Hold a job'
            cand release 'Release a held job'
            cand cancel 'Cancel a job that has not started'
            cand confirm 'Confirm a job as successful, or as abended'
            cand kill 'Kill a running job'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;jobs;help;show'= {
        }
        &'resync;jobs;help;log'= {
        }
        &'resync;jobs;help;why'= {
        }
        &'resync;jobs;help;deps'= {
        }
        &'resync;jobs;help;rerun'= {
        }
        &'resync;jobs;help;hold'= {
        }
        &'resync;jobs;help;release'= {
        }
        &'resync;jobs;help;cancel'= {
        }
        &'resync;jobs;help;confirm'= {
        }
        &'resync;jobs;help;kill'= {
        }
        &'resync;jobs;help;help'= {
        }
        &'resync;agents'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show one agent: what it is told, its tools, what an answer may cost'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;agents;show'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;agents;help'= {
            cand show 'Show one agent: what it is told, its tools, what an answer may cost'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;agents;help;show'= {
        }
        &'resync;agents;help;help'= {
        }
        &'resync;health'= {
            cand --max-abended 'Most jobs in error'
            cand --max-late 'Most late jobs (not checked unless given)'
            cand --max-unlinked 'Most workstations that are unlinked or whose job manager is down'
            cand --max-held 'Most jobs held (not checked unless given)'
            cand --max-pending 'Most jobs waiting for confirmation (not checked unless given)'
            cand --stream 'Only this job stream (wildcards @ and ?)'
            cand --folder 'Only this folder and what lies below it'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;mcp'= {
            cand --runbooks 'Folder of Markdown files to search, with the site''s codes.toml'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --allow-actions 'Offer the actions too, as tools marked destructive that need a reason'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;serve'= {
            cand --host 'Address to listen on'
            cand --port 'Port; 0 takes a free one'
            cand --tls-cert 'PEM file with the certificate and its chain'
            cand --tls-key 'PEM file with the private key'
            cand --log-format 'How log lines are written on standard error: text, json'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --hash-password 'Read a password from standard input, print its hash for the settings, and end'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;demo'= {
            cand --port 'Port on the loopback interface; 0 takes a free one'
            cand --seed 'Seed of the plan: the same seed makes the same plan'
            cand --jobs 'Jobs in the plan'
            cand --only 'Plant only these incidents (names as in --list-incidents)'
            cand --latency 'Milliseconds every answer is delayed'
            cand --fail-rate 'Share of requests that fail with 503, 0 to 1'
            cand --user 'User that is let in; the password is `demo`, or in `RESYNC_DEMO_PASSWORD` (or …_FILE)'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --list-incidents 'Print the planted incidents with their true cause, and end'
            cand --level-1028 'Speak like a 10.2.8 server, which has no predecessor and successor calls'
            cand --no-substatus 'Leave out the substatus, as some servers do'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;config'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show every setting and where its value comes from, secrets masked'
            cand check 'Prove the settings one by one and say what to mend'
            cand init 'Write a commented settings file to begin with'
            cand login 'Keep a secret in the system''s keyring'
            cand logout 'Remove a secret from the system''s keyring'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;config;show'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;config;check'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;config;init'= {
            cand --path 'The file; settings.toml in the user''s configuration folder unless given'
            cand --url 'Address of the engine, https://HOST:PORT'
            cand --user 'Engine user'
            cand --ca-file 'PEM file of certificates to trust'
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --force 'Replace a file that is there'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;config;login'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --stdin 'Read the secret from standard input'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;config;logout'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;config;help'= {
            cand show 'Show every setting and where its value comes from, secrets masked'
            cand check 'Prove the settings one by one and say what to mend'
            cand init 'Write a commented settings file to begin with'
            cand login 'Keep a secret in the system''s keyring'
            cand logout 'Remove a secret from the system''s keyring'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;config;help;show'= {
        }
        &'resync;config;help;check'= {
        }
        &'resync;config;help;init'= {
        }
        &'resync;config;help;login'= {
        }
        &'resync;config;help;logout'= {
        }
        &'resync;config;help;help'= {
        }
        &'resync;doctor'= {
            cand -o 'How the answer is written'
            cand --output 'How the answer is written'
            cand --jq 'Print what this jq program makes of the JSON answer'
            cand --engine 'Profile of the scheduler; several (a list, or all) for status and health'
            cand --timeout 'Seconds one request may take'
            cand --color 'When to use colour'
            cand --json 'Short for --output json'
            cand --fresh 'Read past the cache'
            cand --demo 'Use the demo scheduler, whatever is configured'
            cand --no-pager 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`'
            cand -q 'Leave out notes on standard error'
            cand --quiet 'Leave out notes on standard error'
            cand -v 'Say more on standard error; twice for every request'
            cand --verbose 'Say more on standard error; twice for every request'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'resync;help'= {
            cand ask 'Answer a question in plain words'
            cand status 'Show the plan in one screen'
            cand jobs 'List and filter jobs; show, explain or change one'
            cand agents 'Show the AI agents: what each is for, its tools and its model'
            cand health 'Judge the plan against thresholds, for cron and pipelines'
            cand mcp 'Serve the tools to an MCP client, over standard input and output'
            cand serve 'Serve the API and the dashboard over HTTP'
            cand demo 'Serve the demo scheduler on its own'
            cand config 'Show, check or begin the settings; keep secrets in the system''s keyring'
            cand doctor 'Prove the settings one by one and say what to mend: the same as config check'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'resync;help;ask'= {
        }
        &'resync;help;status'= {
        }
        &'resync;help;jobs'= {
            cand show 'Show one job: state, runs, what it executes, what it waits for'
            cand log 'Print a job''s log'
            cand why 'Find why a job is in the state it is in'
            cand deps 'Show what a job waits for and what waits for it'
            cand rerun 'Run a job again'
            cand hold 'Hold a job'
            cand release 'Release a held job'
            cand cancel 'Cancel a job that has not started'
            cand confirm 'Confirm a job as successful, or as abended'
            cand kill 'Kill a running job'
        }
        &'resync;help;jobs;show'= {
        }
        &'resync;help;jobs;log'= {
        }
        &'resync;help;jobs;why'= {
        }
        &'resync;help;jobs;deps'= {
        }
        &'resync;help;jobs;rerun'= {
        }
        &'resync;help;jobs;hold'= {
        }
        &'resync;help;jobs;release'= {
        }
        &'resync;help;jobs;cancel'= {
        }
        &'resync;help;jobs;confirm'= {
        }
        &'resync;help;jobs;kill'= {
        }
        &'resync;help;agents'= {
            cand show 'Show one agent: what it is told, its tools, what an answer may cost'
        }
        &'resync;help;agents;show'= {
        }
        &'resync;help;health'= {
        }
        &'resync;help;mcp'= {
        }
        &'resync;help;serve'= {
        }
        &'resync;help;demo'= {
        }
        &'resync;help;config'= {
            cand show 'Show every setting and where its value comes from, secrets masked'
            cand check 'Prove the settings one by one and say what to mend'
            cand init 'Write a commented settings file to begin with'
            cand login 'Keep a secret in the system''s keyring'
            cand logout 'Remove a secret from the system''s keyring'
        }
        &'resync;help;config;show'= {
        }
        &'resync;help;config;check'= {
        }
        &'resync;help;config;init'= {
        }
        &'resync;help;config;login'= {
        }
        &'resync;help;config;logout'= {
        }
        &'resync;help;doctor'= {
        }
        &'resync;help;help'= {
        }
    ]
    $completions[$command]
}
