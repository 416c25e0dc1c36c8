export {
  sign,
  verify,
  webhookKey,
  WebhookVerificationError,
  type SignedMessage,
  type VerificationFailure,
  type VerifyOptions,
  type WebhookKey,
} from './standard-webhooks.ts'
