import { usageError } from './command.ts'
import { readInput } from './read-input.ts'

/** The options that limit a key, for `readArguments`. */
export const LIMIT_OPTIONS = {
  bucket: { type: 'string' },
  prefix: { type: 'string' },
  actions: { type: 'string' },
  policy: { type: 'string' },
} as const

export const LIMIT_USAGE = '--bucket BUCKET [--prefix P] [--actions A,B] | --policy FILE'

type LimitValues = Readonly<Partial<Record<keyof typeof LIMIT_OPTIONS, string>>>

/** What the service is sent of them. Throws a usage error for options that do not go together. */
export async function readLimits({ bucket, prefix, actions: named, policy }: LimitValues): Promise<{
  readonly allow: object | undefined
  readonly policy: unknown
}> {
  const actions = named?.split(',').map((action) => action.trim())
  if (bucket === undefined && (prefix ?? actions) !== undefined)
    throw usageError('--prefix and --actions go with --bucket.')
  if (bucket !== undefined && policy !== undefined) throw usageError('Give --bucket or --policy, not both.')
  return {
    allow: bucket === undefined ? undefined : { bucket, prefix, actions },
    policy: policy === undefined ? undefined : await readPolicy(policy),
  }
}

async function readPolicy(file: string): Promise<unknown> {
  const text = await readInput(file)
  try {
    return JSON.parse(text)
  } catch {
    throw usageError(`${file} is no JSON.`)
  }
}
