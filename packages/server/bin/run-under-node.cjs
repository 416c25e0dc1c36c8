'use strict'
// Plain JavaScript that any Node runs: it finds a Node that can run the rest.
const { existsSync } = require('node:fs')
const path = require('node:path')

const NEEDED_MAJOR = 24

/** The path of Node 24 or later: the running one, or the one that `npm ci` installed. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath
  const name = `node-${process.platform}-${process.arch}`
  for (const from of module.paths) {
    const candidate = path.join(from, name, 'bin', 'node')
    if (existsSync(candidate)) return candidate
  }
  return undefined
}

/** Runs Node 24 with `args` as a child, passes signals on and ends as the child ends. */
function runUnderNode(args) {
  const node = findNode()
  if (node === undefined) {
    process.stderr.write(
      `lemnis needs Node ${NEEDED_MAJOR} or later; this is ${process.version}, and no package brings one for ` +
        `${process.platform}-${process.arch}. Install Node ${NEEDED_MAJOR}, or run "npm ci" with optional dependencies.\n`,
    )
    process.exit(1)
  }
  const { spawn } = require('node:child_process')
  // The new space never shrinks: without a limit, a process that sent callbacks held 45 MB more after ten minutes.
  const flags = [
    '--conditions=lemnis-source',
    '--disable-warning=ExperimentalWarning',
    '--max-semi-space-size=8',
    // The old space may grow to 1.5 times its live objects before it is collected. By default it grew to four times:
    // 70 MB of garbage from jobs.
    '--heap-growing-percent=50',
  ]
  const child = spawn(node, [...flags, ...args], {
    // Nothing is sent over the channel: its end shows the child that this process is gone, even by kill -9.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // The compile cache is kept between starts, in a directory that only the installing user can write.
    env: {
      // An upload waits for the disk in one of these threads: four uploads would block the default four.
      UV_THREADPOOL_SIZE: '16',
      NODE_COMPILE_CACHE: path.resolve(__dirname, '../../../node_modules/.cache/lemnis'),
      ...process.env,
    },
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

module.exports = { runUnderNode }
