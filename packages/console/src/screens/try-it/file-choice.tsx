import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { formatBytes } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'
import { startRecording, type Recording } from './recorder.ts'

interface FileChoiceProps {
  readonly file: File | undefined
  readonly choose: (file: File) => void
  readonly onProblem: (problem: string) => void
}

/** A file that is dropped or chosen, or a recording. */
export function FileChoice({ file, choose, onProblem }: FileChoiceProps) {
  const isOver = useSignal(false)
  return (
    <div
      class={isOver.value ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        isOver.value = true
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={(event) => {
        event.preventDefault()
        isOver.value = false
        const dropped = event.dataTransfer?.files[0]
        if (dropped) choose(dropped)
      }}
    >
      <label class="file">
        <input
          type="file"
          aria-label={t('try.choose')}
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0]
            if (chosen) choose(chosen)
          }}
        />
        <span>{file ? `${file.name} · ${formatBytes(file.size)}` : t('try.drop')}</span>
      </label>
      <RecordButton choose={choose} onProblem={onProblem} />
    </div>
  )
}

function RecordButton({ choose, onProblem }: Omit<FileChoiceProps, 'file'>) {
  const recording = useRef<Recording | undefined>(undefined)
  const isRecording = useSignal(false)
  const toggle = async (): Promise<void> => {
    if (recording.current) {
      choose(await recording.current.stop())
      recording.current = undefined
      isRecording.value = false
      return
    }
    try {
      recording.current = await startRecording()
      isRecording.value = true
    } catch {
      onProblem(t('try.noMicrophone'))
    }
  }
  return (
    <button type="button" onClick={() => void toggle()} aria-pressed={isRecording.value}>
      {isRecording.value ? t('try.stop') : t('try.record')}
    </button>
  )
}
