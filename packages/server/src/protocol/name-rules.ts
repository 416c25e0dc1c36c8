/** What workflows and batches may be called. The console checks names as they are typed. */
export const WORKFLOW_NAME = /^[\p{Script=Han}\p{L}\p{N}_-]{1,128}$/u

export const TEMPLATE_NAME_MAX_LENGTH = 64
export const TEMPLATE_NAME = new RegExp(
  String.raw`^[A-Za-z0-9_*\p{Script=Han}-]{1,${TEMPLATE_NAME_MAX_LENGTH}}$`,
  'u',
)
