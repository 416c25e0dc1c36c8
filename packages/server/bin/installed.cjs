#!/usr/bin/env node
'use strict'
// The launcher of the published package, whose code any Node from 22.16 on runs. Plain JavaScript that any Node runs.
const { accessSync, constants } = require('node:fs')
const { homedir } = require('node:os')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { FLAGS, startNode } = require('./start-node.cjs')

const NEEDED = [22, 16]
const MAIN = path.resolve(__dirname, '../dist/main.js')
/** What runs for long, and with the flags of the service; all other commands are clients that end soon. */
const SERVICES = ['serve', 'worker']

function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
}

/** Compiled code is kept between starts: beside the package, or for this user where that can't be written. */
function compileCache() {
  const beside = path.resolve(__dirname, '..')
  try {
    accessSync(beside, constants.W_OK)
    return path.join(beside, '.cache')
  } catch {
    return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'lemnis')
  }
}

function main() {
  const args = process.argv.slice(2)
  if (!isNewEnough()) {
    process.stderr.write(`lemnis needs Node ${NEEDED.join('.')} or later; this is ${process.version}.\n`)
    process.exit(1)
  }
  const cache = process.env.NODE_COMPILE_CACHE || compileCache()
  if (SERVICES.includes(args[0]))
    return startNode(process.execPath, [...FLAGS, MAIN, ...args], { NODE_COMPILE_CACHE: cache })
  // SQLite, which some commands open, is called experimental by Node 22.
  process.removeAllListeners('warning')
  require('node:module').enableCompileCache(cache)
  import(pathToFileURL(MAIN).href)
}

main()
