/**
 * Takes away what the service needs while jobs wait, and counts: every job must end Success with its callback, with one
 * try, and none may be begun during the outage.
 * `npm run test:outages -- [--backend NAME] [--scenario NAME] [--jobs 100] [--seconds 10]`; needs root, as it mounts small
 * disks in a mount namespace of its own.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { otherWorkerScenarios } from './other-worker.ts'
import { runOutage, type Outcome } from './run-outage.ts'
import { SCENARIOS } from './scenarios.ts'
import { BACKENDS } from './stage.ts'

const { values } = parseArgs({
  options: {
    backend: { type: 'string' },
    scenario: { type: 'string' },
    jobs: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
    inside: { type: 'boolean', default: false },
  },
})

if (!values.inside) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    console.log('skipped: small disks can be mounted by root on Linux alone')
    console.log('0 passed, 0 failed')
    process.exit(0)
  }
  const [script = '', ...args] = process.argv.slice(1)
  const command = [
    '-m',
    '--propagation',
    'private',
    process.execPath,
    ...process.execArgv,
    script,
    '--inside',
  ]
  process.exit(spawnSync('unshare', [...command, ...args], { stdio: 'inherit' }).status ?? 1)
}

const wanted = { jobs: Number(values.jobs), seconds: Number(values.seconds) }
const isSelected = (given: string | undefined, name: string): boolean => given === undefined || given === name
const outcomes: Outcome[] = []
for (const backend of BACKENDS.filter((name) => isSelected(values.backend, name))) {
  for (const scenario of SCENARIOS.filter(({ name }) => isSelected(values.scenario, name))) {
    if (scenario.backends.includes(backend)) outcomes.push(await runOutage(backend, scenario, wanted))
  }
}
if (isSelected(values.backend, 'postgres-s3')) {
  for (const { name, run } of otherWorkerScenarios) {
    if (isSelected(values.scenario, name)) outcomes.push(await run(wanted))
  }
}
const failed = outcomes.filter(({ problems }) => problems.length > 0).length
console.log(`${outcomes.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
