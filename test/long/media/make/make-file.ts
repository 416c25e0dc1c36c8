import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ffmpeg } from '../../../../tooling/ffprobe.ts'
import { CONTAINERS } from '../recipe/containers.ts'
import type { Fault } from '../recipe/faults.ts'
import { otherShape, type Recipe } from '../recipe/recipe.ts'
import { gapArgs, recordingArgs, type Recording } from './recording.ts'
import { withLie } from './lies.ts'

/** A clock of 33 bits at 90 kHz, seconds. */
const PERIOD_S = 2 ** 33 / 90_000
/** Where recordings begin that have a jump behind them, so that the clock may go back. */
const MIDDLE_S = 20_000

export interface MadeFile {
  readonly path: string
  /** The recordings that it was joined from, as files of their own; one when it is whole. */
  readonly parts: readonly string[]
}

/** Makes the file of a recipe. */
export async function makeFile(recipe: Recipe, directory: string): Promise<MadeFile> {
  const { extension } = CONTAINERS[recipe.container]
  const parts: string[] = []
  for (const [part, recording] of recordingsOf(recipe).entries()) {
    const file = path.join(directory, `part-${part}.${extension}`)
    await record(recording, file)
    parts.push(file)
  }
  const bytes = Buffer.concat(await Promise.all(parts.map((part) => readFile(part))))
  const file = path.join(directory, `file.${extension}`)
  await writeFile(file, damaged(bytes, recipe))
  return { path: file, parts }
}

async function record(recording: Recording, file: string): Promise<void> {
  if (recording.fault.kind !== 'gap') {
    await ffmpeg(recordingArgs(recording, file))
    return
  }
  const plain = `${file}.plain`
  await ffmpeg(recordingArgs(recording, plain))
  await ffmpeg(gapArgs(plain, recording, file))
}

function recordingsOf(recipe: Recipe): Recording[] {
  const { fault, seconds } = recipe
  const first: Recording = { ...recipe, clockS: clockOf(fault), part: 0 }
  if (fault.kind === 'jump') return [first, { ...first, clockS: first.clockS + seconds + fault.byS, part: 1 }]
  if (fault.kind !== 'joined') return [first]
  return [first, { ...first, ...(fault.isOther ? otherShape(recipe) : {}), part: 1 }]
}

function clockOf(fault: Fault): number {
  if (fault.kind === 'far') return fault.atS
  if (fault.kind === 'wrap') return PERIOD_S - fault.atS
  return fault.kind === 'jump' ? MIDDLE_S : 0
}

function damaged(bytes: Buffer, { container, fault }: Recipe): Buffer {
  if (fault.kind === 'cut') return bytes.subarray(0, Math.max(Math.round(bytes.length * fault.share), 1))
  if (fault.kind === 'lie') return withLie(bytes, container, fault)
  if (fault.kind !== 'flips') return bytes
  const flipped = Buffer.from(bytes)
  for (const { share, mask } of fault.places) {
    const at = Math.floor(share * flipped.length)
    flipped[at] = (flipped[at] ?? 0) ^ mask
  }
  return flipped
}
