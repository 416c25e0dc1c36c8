import { sendFile } from '../upload/send-file.ts'

/** Uploads a file as an object, over an older one. Rejects with a sentence. */
export async function upload(
  { bucket, key, file }: { readonly bucket: string; readonly key: string; readonly file: Blob },
  onProgress: (part: number) => void,
): Promise<void> {
  const watcher = { onSent: (bytes: number) => onProgress(bytes / Math.max(1, file.size)) }
  await sendFile(
    { bucket, key, type: file.type, replaces: true, file },
    watcher,
    new AbortController().signal,
  )
}
