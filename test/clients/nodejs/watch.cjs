/**
 * Loaded before a demo: what its calls of the SDK end with as errors, and what it does not catch, is told as
 * `thrown: …` on standard error. COS_SDK is the SDK that the demo loads.
 */
const { writeSync } = require('node:fs')

const file = require.resolve(process.env.COS_SDK)
const COS = require(file)

function tell(error) {
  writeSync(2, `\nthrown: ${error?.code ?? error?.name}: ${error?.message}\n`)
}

/** The client as a demo sees it: what it calls by itself goes past this. */
function watched(client) {
  return new Proxy(client, {
    get(target, name) {
      const value = target[name]
      if (typeof value !== 'function') return value
      return (...args) => value.apply(target, args.map(listening))
    },
  })
}

function listening(argument) {
  if (typeof argument !== 'function') return argument
  return (error, ...rest) => {
    if (error instanceof Error) tell(error)
    return argument(error, ...rest)
  }
}

require.cache[file].exports = new Proxy(COS, { construct: (target, args) => watched(new target(...args)) })
process.on('uncaughtException', tell)
