/**
 * Checks the messages of the commits since the rules of CONTRIBUTING.md are kept to: `node packages/server/bin/node.js
 * tooling/check-commits.ts`. Exit 0 only when each is as it should be.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { commitProblems } from './commit-problems.ts'

/** The last commit before the rules. */
const BASE = '69a8d9b'

/** Somebody else may own the checkout, as in a container. */
const GIT = ['-c', 'safe.directory=*', '-C', import.meta.dirname]

if (!succeeds('rev-parse', 'HEAD')) process.stdout.write('there is no history here: no commit is checked\n')
else checkCommits()

function checkCommits(): void {
  // A shallow clone may end before the base: then what is there is checked.
  const range = succeeds('merge-base', '--is-ancestor', BASE, 'HEAD') ? [`${BASE}..HEAD`] : ['HEAD']
  const ids = git('rev-list', '--no-merges', ...range)
    .split('\n')
    .filter((id) => id !== '')
  let offenders = 0
  for (const id of ids) {
    const message = git('show', '--no-patch', '--format=%B', id)
    const problems = commitProblems(message)
    if (problems.length === 0) continue
    offenders += 1
    const subject = message.split('\n', 1)[0] ?? ''
    process.stdout.write(`${id.slice(0, 7)} ${subject}\n${problems.map((one) => `    ${one}\n`).join('')}`)
  }
  process.stdout.write(`${ids.length} commits checked, ${offenders} not as they should be\n`)
  if (offenders > 0) process.exitCode = 1
}

function git(...argv: readonly string[]): string {
  return execFileSync('git', [...GIT, ...argv], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

function succeeds(...argv: readonly string[]): boolean {
  return spawnSync('git', [...GIT, ...argv], { stdio: 'ignore' }).status === 0
}
