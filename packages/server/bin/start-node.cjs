'use strict'
// Plain JavaScript that any Node runs.

/** What the processes of the service run with. */
const FLAGS = [
  '--disable-warning=ExperimentalWarning',
  // The new space never shrinks: without a limit, a process that sent callbacks held 45 MB more after ten minutes.
  '--max-semi-space-size=8',
  // It begins with 2 MB instead of 1: half the collections during the start, 25 ms, for 1 MB of resident memory.
  '--min-semi-space-size=2',
  // The old space may grow to 1.5 times its live objects before it is collected. By default it grew to four times:
  // 70 MB of garbage from jobs.
  '--heap-growing-percent=50',
]

const ENVIRONMENT = {
  // An upload waits for the disk in one of these threads: four uploads would block the default four.
  UV_THREADPOOL_SIZE: '16',
}

/** Runs `node` with `args` instead of this process: in its place, or where that can't be done, as its child. */
function startNode(node, args, environment) {
  const env = { ...ENVIRONMENT, ...environment, ...process.env }
  // Node 22.15 and later, but not on Windows.
  if (process.execve && process.platform !== 'win32') process.execve(node, [node, ...args], env)
  else runAsChild(node, args, env)
}

/** Passes signals on, and ends as the child ends. */
function runAsChild(node, args, env) {
  const { spawn } = require('node:child_process')
  const child = spawn(node, args, {
    // Nothing is sent over the channel: its end shows the child that this process is gone, even by kill -9.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (error) => {
    process.stderr.write(`lemnis could not start ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    // End as the child ended, so that a supervisor sees the same signal.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

module.exports = { FLAGS, startNode }
