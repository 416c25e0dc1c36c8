import { connect, type ApiClient } from '../api-client.ts'
import type { Command } from '../command.ts'
import { startFaultReceiver, type FaultReceiver, type Received } from '../listen/fault-receiver.ts'
import { followFeed, type Feed } from '../listen/follow-feed.ts'
import { followUnsent, type UnsentFeed } from '../listen/follow-unsent.ts'
import { ListenOutput } from '../listen/listen-output.ts'
import { LocalApp } from '../listen/local-app.ts'
import { adviceOnSilence, SilenceHint } from '../listen/silence-hint.ts'
import { FILTER_HELP } from './callback-filter.ts'
import { readListenArguments, type ListenArguments } from './listen-arguments.ts'

const LONGEST_WAIT_MS = 60_000
/** After so long without a callback, what may be missing is said, ms. */
const SILENCE_MS = 20_000

export const listen: Command = {
  summary: 'show callbacks as they are made, forward them, or run a receiver that fails',
  usage:
    '[--since TIME] [--all-jobs] [--forward URL [--confirm]] [--port P [--fail STATUS | --hang | --slow MS]]',
  options: [
    '--forward URL      POST each one there too, with its bytes and headers signed now',
    '--confirm          pull: begin with all that is undelivered, send each one to --forward until it',
    '                   is acknowledged with 2xx, then take it out of the queue',
    '--all-jobs         also what the callbacks of jobs would be that have none; they are marked as not sent',
    '--body             print each body, byte for byte',
    '--port P           run a receiver on 127.0.0.1:P (0 takes a free port) that acknowledges all callbacks, or:',
    '--fail STATUS        answers with this status',
    '--hang               never answers',
    '--slow MS            answers after MS ms',
    '--secret WHSEC       checks signatures with this secret; may be given more than once',
    ...FILTER_HELP.filter((line) => !line.startsWith('--until')),
  ],
  examples: [
    'lemnis listen',
    'lemnis listen --since 1h --forward http://localhost:9000/callback',
    'lemnis listen --forward http://localhost:9000/callback --confirm',
    'lemnis listen --all-jobs --body',
    'lemnis listen --port 9100 --fail 500',
  ],
  async run(context, args) {
    const options = readListenArguments(context, args)
    const client = connect(context, options.service)
    const output = new ListenOutput(context, options)
    const signal = context.untilStopped()
    using hint = new SilenceHint(SILENCE_MS, () => {
      if (!options.json) output.note(adviceOnSilence(options))
    })
    await using _receiver = await startReceiver(options, { output, hint }, signal)
    const app =
      options.forward &&
      new LocalApp({
        client,
        url: options.forward,
        confirms: options.confirm,
        clock: context.clock,
        onForwarded: (callback, result) => output.forwarded(callback, result),
      })
    try {
      await follow({ options, client, output, hint, app }, signal)
    } finally {
      output.summary()
    }
    return 0
  },
}

interface Listening {
  readonly options: ListenArguments
  readonly client: ApiClient
  readonly output: ListenOutput
  readonly hint: SilenceHint
  readonly app: LocalApp | undefined
}

/** Shows and forwards what comes until `signal` aborts. */
async function follow(listening: Listening, signal: AbortSignal): Promise<void> {
  const stop = new AbortController()
  const ending = AbortSignal.any([signal, stop.signal])
  try {
    const { allJobs } = listening.options
    await Promise.all([followCallbacks(listening, ending), allJobs && followOtherJobs(listening, ending)])
  } finally {
    // When one of the two fails, the other one ends.
    stop.abort()
  }
}

function followCallbacks(
  { options, client, output, hint, app }: Listening,
  signal: AbortSignal,
): Promise<void> {
  const feed: Feed = {
    client,
    filter: options.filter,
    begin: beginOf(options),
    async onCallback(callback, replay) {
      hint.cancel()
      output.seen(callback, replay)
      await app?.deliver(callback, signal)
    },
    onPageEnd: async () => (await app?.deliverDue(signal)) ?? LONGEST_WAIT_MS,
    onChange: reporterOf(output, hint),
  }
  return followFeed(feed, signal)
}

function followOtherJobs(
  { options: { filter, since }, client, output, hint, app }: Listening,
  signal: AbortSignal,
): Promise<void> {
  const feed: UnsentFeed = {
    client,
    filter,
    since,
    async onUnsent(unsent) {
      hint.cancel()
      output.unsent(unsent)
      await app?.deliver(unsent, signal)
    },
  }
  return followUnsent(feed, signal)
}

function beginOf({ since, confirm }: ListenArguments): Feed['begin'] {
  if (since !== undefined) return { since }
  return { after: confirm ? 0 : 'now' }
}

async function startReceiver(
  { receiver }: ListenArguments,
  { output, hint }: Pick<Listening, 'output' | 'hint'>,
  signal: AbortSignal,
): Promise<FaultReceiver | undefined> {
  if (receiver === undefined) return undefined
  const onReceived = (received: Received): void => {
    hint.cancel()
    output.received(received)
  }
  const running = await startFaultReceiver({ ...receiver, onReceived }, signal)
  output.note(`a receiver is at ${running.url}`)
  return running
}

function reporterOf(output: ListenOutput, hint: SilenceHint): Feed['onChange'] {
  return (change, detail) => {
    switch (change) {
      case 'ready':
        output.ready()
        hint.start()
        output.note(`listening to ${detail}; Ctrl-C ends it.`)
        return
      case 'lost':
        output.note(`${detail} Trying again.`)
        return
      case 'found':
        output.note(`${detail} answers again; nothing was missed.`)
    }
  }
}
