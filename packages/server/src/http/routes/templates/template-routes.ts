import type { Call } from '../../call.ts'
import { knownNames, NONE_KNOWN, type Operation } from '../../operation.ts'
import { methodNotAllowed } from '../method-not-allowed.ts'
import { createTemplateRoute } from './create-template.ts'
import { deleteTemplateRoute } from './delete-template.ts'
import { listTemplatesRoute } from './list-templates.ts'
import { updateTemplateRoute } from './update-template.ts'

const OF_TEMPLATES = knownNames('ids tag category name pageNumber pageSize')

/** Returns the operation of a call on templates. Throws MethodNotAllowed. */
export function templateOperation(call: Call, id: string | undefined): Operation {
  return id === undefined ? ofTemplates(call) : ofOneTemplate(call, id)
}

function ofTemplates(call: Call): Operation {
  const on = 'bucket'
  if (call.method === 'POST')
    return { action: 'ci:CreateMediaTemplate', on, known: NONE_KNOWN, run: createTemplateRoute }
  if (call.method === 'GET')
    return { action: 'ci:DescribeMediaTemplates', on, known: OF_TEMPLATES, run: listTemplatesRoute }
  throw methodNotAllowed(call)
}

function ofOneTemplate(call: Call, id: string): Operation {
  const on = 'bucket'
  if (call.method === 'PUT') {
    return {
      action: 'ci:UpdateMediaTemplate',
      on,
      known: NONE_KNOWN,
      run: (context, call) => updateTemplateRoute(context, call, id),
    }
  }
  if (call.method === 'DELETE') {
    return {
      action: 'ci:DeleteMediaTemplate',
      on,
      known: NONE_KNOWN,
      run: (context, call) => deleteTemplateRoute(context, call, id),
    }
  }
  throw methodNotAllowed(call)
}
