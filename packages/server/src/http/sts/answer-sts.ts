import type { IncomingMessage } from 'node:http'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Target } from '../../protocol/hosts.ts'
import { percentDecode } from '../../protocol/percent-encoding.ts'
import { StsError } from '../../protocol/auth/sts-error.ts'
import { readStsRequest, type StsRequest } from '../../protocol/auth/sts-request.ts'
import { DURATION_S, isTemporaryId, type TemporaryKey } from '../../protocol/auth/temporary-key.ts'
import type { KeyVerification } from '../authenticate.ts'
import type { Reply } from '../call.ts'
import { issueKey } from '../issue-key.ts'
import type { Credential } from '../key-ring.ts'
import { readBytes } from '../read-body.ts'
import type { RouteContext } from '../route-context.ts'

const VERSION = '2018-08-13'
/** Allowed difference between the time of a request and the server's, s. */
const SKEW_S = 300
/** Several times a policy that is encoded twice. */
const BODY_MAX_BYTES = 128 * 1024
const NAME_MAX_CHARS = 128

export interface StsCall {
  readonly request: IncomingMessage
  readonly openBody: () => IncomingMessage
  readonly target: Target
  readonly requestId: string
}

export interface Sts {
  readonly context: RouteContext
  readonly keys: KeyVerification
}

/** Answers a request for temporary keys in the vendor's format, in which errors have status 200 as well. */
export async function answerSts(sts: Sts, call: StsCall): Promise<Reply> {
  const { requestId: RequestId } = call
  try {
    return reply({ ...show(await issue(sts, call)), RequestId })
  } catch (error) {
    const { code: Code, message: Message } = asStsError(error, sts, call)
    return reply({ Error: { Code, Message }, RequestId })
  }
}

async function issue({ context, keys }: Sts, call: StsCall): Promise<TemporaryKey> {
  const { method = '', headers } = call.request
  const body = await readBytes({ stream: call.openBody(), host: 'cos', maxBytes: BODY_MAX_BYTES })
  const { target } = call
  const { publicNames, directory } = keys
  const request = readStsRequest({ method, target, headers, body: body.toString('utf8'), publicNames })
  const { clock, ids } = context.engine
  const now = clock.now()
  const ring = await directory.current()
  const parent = authenticate(request, { find: (id) => ring.get(id), now })
  assertGetFederationToken(request)
  const options = { durationS: readDuration(request), policy: readPolicy(request) }
  return issueKey(parent, options, { now, nonce: ids.randomHex(8) })
}

interface AuthenticationOptions {
  readonly find: (secretId: string) => Credential | undefined
  /** ms since 1970 */
  readonly now: number
}

function authenticate(request: StsRequest, { find, now }: AuthenticationOptions): Credential {
  const { secretId, timestamp } = request
  if (isTemporaryId(secretId)) {
    throw new StsError('UnauthorizedOperation', 'A temporary key can’t ask for another one.')
  }
  const credential = find(secretId)
  if (!credential) throw new StsError('AuthFailure.SecretIdNotFound', 'The SecretId does not exist here.')
  // NaN compares as false.
  if (!(Math.abs(now / 1_000 - timestamp) <= SKEW_S)) {
    throw new StsError(
      'AuthFailure.SignatureExpire',
      'Timestamp is no time, or more than 5 minutes from the time of the service.',
    )
  }
  if (request.isSignedWith(credential.secretKey)) return credential
  throw new StsError(
    'AuthFailure.SignatureFailure',
    'The signature is not the one that this request and the SecretKey give.',
  )
}

function assertGetFederationToken({ action, version, parameters }: StsRequest): void {
  if (action === 'AssumeRole' || action === 'AssumeRoleWithSAML' || action === 'GetCallerIdentity') {
    throw new StsError('UnsupportedOperation', `${action} is not offered: there are no roles here.`)
  }
  if (action !== 'GetFederationToken') {
    throw new StsError('InvalidAction', 'Action must be GetFederationToken.')
  }
  if (version !== VERSION) throw new StsError('NoSuchVersion', `Version must be ${VERSION}.`)
  const name = parameters.get('Name') ?? ''
  if (name === '') throw new StsError('MissingParameter', 'Name is missing.')
  if (name.length > NAME_MAX_CHARS) {
    throw new StsError('InvalidParameterValue', `Name is longer than ${NAME_MAX_CHARS} characters.`)
  }
}

function readDuration({ parameters }: StsRequest): number {
  const text = parameters.get('DurationSeconds')
  if (text === undefined) return DURATION_S.usual
  const seconds = Number(text)
  if (/^\d+$/.test(text) && seconds >= DURATION_S.least && seconds <= DURATION_S.most) return seconds
  throw new StsError(
    'InvalidParameter.OverTimeError',
    `DurationSeconds must be a whole number from ${DURATION_S.least} to ${DURATION_S.most}.`,
  )
}

/** Clients encode the JSON once more than their form does; in a JSON body some don't. */
function readPolicy({ parameters }: StsRequest): string {
  const text = parameters.get('Policy') ?? ''
  if (text === '') throw new StsError('MissingParameter', 'Policy is missing.')
  return text.trimStart().startsWith('{') ? text : (percentDecode(text) ?? text)
}

function show({ secretId, secretKey, token, expiresAt }: TemporaryKey) {
  return {
    Credentials: { Token: token, TmpSecretId: secretId, TmpSecretKey: secretKey },
    ExpiredTime: expiresAt,
    Expiration: new Date(expiresAt * 1_000).toISOString().replace('.000Z', 'Z'),
  }
}

function asStsError(error: unknown, { context }: Sts, { requestId }: StsCall): StsError {
  if (error instanceof StsError) return error
  if (error instanceof ProtocolError) {
    const ofPolicy = error.code === 'InvalidPolicyDocument'
    return new StsError(ofPolicy ? 'InvalidParameter.StrategyInvalid' : 'InvalidParameter', error.message)
  }
  context.engine.log.error({ err: error, requestId }, 'a request for a temporary key failed')
  return new StsError('InternalError', 'The service met an error that its log describes; try again.')
}

function reply(response: unknown): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Response: response }),
  }
}
