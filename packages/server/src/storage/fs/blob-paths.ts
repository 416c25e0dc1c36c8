import path from 'node:path'

const BLOB_ID = /^[0-9a-f]{32}$/

export function isBlobId(text: string): boolean {
  return BLOB_ID.test(text)
}

/** Two levels of 256 directories keep each one short with a hundred million blobs. */
export function blobDirectory(root: string, id: string): string {
  if (!isBlobId(id)) throw new TypeError('a blob id is 32 lowercase hex digits')
  return path.join(root, id.slice(0, 2), id.slice(2, 4))
}

export function blobPath(root: string, id: string): string {
  return path.join(blobDirectory(root, id), id)
}
