'use strict'
// In a clone the code is TypeScript, which Node 24 runs as it is: this finds one. Plain JavaScript that any Node runs.
const { existsSync } = require('node:fs')
const path = require('node:path')
const { FLAGS, startNode } = require('./start-node.cjs')

const NEEDED_MAJOR = 24
/** Kept between starts, in a directory that only the installing user can write. */
const COMPILE_CACHE = path.resolve(__dirname, '../../../node_modules/.cache/lemnis')

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

/** Runs Node 24 with `args`. */
function runUnderNode(args) {
  const node = findNode()
  if (node === undefined) {
    process.stderr.write(
      `lemnis needs Node ${NEEDED_MAJOR} or later; this is ${process.version}, and no package brings one for ` +
        `${process.platform}-${process.arch}. Install Node ${NEEDED_MAJOR}, or run "npm ci" with optional dependencies.\n`,
    )
    process.exit(1)
  }
  startNode(node, ['--conditions=lemnis-source', ...FLAGS, ...args], { NODE_COMPILE_CACHE: COMPILE_CACHE })
}

module.exports = { runUnderNode }
