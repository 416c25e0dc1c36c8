import { signal } from '@preact/signals'
import { ApiError } from '../api/api-error.ts'
import type { Begun } from './find-begun.ts'
import { abortUpload } from './multipart.ts'
import { sendFile, type FileToSend } from './send-file.ts'
import { Slots } from './slots.ts'

export type UploadState = 'queued' | 'sending' | 'paused' | 'failed' | 'done'

/** A file on its way; a new one stands for each change. */
export interface UploadItem extends FileToSend {
  readonly id: number
  readonly state: UploadState
  readonly sent: number
  /** Why it failed, or waits. */
  readonly reason: string | undefined
  readonly begun: Begun | undefined
}

/** Done ones that are still shown. */
const MOST_DONE = 50
const files = new Slots(3)
const items = signal<readonly UploadItem[]>([])
const arrivals = signal(0)
const running = new Map<number, AbortController>()
let lastId = 0

/** All uploads of this tab, which go on whatever screen is shown. */
export const uploads = (): readonly UploadItem[] => items.value

/** How many have arrived: it grows whenever a listing may have changed. */
export const arrived = (): number => arrivals.value

export function addUploads(given: readonly FileToSend[]): void {
  const added = given.map((file): UploadItem => {
    return { ...file, id: ++lastId, state: 'queued', sent: 0, reason: undefined, begun: undefined }
  })
  items.value = [...items.value, ...added]
  for (const { id } of added) void start(id)
}

export function resume(id: number): void {
  set(id, { state: 'queued', reason: undefined })
  void start(id)
}

export function pause(id: number): void {
  set(id, { state: 'paused', reason: undefined })
  running.get(id)?.abort()
}

/** Ends it, and has the service forget the parts that it has. Rejects with ApiError. */
export async function cancel(id: number): Promise<void> {
  const item = find(id)
  running.get(id)?.abort()
  items.value = items.value.filter((each) => each.id !== id)
  if (item?.begun) await abortUpload({ ...item, uploadId: item.begun.uploadId })
}

export function forgetDone(): void {
  items.value = items.value.filter(({ state }) => state !== 'done')
}

const find = (id: number): UploadItem | undefined => items.value.find((item) => item.id === id)

function set(id: number, change: Partial<UploadItem>): void {
  items.value = items.value.map((item) => (item.id === id ? { ...item, ...change } : item))
}

async function start(id: number): Promise<void> {
  if (running.has(id)) return
  const leaving = new AbortController()
  running.set(id, leaving)
  await files.run(() => run(id, leaving.signal))
  running.delete(id)
  // It was asked to go on while it still came to its end.
  if (find(id)?.state === 'queued') await start(id)
}

async function run(id: number, leaving: AbortSignal): Promise<void> {
  const item = find(id)
  if (item?.state !== 'queued') return
  set(id, { state: 'sending' })
  const watcher = {
    onSent: (sent: number) => set(id, { sent }),
    onWait: (reason: string | undefined) => find(id)?.reason !== reason && set(id, { reason }),
    onBegun: (begun: Begun) => set(id, { begun }),
  }
  try {
    await sendFile(item, watcher, leaving, item.begun)
    set(id, { state: 'done', sent: item.file.size, reason: undefined })
    arrivals.value++
    dropOldest()
  } catch (error) {
    if (leaving.aborted) return
    const isGone = error instanceof ApiError && error.code === 'NoSuchUpload'
    const reason = error instanceof Error ? error.message : String(error)
    set(id, { state: 'failed', reason, ...(isGone && { begun: undefined }) })
  }
}

function dropOldest(): void {
  const done = items.value.filter(({ state }) => state === 'done')
  const over = new Set(done.slice(0, Math.max(0, done.length - MOST_DONE)))
  if (over.size > 0) items.value = items.value.filter((item) => !over.has(item))
}

/** A browser asks whether to leave while something is on its way. */
addEventListener('beforeunload', (event) => {
  if (items.value.some(({ state }) => state === 'sending' || state === 'queued')) event.preventDefault()
})
