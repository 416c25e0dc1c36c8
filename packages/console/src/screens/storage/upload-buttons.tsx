import { t } from '../../i18n/language.ts'
import { chosenFiles, type NamedFile } from '../../upload/dropped-files.ts'

interface UploadButtonsProps {
  readonly choose: (files: readonly NamedFile[]) => void
}

/** Chooses files, or a folder with all that is in it. */
export function UploadButtons({ choose }: UploadButtonsProps) {
  return (
    <>
      <FileButton label={t('storage.upload')} choose={choose} />
      <FileButton label={t('upload.folder')} choose={choose} isFolder />
    </>
  )
}

interface FileButtonProps extends UploadButtonsProps {
  readonly label: string
  readonly isFolder?: boolean
}

function FileButton({ label, choose, isFolder = false }: FileButtonProps) {
  return (
    <label class="file button">
      <input
        type="file"
        multiple
        {...(isFolder && { webkitdirectory: true })}
        aria-label={label}
        onChange={({ currentTarget }) => {
          choose(chosenFiles(currentTarget.files))
          // So that the same file can be chosen again.
          currentTarget.value = ''
        }}
      />
      <span>{label}</span>
    </label>
  )
}
