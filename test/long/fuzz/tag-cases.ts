import { writeXml } from '../../../packages/server/src/protocol/xml/write-xml.ts'
import type { XmlNode } from '../../../packages/server/src/protocol/xml/xml.ts'
import { all, choice, element, maybe, text, type Part } from './grammar.ts'
import { STRANGE, tornKey, TORN_OF_EACH } from './inputs.ts'
import { chance, pick, type CaseRandom } from './case-random.ts'
import { ciHost } from './hosts.ts'
import type { FuzzRequest } from './send.ts'
import type { TagGrammar } from './tags/tag-grammar.ts'

export interface TagCase {
  /** Sent first; the job names what it makes. */
  readonly template?: FuzzRequest
  /** `templateId`: what the template was given. */
  readonly job: (templateId: string) => FuzzRequest
}

/** A job of one tag, with its parameters inline or in a template. */
export function tagCase(grammar: TagGrammar, random: CaseRandom, number: number): TagCase {
  const { templates = [] } = grammar
  const [first, ...others] = templates
  const kept = first && chance(random.seeded, 30) ? pick(random.seeded, [first, ...others]) : undefined
  if (!kept) {
    const body = jobBody(grammar, grammar.params, random)
    return { job: () => post('/jobs', body) }
  }
  const template = templateBody(kept.tag, kept.params, `t-${number}`)(random)
  const body = jobBody(
    grammar,
    all(
      text(kept.namedBy, () => PLACEHOLDER),
      kept.beside,
    ),
    random,
  )
  return {
    template: post('/template', template),
    job: (templateId) =>
      post(
        '/jobs',
        body.map((node) => filled(node, templateId)),
      ),
  }
}

/** Stands for the id of a template that is not made yet. */
const PLACEHOLDER = 'the-template'

export function templateBody(tag: string, params: Part, name: string): Part {
  return element('Request', text('Tag', choice(tag)), text('Name', choice(name)), params)
}

export function jobBody(
  { tag, inputs, output }: TagGrammar,
  params: Part,
  random: CaseRandom,
): readonly XmlNode[] {
  const key = pick(random.seeded, chance(random.seeded, 85) ? inputs : STRANGE)
  const input = chance(random.seeded, 15) ? tornKey(key, random.seeded.between(0, TORN_OF_EACH - 1)) : key
  return element(
    'Request',
    text('Tag', choice(tag)),
    element('Input', text('Object', choice(input))),
    element(
      'Operation',
      params,
      output,
      maybe(text('UserData', choice('u', 'a b', '~')), 10),
      maybe(text('JobLevel', choice('0', '1', '2')), 10),
    ),
  )(random)
}

function post(path: string, nodes: readonly XmlNode[]): FuzzRequest {
  return { method: 'POST', host: ciHost(), path, body: Buffer.from(nodes.map(writeXml).join('')) }
}

function filled([name, content]: XmlNode, templateId: string): XmlNode {
  if (typeof content === 'string') return [name, content === PLACEHOLDER ? templateId : content]
  return [name, content.map((node) => filled(node, templateId))]
}
