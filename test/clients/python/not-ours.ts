import type { Reason } from '../reason.ts'

/** Of the Python SDK's own tests and demos. */
export const PYTHON: readonly Reason[] = [
  {
    group: /^python ut$/,
    name: /replication|bucket_logging/,
    detail: /UnboundLocalError/,
    why: 'the test makes its bucket through a variable that it never set',
  },
  {
    group: /^python ut$/,
    name: /file_hash/,
    detail: /^AssertionError/,
    why: 'the test knows the sum of its author’s file',
  },
  {
    group: /^python ut$/,
    name: /transcode|asr_template/,
    detail: /TemplateNotFound/,
    why: 'the test names a template of its author’s account',
  },
  {
    group: /^python ut$/,
    name: /retry/,
    detail: /KeyError: 'ErrRegion'/,
    why: 'the test needs a server that fails on purpose, and the name of its region',
  },
  {
    group: /^python demo$/,
    name: /bucket_(domain|inventory|website)/,
    detail: /unsupported operand type/,
    why: 'the demo joins strings with |, to show a choice',
  },
  {
    group: /^python demo$/,
    name: /client_encrypt/,
    detail: /Incorrect padding|'response' is not defined|RSAProvider|rsa_provider|client_for_rsa|uploadid/,
    why: 'the demo needs a key in place of its placeholder, and imports no RSAProvider',
  },
  {
    group: /^python demo$/,
    name: /demo\.py/,
    detail: /has no attribute 'put_ci_object_from|has no attribute 'get_ci_object_qrcode'/,
    why: 'the demo calls what the SDK has no more',
  },
  {
    group: /^python demo$/,
    name: /batch_operation/,
    detail: /KeyError: 'Contents'/,
    why: 'the demo expects that a list is never empty',
  },
  {
    group: /^python demo$/,
    name: /tce_demo/,
    detail: /Region or Endpoint/,
    why: 'the demo leaves the region empty',
  },
  {
    group: /^python demo$/,
    name: /get_presigned_url/,
    detail: /403 SignatureDoesNotMatch/,
    why: 'the demo signs a header that it does not send',
  },
  {
    group: /^python demo$/,
    name: /ci_create_media_concat_jobs/,
    detail: /ConcatFragment\.Url must be the address/,
    why: 'the demo has a placeholder for the bucket',
  },
]
