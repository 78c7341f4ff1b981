// The statuses of jobs.

/** Statuses in the order of the bars, with what they mean in colour and in a word. */
export const STATES = [
  ["ERROR", "bad", "failed"], ["BLOCKED", "bad", "blocked"], ["HELD", "warn", "held"], ["RUNNING", "run", "running"],
  ["READY", "run", "ready"], ["WAITING", "wait", "waiting"], ["UNDECIDED", "wait", "undecided"],
  ["SUCCESSFUL", "good", "successful"], ["CANCELED", "wait", "cancelled"], ["SUPPRESS", "wait", "suppressed"],
];

/** How many jobs are in each status, of those in which there are any. */
export const counted = (by_status) => STATES.map(([status, tone, word]) => [status, tone, word, by_status[status] ?? 0]).filter(([, , , count]) => count);
