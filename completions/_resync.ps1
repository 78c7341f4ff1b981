
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'resync' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'resync'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'resync' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'Print the JSON Schema of an answer: ask, changes, dependencies, diagnosis, engines, forecast, handover, health, job, jobs, night, resource, status')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ask', 'ask', [CompletionResultType]::ParameterValue, 'Answer a question in plain words')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the plan in one screen')
            [CompletionResult]::new('jobs', 'jobs', [CompletionResultType]::ParameterValue, 'List and filter jobs; show, explain or change one')
            [CompletionResult]::new('agents', 'agents', [CompletionResultType]::ParameterValue, 'Show the AI agents: what each is for, its tools and its model')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Judge the plan against thresholds, for cron and pipelines')
            [CompletionResult]::new('mcp', 'mcp', [CompletionResultType]::ParameterValue, 'Serve the tools to an MCP client, over standard input and output')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the API and the dashboard over HTTP')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Serve the demo scheduler on its own')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show, check or begin the settings; keep secrets in the system''s keyring')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Prove the settings one by one and say what to mend: the same as config check')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;ask' {
            [CompletionResult]::new('--session', '--session', [CompletionResultType]::ParameterName, 'Go on with the conversation of this name, or begin it')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who answers, as `resync agents` lists them')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Show what the answer stands on: evidence (the default shows it too), none')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write everything that happens to this file, as JSON lines')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Show the answer of such a file again, without scheduler and model')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Go on with the last conversation')
            [CompletionResult]::new('--continue', '--continue', [CompletionResultType]::ParameterName, 'Go on with the last conversation')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Hold a conversation: questions one after the other, until /quit')
            [CompletionResult]::new('--interactive', '--interactive', [CompletionResultType]::ParameterName, 'Hold a conversation: questions one after the other, until /quit')
            [CompletionResult]::new('--no-llm', '--no-llm', [CompletionResultType]::ParameterName, 'Answer from the built-in rules alone')
            [CompletionResult]::new('--require-model', '--require-model', [CompletionResultType]::ParameterName, 'Fail (exit 7) when the model gives no answer that stands')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;status' {
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Draw it again every so many seconds (at least 2)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only this status: failed, running, waiting, ready, held, successful, cancelled, ABEND, HOLD, …')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Only this name (wildcards @ and ?), or STREAM.JOB, or WORKSTATION#STREAM.JOB')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Only this job stream (wildcards @ and ?)')
            [CompletionResult]::new('--workstation', '--workstation', [CompletionResultType]::ParameterName, 'Only this workstation (wildcards @ and ?)')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'Only this folder and what lies below it')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only jobs that began or ended after this: 22:00, 2h, 2026-11-23T01:00:00Z (in the plan''s zone)')
            [CompletionResult]::new('--oql', '--oql', [CompletionResultType]::ParameterName, 'A filter in the scheduler''s own query language')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Order: name, status, start, elapsed, deadline')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Which columns of a table, CSV or plain list: job,status,rc,started,…; a wrong one lists them all')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--late', '--late', [CompletionResultType]::ParameterName, 'Only late jobs')
            [CompletionResult]::new('--critical', '--critical', [CompletionResultType]::ParameterName, 'Only critical jobs')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All of them')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one job: state, runs, what it executes, what it waits for')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Print a job''s log')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Find why a job is in the state it is in')
            [CompletionResult]::new('deps', 'deps', [CompletionResultType]::ParameterValue, 'Show what a job waits for and what waits for it')
            [CompletionResult]::new('rerun', 'rerun', [CompletionResultType]::ParameterValue, 'Run a job again')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Hold a job')
            [CompletionResult]::new('release', 'release', [CompletionResultType]::ParameterValue, 'Release a held job')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel a job that has not started')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm a job as successful, or as abended')
            [CompletionResult]::new('kill', 'kill', [CompletionResultType]::ParameterValue, 'Kill a running job')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;jobs;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;log' {
            [CompletionResult]::new('--tail', '--tail', [CompletionResultType]::ParameterName, 'Only the last lines')
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'Which run, counted from 1; the last one when not given')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on printing as it grows')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on printing as it grows')
            [CompletionResult]::new('--content-only', '--content-only', [CompletionResultType]::ParameterName, 'Leave out header and footer')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print the bytes as they are, terminal commands included')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;why' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;deps' {
            [CompletionResult]::new('--depth', '--depth', [CompletionResultType]::ParameterName, 'How many steps')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--up', '--up', [CompletionResultType]::ParameterName, 'Only what it waits for')
            [CompletionResult]::new('--down', '--down', [CompletionResultType]::ParameterName, 'Only what waits for it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;rerun' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; kept in the scheduler''s audit trail')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket number for the audit trail')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;hold' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; kept in the scheduler''s audit trail')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket number for the audit trail')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;release' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; kept in the scheduler''s audit trail')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket number for the audit trail')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;cancel' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; kept in the scheduler''s audit trail')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket number for the audit trail')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;confirm' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; kept in the scheduler''s audit trail')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket number for the audit trail')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--succ', '--succ', [CompletionResultType]::ParameterName, 'As successful (the default)')
            [CompletionResult]::new('--abend', '--abend', [CompletionResultType]::ParameterName, 'As abended')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;kill' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; kept in the scheduler''s audit trail')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'Ticket number for the audit trail')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do it without asking')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;jobs;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one job: state, runs, what it executes, what it waits for')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Print a job''s log')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Find why a job is in the state it is in')
            [CompletionResult]::new('deps', 'deps', [CompletionResultType]::ParameterValue, 'Show what a job waits for and what waits for it')
            [CompletionResult]::new('rerun', 'rerun', [CompletionResultType]::ParameterValue, 'Run a job again')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Hold a job')
            [CompletionResult]::new('release', 'release', [CompletionResultType]::ParameterValue, 'Release a held job')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel a job that has not started')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm a job as successful, or as abended')
            [CompletionResult]::new('kill', 'kill', [CompletionResultType]::ParameterValue, 'Kill a running job')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;jobs;help;show' {
            break
        }
        'resync;jobs;help;log' {
            break
        }
        'resync;jobs;help;why' {
            break
        }
        'resync;jobs;help;deps' {
            break
        }
        'resync;jobs;help;rerun' {
            break
        }
        'resync;jobs;help;hold' {
            break
        }
        'resync;jobs;help;release' {
            break
        }
        'resync;jobs;help;cancel' {
            break
        }
        'resync;jobs;help;confirm' {
            break
        }
        'resync;jobs;help;kill' {
            break
        }
        'resync;jobs;help;help' {
            break
        }
        'resync;agents' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one agent: what it is told, its tools, what an answer may cost')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;agents;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;agents;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one agent: what it is told, its tools, what an answer may cost')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;agents;help;show' {
            break
        }
        'resync;agents;help;help' {
            break
        }
        'resync;health' {
            [CompletionResult]::new('--max-abended', '--max-abended', [CompletionResultType]::ParameterName, 'Most jobs in error')
            [CompletionResult]::new('--max-late', '--max-late', [CompletionResultType]::ParameterName, 'Most late jobs (not checked unless given)')
            [CompletionResult]::new('--max-unlinked', '--max-unlinked', [CompletionResultType]::ParameterName, 'Most workstations that are unlinked or whose job manager is down')
            [CompletionResult]::new('--max-held', '--max-held', [CompletionResultType]::ParameterName, 'Most jobs held (not checked unless given)')
            [CompletionResult]::new('--max-pending', '--max-pending', [CompletionResultType]::ParameterName, 'Most jobs waiting for confirmation (not checked unless given)')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Only this job stream (wildcards @ and ?)')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'Only this folder and what lies below it')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;mcp' {
            [CompletionResult]::new('--runbooks', '--runbooks', [CompletionResultType]::ParameterName, 'Folder of Markdown files to search, with the site''s codes.toml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--allow-actions', '--allow-actions', [CompletionResultType]::ParameterName, 'Offer the actions too, as tools marked destructive that need a reason')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;serve' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port; 0 takes a free one')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file with the certificate and its chain')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file with the private key')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written on standard error: text, json')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--hash-password', '--hash-password', [CompletionResultType]::ParameterName, 'Read a password from standard input, print its hash for the settings, and end')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;demo' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on the loopback interface; 0 takes a free one')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed of the plan: the same seed makes the same plan')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Jobs in the plan')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Plant only these incidents (names as in --list-incidents)')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Milliseconds every answer is delayed')
            [CompletionResult]::new('--fail-rate', '--fail-rate', [CompletionResultType]::ParameterName, 'Share of requests that fail with 503, 0 to 1')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User that is let in; the password is `demo`, or in `RESYNC_DEMO_PASSWORD` (or …_FILE)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--list-incidents', '--list-incidents', [CompletionResultType]::ParameterName, 'Print the planted incidents with their true cause, and end')
            [CompletionResult]::new('--level-1028', '--level-1028', [CompletionResultType]::ParameterName, 'Speak like a 10.2.8 server, which has no predecessor and successor calls')
            [CompletionResult]::new('--no-substatus', '--no-substatus', [CompletionResultType]::ParameterName, 'Leave out the substatus, as some servers do')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;config' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting and where its value comes from, secrets masked')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Prove the settings one by one and say what to mend')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented settings file to begin with')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Keep a secret in the system''s keyring')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove a secret from the system''s keyring')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;config;show' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;config;check' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;config;init' {
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The file; settings.toml in the user''s configuration folder unless given')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Address of the engine, https://HOST:PORT')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Engine user')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'PEM file of certificates to trust')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a file that is there')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;config;login' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'Read the secret from standard input')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;config;logout' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting and where its value comes from, secrets masked')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Prove the settings one by one and say what to mend')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented settings file to begin with')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Keep a secret in the system''s keyring')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove a secret from the system''s keyring')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;config;help;show' {
            break
        }
        'resync;config;help;check' {
            break
        }
        'resync;config;help;init' {
            break
        }
        'resync;config;help;login' {
            break
        }
        'resync;config;help;logout' {
            break
        }
        'resync;config;help;help' {
            break
        }
        'resync;doctor' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How the answer is written')
            [CompletionResult]::new('--jq', '--jq', [CompletionResultType]::ParameterName, 'Print what this jq program makes of the JSON answer')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Profile of the scheduler; several (a list, or all) for status and health')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds one request may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --output json')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Read past the cache')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Use the demo scheduler, whatever is configured')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out notes on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error; twice for every request')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'resync;help' {
            [CompletionResult]::new('ask', 'ask', [CompletionResultType]::ParameterValue, 'Answer a question in plain words')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the plan in one screen')
            [CompletionResult]::new('jobs', 'jobs', [CompletionResultType]::ParameterValue, 'List and filter jobs; show, explain or change one')
            [CompletionResult]::new('agents', 'agents', [CompletionResultType]::ParameterValue, 'Show the AI agents: what each is for, its tools and its model')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Judge the plan against thresholds, for cron and pipelines')
            [CompletionResult]::new('mcp', 'mcp', [CompletionResultType]::ParameterValue, 'Serve the tools to an MCP client, over standard input and output')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the API and the dashboard over HTTP')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Serve the demo scheduler on its own')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show, check or begin the settings; keep secrets in the system''s keyring')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Prove the settings one by one and say what to mend: the same as config check')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'resync;help;ask' {
            break
        }
        'resync;help;status' {
            break
        }
        'resync;help;jobs' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one job: state, runs, what it executes, what it waits for')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Print a job''s log')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Find why a job is in the state it is in')
            [CompletionResult]::new('deps', 'deps', [CompletionResultType]::ParameterValue, 'Show what a job waits for and what waits for it')
            [CompletionResult]::new('rerun', 'rerun', [CompletionResultType]::ParameterValue, 'Run a job again')
            [CompletionResult]::new('hold', 'hold', [CompletionResultType]::ParameterValue, 'Hold a job')
            [CompletionResult]::new('release', 'release', [CompletionResultType]::ParameterValue, 'Release a held job')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel a job that has not started')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm a job as successful, or as abended')
            [CompletionResult]::new('kill', 'kill', [CompletionResultType]::ParameterValue, 'Kill a running job')
            break
        }
        'resync;help;jobs;show' {
            break
        }
        'resync;help;jobs;log' {
            break
        }
        'resync;help;jobs;why' {
            break
        }
        'resync;help;jobs;deps' {
            break
        }
        'resync;help;jobs;rerun' {
            break
        }
        'resync;help;jobs;hold' {
            break
        }
        'resync;help;jobs;release' {
            break
        }
        'resync;help;jobs;cancel' {
            break
        }
        'resync;help;jobs;confirm' {
            break
        }
        'resync;help;jobs;kill' {
            break
        }
        'resync;help;agents' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one agent: what it is told, its tools, what an answer may cost')
            break
        }
        'resync;help;agents;show' {
            break
        }
        'resync;help;health' {
            break
        }
        'resync;help;mcp' {
            break
        }
        'resync;help;serve' {
            break
        }
        'resync;help;demo' {
            break
        }
        'resync;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting and where its value comes from, secrets masked')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Prove the settings one by one and say what to mend')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented settings file to begin with')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Keep a secret in the system''s keyring')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove a secret from the system''s keyring')
            break
        }
        'resync;help;config;show' {
            break
        }
        'resync;help;config;check' {
            break
        }
        'resync;help;config;init' {
            break
        }
        'resync;help;config;login' {
            break
        }
        'resync;help;config;logout' {
            break
        }
        'resync;help;doctor' {
            break
        }
        'resync;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
