import {
  deletedWorkflowSchema,
  startedExecutionSchema,
  workflowDetailSchema,
} from '../../api-schemas/workflows.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command, type CommandContext } from '../command.ts'
import { createCommand } from '../create-command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, readChoice, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { sendFile } from '../request-file.ts'

const WHICH = 'the id or the name of a workflow'
const pathOf = (id: string): string => `workflows/${encodeURIComponent(id)}`

export const workflowsCreate = createCommand({
  summary: 'create a workflow from the body of POST /workflow',
  route: 'workflows',
  schema: workflowDetailSchema,
  bucketHelp: 'its bucket',
  examples: ['lemnis workflows create workflow.xml', 'lemnis workflows create - < workflow.json'],
})

export const workflowsSet: Command = {
  summary: 'set the state of a workflow, or replace all of it',
  usage: 'ID|NAME --state STATE | --request FILE',
  options: [
    '--state STATE      Active, or Paused: uploads start no run',
    '--request FILE     the body of PUT /workflow in XML or JSON; - is the standard input',
  ],
  examples: [
    'lemnis workflows set clean-uploads --state Paused',
    'lemnis workflows set w0123 --request workflow.json',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      state: { type: 'string' },
      request: { type: 'string' },
    })
    const path = pathOf(requirePositional(positionals, WHICH))
    const state = readChoice('state', values.state, ['Active', 'Paused'])
    if ((state === undefined) === (values.request === undefined))
      throw usageError('Give either --state or --request.')
    const client = connect(context, values)
    const answer =
      values.request === undefined
        ? await client.patch(workflowDetailSchema, path, { state })
        : await sendFile(values.request, (request) => client.patch(workflowDetailSchema, path, { request }))
    report(context, values.json, answer, `The workflow ${answer.name} is ${answer.state}.`)
    return 0
  },
}

export const workflowsDelete: Command = {
  summary: 'delete a workflow; runs that have begun go on',
  usage: 'ID|NAME',
  options: [],
  examples: ['lemnis workflows delete w0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const path = pathOf(requirePositional(positionals, WHICH))
    const answer = await connect(context, values).delete(deletedWorkflowSchema, path)
    report(context, values.json, answer, `The workflow ${answer.deleted} was deleted.`)
    return 0
  },
}

export const workflowsTrigger: Command = {
  summary: 'start a run of a workflow on an object that is there, and print its id',
  usage: 'ID|NAME KEY',
  options: ['KEY                the object, in the bucket of the workflow'],
  examples: ['lemnis workflows trigger clean-uploads in/talk.wav'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const [id, object, ...others] = positionals
    if (id === undefined || object === undefined || others.length > 0)
      throw usageError(`Give ${WHICH}, and the key of an object.`)
    const answer = await connect(context, values).post(startedExecutionSchema, `${pathOf(id)}/trigger`, {
      object,
    })
    report(context, values.json, answer, answer.started)
    return 0
  },
}

function report({ terminal }: CommandContext, json: boolean | undefined, answer: object, line: string): void {
  if (json) printJson(terminal, answer)
  else terminal.write(`${line}\n`)
}
