import { z } from 'zod'

const common = {
  name: z.string().meta({ description: 'Below Operation, with dots: `Transcode.Video.Width`.' }),
  required: z.boolean().meta({ description: 'Whether it has to be there when the group around it is.' }),
  description: z.string(),
  default: z.string().exactOptional().meta({
    description: 'What it is where it is left out; absent where that depends on more.',
  }),
  atMost: z.int().exactOptional().meta({ description: 'How many there may be; one unless given.' }),
}
const unit = z.string().exactOptional()
const words = z.array(z.string()).readonly()

const parameterSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('group'), ...common }).meta({ description: 'An element that has others.' }),
  z
    .object({ kind: z.literal('choice'), choices: words, unit, ...common })
    .meta({ description: 'One of the choices, whatever its case.' }),
  z
    .object({
      kind: z.literal('number'),
      minimum: z.number().exactOptional(),
      exclusiveMinimum: z.number().exactOptional(),
      maximum: z.number().exactOptional(),
      exclusiveMaximum: z.number().exactOptional(),
      multipleOf: z.number().exactOptional(),
      unit,
      also: words.exactOptional().meta({ description: 'What may stand instead of a number.' }),
      ...common,
    })
    .meta({ description: 'A number, sent as text.' }),
  z.object({ kind: z.literal('flag'), ...common }).meta({ description: '`true` or `false`.' }),
  z.object({ kind: z.literal('text'), maxLength: z.int().exactOptional(), ...common }),
  z
    .object({ kind: z.literal('off'), choices: words, ...common })
    .meta({ description: 'A feature that is not here: the choices ask for nothing.' }),
])

const tagSchema = z.object({
  tag: z.string(),
  input: z.enum(['required', 'optional', 'none']),
  hasTemplates: z.boolean(),
  templateForm: z.enum(['block', 'flat']).nullable().meta({
    description:
      'Where the body of POST /template has the parameters: in their element, or beside Name; null: there are no templates of it.',
  }),
  isNode: z.boolean().meta({ description: 'Whether its jobs can be nodes of a workflow.' }),
  parameters: z.array(parameterSchema).readonly().meta({
    description: 'What it reads of an Operation beside what all tags have: each group, then what is in it.',
  }),
})

export const tagListSchema = z.object({ tags: z.array(tagSchema) })
