import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { z } from 'zod'

const documentShape = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()) })),
      }),
    ),
  ),
})

export interface Exchanged {
  readonly method: string
  /** Below the root of the API, with its query. */
  readonly route: string
  readonly status: number
  readonly body: unknown
}

/** An OpenAPI document, compared with the real answers of a service. */
export class ApiDocument {
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #answered = new Set<string>()
  readonly #problem: ValidateFunction
  readonly #paths: z.infer<typeof documentShape>['paths']

  constructor(document: unknown) {
    this.#paths = documentShape.parse(document).paths
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false })
    ajv.addSchema({ $id: 'api', ...z.looseObject({}).parse(document) }, 'api', undefined, false)
    ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'paths', 'components'])
    const compile = (pointer: string): ValidateFunction => ajv.compile({ $ref: `api#${pointer}` })
    this.#problem = compile('/components/schemas/Problem')
    for (const [path, methods] of Object.entries(this.#paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        // Bytes have no schema.
        if (responses['200']?.content['application/json'] === undefined) continue
        const escaped = encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'))
        const pointer = `/paths/${escaped}/${method}/responses/200/content/application~1json/schema`
        this.#validators.set(`${method.toUpperCase()} ${path}`, compile(pointer))
      }
    }
  }

  /** Throws when the answer is not what the document says. */
  check({ method, route, status, body }: Exchanged): void {
    const name = this.#operation(method, route)
    const validate = status === 200 && name !== undefined ? this.#validators.get(name) : this.#problem
    if (!validate?.(body)) {
      throw new Error(`${method} ${route}: ${JSON.stringify(validate?.errors)} in ${JSON.stringify(body)}`)
    }
    if (status === 200 && name !== undefined) this.#answered.add(name)
  }

  /** Operations of which no answer was checked. */
  unasked(): readonly string[] {
    return [...this.#validators.keys()].filter((name) => !this.#answered.has(name))
  }

  #operation(method: string, route: string): string | undefined {
    const given = new URL(route, 'http://service').pathname.split('/')
    const fits = (path: string): boolean => {
      const wanted = path.split('/')
      return (
        wanted.length === given.length && wanted.every((part, at) => part === '{id}' || part === given[at])
      )
    }
    return [...this.#validators.keys()]
      .filter((name) => name.startsWith(`${method} `) && fits(name.slice(method.length + 1)))
      .sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
      .at(0)
  }
}
