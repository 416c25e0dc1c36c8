// What a job of each media tag costs beside the system's own ffmpeg at the same work: npm run bench:tags -- [NAME…]
//   NAME  only the work whose name begins so, such as Transcode or "Concat copies"
// Lemnis: from the submit until the callback is here, warm. The peer: from the start of the program until its end.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isHere } from '../../tooling/skip-without.ts'
import { checkGoal, median, medianRatio } from '../figures.ts'
import { makeClips } from './clips.ts'
import { startLemnis, type Lemnis } from './lemnis.ts'
import { runPeer } from './peer.ts'
import type { Took, Work } from './work.ts'
import { listWorks } from './works.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const MOST_RATIO = 1.3
/** The share by which the sizes of encoded outputs may differ. */
const SIZE_TOLERANCE = 0.05
/** Work that takes the peer less is all start and end: it is printed and not checked. */
const COMPARED_FROM_MS = 1_000

if (!isHere('ffmpeg')) throw new Error('This needs the programs ffmpeg and ffprobe to compare with.')
const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-bench-'))
try {
  process.exitCode = (await compare(process.argv.slice(2))) ? 0 : 1
} finally {
  rmSync(directory, { recursive: true, force: true })
}

async function compare(only: readonly string[]): Promise<boolean> {
  const clips = await makeClips(directory)
  await using lemnis = await startLemnis()
  for (const file of Object.values<string>({ ...clips })) await lemnis.put(path.basename(file), file)
  console.log(`medians of ${ROUNDS} rounds, ms and MB: ffmpeg, Lemnis`)
  let reached = true
  for (const work of listWorks(clips)) {
    if (only.length > 0 && !only.some((name) => work.name.startsWith(name))) continue
    reached = (await measure(work, lemnis)) && reached
  }
  return reached
}

async function measure(work: Work, lemnis: Lemnis): Promise<boolean> {
  const peer = (): Promise<Took> => runPeer(path.join(directory, 'peer'), work.programs)
  // Once each that does not count: modules are loaded, files are in memory.
  await lemnis.run(work.asked)
  await peer()
  const ours: Took[] = []
  const theirs: Took[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await peer())
    ours.push(await lemnis.run(work.asked))
  }
  console.log(work.name)
  console.log(`  ${show(theirs)}, ${show(ours)}`)
  return checkWork(work, ours, theirs)
}

function checkWork(
  { isEncoded, isGlance, unlike }: Work,
  ours: readonly Took[],
  theirs: readonly Took[],
): boolean {
  const times = (all: readonly Took[]): number[] => all.map(({ ms }) => ms)
  const sizes = (all: readonly Took[]): number[] => all.map(({ bytes }) => bytes)
  const time = medianRatio(times(ours), times(theirs))
  const isCompared = unlike === undefined && (isGlance === true || median(times(theirs)) >= COMPARED_FROM_MS)
  if (!isCompared) {
    console.log(`  time: ${time.toFixed(2)} × (not checked: ${unlike ?? 'too short'})`)
    return true
  }
  const isFast = checkGoal({ name: 'time', value: time, atMost: MOST_RATIO })
  if (isEncoded !== true) return isFast
  const size = medianRatio(sizes(ours), sizes(theirs))
  return (
    checkGoal({ name: 'difference of size', value: Math.abs(size - 1), atMost: SIZE_TOLERANCE }) && isFast
  )
}

function show(all: readonly Took[]): string {
  const ms = median(all.map((took) => took.ms)).toFixed(0)
  const megabytes = (median(all.map(({ bytes }) => bytes)) / 1e6).toFixed(2)
  return `${ms} ms ${megabytes} MB`
}
