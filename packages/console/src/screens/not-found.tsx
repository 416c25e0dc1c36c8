import { t } from '../i18n/language.ts'
import { Empty } from '../ui/feedback.tsx'
import { link } from '../ui/links.ts'
import { Page } from '../ui/page.tsx'

export function NotFound() {
  return (
    <Page title={t('notFound.title')}>
      <Empty title={t('notFound.text')}>
        <a href={link('/')}>{t('overview.title')}</a>
      </Empty>
    </Page>
  )
}
