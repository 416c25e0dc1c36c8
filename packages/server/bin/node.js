#!/usr/bin/env node
// Runs a script of this repository under Node 24: `node packages/server/bin/node.js FILE [ARGUMENTS]`.
import { runUnderNode } from './run-under-node.cjs'

runUnderNode(process.argv.slice(2))
