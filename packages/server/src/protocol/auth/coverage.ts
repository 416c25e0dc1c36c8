import { COVERAGE, type CoverageRule, type SignatureForm, type ParameterScope } from './coverage-rules.ts'
import type { Target } from '../hosts.ts'
import { NameIndex } from '../name-index.ts'
import type { Query } from '../query.ts'
import { namesIn, type RequestHeaders } from './signed-values.ts'

export interface Coverable {
  readonly target: Pick<Target, 'service' | 'key'>
  readonly query: Query
  readonly headers: RequestHeaders
}

/** What a signature names, as its two lists have it. */
export interface Coverage {
  readonly form: SignatureForm
  readonly headerList: readonly string[]
  readonly paramList: readonly string[]
}

/** A part of a request, by how it is called. */
export interface Uncovered {
  readonly kind: CoverageRule['kind']
  readonly name: string
}

/** The first thing of a request that the signature must name and does not; `undefined`: all is well. */
export function findUncovered(request: Coverable, coverage: Coverage): Uncovered | undefined {
  const header = requiredHeaders(request, coverage.form)
  const parameter = requiredParameters(request, coverage.form)
  return unnamed('header', header, coverage.headerList) ?? unnamed('parameter', parameter, coverage.paramList)
}

function unnamed(
  kind: CoverageRule['kind'],
  demanded: readonly string[],
  list: readonly string[],
): Uncovered | undefined {
  if (demanded.length === 0) return undefined
  const isNamed = namesIn(list)
  const name = demanded.find((candidate) => !isNamed(candidate))
  return name === undefined ? undefined : { kind, name }
}

function requiredHeaders({ headers }: Coverable, form: SignatureForm): readonly string[] {
  const demanded: string[] = []
  for (const name in headers) {
    if (!REQUIRING.header[form].test(name)) continue
    const value = headers[name]
    // SDKs leave an empty header out of what they sign, and none asks for anything.
    if (typeof value !== 'string' || value === '') continue
    if (mustCover(ruleOfHeader(name), form, value)) demanded.push(name)
  }
  return demanded
}

function requiredParameters(request: Coverable, form: SignatureForm): readonly string[] {
  const candidates = request.query.entries.filter(([name]) => REQUIRING.parameter[form].test(name))
  if (candidates.length === 0) return []
  const scopes = scopesOf(request)
  return candidates
    .filter(([name, value]) => mustCover(ruleOfParameter(name, scopes), form, value))
    .map(([name]) => name)
}

function mustCover(rule: CoverageRule | undefined, form: SignatureForm, value: string): boolean {
  return rule?.requirements[form] === 'must be covered' && rule.unless?.pattern.test(value) !== true
}

function scopesOf({ target, query }: Coverable): ReadonlySet<ParameterScope> {
  if (target.service === 'ci') return new Set(['jobs', 'everywhere'])
  if (target.key === '') return new Set(['bucket', 'everywhere'])
  return new Set(['object', 'everywhere', ...(query.has('ci-process') ? (['ci-process'] as const) : [])])
}

const HEADERS = indexOf('header')
const PARAMETERS = indexOf('parameter')

/** `undefined`: it is not read. */
export function ruleOfHeader(name: string): CoverageRule | undefined {
  return HEADERS.find(name)
}

/** `undefined`: it is not read there. */
export function ruleOfParameter(name: string, scopes: ReadonlySet<ParameterScope>): CoverageRule | undefined {
  return PARAMETERS.find(name, ({ scope }) => scopes.has(scope))
}

/** Whether anything by a name must be covered anywhere: most of what is sent need not, and is asked no further. */
const REQUIRING = {
  header: { header: requiringNames('header', 'header'), presigned: requiringNames('header', 'presigned') },
  parameter: {
    header: requiringNames('parameter', 'header'),
    presigned: requiringNames('parameter', 'presigned'),
  },
} as const

function requiringNames(kind: CoverageRule['kind'], form: SignatureForm): RegExp {
  const names = COVERAGE.filter((rule) => rule.kind === kind && rule.requirements[form] === 'must be covered')
    .flatMap((rule) => rule.names)
    .map((name) => (name.endsWith('*') ? RegExp.escape(name.slice(0, -1)) : `${RegExp.escape(name)}$`))
  // Without a name nothing fits.
  return new RegExp(names.length === 0 ? '(?!)' : `^(?:${names.join('|')})`, 'i')
}

function indexOf(kind: CoverageRule['kind']): NameIndex<CoverageRule> {
  return new NameIndex(COVERAGE.filter((rule) => rule.kind === kind))
}
