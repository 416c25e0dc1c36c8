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

/** The headers and parameters that a signature names in its two lists. */
export interface Coverage {
  readonly form: SignatureForm
  readonly headerList: readonly string[]
  readonly paramList: readonly string[]
}

/** A header or parameter of a request. */
export interface Uncovered {
  readonly kind: CoverageRule['kind']
  readonly name: string
}

/** Returns the first header or parameter that the signature must name and does not; `undefined` if there is none. */
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
    // SDKs don't sign empty headers, which have no effect.
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

/** Returns `undefined` for a header that is not read. */
export function ruleOfHeader(name: string): CoverageRule | undefined {
  return HEADERS.find(name)
}

/** Returns `undefined` for a parameter that is not read in these scopes. */
export function ruleOfParameter(name: string, scopes: ReadonlySet<ParameterScope>): CoverageRule | undefined {
  return PARAMETERS.find(name, ({ scope }) => scopes.has(scope))
}

/** Matches names that must be covered in some scope. Most names need not be, and are checked no further. */
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
  // Without any name, nothing matches.
  return new RegExp(names.length === 0 ? '(?!)' : `^(?:${names.join('|')})`, 'i')
}

function indexOf(kind: CoverageRule['kind']): NameIndex<CoverageRule> {
  return new NameIndex(COVERAGE.filter((rule) => rule.kind === kind))
}
