import { temporaryKeySchema } from '../../api-schemas/keys.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { LIMIT_OPTIONS, LIMIT_USAGE, readLimits } from '../key-limits.ts'
import { assertNoPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { readDuration } from '../read-time.ts'

export const keysTemporary: Command = {
  summary: 'make a temporary key, such as one that a browser may have',
  usage: `[--key ID] [--duration TIME] [${LIMIT_USAGE}]`,
  options: [
    '--key ID           the key that it is made from, and ends with (the main one)',
    '--duration TIME    how long it is good for, such as 15m, at most 36h (30m)',
    '--bucket BUCKET    for this bucket alone',
    '--prefix P         with --bucket: for keys that begin so',
    '--actions A,B      with --bucket: for these, such as cos:PutObject,ci:* (all)',
    '--policy FILE      for what a policy says, version 2.0 in JSON; - is the standard input',
  ],
  examples: [
    'lemnis keys temporary --bucket media-1250000000 --prefix in/ --actions cos:PutObject --duration 10m',
    'lemnis keys temporary --key AKID0123 --policy policy.json --json',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      key: { type: 'string' },
      duration: { type: 'string' },
      ...LIMIT_OPTIONS,
    })
    assertNoPositionals(positionals)
    const answer = await connect(context, values).post(temporaryKeySchema, 'keys/temporary', {
      key: values.key,
      durationSeconds: readSeconds(values.duration),
      ...(await readLimits(values)),
    })
    const { terminal } = context
    if (values.json) {
      printJson(terminal, answer)
      return 0
    }
    terminal.write(`TMP_SECRET_ID=${answer.secretId}\nTMP_SECRET_KEY=${answer.secretKey}\n`)
    terminal.write(`SECURITY_TOKEN=${answer.token}\n`)
    terminal.notice(`good until ${answer.expiresAt}. Requests carry the token as x-cos-security-token.`)
    return 0
  },
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const duration = readDuration(text)
  if (duration !== undefined) return duration / 1_000
  throw usageError(`--duration is a time such as 90s, 15m or 1h, not "${text}".`)
}
