import { z } from 'zod'
import { describeIssue } from '../../base/describe-issue.ts'
import { isBucketName } from '../bucket-name.ts'
import { ProtocolError } from '../errors.ts'

/** Of a policy as JSON in UTF-8: a token carries it in a header of every request. */
export const POLICY_MAX_BYTES = 4 * 1024

export type Effect = 'allow' | 'deny'

/** A policy (version 2.0) of the vendor's access management, read. */
export interface AccessPolicy {
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly effect: Effect
  /** `cos:PutObject`, `ci:*`: a star stands for any characters. */
  readonly actions: readonly string[]
  readonly resources: readonly ResourcePattern[]
}

export interface ResourcePattern {
  /** `cos`, `ci`, `*`, or another service, which matches nothing here. */
  readonly service: string
  readonly region: string
  /** `<bucket>/<key>`, of jobs `bucket/<bucket>/…`; stars as in actions. */
  readonly path: string
}

/** A single value counts as a list of one. */
const listOf = <S extends z.ZodType>(entry: S) =>
  z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(entry).min(1),
  )

const statementShape = z.strictObject({
  effect: z.enum(['allow', 'deny']),
  action: listOf(z.string()),
  resource: listOf(z.string()),
  principal: z.unknown().optional(),
  condition: z.unknown().optional(),
})

const policyShape = z.strictObject({
  version: z.literal('2.0'),
  statement: listOf(statementShape),
})

/** Reads a policy from its JSON text. Throws InvalidPolicyDocument for one that is malformed or can't be enforced. */
export function parseAccessPolicy(text: string): AccessPolicy {
  if (Buffer.byteLength(text) > POLICY_MAX_BYTES)
    throw policyError(`it is longer than ${POLICY_MAX_BYTES} bytes`)
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw policyError('it is not JSON', error)
  }
  const { success, data, error } = policyShape.safeParse(document, { error: describeIssue })
  if (!success) throw policyError(firstIssue(error))
  return { statements: data.statement.map(readStatement) }
}

/**
 * Anything that is not understood is rejected, since ignoring it could grant more than was meant. A principal of
 * everybody is accepted: the vendor's libraries write it into every policy, and it means nothing.
 */
function readStatement(statement: z.infer<typeof statementShape>): Statement {
  const { effect, action, resource, principal, condition } = statement
  if (condition !== undefined)
    throw policyError('a statement has a condition, and conditions are not offered')
  if (principal !== undefined && !isEverybody(principal)) {
    throw policyError(
      'a statement has a principal other than everybody, and a temporary key is nobody else’s',
    )
  }
  return {
    effect,
    actions: action.map(readAction),
    resources: resource.map(readResource),
  }
}

/** `name/cos:PutObject` and `cos:PutObject` are the same action. */
const ACTION = /^(?:name\/)?(\*|[a-z*]+:[A-Za-z0-9*]+)$/

function readAction(text: string): string {
  const [, pattern] = ACTION.exec(text) ?? []
  if (pattern !== undefined) return pattern
  throw policyError(`the action ${shown(text)} is neither * nor like name/cos:PutObject`)
}

function isEverybody(principal: unknown): boolean {
  return everybody.safeParse(principal).success
}

const anybody = z.literal('*')
const everybody = z.union([anybody, z.strictObject({ qcs: z.union([anybody, z.tuple([anybody])]) })])

/**
 * `qcs:<project>:<service>:<region>:<account>:<path>`. Account and project are not compared: the name of a bucket
 * contains its account.
 */
const RESOURCE = /^qcs:[^:]*:([a-z]+):([^:]*):[^:]*:(.+)$/s
/** The form of the path before buckets had their full names. */
const OLD_PATH = /^prefix\/\/(\d+)\/([^/]+)\/(.*)$/s
const JOB_PATH = /^(?:\*|bucket\/(?:\*|[^/]+\/(?:job\/)?\*))$/

function readResource(text: string): ResourcePattern {
  if (text === '*') return { service: '*', region: '*', path: '*' }
  const [, service, region = '', path] = RESOURCE.exec(text) ?? []
  if (service === undefined || path === undefined) {
    throw policyError(
      `the resource ${shown(text)} is neither * nor qcs::<service>:<region>:uid/<appid>:<path>`,
    )
  }
  return { service, region: region === '' ? '*' : region, path: readPath(service, path) }
}

function readPath(service: string, path: string): string {
  if (service === 'ci' && !JOB_PATH.test(path)) {
    throw policyError(
      `a resource of jobs ends with bucket/<bucket>/* or bucket/<bucket>/job/*, not ${shown(path)}`,
    )
  }
  if (service !== 'cos') return path
  const [, account, name, key = ''] = OLD_PATH.exec(path) ?? []
  if (account !== undefined && name !== undefined) return `${name}-${account}/${key}`
  if (isBucketName(path)) throw policyError(`after the bucket ${path} comes /<key>, or /* for all of it`)
  return path
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100))

/** Names the field, but not its value, which may be anything. */
function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues
  if (!issue) return 'it has not the form of a policy'
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`
}

export function policyError(reason: string, cause?: unknown): ProtocolError {
  return new ProtocolError('InvalidPolicyDocument', `The policy is refused: ${reason}.`, { cause })
}
