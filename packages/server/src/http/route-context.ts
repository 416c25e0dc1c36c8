import type { AddressPolicy } from '../callbacks/address-guard.ts'
import type { JobEngine } from '../engine/engine.ts'
import type { ComparedBlobs } from '../storage/compared-blobs.ts'
import type { Storage } from '../storage/storage.ts'
import type { TagRegistry } from '../tags/registry.ts'
import type { HttpSettings } from './config.ts'
import type { KeyDirectory } from './key-directory.ts'
import type { MediaCalls } from './media-calls.ts'

/** The dependencies of a route. */
export interface RouteContext {
  readonly engine: JobEngine
  readonly storage: Storage
  /** For sources of which parts are copied. */
  readonly copySources: ComparedBlobs
  readonly tags: TagRegistry
  /** For calls that analyse a media object while the client waits. */
  readonly media: MediaCalls
  /** `undefined` while callbacks are redirected: then no address of a job is called. */
  readonly callbackAddresses: AddressPolicy | undefined
  /** For the signature of a form, which is in its body. */
  readonly keys: KeyDirectory
  readonly settings: HttpSettings
}
