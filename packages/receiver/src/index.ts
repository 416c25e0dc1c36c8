export {
  sign,
  verify,
  webhookKey,
  webhookKeys,
  WebhookVerificationError,
  type CallbackHeaders,
  type SignedMessage,
  type VerificationFailure,
  type VerifyOptions,
  type WebhookKey,
} from './standard-webhooks.ts'
export { CallbackFormatError, type CallbackFormatFailure } from './callback-format-error.ts'
export { parseCallback, type ParseOptions } from './parse-callback.ts'
export type { CallbackFields, CallbackValue } from './callback-fields.ts'
export type {
  Callback,
  CosHeader,
  FinalState,
  JobDetail,
  JobDetailOf,
  JobFields,
  JobInput,
  JobWorkflow,
  OtherJob,
  OtherTag,
  TaskFinish,
  WorkflowExecution,
  WorkflowFinish,
  WorkflowTask,
} from './callback.ts'
export type * from './operation-parts.ts'
export type * from './operations.ts'
export type * from './request-parts.ts'
export {
  createDuplicateFilter,
  createMemoryStore,
  type Claim,
  type DuplicateFilter,
  type DuplicateFilterOptions,
  type DuplicateStore,
  type MemoryStoreOptions,
} from './duplicate-filter.ts'
export { createFetchHandler } from './fetch-handler.ts'
export { createNodeHandler, type NodeRequest } from './node-handler.ts'
export type { Delivery, HandlerOptions } from './handle-delivery.ts'
