#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { runUnderNode } from './run-under-node.cjs'

runUnderNode([fileURLToPath(new URL('../src/main.ts', import.meta.url)), ...process.argv.slice(2)])
