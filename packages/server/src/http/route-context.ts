import type { AddressPolicy } from '../callbacks/address-guard.ts'
import type { JobEngine } from '../engine/engine.ts'
import type { ComparedBlobs } from '../storage/compared-blobs.ts'
import type { Storage } from '../storage/storage.ts'
import type { TagRegistry } from '../tags/registry.ts'
import type { HttpSettings } from './config.ts'
import type { KeyDirectory } from './key-directory.ts'
import type { MediaCalls } from './media-calls.ts'

/** What a route may use. */
export interface RouteContext {
  readonly engine: JobEngine
  readonly storage: Storage
  /** What objects are copied from in parts. */
  readonly copySources: ComparedBlobs
  readonly tags: TagRegistry
  /** For the calls that answer with what is in a media object. */
  readonly media: MediaCalls
  readonly callbackAddresses: AddressPolicy
  /** For the signature of a form, which stands in its body. */
  readonly keys: KeyDirectory
  readonly settings: HttpSettings
}
