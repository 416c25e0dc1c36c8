import { stat } from 'node:fs/promises'
import { z } from 'zod'
import { MediaRefusal } from '../../media/refusal.ts'
import { detectFormat, type ArchiveFormat } from './detect-format.ts'
import type { Unpacked } from './params.ts'
import { UnpackMeter } from './unpack-limits.ts'
import { unpackTar } from './tar/unpack-tar.ts'
import { unpackZip } from './zip/unpack-zip.ts'
import type { UnpackedFiles, Unpacking } from './unpacking.ts'

const inputSchema = z.strictObject({
  inputPath: z.string().min(1),
  directory: z.string().min(1),
  prefix: z.string(),
  limits: z.strictObject({
    maxMembers: z.int(),
    maxBytes: z.int(),
    maxRatio: z.number(),
    ratioFreeBytes: z.int(),
  }),
})

/**
 * Unpacks an archive into numbered files.
 * @throws {MediaRefusal} when it is damaged, encrypted, hostile or of a kind that is not unpacked.
 */
export async function run(input: unknown, report: (percent: number) => void): Promise<Unpacked> {
  const { inputPath, directory, prefix, limits } = inputSchema.parse(input)
  const format = await detectFormat(inputPath)
  const { size } = await stat(inputPath)
  const meter = new UnpackMeter(limits, size)
  try {
    const unpacked = await unpack(format, { archive: inputPath, directory, prefix, meter, report })
    return unpacked.finish()
  } catch (error) {
    throw isSystemError(error) || error instanceof MediaRefusal ? error : damaged(format, error)
  }
}

function unpack(format: ArchiveFormat, unpacking: Unpacking): Promise<UnpackedFiles> {
  return format === 'zip' ? unpackZip(unpacking) : unpackTar(unpacking, { gzipped: format === 'tar.gz' })
}

/** A full disk, say: what the libraries find wrong with an archive has no errno. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && 'syscall' in error
}

function damaged(format: ArchiveFormat, error: unknown): MediaRefusal {
  // What the libraries add in further sentences are guesses at the cause.
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/[.?](?:\s|$)/)
  const message = `The input can't be unpacked as ${format}, it is damaged or something else: ${reason.slice(0, 200)}.`
  return new MediaRefusal('ResourceNotSupported', message)
}
