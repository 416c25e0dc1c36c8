import { COVERAGE, type CoverageRule, type SignatureForm, type Where } from './coverage-rules.ts'
import type { Target } from './hosts.ts'
import { lowerAscii } from './percent-encoding.ts'
import type { Query } from './query.ts'
import type { RequestHeaders } from './signed-values.ts'

export interface Coverable {
  readonly target: Pick<Target, 'service' | 'key'>
  readonly query: Query
  readonly headers: RequestHeaders
}

/** What a signature names, as names in its lists or not. */
export interface Coverage {
  readonly form: SignatureForm
  readonly namesHeader: (name: string) => boolean
  readonly namesParameter: (name: string) => boolean
}

/** A part of a request, by how it is called. */
export interface Uncovered {
  readonly kind: CoverageRule['kind']
  readonly name: string
}

/** The first thing of a request that the signature must name and does not; `undefined`: all is well. */
export function findUncovered(request: Coverable, coverage: Coverage): Uncovered | undefined {
  const { form } = coverage
  for (const [name, value] of Object.entries(request.headers)) {
    // SDKs leave an empty header out of what they sign, and none asks for anything.
    if (typeof value !== 'string' || value === '') continue
    if (mustCover(ruleOfHeader(name), form, value) && !coverage.namesHeader(name)) {
      return { kind: 'header', name }
    }
  }
  const places = placesOf(request)
  for (const [name, value] of request.query.entries) {
    if (mustCover(ruleOfParameter(name, places), form, value) && !coverage.namesParameter(name)) {
      return { kind: 'parameter', name }
    }
  }
  return undefined
}

function mustCover(rule: CoverageRule | undefined, form: SignatureForm, value: string): boolean {
  return rule?.verdicts[form] === 'must be covered' && rule.unless?.pattern.test(value) !== true
}

function placesOf({ target, query }: Coverable): ReadonlySet<Where> {
  if (target.service === 'ci') return new Set(['jobs', 'everywhere'])
  if (target.key === '') return new Set(['bucket', 'everywhere'])
  return new Set(['object', 'everywhere', ...(query.has('ci-process') ? (['ci-process'] as const) : [])])
}

const HEADERS = indexOf('header')
const PARAMETERS = indexOf('parameter')

/** `undefined`: it is not read. */
export function ruleOfHeader(name: string): CoverageRule | undefined {
  return HEADERS.find(name, () => true)
}

/** `undefined`: it is not read there. */
export function ruleOfParameter(name: string, places: ReadonlySet<Where>): CoverageRule | undefined {
  return PARAMETERS.find(name, ({ where }) => places.has(where))
}

interface Index {
  find(name: string, fits: (rule: CoverageRule) => boolean): CoverageRule | undefined
}

/** Every request is asked about each of its headers: whole names are looked up, and few have stars. */
function indexOf(kind: CoverageRule['kind']): Index {
  const named = COVERAGE.filter((rule) => rule.kind === kind).flatMap((rule) =>
    rule.names.map((name) => ({ name: lowerAscii(name), rule })),
  )
  const whole = Map.groupBy(named, ({ name }) => name)
  const starred = named
    .filter(({ name }) => name.endsWith('*'))
    .map(({ name, rule }) => ({ start: name.slice(0, -1), rule }))
  return {
    find(name, fits) {
      const wanted = lowerAscii(name)
      const exact = whole.get(wanted)?.find(({ rule }) => fits(rule))
      const begun = exact ?? starred.find(({ start, rule }) => wanted.startsWith(start) && fits(rule))
      return begun?.rule
    },
  }
}
