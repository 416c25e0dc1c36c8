import { objectPath } from './client.ts'
import { session } from './session.ts'

/** Uploads a file as an object. `fetch` reports no progress of what it sends. Rejects with a sentence. */
export function upload(
  { bucket, key, file }: { readonly bucket: string; readonly key: string; readonly file: Blob },
  onProgress: (part: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', objectPath(bucket, key))
    request.setRequestHeader('x-lemnis-csrf', session.value?.csrf ?? '')
    if (file.type !== '') request.setRequestHeader('content-type', file.type)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      if (request.status === 200) resolve()
      else reject(new Error(/<Message>([^<]*)/.exec(request.responseText)?.[1] ?? String(request.status)))
    }
    request.onerror = () => reject(new Error('The service does not answer.'))
    request.send(file)
  })
}
