/**
 * Runs demos in a browser, one by one: asks `/next` which, tells `/done` what it threw. Those of the SDK find the globals
 * COS, cos and config.
 */
const QUIET_MS = 100

let open = 0
let changedAt = 0
let thrown

function count(change) {
  open += change
  changedAt = performance.now()
}

function tell(error) {
  thrown ??= `${error?.code ?? error?.name}: ${error?.message ?? error}`
}

const { send } = XMLHttpRequest.prototype
XMLHttpRequest.prototype.send = function (...args) {
  count(1)
  this.addEventListener('loadend', () => count(-1))
  return send.apply(this, args)
}
addEventListener('error', ({ error, message }) => tell(error ?? new Error(message)))
addEventListener('unhandledrejection', ({ reason }) => tell(reason))

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
  count(1)
  return (error, ...rest) => {
    count(-1)
    if (error instanceof Error) tell(error)
    return argument(error, ...rest)
  }
}

async function quiet() {
  while (open > 0 || performance.now() - changedAt < QUIET_MS) {
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 4))
  }
}

async function run({ file, name }) {
  thrown = undefined
  open = 0
  count(0)
  try {
    await (await import(file))[name].fn()
    await quiet()
  } catch (error) {
    tell(error)
  }
  await fetch('/done', { method: 'POST', body: JSON.stringify({ name, thrown }) })
}

const settings = await (await fetch('/settings')).json()
window.config = settings.config
window.cos = watched(new COS(settings.client))
for (;;) await run(await (await fetch('/next')).json())
