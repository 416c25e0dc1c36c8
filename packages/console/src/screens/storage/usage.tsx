import type { z } from 'zod'
import type { usageSchema } from '../../../../server/src/api-schemas/objects.ts'
import { formatBytes, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/language.ts'

export type Usage = z.infer<typeof usageSchema>

type Counted = Pick<Usage['total'], 'objects' | 'bytes' | 'isLowerBound'>

/** How many bytes there are, or at least. */
export function countedBytes({ bytes, isLowerBound }: Counted): string {
  return isLowerBound ? `≥ ${formatBytes(bytes)}` : formatBytes(bytes)
}

export function countedObjects({ objects, isLowerBound }: Counted): string {
  if (objects === 1 && !isLowerBound) return t('storage.countOne')
  const count = formatNumber(objects)
  return t('storage.count', { count: isLowerBound ? `≥ ${count}` : count })
}

/** What all objects of a place are together. */
export function TotalUsage({ usage }: { usage: Usage }) {
  const { total } = usage
  return (
    <p class="faint">
      {countedObjects(total)} · {countedBytes(total)}
      {total.isLowerBound && ` (${t('storage.lowerBound')})`}
    </p>
  )
}
