import type { Storage } from '../storage.ts'

/** An open storage for the contract, and access to what is behind it. */
export interface StorageHarness {
  readonly storage: Storage
  /** A directory where the test may leave files for `stageFile`. */
  readonly scratch: string
  /** Replaces the stored bytes of a blob without the storage. */
  overwrite(id: string, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}
