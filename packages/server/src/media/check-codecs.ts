import { z } from 'zod'
import type { Looked } from '../base/check.ts'
import type { Log } from '../base/log.ts'
import { createMediaPool } from './pool/pool.ts'

const CHILD = new URL('./codecs-child.ts', import.meta.url)

/** Containers and codecs of common recordings, by FFmpeg's names. FFmpeg reads more; without these, jobs would fail. */
const DEMUXERS = ['wav', 'mp3', 'mov', 'aac', 'flac', 'ogg', 'matroska', 'amr', 'asf'] as const
const DECODERS = [
  'pcm_s16le',
  'pcm_alaw',
  'pcm_mulaw',
  'mp3float',
  'aac',
  'flac',
  'opus',
  'vorbis',
  'amrnb',
  'amrwb',
  'wmav2',
] as const

const outputSchema = z.object({
  version: z.string(),
  encoders: z.array(z.string()),
  missing: z.array(z.string()),
})

export interface CodecsOptions {
  readonly log: Log
  /** Replaces the list of required decoders. */
  readonly decoders?: readonly string[]
}

/**
 * Checks whether the FFmpeg of media children runs and has the codecs that jobs need. It runs in a child, so that a
 * broken library ends only that.
 */
export async function checkCodecs(
  { log, decoders = DECODERS }: CodecsOptions,
  signal: AbortSignal,
): Promise<Looked> {
  await using pool = createMediaPool({ size: 1, log })
  const result = await pool.run({ module: CHILD, input: { demuxers: DEMUXERS, decoders } }, signal)
  if (result.kind !== 'done')
    throw new Error('message' in result ? result.message : 'The media process was ended.')
  const { version, encoders, missing } = outputSchema.parse(result.value)
  return {
    found: `FFmpeg ${version}; encoders ${encoders.join(', ')}; ${decoders.length} decoders and ${DEMUXERS.length} demuxers looked for`,
    figures: { version, encoders: encoders.join(', '), missing: missing.join(', ') },
    problems:
      missing.length === 0
        ? []
        : [
            {
              state: 'failed',
              what: `This FFmpeg lacks ${missing.join(', ')}.`,
              advice: 'Run "npm ci" again, so that node-av brings the build that this release was made with.',
            },
          ],
  }
}
