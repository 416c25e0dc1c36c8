import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { keyProblem } from '../../../../server/src/protocol/key-problem.ts'
import { ApiError } from '../../api/api-error.ts'
import { TextInput } from '../../forms/inputs.tsx'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { droppedFiles, MOST_FILES, type NamedFile } from '../../upload/dropped-files.ts'
import { findTaken, findFree } from '../../upload/find-taken.ts'
import { addUploads } from '../../upload/uploads.ts'
import { ErrorBox } from '../../ui/feedback.tsx'
import { ClashDialog, type ClashAnswer } from './clash-dialog.tsx'
import { UploadButtons } from './upload-buttons.tsx'

interface Clash {
  readonly files: readonly NamedFile[]
  readonly taken: ReadonlySet<string>
}

interface UploadPlaceProps {
  readonly bucket: string
  /** The folder that is open. */
  readonly prefix: string
  readonly children: ComponentChildren
}

/** Where files are dropped or chosen, and the prefix that their keys get; names that are taken ask first. */
export function UploadPlace({ bucket, prefix: open, children }: UploadPlaceProps) {
  const typed = useSignal({ open, into: open })
  // Another folder that is opened is where files go next.
  const prefix = typed.value.open === open ? typed.value.into : open
  const isOver = useSignal(false)
  const isBusy = useSignal(false)
  const problem = useSignal<string | undefined>(undefined)
  const clash = useSignal<Clash | undefined>(undefined)
  const attempt = (work: Promise<void>): void => {
    problem.value = undefined
    isBusy.value = true
    work
      .catch((error: unknown) => {
        problem.value = error instanceof ApiError ? error.message : t('upload.unreadable')
      })
      .finally(() => (isBusy.value = false))
  }
  const take = async (reading: Promise<readonly NamedFile[]>): Promise<void> => {
    const files = await reading
    if (files.length > MOST_FILES) {
      problem.value = t('upload.tooMany', { count: formatNumber(MOST_FILES) })
      return
    }
    const keys = files.map(({ path }) => prefix + path)
    const wrong = keys.find((key) => keyProblem(key) !== undefined)
    if (wrong !== undefined) {
      problem.value = t('upload.noKey', { key: wrong })
      return
    }
    const taken = await findTaken(bucket, keys)
    if (taken.size > 0) clash.value = { files, taken }
    else begin(files)
  }
  const begin = (files: readonly NamedFile[], keyOf = keyBelow(prefix), replaces = false): void =>
    addUploads(files.map(({ path, file }) => ({ bucket, key: keyOf(path), type: file.type, replaces, file })))
  const answer = async ({ files, taken }: Clash, chosen: ClashAnswer): Promise<void> => {
    clash.value = undefined
    if (chosen === 'replace') begin(files, keyBelow(prefix), true)
    if (chosen === 'skip') begin(files.filter(({ path }) => !taken.has(prefix + path)))
    if (chosen === 'rename') {
      const free = await findFree(bucket, taken)
      begin(files, (path) => free.get(prefix + path) ?? prefix + path)
    }
  }
  return (
    <div
      class={isOver.value ? 'drop-area over' : 'drop-area'}
      onDragOver={(event) => {
        event.preventDefault()
        isOver.value = true
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={(event) => {
        event.preventDefault()
        isOver.value = false
        if (event.dataTransfer) attempt(take(droppedFiles(event.dataTransfer)))
      }}
    >
      <div class="upload-place">
        <TextInput
          label={t('upload.into')}
          value={prefix}
          isWrong={prefix !== '' && keyProblem(prefix) !== undefined}
          onChange={(into) => (typed.value = { open, into })}
        />
        <UploadButtons choose={(files) => attempt(take(Promise.resolve(files)))} />
        <span class="faint" role="status">
          {isBusy.value ? t('upload.looking') : t('upload.drop', { key: `${prefix}${t('upload.example')}` })}
        </span>
      </div>
      {problem.value !== undefined && <ErrorBox error={{ message: problem.value }} />}
      {children}
      {clash.value && (
        <ClashDialog
          keys={[...clash.value.taken]}
          answer={(chosen) => clash.value && attempt(answer(clash.value, chosen))}
        />
      )}
    </div>
  )
}

const keyBelow =
  (prefix: string) =>
  (path: string): string =>
    prefix + path
