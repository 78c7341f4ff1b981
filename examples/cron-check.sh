#!/bin/sh
# A cron job that mails only when the batch is not healthy:
#   */10 * * * * /usr/local/bin/cron-check.sh
# TWS_URL, TWS_USER and TWS_PASSWORD_FILE come from the environment of the cron job.
if ! report=$(resync health --max-abended 0 --max-late 5 2>&1); then
    printf '%s\n\n' "$report"
    resync ask "what abended?"
fi
