/**
 * Follows "Add a job tag" of CONTRIBUTING.md in a copy of the repository, step by step as it stands there, and checks what
 * was touched. It is no test of vitest, as it runs vitest, tsc and eslint itself. `npm run test:walk`; exit 0 only when
 * all is as the page says, or there is no FFmpeg.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { isHere } from '../../tooling/skip-without.ts'
import { readSteps, type Steps } from './read-steps.ts'
import { copyWorkingTree } from '../../tooling/scratch-copy.ts'
import { changesBetween } from './changes-between.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const TAG = 'packages/server/src/tags/file-line-count'
const REGISTRY = 'packages/server/src/tags/tag-list.ts'
const PAGE = 'docs/tags.md'
const GOLDEN = `${TAG}/golden`
const WRITTEN = [
  ...['submitted.xml', 'answer.xml', 'callback.xml', 'callback.json'].map((end) => `FileLineCount.${end}`),
  ...['native.json', 'page.json', 'xml'].map((end) => `sample/FileLineCount.${end}`),
].map((file) => `${GOLDEN}/${file}`)
const SUITES = 'npx vitest run --project sqlite test/callbacks test/e2e/tags -t FileLineCount'

/** What the steps did not touch is linted and formatted as it was: the pipeline checks that beside this. */
const QUICKER: Readonly<Record<string, string>> = {
  'npm run check': [
    'npm run check:types',
    `npx eslint --max-warnings 0 ${TAG} ${REGISTRY}`,
    `npx prettier --check ${TAG} ${REGISTRY} ${PAGE}`,
    'npm run check:dead',
  ].join(' && '),
}

let [passed, failed] = [0, 0]

function check(what: string, isSo: boolean): void {
  if (isSo) passed += 1
  else failed += 1
  console.log(`${isSo ? 'ok' : 'FAILED'}: ${what}`)
}

async function applySteps(root: string, { files, added }: Steps): Promise<void> {
  for (const [file, text] of files) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true })
    await writeFile(path.join(root, file), text, { flag: 'wx' })
  }
  for (const [file, lines] of added) {
    await access(path.join(root, file))
    await appendFile(path.join(root, file), lines.map((line) => `${line}\n`).join(''))
  }
}

/** Returns whether a command succeeds in the copy, as a developer or, with `CI`, as the pipeline runs it. */
async function succeeds(root: string, command: string, CI?: 'true'): Promise<boolean> {
  const since = performance.now()
  console.log(`== ${command}`)
  const child = spawn('sh', ['-c', command], {
    ...{ cwd: root, stdio: 'inherit' },
    env: { ...process.env, CI },
  })
  await once(child, 'close')
  console.log(`   ${((performance.now() - since) / 1_000).toFixed(1)} s`)
  return child.exitCode === 0
}

async function checkChanges(before: string, root: string, { files }: Steps): Promise<void> {
  const changes = await changesBetween(before, root)
  for (const change of changes) console.log(`   ${JSON.stringify(change)}`)
  const created = changes.filter(({ kind }) => kind === 'new').map(({ file }) => file)
  check(
    `every new file is in ${TAG}, and those that were written are the golden files`,
    isDeepStrictEqual(created, [...files.keys(), ...WRITTEN].toSorted()) &&
      created.every((file) => file.startsWith(`${TAG}/`)),
  )
  const others = changes.filter(({ kind }) => kind !== 'new')
  check(
    'of what was there only the list of tags and the written page changed',
    isDeepStrictEqual(
      others.map(({ file }) => file),
      [PAGE, REGISTRY],
    ),
  )
  const registration = others.find(({ file }) => file === REGISTRY)
  check('the list of tags has one line more', registration?.added === 1 && registration.removed === 0)
  const page = await readFile(path.join(root, PAGE), 'utf8')
  check('docs/tags.md has the tag', page.includes('| FileLineCount ') && page.includes('### FileLineCount'))
}

/** A golden file that is missing is written for a developer, and fails in the pipeline. */
async function checkPipeline(root: string): Promise<void> {
  check('the suites pass in the pipeline', await succeeds(root, SUITES, 'true'))
  const [answer = ''] = WRITTEN.filter((file) => file.endsWith('answer.xml'))
  await rm(path.join(root, answer))
  check('without a golden answer they fail there', !(await succeeds(root, SUITES, 'true')))
  const isWritten = await access(path.join(root, answer)).then(
    () => true,
    () => false,
  )
  check('and write none', !isWritten)
}

async function followPage(): Promise<void> {
  using before = copyWorkingTree(REPOSITORY)
  using copy = copyWorkingTree(REPOSITORY)
  const root = copy.directory
  const steps = readSteps(await readFile(path.join(REPOSITORY, 'CONTRIBUTING.md'), 'utf8'), 'Add a job tag')
  await applySteps(root, steps)
  for (const command of steps.commands) check(command, await succeeds(root, QUICKER[command] ?? command))
  await checkChanges(before.directory, root, steps)
  await checkPipeline(root)
  check('the page has steps', steps.files.size > 0 && steps.commands.length > 0)
}

// The end-to-end tests of tags make their inputs with it.
if (isHere('ffmpeg')) await followPage()
else console.log('The system has no FFmpeg: the page is not followed.')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
