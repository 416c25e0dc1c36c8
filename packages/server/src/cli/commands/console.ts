import { consoleLinkSchema } from '../../api-schemas/console.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { assertNoPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'

export const consoleLink: Command = {
  summary: 'print a link that signs your browser in to the web console',
  usage: '[--read-only]',
  options: ['--read-only        the browser sees everything and changes nothing'],
  examples: ['lemnis console', 'lemnis console --read-only'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      'read-only': { type: 'boolean' },
    })
    assertNoPositionals(positionals)
    const client = connect(context, values)
    const role = values['read-only'] ? 'reader' : 'admin'
    const link = await client.post(consoleLinkSchema, 'console/links', { role })
    const url = (link.origin ?? client.url.origin) + link.path
    if (values.json) printJson(context.terminal, { ...link, url })
    else context.terminal.write(`${url}\n`)
    context.terminal.notice('the link works once, for five minutes.')
    return 0
  },
}
